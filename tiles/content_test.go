package tiles_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"

	"sotay/postgis"
	"sotay/tiles"
)

// postgisTile is PostGIS's own answer, asked of the table in the textbook way: transform
// on the fly, drop NULL.
func (w *world) postgisTile(table, columns string, tile maptile.Tile) []byte {
	w.t.Helper()
	var b []byte
	err := w.db.Owner.QueryRow(context.Background(), fmt.Sprintf(`
		SELECT ST_AsMVT(q, '%s', 4096, 'g', 'id') FROM (
			SELECT id, %s, ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope($1, $2, $3), 4096, 64, true) AS g
			FROM   data.%s
			WHERE  ST_Transform(geom, 3857) && ST_TileEnvelope($1, $2, $3, margin => 64.0/4096)
			ORDER  BY id
		) AS q WHERE g IS NOT NULL`, table, columns, table), int(tile.Z), int(tile.X), int(tile.Y)).Scan(&b)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

func TestTileIsPostGISs(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(12, 0.0007)
	w.exec(`INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) VALUES ('1', '2', '3',
		st_multi(st_difference(st_buffer(st_setsrid(st_point($1, $2), 4326), 0.001), st_buffer(st_setsrid(st_point($1, $2), 4326), 0.0004))))`,
		corner[0], corner[1])
	w.communes()
	for z := 14; z <= 22; z += 2 {
		for _, tile := range []maptile.Tile{at(z, 0, 0), at(z, 1, 0), at(z, 0, 1), at(z, 1, 1)} {
			got := decode(t, plain(t, w.get(w.tiles, "parcels", tile)))
			want := decode(t, w.postgisTile("parcels", "commune_code, sheet_no, parcel_no, land_type, land_use, map_area", tile))
			delete(got, "parcels_labels")
			if diff := cmp.Diff(want, got); diff != "" || len(want["parcels"]) == 0 {
				t.Errorf("%v: (-PostGIS +tile)\n%s", tile, diff)
			}
		}
	}
	for z := 0; z <= 14; z++ {
		tile := maptile.At(corner, maptile.Zoom(z))
		got := decode(t, plain(t, w.get(w.tiles, "communes", tile)))
		want := decode(t, w.postgisTile("communes", "code, name, kind", tile))
		if diff := cmp.Diff(want["communes"], got["communes"]); diff != "" {
			t.Errorf("%v: (-PostGIS +tile)\n%s", tile, diff)
		}
	}
}

func TestTileProperties(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(1, 0.001)
	got := decode(t, plain(t, w.get(w.tiles, "parcels", at(17, 0, 1))))
	var id uint64
	var area float64
	if err := w.db.Owner.QueryRow(context.Background(), `SELECT id, map_area FROM data.parcels`).Scan(&id, &area); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"commune_code": "26506", "sheet_no": "1", "parcel_no": "1001", "land_type": "ONT", "land_use": "ONT+CLN", "map_area": area,
	}
	for _, layer := range []string{"parcels", "parcels_labels"} {
		if len(got[layer]) != 1 || got[layer][0].ID != id {
			t.Fatalf("%s: %v, want parcel %d", layer, got[layer], id)
		}
		if diff := cmp.Diff(want, got[layer][0].Properties); diff != "" {
			t.Errorf("%s (-want +got)\n%s", layer, diff)
		}
	}
}

// Every parcel has its label in exactly one tile of each zoom from 17, with the same
// properties, and in none below; a tile says so of what lies in it, buffer excluded.
func TestLabelPointsOnce(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(6, 0.0005)
	for z := 16; z <= 19; z++ {
		seen := map[uint64]int{}
		reach := 1 << (z - 16)
		for dx := -reach; dx <= reach+1; dx++ {
			for dy := -reach; dy <= reach+1; dy++ {
				a, err := w.tiles.Tile(context.Background(), request("parcels", at(z, dx, dy)))
				if err != nil {
					t.Fatal(err)
				}
				layers := decode(t, plain(t, a))
				byID := map[uint64]feature{}
				for _, f := range layers["parcels"] {
					byID[f.ID] = f
				}
				for _, f := range layers["parcels_labels"] {
					seen[f.ID]++
					if f.Geometry.GeoJSONType() != "Point" {
						t.Errorf("%v: the label of %d is a %s", at(z, dx, dy), f.ID, f.Geometry.GeoJSONType())
					}
					if diff := cmp.Diff(byID[f.ID].Properties, f.Properties); diff != "" {
						t.Errorf("%v: (-parcel +label)\n%s", at(z, dx, dy), diff)
					}
				}
			}
		}
		once := 0
		for id, n := range seen {
			if n != 1 {
				t.Errorf("zoom %d: parcel %d has %d labels", z, id, n)
			}
			once++
		}
		if want := map[bool]int{false: 0, true: 36}[z >= 17]; once != want {
			t.Errorf("zoom %d: %d parcels have labels, want %d", z, once, want)
		}
	}
}

