package geoapi_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/internal/accounts"
)

const riverJSON = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Sông Dinh"},
	"geometry":{"type":"LineString","coordinates":[[107.1,10.4],[107.2,10.45]]}}]}`

const communeJSON = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"26506","name":"Phường Vũng Tàu"},
	"geometry":{"type":"Polygon","coordinates":[[[107,10.3],[107.2,10.3],[107.2,10.5],[107,10.3]]]}}]}`

// TestEnvironmentStaffImport: they bring waters, and neither land nor communes, whoever staged it.
func TestEnvironmentStaffImport(t *testing.T) {
	a := newAPI(t)
	staff := person{header: a.signIn("lan", accounts.Environment)}
	before := cadastre(a)
	c := stageAs(a, staff.header, riverJSON, "layer", "rivers")
	path := fmt.Sprintf("/api/imports/%d", c.ID)
	if got := a.as(staff, http.MethodPost, path+"/apply", "{}"); c.State != "staged" || got.StatusCode != 200 {
		t.Fatalf("a river: %+v, %d %s", c, got.StatusCode, got.body)
	}
	if got := a.as(staff, http.MethodPost, path+"/undo", "{}"); got.StatusCode != 200 {
		t.Errorf("undo: %d %s", got.StatusCode, got.body)
	}
	made := stageAs(a, staff.header, riverJSON, "new_layer", "kenh", "theme", "water")
	if got := a.as(staff, http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", made.ID), "{}"); got.StatusCode != 200 {
		t.Errorf("a new layer of water: %d %s", got.StatusCode, got.body)
	}

	for _, fields := range [][]string{{"layer", "parcels"}, {"layer", "communes"}, {"new_layer", "thua_moi", "theme", "land"}} {
		body, kind := form(t, "p.geojson", parcelsJSON(3, "ODT"), fields...)
		if got := a.call(http.MethodPost, "/api/imports", body, kind, staff.header); got.StatusCode != 403 {
			t.Errorf("staging into %v: %d %s", fields, got.StatusCode, got.body)
		}
	}
	if guessed := stageAs(a, staff.header, parcelsJSON(3, "ODT")); guessed.State != "failed" {
		t.Errorf("parcels that the columns tell: %+v", guessed)
	}
	for layer, file := range map[string]string{"parcels": parcelsJSON(3, "ODT"), "communes": communeJSON} {
		other := settle(a, upload(a, layer+".geojson", file, "layer", layer).ID)
		if other.State != "staged" {
			t.Fatalf("%s: %+v", layer, other)
		}
		for _, what := range []string{"", "/changes", "/difference", "/problems", "/events"} {
			if got := a.as(staff, http.MethodGet, fmt.Sprintf("/api/imports/%d%s", other.ID, what), ""); got.StatusCode != 403 {
				t.Errorf("reading another's import of %s%s: %d %s", layer, what, got.StatusCode, got.body)
			}
		}
		// Own, of a time with another role.
		for _, whose := range []string{"NULL", "(SELECT id FROM sotay.users WHERE login = 'lan')"} {
			must(t, exec(t, a.db, fmt.Sprintf(`UPDATE sotay.imports SET user_id = %s WHERE id = %d`, whose, other.ID)))
			if got := a.as(staff, http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", other.ID), "{}"); got.StatusCode != 403 {
				t.Errorf("applying an import of %s of %s: %d %s", layer, whose, got.StatusCode, got.body)
			}
		}
		must(t, exec(t, a.db, fmt.Sprintf(`UPDATE sotay.imports SET user_id = NULL WHERE id = %d`, other.ID)))
	}
	if diff := cmp.Diff(before, cadastre(a)); diff != "" {
		t.Errorf("parcels changed:\n%s", diff)
	}
	var list struct{ Imports []changeSet }
	a.mustGet("/api/imports", &list, staff.header)
	if len(list.Imports) != 3 {
		t.Errorf("listed %+v, want the river, the canal and the failed one", list.Imports)
	}
}
