package geoapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sotay/environment"
	"sotay/internal/accounts"
)

// The stations of the tests: one of the air that sends every five minutes, one on a river that
// sends every hour, each in the first commune of the seed.
const seedStations = `
	INSERT INTO data.stations (id, code, name, kind, operator, interval_s, water_body, geom) OVERRIDING SYSTEM VALUE VALUES
		(1, 'KK01', 'Trạm không khí thử', 'air', 'Sở thử', 300, NULL, (SELECT st_centroid(geom) FROM data.communes WHERE code = '26506')),
		(2, 'NM01', 'Trạm nước mặt thử', 'surface_water', 'Công ty thử', 3600, 'Sông Thử', 'SRID=4326;POINT(106.2 10.1)'),
		(3, 'KT01', 'Trạm khí tượng thử', 'weather', NULL, NULL, NULL, 'SRID=4326;POINT(107.3 10.4)');
	SELECT setval(pg_get_serial_sequence('data.stations', 'id'), 100);
	INSERT INTO data.sensors (station, parameter, method, unit) SELECT 1, id, 'Hấp thụ tia beta', 'µg/m³' FROM data.parameters WHERE code IN ('PM2.5', 'O3');`

// mustMeasure sends hourly values for hours that have ended, the newest last.
func (a *api) mustMeasure(station, parameter, unit string, values ...float64) {
	a.t.Helper()
	now := time.Now().Truncate(time.Hour)
	every := time.Hour
	if station == "KK01" {
		every = 5 * time.Minute
	}
	var rows []environment.Sent
	for i, v := range values {
		hour := now.Add(-time.Duration(len(values)-1-i) * time.Hour)
		for at := hour.Add(-time.Hour + every); !at.After(hour); at = at.Add(every) {
			rows = append(rows, environment.Sent{Station: station, Parameter: parameter, At: at.Format(time.RFC3339), Value: fmt.Sprint(v), Unit: unit})
		}
	}
	answers, err := environment.New(a.db).Take(a.t.Context(), environment.Sender{Source: "thử"}, rows)
	must(a.t, err)
	for i, answer := range answers {
		if answer.Outcome != environment.Stored {
			a.t.Fatalf("%v: %v", rows[i], answer)
		}
	}
}

type stationsAnswer struct {
	AsOf     *time.Time `json:"as_of"`
	Stations []struct {
		Code       string
		Parameters []string
		Commune    *struct{ Code string }
		Means      []struct {
			Parameter string
			Hour      time.Time
			Mean      float64
		}
		Latest []struct {
			Parameter string
			Status    int
		}
		LastAt *time.Time `json:"last_at"`
	}
}

func TestStations(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedStations))
	a.mustMeasure("KK01", "PM2.5", "µg/m³", 20, 30)
	a.mustMeasure("NM01", "COD", "mg/l", 12)
	officer := a.signIn("environment", accounts.Environment)

	var out stationsAnswer
	a.mustGet("/api/stations", &out)
	if len(out.Stations) != 3 {
		t.Fatalf("%d stations, want 3", len(out.Stations))
	}
	air, river := out.Stations[0], out.Stations[2]
	hour := time.Now().Truncate(time.Hour)
	switch {
	case fmt.Sprintf("%s %v %s %v", air.Code, air.Parameters, river.Code, river.Parameters) != "KK01 [PM2.5 O3] NM01 [COD]":
		t.Errorf("stations: %+v", out.Stations)
	case air.Commune == nil || air.Commune.Code != "26506" || river.Commune != nil:
		t.Errorf("communes: %+v, %+v", air.Commune, river.Commune)
	case len(air.Means) != 1 || air.Means[0].Mean != 30 || !air.Means[0].Hour.Equal(hour) || !air.LastAt.Equal(hour) || !out.AsOf.Equal(hour):
		t.Errorf("means: %+v, last at %v, as of %v", air.Means, air.LastAt, out.AsOf)
	case air.Latest != nil:
		t.Errorf("the public is told readings: %+v", air.Latest)
	}
	first := a.get("/api/stations")
	if again := a.get("/api/stations", "If-None-Match: "+first.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked again: %d", again.StatusCode)
	}
	a.mustGet("/api/stations?kind=air", &out, officer)
	if len(out.Stations) != 1 || len(out.Stations[0].Latest) != 1 || out.Stations[0].Latest[0].Parameter != "PM2.5" {
		t.Errorf("for staff: %+v", out.Stations)
	}
	a.mustMeasure("NM01", "pH", "", 7)
	a.mustGet("/api/stations", &out)
	if got := out.Stations[2].Parameters; len(got) != 2 || got[0] != "PH" {
		t.Errorf("after more came: %v", got)
	}
	a.mustGet("/api/stations?state=silent", &out)
	if len(out.Stations) != 0 {
		t.Errorf("silent: %+v", out.Stations)
	}
	a.mustGet("/api/parameters", &struct{}{})
	a.mustGet("/api/indices", &struct{}{})
	if got := a.get("/api/stations/999"); got.StatusCode != 404 {
		t.Errorf("no such station: %d", got.StatusCode)
	}
}

