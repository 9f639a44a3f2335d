package importers

import (
	"context"
	"fmt"

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
		for _, step := range []func(context.Context, pgx.Tx) error{w.match, w.checkPlaces, w.writeDiff, w.raiseCuts, w.count, w.whereabouts, w.askRemoval} {
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
		              %s AS staff, %s AS restricted, d.%s AS x_main, %s AS x_staff, %s AS x_restricted
		       FROM   {pairs} p
		       JOIN   {stage} s ON s.row_no = p.row_no
		       JOIN   {data} d ON d.id = p.id {join sides}) AS m`,
		w.differs(w.parts[0]), w.moved(), staff, restricted, w.xid(), xStaff, xRestricted)
}

// removedRows takes what is in scope and has no partner; what is spared is kept.
func (w *work) removedRows(spared string) string {
	side := map[string]string{"staff": "NULL::xid", "restricted": "NULL::xid"}
	for _, p := range w.sides() {
		side[p.name] = p.alias + ".xmin"
	}
	return fmt.Sprintf(`
		INSERT INTO {diff}
		SELECT NULL, d.id, CASE WHEN %s THEN 'k' ELSE 'r' END, true, true, true, true, d.%s, %s, %s
		FROM   {scope} AS k JOIN {data} d ON {in scope} {join all sides}
		WHERE  NOT EXISTS (SELECT FROM {pairs} p WHERE p.id = d.id)`, spared, w.xid(), side["staff"], side["restricted"])
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
