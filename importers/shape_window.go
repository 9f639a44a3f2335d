package importers

import (
	"errors"
	"fmt"
	"io"
)

// Sizes of the reads of a shpWindow: small after a jump, doubling while the reading
// goes on in order.
const (
	shpFirstRead = 4 << 10
	shpLastRead  = 512 << 10
)

// errShpBeyond says that bytes were asked for that the file does not have.
var errShpBeyond = errors.New("beyond the end of the file")

// shpWindow gives bytes of a file by position out of one buffer. It is made for reading
// in order, and stays cheap when the positions jump. It never holds more than the larger
// of shpLastRead and one request, and no request can exceed the file.
type shpWindow struct {
	src   io.ReaderAt
	size  int64
	buf   []byte // the file's bytes from off on
	off   int64
	chunk int64
}

func newShpWindow(src io.ReaderAt, size int64) *shpWindow {
	return &shpWindow{src: src, size: size, chunk: shpFirstRead}
}

// bytes returns n bytes at off. They are valid until the next call.
func (w *shpWindow) bytes(off, n int64) ([]byte, error) {
	if i := off - w.off; i >= 0 && n >= 0 && i+n <= int64(len(w.buf)) {
		return w.buf[i : i+n : i+n], nil
	}
	if off < 0 || n < 0 || off > w.size || n > w.size-off {
		return nil, errShpBeyond
	}
	return w.fill(off, n)
}

// fill reads ahead from off so that at least n bytes are there.
func (w *shpWindow) fill(off, n int64) ([]byte, error) {
	if behind := off - w.off; behind >= 0 && behind <= int64(len(w.buf))+w.chunk {
		w.chunk = min(2*w.chunk, shpLastRead)
	} else {
		w.chunk = shpFirstRead
	}
	want := min(max(n, w.chunk), w.size-off)
	if int64(cap(w.buf)) < want {
		w.buf = make([]byte, want)
	}
	w.buf = w.buf[:want]
	w.off = off
	if got, err := w.src.ReadAt(w.buf, off); int64(got) < want {
		w.buf = w.buf[:0]
		return nil, fmt.Errorf("read %d bytes at %d: %w", want, off, err)
	}
	return w.buf[:n:n], nil
}
