package geoapi

// stationRoutes are those of stations: what they measure, how they are at present, and their series.
func (s *Server) stationRoutes() []route {
	return nil
}
