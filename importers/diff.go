package importers

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// compare matches the staged rows with the layer's and writes what becomes of each, in
// one snapshot, with the position (xmin) of every row it looked at: Apply checks that
// they still stand. Staged rows that are not in the table diff are added, under the id
// they have in the stage. Operations in diff:
//
//	c  changed: main, shape and the side tables say where
//	u  unchanged
//	r  removed: in scope, and not in the file
//	k  kept: its row in the file was refused, or may be a refused one
func (w *work) compare(ctx context.Context) error {
	w.progress.start(Comparing, w.counts.Read)
	if err := w.log.flush(ctx); err != nil { // raiseCuts reads it
		return err
	}
	err := w.tx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		for _, step := range []func(context.Context, pgx.Tx) error{w.match, w.checkPlaces, w.writeDiff, w.raiseCuts, w.count} {
			if err := step(ctx, tx); err != nil {
				return err
			}
		}
		return dropTables(ctx, tx, scratchTables(w.id)[2:]...)
	})
	if err != nil {
		return fmt.Errorf("compare import %d: %w", w.id, err)
	}
	w.progress.at(w.counts.Read)
	return nil
}

// checkPlaces looks whether records stay where they were, where no commune tells.
func (w *work) checkPlaces(ctx context.Context, tx pgx.Tx) error {
	if w.isNew || w.placed || len(w.layer.Identity) == 0 {
		return nil
	}
	_, err := w.misplaced(ctx, tx, w.storedSample())
	return err
}

// match fills pairs: which staged row is which row of the layer.
func (w *work) match(ctx context.Context, tx pgx.Tx) error {
	statements := []string{`CREATE UNLOGGED TABLE {pairs} (row_no bigint, id bigint)`}
	switch {
	case w.isNew:
	case len(w.layer.Identity) == 0:
		statements = append(statements, w.matchByShape()...)
	default:
		statements = append(statements, w.matchByIdentity()...)
	}
	for _, sql := range statements {
		if _, err := tx.Exec(ctx, w.sql(sql)); err != nil {
			return err
		}
	}
	if w.isNew || len(w.layer.Identity) == 0 {
		return nil
	}
	if err := w.matchBest(ctx, tx); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, w.sql(w.matchRest()))
	return err
}

// matchByShape pairs equal shapes; of several with one shape, in the order of their values.
func (w *work) matchByShape() []string {
	staged, stored := []string{"s.row_no"}, []string{"d.id"}
	for _, p := range w.parts {
		for _, f := range p.fields {
			stored = append(stored, p.alias+"."+quote(f.Name))
			staged = append(staged, "s."+quote("f_"+f.Name))
		}
	}
	staged = append(staged[1:], staged[0]) // values first, position last
	stored = append(stored[1:], stored[0])
	return []string{fmt.Sprintf(`
		INSERT INTO {pairs}
		SELECT s.row_no, d.id
		FROM  (SELECT s.row_no, {here} AS geom, row_number() OVER (PARTITION BY {here} ORDER BY %s) AS n
		       FROM {stage} s WHERE s.geom IS NOT NULL) AS s
		JOIN  (SELECT d.id, d.geom, row_number() OVER (PARTITION BY d.geom ORDER BY %s) AS n
		       FROM {data} d {join sides}) AS d ON d.geom = s.geom AND d.n = s.n`,
		strings.Join(staged, ", "), strings.Join(stored, ", "))}
}

