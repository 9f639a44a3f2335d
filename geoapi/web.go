package geoapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// website holds the built web map: each file with its ETag, and compressed where that helps.
type website struct {
	files map[string]webFile // by path without the first slash
}

type webFile struct {
	body, gzipped []byte
	kind          string
	etag          string
	hashed        bool // the name changes with the content
}

// newWebsite reads every file; nil gives a website without any.
func newWebsite(files fs.FS) (*website, error) {
	site := &website{files: map[string]webFile{}}
	if files == nil {
		return site, nil
	}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		site.files[name], err = newWebFile(name, body)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the web map: %w", err)
	}
	return site, nil
}

func newWebFile(name string, body []byte) (webFile, error) {
	sum := sha256.Sum256(body)
	f := webFile{body: body, kind: contentType(name), etag: hex.EncodeToString(sum[:12]), hashed: strings.HasPrefix(name, "assets/")}
	if !compressible(f.kind) {
		return f, nil
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(body)
	}
	if err == nil {
		err = w.Close()
	}
	if b.Len() < len(body) {
		f.gzipped = b.Bytes()
	}
	return f, err
}

// contentType knows the types of a web build, whatever the machine's table says.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".woff2":
		return "font/woff2"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

func compressible(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json") || strings.Contains(kind, "svg")
}

// pages are the addresses at which the page itself answers; it reads them.
func pages() []string {
	return []string{"/", "/verify", "/desk", "/desk/imports/{id}", "/desk/accounts", "/desk/stations", "/desk/quarantine", "/desk/cameras", "/desk/indicators", "/desk/alarms", "/desk/walls", "/environment", "/indicators", "/report", "/report/{number}", "/desk/reports", "/wall"}
}

// webRoutes are the page, and one route for each of its other files: what the build does
// not hold is not there.
func (s *Server) webRoutes() []route {
	var list []route
	for name := range s.web.files {
		at := []string{"/" + name}
		if name == "index.html" {
			at = pages()
		}
		for _, path := range at {
			list = append(list, route{http.MethodGet, path, "", anyone, s.web.serve(name), quick})
		}
	}
	return list
}

// style is the address of a style sheet of the build, whose name carries a hash; "" when
// the build does not hold it.
func (site *website) style(name string) string {
	for file := range site.files {
		if strings.HasPrefix(file, "assets/"+name+"-") && path.Ext(file) == ".css" {
			return "/" + file
		}
	}
	return ""
}

// serve answers with a file: for ever where its name holds its hash, else to be asked for
// again each time, which the ETag makes cheap.
func (site *website) serve(name string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f := site.files[name]
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("Cache-Control", "no-cache")
		if f.hashed {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		body, etag := f.body, f.etag
		if f.gzipped != nil {
			h.Add("Vary", "Accept-Encoding")
			if acceptsGzip(r) {
				body, etag = f.gzipped, etag+"-gz"
				h.Set("Content-Encoding", "gzip")
			}
		}
		h.Set("ETag", `"`+etag+`"`)
		if matches(r.Header.Get("If-None-Match"), etag) {
			h.Del("Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
		_, _ = w.Write(body) // the client may leave
		return nil
	}
}

// matches tells whether If-None-Match names the ETag, weakly compared.
func matches(header, etag string) bool {
	for _, t := range strings.Split(header, ",") {
		t = strings.TrimPrefix(strings.TrimSpace(t), "W/")
		if t == "*" || t == `"`+etag+`"` {
			return true
		}
	}
	return false
}
