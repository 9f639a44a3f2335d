package environment_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sotay/environment"
	"sotay/environment/aqi"
	"sotay/internal/testdb"
	"sotay/postgis"
)

const indexColumns = `SELECT concat_ws(' ', code, index_kind, index_value, index_level, index_dominant, index_at) FROM data.stations ORDER BY code`

func mustFollow(t *testing.T, s *environment.Store) {
	t.Helper()
	if err := s.FollowIndices(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// mustSend sends the hourly value of hours that ended so many hours ago.
func mustSend(t *testing.T, s *environment.Store, station, parameter, value string, ago ...int) {
	t.Helper()
	var rows []environment.Sent
	for _, n := range ago {
		at := time.Now().Truncate(time.Hour).Add(-time.Duration(n) * time.Hour)
		rows = append(rows, environment.Sent{Station: station, Parameter: parameter, At: at.Format(time.RFC3339), Value: value})
	}
	for _, answer := range mustTake(t, s, environment.Sender{Source: "thử"}, rows...) {
		if answer == "" || answer[0] == 'q' {
			t.Fatal(answer)
		}
	}
}

func mustHourlyStations(t *testing.T, db *postgis.DB) {
	t.Helper()
	mustStations(t, db)
	mustExec(t, db, `UPDATE data.stations SET interval_s = 3600`)
}

func TestIndicesOfStations(t *testing.T) {
	db := testdb.New(t)
	mustHourlyStations(t, db)
	s := environment.New(db)
	hour := time.Now().Truncate(time.Hour)
	at := func(ago int) string {
		return lines(t, db, `SELECT concat($1::timestamptz)`, hour.Add(-time.Duration(ago)*time.Hour))[0]
	}
	check := func(what, air, river string) {
		t.Helper()
		mustFollow(t, s)
		want := []string{"KK01", "NM01"}
		for i, x := range []string{air, river} {
			if x != "" {
				want[i] += " " + x
			}
		}
		expect(t, what, want, lines(t, db, indexColumns))
	}
	check("before anything came", "", "")
	mustSend(t, s, "KK01", "PM2.5", "25", 3, 2, 1)
	check("hours of air", "aqi 50 1 PM2.5 "+at(1), "")
	mustSend(t, s, "KK01", "PM2.5", "50", 0)
	check("another hour", "aqi 72 2 PM2.5 "+at(0), "") // NowCast of 50, 25, 25, 25 with weights ½, ¼ …: 35.9 µg/m³
	mustSend(t, s, "KK01", "PM2.5", "50", 3, 2, 1)
	check("hours that were revised", "aqi 100 2 PM2.5 "+at(0), "")

	for parameter, value := range map[string]string{"pH": "7", "COD": "15", "TOC": "4", "NH4": "0.1", "Coliform": "2000"} {
		mustSend(t, s, "NM01", parameter, value, 20)
	}
	check("water of 20 hours ago", "aqi 100 2 PM2.5 "+at(0), "wqi 96 1 COD "+at(20))

	mustExec(t, db, `UPDATE data.stations SET state = 'silent' WHERE code = 'KK01'`)
	check("silent", "", "wqi 96 1 COD "+at(20))
	mustExec(t, db, `UPDATE data.stations SET state = 'ok' WHERE code = 'KK01'`)
	check("heard again", "aqi 100 2 PM2.5 "+at(0), "wqi 96 1 COD "+at(20))

	mustExec(t, db, `UPDATE data.stations SET kind = 'weather' WHERE code = 'NM01'`)
	check("of another kind", "aqi 100 2 PM2.5 "+at(0), "")

	mustExec(t, db, `DELETE FROM data.readings_hourly WHERE hour > $1`, hour.Add(-4*time.Hour))
	mustExec(t, db, `UPDATE data.stations SET index_at = index_at - interval '4 hours' WHERE code = 'KK01'`)
	check("too old", "", "")
}

// Whatever order readings come in: in the end the indices are those that are computed from
// all of it.
func TestIndicesDoNotDependOnTheOrder(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, seed))
	db := testdb.New(t)
	mustHourlyStations(t, db)
	s := environment.New(db)
	at := time.Now().Truncate(time.Hour)
	var rows []environment.Sent
	add := func(station, parameter string, value float64) {
		rows = append(rows, environment.Sent{
			Station: station, Parameter: parameter, Value: fmt.Sprintf("%.2f", value),
			At: at.Add(-time.Duration(rng.IntN(30)) * time.Hour).Format(time.RFC3339), Status: []string{"00", "00", "00", "02"}[rng.IntN(4)],
		})
	}
	for range 150 {
		add("KK01", []string{"PM2.5", "PM10", "O3", "NO2"}[rng.IntN(4)], 300*rng.Float64())
		add("NM01", []string{"pH", "DO", "Temp", "COD", "TOC", "NH4", "Coliform"}[rng.IntN(7)], 14*rng.Float64())
	}
	for len(rows) > 0 {
		n := min(len(rows), rng.IntN(40)+1)
		mustTake(t, s, environment.Sender{Source: "thử"}, rows[:n]...)
		rows = rows[n:]
		if rng.IntN(2) == 0 {
			mustFollow(t, s)
		}
	}
	mustFollow(t, s)
	kept := lines(t, db, indexColumns)
	mustExec(t, db, `UPDATE data.stations SET index_kind = NULL, index_value = NULL, index_level = NULL, index_dominant = NULL, index_at = NULL`)
	mustFollow(t, environment.New(db))
	expect(t, "indices", lines(t, db, indexColumns), kept)
	before := lines(t, db, `SELECT xmin::text FROM data.stations ORDER BY code`)
	mustFollow(t, environment.New(db))
	expect(t, "rows that are as they should be are written again", before, lines(t, db, `SELECT xmin::text FROM data.stations ORDER BY code`))
	expect(t, "newest means that are not", []string{}, lines(t, db, `
		WITH anew AS (
			SELECT station, parameter, hour, mean, lead(hour) OVER w AS before_hour, lead(mean) OVER w AS before_mean, row_number() OVER w AS n
			FROM   data.readings_hourly WHERE mean IS NOT NULL AND hour < now() + interval '1 hour' WINDOW w AS (PARTITION BY station, parameter ORDER BY hour DESC)
		)
		SELECT concat(m, a)
		FROM   data.latest_means m
		FULL   JOIN (SELECT * FROM anew WHERE n = 1) AS a USING (station, parameter)
		WHERE  (m.hour, m.mean, m.before_hour, m.before_mean) IS DISTINCT FROM (a.hour, a.mean, a.before_hour, a.before_mean)`))
}

