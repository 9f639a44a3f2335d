package geoapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sotay/internal/accounts"
)

const newStation = `{"code": "KK02", "name": "Trạm mới", "kind": "air", "grade": "indicative", "operator": " Sở thử ", "interval_s": 300,
	"water_body": "", "lon": 107.08, "lat": 10.35, "since": "2026-01-01", "until": null,
	"sensors": [{"parameter": "PM2,5", "method": "Quang học", "device": "OPC", "unit": "mg/m3", "since": "2026-01-01", "until": "2026-06-01"},
	            {"parameter": "PM2.5", "method": null, "device": null, "unit": null, "since": "2026-06-01", "until": null}]}`

type savedAnswer struct {
	ID       int64
	Operator *string
	Sensors  []struct {
		ID        int64
		Parameter string
		Unit      *string
	}
	Warnings []struct{ Field string }
}

func TestStationsAreEdited(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedStations))
	officer := a.signIn("environment", accounts.Environment)
	send := func(method, path, body string) answer {
		t.Helper()
		return a.call(method, path, strings.NewReader(body), officer, "Content-Type: application/json")
	}
	got := send(http.MethodPost, "/api/stations", newStation)
	if got.StatusCode != 200 {
		t.Fatalf("added: %d %s", got.StatusCode, got.body)
	}
	var made savedAnswer
	got.json(t, &made)
	if len(made.Sensors) != 2 || made.Sensors[0].Parameter != "PM2.5" || *made.Sensors[0].Unit != "mg/m3" || *made.Operator != "Sở thử" || len(made.Warnings) != 0 {
		t.Errorf("made: %+v", made)
	}
	path := fmt.Sprintf("/api/stations/%d", made.ID)
	// The second sensor stays, the first goes, another comes; the place is in no commune.
	got = send(http.MethodPut, path, fmt.Sprintf(`{"code": "KK02", "name": "Trạm đổi tên", "kind": "air", "interval_s": 3600, "lon": 108.5, "lat": 9.5, "until": "2027-01-01",
		"sensors": [{"id": %d, "parameter": "PM2.5", "unit": "µg/m³"}, {"parameter": "O3", "unit": "ppb"}]}`, made.Sensors[1].ID))
	var changed savedAnswer
	got.json(t, &changed)
	if got.StatusCode != 200 || len(changed.Sensors) != 2 || changed.Sensors[0].ID != made.Sensors[1].ID || changed.Sensors[1].Parameter != "O3" || len(changed.Warnings) != 1 {
		t.Errorf("changed: %d %+v", got.StatusCode, changed)
	}
	var log []string
	rows, err := a.db.Owner.Query(t.Context(), `SELECT actor || ' ' || action || ' ' || subject || ' ' || (detail::json->>'name') FROM sotay.audit WHERE action LIKE 'station.%' ORDER BY n`)
	must(t, err)
	for rows.Next() {
		var line string
		must(t, rows.Scan(&line))
		log = append(log, line)
	}
	subject := fmt.Sprintf("station:%d", made.ID)
	if want := []string{"environment station.add " + subject + " Trạm mới", "environment station.change " + subject + " Trạm đổi tên"}; !slices.Equal(log, want) {
		t.Errorf("audit: %q, want %q", log, want)
	}
	if got := send(http.MethodPut, "/api/stations/999999", newStation); got.StatusCode != 404 {
		t.Errorf("no such station: %d", got.StatusCode)
	}
}

