package hexbins_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sotay/hexbins"
	"sotay/internal/calendar"
)

// measured is three stations, the first two of them neighbours, with means of PM2.5 of sixty days
// and of NO2 in air and in water.
func measured(t *testing.T) (w *world, start time.Time) {
	t.Helper()
	w = newWorld(t)
	start = time.Date(2026, 9, 1, 0, 0, 0, 0, calendar.Zone())
	w.exec(`INSERT INTO data.stations (id, code, name, kind, geom) VALUES
		(1, 'A', 'A', 'air', 'SRID=4326;POINT(107.0800 10.35)'), (2, 'B', 'B', 'air', 'SRID=4326;POINT(107.0801 10.35)'), (3, 'C', 'C', 'air', 'SRID=4326;POINT(107.4 10.6)')`)
	w.exec(`INSERT INTO data.readings_hourly (station, parameter, hour, received, counted, expected, mean)
		SELECT s, 1, $1::timestamptz + n * interval '1 hour', 1, 1, 1, CASE WHEN n % 13 = 0 THEN NULL ELSE 10 * s + n % 24 END
		FROM   generate_series(1, 3) AS s, generate_series(1, 60 * 24) AS n WHERE s < 3 OR n > 24`, start)
	w.exec(`INSERT INTO data.readings_daily (station, parameter, day, received, counted, expected, mean, lowest, highest)
		SELECT s, 1, $1::date + n, 24, 24, 24, 10 * s + n, 10 * s, 10 * s + 2 * n FROM generate_series(1, 3) AS s, generate_series(0, 59) AS n`, calendar.Of(start))
	w.exec(`INSERT INTO data.readings_hourly (station, parameter, hour, received, counted, expected, mean)
		VALUES (1, 5, $1, 1, 1, 1, 40), (1, 59, $1, 1, 1, 1, 0.4)`, start.Add(time.Hour))
	w.fill()
	return w, start
}

func TestReadingsByCell(t *testing.T) {
	w, start := measured(t)
	day := func(n int) time.Time { return start.AddDate(0, 0, n) }
	for _, c := range []struct {
		what     string
		value    string
		from, to time.Time
		basis    string
		want     []hexbins.Bin // of both cells
	}{
		// of hour 1 to 24 without 13: means 10 s + n % 24
		{"a day", hexbins.Mean, day(0), day(1), "hour", []hexbins.Bin{{Value: 15 + (276.0-13)/23, Count: 46, Stations: 2}}},
		{"a day's highest", hexbins.Max, day(0), day(1), "hour", []hexbins.Bin{{Value: 43, Count: 46, Stations: 2}}},
		{"a day's lowest", hexbins.Min, day(0), day(1), "hour", []hexbins.Bin{{Value: 10, Count: 46, Stations: 2}}},
		{"a day's means", hexbins.Count, day(0), day(1), "hour", []hexbins.Bin{{Value: 46, Count: 46, Stations: 2}}},
		{"an hour", "", day(1), day(1).Add(time.Hour), "hour", []hexbins.Bin{{Value: 16, Count: 2, Stations: 2}, {Value: 31, Count: 1, Stations: 1}}},
		{"an hour without means", "", day(0).Add(12 * time.Hour), day(0).Add(13 * time.Hour), "hour", nil},
		{"forty days", "", day(0), day(40), "day", []hexbins.Bin{{Value: 15 + 39.0/2, Count: 80, Stations: 2}, {Value: 30 + 39.0/2, Count: 40, Stations: 1}}},
		{"forty days' highest", hexbins.Max, day(0), day(40), "day", []hexbins.Bin{{Value: 98, Count: 80, Stations: 2}, {Value: 108, Count: 40, Stations: 1}}},
		{"forty days' lowest", hexbins.Min, day(0), day(40), "day", []hexbins.Bin{{Value: 10, Count: 80, Stations: 2}, {Value: 30, Count: 40, Stations: 1}}},
		{"long ago", "", day(-400), day(-300), "day", nil},
	} {
		r := w.read(hexbins.Query{Dataset: hexbins.Readings, Parameter: "PM2.5", Box: province(), Res: 8, Value: c.value, From: c.from, To: c.to})
		got := slices.Clone(r.Bins)
		slices.SortFunc(got, func(a, b hexbins.Bin) int { return int(b.Stations - a.Stations) })
		if diff := cmp.Diff(c.want, got, cmpopts.IgnoreFields(hexbins.Bin{}, "Cell"), cmpopts.EquateApprox(1e-9, 0), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
		if r.Basis != c.basis || !r.Complete || r.Unit != map[bool]string{false: "µg/m³"}[c.value == hexbins.Count] {
			t.Errorf("%s: from the means of a %s in %q, complete: %v", c.what, r.Basis, r.Unit, r.Complete)
		}
	}
}

// Without a period it is the last day, and without a medium the first that has the code.
func TestReadingsWithoutAPeriod(t *testing.T) {
	w, start := measured(t)
	w.SetNow(start.Add(90 * time.Minute))
	q := hexbins.Query{Dataset: hexbins.Readings, Parameter: "NO2", Box: province()}
	for medium, want := range map[string]float64{"": 40, "air": 40, "water": 0.4} {
		q.Medium = medium
		r := w.read(q)
		if len(r.Bins) != 1 || r.Bins[0].Value != want || !r.To.Equal(start.Add(90*time.Minute)) || !r.From.Equal(r.To.AddDate(0, 0, -1)) {
			t.Errorf("medium %q: %+v", medium, r)
		}
	}
}

// A value that comes late or is revised is in the next answer, though no change is in the journal.
func TestReadingsAreNeverKept(t *testing.T) {
	w, start := measured(t)
	q := hexbins.Query{Dataset: hexbins.Readings, Parameter: "NO2", Box: province(), From: start, To: start.Add(time.Hour)}
	if state, ok := w.State(q); ok {
		t.Errorf("readings have the state %s", state)
	}
	for _, want := range []float64{40, 55} {
		w.exec(fmt.Sprintf(`UPDATE data.readings_hourly SET mean = %g WHERE parameter = 5`, want))
		if r := w.read(q); len(r.Bins) != 1 || math.Abs(r.Bins[0].Value-want) > 1e-9 {
			t.Errorf("want %g: %+v", want, r)
		}
	}
}
