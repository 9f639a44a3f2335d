package incidents

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ActAs does what whoever sent a report may, who names it by its number and proves it by the
// follow key: rate and reopen. Who sent a report that was merged into another speaks for that
// one. Anybody may support one, with a key of their own in Action.Key and without a follow key.
func (s *Store) ActAs(ctx context.Context, number, follow string, a Action) (Status, error) {
	number, ok := ParseNumber(number)
	if !ok {
		return Status{}, notFound()
	}
	who := Actor{Kind: Reporter}
	if a.What == "support" {
		who.Kind = Anybody
	}
	a.Version = 0
	var now string
	err := s.write(ctx, func(tx pgx.Tx) error {
		r, err := readRow(ctx, tx, `WHERE r.id = (SELECT coalesce(n.merged_into, n.id) FROM data.reports n WHERE n.number = $1) FOR UPDATE OF r`, number)
		if err != nil {
			return err
		}
		if who.Kind == Reporter {
			if err := follows(ctx, tx, r.ID, follow); err != nil {
				return err
			}
		}
		now = r.Number
		return s.move(ctx, tx, who, &r, a, located{})
	})
	if err != nil {
		return Status{}, err
	}
	return s.Status(ctx, now)
}

// follows refuses a follow key that is not of a report, of one that was merged into it or of the
// one that it was split from.
func follows(ctx context.Context, tx pgx.Tx, report int64, follow string) error {
	var yes bool
	err := tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM data.report_keys k JOIN data.reports r ON r.id = $1
		               WHERE k.follow_hash = $2
		               AND  (k.report IN (r.id, r.split_from) OR k.report IN (SELECT m.id FROM data.reports m WHERE m.merged_into = r.id)))`,
		report, hashOf("follow", follow)).Scan(&yes)
	if err != nil {
		return fmt.Errorf("follow key: %w", err)
	}
	if !yes {
		return &Refused{"not_yours", "follow", "Khóa theo dõi không đúng; hãy mở lại liên kết nhận được khi gửi phản ánh.", "The follow key is not of this report; use the link that you got when you sent it."}
	}
	return nil
}
