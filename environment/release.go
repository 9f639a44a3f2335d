package environment

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"sotay/internal/audit"
)

// SettleLimit is how many rows of the quarantine are settled at once.
const SettleLimit = 5000

// Selection names rows of the quarantine: those of the ids, or with none all of the query whose
// ids are after one.
type Selection struct {
	IDs   []int64
	After int64
	AsideQuery
}

// Instead is what is read in place of what was sent; "" for what was sent.
type Instead struct{ Station, Parameter, Unit string }

// in gives the row with it.
func (i Instead) in(row Sent) Sent {
	for _, each := range []struct {
		member *string
		by     string
	}{{&row.Station, i.Station}, {&row.Parameter, i.Parameter}, {&row.Unit, i.Unit}} {
		if each.by != "" {
			*each.member = each.by
		}
	}
	return row
}

// Settled is what became of rows of the quarantine.
type Settled struct {
	IDs     []int64
	Answers []Answer // of each; what was not stored, a duplicate or a revision stays, with its new reason
	More    bool     // there are more rows than are settled at once: after the last of IDs
}

// Who settles, and where it is written down.
type Who struct {
	Actor string
	Audit *audit.Log
}

// Release reads rows of the quarantine again and keeps those that are readings now: what was sent
// for an operator in stations of that operator alone, but where instead names the station. Who
// releases the same rows at the same time waits, and finds them settled.
func (s *Store) Release(ctx context.Context, who Who, sel Selection, instead Instead) (Settled, error) {
	return s.settle(ctx, who, func(tx pgx.Tx) (Settled, audit.Entry, error) {
		rows, more, err := lockAside(ctx, tx, sel)
		if err != nil {
			return Settled{}, audit.Entry{}, err
		}
		out := Settled{IDs: idsOf(rows), More: more}
		if out.Answers, err = s.readAgain(ctx, tx, who.Actor, rows, instead); err != nil {
			return out, audit.Entry{}, err
		}
		released, err := out.write(ctx, tx, rows, who.Actor)
		return out, audit.Entry{Action: "readings.release", Detail: map[string]any{
			"selection": sel.noted(), "instead": instead, "released": released, "kept": len(rows) - len(released),
		}}, err
	})
}

// readAgain takes rows of the quarantine for readings, all in the transaction. In what could not
// be read as readings at all nothing else is found now.
func (s *Store) readAgain(ctx context.Context, tx pgx.Tx, actor string, rows []Aside, instead Instead) ([]Answer, error) {
	b := s.NewBatch(Sender{Source: actor})
	b.db = tx
	for _, row := range rows {
		b.reader.from.Operator = row.Operator
		if instead.Station != "" {
			b.reader.from.Operator = ""
		}
		if err := b.Add(ctx, []Sent{instead.in(row.Sent)}); err != nil {
			return nil, err
		}
	}
	if err := makeMonths(ctx, tx, b.readings); err != nil {
		return nil, err
	}
	if err := b.merge(ctx, tx); err != nil {
		return nil, err
	}
	for i, row := range rows {
		if row.Reason == NoReading && b.answers[i].Reason != "" {
			b.answers[i] = Answer{Quarantined, NoReading}
		}
	}
	return b.answers, nil
}

// Discard throws rows of the quarantine away: they stay, settled, until retention deletes them,
// and do not come back meanwhile when they are sent again.
func (s *Store) Discard(ctx context.Context, who Who, sel Selection) (Settled, error) {
	return s.settle(ctx, who, func(tx pgx.Tx) (Settled, audit.Entry, error) {
		rows, more, err := lockAside(ctx, tx, sel)
		if err != nil {
			return Settled{}, audit.Entry{}, err
		}
		out := Settled{IDs: idsOf(rows), More: more}
		return out, audit.Entry{Action: "readings.discard", Detail: map[string]any{"selection": sel.noted(), "discarded": out.IDs}},
			markSettled(ctx, tx, out.IDs, who.Actor, "discarded")
	})
}

// settle does something to rows of the quarantine and writes into the audit who did, in one
// transaction.
func (s *Store) settle(ctx context.Context, who Who, do func(pgx.Tx) (Settled, audit.Entry, error)) (Settled, error) {
	var out Settled
	var noted audit.Row
	err := pgx.BeginFunc(ctx, s.db.App, func(tx pgx.Tx) error {
		var e audit.Entry
		var err error
		if out, e, err = do(tx); err != nil || len(out.IDs) == 0 {
			return err
		}
		e.Actor = who.Actor
		noted, err = who.Audit.Append(ctx, tx, e)
		return err
	})
	if err != nil {
		return Settled{}, err
	}
	if noted.N > 0 {
		who.Audit.Committed(ctx, noted)
	}
	return out, nil
}

func idsOf(rows []Aside) []int64 {
	var ids []int64
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	return ids
}

// noted is the selection as the audit has it.
func (sel Selection) noted() map[string]any {
	return map[string]any{"ids": sel.IDs, "after": sel.After, "reason": sel.Reason, "station": sel.Station, "parameter": sel.Parameter}
}

// lockAside gives the selected rows that are not settled, and keeps others from settling them.
// In one order, so that no two wait for each other.
func lockAside(ctx context.Context, tx pgx.Tx, sel Selection) (list []Aside, more bool, err error) {
	rows, err := tx.Query(ctx, `
		SELECT id, received_at, source, coalesce(operator, ''), reason, station, parameter, at, value, unit, status
		FROM   data.reading_quarantine
		WHERE  settled_at IS NULL AND (cardinality($1::bigint[]) = 0 OR id = ANY ($1))
		AND    ($2 = '' OR reason = $2) AND ($3 = '' OR station = $3) AND ($4 = '' OR parameter = $4) AND id > $5
		ORDER  BY id
		LIMIT  $6
		FOR    UPDATE`, append([]int64{}, sel.IDs...), sel.Reason, sel.Station, sel.Parameter, sel.After, SettleLimit+1)
	if err == nil {
		list, err = pgx.CollectRows(rows, scanAside)
	}
	if err != nil {
		return nil, false, fmt.Errorf("quarantine: %w", err)
	}
	if len(list) > SettleLimit {
		return list[:SettleLimit], true, nil
	}
	return list, false, nil
}

// write settles the rows that are readings now, gives the others their new reasons, and tells
// which were settled.
func (out Settled) write(ctx context.Context, tx pgx.Tx, rows []Aside, actor string) ([]int64, error) {
	released := []int64{}
	var kept []int64
	var reasons []string
	for i, a := range out.Answers {
		switch {
		case a.Reason == "":
			released = append(released, out.IDs[i])
		case a.Reason != rows[i].Reason:
			kept, reasons = append(kept, out.IDs[i]), append(reasons, string(a.Reason))
		}
	}
	if err := markSettled(ctx, tx, released, actor, "released"); err != nil || len(kept) == 0 {
		return released, err
	}
	_, err := tx.Exec(ctx, `
		UPDATE data.reading_quarantine q SET reason = n.reason
		FROM   unnest($1::bigint[], $2::text[]) AS n (id, reason)
		WHERE  q.id = n.id`, kept, reasons)
	if err != nil {
		return nil, fmt.Errorf("quarantine: %w", err)
	}
	return released, nil
}

func markSettled(ctx context.Context, tx pgx.Tx, ids []int64, actor, how string) error {
	_, err := tx.Exec(ctx, `
		UPDATE data.reading_quarantine SET settled_at = now(), settled_by = $2, settled_how = $3 WHERE id = ANY ($1)`, ids, actor, how)
	if err != nil {
		return fmt.Errorf("quarantine: %w", err)
	}
	return nil
}
