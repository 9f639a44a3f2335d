package environment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Event is what lasts at a station from a moment to another: means beyond a limit, or silence.
// What concerns a limit is nil for silence.
type Event struct {
	ID          int64
	StationID   int64
	StationCode string
	StationName string
	StationKind string
	Kind        string // exceedance, silence
	Parameter   *string
	Basis       *string  // of the limit
	Limit       *float64 // the bound that the peak is beyond
	Standard    *string
	Began       time.Time
	Ended       *time.Time // nil: it lasts
	Peak        *float64   // the mean farthest beyond the limit
	PeakAt      *time.Time // its end
	Unit        *string
}

// EventFilter says which events are asked for; what is zero asks for all.
type EventFilter struct {
	Open     bool // that last
	From, To *time.Time
	Station  int64
	Kind     string
	Most     int
}

// Events lists events that overlap a time, the newest first, and tells whether there are more.
// Of what anyone may see.
func (s *Store) Events(ctx context.Context, f EventFilter) ([]Event, bool, error) {
	rows, err := s.db.Public.Query(ctx, `
		SELECT e.id, e.station, s.code, s.name, s.kind, e.kind, p.code, e.basis, e.limit_value, l.standard, e.began, e.ended, e.peak, e.peak_at, p.unit
		FROM   pub.station_events e
		JOIN   pub.stations s ON s.id = e.station
		LEFT   JOIN pub.parameters p ON p.id = e.parameter
		LEFT   JOIN pub.limits l ON l.id = e.limit_id
		WHERE  (NOT $1 OR e.ended IS NULL)
		AND    ($2::timestamptz IS NULL OR e.ended IS NULL OR e.ended >= $2)
		AND    ($3::timestamptz IS NULL OR e.began < $3)
		AND    ($4::bigint = 0 OR e.station = $4)
		AND    ($5 = '' OR e.kind = $5)
		ORDER  BY e.began DESC, e.id DESC
		LIMIT  $6`, f.Open, f.From, f.To, f.Station, f.Kind, f.Most+1)
	if err != nil {
		return nil, false, fmt.Errorf("events: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Event])
	if err != nil {
		return nil, false, fmt.Errorf("events: %w", err)
	}
	if len(list) > f.Most {
		return list[:f.Most], true, nil
	}
	return list, false, nil
}
