package geoapi

import (
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzip"

	"sotay/environment"
)

// maxRatio is how many times larger a compressed body may be when it is unpacked: readings
// are hardly ever fifty times, deflate can be a thousand times.
const maxRatio = 250

// says is a message with the same values in both languages.
func says(vi, en string, args ...any) Words {
	return Words{fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)}
}

// formatOf is the format of a body of readings by its Content-Type.
func formatOf(r *http.Request) (environment.Format, error) {
	kind, about, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if charset := about["charset"]; err == nil && (charset == "" || strings.EqualFold(charset, "utf-8")) {
		switch kind {
		case "application/json":
			return environment.JSON, nil
		case "application/x-ndjson", "application/ndjson", "application/jsonl":
			return environment.NDJSON, nil
		case "text/csv", "text/tab-separated-values":
			return environment.CSV, nil
		}
	}
	return "", &problem{kind: unsupported, detail: Words{
		"Hãy gửi application/json, application/x-ndjson hoặc text/csv, mã UTF-8.", "Send application/json, application/x-ndjson or text/csv, in UTF-8.",
	}}
}

// readingsBody is a body of readings, unpacked and bounded.
type readingsBody struct {
	packed   *counted
	unpacked io.Reader // of packed; the same where it is not compressed
	read     int64
	most     int64
	err      error // why it cannot be read on, for the answer
}

// counted counts what is read.
type counted struct {
	io.Reader
	n int64
}

// Read reads on.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// readingsBody opens the body of a request without reading of it.
func (s *Server) readingsBody(w http.ResponseWriter, r *http.Request) (*readingsBody, environment.Format, error) {
	format, err := formatOf(r)
	if err != nil {
		return nil, "", err
	}
	b := &readingsBody{most: s.intake.body}
	if r.ContentLength > b.most {
		return nil, "", b.tooLarge(nil)
	}
	b.packed = &counted{Reader: http.MaxBytesReader(w, r.Body, b.most)}
	switch strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding"))) {
	case "", "identity":
		b.unpacked = b.packed
	case "gzip":
		b.unpacked = &gunzip{packed: b.packed}
	default:
		return nil, "", &problem{kind: unsupported, detail: Words{"Content-Encoding chỉ nhận gzip.", "Content-Encoding can be gzip alone."}}
	}
	return b, format, nil
}

// gunzip unpacks, from its first byte on.
type gunzip struct {
	packed io.Reader
	z      *gzip.Reader
}

// Read unpacks on.
func (g *gunzip) Read(p []byte) (n int, err error) {
	if g.z == nil {
		if g.z, err = gzip.NewReader(g.packed); err != nil {
			return 0, err
		}
	}
	return g.z.Read(p)
}

func (b *readingsBody) tooLarge(cause error) error {
	return &problem{kind: tooLarge, cause: cause, extra: map[string]any{"limit": b.most}, detail: says(
		"Nội dung lớn hơn %d byte; hãy chia nhỏ. Chưa có gì được ghi.", "The body is larger than %d bytes; split it. Nothing was stored.", b.most)}
}

// Read reads on, within the bounds.
func (b *readingsBody) Read(p []byte) (int, error) {
	n, err := b.unpacked.Read(p)
	b.read += int64(n)
	var large *http.MaxBytesError
	var corrupt flate.CorruptInputError
	switch {
	case b.read > b.most, errors.As(err, &large):
		b.err = b.tooLarge(err)
	case b.read > 1<<20 && b.read > maxRatio*b.packed.n:
		b.err = &problem{kind: tooLarge, detail: says("Nội dung nén giãn ra hơn %d lần; hãy gửi không nén.", "The body unpacks to more than %d times its size; send it unpacked.", maxRatio)}
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt), errors.Is(err, io.ErrUnexpectedEOF):
		b.err = &problem{kind: refused, cause: err, extra: map[string]any{"code": "unreadable"}, detail: Words{
			"Nội dung bị đứt đoạn hoặc nén sai. Chưa có gì được ghi.", "The body breaks off or is packed wrongly. Nothing was stored.",
		}}
	case err != nil && !errors.Is(err, io.EOF):
		b.err = &problem{kind: badRequest, cause: err, detail: Words{"Nội dung gửi lên bị đứt đoạn.", "The upload broke off."}}
	}
	if b.err != nil {
		return n, b.err
	}
	return n, err
}