// An index of a day from stored days is that of its hours.
func TestIndexOfDays(t *testing.T) {
	db := testdb.New(t)
	mustHourlyStations(t, db)
	s := environment.New(db)
	var rows []environment.Sent
	for day := 1; day <= 3; day++ {
		for hour := 1; hour <= 24-8*(day-1); hour++ { // of the third day eight hours alone
			at := time.Date(2026, 11, day, hour, 0, 0, 0, time.FixedZone("", 7*3600)).Format(time.RFC3339)
			rows = append(rows,
				environment.Sent{Station: "KK01", Parameter: "PM2.5", At: at, Value: "55.7"},
				environment.Sent{Station: "KK01", Parameter: "O3", At: at, Value: map[bool]string{true: "170", false: "20"}[hour > 12]})
		}
	}
	mustTake(t, s, environment.Sender{Source: "thử"}, rows...)
	station := int64(0)
	if err := db.Owner.QueryRow(context.Background(), `SELECT id FROM data.stations WHERE code = 'KK01'`).Scan(&station); err != nil {
		t.Fatal(err)
	}
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.FixedZone("", 7*3600)) }
	x, err := s.IndexSeries(context.Background(), station, environment.Span{From: day(1), To: day(5)}, environment.Day)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range x.Times {
		if x.Values[i] == nil {
			got = append(got, string(*x.Reasons[i]))
		} else {
			got = append(got, fmt.Sprint(*x.Values[i], " ", *x.Dominants[i]))
		}
	}
	// PM2.5 of 55.7 is 110 (the decision's example); O3 of 170 over eight hours is 150. On the
	// second day the sixteen hours make no mean.
	expect(t, "days", []string{"150 O3", "too_few_hours", "too_few_hours", "no_means"}, got)
}

