package geoapi

// hexbinRoutes are those of H3 cells.
func (s *Server) hexbinRoutes() []route {
	return nil
}
