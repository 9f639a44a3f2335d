package tiles_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/tiles"
)

func TestTileJSON(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(3, 0.0007)
	w.communes()
	document := func(list string) (doc map[string]any) {
		t.Helper()
		a, err := w.tiles.TileJSON(context.Background(), list, "https://map.example.vn/tiles", "")
		if err != nil || a.Status != 200 || a.Header.Get("Content-Type") != "application/json" || a.Header.Get("Cache-Control") != "no-cache" {
			t.Fatalf("%s: %d, %v, %v", list, a.Status, a.Header, err)
		}
		if err := json.Unmarshal(a.Body, &doc); err != nil {
			t.Fatal(err)
		}
		return doc
	}
	parcels, _ := w.catalogue.Layer("parcels")
	fields := map[string]any{
		"commune_code": "Mã xã", "sheet_no": "Số tờ bản đồ", "parcel_no": "Số thửa", "land_type": "Loại đất chính",
		"land_use": "Loại đất (nguyên văn)", "map_area": "Diện tích bản đồ",
	}
	want := map[string]any{
		"tilejson": "3.0.0", "name": "parcels", "scheme": "xyz", "minzoom": 14.0, "maxzoom": 22.0,
		"tiles":  []any{fmt.Sprintf("https://map.example.vn/tiles/parcels/{z}/{x}/{y}.mvt?g=%d", parcels.Generation)},
		"bounds": []any{106.875, 10.4878119, 107.578125, 11.1784019}, // of the zoom 9 tiles
		"vector_layers": []any{
			map[string]any{"id": "parcels", "description": "Thửa đất", "minzoom": 14.0, "maxzoom": 22.0, "fields": fields},
			map[string]any{"id": "parcels_labels", "description": "Thửa đất", "minzoom": 17.0, "maxzoom": 22.0, "fields": fields},
		},
	}
	if diff := cmp.Diff(want, document("parcels")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	both := document("communes,parcels,communes")
	if both["minzoom"] != 0.0 || both["maxzoom"] != 22.0 || len(both["vector_layers"].([]any)) != 4 || both["name"] != "communes,parcels" {
		t.Errorf("two layers: %v", both)
	}
	if none := document("sheets"); none["bounds"] == nil {
		t.Errorf("sheets: %v", none)
	}
	w.exec(`TRUNCATE data.communes`)
	w.catchUp()
	if none := document("communes"); none["bounds"] != nil {
		t.Errorf("bounds of an empty layer: %v", none["bounds"])
	}
	if a, err := w.tiles.TileJSON(context.Background(), "nosuch", "", ""); tiles.Status(err) != 404 {
		t.Errorf("no such layer: %d, %v", a.Status, err)
	}
}

func TestHandler(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(3, 0.0007)
	server := httptest.NewServer(w.tiles.Handler(
		func(r *http.Request) string { return "http://" + r.Host },
		func(rw http.ResponseWriter, _ *http.Request, err error) {
			http.Error(rw, err.Error(), tiles.Status(err))
		},
	))
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	do := func(method, path string, header ...string) (*http.Response, string) {
		t.Helper()
		r, err := http.NewRequest(method, server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(header); i += 2 {
			r.Header.Add(header[i], header[i+1])
		}
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp, string(b)
	}
	tile := at(15, 0, 0)
	path := fmt.Sprintf("/tiles/parcels/%d/%d/%d.mvt", tile.Z, tile.X, tile.Y)
	first, body := do("GET", path, "Accept-Encoding", "gzip")
	if first.StatusCode != 200 || first.Header.Get("Content-Encoding") != "gzip" || first.Header.Get("Vary") != "Accept-Encoding" || body == "" {
		t.Fatalf("%d, %v, %d bytes", first.StatusCode, first.Header, len(body))
	}
	etag := first.Header.Get("Etag")
	for _, tt := range []struct {
		method, path string
		header       []string
		want         int
		body         bool
	}{
		{"HEAD", path, nil, 200, false},
		{"GET", path + "?g=1", nil, 200, true},
		{"GET", path + "?x=1&g=1", nil, 200, true},
		{"GET", path + "?g=z", nil, 400, true},
		{"GET", path, []string{"If-None-Match", etag}, 304, false},
		{"GET", path, []string{"If-None-Match", `"a"`, "If-None-Match", etag}, 304, false},
		{"GET", "/tiles/parcels.json", nil, 200, true},
		{"GET", "/tiles/nosuch.json", nil, 404, true},
		{"GET", "/tiles/nosuch/1/1/1.mvt", nil, 404, true},
		{"GET", "/tiles/parcels/1/2/3.mvt", nil, 400, true},
		{"GET", "/tiles/parcels/1/1/1.mvt", nil, 204, false},
		{"GET", strings.TrimSuffix(path, ".mvt"), nil, 404, true},
		{"GET", "/tiles/parcels/1/2.mvt", nil, 404, true},
		{"GET", "/tiles/", nil, 404, true},
		{"GET", "/elsewhere", nil, 404, true},
	} {
		resp, body := do(tt.method, tt.path, tt.header...)
		if resp.StatusCode != tt.want || (body != "") != tt.body {
			t.Errorf("%s %s %v: %d, %d bytes", tt.method, tt.path, tt.header, resp.StatusCode, len(body))
		}
	}
	_, text := do("GET", "/tiles/parcels.json")
	if !strings.Contains(text, server.URL+"/tiles/parcels/{z}/{x}/{y}.mvt?g=") {
		t.Errorf("TileJSON: %s", text)
	}
}