// matchByIdentity pairs the numbers that stand once on both sides, whatever their
// shapes, and of the others those whose shapes are equal.
func (w *work) matchByIdentity() []string {
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

// matchBest pairs what is left of the repeated numbers, the largest share of common area
// first, then the smallest distance.
func (w *work) matchBest(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, w.sql(fmt.Sprintf(`
		WITH s AS MATERIALIZED (
			SELECT *, count(*) OVER (PARTITION BY {s identity}) AS "#many" FROM (%s) AS s
		), d AS MATERIALIZED (
			SELECT *, count(*) OVER (PARTITION BY {d identity}) AS "#many" FROM (%s) AS d
		), candidates AS MATERIALIZED (
			SELECT s.row_no, d.id, s.here, d.geom, NOT s.bad AND s.here && d.geom AND st_isvalid(d.geom) AS meet
			FROM   s JOIN d ON {same id}
			WHERE  s."#many" * d."#many" <= %d
		), measured AS (
			SELECT row_no, id,
			       CASE WHEN meet THEN st_area(st_intersection(here, geom)) ELSE 0 END AS common,
			       st_area(geom) AS area, st_distance(here, geom) AS distance
			FROM   candidates
		)
		SELECT row_no, id
		FROM   measured
		ORDER  BY common / greatest(area, 1e-30) DESC, distance NULLS LAST, row_no, id`, w.leftStaged(), w.leftStored(), bestOf)))
	if err != nil {
		return err
	}
	var row, id int64
	rowTaken, idTaken := map[int64]bool{}, map[int64]bool{}
	var pairs [][]any
	_, err = pgx.ForEachRow(rows, []any{&row, &id}, func() error {
		if !rowTaken[row] && !idTaken[id] {
			rowTaken[row], idTaken[id] = true, true
			pairs = append(pairs, []any{row, id})
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"sotay", fmt.Sprintf("pairs_%d", w.id)}, []string{"row_no", "id"}, pgx.CopyFromRows(pairs))
	return err
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

// writeDiff makes the table diff from the pairs.
func (w *work) writeDiff(ctx context.Context, tx pgx.Tx) error {
	spared, err := w.spare(ctx, tx)
	if err != nil {
		return err
	}
	statements := []string{
		`CREATE UNLOGGED TABLE {diff} (
			row_no bigint, id bigint NOT NULL, op "char" NOT NULL,
			main boolean, shape boolean, staff boolean, restricted boolean,
			x_main xid, x_staff xid, x_restricted xid) WITH (autovacuum_enabled = false)`,
	}
	if !w.isNew {
		statements = append(statements, `ANALYZE {pairs}`, w.matchedRows(), w.removedRows(spared), `ANALYZE {diff} (row_no, id, op)`)
	}
	for _, sql := range statements {
		if _, err := tx.Exec(ctx, w.sql(sql)); err != nil {
			return err
		}
	}
	return nil
}

// matchedRows compares each pair, part by part.
func (w *work) matchedRows() string {
	side := func(name string) (differs, xmin string) {
		for _, p := range w.sides() {
			if p.name == name && len(p.fields) > 0 {
				return w.differs(p), p.alias + ".xmin"
			}
		}
		return "false", "NULL::xid"
	}
	staff, xStaff := side("staff")
	restricted, xRestricted := side("restricted")
	return fmt.Sprintf(`
		INSERT INTO {diff}
		SELECT row_no, id,
		       CASE WHEN bad THEN 'k' WHEN main OR shape OR staff OR restricted THEN 'c' ELSE 'u' END,
		       main OR shape, shape, staff, restricted, x_main, x_staff, x_restricted
		FROM  (SELECT p.row_no, p.id, s.bad, %s AS main, NOT s.bad AND %s AS shape,
		              %s AS staff, %s AS restricted, d.xmin AS x_main, %s AS x_staff, %s AS x_restricted
		       FROM   {pairs} p
		       JOIN   {stage} s ON s.row_no = p.row_no
		       JOIN   {data} d ON d.id = p.id {join sides}) AS m`,
		w.differs(w.parts[0]), w.moved(), staff, restricted, xStaff, xRestricted)
}

// removedRows takes what is in scope and has no partner; what is spared is kept.
func (w *work) removedRows(spared string) string {
	side := map[string]string{"staff": "NULL::xid", "restricted": "NULL::xid"}
	for _, p := range w.sides() {
		side[p.name] = p.alias + ".xmin"
	}
	return fmt.Sprintf(`
		INSERT INTO {diff}
		SELECT NULL, d.id, CASE WHEN %s THEN 'k' ELSE 'r' END, true, true, true, true, d.xmin, %s, %s
		FROM   {scope} AS k JOIN {data} d ON {in scope} {join all sides}
		WHERE  NOT EXISTS (SELECT FROM {pairs} p WHERE p.id = d.id)`, spared, side["staff"], side["restricted"])
}

func (w *work) count(ctx context.Context, tx pgx.Tx) error {
	n := &w.counts
	err := tx.QueryRow(ctx, w.sql(`
		SELECT count(*) FILTER (WHERE op = 'c'), count(*) FILTER (WHERE op = 'r'), count(*) FILTER (WHERE op = 'u'),
		       (SELECT count(*) FROM {stage} WHERE bad)
		FROM   {diff}`)).Scan(&n.Changed, &n.Removed, &n.Unchanged, &n.Refused)
	n.Added = n.Read - n.Refused - n.Changed - n.Unchanged
	if err != nil || w.isNew || !w.layer.Survey || w.survey {
		return err
	}
	var lost int64
	err = tx.QueryRow(ctx, w.sql(`
		SELECT count(*) FROM {diff} f JOIN {data} d ON d.id = f.id
		WHERE  f.op = 'c' AND f.shape AND d.survey_geom IS NOT NULL`)).Scan(&lost)
	if err != nil || lost == 0 {
		return err
	}
	return w.log.add(ctx, foundSurveyLost.says(lost).at(0, "", ""))
}
