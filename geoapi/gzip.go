package geoapi

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// compressAbove is the size from which JSON is worth compressing, in bytes.
const compressAbove = 1024

// compressor compresses JSON and pages that are large enough. Other types pass: tiles and
// web files are compressed once and kept so, events must not wait.
type compressor struct {
	http.ResponseWriter
	server  *Server
	accepts bool
	status  int
	held    []byte // the beginning, until it is known whether the answer is large
	decided bool
	gz      *gzip.Writer
}

func (s *Server) compress(w http.ResponseWriter, r *http.Request) *compressor {
	return &compressor{ResponseWriter: w, server: s, accepts: acceptsGzip(r)}
}

// acceptsGzip reads Accept-Encoding: gzip named and not refused by q=0.
func acceptsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(coding) != "gzip" {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimPrefix(strings.ReplaceAll(weight, " ", ""), "q="), 64)
		return err != nil || q > 0
	}
	return false
}

// WriteHeader waits for the first bytes where the answer may be compressed.
func (c *compressor) WriteHeader(status int) {
	if status < 200 {
		c.ResponseWriter.WriteHeader(status)
		return
	}
	c.status = status
	if !c.compressible() {
		c.decide(false)
	}
}

func (c *compressor) compressible() bool {
	h := c.Header()
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	text := kind == "application/json" || strings.HasSuffix(kind, "+json") || kind == "text/html" && h.Get("Content-Language") != ""
	if text && h.Get("Content-Encoding") == "" {
		h.Add("Vary", "Accept-Encoding")
		return c.accepts
	}
	return false
}

// Write holds the beginning of an answer back until it is known to be large.
func (c *compressor) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
	if !c.decided {
		c.held = append(c.held, b...)
		if len(c.held) < compressAbove {
			return len(b), nil
		}
		return len(b), c.decide(true)
	}
	if c.gz != nil {
		return c.gz.Write(b)
	}
	return c.ResponseWriter.Write(b)
}

// decide sends the header, and what was held back, one way or the other.
func (c *compressor) decide(compress bool) error {
	c.decided = true
	if compress {
		c.Header().Set("Content-Encoding", "gzip")
		c.Header().Del("Content-Length")
		c.gz, _ = c.server.gzips.Get().(*gzip.Writer)
		c.gz.Reset(c.ResponseWriter)
	}
	c.ResponseWriter.WriteHeader(c.status)
	if len(c.held) == 0 {
		return nil
	}
	held := c.held
	c.held = nil
	_, err := c.Write(held)
	return err
}

// Close sends what is left.
func (c *compressor) Close() {
	if c.status != 0 && !c.decided {
		_ = c.decide(false)
	}
	if c.gz != nil {
		_ = c.gz.Close()
		c.server.gzips.Put(c.gz)
		c.gz = nil
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (c *compressor) Unwrap() http.ResponseWriter { return c.ResponseWriter }
