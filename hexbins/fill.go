package hexbins

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/postgis"
)

const (
	// fillPause is the time between looks for records without a cell: well below the second within
	// which a cell is there.
	fillPause = 300 * time.Millisecond
	// publishPause is the time between looks for months of reports that are over.
	publishPause = 10 * time.Minute
	// fillBatch is how many records are done in one transaction.
	fillBatch = 20000
)

// Work fills in cells, in one process of all, until ctx ends. Failures are told and the work goes
// on.
func (b *Bins) Work(ctx context.Context, failed func(error)) {
	postgis.Lead(ctx, b.DB.App, "hexbins", failed, func(ctx context.Context) error {
		var published time.Time
		for {
			if time.Since(published) > publishPause {
				if err := b.Publish(ctx); err != nil && ctx.Err() == nil {
					failed(err) // cells are filled in nevertheless
				}
				published = time.Now()
			}
			if err := errors.Join(b.Fill(ctx), b.Fold(ctx)); err != nil {
				return err
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-b.after(fillPause):
			}
		}
	})
}

// Fill computes the cells of all records that are due at its beginning. A table that fails keeps
// none of the others.
//
// What a trigger noted is deleted in the transaction that writes the cells of what was read after
// it, so no change is passed over; a lock keeps two fillings of a table one behind the other, so
// the newer place is written last.
func (b *Bins) Fill(ctx context.Context) error {
	rows, err := b.DB.App.Query(ctx, `
		SELECT DISTINCT table_name FROM sotay.cells_due
		WHERE  to_regclass(format('data.%I', table_name)) IS NOT NULL -- another program may be making it anew
		ORDER  BY 1`)
	if err != nil {
		return fmt.Errorf("cells: %w", err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("cells: %w", err)
	}
	var failed []error
	for _, table := range tables {
		err := unavailable(b.fillTable(ctx, filler{table}))
		if errors.Is(err, ErrUnavailable) { // the table was made anew: what was prepared for the former is forgotten now
			err = b.fillTable(ctx, filler{table})
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("cells of %s: %w", table, err))
		}
	}
	return errors.Join(failed...)
}

// due is what triggers noted of a table.
type due struct {
	notes []int64
	ids   []int64
	all   bool
}

func (b *Bins) fillTable(ctx context.Context, f filler) error {
	for {
		var d due
		err := f.alone(ctx, b, func(tx pgx.Tx) (err error) {
			if d, err = f.due(ctx, tx); err != nil || d.all {
				return err
			}
			if err := f.fill(ctx, tx, `id = ANY ($1::bigint[])`, d.ids); err != nil {
				return err
			}
			return f.settle(ctx, tx, d)
		})
		switch {
		case err != nil:
			return err
		case d.all:
			return b.fillAll(ctx, f, d)
		case len(d.notes) < fillBatch:
			return nil
		}
	}
}

// fillAll goes through the whole table, so many records at a time, and makes its roll-ups anew.
func (b *Bins) fillAll(ctx context.Context, f filler, d due) error {
	if err := f.alone(ctx, b, func(tx pgx.Tx) error { return f.unsum(ctx, tx) }); err != nil {
		return err
	}
	for from := int64(math.MinInt64); from < math.MaxInt64; {
		err := f.alone(ctx, b, func(tx pgx.Tx) error {
			var to *int64
			err := tx.QueryRow(ctx, `SELECT id FROM `+f.records()+` WHERE id > $1::bigint ORDER BY id OFFSET $2 LIMIT 1`, from, fillBatch-1).Scan(&to)
			if err != nil && !errors.Is(err, pgx.ErrNoRows) {
				return err
			}
			last := int64(math.MaxInt64)
			if to != nil {
				last = *to
			}
			if err := f.fill(ctx, tx, `id > $1::bigint AND id <= $2::bigint`, from, last); err != nil {
				return err
			}
			from = last
			return nil
		})
		if err != nil {
			return err
		}
	}
	return f.alone(ctx, b, func(tx pgx.Tx) error {
		if err := f.sum(ctx, tx); err != nil {
			return err
		}
		return f.settle(ctx, tx, d)
	})
}
