package hexbins

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// FillIn computes, in the transaction that has written records of a table of schema data, the cells
// that are due of it, so that whoever sees the records counts them, too. It is to be the last
// that the transaction does with the table: others who fill it in wait from here on. Where the
// transaction has written so much that all of the table is due, all cells are computed. Where others did, Work
// has that to do yet, and answers say that they are not complete until it is done. A table that is not
// binned is left alone. The transaction must be READ COMMITTED: to an older snapshot it could seem that what
// it writes need not be noted.
func FillIn(ctx context.Context, tx pgx.Tx, table string) error {
	f := filler{table}
	for {
		if err := f.lock(ctx, tx); err != nil {
			return fmt.Errorf("cells of %s: %w", table, err)
		}
		d, err := f.due(ctx, tx)
		switch {
		case err != nil:
			return fmt.Errorf("cells of %s: %w", table, err)
		case len(d.notes) == 0 || d.all && !d.own:
			return nil
		case d.all:
			err = f.fillAll(ctx, d, func(do func(pgx.Tx) error) error { return do(tx) })
		default:
			err = f.fill(ctx, tx, `id = ANY ($1::bigint[])`, d.ids)
			if err == nil {
				err = f.settle(ctx, tx, d)
			}
		}
		if err != nil {
			return fmt.Errorf("cells of %s: %w", table, err)
		}
	}
}

const (
	// foldBatch is how many deltas are folded in one transaction.
	foldBatch = 5000
	// foldMost is how many of such a table's follow each other before others have their turn.
	foldMost = 20
)

// Fold folds what writers have appended into the roll-ups. Answers are the same before and after.
func (b *Bins) Fold(ctx context.Context) error {
	rows, err := b.DB.App.Query(ctx, `SELECT table_name, many FROM sotay.tables_to_fold()`)
	if err != nil {
		return fmt.Errorf("roll-ups: %w", err)
	}
	type written struct {
		Table string
		Many  bool
	}
	tables, err := pgx.CollectRows(rows, pgx.RowToStructByPos[written])
	if err != nil {
		return fmt.Errorf("roll-ups: %w", err)
	}
	var failed []error
	for _, t := range tables {
		do := b.fold
		if t.Many {
			do = b.sumAnew
		}
		if err := do(ctx, t.Table); err != nil {
			failed = append(failed, fmt.Errorf("roll-ups of %s: %w", t.Table, err))
		}
	}
	return errors.Join(failed...)
}

// fold folds some deltas of a table, the oldest first.
func (b *Bins) fold(ctx context.Context, table string) error {
	for range foldMost {
		var folded int64
		if err := b.DB.App.QueryRow(ctx, `SELECT sotay.fold_cells($1, $2)`, table, foldBatch).Scan(&folded); err != nil || folded < foldBatch {
			return err
		}
	}
	return nil
}
