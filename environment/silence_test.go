package environment_test

import (
	"testing"

	"sotay/environment"
	"sotay/internal/testdb"
	"sotay/postgis"
)

// stationStates are states as texts, with since when.
func stationStates(t *testing.T, db *postgis.DB) []string {
	t.Helper()
	return lines(t, db, `SELECT concat_ws(' ', code, state, to_char(state_since, 'DD/HH24:MI')) FROM data.stations WHERE code LIKE 'KK%' ORDER BY code`)
}

func TestSilenceAndStates(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db) // KK01 sends every five minutes
	mustHourly(t, db)   // KK11 every hour
	s := environment.New(db)
	step := func(now string, sent ...environment.Sent) {
		t.Helper()
		environment.AsOf(s, vn(now))
		mustTake(t, s, environment.Sender{}, sent...)
		mustExec(t, db, `UPDATE data.readings_latest SET received = $1 WHERE received > now() - interval '1 minute'`, vn(now))
		mustFollowUp(t, s, vn(now))
	}
	silences := func() []string {
		return lines(t, db, `
			SELECT concat_ws(' ', s.code, to_char(e.began, 'DD/HH24:MI'), coalesce(to_char(e.ended, 'DD/HH24:MI'), '-'))
			FROM   data.station_events e JOIN data.stations s ON s.id = e.station WHERE e.kind = 'silence' ORDER BY e.began, s.code`)
	}
	no2 := func(at, value string) environment.Sent {
		return environment.Sent{Station: "KK11", Parameter: "NO2", At: at, Value: value}
	}

	step("2026-11-20 10:00")
	expect(t, "nothing was ever sent", []string{"KK01 unknown", "KK11 unknown"}, stationStates(t, db))
	step("2026-11-20 10:02", pm("20261120100000", "20"), no2("20261120100000", "20"))
	expect(t, "both have sent", []string{"KK01 ok 20/10:02", "KK11 ok 20/10:02"}, stationStates(t, db))
	step("2026-11-20 10:10")
	expect(t, "twice the interval is borne", []string{"KK01 ok 20/10:02", "KK11 ok 20/10:02"}, stationStates(t, db))
	step("2026-11-20 10:11")
	expect(t, "no more", []string{"KK01 silent 20/10:10", "KK11 ok 20/10:02"}, stationStates(t, db))
	step("2026-11-20 10:30", pm("20261120095500", "19"), pm("20261120100500", "19"))
	expect(t, "old readings are no sign of life", []string{"KK01 silent 20/10:10", "KK11 ok 20/10:02"}, stationStates(t, db))
	step("2026-11-20 11:01", pm("20261120105500", "19"), pm("20261120102000", "19"), no2("20261120110000", "250"))
	expect(t, "heard again; the other exceeds", []string{"KK01 ok 20/10:55", "KK11 exceeding 20/10:00"}, stationStates(t, db))
	expect(t, "what is filled in later does not undo silence", []string{"KK01 20/10:10 20/10:55"}, silences())
	step("2026-11-20 13:30", no2("20261120120000", "260"))
	expect(t, "a reading from before the silence, that is young enough", []string{"KK01 silent 20/11:05", "KK11 exceeding 20/10:00"}, stationStates(t, db))
	step("2026-11-20 14:10")
	expect(t, "who exceeded is silent now", []string{"KK01 silent 20/11:05", "KK11 silent 20/14:00"}, stationStates(t, db))
	step("2026-11-20 14:30", no2("20261120130000", "100"))
	expect(t, "it came late", []string{"KK01 20/10:10 20/10:55", "KK01 20/11:05 -", "KK11 20/14:00 20/14:30"}, silences())
	expect(t, "and all is well", []string{"KK01 silent 20/11:05", "KK11 ok 20/14:30"}, stationStates(t, db))
	mustExec(t, db, `UPDATE data.stations SET until = '2026-11-21'`)
	step("2026-11-20 23:59")
	expect(t, "closed tomorrow", []string{"KK01 silent 20/11:05", "KK11 silent 20/15:00"}, stationStates(t, db))
	step("2026-11-21 00:01")
	expect(t, "closed", []string{"KK01 unknown 21/00:00", "KK11 unknown 21/00:00"}, stationStates(t, db))
	expect(t, "silence ends where a station is closed", []string{"KK01 20/10:10 20/10:55", "KK01 20/11:05 21/00:00", "KK11 20/14:00 20/14:30", "KK11 20/15:00 21/00:00"}, silences())
}

