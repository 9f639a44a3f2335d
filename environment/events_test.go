package environment_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"sotay/environment"
	"sotay/internal/calendar"
	"sotay/internal/testdb"
	"sotay/postgis"
)

// vn is a moment of Việt Nam: "2026-11-20 09:00".
func vn(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.Zone())
	if err != nil {
		panic(err)
	}
	return t
}

// mustHourly makes stations that send every hour.
func mustHourly(t *testing.T, db *postgis.DB) {
	t.Helper()
	mustExec(t, db, `
		INSERT INTO data.stations (code, name, kind, interval_s, geom) VALUES
			('KK11', 'Trạm không khí thử', 'air', 3600, 'SRID=4326;POINT(107.08 10.35)'),
			('NM11', 'Trạm nước mặt thử', 'surface_water', 3600, 'SRID=4326;POINT(107.1 10.4)'),
			('NM12', 'Trạm nước mặt thử', 'surface_water', 3600, 'SRID=4326;POINT(107.1 10.5)'),
			('KT11', 'Trạm khí thải thử', 'emission', 3600, 'SRID=4326;POINT(107.1 10.6)')`)
	mustExec(t, db, `UPDATE data.stations SET required_class = 'A' WHERE code = 'NM12'`)
}

// hours are readings of the ends of hours from one on; nil where none is sent.
func hours(station, parameter string, from time.Time, values ...any) []environment.Sent {
	var list []environment.Sent
	for i, v := range values {
		if v != nil {
			at := from.Add(time.Duration(i) * time.Hour).Format(time.RFC3339)
			list = append(list, environment.Sent{Station: station, Parameter: parameter, At: at, Value: fmt.Sprint(v)})
		}
	}
	return list
}

func repeat(value any, n int) []any { return slices.Repeat([]any{value}, n) }

