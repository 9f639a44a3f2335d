package importers

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

// Undo puts back what a change set replaced, in one transaction. It returns Conflict,
// naming the records, where a later change touched them; Refused where the change set is
// not applied or not for the account, or what it replaced is no longer kept. Later change sets that were undone
// themselves are no obstacle. A layer that the change set made is dropped.
func (s *Service) Undo(ctx context.Context, req ApplyRequest) (*ChangeSet, error) {
	w := &work{s: s, id: req.ID, progress: newProgress(req.ID, req.Progress)}
	err := w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		c, err := getChangeSet(ctx, tx, req.ID, "FOR UPDATE")
		if err != nil {
			return err
		}
		if err := w.may(ctx, tx, req, false); err != nil {
			return err
		}
		if err := w.open(ctx, tx, c, StateApplied); err != nil {
			return err
		}
		w.progress.start(Undoing, c.Counts.Added+c.Counts.Changed+c.Counts.Removed)
		if err := w.kept(ctx, tx); err != nil {
			return err
		}
		if err := w.lockParts(ctx, tx); err != nil {
			return err
		}
		if err := w.touched(ctx, tx); err != nil {
			return err
		}
		err = errors.Join(becauseOf(ctx, tx, -w.id), w.undoLineage(ctx, tx))
		if err == nil {
			err = w.putBack(ctx, tx)
		}
		if err == nil && !w.isNew { // its table is dropped
			err = w.fillIn(ctx, tx)
		}
		if err != nil {
			return fmt.Errorf("undo import %d: %w", w.id, err)
		}
		_, err = tx.Exec(ctx, `
			UPDATE sotay.imports SET state = 'undone', undone_at = clock_timestamp(), undone_xid = pg_current_xact_id()::xid
			WHERE  id = $1`, w.id)
		if err != nil {
			return fmt.Errorf("undo import %d: %w", w.id, err)
		}
		return w.audit(ctx, tx, req, "import.undo")
	})
	if err = w.outcome(ctx, err); err != nil {
		return nil, spoken(err)
	}
	ctx = context.WithoutCancel(ctx) // done is done, whoever has left
	s.log.Committed(ctx, w.noted)
	return s.Get(ctx, req.ID)
}

// kept checks that the rows to put back have not been cleaned away.
func (w *work) kept(ctx context.Context, tx pgx.Tx) error {
	if w.isNew {
		return nil
	}
	var missing bool
	err := tx.QueryRow(ctx, `SELECT to_regclass($1) IS NULL`, w.parts[0].before).Scan(&missing)
	if err != nil || !missing {
		return err
	}
	return refuse("undo_expired", "Dữ liệu cũ của lần nhập %d không còn được giữ.", "What import %d replaced is no longer kept.", w.id)
}

// touched finds records that are no longer as the change set wrote them: every row it
// wrote has its transaction's id. Rows that a later, undone change set put back count as
// what they were before it.
func (w *work) touched(ctx context.Context, tx pgx.Tx) error {
	if err := w.collectWritten(ctx, tx); err != nil {
		return err
	}
	if err := w.forgiveUndone(ctx, tx); err != nil {
		return err
	}
	return w.conflict(ctx, tx, w.sql(`
		SELECT DISTINCT t.id, `+w.named("d", "")+` AS name
		FROM   touched t LEFT JOIN {data} d ON d.id = t.id
		WHERE  t.x IS DISTINCT FROM (SELECT applied_xid FROM sotay.imports WHERE id = `+fmt.Sprint(w.id)+`)`), Words{
		"Các bản ghi sau đã thay đổi sau lần nhập này, nên không hoàn tác được: ",
		"These records have changed after this import, so it cannot be undone: ",
	})
}

