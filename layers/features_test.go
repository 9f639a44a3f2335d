package layers_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	geom "github.com/twpayne/go-geom"

	"sotay/internal/testdb"
	"sotay/layers"
	"sotay/postgis"
)

type feature struct {
	Type       string
	ID         int64
	Properties map[string]any
	Geometry   json.RawMessage
}

func mustFeatures(t *testing.T, db *postgis.DB, q layers.FeatureQuery) layers.FeaturePage {
	t.Helper()
	page, err := layers.Features(context.Background(), db.Public, mustLayer(t, db, "parcels"), q)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func mustDecode(t *testing.T, page layers.FeaturePage) []feature {
	t.Helper()
	var list []feature
	if err := json.Unmarshal(fmt.Appendf(nil, "[%s]", page.Features), &list); err != nil {
		t.Fatalf("%v in %s", err, page.Features)
	}
	if len(list) != page.Count {
		t.Errorf("the page counts %d features and holds %d", page.Count, len(list))
	}
	return list
}

func TestFeaturesPageThroughABox(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, parcelSQL)
	// parcels 5 … 14 lie in the box
	q := layers.FeatureQuery{Box: layers.Box{107.0846, 10.33, 107.0942, 10.35}, Limit: 4}
	var got []string
	for pages := 0; ; pages++ {
		page := mustFeatures(t, db, q)
		for _, f := range mustDecode(t, page) {
			got = append(got, f.Properties["parcel_no"].(string))
		}
		if q.After = page.Next; page.Next == "" {
			break
		}
		if pages > 5 {
			t.Fatal("the pages never end")
		}
	}
	want := []string{"5", "6", "7", "8", "9", "10", "11", "12", "13", "14"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parcels (-want +got):\n%s", diff)
	}
}

// TestFeaturesPageThroughACrowd walks a layer that fills many quadtree cells, features
// across their borders and outside the box included: each once, none missed.
func TestFeaturesPageThroughACrowd(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, `
		INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom)
		SELECT '26506', '1', n::text, st_expand(st_point(107 + (n * 7919 % 10007) / 10007.0, 10 + (n * 104729 % 10009) / 10009.0, 4326), 0.004)
		FROM   generate_series(1, 9000) AS n`)
	box := layers.Box{107.2, 10.2, 107.9, 10.9}
	var want []int64
	err := db.Public.QueryRow(context.Background(), `
		SELECT array_agg(id ORDER BY id) FROM pub.parcels WHERE geom && st_makeenvelope($1, $2, $3, $4, 4326)`,
		box[0], box[1], box[2], box[3]).Scan(&want)
	if err != nil || len(want) < 2*2000 {
		t.Fatalf("%d features, %v", len(want), err)
	}
	var got []int64
	for q := (layers.FeatureQuery{Box: box, Limit: 700}); ; {
		page := mustFeatures(t, db, q)
		for _, f := range mustDecode(t, page) {
			got = append(got, f.ID)
		}
		if q.After = page.Next; page.Next == "" {
			break
		}
		if len(got) > 2*len(want) {
			t.Fatal("the pages never end")
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
}

func TestFeaturesRefuseAForeignCursor(t *testing.T) {
	db := testdb.New(t)
	for _, after := range []string{"x", "4.1", "0", ".", "1.2.3", "0000000000000000000000000.1"} {
		_, err := layers.Features(context.Background(), db.Public, mustLayer(t, db, "parcels"),
			layers.FeatureQuery{Box: layers.Box{107, 10, 108, 11}, Limit: 1, After: after})
		if !errors.Is(err, layers.ErrCursor) {
			t.Errorf("cursor %q: got %v, want %v", after, err, layers.ErrCursor)
		}
	}
}

func TestFeaturesCarryValues(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, parcelSQL)
	list := mustDecode(t, mustFeatures(t, db, layers.FeatureQuery{Box: layers.Box{107, 10, 108, 11}, Limit: 1}))
	f := list[0]
	if f.Type != "Feature" || f.Properties["address"] != "1 Lê Lợi" || f.Properties["old_sheet_no"] != nil {
		t.Errorf("got %+v", f)
	}
	if diff := cmp.Diff([]any{"ODT"}, f.Properties["land_types"]); diff != "" {
		t.Errorf("land_types (-want +got):\n%s", diff)
	}
	if area := f.Properties["map_area"].(float64); area < 3026 || area > 3030 { // 54.8 m by 55.3 m
		t.Errorf("map area %v m²", area)
	}
}

