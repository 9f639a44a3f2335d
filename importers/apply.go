package importers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sotay/hexbins"
	"sotay/internal/audit"
	"sotay/layers"
)

// ApplyRequest says which change set to apply or undo.
type ApplyRequest struct {
	ID int64
	// Actor is who asks, for the audit.
	Actor string
	// Account reads whose request it is, within the transaction that writes; what it returns
	// as an error ends that. It is asked at the start and, with hold, at the end: then nobody
	// is to change the account until that transaction is over. nil for an operator.
	Account func(ctx context.Context, tx pgx.Tx, hold bool) (Account, error)
	// Progress as in Request. May be nil.
	Progress func(Progress)
}

// Apply writes a staged change set to its layer in one transaction: readers see the
// layer as it was or as it will be. It returns Refused where rows are in error and were
// not to be skipped, where another import works on the layer, or where the change set is
// not staged or not for the account; Conflict where records have changed since staging;
// NotFound. On any error
// the layer is as it was.
func (s *Service) Apply(ctx context.Context, req ApplyRequest) (*ChangeSet, error) {
	leave, err := enter(ctx, s.applying)
	if err != nil {
		return nil, err
	}
	defer leave()
	w := &work{s: s, id: req.ID, progress: newProgress(req.ID, req.Progress)}
	if err := w.makeRoom(ctx); err != nil {
		return nil, spoken(errors.Join(err, w.putIndexesBack(ctx)))
	}
	err = w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		c, err := getChangeSet(ctx, tx, req.ID, "FOR UPDATE")
		if err != nil {
			return err
		}
		if err := w.may(ctx, tx, req, false); err != nil {
			return err
		}
		if err := w.open(ctx, tx, c, StateStaged); err != nil {
			return err
		}
		w.progress.start(Applying, c.Counts.Added+c.Counts.Changed+c.Counts.Removed)
		for _, step := range []func(context.Context, pgx.Tx) error{w.because, w.intact, w.prepare, w.conflicts, w.write, w.recordLineage, w.fillIn} {
			if err := step(ctx, tx); err != nil {
				return err
			}
		}
		return w.applied(ctx, tx, req)
	})
	if err = w.outcome(ctx, err); err != nil {
		return nil, spoken(errors.Join(err, w.putIndexesBack(ctx)))
	}
	ctx = context.WithoutCancel(ctx) // done is done, whoever has left
	s.log.Committed(ctx, w.noted)
	return s.Get(ctx, req.ID)
}

// open checks that the change set is in the state asked for and in the database it was
// made in, and locks its layer against other imports.
func (w *work) open(ctx context.Context, tx pgx.Tx, c *ChangeSet, state State) error {
	if c.State != state {
		return wrongState(c.ID, c.State)
	}
	if state == StateStaged && c.Counts.Refused > 0 && !c.Plan.SkipBad {
		return refuse("bad_rows", "%d dòng có lỗi; sửa tệp, hoặc nhập lại với --skip-bad để bỏ qua các dòng đó.", "%d rows are in error; mend the file, or import again with --skip-bad to leave them out.", c.Counts.Refused)
	}
	var same, locked bool
	err := tx.QueryRow(ctx, `
		SELECT i.restore_id = (SELECT restore_id FROM sotay.instance), pg_try_advisory_xact_lock($2, hashtext($3))
		FROM   sotay.imports i WHERE i.id = $1`, c.ID, lockLayer, c.Layer).Scan(&same, &locked)
	switch {
	case err != nil:
		return fmt.Errorf("import %d: %w", c.ID, err)
	case !same:
		return refuse("restored", "Cơ sở dữ liệu đã được phục hồi sau lần nhập %d.", "The database was restored after import %d.", c.ID)
	case !locked:
		return refuse("layer_busy", "Một lần nhập khác đang ghi vào lớp %s; thử lại sau.", "Another import is writing to layer %s; try again later.", c.Layer)
	}
	w.counts = c.Counts
	l, err := w.findLayer(ctx, tx, c)
	if err != nil {
		return err
	}
	w.target = newTarget(c.ID, l, *c.Plan)
	w.noneMatched = c.Counts.Changed+c.Counts.Unchanged+c.Counts.Refused == 0
	return nil
}

func (w *work) findLayer(ctx context.Context, tx pgx.Tx, c *ChangeSet) (layers.Layer, error) {
	all, err := layers.Load(ctx, tx)
	if err != nil {
		return layers.Layer{}, err
	}
	i := slices.IndexFunc(all, func(l layers.Layer) bool { return l.Name == c.Layer })
	switch creating := c.Plan.Create != nil && c.State == StateStaged; {
	case creating && i >= 0:
		return layers.Layer{}, refuse("layer_exists", "Lớp %[1]s đã có.", "Layer %[1]s exists by now.", c.Layer)
	case creating:
		return *c.Plan.Create, nil
	case i < 0:
		return layers.Layer{}, &NotFound{What: "layer " + c.Layer}
	}
	return all[i], nil
}

