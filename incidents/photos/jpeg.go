package photos

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image/jpeg"
	"io"
)

// maxScans of one JPEG: each may go over all pixels again. Encoders make about ten.
const maxScans = 64

// jpegWalk is a walk over the segments of a JPEG.
type jpegWalk struct {
	in          *bufio.Reader
	frame       []byte // the body of SOF
	progressive bool
	scans       int
	adobe       bool // it has Adobe's segment
	rgb         bool // by Adobe's segment
	turn        int
	begun       bool // the ff of the next marker is read
}

// readJPEG walks over the whole file once, to its end of image; what follows it is no part of
// the picture. It insists on a frame, since the decoder takes anything that comes before it,
// and on segments one after the other.
func readJPEG(f io.ReadSeeker) (header, error) {
	w := &jpegWalk{in: bufio.NewReaderSize(f, 64<<10), turn: 1}
	if _, err := w.in.Discard(2); err != nil {
		return header{}, err
	}
	for {
		marker, err := w.marker()
		if err != nil {
			return header{}, fmt.Errorf("jpeg: %w", err)
		}
		if marker == 0xd9 {
			break
		}
		if err := w.segment(marker); err != nil {
			return header{}, fmt.Errorf("jpeg: %w", err)
		}
	}
	h, err := w.header()
	if err != nil {
		return h, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return h, err
	}
	c, err := jpeg.DecodeConfig(f)
	return agreed(h, c, err)
}

// marker reads the next marker, with the bytes that may fill the room before it.
func (w *jpegWalk) marker() (byte, error) {
	b, err := byte(0xff), error(nil)
	if !w.begun {
		b, err = w.in.ReadByte()
	}
	if w.begun = false; err == nil && b != 0xff {
		return 0, errors.New("no marker after a segment")
	}
	for err == nil && b == 0xff {
		b, err = w.in.ReadByte()
	}
	if err == nil && (b < 0xc0 || b >= 0xd0 && b <= 0xd8) {
		err = fmt.Errorf("marker %02x out of place", b)
	}
	return b, eof(err)
}

// segment reads a segment and, after the beginning of a scan, its data.
func (w *jpegWalk) segment(marker byte) error {
	var size [2]byte
	if _, err := io.ReadFull(w.in, size[:]); err != nil {
		return eof(err)
	}
	n := int(binary.BigEndian.Uint16(size[:])) - 2
	if n < 0 {
		return errors.New("a segment without a length")
	}
	switch marker {
	case 0xc0, 0xc1, 0xc2, 0xe1, 0xee:
	case 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf:
		return jpeg.UnsupportedError("neither baseline nor progressive")
	default:
		if _, err := w.in.Discard(n); err != nil {
			return eof(err)
		}
		if marker == 0xda {
			return w.scan()
		}
		return nil
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(w.in, body); err != nil {
		return eof(err)
	}
	switch marker {
	case 0xe1:
		if exif, found := bytes.CutPrefix(body, []byte("Exif\x00\x00")); found && w.turn == 1 {
			w.turn = orientation(exif)
		}
	case 0xee:
		if len(body) >= 12 && string(body[:5]) == "Adobe" {
			w.adobe, w.rgb = true, w.rgb || body[11] == 0
		}
	default:
		if w.frame != nil {
			return errors.New("two frames")
		}
		w.frame, w.progressive = body, marker == 0xc2
	}
	return nil
}

// scan passes over the data of a scan, to the marker that ends it.
func (w *jpegWalk) scan() error {
	if w.scans++; w.scans > maxScans {
		return fmt.Errorf("more than %d scans", maxScans)
	}
	for {
		_, err := w.in.ReadSlice(0xff)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		var next []byte
		if err == nil {
			next, err = w.in.Peek(1)
		}
		if err != nil {
			return eof(err)
		}
		if b := next[0]; b != 0 && (b < 0xd0 || b > 0xd7) { // no escaped ff, no restart
			w.begun = true
			return nil
		}
	}
}

// header reads the frame: precision, height, width, and each component with its sampling.
func (w *jpegWalk) header() (header, error) {
	f := w.frame
	if len(f) < 6 || len(f) != 6+3*int(f[5]) || w.scans == 0 {
		return header{}, errors.New("jpeg: no frame")
	}
	switch {
	case f[0] != 8:
		return header{}, jpeg.UnsupportedError("precision")
	case f[5] == 4 && !w.adobe:
		return header{}, jpeg.UnsupportedError("four components without Adobe's segment")
	case f[5] != 1 && f[5] != 3 && f[5] != 4:
		return header{}, jpeg.UnsupportedError("number of components")
	}
	width, height, parts := int64(binary.BigEndian.Uint16(f[3:])), int64(binary.BigEndian.Uint16(f[1:])), int64(f[5])
	var most, sum int64 // samples of a block of the largest component's; of all components
	var across, down int64 = 1, 1
	ids := ""
	for c := f[6:]; len(c) > 0; c = c[3:] {
		x, y := int64(c[1]>>4), int64(c[1]&15)
		if x < 1 || x > 4 || y < 1 || y > 4 {
			return header{}, errors.New("jpeg: sampling out of range")
		}
		ids += string(rune(c[0]))
		across, down, sum = max(across, x), max(down, y), sum+x*y
		most = across * down
	}
	whole := roundUp(width, 8*across) * roundUp(height, 8*down)
	cost := parts * whole // the planes, were none subsampled
	if w.progressive {
		cost += 4 * whole * sum / most // all coefficients, of 4 bytes
	}
	if parts == 4 || w.rgb || ids == "RGB" {
		cost += 4 * width * height // interleaved once more
	}
	return header{decode: decodeJPEG, width: width, height: height, cost: cost, turn: w.turn}, nil
}

func roundUp(n, by int64) int64 { return (n + by - 1) / by * by }

// eof calls the end of a file in the middle of something what it is.
func eof(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
