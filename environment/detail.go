package environment

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Sensor is what a station measures from a day to another, how, and in which unit it sends.
type Sensor struct {
	ID        int64   `json:"id"`
	Parameter string  `json:"parameter"`
	Method    *string `json:"method"`
	Device    *string `json:"device"`
	Unit      *string `json:"unit"` // null: it says the unit with each value, or sends the parameter's own
	Since     *string `json:"since"`
	Until     *string `json:"until"` // no longer from this day on
}

// Detail is all that is told of one station.
type Detail struct {
	Station
	Sensors    []Sensor       `json:"sensors"`
	IndexParts *IndexParts    `json:"index_parts"`
	Limits     []StationLimit `json:"limits"`
	// Classes by QCVN 08:2023 of a station of surface water; empty for others.
	Classes []Class `json:"classes"`
}

// Detail tells all of one station. It fails with ErrNoStation.
func (s *Store) Detail(ctx context.Context, id int64, staff bool) (Detail, error) {
	st, err := s.Station(ctx, id, staff)
	if err != nil {
		return Detail{}, err
	}
	out := Detail{Station: st, Limits: []StationLimit{}, Classes: []Class{}}
	db := s.seen(staff)
	if out.Sensors, err = readSensors(ctx, db, id); err != nil {
		return Detail{}, err
	}
	of, err := measured(ctx, s.db.Public, id, nil)
	if err != nil {
		return Detail{}, err
	}
	if out.IndexParts, err = s.indexParts(ctx, of); err != nil {
		return Detail{}, err
	}
	return out, s.addLimits(ctx, &out, of)
}

func readSensors(ctx context.Context, db *pgxpool.Pool, station int64) ([]Sensor, error) {
	rows, err := db.Query(ctx, `
		SELECT n.id, p.code, n.method, n.device, n.unit, n.since::text, n.until::text
		FROM   pub.sensors n
		JOIN   pub.parameters p ON p.id = n.parameter
		WHERE  n.station = $1
		ORDER  BY p.sort, p.id, n.since NULLS FIRST, n.id`, station)
	if err != nil {
		return nil, fmt.Errorf("sensors of station %d: %w", station, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Sensor])
}
