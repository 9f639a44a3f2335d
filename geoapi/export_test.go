package geoapi

import "net/http"

// Row is a row of the route table.
type Row struct{ Method, Path, ID, Needs string }

// Rows lists the route table.
func (s *Server) Rows() []Row {
	var list []Row
	for _, rt := range s.routes() {
		list = append(list, Row{rt.method, rt.path, rt.id, string(rt.needs)})
	}
	return list
}

// Mount adds a route for a test.
func (s *Server) Mount(path string, h func(http.ResponseWriter, *http.Request) error) {
	s.router.Handle(path, s.serve(route{http.MethodGet, path, "", anyone, h, quick}))
}

// OpenAPI is the description as it is served.
func OpenAPI() []byte { return openAPI }
