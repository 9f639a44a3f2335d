package geoapi_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/geoapi"
	"sotay/layers"
)

func TestConfig(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.Basemap = "https://a.example/{z}/{x}/{y}.png" })
	var got struct {
		Name     map[string]string
		Bounds   [4]float64
		Center   [2]float64
		Meridian float64
		Basemap  map[string]string
		Version  string
	}
	a.mustGet("/api/config", &got)
	if got.Name["vi"] != "Sổ tay" || got.Meridian != 107.75 || got.Version != "test" || got.Basemap["raster"] == "" {
		t.Errorf("%+v", got)
	}
	if b := got.Bounds; b[0] < 107.0 || b[2] > 107.2 || got.Center[0] <= b[0] || got.Center[1] >= b[3] {
		t.Errorf("bounds %v, centre %v: not those of the communes", b, got.Center)
	}
	must(t, exec(t, a.db, `DELETE FROM data.communes`))
	must(t, a.journal.CatchUp(t.Context()))
	diff := "never asked"
	for end := time.Now().Add(time.Minute); diff != "" && time.Now().Before(end); { // a count that was slow is given for a while
		a.mustGet("/api/config", &got)
		diff = cmp.Diff([4]float64{106.9, 10.2, 107.7, 10.9}, got.Bounds)
	}
	if diff != "" {
		t.Errorf("bounds without communes (-want +got):\n%s", diff)
	}
	b := newAPI(t, func(c *geoapi.Config) { c.Basemap = "https://a.example/style.json" })
	b.mustGet("/api/config", &got)
	if got.Basemap["style"] != "https://a.example/style.json" {
		t.Errorf("basemap %v", got.Basemap)
	}
	var none struct{ Basemap *json.RawMessage }
	newAPI(t).mustGet("/api/config", &none)
	if none.Basemap != nil {
		t.Errorf("no basemap is %s", *none.Basemap)
	}
}

type layerAnswer struct {
	Name   string
	Count  int64
	Bounds *[4]float64
	Tiles  string
	Fields []struct {
		Name  string
		Codes []map[string]any
	}
}

func TestLayers(t *testing.T) {
	a := newAPI(t)
	err := pgx.BeginFunc(t.Context(), a.db.Owner, func(tx pgx.Tx) error {
		return layers.Create(t.Context(), tx, layers.Layer{
			Name: "inner", Audience: layers.Staff, TitleVi: "Nội bộ", TitleEn: "Internal", Theme: "land", Geometry: "Point",
		})
	})
	must(t, err)
	must(t, a.journal.CatchUp(t.Context()))
	var got struct{ Layers []layerAnswer }
	a.mustGet("/api/layers", &got)
	var names []string
	for _, l := range got.Layers {
		names = append(names, l.Name)
	}
	if diff := cmp.Diff([]string{"communes", "lakes", "rivers", "forest", "sheets", "parcels", "basins", "cameras", "hotspots", "stations", "reports"}, names); diff != "" {
		t.Fatalf("public layers (-want +got):\n%s", diff)
	}
	l := got.Layers[slices.Index(names, "parcels")]
	if l.Count != 60 || l.Bounds == nil || l.Tiles != "/tiles/parcels.json" {
		t.Errorf("parcels: %+v", l)
	}
	for _, f := range l.Fields {
		if strings.Contains(f.Name, "owner") || f.Name == "legal_area" {
			t.Errorf("the private field %s is told of", f.Name)
		}
		if f.Name == "land_type" && len(f.Codes) < 50 {
			t.Errorf("%d land type codes", len(f.Codes))
		}
	}
	for _, path := range []string{"/api/layers/inner", "/api/layers/inner/features?bbox=1,2,3,4", "/tiles/inner.json", "/tiles/inner/14/1/1.mvt"} {
		if got := a.get(path).StatusCode; got != 404 {
			t.Errorf("GET %s: %d, a staff layer is not there", path, got)
		}
	}
}