// intact checks that the staged rows are all there: the stage is not logged, and a crash
// of the database empties it.
func (w *work) intact(ctx context.Context, tx pgx.Tx) error {
	lost := refuse("stage_lost", "Dữ liệu chờ của lần nhập %d đã mất khi máy chủ dừng đột ngột; nhập lại tệp.", "The staged rows of import %d were lost when the server stopped; import the file again.", w.id)
	var missing bool
	err := tx.QueryRow(ctx, `SELECT to_regclass($1) IS NULL OR to_regclass($2) IS NULL`, scratch("stage", w.id), scratch("diff", w.id)).Scan(&missing)
	if err != nil || missing {
		return errors.Join(err, lost)
	}
	n, want := int64(0), w.counts
	err = tx.QueryRow(ctx, w.sql(`
		SELECT count(*) + (SELECT count(*) FROM {stage}) FROM {diff} WHERE op <> 'k'`)).Scan(&n)
	if err != nil {
		return err
	}
	if n != want.Read+want.Changed+want.Removed+want.Unchanged {
		return lost
	}
	return nil
}

// prepare makes the layer, where it is new, and keeps other writers out of it until the
// end; readers go on.
func (w *work) prepare(ctx context.Context, tx pgx.Tx) error {
	if w.isNew {
		if err := layers.Create(ctx, tx, w.layer); err != nil {
			return err
		}
	}
	return w.lockParts(ctx, tx)
}

// lockParts keeps other writers out of the layer, which means waiting for those at work.
func (w *work) lockParts(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, fmt.Sprintf("SET LOCAL lock_timeout = %d", w.s.lockWait.Milliseconds())); err != nil {
		return err
	}
	for _, p := range w.parts {
		_, err := tx.Exec(ctx, "LOCK TABLE "+p.table+" IN SHARE ROW EXCLUSIVE MODE")
		if isLockTimeout(err) {
			return refuse("layer_busy", "Có người đang sửa lớp %s và chưa lưu xong; thử lại sau.", "Somebody is editing layer %s and has not finished; try again later.", w.layer.Name)
		}
		if err != nil {
			return fmt.Errorf("lock layer %s: %w", w.layer.Name, err)
		}
	}
	_, err := tx.Exec(ctx, "SET LOCAL lock_timeout = 0")
	return err
}

// conflicts looks for records that are no longer as they were at staging: matched ones
// that changed or went, and new ones that would have been matched or removed.
func (w *work) conflicts(ctx context.Context, tx pgx.Tx) error {
	if w.isNew {
		return nil
	}
	sides := ""
	for _, p := range w.sides() {
		if len(p.fields) > 0 {
			sides += fmt.Sprintf(" OR %s.xmin IS DISTINCT FROM f.x_%s", p.alias, p.name)
		} else {
			sides += fmt.Sprintf(" OR f.op = 'r' AND %s.xmin IS DISTINCT FROM f.x_%s", p.alias, p.name)
		}
	}
	return w.conflict(ctx, tx, w.sql(`
		SELECT f.id, `+w.named("d", "")+` AS name
		FROM   {diff} f LEFT JOIN {data} d ON d.id = f.id {join all sides}
		WHERE  d.`+w.xid()+` IS DISTINCT FROM f.x_main`+sides+`
		UNION
		SELECT d.id, `+w.named("d", "")+`
		FROM   {scope} AS k JOIN {data} d ON {in scope}
		WHERE  NOT EXISTS (SELECT FROM {diff} f WHERE f.id = d.id)
		UNION
		SELECT d.id, `+w.named("d", "")+`
		FROM   {stage} s JOIN {data} d ON {same id}
		WHERE  {is added} AND NOT EXISTS (SELECT FROM {diff} f WHERE f.id = d.id)`), Words{
		"Các bản ghi sau đã thay đổi từ khi so sánh; nhập lại tệp để so sánh lại: ",
		"These records have changed since the comparison; import the file again to compare anew: ",
	})
}

// named gives the SQL of how people call a record: its identity.
func (w *work) named(alias, prefix string) string {
	if len(w.layer.Identity) == 0 {
		return "''"
	}
	return "concat_ws('/', " + columnList(alias, prefix, w.layer.Identity) + ")"
}

// conflict runs a query of (id, name) and returns a Conflict when it has rows.
func (w *work) conflict(ctx context.Context, tx pgx.Tx, sql string, words Words) error {
	const shown = 20
	rows, err := tx.Query(ctx, `SELECT id, coalesce(name, ''), count(*) OVER () FROM (`+sql+`) AS c ORDER BY 2, 1 LIMIT $1`, shown)
	if err != nil {
		return err
	}
	found := &Conflict{ID: w.id}
	var id int64
	var name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name, &found.Count}, func() error {
		if name == "" {
			name = fmt.Sprintf("id %d", id)
		}
		found.Rows = append(found.Rows, name)
		return nil
	})
	if err != nil || found.Count == 0 {
		return err
	}
	list, more := strings.Join(found.Rows, ", "), ""
	if rest := found.Count - int64(len(found.Rows)); rest > 0 {
		more = fmt.Sprintf(" (+ %d)", rest)
	}
	found.words = Words{words.Vi + list + more, words.En + list + more}
	return found
}

