package importers_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	geom "github.com/twpayne/go-geom"

	"sotay/importers"
)

func TestRepeatedNumbersAreKeptAndMatchedByShape(t *testing.T) {
	i := newImports(t)
	at := func(x float64, use string) importers.Record {
		return parcel(1, 7, use, "", square(east+x, north, 20))
	}
	file := vilis(at(0, "ONT"), at(100, "CLN"), at(200, "LUC"))
	c := i.stage(file)
	if diff := cmp.Diff([]string{
		"1 repeated_identity commune_code, sheet_no, parcel_no 26506 / 1 / 7",
		"2 repeated_identity commune_code, sheet_no, parcel_no 26506 / 1 / 7",
		"3 repeated_identity commune_code, sheet_no, parcel_no 26506 / 1 / 7",
	}, i.problems(c)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	i.apply(c)
	if got := i.stage(file).Counts; got != (importers.Counts{Read: 3, Unchanged: 3, Warnings: 3}) {
		t.Errorf("the same file: %+v", got)
	}
	// in another order, one moved by a little, one gone, another new far away
	ids := i.lines(`SELECT id, land_use FROM data.parcels`)
	c = i.stage(vilis(at(203, "LUK"), at(100, "CLN"), at(400, "NTS")))
	if got := c.Counts; got.Unchanged != 1 || got.Changed != 2 || got.Added != 0 || got.Removed != 0 {
		t.Errorf("counts %+v", got)
	}
	i.apply(c)
	got := i.lines(`SELECT id, land_use FROM data.parcels`)
	want := slices.Clone(ids)
	for k, row := range want { // by overlap 203 is 200, and what is left is one parcel still: its number says so
		want[k] = strings.NewReplacer("LUC", "LUK", "ONT", "NTS").Replace(row)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("matched (-want +got):\n%s", diff)
	}
	c = i.stage(vilis(at(203, "LUK")))
	if got := c.Counts; got.Unchanged != 1 || got.Removed != 2 {
		t.Errorf("two of three gone: %+v", got)
	}
}

// A code was given again to the commune that a former one became a part of: each is matched
// with itself, whatever the order and although one lies within the other.
func TestAFormerCommuneOfTheSameCodeIsMatchedWithItself(t *testing.T) {
	i := newImports(t)
	unit := func(name, from, to string, side float64) importers.Record {
		return importers.Record{Geometry: square(lon, lat, side), Values: []any{[]byte("26506"), []byte(name), []byte(from), []byte(to)}}
	}
	file := func(rows ...importers.Record) *memory {
		return &memory{rows: rows, schema: importers.Schema{Name: "x", CRS: importers.DeclaredCRS{EPSG: 4326}, Fields: []importers.Field{
			{Name: "code", Type: importers.Text}, {Name: "name", Type: importers.Text}, {Name: "valid_from", Type: importers.Text}, {Name: "valid_to", Type: importers.Text},
		}}}
	}
	i.apply(i.stage(file(unit("Phường Vũng Tàu", "2025-07-01", "", 0.05), unit("Phường 1", "", "2025-07-01", 0.01)), func(r *importers.Request) { r.Layer = "communes" }))
	c := i.stage(file(unit("Phường 1", "", "2025-07-01", 0.0100001), unit("Phường Vũng Tàu", "2025-07-01", "", 0.0500001)), func(r *importers.Request) { r.Layer = "communes" })
	i.apply(c)
	if diff := cmp.Diff([]string{"(1,\"Phường Vũng Tàu\",0.05)", "(2,\"Phường 1\",0.01)"},
		i.lines(`SELECT id, name, round((st_xmax(geom) - st_xmin(geom))::numeric, 2) FROM data.communes`)); diff != "" {
		t.Errorf("communes (-want +got):\n%s", diff)
	}
}

func TestRemovalScope(t *testing.T) {
	i := newImports(t)
	base := sheets(3, 2)
	for n := 1; n <= 2; n++ { // another commune
		r := row(9, n, "ONT", "")
		r.Values[0] = []byte("26560")
		base = append(base, r)
	}
	i.load(vilis(base...))
	for _, tt := range []struct {
		replace importers.Replace
		removed int64
	}{
		{"", 1}, {importers.ReplaceSheet, 1}, {importers.ReplaceCommune, 5}, {importers.ReplaceLayer, 7}, {importers.ReplaceNone, 0},
	} {
		c := i.stage(vilis(row(1, 1, "ONT+CLN", "Nguyễn Văn Mẫu (hư cấu)")), func(r *importers.Request) { r.Replace = tt.replace })
		if c.Counts.Removed != tt.removed || c.Counts.Unchanged != 1 {
			t.Errorf("--replace %s: %+v, want %d removed", tt.replace, c.Counts, tt.removed)
		}
		want := tt.replace
		if want == "" {
			want = importers.ReplaceSheet
		}
		if c.Plan.Replace != want || c.Plan.Scope.Vi == "" || c.Plan.Scope != want.Words() {
			t.Errorf("--replace %s is stated as %q %+v", tt.replace, c.Plan.Replace, c.Plan.Scope)
		}
	}
	_, err := i.tryStage(vilis(row(1, 1, "ONT", "")), func(r *importers.Request) { r.Replace = "district" })
	wantError[*importers.Refused](t, err)
}

// forest is a file without identity.
func forest(rows ...importers.Record) *memory {
	return &memory{rows: rows, schema: importers.Schema{
		Name: "rung", CRS: importers.DeclaredCRS{EPSG: 5899}, Fields: []importers.Field{
			{Name: "Lô", Type: importers.Text, Width: 10},
			{Name: "Diện tích", Type: importers.Real},
			{Name: "Chủ rừng", Type: importers.Text, Width: 60},
			{Name: "id", Type: importers.Integer},
			{Name: "Ngày", Type: importers.Date},
		},
	}}
}

func stand(n int, lot string) importers.Record {
	return importers.Record{Geometry: square(east+100*float64(n), north, 80), Values: []any{[]byte(lot), 0.64, nil, int64(n), nil}}
}

func asNewLayer(r *importers.Request) {
	r.Layer, r.NewLayer = "", &importers.NewLayer{Name: "forest_2024", TitleVi: "Hiện trạng rừng 2024", Theme: "forest"}
}

func intoForest(r *importers.Request) { r.Layer = "forest_2024" }

// whole replaces the whole layer.
func whole(r *importers.Request) { r.Replace = importers.ReplaceLayer }

func TestLayerWithoutIdentityIsMatchedByShapeAndValues(t *testing.T) {
	i := newImports(t)
	file := forest(stand(1, "a"), stand(2, "b"), stand(2, "c"), stand(3, "d"))
	i.load(file, asNewLayer)
	if got := i.stage(file, intoForest).Counts; got != (importers.Counts{Read: 4, Unchanged: 4}) {
		t.Errorf("the same file: %+v", got)
	}
	c := i.stage(forest(stand(3, "D"), stand(2, "c"), stand(2, "b"), stand(4, "e")), intoForest, whole)
	if got := c.Counts; got != (importers.Counts{Read: 4, Unchanged: 2, Changed: 1, Added: 1, Removed: 1}) {
		t.Errorf("counts %+v", got)
	}
	before := i.lines(`SELECT * FROM data.forest_2024`)
	i.apply(c)
	if diff := cmp.Diff([]string{"(D)", "(b)", "(c)", "(e)"}, i.lines(`SELECT lo FROM data.forest_2024`)); diff != "" {
		t.Errorf("lots (-want +got):\n%s", diff)
	}
	i.undo(c)
	if diff := cmp.Diff(before, i.lines(`SELECT * FROM data.forest_2024`)); diff != "" {
		t.Errorf("after undo (-want +got):\n%s", diff)
	}
}

func TestFieldsThatTheFileLacksAreLeftAlone(t *testing.T) {
	i := newImports(t)
	i.load(vilis(row(1, 1, "ONT", "Nguyễn Văn Mẫu (hư cấu)")))
	i.exec(`UPDATE data.parcels SET address = '12 Lê Lợi'`)
	c := i.stage(vilis(row(1, 1, "CLN", "")), func(r *importers.Request) { r.Map = []string{"TENCHU=-", "DIENTICHPL=-"} })
	i.apply(c)
	if diff := cmp.Diff([]string{`("12 Lê Lợi",CLN,400.5,"Nguyễn Văn Mẫu (hư cấu)")`}, i.lines(`
		SELECT address, land_use, legal_area, owner_name
		FROM data.parcels JOIN data.parcels_staff USING (id) JOIN data.parcels_restricted USING (id)`)); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
}

func TestOwnerChangeIsNoPublicChange(t *testing.T) {
	i := newImports(t)
	i.load(vilis(sheets(1, 2)...))
	i.exec(`DELETE FROM sotay.changes`)
	xmin := i.lines(`SELECT id, xmin FROM data.parcels`)
	c := i.stage(vilis(row(1, 1, "ONT+CLN", "Trần Thị Thử (hư cấu)"), row(1, 2, "ONT+CLN", "")))
	if c.Counts.Changed != 2 {
		t.Fatalf("counts %+v", c.Counts)
	}
	i.apply(c)
	if diff := cmp.Diff([]string{"(staff)"}, i.lines(`SELECT DISTINCT audience FROM sotay.changes`)); diff != "" {
		t.Errorf("journal (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(xmin, i.lines(`SELECT id, xmin FROM data.parcels`)); diff != "" {
		t.Errorf("the layer's own rows were written (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"(\"Trần Thị Thử (hư cấu)\")", "()"}, i.lines(`SELECT owner_name FROM data.parcels_restricted`)); diff != "" {
		t.Errorf("owners (-want +got):\n%s", diff)
	}
}

func TestSurveyIsKeptExactly(t *testing.T) {
	i := newImports(t)
	shape := geom.NewPolygonFlat(geom.XY, []float64{
		426880.1234, 1144180.5678, 426920, 1144180, 426920, 1144195, 426900, 1144195, 426900, 1144240, 426880, 1144240, 426880.1234, 1144180.5678,
	}, []int{14})
	i.load(vilis(parcel(1, 1, "ONT", "", shape)))
	if diff := cmp.Diff([]string{"(910775,426880.1234,1144180.5678)"}, i.lines(`
		SELECT st_srid(survey_geom), st_x(p), st_y(p) FROM data.parcels, st_pointn(st_exteriorring(survey_geom), 1) AS p`)); diff != "" {
		t.Errorf("survey (-want +got):\n%s", diff)
	}
	degrees := func(side float64) *memory {
		m := vilis(parcel(1, 1, "ONT", "", square(lon, lat, side)))
		m.schema.CRS = importers.DeclaredCRS{EPSG: 4326}
		return m
	}
	// the same place by way of degrees, rounded and turned round: the survey stays
	same := degrees(0)
	var flat []float64
	err := i.db.Owner.QueryRow(context.Background(), `
		SELECT array_agg(v ORDER BY n, k) FROM data.parcels, st_dumppoints(st_reverse(geom)) WITH ORDINALITY AS d(path, geom, n),
		LATERAL (VALUES (1, round(st_x(d.geom)::numeric, 9)::float8), (2, round(st_y(d.geom)::numeric, 9)::float8)) AS c(k, v)`).Scan(&flat)
	if err != nil {
		t.Fatal(err)
	}
	same.rows[0].Geometry = geom.NewPolygonFlat(geom.XY, flat, []int{len(flat)})
	if got := i.stage(same).Counts; got != (importers.Counts{Read: 1, Warnings: 1, Unchanged: 1}) { // its area is not that of the papers
		t.Errorf("the same shape in degrees: %+v", got)
	}
	c := i.stage(degrees(0.001))
	if diff := cmp.Diff([]string{"0 survey_lost", "1 area_differs legal_area 400.5"}, i.problems(c)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	i.apply(c)
	if diff := cmp.Diff([]string{"(t)"}, i.lines(`SELECT survey_geom IS NULL FROM data.parcels`)); diff != "" {
		t.Errorf("a shape in degrees has a survey (-want +got):\n%s", diff)
	}
	if c := i.load(vilis(parcel(1, 1, "ONT", "", shape))); c.Counts.Changed != 1 {
		t.Errorf("survey again: %+v", c.Counts)
	}
}

func TestChangesAreListed(t *testing.T) {
	i := newImports(t)
	i.load(vilis(sheets(1, 3)...))
	c := i.stage(vilis(
		row(1, 1, "ODT", "Trần Thị Thử (hư cấu)"),
		parcel(1, 2, "ONT+CLN", "Nguyễn Văn Mẫu (hư cấu)", square(east+40, north+50, 19)),
		row(1, 8, "ONT", ""),
	))
	var got []string
	for change, err := range i.s.Changes(context.Background(), c.ID) {
		if err != nil {
			t.Fatal(err)
		}
		line := string(change.Operation) + " " + change.Name
		if change.Moved {
			line += " moved"
		}
		for _, f := range change.Fields {
			line += " " + f.Field
			if f.Hidden != (f.Old == nil && f.New == nil) {
				t.Errorf("field %+v", f)
			}
			if !f.Hidden {
				line += ":" + *f.Old + "→" + *f.New
			}
		}
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{
		"changed 26506/1/1 land_use:ONT+CLN→ODT land_types:{ONT,CLN}→{ODT} owner_name",
		"changed 26506/1/2 moved",
		"removed 26506/1/3",
		"added 26506/1/8",
	}, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	i.apply(c)
	for _, err := range i.s.Changes(context.Background(), c.ID) {
		wantError[*importers.Refused](t, err)
	}
}
