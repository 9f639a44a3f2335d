package parcels_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/parcels"
	"sotay/postgis"
)

// mustPlot inserts a parcel of sheet 50 with a survey in the zone of 107°45′; its
// coordinates are metres from 427000 east, 1145000 north. It gives the parcel's id.
func mustPlot(t *testing.T, db *postgis.DB, number, wkt string) int64 {
	t.Helper()
	var id int64
	err := db.Owner.QueryRow(t.Context(), `
		INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, land_use, land_types, survey_geom, geom)
		SELECT '26506', '50', $1, 'ODT', '{ODT}', g, st_transform(g, 4326)
		FROM   st_translate(st_geomfromtext($2, 910775), 427000, 1145000) AS g
		RETURNING id`, number, wkt).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// box writes a rectangle as WKT.
func box(west, south, east, north float64) string {
	return fmt.Sprintf("POLYGON((%[1]v %[2]v, %[3]v %[2]v, %[3]v %[4]v, %[1]v %[4]v, %[1]v %[2]v))", west, south, east, north)
}

// neighbours tells each neighbour's number and the length of the common edge.
func neighbours(t *testing.T, f *parcels.Finder, id int64) []string {
	t.Helper()
	found, err := f.Neighbours(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, n := range found.List {
		list = append(list, fmt.Sprintf("%s %.2f", n.ParcelNo, n.Edge))
	}
	return list
}

// TestNeighboursGoRoundFromTheFirstVertex: with an edge in common, not a point; from the
// north-western vertex clockwise; over gaps and overlaps of millimetres, not over those of
// centimetres.
func TestNeighboursGoRoundFromTheFirstVertex(t *testing.T) {
	f, db := newFinder(t)
	id := mustPlot(t, db, "1", box(0, 0, 20, 20))
	mustPlot(t, db, "west", box(-10, 5, 0, 30))                   // a part of its edge
	mustPlot(t, db, "corner", box(20, 20, 30, 30))                // a point only
	mustPlot(t, db, "south", box(-5, -10, 25, 0.004))             // overlaps by 4 mm
	mustPlot(t, db, "east", box(20.006, 0, 30, 12))               // 6 mm away
	mustPlot(t, db, "far", box(20.05, 12, 30, 20))                // 5 cm away
	mustPlot(t, db, "north", box(9, 20, 20, 40))                  // right of the middle
	mustPlot(t, db, "slant", "POLYGON((0 20, 9 29, 0 29, 0 20))") // a point, at 45°
	want := []string{"north 11.00", "east 12.00", "south 20.00", "west 15.00"}
	if diff := cmp.Diff(want, neighbours(t, f, id)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestANeighbourInFull(t *testing.T) {
	f, db := newFinder(t)
	// Its ring begins within the common edge.
	id := mustPlot(t, db, "1", "POLYGON((20 12, 20 20, 0 20, 0 0, 20 0, 20 12))")
	east := mustPlot(t, db, "2", box(20, 0, 40, 20))
	found, err := f.Neighbours(t.Context(), id)
	if err != nil || len(found.List) != 1 || found.More {
		t.Fatalf("%+v, %v", found, err)
	}
	got := found.List[0]
	middle := mustSearch(t, f, "X=1145010 Y=427020", nil).Coordinates[0]
	if math.Abs(got.At[0]-middle.Lon) > 1e-7 || math.Abs(got.At[1]-middle.Lat) > 1e-7 {
		t.Errorf("the edge's middle at %v, want %v %v", got.At, middle.Lon, middle.Lat)
	}
	if got.Azimuth < 45 || got.Azimuth > 135 { // from wherever PostGIS finds the inner point
		t.Errorf("azimuth %v, want some 90", got.Azimuth)
	}
	got.At, got.Azimuth = parcels.Point{}, 0
	want := parcels.Neighbour{Vertex: 3, Along: 2, ID: east, CommuneCode: "26506", SheetNo: "50", ParcelNo: "2", LandUse: "ODT", MapArea: 400, Edge: 20}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestNeighboursInTheOrderOfTheBoundary: of an L the inner point lies so that directions from
// it are not the order of the edges; two on one edge come as they lie on it.
func TestNeighboursInTheOrderOfTheBoundary(t *testing.T) {
	f, db := newFinder(t)
	id := mustPlot(t, db, "1", "POLYGON((0 0, 0 40, 10 40, 10 10, 60 10, 60 0, 0 0))")
	for number, place := range map[string]string{
		"south-west": box(0, -10, 30, 0), "south-east": box(30, -10, 60, 0), "end": box(60, 0, 70, 10), "corner-east": box(10, 10, 60, 20),
		"corner-north": box(10, 20, 20, 40), "top": box(0, 40, 10, 50), "west": box(-10, 0, 0, 40),
	} {
		mustPlot(t, db, number, place)
	}
	found, err := f.Neighbours(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range found.List {
		got = append(got, fmt.Sprintf("%d %s", n.Vertex, n.ParcelNo))
	}
	want := []string{"1 top", "2 corner-north", "3 corner-east", "4 end", "5 south-east", "5 south-west", "6 west"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestNeighboursOfHolesAndParts: what fills a hole shares an edge, as does what touches
// the second part; an edge with more vertices on one side is one edge.
func TestNeighboursOfHolesAndParts(t *testing.T) {
	f, db := newFinder(t)
	id := mustPlot(t, db, "1", "MULTIPOLYGON(((0 0, 40 0, 40 40, 0 40, 0 0), (10 10, 10 20, 20 20, 20 10, 10 10)), ((60 0, 70 0, 70 10, 60 10, 60 0)))")
	mustPlot(t, db, "hole", box(10, 10, 20, 20))
	mustPlot(t, db, "second", "POLYGON((70 0, 80 0, 80 10, 70 10, 70 7.5, 70.003 5, 70 2.5, 70 0))")
	got := neighbours(t, f, id)
	if len(got) != 2 || !(got[0] == "hole 40.00" && got[1] == "second 10.00" || got[0] == "second 10.00" && got[1] == "hole 40.00") {
		t.Errorf("%v", got)
	}
}

// TestACornerAddsNothingToAnEdge: what leaves the common edge at 30° is near it for 2 cm
// more, which are no part of it.
func TestACornerAddsNothingToAnEdge(t *testing.T) {
	f, db := newFinder(t)
	id := mustPlot(t, db, "1", box(0, 0, 20, 20))
	mustPlot(t, db, "2", "POLYGON((20 5, 30 22.32, 30 40, 20 15, 20 5))")
	if diff := cmp.Diff([]string{"2 10.00"}, neighbours(t, f, id)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestNeighboursAcrossZones: a survey of another zone, and none at all, meet in the plane
// of the parcel asked for.
func TestNeighboursAcrossZones(t *testing.T) {
	f, db := newFinder(t)
	id := mustPlot(t, db, "1", box(0, 0, 20, 20))
	for _, q := range []string{
		`SELECT 'zone', st_transform(g, 910700), st_transform(g, 4326) FROM st_makeenvelope(427020, 1145000, 427040, 1145020, 910775) AS g`,
		`SELECT 'none', NULL::geometry, st_transform(g, 4326) FROM st_makeenvelope(426980, 1145000, 427000, 1145010, 910775) AS g`,
	} {
		if _, err := db.Owner.Exec(t.Context(), `INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, survey_geom, geom)
			SELECT '26506', '50', * FROM (`+q+`) AS p`); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"zone 20.00", "none 10.00"}, neighbours(t, f, id)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestNeighboursAreBounded: a road with a hundred and twenty houses tells of the hundred
// with the longest edges.
func TestNeighboursAreBounded(t *testing.T) {
	f, db := newFinder(t)
	id := mustPlot(t, db, "road", box(0, -8, 1000, 0))
	_, err := db.Owner.Exec(t.Context(), `
		INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, survey_geom, geom)
		SELECT '26506', '50', n::text, g, st_transform(g, 4326)
		FROM   generate_series(1, 120) AS n,
		       LATERAL st_makeenvelope(427000 + 8 * n, 1145000, 427000 + 8 * n + CASE WHEN n <= 20 THEN 4 ELSE 5 END, 1145020, 910775) AS g`)
	if err != nil {
		t.Fatal(err)
	}
	found, err := f.Neighbours(t.Context(), id)
	if err != nil || len(found.List) != parcels.MaxNeighbours || !found.More {
		t.Fatalf("%d neighbours, more %v, %v", len(found.List), found.More, err)
	}
	for i, n := range found.List {
		if math.Abs(n.Edge-5) > 0.001 {
			t.Errorf("%s with %v m is there", n.ParcelNo, n.Edge)
		}
		if i > 0 && (n.Vertex < found.List[i-1].Vertex || n.Vertex == found.List[i-1].Vertex && n.Along < found.List[i-1].Along) {
			t.Errorf("%s, %v m after vertex %d, comes too late", n.ParcelNo, n.Along, n.Vertex)
		}
	}
}

func TestNeighboursOfNoParcel(t *testing.T) {
	f, _ := newFinder(t)
	if _, err := f.Neighbours(t.Context(), 1<<40); !errors.Is(err, parcels.ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound", err)
	}
}
