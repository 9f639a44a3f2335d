package geoapi

// forestRoutes are those of forest statistics and fire danger.
func (s *Server) forestRoutes() []route {
	return nil
}
