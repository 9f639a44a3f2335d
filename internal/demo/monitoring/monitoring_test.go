package monitoring_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"sotay/environment/aqi"
	"sotay/internal/calendar"
	"sotay/internal/demo/monitoring"
	"sotay/internal/demo/terrain"
)

// now is a moment within an hour, of a day in the rains.
var now = time.Date(2026, 11, 26, 9, 37, 12, 0, time.UTC)

func TestStations(t *testing.T) {
	list := monitoring.Stations(terrain.New())
	kinds := map[string]int{}
	codes := map[string]bool{}
	for _, s := range list {
		kinds[s.Kind+" "+s.Grade]++
		if codes[s.Code] || s.Name == "" || s.Operator == "" || len(s.Sensors) < 2 || (s.WaterBody != "") != (s.Kind == "surface_water") {
			t.Errorf("station %+v", s)
		}
		codes[s.Code] = true
	}
	for kind, want := range map[string]int{
		"air reference": 12, "air indicative": 6, "surface_water reference": 14, "ground_water reference": 6, "waste_water reference": 10,
		"emission reference": 6, "weather reference": 6,
	} {
		if kinds[kind] != want {
			t.Errorf("%d stations of %s, want %d", kinds[kind], kind, want)
		}
	}
	if len(list) != 60 {
		t.Errorf("%d stations", len(list))
	}
}

// TestBeside finds each station of surface water next to the water it is of, and outside it.
func TestBeside(t *testing.T) {
	land := terrain.New()
	for _, s := range monitoring.Stations(land) {
		if s.WaterBody == "" {
			continue
		}
		nearest := math.Inf(1)
		for _, r := range land.Rivers {
			if r.Name == s.WaterBody {
				for i, p := range r.Mid {
					nearest = min(nearest, terrain.Dist(p, s.At)-r.Width[i]/2)
				}
			}
		}
		for _, l := range land.Lakes {
			if l.Name == s.WaterBody {
				for _, p := range l.Shore {
					nearest = min(nearest, terrain.Dist(p, s.At))
				}
				if terrain.Inside(l.Shore, s.At) {
					nearest = -1
				}
			}
		}
		if nearest < 0 || nearest > 60 {
			t.Errorf("%s stands %.0f m from the edge of %s", s.Code, nearest, s.WaterBody)
		}
	}
}

// record of one station.
type record struct {
	station  monitoring.Station
	hours    []monitoring.Hour
	readings []monitoring.Reading
}

func recordOf(t *testing.T, at time.Time, code string) record {
	t.Helper()
	s, ok := monitoring.Find(monitoring.Stations(terrain.New()), code)
	if !ok {
		t.Fatalf("no station %s", code)
	}
	r := monitoring.New(at, monitoring.Year)
	return record{s, r.Hours(s), r.Readings(s)}
}

func (r record) sensor(t *testing.T, parameter string) int {
	t.Helper()
	i := slices.IndexFunc(r.station.Sensors, func(x monitoring.Sensor) bool { return x.Parameter == parameter })
	if i < 0 {
		t.Fatalf("%s does not measure %s", r.station.Code, parameter)
	}
	return i
}

// between gives the counting readings of a parameter from so many hours ago to so many.
func (r record) between(t *testing.T, parameter string, from, to float64) (values []float64) {
	t.Helper()
	i := r.sensor(t, parameter)
	for _, v := range r.readings {
		if ago := now.Sub(v.At).Hours(); v.Sensor == i && v.Status == 0 && ago <= from && ago > to {
			values = append(values, v.Value)
		}
	}
	if len(values) == 0 {
		t.Fatalf("%s %s: nothing between %g and %g hours ago", r.station.Code, parameter, from, to)
	}
	return values
}

func mean(values []float64) (sum float64) {
	for _, v := range values {
		sum += v / float64(len(values))
	}
	return sum
}

func TestSameEachTime(t *testing.T) {
	first, again := recordOf(t, now, "KK04"), recordOf(t, now.Add(20*time.Second), "KK04")
	if !slices.Equal(first.readings, again.readings) {
		t.Error("the readings differ")
	}
	same := func(a, b monitoring.Hour) bool {
		return a.End.Equal(b.End) && a.Sensor == b.Sensor && a.Received == b.Received && (a.Mean == b.Mean || math.IsNaN(a.Mean) && math.IsNaN(b.Mean))
	}
	if !slices.EqualFunc(first.hours, again.hours, same) {
		t.Error("the hours differ")
	}
}

