package environment_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sotay/environment"
	"sotay/internal/testdb"
)

// everyFive are readings of NO2 at KK01 every five minutes, from a minute of ten o'clock to another.
func everyFive(from, to int, value any) []environment.Sent {
	var list []environment.Sent
	for m := from; m <= to; m += 5 {
		list = append(list, no2(fmt.Sprintf("%02d%02d", 10+m/60, m%60), value))
	}
	return list
}

// An hour is judged when it has ended, by all that came of it: a station that sends every five
// minutes has a mean of the hour that runs from three quarters of it on.
func TestTheHourThatRunsIsNotJudged(t *testing.T) {
	for name, test := range map[string]struct {
		last   []environment.Sent // what comes of the last ten minutes
		events []string
		alarms []string
	}{
		"nothing more is written": {nil, []string{"KK01 NO2 1h 20/10:00 - 250.00 20/11:00 200"}, []string{"KK01 250 200 raised 11:01 -"}},
		"the end brings it back":  {everyFive(50, 60, 0), []string{}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClock(t)
			mustRule(t, c.s, environment.Rule{Name: "NO2 giờ", Parameter: "NO2", Medium: "air", Basis: "1h", Above: number(200)})
			again := environment.FollowingUp(c.s)
			at := func(now string, sent ...environment.Sent) {
				t.Helper()
				environment.AsOf(c.s, vn("2026-11-20 "+now))
				mustTake(t, c.s, environment.Sender{}, sent...)
				for _, do := range []func(context.Context) error{again, c.s.RaiseAlarms} {
					if err := do(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
			}
			exceeding := func() []string {
				return lines(t, c.db, `
					SELECT concat_ws(' ', s.code, p.code, e.basis, to_char(e.began, 'DD/HH24:MI'), coalesce(to_char(e.ended, 'DD/HH24:MI'), '-'), round(e.peak::numeric, 2), to_char(e.peak_at, 'DD/HH24:MI'), e.limit_value)
					FROM data.station_events e JOIN data.stations s ON s.id = e.station JOIN data.parameters p ON p.id = e.parameter`)
			}
			at("10:50", everyFive(5, 45, 250)...)
			expect(t, "mean of the hour that runs", []string{"250"}, lines(t, c.db, `SELECT mean::text FROM data.readings_hourly WHERE hour = $1`, vn("2026-11-20 11:00")))
			expect(t, "events while it runs", []string{}, exceeding())
			c.shows("alarms while it runs")
			at("10:59", test.last...)
			expect(t, "events before its end", []string{}, exceeding())
			at("11:01")
			expect(t, "events at its end", test.events, exceeding())
			c.shows("alarms at its end", test.alarms...)
		})
	}
}

// Stations that are written all the time keep nobody waiting: each is followed up once in a
// look, and then the states.
func TestOneLookEndsWhateverIsWritten(t *testing.T) {
	db := testdb.New(t)
	mustHourly(t, db)
	s := environment.New(db)
	now := vn("2026-11-20 10:10")
	environment.AsOf(s, now)
	mustTake(t, s, environment.Sender{}, hours("KK11", "NO2", vn("2026-11-20 09:00"), 210, 220)...)
	mustExec(t, db, `
		CREATE FUNCTION data.busy() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
		BEGIN INSERT INTO data.readings_touched VALUES (OLD.station, OLD.parameter, OLD.first, OLD.last); RETURN NULL; END $$;
		CREATE TRIGGER busy AFTER DELETE ON data.readings_touched FOR EACH ROW EXECUTE FUNCTION data.busy()`)
	ctx, done := context.WithTimeout(t.Context(), 30*time.Second)
	defer done()
	if err := s.FollowUp(ctx); err != nil {
		t.Fatal(err)
	}
	expect(t, "state", []string{"KK11 exceeding 20/08:00"}, stationStates(t, db))
}
