package geoapi_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sotay/environment"
	"sotay/geoapi"
	"sotay/internal/accounts"
)

// TestListOfStationsIsAsOneReadAnew holds the list, of which a server reads anew what has changed,
// to that of a server which has just begun.
func TestListOfStationsIsAsOneReadAnew(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedStations))
	officer := a.signIn("environment", accounts.Environment)
	anew := func(path, header string) string {
		t.Helper()
		config := a.server.Config
		config.Readings = environment.New(a.db)
		server, err := geoapi.New(config)
		must(t, err)
		defer server.Drain(context.Background())
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		if name, value, ok := strings.Cut(header, ": "); ok {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		return w.Body.String()
	}
	before := map[string]string{}
	for _, step := range []struct {
		what string
		do   func()
	}{
		{"at first", func() {}},
		{"a reading", func() { a.mustMeasure("KK01", "PM2.5", "µg/m³", 20, 30) }},
		{"a reading that does not count", func() {
			must(t, exec(t, a.db, `UPDATE data.readings_latest SET status = 2`))
		}},
		{"another code, which is last", func() { must(t, exec(t, a.db, `UPDATE data.stations SET code = 'XX01' WHERE id = 1`)) }},
		{"a station between others", func() {
			must(t, exec(t, a.db, `INSERT INTO data.stations (code, name, kind, geom) VALUES ('LL01', 'Ở giữa', 'air', 'SRID=4326;POINT(107.3 10.4)')`))
		}},
		{"a sensor", func() { must(t, exec(t, a.db, `INSERT INTO data.sensors (station, parameter) VALUES (2, 50)`)) }},
		{"a sensor less", func() { must(t, exec(t, a.db, `DELETE FROM data.sensors WHERE station = 2`)) }},
		{"no limits any more", func() { must(t, exec(t, a.db, `DELETE FROM data.limits`)) }},
		{"a station less", func() { must(t, exec(t, a.db, `DELETE FROM data.stations WHERE id = 3`)) }},
	} {
		step.do()
		changed := false
		for _, path := range []string{"/api/stations", "/api/stations?kind=air"} {
			for _, header := range []string{"Accept: application/json", officer} {
				got := a.call(http.MethodGet, path, nil, header)
				if want := anew(path, header); string(got.body) != want {
					t.Errorf("%s: %s as %.6s\n%s, anew\n%s", step.what, path, header, got.body, want)
				}
				changed = changed || before[path+header] != string(got.body)
				before[path+header] = string(got.body)
			}
		}
		if !changed {
			t.Errorf("%s: changed nothing that is listed", step.what)
		}
	}
}
