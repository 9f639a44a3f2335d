package importers

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// check looks for what needs the database: invalid shapes, repeated numbers, shapes
// outside their commune. It runs over the stage table as a whole.
func (w *work) check(ctx context.Context) error {
	w.progress.start(Checking, w.counts.Read)
	for _, step := range []func(context.Context) error{w.askPlace, w.checkValidity, w.checkRepeats, w.checkCommunes, w.checkSlivers, w.checkAreas, w.checkForestAreas, w.checkStations, w.checkHotspots} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("check import %d: %w", w.id, err)
		}
	}
	w.progress.at(w.counts.Read)
	return nil
}

// place names a point of the source's coordinates.
func (w *work) place(x, y *float64) string {
	switch {
	case x == nil || y == nil:
		return "?"
	case w.geographic():
		return fmt.Sprintf("lon=%.7f lat=%.7f", *x, *y)
	}
	return fmt.Sprintf("x_north=%.2f y_east=%.2f", *y, *x)
}

// checkRepeats reports the rows whose number stands in several rows.
func (w *work) checkRepeats(ctx context.Context) error {
	if len(w.layer.Identity) == 0 {
		return nil
	}
	staged := strings.ReplaceAll(columnList("s", "f_", w.layer.Identity), "s.", "")
	return w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, w.sql(fmt.Sprintf(`
			CREATE UNLOGGED TABLE {repeats} AS
			SELECT %s, count(*) AS "#" FROM {stage} s WHERE %t GROUP BY {s identity} HAVING count(*) > 1`, w.identityAs(), w.mayRepeat))); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, w.sql(fmt.Sprintf(`
			SELECT s.row_no, r."#", concat_ws(' / ', %s), st_x(at), st_y(at)
			FROM   {stage} s JOIN {repeats} r ON {same r}
			CROSS  JOIN LATERAL (SELECT CASE WHEN s.bad THEN st_centroid(st_envelope(s.geom)) ELSE st_pointonsurface(s.geom) END AS at) AS place
			ORDER  BY s.row_no`, staged)))
		if err != nil {
			return err
		}
		var row, times int64
		var number string
		var x, y *float64
		field := strings.Join(w.layer.Identity, ", ")
		_, err = pgx.ForEachRow(rows, []any{&row, &times, &number, &x, &y}, func() error {
			return w.log.add(ctx, foundRepeatedIdentity.says(times).at(row, field, number).near(x, y))
		})
		return err
	})
}

// identityAs selects the staged identity under the names of the fields.
func (w *work) identityAs() string {
	list := make([]string, len(w.layer.Identity))
	for i, n := range w.layer.Identity {
		list[i] = "s." + quote("f_"+n) + " AS " + quote(n)
	}
	return strings.Join(list, ", ")
}

// units is a length in metres in the units of the source's coordinates.
func (w *work) units(metres float64) float64 {
	if w.geographic() {
		return metres / metresPerDegree
	}
	return metres
}

// refuseValues reports the rows of a layer, where it is the one that is imported and has the field,
// whose value is bad by a condition in SQL. Field and condition are texts of this program, never of
// a file.
func (w *work) refuseValues(ctx context.Context, layer, field, bad string, finding func(value string) finding) error {
	staged := false
	for _, f := range w.fields {
		staged = staged || f.Name == field
	}
	if w.layer.Name != layer || !staged {
		return nil
	}
	return w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, w.sql(`UPDATE {stage} s SET bad = true WHERE `+bad+` RETURNING row_no, f_`+field+`::text`))
		if err != nil {
			return err
		}
		type found struct {
			Row   int64
			Value string
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[found])
		if err != nil {
			return err
		}
		for _, f := range list {
			if err := w.log.add(ctx, finding(f.Value).at(f.Row, field, f.Value)); err != nil {
				return err
			}
		}
		return nil
	})
}
