package geoapi_test

import (
	"fmt"
	"net/http"
	"net/url"
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
