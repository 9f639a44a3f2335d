package communes

import (
	"context"
	"fmt"

	"sotay/layers"
)

// At gives the code of the commune in which a place (degrees, EPSG:4326) lies on a day; "" where
// it lies in none, or the layer of communes is not public.
func (n *Names) At(ctx context.Context, lon, lat float64, day string) (code string, err error) {
	view, _ := n.layer()
	err = n.db.QueryRow(ctx, `
		SELECT coalesce((
			SELECT c.code
			FROM   `+view+` AS c
			WHERE  st_intersects(c.geom, st_setsrid(st_makepoint($1, $2), 4326)) AND `+layers.Holds("c", "$3::date")+`
			ORDER  BY c.id
			LIMIT  1), '')`, lon, lat, day).Scan(&code)
	if err != nil {
		return "", fmt.Errorf("commune of a place: %w", err)
	}
	return code, nil
}
