package hexbins

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sotay/postgis"
)

const (
	// fillPause is the time between looks for records without a cell: well below the second within
	// which a cell is there.
	fillPause = 300 * time.Millisecond
	// wholePause is the time between looks for tables of which all cells are due, and for roll-ups.
	wholePause = 500 * time.Millisecond
	// failurePause is the time after a look that failed.
	failurePause = 2 * time.Second
	// publishPause is the time between looks for months of reports that are over.
	publishPause = 10 * time.Minute
	// fillBatch is how many records are done in one transaction.
	fillBatch = 20000
)

// Work fills in cells, in one process of all, until ctx ends. Failures are told and the work goes
// on. Whole tables and roll-ups, which may take minutes, do not hold up the records of others.
func (b *Bins) Work(ctx context.Context, failed func(error)) {
	postgis.Lead(ctx, b.DB.App, "hexbins", failed, func(ctx context.Context) error {
		var published time.Time
		var loops sync.WaitGroup
		loops.Go(func() {
			b.again(ctx, fillPause, failed, func() error {
				if time.Since(published) > publishPause {
					if err := b.Publish(ctx); err != nil && ctx.Err() == nil {
						failed(err) // cells are filled in nevertheless
					}
					published = time.Now()
				}
				return b.fillRecords(ctx)
			})
		})
		loops.Go(func() { b.again(ctx, wholePause, failed, func() error { return b.fillTables(ctx) }) })
		loops.Go(func() { b.again(ctx, wholePause, failed, func() error { return b.Fold(ctx) }) })
		loops.Wait()
		return ctx.Err()
	})
}

// again does something with pauses until ctx ends, longer ones after failures.
func (b *Bins) again(ctx context.Context, pause time.Duration, failed func(error), do func() error) {
	for {
		next := pause
		if err := do(); err != nil && ctx.Err() == nil {
			failed(fmt.Errorf("hexbins: %w", err))
			next = failurePause
		}
		select {
		case <-ctx.Done():
			return
		case <-b.after(next):
		}
	}
}

// Fill computes the cells of all records that are due at its beginning, and makes the roll-ups that
// are not made. A table that fails keeps none of the others.
//
// What a trigger noted is deleted in the transaction that writes the cells of what was read after
// it, so no change is passed over; a lock keeps two fillings of a table one behind the other, so
// the newer place is written last.
func (b *Bins) Fill(ctx context.Context) error {
	return errors.Join(b.fillRecords(ctx), b.fillTables(ctx))
}

// Conditions on a table t of sotay.cell_tables: all its cells are due; it is there, which it is not for a
// moment while another program makes it anew.
const (
	wholeDue = `EXISTS (SELECT FROM sotay.cells_due AS d WHERE d.table_name = t.table_name AND d.id IS NULL)`
	isThere  = `to_regclass(format('data.%I', t.table_name)) IS NOT NULL`
)

// fillRecords computes the cells of the records that are due.
func (b *Bins) fillRecords(ctx context.Context) error {
	return b.each(ctx, `EXISTS (SELECT FROM sotay.cells_due AS d WHERE d.table_name = t.table_name) AND NOT `+wholeDue, b.fillDue)
}

// fillTables computes the cells of the tables that are due as a whole, and makes roll-ups.
func (b *Bins) fillTables(ctx context.Context) error {
	return errors.Join(b.each(ctx, wholeDue, b.fillAll), b.each(ctx, `NOT t.summed AND NOT `+wholeDue, b.sum))
}

// each does something for every table of a condition.
func (b *Bins) each(ctx context.Context, condition string, do func(context.Context, filler) error) error {
	rows, err := b.DB.App.Query(ctx, `SELECT t.table_name FROM sotay.cell_tables AS t WHERE `+isThere+` AND `+condition+` ORDER BY 1`)
	if err != nil {
		return fmt.Errorf("cells: %w", err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("cells: %w", err)
	}
	var failed []error
	for _, table := range tables {
		err := unavailable(do(ctx, filler{table}))
		if errors.Is(err, ErrUnavailable) { // the table was made anew: what was prepared for the former is forgotten now
			err = do(ctx, filler{table})
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
	all   bool // of the table; ids say nothing then
	own   bool // all is due, and no other transaction said so
}

// fillDue computes the cells of the records of a table that are due, unless all of it is.
func (b *Bins) fillDue(ctx context.Context, f filler) error {
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
		if err != nil || d.all || len(d.notes) < fillBatch {
			return err
		}
	}
}

// fillAll computes all cells of a table, in one transaction for so many records.
func (b *Bins) fillAll(ctx context.Context, f filler) error {
	alone := func(do func(pgx.Tx) error) error { return f.alone(ctx, b, do) }
	var d due
	if err := alone(func(tx pgx.Tx) (err error) { d, err = f.due(ctx, tx); return err }); err != nil || !d.all {
		return err
	}
	return f.fillAll(ctx, d, alone)
}

// sum makes the roll-ups of a table from all its cells, while others write more of them: what they
// write is noted, and the roll-ups are of one moment after that began.
func (b *Bins) sum(ctx context.Context, f filler) error {
	err := f.alone(ctx, b, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `SELECT sotay.note_cells_of($1)`, f.table)
		return err
	})
	if err != nil {
		return err
	}
	return b.sumAnew(ctx, f.table)
}

// sumAnew makes roll-ups of what there is at one moment. What is written after it is noted, and so is
// told with the old ones until the new ones are there, and then with these.
func (b *Bins) sumAnew(ctx context.Context, table string) error {
	err := pgx.BeginTxFunc(ctx, b.DB.App, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL lock_timeout = '5s'`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `SELECT sotay.sum_cells($1)`, table)
		return err
	})
	var pg *pgconn.PgError
	if errors.As(err, &pg) && slices.Contains([]string{"40001", "55P03", "23505"}, pg.Code) {
		return nil // all cells became due meanwhile, or another process sums them: it is tried again if it needs to be
	}
	return err
}