func mustFollowUp(t *testing.T, s *environment.Store, now time.Time) {
	t.Helper()
	environment.AsOf(s, now)
	if err := s.FollowUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// events reads events as texts: times of Việt Nam, - for one that lasts.
func events(t *testing.T, db *postgis.DB) []string {
	t.Helper()
	return lines(t, db, `
		SELECT concat_ws(' ', s.code, coalesce(p.code, 'silence'), e.basis, to_char(e.began, 'DD/HH24:MI'), coalesce(to_char(e.ended, 'DD/HH24:MI'), '-'),
		                 round(e.peak::numeric, 2), to_char(e.peak_at, 'DD/HH24:MI'), e.limit_value)
		FROM   data.station_events e JOIN data.stations s ON s.id = e.station LEFT JOIN data.parameters p ON p.id = e.parameter
		ORDER  BY s.code, e.kind, p.code, e.began, e.basis`)
}

func TestExceedances(t *testing.T) {
	nine := vn("2026-11-20 09:00")
	day := vn("2026-11-18 01:00") // the end of the day's first hour
	tests := []struct {
		name string
		sent [][]environment.Sent
		now  string
		want []string
	}{
		{"begins with the first hour and ends with the last", [][]environment.Sent{hours("KK11", "NO2", nine, 150, 210, 250, 205, 200)}, "2026-11-20 13:10", []string{"KK11 NO2 1h 20/09:00 20/12:00 250.00 20/11:00 200"}},
		{"lasts", [][]environment.Sent{hours("KK11", "NO2", nine, 210, 250)}, "2026-11-20 10:10", []string{"KK11 NO2 1h 20/08:00 - 250.00 20/10:00 200"}},
		{"bears three hours without a mean", [][]environment.Sent{hours("KK11", "NO2", nine, 210, nil, nil, nil, 230)}, "2026-11-20 13:10", []string{"KK11 NO2 1h 20/08:00 - 230.00 20/13:00 200"}},
		{"not four", [][]environment.Sent{hours("KK11", "NO2", nine, 210, nil, nil, nil, nil, 230)}, "2026-11-20 14:10", []string{"KK11 NO2 1h 20/08:00 20/09:00 210.00 20/09:00 200", "KK11 NO2 1h 20/13:00 - 230.00 20/14:00 200"}},
		{"ends when nothing comes", [][]environment.Sent{hours("KK11", "NO2", nine, 210, 210)}, "2026-11-20 14:01", []string{"KK11 NO2 1h 20/08:00 20/10:00 210.00 20/09:00 200", "KK11 silence 20/12:00 -"}},
		{"a late hour joins two", [][]environment.Sent{hours("KK11", "NO2", nine, 210, nil, nil, nil, nil, 230, 100), hours("KK11", "NO2", nine.Add(2*time.Hour), 205)}, "2026-11-20 15:10", []string{"KK11 NO2 1h 20/08:00 20/14:00 230.00 20/14:00 200"}},
		{"a revised hour splits one", [][]environment.Sent{hours("KK11", "NO2", nine, 210, 220, 230, 100), hours("KK11", "NO2", nine.Add(time.Hour), 20)}, "2026-11-20 12:10", []string{"KK11 NO2 1h 20/08:00 20/09:00 210.00 20/09:00 200", "KK11 NO2 1h 20/10:00 20/11:00 230.00 20/11:00 200"}},
		{"a revised hour takes one back", [][]environment.Sent{hours("KK11", "NO2", nine, 210, 100), hours("KK11", "NO2", nine, 200)}, "2026-11-20 10:10", nil},
		{"days that are over, by their day's limit", [][]environment.Sent{hours("KK11", "PM2.5", day, append(append(repeat(60, 24), repeat(48, 24)...), repeat(70, 20)...)...)}, "2026-11-20 20:10", []string{"KK11 PM2.5 24h 18/00:00 - 60.00 19/00:00 45"}},
		{"a day of 17 hours is none", [][]environment.Sent{hours("KK11", "PM2.5", day, repeat(60, 17)...)}, "2026-11-19 05:10", []string{"KK11 silence 18/19:00 -"}},
		{"the highest eight hours of the day", [][]environment.Sent{hours("KK11", "O3", day, append(repeat(20, 12), repeat(130, 12)...)...)}, "2026-11-19 00:10", []string{"KK11 O3 8h 18/00:00 - 130.00 19/00:00 120"}},
		{"water against class B where none is set, and against table 1", [][]environment.Sent{
			hours("NM11", "COD", nine, 12, 16, 12), hours("NM12", "COD", nine, 12, 16, 9),
			hours("NM11", "NH4", nine, 0.3, 0.4, 0.2), hours("NM11", "pH", nine.Add(-time.Hour), 7, 5.5, 7, 9, 7),
		}, "2026-11-20 12:10", []string{
			"NM11 COD value 20/09:00 20/10:00 16.00 20/10:00 15", "NM11 NH4 value 20/09:00 20/10:00 0.40 20/10:00 0.3",
			"NM11 PH value 20/08:00 20/09:00 5.50 20/09:00 6", "NM11 PH value 20/10:00 20/11:00 9.00 20/11:00 8.5",
			"NM12 COD value 20/08:00 20/10:00 16.00 20/10:00 10",
		}},
		{"emissions have no limit yet", [][]environment.Sent{hours("KT11", "SO2", nine, 5000, 5000)}, "2026-11-20 10:10", nil},
		{"the limit of the day", [][]environment.Sent{hours("KK11", "PM2.5", vn("2025-12-31 01:00"), repeat(47, 48)...)}, "2026-01-02 00:10", []string{"KK11 PM2.5 24h 01/00:00 - 47.00 02/00:00 45"}},
		{"no limit before its first day", [][]environment.Sent{hours("KK11", "NO2", vn("2023-09-11 09:00"), 500, 100)}, "2023-09-11 10:10", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			db := testdb.New(t)
			mustHourly(t, db)
			s := environment.New(db)
			for _, sent := range test.sent {
				environment.AsOf(s, vn(test.now))
				mustTake(t, s, environment.Sender{}, sent...)
				mustFollowUp(t, s, vn(test.now))
			}
			expect(t, "events", test.want, nilIfEmpty(events(t, db)))
		})
	}
}

func nilIfEmpty(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	return list
}

