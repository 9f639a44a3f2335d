package environment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/audit"
)

// Policy says for how many months what is kept that means do not need; nil: for ever. Means of
// hours and days are always kept.
type Policy struct {
	RawMonths      *int // raw readings, by whole months: three at least
	RevisionMonths *int // what readings were before they were revised: three at least
	SettledMonths  *int // rows of the quarantine that were released or thrown away: one at least
	// DroppedUntil is the moment up to which raw readings are gone and are taken no more; nil
	// where none are.
	DroppedUntil *time.Time
}

// Policy gives the one that holds.
func (s *Store) Policy(ctx context.Context) (p Policy, err error) {
	err = s.db.App.QueryRow(ctx, `SELECT raw_months, revision_months, settled_months, dropped_until FROM sotay.readings_policy`).
		Scan(&p.RawMonths, &p.RevisionMonths, &p.SettledMonths, &p.DroppedUntil)
	if err != nil {
		return Policy{}, fmt.Errorf("policy of readings: %w", err)
	}
	return p, nil
}

// SetPolicy makes another one hold, from the next run of the work on, and writes into the audit
// who did. What was dropped stays so. A number of months that is not allowed is the database's error.
func (s *Store) SetPolicy(ctx context.Context, who Who, p Policy) error {
	var noted audit.Row
	err := pgx.BeginFunc(ctx, s.db.Owner, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			UPDATE sotay.readings_policy SET raw_months = $1, revision_months = $2, settled_months = $3`, p.RawMonths, p.RevisionMonths, p.SettledMonths)
		if err != nil {
			return err
		}
		noted, err = who.Audit.Append(ctx, tx, audit.Entry{Actor: who.Actor, Action: "readings.retention", Detail: map[string]any{
			"raw_months": p.RawMonths, "revision_months": p.RevisionMonths, "settled_months": p.SettledMonths,
		}})
		return err
	})
	if err != nil {
		return fmt.Errorf("policy of readings: %w", err)
	}
	who.Audit.Committed(ctx, noted)
	return nil
}

// retain drops what the policy keeps no longer: raw readings month by month, the rest some
// rows at a time. Without a policy it does nothing.
func (s *Store) retain(ctx context.Context) error {
	for {
		var month *string
		if err := s.db.App.QueryRow(ctx, `SELECT sotay.drop_readings_month()`).Scan(&month); err != nil {
			return fmt.Errorf("retention of readings: %w", err)
		}
		if month == nil {
			break
		}
	}
	for {
		var rows int64
		if err := s.db.App.QueryRow(ctx, `SELECT sotay.prune_readings()`).Scan(&rows); err != nil {
			return fmt.Errorf("retention of readings: %w", err)
		}
		if rows == 0 {
			return nil
		}
	}
}