func TestStation(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedStations))
	a.mustMeasure("KK01", "PM2.5", "µg/m³", 20, 30, 30)
	a.mustMeasure("KK01", "O3", "µg/m³", 100)
	for parameter, value := range map[string]float64{"pH": 7, "DO": 6.5, "Temp": 28, "COD": 12, "TOC": 3, "NH4": 0.2, "Coliform": 3000} {
		a.mustMeasure("NM01", parameter, "", value)
	}
	type detail struct {
		Sensors []struct {
			Parameter string
			Method    *string
		}
		IndexParts *struct {
			Value    *int
			Dominant *string
			Reason   *string
			Parts    []struct {
				Parameter, Basis, Unit string
				Index                  float64
			}
			Groups []struct{ Number int }
		} `json:"index_parts"`
		Limits []struct {
			Parameter, Basis, Class string
			Highest                 *float64
		}
		Classes []struct {
			Parameter, Class string
			Value            float64
		}
	}
	var air detail
	a.mustGet("/api/stations/1", &air)
	switch {
	case len(air.Sensors) != 2 || *air.Sensors[0].Method != "Hấp thụ tia beta":
		t.Errorf("sensors: %+v", air.Sensors)
	case air.IndexParts == nil || air.IndexParts.Value == nil || *air.IndexParts.Dominant != "PM2.5" || len(air.IndexParts.Parts) != 2 || air.IndexParts.Parts[1].Basis != "1h":
		t.Errorf("index: %+v", air.IndexParts)
	case len(air.Limits) == 0 || len(air.Classes) != 0:
		t.Errorf("limits %+v, classes %+v", air.Limits, air.Classes)
	}
	var river detail
	a.mustGet("/api/stations/2", &river)
	found := map[string]string{}
	for _, c := range river.Classes {
		found[c.Parameter] = c.Class
	}
	if want := map[string]string{"PH": "A", "DO": "A", "COD": "B", "TOC": "A", "COLIFORM": "B"}; fmt.Sprint(found) != fmt.Sprint(want) {
		t.Errorf("classes: %v, want %v", found, want)
	}
	if x := river.IndexParts; x == nil || x.Value == nil || len(x.Groups) != 3 || len(x.Parts) != 6 || x.Parts[0].Parameter != "PH" || x.Parts[1].Unit != "mg/l" {
		t.Errorf("index: %+v", river.IndexParts)
	}
	must(t, exec(t, a.db, `UPDATE data.stations SET state = 'silent', index_kind = 'aqi', index_value = 50, index_level = 1, index_at = now() WHERE id = 1`))
	var quiet struct {
		detail
		Index *struct{}
	}
	a.mustGet("/api/stations/1", &quiet)
	if x := quiet.IndexParts; quiet.Index != nil || x == nil || x.Value != nil || *x.Reason != "silent" || len(x.Parts) != 0 {
		t.Errorf("a silent station keeps its index: %+v, %+v", quiet.Index, x)
	}
	var weather detail
	a.mustGet("/api/stations/3", &weather)
	if weather.IndexParts != nil {
		t.Errorf("a weather station has an index: %+v", weather.IndexParts)
	}
}

type seriesAnswer struct {
	Series []struct {
		Parameter, Unit string
		Times           []int64
		Values          []*float64
		Statuses        []int
		Lowest          []*float64
	}
}

