package environment

import (
	"context"
	"time"
)

// SetFireClock sets the clock.
func (s *Store) SetFireClock(now func() time.Time) { s.now = now }

// FireIndexNow does the step of that name.
func (s *Store) FireIndexNow(ctx context.Context) error { return s.fireIndex(ctx) }

// PlaceStationsNow does the step "waters".
func (s *Store) PlaceStationsNow(ctx context.Context) error { return s.placeStations(ctx) }
