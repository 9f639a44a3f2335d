package environment

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Step is what the values of a series are of.
type Step string

// The steps.
const (
	Hour Step = "hour" // means, labelled by the end of the hour
	Day  Step = "day"  // means, labelled by the beginning of the day
	Raw  Step = "raw"  // readings as they were sent
)

// Numbers are values of a series; NaN, which JSON writes as null, where there is none.
type Numbers []float64

// MarshalJSON writes the numbers as an array.
func (n Numbers) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 8*len(n)+2), '[')
	for i, v := range n {
		if i > 0 {
			b = append(b, ',')
		}
		if math.IsNaN(v) {
			b = append(b, "null"...)
		} else {
			b = strconv.AppendFloat(b, v, 'f', -1, 64)
		}
	}
	return append(b, ']'), nil
}

// Line is the series of one parameter. Values, and what else there is, belong to Times.
type Line struct {
	Parameter string  `json:"parameter"`
	Unit      string  `json:"unit"`
	Times     []int64 `json:"times"` // Unix seconds
	Values    Numbers `json:"values"`
	// Statuses of readings, -1 in a gap; for raw values alone.
	Statuses []int16 `json:"statuses,omitempty"`
	// Lowest and Highest that the mean is of: readings of an hour (for staff alone), hours of a
	// day; nil for raw values.
	Lowest  Numbers `json:"lowest,omitempty"`
	Highest Numbers `json:"highest,omitempty"`
}

// Series are the series of a station.
type Series struct {
	Station int64     `json:"station"`
	Step    Step      `json:"step"`
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Lines   []Line    `json:"series"`
}

// SeriesQuery asks for series of a station.
type SeriesQuery struct {
	Station    int64
	Parameters []string // as they may be written; none: the first MostParameters that the station has
	Span       Span
	Step       Step
	Staff      bool
}

// Series reads series. Hours and days without a mean are gaps: NaN. It fails with
// ErrNoStation, and with an *Invalid for a parameter that the station cannot have and for too
// long a period.
func (s *Store) Series(ctx context.Context, q SeriesQuery) (Series, error) {
	if err := q.Span.check(q.Step); err != nil {
		return Series{}, err
	}
	db := s.seen(q.Staff)
	which, err := measured(ctx, db, q.Station, q.Parameters)
	if err != nil {
		return Series{}, err
	}
	out := Series{Station: q.Station, Step: q.Step, From: *here(&q.Span.From), To: *here(&q.Span.To), Lines: []Line{}}
	for _, p := range which.list[:min(len(which.list), MostParameters)] {
		line := Line{Parameter: p.Code, Unit: p.Unit}
		var err error
		switch q.Step {
		case Raw:
			err = line.readRaw(ctx, db, which, p.ID, q.Span)
		case Day:
			err = line.readDays(ctx, db, which, p.ID, q.Span)
		default:
			err = line.readHours(ctx, db, which, p.ID, q)
		}
		if err != nil {
			return Series{}, fmt.Errorf("series of %s: %w", p.Code, err)
		}
		out.Lines = append(out.Lines, line)
	}
	return out, nil
}

// gaps makes n values, NaN all.
func gaps(n int) Numbers {
	list := make(Numbers, n)
	for i := range list {
		list[i] = math.NaN()
	}
	return list
}

// every lists n times from the first one on.
func every(first time.Time, step time.Duration, n int) []int64 {
	list := make([]int64, n)
	for i := range list {
		list[i] = first.Add(time.Duration(i) * step).Unix()
	}
	return list
}