// A follow-up that changes nothing tells nobody.
func TestNothingIsWrittenWhereNothingChanges(t *testing.T) {
	db := testdb.New(t)
	mustHourly(t, db)
	s := environment.New(db)
	environment.AsOf(s, vn("2026-11-20 10:10"))
	mustTake(t, s, environment.Sender{}, hours("KK11", "NO2", vn("2026-11-20 09:00"), 210, 220)...)
	mustFollowUp(t, s, vn("2026-11-20 10:10"))
	versions := `SELECT 'station ' || id || ' ' || xmin FROM data.stations UNION ALL SELECT 'event ' || id || ' ' || xmin FROM data.station_events UNION ALL SELECT 'change ' || id FROM sotay.changes ORDER BY 1`
	before := lines(t, db, versions)
	mustExec(t, db, `UPDATE data.readings_hourly SET hour = hour`) // as if written again
	mustFollowUp(t, s, vn("2026-11-20 10:12"))
	expect(t, "rows and changes", before, lines(t, db, versions))
	expect(t, "hours to follow up", []string{"0"}, lines(t, db, `SELECT count(*)::text FROM data.readings_touched`))
}

// A station that has never sent is silent from the day on since which it works.
func TestSilentFromTheFirstDay(t *testing.T) {
	db := testdb.New(t)
	mustHourly(t, db)
	s := environment.New(db)
	mustExec(t, db, `UPDATE data.stations SET since = '2026-11-20' WHERE code = 'KK11'`)
	at := func(now, change string) []string {
		t.Helper()
		mustExec(t, db, change)
		mustFollowUp(t, s, vn(now))
		return stationStates(t, db)
	}
	expect(t, "before", []string{"KK11 unknown"}, at("2026-11-19 10:00", `SELECT`))
	expect(t, "twice its interval is borne", []string{"KK11 unknown"}, at("2026-11-20 02:00", `SELECT`))
	expect(t, "no more", []string{"KK11 silent 20/02:00"}, at("2026-11-20 02:01", `SELECT`))
	expect(t, "it was to begin later", []string{"KK11 unknown"}, at("2026-11-20 02:02", `UPDATE data.stations SET since = '2026-12-01' WHERE code = 'KK11'`))
	expect(t, "it did not", []string{"KK11 silent 19/02:00"}, at("2026-11-20 02:03", `UPDATE data.stations SET since = '2026-11-19' WHERE code = 'KK11'`))
	expect(t, "nobody knows", []string{"KK11 unknown"}, at("2026-11-20 02:04", `UPDATE data.stations SET since = NULL WHERE code = 'KK11'`))
}

// A clock that is ahead does not hide that nothing comes any more.
func TestSilenceOfAFastClock(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	environment.AsOf(s, vn("2026-11-20 10:00"))
	mustTake(t, s, environment.Sender{}, pm("20261120104500", "20"))
	mustExec(t, db, `UPDATE data.readings_latest SET received = $1`, vn("2026-11-20 10:00"))
	mustFollowUp(t, s, vn("2026-11-20 10:10"))
	expect(t, "sends every five minutes", []string{"KK01 ok 20/10:10"}, stationStates(t, db))
	mustFollowUp(t, s, vn("2026-11-20 10:11"))
	expect(t, "silent by what came", []string{"KK01 silent 20/10:10"}, stationStates(t, db))
}
