package aqi_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"sotay/environment/aqi"
	"sotay/environment/index"
)

var none = math.NaN()

// hour is the means of an hour of one pollutant beside particles that are none.
func hour(p aqi.Pollutant, c float64) map[aqi.Pollutant][]float64 {
	means := map[aqi.Pollutant][]float64{aqi.PM10: constant(12, 0)}
	means[p] = constant(12, c)
	return means
}

func constant(n int, c float64) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = c
	}
	return list
}

func mustPart(t *testing.T, x aqi.Index, err error, p aqi.Pollutant, b aqi.Basis) aqi.Part {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range x.Parts {
		if part.Pollutant == p && part.Basis == b {
			return part
		}
	}
	t.Fatalf("no %s (%s) in %+v", p, b, x)
	return aqi.Part{}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// The decision's examples and values between its breakpoints. The decision prints 60 for the
// NO2 of 59.35.
func TestPartsOfAnHour(t *testing.T) {
	for _, tt := range []struct {
		p     aqi.Pollutant
		c     float64
		exact float64
		value int
	}{
		{aqi.O3, 136.1, 42.53125, 43},
		{aqi.NO2, 118.7, 59.35, 59},
		{aqi.O3, 114.6, 35.8125, 36},
		{aqi.NO2, 130.8, 65.4, 65},
		{aqi.PM25, 55.7, 109.5, 110},
		{aqi.PM25, 25, 50, 50},
		{aqi.PM25, 25.1, 50.2, 50},
		{aqi.PM25, 65, 125, 125},
		{aqi.PM25, 200, 250, 250},
		{aqi.PM10, 101, 75.5, 76},
		{aqi.CO, 12_000, 55, 55},
		{aqi.SO2, 400, 112.5, 113},
		{aqi.SO2, 2630, 500, 500},
		{aqi.O3, 1200.1, 500, 500},
		{aqi.PM10, 9999, 500, 500},
		{aqi.NO2, -3, 0, 0},
	} {
		basis := aqi.Hour
		if tt.p == aqi.PM25 || tt.p == aqi.PM10 {
			basis = aqi.Nowcast
		}
		x, err := aqi.Hourly(hour(tt.p, tt.c))
		got := mustPart(t, x, err, tt.p, basis)
		if !near(got.Exact, tt.exact) || got.Value != tt.value || x.Value != tt.value {
			t.Errorf("%s %g: part %+v, index %d; want %g, %d", tt.p, tt.c, got, x.Value, tt.exact, tt.value)
		}
	}
}

// The newest come last here.
func TestNowcast(t *testing.T) {
	for _, tt := range []struct {
		hours []float64
		want  float64
	}{
		{[]float64{26.9, 24.7, 20.5, 23.5, 19.5, 16.5, 19.0, 16.5, 20.3, 22.4, 19.6, 20.6}, 20.2657650072368}, // the decision's
		{[]float64{10, 10, 10, 10, 10, 10, 20, none, 30, 38, none, 40}, 27.09130859375},
		{[]float64{20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 90}, 54.9951171875},
		{constant(12, 12), 12},
		{constant(12, 0), 0},
		{[]float64{500, 500, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20}, 20}, // older than twelve hours
		{[]float64{30, 30}, 30},
		{[]float64{30, none, 30}, 30},
	} {
		x, err := aqi.Hourly(map[aqi.Pollutant][]float64{aqi.PM25: tt.hours})
		if got := mustPart(t, x, err, aqi.PM25, aqi.Nowcast); !near(got.Concentration, tt.want) {
			t.Errorf("%v: %v, want %v", tt.hours, got.Concentration, tt.want)
		}
	}
}

func TestHourOfTheDecision(t *testing.T) {
	x, err := aqi.Hourly(map[aqi.Pollutant][]float64{
		aqi.PM25: {26.9, 24.7, 20.5, 23.5, 19.5, 16.5, 19.0, 16.5, 20.3, 22.4, 19.6, 20.6},
		aqi.O3:   {136.1}, aqi.NO2: {118.7}, aqi.CO: {none},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%d by %s:", x.Value, x.Dominant)
	for _, p := range x.Parts {
		got += fmt.Sprintf(" %s %d", p.Pollutant, p.Value)
	}
	if want := "59 by NO2: PM2.5 41 O3 43 NO2 59"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func day(of []float64) []float64 { return append(constant(7, none), of...) }

func TestDayOfTheDecision(t *testing.T) {
	// So that the highest mean of eight hours is 89.3 and the highest hour 114.6.
	ozone := constant(24, 0)
	copy(ozone[8:], []float64{80, 80, 85, 90, 114.6, 90, 90, 84.8})
	x, err := aqi.Daily(map[aqi.Pollutant][]float64{
		aqi.PM25: day(constant(24, 55.7)), aqi.O3: day(ozone), aqi.NO2: day(append(constant(23, 20), 130.8)),
	})
	got := fmt.Sprint(mustPart(t, x, err, aqi.O3, aqi.Eight).Value, mustPart(t, x, err, aqi.O3, aqi.Hour).Value,
		mustPart(t, x, err, aqi.NO2, aqi.Hour).Value, mustPart(t, x, err, aqi.PM25, aqi.Day).Value, x.Value, x.Dominant)
	if want := "45 36 65 110 110PM2.5"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// The decision's table of ozone, whose means of eight hours reach into the evening before.
func TestEightHours(t *testing.T) {
	ozone := []float64{
		15.7, 14.2, 17.7, 18.9, 19.3, 15.7, 19.7,
		22.6, 27.1, 29.0, 31.9, 25.3, 34.7, 35.2, 41.6, 45.7, 49.2, 55.8, 69.6, 78.3, 91.5, 97.7, 81.2, 71.8, 43.5, 34.3, 21.5, 20.5, 19.4, 20.4, 21.3,
	}
	means := map[aqi.Pollutant][]float64{aqi.PM10: day(constant(24, 1)), aqi.O3: ozone}
	x, err := aqi.Daily(means)
	got := mustPart(t, x, err, aqi.O3, aqi.Eight)
	if math.Round(got.Concentration*10) != 744 {
		t.Errorf("highest mean of eight hours %v, want 74.4", got.Concentration)
	}
	// In the first hours of the day those of the evening before count.
	for i := range ozone[:7] {
		ozone[i] = 1000
	}
	x, err = aqi.Daily(means)
	if got := mustPart(t, x, err, aqi.O3, aqi.Hour); got.Concentration != 97.7 {
		t.Errorf("highest hour %v, want the day's", got.Concentration)
	}
	for _, p := range x.Parts {
		if p.Basis == aqi.Eight {
			t.Errorf("above 400 µg/m³ there is no index of eight hours: %+v", p)
		}
	}
}

func TestNotComputed(t *testing.T) {
	hours := func(n int) []float64 { return day(append(constant(n, 30), constant(24-n, none)...)) }
	for _, tt := range []struct {
		name  string
		of    func(map[aqi.Pollutant][]float64) (aqi.Index, error)
		means map[aqi.Pollutant][]float64
		want  index.Reason
	}{
		{"nothing", aqi.Hourly, nil, aqi.NoParticles},
		{"gases alone", aqi.Hourly, map[aqi.Pollutant][]float64{aqi.O3: {30}}, aqi.NoParticles},
		{"none of late", aqi.Hourly, map[aqi.Pollutant][]float64{aqi.PM10: constant(12, none), aqi.O3: {30}}, aqi.NotRecent},
		{"two of three missing", aqi.Hourly, map[aqi.Pollutant][]float64{aqi.PM25: {30, 38, none, none}, aqi.O3: {30}}, aqi.NotRecent},
		{"one hour", aqi.Hourly, map[aqi.Pollutant][]float64{aqi.PM25: {30}}, aqi.NotRecent},
		{"17 hours", aqi.Daily, map[aqi.Pollutant][]float64{aqi.PM25: hours(17), aqi.O3: hours(24)}, aqi.TooFewHours},
		{"gases of a day", aqi.Daily, map[aqi.Pollutant][]float64{aqi.O3: hours(24)}, aqi.NoParticles},
		{"18 hours", aqi.Daily, map[aqi.Pollutant][]float64{aqi.PM25: hours(18), aqi.O3: hours(17)}, ""},
	} {
		x, err := tt.of(tt.means)
		var e *index.NotComputedError
		switch {
		case tt.want == "" && (err != nil || len(x.Parts) != 1):
			t.Errorf("%s: %+v, %v; want PM2.5 alone", tt.name, x, err)
		case tt.want != "" && (!errors.As(err, &e) || e.Reason != tt.want):
			t.Errorf("%s: %+v, %v; want %s", tt.name, x, err, tt.want)
		}
	}
	if _, err := aqi.Daily(map[aqi.Pollutant][]float64{aqi.PM10: constant(24, 1)}); err == nil {
		t.Error("a day without the hours before it is taken")
	}
}

func TestLevels(t *testing.T) {
	for index, want := range map[int]string{0: "Tốt", 50: "Tốt", 51: "Trung bình", 150: "Kém", 151: "Xấu", 201: "Rất xấu", 301: "Nguy hại", 500: "Nguy hại"} {
		if got := aqi.LevelOf(index).Name.VI; got != want {
			t.Errorf("%d: %s, want %s", index, got, want)
		}
	}
	// Whoever sees no colours sees the palette's order as lightness, with steps to be told apart.
	last := 1.1
	for i, l := range aqi.Levels() {
		var r, g, b uint8
		if _, err := fmt.Sscanf(l.Safe, "#%02x%02x%02x", &r, &g, &b); err != nil {
			t.Fatal(l.Safe, err)
		}
		grey := lightness(r, g, b)
		if grey > last-0.1 {
			t.Errorf("level %d: lightness %.2f after %.2f", l.Number, grey, last)
		}
		last = grey
		if l.Number != i+1 || l.Effect.VI == "" || l.Effect.EN == "" || l.Advice.EN == "" || l.Sensitive.EN == "" {
			t.Errorf("level %d lacks words: %+v", i+1, l)
		}
	}
}

// lightness is CIE L* of an sRGB colour, 0 … 1.
func lightness(r, g, b uint8) float64 {
	linear := func(v uint8) float64 {
		c := float64(v) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	y := 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
	if y <= 216.0/24389 {
		return y * 24389 / 27 / 100
	}
	return (116*math.Cbrt(y) - 16) / 100
}