// tidy rounds a mean to six decimals, so that answers stay short: more than any unit needs.
func tidy(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// readHours reads the means of hours; their extremes are staff's to see.
func (l *Line) readHours(ctx context.Context, db *pgxpool.Pool, of measurements, parameter int16, q SeriesQuery) error {
	first, n := q.Span.hours()
	l.Times, l.Values = every(first, time.Hour, n), gaps(n)
	extremes, from := "NULL::float8[], NULL::float8[]", "pub.readings_hourly"
	if q.Staff {
		extremes, from = "array_agg(lowest), array_agg(highest)", "data.readings_hourly"
		l.Lowest, l.Highest = gaps(n), gaps(n)
	}
	return l.fill(ctx, db, `
		SELECT array_agg(((date_part('epoch', hour) - $5) / 3600)::int), array_agg(mean), `+extremes+`
		FROM   `+from+`
		WHERE  station = $1 AND parameter = $2 AND hour > $3 AND hour <= $4 AND mean IS NOT NULL`,
		of.station, parameter, q.Span.From, q.Span.To, float64(first.Unix()))
}

// readDays reads the means of days, with the lowest and the highest of their hours.
func (l *Line) readDays(ctx context.Context, db *pgxpool.Pool, of measurements, parameter int16, span Span) error {
	first, n := span.days()
	l.Times, l.Values, l.Lowest, l.Highest = every(first, 24*time.Hour, n), gaps(n), gaps(n), gaps(n)
	return l.fill(ctx, db, `
		SELECT array_agg(day - $3::date), array_agg(mean), array_agg(lowest), array_agg(highest)
		FROM   pub.readings_daily
		WHERE  station = $1 AND parameter = $2 AND day >= $3::date AND day < $3::date + $4::int`,
		of.station, parameter, first.Format(time.DateOnly), n)
}

// fill puts what a statement gives (places, means, the lowest and the highest) into its places:
// as arrays, which come and are read faster than rows.
func (l *Line) fill(ctx context.Context, db *pgxpool.Pool, sql string, args ...any) error {
	var places []int32
	var means []float64
	var lowest, highest []*float64
	if err := db.QueryRow(ctx, sql, args...).Scan(&places, &means, &lowest, &highest); err != nil {
		return err
	}
	for i, place := range places {
		l.Values[place] = tidy(means[i])
		if len(lowest) > i && len(highest) > i && lowest[i] != nil && highest[i] != nil {
			l.Lowest[place], l.Highest[place] = tidy(*lowest[i]), tidy(*highest[i])
		}
	}
	return nil
}

// readRaw reads readings as they are. Between two that are further apart than twice the
// station's interval there is a gap, so that no line is drawn over it.
func (l *Line) readRaw(ctx context.Context, db *pgxpool.Pool, of measurements, parameter int16, span Span) error {
	rows, err := db.Query(ctx, `
		SELECT at, value, status FROM data.readings
		WHERE  station = $1 AND parameter = $2 AND at > $3 AND at <= $4
		ORDER  BY at LIMIT $5`, of.station, parameter, span.From, span.To, MostPoints+1)
	if err != nil {
		return err
	}
	l.Times, l.Values, l.Statuses = []int64{}, Numbers{}, []int16{}
	var at, last time.Time
	var value *float64
	var status int16
	n := 0
	_, err = pgx.ForEachRow(rows, []any{&at, &value, &status}, func() error {
		if n++; n > 1 && at.Sub(last) > 2*of.interval {
			l.add(last.Add(of.interval), nil, -1)
		}
		l.add(at, value, status)
		last = at
		return nil
	})
	if err == nil && n > MostPoints {
		err = invalid("Khoảng thời gian này có hơn %d số liệu; hãy thu hẹp hoặc chọn bước giờ.", "This period has more than %d readings; ask for less, or for hours.", MostPoints)
	}
	return err
}

func (l *Line) add(at time.Time, value *float64, status int16) {
	v := math.NaN()
	if value != nil {
		v = *value
	}
	l.Times, l.Values, l.Statuses = append(l.Times, at.Unix()), append(l.Values, v), append(l.Statuses, status)
}

// measurements is what a station measures.
type measurements struct {
	station  int64
	kind     string
	interval time.Duration
	list     []*Parameter
}

// measured finds a station and its parameters: those that are named or, without names, all
// that it has. It fails with ErrNoStation, and with an *Invalid that names the parameter.
func measured(ctx context.Context, db *pgxpool.Pool, id int64, names []string) (measurements, error) {
	of := measurements{station: id}
	var seconds int
	err := db.QueryRow(ctx, `SELECT kind, coalesce(interval_s, 3600) FROM pub.stations WHERE id = $1`, id).Scan(&of.kind, &seconds)
	if err == pgx.ErrNoRows {
		return of, ErrNoStation
	}
	if err != nil {
		return of, fmt.Errorf("station %d: %w", id, err)
	}
	of.interval = time.Duration(seconds) * time.Second
	has, err := parametersOf(ctx, db, id)
	if err != nil {
		return of, err
	}
	if len(names) == 0 {
		of.list = has
		return of, nil
	}
	if len(names) > MostParameters {
		return of, invalid("Hỏi nhiều nhất %d thông số một lần.", "Ask for %d parameters at most.", MostParameters)
	}
	all, err := readParameters(ctx, db)
	if err != nil {
		return of, err
	}
	for _, name := range names {
		p := named(has, name)
		if p == nil {
			p = all.of(of.kind, name)
		}
		if p == nil {
			return of, invalid("Không có thông số %q.", "There is no parameter %q.", name)
		}
		of.list = append(of.list, p)
	}
	return of, nil
}

// named finds a parameter by its code.
func named(list []*Parameter, name string) *Parameter {
	for _, p := range list {
		if symbol(p.Code) == symbol(name) {
			return p
		}
	}
	return nil
}

// parametersOf lists what a station has had means of or has a sensor for.
func parametersOf(ctx context.Context, db *pgxpool.Pool, station int64) ([]*Parameter, error) {
	rows, err := db.Query(ctx, `
		SELECT id, code, medium, name_vi, name_en, unit
		FROM   pub.parameters
		WHERE  id IN (SELECT parameter FROM pub.sensors WHERE station = $1 UNION SELECT parameter FROM pub.latest_means WHERE station = $1)
		ORDER  BY sort, id`, station)
	if err != nil {
		return nil, fmt.Errorf("parameters of station %d: %w", station, err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (*Parameter, error) {
		var p Parameter
		err := row.Scan(&p.ID, &p.Code, &p.Medium, &p.NameVi, &p.NameEn, &p.Unit)
		return &p, err
	})
}
