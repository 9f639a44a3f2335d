package walls

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/incidents/cameras"
)

// mostCameras whose places are told.
const mostCameras = 2000

// Cameras are those of the streets, by what the public may know of them. One that fell silent (see
// cameras.IsSilent) does not count as working.
type Cameras struct {
	Working int `json:"working"`
	Silent  int `json:"silent"`
	Faulty  int `json:"faulty"`
	Off     int `json:"off"`
	// Places of the faulty ones, then of the silent ones, then of the others, each those that were
	// seen last first; at most 2,000.
	Places []Camera `json:"places"`
}

// Camera is one of them: longitude and latitude, WGS 84.
type Camera struct {
	ID    int64   `json:"id"`
	Name  string  `json:"name"`
	Lon   float64 `json:"lon"`
	Lat   float64 `json:"lat"`
	State string  `json:"state"` // working, faulty or off
	// Silent tells that it should work and gives no sign any more.
	Silent bool       `json:"silent"`
	Seen   *time.Time `json:"last_seen"`
}

// Cameras reads how they are, and when the newest sign of life of any came, nil for none.
func (s *Store) Cameras(ctx context.Context) (Cameras, *time.Time, error) {
	var c Cameras
	var newest *time.Time
	err := s.app.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE state = 'working' AND NOT silent), count(*) FILTER (WHERE silent), count(*) FILTER (WHERE state = 'faulty'),
		       count(*) FILTER (WHERE state = 'off'), max(last_seen)
		FROM   (SELECT state, last_seen, `+cameras.IsSilent+` AS silent FROM pub.cameras) AS c`, cameras.Silent).Scan(&c.Working, &c.Silent, &c.Faulty, &c.Off, &newest)
	var rows pgx.Rows
	if err == nil {
		rows, err = s.app.Query(ctx, `
			SELECT id, name, st_x(geom), st_y(geom), state, `+cameras.IsSilent+` AS silent, last_seen FROM pub.cameras
			ORDER  BY state = 'faulty' DESC, silent DESC, last_seen DESC NULLS LAST, id LIMIT $2`, cameras.Silent, mostCameras)
	}
	if err == nil {
		c.Places, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Camera])
	}
	if err != nil {
		return c, nil, fmt.Errorf("wall: cameras: %w", err)
	}
	return c, newest, nil
}
