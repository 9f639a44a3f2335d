package geoapi_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb/encoding/mvt"

	"sotay/internal/accounts"
	"sotay/layers"
)

// binned is a server over stations with means of one hour, whose cells are filled in.
func binned(t *testing.T) *api {
	t.Helper()
	a := newAPI(t)
	must(t, exec(t, a.db, `
		INSERT INTO data.stations (id, code, name, kind, geom) VALUES
			(1, 'A', 'A', 'air', 'SRID=4326;POINT(107.0800 10.35)'), (2, 'B', 'B', 'air', 'SRID=4326;POINT(107.0801 10.35)'), (3, 'C', 'C', 'surface_water', 'SRID=4326;POINT(107.4 10.6)');
		INSERT INTO data.readings_hourly (station, parameter, hour, received, counted, expected, mean)
		SELECT s, 1, '2026-11-20 10:00+07', 1, 1, 1, 20 + s FROM generate_series(1, 2) AS s;
		INSERT INTO data.hotspots (satellite, acq_date, acq_time, latitude, longitude, geom)
		SELECT 'N', '2026-11-20', 100 * n, 10.5, 107, 'SRID=4326;POINT(107.0 10.5)' FROM unnest('{1,8,12,18}'::int[]) AS n`))
	a.fillCells()
	return a
}

func (a *api) fillCells() {
	a.t.Helper()
	must(a.t, a.server.FillCells(a.t.Context()))
	must(a.t, a.journal.CatchUp(a.t.Context()))
}

type compactAnswer struct {
	Res      int
	Value    string
	Unit     string
	Complete bool
	Basis    string
	Cells    []string
	Values   []float64
	Counts   []int64
	Stations []int64
}

func TestHexbinsCompact(t *testing.T) {
	a := binned(t)
	for _, c := range []struct{ query, want string }{
		{"parcels?res=4", `4 count "" [60] [60] []`},
		{"parcels?res=4&where=parcel_no:1", `4 count "" [2] [2] []`},
		{"parcels?res=4&where=parcel_no:1&where=parcel_no:2", `4 count "" [4] [4] []`},
		{"parcels?res=4&where=land_types:CLN&where=parcel_no:3", `4 count "" [2] [2] []`},
		{"parcels?res=4&where=land_types:BCS", `4 count "" [] [] []`},
		{"parcels?bbox=1,1,2,2", `12 count "" [] [] []`},
		{"stations?res=9&bbox=107,10.3,107.1,10.4", `9 count "" [2] [2] []`},
		{"stations?res=9&bbox=107,10.3,107.1,10.4&where=kind:surface_water", `9 count "" [] [] []`},
		{"readings?parameter=PM2.5&res=9&bbox=107,10.3,107.1,10.4&from=2026-11-20&to=2026-11-20", `9 mean "µg/m³" [21.5] [2] [2]`},
		{"hotspots?res=5", `5 count "" [4] [4] []`},
		{"hotspots?res=5&from=2026-11-20&to=2026-11-20", `5 count "" [3] [3] []`},
		{"hotspots?res=12&from=2026-11-20T09:00:00Z&to=2026-11-21", `12 count "" [2] [2] []`},
		{"reports?res=5", `5 count "" [] [] []`},
		{"readings?parameter=PM2.5&value=max&res=9&bbox=107,10.3,107.1,10.4&from=2026-11-20T02:30:00Z&to=2026-11-20T10:00:00%2B07:00", `9 max "µg/m³" [22] [2] [2]`},
		{"readings?parameter=PM2.5&res=9&bbox=107,10.3,107.1,10.4&from=2026-11-20T03:00:00Z&to=2026-11-20", `9 mean "µg/m³" [] [] []`},
	} {
		var got compactAnswer
		a.mustGet("/api/hexbins/"+c.query, &got)
		if said := fmt.Sprintf("%d %s %q %v %v %v", got.Res, got.Value, got.Unit, got.Values, got.Counts, got.Stations); said != c.want || !got.Complete || len(got.Cells) != len(got.Values) {
			t.Errorf("%s: %s, complete %v, cells %v: want %s", c.query, said, got.Complete, got.Cells, c.want)
		}
	}
}

