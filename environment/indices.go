package environment

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/environment/aqi"
	"sotay/environment/index"
	"sotay/environment/wqi"
)

// Why a station has no index, besides what the indices themselves say.
const (
	// NoMeans: no parameter of the index has a mean of the hour or the day.
	NoMeans index.Reason = "no_means"
	// Stale: the newest mean is too old to tell of the present.
	Stale index.Reason = "stale"
	// Silent: the station has sent nothing for too long, whatever its last hours say.
	Silent index.Reason = "silent"
)

// ReasonText says a reason in words.
func ReasonText(why index.Reason) index.Text {
	return map[index.Reason]index.Text{
		aqi.NoParticles:   {VI: "Trạm không đo bụi PM2.5 hoặc PM10, là thông số bắt buộc của VN_AQI.", EN: "Neither PM2.5 nor PM10 is measured, one of which VN_AQI requires."},
		aqi.NotRecent:     {VI: "Trong ba giờ gần nhất chưa đủ hai giờ có số liệu bụi PM2.5 hoặc PM10.", EN: "Of the last three hours fewer than two have PM2.5 or PM10."},
		aqi.TooFewHours:   {VI: "Trong ngày chưa đủ 18 giờ có số liệu bụi PM2.5 hoặc PM10.", EN: "The day has fewer than 18 hours of PM2.5 or PM10."},
		wqi.TooFewOrganic: {VI: "Nhóm IV (ôxy hòa tan, hữu cơ, dinh dưỡng) là bắt buộc nhưng có chưa đủ ba thông số.", EN: "Group IV (oxygen, organic matter, nutrients) is required and has fewer than three parameters."},
		wqi.TooFewGroups:  {VI: "Có số liệu của chưa đủ ba trong năm nhóm thông số.", EN: "Fewer than three of the five groups of parameters are there."},
		NoMeans:           {VI: "Không có số liệu trung bình của thời gian này.", EN: "There are no means of this time."},
		Stale:             {VI: "Số liệu mới nhất đã quá cũ để nói về hiện tại.", EN: "The newest values are too old to tell of the present."},
		Silent:            {VI: "Trạm đang mất tín hiệu.", EN: "The station is silent."},
	}[why]
}

// Figure is an index of a time, or why there is none.
type Figure struct {
	Value    int
	Level    int    // 0 without an index
	Dominant string // code of a parameter
	Reason   index.Reason
	// What it is made of: one of both, with an index.
	Air   *aqi.Index
	Water *wqi.Index
}

// figureOf is the index of an hour: by its place in the lines, which hold the hours before.
func figureOf(kind string, m means, i int) Figure {
	switch {
	case !m.any(i):
		return Figure{Reason: NoMeans}
	case kind == "aqi":
		hours := map[aqi.Pollutant][]float64{}
		for name, line := range m {
			hours[aqi.Pollutant(name)] = line[max(0, i-aqi.NowcastHours+1) : i+1]
		}
		return airFigure(aqi.Hourly(hours))
	}
	sample := map[wqi.Parameter]float64{}
	for name, line := range m {
		sample[wqi.Parameter(name)], _ = line.newest(i, waterReach)
	}
	return waterFigure(wqi.Of(sample))
}

// waterReach is how many hours back a mean still counts for the index of water: what is
// measured once a day, as much of the obligatory group is, belongs to all hours of its day.
const waterReach = 24

func airFigure(x aqi.Index, err error) Figure {
	if err != nil {
		return Figure{Reason: reasonOf(err)}
	}
	return Figure{Value: x.Value, Level: aqi.Rank(x.Value), Dominant: string(x.Dominant), Air: &x}
}

func waterFigure(x wqi.Index, err error) Figure {
	if err != nil {
		return Figure{Reason: reasonOf(err)}
	}
	return Figure{Value: x.Value, Level: wqi.Rank(x.Value), Dominant: waterCode(x.Dominant), Water: &x}
}

