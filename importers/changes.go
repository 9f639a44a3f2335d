package importers

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

// Operation is what a change set does with a record.
type Operation string

// The operations that change something.
const (
	Added   Operation = "added"
	Changed Operation = "changed"
	Removed Operation = "removed"
)

// Change is one record of the difference.
type Change struct {
	Operation Operation `json:"operation"`
	ID        int64     `json:"id"`
	// Row of the file, 0 for a removed record.
	Row int64 `json:"row,omitempty"`
	// Name is the record's identity, its parts with a slash between; "" where the layer has none.
	Name string `json:"name,omitempty"`
	// Fields that differ, of a changed record.
	Fields []FieldChange `json:"fields,omitempty"`
	// Moved tells that the shape differs, Shift by how much.
	Moved bool   `json:"moved,omitempty"`
	Shift *Shift `json:"shift,omitempty"`
}

// Shift is how a shape differs from what it was.
type Shift struct {
	// Distance in metres that the outlines lie apart, where they do most.
	Distance float64 `json:"distance"`
	// Old and New are the areas in square metres, 0 for what has none.
	Old float64 `json:"old_area"`
	New float64 `json:"new_area"`
}

// FieldChange is a value before and after, as PostgreSQL writes it. Values of restricted
// fields are not told.
type FieldChange struct {
	Field  string  `json:"field"`
	Type   string  `json:"type"` // the catalogue's: real, integer, text, …
	Old    *string `json:"old"`
	New    *string `json:"new"`
	Hidden bool    `json:"hidden,omitempty"`
}

// Changes lists the difference of a staged change set: changed records, then removed,
// then added ones. It returns Refused when the change set is not staged.
func (s *Service) Changes(ctx context.Context, id int64) iter.Seq2[Change, error] {
	return s.changes(ctx, id, "")
}

// FirstChanges lists at most so many changed, removed and added records of a staged change
// set, each. It returns Refused when the change set is not staged.
func (s *Service) FirstChanges(ctx context.Context, id int64, each int) ([]Change, error) {
	list := []Change{}
	for c, err := range s.changes(ctx, id, fmt.Sprintf(" LIMIT %d", max(0, each))) {
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

func (s *Service) changes(ctx context.Context, id int64, limit string) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		stopped := false
		err := s.readStaged(ctx, id, func(tx pgx.Tx, w *work) error {
			rows, err := tx.Query(ctx, w.sql(w.changesQuery(limit)))
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				change, err := scanChange(rows)
				if err != nil {
					return err
				}
				if stopped = !yield(change, nil); stopped {
					return nil
				}
			}
			return rows.Err()
		})
		if err != nil && !stopped {
			yield(Change{}, err)
		}
	}
}

func scanChange(rows pgx.Rows) (Change, error) {
	var c Change
	var fields, shift []byte
	if err := rows.Scan(&c.Operation, &c.ID, &c.Row, &c.Name, &c.Moved, &shift, &fields); err != nil {
		return c, err
	}
	if shift != nil {
		if err := json.Unmarshal(shift, &c.Shift); err != nil {
			return c, err
		}
	}
	var all []*FieldChange
	if err := json.Unmarshal(fields, &all); err != nil {
		return c, err
	}
	for _, f := range all {
		if f != nil {
			c.Fields = append(c.Fields, *f)
		}
	}
	return c, nil
}

// changesQuery selects operation, id, row, name, whether moved, how, and the fields as JSON.
// limit is a LIMIT for each operation, or nothing.
func (w *work) changesQuery(limit string) string {
	added := `
		SELECT 'added', s.id, s.row_no, ` + w.named("s", "f_") + `, false, NULL::jsonb, '[]'::jsonb
		FROM   {stage} s WHERE {is added}`
	if w.isNew {
		return added + ` ORDER BY 3` + limit
	}
	return `
		(SELECT 'changed', d.id, s.row_no, ` + w.named("d", "") + `, f.shape, ` + w.shift() + `, jsonb_build_array(` + w.fieldChanges() + `)
		FROM   {diff} f JOIN {stage} s ON s.row_no = f.row_no JOIN {data} d ON d.id = f.id {join sides}
		WHERE  f.op = 'c' ORDER BY 3` + limit + `)
		UNION ALL
		(SELECT 'removed', d.id, 0, ` + w.named("d", "") + `, false, NULL, '[]'::jsonb
		FROM   {diff} f JOIN {data} d ON d.id = f.id
		WHERE  f.op = 'r' ORDER BY 2` + limit + `)
		UNION ALL
		(` + added + ` ORDER BY 3` + limit + `)`
}

// shift measures how far a changed shape has moved, in the file's zone or, where it has
// none, in that of 107°45′: near enough for a distance.
func (w *work) shift() string {
	srid := w.srid
	if w.geographic() {
		srid = 910775
	}
	stored, staged := fmt.Sprintf("st_transform(d.geom, %d)", srid), fmt.Sprintf("st_transform(s.geom, %d)", srid)
	if w.survey {
		stored = "coalesce(CASE WHEN st_srid(d.survey_geom) = {srid} THEN d.survey_geom END, " + stored + ")"
	}
	return `CASE WHEN f.shape THEN (
			SELECT jsonb_build_object('distance', st_hausdorffdistance(a, b), 'old_area', st_area(a), 'new_area', st_area(b))
			FROM  (SELECT ` + stored + ` AS a, ` + staged + ` AS b) AS shapes) END`
}

// fieldChanges lists an object for each field that differs, NULL for the others.
func (w *work) fieldChanges() string {
	var list []string
	for _, p := range w.parts {
		for _, f := range p.fields {
			stored, staged := p.alias+"."+quote(f.Name), "s."+quote("f_"+f.Name)
			values := fmt.Sprintf("'old', %s::text, 'new', %s::text", stored, staged)
			if f.Visibility == layers.Restricted {
				values = "'hidden', true"
			}
			list = append(list, fmt.Sprintf("CASE WHEN %s IS DISTINCT FROM %s THEN jsonb_build_object('field', '%s', 'type', '%s', %s) END",
				stored, staged, strings.ReplaceAll(f.Name, "'", "''"), f.Type, values))
		}
	}
	return strings.Join(list, ", ")
}
