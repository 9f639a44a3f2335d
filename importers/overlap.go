package importers

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// sliver is the common area, in m², below which two parcels only touch: surveys and
// files round coordinates.
const sliver = 0.1

// checkOverlaps reports parcels that overlap another of the file, or one of the layer
// that stays. It is done for files of up to Config.OverlapRows rows and said when not.
func (w *work) checkOverlaps(ctx context.Context) error {
	if w.layer.Name != "parcels" {
		return nil
	}
	if w.counts.Read > w.s.overlapRows {
		return w.log.add(ctx, foundOverlapSkipped.says(w.s.overlapRows).at(0, "", ""))
	}
	err := w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, w.sql(`CREATE INDEX ON {stage} USING gist (geom); ANALYZE {stage} (geom)`))
		if err != nil {
			return err
		}
		for _, sql := range []string{w.overlapsInFile(), w.overlapsInLayer()} {
			if err := w.reportOverlaps(ctx, tx, sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("check overlaps of import %d: %w", w.id, err)
	}
	return nil
}

// squareMetres gives the SQL of the area of a geometry in the source's coordinates.
func (w *work) squareMetres(geometry string) string {
	if w.srid == 4326 || w.srid == VN2000 {
		return "st_area(" + geometry + "::geography)"
	}
	return "st_area(" + geometry + ")"
}

// overlapsInFile finds pairs of rows whose interiors share an area (pattern 2********).
func (w *work) overlapsInFile() string {
	return fmt.Sprintf(`
		SELECT row_no, number, area
		FROM  (SELECT b.row_no, concat_ws('/', %s) AS number, %s AS area
		       FROM   {stage} a
		       JOIN   {stage} b ON a.geom && b.geom AND a.row_no < b.row_no
		       WHERE  NOT a.bad AND NOT b.bad AND st_relate(a.geom, b.geom, '2********')) AS o
		WHERE  area >= $1
		ORDER  BY row_no`, w.number("a", "f_"), w.squareMetres("st_intersection(a.geom, b.geom)"))
}

// overlapsInLayer finds rows that overlap a record which is neither changed nor removed.
func (w *work) overlapsInLayer() string {
	return fmt.Sprintf(`
		SELECT row_no, number, st_area(st_intersection(here, geom)::geography) AS area
		FROM  (SELECT s.row_no, concat_ws('/', %s) AS number, s.here, d.geom
		       FROM   (SELECT s.row_no, {here} AS here, st_transform(s.geom, 3857) AS web FROM {stage} s WHERE NOT s.bad) AS s
		       JOIN   {data} d ON d.geom_3857 && s.web
		       WHERE  NOT EXISTS (SELECT FROM {diff} f WHERE f.id = d.id)
		       AND    st_relate(s.here, d.geom, '2********')) AS o
		WHERE  st_area(st_intersection(here, geom)::geography) >= $1
		ORDER  BY row_no`, w.number("d", ""))
}

// number lists the parts of a parcel's number, the commune last, as people say it.
func (w *work) number(alias, prefix string) string {
	return strings.Join([]string{
		alias + "." + quote(prefix+"parcel_no"), alias + "." + quote(prefix+"sheet_no"), alias + "." + quote(prefix+"commune_code"),
	}, ", ")
}

func (w *work) reportOverlaps(ctx context.Context, tx pgx.Tx, sql string) error {
	rows, err := tx.Query(ctx, w.sql(sql), sliver)
	if err != nil {
		return err
	}
	var row int64
	var number string
	var area float64
	_, err = pgx.ForEachRow(rows, []any{&row, &number, &area}, func() error {
		return w.log.add(ctx, foundOverlap.says(number).at(row, "", fmt.Sprintf("%.1f m²", area)))
	})
	return err
}