// waterCode is the code of a parameter of the index of water.
func waterCode(p wqi.Parameter) string {
	if p == wqi.Temperature {
		return "WTEMP"
	}
	return symbol(string(p))
}

func reasonOf(err error) index.Reason {
	var no *index.NotComputedError
	if errors.As(err, &no) {
		return no.Reason
	}
	return NoMeans
}

// IndexSeries are the indices of a station over hours or days.
type IndexSeries struct {
	Kind      *string         `json:"kind"` // null: stations of this kind have no index
	Step      Step            `json:"step"`
	Times     []int64         `json:"times"` // Unix seconds: the end of the hour, the beginning of the day
	Values    []*int          `json:"values"`
	Levels    []*int          `json:"levels"`
	Dominants []*string       `json:"dominants"`
	Reasons   []*index.Reason `json:"reasons"` // where there is no index
}

// add adds the index of one time.
func (x *IndexSeries) add(f Figure) {
	var value, level *int
	var dominant *string
	var reason *index.Reason
	if f.Level == 0 {
		reason = ref(f.Reason)
	} else {
		value, level, dominant = ref(f.Value), ref(f.Level), ref(f.Dominant)
	}
	x.Values, x.Levels, x.Dominants, x.Reasons = append(x.Values, value), append(x.Levels, level), append(x.Dominants, dominant), append(x.Reasons, reason)
}

func ref[T any](v T) *T { return &v }

// IndexSeries computes the indices of a station from its means, for a period. It fails with
// ErrNoStation, and with an *Invalid.
func (s *Store) IndexSeries(ctx context.Context, id int64, span Span, step Step) (IndexSeries, error) {
	if err := span.check(step); err != nil {
		return IndexSeries{}, err
	}
	of, err := measured(ctx, s.db.Public, id, nil)
	if err != nil {
		return IndexSeries{}, err
	}
	out := IndexSeries{Step: step, Times: []int64{}, Values: []*int{}, Levels: []*int{}, Dominants: []*string{}, Reasons: []*index.Reason{}}
	kind := indexKind(of.kind)
	if kind == "" {
		return out, nil
	}
	out.Kind = &kind
	if step == Day {
		return out, s.indexDays(ctx, &out, of, span)
	}
	first, n := span.hours()
	m, err := s.meansOf(ctx, of, first.Add(-waterReach*time.Hour), n+waterReach)
	if err != nil {
		return IndexSeries{}, err
	}
	out.Times = every(first, time.Hour, n)
	for i := range n {
		out.add(figureOf(kind, m, i+waterReach))
	}
	return out, nil
}

// meansOf reads what the index of a station is made of, with lines for all that it measures.
func (s *Store) meansOf(ctx context.Context, of measurements, first time.Time, n int) (means, error) {
	medium, codes, ids, err := s.ingredients(ctx, indexKind(of.kind))
	if err != nil {
		return nil, err
	}
	all, err := readMeans(ctx, s.db.Public, []int64{of.station}, ids, first, n)
	if err != nil {
		return nil, err
	}
	m := all[of.station]
	if m == nil {
		m = means{}
	}
	m.complete(of.list, medium, codes, n)
	return m, nil
}

// ingredients are those of an index, by the ids of their parameters too.
func (s *Store) ingredients(ctx context.Context, kind string) (medium string, codes map[string]string, ids map[int16]string, err error) {
	all, err := readParameters(ctx, s.db.Public)
	if err != nil {
		return "", nil, nil, err
	}
	medium, codes = ingredients(kind)
	ids = map[int16]string{}
	for code, name := range codes {
		if p := all.byMedium[medium][symbol(code)]; p != nil {
			ids[p.ID] = name
		}
	}
	return medium, codes, ids, nil
}

