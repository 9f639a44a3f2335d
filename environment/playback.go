package environment

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/environment/aqi"
	"sotay/environment/wqi"
)

// Ranks are levels, 1 the best; 0, which JSON writes as null, where there is none.
type Ranks []int8

// MarshalJSON writes the levels as an array.
func (r Ranks) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 2*len(r)+2), '[')
	for i, v := range r {
		if i > 0 {
			b = append(b, ',')
		}
		if v == 0 {
			b = append(b, "null"...)
		} else {
			b = strconv.AppendInt(b, int64(v), 10)
		}
	}
	return append(b, ']'), nil
}

// Playback is what all stations showed, hour by hour.
type Playback struct {
	Times    []int64  `json:"times"` // Unix seconds: the end of the hour
	Stations []Played `json:"stations"`
}

// Played is what one station showed.
type Played struct {
	ID     int64   `json:"id"`
	Values Numbers `json:"values"`
	Levels Ranks   `json:"levels"` // of the index or, of one parameter, of its part
	// Silent tells of each hour whether the station was silent at its end.
	Silent Flags `json:"silent"`
}

// Flags are 1 where something holds, else 0: written so they are short.
type Flags []bool

// MarshalJSON writes the flags as an array of numbers.
func (f Flags) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 2*len(f)+2), '[')
	for i, v := range f {
		if i > 0 {
			b = append(b, ',')
		}
		if v {
			b = append(b, '1')
		} else {
			b = append(b, '0')
		}
	}
	return append(b, ']'), nil
}

// ThePlayedIndex asks for the index of each station instead of a parameter.
const ThePlayedIndex = "index"

// Playback tells hour by hour the index of all stations that have one, or the means of a
// parameter where it is measured, for at most MostPlayed, and when they were silent. Stations
// without any of it are left out. It fails with an *Invalid.
func (s *Store) Playback(ctx context.Context, span Span, value string) (Playback, error) {
	switch {
	case !span.From.Before(span.To):
		return Playback{}, span.check(Hour)
	case span.To.Sub(span.From) > MostPlayed:
		return Playback{}, invalid("Chỉ phát lại được nhiều nhất %d ngày.", "At most %d days can be played.", int(MostPlayed/(24*time.Hour)))
	}
	kinds, err := s.stationKinds(ctx)
	if err != nil {
		return Playback{}, err
	}
	first, n := span.hours()
	out := Playback{Times: every(first, time.Hour, n), Stations: []Played{}}
	if value == ThePlayedIndex {
		for _, kind := range []string{"air", "surface_water"} {
			if err := s.playIndex(ctx, &out, indexKind(kind), kinds[kind], first, n); err != nil {
				return Playback{}, err
			}
		}
		return out, s.playSilence(ctx, &out, first, n)
	}
	all, err := readParameters(ctx, s.db.Public)
	if err != nil {
		return Playback{}, err
	}
	known := false
	for kind, stations := range kinds {
		p := all.of(kind, value)
		if p == nil {
			continue
		}
		known = true
		if err := s.playParameter(ctx, &out, p, stations, first, n); err != nil {
			return Playback{}, err
		}
	}
	if !known && all.anywhere(value) == nil {
		return Playback{}, invalid("Không có thông số %q.", "There is no parameter %q.", value)
	}
	return out, s.playSilence(ctx, &out, first, n)
}

