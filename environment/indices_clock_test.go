package environment_test

import (
	"fmt"
	"testing"
	"time"

	"sotay/environment"
	"sotay/internal/testdb"
)

// All that VN_WQI is made of can be sent and counts, pesticides too: the vector A of
// DOMAIN.md §5.2, whose index with group II is 22.98.
func TestWaterIndexOfAllGroups(t *testing.T) {
	db := testdb.New(t)
	mustHourly(t, db)
	s := environment.New(db)
	now := vn("2026-11-20 09:10")
	environment.AsOf(s, now)
	var sent []environment.Sent
	for parameter, value := range map[string]string{
		"pH": "8.88", "Aldrin": "0.021", "BHC": "0.048", "Dieldrin": "0.047", "DDT": "0.052", "Heptachlor": "0.053",
		"As": "0.021", "Cd": "0.004", "Pb": "0.009", "Cr6": "0.007", "Cu": "0.001", "Zn": "0.074", "Hg": "0.002",
		"DO": "7.095", "Temp": "25", "BOD5": "8.28", "COD": "23.253", "TOC": "17.855", "NH4": "0.163", "NO3": "0.93", "NO2": "0.18", "PO4": "0", "Coliform": "1300", "E.coli": "92",
	} {
		sent = append(sent, hours("NM11", parameter, vn("2026-11-20 09:00"), value)...)
	}
	for _, answer := range mustTake(t, s, environment.Sender{}, sent...) {
		if answer != "stored" {
			t.Error(answer)
		}
	}
	mustFollow(t, s)
	expect(t, "index", []string{"wqi 23"}, lines(t, db, `SELECT concat_ws(' ', index_kind, index_value) FROM data.stations WHERE code = 'NM11'`))
	var id int64
	if err := db.Owner.QueryRow(t.Context(), `SELECT id FROM data.stations WHERE code = 'NM11'`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	d, err := s.Detail(t.Context(), id, false)
	if err != nil {
		t.Fatal(err)
	}
	var groups []string
	for _, g := range d.IndexParts.Groups {
		groups = append(groups, fmt.Sprintf("%d %.1f %v", g.Number, g.Value, g.Parameters))
	}
	expect(t, "groups", []string{
		"1 62.0 [PH]", "2 63.1 [ALDRIN BHC DIELDRIN DDTS HEPTACHLOR]", "3 78.6 [AS CD PB CR6 CU ZN HG]", "4 72.6 [DO BOD5 COD TOC NH4 NO3 NO2 PO4]", "5 77.0 [COLIFORM ECOLI]",
	}, groups)
}

// The index of an hour is shown when the hour ends, whether or not anything is written then.
func TestTheIndexOfAnHourIsShownAtItsEnd(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	at := func(now string) []string {
		t.Helper()
		environment.AsOf(s, vn(now))
		mustFollow(t, s)
		return lines(t, db, `SELECT concat_ws(' ', index_value, to_char(index_at, 'HH24:MI')) FROM data.stations WHERE code = 'KK01'`)
	}
	send := func(from string, n int, value string) {
		t.Helper()
		var sent []environment.Sent
		for i := range n {
			sent = append(sent, pm(vn(from).Add(time.Duration(i)*5*time.Minute).Format(time.RFC3339), value))
		}
		mustTake(t, s, environment.Sender{}, sent...)
	}
	environment.AsOf(s, vn("2026-11-20 10:50"))
	send("2026-11-20 08:05", 24, "25")
	send("2026-11-20 10:05", 10, "50")
	expect(t, "while the hour runs", []string{"50 10:00"}, at("2026-11-20 10:55"))
	expect(t, "at its end", []string{"69 11:00"}, at("2026-11-20 11:00")) // NowCast of 50, 25, 25 with weights ½, ¼, ⅛: 34.4 µg/m³
	expect(t, "afterwards", []string{"69 11:00"}, at("2026-11-20 11:01"))
}
