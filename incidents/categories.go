package incidents

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// longestHours is how many working hours a deadline may have: about a year.
const longestHours = 2000

// SaveCategory changes the deadlines of a category, its urgency, whether it is sensitive and whether
// reports are taken in it; its code and names stay. change gets the category as it is then, so that
// what others set meanwhile stays. Reports get the new hours with their next deadline; of one that
// becomes sensitive the public sees less at once.
func (s *Store) SaveCategory(ctx context.Context, by, code string, change func(*Category)) (c Category, err error) {
	err = s.Recorded(ctx, by, "report_category.save", "report_category:"+code, func(tx pgx.Tx) (any, error) {
		if err := one(ctx, tx, "report categories"); err != nil {
			return nil, err
		}
		was, err := anyCategory(ctx, tx, code)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil, &Refused{"not_found", "code", "Không có lĩnh vực này.", "There is no such category."}
		}
		if err != nil {
			return nil, err
		}
		c = was
		change(&c)
		c.Code, c.NameVi, c.NameEn, c.Sort = was.Code, was.NameVi, was.NameEn, was.Sort
		if err := c.check(); err != nil {
			return nil, err
		}
		_, err = tx.Exec(ctx, `UPDATE data.report_categories SET receive_hours = $2, handle_hours = $3, urgency = $4, sensitive = $5, active = $6 WHERE code = $1`,
			c.Code, c.ReceiveHours, c.HandleHours, c.Urgency, c.Sensitive, c.Active)
		if err != nil {
			return nil, fmt.Errorf("save category %s: %w", c.Code, err)
		}
		return map[string]any{"was": hoursAndKind(was), "is": hoursAndKind(c)}, nil
	})
	return c, err
}

func (c Category) check() error {
	for _, h := range []struct {
		field string
		hours float32
	}{{"receive_hours", c.ReceiveHours}, {"handle_hours", c.HandleHours}} {
		if !(h.hours > 0 && h.hours <= longestHours) {
			return invalid(h.field, "Số giờ làm việc phải lớn hơn 0 và không quá 2.000.", "Working hours are more than 0 and at most 2,000.")
		}
	}
	if !slices.Contains([]string{"urgent", "normal", "complex"}, c.Urgency) {
		return invalid("urgency", "Mức độ phải là urgent, normal hoặc complex.", "The urgency must be urgent, normal or complex.")
	}
	return nil
}

// hoursAndKind is what can be set of a category, for the audit.
func hoursAndKind(c Category) map[string]any {
	return map[string]any{"receive_hours": c.ReceiveHours, "handle_hours": c.HandleHours, "urgency": c.Urgency, "sensitive": c.Sensitive, "active": c.Active}
}