// playSilence adds when stations were silent. A station that had nothing to show and was silent
// is there too: it is not as if it had not been.
func (s *Store) playSilence(ctx context.Context, out *Playback, first time.Time, n int) error {
	rows, err := s.db.Public.Query(ctx, `
		SELECT e.station, (extract(epoch FROM h.hour - $1) / 3600)::int
		FROM   pub.station_events e, generate_series($1::timestamptz, $2, interval '1 hour') AS h (hour)
		WHERE  e.kind = 'silence' AND e.began <= h.hour AND (e.ended IS NULL OR e.ended > h.hour) AND h.hour <= $3
		ORDER  BY 1, 2`, first, first.Add(time.Duration(n-1)*time.Hour), s.now())
	if err != nil {
		return fmt.Errorf("silence of stations: %w", err)
	}
	silent := map[int64]Flags{}
	var id int64
	var i int
	if _, err := pgx.ForEachRow(rows, []any{&id, &i}, func() error {
		if silent[id] == nil {
			silent[id] = make(Flags, n)
		}
		silent[id][i] = true
		return nil
	}); err != nil {
		return fmt.Errorf("silence of stations: %w", err)
	}
	for i := range out.Stations {
		p := &out.Stations[i]
		if p.Silent = silent[p.ID]; p.Silent == nil {
			p.Silent = make(Flags, n)
		}
		delete(silent, p.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(silent)) {
		out.Stations = append(out.Stations, Played{id, gaps(n), make(Ranks, n), silent[id]})
	}
	return nil
}

// stationKinds lists the stations by their kind.
func (s *Store) stationKinds(ctx context.Context) (map[string][]int64, error) {
	rows, err := s.db.Public.Query(ctx, `SELECT kind, array_agg(id ORDER BY id) FROM pub.stations GROUP BY kind`)
	if err != nil {
		return nil, fmt.Errorf("stations by kind: %w", err)
	}
	kinds := map[string][]int64{}
	var kind string
	var ids []int64
	_, err = pgx.ForEachRow(rows, []any{&kind, &ids}, func() error {
		kinds[kind], ids = ids, nil
		return nil
	})
	return kinds, err
}

// playIndex adds the indices of stations, those that have any.
func (s *Store) playIndex(ctx context.Context, out *Playback, kind string, stations []int64, first time.Time, n int) error {
	if len(stations) == 0 {
		return nil
	}
	_, _, ids, err := s.ingredients(ctx, kind)
	if err != nil {
		return err
	}
	before := aqi.NowcastHours - 1
	if kind == "wqi" {
		before = waterReach
	}
	all, err := readMeans(ctx, s.db.Public, stations, ids, first.Add(-time.Duration(before)*time.Hour), n+before)
	if err != nil {
		return err
	}
	for _, id := range stations {
		m, played, some := all[id], Played{ID: id, Values: gaps(n), Levels: make(Ranks, n)}, false
		for i := range n {
			if f := figureOf(kind, m, i+before); f.Level > 0 {
				played.Values[i], played.Levels[i], some = float64(f.Value), int8(f.Level), true
			}
		}
		if some {
			out.Stations = append(out.Stations, played)
		}
	}
	return nil
}

// playParameter adds the means of a parameter, with the level that each has alone.
func (s *Store) playParameter(ctx context.Context, out *Playback, p *Parameter, stations []int64, first time.Time, n int) error {
	all, err := readMeans(ctx, s.db.Public, stations, map[int16]string{p.ID: p.Code}, first, n)
	if err != nil {
		return err
	}
	level := p.levels()
	for _, id := range stations {
		line := all[id][p.Code]
		if line == nil {
			continue
		}
		levels := make(Ranks, n)
		for i, v := range line {
			if !math.IsNaN(v) {
				levels[i] = level(v)
				line[i] = tidy(v)
			}
		}
		out.Stations = append(out.Stations, Played{ID: id, Values: line, Levels: levels})
	}
	return nil
}

// levels tells the level of a mean of one hour, by the table of the index that the parameter is
// a part of; 0 for others, and for oxygen, whose part needs the temperature.
func (p *Parameter) levels() func(float64) int8 {
	_, codes := ingredients("wqi")
	water := wqi.Parameter(codes[p.Code])
	return func(v float64) int8 {
		switch p.Medium {
		case "air":
			if value, ok := aqi.PartOf(aqi.Pollutant(p.Code), v); ok {
				return int8(aqi.Rank(value))
			}
		case "water":
			if value, ok := wqi.PartOf(water, v); ok {
				return int8(wqi.Rank(value))
			}
		}
		return 0
	}
}
