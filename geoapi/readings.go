package geoapi

// readingRoutes are those of readings that are sent, and those that were set aside.
func (s *Server) readingRoutes() []route {
	return nil
}
