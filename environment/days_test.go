package environment_test

import (
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	"sotay/environment"
	"sotay/internal/testdb"
)

// A new interval holds for what comes: hours and days of before are judged by the old one,
// also those of which something comes later, or came first after the change.
func TestIntervalsOfBefore(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	hourly := func(hour int, value string) environment.Sent {
		return environment.Sent{Station: "NM01", Parameter: "COD", At: fmt.Sprintf("202611%02d%02d0000", 20+hour/24, hour%24), Value: value}
	}
	var rows []environment.Sent
	for hour := 1; hour <= 24; hour++ {
		if hour != 12 {
			rows = append(rows, hourly(hour, "10"))
		}
	}
	mustTake(t, s, environment.Sender{}, rows...)
	mustExec(t, db, `UPDATE data.stations SET interval_s = 300 WHERE code = 'NM01'`)
	mustTake(t, s, environment.Sender{}, hourly(5, "34"), hourly(12, "10"))
	expect(t, "hours, of how many readings, with a mean", []string{"1 24 24"}, lines(t, db, `SELECT concat_ws(' ', expected, count(*), count(mean)) FROM data.readings_hourly GROUP BY expected`))
	expect(t, "the day", []string{"24 24 24 11"}, lines(t, db, `SELECT concat_ws(' ', received, counted, expected, mean) FROM data.readings_daily`))

	// Twelve readings of an hour that begins after the change: by the new interval.
	mustExec(t, db, `UPDATE data.station_intervals SET until = '2026-11-22 00:30+07'`)
	for minute := 5; minute <= 60; minute += 5 {
		at := time.Date(2026, 11, 22, 1, minute, 0, 0, time.FixedZone("", 7*3600)).Format(time.RFC3339)
		mustTake(t, s, environment.Sender{}, environment.Sent{Station: "NM01", Parameter: "COD", At: at, Value: "3"})
	}
	mustTake(t, s, environment.Sender{}, environment.Sent{Station: "NM01", Parameter: "COD", At: "20261122000500", Value: "3"})
	expect(t, "hours around the change", []string{"01 1 1 3", "02 12 12 3"}, lines(t, db, `
		SELECT concat_ws(' ', to_char(hour AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24'), received, expected, mean) FROM data.readings_hourly WHERE hour > '2026-11-22 00:00+07' ORDER BY hour`))
	expect(t, "the day of the change", []string{"13 2 277"}, lines(t, db, `SELECT concat_ws(' ', received, counted, expected) FROM data.readings_daily WHERE day = '2026-11-22'`))
}

// Of a station that has sent nothing yet a new interval is a correction.
func TestIntervalBeforeAnythingCame(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	mustExec(t, db, `UPDATE data.stations SET interval_s = 1800 WHERE code = 'KK01'`)
	mustTake(t, environment.New(db), environment.Sender{}, pm("20261120093000", "1"), pm("20261120100000", "3"))
	expect(t, "hour", []string{"2 2 2"}, lines(t, db, `SELECT concat_ws(' ', counted, expected, mean) FROM data.readings_hourly`))
}

// What is ahead of our clock when the interval changes was judged by the old one: a late value
// of then does not change that.
func TestIntervalOfHoursAhead(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	at := time.Now().Add(59 * time.Minute).Truncate(time.Minute)
	mustTake(t, s, environment.Sender{}, pm(at.Format(time.RFC3339), "1"))
	mustExec(t, db, `UPDATE data.stations SET interval_s = 3600 WHERE code = 'KK01'`)
	mustTake(t, s, environment.Sender{}, environment.Sent{Station: "KK01", Parameter: "O3", At: at.Format(time.RFC3339), Value: "1"})
	expect(t, "expected", []string{"12"}, lines(t, db, `SELECT DISTINCT expected::text FROM data.readings_hourly`))
}

