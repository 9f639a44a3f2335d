package photos

import (
	"errors"
	"io"

	"golang.org/x/image/riff"
	"golang.org/x/image/webp"
)

// readWebP walks over the chunks of a WebP. The decoder refuses a frame of another size than
// the canvas.
func readWebP(f io.ReadSeeker) (header, error) {
	c, err := webp.DecodeConfig(f)
	if err != nil {
		return header{}, err
	}
	h := header{decode: decodeWebP, width: int64(c.Width), height: int64(c.Height), turn: 1}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return h, err
	}
	_, chunks, err := riff.NewReader(f)
	if err != nil {
		return h, err
	}
	pixel := int64(2) // luma, and colour of a quarter of the pixels
	frame := false
	for {
		id, n, body, err := chunks.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return h, err
		}
		switch string(id[:]) {
		case "ANIM", "ANMF":
			return h, animated()
		case "VP8 ":
			frame = true
		case "VP8L":
			frame, pixel = true, 9 // pixels, what they are unpacked from, room for prefix codes
		case "ALPH":
			pixel += 9 // packed in the same way
		case "EXIF":
			exif := make([]byte, min(n, maxExif))
			if _, err := io.ReadFull(body, exif); err != nil {
				return h, eof(err)
			}
			h.turn = orientation(exif)
		}
	}
	if !frame {
		return h, errors.New("webp: no picture")
	}
	h.cost = pixel * h.width * h.height
	return h, nil
}