// What is kept of days, and the index that is made of it, is what package aqi computes of their
// hours, whichever are missing.
func TestDaysAreThoseOfTheIndex(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, seed))
	db := testdb.New(t)
	mustHourlyStations(t, db)
	s := environment.New(db)
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.FixedZone("", 7*3600))
	const days = 40
	hours := map[aqi.Pollutant][]float64{}
	var rows []environment.Sent
	for _, p := range []aqi.Pollutant{aqi.PM25, aqi.O3, aqi.CO} {
		line := make([]float64, aqi.Before+24*days) // from the seven hours before on
		there := 0.5
		for i := range line {
			if line[i] = math.NaN(); i%24 == 0 {
				there = []float64{0.5, 0.75, 0.85, 0.95}[rng.IntN(4)]
			}
			if i < aqi.Before || rng.Float64() > there {
				continue
			}
			line[i] = math.Round(250 * rng.Float64())
			rows = append(rows, environment.Sent{
				Station: "KK01", Parameter: string(p), Value: fmt.Sprint(line[i]),
				At: start.Add(time.Duration(i-aqi.Before+1) * time.Hour).Format(time.RFC3339),
			})
		}
		hours[p] = line
	}
	rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	for piece := range slices.Chunk(rows, 300) {
		mustTake(t, s, environment.Sender{}, piece...)
	}
	station := int64(0)
	if err := db.Owner.QueryRow(context.Background(), `SELECT id FROM data.stations WHERE code = 'KK01'`).Scan(&station); err != nil {
		t.Fatal(err)
	}
	x, err := s.IndexSeries(context.Background(), station, environment.Span{From: start, To: start.AddDate(0, 0, days)}, environment.Day)
	if err != nil || len(x.Values) != days {
		t.Fatal(len(x.Values), err)
	}
	eights := map[string]string{}
	for _, line := range lines(t, db, `SELECT concat_ws(' ', p.code, day - '2026-10-01', round(highest_8h::numeric, 6)) FROM data.readings_daily d JOIN data.parameters p ON p.id = d.parameter`) {
		if f := strings.Fields(line); len(f) == 3 {
			eights[f[0]+" "+f[1]] = f[2]
		}
	}
	computed := 0
	for day := range days {
		of := map[aqi.Pollutant][]float64{}
		for p, line := range hours {
			of[p] = line[24*day : 24*day+aqi.Before+24]
			if want, got := highestEight(of[p]), eights[fmt.Sprint(p, " ", day)]; want != got {
				t.Errorf("%s of day %d: the highest mean of eight hours is %q, want %q of %v", p, day, got, want, of[p])
			}
		}
		want, err := aqi.Daily(of)
		if got := x.Values[day]; (err == nil) != (got != nil) || err == nil && *got != want.Value {
			t.Errorf("day %d: index %v, want %+v, %v", day, got, want, err)
		}
		if err == nil {
			computed++
		}
	}
	if computed < 5 {
		t.Errorf("%d days have an index: the test tells little", computed)
	}
}

// highestEight is the highest mean of eight hours, six of which are there, "" for none.
func highestEight(hours []float64) string {
	most := math.Inf(-1)
	for end := 8; end <= len(hours); end++ {
		sum, n := 0.0, 0.0
		for _, v := range hours[end-8 : end] {
			if !math.IsNaN(v) {
				sum, n = sum+v, n+1
			}
		}
		if n >= 6 {
			most = max(most, sum/n)
		}
	}
	if math.IsInf(most, 0) {
		return ""
	}
	return fmt.Sprintf("%.6f", most)
}

// A window over eight hours may end in hours in which nothing came.
func TestEightHoursBeforeAGap(t *testing.T) {
	db := testdb.New(t)
	mustHourlyStations(t, db)
	var rows []environment.Sent
	for hour := 8; hour <= 15; hour++ {
		rows = append(rows, environment.Sent{Station: "KK01", Parameter: "O3", At: fmt.Sprintf("20261120%02d0000", hour), Value: map[bool]string{true: "20", false: "170"}[hour < 10]})
	}
	mustTake(t, environment.New(db), environment.Sender{}, rows...)
	expect(t, "highest", []string{"170"}, lines(t, db, `SELECT highest_8h::text FROM data.readings_daily`))
}