// TestLayerCountsFollowTheJournal: counts are kept, but never longer than they hold.
func TestLayerCountsFollowTheJournal(t *testing.T) {
	a := newAPI(t)
	count := func() int64 {
		var l layerAnswer
		a.mustGet("/api/layers/parcels", &l)
		return l.Count
	}
	if got := count(); got != 60 {
		t.Fatalf("%d parcels", got)
	}
	for _, step := range []struct {
		sql  string
		want int64
	}{
		{`DELETE FROM data.parcels WHERE parcel_no = '1'`, 58},
		{`INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) SELECT commune_code, '13', parcel_no, geom FROM data.parcels WHERE parcel_no = '2'`, 60},
		{`TRUNCATE data.parcels`, 0},
	} {
		must(t, exec(t, a.db, step.sql))
		must(t, a.journal.CatchUp(t.Context()))
		if got := count(); got != step.want {
			t.Errorf("after %s: %d, want %d", step.sql, got, step.want)
		}
	}
}

// TestVersionsFollowPublicChanges: the list of layers is 304 until something public
// changes, then the version of just that layer is another.
func TestVersionsFollowPublicChanges(t *testing.T) {
	a := newAPI(t)
	list := func() (versions map[string]string, etag string) {
		res := a.get("/api/layers")
		var got struct {
			Layers []struct{ Name, Version string }
		}
		res.json(t, &got)
		versions = map[string]string{}
		for _, l := range got.Layers {
			versions[l.Name] = l.Version
		}
		return versions, res.Header.Get("ETag")
	}
	before, etag := list()
	same := func(after string) {
		t.Helper()
		must(t, a.journal.CatchUp(t.Context()))
		if res := a.get("/api/layers", "If-None-Match: "+etag); res.StatusCode != 304 || len(res.body) != 0 || res.Header.Get("ETag") != etag {
			t.Errorf("after %s: %d, ETag %s, want 304 and %s", after, res.StatusCode, res.Header.Get("ETag"), etag)
		}
	}
	same("nothing")
	for _, sql := range []string{
		`UPDATE data.parcels_restricted SET owner_name = 'Trần Thị Mẫu (hư cấu)'`,
		`TRUNCATE data.parcels_restricted`,
		`ALTER TABLE data.parcels_restricted ADD COLUMN phone text`,
		`INSERT INTO sotay.fields (layer, name, sort, type, title_vi, title_en, visibility) VALUES ('parcels', 'phone', 40, 'text', 'Điện thoại', 'Phone', 'restricted')`,
		`INSERT INTO data.parcels_staff (id, legal_area) SELECT id, 90 FROM data.parcels ON CONFLICT (id) DO UPDATE SET legal_area = 90`,
	} {
		must(t, exec(t, a.db, sql))
		same(sql)
	}
	must(t, exec(t, a.db, `UPDATE data.parcels SET address = 'Số 1 đường Khác' WHERE parcel_no = '1'`))
	must(t, a.journal.CatchUp(t.Context()))
	res := a.get("/api/layers", "If-None-Match: "+etag)
	after, changed := list()
	if res.StatusCode != 200 || changed == etag || after["parcels"] == before["parcels"] {
		t.Errorf("after a public change: %d, ETag %s, version %s", res.StatusCode, changed, after["parcels"])
	}
	if after["communes"] != before["communes"] || after["sheets"] != before["sheets"] {
		t.Errorf("other layers changed with it: %v, then %v", before, after)
	}
}

func TestFeaturesInPages(t *testing.T) {
	a := newAPI(t)
	seen := map[float64]bool{}
	path := "/api/layers/parcels/features?bbox=107,10,108,11&limit=25"
	for pages := 1; path != ""; pages++ {
		res := a.get(path)
		if kind := res.Header.Get("Content-Type"); res.StatusCode != 200 || kind != "application/geo+json; charset=utf-8" {
			t.Fatalf("GET %s: %d %s", path, res.StatusCode, res.body)
		}
		var page struct {
			Features []struct {
				ID         float64
				Properties map[string]any
			}
			Next *string
		}
		res.json(t, &page)
		for _, f := range page.Features {
			if seen[f.ID] {
				t.Errorf("feature %v twice", f.ID)
			}
			seen[f.ID] = true
		}
		if path = ""; page.Next != nil {
			path = strings.TrimPrefix(*page.Next, a.URL)
		}
		if pages > 10 {
			t.Fatal("the pages do not end")
		}
	}
	if len(seen) != 60 {
		t.Errorf("%d features, want 60", len(seen))
	}
	var empty struct{ Features []any }
	a.mustGet("/api/layers/parcels/features?bbox=100,10,101,11", &empty)
	if len(empty.Features) != 0 {
		t.Errorf("far away: %v", empty)
	}
}

