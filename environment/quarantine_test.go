package environment_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"sotay/environment"
	"sotay/internal/testdb"
)

const settled = `SELECT concat_ws(' ', station, parameter, reason, coalesce(settled_how || ' by ' || settled_by, 'open')) FROM data.reading_quarantine ORDER BY id`

func TestReleaseAndDiscard(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	who := environment.Who{Actor: "hoa.tran", Audit: testdb.Audit(t)}
	ctx := context.Background()
	const at = "20261120100500"
	mustTake(t, s, environment.Sender{Source: "trạm", Operator: "Sở thử"},
		environment.Sent{Station: "KK02", Parameter: "PM10", At: at, Value: "31", Unit: "µg/m³"},
		environment.Sent{Station: "KK02", Parameter: "Radon", At: at, Value: "1", Unit: "µg/m³"},
		environment.Sent{Station: "KK01", Parameter: "Bụi mịn", At: at, Value: "12", Unit: "µg/m³"},
		environment.Sent{Station: "KK01", Parameter: "PM10", At: at, Value: "3", Unit: "hạt"},
		environment.Sent{Station: "KK01", Parameter: "O3", At: at, Value: "-99", Unit: "µg/m³"})
	ids := map[string]int64{}
	rows, err := s.Quarantine(ctx, environment.AsideQuery{}, 0, 100)
	if err != nil || len(rows) != 5 {
		t.Fatal(rows, err)
	}
	for _, r := range rows {
		ids[r.Station+" "+r.Parameter] = r.ID
	}
	release := func(sel environment.Selection, instead environment.Instead) []string {
		t.Helper()
		out, err := s.Release(ctx, who, sel, instead)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for i, a := range out.Answers {
			list = append(list, fmt.Sprintf("%d %s", out.IDs[i]-rows[4].ID+1, join(a)))
		}
		return list
	}
	one := func(name string) environment.Selection { return environment.Selection{IDs: []int64{ids[name]}} }

	expect(t, "nothing has changed", []string{"4 quarantined unknown_station", "5 quarantined unknown_station"},
		release(environment.Selection{AsideQuery: environment.AsideQuery{Reason: environment.UnknownStation}}, environment.Instead{}))
	mustExec(t, db, `INSERT INTO data.stations (code, name, kind, operator, interval_s, geom) VALUES ('KK02', 'Trạm mới', 'air', 'Sở thử', 300, 'SRID=4326;POINT(107 10)')`)
	expect(t, "the station is there now", []string{"4 stored", "5 quarantined unknown_parameter"},
		release(environment.Selection{AsideQuery: environment.AsideQuery{Reason: environment.UnknownStation}}, environment.Instead{}))
	expect(t, "as another parameter", []string{"1 stored"}, release(one("KK01 Bụi mịn"), environment.Instead{Parameter: "PM2.5"}))
	expect(t, "in another unit, which is none of it either", []string{"3 quarantined unexpected_unit"}, release(one("KK01 PM10"), environment.Instead{Unit: "ppb"}))
	expect(t, "in another unit", []string{"3 stored"}, release(one("KK01 PM10"), environment.Instead{Unit: "mg/m3"}))
	expect(t, "released already", []string(nil), release(one("KK01 PM10"), environment.Instead{Unit: "mg/m3"}))
	if out, err := s.Discard(ctx, who, one("KK01 O3")); err != nil || len(out.IDs) != 1 || out.More {
		t.Errorf("discarded %+v, %v", out, err)
	}
	expect(t, "settled", []string{
		"KK01 Bụi mịn unknown_parameter released by hoa.tran", "KK01 O3 implausible_value discarded by hoa.tran",
		"KK01 PM10 unexpected_unit released by hoa.tran", "KK02 PM10 unknown_station released by hoa.tran", "KK02 Radon unknown_parameter open",
	}, lines(t, db, settled))
	expect(t, "readings", []string{"KK01 PM10 3000", "KK01 PM2.5 12", "KK02 PM10 31"}, lines(t, db, `
		SELECT concat_ws(' ', s.code, p.code, r.value) FROM data.readings r JOIN data.stations s ON s.id = r.station JOIN data.parameters p ON p.id = r.parameter ORDER BY 1`))
	expect(t, "audited", []string{"hoa.tran readings.discard", "hoa.tran readings.release"}, lines(t, db, `SELECT DISTINCT actor || ' ' || action FROM sotay.audit ORDER BY 1`))
	counts, err := s.QuarantineCounts(ctx, environment.AsideQuery{})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "what is left", []environment.ReasonCount{{Reason: environment.UnknownParameter, Count: 1}}, counts)
}

