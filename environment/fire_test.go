package environment_test

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/environment"
	"sotay/internal/testdb"
)

func fireNumber(v float64) *float64 { return &v }

// TestFireIndex sums up days by hand: at 30 °C and 50 % the air could take 21.2 hPa more.
func TestFireIndex(t *testing.T) {
	day := func(n int, temperature, humidity, rain *float64) environment.FireWeather {
		return environment.FireWeather{Day: fmt.Sprintf("2026-03-%02d", n), Temperature: temperature, Humidity: humidity, Rain: rain}
	}
	dry := func(n int) environment.FireWeather { return day(n, fireNumber(30), fireNumber(50), fireNumber(0)) }
	unknown := func(n int) environment.FireWeather { return day(n, nil, fireNumber(50), fireNumber(0)) }
	const each = 636.0 // 30 · 6.112 · e^(17.62·30/(243.12+30)) · 0.5, rounded
	for name, tt := range map[string]struct {
		days []environment.FireWeather
		want []string
	}{
		"grows":                  {[]environment.FireWeather{dry(1), dry(2), dry(3)}, []string{"01 1 since 01", "02 2 since 01", "03 3 since 01"}},
		"rain ends the sum":      {[]environment.FireWeather{dry(1), day(2, fireNumber(30), fireNumber(50), fireNumber(5)), dry(3)}, []string{"01 1 since 01", "02 0 since 02", "03 1 since 02"}},
		"little rain does not":   {[]environment.FireWeather{dry(1), day(2, fireNumber(30), fireNumber(50), fireNumber(4.9))}, []string{"01 1 since 01", "02 2 since 01"}},
		"rain is enough to know": {[]environment.FireWeather{day(1, nil, nil, fireNumber(20)), dry(2)}, []string{"01 0 since 01", "02 1 since 01"}},
		"an unknown day":         {[]environment.FireWeather{unknown(1), dry(2), unknown(3), dry(4)}, []string{"02 1 since 02", "03 ? since 02, 1 missing", "04 2 since 02, 1 missing"}},
		"no rain gauge":          {[]environment.FireWeather{day(1, fireNumber(30), fireNumber(50), nil)}, nil},
		"too many unknown": {
			[]environment.FireWeather{dry(1), unknown(2), unknown(3), unknown(4), unknown(5), unknown(6), unknown(7), dry(8)},
			[]string{
				"01 1 since 01", "02 ? since 01, 1 missing", "03 ? since 01, 2 missing", "04 ? since 01, 3 missing", "05 ? since 01, 4 missing", "06 ? since 01, 5 missing",
				"08 1 since 08",
			},
		},
		"frost adds nothing": {[]environment.FireWeather{day(1, fireNumber(-5), fireNumber(50), fireNumber(0))}, []string{"01 0 since 01"}},
	} {
		var got []string
		for _, v := range environment.FireIndex(tt.days) {
			p := "?"
			if v.P != nil {
				p = fmt.Sprint(math.Round(*v.P / each))
				if math.Abs(*v.P-math.Round(*v.P/each)*each) > 3 {
					t.Errorf("%s: P on %s is %.1f", name, v.Day, *v.P)
				}
			}
			line := fmt.Sprintf("%s %s since %s", v.Day[8:], p, v.Since[8:])
			if v.Missing > 0 {
				line += fmt.Sprintf(", %d missing", v.Missing)
			}
			got = append(got, line)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestFireLevelOfTheIndex(t *testing.T) {
	rules := environment.DefaultFireRules()
	for p, want := range map[float64]int{0: 1, 5000: 1, 5000.1: 2, 10000: 2, 15000: 3, 20000: 4, 20001: 5} {
		if got := rules.Level(p); got != want {
			t.Errorf("P = %g is level %d, want %d", p, got, want)
		}
	}
}

// TestFireIndexOfReadings sends a weather station's hours and lets the index follow, then rain
// that comes late.
func TestFireIndexOfReadings(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, `
		INSERT INTO data.communes (code, name, valid_from, geom) VALUES ('26506', 'Phường Vũng Tàu', '2025-07-01', 'SRID=4326;POLYGON((107 10.3, 107.2 10.3, 107.2 10.5, 107 10.5, 107 10.3))');
		INSERT INTO data.stations (code, name, kind, interval_s, geom) VALUES
			('KT01', 'Khí tượng thử', 'weather', 3600, 'SRID=4326;POINT(107.08 10.35)'), ('KK01', 'Không khí thử', 'air', 3600, 'SRID=4326;POINT(107.08 10.35)')`)
	now := time.Date(2026, 3, 10, 14, 0, 0, 0, time.FixedZone("", 7*3600))
	s := environment.New(db)
	s.SetFireClock(func() time.Time { return now })
	var sent []environment.Sent
	for hour := now.AddDate(0, 0, -5).Truncate(time.Hour); !hour.After(now); hour = hour.Add(time.Hour) {
		for parameter, value := range map[string]string{"TEMP": "30", "RH": "50", "RAIN": "0"} {
			sent = append(sent, environment.Sent{Station: "KT01", Parameter: parameter, At: hour.Format(time.RFC3339), Value: value})
		}
	}
	mustTake(t, s, environment.Sender{Source: "test"}, sent...)
	index := func() []string {
		t.Helper()
		if err := s.FireIndexNow(context.Background()); err != nil {
			t.Fatal(err)
		}
		return lines(t, db, `SELECT format('%s %s %s %s', day, round(p / 636), level, since) FROM data.fire_index ORDER BY day`)
	}
	// On the sixth the day before has eleven hours only.
	if diff := cmp.Diff([]string{"2026-03-07 1 1 2026-03-07", "2026-03-08 2 1 2026-03-07", "2026-03-09 3 1 2026-03-07", "2026-03-10 4 1 2026-03-07"}, index()); diff != "" {
		t.Errorf("index (-want +got):\n%s", diff)
	}
	mustTake(t, s, environment.Sender{Source: "test"}, environment.Sent{Station: "KT01", Parameter: "RAIN", At: "2026-03-08T10:00:00+07:00", Value: "7.5"})
	if diff := cmp.Diff([]string{"2026-03-07 1 1 2026-03-07", "2026-03-08 2 1 2026-03-07", "2026-03-09 0 1 2026-03-09", "2026-03-10 1 1 2026-03-09"}, index()); diff != "" {
		t.Errorf("after late rain (-want +got):\n%s", diff)
	}
	d, err := s.FireDanger(context.Background(), now)
	if err != nil || len(d.Own) != 1 || d.Own[0].Day != "2026-03-10" || d.Own[0].CommuneName == nil || *d.Own[0].CommuneName != "Phường Vũng Tàu" || d.Own[0].Level != 1 {
		t.Errorf("danger %+v, %v", d.Own, err)
	}
	gone := func() {
		mustExec(t, db, `UPDATE data.readings_hourly SET mean = NULL`)
		if diff := cmp.Diff([]string{}, index()); diff != "" {
			t.Errorf("without any weather (-want +got):\n%s", diff)
		}
		mustExec(t, db, `INSERT INTO data.fire_index (station, day, p, level, since, missing) SELECT id, '2026-03-10', 1, 1, '2026-03-10', 0 FROM data.stations WHERE code = 'KK01'`)
		if diff := cmp.Diff([]string{}, index()); diff != "" {
			t.Errorf("of a station that is of the weather no more (-want +got):\n%s", diff)
		}
	}
	if d, err := s.FireDanger(context.Background(), now.AddDate(0, 0, 3)); err != nil || len(d.Own) != 0 {
		t.Errorf("three days later there is still %+v, %v", d.Own, err)
	}
	gone()
}

// TestStationsFollowRivers: a river that is brought after the station.
func TestStationsFollowRivers(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	mustExec(t, db, `INSERT INTO data.rivers (name, geom) VALUES ('Sông Dinh', 'SRID=4326;LINESTRING(107.09 10.4, 107.11 10.4)')`)
	s := environment.New(db)
	for range 2 {
		if err := s.PlaceStationsNow(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if got := lines(t, db, `SELECT code || ' ' || coalesce(river_name, '-') FROM data.stations ORDER BY code`); !cmp.Equal(got, []string{"KK01 -", "NM01 Sông Dinh"}) {
		t.Errorf("rivers %v", got)
	}
}
