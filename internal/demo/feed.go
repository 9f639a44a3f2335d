package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/environment"
	"sotay/internal/demo/monitoring"
	"sotay/internal/demo/terrain"
	"sotay/postgis"
)

// feedEvery is how often is looked for what the stations have to send.
const feedEvery = 30 * time.Second

// caughtUp is how far back is sent what was not: a gap that is longer stays one, as when a
// station had no power. The plume at one station began before that, and who is silent has been
// so for longer: what is sent goes on from what is there.
const caughtUp = 3 * time.Hour

// Feed lets the demo's stations go on sending, as long as ctx lasts and in one process of all;
// without it they fall silent ten minutes after they were loaded. Stations that never sent
// anything, or go by other operators, are left alone.
func Feed(ctx context.Context, pool *pgxpool.Pool, readings *environment.Store, failed func(error)) {
	stations := monitoring.Stations(terrain.New())
	postgis.Lead(ctx, pool, "demo readings", failed, func(ctx context.Context) error {
		tick := time.NewTicker(feedEvery)
		defer tick.Stop()
		for {
			if err := feed(ctx, pool, readings, stations, time.Now()); err != nil {
				return err
			}
			if _, err := pool.Exec(ctx, cameraSigns, time.Now()); err != nil {
				return fmt.Errorf("cameras of the demo: %w", err)
			}
			select {
			case <-ctx.Done():
				return nil
			case <-tick.C:
			}
		}
	})
}

// feed sends what came since the stations last sent, up to now.
func feed(ctx context.Context, pool *pgxpool.Pool, readings *environment.Store, stations []monitoring.Station, now time.Time) error {
	newest, err := newestOf(ctx, pool)
	if err != nil {
		return fmt.Errorf("readings of the demo: %w", err)
	}
	for _, s := range stations {
		last, ok := newest[[2]string{s.Code, s.Operator}]
		if !ok {
			continue
		}
		if from := now.Add(-caughtUp); last.Before(from) {
			last = from
		}
		var sent []environment.Sent
		for _, m := range monitoring.Since(last, now).Messages(s) {
			sent = append(sent, environment.Sent(m))
		}
		if len(sent) == 0 {
			continue
		}
		if _, err := readings.Take(ctx, environment.Sender{Source: Source}, sent); err != nil {
			return fmt.Errorf("readings of the demo: %w", err)
		}
	}
	return nil
}

// newestOf gives the time of the newest reading of each station, by code and operator.
func newestOf(ctx context.Context, pool *pgxpool.Pool) (map[[2]string]time.Time, error) {
	rows, err := pool.Query(ctx, `
		SELECT s.code, coalesce(s.operator, ''), max(l.at)
		FROM   data.stations s
		JOIN   data.readings_latest l ON l.station = s.id
		GROUP  BY s.id`)
	if err != nil {
		return nil, err
	}
	out := map[[2]string]time.Time{}
	var key [2]string
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&key[0], &key[1], &at}, func() error {
		out[key] = at
		return nil
	})
	return out, err
}
