package importers

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// stored lists the columns of a part's table that undo must put back: the fields, and
// for the layer's own table the shapes.
func (w *work) stored(p part) []string {
	columns := names(p.all)
	if p.name == mainPart {
		columns = append(columns, "geom")
		if w.layer.Survey {
			columns = append(columns, "survey_geom")
		}
	}
	return columns
}

// keepBefore keeps, part by part, the rows that are about to be changed or removed, and
// of the side tables the ids of rows that are about to be made for a record that stays.
// The transaction id of each row's last change is kept with it.
func (w *work) keepBefore(ctx context.Context, tx pgx.Tx) error {
	if w.isNew {
		return nil
	}
	for _, p := range w.parts {
		kept := ""
		if columns := w.stored(p); len(columns) > 0 {
			kept = ", " + columnList("d", "", columns)
		}
		sql := fmt.Sprintf(`
			CREATE TABLE %[1]s AS
			SELECT CASE WHEN d.id IS NULL THEN 'a' ELSE f.op END::"char" AS "#op", f.id AS "#id", d.%[5]s AS "#x"%[2]s
			FROM   {diff} f LEFT JOIN %[3]s d ON d.id = f.id
			WHERE  f.op = 'c' AND f.%[4]s OR f.op = 'r' AND d.id IS NOT NULL`, p.before, kept, p.table, p.name, w.xid())
		if _, err := tx.Exec(ctx, w.sql(sql)); err != nil {
			return err
		}
	}
	return nil
}

// remove deletes records, their side rows first: no table need do it for us.
func (w *work) remove(ctx context.Context, tx pgx.Tx) error {
	for i := len(w.parts) - 1; i >= 0; i-- {
		_, err := tx.Exec(ctx, w.sql(fmt.Sprintf(`DELETE FROM %s d USING {diff} f WHERE f.op = 'r' AND d.id = f.id`, w.parts[i].table)))
		if err != nil {
			return err
		}
	}
	return nil
}

// change updates what differs, each part for itself: a new owner is no public change.
func (w *work) change(ctx context.Context, tx pgx.Tx) error {
	for _, p := range w.parts {
		var set []string
		for _, f := range p.fields {
			set = append(set, quote(f.Name)+" = s."+quote("f_"+f.Name))
		}
		if p.name == mainPart {
			set = append(set, "geom = CASE WHEN f.shape THEN {here} ELSE d.geom END")
			if w.layer.Survey {
				set = append(set, "survey_geom = CASE WHEN f.shape THEN "+w.surveyed()+" ELSE d.survey_geom END")
			}
		}
		if len(set) == 0 {
			continue
		}
		_, err := tx.Exec(ctx, w.sql(fmt.Sprintf(`
			UPDATE %s d SET %s
			FROM   {diff} f JOIN {stage} s ON s.row_no = f.row_no
			WHERE  f.op = 'c' AND f.%s AND d.id = f.id`, p.table, strings.Join(set, ", "), p.name)))
		if err != nil {
			return err
		}
		if p.name == mainPart {
			continue
		}
		if err := w.addSide(ctx, tx, p, "f.id", fmt.Sprintf(
			"{stage} s JOIN {diff} f ON f.row_no = s.row_no WHERE f.op = 'c' AND f.%s AND NOT EXISTS (SELECT FROM %s d WHERE d.id = f.id)", p.name, p.table)); err != nil {
			return err
		}
	}
	return nil
}

// surveyed is the staged geometry as the survey to keep.
func (w *work) surveyed() string {
	if w.survey {
		return "s.geom"
	}
	return "NULL::geometry"
}

// add inserts new records under the ids drawn at staging.
func (w *work) add(ctx context.Context, tx pgx.Tx, done int64) error {
	columns, values := []string{"id", "geom"}, []string{"s.id", "{here}"}
	for _, f := range w.parts[0].fields {
		columns, values = append(columns, quote(f.Name)), append(values, "s."+quote("f_"+f.Name))
	}
	if w.survey {
		columns, values = append(columns, "survey_geom"), append(values, "s.geom")
	}
	added, err := w.pour(ctx, tx, w.parts[0].table, columns, values, "{stage} s WHERE {is added}", done)
	if err != nil {
		return err
	}
	if added != w.counts.Added {
		return fmt.Errorf("%d records were added instead of %d", added, w.counts.Added)
	}
	for _, p := range w.sides() {
		if err := w.addSide(ctx, tx, p, "s.id", "{stage} s WHERE {is added}"); err != nil {
			return err
		}
	}
	if !w.isNew {
		return nil
	}
	_, err = tx.Exec(ctx, w.sql(`
		SELECT setval(pg_get_serial_sequence($1, 'id'), max(id)) FROM {stage}`), w.parts[0].table)
	return err
}

// addSide inserts side rows where there is a value to keep. from ends in a condition.
func (w *work) addSide(ctx context.Context, tx pgx.Tx, p part, id, from string) error {
	if len(p.fields) == 0 {
		return nil
	}
	columns, values := []string{"id"}, []string{id}
	for _, f := range p.fields {
		columns, values = append(columns, quote(f.Name)), append(values, "s."+quote("f_"+f.Name))
	}
	from += " AND num_nonnulls(" + strings.Join(values[1:], ", ") + ") > 0"
	_, err := w.pour(ctx, tx, p.table, columns, values, from, -1)
	return err
}
