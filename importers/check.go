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
	for _, step := range []func(context.Context) error{w.askPlace, w.checkValidity, w.checkRepeats, w.checkCommunes} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("check import %d: %w", w.id, err)
		}
	}
	w.progress.at(w.counts.Read)
	return nil
}

// checkValidity refuses invalid shapes with GEOS's reason and place. Those that loading did
// not find valid beyond doubt are looked at, by CREATE TABLE AS, which, unlike INSERT, may
// work in parallel.
func (w *work) checkValidity(ctx context.Context) error {
	return w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, w.sql(`
			CREATE UNLOGGED TABLE {flaws} AS
			SELECT row_no, geom FROM {stage} WHERE NOT bad AND NOT valid AND NOT st_isvalid(geom)`)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, w.sql(`
			UPDATE {stage} s SET bad = true FROM {flaws} f WHERE s.row_no = f.row_no`)); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, w.sql(`
			SELECT f.row_no, coalesce(d.reason, ''), st_x(d.location), st_y(d.location)
			FROM   {flaws} f CROSS JOIN LATERAL st_isvaliddetail(f.geom) AS d
			ORDER  BY f.row_no`))
		if err != nil {
			return err
		}
		var row int64
		var reason string
		var x, y *float64
		_, err = pgx.ForEachRow(rows, []any{&row, &reason, &x, &y}, func() error {
			where := w.place(x, y)
			says := foundInvalidGeometry.says(invalidReason(reason), strings.ToLower(reason), where, strings.ReplaceAll(where, ".", ","))
			return w.log.add(ctx, says.at(row, "", ""))
		})
		return err
	})
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
			SELECT s.row_no, r."#", concat_ws(' / ', %s)
			FROM   {stage} s JOIN {repeats} r ON {same r}
			ORDER  BY s.row_no`, staged)))
		if err != nil {
			return err
		}
		var row, times int64
		var number string
		field := strings.Join(w.layer.Identity, ", ")
		_, err = pgx.ForEachRow(rows, []any{&row, &times, &number}, func() error {
			return w.log.add(ctx, foundRepeatedIdentity.says(times).at(row, field, number))
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

// checkCommunes reports shapes that touch no commune of their code, and refuses those far
// from it. A commune's shapes of all times count. The centre is tried first: it is far
// cheaper.
func (w *work) checkCommunes(ctx context.Context) error {
	bound := false
	for _, b := range w.plan.bindings {
		bound = bound || b.field.Name == "commune_code"
	}
	if !bound || w.layer.Name == "communes" {
		return nil
	}
	return w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		said, err := w.misplaced(ctx, tx, w.communeSample())
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, w.sql(`
			WITH c AS MATERIALIZED (
				SELECT code, st_transform(geom, {srid}) AS geom FROM data.communes
			), off AS MATERIALIZED (
				SELECT s.row_no, s.f_commune_code AS code, s.geom
				FROM   {stage} s
				WHERE  NOT s.bad
				AND    NOT EXISTS (SELECT FROM c WHERE c.code = s.f_commune_code AND st_intersects(c.geom, st_centroid(s.geom)))
			)
			SELECT row_no, code, NOT EXISTS (SELECT FROM c WHERE c.code = off.code AND st_dwithin(c.geom, off.geom, $1))
			FROM   off
			WHERE  EXISTS (SELECT FROM c WHERE c.code = off.code)
			AND    NOT EXISTS (SELECT FROM c WHERE c.code = off.code AND st_intersects(c.geom, off.geom))
			ORDER  BY row_no`), w.units(inPlace))
		if err != nil {
			return err
		}
		var row int64
		var code string
		var far bool
		var bad []int64
		_, err = pgx.ForEachRow(rows, []any{&row, &code, &far}, func() error {
			f := foundOutsideCommune
			if far {
				f = w.req.weigh(foundFarFromCommune)
			}
			switch {
			case f.severity == Error:
				bad = append(bad, row)
			case said: // of the file as a whole
				return nil
			}
			return w.log.add(ctx, f.at(row, "commune_code", code))
		})
		if err != nil || len(bad) == 0 {
			return err
		}
		_, err = tx.Exec(ctx, w.sql(`UPDATE {stage} SET bad = true WHERE row_no = ANY ($1)`), bad)
		return err
	})
}

// units is a length in metres in the units of the source's coordinates.
func (w *work) units(metres float64) float64 {
	if w.geographic() {
		return metres / metresPerDegree
	}
	return metres
}
