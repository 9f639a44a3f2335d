package parcels_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/twpayne/go-geom/xy"

	"sotay/layers"
	"sotay/parcels"
	"sotay/postgis"
)

func field(name, kind, visibility string) layers.Field {
	return layers.Field{Name: name, Type: kind, TitleVi: name, TitleEn: name, Visibility: visibility}
}

// mustPlans makes two periods of planning, corridors without a decision, an empty layer
// and two layers that must not be asked: of staff, and of lines.
func mustPlans(t *testing.T, f *parcels.Finder, db *postgis.DB) {
	t.Helper()
	day := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	plan := []layers.Field{
		field("code", "text", layers.Public), field("area", "real", layers.Public),
		field("decision", "text", layers.Public), field("signed", "date", layers.Public), field("note", "text", layers.Staff),
	}
	err := pgx.BeginFunc(t.Context(), db.Owner, func(tx pgx.Tx) error {
		for _, l := range []layers.Layer{
			{Name: "plan_2025", Sort: 80, Geometry: "Polygon", Fields: plan},
			{Name: "plan_2030", Sort: 81, Geometry: "Polygon", Fields: plan, Source: "Sở thử", AsOf: &day},
			{Name: "corridors", Sort: 82, Geometry: "Polygon", Fields: []layers.Field{field("kind", "text", layers.Public)}},
			{Name: "flood", Sort: 83, Geometry: "Polygon", Fields: []layers.Field{field("depth", "real", layers.Public)}},
			{Name: "inner", Sort: 84, Geometry: "Polygon", Audience: layers.Staff, Fields: plan[:1]},
			{Name: "wires", Sort: 85, Geometry: "LineString", Fields: plan[:1]},
		} {
			l.TitleVi, l.TitleEn, l.Theme = l.Name, l.Name, "land"
			if err := layers.Create(t.Context(), tx, l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Catalogue.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// mustArea inserts a record of a layer; coordinates as for mustPlot.
func mustArea(t *testing.T, db *postgis.DB, layer, columns, values, wkt string) {
	t.Helper()
	_, err := db.Owner.Exec(t.Context(), fmt.Sprintf(`
		INSERT INTO data.%s (%s, geom)
		SELECT %s, st_transform(st_translate(st_geomfromtext($1, 910775), 427000, 1145000), 4326)`, layer, columns, values), wkt)
	if err != nil {
		t.Fatal(err)
	}
}

// overlaps tells what each layer has on a parcel.
func overlaps(t *testing.T, f *parcels.Finder, id int64, pieces bool) map[string]parcels.LayerOverlaps {
	t.Helper()
	list, err := f.Overlaps(t.Context(), id, pieces)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]parcels.LayerOverlaps{}
	for _, o := range list {
		byName[o.Layer.Name] = o
	}
	return byName
}

func TestOverlapsAreAListPerLayer(t *testing.T) {
	f, db := newFinder(t)
	mustPlans(t, f, db)
	id := mustPlot(t, db, "1", box(0, 0, 40, 20)) // 800 m²
	const plan = "code, area, decision, signed"
	mustArea(t, db, "plan_2030", plan, "'ODT', 'NaN', 'QĐ 1', '2026-03-01'", box(-50, -50, 30, 50))
	mustArea(t, db, "plan_2030", plan, "'DGT', 7, 'QĐ 2', NULL", box(30, -50, 60, 50))
	mustArea(t, db, "plan_2025", plan, "'CLN', NULL, 'QĐ 0', NULL", "POLYGON((-9 -9, 49 -9, 49 29, -9 29, -9 -9), (10 5, 10 15, 20 15, 20 5, 10 5))")
	mustArea(t, db, "inner", "code", "'kín'", box(0, 0, 40, 20))
	if _, err := db.Owner.Exec(t.Context(), `INSERT INTO data.plan_2030_staff (id, note) SELECT id, 'kín' FROM data.plan_2030`); err != nil {
		t.Fatal(err)
	}
	list, err := f.Overlaps(t.Context(), id, false)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range list {
		got = append(got, fmt.Sprintf("%s %s, left out %d, more %v, %v", o.Layer.Name, o.State, o.LeftOut, o.More, o.Decisions))
		for _, r := range o.Records {
			got = append(got, fmt.Sprintf("%v %.1f m² %.1f%% piece %v", r.Properties, r.Area, r.Percent, r.Piece != nil))
		}
	}
	want := []string{
		"flood no_data_here, left out 0, more false, []",
		"corridors no_data_here, left out 0, more false, []",
		"plan_2030 overlaps, left out 0, more false, [QĐ 1 QĐ 2]",
		"map[area:<nil> code:ODT decision:QĐ 1 signed:2026-03-01] 600.0 m² 75.0% piece false",
		"map[area:7 code:DGT decision:QĐ 2 signed:<nil>] 200.0 m² 25.0% piece false",
		"plan_2025 overlaps, left out 0, more false, [QĐ 0]",
		"map[area:<nil> code:CLN decision:QĐ 0 signed:<nil>] 700.0 m² 87.5% piece false",
		"forest no_data_here, left out 0, more false, []",
		"lakes no_data_here, left out 0, more false, []",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if l := list[2].Layer; l.Source != "Sở thử" || l.AsOf == nil || l.AsOf.Format(time.DateOnly) != "2026-05-01" {
		t.Errorf("source %q as of %v", l.Source, l.AsOf)
	}
}

// TestNoPlanIsNotNoData: an empty layer and one whose data end before the parcel know
// nothing; one with data on both sides and none on the parcel says that there is nothing.
func TestNoPlanIsNotNoData(t *testing.T) {
	f, db := newFinder(t)
	mustPlans(t, f, db)
	id := mustPlot(t, db, "1", box(0, 0, 40, 20))
	mustArea(t, db, "corridors", "kind", "'far'", box(300, 300, 400, 400))
	mustArea(t, db, "plan_2030", "code", "'ODT'", box(-60, -60, -20, 80))
	mustArea(t, db, "plan_2030", "code", "'ODT'", box(60, -60, 90, 80))
	got := overlaps(t, f, id, false)
	for name, want := range map[string]string{"flood": parcels.NoDataHere, "corridors": parcels.NoDataHere, "plan_2030": parcels.NoneHere} {
		if got[name].State != want || len(got[name].Records) != 0 {
			t.Errorf("%s: %s with %v, want %s", name, got[name].State, got[name].Records, want)
		}
	}
}

// TestSliversAreLeftOutAndCounted: below 0.5 m² or 0.1 %; what only touches is none.
func TestSliversAreLeftOutAndCounted(t *testing.T) {
	f, db := newFinder(t)
	mustPlans(t, f, db)
	id := mustPlot(t, db, "1", box(0, 0, 40, 20)) // 0.1 % are 0.8 m²
	mustArea(t, db, "plan_2030", "code", "'ODT'", box(0, -50, 40, 19))
	mustArea(t, db, "plan_2030", "code", "'0.4 m²'", box(0, 19.99, 40, 50))
	mustArea(t, db, "plan_2030", "code", "'0.7 m²'", box(-50, 0, 0.035, 20))
	mustArea(t, db, "plan_2030", "code", "'0.9 m²'", box(39.955, 0, 50, 20))
	mustArea(t, db, "plan_2030", "code", "'touches'", box(40, 0, 50, 20))
	got := overlaps(t, f, id, false)["plan_2030"]
	if len(got.Records) != 2 || got.Records[1].Properties["code"] != "0.9 m²" || got.LeftOut != 2 {
		t.Errorf("%d left out of %v", got.LeftOut, got.Records)
	}
	small := mustPlot(t, db, "2", box(100, 0, 104, 10)) // 0.1 % are 0.04 m²
	mustArea(t, db, "corridors", "kind", "'0.4 m²'", box(99, 0, 100.04, 10))
	mustArea(t, db, "corridors", "kind", "'0.6 m²'", box(103.94, 0, 110, 10))
	got = overlaps(t, f, small, false)["corridors"]
	if len(got.Records) != 1 || got.LeftOut != 1 || got.State != parcels.Overlapping {
		t.Errorf("%d left out of %v, %s", got.LeftOut, got.Records, got.State)
	}
}

// TestPiecesAreCommonParts: they lie in degrees, a province-wide area with thousands of
// vertices is cut rightly, and one that crosses itself is no reason to fail.
func TestPiecesAreCommonParts(t *testing.T) {
	f, db := newFinder(t)
	mustPlans(t, f, db)
	id := mustPlot(t, db, "1", box(0, 0, 40, 20))
	if _, err := db.Owner.Exec(t.Context(), `
		INSERT INTO data.plan_2030 (code, geom)
		SELECT 'wide', st_transform(st_segmentize(st_makeenvelope(426000, 1140000, 427010, 1150000, 910775), 5), 4326)`); err != nil {
		t.Fatal(err)
	}
	mustArea(t, db, "corridors", "kind", "'bow'", "POLYGON((0 0, 20 20, 20 0, 0 20, 0 0))") // 2 × 100 m²
	got := overlaps(t, f, id, true)
	wide := got["plan_2030"].Records
	if len(wide) != 1 || math.Abs(wide[0].Area-200) > 0.01 || wide[0].Piece == nil || wide[0].Piece.SRID() != 4326 {
		t.Fatalf("wide: %+v", wide)
	}
	bounds := wide[0].Piece.Bounds()
	if w := bounds.Max(0) - bounds.Min(0); w < 0.00009 || w > 0.000093 {
		t.Errorf("the piece is %v° wide, want that of 10 m", w)
	}
	if middle, err := xy.Centroid(wide[0].Piece); err != nil || middle[0] < 107 || middle[1] > 11 {
		t.Errorf("the piece is at %v, %v", middle, err)
	}
	if bow := got["corridors"].Records; len(bow) != 1 || math.Abs(bow[0].Area-200) > 0.01 {
		t.Errorf("bow: %+v", bow)
	}
}

// TestOverlapsAreMeasuredInTheZone: square metres of EPSG:3857 are 3.3 % too many here,
// and a survey of another zone is measured in its own.
func TestOverlapsAreMeasuredInTheZone(t *testing.T) {
	f, db := newFinder(t)
	mustPlans(t, f, db)
	id := mustParcel(t, db, "SRID=910575;POLYGON((600000 1140000, 600100 1140000, 600100 1140100, 600000 1140100, 600000 1140000))", "")
	if _, err := db.Owner.Exec(t.Context(), `
		INSERT INTO data.plan_2030 (code, geom) SELECT 'x', st_transform(st_makeenvelope(599900, 1139900, 600050, 1140200, 910575), 4326)`); err != nil {
		t.Fatal(err)
	}
	got := overlaps(t, f, id, false)["plan_2030"].Records
	if len(got) != 1 || math.Abs(got[0].Area-5000) > 0.05 || math.Abs(got[0].Percent-50) > 0.001 {
		t.Errorf("%+v, want 5000 m²", got)
	}
}

func TestOverlapsAreBounded(t *testing.T) {
	f, db := newFinder(t)
	mustPlans(t, f, db)
	id := mustPlot(t, db, "1", box(0, 0, 700, 20))
	if _, err := db.Owner.Exec(t.Context(), `
		INSERT INTO data.plan_2030 (code, geom)
		SELECT n::text, st_transform(st_makeenvelope(427000 + n, 1145000, 427001 + n, 1145020, 910775), 4326) FROM generate_series(0, 599) AS n`); err != nil {
		t.Fatal(err)
	}
	if got := overlaps(t, f, id, false)["plan_2030"]; len(got.Records) != 500 || !got.More {
		t.Errorf("%d records, more %v", len(got.Records), got.More)
	}
}

func TestOverlapsOfNoParcel(t *testing.T) {
	f, _ := newFinder(t)
	if _, err := f.Overlaps(t.Context(), 1<<40, true); !errors.Is(err, parcels.ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound", err)
	}
}

// A long plot's box meets hundreds of records that lie beside it: those that overlap are
// found, whatever their ids.
func TestOverlapsBehindManyBoxes(t *testing.T) {
	f, db := newFinder(t)
	mustPlans(t, f, db)
	for i := range 25 {
		for j := range 22 {
			mustArea(t, db, "plan_2030", "code", "'beside'", box(float64(i*10), float64(1000-j*10), float64(i*10+9), float64(1009-j*10)))
		}
	}
	id := mustPlot(t, db, "1", "POLYGON((0 0, 1000 1000, 1000 990, 10 0, 0 0))")
	mustArea(t, db, "plan_2030", "code", "'over'", box(500, 490, 510, 510))
	got := overlaps(t, f, id, false)["plan_2030"]
	if len(got.Records) != 1 || got.Records[0].Properties["code"] != "over" || got.More {
		t.Errorf("%+v", got)
	}
}

// Where more records touch a parcel than are looked at, none of which overlaps it, nobody says
// that there is nothing.
func TestOverlapsUnknown(t *testing.T) {
	f, db := newFinder(t)
	mustPlans(t, f, db)
	id := mustPlot(t, db, "1", box(0, 0, 600, 10))
	_, err := db.Owner.Exec(t.Context(), `
		INSERT INTO data.plan_2030 (code, geom)
		SELECT 'beside', st_transform(st_translate(st_geomfromtext(format('POLYGON((%1$s 9.999, %2$s 9.999, %2$s 20, %1$s 20, %1$s 9.999))', n, n + 1), 910775), 427000, 1145000), 4326)
		FROM   generate_series(0, 550) AS n`)
	if err != nil {
		t.Fatal(err)
	}
	if got := overlaps(t, f, id, false)["plan_2030"]; got.State != parcels.Unknown || !got.More {
		t.Errorf("%s, more %v, records %v", got.State, got.More, got.Records)
	}
}