func TestHexbinsByBucket(t *testing.T) {
	a := binned(t)
	for query, want := range map[string]string{
		"hotspots?res=5&from=2026-11-20&to=2026-11-21&bucket=day":                   `[3] [1]`,
		"hotspots?res=5&from=2026-11-20T18:00:00%2B07:00&to=2026-11-20&bucket=hour": `[] [1] [] [] [] []`,
		"readings?parameter=PM2.5&res=9&from=2026-11-20&to=2026-11-21&bucket=day":   `[2] []`,
		"reports?res=5&from=2026-09-01&to=2026-10-31&bucket=month":                  `[] []`,
	} {
		var got struct {
			Buckets []struct{ Counts []int64 }
			Cells   []string
		}
		a.mustGet("/api/hexbins/"+query, &got)
		said := []string{}
		for _, b := range got.Buckets {
			said = append(said, fmt.Sprint(b.Counts))
		}
		if strings.Join(said, " ") != want || len(got.Cells) > 0 {
			t.Errorf("%s: %v, want %s", query, said, want)
		}
	}
}

// Below its first zoom a layer shows cells in its own tiles, fresh after an edit as its features are.
func TestLowZoomsShowCells(t *testing.T) {
	a := newAPI(t)
	a.fillCells()
	const path = "/tiles/parcels/9/408/241.mvt"
	first := a.get(path, "Accept-Encoding: identity")
	list, err := mvt.Unmarshal(first.body)
	must(t, err)
	if len(list) != 1 || list[0].Name != "parcels_bins" || first.Header.Get("ETag") == "" {
		t.Fatalf("%d %v %v", first.StatusCode, list, first.Header)
	}
	n := 0.0
	for _, f := range list[0].Features {
		n += f.Properties["count"].(float64)
	}
	if n != 60 {
		t.Errorf("%g parcels are counted", n)
	}
	if same := a.get(path, "If-None-Match: "+first.Header.Get("ETag")); same.StatusCode != 304 {
		t.Errorf("as the client has it: %d", same.StatusCode)
	}
	must(t, exec(t, a.db, `DELETE FROM data.parcels WHERE id = (SELECT min(id) FROM data.parcels)`))
	must(t, a.journal.CatchUp(t.Context()))
	if due := a.get(path, "If-None-Match: "+first.Header.Get("ETag")); due.StatusCode != 200 || due.Header.Get("ETag") != "" {
		t.Errorf("while a cell is due: %d %v", due.StatusCode, due.Header)
	}
	a.fillCells()
	if after := a.get(path, "Accept-Encoding: identity", "If-None-Match: "+first.Header.Get("ETag")); after.StatusCode != 200 || bytes.Equal(after.body, first.body) || after.Header.Get("ETag") == "" {
		t.Errorf("after an edit: %d %v", after.StatusCode, after.Header)
	}
	var doc struct {
		MinZoom int                   `json:"minzoom"`
		Bounds  [4]float64            `json:"bounds"`
		Layers  []struct{ ID string } `json:"vector_layers"`
	}
	a.mustGet("/tiles/parcels.json", &doc)
	if doc.MinZoom != 0 || doc.Layers[len(doc.Layers)-1].ID != "parcels_bins" {
		t.Errorf("TileJSON: %+v", doc)
	}
	// clients ask for no tile beyond the bounds: a cell cut there would be seen in half
	var cells struct {
		Features []struct {
			Geometry struct{ Coordinates [][][2]float64 }
		}
	}
	a.mustGet("/api/hexbins/parcels?res=4&format=geojson", &cells)
	for _, f := range cells.Features {
		for _, at := range f.Geometry.Coordinates[0] {
			if at[0] < doc.Bounds[0] || at[1] < doc.Bounds[1] || at[0] > doc.Bounds[2] || at[1] > doc.Bounds[3] {
				t.Errorf("a cell reaches %v, beyond %v", at, doc.Bounds)
			}
		}
	}
	if far := a.get("/tiles/parcels/9/1/1.mvt"); far.StatusCode != 204 {
		t.Errorf("where nothing is: %d", far.StatusCode)
	}
}

func TestHexbinsAsGeoJSON(t *testing.T) {
	a := binned(t)
	for _, ask := range [][]string{{"/api/hexbins/stations?res=5&format=geojson"}, {"/api/hexbins/stations?res=5", "Accept: application/geo+json"}} {
		got := a.get(ask[0], ask[1:]...)
		var collection struct{ Features []struct{ ID string } }
		got.json(t, &collection)
		if got.Header.Get("Content-Type") != "application/geo+json; charset=utf-8" || len(collection.Features) != 2 || !strings.HasPrefix(collection.Features[0].ID, "85") {
			t.Errorf("%v: %s %s", ask, got.Header.Get("Content-Type"), got.body)
		}
	}
	if got := a.get("/api/hexbins/stations?res=5&format=compact", "Accept: application/geo+json"); !strings.HasPrefix(got.Header.Get("Content-Type"), "application/json") {
		t.Errorf("compact is %s", got.Header.Get("Content-Type"))
	}
}