// write makes the changes: before-images, removals, updates, additions.
func (w *work) write(ctx context.Context, tx pgx.Tx) error {
	if err := w.keepBefore(ctx, tx); err != nil {
		return fmt.Errorf("keep what import %d replaces: %w", w.id, err)
	}
	rebuild := w.rebuild
	done := int64(0)
	for _, step := range []struct {
		rows int64
		do   func() error
	}{
		{w.counts.Removed, func() error { return w.remove(ctx, tx) }},
		{w.counts.Changed, func() error { return w.change(ctx, tx) }},
		{w.counts.Added, func() (err error) {
			if w.isNew { // nobody sees it yet
				if rebuild, err = w.dropIndexes(ctx, tx); err != nil {
					return err
				}
			}
			return w.add(ctx, tx, done)
		}},
	} {
		if step.rows == 0 {
			continue
		}
		if err := step.do(); err != nil {
			return fmt.Errorf("apply import %d: %w", w.id, err)
		}
		done += step.rows
		w.progress.at(done)
	}
	if len(rebuild) == 0 {
		return nil
	}
	if err := w.index(ctx, tx, rebuild); err != nil {
		return fmt.Errorf("index layer %s: %w", w.layer.Name, err)
	}
	return nil
}

// fillIn computes the cells of what was written, so that they are counted with it. The table must be there.
func (w *work) fillIn(ctx context.Context, tx pgx.Tx) error {
	if !w.layer.Binned() {
		return nil
	}
	changed := w.counts.Added + w.counts.Changed + w.counts.Removed
	w.progress.start(Counting, changed)
	if err := hexbins.FillIn(ctx, tx, w.layer.Table); err != nil {
		return err
	}
	w.progress.at(changed)
	return nil
}

// index makes dropped indexes again, and tells the planner how much there is now.
func (w *work) index(ctx context.Context, tx pgx.Tx, statements []string) error {
	statements = append(statements, "ANALYZE "+w.parts[0].table+" ("+strings.Join(w.searched(), ", ")+")")
	w.progress.start(Indexing, int64(len(statements)))
	for i, sql := range statements {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return err
		}
		w.progress.at(int64(i + 1))
	}
	return nil
}

// searched lists the columns that queries look through; the rest is left to autovacuum.
func (w *work) searched() []string {
	columns := []string{"id", "geom_3857"}
	for _, name := range w.layer.Identity {
		columns = append(columns, quote(name))
	}
	return columns
}

// applied records the change set as applied, with what undo needs, and drops the stage.
func (w *work) applied(ctx context.Context, tx pgx.Tx, req ApplyRequest) error {
	_, err := tx.Exec(ctx, w.sql(`
		UPDATE sotay.imports
		SET    state = 'applied', rebuild = NULL, applied_at = clock_timestamp(), applied_xid = pg_current_xact_id()::xid,
		       added_ids = coalesce((
		           SELECT CASE WHEN count(*) = max(id) - min(id) + 1 THEN int8multirange(int8range(min(id), max(id), '[]'))
		                       ELSE (SELECT range_agg(int8range(id, id, '[]')) FROM {stage} s WHERE {is added}) END
		           FROM   {stage} s WHERE {is added}), '{}')
		WHERE  id = $1`), w.id)
	if err != nil {
		return fmt.Errorf("import %d: %w", w.id, err)
	}
	if err := dropTables(ctx, tx, scratchTables(w.id)...); err != nil {
		return err
	}
	return w.audit(ctx, tx, req, "import.apply")
}

// audit writes the audit row of what was done, in the same transaction, at its end. Before that
// it asks once more whether the account may, and holds it to that: an apply takes minutes, and
// an account that was held from its start could not be disabled.
func (w *work) audit(ctx context.Context, tx pgx.Tx, req ApplyRequest, action string) error {
	c, err := getChangeSet(ctx, tx, w.id, "")
	if err != nil {
		return err
	}
	if err := w.may(ctx, tx, req, true); err != nil {
		return err
	}
	w.noted, err = w.s.log.Append(ctx, tx, audit.Entry{Actor: req.Actor, Action: action, Subject: fmt.Sprintf("import:%d", w.id), Detail: struct {
		Layer   string `json:"layer"`
		Source  string `json:"source"`
		Added   int64  `json:"added"`
		Changed int64  `json:"changed"`
		Removed int64  `json:"removed"`
		Refused int64  `json:"refused"`
	}{c.Layer, c.Source, c.Counts.Added, c.Counts.Changed, c.Counts.Removed, c.Counts.Refused}})
	if err != nil {
		return fmt.Errorf("audit of import %d: %w", w.id, err)
	}
	return tx.QueryRow(ctx, `SELECT pg_current_xact_id()::text`).Scan(&w.committing)
}

// isLockTimeout tells whether a statement gave up waiting for a lock.
func isLockTimeout(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "55P03"
}
