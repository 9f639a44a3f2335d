package incidents

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/internal/audit"
)

// Contact gives who sent a report, to the duty desk alone and for a purpose. Who reads, what and
// why is in the audit log, on disk, when it returns. nil: nobody known.
func (s *Store) Contact(ctx context.Context, who Actor, id int64, purpose string) (*Contact, error) {
	purpose = strings.TrimSpace(purpose)
	if who.Kind != Duty {
		return nil, notFound()
	}
	if purpose == "" || !fits(purpose, 500) {
		return nil, invalid("purpose", "Hãy ghi mục đích xem, không quá 500 chữ.", "Say what for, in 500 letters at most.")
	}
	r, err := readRow(ctx, s.DB.Staff, `WHERE r.id = $1`, id)
	if err != nil {
		return nil, err
	}
	var c *Contact
	var written audit.Row
	err = pgx.BeginFunc(ctx, s.DB.App, func(tx pgx.Tx) (err error) {
		written, err = s.Log.Next(ctx, tx, audit.Entry{Actor: who.Login, Action: "report.contact", Subject: "report:" + r.Number, Detail: map[string]string{"purpose": purpose}})
		if err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT sotay.read_report_contact($1, $2, $3, $4, $5, $6, $7, $8)`, append([]any{id}, written.Args()...)...).Scan(&c); err != nil {
			return fmt.Errorf("contact of a report: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.Log.Committed(ctx, written)
	return c, nil
}