// Three quarters of what a station sends, also where that is less than every hour.
func TestDaysOfStationsThatSendSeldom(t *testing.T) {
	for _, c := range []struct {
		seconds, sent int // of the day, from its beginning on
		want          string
	}{
		{7200, 8, "8 12 - 10"},
		{7200, 9, "9 12 10 10"},
		{86400, 1, "1 1 10 10"},
		{3600, 17, "17 24 - 10"},
		{3600, 18, "18 24 10 10"},
	} {
		t.Run(fmt.Sprintf("%d of every %d s", c.sent, c.seconds), func(t *testing.T) {
			db := testdb.New(t)
			mustStations(t, db)
			mustExec(t, db, `UPDATE data.stations SET interval_s = $1`, c.seconds)
			day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.FixedZone("", 7*3600))
			var rows []environment.Sent
			for n := range c.sent {
				rows = append(rows, environment.Sent{Station: "NM01", Parameter: "COD", Value: "10", At: day.Add(time.Duration(n+1) * time.Duration(c.seconds) * time.Second).Format(time.RFC3339)})
			}
			mustTake(t, environment.New(db), environment.Sender{}, rows...)
			expect(t, "day", []string{c.want}, lines(t, db, `SELECT concat_ws(' ', counted, expected, coalesce(mean::text, '-'), coalesce(highest_8h::text, '-')) FROM data.readings_daily`))
		})
	}
}

// The hours of a merge are read, not held: a station that sends every second has millions.
func TestMergeIntoCrowdedHours(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	mustTake(t, s, environment.Sender{}, pm("20261120000001", "1"))
	mustExec(t, db, `
		INSERT INTO data.readings SELECT station, parameter, at + n * interval '1 second', n % 7, 0 FROM data.readings, generate_series(1, 199999) AS n`)
	var rows []environment.Sent
	for hour := range 55 {
		rows = append(rows, pm(fmt.Sprintf("202611%02d%02d3000", 20+hour/24, hour%24), "9"))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	mustTake(t, s, environment.Sender{}, rows...)
	runtime.ReadMemStats(&after)
	expect(t, "hours", []string{"55 198000"}, lines(t, db, `SELECT concat_ws(' ', count(*), sum(received)) FROM data.readings_hourly`))
	if each := (after.TotalAlloc - before.TotalAlloc) / 200_000; each > 64 {
		t.Errorf("%d bytes are allocated for each reading that is there", each)
	}
}

// A clock that is ahead does not hide the newest mean that everybody may see, and nobody but
// staff sees hours that have not ended.
func TestHoursThatHaveNotEnded(t *testing.T) {
	db := testdb.New(t)
	mustHourlyStations(t, db)
	s := environment.New(db)
	now := time.Now()
	var rows []environment.Sent
	var labels []time.Time
	for n := -2; n <= 2; n++ { // the last may be too far ahead
		label := now.Truncate(time.Hour).Add(time.Duration(n) * time.Hour)
		at := label.Add(-59 * time.Minute)
		if at.Before(now.Add(55 * time.Minute)) {
			rows, labels = append(rows, environment.Sent{Station: "KK01", Parameter: "PM10", At: at.Format(time.RFC3339), Value: fmt.Sprint(10 + n)}), append(labels, label)
		}
	}
	for _, answer := range mustTake(t, s, environment.Sender{}, rows...) {
		if answer != "stored" {
			t.Fatal(answer)
		}
	}
	expect(t, "newest mean", []string{"10"}, lines(t, db, `SELECT mean::text FROM pub.latest_means`))
	expect(t, "hours", []string{"8 9 10"}, lines(t, db, `SELECT string_agg(mean::text, ' ' ORDER BY hour) FROM pub.readings_hourly`))
	span := environment.Span{From: now.Add(-4 * time.Hour), To: now.Add(3 * time.Hour)}
	id := int64(0)
	if err := db.Owner.QueryRow(t.Context(), `SELECT id FROM data.stations WHERE code = 'KK01'`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	for staff, want := range map[bool]int{false: 3, true: len(labels)} {
		series, err := s.Series(t.Context(), environment.SeriesQuery{Station: id, Parameters: []string{"PM10"}, Span: span, Step: environment.Hour, Staff: staff})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, v := range series.Lines[0].Values {
			if !math.IsNaN(v) {
				n++
			}
		}
		if n != want {
			t.Errorf("staff %v: %d hours, want %d", staff, n, want)
		}
	}
	played, err := s.Playback(t.Context(), span, "PM10")
	if err != nil || len(played.Stations) != 1 {
		t.Fatal(played, err)
	}
	for i, v := range played.Stations[0].Values {
		if !math.IsNaN(v) && played.Times[i] > now.Unix() {
			t.Errorf("an hour that has not ended is played: %v", v)
		}
	}
}