// A day is judged when it is over, whether or not anything is written then.
func TestTheDayIsJudgedWhenItIsOver(t *testing.T) {
	db := testdb.New(t)
	mustHourly(t, db)
	s := environment.New(db)
	again := environment.FollowingUp(s)
	followUp := func(now string) {
		t.Helper()
		environment.AsOf(s, vn(now))
		if err := again(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	followUp("2026-11-20 22:10")
	mustTake(t, s, environment.Sender{}, hours("KK11", "PM2.5", vn("2026-11-20 01:00"), repeat(60, 23)...)...)
	followUp("2026-11-20 23:10")
	expect(t, "before midnight", []string{}, events(t, db))
	followUp("2026-11-21 00:01")
	expect(t, "after", []string{"KK11 PM2.5 24h 20/00:00 - 60.00 21/00:00 45"}, events(t, db))
}

// Whatever order readings come in, revised, and followed up whenever: in the end the events are
// those that the hours and days say.
func TestEventsDoNotDependOnTheOrder(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, seed))
	db := testdb.New(t)
	mustHourly(t, db)
	s := environment.New(db)
	start := vn("2025-12-29 01:00") // the limit of PM2.5 changes in between
	const length = 9 * 24
	now := start.Add(length * time.Hour)
	type series struct {
		station, parameter string
		low, high          float64
	}
	var rows []environment.Sent
	for _, x := range []series{{"KK11", "NO2", 100, 320}, {"KK11", "PM2.5", 20, 80}, {"KK11", "O3", 60, 260}, {"NM11", "pH", 4, 10}, {"NM12", "COD", 4, 16}} {
		level := (x.low + x.high) / 2
		for h := range length {
			if rng.IntN(4) == 0 { // gaps; those of days too
				continue
			}
			level += (rng.Float64() - 0.5) * (x.high - x.low) / 2
			level = min(max(level, x.low), x.high)
			rows = append(rows, hours(x.station, x.parameter, start.Add(time.Duration(h)*time.Hour), strconv.FormatFloat(level, 'f', 2, 64))...)
			if rng.IntN(5) == 0 { // to be revised
				wrong := rows[len(rows)-1]
				wrong.Value = strconv.FormatFloat(x.low+rng.Float64()*(x.high-x.low), 'f', 2, 64)
				rows = append(rows, wrong)
			}
		}
	}
	rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	environment.AsOf(s, now)
	mustExec(t, db, `INSERT INTO data.lakes (name, geom) VALUES ('Hồ thử', 'SRID=4326;POLYGON((107.15 10.35, 107.25 10.35, 107.25 10.45, 107.15 10.45, 107.15 10.35))')`)
	changes := []string{
		`UPDATE data.stations SET required_class = 'A' WHERE code = 'NM12'`, `UPDATE data.stations SET required_class = 'B' WHERE code = 'NM12'`,
		`UPDATE data.stations SET required_class = 'C' WHERE code = 'NM11'`, `UPDATE data.stations SET required_class = NULL WHERE code = 'NM11'`,
		`UPDATE data.stations SET geom = 'SRID=4326;POINT(107.2 10.4)' WHERE code = 'NM11'`, `UPDATE data.stations SET geom = 'SRID=4326;POINT(107.1 10.4)' WHERE code = 'NM11'`,
		`UPDATE data.limits SET highest = 180 WHERE parameter = 5 AND basis = '1h'`, `UPDATE data.limits SET highest = 200 WHERE parameter = 5 AND basis = '1h'`,
		`UPDATE data.limits SET valid_to = '2026-01-02' WHERE parameter = 4 AND basis = '8h'`, `UPDATE data.limits SET valid_to = NULL WHERE parameter = 4 AND basis = '8h'`,
	}
	for len(rows) > 0 {
		n := min(1+rng.IntN(60), len(rows))
		mustTake(t, s, environment.Sender{}, rows[:n]...)
		rows = rows[n:]
		if rng.IntN(2) == 0 {
			mustFollowUp(t, s, now)
		}
		if rng.IntN(4) == 0 { // what is judged by changes meanwhile
			mustExec(t, db, changes[rng.IntN(len(changes))])
		}
	}
	mustFollowUp(t, s, now)
	followed := exceedances(t, db)
	expect(t, "events (want: as computed here from the means)", computed(t, db, now), followed)
	mustExec(t, db, `DELETE FROM data.station_events WHERE kind = 'exceedance'`)
	mustExec(t, db, `UPDATE data.readings_hourly SET hour = hour`)
	mustFollowUp(t, s, now)
	expect(t, "events computed from the beginning", followed, exceedances(t, db))
	if len(followed) < 20 {
		t.Errorf("only %d events: the test tries too little", len(followed))
	}
}

