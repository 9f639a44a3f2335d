package environment

import (
	"context"
	"fmt"
	"math"
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
	expected  float64  // readings
	whole     *float64 // the mean of the day
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
	paces, err := readPaces(ctx, tx, days)
	if err != nil {
		return err
	}
	for piece := range slices.Chunk(days, daysAtOnce) {
		if err := computeDays(ctx, tx, piece, paces); err != nil {
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
	hour               time.Time
	received, expected int32
	mean               *float64
}

// computeDays computes days, which are in the order of series and time, from their hours.
func computeDays(ctx context.Context, tx pgx.Tx, days []day, paces map[int64]pace) error {
	hours, err := readHours(ctx, tx, days)
	if err != nil {
		return err
	}
	for i := range days {
		days[i].compute(hours[days[i].series], paces[days[i].station])
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
		SELECT t.station, t.parameter, h.hour, h.received, h.expected, h.mean
		FROM   unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::timestamptz[]) WITH ORDINALITY AS t (station, parameter, after, until, n)
		CROSS  JOIN LATERAL (
		       SELECT h.hour, h.received, h.expected, h.mean
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
	_, err = pgx.ForEachRow(rows, []any{&key.station, &key.parameter, &h.hour, &h.received, &h.expected, &mean}, func() error {
		if h.mean = nil; mean.Valid {
			v := mean.Float64
			h.mean = &v
		}
		hours[key] = append(hours[key], h)
		return nil
	})
	return hours, err
}

// The hours of a day, and those before it that means over eight hours reach into.
const (
	dayHours    = 24
	hoursBefore = 7
)

// compute sums up the hours of a series that are the day's, and the means over eight hours that
// end at each of them, whether or not something came in it. A mean has three quarters at least
// of the hours in which the station was to send.
func (d *day) compute(hours []hourMean, p pace) {
	var line [hoursBefore + dayHours]*hourMean
	first, _ := slices.BinarySearchFunc(hours, d.midnight.Add(-hoursBefore*time.Hour), func(h hourMean, after time.Time) int {
		return h.hour.Compare(after.Add(1)) // the first that is after
	})
	for i := first; i < len(hours); i++ {
		place := int(hours[i].hour.Sub(d.midnight)/time.Hour) + hoursBefore - 1
		if place >= len(line) {
			break
		}
		line[place] = &hours[i]
	}
	var due [len(line)]float64 // readings
	for i := range due {
		due[i] = p.due(d.midnight.Add(time.Duration(i-hoursBefore+1)*time.Hour), line[i])
	}
	for i, h := range line[hoursBefore:] {
		if d.expected += due[hoursBefore+i]; h != nil {
			d.hours, d.received = d.hours+1, d.received+h.received
		}
	}
	of := meanOf(line[hoursBefore:])
	d.counted, d.sum, d.lowest, d.highest = of.counted, of.sum, of.lowest, of.highest
	d.whole = of.mean(enough(due[hoursBefore:]))
	for end := hoursBefore + 1; end <= len(line); end++ {
		eight := meanOf(line[end-8 : end])
		if mean := eight.mean(enough(due[end-8 : end])); mean != nil && (d.highest8h == nil || *mean > *d.highest8h) {
			d.highest8h = mean
		}
	}
}

// meanOf sums up the means of hours.
func meanOf(hours []*hourMean) (a aggregate) {
	for _, h := range hours {
		if h != nil && h.mean != nil {
			a.count(*h.mean)
		}
	}
	return a
}

// enough is how many hours make a mean where so many readings are due in each: three quarters
// of those that have one. A station that sends every two hours has twelve on a day.
func enough(due []float64) int32 {
	sum := 0.0
	for _, n := range due {
		sum += min(1, n)
	}
	return int32(math.Ceil(0.75*sum - 1e-9))
}

// writeDays keeps days.
func writeDays(ctx context.Context, tx pgx.Tx, days []day) error {
	if len(days) == 0 {
		return nil
	}
	var (
		stations                          []int64
		parameters                        []int16
		dates                             []string
		received, counted, expected       []int32
		means, lowest, highest, highest8h []*float64
	)
	for _, d := range days {
		stations, parameters, dates = append(stations, d.station), append(parameters, d.parameter), append(dates, calendar.Of(d.midnight))
		received, counted, means = append(received, d.received), append(counted, d.counted), append(means, d.whole)
		expected = append(expected, max(1, int32(d.expected+1e-6)))
		lowest, highest, highest8h = append(lowest, d.lowest), append(highest, d.highest), append(highest8h, d.highest8h)
	}
	type floats = pgtype.FlatArray[*float64]
	_, err := tx.Exec(ctx, `
		INSERT INTO data.readings_daily AS d (station, parameter, day, received, counted, expected, mean, lowest, highest, highest_8h)
		SELECT t.station, t.parameter, t.day::date, t.received, t.counted, t.expected, t.mean, t.lowest, t.highest, t.highest_8h
		FROM   unnest($1::bigint[], $2::smallint[], $3::text[], $4::int[], $5::int[], $6::float8[], $7::float8[], $8::float8[], $9::float8[], $10::int[])
		       AS t (station, parameter, day, received, counted, mean, lowest, highest, highest_8h, expected)
		JOIN   data.stations s ON s.id = t.station
		ON CONFLICT (station, parameter, day) DO UPDATE
		SET received = EXCLUDED.received, counted = EXCLUDED.counted, expected = EXCLUDED.expected, mean = EXCLUDED.mean,
		    lowest = EXCLUDED.lowest, highest = EXCLUDED.highest, highest_8h = EXCLUDED.highest_8h`,
		stations, parameters, dates, received, counted, floats(means), floats(lowest), floats(highest), floats(highest8h), expected)
	return err
}
