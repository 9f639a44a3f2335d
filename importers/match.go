package importers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// match fills pairs: which staged row is which row of the layer.
func (w *work) match(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, w.sql(`
		CREATE UNLOGGED TABLE {pairs} (row_no bigint, id bigint);
		CREATE UNLOGGED TABLE {rivals} (row_no bigint, id bigint, score double precision)`))
	switch {
	case err != nil || w.isNew:
		return err
	case len(w.layer.Identity) == 0:
		return w.matchByShape(ctx, tx)
	}
	return w.matchByIdentity(ctx, tx)
}

// matchByShape pairs equal shapes; of several with one shape, in the order of their values.
// What is left is paired with what lies closer than the file can tell apart, and what is
// left then with what is still more alike than not.
func (w *work) matchByShape(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, w.sql(w.sameShapes())); err != nil {
		return err
	}
	if err := w.settle(ctx, tx, w.closeShapes()); err != nil {
		return err
	}
	attempt, err := tx.Begin(ctx)
	if err != nil {
		return err
	}
	if _, err = attempt.Exec(ctx, fmt.Sprintf("SET LOCAL statement_timeout = %d", likenessTime.Milliseconds())); err == nil {
		err = w.settle(ctx, attempt, w.likeShapes())
	}
	if isTimeout(err) && ctx.Err() == nil {
		if err := attempt.Rollback(ctx); err != nil {
			return err
		}
		return w.log.add(ctx, foundLikenessStopped.says(int(likenessTime.Seconds())).at(0, "", ""))
	}
	if err != nil {
		return err
	}
	if err := attempt.Commit(ctx); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "SET LOCAL statement_timeout = 0")
	return err
}

// likenessTime bounds each statement that compares shapes which have changed: without an
// answer they count as removed and added.
const likenessTime = 60 * time.Second

// sameShapes pairs shapes that are equal to the last bit.
func (w *work) sameShapes() string {
	stored, staged := w.values()
	return fmt.Sprintf(`
		INSERT INTO {pairs}
		SELECT s.row_no, d.id
		FROM  (SELECT s.row_no, {here} AS geom, row_number() OVER (PARTITION BY {here} ORDER BY %s) AS n
		       FROM {stage} s WHERE s.geom IS NOT NULL) AS s
		JOIN  (SELECT d.id, d.geom, row_number() OVER (PARTITION BY d.geom ORDER BY %s) AS n
		       FROM {data} d {join sides}) AS d ON d.geom = s.geom AND d.n = s.n`,
		strings.Join(append(staged, "s.row_no"), ", "), strings.Join(append(stored, "d.id"), ", "))
}

// values lists the columns that the file fills, as stored and as staged.
func (w *work) values() (stored, staged []string) {
	for _, p := range w.parts {
		for _, f := range p.fields {
			stored = append(stored, p.alias+"."+quote(f.Name))
			staged = append(staged, "s."+quote("f_"+f.Name))
		}
	}
	return stored, staged
}

// unpaired joins staged rows and rows of the layer that have no partner yet and lie within
// so many metres of each other.
func (w *work) unpaired(metres float64) string {
	return fmt.Sprintf(`
		FROM  (SELECT s.*, {here} AS here, st_transform(s.geom, 3857) AS web
		       FROM {stage} s
		       WHERE s.geom IS NOT NULL AND NOT EXISTS (SELECT FROM {pairs} p WHERE p.row_no = s.row_no)) AS s
		JOIN   {data} d ON d.geom_3857 && st_expand(s.web, %g) {join sides}
		WHERE  NOT EXISTS (SELECT FROM {pairs} p WHERE p.id = d.id)`, metres)
}

// closeShapes are the pairs that lie closer than the file can tell apart: those with the
// same values first.
func (w *work) closeShapes() string {
	stored, staged := w.values()
	score := "0"
	if len(stored) > 0 {
		score = fmt.Sprintf("((%s) IS NOT DISTINCT FROM (%s))::int", strings.Join(stored, ", "), strings.Join(staged, ", "))
	}
	return fmt.Sprintf(`SELECT s.row_no, d.id, %s %s AND sotay.same_shape(d.geom, s.here, %g)`, score, w.unpaired(1), w.tolerance())
}

// likeShapes are the pairs that are more alike than not.
func (w *work) likeShapes() string {
	return `
		SELECT row_no, id, score
		FROM  (SELECT s.row_no, d.id, sotay.likeness(d.geom_3857, s.web) AS score` + w.unpaired(10) + ` AND NOT s.bad) AS l
		WHERE  score >= 0.5`
}

// settle pairs the rivals that a query gives (row_no, id, score), the highest score first,
// each row and record once: whoever is each other's best goes, until nobody is left.
func (w *work) settle(ctx context.Context, tx pgx.Tx, rivals string) error {
	if _, err := tx.Exec(ctx, w.sql(`ANALYZE {pairs}; TRUNCATE {rivals}; INSERT INTO {rivals} `+rivals)); err != nil {
		return err
	}
	for {
		tag, err := tx.Exec(ctx, w.sql(`
			INSERT INTO {pairs}
			SELECT row_no, id
			FROM  (SELECT DISTINCT ON (row_no) row_no, id FROM {rivals} ORDER BY row_no, score DESC, id) AS of_row
			JOIN  (SELECT DISTINCT ON (id) row_no, id FROM {rivals} ORDER BY id, score DESC, row_no) AS of_record USING (row_no, id)`))
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		_, err = tx.Exec(ctx, w.sql(`
			DELETE FROM {rivals} r WHERE EXISTS (SELECT FROM {pairs} p WHERE p.row_no = r.row_no);
			DELETE FROM {rivals} r WHERE EXISTS (SELECT FROM {pairs} p WHERE p.id = r.id)`))
		if err != nil {
			return err
		}
	}
}

