package geoapi_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNeighbours(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, `
		INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, land_use, survey_geom, geom)
		SELECT '26506', '12', 'r', 'DGT', g, st_transform(g, 4326)
		FROM   st_makeenvelope(426060, 1143995, 426070, 1144000, 910775) AS g`))
	id := search(a, "thửa 5 tờ 12 phường Vũng Tàu").Groups[0].Items[0]["id"]
	var got struct {
		Neighbours []map[string]any
		More       bool
	}
	a.mustGet(fmt.Sprintf("/api/parcels/%.0f/neighbours", id), &got)
	if len(got.Neighbours) != 1 || got.More {
		t.Fatalf("%+v", got)
	}
	road := got.Neighbours[0]
	if at := road["at"].([]any); at[0].(float64) < 107 || at[1].(float64) > 11 {
		t.Errorf("the edge is at %v", at)
	}
	delete(road, "at")
	delete(road, "id")
	want := map[string]any{
		"commune_code": "26506", "sheet_no": "12", "parcel_no": "r", "land_use": "DGT", "map_area": 50.0, "edge": 10.0, "azimuth": 180.0, "vertex": 3.0,
	}
	if diff := cmp.Diff(want, road); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := a.get("/api/parcels/999999/neighbours"); got.StatusCode != 404 {
		t.Errorf("of no parcel: %d", got.StatusCode)
	}
}