func exceedances(t *testing.T, db *postgis.DB) []string {
	t.Helper()
	return lines(t, db, `
		SELECT concat_ws(' ', station, parameter, limit_id, to_char(began, 'MM-DD HH24'), coalesce(to_char(ended, 'MM-DD HH24'), '-'), to_char(peak, 'FM99990.00'), to_char(peak_at, 'MM-DD HH24'))
		FROM   data.station_events WHERE kind = 'exceedance' ORDER BY station, parameter, limit_id, began`)
}

// mean is one that is judged by a limit.
type mean struct {
	station, parameter int64
	limit              int32
	finish             time.Time
	period             time.Duration
	value              float64
	lowest, highest    *float64
}

func (m mean) beyond() float64 {
	var list []float64
	if m.lowest != nil {
		list = append(list, *m.lowest-m.value)
	}
	if m.highest != nil {
		list = append(list, m.value-*m.highest)
	}
	return slices.Max(list)
}

// computed are the events of all means, one after the other.
func computed(t *testing.T, db *postgis.DB, now time.Time) []string {
	t.Helper()
	rows, err := db.Owner.Query(t.Context(), `
		SELECT m.station, m.parameter, l.id, m.finish, extract(epoch FROM m.period)::bigint, m.value, l.lowest, l.highest
		FROM  (SELECT station, parameter, hour AS finish, interval '1 hour' AS period, mean AS value, '{1h,value}'::text[] AS bases, (hour - interval '1 second')::date AS day FROM data.readings_hourly
		       UNION ALL SELECT station, parameter, (day + 1)::timestamptz, '1 day', mean, '{24h}', day FROM data.readings_daily
		       UNION ALL SELECT station, parameter, (day + 1)::timestamptz, '1 day', highest_8h, '{8h}', day FROM data.readings_daily) AS m
		JOIN   data.stations s ON s.id = m.station
		JOIN   data.limits l ON l.kind = s.kind AND l.parameter = m.parameter AND l.basis = ANY (m.bases) AND l.class IN ('', CASE WHEN s.lake_name IS NULL THEN coalesce(s.required_class, 'B') END)
		                    AND m.day >= l.valid_from AND (m.day <= l.valid_to OR l.valid_to IS NULL)
		WHERE  m.value IS NOT NULL AND m.finish <= $1`, now)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := map[string][]mean{}
	for rows.Next() {
		var m mean
		var seconds int64
		if err := rows.Scan(&m.station, &m.parameter, &m.limit, &m.finish, &seconds, &m.value, &m.lowest, &m.highest); err != nil {
			t.Fatal(err)
		}
		m.period = time.Duration(seconds) * time.Second
		key := fmt.Sprintf("%09d %09d %09d", m.station, m.parameter, m.limit)
		all[key] = append(all[key], m)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	var list []string
	keys := make([]string, 0, len(all))
	for k := range all {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		slices.SortFunc(all[k], func(a, b mean) int { return a.finish.Compare(b.finish) })
		list = append(list, eventsOf(all[k], now)...)
	}
	return list
}

// eventsOf goes through the means of one limit.
func eventsOf(list []mean, now time.Time) []string {
	var out []string
	var run []mean
	end := func(over bool) {
		if len(run) == 0 {
			return
		}
		first, last := run[0], run[len(run)-1]
		peak := slices.MaxFunc(run, func(a, b mean) int { return cmp.Compare(a.beyond(), b.beyond()) })
		ended := "-"
		if over || now.After(last.finish.Add(last.period+3*time.Hour)) {
			ended = last.finish.In(calendar.Zone()).Format("01-02 15")
		}
		out = append(out, fmt.Sprintf("%d %d %d %s %s %.2f %s", first.station, first.parameter, first.limit, first.finish.Add(-first.period).In(calendar.Zone()).Format("01-02 15"),
			ended, peak.value, peak.finish.In(calendar.Zone()).Format("01-02 15")))
		run = nil
	}
	for _, m := range list {
		if len(run) > 0 && m.finish.Add(-m.period).Sub(run[len(run)-1].finish) > 3*time.Hour || m.beyond() <= 0 {
			end(true)
		}
		if m.beyond() > 0 {
			run = append(run, m)
		}
	}
	end(false)
	return out
}