// matchByIdentity pairs the numbers that stand once on both sides, whatever their shapes;
// of the others those whose shapes are equal, then the largest share of common area, then
// the smallest distance; and what stands too often to compare in order: identity decides.
func (w *work) matchByIdentity(ctx context.Context, tx pgx.Tx) error {
	for _, sql := range w.matchNumbers() {
		if _, err := tx.Exec(ctx, w.sql(sql)); err != nil {
			return err
		}
	}
	if err := w.settle(ctx, tx, w.commonArea()); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, w.sql(w.matchRest()))
	return err
}

func (w *work) matchNumbers() []string {
	return []string{
		`INSERT INTO {repeats}
		SELECT {d identity}, 0
		FROM   {data} d
		WHERE  EXISTS (SELECT FROM {stage} s WHERE {same id})
		GROUP  BY {d identity}
		HAVING count(*) > 1`,

		`ANALYZE {repeats}`,

		`INSERT INTO {pairs}
		SELECT s.row_no, d.id
		FROM   {stage} s JOIN {data} d ON {same id}
		WHERE  NOT EXISTS (SELECT FROM {repeats} r WHERE {same r})`,

		fmt.Sprintf(`
		INSERT INTO {pairs}
		SELECT s.row_no, d.id
		FROM  (SELECT s.*, {here} AS here, row_number() OVER (PARTITION BY {s identity}, {here} ORDER BY s.row_no) AS "#n"
		       FROM {stage} s WHERE EXISTS (SELECT FROM {repeats} r WHERE {same r})) AS s
		JOIN  (SELECT d.*, row_number() OVER (PARTITION BY {d identity}, d.geom ORDER BY d.id) AS "#n"
		       FROM {data} d WHERE EXISTS (SELECT FROM {repeats} r WHERE %s)) AS d
		ON     {same id} AND d.geom = s.here AND d."#n" = s."#n"`, w.repeatsHold("d")),
	}
}

// repeatsHold compares the identity of a row of the layer with one of repeats.
func (w *work) repeatsHold(alias string) string {
	list := make([]string, len(w.layer.Identity))
	for i, n := range w.layer.Identity {
		list[i] = alias + "." + quote(n) + " = r." + quote(n)
	}
	return strings.Join(list, " AND ")
}

// leftStaged and leftStored are the rows of repeated numbers without a partner yet.
func (w *work) leftStaged() string {
	return `SELECT s.*, {here} AS here FROM {stage} s
		WHERE  EXISTS (SELECT FROM {repeats} r WHERE {same r})
		AND    NOT EXISTS (SELECT FROM {pairs} p WHERE p.row_no = s.row_no)`
}

func (w *work) leftStored() string {
	return `SELECT d.* FROM {data} d
		WHERE  EXISTS (SELECT FROM {repeats} r WHERE ` + w.repeatsHold("d") + `)
		AND    NOT EXISTS (SELECT FROM {pairs} p WHERE p.id = d.id)`
}

// bestOf bounds the pairs of one number that are compared by overlap.
const bestOf = 10_000

// commonArea are the pairs that are left of the repeated numbers. Those with an area in
// common score its share of what both cover, between 0 and 1: a former commune lies within
// the later one that has its code. The others score their distance in degrees below 0.
func (w *work) commonArea() string {
	return fmt.Sprintf(`
		WITH s AS MATERIALIZED (
			SELECT *, count(*) OVER (PARTITION BY {s identity}) AS "#many" FROM (%s) AS s
		), d AS MATERIALIZED (
			SELECT *, count(*) OVER (PARTITION BY {d identity}) AS "#many" FROM (%s) AS d
		), candidates AS MATERIALIZED (
			SELECT s.row_no, d.id, s.here, d.geom, NOT s.bad AND s.here && d.geom AND st_isvalid(d.geom) AS meet
			FROM   s JOIN d ON {same id}
			WHERE  s."#many" * d."#many" <= %d
		), measured AS (
			SELECT row_no, id, -coalesce(st_distance(here, geom), 1000) AS apart,
			       CASE WHEN meet THEN common / greatest(st_area(here) + st_area(geom) - common, 1e-30) ELSE 0 END AS share
			FROM   candidates
			CROSS  JOIN LATERAL (SELECT CASE WHEN meet THEN st_area(st_intersection(here, geom)) END AS common) AS c
		)
		SELECT row_no, id, CASE WHEN share > 0 THEN share ELSE apart END
		FROM   measured`, w.leftStaged(), w.leftStored(), bestOf)
}

// matchRest pairs what is left of a number that stands too often to compare, in order:
// identity decides.
func (w *work) matchRest() string {
	return fmt.Sprintf(`
		INSERT INTO {pairs}
		SELECT s.row_no, d.id
		FROM  (SELECT s.*, row_number() OVER (PARTITION BY {s identity} ORDER BY s.row_no) AS "#n" FROM (%s) AS s) AS s
		JOIN  (SELECT d.*, row_number() OVER (PARTITION BY {d identity} ORDER BY d.id) AS "#n" FROM (%s) AS d) AS d
		ON     {same id} AND d."#n" = s."#n"`, w.leftStaged(), w.leftStored())
}
