package geoapi

import "net/netip"

// LiveBehind takes a client into the live feed that reads nothing, tells it so many batches, and
// gives how many wait for it and whether it must begin anew.
func (s *Server) LiveBehind(batches int) (waiting int, lost bool) {
	from := netip.MustParseAddr("192.0.2.7")
	c, err := s.live.join(from)
	if err != nil {
		return 0, false
	}
	defer s.live.leave(c, from)
	for range batches {
		s.live.spread(told{after: s.Journal.At(), messages: []liveMessage{{name: "change", needs: anyone}}})
	}
	return len(c.queue), c.lost.Load()
}

// Bounds of the live feed.
const (
	LiveQueue      = liveQueue
	LivePerAddress = livePerAddress
)
