package environment

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
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

// hourKey is an hour of a series: the Unix time of its label.
type hourKey struct {
	series
	at int64
}

func hourKeyOf(r Reading) hourKey { return hourKey{r.series(), hourOf(r.At).Unix()} }

// follow brings what follows from readings that were written up to date with them: the latest
// values, the hours, and the days. All of it is computed from what is stored, so that it is the
// same in whatever order readings come.
func follow(ctx context.Context, tx pgx.Tx, touched []Reading) error {
	touched = slices.Clone(touched)
	slices.SortFunc(touched, Reading.compare)
	if err := followLatest(ctx, tx, touched); err != nil {
		return err
	}
	var all hourly
	if err := eachReading(ctx, tx, spansOf(touched), func(r Reading) { all.add(r, true) }); err != nil {
		return err
	}
	if err := writeHours(ctx, tx, all); err != nil {
		return err
	}
	var hours []hourKey
	for _, r := range touched {
		hours = append(hours, hourKeyOf(r))
	}
	return followDays(ctx, tx, slices.Compact(hours))
}

// followLatest keeps the newest reading of each parameter, revised ones too.
func followLatest(ctx context.Context, tx pgx.Tx, touched []Reading) error {
	newest := map[series]Reading{}
	for _, r := range touched {
		if have, ok := newest[r.series()]; !ok || !r.At.Before(have.At) {
			newest[r.series()] = r
		}
	}
	if len(newest) == 0 {
		return nil
	}
	var list []Reading
	for _, r := range newest {
		list = append(list, r)
	}
	slices.SortFunc(list, Reading.compare)
	_, err := tx.Exec(ctx, `
		INSERT INTO data.readings_latest AS l (station, parameter, at, value, status, received)
		SELECT s.*, now() FROM unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::float8[], $5::smallint[]) AS s (station, parameter, at, value, status)
		ON CONFLICT (station, parameter) DO UPDATE
		SET at = EXCLUDED.at, value = EXCLUDED.value, status = EXCLUDED.status, received = EXCLUDED.received
		WHERE EXCLUDED.at >= l.at`, columnsOf(list).args()...)
	if err != nil {
		return fmt.Errorf("latest values: %w", err)
	}
	return nil
}

// aggregate sums up readings of an hour, or hours of a day.
type aggregate struct {
	received, counted int32
	sum               float64
	lowest, highest   *float64
}

// count counts a value.
func (a *aggregate) count(v float64) {
	a.counted++
	a.sum += v
	if a.lowest == nil || v < *a.lowest {
		a.lowest = &v
	}
	if a.highest == nil || v > *a.highest {
		a.highest = &v
	}
}

// mean is of what was counted, in the order it was counted in; nil where that is less than least.
func (a *aggregate) mean(least int32) *float64 {
	if a.counted == 0 || a.counted < least {
		return nil
	}
	v := a.sum / float64(a.counted)
	return &v
}

// hour is an hour of a series.
type hour struct {
	hourKey
	aggregate
	changed bool
}

// hourly are hours, in the order of keys.
type hourly []hour

// add adds a reading, in the order of keys, that has changed or not. What counts is of status 0
// with a value.
func (l *hourly) add(r Reading, changed bool) {
	at := hourKeyOf(r)
	if n := len(*l); n == 0 || (*l)[n-1].hourKey != at {
		*l = append(*l, hour{hourKey: at})
	}
	h := &(*l)[len(*l)-1]
	if h.changed = h.changed || changed; r.counts() {
		h.count(*r.Value)
	}
	h.received++
}

// touched are the hours in which something changed.
func (l hourly) touched() []hour {
	return slices.DeleteFunc(l, func(h hour) bool { return !h.changed })
}

func (h hourKey) compare(o hourKey) int {
	return cmp.Or(h.series.compare(o.series), cmp.Compare(h.at, o.at))
}

// writeHours keeps hours. A mean stands where the readings that count are three quarters of
// those expected: of an hour that is there as it says, of a new one by the interval that held
// when it began.
func writeHours(ctx context.Context, tx pgx.Tx, hours []hour) error {
	if len(hours) == 0 {
		return nil
	}
	var (
		stations               []int64
		parameters             []int16
		times                  []time.Time
		received, counted      []int32
		means, lowest, highest []*float64
	)
	for _, h := range hours {
		stations, parameters, times = append(stations, h.station), append(parameters, h.parameter), append(times, time.Unix(h.at, 0))
		received, counted = append(received, h.received), append(counted, h.counted)
		means, lowest, highest = append(means, h.mean(1)), append(lowest, h.lowest), append(highest, h.highest)
	}
	type floats = pgtype.FlatArray[*float64]
	_, err := tx.Exec(ctx, `
		INSERT INTO data.readings_hourly AS h (station, parameter, hour, received, counted, expected, mean, lowest, highest)
		SELECT t.station, t.parameter, t.hour, t.received, t.counted, e.expected,
		       CASE WHEN 4 * t.counted >= 3 * e.expected THEN t.mean END, t.lowest, t.highest
		FROM   unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::int[], $5::int[], $6::float8[], $7::float8[], $8::float8[])
		       AS t (station, parameter, hour, received, counted, mean, lowest, highest)
		JOIN   data.stations s ON s.id = t.station
		LEFT   JOIN LATERAL (
		       SELECT coalesce(i.interval_s, 3600) AS interval_s FROM data.station_intervals i
		       WHERE  i.station = t.station AND i.until > t.hour - interval '1 hour' ORDER BY i.until LIMIT 1) AS was ON true
		LEFT   JOIN data.readings_hourly there ON there.station = t.station AND there.parameter = t.parameter AND there.hour = t.hour
		CROSS  JOIN LATERAL (SELECT coalesce(there.expected, greatest(1, 3600 / coalesce(was.interval_s, s.interval_s, 3600))) AS expected) AS e
		ON CONFLICT (station, parameter, hour) DO UPDATE
		SET received = EXCLUDED.received, counted = EXCLUDED.counted, mean = EXCLUDED.mean, lowest = EXCLUDED.lowest, highest = EXCLUDED.highest`,
		stations, parameters, times, received, counted, floats(means), floats(lowest), floats(highest))
	if err != nil {
		return fmt.Errorf("hours: %w", err)
	}
	return nil
}
