package incidents

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sotay/internal/calendar"
)

// span is a part of a day in which people work, as times since midnight.
type span struct{ from, to time.Duration }

// Hours are the working time of a province: parts of the days from Monday to Friday that are no
// holidays, and of the Saturdays that are made up. Times are of UTC+7.
type Hours struct {
	spans []span
	days  map[string]bool // holidays and days made up; true: people work
}

// NewHours reads working hours ("07:30-11:30 13:30-17:00") and exceptional days (2026-02-16:
// whether people work).
func NewHours(hours string, days map[string]bool) (Hours, error) {
	h := Hours{days: days}
	var end time.Duration
	for _, part := range strings.Fields(hours) {
		from, to, ok := strings.Cut(part, "-")
		a, errA := time.Parse("15:04", from)
		b, errB := time.Parse("15:04", to)
		s := span{sinceMidnight(a), sinceMidnight(b)}
		if !ok || errA != nil || errB != nil || s.from < end || s.from >= s.to {
			return Hours{}, fmt.Errorf("working hours %q: %q does not follow on what is before it, as 13:30-17:00", hours, part)
		}
		end = s.to
		h.spans = append(h.spans, s)
	}
	if len(h.spans) == 0 {
		return Hours{}, fmt.Errorf("working hours %q: there are none", hours)
	}
	return h, nil
}

func sinceMidnight(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// worked tells whether people work on the day that begins at midnight.
func (h Hours) worked(midnight time.Time) bool {
	if worked, known := h.days[midnight.Format(time.DateOnly)]; known {
		return worked
	}
	return midnight.Weekday() != time.Saturday && midnight.Weekday() != time.Sunday
}

// longest is how many days are looked at, so that a calendar without work ends.
const longest = 3660

// each calls do with each stretch of working time behind a moment, in order, until it says stop.
func (h Hours) each(from time.Time, do func(a, b time.Time) (stop bool)) {
	from = from.In(zone())
	midnight := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, zone())
	for range longest {
		if h.worked(midnight) {
			for _, s := range h.spans {
				a, b := midnight.Add(s.from), midnight.Add(s.to)
				if a.Before(from) {
					a = from
				}
				if a.Before(b) && do(a, b) {
					return
				}
			}
		}
		midnight = midnight.AddDate(0, 0, 1)
	}
}

// Add is the moment at which so much working time has passed since another. Of none it is the
// next moment at which people work.
func (h Hours) Add(from time.Time, work time.Duration) time.Time {
	end := from
	h.each(from, func(a, b time.Time) bool {
		if have := b.Sub(a); have < work {
			work -= have
			end = b
			return false
		}
		end = a.Add(work)
		return true
	})
	return end
}

// Between is the working time from one moment to another; 0 where that is not later.
func (h Hours) Between(from, to time.Time) time.Duration {
	var sum time.Duration
	if !from.Before(to) {
		return 0
	}
	h.each(from, func(a, b time.Time) bool {
		if !a.Before(to) {
			return true
		}
		if b.After(to) {
			b = to
		}
		sum += b.Sub(a)
		return false
	})
	return sum
}

// Left is the working time until a deadline, below zero where it has passed.
func (h Hours) Left(now, due time.Time) time.Duration {
	return h.Between(now, due) - h.Between(due, now)
}

// left tells of reports how much working time there is until their deadlines.
func (s *Store) left(ctx context.Context, list []Report) error {
	p, err := readPolicy(ctx, s.DB.Staff)
	if err != nil {
		return err
	}
	now := s.now()
	for i := range list {
		if due := list[i].Due(); due != nil {
			left := p.hours.Left(now, *due)
			list[i].Left = &left
		}
	}
	return nil
}

// policy is what a province sets for all reports.
type policy struct {
	hours Hours
	near  float64 // part of the working time after which a deadline is near
}

// readPolicy reads the policy with its calendar.
func readPolicy(ctx context.Context, db querier) (policy, error) {
	var p policy
	var hours string
	err := db.QueryRow(ctx, `SELECT hours, near FROM data.report_policy`).
		Scan(&hours, &p.near)
	if err != nil {
		return p, fmt.Errorf("policy of reports: %w", err)
	}
	rows, err := db.Query(ctx, `SELECT day::text, worked FROM data.holidays`)
	if err != nil {
		return p, fmt.Errorf("holidays: %w", err)
	}
	days := map[string]bool{}
	var day string
	var worked bool
	if _, err := pgx.ForEachRow(rows, []any{&day, &worked}, func() error { days[day] = worked; return nil }); err != nil {
		return p, fmt.Errorf("holidays: %w", err)
	}
	p.hours, err = NewHours(hours, days)
	return p, err
}

// calendarDays is how many days before its end the calendar of days off must be told to end.
const calendarDays = 60

// CalendarEnds gives the last day of the calendar of days off (2027-09-03) when it is less than 60
// days ahead or past, "" when there is more: deadlines behind it take the days off for working days.
func (s *Store) CalendarEnds(ctx context.Context) (string, error) {
	var last string
	if err := s.DB.Staff.QueryRow(ctx, `SELECT coalesce(max(day), '0001-01-01')::text FROM data.holidays`).Scan(&last); err != nil {
		return "", fmt.Errorf("holidays: %w", err)
	}
	if last >= calendar.Of(s.now().AddDate(0, 0, calendarDays)) {
		return "", nil
	}
	return last, nil
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// deadline is a moment by which something is due, and when it is near.
type deadline struct{ due, near time.Time }

// deadline gives so much working time from a moment on.
func (p policy) deadline(from time.Time, work time.Duration) deadline {
	return deadline{p.hours.Add(from, work), p.hours.Add(from, time.Duration(float64(work)*p.near))}
}

// moved gives the deadline that a report, received at a moment, has when it gets other hours of
// work: what was added to the old ones, by waiting or by more time, stays.
func (p policy) moved(received, due time.Time, were, are time.Duration) deadline {
	work := max(0, p.hours.Between(received, due)-were+are)
	return deadline{p.hours.Add(received, work), p.hours.Add(received, max(0, work-p.spare(are)))}
}

// spare is the part of a working time that is left when its deadline becomes near.
func (p policy) spare(work time.Duration) time.Duration {
	return work - time.Duration(float64(work)*p.near)
}

func hoursOf(h float32) time.Duration { return time.Duration(float64(h) * float64(time.Hour)) }
