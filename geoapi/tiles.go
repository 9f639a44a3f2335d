package geoapi

import "net/http"

func (s *Server) tileRoutes() []route {
	if s.Tiles == nil {
		return nil
	}
	h := s.Tiles.Handler(s.base, s.fail)
	serve := func(w http.ResponseWriter, r *http.Request) error {
		h.ServeHTTP(w, r)
		return nil
	}
	return []route{
		{http.MethodGet, "/tiles/{layers}/{z}/{x}/{y}.mvt", "tile", anyone, serve, own},
		{http.MethodGet, "/tiles/{layers}.json", "tileJSON", anyone, serve, quick},
	}
}
