package environment_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"sotay/environment"
	"sotay/internal/testdb"
	"sotay/postgis"
)

func mustRule(t *testing.T, s *environment.Store, r environment.Rule) environment.Rule {
	t.Helper()
	r.Enabled = true
	saved, err := s.SaveRule(t.Context(), testdb.Audit(t), "hoa", r)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func number(v float64) *float64 { return &v }

// alarms are alarms as texts: station, value, limit, state, and - or when it was cleared.
func alarms(t *testing.T, db *postgis.DB) []string {
	t.Helper()
	return lines(t, db, `
		SELECT concat_ws(' ', s.code, coalesce(a.value::text, 'silence'), a.limit_value, a.state, to_char(a.raised_at, 'HH24:MI'), coalesce(to_char(a.cleared_at, 'HH24:MI'), '-'))
		FROM   data.alarms a JOIN data.stations s ON s.id = a.station ORDER BY a.id`)
}

// clock takes readings at a time and looks whether alarms are to be raised.
type clock struct {
	t  *testing.T
	db *postgis.DB
	s  *environment.Store
}

func (c clock) at(now string, sent ...environment.Sent) {
	c.t.Helper()
	environment.AsOf(c.s, vn("2026-11-20 "+now))
	mustTake(c.t, c.s, environment.Sender{}, sent...)
	mustFollowUp(c.t, c.s, vn("2026-11-20 "+now))
	if err := c.s.RaiseAlarms(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
}

func (c clock) shows(what string, want ...string) {
	c.t.Helper()
	if want == nil {
		want = []string{}
	}
	expect(c.t, what, want, alarms(c.t, c.db))
}

func newClock(t *testing.T) clock {
	db := testdb.New(t)
	mustStations(t, db)
	mustHourly(t, db)
	return clock{t, db, environment.New(db)}
}

func no2(at string, value any) environment.Sent {
	return environment.Sent{Station: "KK01", Parameter: "NO2", At: "20261120" + at + "00", Value: fmt.Sprint(value)}
}

// Raised when values were beyond the bound for long enough, once while that lasts; over when one
// is back at the value that clears; raised anew later.
func TestAlarmOfReadings(t *testing.T) {
	c := newClock(t)
	mustRule(t, c.s, environment.Rule{Name: "NO2 cao", Parameter: "NO2", Medium: "air", Basis: "raw", Above: number(200), ForMinutes: 10, Clear: number(150), Kinds: []string{"air"}})
	c.at("10:00", no2("1000", 250))
	c.at("10:05", no2("1005", 190))
	c.at("10:10", no2("1010", 250))
	c.at("10:15", no2("1015", 260))
	c.shows("five minutes")
	c.at("10:20", no2("1020", 270))
	c.shows("ten minutes", "KK01 270 200 raised 10:20 -")
	c.at("10:25", no2("1025", 280))
	c.at("10:30", no2("1030", 180))
	c.shows("below the bound, above what clears", "KK01 270 200 raised 10:20 -")
	c.at("10:35", no2("1035", 150))
	c.shows("cleared", "KK01 270 200 raised 10:20 10:35")
	c.at("10:40", no2("1040", 250))
	c.at("10:50", no2("1050", 250)) // one is missing, that is borne
	c.shows("again", "KK01 270 200 raised 10:20 10:35", "KK01 250 200 raised 10:50 -")
	c.at("12:00")
	c.shows("nothing is known: it lasts on", "KK01 270 200 raised 10:20 10:35", "KK01 250 200 raised 10:50 -")
}

func TestLateReadingsRaiseNothing(t *testing.T) {
	c := newClock(t)
	mustRule(t, c.s, environment.Rule{Name: "NO2 cao", Parameter: "NO2", Medium: "air", Basis: "raw", Above: number(200)})
	c.at("12:00", no2("1000", 900))
	c.shows("two hours late")
	calibrating := no2("1200", 900)
	calibrating.Status = "01"
	c.at("12:00", calibrating)
	c.shows("a device that is calibrated")
	c.at("12:05", no2("1205", 900), no2("1100", 10))
	c.shows("a young one", "KK01 900 200 raised 12:05 -")
}

func TestAlarmsOfMeansBelowAndOfSilence(t *testing.T) {
	c := newClock(t)
	mustRule(t, c.s, environment.Rule{Name: "DO thấp", Parameter: "DO", Basis: "1h", Below: number(4), ForMinutes: 120})
	mustRule(t, c.s, environment.Rule{Name: "mất tín hiệu", Basis: environment.OfSilence, ForMinutes: 60, Kinds: []string{"surface_water"}})
	mustRule(t, c.s, environment.Rule{Name: "bụi ngày", Parameter: "PM2.5", Basis: "24h", Above: number(45)})
	c.at("08:10", hours("NM11", "DO", vn("2026-11-20 08:00"), 3)...)
	c.at("08:10", hours("KK11", "PM2.5", vn("2026-11-19 01:00"), repeat(60, 32)...)...)
	c.shows("the day before", "KK11 60 45 raised 08:10 -")
	c.at("09:10", hours("NM11", "DO", vn("2026-11-20 09:00"), 3.5)...)
	c.shows("two hours below", "KK11 60 45 raised 08:10 -", "NM11 3.5 4 raised 09:10 -")
	c.at("11:30")
	c.shows("silent for half an hour", "KK11 60 45 raised 08:10 -", "NM11 3.5 4 raised 09:10 -")
	c.at("12:00")
	c.shows("for an hour", "KK11 60 45 raised 08:10 -", "NM11 3.5 4 raised 09:10 -", "NM11 silence raised 12:00 -")
	c.at("12:10", hours("NM11", "DO", vn("2026-11-20 12:00"), 4)...)
	c.shows("heard, and well", "KK11 60 45 raised 08:10 -", "NM11 3.5 4 raised 09:10 12:10", "NM11 silence raised 12:00 12:10")
}

// A rule is for the stations of its kinds, its communes and its list; when it is for one no
// more, or is gone, its alarm is over.
func TestWhereARuleHolds(t *testing.T) {
	c := newClock(t)
	mustExec(t, c.db, `INSERT INTO data.communes (code, name, valid_from, valid_to, geom) VALUES
		('26506', 'Phường thử', NULL, NULL, 'SRID=4326;POLYGON((107 10.3,107.09 10.3,107.09 10.4,107 10.4,107 10.3))'),
		('26507', 'Xã thử', NULL, '2026-11-21', 'SRID=4326;POLYGON((107.09 10.3,107.2 10.3,107.2 10.45,107.09 10.45,107.09 10.3))'),
		('26507', 'Xã thử', '2026-11-21', NULL, 'SRID=4326;POLYGON((107.09 10.45,107.2 10.45,107.2 10.7,107.09 10.7,107.09 10.45))'),
		('26508', 'Xã cũ', NULL, '2025-07-01', 'SRID=4326;POLYGON((107 10.3,107.09 10.3,107.09 10.4,107 10.4,107 10.3))')`)
	environment.AsOf(c.s, vn("2026-11-20 08:00"))
	id := func(code string) (n int64) {
		if err := c.db.Owner.QueryRow(t.Context(), `SELECT id FROM data.stations WHERE code = $1`, code).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	silent := environment.Rule{Basis: environment.OfSilence}
	for name, change := range map[string]func(*environment.Rule){
		"all": func(*environment.Rule) {}, "kind": func(r *environment.Rule) { r.Kinds = []string{"emission"} },
		"commune": func(r *environment.Rule) { r.Communes = []string{"26506"} }, "list": func(r *environment.Rule) { r.Stations = []int64{id("NM12")} },
		"both": func(r *environment.Rule) { r.Communes = []string{"26507"} },
	} {
		r := silent
		r.Name = name
		change(&r)
		mustRule(t, c.s, r)
	}
	var sent []environment.Sent
	for station, parameter := range map[string]string{"KK01": "NO2", "KK11": "NO2", "NM11": "COD", "NM12": "COD", "KT11": "SO2"} {
		sent = append(sent, hours(station, parameter, vn("2026-11-20 08:00"), 1)...)
	}
	c.at("08:10", sent...)
	c.at("12:10")
	where := func() []string {
		return lines(t, c.db, `
			SELECT r.name || ': ' || string_agg(s.code, ' ' ORDER BY s.code) FROM data.alarms a JOIN data.alarm_rules r ON r.id = a.rule JOIN data.stations s ON s.id = a.station
			WHERE a.cleared_at IS NULL GROUP BY r.name ORDER BY 1`)
	}
	expect(t, "alarms", []string{"all: KK01 KK11 KT11 NM11 NM12", "both: NM11", "commune: KK01 KK11", "kind: KT11", "list: NM12"}, where())
	rules, err := c.s.Rules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		switch r.Name {
		case "commune":
			r.Enabled = false
			_, err = c.s.SaveRule(t.Context(), testdb.Audit(t), "hoa", r)
		case "kind":
			r.Kinds = []string{"weather"}
			_, err = c.s.SaveRule(t.Context(), testdb.Audit(t), "hoa", r)
		case "all":
			err = c.s.DeleteRule(t.Context(), testdb.Audit(t), "hoa", r.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	c.at("12:15")
	expect(t, "alarms", []string{"both: NM11", "list: NM12"}, where())
	environment.AsOf(c.s, vn("2026-11-21 00:01"))
	if err := c.s.RaiseAlarms(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect(t, "alarms where the commune is another", []string{"both: KT11 NM12", "list: NM12"}, where())
	expect(t, "audit", []string{"alarm_rule.add 5", "alarm_rule.change 2", "alarm_rule.delete 1"},
		lines(t, c.db, `SELECT action || ' ' || count(*) FROM sotay.audit WHERE actor = 'hoa' GROUP BY action ORDER BY 1`))
}

func TestRulesThatAreRefused(t *testing.T) {
	c := newClock(t)
	good := environment.Rule{Name: "x", Parameter: "PM10", Basis: "1h", Above: number(100)}
	for code, change := range map[string]func(*environment.Rule){
		"name": func(r *environment.Rule) { r.Name = " " }, "basis": func(r *environment.Rule) { r.Basis = "8h" },
		"bounds": func(r *environment.Rule) { r.Below = number(1) }, "clear": func(r *environment.Rule) { r.Clear = number(101) },
		"for_minutes": func(r *environment.Rule) { r.ForMinutes = -1 }, "parameter": func(r *environment.Rule) { r.Parameter = "RADON" },
		"medium": func(r *environment.Rule) { r.Parameter = "NO2" }, "unknown": func(r *environment.Rule) { r.Communes = []string{"99999"} },
		"stations": func(r *environment.Rule) { r.Stations = []int64{} }, "communes": func(r *environment.Rule) { r.Communes = []string{} },
		"not_found": func(r *environment.Rule) { r.ID = 99 },
	} {
		r := good
		change(&r)
		_, err := c.s.SaveRule(t.Context(), testdb.Audit(t), "hoa", r)
		var no *environment.AlarmError
		if !errors.As(err, &no) || no.Code != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	expect(t, "rules and audit", []string{"0 0"}, lines(t, c.db, `SELECT (SELECT count(*) FROM data.alarm_rules) || ' ' || (SELECT count(*) FROM sotay.audit)`))
}

// Every move from every state: who may go where is this table.
func TestMoves(t *testing.T) {
	c := newClock(t)
	rule := mustRule(t, c.s, environment.Rule{Name: "x", Basis: environment.OfSilence})
	mustExec(t, c.db, `INSERT INTO data.webhooks (name, url, secret, created_by) VALUES ('thử', 'https://hooks.example/x', sha256('x'), 'test')`)
	legal := map[string]string{
		"raised acknowledge": "acknowledged", "raised assign": "assigned", "raised close": "closed", "raised note": "raised",
		"acknowledged assign": "assigned", "acknowledged close": "closed", "acknowledged note": "acknowledged",
		"assigned assign": "assigned", "assigned close": "closed", "assigned note": "assigned", "closed note": "closed",
	}
	for _, from := range []string{"raised", "acknowledged", "assigned", "closed"} {
		for _, what := range []string{"acknowledge", "assign", "close", "note"} {
			var id int64
			err := c.db.Owner.QueryRow(t.Context(), `
				INSERT INTO data.alarms (rule, station, raised_at, cleared_at, state, closed_by, closed_at, closed_note)
				SELECT $1, min(id), now(), now(), $2, CASE $2 WHEN 'closed' THEN 'lan' END, CASE $2 WHEN 'closed' THEN now() END, CASE $2 WHEN 'closed' THEN 'xong' END FROM data.stations RETURNING id`, rule.ID, from).Scan(&id)
			if err != nil {
				t.Fatal(err)
			}
			a, err := c.s.MoveAlarm(t.Context(), id, environment.Move{What: what, By: "hoa", To: "lan", Note: "đã kiểm tra"})
			want, ok := legal[from+" "+what]
			var no *environment.AlarmError
			switch {
			case ok && (err != nil || a.State != want || len(a.Log) != 1 || a.Log[0].By != "hoa" || a.Version != 2):
				t.Errorf("%s, %s: %+v, %v", from, what, a, err)
			case !ok && (!errors.As(err, &no) || no.Code != "conflict"):
				t.Errorf("%s, %s: got %v, want a conflict", from, what, err)
			}
		}
	}
	bodies := lines(t, c.db, `SELECT body FROM data.webhook_deliveries ORDER BY id`)
	if len(bodies) != len(legal) {
		t.Errorf("%d messages of %d moves", len(bodies), len(legal))
	}
	for _, b := range bodies {
		if !json.Valid([]byte(b)) || strings.Contains(b, "hoa") || strings.Contains(b, "lan") || strings.Contains(b, "kiểm tra") {
			t.Errorf("a message tells of people: %s", b)
		}
	}
}

// Of many who take an alarm at once one wins; the others are told.
func TestOfManyOneWins(t *testing.T) {
	c := newClock(t)
	mustRule(t, c.s, environment.Rule{Name: "x", Parameter: "NO2", Medium: "air", Basis: "raw", Above: number(1)})
	c.at("10:00", no2("1000", 5))
	list, _, err := c.s.Alarms(t.Context(), "open", 10)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	// To be assigned is legal twice: there what was seen tells.
	for _, what := range []string{"acknowledge", "assign"} {
		seen := map[string]int32{"acknowledge": 0, "assign": 2}[what]
		outcomes := make([]error, 8)
		var all sync.WaitGroup
		for n := range outcomes {
			all.Go(func() {
				_, outcomes[n] = c.s.MoveAlarm(t.Context(), list[0].ID, environment.Move{What: what, By: fmt.Sprintf("người %d", n), To: "lan", Version: seen})
			})
		}
		all.Wait()
		won := 0
		for _, err := range outcomes {
			var no *environment.AlarmError
			switch {
			case err == nil:
				won++
			case !errors.As(err, &no) || no.Code != "conflict":
				t.Errorf("%s: %v", what, err)
			}
		}
		if won != 1 {
			t.Errorf("%s: %d won", what, won)
		}
	}
	expect(t, "the log", []string{"raised", "acknowledged", "assigned"}, lines(t, c.db, `SELECT what FROM data.alarm_log ORDER BY id`))
}

// Two processes that look at the same time raise one alarm.
func TestRaisedOnce(t *testing.T) {
	c := newClock(t)
	mustRule(t, c.s, environment.Rule{Name: "x", Parameter: "NO2", Medium: "air", Basis: "raw", Above: number(1)})
	environment.AsOf(c.s, vn("2026-11-20 10:00"))
	mustTake(t, c.s, environment.Sender{}, no2("1000", 5))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			other := environment.New(c.db)
			environment.AsOf(other, vn("2026-11-20 10:01"))
			for range 3 {
				if err := other.RaiseAlarms(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	c.shows("one alarm", "KK01 5 1 raised 10:01 -")
	expect(t, "its log", []string{"raised"}, lines(t, c.db, `SELECT what FROM data.alarm_log`))
}

// Closed while it lasts, an alarm is not raised again until it was over.
func TestClosedWhileItLasts(t *testing.T) {
	c := newClock(t)
	mustRule(t, c.s, environment.Rule{Name: "x", Parameter: "NO2", Medium: "air", Basis: "raw", Above: number(100)})
	c.at("10:00", no2("1000", 500))
	list, _, err := c.s.Alarms(t.Context(), "open", 10)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	environment.AsOf(c.s, vn("2026-11-20 10:02"))
	if _, err := c.s.MoveAlarm(t.Context(), list[0].ID, environment.Move{What: "close", By: "hoa", Note: "đốt rơm, đã nhắc"}); err != nil {
		t.Fatal(err)
	}
	c.at("10:05", no2("1005", 500))
	c.shows("it lasts", "KK01 500 100 closed 10:00 -")
	c.at("10:10", no2("1010", 50))
	c.at("10:15", no2("1015", 600))
	c.shows("a new one", "KK01 500 100 closed 10:00 10:10", "KK01 600 100 raised 10:15 -")
	closed, more, err := c.s.Alarms(t.Context(), "closed", 10)
	if err != nil || more || len(closed) != 1 || closed[0].ClosedNote == nil || *closed[0].ClosedNote != "đốt rơm, đã nhắc" || *closed[0].ClosedBy != "hoa" || !closed[0].ClosedAt.Equal(vn("2026-11-20 10:02")) {
		t.Errorf("%+v %v", closed, err)
	}
	var what []string
	for _, step := range closed[0].Log {
		what = append(what, step.What+" "+step.By+" "+step.At.In(time.FixedZone("", 7*3600)).Format("15:04"))
	}
	expect(t, "log", []string{"raised  10:00", "closed hoa 10:02", "cleared  10:10"}, what)
}