func TestHexbinProblems(t *testing.T) {
	a := binned(t)
	for path, want := range map[string]int{
		"/api/hexbins/none": 404, "/api/hexbins/communes": 404, "/hexbins/none/3/1/1.mvt": 404,
		"/api/hexbins/parcels?bbox=170,1,190,2": 400, "/api/hexbins/parcels?bbox=1,2": 400, "/api/hexbins/parcels?res=13": 400, "/api/hexbins/parcels?value=median": 400,
		"/api/hexbins/parcels?from=2026-11-20": 400, "/api/hexbins/hotspots?bucket=day": 400, "/api/hexbins/hotspots?from=2026-11-20&bucket=year": 400, "/api/hexbins/hotspots?from=1990-11-20&bucket=hour": 400,
		"/api/hexbins/hotspots?from=2026-11-20&bucket=day&format=geojson": 400, "/api/hexbins/reports?from=2026-09-02": 400, "/api/hexbins/parcels?format=xml": 400, "/api/hexbins/parcels?value=sum&field=legal_area": 400, "/api/hexbins/parcels?where=owner_name:x": 400, "/api/hexbins/parcels?where=x": 400, "/api/hexbins/parcels?where=parcel_no:%00": 400,
		"/api/hexbins/readings": 400, "/api/hexbins/readings?parameter=PM99": 400, "/api/hexbins/readings?parameter=PM2.5&from=2026-11-21&to=2026-11-20": 400,
		"/api/hexbins/readings?parameter=PM2.5&from=yesterday": 400, "/hexbins/parcels/3/9/1.mvt": 400, "/hexbins/parcels/x/1/1.mvt": 400,
	} {
		if got := a.get(path); got.StatusCode != want {
			t.Errorf("%s: %d, want %d: %s", path, got.StatusCode, want, got.body)
		}
	}
}

const stationsTile = "/hexbins/stations/12/3266/1929.mvt"

func TestHexbinTiles(t *testing.T) {
	a := binned(t)
	plain := a.get(stationsTile, "Accept-Encoding: identity")
	list, err := mvt.Unmarshal(plain.body)
	must(t, err)
	if len(list) != 1 || len(list[0].Features) != 1 || plain.Header.Get("Cache-Control") != "no-cache" || plain.Header.Get("ETag") == "" {
		t.Fatalf("%v, %v", list, plain.Header)
	}
	must(t, exec(t, a.db, `INSERT INTO data.stations (id, code, name, kind, geom) SELECT 100 + n, 'S' || n, 'S', 'air', st_point(107.0 + n * 0.003, 10.37, 4326) FROM generate_series(1, 100) AS n`))
	must(t, a.journal.CatchUp(t.Context()))
	if due := a.get(stationsTile, "If-None-Match: "+plain.Header.Get("ETag")); due.StatusCode != 200 || due.Header.Get("ETag") != "" {
		t.Errorf("while cells are due: %d, ETag %s", due.StatusCode, due.Header.Get("ETag"))
	}
	a.fillCells()
	packed := a.get(stationsTile, "Accept-Encoding: gzip", "If-None-Match: "+plain.Header.Get("ETag"))
	z, err := gzip.NewReader(bytes.NewReader(packed.body))
	must(t, err)
	body, err := io.ReadAll(z)
	must(t, err)
	if packed.Header.Get("Content-Encoding") != "gzip" || !bytes.Equal(body, a.get(stationsTile, "Accept-Encoding: identity").body) || packed.Header.Get("ETag") == plain.Header.Get("ETag") {
		t.Errorf("compressed: %v", packed.Header)
	}
	same := a.get(stationsTile, "If-None-Match: "+packed.Header.Get("ETag"))
	if same.StatusCode != 304 || len(same.body) != 0 || same.Header.Get("ETag") != packed.Header.Get("ETag") {
		t.Errorf("as the client has it: %d %v", same.StatusCode, same.Header)
	}
	if empty := a.get("/hexbins/stations/10/1/1.mvt"); empty.StatusCode != 200 || len(empty.body) != 0 {
		t.Errorf("where nothing is: %d, %d bytes", empty.StatusCode, len(empty.body))
	}
}

