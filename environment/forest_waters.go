package environment

import (
	"context"
	"fmt"
)

// placeStations finds the river, the basin and the lake of surface water stations again, for
// those that were brought since: a trigger does when a station is written. Rows are locked in
// the order of their numbers first, as in all that writes many stations.
func (s *Store) placeStations(ctx context.Context) error {
	_, err := s.db.App.Exec(ctx, `
		WITH moved AS (
			SELECT s.id
			FROM   data.stations s, LATERAL sotay.water_at(s.geom, s.water_body) AS w
			WHERE  s.kind = 'surface_water'
			AND    (s.river, s.river_name, s.basin_name, s.lake_name) IS DISTINCT FROM (w.river, w.river_name, w.basin_name, w.lake_name)
			ORDER  BY s.id FOR NO KEY UPDATE OF s
		)
		UPDATE data.stations s SET water_body = s.water_body FROM moved WHERE s.id = moved.id`)
	if err != nil {
		return fmt.Errorf("waters of stations: %w", err)
	}
	return nil
}