// TestRange holds a year of each station against its bounds in time, and what must hold
// between parameters.
func TestRange(t *testing.T) {
	r := monitoring.New(now, monitoring.Year)
	for _, s := range monitoring.Stations(terrain.New()) {
		hours, readings := r.Hours(s), r.Readings(s)
		if n, most := len(hours), len(s.Sensors)*(365*24-7*24+24); n > most || n < most*9/10 {
			t.Errorf("%s: %d hours of at most %d", s.Code, n, most)
		}
		at := map[int64]map[string]float64{}
		for _, v := range readings {
			if v.Value < 0 && s.Kind != "ground_water" || math.IsNaN(v.Value) {
				t.Fatalf("%s: %+v", s.Code, v)
			}
			if !v.At.After(r.Week) || v.At.After(now) || v.At.Unix()%300 != 0 {
				t.Fatalf("%s: a reading of %s", s.Code, v.At)
			}
			m := at[v.At.Unix()]
			if m == nil {
				m = map[string]float64{}
				at[v.At.Unix()] = m
			}
			if v.Status == 0 {
				m[s.Sensors[v.Sensor].Parameter] = v.Value
			}
		}
		for _, h := range hours {
			if h.End.After(r.Week) || !h.End.After(r.First) || h.Counted > h.Received || h.Lowest > h.Highest || math.IsNaN(h.Mean) == (4*h.Counted >= 3*h.Expected) {
				t.Fatalf("%s: %+v", s.Code, h)
			}
		}
		for _, m := range at {
			for _, less := range [][2]string{{"PM2.5", "PM10"}, {"NO2", "NOX"}, {"NO", "NOX"}} {
				a, ok1 := m[less[0]]
				b, ok2 := m[less[1]]
				if ok1 && ok2 && a > b {
					t.Fatalf("%s: %s %g, %s %g", s.Code, less[0], a, less[1], b)
				}
			}
		}
	}
}

// TestInversion finds the index of bad days at a station within a winter's days, and hardly
// outside it.
func TestInversion(t *testing.T) {
	r := recordOf(t, now, "KK03")
	worst, bad, days := 0.0, 0, 0
	i := r.sensor(t, "PM2.5")
	sums := map[string][]float64{}
	for _, h := range r.hours {
		if h.Sensor == i && !math.IsNaN(h.Mean) {
			d := calendar.Of(h.End.Add(-time.Second))
			sums[d] = append(sums[d], h.Mean)
		}
	}
	for day, list := range sums {
		x, err := aqi.Daily(map[aqi.Pollutant][]float64{aqi.PM25: slices.Repeat([]float64{mean(list)}, aqi.Before+aqi.DayHours)})
		if err != nil {
			t.Fatal(err)
		}
		index := float64(x.Value)
		days++
		if worst = max(worst, index); index > 100 {
			bad++
			if day < "2026-02-11" || day > "2026-02-17" {
				t.Errorf("%s has an index of %.0f", day, index)
			}
		}
	}
	if worst < 110 || worst > 200 || bad < 2 {
		t.Errorf("worst day %.0f, %d bad days of %d", worst, bad, days)
	}
}

func TestEvents(t *testing.T) {
	river := recordOf(t, now, "NM02")
	before, during := mean(river.between(t, "COD", 120, 104)), mean(river.between(t, "COD", 98, 80))
	if during < 2*before || mean(river.between(t, "DO", 98, 80)) > 5 || mean(river.between(t, "COD", 40, 0)) > 1.3*before {
		t.Errorf("COD before the spill %.1f, during it %.1f", before, during)
	}
	if so2 := mean(recordOf(t, now, "KK05").between(t, "SO2", 2, 0)); so2 < 355 || so2 > 550 {
		t.Errorf("sulphur dioxide now: %.0f", so2)
	}
	for code, hours := range map[string]float64{"KK18": 30, "NM07": 9} {
		r := recordOf(t, now, code)
		last := slices.MaxFunc(r.readings, func(a, b monitoring.Reading) int { return a.At.Compare(b.At) }).At
		if silent := now.Sub(last).Hours(); silent < hours || silent > hours+1 {
			t.Errorf("%s is silent for %.1f hours", code, silent)
		}
	}
	broken := recordOf(t, now, "NM04")
	values := map[float64]bool{}
	for _, v := range broken.readings {
		if v.Status == 2 {
			values[v.Value] = true
		}
	}
	if len(values) != 1 {
		t.Errorf("the broken sensor gives %d values", len(values))
	}
}

// TestFiles reads a day of a station's files line by line.
func TestFiles(t *testing.T) {
	s, _ := monitoring.Find(monitoring.Stations(terrain.New()), "KK04")
	files := monitoring.New(now, 1).Files(s)
	if len(files) < 280 || len(files) > 288 {
		t.Fatalf("%d files", len(files))
	}
	units, statuses := map[string]bool{}, map[string]bool{}
	for _, f := range files {
		for line := range strings.Lines(string(f.Data)) {
			cells := strings.Split(strings.TrimSuffix(line, "\r\n"), "\t")
			if len(cells) != 5 || f.Name != "KK04_"+cells[3]+".txt" || strings.Contains(cells[0], ".") {
				t.Fatalf("%s: %q", f.Name, line)
			}
			units[cells[2]], statuses[cells[4]] = true, true
		}
	}
	if !units["ppb"] || !units["µg/m³"] || !statuses["00"] || !statuses["01"] {
		t.Errorf("units %v, statuses %v", units, statuses)
	}
}

// TestHotSpots wants spots of the week before, none of today, the same each time.
func TestHotSpots(t *testing.T) {
	list := monitoring.HotSpots(terrain.New(), now)
	if !slices.Equal(list, monitoring.HotSpots(terrain.New(), now)) {
		t.Error("they differ")
	}
	for _, h := range list {
		if ago := now.Sub(h.Seen); ago < 0 || ago > 8*24*time.Hour {
			t.Errorf("seen %s", h.Seen)
		}
	}
	if rows := strings.Count(string(monitoring.FIRMS(list)), "\n"); rows != len(list)+1 || len(list) != 20 {
		t.Errorf("%d spots, %d rows", len(list), rows)
	}
}
