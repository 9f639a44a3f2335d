package layers

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/postgis"
)

// Sync makes the tables, indexes, triggers, grants and public views of every layer what
// the catalogue says, layer by layer, each in its own transaction. It needs the owner.
// Repeating it changes nothing. A layer that fails, as when others work with its tables for
// longer than a few seconds, keeps none of the others; the error names all that did.
func Sync(ctx context.Context, owner *pgxpool.Pool) error {
	list, err := Load(ctx, owner)
	if err != nil {
		return err
	}
	var failed []error
	for _, l := range list {
		err := patiently(ctx, owner, func(tx pgx.Tx) error { return Ensure(ctx, tx, l) })
		if err != nil && !errors.Is(err, errNoTable) {
			failed = append(failed, err)
		}
	}
	err = patiently(ctx, owner, func(tx pgx.Tx) error { return publishCatalogue(ctx, tx) })
	return errors.Join(append(failed, err)...)
}

// patience is how long the shape of tables may wait for whoever works with them: readers
// queue behind it.
const patience = "5s"

func patiently(ctx context.Context, owner *pgxpool.Pool, do func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, owner, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL lock_timeout = '"+patience+"'"); err != nil {
			return err
		}
		return do(tx)
	})
}

var errNoTable = errors.New("no such table")

// Ensure makes one layer's table and public view what l says: derived columns and their
// index, journal triggers, grants, view. A table that another program dropped and made
// again (ogr2ogr -overwrite) is adopted as it is: fields it lacks read as NULL.
func Ensure(ctx context.Context, tx pgx.Tx, l Layer) error {
	if err := oneAtATime(ctx, tx, l.Name); err != nil {
		return fmt.Errorf("layer %s: %w", l.Name, err)
	}
	have, err := columns(ctx, tx, l.Table)
	if err != nil {
		return fmt.Errorf("layer %s: %w", l.Name, err)
	}
	if len(have) == 0 {
		return fmt.Errorf("layer %s: table data.%s: %w", l.Name, l.Table, errNoTable)
	}
	steps := []func(context.Context, pgx.Tx, Layer, map[string]bool) error{
		adoptNames, forget, complete, addDerived, addIndexes, grant, journal, publish, bin,
	}
	for _, step := range steps {
		if err := step(ctx, tx, l, have); err != nil {
			return fmt.Errorf("layer %s: %w", l.Name, err)
		}
	}
	return nil
}