func TestSeries(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedStations))
	officer := a.signIn("environment", accounts.Environment)
	a.mustMeasure("KK01", "PM2.5", "µg/m³", 20, 30)
	hour := time.Now().Truncate(time.Hour)
	at := func(hours int) string {
		return url.QueryEscape(hour.Add(time.Duration(hours) * time.Hour).Format(time.RFC3339))
	}

	var out seriesAnswer
	a.mustGet("/api/stations/1/series?parameter=pm2,5&from="+at(-3)+"&to="+at(0), &out)
	line := out.Series[0]
	if len(line.Times) != 3 || line.Times[2] != hour.Unix() || line.Values[0] != nil || *line.Values[1] != 20 || *line.Values[2] != 30 || line.Lowest != nil {
		t.Errorf("hours: %+v", line)
	}
	out = seriesAnswer{}
	a.mustGet("/api/stations/1/series?from="+at(-3)+"&to="+at(0), &out, officer)
	if len(out.Series) != 2 || len(out.Series[0].Lowest) != 3 || out.Series[1].Values[2] != nil {
		t.Errorf("all parameters, for staff: %+v", out)
	}
	out = seriesAnswer{}
	a.mustGet("/api/stations/1/series?parameter=PM2.5&step=raw&from="+at(-3)+"&to="+at(0), &out, officer)
	if line := out.Series[0]; len(line.Times) != 24 || len(line.Statuses) != 24 {
		t.Errorf("readings: %+v", line)
	}
	// Ten minutes are missing: the line is broken there.
	must(t, exec(t, a.db, `DELETE FROM data.readings WHERE date_part('minute', at) IN (20, 25)`))
	out = seriesAnswer{}
	a.mustGet("/api/stations/1/series?parameter=PM2.5&step=raw&from="+at(-1)+"&to="+at(0), &out, officer)
	if line := out.Series[0]; len(line.Times) != 11 || line.Values[3] != nil || line.Statuses[3] != -1 || line.Times[3] != hour.Add(-40*time.Minute).Unix() {
		t.Errorf("readings with a gap: %+v", line)
	}
	a.mustGet("/api/stations/1/series?parameter=PM2.5&step=day&from=2026-11-01&to=2026-11-07", &out)
	if line := out.Series[0]; len(line.Times) != 7 || line.Times[0] != time.Date(2026, 10, 31, 17, 0, 0, 0, time.UTC).Unix() {
		t.Errorf("days: %+v", line)
	}
	for path, want := range map[string]int{
		"?step=raw": 401, "?step=week": 400, "?parameter=Radon": 400, "?from=hôm+qua": 400, "?from=2020-01-01": 400, "?from=2026-11-02&to=2026-11-01": 400,
		"?parameter=PM2.5&parameter=PM10&parameter=O3&parameter=NO2&parameter=SO2&parameter=CO&parameter=TEMP&parameter=RH&parameter=RAIN": 400,
	} {
		if got := a.get("/api/stations/1/series" + path); got.StatusCode != want {
			t.Errorf("%s: %d %s, want %d", path, got.StatusCode, got.body, want)
		}
	}
	if got := a.get("/api/stations/77/series"); got.StatusCode != 404 {
		t.Errorf("no such station: %d", got.StatusCode)
	}
}

func TestIndexSeries(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedStations))
	a.mustMeasure("KK01", "PM2.5", "µg/m³", 25, 25, 25)
	hour := time.Now().Truncate(time.Hour)
	at := func(hours int) string {
		return url.QueryEscape(hour.Add(time.Duration(hours) * time.Hour).Format(time.RFC3339))
	}
	var out struct {
		Kind      *string
		Times     []int64
		Values    []*int
		Levels    []*int
		Dominants []*string
		Reasons   []*string
	}
	a.mustGet("/api/stations/1/index?from="+at(-4)+"&to="+at(0), &out)
	switch {
	case len(out.Times) != 4 || *out.Kind != "aqi":
		t.Fatalf("%+v", out)
	case *out.Reasons[0] != "no_means" || *out.Reasons[1] != "not_recent":
		t.Errorf("reasons: %v, %v", *out.Reasons[0], *out.Reasons[1])
	case *out.Values[3] != 50 || *out.Levels[3] != 1 || *out.Dominants[3] != "PM2.5" || out.Reasons[3] != nil:
		t.Errorf("index: %v", *out.Values[3])
	}
	a.mustGet("/api/stations/1/index?step=day&from=2026-01-01&to=2026-01-31", &out)
	if len(out.Times) != 31 || *out.Reasons[0] != "no_means" {
		t.Errorf("days: %+v", out)
	}
	out.Kind = nil
	a.mustGet("/api/stations/3/index", &out)
	if out.Kind != nil || len(out.Times) != 0 {
		t.Errorf("of a weather station: %+v", out)
	}
}

