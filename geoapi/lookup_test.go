package geoapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/geoapi"
)

type searchAnswer struct {
	Q      string
	Groups []struct {
		Kind  string
		Items []map[string]any
	}
	Hint *struct {
		Code string
		Args map[string]string
	}
}

func search(a *api, text string, more ...string) searchAnswer {
	a.t.Helper()
	var got searchAnswer
	a.mustGet("/api/search?q="+url.QueryEscape(text)+strings.Join(more, ""), &got)
	return got
}

func TestSearch(t *testing.T) {
	a := newAPI(t)
	got := search(a, "thửa 5 tờ 12 phường Thắng Tam")
	if len(got.Groups) != 1 || got.Groups[0].Kind != "parcel" || len(got.Groups[0].Items) != 1 || got.Hint != nil {
		t.Fatalf("%+v", got)
	}
	item := got.Groups[0].Items[0]
	point, box := item["point"], item["bbox"]
	for _, name := range []string{"id", "point", "bbox"} {
		delete(item, name)
	}
	want := map[string]any{
		"sheet_no": "12", "parcel_no": "5", "old_sheet_no": nil, "old_parcel_no": nil, "address": "Số 5 đường Thử",
		"commune":  map[string]any{"code": "26506", "name": "Phường Vũng Tàu"},
		"land_use": "ODT+CLN", "map_area": 100.0,
		"why": map[string]any{"code": "old_commune", "args": map[string]any{
			"sheet": "12", "parcel": "5", "old": "Phường Thắng Tam", "new": "Phường Vũng Tàu", "since": "2025-07-01", "split": "false",
		}},
	}
	if diff := cmp.Diff(want, item); diff != "" {
		t.Errorf("item (-want +got):\n%s", diff)
	}
	if fmt.Sprint(point) == "" || len(box.([]any)) != 4 {
		t.Errorf("point %v, box %v", point, box)
	}
}

func TestSearchGroups(t *testing.T) {
	a := newAPI(t)
	got := search(a, "Phường Thắng Tam")
	if len(got.Groups) != 1 || got.Groups[0].Kind != "commune" || got.Groups[0].Items[0]["code"] != "26506" {
		t.Errorf("commune: %+v", got)
	}
	why := got.Groups[0].Items[0]["why"].(map[string]any)
	if diff := cmp.Diff(map[string]any{"code": "old_name", "args": map[string]any{"old": "Phường Thắng Tam", "since": "2025-07-01"}}, why); diff != "" {
		t.Errorf("why (-want +got):\n%s", diff)
	}
	got = search(a, "10.346, 107.0843")
	want := map[string]any{
		"lon": 107.0843, "lat": 10.346, "format": "wgs84", "srid": 910775.0, "meridian": 107.75, "zone_width": 3.0,
		"x_north": 1144200.498, "y_east": 426902.367, "why": map[string]any{"code": "wgs84", "args": map[string]any{"order": "lat_lon"}},
	}
	if diff := cmp.Diff(want, got.Groups[0].Items[0]); got.Groups[0].Kind != "coordinate" || diff != "" {
		t.Errorf("coordinate (-want +got):\n%s", diff)
	}
	got = search(a, "tờ 99 thửa 1 phường Vũng Tàu")
	if got.Hint == nil || got.Hint.Code != "sheet_not_found" || got.Hint.Args["sheets"] != "12" {
		t.Errorf("hint: %+v", got.Hint)
	}
	got = search(a, "Phường Biên Hoà")
	if len(got.Groups) != 0 || got.Hint == nil || got.Hint.Code != "commune_without_data" {
		t.Errorf("a commune without data: %+v", got)
	}
	if got := search(a, ""); got.Groups == nil || len(got.Groups) != 0 || got.Hint != nil {
		t.Errorf("nothing asked: %+v", got)
	}
}

func TestSearchNear(t *testing.T) {
	a := newAPI(t)
	code := func(got searchAnswer) any { return got.Groups[0].Items[0]["commune"].(map[string]any)["code"] }
	if got := code(search(a, "tờ 12 thửa 5", "&lon=107.12&lat=10.346")); got != "26526" {
		t.Errorf("nearest to the east: %v", got)
	}
	if got := code(search(a, "tờ 12 thửa 5", "&lon=107.0&lat=10.346")); got != "26506" {
		t.Errorf("nearest to the west: %v", got)
	}
}

