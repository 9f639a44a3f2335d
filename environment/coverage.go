package environment

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
)

// Coverage is how much of what was to come from a station did.
type Coverage struct {
	// Days of the whole station: the sums of its parameters.
	Days       []Covered           `json:"days"`
	Parameters []ParameterCoverage `json:"parameters"`
}

// ParameterCoverage is the coverage of one parameter.
type ParameterCoverage struct {
	Parameter string    `json:"parameter"`
	Days      []Covered `json:"days"`
}

// Covered is the coverage of a day of UTC+7: of what has passed of it.
type Covered struct {
	Day      string `json:"day"`
	Expected int    `json:"expected"` // readings
	Received int    `json:"received"` // of any status
	Counted  int    `json:"counted"`  // of status 0, with a value
	// Percent that was received of what was expected, at most 100; nil where nothing was.
	Percent *float64 `json:"percent"`
}

// mostCovered is the longest period of coverage, in days.
const mostCovered = 400

// Coverage tells how much came from a station on each day on which it was in operation, also
// on those on which nothing did. What was expected in an hour that something came in is what
// was expected then; in the others it is what the station's interval says today. It is for
// staff. It fails with ErrNoStation and with an *Invalid.
func (s *Store) Coverage(ctx context.Context, id int64, span Span) (Coverage, error) {
	if err := span.check(Day); err != nil {
		return Coverage{}, err
	}
	if now := s.now(); span.To.After(now) {
		span.To = now
	}
	first, n := span.days()
	if n > mostCovered {
		return Coverage{}, invalid("Hỏi nhiều nhất %d ngày một lần.", "Ask for %d days at most.", mostCovered)
	}
	of, err := measured(ctx, s.db.Staff, id, nil)
	if err != nil {
		return Coverage{}, err
	}
	return s.coverageOf(ctx, of, first, max(n, 0))
}

func (s *Store) coverageOf(ctx context.Context, of measurements, first time.Time, n int) (Coverage, error) {
	came, err := s.whatCame(ctx, of.station, first, n)
	if err != nil {
		return Coverage{}, err
	}
	working, err := s.workingDays(ctx, of.station, first, n)
	if err != nil {
		return Coverage{}, err
	}
	out := Coverage{Days: []Covered{}, Parameters: []ParameterCoverage{}}
	sums := make([]Covered, n)
	for _, p := range of.list {
		one := ParameterCoverage{p.Code, []Covered{}}
		for i := range n {
			day := first.AddDate(0, 0, i)
			c := came[p.ID][i]
			if !working(p.ID, i) && c.received == 0 {
				continue
			}
			row := Covered{Day: day.Format(time.DateOnly), Expected: c.expectedOf(of.interval, s.now().Sub(day)), Received: c.received, Counted: c.counted}
			sums[i].Day = row.Day
			sums[i].Expected += row.Expected
			sums[i].Received += row.Received
			sums[i].Counted += row.Counted
			one.Days = append(one.Days, row.inPercent())
		}
		out.Parameters = append(out.Parameters, one)
	}
	for _, row := range sums {
		if row.Day != "" {
			out.Days = append(out.Days, row.inPercent())
		}
	}
	return out, nil
}

func (c Covered) inPercent() Covered {
	if c.Expected > 0 {
		c.Percent = ref(min(100, math.Round(1000*float64(c.Received)/float64(c.Expected))/10))
	}
	return c
}

// cameIn is what came of a parameter on a day.
type cameIn struct{ received, counted, expected, hours int }

// expectedOf is how many readings a day was to have of which so much has passed: what was
// expected in the hours that something came in, and in the others by the interval of today.
func (c cameIn) expectedOf(interval, passed time.Duration) int {
	day := 24 * time.Hour
	passed = min(passed, day)
	if interval > time.Hour {
		return max(int(passed/interval), c.received)
	}
	return c.expected + max(0, int(passed/time.Hour)-c.hours)*int(time.Hour/interval)
}

// whatCame reads the hours of n days, by parameter and day.
func (s *Store) whatCame(ctx context.Context, station int64, first time.Time, n int) (map[int16]map[int]cameIn, error) {
	end := first.AddDate(0, 0, n)
	if now := s.now(); now.Before(end) { // the hour that has not ended is not judged yet
		end = now
	}
	rows, err := s.db.Staff.Query(ctx, `
		SELECT parameter, ((hour - interval '1 second') AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - $2::date, sum(received)::int, sum(counted)::int,
		       sum(expected)::int, count(*)::int
		FROM   data.readings_hourly
		WHERE  station = $1 AND hour > $3 AND hour <= $4
		GROUP  BY 1, 2`, station, first.Format(time.DateOnly), first, end)
	if err != nil {
		return nil, fmt.Errorf("coverage of station %d: %w", station, err)
	}
	came := map[int16]map[int]cameIn{}
	var parameter int16
	var day int
	var c cameIn
	_, err = pgx.ForEachRow(rows, []any{&parameter, &day, &c.received, &c.counted, &c.expected, &c.hours}, func() error {
		if came[parameter] == nil {
			came[parameter] = map[int]cameIn{}
		}
		came[parameter][day] = c
		return nil
	})
	return came, err
}

// workingDays tells whether a parameter was to be measured on a day, by its place from the
// first: while the station is in operation and, where sensors of the parameter are known,
// while one of them is.
func (s *Store) workingDays(ctx context.Context, station int64, first time.Time, n int) (func(parameter int16, day int) bool, error) {
	rows, err := s.db.Staff.Query(ctx, `
		SELECT n.parameter, greatest(s.since, n.since) - $2::date, least(s.until, n.until) - $2::date
		FROM   pub.stations s
		JOIN   pub.sensors n ON n.station = s.id
		WHERE  s.id = $1
		UNION  ALL
		SELECT 0, s.since - $2::date, s.until - $2::date FROM pub.stations s WHERE s.id = $1`, station, first.Format(time.DateOnly))
	if err != nil {
		return nil, fmt.Errorf("coverage of station %d: %w", station, err)
	}
	days := map[int16][]bool{}
	var parameter int16
	var from, until *int
	_, err = pgx.ForEachRow(rows, []any{&parameter, &from, &until}, func() error {
		if days[parameter] == nil {
			days[parameter] = make([]bool, n)
		}
		for i := range n {
			if (from == nil || i >= *from) && (until == nil || i < *until) {
				days[parameter][i] = true
			}
		}
		return nil
	})
	return func(parameter int16, day int) bool {
		if list, ok := days[parameter]; ok {
			return list[day]
		}
		return days[0][day]
	}, err
}