// A label exactly on an edge or corner of tiles belongs to one of them.
func TestLabelPointsOnEdges(t *testing.T) {
	w := newWorld(t, nil)
	w.communes()
	w.exec(`DROP VIEW pub.communes;
		CREATE TABLE data.edges AS
			SELECT row_number() OVER () AS id, '1'::text AS code, 'x'::text AS name, 'y'::text AS kind, NULL::date AS valid_from, NULL::date AS valid_to, st_point(px, py, 3857) AS geom_3857
			FROM   st_tileenvelope(17, 104567, 61679) AS e,
			       unnest(ARRAY[st_xmin(e), st_xmax(e), (st_xmin(e) + st_xmax(e)) / 2]) AS px,
			       unnest(ARRAY[st_ymin(e), st_ymax(e), (st_ymin(e) + st_ymax(e)) / 2]) AS py;
		CREATE VIEW pub.communes AS SELECT *, geom_3857 AS label_3857 FROM data.edges;
		GRANT SELECT ON pub.communes TO sotay_public;
		UPDATE sotay.layers SET table_name = 'edges' WHERE name = 'communes'`)
	w.catchUp()
	seen := map[uint64]int{}
	for x := -1; x <= 1; x++ {
		for y := -1; y <= 1; y++ {
			tile := maptile.New(uint32(104567+x), uint32(61679+y), 17)
			for _, f := range decode(t, plain(t, w.get(w.tiles, "communes", tile)))["communes_labels"] {
				seen[f.ID]++
			}
		}
	}
	want := map[uint64]int{1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 1}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("labels by feature (-want +got)\n%s", diff)
	}
}

// Some versions of PostGIS lose polygons at some zooms (trac 5836). Whatever is at least
// two units wide and high in a tile must be there, with its area, at every zoom.
func TestPolygonsDoNotVanish(t *testing.T) {
	w := newWorld(t, nil)
	shapes := map[string]string{
		"square": "st_expand(c, 0.01)",
		"ring":   "st_difference(st_expand(c, 0.02), st_expand(c, 0.012))",
		"islands": `st_collect(ARRAY[st_expand(c, 0.004), st_translate(st_expand(c, 0.003), 0.02, 0.01),
			st_translate(st_difference(st_expand(c, 0.006), st_expand(c, 0.002)), -0.02, 0.013)])`,
		"round": "st_buffer(c, 0.015, 64)",
		"wavy": `(SELECT st_makepolygon(st_addpoint(l, st_startpoint(l))) FROM (SELECT st_setsrid(st_makeline(st_point(
			st_x(c) + cos(a) * 0.03 * (1 + 0.3 * sin(7 * a) + 0.06 * sin(53 * a)),
			st_y(c) + sin(a) * 0.03 * (1 + 0.3 * sin(7 * a) + 0.06 * sin(53 * a))) ORDER BY a), 4326) AS l
			FROM (SELECT i * pi() / 1500 AS a FROM generate_series(0, 2999) AS i) AS s) AS q)`,
		"comb": `(SELECT st_union(ARRAY[st_translate(st_expand(c, 0.02, 0.0003), 0, -0.001)]
			|| array_agg(st_translate(st_expand(c, 0.0004, 0.01), n * 0.0011, 0.009))) FROM generate_series(-18, 18) AS n)`,
	}
	for name, sql := range shapes {
		w.exec(`TRUNCATE data.communes`)
		w.exec(fmt.Sprintf(`INSERT INTO data.communes (code, name, geom)
			SELECT '1', $3, %s FROM st_setsrid(st_point($1, $2), 4326) AS c`, sql), corner[0]+0.0123, corner[1]-0.0077, name)
		w.catchUp()
		for z := 0; z <= 18; z++ {
			tile := maptile.At(corner, maptile.Zoom(z))
			var wide, high, want float64
			err := w.db.Owner.QueryRow(context.Background(), `
				SELECT coalesce(st_xmax(g) - st_xmin(g), 0) / u, coalesce(st_ymax(g) - st_ymin(g), 0) / u, st_area(g) / (u * u)
				FROM  (SELECT st_clipbybox2d(geom_3857, st_tileenvelope($1, $2, $3, margin => 1.0/64)::box2d) AS g FROM data.communes) AS q,
				      (SELECT 40075016.68557849 / 2 ^ $1 / 4096 AS u) AS r`, int(tile.Z), int(tile.X), int(tile.Y)).Scan(&wide, &high, &want)
			if err != nil {
				t.Fatal(err)
			}
			if wide < 2 || high < 2 || want < 4 {
				continue
			}
			features := decode(t, plain(t, w.get(w.tiles, "communes", tile)))["communes"]
			if len(features) != 1 {
				t.Errorf("%s at %v, %.1f × %.1f units, vanished", name, tile, wide, high)
				continue
			}
			// Rounding each vertex to a unit moves the area by about the outline.
			if got := planar.Area(features[0].Geometry); math.Abs(got-want) > 0.05*want+4*(wide+high) {
				t.Errorf("%s at %v: area %.0f units, want %.0f", name, tile, got, want)
			}
		}
	}
}

