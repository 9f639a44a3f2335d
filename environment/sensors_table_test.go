package environment_test

import (
	"errors"
	"fmt"
	"testing"

	"sotay/environment"
	"sotay/internal/testdb"
)

// TestSensorsByTable goes through a table's life: taken in, again, with changes, with faults.
func TestSensorsByTable(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s, log := environment.New(db), testdb.Audit(t)
	there := func() []string {
		return lines(t, db, `
			SELECT concat_ws(' ', s.code, p.code, coalesce(n.unit, '-'), coalesce(n.method, '-'), coalesce(n.since::text, '-'), coalesce(n.until::text, '-'))
			FROM   data.sensors n JOIN data.stations s ON s.id = n.station JOIN data.parameters p ON p.id = n.parameter
			ORDER  BY s.code, p.sort, n.since NULLS FIRST`)
	}
	if _, err := db.Owner.Exec(t.Context(), `DELETE FROM data.sensors`); err != nil {
		t.Fatal(err)
	}
	var kept environment.KeptSensors
	send := func(table string) (err error) {
		kept, err = s.RecordSensors(t.Context(), log, "lan", []byte(table))
		return err
	}
	const first = "Mã trạm;Thông số;Đơn vị;Phương pháp;Từ ngày;Đến ngày\nKK01;PM2,5;mg/m3;tia bêta;01/03/2024;\nKK01;SO2;ppb;;;\n\nNM01;pH;;;;\n"
	want := []string{"KK01 PM2.5 mg/m3 tia bêta 2024-03-01 -", "KK01 SO2 ppb - - -", "NM01 PH - - - -"}
	for again, counts := range []environment.KeptSensors{{Stations: 2, Added: 3}, {Stations: 2, Unchanged: 3}} {
		if err := send(first); err != nil || kept != counts {
			t.Fatalf("time %d: %+v, %v; want %+v", again+1, kept, err, counts)
		}
		expect(t, "sensors", want, there())
	}

	// a column that is not there leaves what is there; one that is empty takes it away
	if err := send("station,parameter,unit,since,until\nKK01,PM2.5,,2024-03-01,2026-11-01\nKK01,PM2.5,µg/m³,2026-11-01,\n"); err != nil || kept != (environment.KeptSensors{Stations: 1, Added: 1, Changed: 1}) {
		t.Fatalf("%+v, %v", kept, err)
	}
	want = []string{"KK01 PM2.5 - tia bêta 2024-03-01 2026-11-01", "KK01 PM2.5 µg/m³ - 2026-11-01 -", "KK01 SO2 ppb - - -", "NM01 PH - - - -"}
	expect(t, "sensors after a change of device", want, there())
	noted := lines(t, db, `SELECT action FROM sotay.audit ORDER BY n`)
	expect(t, "noted", []string{"station.sensors", "station.sensors", "station.sensors"}, noted)

	for _, c := range []struct{ table, want string }{
		{"station,parameter\nKK01,NO2\nXX99,NO2\n", "3 No station has the code \"XX99\"; add the station first."},
		{"station,parameter\n\nKK01,Radon\n", "3 Stations of this kind have no parameter \"Radon\"."},
		{"station,parameter,unit\nKK01,NO2,mg/l\n", "2 The unit \"mg/l\" cannot be turned into \"µg/m³\" of NO2."},
		{"station,parameter,since\nKK01,NO2,hôm qua\n", "2 \"hôm qua\" is no day like 2026-11-26."},
		{"station,parameter,since\nKK01,NO2,2026-01-01\nKK01,NO2,2026-01-01\n", "3 Line 2 is of the same sensor."},
		{"station,parameter,since\nKK01,SO2,2026-01-01\n", "2 Another sensor measures SO2 at the same time."},
		{"station,unit\nKK01,ppb\n", "1 There must be columns with the station's code (station) and the parameter (parameter)."},
		{"station,parameter\n", "0 The file has no lines."},
	} {
		var no *environment.TableError
		if err := send(c.table); !errors.As(err, &no) {
			t.Errorf("%q: %v", c.table, err)
		} else if got := fmt.Sprint(no.Problems[0].Line, " ", no.Problems[0].En); got != c.want || len(no.Problems) != 1 {
			t.Errorf("%q: %v, want %q", c.table, no.Problems, c.want)
		}
		expect(t, "sensors after a refusal", want, there())
	}
}