func join(a environment.Answer) string {
	if a.Reason == "" {
		return string(a.Outcome)
	}
	return string(a.Outcome) + " " + string(a.Reason)
}

// Whoever releases and sends at the same time: each row becomes one reading.
func TestReleasesAtTheSameTime(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	who := environment.Who{Actor: "thử", Audit: testdb.Audit(t)}
	var rows []environment.Sent
	for n := range 600 {
		rows = append(rows, environment.Sent{Station: "KK77", Parameter: "PM10", At: fmt.Sprintf("202611%02d%02d%02d00", 1+n/60, n/12%5, 5*(n%12)), Value: "5", Unit: "µg/m³"})
	}
	mustTake(t, s, environment.Sender{}, rows...)
	var all sync.WaitGroup
	var mu sync.Mutex
	outcomes := map[environment.Outcome]int{}
	for i := range 6 {
		all.Go(func() {
			if i%2 == 1 { // others send the same meanwhile
				if _, err := s.Take(context.Background(), environment.Sender{}, rows); err != nil {
					t.Error(err)
				}
				return
			}
			out, err := s.Release(context.Background(), who, environment.Selection{AsideQuery: environment.AsideQuery{Station: "KK77"}}, environment.Instead{Station: "KK01"})
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, a := range out.Answers {
				outcomes[a.Outcome]++
			}
		})
	}
	all.Wait()
	if outcomes[environment.Stored] != 600 || outcomes[environment.Revised] != 0 {
		t.Errorf("outcomes %v", outcomes)
	}
	expect(t, "readings, and rows released whose reading was not there before", []string{"600", "600"}, lines(t, db, `
		SELECT count(*)::text FROM data.readings UNION ALL
		SELECT count(DISTINCT at)::text FROM data.reading_quarantine WHERE settled_how = 'released'`))
}