// What is wrong with a station is told with the field that it is in, and nothing is stored.
func TestWrongStationsAreRefused(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedStations))
	a.mustMeasure("KK01", "PM2.5", "µg/m³", 20)
	officer := a.signIn("environment", accounts.Environment)
	for change, field := range map[string]string{
		`{"code": "KK01"}`:           "code",
		`{"code": " "}`:              "code",
		`{"code": "KK 02"}`:          "code",
		`{"name": ""}`:               "name",
		`{"kind": "noise"}`:          "kind",
		`{"grade": "best"}`:          "grade",
		`{"interval_s": 0}`:          "interval_s",
		`{"lon": 10.35, "lat": 107}`: "lon",
		`{"lat": 48}`:                "lat",
		`{"since": "01/01/2026"}`:    "since",
		`{"until": "2025-01-01"}`:    "until",
		`{"required_class": "E"}`:    "required_class",
		`{"sensors": [{"parameter": "PM10"}, {"parameter": "Radon"}]}`:                       "sensors.1.parameter",
		`{"sensors": [{"parameter": "PM10", "unit": "ppb"}]}`:                                "sensors.0.unit",
		`{"sensors": [{"parameter": "PM10"}, {"parameter": "PM10", "since": "2026-01-01"}]}`: "sensors.1.since",
		`{"sensors": [{"parameter": "PM10", "since": "2026-02-01", "until": "2026-01-01"}]}`: "sensors.0.until",
		`{"sensors": [{"id": 1, "parameter": "PM10"}]}`:                                      "sensors.0.id",
		`{"sensors": [{"parameter": "PM10", "device": "` + strings.Repeat("x", 201) + `"}]}`: "sensors.0.device",
	} {
		var body map[string]any
		must(t, json.Unmarshal([]byte(newStation), &body))
		must(t, json.Unmarshal([]byte(change), &body))
		text, err := json.Marshal(body)
		must(t, err)
		got := a.call(http.MethodPost, "/api/stations", strings.NewReader(string(text)), officer, "Content-Type: application/json")
		var told struct{ Field, Detail string }
		got.json(t, &told)
		if got.StatusCode != 422 || told.Field != field || told.Detail == "" {
			t.Errorf("%s: %d %s", change, got.StatusCode, got.body)
		}
	}
	got := a.call(http.MethodPut, "/api/stations/1", strings.NewReader(strings.Replace(newStation, `"kind": "air"`, `"kind": "weather"`, 1)), officer, "Content-Type: application/json")
	if got.StatusCode != 422 || !strings.Contains(string(got.body), `"field":"kind"`) {
		t.Errorf("another kind for a station with readings: %d %s", got.StatusCode, got.body)
	}
	var n int
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM data.stations`).Scan(&n))
	if n != 3 {
		t.Errorf("%d stations, want 3", n)
	}
}

// TestSensorsByTable sends a table of sensors: all of it is kept, or each faulty line is told.
func TestSensorsByTable(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedStations))
	const table = "Mã trạm;Thông số;Đơn vị\nKK01;SO2;ppb\n"
	send := func(body string, headers ...string) answer {
		return a.call(http.MethodPost, "/api/stations/sensors", strings.NewReader(body), headers...)
	}
	if got := send(table, "Content-Type: text/csv"); got.StatusCode != 401 {
		t.Errorf("nobody known: %d %s", got.StatusCode, got.body)
	}
	officer := a.signIn("environment", accounts.Environment)
	if got := send(table, officer, "Content-Type: application/json"); got.StatusCode != 415 {
		t.Errorf("not CSV: %d %s", got.StatusCode, got.body)
	}
	var kept struct{ Stations, Added, Changed, Unchanged int }
	got := send(table, officer, "Content-Type: text/csv")
	if got.json(t, &kept); got.StatusCode != 200 || kept.Stations != 1 || kept.Added+kept.Changed != 1 {
		t.Errorf("taken in: %d %s", got.StatusCode, got.body)
	}
	var no struct {
		Code  string
		Lines []struct{ Line int }
	}
	got = send("station,parameter\nXX98,SO2\nKK01,SO2\nXX99,SO2\n", officer, "Content-Type: text/csv")
	if got.json(t, &no); got.StatusCode != 422 || no.Code != "bad_sensors" || len(no.Lines) != 2 || no.Lines[0].Line != 2 || no.Lines[1].Line != 4 {
		t.Errorf("faulty lines: %d %s", got.StatusCode, got.body)
	}
}
