// Package indicators keeps figures by commune and period that other systems of the province
// count: public services on time, health, education, tourism, economy. They come as CSV, all of a
// table or nothing; what a value was before stays as a revision. Anyone may read them. Start with
// Store.
package indicators

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/audit"
	"sotay/postgis"
)

// ErrNotFound is returned for an indicator, or a period of one, that is not there.
var ErrNotFound = errors.New("no such indicator or period")

// Store reads and writes indicators. It is safe for concurrent use.
type Store struct {
	DB  *postgis.DB
	Log *audit.Log
}

// Indicator is what a figure means.
type Indicator struct {
	Code    string   `json:"code"`
	Theme   string   `json:"theme"` // services, health, education, tourism or economy
	NameVi  string   `json:"name_vi"`
	NameEn  string   `json:"name_en"`
	Unit    string   `json:"unit"`
	Better  string   `json:"better"`  // which values are good: high, low or neither
	Periods []Period `json:"periods"` // that there are values of, the latest first
}

// Period is a year (2026), a quarter (2026-Q3) or a month (2026-09), and of how many communes there
// are values.
type Period struct {
	Period   string `json:"period"`
	Communes int    `json:"communes"`
}

// List gives all indicators by theme, with at most 120 periods each.
func (s *Store) List(ctx context.Context) ([]Indicator, error) {
	rows, err := s.DB.Public.Query(ctx, `
		SELECT i.code, i.theme, i.name_vi, i.name_en, i.unit, i.better, coalesce(v.periods, '{}'), coalesce(v.communes, '{}')
		FROM   pub.indicators i
		LEFT   JOIN LATERAL (
		       SELECT array_agg(period ORDER BY ends DESC, period) AS periods, array_agg(n ORDER BY ends DESC, period) AS communes
		       FROM  (SELECT period, ends, count(*)::int AS n FROM pub.indicator_values WHERE indicator = i.id
		              GROUP BY period, ends ORDER BY ends DESC, period LIMIT 120) AS p
		) AS v ON true
		ORDER  BY i.sort, i.code`)
	if err != nil {
		return nil, fmt.Errorf("indicators: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (i Indicator, err error) {
		var periods []string
		var communes []int
		if err := row.Scan(&i.Code, &i.Theme, &i.NameVi, &i.NameEn, &i.Unit, &i.Better, &periods, &communes); err != nil {
			return i, err
		}
		i.Periods = make([]Period, len(periods))
		for n := range periods {
			i.Periods[n] = Period{periods[n], communes[n]}
		}
		return i, nil
	})
	if err != nil {
		return nil, fmt.Errorf("indicators: %w", err)
	}
	return list, nil
}

// Value is an indicator's value in a commune.
type Value struct {
	Commune string  `json:"commune"` // code
	Name    string  `json:"name"`    // of the commune, "" where the map has none of this code
	Value   float64 `json:"value"`
	Class   int     `json:"class"` // index in the classes
}

// Class is a part of the values, ends included.
type Class struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Count int     `json:"count"`
}

// Map is an indicator of a period, ready to be drawn.
type Map struct {
	Indicator Indicator `json:"indicator"`
	Period    string    `json:"period"`
	Values    []Value   `json:"values"`  // by value, the lowest first
	Classes   []Class   `json:"classes"` // the lowest first
	Sources   []string  `json:"sources"` // who says so
	At        time.Time `json:"at"`      // when the newest of it was brought here
}

// Map gives the values of an indicator in a period, "" for the latest, in five classes of about as
// many communes each (fewer where values are the same). It fails with ErrNotFound.
func (s *Store) Map(ctx context.Context, code, period string) (Map, error) {
	all, err := s.List(ctx)
	if err != nil {
		return Map{}, err
	}
	i := slices.IndexFunc(all, func(i Indicator) bool { return i.Code == code })
	if i < 0 {
		return Map{}, ErrNotFound
	}
	m := Map{Indicator: all[i], Period: period, Values: []Value{}, Classes: []Class{}, Sources: []string{}}
	if period == "" {
		if len(m.Indicator.Periods) == 0 {
			return m, nil
		}
		m.Period = m.Indicator.Periods[0].Period
	}
	if err := s.fill(ctx, &m); err != nil {
		return Map{}, err
	}
	return m, nil
}

// Latest gives each indicator that there are values of in its latest period, by theme.
func (s *Store) Latest(ctx context.Context) ([]Map, error) {
	all, err := s.List(ctx)
	if err != nil {
		return nil, err
	}
	var latest []Map
	for _, i := range all {
		if len(i.Periods) == 0 {
			continue
		}
		m := Map{Indicator: i, Period: i.Periods[0].Period, Values: []Value{}, Classes: []Class{}, Sources: []string{}}
		if err := s.fill(ctx, &m); err != nil {
			return nil, err
		}
		latest = append(latest, m)
	}
	return latest, nil
}

// fill reads the values of a map's indicator and period, and puts them into classes.
func (s *Store) fill(ctx context.Context, m *Map) error {
	rows, err := s.DB.Public.Query(ctx, `
		SELECT v.commune, coalesce((SELECT min(c.name) FROM pub.communes c WHERE c.code = v.commune), ''), v.value, v.source, v.at
		FROM   pub.indicator_values v JOIN pub.indicators i ON i.id = v.indicator
		WHERE  i.code = $1 AND v.period = $2
		ORDER  BY v.value, v.commune`, m.Indicator.Code, m.Period)
	if err != nil {
		return fmt.Errorf("indicator %s: %w", m.Indicator.Code, err)
	}
	var (
		v      Value
		source string
		at     time.Time
	)
	_, err = pgx.ForEachRow(rows, []any{&v.Commune, &v.Name, &v.Value, &source, &at}, func() error {
		m.Values = append(m.Values, v)
		if source != "" && !slices.Contains(m.Sources, source) {
			m.Sources = append(m.Sources, source)
		}
		if at.After(m.At) {
			m.At = at
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("indicator %s: %w", m.Indicator.Code, err)
	}
	if len(m.Values) == 0 {
		return ErrNotFound
	}
	m.Classes = classify(m.Values)
	return nil
}

// mostClasses of a map.
const mostClasses = 5

// classify puts values, sorted, into quantile classes and says what these are. A value is never in
// two: where many are the same there are fewer classes.
func classify(values []Value) []Class {
	classes := []Class{}
	begun := -1 // the fifth that the class in hand began in
	for i := range values {
		v, fifth := values[i].Value, i*mostClasses/len(values)
		if i == 0 || v != values[i-1].Value && fifth > begun {
			classes = append(classes, Class{From: v})
			begun = fifth
		}
		last := len(classes) - 1
		classes[last].To = v
		classes[last].Count++
		values[i].Class = last
	}
	return classes
}
