package environment_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/environment"
	"sotay/internal/testdb"
	"sotay/postgis"
)

// mustStations makes an air station that sends every five minutes and a river's hourly one.
func mustStations(t *testing.T, db *postgis.DB) {
	t.Helper()
	mustExec(t, db, `
		INSERT INTO data.stations (code, name, kind, operator, interval_s, geom) VALUES
			('KK01', 'Trạm không khí thử', 'air', 'Sở thử', 300, 'SRID=4326;POINT(107.08 10.35)'),
			('NM01', 'Trạm nước mặt thử', 'surface_water', 'Công ty thử', 3600, 'SRID=4326;POINT(107.1 10.4)')`)
}

func mustExec(t *testing.T, db *postgis.DB, sql string, args ...any) {
	t.Helper()
	if _, err := db.Owner.Exec(context.Background(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// lines reads rows as texts.
func lines(t *testing.T, db *postgis.DB, sql string, args ...any) []string {
	t.Helper()
	rows, err := db.Owner.Query(context.Background(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func mustTake(t *testing.T, s *environment.Store, from environment.Sender, rows ...environment.Sent) []string {
	t.Helper()
	answers, err := s.Take(context.Background(), from, rows)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, a := range answers {
		list = append(list, strings.TrimSpace(string(a.Outcome)+" "+string(a.Reason)))
	}
	return list
}

func pm(at, value string) environment.Sent {
	return environment.Sent{Station: "KK01", Parameter: "PM2,5", At: at, Value: value, Unit: "µg/m3", Status: "00"}
}

func expect(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestTake(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	sender := environment.Sender{Source: "thử"}
	rows := []environment.Sent{
		pm("20261120100500", "21,5"),
		pm("2026-11-20T10:05:00+07:00", "21.5"), // the same, said otherwise
		pm("20261120101000", "22"),
		pm("20261120101000", "23"), // another value for the same key
		{Station: "KK01", Parameter: "O3", At: "20261120100500", Value: "50", Unit: "ppb"},
		{Station: "KK01", Parameter: "SO2", At: "20261120100500", Value: "---", Unit: "µg/m³", Status: "02"},
		{Station: "NM01", Parameter: "Temp", At: "20261120110000", Value: "28.4", Unit: "oC", Status: "00"},
		{Station: "KK01", Parameter: "Temp", At: "20261120100500", Value: "31", Unit: "°C", Status: "00"},
	}
	expect(t, "outcomes", []string{"stored", "duplicate", "stored", "revised", "stored", "stored", "stored", "stored"}, mustTake(t, s, sender, rows...))
	expect(t, "readings", []string{
		"KK01 O3 10:05 98.09 0", "KK01 PM2.5 10:05 21.50 0", "KK01 PM2.5 10:10 23.00 0", "KK01 SO2 10:05 - 2", "KK01 TEMP 10:05 31.00 0", "NM01 WTEMP 11:00 28.40 0",
	}, lines(t, db, `
		SELECT concat_ws(' ', s.code, p.code, to_char(r.at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI'), coalesce(to_char(r.value, 'FM990.00'), '-'), r.status)
		FROM   data.readings r JOIN data.stations s ON s.id = r.station JOIN data.parameters p ON p.id = r.parameter ORDER BY 1`))
	expect(t, "revisions", []string{"22 by thử"}, lines(t, db, `SELECT value || ' by ' || source FROM data.reading_revisions`))
	before := state(t, db)
	again := []string{"duplicate", "duplicate", "duplicate", "duplicate", "duplicate", "duplicate", "duplicate", "duplicate"}
	expect(t, "sent again", again, mustTake(t, s, sender, rows...))
	expect(t, "what is there after all is sent again", before, state(t, db))
}

// What was corrected stays so when what was sent before is sent again, by itself and among
// others. Somebody else who says the same does mean it.
func TestReplayAfterACorrection(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	sender := environment.Sender{Source: "thử"}
	first := []environment.Sent{pm("20261120100500", "21"), pm("20261120101000", "22"), pm("20261120101500", "")}
	mustTake(t, s, sender, first...)
	fault := pm("20261120101500", "")
	fault.Status = "02"
	expect(t, "corrected", []string{"revised", "revised"}, mustTake(t, s, sender, pm("20261120101000", "23"), fault))
	mustTake(t, s, sender, pm("20261120101000", "24"))
	before := state(t, db)
	expect(t, "what was sent first", []string{"duplicate", "duplicate", "duplicate"}, mustTake(t, s, sender, first...))
	expect(t, "and second", []string{"duplicate", "duplicate"}, mustTake(t, s, sender, pm("20261120101000", "22"), pm("20261120101000", "23")))
	expect(t, "what is there", before, state(t, db))
	expect(t, "with something new behind", []string{"duplicate", "revised", "stored"}, mustTake(t, s, sender, pm("20261120101000", "22"), pm("20261120101000", "25"), pm("20261120102000", "1")))
	expect(t, "somebody else", []string{"revised"}, mustTake(t, s, environment.Sender{Source: "khác"}, pm("20261120101000", "22")))
	expect(t, "readings", []string{"21 0", "22 0", "2", "1 0"}, lines(t, db, `SELECT concat_ws(' ', value, status) FROM data.readings ORDER BY at`))
}

// Whatever one source sends, with several values for a key: what it sent once changes nothing
// when it is sent again, at whatever time.
func TestReplaysOfManyValues(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, seed))
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	sender := environment.Sender{Source: "thử"}
	var requests [][]environment.Sent
	for range 60 {
		var rows []environment.Sent
		for range 1 + rng.IntN(12) {
			row := pm(fmt.Sprintf("2026112010%02d00", 5*rng.IntN(6)), fmt.Sprint(rng.IntN(4)))
			row.Status = []string{"00", "00", "02"}[rng.IntN(3)]
			rows = append(rows, row)
		}
		requests = append(requests, rows)
		mustTake(t, s, sender, rows...)
		before := state(t, db)
		again := requests[rng.IntN(len(requests))]
		for _, answer := range mustTake(t, s, sender, again...) {
			if answer != "duplicate" {
				t.Fatalf("sent again: %s", answer)
			}
		}
		if diff := cmp.Diff(before, state(t, db)); diff != "" {
			t.Fatalf("after %v was sent again (-want +got):\n%s", again, diff)
		}
	}
}

// What stations say of themselves beyond measuring, calibrating and faulty is kept and not counted.
func TestOtherStatuses(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	rows := []environment.Sent{pm("20261120100500", "21"), pm("20261120101000", "800"), pm("20261120101500", "-9999")}
	rows[1].Status, rows[2].Status = "03", "99"
	expect(t, "answers", []string{"stored", "stored", "stored"}, mustTake(t, s, environment.Sender{}, rows...))
	expect(t, "kept", []string{"21 0", "800 3", "-9999 99"}, lines(t, db, `SELECT concat_ws(' ', value, status) FROM data.readings ORDER BY at`))
	expect(t, "counted", []string{"3 1 21 21"}, lines(t, db, `SELECT concat_ws(' ', received, counted, lowest, highest) FROM data.readings_hourly`))
}

// state is all that readings, their revisions and aggregates hold.
func state(t *testing.T, db *postgis.DB) []string {
	t.Helper()
	return lines(t, db, `
		SELECT 'r ' || r::text FROM data.readings r UNION ALL
		SELECT 'v ' || concat_ws(' ', station, parameter, at, value, status, source) FROM data.reading_revisions UNION ALL
		SELECT 'l ' || concat_ws(' ', station, parameter, at, value, status) FROM data.readings_latest UNION ALL
		SELECT 'h ' || h::text FROM data.readings_hourly h UNION ALL
		SELECT 'd ' || d::text FROM data.readings_daily d ORDER BY 1`)
}

// The unit that is not said is that of the sensor at the time of the reading; where there is
// none, or of several the latest.
func TestUnitOfTheSensor(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	mustExec(t, db, `
		INSERT INTO data.sensors (station, parameter, unit, since, until)
		SELECT s.id, p.id, n.unit, n.since::date, n.until::date
		FROM   data.stations s, data.parameters p,
		      (VALUES ('mg/m³', NULL, '2026-03-01'), ('ppb', '2026-03-01', '2026-06-01'), ('ppm', '2026-07-01', NULL), ('µg/m³', '2026-08-01', '2026-09-01')) AS n (unit, since, until)
		WHERE  s.code = 'KK01' AND p.code = 'O3'`)
	var rows []environment.Sent
	for _, at := range []string{"20260228235959", "20260301000000", "20260531230000", "20260601000000", "20260701000000", "20260815000000", "20261001000000"} {
		rows = append(rows, environment.Sent{Station: "KK01", Parameter: "O3", At: at, Value: "0.5"})
	}
	mustTake(t, environment.New(db), environment.Sender{}, rows...)
	expect(t, "kept", []string{"500.00", "0.98", "0.98", "0.50", "980.94", "0.50", "980.94"}, lines(t, db, `SELECT round(value::numeric, 2)::text FROM data.readings ORDER BY at`))
}

func TestWhatIsSetAsideOrRefused(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	const at = "20261120100500"
	rows := []environment.Sent{
		{Station: "XX99", Parameter: "PM10", At: at, Value: "1", Unit: "µg/m³"},
		{Station: "KK01", Parameter: "Radon", At: at, Value: "1", Unit: "Bq/m³"},
		{Station: "KK01", Parameter: "PM10", At: at, Value: "1", Unit: "mg/l"},
		{Station: "KK01", Parameter: "PM10", At: at, Value: "1", Unit: "ppb"}, // dust has no molar mass
		{Station: "KK01", Parameter: "PM10", At: "20990101000000", Value: "1", Unit: "µg/m³"},
		{Station: "KK01", Parameter: "PM10", At: "19700101000000", Value: "1", Unit: "µg/m³"},
		{Station: "KK01", Parameter: "PM10", At: at, Value: "-9999", Unit: "µg/m³", Status: "00"},
		{Station: "KK01", Parameter: "PM10", At: at, Value: "-9999", Unit: "µg/m³", Status: "02"}, // kept as a fault
		{Station: "KK01", Parameter: "PM10", At: "hôm qua", Value: "1", Unit: "µg/m³"},
		{Station: "KK01", Parameter: "PM10", At: at, Value: "cao", Unit: "µg/m³"},
		{Station: "KK01", Parameter: "PM10", At: at, Value: "1", Unit: "µg/m³", Status: "tốt"},
		{Station: "NM01", Parameter: "pH", At: at, Value: "7"},
	}
	want := []string{
		"quarantined unknown_station", "quarantined unknown_parameter", "quarantined unexpected_unit", "quarantined unexpected_unit",
		"quarantined implausible_time", "quarantined implausible_time", "quarantined implausible_value", "stored",
		"refused bad_time", "refused bad_value", "refused bad_status", "refused not_yours",
	}
	sender := environment.Sender{Source: "thử", Operator: "Sở thử"}
	expect(t, "answers", want, mustTake(t, s, sender, rows...))
	want[7] = "duplicate"
	expect(t, "answers to all of it again", want, mustTake(t, s, sender, rows...))
	expect(t, "set aside, each once", []string{"7"}, lines(t, db, `SELECT count(*)::text FROM data.reading_quarantine WHERE source = 'thử' AND settled_at IS NULL`))
	if n := len(lines(t, db, `SELECT 1::text FROM data.readings_hourly WHERE counted > 0`)); n != 0 {
		t.Errorf("%d hours count what is none", n)
	}
}

// TestFlueGas takes concentrations that no air outdoors has.
func TestFlueGas(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	_, err := db.Owner.Exec(t.Context(), `
		INSERT INTO data.stations (code, name, kind, interval_s, geom) VALUES ('KT01', 'Ống khói thử', 'emission', 300, 'SRID=4326;POINT(107.1 10.6)')`)
	if err != nil {
		t.Fatal(err)
	}
	var rows []environment.Sent
	for _, station := range []string{"KT01", "KK01"} {
		for _, value := range []string{"276,5", "12000"} {
			rows = append(rows, environment.Sent{Station: station, Parameter: "SO2", At: "20261120100500", Value: value, Unit: "mg/Nm³"})
		}
	}
	expect(t, "answers", []string{"stored", "quarantined implausible_value", "quarantined implausible_value", "quarantined implausible_value"},
		mustTake(t, environment.New(db), environment.Sender{Source: "thử"}, rows...))
}

func TestHoursAndDays(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	at := func(day, hour, minute int) string { return fmt.Sprintf("202611%02d%02d%02d00", day, hour, minute) }
	var rows []environment.Sent
	for minute := 5; minute <= 40; minute += 5 { // 8 of 12
		rows = append(rows, pm(at(20, 9, minute), "10"))
	}
	for minute := 5; minute <= 45; minute += 5 { // 9 of 12
		rows = append(rows, pm(at(20, 10, minute), "20"))
	}
	rows = append(rows, pm(at(20, 11, 0), "80")) // the end of the hour belongs to it: 10 of 12
	broken := pm(at(20, 10, 50), "5000")
	broken.Status = "02"
	rows = append(rows, broken)
	mustTake(t, s, environment.Sender{}, rows...)
	hours := `SELECT concat_ws(' ', to_char(hour AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24'), received, counted, expected, coalesce(mean::text, '-'), lowest, highest)
		FROM data.readings_hourly ORDER BY hour`
	expect(t, "hours", []string{"10 8 8 12 - 10 10", "11 11 10 12 26 20 80"}, lines(t, db, hours))
	// Later comes what was missing, and a correction.
	mustTake(t, s, environment.Sender{}, pm(at(20, 9, 45), "19"), pm(at(20, 11, 0), "20"))
	expect(t, "hours, corrected", []string{"10 9 9 12 11 10 19", "11 11 10 12 20 20 20"}, lines(t, db, hours))

	// Days of the river's station: hourly values, of 18 hours, of 17, and across midnight.
	var river []environment.Sent
	add := func(day, hour int, value string) {
		river = append(river, environment.Sent{Station: "NM01", Parameter: "COD", At: at(day, hour, 0), Value: value, Unit: "mg/l"})
	}
	for hour := 1; hour <= 18; hour++ {
		add(21, hour, "12")
	}
	for hour := 1; hour <= 17; hour++ {
		add(23, hour, "12")
	}
	add(22, 0, "30") // 24:00 of the 21st
	mustTake(t, s, environment.Sender{}, river...)
	expect(t, "days", []string{"2026-11-20 20 2 288 - 11 20 -", "2026-11-21 19 19 24 12.95 12 30 12.00", "2026-11-23 17 17 24 - 12 12 12.00"}, lines(t, db, `
		SELECT concat_ws(' ', day, received, counted, expected, coalesce(round(mean::numeric, 2)::text, '-'), lowest, highest, coalesce(round(highest_8h::numeric, 2)::text, '-'))
		FROM data.readings_daily d ORDER BY day`))
}

// An hour of which nothing new came stands between others that changed.
func TestHoursBesideUnchangedOnes(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	row := func(parameter, at string) environment.Sent {
		return environment.Sent{Station: "KK01", Parameter: parameter, At: at, Value: "5"}
	}
	mustTake(t, s, environment.Sender{}, row("PM2.5", "20261120095500"), row("PM2.5", "20261120100000"), row("PM2.5", "20261120110000"))
	mustTake(t, s, environment.Sender{}, row("PM2.5", "20261120095500"), row("PM2.5", "20261120100000"), row("PM10", "20261120100000"), row("PM2.5", "20261120110000"), row("PM10", "20261120110000"))
	expect(t, "hours", []string{"PM10 10 1", "PM10 11 1", "PM2.5 10 2", "PM2.5 11 1"}, lines(t, db, `
		SELECT concat_ws(' ', p.code, to_char(hour AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24'), received)
		FROM   data.readings_hourly h JOIN data.parameters p ON p.id = h.parameter ORDER BY 1`))
}

// A large batch is written in pieces, of many hours and within one; what it leaves is what the
// database computes.
func TestLargeBatch(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	start := time.Date(2026, 9, 1, 0, 0, 0, 0, time.FixedZone("", 7*3600))
	b := s.NewBatch(environment.Sender{})
	add := func(row environment.Sent) {
		t.Helper()
		if err := b.Add(context.Background(), []environment.Sent{row}); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 1300 { // hours
		for p, parameter := range []string{"COD", "TSS"} {
			add(environment.Sent{Station: "NM01", Parameter: parameter, At: start.Add(time.Duration(n) * time.Hour).Format(time.RFC3339), Value: fmt.Sprint((7*n + p) % 31)})
		}
	}
	for n := range 24_000 { // seconds
		add(pm(start.Add(time.Duration(n)*time.Second).Format(time.RFC3339), fmt.Sprint(n%97)))
	}
	answers, err := b.Keep(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range answers {
		if a.Outcome != environment.Stored {
			t.Fatalf("row %d: %+v", i, a)
		}
	}
	expect(t, "hours", []string{"2608 26600"}, lines(t, db, `SELECT concat_ws(' ', count(*), sum(received)) FROM data.readings_hourly`))
	before := state(t, db)
	err = pgx.BeginFunc(context.Background(), db.App, func(tx pgx.Tx) error {
		rows, err := tx.Query(context.Background(), `SELECT station, parameter, at, value, status FROM data.readings`)
		if err != nil {
			return err
		}
		all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[environment.Reading])
		if err != nil {
			return err
		}
		return environment.Follow(context.Background(), tx, all)
	})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "all computed anew", before, state(t, db))
	mustExec(t, db, `CREATE TABLE data.days AS SELECT station, parameter, day FROM data.readings_daily; UPDATE data.readings_daily SET mean = -1, received = 0, highest_8h = NULL`)
	var args [3]any
	if err := db.Owner.QueryRow(context.Background(), `SELECT array_agg(station), array_agg(parameter), array_agg(day::text) FROM data.days`).Scan(&args[0], &args[1], &args[2]); err != nil {
		t.Fatal(err)
	}
	mustExec(t, db, daysAnew, args[:]...)
	expect(t, "days computed by the database", before, state(t, db))
}

// daysAnew computes days from hours in the database: stations, parameters and days, one for
// each. A mean over eight hours has six of them at least, that of a day eighteen.
const daysAnew = `
	INSERT INTO data.readings_daily AS d (station, parameter, day, received, counted, expected, mean, lowest, highest, highest_8h)
	SELECT t.station, t.parameter, t.day, a.received, a.counted, e.expected,
	       CASE WHEN a.counted >= 18 THEN a.mean END, a.lowest, a.highest, a.highest_8h
	FROM   unnest($1::bigint[], $2::smallint[], $3::date[]) AS t (station, parameter, day)
	JOIN   data.stations s ON s.id = t.station
	CROSS  JOIN LATERAL (SELECT greatest(1, 86400 / coalesce(s.interval_s, 3600)) AS expected,
	                            t.day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS midnight) AS e
	CROSS  JOIN LATERAL (
	       SELECT coalesce(sum(received) FILTER (WHERE hour > midnight), 0)::int AS received, count(mean) FILTER (WHERE hour > midnight)::int AS counted,
	              count(there) FILTER (WHERE hour > midnight) AS hours,
	              avg(mean ORDER BY hour) FILTER (WHERE hour > midnight) AS mean,
	              min(mean) FILTER (WHERE hour > midnight) AS lowest, max(mean) FILTER (WHERE hour > midnight) AS highest,
	              max(mean_8h) FILTER (WHERE hour > midnight) AS highest_8h
	       FROM  (SELECT label AS hour, h.hour AS there, h.received, h.mean,
	                     CASE WHEN count(h.mean) OVER w >= 6 THEN avg(h.mean) OVER w END AS mean_8h
	              FROM   generate_series(e.midnight - interval '6 hours', e.midnight + interval '24 hours', interval '1 hour') AS label
	              LEFT   JOIN data.readings_hourly h ON h.station = t.station AND h.parameter = t.parameter AND h.hour = label
	              WINDOW w AS (ORDER BY label ROWS BETWEEN 7 PRECEDING AND CURRENT ROW)) AS h) AS a
	WHERE  a.hours > 0
	ON CONFLICT (station, parameter, day) DO UPDATE
	SET received = EXCLUDED.received, counted = EXCLUDED.counted, expected = EXCLUDED.expected, mean = EXCLUDED.mean,
	    lowest = EXCLUDED.lowest, highest = EXCLUDED.highest, highest_8h = EXCLUDED.highest_8h`

// Another program that writes the same readings, without holding the station, is seen.
func TestAnotherWriter(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	mustTake(t, s, environment.Sender{}, pm("20261120100500", "1"))
	ctx := context.Background()
	tx, err := db.Owner.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO data.readings SELECT station, parameter, at + interval '5 minutes', 7, 0 FROM data.readings`); err != nil {
		t.Fatal(err)
	}
	answers := make(chan []environment.Answer)
	go func() {
		a, err := s.Take(ctx, environment.Sender{}, []environment.Sent{pm("20261120101000", "7"), pm("20261120101500", "7")})
		if err != nil {
			t.Error(err)
		}
		answers <- a
	}()
	waitFor(t, db, `SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database())`)
	if err := tx.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	expect(t, "answers", []environment.Answer{{Outcome: environment.Duplicate}, {Outcome: environment.Stored}}, <-answers)
}

// Whatever order readings come in, split among whatever requests, sent again and at the same
// time: in the end the aggregates are those of a recomputation.
func TestAggregatesDoNotDependOnTheOrder(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, seed))
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	start := time.Date(2026, 10, 30, 20, 0, 0, 0, time.FixedZone("", 7*3600)) // over the end of a month
	change := start.Add(30*time.Hour + 20*time.Minute)                        // until which the station of air sent every ten minutes
	mustExec(t, db, `INSERT INTO data.station_intervals (station, until, interval_s) SELECT id, $1, 600 FROM data.stations WHERE code = 'KK01'`, change)
	var rows []environment.Sent
	for n := range 1500 {
		row := pm(start.Add(time.Duration(rng.IntN(60*12))*5*time.Minute).Format("20060102150405"), fmt.Sprintf("%.1f", 100*rng.Float64()))
		row.Parameter = []string{"PM2.5", "PM10"}[rng.IntN(2)]
		row.Status = []string{"00", "00", "00", "00", "01", "02"}[rng.IntN(6)]
		if n%3 == 0 {
			row = environment.Sent{Station: "NM01", Parameter: "COD", At: start.Add(time.Duration(rng.IntN(60)) * time.Hour).Format("20060102150405"), Value: "7", Unit: "mg/l"}
		}
		rows = append(rows, row)
	}
	var all sync.WaitGroup
	for range 4 {
		mine := append([]environment.Sent(nil), rows...)
		rng.Shuffle(len(mine), func(i, j int) { mine[i], mine[j] = mine[j], mine[i] })
		cuts := rng.IntN(400) + 100
		all.Go(func() {
			for k := 0; len(mine) > 0; k++ {
				if k == 1 { // it holds for what comes, not for what is late
					if _, err := db.Owner.Exec(context.Background(), `UPDATE data.stations SET interval_s = $1 WHERE code = 'KK01'`, 60+cuts); err != nil {
						t.Error(err)
					}
				}
				n := min(cuts, len(mine))
				if _, err := s.Take(context.Background(), environment.Sender{Source: "thử"}, mine[:n]); err != nil {
					t.Error(err)
					return
				}
				mine = mine[n:]
			}
		})
	}
	all.Wait()
	expect(t, "hours that differ from their readings", []string{}, lines(t, db, `
		WITH anew AS (
			SELECT r.station, r.parameter, date_trunc('hour', r.at - interval '1 us') + interval '1 hour' AS hour, count(*) AS received,
			       count(r.value) FILTER (WHERE r.status = 0) AS counted, avg(r.value) FILTER (WHERE r.status = 0) AS mean,
			       CASE WHEN s.code = 'NM01' THEN 1 WHEN min(r.at) <= date_trunc('hour', $1::timestamptz) + interval '1 hour' THEN 6 ELSE 12 END AS expected
			FROM   data.readings r JOIN data.stations s ON s.id = r.station
			GROUP  BY 1, 2, 3, s.code
		)
		SELECT concat_ws(' ', station, parameter, hour, a.received, h.received, a.counted, h.counted, a.mean, h.mean)
		FROM   anew a FULL JOIN data.readings_hourly h USING (station, parameter, hour)
		WHERE  (a.received, a.counted, a.expected) IS DISTINCT FROM (h.received, h.counted, h.expected)
		OR     (h.mean IS NULL) <> (a.counted = 0 OR a.counted < 0.75 * a.expected) OR abs(h.mean - a.mean) > 1e-9`, change))
	expect(t, "days that differ from their hours", []string{}, lines(t, db, `
		WITH anew AS (
			SELECT station, parameter, ((hour AT TIME ZONE 'Asia/Ho_Chi_Minh') - interval '1 second')::date AS day, sum(received) AS received, count(mean) AS counted,
			       avg(mean) AS mean, max(mean) AS highest,
			       max((SELECT max(e.mean) FROM generate_series(1, 24) AS n CROSS JOIN LATERAL (
			               SELECT CASE WHEN count(b.mean) >= 6 THEN avg(b.mean) END AS mean FROM data.readings_hourly b
			               WHERE  b.station = h.station AND b.parameter = h.parameter
			               AND    b.hour > sotay.day_end(sotay.day_of(h.hour) - 1) + (n - 8) * interval '1 hour'
			               AND    b.hour <= sotay.day_end(sotay.day_of(h.hour) - 1) + n * interval '1 hour') AS e)) AS highest_8h
			FROM   data.readings_hourly h GROUP BY 1, 2, 3
		)
		SELECT concat_ws(' ', station, parameter, day, a.received, d.received, a.counted, d.counted, a.mean, d.mean, a.highest_8h, d.highest_8h)
		FROM   anew a FULL JOIN data.readings_daily d USING (station, parameter, day)
		WHERE  (a.received, a.counted, a.highest) IS DISTINCT FROM (d.received, d.counted, d.highest) OR (d.mean IS NULL) <> (a.counted < 18)
		OR     abs(d.mean - a.mean) > 1e-9 OR (a.highest_8h IS NULL) <> (d.highest_8h IS NULL) OR abs(a.highest_8h - d.highest_8h) > 1e-9`))
	expect(t, "latest values that are not", []string{}, lines(t, db, `
		SELECT l::text FROM data.readings_latest l
		JOIN   data.readings r ON r.station = l.station AND r.parameter = l.parameter
		AND    r.at = (SELECT max(at) FROM data.readings x WHERE x.station = l.station AND x.parameter = l.parameter)
		WHERE  (l.at, l.value, l.status) IS DISTINCT FROM (r.at, r.value, r.status)`))
	if n := len(lines(t, db, `SELECT 1::text FROM data.readings_hourly WHERE mean IS NOT NULL`)); n < 20 {
		t.Errorf("%d hours with a mean: the test tells little", n)
	}
}
