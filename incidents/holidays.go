package incidents

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
)

// Holiday is a day on which nobody works though the week would have it, or a Saturday or Sunday
// that is made up (Worked).
type Holiday struct {
	Day      string `json:"day"` // 2026-02-16
	NameVi   string `json:"name_vi"`
	NameEn   string `json:"name_en"`
	Worked   bool   `json:"worked"`
	Source   string `json:"source"`   // the law or notice that says so
	Verified bool   `json:"verified"` // somebody compared it with the source
}

const holidaysSQL = `SELECT day::text, name_vi, name_en, worked, source, verified FROM data.holidays `

// Holidays lists the days, the earliest first.
func (s *Store) Holidays(ctx context.Context) ([]Holiday, error) {
	return collect[Holiday](ctx, s.DB.Staff, holidaysSQL+`ORDER BY day`)
}

// mostHolidays is how many days of a year can be others than the week has them.
const mostHolidays = 100

// SaveHolidays puts days in the place of all of a year, or none of them where one is wrong.
// Deadlines that run stay as they are; those that begin from now on go by the new days.
func (s *Store) SaveHolidays(ctx context.Context, by string, year int, list []Holiday) error {
	if year < 2000 || year > 2100 {
		return invalid("year", "Năm phải từ 2000 đến 2100.", "The year is from 2000 to 2100.")
	}
	if len(list) > mostHolidays {
		return invalid("holidays", "Mỗi năm không quá 100 ngày.", "100 days of a year at most.")
	}
	seen := map[string]bool{}
	for i := range list {
		if err := list[i].check(fmt.Sprintf("holidays[%d].", i), year); err != nil {
			return err
		}
		if seen[list[i].Day] {
			return invalid(fmt.Sprintf("holidays[%d].day", i), "Ngày này có hai lần.", "The day is there twice.")
		}
		seen[list[i].Day] = true
	}
	return s.Recorded(ctx, by, "holidays.save", fmt.Sprintf("holidays:%d", year), func(tx pgx.Tx) (any, error) {
		if err := one(ctx, tx, "holidays"); err != nil {
			return nil, err
		}
		was, err := collect[Holiday](ctx, tx, holidaysSQL+`WHERE extract(year FROM day) = $1 ORDER BY day`, year)
		if err != nil {
			return nil, err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM data.holidays WHERE extract(year FROM day) = $1`, year); err != nil {
			return nil, fmt.Errorf("save holidays: %w", err)
		}
		for _, h := range list {
			_, err := tx.Exec(ctx, `INSERT INTO data.holidays (day, name_vi, name_en, worked, source, verified) VALUES ($1::text::date, $2, $3, $4, $5, $6)`,
				h.Day, h.NameVi, h.NameEn, h.Worked, h.Source, h.Verified)
			if err != nil {
				return nil, fmt.Errorf("save holidays: %w", err)
			}
		}
		return map[string]any{"was": changed(was, list), "is": changed(list, was)}, nil
	})
}

// changed are the days of one list that the other does not have just so, for the audit.
func changed(list, other []Holiday) []Holiday {
	have := map[Holiday]bool{}
	for _, h := range other {
		have[h] = true
	}
	only := []Holiday{}
	for _, h := range list {
		if !have[h] {
			only = append(only, h)
		}
	}
	return only
}

func (h *Holiday) check(where string, year int) error {
	h.NameVi, h.NameEn, h.Source = strings.TrimSpace(h.NameVi), strings.TrimSpace(h.NameEn), strings.TrimSpace(h.Source)
	switch {
	case !calendar.Valid(h.Day) || !strings.HasPrefix(h.Day, fmt.Sprintf("%d-", year)):
		return invalid(where+"day", fmt.Sprintf("Ngày phải như %d-02-17, trong năm %d.", year, year), fmt.Sprintf("Days are like %d-02-17, of the year %d.", year, year))
	case h.NameVi == "" || !fits(h.NameVi, 200) || !fits(h.NameEn, 200):
		return invalid(where+"name_vi", "Tên ngày nghỉ phải có, không quá 200 chữ.", "A name is needed, 200 letters at most.")
	case h.Source == "" || !fits(h.Source, 500):
		return invalid(where+"source", "Hãy ghi căn cứ: luật hoặc thông báo, không quá 500 chữ.", "Say which law or notice has it, in 500 letters at most.")
	}
	return nil
}
