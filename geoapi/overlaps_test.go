package geoapi_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

func TestOverlaps(t *testing.T) {
	a := newAPI(t)
	must(t, pgx.BeginFunc(t.Context(), a.db.Owner, func(tx pgx.Tx) error {
		return layers.Create(t.Context(), tx, layers.Layer{
			Name: "plan", TitleVi: "Quy hoạch", TitleEn: "Plan", Theme: "land", Geometry: "Polygon", Source: "Sở thử",
			Fields: []layers.Field{
				{Name: "code", Type: "text", TitleVi: "Mã", TitleEn: "Code", Visibility: layers.Public},
				{Name: "decision", Type: "text", TitleVi: "Quyết định", TitleEn: "Decision", Visibility: layers.Public},
			},
		})
	}))
	must(t, exec(t, a.db, `INSERT INTO data.plan (code, decision, geom)
		VALUES ('ODT', 'QĐ 1', st_transform(st_makeenvelope(426060, 1144000, 426064, 1144010, 910775), 4326))`))
	must(t, a.server.Catalogue.Refresh(t.Context()))
	id := search(a, "thửa 5 tờ 12 phường Vũng Tàu").Groups[0].Items[0]["id"]
	var got struct{ Layers []map[string]any }
	a.mustGet(fmt.Sprintf("/api/parcels/%.0f/overlaps?geometry=true", id), &got)
	record := got.Layers[0]["records"].([]any)[0].(map[string]any)
	shape, err := json.Marshal(record["geometry"])
	must(t, err)
	if len(shape) < 100 || record["geometry"].(map[string]any)["type"] != "Polygon" {
		t.Errorf("geometry %s", shape)
	}
	delete(record, "geometry")
	delete(record, "id")
	want := []map[string]any{{
		"name": "plan", "title": map[string]any{"vi": "Quy hoạch", "en": "Plan"}, "theme": "land", "state": "overlaps", "source": "Sở thử", "as_of": nil,
		"decisions": []any{"QĐ 1"}, "left_out": 0.0, "more": false,
		"records": []any{map[string]any{"properties": map[string]any{"code": "ODT", "decision": "QĐ 1"}, "area": 40.0, "percent": 40.0}},
	}}
	for _, l := range got.Layers[1:] { // the program's own, which hold nothing
		if l["state"] != "no_data_here" {
			t.Errorf("layer %v: %v", l["name"], l["state"])
		}
	}
	if diff := cmp.Diff(want, got.Layers[:1]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	a.mustGet(fmt.Sprintf("/api/parcels/%.0f/overlaps", id), &got)
	if _, there := got.Layers[0]["records"].([]any)[0].(map[string]any)["geometry"]; there {
		t.Error("a geometry that nobody asked for")
	}
	for path, status := range map[string]int{"/api/parcels/999999/overlaps": 404, "/api/parcels/1/overlaps?geometry=yes": 400} {
		if got := a.get(path); got.StatusCode != status {
			t.Errorf("%s: %d, want %d", path, got.StatusCode, status)
		}
	}
}