func TestLinksNameTheAddressOfTheClient(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.PublicURL = "https://so-tay.example.vn/" })
	var page struct{ Next string }
	a.mustGet("/api/layers/parcels/features?bbox=107,10,108,11&limit=1", &page)
	if !strings.HasPrefix(page.Next, "https://so-tay.example.vn/api/layers/parcels/features?") {
		t.Errorf("next page at %s", page.Next)
	}
	var doc struct{ Tiles []string }
	a.mustGet("/tiles/parcels.json", &doc)
	if !strings.HasPrefix(doc.Tiles[0], "https://so-tay.example.vn/tiles/parcels/{z}/{x}/{y}.mvt?g=") {
		t.Errorf("tiles at %s", doc.Tiles)
	}
	b := newAPI(t)
	b.mustGet("/tiles/parcels.json", &doc, "Host: 10.1.2.3:8080")
	if !strings.HasPrefix(doc.Tiles[0], "http://10.1.2.3:8080/tiles/") {
		t.Errorf("tiles at %s", doc.Tiles)
	}
}

// TestLabelZooms: communes are named as soon as they are drawn, forest and parcels when there is room.
func TestLabelZooms(t *testing.T) {
	a := newAPI(t)
	var doc struct {
		Layers []struct {
			ID      string
			MinZoom int
		} `json:"vector_layers"`
	}
	a.mustGet("/tiles/communes,forest,sheets,parcels.json", &doc)
	got := map[string]int{}
	for _, l := range doc.Layers {
		got[l.ID] = l.MinZoom
	}
	want := map[string]int{"communes": 0, "communes_labels": 0, "sheets": 11, "sheets_labels": 11, "forest": 8, "forest_labels": 13, "parcels": 14, "parcels_bins": 0, "parcels_labels": 17}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("zooms (-want +got):\n%s", diff)
	}
}

func TestTiles(t *testing.T) {
	a := newAPI(t)
	got := a.get("/tiles/parcels,communes/14/13065/7718.mvt")
	if got.StatusCode != 200 || len(got.body) == 0 || got.Header.Get("Content-Type") != "application/vnd.mapbox-vector-tile" {
		t.Fatalf("%d, %d bytes, %v", got.StatusCode, len(got.body), got.Header)
	}
	etag := got.Header.Get("ETag")
	if again := a.get("/tiles/parcels,communes/14/13065/7718.mvt", "If-None-Match: "+etag); again.StatusCode != 304 {
		t.Errorf("the same again: %d", again.StatusCode)
	}
	if got.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("a tile's headers: %v", got.Header)
	}
	wrong := a.get("/tiles/none/14/13065/7718.mvt")
	if id := wrong.Header.Get("X-Request-Id"); id == "" || !strings.Contains(string(wrong.body), id) {
		t.Errorf("an error has no request id: %v %s", wrong.Header, wrong.body)
	} else if line := a.log.find(t, id); !strings.Contains(line, `"status":404`) || !strings.Contains(line, `"client":"127.0.0.1"`) {
		t.Errorf("the log: %s", line)
	}
	for path, status := range map[string]int{
		"/tiles/none/14/13065/7718.mvt":     404,
		"/tiles/sheets/9/408/241.mvt":       204, // below the layer's zooms
		"/tiles/parcels/14/1/1.mvt":         204, // outside its bounds
		"/tiles/parcels/14/13065/99999.mvt": 400,
		"/tiles/parcels/x/1/1.mvt":          400,
		"/tiles/parcels/14/13065/7718.png":  404,
		"/tiles/none.json":                  404,
	} {
		if got := a.get(path).StatusCode; got != status {
			t.Errorf("GET %s: %d, want %d", path, got, status)
		}
	}
	if res, err := http.Get(a.URL + "/tiles/parcels,communes/14/13065/7718.mvt"); err != nil || !res.Uncompressed {
		t.Errorf("a client that takes gzip gets it: %v, %v", res, err)
	}
}
