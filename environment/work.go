package environment

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"sotay/internal/calendar"
	"sotay/internal/webhooks"
	"sotay/postgis"
)

// step is work that is done again and again, by one process.
type step struct {
	name  string
	every time.Duration
	do    func(context.Context) error
}

// steps lists the work. Each is done at once at the start, and runs beside the others.
func (s *Store) steps() []step {
	hooks := webhooks.New(s.db.App)
	return []step{
		{"months", time.Hour, s.monthsAhead},
		{"indices", 10 * time.Second, s.FollowIndices},
		{"events", 5 * time.Second, s.followingUp()},
		{"alarms", 5 * time.Second, s.RaiseAlarms},
		{"web hooks", 2 * time.Second, hooks.Deliver},
		{"web hooks of long ago", time.Hour, hooks.Forget},
		{"fire index", time.Hour, s.fireIndex},
		{"waters", 10 * time.Minute, s.placeStations},
		{"retention", time.Hour, s.retain},
	}
}

// Work does, in one process of all, what follows from the passing of time: see steps. Failures
// are told and the work is done again. It returns when ctx ends.
func (s *Store) Work(ctx context.Context, failed func(error)) {
	postgis.Lead(ctx, s.db.App, "environment", failed, func(ctx context.Context) error {
		all, ctx := errgroup.WithContext(ctx)
		for _, st := range s.steps() {
			all.Go(func() error { return st.run(ctx, failed) })
		}
		return all.Wait()
	})
}

func (st step) run(ctx context.Context, failed func(error)) error {
	tick := time.NewTicker(st.every)
	defer tick.Stop()
	for {
		if err := st.do(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// monthsAhead makes the partitions of readings of this month and the next, before they are
// needed.
func (s *Store) monthsAhead(ctx context.Context) error {
	now := s.now().In(calendar.Zone())
	next := time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, now.Location())
	return makeMonths(ctx, s.db.App, []Reading{{At: now}, {At: next}})
}
