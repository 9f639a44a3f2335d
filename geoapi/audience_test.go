package geoapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sotay/geoapi"
	"sotay/layers"
)

// TestStaffLayersAreAbsent: with any of the layers that look-ups read kept for staff,
// every look-up answers, and tells nothing of it.
func TestStaffLayersAreAbsent(t *testing.T) {
	for _, layer := range []string{"communes", "sheets", "parcels"} {
		var catalogue *layers.Catalogue
		a := newAPI(t, func(c *geoapi.Config) { catalogue = c.Catalogue })
		must(t, exec(t, a.db, fmt.Sprintf(`UPDATE sotay.layers SET audience = 'staff' WHERE name = '%s'`, layer)))
		must(t, layers.Sync(t.Context(), a.db.Owner))
		must(t, catalogue.Refresh(t.Context()))
		paths := []string{"/api/config", "/api/layers", "/api/here?lon=107.08&lat=10.34"}
		for _, q := range []string{"12/5 Vũng Tàu", "thửa 5 Vũng Tàu", "tờ 99 thửa 5 Vũng Tàu", "Tam Thắng", "xyzzy", "107.08, 10.34", "1144005 426065", "w3gtvqz4k8pr", "thửa 5"} {
			paths = append(paths, "/api/search?q="+url.QueryEscape(q), "/api/search?lon=107.08&lat=10.34&q="+url.QueryEscape(q))
		}
		for _, path := range paths {
			res := a.get(path)
			if res.StatusCode != http.StatusOK || layer == "parcels" && strings.Contains(string(res.body), `"parcel_no"`) {
				t.Errorf("%s for staff: %s: %d %s", layer, path, res.StatusCode, res.body)
			}
		}
		var id int64
		must(t, a.db.Owner.QueryRow(t.Context(), `SELECT min(id) FROM data.parcels`).Scan(&id))
		want := http.StatusOK
		if layer == "parcels" {
			want = http.StatusNotFound
		}
		if got := a.get(fmt.Sprintf("/api/parcels/%d", id)); got.StatusCode != want {
			t.Errorf("%s for staff: the parcel: %d %s", layer, got.StatusCode, got.body)
		}
		var config struct{ Bounds [4]float64 }
		a.mustGet("/api/config", &config)
		if fallback := config.Bounds == [4]float64{106.9, 10.2, 107.7, 10.9}; fallback != (layer == "communes") {
			t.Errorf("%s for staff: bounds %v", layer, config.Bounds)
		}
	}
}
