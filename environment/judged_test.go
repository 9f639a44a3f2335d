package environment_test

import (
	"fmt"
	"testing"

	"sotay/environment"
	"sotay/internal/testdb"
)

// A station says whether a limit of today judges what it measures.
func TestJudged(t *testing.T) {
	db := testdb.New(t)
	mustHourly(t, db)
	mustExec(t, db, `
		INSERT INTO data.stations (code, name, kind, interval_s, geom) VALUES ('KK12', 'Chỉ đo NO', 'air', 3600, 'SRID=4326;POINT(107.2 10.4)'), ('KK13', 'Chưa gửi', 'air', 3600, 'SRID=4326;POINT(107.2 10.4)');
		INSERT INTO data.sensors (station, parameter) SELECT s.id, p.id FROM data.stations s, data.parameters p WHERE s.code = 'KK13' AND p.code = 'PM10'`)
	s := environment.New(db)
	now := vn("2026-11-20 09:10")
	environment.AsOf(s, now)
	for station, parameter := range map[string]string{"KK11": "NO2", "KK12": "NO", "KT11": "SO2", "NM11": "COD", "NM12": "LEVEL"} {
		mustTake(t, s, environment.Sender{}, hours(station, parameter, vn("2026-11-20 09:00"), 1)...)
	}
	judged := func(change string) []string {
		t.Helper()
		mustExec(t, db, change)
		list, err := s.Stations(t.Context(), environment.StationQuery{})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, st := range list {
			out = append(out, fmt.Sprint(st.Code, " ", st.Judged))
		}
		return out
	}
	expect(t, "by a mean or a sensor", []string{"KK11 true", "KK12 false", "KK13 true", "KT11 false", "NM11 true", "NM12 false"}, judged(`SELECT`))
	expect(t, "the worst class bounds nothing", []string{"KK11 true", "KK12 false", "KK13 true", "KT11 false", "NM11 false", "NM12 false"},
		judged(`UPDATE data.stations SET required_class = 'D' WHERE code = 'NM11'`))
	expect(t, "by what holds today", []string{"KK11 false", "KK12 false", "KK13 true", "KT11 false", "NM11 false", "NM12 false"},
		judged(`UPDATE data.limits SET valid_to = '2026-11-19' WHERE kind = 'air' AND parameter = 5`))
}
