package importers

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// ChangeQuery asks for a page of the difference of a staged change set.
type ChangeQuery struct {
	ID int64
	// Operation is the only one wanted, "" for all: changed, removed, added.
	Operation Operation
	// After is the last change of the page before, the zero value for the first page.
	After ChangeKey
	Limit int
}

// ChangeKey is the place of a change in the order of the difference: changed and added
// records by their row in the file, removed ones by their id.
type ChangeKey struct {
	Operation Operation
	Number    int64
}

// PlacedChange is one record of the difference and where it is.
type PlacedChange struct {
	Change
	// Box holds the shapes before and after: west, south, east, north; nil without shapes.
	Box *[4]float64 `json:"bbox"`
}

// Key is its place in the order of the difference.
func (c PlacedChange) Key() ChangeKey {
	if c.Operation == Removed {
		return ChangeKey{Removed, c.ID}
	}
	return ChangeKey{c.Operation, c.Row}
}

// operations lists what a difference is made of, in order.
func operations() []Operation { return []Operation{Changed, Removed, Added} }

// ChangesPage lists a page of the difference. It returns Refused when the change set is
// not staged.
func (s *Service) ChangesPage(ctx context.Context, in ChangeQuery) ([]PlacedChange, error) {
	list := []PlacedChange{}
	err := s.readStaged(ctx, in.ID, func(tx pgx.Tx, w *work) error {
		sql, behind := w.pageQuery(in)
		if sql == "" {
			return nil
		}
		rows, err := tx.Query(ctx, w.sql(sql), behind, in.Limit)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, scanPlaced)
		return err
	})
	return list, err
}

// readStaged lets f look at the difference of a staged change set, in one snapshot.
func (s *Service) readStaged(ctx context.Context, id int64, f func(pgx.Tx, *work) error) error {
	o := pgx.TxOptions{AccessMode: pgx.ReadOnly, IsoLevel: pgx.RepeatableRead}
	err := pgx.BeginTxFunc(ctx, s.pool, o, func(tx pgx.Tx) error {
		c, err := getChangeSet(ctx, tx, id, "")
		if err != nil {
			return err
		}
		if c.State != StateStaged {
			return wrongState(id, c.State)
		}
		w := &work{s: s, id: id, counts: c.Counts}
		l, err := w.findLayer(ctx, tx, c)
		if err != nil {
			return err
		}
		w.target = newTarget(id, l, *c.Plan)
		return f(tx, w)
	})
	if err != nil {
		return fmt.Errorf("difference of import %d: %w", id, err)
	}
	return nil
}

func scanPlaced(row pgx.CollectableRow) (c PlacedChange, err error) {
	var rank int
	var shift, fields []byte
	var box []float64
	if err = row.Scan(&rank, &c.Operation, &c.ID, &c.Row, &c.Name, &c.Moved, &shift, &fields, &box); err != nil {
		return c, err
	}
	if len(box) == 4 {
		c.Box = (*[4]float64)(box)
	}
	if shift != nil {
		if err = json.Unmarshal(shift, &c.Shift); err != nil {
			return c, err
		}
	}
	var all []*FieldChange
	if err = json.Unmarshal(fields, &all); err != nil {
		return c, err
	}
	for _, f := range all {
		if f != nil {
			c.Fields = append(c.Fields, *f)
		}
	}
	return c, nil
}

// pageQuery selects at most $2 changes of a page; of each operation those behind its
// number in the array $1. "" where there can be none.
func (w *work) pageQuery(in ChangeQuery) (sql string, behind []int64) {
	var parts []string
	begun := in.After.Operation == ""
	for rank, op := range operations() {
		behind = append(behind, -1)
		if op == in.After.Operation {
			begun, behind[rank] = true, in.After.Number
		}
		if begun && (in.Operation == "" || in.Operation == op) && (!w.isNew || op == Added) {
			parts = append(parts, w.pagePart(rank, op))
		}
	}
	if len(parts) == 0 {
		return "", nil
	}
	return "SELECT * FROM (" + strings.Join(parts, " UNION ALL ") + ") AS page ORDER BY 1, 4, 3 LIMIT $2", behind
}

// pagePart selects rank, operation, id, row, name, whether moved, how, the fields as JSON
// and the box, of one operation.
func (w *work) pagePart(rank int, op Operation) string {
	common := fmt.Sprintf("SELECT %d AS rank, '%s'::text AS op, ", rank, op)
	from, key := "", "s.row_no"
	switch op {
	case Changed:
		common += "d.id, s.row_no, " + w.named("d", "") + ", f.shape, " + w.shift() + ", jsonb_build_array(" + w.fieldChanges() + "), " + boxOf("st_collect(d.geom, {here})")
		from = "{diff} f JOIN {stage} s ON s.row_no = f.row_no JOIN {data} d ON d.id = f.id {join sides} WHERE f.op = 'c'"
	case Removed:
		key = "d.id"
		common += "d.id, 0::bigint, " + w.named("d", "") + ", false, NULL::jsonb, '[]'::jsonb, " + boxOf("d.geom")
		from = "{diff} f JOIN {data} d ON d.id = f.id WHERE f.op = 'r'"
	case Added:
		common += "s.id, s.row_no, " + w.named("s", "f_") + ", false, NULL::jsonb, '[]'::jsonb, " + boxOf("{here}")
		from = "{stage} s WHERE {is added}"
	}
	return fmt.Sprintf("(%s FROM %s AND %s > ($1::bigint[])[%d] ORDER BY %[3]s LIMIT $2)", common, from, key, rank+1)
}

// boxOf is the SQL of west, south, east, north of a geometry, NULL for none.
func boxOf(geometry string) string {
	return "(SELECT CASE WHEN st_isempty(g) IS FALSE THEN ARRAY[st_xmin(g), st_ymin(g), st_xmax(g), st_ymax(g)] END FROM (SELECT " + geometry + " AS g) AS shape)"
}
