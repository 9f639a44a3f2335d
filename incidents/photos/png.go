package photos

import (
	"encoding/binary"
	"errors"
	"image/png"
	"io"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// maxExif is how many bytes of EXIF are looked at for the orientation.
const maxExif = 64 << 10

// readPNG walks over the chunks; the first must be the header. Of an animated PNG the decoder
// takes the still picture.
func readPNG(f io.ReadSeeker) (header, error) {
	if _, err := f.Seek(int64(len(pngMagic)), io.SeekStart); err != nil {
		return header{}, err
	}
	h := header{decode: decodePNG, turn: 1}
	for {
		var head [8]byte
		if _, err := io.ReadFull(f, head[:]); err != nil {
			return h, eof(err)
		}
		n, name := int64(binary.BigEndian.Uint32(head[:])), string(head[4:])
		skip := n + 4 // its checksum
		switch {
		case h.width == 0:
			if name != "IHDR" || n != 13 {
				return h, errors.New("png: no header")
			}
			if err := h.size(f); err != nil {
				return h, err
			}
			skip = 4
		case name == "eXIf" && n <= maxExif:
			exif := make([]byte, n)
			if _, err := io.ReadFull(f, exif); err != nil {
				return h, eof(err)
			}
			h.turn, skip = orientation(exif), 4
		case name == "IEND":
			if _, err := f.Seek(0, io.SeekStart); err != nil {
				return h, err
			}
			c, err := png.DecodeConfig(f)
			return agreed(h, c, err)
		}
		if _, err := f.Seek(skip, io.SeekCurrent); err != nil {
			return h, err
		}
	}
}

// size reads the body of the header: width, height, bits of a sample, kind of colour, and
// whether the rows are interlaced.
func (h *header) size(f io.Reader) error {
	var b [13]byte
	if _, err := io.ReadFull(f, b[:]); err != nil {
		return eof(err)
	}
	h.width, h.height = int64(binary.BigEndian.Uint32(b[:])), int64(binary.BigEndian.Uint32(b[4:]))
	if h.width == 0 || h.width > maxSide || h.height > maxSide {
		return tooManyPixels(h.width, h.height) // before they are multiplied
	}
	pixel := int64(4)
	switch depth, colour := b[8], b[9]; {
	case depth == 16:
		pixel = 8
	case colour == 3:
		pixel = 1
	}
	h.cost = h.width * h.height * pixel
	if b[12] != 0 {
		h.cost *= 2 // each pass is a picture of its own
	}
	return nil
}
