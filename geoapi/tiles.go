package geoapi

import (
	"net/http"
	"strings"
	"time"
)

// tileRoute is the pattern of tiles, which pass by the router.
const tileRoute = "/tiles/{layers}/{z}/{x}/{y}.mvt"

func (s *Server) tileRoutes() []route {
	if s.Tiles == nil {
		return nil
	}
	serve := func(w http.ResponseWriter, r *http.Request) error {
		s.tiles.ServeHTTP(w, r)
		return nil
	}
	return []route{
		{http.MethodGet, tileRoute, "tile", anyone, serve, own},
		{http.MethodGet, "/tiles/{layers}.json", "tileJSON", anyone, serve, quick},
	}
}

// isTile tells whether a request can only be for a tile.
func (s *Server) isTile(r *http.Request) bool {
	return s.tiles != nil && r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/tiles/") && strings.HasSuffix(r.URL.Path, ".mvt")
}

// serveTile is the short way for tiles, of which a map asks dozens at a time: anyone may,
// there is no body to limit and nothing left to compress, and a request has an id only
// once there is something to say of it.
func (s *Server) serveTile(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	x := &exchange{route: tileRoute}
	rec := &recorder{ResponseWriter: w, x: x}
	defer func() {
		broken := s.recover(rec, r, recover())
		s.note(r, x, time.Since(start))
		if broken {
			panic(http.ErrAbortHandler)
		}
	}()
	if rc, ok := w.(interface{ SetWriteDeadline(time.Time) error }); ok {
		_ = rc.SetWriteDeadline(start.Add(writeTimeout)) // fails only for a connection that is gone
	}
	w.Header()["X-Content-Type-Options"] = s.nosniff
	s.tiles.ServeHTTP(rec, r)
}
