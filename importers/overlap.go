package importers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// sliver is the common area, in m², below which two parcels only touch: surveys and
// files round coordinates.
const sliver = 0.1

// checkOverlaps reports parcels that overlap another of the file, or one of the layer
// that stays. It is done for files of up to Config.OverlapRows rows, in bounded time, and
// said when not.
func (w *work) checkOverlaps(ctx context.Context) error {
	if w.layer.Name != "parcels" {
		return nil
	}
	if w.counts.Read > w.s.overlapRows {
		return w.log.add(ctx, foundOverlapSkipped.says(w.s.overlapRows).at(0, "", ""))
	}
	err := w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, w.sql(`CREATE INDEX ON {stage} USING gist (geom); ANALYZE {stage} (geom)`))
		return err
	})
	for _, sql := range []string{w.overlapsInFile(), w.overlapsInLayer()} {
		if err == nil {
			err = w.reportOverlaps(ctx, sql)
		}
	}
	if isTimeout(err) && ctx.Err() == nil {
		return w.log.add(ctx, foundOverlapStopped.says(int(overlapTime.Seconds())).at(0, "", ""))
	}
	if err != nil {
		return fmt.Errorf("check overlaps of import %d: %w", w.id, err)
	}
	return nil
}

// The search for overlaps ends after so long, or with so many found: it is a service, and
// a file can be one heap of overlaps.
const (
	overlapTime = 20 * time.Second
	overlapMost = 10_000
)

// isTimeout tells whether a statement was ended by statement_timeout.
func isTimeout(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "57014"
}

// squareMetres gives the SQL of the area of a geometry in the source's coordinates.
func (w *work) squareMetres(geometry string) string {
	if w.geographic() {
		return "st_area(" + geometry + "::geography)"
	}
	return "st_area(" + geometry + ")"
}

// overlapsInFile finds pairs of rows with an area in common. GEOS's intersection is used
// for it, which gets along with edges that all but coincide; its relate does not.
func (w *work) overlapsInFile() string {
	return fmt.Sprintf(`
		SELECT row_no, number, area
		FROM  (SELECT b.row_no, %s AS number, %s AS area
		       FROM   {stage} a
		       JOIN   {stage} b ON a.geom && b.geom AND a.row_no < b.row_no
		       WHERE  NOT a.bad AND NOT b.bad) AS o
		WHERE  area >= $1
		LIMIT  $2`, w.named("a", "f_"), w.squareMetres("st_intersection(a.geom, b.geom)"))
}

// overlapsInLayer finds rows that overlap a record which is neither changed nor removed.
func (w *work) overlapsInLayer() string {
	return fmt.Sprintf(`
		SELECT row_no, number, area
		FROM  (SELECT s.row_no, %s AS number,
		              CASE WHEN st_isvalid(d.geom) THEN st_area(st_intersection(s.here, d.geom)::geography) END AS area
		       FROM   (SELECT s.row_no, {here} AS here, st_transform(s.geom, 3857) AS web FROM {stage} s WHERE NOT s.bad) AS s
		       JOIN   {data} d ON d.geom_3857 && s.web
		       WHERE  NOT EXISTS (SELECT FROM {diff} f WHERE f.id = d.id)) AS o
		WHERE  area >= $1
		LIMIT  $2`, w.named("d", ""))
}

func (w *work) reportOverlaps(ctx context.Context, sql string) error {
	return w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, fmt.Sprintf("SET LOCAL statement_timeout = %d", overlapTime.Milliseconds())); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, w.sql(sql), sliver, overlapMost)
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
	})
}