// The ETag of a tile of readings is of what it shows: late and revised values change it.
func TestHexbinTilesOfReadings(t *testing.T) {
	a := binned(t)
	const path = "/hexbins/readings/10/816/482.mvt?parameter=PM2.5&from=2026-11-20&to=2026-11-20"
	first := a.get(path)
	if first.StatusCode != 200 || len(first.body) == 0 || first.Header.Get("ETag") == "" {
		t.Fatalf("%d %v", first.StatusCode, first.Header)
	}
	if same := a.get(path, "If-None-Match: "+first.Header.Get("ETag")); same.StatusCode != 304 {
		t.Errorf("as the client has it: %d", same.StatusCode)
	}
	must(t, exec(t, a.db, `UPDATE data.readings_hourly SET mean = 99 WHERE station = 1`))
	if other := a.get(path, "If-None-Match: "+first.Header.Get("ETag")); other.StatusCode != 200 || bytes.Equal(other.body, first.body) {
		t.Errorf("after a revision: %d", other.StatusCode)
	}
}

// A layer for staff is binned for staff alone, and no browser keeps it.
func TestHexbinsOfStaffLayers(t *testing.T) {
	a := newAPI(t)
	must(t, pgx.BeginFunc(t.Context(), a.db.Owner, func(tx pgx.Tx) error {
		return layers.Create(t.Context(), tx, layers.Layer{
			Name: "patrols", Audience: layers.Staff, TitleVi: "Tuần tra", TitleEn: "Patrols", Theme: "forest", Geometry: "Point",
			Fields: []layers.Field{{Name: "men", Type: "integer", TitleVi: "Số người", TitleEn: "Men", Visibility: layers.Public}},
		})
	}))
	must(t, exec(t, a.db, `INSERT INTO data.patrols (men, geom) VALUES (4, 'SRID=4326;POINT(107.1 10.4)')`))
	a.fillCells()
	const path, tile = "/api/hexbins/patrols?value=max&field=men", "/hexbins/patrols/10/816/482.mvt"
	for _, p := range a.everybody() {
		staff := map[string]bool{"officer": true, "officer-of-all": true, "officer-elsewhere": true, "administrator": true, "token-all": true, "token-of-officer": true}[p.name]
		for _, path := range []string{path, tile} {
			got := a.as(p, "GET", path, "")
			if (got.StatusCode == 200) != staff || !staff && got.StatusCode != 404 {
				t.Errorf("%s: %s %d", p.name, path, got.StatusCode)
			}
			if staff && got.Header.Get("Cache-Control") != "private, no-store" {
				t.Errorf("%s: %s may be kept: %v", p.name, path, got.Header)
			}
		}
	}
}

// The duty desk has heat of reports by what they are about and how they go; the public is refused, and so
// is a field that is not for it.
func TestHexbinsOfReportsForTheDutyDesk(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, `
		INSERT INTO data.agencies (code, name_vi) VALUES ('xd', 'Đơn vị thử');
		INSERT INTO data.reports (number, category, words, geom, coarse, received_at, state, agency, overdue, rating)
		SELECT 'PA26-' || lpad(n::text, 4, '0') || '-0000', CASE WHEN n < 4 THEN 'waste' ELSE 'roads' END, 'x', p, p, '2026-11-20 10:00+07', 'assigned', (SELECT id FROM data.agencies), n = 1, 1 + n % 3
		FROM   generate_series(1, 5) AS n, st_point(107.08, 10.35, 4326) AS p;
		INSERT INTO data.report_history (report, at, actor_kind, action, from_state, to_state) SELECT id, now(), 'duty', 'assign', 'verified', 'assigned' FROM data.reports`))
	duty := a.signIn("ioc", accounts.IOC)
	for query, want := range map[string]string{
		"":                                    "[5] [5]",
		"&where=category:waste":               "[3] [3]",
		"&where=agency:xd&where=overdue:true": "[1] [1]",
		"&where=state:closed":                 "[] []",
		"&value=mean&field=rating":            "[2.2] [5]",
	} {
		got := a.get("/api/hexbins/reports?res=8"+query, duty)
		var said compactAnswer
		got.json(t, &said)
		if text := fmt.Sprint(said.Values, said.Counts); got.StatusCode != 200 || text != want {
			t.Errorf("%s: %d %s, want %s: %s", query, got.StatusCode, text, want, got.body)
		}
		if public := a.get("/api/hexbins/reports?res=8" + query); (public.StatusCode != 400) != (query == "") {
			t.Errorf("the public: %s: %d %s", query, public.StatusCode, public.body)
		}
	}
	for _, where := range []string{"words:x", "category:%00", "category:%ff"} {
		if got := a.get("/api/hexbins/reports?where="+where, duty); got.StatusCode != 400 {
			t.Errorf("by %s: %d %s", where, got.StatusCode, got.body)
		}
	}
}
