package incidents

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Policy is what a province sets for all reports.
type Policy struct {
	Hours           string  `json:"hours"`             // 07:30-11:30 13:30-17:00, UTC+7, from Monday to Friday
	Near            float64 `json:"near"`              // part of the working time after which a deadline is near
	CloseAfterDays  int32   `json:"close_after_days"`  // after it was resolved a report is closed by itself
	KeepContactDays int32   `json:"keep_contact_days"` // after it was closed who sent it is forgotten
	Source          string  `json:"source"`            // the rule that says so
}

const policySQL = `SELECT hours, near, close_after_days, keep_contact_days, source FROM data.report_policy`

// Policy reads it.
func (s *Store) Policy(ctx context.Context) (Policy, error) {
	return onePolicy(ctx, s.DB.Staff)
}

func onePolicy(ctx context.Context, db querier) (Policy, error) {
	list, err := collect[Policy](ctx, db, policySQL)
	if err == nil && len(list) != 1 {
		err = fmt.Errorf("policy of reports: %d rows", len(list))
	}
	if err != nil {
		return Policy{}, err
	}
	return list[0], nil
}

// SavePolicy changes it. change gets it as it is then, so that what others set meanwhile stays.
// Deadlines that run stay as they are; how much working time is left of them is counted anew.
func (s *Store) SavePolicy(ctx context.Context, by string, change func(*Policy)) (p Policy, err error) {
	err = s.Recorded(ctx, by, "report_policy.save", "report_policy", func(tx pgx.Tx) (any, error) {
		if err := one(ctx, tx, "report policy"); err != nil {
			return nil, err
		}
		was, err := onePolicy(ctx, tx)
		if err != nil {
			return nil, err
		}
		p = was
		change(&p)
		if err := p.check(); err != nil {
			return nil, err
		}
		_, err = tx.Exec(ctx, `UPDATE data.report_policy SET hours = $1, near = $2, close_after_days = $3, keep_contact_days = $4, source = $5`,
			p.Hours, p.Near, p.CloseAfterDays, p.KeepContactDays, p.Source)
		if err != nil {
			return nil, fmt.Errorf("save the policy of reports: %w", err)
		}
		return map[string]any{"was": was, "is": p}, nil
	})
	return p, err
}

// mostSpans is how many parts a working day has at most.
const mostSpans = 6

// check refuses what no province has, and writes the hours as the table has them.
func (p *Policy) check() error {
	p.Source = strings.TrimSpace(p.Source)
	h, err := NewHours(p.Hours, nil)
	switch {
	case err != nil || len(h.spans) > mostSpans:
		return invalid("hours", "Giờ làm việc viết như 07:30-11:30 13:30-17:00, theo thứ tự, không chồng nhau.", "Working hours are like 07:30-11:30 13:30-17:00, in order, none over another.")
	case math.IsNaN(p.Near) || p.Near < 0.5 || p.Near > 0.95:
		return invalid("near", "Mốc sắp đến hạn phải từ 50% đến 95% thời gian.", "A deadline is near after 0.5 to 0.95 of its time.")
	case p.CloseAfterDays < 1 || p.CloseAfterDays > 60:
		return invalid("close_after_days", "Số ngày trước khi tự đóng phải từ 1 đến 60.", "Reports are closed after 1 to 60 days.")
	case p.KeepContactDays < 30 || p.KeepContactDays > 3650:
		return invalid("keep_contact_days", "Số ngày giữ liên hệ phải từ 30 đến 3.650.", "Contacts are kept 30 to 3,650 days.")
	case p.Source == "" || !fits(p.Source, 500):
		return invalid("source", "Hãy ghi căn cứ: quy định nào, không quá 500 chữ.", "Say which rule has it, in 500 letters at most.")
	}
	p.Hours = h.text()
	return nil
}

// text writes working hours as NewHours reads them.
func (h Hours) text() string {
	var parts []string
	for _, s := range h.spans {
		from, to := int(s.from.Minutes()), int(s.to.Minutes())
		parts = append(parts, fmt.Sprintf("%02d:%02d-%02d:%02d", from/60, from%60, to/60, to%60))
	}
	return strings.Join(parts, " ")
}
