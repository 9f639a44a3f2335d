package tiles

import (
	"net/http"
	"strings"
)

// Handler answers /tiles/{layers}/{z}/{x}/{y}.mvt and /tiles/{layers}.json. Base gives,
// for a request, the URL before the path, as in "https://map.example.vn"; fail writes an
// error, whose status is Status(err).
func (t *Tiles) Handler(base func(*http.Request) string, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req, document, err := splitPath(r.URL.Path)
		var answer Answer
		switch {
		case err != nil:
		case document:
			answer, err = t.TileJSON(r.Context(), req.Layers, base(r)+"/tiles", r.URL.Query().Get("at"))
		default:
			req.Generation, req.At = asked(r)
			req.IfNoneMatch = strings.Join(r.Header["If-None-Match"], ",")
			req.AcceptEncoding = strings.Join(r.Header["Accept-Encoding"], ",")
			answer, err = t.Tile(r.Context(), req)
		}
		if err != nil {
			fail(w, r, err)
			return
		}
		answer.Write(w)
	})
}

// asked are the parameters g and at, without parsing a query that has nothing but g.
func asked(r *http.Request) (generation, at string) {
	if g, ok := strings.CutPrefix(r.URL.RawQuery, "g="); ok && !strings.ContainsAny(g, "&%+") {
		return g, ""
	}
	query := r.URL.Query()
	return query.Get("g"), query.Get("at")
}
