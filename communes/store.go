package communes

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Difference is what a table changes.
type Difference struct {
	Rows        int `json:"rows"`        // of the table
	Added       int `json:"added"`       // units that were not known
	Changed     int `json:"changed"`     // units that end, begin or are called otherwise than was known
	Successions int `json:"successions"` // that were not known, or known otherwise
	// Units are the added and changed ones, in order of code, the first 20.
	Units []Unit `json:"units"`
}

// Nothing tells that all of the table is known.
func (d Difference) Nothing() bool { return d.Added+d.Changed+d.Successions == 0 }

// shownUnits is how many units a Difference names.
const shownUnits = 20

// Provide brings the built-in table up to date, with corrections of what an older one said.
// What operators imported besides stays. It needs rights on data.units, as sotay_app has,
// and may run in several processes at once.
func Provide(ctx context.Context, db *pgxpool.Pool) error {
	rows, err := readTable(founding)
	if err != nil {
		return fmt.Errorf("built-in table of units: %w", err)
	}
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		_, err := bring(ctx, tx, rows, true)
		return err
	})
	if err != nil {
		return fmt.Errorf("built-in table of units: %w", err)
	}
	return nil
}

// Import brings a table (CSV, see docs) into the transaction and tells what changed; the
// same table twice changes nothing. What is wrong with the table, or contradicts what is
// known, is returned as Problems. Whoever only wants to know rolls back.
func Import(ctx context.Context, tx pgx.Tx, file []byte) (Difference, error) {
	rows, err := readTable(file)
	if err != nil {
		return Difference{}, err
	}
	return bring(ctx, tx, rows, false)
}

func bring(ctx context.Context, tx pgx.Tx, rows []row, correct bool) (Difference, error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('sotay units', 0))`); err != nil {
		return Difference{}, err
	}
	l, err := readLedger(ctx, tx)
	if err != nil {
		return Difference{}, err
	}
	l.correct = correct
	l.bring(rows)
	if len(l.problems) > 0 {
		return Difference{}, l.problems
	}
	d, err := l.save(ctx, tx)
	d.Rows = len(rows)
	return d, err
}

func readLedger(ctx context.Context, tx pgx.Tx) (*ledger, error) {
	l := newLedger()
	byID := map[int64]*record{}
	rows, err := tx.Query(ctx, `
		SELECT id, level, code, name, kind, coalesce(parent, ''), coalesce(valid_from::text, ''), coalesce(valid_to::text, ''), source
		FROM   data.units`)
	if err != nil {
		return nil, err
	}
	var r record
	_, err = pgx.ForEachRow(rows, []any{&r.id, &r.Level, &r.Code, &r.Name, &r.Kind, &r.Parent, &r.From, &r.To, &r.Source}, func() error {
		have := &record{Unit: r.Unit, id: r.id, saved: r.Unit}
		byID[r.id] = have
		l.units[r.Code] = append(l.units[r.Code], have)
		return nil
	})
	if err != nil {
		return nil, err
	}
	rows, err = tx.Query(ctx, `SELECT old_id, new_id, effective::text, is_split, decree FROM data.successions`)
	if err != nil {
		return nil, err
	}
	var from, to int64
	var of link
	_, err = pgx.ForEachRow(rows, []any{&from, &to, &of.effective, &of.split, &of.decree}, func() error {
		p := pair{byID[from], byID[to]}
		l.links[p], l.saved[p] = of, of
		return nil
	})
	return l, err
}

// save writes what differs from the database, in one round trip for the units and one for
// the successions.
func (l *ledger) save(ctx context.Context, tx pgx.Tx) (Difference, error) {
	var d Difference
	batch := &pgx.Batch{}
	for _, r := range l.records() {
		u := r.Unit
		switch {
		case r.id == 0:
			d.Added++
			batch.Queue(`
				INSERT INTO data.units (level, code, name, kind, parent, valid_from, valid_to, source)
				VALUES ($1, $2, $3, $4, nullif($5, ''), nullif($6, '')::date, nullif($7, '')::date, $8)
				RETURNING id`, u.Level, u.Code, u.Name, u.Kind, u.Parent, u.From, u.To, u.Source).
				QueryRow(func(row pgx.Row) error { return row.Scan(&r.id) })
		case u != r.saved:
			d.Changed++
			batch.Queue(`
				UPDATE data.units
				SET    name = $2, kind = $3, parent = nullif($4, ''), valid_from = nullif($5, '')::date, valid_to = nullif($6, '')::date, source = $7
				WHERE  id = $1`, r.id, u.Name, u.Kind, u.Parent, u.From, u.To, u.Source)
		default:
			continue
		}
		if len(d.Units) < shownUnits {
			d.Units = append(d.Units, u)
		}
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return Difference{}, fmt.Errorf("units: %w", err)
	}
	batch = &pgx.Batch{}
	for p, of := range l.links {
		if have, ok := l.saved[p]; ok && have == of {
			continue
		}
		d.Successions++
		batch.Queue(`
			INSERT INTO data.successions (old_id, new_id, effective, is_split, decree) VALUES ($1, $2, $3::date, $4, $5)
			ON CONFLICT (old_id, new_id) DO UPDATE SET effective = EXCLUDED.effective, is_split = EXCLUDED.is_split, decree = EXCLUDED.decree`,
			p.from.id, p.to.id, of.effective, of.split, of.decree)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return Difference{}, fmt.Errorf("successions: %w", err)
	}
	return d, nil
}
