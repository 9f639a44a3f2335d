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
	Better  string   `json:"better"` // which values are good: high, low or neither
	Lowest  *float64 `json:"lowest"` // what a value can be
	Highest *float64 `json:"highest"`
	Source  string   `json:"source"` // who says so where a table did not
	// Limits of classes, ascending; none: classes of as many communes each.
	Breaks  []float64 `json:"breaks"`
	Periods []Period  `json:"periods"` // that there are values of, the latest first
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
		SELECT i.code, i.theme, i.name_vi, i.name_en, i.unit, i.better, i.lowest, i.highest, i.source, i.breaks, coalesce(v.periods, '{}'), coalesce(v.communes, '{}')
		FROM   pub.indicators i
		LEFT   JOIN LATERAL (
		       SELECT array_agg(period ORDER BY ends DESC, period) AS periods, array_agg(n ORDER BY ends DESC, period) AS communes
		       FROM  (SELECT period, ends, count(*)::int AS n FROM pub.indicator_values WHERE indicator = i.id
		              GROUP BY period, ends ORDER BY ends DESC, period LIMIT 120) AS p
		) AS v ON true
		ORDER  BY array_position($1::text[], i.theme), i.sort, i.code`, Themes())
	if err != nil {
		return nil, fmt.Errorf("indicators: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (i Indicator, err error) {
		var periods []string
		var communes []int
		if err := row.Scan(&i.Code, &i.Theme, &i.NameVi, &i.NameEn, &i.Unit, &i.Better, &i.Lowest, &i.Highest, &i.Source, &i.Breaks, &periods, &communes); err != nil {
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
	Name    string  `json:"name"`    // as it was on the period's last day, "" where it is not known
	Value   float64 `json:"value"`
	Class   int     `json:"class"` // index in the classes
}

// Commune is one without a value.
type Commune struct {
	Commune string `json:"commune"` // code
	Name    string `json:"name"`
}

// Map is an indicator of a period, ready to be drawn.
type Map struct {
	Indicator Indicator `json:"indicator"`
	Period    string    `json:"period"`
	Day       string    `json:"day"`     // the last of the period: communes are those of this day
	Values    []Value   `json:"values"`  // by value, the lowest first
	OffMap    []string  `json:"off_map"` // codes of those whose area the layer of communes has not on that day
	Missing   []Commune `json:"missing"` // communes of that day without a value, by name
	Classes   []Class   `json:"classes"` // the lowest first
	Sources   []string  `json:"sources"` // who says so
	At        time.Time `json:"at"`      // when the newest of it was brought here
}

// Map gives the values of an indicator in a period, "" for the latest, in five classes of about as
// many communes each (fewer where values are the same), or in those of the indicator's limits. It
// fails with ErrNotFound.
func (s *Store) Map(ctx context.Context, code, period string) (Map, error) {
	all, err := s.List(ctx)
	if err != nil {
		return Map{}, err
	}
	i := slices.IndexFunc(all, func(i Indicator) bool { return i.Code == code })
	if i < 0 {
		return Map{}, ErrNotFound
	}
	m := emptyMap(all[i], period)
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
		m := emptyMap(i, i.Periods[0].Period)
		if err := s.fill(ctx, &m); err != nil {
			return nil, err
		}
		latest = append(latest, m)
	}
	return latest, nil
}

func emptyMap(i Indicator, period string) Map {
	return Map{Indicator: i, Period: period, Values: []Value{}, OffMap: []string{}, Missing: []Commune{}, Classes: []Class{}, Sources: []string{}}
}

// fill reads the values of a map's indicator and period, and puts them into classes.
func (s *Store) fill(ctx context.Context, m *Map) error {
	if err := s.readValues(ctx, m); err != nil {
		return fmt.Errorf("indicator %s: %w", m.Indicator.Code, err)
	}
	if len(m.Values) == 0 {
		return ErrNotFound
	}
	if len(m.Indicator.Breaks) > 0 {
		m.Classes = divide(m.Values, m.Indicator)
	} else {
		m.Classes = classify(m.Values)
	}
	return nil
}

// readValues reads a map's values, and which communes of the period's last day have none.
func (s *Store) readValues(ctx context.Context, m *Map) error {
	rows, err := s.DB.Public.Query(ctx, `
		WITH day AS (SELECT pub.period_end($2) - 1 AS day), there AS (
		    SELECT code, min(name) AS name FROM pub.communes, day
		    WHERE  coalesce(valid_from <= day, true) AND coalesce(valid_to > day, true) GROUP BY code
		), kept AS (
		    SELECT v.commune, v.value, v.source, v.at FROM pub.indicator_values v JOIN pub.indicators i ON i.id = v.indicator
		    WHERE  i.code = $1 AND v.period = $2
		)
		SELECT day::text, coalesce(v.commune, t.code), t.code IS NOT NULL, v.value, v.source, v.at,
		       coalesce(t.name, (SELECT min(u.name) FROM pub.units u WHERE u.level = 3 AND u.code = v.commune
		                         AND coalesce(u.valid_from <= day, true) AND coalesce(u.valid_to > day, true)), '')
		FROM   day, kept v FULL JOIN there t ON t.code = v.commune
		ORDER  BY v.value, 7, 2`, m.Indicator.Code, m.Period)
	if err != nil {
		return err
	}
	var (
		code, name string
		onMap      bool
		value      *float64
		source     *string
		at         *time.Time
	)
	_, err = pgx.ForEachRow(rows, []any{&m.Day, &code, &onMap, &value, &source, &at, &name}, func() error {
		if value == nil {
			m.Missing = append(m.Missing, Commune{code, name})
			return nil
		}
		m.Values = append(m.Values, Value{Commune: code, Name: name, Value: *value})
		if !onMap {
			m.OffMap = append(m.OffMap, code)
		}
		if *source == "" {
			*source = m.Indicator.Source
		}
		if *source != "" && !slices.Contains(m.Sources, *source) {
			m.Sources = append(m.Sources, *source)
		}
		if at.After(m.At) {
			m.At = *at
		}
		return nil
	})
	return err
}