// A tile that would be too big leaves out its smallest features and says so.
func TestTileIsBounded(t *testing.T) {
	w := newWorld(t, func(c *tiles.Config, _ *postgis.JournalConfig) { c.MaxBytes = 3000 })
	w.parcels(30, 0.0006)
	w.exec(`UPDATE data.parcels SET geom = st_expand(geom, 0.0001) WHERE parcel_no LIKE '%5'`)
	w.catchUp()
	a := w.get(w.tiles, "parcels", at(14, 0, 0))
	left := strings.TrimPrefix(a.Header.Get(tiles.LeftOutHeader), "parcels=")
	kept := decode(t, plain(t, a))["parcels"]
	whole := decode(t, w.postgisTile("parcels", "parcel_no", at(14, 0, 0)))["parcels"]
	if len(a.Body) > 3000 || len(a.Body) < 1500 || fmt.Sprint(len(whole)-len(kept)) != left || len(kept) == 0 {
		t.Errorf("%d bytes, %d of %d features, %q left out", len(a.Body), len(kept), len(whole), left)
	}
	big := 0
	for _, f := range kept {
		if strings.HasSuffix(f.Properties["parcel_no"].(string), "5") {
			big++
		}
	}
	if allBig := len(whole) / 10; big < min(allBig, len(kept))-3 {
		t.Errorf("%d of the %d kept are of the bigger tenth", big, len(kept))
	}
	if diff := cmp.Diff(a, w.get(w.tiles, "parcels", at(14, 0, 0))); diff != "" {
		t.Errorf("from the cache (-first +second)\n%s", diff)
	}
	another, journal := w.more(func(c *tiles.Config, _ *postgis.JournalConfig) { c.MaxBytes = 3000 })
	if err := journal.CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, w.get(another, "parcels", at(14, 0, 0))); diff != "" {
		t.Errorf("from another process (-first +second)\n%s", diff)
	}
	if h := w.get(w.tiles, "parcels", at(18, 0, 0)).Header; h.Get(tiles.LeftOutHeader) != "" {
		t.Errorf("a small tile left out %v", h)
	}
}

func TestTileOfManyLayers(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(3, 0.0007)
	w.communes()
	for _, tt := range []struct {
		list string
		z    int
		want string
	}{
		{"parcels", 14, "parcels"},
		{"communes,parcels", 14, "communes parcels"},
		{"parcels,communes,parcels", 14, "communes parcels"},
		{"communes,sheets,parcels", 15, "communes parcels sheets"},
		{"sheets,parcels", 16, "parcels"}, // sheets end at zoom 15
		{"sheets,parcels", 17, "parcels parcels_labels"},
	} {
		var got []string
		for name := range decode(t, plain(t, w.get(w.tiles, tt.list, at(tt.z, 0, 0)))) {
			if name != "communes_labels" && name != "sheets_labels" { // they may lie in another tile
				got = append(got, name)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s at %d (-want +got)\n%s", tt.list, tt.z, diff)
		}
	}
}
