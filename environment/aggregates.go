package environment

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
)

// hourOf is the label of the hour that a reading belongs to: its end. What was measured at
// the very end of an hour belongs to it.
func hourOf(at time.Time) time.Time {
	h := at.Truncate(time.Hour)
	if h.Before(at) {
		h = h.Add(time.Hour)
	}
	return h
}

// dayOf is the day (YYYY-MM-DD) that the hour of a label belongs to: 24:00 is the day's last.
func dayOf(hour time.Time) string { return calendar.Of(hour.Add(-time.Second)) }

// span is hours or days of one parameter at one station.
type spanOf[T comparable] struct {
	station   int64
	parameter int16
	at        T
}

// follow brings what follows from readings up to date with them: the latest values, the
// hours, and the days. All of it is computed from what is stored, so that it is the same in
// whatever order readings come.
func follow(ctx context.Context, tx pgx.Tx, touched []Reading) error {
	for _, step := range []func(context.Context, pgx.Tx, []Reading) error{followLatest, followHours, followDays} {
		if err := step(ctx, tx, touched); err != nil {
			return fmt.Errorf("aggregates: %w", err)
		}
	}
	return nil
}

// followLatest keeps the newest reading of each parameter, revised ones too.
func followLatest(ctx context.Context, tx pgx.Tx, touched []Reading) error {
	newest := map[spanOf[struct{}]]Reading{}
	for _, r := range touched {
		k := spanOf[struct{}]{station: r.Station, parameter: r.Parameter}
		if have, ok := newest[k]; !ok || !r.At.Before(have.At) {
			newest[k] = r
		}
	}
	var list []Reading
	for _, r := range newest {
		list = append(list, r)
	}
	slices.SortFunc(list, Reading.compare)
	var c columns
	for i, r := range list {
		c.add(i, r)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO data.readings_latest AS l (station, parameter, at, value, status, received)
		SELECT s.*, now() FROM unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::float8[], $5::smallint[]) AS s (station, parameter, at, value, status)
		ON CONFLICT (station, parameter) DO UPDATE
		SET at = EXCLUDED.at, value = EXCLUDED.value, status = EXCLUDED.status, received = EXCLUDED.received
		WHERE EXCLUDED.at >= l.at`, c.stations, c.parameters, c.times, c.values, c.statuses)
	return err
}

// followHours computes the touched hours anew. A mean is of the readings of status 0 with a
// value, where they are three quarters of those expected.
func followHours(ctx context.Context, tx pgx.Tx, touched []Reading) error {
	var stations []int64
	var parameters []int16
	var hours []time.Time
	seen := map[spanOf[time.Time]]bool{}
	for _, r := range touched {
		k := spanOf[time.Time]{r.Station, r.Parameter, hourOf(r.At).UTC()}
		if !seen[k] {
			seen[k] = true
			stations, parameters, hours = append(stations, k.station), append(parameters, k.parameter), append(hours, k.at)
		}
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO data.readings_hourly AS h (station, parameter, hour, received, counted, expected, mean, lowest, highest)
		SELECT t.station, t.parameter, t.hour, a.received, a.counted, e.expected,
		       CASE WHEN a.counted > 0 AND 4 * a.counted >= 3 * e.expected THEN a.mean END, a.lowest, a.highest
		FROM   unnest($1::bigint[], $2::smallint[], $3::timestamptz[]) AS t (station, parameter, hour)
		JOIN   data.stations s ON s.id = t.station
		CROSS  JOIN LATERAL (SELECT greatest(1, 3600 / coalesce(s.interval_s, 3600)) AS expected) AS e
		CROSS  JOIN LATERAL (
		       SELECT count(*)::int AS received, count(r.value) FILTER (WHERE r.status = 0)::int AS counted,
		              avg(r.value ORDER BY r.at) FILTER (WHERE r.status = 0) AS mean,
		              min(r.value) FILTER (WHERE r.status = 0) AS lowest, max(r.value) FILTER (WHERE r.status = 0) AS highest
		       FROM   data.readings r
		       WHERE  r.station = t.station AND r.parameter = t.parameter AND r.at > t.hour - interval '1 hour' AND r.at <= t.hour) AS a
		ON CONFLICT (station, parameter, hour) DO UPDATE
		SET received = EXCLUDED.received, counted = EXCLUDED.counted, expected = EXCLUDED.expected, mean = EXCLUDED.mean,
		    lowest = EXCLUDED.lowest, highest = EXCLUDED.highest`, stations, parameters, hours)
	return err
}

// followDays computes the touched days anew from their hours: that of each reading, and the
// next where its last means over eight hours reach back so far.
func followDays(ctx context.Context, tx pgx.Tx, touched []Reading) error {
	var stations []int64
	var parameters []int16
	var days []string
	seen := map[spanOf[string]]bool{}
	for _, r := range touched {
		hour := hourOf(r.At)
		for _, h := range []time.Time{hour, hour.Add(7 * time.Hour)} {
			k := spanOf[string]{r.Station, r.Parameter, dayOf(h)}
			if !seen[k] {
				seen[k] = true
				stations, parameters, days = append(stations, k.station), append(parameters, k.parameter), append(days, k.at)
			}
		}
	}
	_, err := tx.Exec(ctx, daysSQL, stations, parameters, days)
	return err
}

// daysSQL computes days from hours. A mean over eight hours has six of them at least, that of
// a day eighteen. A day of which no hour is there is not made.
const daysSQL = `
	INSERT INTO data.readings_daily AS d (station, parameter, day, received, counted, expected, mean, lowest, highest, highest_8h)
	SELECT t.station, t.parameter, t.day, a.received, a.counted, e.expected,
	       CASE WHEN a.counted >= 18 THEN a.mean END, a.lowest, a.highest, a.highest_8h
	FROM   unnest($1::bigint[], $2::smallint[], $3::date[]) AS t (station, parameter, day)
	JOIN   data.stations s ON s.id = t.station
	CROSS  JOIN LATERAL (SELECT greatest(1, 86400 / coalesce(s.interval_s, 3600)) AS expected,
	                            t.day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS midnight) AS e
	CROSS  JOIN LATERAL (
	       SELECT coalesce(sum(received) FILTER (WHERE hour > midnight), 0)::int AS received, count(mean) FILTER (WHERE hour > midnight)::int AS counted,
	              count(*) FILTER (WHERE hour > midnight) AS hours,
	              avg(mean ORDER BY hour) FILTER (WHERE hour > midnight) AS mean,
	              min(mean) FILTER (WHERE hour > midnight) AS lowest, max(mean) FILTER (WHERE hour > midnight) AS highest,
	              max(mean_8h) FILTER (WHERE hour > midnight) AS highest_8h
	       FROM  (SELECT h.hour, h.received, h.mean,
	                     CASE WHEN count(h.mean) OVER w >= 6 THEN avg(h.mean) OVER w END AS mean_8h
	              FROM   data.readings_hourly h
	              WHERE  h.station = t.station AND h.parameter = t.parameter
	              AND    h.hour > e.midnight - interval '7 hours' AND h.hour <= e.midnight + interval '24 hours'
	              WINDOW w AS (ORDER BY h.hour RANGE BETWEEN interval '7 hours' PRECEDING AND CURRENT ROW)) AS h) AS a
	WHERE  a.hours > 0
	ON CONFLICT (station, parameter, day) DO UPDATE
	SET received = EXCLUDED.received, counted = EXCLUDED.counted, expected = EXCLUDED.expected, mean = EXCLUDED.mean,
	    lowest = EXCLUDED.lowest, highest = EXCLUDED.highest, highest_8h = EXCLUDED.highest_8h`
