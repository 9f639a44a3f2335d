package importers

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"
)

// ChangeShape is a record of the difference as it is drawn.
type ChangeShape struct {
	Operation Operation
	ID, Row   int64
	Name      string
	// Shape is what will be there, of a removed record what was, as GeoJSON in WGS 84.
	Shape json.RawMessage
	// Before is the former shape of a changed record whose shape differs.
	Before json.RawMessage
}

// ChangeMap is the difference of a staged change set in a box.
type ChangeMap struct {
	Shapes []ChangeShape
	// More tells that the box holds more than were asked for.
	More bool
	// Extent of the whole difference: west, south, east, north; nil where there is none, and
	// where a box was given.
	Extent *[4]float64
}

// ChangesIn gives the difference in a box of WGS 84 (west, south, east, north), everywhere
// for nil: at most so many changed, removed and added records, each. Only without a box it
// tells the extent: to find it all of the difference is read. It returns Refused when the
// change set is not staged.
func (s *Service) ChangesIn(ctx context.Context, id int64, bounds *[4]float64, each int) (m ChangeMap, err error) {
	err = s.readStaged(ctx, id, func(tx pgx.Tx, w *work) error {
		if bounds == nil {
			bounds = &[4]float64{-180, -90, 180, 90}
			if m.Extent, err = w.changedExtent(ctx, tx); err != nil {
				return err
			}
		}
		v := vietnam() // no projection is asked for what lies far beyond it
		b := box{max(bounds[0], v.Min(0)), max(bounds[1], v.Min(1)), min(bounds[2], v.Max(0)), min(bounds[3], v.Max(1))}
		if b[0] > b[2] || b[1] > b[3] {
			return nil
		}
		for _, op := range operations() {
			if w.isNew && op != Added {
				continue
			}
			rows, err := tx.Query(ctx, w.sql(w.mapQuery(op)), b[0], b[1], b[2], b[3], each+1)
			if err != nil {
				return err
			}
			list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c ChangeShape, err error) {
				return c, row.Scan(&c.Operation, &c.ID, &c.Row, &c.Name, &c.Shape, &c.Before)
			})
			if err != nil {
				return err
			}
			m.More = m.More || len(list) > each
			m.Shapes = append(m.Shapes, list[:min(len(list), each)]...)
		}
		return nil
	})
	return m, err
}

// boxed is the box of a map query in EPSG:4326, and in the stage's own system.
func (w *work) boxed() (stored, staged string) {
	stored = "st_makeenvelope($1, $2, $3, $4, 4326)"
	if w.srid == WGS84 {
		return stored, stored
	}
	return stored, "st_envelope(st_transform(" + stored + ", {srid}))"
}

// mapQuery selects operation, id, row, name, shape and former shape of at most $5 records
// in the box $1 … $4.
func (w *work) mapQuery(op Operation) string {
	stored, staged := w.boxed()
	switch op {
	case Changed:
		return `
			SELECT 'changed', d.id, s.row_no, ` + w.named("d", "") + `, st_asgeojson({here}, 7), CASE WHEN f.shape THEN st_asgeojson(d.geom, 7) END
			FROM   {diff} f JOIN {stage} s ON s.row_no = f.row_no JOIN {data} d ON d.id = f.id
			WHERE  f.op = 'c' AND (s.geom && ` + staged + ` OR d.geom && ` + stored + `)
			ORDER  BY s.row_no LIMIT $5`
	case Removed:
		return `
			SELECT 'removed', d.id, 0::bigint, ` + w.named("d", "") + `, st_asgeojson(d.geom, 7), NULL
			FROM   {diff} f JOIN {data} d ON d.id = f.id
			WHERE  f.op = 'r' AND d.geom && ` + stored + `
			ORDER  BY d.id LIMIT $5`
	}
	return `
		SELECT 'added', s.id, s.row_no, ` + w.named("s", "f_") + `, st_asgeojson({here}, 7), NULL
		FROM   {stage} s
		WHERE  {is added} AND s.geom && ` + staged + `
		ORDER  BY s.row_no LIMIT $5`
}

// changedExtent is the box of the whole difference in WGS 84.
func (w *work) changedExtent(ctx context.Context, tx pgx.Tx) (*[4]float64, error) {
	staged := func(from string) string {
		extent := "st_setsrid(st_extent(s.geom)::geometry, {srid})"
		if w.srid != WGS84 {
			extent = "st_transform(" + extent + ", 4326)"
		}
		return "SELECT " + extent + " AS g FROM " + from
	}
	all := staged("{stage} s WHERE {is added}")
	if !w.isNew {
		all += ` UNION ALL ` + staged("{diff} f JOIN {stage} s ON s.row_no = f.row_no WHERE f.op = 'c'") + `
			UNION ALL SELECT st_setsrid(st_extent(d.geom)::geometry, 4326) FROM {diff} f JOIN {data} d ON d.id = f.id WHERE f.op IN ('c', 'r')`
	}
	var e []float64
	err := tx.QueryRow(ctx, w.sql(`
		SELECT CASE WHEN count(g) > 0 THEN ARRAY[min(st_xmin(g)), min(st_ymin(g)), max(st_xmax(g)), max(st_ymax(g))] END
		FROM  (`+all+`) AS parts`)).Scan(&e)
	if err != nil || len(e) != 4 {
		return nil, err
	}
	return (*[4]float64)(e), nil
}
