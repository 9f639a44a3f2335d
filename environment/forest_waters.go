package environment

import (
	"context"
	"fmt"
)

// placeStations finds the river and the basin of surface water stations again, for rivers and
// basins that were brought since: a trigger does when a station is written.
func (s *Store) placeStations(ctx context.Context) error {
	_, err := s.db.App.Exec(ctx, `
		UPDATE data.stations s
		SET    water_body = s.water_body
		FROM  (SELECT id, w.* FROM data.stations, LATERAL sotay.water_at(geom, water_body) AS w WHERE kind = 'surface_water') AS now
		WHERE  now.id = s.id AND (s.river, s.river_name, s.basin_name) IS DISTINCT FROM (now.river, now.river_name, now.basin_name)`)
	if err != nil {
		return fmt.Errorf("waters of stations: %w", err)
	}
	return nil
}