// indexDays computes the indices of days from the stored days.
func (s *Store) indexDays(ctx context.Context, out *IndexSeries, of measurements, span Span) error {
	first, n := span.days()
	out.Times = every(first, 24*time.Hour, n)
	days, err := s.readDays(ctx, of, first, n)
	if err != nil {
		return err
	}
	for _, day := range days {
		out.add(day.figure(*out.Kind))
	}
	return nil
}

// dayMeans are the means of a day of what a station measures.
type dayMeans struct {
	begun bool // there is an hour with a mean
	of    map[string]aqi.DayMeans
}

// figure is the index of the day: of air from what aqi.OfDay takes, of water from the means.
func (d dayMeans) figure(kind string) Figure {
	if !d.begun {
		return Figure{Reason: NoMeans}
	}
	if kind == "aqi" {
		pollutants := map[aqi.Pollutant]aqi.DayMeans{}
		for name, m := range d.of {
			pollutants[aqi.Pollutant(name)] = m
		}
		return airFigure(aqi.OfDay(pollutants))
	}
	sample := map[wqi.Parameter]float64{}
	for name, m := range d.of {
		sample[wqi.Parameter(name)] = m.Mean
	}
	return waterFigure(wqi.Of(sample))
}

// readDays reads what the indices of n days are made of. Of a
// station of water that sends less often than every 80 minutes, the mean of what it did send in a
// day is taken, however little that is.
func (s *Store) readDays(ctx context.Context, of measurements, first time.Time, n int) ([]dayMeans, error) {
	medium, codes, ids, err := s.ingredients(ctx, indexKind(of.kind))
	if err != nil {
		return nil, err
	}
	nothing := aqi.DayMeans{Mean: math.NaN(), Highest: math.NaN(), Eight: math.NaN()}
	days := make([]dayMeans, n)
	for i := range days {
		days[i].of = map[string]aqi.DayMeans{}
		for _, p := range of.list {
			if name, ok := codes[p.Code]; ok && p.Medium == medium {
				days[i].of[name] = nothing
			}
		}
	}
	if medium == "water" && of.interval > 80*time.Minute {
		return days, s.sparseDays(ctx, of, first, days, ids)
	}
	parameters := make([]int16, 0, len(ids))
	for id := range ids {
		parameters = append(parameters, id)
	}
	rows, err := s.db.Public.Query(ctx, `
		SELECT h.parameter, h.day - $3::date, coalesce(d.mean, 'NaN'), coalesce(d.highest, 'NaN'), coalesce(d.highest_8h, 'NaN')
		FROM   pub.daily_hours h
		LEFT   JOIN pub.readings_daily d USING (station, parameter, day)
		WHERE  h.station = $1 AND h.parameter = ANY ($2) AND h.day >= $3::date AND h.day < $3::date + $4::int`,
		of.station, parameters, first.Format(time.DateOnly), n)
	if err != nil {
		return nil, fmt.Errorf("means of days: %w", err)
	}
	var parameter int16
	var i int
	var m aqi.DayMeans
	_, err = pgx.ForEachRow(rows, []any{&parameter, &i, &m.Mean, &m.Highest, &m.Eight}, func() error {
		days[i].begun, days[i].of[ids[parameter]] = true, m
		return nil
	})
	return days, err
}

// sparseDays takes the means of what hours there are.
func (s *Store) sparseDays(ctx context.Context, of measurements, first time.Time, days []dayMeans, ids map[int16]string) error {
	all, err := readMeans(ctx, s.db.Public, []int64{of.station}, ids, first.Add(time.Hour), 24*len(days))
	if err != nil {
		return err
	}
	for name, line := range all[of.station] {
		for i := range days {
			sum, n := 0.0, 0.0
			for _, v := range line[24*i : 24*i+24] {
				if !math.IsNaN(v) {
					sum, n = sum+v, n+1
				}
			}
			if n > 0 {
				days[i].begun, days[i].of[name] = true, aqi.DayMeans{Mean: sum / n, Highest: sum / n, Eight: math.NaN()}
			}
		}
	}
	return nil
}
