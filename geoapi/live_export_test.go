package geoapi

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"

	"sotay/postgis"
)

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

// LiveNext gives what a client is told that knows all up to at, when a batch comes to it from one
// position to another, of which it is told as "whole".
func (s *Server) LiveNext(ctx context.Context, at, before, after postgis.Position) (string, error) {
	w := httptest.NewRecorder()
	f := &feed{server: s, r: httptest.NewRequest(http.MethodGet, "/events", nil), at: at, out: newStream(w, defaultHeartbeat)}
	err := f.next(ctx, told{before: before, after: after, messages: []liveMessage{message("whole", "", anyone, nil)}})
	return w.Body.String(), err
}
