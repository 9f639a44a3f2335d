package layers

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/calendar"
)

// Stats is what can be said of a layer's content as a whole.
type Stats struct {
	Count  int64
	Bounds *Box // nil for an empty layer
}

// ReadStats counts a public layer's features and finds their extent, from its public view,
// both exactly and as of one moment. The extent costs next to nothing: the spatial index
// knows which features are nearest to the ends of the world. Counting reads an index. Of a
// dated layer what holds today counts.
func ReadStats(ctx context.Context, public *pgxpool.Pool, l Layer) (Stats, error) {
	var (
		s                        Stats
		west, south, east, north *float64
	)
	view := pgx.Identifier{"pub", l.Name}.Sanitize()
	if l.Dated() {
		view = fmt.Sprintf("(SELECT * FROM %s d WHERE %s) AS held", view, Holds("d", "'"+calendar.Today()+"'"))
	}
	outermost := func(side, end string) string {
		return fmt.Sprintf(`(SELECT %s(geom) FROM %s WHERE NOT st_isempty(geom_3857)
			ORDER BY geom_3857 <-> 'SRID=3857;LINESTRING(%s)'::geometry LIMIT 1)`, side, view, end)
	}
	err := public.QueryRow(ctx, fmt.Sprintf(`SELECT (SELECT count(*) FROM %s), %s, %s, %s, %s`, view,
		outermost("st_xmin", "-3e7 -3e8, -3e7 3e8"), outermost("st_ymin", "-3e7 -3e8, 3e7 -3e8"),
		outermost("st_xmax", "3e7 -3e8, 3e7 3e8"), outermost("st_ymax", "-3e7 3e8, 3e7 3e8"))).
		Scan(&s.Count, &west, &south, &east, &north)
	if err != nil {
		return Stats{}, fmt.Errorf("extent of %s: %w", l.Name, err)
	}
	if west != nil {
		s.Bounds = &Box{*west, *south, *east, *north}
	}
	return s, nil
}
