package incidents

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
)

// Act does something to a report for the duty desk or an agency, and gives the report as it is
// then. It is one transaction with one row of the history. Of two who saw the same version one
// wins; the other gets a *Conflict. What the table of transitions does not have is an *Illegal,
// what is said wrongly or not at all a *Refused.
func (s *Store) Act(ctx context.Context, who Actor, id int64, a Action) (Report, error) {
	if who.Kind != Duty && who.Kind != Agency {
		return Report{}, &Illegal{Action: a.What}
	}
	found, err := s.findCommune(ctx, id, a)
	if err != nil {
		return Report{}, err
	}
	var r row
	err = s.write(ctx, func(tx pgx.Tx) error {
		if err := lockInto(ctx, tx, id, a); err != nil {
			return err
		}
		var err error
		r, err = readRow(ctx, tx, `WHERE r.id = $1 FOR UPDATE OF r`, id)
		if err != nil {
			return err
		}
		return s.move(ctx, tx, who, &r, a, found)
	})
	return seenBy(who, r.Report), err
}

// seenBy is a report as an actor may see it.
func seenBy(who Actor, r Report) Report {
	if who.Kind != Duty {
		r.Words = ""
	}
	return r
}

// lockInto locks the reports of a merge, those too that were merged into the first one before, in
// one order, so that two merges never wait for each other.
func lockInto(ctx context.Context, tx pgx.Tx, id int64, a Action) error {
	if a.What != "merge" {
		return nil
	}
	number, _ := ParseNumber(a.Into)
	if _, err := tx.Exec(ctx, `SELECT FROM data.reports WHERE id = $1 OR number = $2 OR merged_into = $1 ORDER BY id FOR UPDATE`, id, number); err != nil {
		return fmt.Errorf("merge reports: %w", err)
	}
	return nil
}

// located is the commune that an action needs to know: of a new place on the day on which the
// report was sent, or of its place today where it is assigned.
type located struct{ commune *string }

// findCommune finds it before the transaction, which must not wait for another connection.
func (s *Store) findCommune(ctx context.Context, id int64, a Action) (located, error) {
	moved := a.Lon != nil && a.Lat != nil
	if !moved && (a.What != "assign" || a.Agency != "") {
		return located{}, nil
	}
	r, err := readRow(ctx, s.DB.App, `WHERE r.id = $1`, id)
	if err != nil {
		return located{}, err
	}
	at, day := place{r.Lon, r.Lat}, calendar.Of(s.now())
	if moved {
		at, day = place{*a.Lon, *a.Lat}, calendar.Of(r.ReceivedAt)
		if err := at.check(); err != nil {
			return located{}, err
		}
	}
	commune, err := s.commune(ctx, at, day)
	return located{commune}, err
}

// doing is one action while it is done.
type doing struct {
	ctx     context.Context
	tx      pgx.Tx
	s       *Store
	now     time.Time
	who     Actor
	a       Action
	r       *row
	was     State
	policy  policy
	found   located
	step    step
	nothing bool // there is nothing to do: no row of the history either
}

// move does an action to a report that is locked.
func (s *Store) move(ctx context.Context, tx pgx.Tx, who Actor, r *row, a Action, found located) error {
	if who.Kind == Agency && (r.Agency == nil || *r.Agency != who.Agency) {
		return notFound() // of others' reports an agency learns nothing
	}
	if a.Version != 0 && a.Version != r.Version {
		return conflictOf(ctx, tx, r)
	}
	rule, err := find(a.What, who.Kind, r.State)
	if err != nil {
		return err
	}
	if err := a.check(rule); err != nil {
		return err
	}
	d := &doing{ctx: ctx, tx: tx, s: s, now: s.now(), who: who, a: a, r: r, was: r.State, found: found}
	d.step = step{at: d.now, who: who, action: a.What, from: r.State, internal: a.Words, detail: map[string]any{}}
	if d.policy, err = readPolicy(ctx, tx); err != nil {
		return err
	}
	if rule.to != "" {
		r.State = rule.to
	}
	if err := deeds()[a.What](d); err != nil || d.nothing {
		return err
	}
	return r.save(ctx, tx, d.step)
}

// conflictOf tells who moved a report last.
func conflictOf(ctx context.Context, tx pgx.Tx, r *row) error {
	c := &Conflict{State: r.State, Version: r.Version, At: r.ChangedAt}
	err := tx.QueryRow(ctx, `SELECT actor, actor_kind, action, at FROM data.report_history WHERE report = $1 AND action <> ALL ($2) ORDER BY id DESC LIMIT 1`, r.ID, quiet()).
		Scan(&c.By, &c.Kind, &c.Action, &c.At)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("history of a report: %w", err)
	}
	return c
}