func TestHere(t *testing.T) {
	a := newAPI(t)
	point := search(a, "thửa 5 tờ 12 phường Vũng Tàu").Groups[0].Items[0]["point"].([]any)
	var got struct {
		VN2000 map[string]float64
		Layers []struct {
			Name     string
			Title    map[string]string
			Features []struct {
				ID         int64
				Properties map[string]any
			}
		}
	}
	a.mustGet(fmt.Sprintf("/api/here?lon=%v&lat=%v", point[0], point[1]), &got)
	var names []string
	for _, l := range got.Layers {
		names = append(names, l.Name)
	}
	if diff := cmp.Diff([]string{"communes", "sheets", "parcels"}, names); diff != "" {
		t.Fatalf("layers (-want +got):\n%s", diff)
	}
	if p := got.Layers[2].Features[0].Properties; p["parcel_no"] != "5" || p["sheet_no"] != "12" {
		t.Errorf("parcel %v", p)
	}
	if got.VN2000["srid"] != 910775 || got.VN2000["x_north"] < 1144000 || got.VN2000["y_east"] > 427000 {
		t.Errorf("grid %v", got.VN2000)
	}
}

func TestParcel(t *testing.T) {
	a := newAPI(t)
	id := search(a, "thửa 5 tờ 12 phường Vũng Tàu").Groups[0].Items[0]["id"]
	res := a.get(fmt.Sprintf("/api/parcels/%.0f", id))
	var got struct {
		Commune   map[string]string
		LandTypes []map[string]any `json:"land_types"`
		AreaBasis string           `json:"area_basis"`
		Geometry  struct {
			Type        string
			Coordinates [][][]float64
		}
		Vertices struct {
			SRID  int
			Basis string
			Rings []struct {
				Points []map[string]float64
			}
		}
	}
	res.json(t, &got)
	if got.Commune["name"] != "Phường Vũng Tàu" || !strings.Contains(got.Commune["old_names"], "Phường Thắng Tam") {
		t.Errorf("commune %v", got.Commune)
	}
	if got.AreaBasis != "survey" || got.Vertices.Basis != "survey" || got.Vertices.SRID != 910775 {
		t.Errorf("basis %s, %+v", got.AreaBasis, got.Vertices)
	}
	want := []map[string]float64{
		{"n": 1, "x_north": 1144010, "y_east": 426060, "edge": 10},
		{"n": 2, "x_north": 1144010, "y_east": 426070, "edge": 10},
		{"n": 3, "x_north": 1144000, "y_east": 426070, "edge": 10},
		{"n": 4, "x_north": 1144000, "y_east": 426060, "edge": 10},
	}
	if diff := cmp.Diff(want, got.Vertices.Rings[0].Points); diff != "" {
		t.Errorf("vertices (-want +got):\n%s", diff)
	}
	if got.Geometry.Type != "Polygon" || len(got.Geometry.Coordinates[0]) != 5 || got.Geometry.Coordinates[0][0][0] < 100 {
		t.Errorf("geometry %+v", got.Geometry)
	}
	if len(got.LandTypes) != 2 || got.LandTypes[0]["color"] != "#ffa0ff" {
		t.Errorf("land types %v", got.LandTypes)
	}
}

func TestOfficialCheck(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, `UPDATE data.parcels SET official_id = st_geohash(st_transform(st_setsrid(st_makepoint(426073, 1144005), 910775), 4326), 12)
		WHERE commune_code = '26506' AND parcel_no = '5'`))
	id := search(a, "thửa 5 tờ 12 phường Vũng Tàu").Groups[0].Items[0]["id"]
	var got struct {
		Check *struct {
			Inside   bool
			Distance float64
		} `json:"official_check"`
	}
	a.mustGet(fmt.Sprintf("/api/parcels/%.0f", id), &got)
	if got.Check == nil || got.Check.Inside || got.Check.Distance < 2.95 || got.Check.Distance > 3.05 {
		t.Errorf("3 m away: %+v", got.Check)
	}
	must(t, exec(t, a.db, `UPDATE data.parcels SET official_id = NULL`))
	a.mustGet(fmt.Sprintf("/api/parcels/%.0f", id), &got)
	if got.Check != nil {
		t.Errorf("without an identifier: %+v", got.Check)
	}
}

// TestNoOwnerLeavesByAnyAnonymousRead asks everything there is about a parcel.
func TestNoOwnerLeavesByAnyAnonymousRead(t *testing.T) {
	a := newAPI(t)
	item := search(a, "thửa 5 tờ 12 phường Vũng Tàu").Groups[0].Items[0]
	point := item["point"].([]any)
	one := fmt.Sprintf("/api/parcels/%.0f", item["id"])
	for _, path := range []string{
		one, one + "/neighbours", one + "/overlaps?geometry=true", one + "/extract.geojson", one + "/extract.dxf", one + "/extract.csv",
		"/api/search?q=Nguy%E1%BB%85n+V%C4%83n+M%E1%BA%ABu", "/api/search?q=th%E1%BB%ADa+5+t%E1%BB%9D+12",
		fmt.Sprintf("/api/here?lon=%v&lat=%v", point[0], point[1]),
		"/api/layers/parcels/features?bbox=107,10,108,11", "/api/layers/parcels", "/api/layers",
	} {
		body := string(a.get(path).body)
		if strings.Contains(body, "hư cấu") || strings.Contains(body, `"owner`) {
			t.Errorf("%s tells of the owner: %.300s", path, body)
		}
	}
}

