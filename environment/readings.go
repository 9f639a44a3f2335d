package environment

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"sotay/internal/calendar"
)

// Reading is one value of one parameter at a station, in the parameter's unit.
type Reading struct {
	Station   int64
	Parameter int16
	At        time.Time // of a whole microsecond
	Value     *float64  // nil: the station sent none
	Status    int16     // 0 measuring, 1 calibrating, 2 faulty, others as sent
}

// compare orders readings by their keys.
func (r Reading) compare(o Reading) int {
	return cmp.Or(r.series().compare(o.series()), r.At.Compare(o.At))
}

// same tells whether two readings of one key say the same.
func (r Reading) same(o Reading) bool {
	return r.Status == o.Status && (r.Value == nil) == (o.Value == nil) && (r.Value == nil || *r.Value == *o.Value)
}

// counts tells whether a reading is part of means.
func (r Reading) counts() bool { return r.Status == 0 && r.Value != nil }

func (r Reading) series() series { return series{r.Station, r.Parameter} }

// series is one parameter at one station.
type series struct {
	station   int64
	parameter int16
}

func (s series) compare(o series) int {
	return cmp.Or(cmp.Compare(s.station, o.station), cmp.Compare(s.parameter, o.parameter))
}

// span is what a series measured after a moment, up to and with another.
type span struct {
	series
	after, until time.Time
}

// spansOf are the spans of the hours of readings, which are in the order of keys: hours that
// follow on each other are one.
func spansOf(readings []Reading) []span {
	var list []span
	for _, r := range readings {
		hour := hourOf(r.At)
		last := len(list) - 1
		switch {
		case last < 0 || list[last].series != r.series() || list[last].until.Before(hour.Add(-time.Hour)):
			list = append(list, span{r.series(), hour.Add(-time.Hour), hour})
		case list[last].until.Before(hour):
			list[last].until = hour
		}
	}
	return list
}

// spanArgs are spans by column, and at last the first and last moment of all.
func spanArgs(spans []span) []any {
	var (
		stations     []int64
		parameters   []int16
		after, until []time.Time
	)
	first, last := spans[0].after, spans[0].until
	for _, s := range spans {
		stations, parameters = append(stations, s.station), append(parameters, s.parameter)
		after, until = append(after, s.after), append(until, s.until)
		if s.after.Before(first) {
			first = s.after
		}
		if s.until.After(last) {
			last = s.until
		}
	}
	return []any{stations, parameters, after, until, first, last}
}

// eachReading gives what is stored of spans, in the order of keys, one by one: fast stations have
// thousands in an hour. Each span is looked up in the index; the moments around all keep
// partitions of other months out.
func eachReading(ctx context.Context, tx pgx.Tx, spans []span, do func(Reading)) error {
	if len(spans) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, `
		SELECT t.station, t.parameter, r.at, r.value, r.status
		FROM   unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::timestamptz[]) WITH ORDINALITY AS t (station, parameter, after, until, n)
		CROSS  JOIN LATERAL (
		       SELECT r.at, r.value, r.status
		       FROM   data.readings r
		       WHERE  r.station = t.station AND r.parameter = t.parameter AND r.at > t.after AND r.at <= t.until AND r.at > $5 AND r.at <= $6
		       OFFSET 0) AS r
		ORDER  BY t.n, r.at`, spanArgs(spans)...)
	if err != nil {
		return fmt.Errorf("readings: %w", err)
	}
	var r Reading
	var value pgtype.Float8
	_, err = pgx.ForEachRow(rows, []any{&r.Station, &r.Parameter, &r.At, &value, &r.Status}, func() error {
		if r.Value = nil; value.Valid {
			v := value.Float64
			r.Value = &v
		}
		do(r)
		return nil
	})
	if err != nil {
		return fmt.Errorf("readings: %w", err)
	}
	return nil
}

// columns are readings by column, as the statements take them.
type columns struct {
	stations   []int64
	parameters []int16
	times      []time.Time
	values     []*float64
	statuses   []int16
}

func columnsOf(readings []Reading) *columns {
	c := &columns{}
	for _, r := range readings {
		c.stations, c.parameters = append(c.stations, r.Station), append(c.parameters, r.Parameter)
		c.times, c.values, c.statuses = append(c.times, r.At), append(c.values, r.Value), append(c.statuses, r.Status)
	}
	return c
}

// args are the columns station, parameter, at, value and status.
func (c *columns) args(more ...any) []any {
	return append([]any{c.stations, c.parameters, c.times, pgtype.FlatArray[*float64](c.values), c.statuses}, more...)
}

// execer is a pool or a transaction.
type execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// makeMonths makes the partitions that readings go to: by a pool each in a transaction of its own.
func makeMonths(ctx context.Context, db execer, readings []Reading) error {
	var months []string
	var from, to time.Time // of the month of the last reading
	for _, r := range readings {
		if !r.At.Before(from) && r.At.Before(to) {
			continue
		}
		at := r.At.In(calendar.Zone())
		from = time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, at.Location())
		to = from.AddDate(0, 1, 0)
		if m := from.Format(time.RFC3339); !slices.Contains(months, m) {
			months = append(months, m)
		}
	}
	for _, m := range months {
		if _, err := db.Exec(ctx, `SELECT sotay.make_readings_month($1::timestamptz)`, m); err != nil {
			return fmt.Errorf("readings of %s: %w", m, err)
		}
	}
	return nil
}
