package tiles

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// ContentType is that of a vector tile.
const ContentType = "application/vnd.mapbox-vector-tile"

// LeftOutHeader names how many features of each tile layer were left out to keep the
// tile small, as in "parcels=1200, sheets=3".
const LeftOutHeader = "Tile-Left-Out"

// Answer is an HTTP answer, ready to be written.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Write sends the answer. Headers that w has already stay.
func (a Answer) Write(w http.ResponseWriter) {
	h := w.Header()
	for k, v := range a.Header {
		h[k] = v
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // the client may be gone
}

// made is a tile as it is kept: compressed, whatever the client takes.
type made struct {
	etag    string
	gzip    []byte // nil for a tile without a feature
	size    int    // uncompressed
	leftOut string
}

func (m *made) answer(acceptEncoding string) (Answer, error) {
	h := header(m.etag)
	h["Content-Type"] = []string{ContentType}
	if m.leftOut != "" {
		h[LeftOutHeader] = []string{m.leftOut}
	}
	body := m.gzip
	switch {
	case m.size == 0:
	case acceptsGzip(acceptEncoding):
		h["Content-Encoding"] = []string{"gzip"}
	default:
		var err error
		if body, err = m.plain(); err != nil {
			return Answer{}, fmt.Errorf("decompress a kept tile: %w", err)
		}
	}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	return Answer{http.StatusOK, h, body}, nil
}

func (m *made) plain() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(m.gzip))
	if err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(make([]byte, 0, m.size+bytes.MinRead))
	_, err = io.Copy(b, z)
	return b.Bytes(), err
}

// header has what every answer to a tile's URL must say. The ETag is the same for all
// encodings, so it is a weak one.
func header(etag string) http.Header {
	h := make(http.Header, 8)
	h["Cache-Control"] = []string{"no-cache"}
	h["Vary"] = []string{"Accept-Encoding"}
	if etag != "" {
		h["Etag"] = []string{etag}
	}
	return h
}

func noContent() Answer { return Answer{Status: http.StatusNoContent, Header: header("")} }

func notModified(etag string) Answer {
	return Answer{Status: http.StatusNotModified, Header: header(etag)}
}

// matches reports whether an If-None-Match header names the ETag, by weak comparison.
// "*" matches nothing here: it asks for no certain state.
func matches(ifNoneMatch, etag string) bool {
	if ifNoneMatch == "" {
		return false
	}
	opaque := strings.TrimPrefix(etag, "W/")
	for tag := range strings.SplitSeq(ifNoneMatch, ",") {
		if strings.TrimPrefix(strings.TrimSpace(tag), "W/") == opaque {
			return true
		}
	}
	return false
}

// acceptsGzip reads an Accept-Encoding header (RFC 9110, 12.5.3): gzip named decides,
// then "*"; a quality of 0 means no.
func acceptsGzip(header string) bool {
	any := false
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		ok := true
		if q, found := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q="); found {
			v, err := strconv.ParseFloat(q, 64)
			ok = err == nil && v > 0
		}
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			return ok
		case "*":
			any = ok
		}
	}
	return any
}
