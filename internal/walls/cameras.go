package walls

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// mostCameras whose places are told.
const mostCameras = 2000

// Cameras are those of the streets, by what the public may know of them.
type Cameras struct {
	Working int `json:"working"`
	Faulty  int `json:"faulty"`
	Off     int `json:"off"`
	// Places of the faulty ones, those that were seen last first, then of the others; at most 2,000.
	Places []Camera `json:"places"`
}

// Camera is one of them: longitude and latitude, WGS 84.
type Camera struct {
	ID    int64      `json:"id"`
	Name  string     `json:"name"`
	Lon   float64    `json:"lon"`
	Lat   float64    `json:"lat"`
	State string     `json:"state"` // working, faulty or off
	Seen  *time.Time `json:"last_seen"`
}

// Cameras reads how they are, and when the newest sign of life of any came, nil for none.
func (s *Store) Cameras(ctx context.Context) (Cameras, *time.Time, error) {
	var c Cameras
	var newest *time.Time
	err := s.app.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE state = 'working'), count(*) FILTER (WHERE state = 'faulty'), count(*) FILTER (WHERE state = 'off'), max(last_seen)
		FROM   pub.cameras`).Scan(&c.Working, &c.Faulty, &c.Off, &newest)
	var rows pgx.Rows
	if err == nil {
		rows, err = s.app.Query(ctx, `
			SELECT id, name, st_x(geom), st_y(geom), state, last_seen FROM pub.cameras
			ORDER  BY state <> 'faulty', last_seen DESC NULLS LAST, id LIMIT $1`, mostCameras)
	}
	if err == nil {
		c.Places, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Camera])
	}
	if err != nil {
		return c, nil, fmt.Errorf("wall: cameras: %w", err)
	}
	return c, newest, nil
}
