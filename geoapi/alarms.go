package geoapi

// alarmRoutes are those of exceedances, alarms with their rules, and web hooks.
func (s *Server) alarmRoutes() []route {
	return nil
}