// What was sent for an operator is released into that operator's stations alone, but where the
// desk says which station is meant.
func TestReleaseRemembersTheOperator(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	who := environment.Who{Actor: "hoa.tran", Audit: testdb.Audit(t)}
	ctx := context.Background()
	row := environment.Sent{Station: "NM02", Parameter: "COD", At: "20261120100500", Value: "9", Unit: "mg/l"}
	for _, operator := range []string{"Sở thử", "Công ty thử", "", "Sở thử"} {
		mustTake(t, s, environment.Sender{Source: "x", Operator: operator}, row)
	}
	mustExec(t, db, `INSERT INTO data.stations (code, name, kind, operator, geom) VALUES ('NM02', 'Trạm mới', 'surface_water', 'Công ty thử', 'SRID=4326;POINT(107 10)')`)
	var got []string
	out, err := s.Release(ctx, who, environment.Selection{AsideQuery: environment.AsideQuery{Station: "NM02"}}, environment.Instead{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range out.Answers {
		got = append(got, join(a))
	}
	expect(t, "released", []string{"refused not_yours", "stored", "duplicate"}, got)
	rows, err := s.Quarantine(ctx, environment.AsideQuery{}, 0, 10)
	if err != nil || len(rows) != 1 || rows[0].Operator != "Sở thử" || rows[0].Reason != environment.NotYours {
		t.Fatal(rows, err)
	}
	out, err = s.Release(ctx, who, environment.Selection{IDs: []int64{rows[0].ID}}, environment.Instead{Station: "NM02"})
	if err != nil || join(out.Answers[0]) != "duplicate" {
		t.Error(out, err)
	}
}

// What was thrown away does not come back when it is sent again; another row does.
func TestDiscardedRowsStayAway(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	who := environment.Who{Actor: "hoa.tran", Audit: testdb.Audit(t)}
	row := environment.Sent{Station: "KK77", Parameter: "PM10", At: "20261120100500", Value: "31"}
	other := row
	other.Value = "32"
	mustTake(t, s, environment.Sender{Source: "x"}, row)
	if _, err := s.Discard(context.Background(), who, environment.Selection{AsideQuery: environment.AsideQuery{Station: "KK77"}}); err != nil {
		t.Fatal(err)
	}
	expect(t, "answers", []string{"quarantined unknown_station", "quarantined unknown_station"}, mustTake(t, s, environment.Sender{Source: "y"}, row, other))
	expect(t, "rows", []string{"31 discarded", "32"}, lines(t, db, `SELECT concat_ws(' ', value, settled_how) FROM data.reading_quarantine ORDER BY id`))
}

// A filter gets past rows that cannot be released.
func TestReleaseOfMoreThanAtOnce(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	who := environment.Who{Actor: "hoa.tran", Audit: testdb.Audit(t)}
	mustExec(t, db, `
		INSERT INTO data.reading_quarantine (source, reason, station, parameter, at, value, unit, status)
		SELECT 'x', 'unknown_station', CASE WHEN n > $1 THEN 'KK01' ELSE 'KK77' END, 'PM10', '20261120100500', n::text, '', '' FROM generate_series(1, $1 + 1) AS n`, environment.SettleLimit)
	sel := environment.Selection{AsideQuery: environment.AsideQuery{Reason: environment.UnknownStation}}
	out, err := s.Release(context.Background(), who, sel, environment.Instead{})
	if err != nil || !out.More || len(out.IDs) != environment.SettleLimit {
		t.Fatal(out.More, len(out.IDs), err)
	}
	sel.After = out.IDs[len(out.IDs)-1]
	out, err = s.Release(context.Background(), who, sel, environment.Instead{})
	if err != nil || out.More || len(out.IDs) != 1 || join(out.Answers[0]) != "stored" {
		t.Error(out, err)
	}
}

// A message that nothing could be read of is nothing else when it is read again.
func TestUnreadableRowsKeepTheirReason(t *testing.T) {
	db := testdb.New(t)
	s := environment.New(db)
	who := environment.Who{Actor: "hoa.tran", Audit: testdb.Audit(t)}
	ctx := context.Background()
	var rows []environment.Doubtful
	for _, n := range []int{10, 300} {
		rows = append(rows, environment.Doubtful{Sent: environment.Sent{Value: strings.Repeat("?", n)}, Reason: environment.NoReading})
	}
	if err := s.SetAside(ctx, rows); err != nil {
		t.Fatal(err)
	}
	out, err := s.Release(ctx, who, environment.Selection{AsideQuery: environment.AsideQuery{Reason: environment.NoReading}}, environment.Instead{Station: "KK01"})
	want := environment.Answer{Outcome: environment.Quarantined, Reason: environment.NoReading}
	if err != nil || len(out.Answers) != 2 || out.Answers[0] != want || out.Answers[1] != want {
		t.Error(out, err)
	}
	expect(t, "reasons", []string{"unreadable", "unreadable"}, lines(t, db, `SELECT reason FROM data.reading_quarantine`))
}

// A release needs no other connection than its own, also for a month that is not there yet.
func TestReleaseOverOneConnection(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	who := environment.Who{Actor: "hoa.tran", Audit: testdb.Audit(t)}
	mustTake(t, s, environment.Sender{}, environment.Sent{Station: "KK77", Parameter: "PM10", At: "20260120100500", Value: "31"})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for range db.App.Config().MaxConns - 1 { // all others are taken
		conn, err := db.App.Acquire(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Release()
	}
	out, err := s.Release(ctx, who, environment.Selection{AsideQuery: environment.AsideQuery{Station: "KK77"}}, environment.Instead{Station: "KK01"})
	if err != nil || join(out.Answers[0]) != "stored" {
		t.Error(out, err)
	}
}