// oneAtATime keeps a second process out of the same layer until the transaction ends:
// two that grant at once fail with "tuple concurrently updated".
func oneAtATime(ctx context.Context, tx pgx.Tx, name string) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('sotay layer ' || $1, 0))`, name)
	return err
}

func table(name string) string { return pgx.Identifier{"data", name}.Sanitize() }
func ident(name string) string { return pgx.Identifier{name}.Sanitize() }

// columns lists the columns of a table in schema data; none when it does not exist.
func columns(ctx context.Context, tx pgx.Tx, name string) (map[string]bool, error) {
	rows, err := tx.Query(ctx, `
		SELECT a.attname::text
		FROM   pg_attribute a
		JOIN   pg_class c ON c.oid = a.attrelid
		JOIN   pg_namespace n ON n.oid = c.relnamespace
		WHERE  n.nspname = 'data' AND c.relname = $1 AND a.attnum > 0 AND NOT a.attisdropped`, name)
	if err != nil {
		return nil, err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	have := make(map[string]bool, len(names))
	for _, n := range names {
		have[n] = true
	}
	return have, nil
}

// adoptNames gives a table made by GDAL our names for its key and its geometry.
func adoptNames(ctx context.Context, tx pgx.Tx, l Layer, have map[string]bool) error {
	for _, r := range []struct{ theirs, ours string }{
		{"ogc_fid", "id"}, {"gid", "id"}, {"fid", "id"}, {"wkb_geometry", "geom"}, {"the_geom", "geom"}, {"geometry", "geom"},
	} {
		if have[r.ours] || !have[r.theirs] {
			continue
		}
		sql := fmt.Sprintf("ALTER TABLE %s RENAME COLUMN %s TO %s", table(l.Table), ident(r.theirs), ident(r.ours))
		if _, err := tx.Exec(ctx, sql); err != nil {
			return err
		}
		delete(have, r.theirs)
		have[r.ours] = true
	}
	for _, name := range []string{"id", "geom"} {
		if !have[name] {
			return fmt.Errorf("table data.%s has no column %q", l.Table, name)
		}
	}
	return nil
}

// forget empties the side tables of a table that was made anew: its ids are those of other
// records, and an owner must not come to stand beside a stranger's land. A view of the
// table's ids tells: whoever drops the table drops it, and dumps keep it. Side tables that
// have had one say so in their comment.
func forget(ctx context.Context, tx pgx.Tx, l Layer, have map[string]bool) error {
	var sides []string
	for _, visibility := range []string{Staff, Restricted} {
		side, err := columns(ctx, tx, l.SideTable(visibility))
		if err != nil {
			return err
		}
		if len(side) > 0 {
			sides = append(sides, table(l.SideTable(visibility)))
		}
	}
	if len(sides) == 0 {
		return nil
	}
	const mark = "its ids are those of the records in a view of schema sotay"
	view := records(l)
	var same, marked bool
	err := tx.QueryRow(ctx, `SELECT `+viewOf+`, coalesce(obj_description(to_regclass($2), 'pg_class') = $4, false)`,
		view, sides[0], table(l.Table), mark).Scan(&same, &marked)
	if err != nil || same {
		return err
	}
	sql := []string{"LOCK TABLE " + table(l.Table) + " IN SHARE ROW EXCLUSIVE MODE"} // first, as imports do
	for _, side := range sides {
		if marked || !have["geom_3857"] {
			sql = append(sql, "DELETE FROM "+side)
		}
		sql = append(sql, "COMMENT ON TABLE "+side+" IS '"+mark+"'")
	}
	sql = append(sql, "DROP VIEW IF EXISTS "+view, "CREATE VIEW "+view+" AS SELECT id FROM "+table(l.Table))
	_, err = tx.Exec(ctx, strings.Join(sql, ";\n"))
	return err
}

// records is the view of the ids that a layer's side tables are about.
func records(l Layer) string { return pgx.Identifier{"sotay", l.Table + "_records"}.Sanitize() }

// complete calls sotay.complete_<table>(), where there is such a function: it adds what a
// table of the program's own has besides what the catalogue says.
func complete(ctx context.Context, tx pgx.Tx, l Layer, have map[string]bool) error {
	function := pgx.Identifier{"sotay", "complete_" + l.Table}.Sanitize() + "()"
	var there bool
	err := tx.QueryRow(ctx, "SELECT to_regprocedure($1) IS NOT NULL", function).Scan(&there)
	if err != nil || !there {
		return err
	}
	if _, err := tx.Exec(ctx, "SELECT "+function); err != nil {
		return err
	}
	now, err := columns(ctx, tx, l.Table)
	maps.Copy(have, now)
	return err
}

// addDerived adds the columns that follow from geom: the tile geometry and the label
// point, both in EPSG:3857. Generated, they hold whoever writes.
func addDerived(ctx context.Context, tx pgx.Tx, l Layer, have map[string]bool) error {
	for _, c := range []struct{ name, definition string }{
		{"geom_3857", "geometry(Geometry, 3857) GENERATED ALWAYS AS (st_transform(geom, 3857)) STORED"},
		{"label_3857", "geometry(Geometry, 3857) GENERATED ALWAYS AS (st_transform(st_pointonsurface(geom), 3857)) STORED"},
	} {
		if have[c.name] {
			continue
		}
		if _, err := tx.Exec(ctx, fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s %s", table(l.Table), c.name, c.definition)); err != nil {
			return err
		}
		have[c.name] = true
	}
	return nil
}

func grant(ctx context.Context, tx pgx.Tx, l Layer, _ map[string]bool) error {
	sql := []string{
		fmt.Sprintf("GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO sotay_app", table(l.Table)),
		fmt.Sprintf("GRANT SELECT ON %s TO sotay_staff", table(l.Table)),
	}
	for _, visibility := range []string{Staff, Restricted} {
		side := l.SideTable(visibility)
		have, err := columns(ctx, tx, side)
		if err != nil {
			return err
		}
		if len(have) == 0 {
			continue
		}
		sql = append(sql, fmt.Sprintf("GRANT INSERT, UPDATE, DELETE ON %s TO sotay_app", table(side)))
		if visibility == Staff {
			sql = append(sql, fmt.Sprintf("GRANT SELECT ON %s TO sotay_app, sotay_staff", table(side)))
		}
	}
	_, err := tx.Exec(ctx, strings.Join(sql, ";\n"))
	return err
}

// journal installs the change triggers: on the table for its audience, on side tables
// for staff.
func journal(ctx context.Context, tx pgx.Tx, l Layer, have map[string]bool) error {
	public := []string{"geom"}
	for _, f := range l.Public() {
		if have[f.Name] {
			public = append(public, f.Name)
		}
	}
	if err := postgis.JournalTable(ctx, tx, l.Table, l.Name, l.Audience, public); err != nil {
		return err
	}
	for _, visibility := range []string{Staff, Restricted} {
		side, err := columns(ctx, tx, l.SideTable(visibility))
		if err != nil {
			return err
		}
		if len(side) == 0 {
			continue
		}
		if err := postgis.JournalTable(ctx, tx, l.SideTable(visibility), l.Name, Staff, nil); err != nil {
			return err
		}
	}
	return nil
}
