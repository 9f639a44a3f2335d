package geoapi

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"sotay/internal/calendar"
	"sotay/layers"
	"sotay/postgis"
)

// statistics keeps count and extent of layers for as long as the journal says that
// nothing changed: counting a million parcels takes a third of a second.
type statistics struct {
	server *Server
	flight singleflight.Group

	mu    sync.Mutex
	known map[string]known
}

// known is what was counted, and in which state of the layer.
type known struct {
	state
	layers.Stats
	at   time.Time
	took time.Duration
}

// state tells one state of a layer from another.
type state struct {
	generation int64
	epoch      string
	digest     postgis.Digest
	day        string // "" for a layer that is not dated
}

// A count that took longer than noticeable is not made again before patience times as
// long has passed, however often the layer changes: open maps ask all the time.
const (
	noticeable = 100 * time.Millisecond
	patience   = 20
)

// serves tells whether a count can still be given.
func (k known) serves(now state) bool {
	return k.state == now || k.generation == now.generation && k.epoch == now.epoch && k.day == now.day && k.took > noticeable && time.Since(k.at) < patience*k.took
}

// version tells the states of a layer apart.
func (s *statistics) version(l layers.Layer) any {
	journal := s.server.Journal
	return state{generation: l.Generation, epoch: journal.Epoch(), digest: journal.LayerDigest(l.Name)}
}

func (s *statistics) of(ctx context.Context, l layers.Layer) (layers.Stats, error) {
	journal := s.server.Journal
	// Taken before counting: a change in between makes the count old, not the digest.
	now := state{generation: l.Generation, epoch: journal.Epoch(), digest: journal.LayerDigest(l.Name)}
	if l.Dated() {
		now.day = calendar.Today()
	}
	s.mu.Lock()
	have, ok := s.known[l.Name]
	s.mu.Unlock()
	if ok && have.serves(now) && journal.Fresh(l.Name) {
		return have.Stats, nil
	}
	counted, err, _ := s.flight.Do(fmt.Sprint(l.Name, now), func() (any, error) {
		// Others wait for this count: it goes on when its caller leaves.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), workTimeout)
		defer cancel()
		start := time.Now()
		stats, err := layers.ReadStats(ctx, s.server.DB.Public, l)
		return known{now, stats, time.Now(), time.Since(start)}, err
	})
	if err != nil {
		return layers.Stats{}, err
	}
	have, _ = counted.(known)
	s.mu.Lock()
	if s.known[l.Name].at.Before(have.at) { // a slower count of before must not replace it
		s.known[l.Name] = have
	}
	s.mu.Unlock()
	return have.Stats, nil
}
