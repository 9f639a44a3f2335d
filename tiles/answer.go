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

// Answer is an HTTP answer, ready to be written. Its header and body are shared: they
// are not to be changed.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Write sends the answer. Other headers that w has already stay.
func (a Answer) Write(w http.ResponseWriter) {
	h := w.Header()
	for k, v := range a.Header {
		h[k] = v
	}
	w.WriteHeader(a.Status)
	if len(a.Body) > 0 {
		_, _ = w.Write(a.Body) // the client may be gone
	}
}

// made is a tile as it is kept: compressed, whatever the client takes.
type made struct {
	gzip    []byte // nil for a tile without a feature
	size    int    // uncompressed
	leftOut string

	state  state
	etag   string
	header http.Header // of the compressed answer
	same   http.Header // of a 304
}

// label says under which state the tile was made.
func (m *made) label(s state) {
	m.state, m.etag = s, s.etag()
	m.header, m.same = header(m.etag), header(m.etag)
	m.describe()
}

// unlabel says that the tile is of no state that anybody could ask for again.
func (m *made) unlabel() {
	m.state, m.etag = state{}, ""
	m.header.Del("Etag")
	m.same = header("")
}

// describe adds to the header what the compressed body is.
func (m *made) describe() {
	m.header["Content-Type"] = []string{ContentType}
	m.header["Content-Length"] = []string{strconv.Itoa(len(m.gzip))}
	if m.size > 0 {
		m.header["Content-Encoding"] = []string{"gzip"}
	}
	if m.leftOut != "" {
		m.header[LeftOutHeader] = []string{m.leftOut}
	}
}

func (m *made) answer(acceptEncoding string) (Answer, error) {
	if m.size == 0 || acceptsGzip(acceptEncoding) {
		return Answer{http.StatusOK, m.header, m.gzip}, nil
	}
	body, err := m.plain()
	if err != nil {
		return Answer{}, fmt.Errorf("decompress a kept tile: %w", err)
	}
	h := m.header.Clone()
	h.Del("Content-Encoding")
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

func notModified(h http.Header) Answer { return Answer{Status: http.StatusNotModified, Header: h} }

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