func TestReadStats(t *testing.T) {
	db := testdb.New(t)
	for n, sql := range []string{
		`SELECT`,
		parcelSQL,
		`INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) SELECT '26506', '1', n::text, st_rotate(
			st_makeenvelope(107.0123456, 10.1, 107.02, 10.1 + n * 1e-7, 4326), n, 107.0123456, 10.1) FROM generate_series(1, 300) AS n`,
		`INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) VALUES ('26506', '1', 'no place', 'SRID=4326;POLYGON EMPTY')`,
		`DELETE FROM data.parcels WHERE st_xmax(geom) > 107.05 OR st_ymin(geom) < 10.095`,
		`DELETE FROM data.parcels WHERE NOT st_isempty(geom)`,
	} {
		mustExec(t, db, sql)
		var want layers.Stats
		var w, s, e, north *float64
		err := db.Public.QueryRow(t.Context(), `
			SELECT n, st_xmin(e), st_ymin(e), st_xmax(e), st_ymax(e) FROM (SELECT count(*) AS n, st_extent(geom) AS e FROM pub.parcels) AS s`).
			Scan(&want.Count, &w, &s, &e, &north)
		if err != nil {
			t.Fatal(err)
		}
		if w != nil {
			want.Bounds = &layers.Box{*w, *s, *e, *north}
		}
		got, err := layers.ReadStats(t.Context(), db.Public, mustLayer(t, db, "parcels"))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("after statement %d: %v (-want +got):\n%s", n, err, diff)
		}
	}
}

// TestGeoJSONAgainstPostGIS compares our encoder with ST_AsGeoJSON, type by type.
func TestGeoJSONAgainstPostGIS(t *testing.T) {
	db := testdb.New(t)
	for _, wkt := range []string{
		"POINT(107.0843 10.346)",
		"POINT Z (107.08430004 10.3459999951 12)",
		"MULTIPOINT(1 2, 3 4)",
		"LINESTRING(0 0, 1.5 -2.25, 100 0.00000004)",
		"MULTILINESTRING((0 0, 1 1), (2 2, 3 3, 4 4))",
		"POLYGON((0 0, 10 0, 10 10, 0 10, 0 0), (1 1, 2 1, 2 2, 1 1))",
		"MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((5 5, 9 5, 9 9, 5 5), (6 5.5, 7 5.5, 7 6, 6 5.5)))",
		"GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(0 0, 1 1))",
	} {
		var (
			shape geom.T
			want  string
		)
		err := db.Public.QueryRow(context.Background(),
			`SELECT g, st_asgeojson(st_force2d(g), 7) FROM st_geomfromtext($1, 4326) AS g`, wkt).Scan(&shape, &want)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(mustJSON(t, want), mustJSON(t, string(layers.AppendGeometry(nil, shape)))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", wkt, diff)
		}
	}
	if got := string(layers.AppendGeometry(nil, nil)); got != "null" {
		t.Errorf("no geometry: got %s, want null", got)
	}
}

func mustJSON(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// TestFeaturesWhereBoxesOverlap pages through more features than a quadtree cell holds,
// all of which meet the whole box.
func TestFeaturesWhereBoxesOverlap(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, `
		INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom)
		SELECT '26506', '1', n::text, st_makeenvelope(107 + n * 1e-6, 10 + n * 1e-6, 108 - n * 1e-6, 11, 4326)
		FROM   generate_series(1, 2500) AS n`)
	got := 0
	for q := (layers.FeatureQuery{Box: layers.Box{107.5, 10.5, 107.501, 10.501}, Limit: 1000}); ; {
		page := mustFeatures(t, db, q)
		got += page.Count
		if q.After = page.Next; page.Next == "" || got > 2500 {
			break
		}
	}
	if got != 2500 {
		t.Errorf("got %d features, want 2500", got)
	}
}
