package tolerance_test

import (
	"math"
	"testing"
	"time"

	"sotay/internal/tolerance"
)

func TestJudge(t *testing.T) {
	day := func(year int) time.Time { return time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC) }
	rules := []tolerance.Rule{{From: day(2024), Factor: 0.001}, {From: day(2000), Factor: 0.0004}}
	for _, c := range []struct {
		name          string
		papers, onMap float64
		scale         int
		day           time.Time
		tolerance     float64
		within, ok    bool
	}{
		{"0.0004 × 500 × √100", 100, 102, 500, day(2010), 2, true, true},
		{"a little more", 100, 102.01, 500, day(2010), 2, false, true},
		{"less on the map", 100, 97.9, 500, day(2010), 2, false, true},
		{"a coarser map allows more", 100, 97.9, 1000, day(2010), 4, true, true},
		{"by the rule of the day, whatever the order", 100, 104, 500, day(2024), 5, true, true},
		{"before any rule", 100, 100, 500, day(1990), 0, false, false},
		{"no area in the papers", 0, 100, 500, day(2010), 0, false, false},
		{"no number", math.NaN(), 100, 500, day(2010), 0, false, false},
		{"no scale", 100, 100, 0, day(2010), 0, false, false},
	} {
		v, ok := tolerance.Judge(c.papers, c.onMap, c.scale, c.day, rules)
		if ok != c.ok || v.Within != c.within || math.Abs(v.Tolerance-c.tolerance) > 1e-9 {
			t.Errorf("%s: %+v, %v", c.name, v, ok)
		}
		if ok && (math.Abs(v.Difference-(c.onMap-c.papers)) > 1e-9 || math.Abs(v.Percent-(c.onMap-c.papers)) > 1e-9) {
			t.Errorf("%s: %v m² are %v %%", c.name, v.Difference, v.Percent)
		}
	}
	for _, r := range tolerance.Rules() {
		if r.Verified || r.Source == "" {
			t.Errorf("%+v: no text has been read yet", r)
		}
	}
}

func TestCompare(t *testing.T) {
	today := time.Date(2026, time.November, 26, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name                 string
		papers, onMap, scale float64
		at                   int
		assumed, within, ok  bool
	}{
		{"as the source tells", 100, 102.1, 500, 500, false, false, true},
		{"assumed", 100, 102.1, 0, 1000, true, true, true},
		{"assumed, and too much", 100, 104.1, 0, 1000, true, false, true},
		{"no scale at all", 100, 102.1, 5e6, 1000, true, true, true},
		{"no papers", 0, 102.1, 500, 500, false, false, false},
	} {
		got, ok := tolerance.Compare(c.papers, c.onMap, c.scale, today)
		if ok != c.ok || got.Scale != c.at || got.Assumed != c.assumed || got.Within != c.within || got.Legal != c.papers {
			t.Errorf("%s: %+v, %v", c.name, got, ok)
		}
	}
}