func TestWrongParameters(t *testing.T) {
	a := newAPI(t)
	for path, status := range map[string]int{
		"/api/search?q=x&limit=0":                   400,
		"/api/search?q=x&limit=51":                  400,
		"/api/search?q=x&lon=107":                   400,
		"/api/search?q=x&lon=a&lat=b":               400,
		"/api/search?q=" + strings.Repeat("x", 401): 400,
		"/api/here":                                             400,
		"/api/here?lon=107":                                     400,
		"/api/here?lon=NaN&lat=10":                              400,
		"/api/here?lon=181&lat=10":                              400,
		"/api/parcels/0":                                        404,
		"/api/parcels/x":                                        404,
		"/api/parcels/99999999999999999999":                     404,
		"/api/parcels/999999":                                   404,
		"/api/layers/none":                                      404,
		"/api/layers/none/features?bbox=1,2,3,4":                404,
		"/api/layers/parcels/features?bbox=1,2,3":               400,
		"/api/layers/parcels/features?bbox=3,2,1,4":             400,
		"/api/layers/parcels/features?bbox=1,2,3,4,5":           400,
		"/api/layers/parcels/features?bbox=1,2,3,x":             400,
		"/api/layers/parcels/features?bbox=1,2,3,NaN":           400,
		"/api/layers/parcels/features?bbox=1,2,3,4&limit=1001":  400,
		"/api/layers/parcels/features?bbox=1,2,3,4&cursor=nope": 400,
	} {
		if got := a.get(path); got.StatusCode != status || got.Header.Get("Content-Type") != "application/problem+json; charset=utf-8" {
			t.Errorf("GET %s: %d %s, want %d", path, got.StatusCode, got.body, status)
		}
	}
	if got := a.get("/api/search"); got.StatusCode != http.StatusOK {
		t.Errorf("a search for nothing: %d", got.StatusCode)
	}
}

// TestSearchByBody: the same answer with the text out of the address.
func TestSearchByBody(t *testing.T) {
	a := newAPI(t)
	send := func(body string) answer {
		t.Helper()
		return a.as(person{header: "Accept-Language: vi"}, http.MethodPost, "/api/search", body)
	}
	byAddress := a.get("/api/search?q=" + url.QueryEscape("thửa 5 tờ 12") + "&limit=2&lon=107.1&lat=10.3")
	byBody := send(`{"q":"thửa 5 tờ 12","limit":2,"lon":107.1,"lat":10.3}`)
	if byBody.StatusCode != 200 || string(byBody.body) != string(byAddress.body) {
		t.Errorf("%d %s, by address %s", byBody.StatusCode, byBody.body, byAddress.body)
	}
	for body, want := range map[string]int{
		`{"q":"x","limit":0}`: 400, `{"q":"x","lon":107}`: 400, `{"q":"x","at":"31/12/2025"}`: 400, `{"p":"x"}`: 400, `[`: 400,
		`{"q":"` + strings.Repeat("x", 500) + `"}`: 400, `{"q":"Vũng Tàu","at":"2025-06-30"}`: 200,
	} {
		if got := send(body); got.StatusCode != want {
			t.Errorf("%.40s: %d, want %d", body, got.StatusCode, want)
		}
	}
}

// TestSearchLinks: a link is of this handbook by the host that the request was sent to, or
// by the address that the operator has given.
func TestSearchLinks(t *testing.T) {
	for _, public := range []string{"", "https://so-tay.example.vn/"} {
		a := newAPI(t, func(c *geoapi.Config) { c.PublicURL = public })
		parcel := search(a, "thửa 5 tờ 12 phường Thắng Tam").Groups[0].Items[0]["id"]
		for address, ours := range map[string]bool{
			a.URL + "/": true, "https://so-tay.example.vn/": public != "", "https://khac.example.vn/": false,
		} {
			got := search(a, fmt.Sprintf("%s?parcel=%.0f", address, parcel))
			switch {
			case ours && (len(got.Groups) != 1 || got.Groups[0].Items[0]["id"] != parcel):
				t.Errorf("%s at %q: %+v", address, public, got)
			case !ours && (len(got.Groups) != 0 || got.Hint == nil || got.Hint.Code != "link_unknown"):
				t.Errorf("%s at %q: %+v", address, public, got)
			}
		}
	}
}
