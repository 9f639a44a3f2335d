package environment

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"sotay/internal/calendar"
)

// daysAtOnce bounds the hours of days that are in memory.
const daysAtOnce = 500

// day is a day of a series, with what was seen of its hours.
type day struct {
	series
	midnight time.Time // at which it begins
	aggregate
	hours     int
	highest8h *float64
}

// followDays computes the days of hours anew, and the next where the last means over eight
// hours reach back so far. The hours are in the order of series and time.
func followDays(ctx context.Context, tx pgx.Tx, hours []hourKey) error {
	var days []day
	for _, h := range hours {
		label := time.Unix(h.at, 0)
		for _, at := range []time.Time{label, label.Add(7 * time.Hour)} {
			d := day{series: h.series, midnight: midnightOf(at)}
			if n := len(days); n == 0 || days[n-1].series != d.series || days[n-1].midnight.Before(d.midnight) {
				days = append(days, d)
			}
		}
	}
	for piece := range slices.Chunk(days, daysAtOnce) {
		if err := computeDays(ctx, tx, piece); err != nil {
			return fmt.Errorf("days: %w", err)
		}
	}
	return nil
}

// midnightOf is the beginning of the day that the hour of a label belongs to.
func midnightOf(hour time.Time) time.Time {
	at := hour.Add(-time.Second).In(calendar.Zone())
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())
}

// hourMean is what a day is computed of.
type hourMean struct {
	hour     time.Time
	received int32
	mean     *float64
}

// computeDays computes days, which are in the order of series and time, from their hours.
func computeDays(ctx context.Context, tx pgx.Tx, days []day) error {
	hours, err := readHours(ctx, tx, days)
	if err != nil {
		return err
	}
	for i := range days {
		days[i].compute(hours[days[i].series])
	}
	return writeDays(ctx, tx, slices.DeleteFunc(days, func(d day) bool { return d.hours == 0 }))
}

// readHours reads the hours of days, and of the seven hours before each, in their order.
func readHours(ctx context.Context, tx pgx.Tx, days []day) (map[series][]hourMean, error) {
	var spans []span
	for _, d := range days {
		after, until := d.midnight.Add(-7*time.Hour), d.midnight.Add(24*time.Hour)
		if n := len(spans) - 1; n >= 0 && spans[n].series == d.series && !spans[n].until.Before(after) {
			spans[n].until = until
		} else {
			spans = append(spans, span{d.series, after, until})
		}
	}
	rows, err := tx.Query(ctx, `
		SELECT t.station, t.parameter, h.hour, h.received, h.mean
		FROM   unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::timestamptz[]) WITH ORDINALITY AS t (station, parameter, after, until, n)
		CROSS  JOIN LATERAL (
		       SELECT h.hour, h.received, h.mean
		       FROM   data.readings_hourly h
		       WHERE  h.station = t.station AND h.parameter = t.parameter AND h.hour > t.after AND h.hour <= t.until
		       OFFSET 0) AS h
		ORDER  BY t.n, h.hour`, spanArgs(spans)[:4]...)
	if err != nil {
		return nil, err
	}
	hours := map[series][]hourMean{}
	var key series
	var h hourMean
	var mean pgtype.Float8
	_, err = pgx.ForEachRow(rows, []any{&key.station, &key.parameter, &h.hour, &h.received, &mean}, func() error {
		if h.mean = nil; mean.Valid {
			v := mean.Float64
			h.mean = &v
		}
		hours[key] = append(hours[key], h)
		return nil
	})
	return hours, err
}

// compute sums up the hours of a series that are the day's. A mean over eight hours has six of
// them at least.
func (d *day) compute(hours []hourMean) {
	next := d.midnight.Add(24 * time.Hour)
	first := 0 // of the eight hours
	for n, h := range hours {
		if !h.hour.After(d.midnight) {
			continue
		}
		if h.hour.After(next) {
			break
		}
		d.hours++
		if d.received += h.received; h.mean != nil {
			d.count(*h.mean)
		}
		for hours[first].hour.Before(h.hour.Add(-7 * time.Hour)) {
			first++
		}
		var eight aggregate
		for _, each := range hours[first : n+1] {
			if each.mean != nil {
				eight.count(*each.mean)
			}
		}
		if mean := eight.mean(6); mean != nil && (d.highest8h == nil || *mean > *d.highest8h) {
			d.highest8h = mean
		}
	}
}

// writeDays keeps days. The mean of a day is of eighteen hours at least.
func writeDays(ctx context.Context, tx pgx.Tx, days []day) error {
	if len(days) == 0 {
		return nil
	}
	var (
		stations                          []int64
		parameters                        []int16
		dates                             []string
		received, counted                 []int32
		means, lowest, highest, highest8h []*float64
	)
	for _, d := range days {
		stations, parameters, dates = append(stations, d.station), append(parameters, d.parameter), append(dates, calendar.Of(d.midnight))
		received, counted, means = append(received, d.received), append(counted, d.counted), append(means, d.mean(18))
		lowest, highest, highest8h = append(lowest, d.lowest), append(highest, d.highest), append(highest8h, d.highest8h)
	}
	type floats = pgtype.FlatArray[*float64]
	_, err := tx.Exec(ctx, `
		INSERT INTO data.readings_daily AS d (station, parameter, day, received, counted, expected, mean, lowest, highest, highest_8h)
		SELECT t.station, t.parameter, t.day::date, t.received, t.counted, greatest(1, 86400 / coalesce(s.interval_s, 3600)), t.mean, t.lowest, t.highest, t.highest_8h
		FROM   unnest($1::bigint[], $2::smallint[], $3::text[], $4::int[], $5::int[], $6::float8[], $7::float8[], $8::float8[], $9::float8[])
		       AS t (station, parameter, day, received, counted, mean, lowest, highest, highest_8h)
		JOIN   data.stations s ON s.id = t.station
		ON CONFLICT (station, parameter, day) DO UPDATE
		SET received = EXCLUDED.received, counted = EXCLUDED.counted, expected = EXCLUDED.expected, mean = EXCLUDED.mean,
		    lowest = EXCLUDED.lowest, highest = EXCLUDED.highest, highest_8h = EXCLUDED.highest_8h`,
		stations, parameters, dates, received, counted, floats(means), floats(lowest), floats(highest), floats(highest8h))
	return err
}

// daysSQL computes days from hours as computeDays does, all of it in the database: for many
// days of few series. Parameters: stations, parameters and days, one for each.
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
