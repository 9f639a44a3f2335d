package incidents

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"sotay/internal/calendar"
	"sotay/postgis"
)

// task is work that is done again and again, by one process.
type task struct {
	every time.Duration
	do    func(context.Context) error
}

// Work does, in one process of all, what follows from the passing of time: it tells of deadlines
// that are near or past, reminds of reports that wait, closes what nobody says is not fixed,
// deletes contacts and pictures whose time is over, and tells when the calendar of days off ends
// soon. Failures are told and the work is done again.
// It returns when ctx ends.
func (s *Store) Work(ctx context.Context, failed func(error)) {
	postgis.Lead(ctx, s.DB.App, "reports", failed, func(ctx context.Context) error {
		tasks := []task{{20 * time.Second, s.Escalate}, {5 * time.Minute, s.Remind}, {5 * time.Minute, s.CloseResolved}, {time.Hour, s.ForgetContacts}, {24 * time.Hour, s.watchCalendar}}
		if s.Photos != nil {
			tasks = append(tasks, task{time.Hour, s.Photos.Sweep})
		}
		all, ctx := errgroup.WithContext(ctx)
		for _, t := range tasks {
			all.Go(func() error { return t.run(ctx, failed) })
		}
		return all.Wait()
	})
}

func (t task) run(ctx context.Context, failed func(error)) error {
	tick := time.NewTicker(t.every)
	defer tick.Stop()
	for {
		if err := t.do(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// Escalate tells, once each, of deadlines that are near and of those that are past.
func (s *Store) Escalate(ctx context.Context) error {
	return s.eachByClock(ctx, "escalate", `
		WHERE r.state IN ('received', 'verified', 'assigned', 'in_progress')
		AND  (r.escalated < 1 AND r.near_at <= $1
		      OR r.escalated < 2 AND CASE WHEN r.state IN ('received', 'verified') THEN r.due_receive ELSE r.due_at END <= $1)`, s.now())
}

// Remind tells, once a day each, of reports that wait and whose next date has come.
func (s *Store) Remind(ctx context.Context) error {
	return s.eachByClock(ctx, "remind", `
		WHERE r.state = 'waiting' AND r.wait_next <= $1::text::date AND (r.reminded IS NULL OR r.reminded < $1::text::date)`, calendar.Of(s.now()))
}

// CloseResolved closes reports that were resolved so many days ago, and of which nobody said
// that it is not fixed.
func (s *Store) CloseResolved(ctx context.Context) error {
	return s.eachByClock(ctx, "close", `
		WHERE r.state = 'resolved' AND r.resolved_at <= $1::timestamptz - (SELECT close_after_days FROM data.report_policy) * interval '1 day'`, s.now())
}

// ForgetContacts deletes who sent reports that were closed long ago.
func (s *Store) ForgetContacts(ctx context.Context) error {
	if _, err := s.DB.App.Exec(ctx, `SELECT sotay.forget_report_contacts($1)`, s.now()); err != nil {
		return fmt.Errorf("forget contacts of reports: %w", err)
	}
	return nil
}

// watchCalendar fails when the calendar of days off ends soon, so that it is told.
func (s *Store) watchCalendar(ctx context.Context) error {
	ends, err := s.CalendarEnds(ctx)
	if err == nil && ends != "" {
		err = fmt.Errorf("the calendar of days off (data.holidays) ends on %s: deadlines behind that day count days off as work; add the days of the next year", ends)
	}
	return err
}

// eachByClock does an action of the clock to each report that a condition chooses, each in a
// transaction of its own that looks at the condition again. What fails does not stop the others.
func (s *Store) eachByClock(ctx context.Context, what, where string, arg any) error {
	rows, err := s.DB.App.Query(ctx, `SELECT r.id FROM data.reports r `+where+` ORDER BY r.id LIMIT 1000`, arg)
	if err != nil {
		return fmt.Errorf("%s reports: %w", what, err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("%s reports: %w", what, err)
	}
	var failed []error
	for _, id := range ids {
		err := s.write(ctx, func(tx pgx.Tx) error {
			list, err := readRows(ctx, tx, where+` AND r.id = $2 FOR UPDATE OF r`, arg, id)
			if err != nil || len(list) == 0 {
				return err
			}
			return s.move(ctx, tx, Actor{Kind: Clock}, &list[0], Action{What: what}, located{})
		})
		if err != nil {
			failed = append(failed, fmt.Errorf("%s report %d: %w", what, id, err))
		}
	}
	return errors.Join(failed...)
}

// escalate notes which of the deadline's marks is passed. Leaders see it by the history and by
// the live feed.
func (d *doing) escalate() error {
	deadline := "handle"
	if d.r.State == Received || d.r.State == Verified {
		deadline = "receive"
	}
	d.step.detail["deadline"] = deadline
	due := d.r.Due()
	if due != nil && !due.After(d.now) {
		d.r.escalated, d.r.Overdue = 2, true
		d.step.detail["what"] = "past"
		return nil
	}
	d.r.escalated = 1
	d.step.detail["what"] = "near"
	return nil
}

func (d *doing) remind() error {
	today := calendar.Of(d.now)
	d.r.reminded = &today
	d.step.detail["next"] = *d.r.WaitNext
	return nil
}
