package incidents

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"sotay/internal/audit"
)

// Recorded changes what reports go by, in one transaction with the row of the audit log that says
// who did: both are there or neither. do gives what the row says besides. by is a login; without
// a log (the demo's) nothing is written down.
func (s *Store) Recorded(ctx context.Context, by, action, subject string, do func(tx pgx.Tx) (detail any, err error)) error {
	var written audit.Row
	err := pgx.BeginFunc(ctx, s.DB.App, func(tx pgx.Tx) error {
		detail, err := do(tx)
		if err == nil {
			err = count(ctx, tx) // before the log, for which others wait
		}
		if err != nil || s.Log == nil {
			return err
		}
		written, err = s.Log.Append(ctx, tx, audit.Entry{Actor: by, Action: action, Subject: subject, Detail: detail})
		return err
	})
	if err == nil && s.Log != nil {
		s.Log.Committed(ctx, written)
	}
	return err
}

// one makes those who change the same thing come one after the other, until the transaction ends.
func one(ctx context.Context, tx pgx.Tx, thing string) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('sotay ' || $1, 0))`, thing); err != nil {
		return fmt.Errorf("%s: %w", thing, err)
	}
	return nil
}
