package importers

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

// By how much the area in the papers may differ from that of the shape before it is told;
// both must be passed. This is our own bound, to find slips, and no regulation's.
const (
	areaFloor = 2.0  // m²
	areaShare = 0.05 // of the area in the papers
)

// checkSlivers reports parcels too small or too thin to be any.
func (w *work) checkSlivers(ctx context.Context) error {
	if w.layer.Name != "parcels" {
		return nil
	}
	around, thin := "st_perimeter(s.geom)", ""
	if w.geographic() {
		around = "st_perimeter(s.geom::geography)"
		// Measures on the ellipsoid cost ten times those in degrees, which leave next to nothing to
		// measure: a degree has at least 110,574 m by 111,320 m · cos(latitude), at most 111,694 m.
		const least = "st_area(s.geom) * 110574 * 111320 * cos(radians(st_ymax(s.geom)))"
		thin = " AND (" + least + " < $1 OR 2 * " + least + " < $2 * st_perimeter(s.geom) * 111694)"
	}
	return w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, w.sql(fmt.Sprintf(`
			SELECT row_no, area, around, st_x(at), st_y(at)
			FROM  (SELECT s.row_no, s.geom, %s AS area, %s AS around FROM {stage} s WHERE NOT s.bad%s) AS m
			CROSS  JOIN LATERAL (SELECT st_pointonsurface(m.geom) AS at) AS place
			WHERE  area < $1 OR 2 * area < $2 * around
			ORDER  BY row_no`, w.squareMetres("s.geom"), around, thin)), sliverArea, sliverWidth)
		if err != nil {
			return err
		}
		var row int64
		var area, length, x, y float64
		_, err = pgx.ForEachRow(rows, []any{&row, &area, &length, &x, &y}, func() error {
			return w.log.add(ctx, foundSliver.says(area, length).at(row, "", fmt.Sprintf("%.2f m²", area)).of(x, y, area, squareMetres))
		})
		return err
	})
}

// checkAreas compares the areas that a file of parcels has with those of its shapes.
func (w *work) checkAreas(ctx context.Context) error {
	if w.layer.Name != "parcels" || !slices.ContainsFunc(w.fields, func(f layers.Field) bool { return f.Name == "legal_area" }) {
		return nil
	}
	return w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, w.sql(fmt.Sprintf(`
			SELECT row_no, said, area, st_x(at), st_y(at)
			FROM  (SELECT s.row_no, s.f_legal_area AS said, s.geom, %s AS area FROM {stage} s WHERE NOT s.bad AND s.f_legal_area IS NOT NULL) AS m
			CROSS  JOIN LATERAL (SELECT st_pointonsurface(m.geom) AS at) AS place
			WHERE  abs(area - said) > $1 AND abs(area - said) > $2 * abs(said)
			ORDER  BY row_no`, w.squareMetres("s.geom"))), areaFloor, areaShare)
		if err != nil {
			return err
		}
		var row int64
		var said, area, x, y float64
		_, err = pgx.ForEachRow(rows, []any{&row, &said, &area, &x, &y}, func() error {
			off := area - said
			f := foundAreaDiffers.says(said, area, math.Abs(off), 100*math.Abs(off)/max(math.Abs(said), 1e-9))
			return w.log.add(ctx, f.at(row, "legal_area", fmt.Sprintf("%.1f", said)).of(x, y, math.Abs(off), squareMetres))
		})
		return err
	})
}
