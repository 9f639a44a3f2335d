package environment

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Follow brings what follows from readings up to date.
func Follow(ctx context.Context, tx pgx.Tx, touched []Reading) error { return follow(ctx, tx, touched) }

// SetNow gives the store another clock.
func (s *Store) SetNow(now func() time.Time) { s.now = now }

// Retain drops what the policy keeps no longer.
func (s *Store) Retain(ctx context.Context) error { return s.retain(ctx) }
