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

// mustParcel inserts a parcel of commune 26506 with the survey geometry, or, when that is
// "", with the geometry given in degrees, and gives its id.
func mustParcel(t *testing.T, db *postgis.DB, survey, degrees string) int64 {
	t.Helper()
	var id int64
	err := db.Owner.QueryRow(t.Context(), `
		INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, old_sheet_no, old_parcel_no, official_id, address, land_use, land_types, survey_geom, geom)
		VALUES ('26506', '20', '1', '4', '2', 'w3u4ug2m692c', '5 Trần Phú', 'ODT + XYZ', '{ODT,XYZ}', st_geomfromewkt(nullif($1, '')),
		        coalesce(st_geomfromewkt(nullif($2, '')), st_transform(st_geomfromewkt(nullif($1, '')), 4326)))
		RETURNING id`, survey, degrees).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// lShape is the test parcel at Vũng Tàu: 1500 m².
const lShape = "426880 1144180, 426920 1144180, 426920 1144195, 426900 1144195, 426900 1144240, 426880 1144240, 426880 1144180"

func vertexLines(v parcels.Vertices) []string {
	var list []string
	for _, r := range v.Rings {
		for _, p := range r.Points {
			list = append(list, fmt.Sprintf("%d.%d %d: %.3f %.3f %.2f", r.Part, r.Ring, p.N, p.XNorth, p.YEast, p.Edge))
		}
	}
	return list
}

func TestParcelDetail(t *testing.T) {
	f, db := newFinder(t)
	if _, err := db.Owner.Exec(t.Context(), `UPDATE sotay.layers SET source = 'Nguồn thử', as_of = '2026-05-01' WHERE name = 'parcels'`); err != nil {
		t.Fatal(err)
	}
	id := mustParcel(t, db, "SRID=910775;POLYGON(("+lShape+"))", "")
	d, err := f.Parcel(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	want := parcels.Detail{
		ID: id, CommuneCode: "26506", CommuneName: "Phường Vũng Tàu", CommuneOld: "Phường 1, Phường Thắng Tam",
		SheetNo: "20", ParcelNo: "1", OldSheetNo: "4", OldParcelNo: "2", OfficialID: "w3u4ug2m692c",
		Address: "5 Trần Phú", LandUse: "ODT + XYZ", MapArea: 1500, Source: "Nguồn thử",
		LandTypes: []parcels.LandType{
			{Code: "ODT", NameVi: "Đất ở tại đô thị", NameEn: "Urban residential land", Color: "#ffa0ff", Current: true},
			{Code: "XYZ"},
		},
	}
	got := d
	if c := got.OfficialCheck; c == nil || !c.Inside || c.Distance != 0 {
		t.Errorf("the identifier's point: %+v", c)
	}
	if got.AsOf == nil || got.AsOf.Format("2006-01-02") != "2026-05-01" {
		t.Errorf("as of %v", got.AsOf)
	}
	if got.Geometry == nil || got.Geometry.SRID() != 4326 {
		t.Errorf("geometry %v", got.Geometry)
	}
	if p, b := got.Point, got.Box; p[0] < b[0] || p[0] > b[2] || p[1] < b[1] || p[1] > b[3] || b[2]-b[0] > 0.001 {
		t.Errorf("point %v, box %v", p, b)
	}
	got.Geometry, got.Vertices, got.AsOf, got.Point, got.Box = nil, parcels.Vertices{}, nil, parcels.Point{}, parcels.Box{}
	got.OfficialCheck = nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("detail (-want +got):\n%s", diff)
	}
}

// TestVertexTable: whatever the order of the source, the table begins at the north-west
// and goes clockwise, in the surveyed numbers themselves.
func TestVertexTable(t *testing.T) {
	f, db := newFinder(t)
	want := []string{
		"1.1 1: 1144240.000 426880.000 20.00",
		"1.1 2: 1144240.000 426900.000 45.00",
		"1.1 3: 1144195.000 426900.000 20.00",
		"1.1 4: 1144195.000 426920.000 15.00",
		"1.1 5: 1144180.000 426920.000 40.00",
		"1.1 6: 1144180.000 426880.000 60.00",
	}
	for _, survey := range []string{
		"SRID=910775;POLYGON((" + lShape + "))",
		"SRID=910775;MULTIPOLYGON(((" + lShape + ")))",
		"SRID=910775;POLYGON((426900 1144195, 426900 1144240, 426880 1144240, 426880 1144180, 426920 1144180, 426920 1144195, 426900 1144195))",
		"SRID=910775;POLYGON((426900 1144195, 426920 1144195, 426920 1144180, 426880 1144180, 426880 1144240, 426900 1144240, 426900 1144195))",
	} {
		d, err := f.Parcel(t.Context(), mustParcel(t, db, survey, ""))
		if err != nil {
			t.Fatal(err)
		}
		if d.Vertices.Basis != parcels.Survey || d.Vertices.Zone != (parcels.Zone{SRID: 910775, Meridian: 107.75, Width: 3}) {
			t.Errorf("%s: %s, %+v", survey, d.Vertices.Basis, d.Vertices.Zone)
		}
		if diff := cmp.Diff(want, vertexLines(d.Vertices)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", survey, diff)
		}
	}
}

func TestVertexTableWithPartsAndHoles(t *testing.T) {
	f, db := newFinder(t)
	d, err := f.Parcel(t.Context(), mustParcel(t, db, `SRID=910575;MULTIPOLYGON(
		((600000 1140000, 600100 1140000, 600100 1140100, 600000 1140100, 600000 1140000),
		 (600010 1140010, 600010 1140020, 600020 1140020, 600020 1140010, 600010 1140010)),
		((600200 1140000, 600210 1140000, 600200 1140010, 600200 1140000)))`, ""))
	if err != nil {
		t.Fatal(err)
	}
	if d.Vertices.Zone.Meridian != 105.75 {
		t.Errorf("zone %+v: the meridian belongs to the data, not to the province", d.Vertices.Zone)
	}
	want := []string{
		"1.1 1: 1140100.000 600000.000 100.00", "1.1 2: 1140100.000 600100.000 100.00",
		"1.1 3: 1140000.000 600100.000 100.00", "1.1 4: 1140000.000 600000.000 100.00",
		"1.2 5: 1140020.000 600010.000 10.00", "1.2 6: 1140020.000 600020.000 10.00",
		"1.2 7: 1140010.000 600020.000 10.00", "1.2 8: 1140010.000 600010.000 10.00",
		"2.1 9: 1140010.000 600200.000 14.14", "2.1 10: 1140000.000 600210.000 10.00", "2.1 11: 1140000.000 600200.000 10.00",
	}
	if diff := cmp.Diff(want, vertexLines(d.Vertices)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestVerticesAreComputedWithoutASurvey(t *testing.T) {
	f, db := newFinder(t)
	id := mustParcel(t, db, "", "SRID=4326;POLYGON((107.0843 10.3460, 107.0853 10.3460, 107.0853 10.3470, 107.0843 10.3460))")
	d, err := f.Parcel(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if d.Vertices.Basis != parcels.Computed || d.Vertices.Zone.SRID != 910775 {
		t.Errorf("%s in %+v", d.Vertices.Basis, d.Vertices.Zone)
	}
	for _, p := range d.Vertices.Rings[0].Points {
		if math.Abs(p.XNorth-1144200.4975) < 0.001 && math.Abs(p.YEast-426902.3672) < 0.001 {
			return
		}
	}
	t.Errorf("no vertex at Vũng Tàu's official coordinates: %v", vertexLines(d.Vertices))
}

func TestSurveyInDegreesIsComputedToo(t *testing.T) {
	f, db := newFinder(t)
	id := mustParcel(t, db, "SRID=914756;POLYGON((107.08 10.34, 107.081 10.34, 107.081 10.341, 107.08 10.34))", "")
	d, err := f.Parcel(t.Context(), id)
	if err != nil || d.Vertices.Basis != parcels.Computed || d.Vertices.Zone.SRID != 910775 {
		t.Errorf("%s in %+v, %v", d.Vertices.Basis, d.Vertices.Zone, err)
	}
	// Half of some 109.5 m × 110.6 m.
	if d.MapArea < 6050 || d.MapArea > 6065 {
		t.Errorf("an area of %v m²", d.MapArea)
	}
}

func TestNoSuchParcel(t *testing.T) {
	f, _ := newFinder(t)
	if _, err := f.Parcel(t.Context(), 1<<40); !errors.Is(err, parcels.ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound", err)
	}
}

// TestOfficialIdentifierIsChecked: the point that it stands for lies inside the parcel, or
// so many metres away from it.
func TestOfficialIdentifierIsChecked(t *testing.T) {
	f, db := newFinder(t)
	id := mustPlot(t, db, "1", box(0, 0, 40, 20))
	for _, c := range []struct {
		official string // SQL
		want     *parcels.OfficialCheck
	}{
		{`st_geohash(st_transform((st_maximuminscribedcircle(survey_geom)).center, 4326), 12)`, &parcels.OfficialCheck{Inside: true}},
		{`upper(st_geohash(st_transform((st_maximuminscribedcircle(survey_geom)).center, 4326), 12))`, &parcels.OfficialCheck{Inside: true}},
		{`st_geohash(st_transform(st_setsrid(st_makepoint(427047, 1145010), 910775), 4326), 12)`, &parcels.OfficialCheck{Distance: 7}},
		{`'000000000000'`, &parcels.OfficialCheck{Distance: 1e7}}, // the other side of the earth
		{`'w3u4ug2m692'`, nil},  // 11 characters
		{`'w3u4ug2m692a'`, nil}, // no geohash
		{`NULL`, nil},
	} {
		if _, err := db.Owner.Exec(t.Context(), `UPDATE data.parcels SET official_id = `+c.official+` WHERE id = $1`, id); err != nil {
			t.Fatal(err)
		}
		d, err := f.Parcel(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		got := d.OfficialCheck
		switch {
		case got == nil || c.want == nil:
			if got != c.want {
				t.Errorf("%s: %+v, want %+v", c.official, got, c.want)
			}
		case got.Inside != c.want.Inside, got.Distance < 0.99*c.want.Distance-0.03, c.want.Distance < 1e6 && got.Distance > c.want.Distance+0.05:
			t.Errorf("%s: %+v, want %+v", c.official, *got, *c.want)
		}
	}
}
