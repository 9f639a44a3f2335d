package incidents

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/hexbins"
	"sotay/internal/audit"
	"sotay/internal/calendar"
	"sotay/postgis"
)

// Store keeps the reports. It is safe for concurrent use, by several processes too.
type Store struct {
	DB *postgis.DB
	// Communes gives the code of the commune in which a place lies on a day (2026-11-20); ""
	// where it lies in none.
	Communes func(ctx context.Context, lon, lat float64, day string) (code string, err error)
	// Log is the audit log, for reading who sent a report.
	Log *audit.Log
	// Photos keeps the files of pictures; nil where there are none.
	Photos Photos
	// Now is the clock; nil: the computer's.
	Now func() time.Time
}

// Photos is what the store asks of whoever keeps the files of pictures.
type Photos interface {
	// Sweep deletes pictures that were uploaded and never sent, and files without a row.
	Sweep(ctx context.Context) error
}

// write runs a transaction that may change reports, and counts in their H3 cells what it changed.
func (s *Store) write(ctx context.Context, do func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.DB.App, func(tx pgx.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return count(ctx, tx)
	})
}

// count brings the H3 cells up to what a transaction changed of reports.
func count(ctx context.Context, tx pgx.Tx) error { return hexbins.FillIn(ctx, tx, "public_reports") }

func (s *Store) now() time.Time {
	if s.Now != nil {
		return s.Now().Truncate(time.Microsecond)
	}
	return time.Now().Truncate(time.Microsecond)
}

func zone() *time.Location { return calendar.Zone() }
