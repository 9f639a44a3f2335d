package cameras

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// mostPlaces of cameras that an overview has.
const mostPlaces = 2000

// Overview is how all cameras are, by what the public may know of them. One that fell silent (see
// IsSilent) does not count as working.
type Overview struct {
	Working int `json:"working"`
	Silent  int `json:"silent"`
	Faulty  int `json:"faulty"`
	Off     int `json:"off"`
	// Places of the faulty ones, then of the silent ones, then of the others, each those that were
	// seen last first; at most 2,000.
	Places []Place `json:"places"`
}

// Place is where a camera of an overview stands, longitude and latitude (WGS 84), and how it is.
type Place struct {
	ID    int64   `json:"id"`
	Name  string  `json:"name"`
	Lon   float64 `json:"lon"`
	Lat   float64 `json:"lat"`
	State string  `json:"state"` // working, faulty or off
	// Silent tells that it should work and gives no sign any more.
	Silent bool       `json:"silent"`
	Seen   *time.Time `json:"last_seen"`
}

// Overview reads how all cameras are, and when the newest sign of life of any came, nil for none.
func (s *Store) Overview(ctx context.Context) (Overview, *time.Time, error) {
	var c Overview
	var newest *time.Time
	err := s.DB.App.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE state = 'working' AND NOT silent), count(*) FILTER (WHERE silent), count(*) FILTER (WHERE state = 'faulty'),
		       count(*) FILTER (WHERE state = 'off'), max(last_seen)
		FROM   (SELECT state, last_seen, `+IsSilent+` AS silent FROM pub.cameras) AS c`, Silent).Scan(&c.Working, &c.Silent, &c.Faulty, &c.Off, &newest)
	var rows pgx.Rows
	if err == nil {
		rows, err = s.DB.App.Query(ctx, `
			SELECT id, name, st_x(geom), st_y(geom), state, `+IsSilent+` AS silent, last_seen FROM pub.cameras
			ORDER  BY state = 'faulty' DESC, silent DESC, last_seen DESC NULLS LAST, id LIMIT $2`, Silent, mostPlaces)
	}
	if err == nil {
		c.Places, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Place])
	}
	if err != nil {
		return c, nil, fmt.Errorf("overview of cameras: %w", err)
	}
	return c, newest, nil
}