// collectWritten fills the table touched: for every row that the change set wrote the
// transaction that wrote it last, NULL when it is gone, and rows that stand where it
// removed or never made one.
func (w *work) collectWritten(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		CREATE TEMPORARY TABLE touched (part text, id bigint, x xid) ON COMMIT DROP;
		CREATE TEMPORARY TABLE added ON COMMIT DROP AS
		SELECT lower(r) AS low, upper(r) AS high FROM sotay.imports i, unnest(i.added_ids) AS r WHERE i.id = `+fmt.Sprint(w.id))
	if err != nil {
		return err
	}
	for _, p := range w.parts {
		added := `JOIN %[1]s d ON d.id >= a.low AND d.id < a.high`
		sql := fmt.Sprintf(`INSERT INTO touched SELECT $1, d.id, d.%[2]s FROM added a `+added, p.table, w.xid())
		if p.name == mainPart { // records deleted since
			sql = fmt.Sprintf(`INSERT INTO touched
				SELECT $1, n, d.%[2]s
				FROM   added a, generate_series(a.low, a.high - 1) AS n LEFT JOIN %[1]s d ON d.id = n`, p.table, w.xid())
		}
		if _, err := tx.Exec(ctx, sql, p.name); err != nil {
			return err
		}
		if w.isNew { // records of others, which would go with the layer
			_, err := tx.Exec(ctx, fmt.Sprintf(`
				INSERT INTO touched
				SELECT $1, d.id, NULL FROM %s d
				WHERE  NOT EXISTS (SELECT FROM added a WHERE d.id >= a.low AND d.id < a.high)`, p.table), p.name)
			if err != nil {
				return err
			}
			continue
		}
		_, err := tx.Exec(ctx, fmt.Sprintf(`
			INSERT INTO touched
			SELECT $1, b."#id", d.%[3]s FROM %[2]s b LEFT JOIN %[1]s d ON d.id = b."#id"
			WHERE  b."#op" <> 'r' OR d.id IS NOT NULL`, p.table, p.before, w.xid()), p.name)
		if err != nil {
			return err
		}
	}
	return nil
}

// forgiveUndone goes back through the later change sets of the layer that were undone,
// the latest first: a row that an undo put back counts as what it was before.
func (w *work) forgiveUndone(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `
		SELECT u.id, u.undone_xid::text
		FROM   sotay.imports u JOIN sotay.imports i ON i.id = $1
		WHERE  u.layer = i.layer AND u.state = 'undone' AND u.applied_at > i.applied_at
		ORDER  BY u.undone_at DESC`, w.id)
	if err != nil {
		return err
	}
	type undone struct {
		ID  int64
		XID string
	}
	later, err := pgx.CollectRows(rows, pgx.RowToStructByPos[undone])
	if err != nil {
		return err
	}
	for _, u := range later {
		for _, p := range (&target{id: u.ID, layer: w.layer}).allParts() {
			var exists bool
			if err := tx.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, p.before).Scan(&exists); err != nil {
				return err
			}
			if !exists {
				continue
			}
			_, err := tx.Exec(ctx, fmt.Sprintf(`
				UPDATE touched t SET x = b."#x" FROM %s b
				WHERE  t.part = $1 AND b."#id" = t.id AND t.x = $2::text::xid`, p.before), p.name, u.XID)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// putBack deletes what was added, restores what was changed and brings back what was removed.
func (w *work) putBack(ctx context.Context, tx pgx.Tx) error {
	if w.isNew {
		return layers.Drop(ctx, tx, w.layer.Name)
	}
	for i := len(w.parts) - 1; i >= 0; i-- {
		p := w.parts[i]
		for _, sql := range []string{
			`DELETE FROM %[1]s d USING added a WHERE d.id >= a.low AND d.id < a.high`,
			`DELETE FROM %[1]s d USING %[2]s b WHERE b."#op" = 'a' AND d.id = b."#id"`,
		} {
			if _, err := tx.Exec(ctx, fmt.Sprintf(sql, p.table, p.before)); err != nil {
				return err
			}
		}
	}
	for _, p := range w.parts {
		columns := w.stored(p)
		set := make([]string, len(columns))
		for i, c := range columns {
			set[i] = quote(c) + " = b." + quote(c)
		}
		into, from := []string{"id"}, []string{`b."#id"`}
		for _, c := range columns {
			into, from = append(into, quote(c)), append(from, "b."+quote(c))
		}
		statements := []string{fmt.Sprintf(`INSERT INTO %s (%s) SELECT %s FROM %s b WHERE b."#op" = 'r'`,
			p.table, strings.Join(into, ", "), strings.Join(from, ", "), p.before)}
		if len(set) > 0 {
			statements = append(statements, fmt.Sprintf(`UPDATE %s d SET %s FROM %s b WHERE b."#op" = 'c' AND d.id = b."#id"`,
				p.table, strings.Join(set, ", "), p.before))
		}
		for _, sql := range statements {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
	}
	return nil
}