func TestExport(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedStations))
	a.mustMeasure("KK01", "PM2.5", "µg/m³", 20, 30)
	officer := a.signIn("environment", accounts.Environment)
	hour := time.Now().Truncate(time.Hour)
	ask := "?parameter=PM2.5&from=" + url.QueryEscape(hour.Add(-2*time.Hour).Format(time.RFC3339)) + "&to=" + url.QueryEscape(hour.Format(time.RFC3339))
	got := a.get("/api/stations/1/export.csv" + ask)
	local := hour.In(time.FixedZone("", 7*3600))
	want := "\ufeffGiờ kết thúc (UTC+7),PM2.5 (µg/m³)\n" + local.Add(-time.Hour).Format("2006-01-02 15:04") + ",20\n" + local.Format("2006-01-02 15:04") + ",30\n"
	if string(got.body) != want || !strings.Contains(got.Header.Get("Content-Disposition"), `filename="KK01-hour-`) {
		t.Errorf("CSV: %q, %v", got.body, got.Header)
	}
	if got := a.get("/api/stations/1/export.csv"+ask+"&step=raw", officer); got.StatusCode != 200 || !strings.Contains(string(got.body), ",20,00\n") {
		t.Errorf("raw, for staff: %d %q", got.StatusCode, got.body)
	}
	if got := a.get("/api/stations/1/export.csv" + ask + "&step=raw"); got.StatusCode != 401 {
		t.Errorf("raw, for anybody: %d", got.StatusCode)
	}
	if got := a.get("/api/stations/1/export.xlsx"+ask, "Accept-Language: en"); got.StatusCode != 200 || !bytes.HasPrefix(got.body, []byte("PK")) {
		t.Errorf("XLSX: %d %.20q", got.StatusCode, got.body)
	}
}

func TestCoverage(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedStations+`
		UPDATE data.stations SET since = '2026-11-03' WHERE id = 1;
		UPDATE data.sensors SET until = '2026-11-05' WHERE station = 1 AND parameter = 4;
		INSERT INTO data.readings_hourly (station, parameter, hour, received, counted, expected, mean)
		SELECT 1, 1, '2026-11-04 00:00+07'::timestamptz + h * interval '1 hour', 12, 10, 12, 20 FROM generate_series(1, 24) AS h -- a whole day
		UNION ALL SELECT 1, 1, '2026-11-05 10:00+07', 3, 1, 6, NULL -- when it sent every ten minutes`))
	officer := a.signIn("environment", accounts.Environment)
	type covered struct {
		Day                         string
		Expected, Received, Counted int
		Percent                     *float64
	}
	var out struct {
		Days       []covered
		Parameters []struct {
			Parameter string
			Days      []covered
		}
	}
	a.mustGet("/api/stations/1/coverage?from=2026-11-01&to=2026-11-05", &out, officer)
	show := func(list []covered) string {
		var b strings.Builder
		for _, c := range list {
			fmt.Fprintf(&b, "%s %d/%d/%d %g%%; ", c.Day[8:], c.Counted, c.Received, c.Expected, *c.Percent)
		}
		return b.String()
	}
	if got, want := show(out.Days), "03 0/0/576 0%; 04 240/288/576 50%; 05 1/3/282 1.1%; "; got != want {
		t.Errorf("days: %s, want %s", got, want)
	}
	if got, want := show(out.Parameters[1].Days), "03 0/0/288 0%; 04 0/0/288 0%; "; out.Parameters[1].Parameter != "O3" || got != want {
		t.Errorf("%s: %s, want %s", out.Parameters[1].Parameter, got, want)
	}
	if got := a.get("/api/stations/1/coverage"); got.StatusCode != 401 {
		t.Errorf("for anybody: %d", got.StatusCode)
	}
	if got := a.get("/api/stations/1/coverage?from=2020-01-01", officer); got.StatusCode != 400 {
		t.Errorf("of years: %d", got.StatusCode)
	}
}

func TestPlayback(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedStations))
	a.mustMeasure("KK01", "PM2.5", "µg/m³", 25, 25, 80)
	a.mustMeasure("NM01", "COD", "mg/l", 12)
	hour := time.Now().Truncate(time.Hour)
	span := "?from=" + url.QueryEscape(hour.Add(-2*time.Hour).Format(time.RFC3339)) + "&to=" + url.QueryEscape(hour.Format(time.RFC3339))
	for ask, want := range map[string]string{
		"":             `[{"id":1,"values":[50,99],"levels":[1,2],"silent":[0,0]}]`, // NowCast of 80, 25, 25 with weights ½, ¼, ⅛: 49.375 µg/m³
		"&value=PM2.5": `[{"id":1,"values":[25,80],"levels":[1,3],"silent":[0,0]}]`,
		"&value=cod":   `[{"id":2,"values":[null,12],"levels":[null,2],"silent":[0,0]}]`,
		"&value=RAIN":  `[]`,
	} {
		var out struct {
			Times    []int64
			Stations json.RawMessage
		}
		a.mustGet("/api/stations/playback"+span+ask, &out)
		if string(out.Stations) != want || len(out.Times) != 2 || out.Times[1] != hour.Unix() {
			t.Errorf("%s: %v %s, want %s", ask, out.Times, out.Stations, want)
		}
	}
	for _, ask := range []string{"?from=2026-11-01&to=2026-11-10", "?value=Radon"} {
		if got := a.get("/api/stations/playback" + ask); got.StatusCode != 400 {
			t.Errorf("%s: %d", ask, got.StatusCode)
		}
	}
}
