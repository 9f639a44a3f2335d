package importers_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	geom "github.com/twpayne/go-geom"

	"sotay/importers"
	"sotay/internal/testdb"
)

func bowtie(x, y float64) *geom.Polygon {
	return geom.NewPolygonFlat(geom.XY, []float64{x, y, x + 20, y + 20, x + 20, y, x, y + 20, x, y}, []int{10})
}

func with(r importers.Record, change func(*importers.Record)) importers.Record {
	r.Values = slices.Clone(r.Values)
	change(&r)
	return r
}

func TestEveryRowIsChecked(t *testing.T) {
	i := newImports(t)
	i.addCommune("26506", "Phường Vũng Tàu", 107.0, 10.3, 107.2, 10.5)
	i.addCommune("26560", "Phường Bà Rịa", 107.3, 10.3, 107.5, 10.5)
	value := func(n int, v any) func(*importers.Record) {
		return func(r *importers.Record) { r.Values[n] = v }
	}
	m := vilis(
		row(1, 1, "ONT", ""),
		with(row(1, 2, "ONT", ""), func(r *importers.Record) { r.Geometry = nil }),
		with(row(1, 3, "ONT", ""), func(r *importers.Record) { r.Geometry = bowtie(east, north+200) }),
		with(row(1, 4, "ONT", ""), func(r *importers.Record) { r.Geometry = geom.NewPointFlat(geom.XY, []float64{east, north}) }),
		with(row(1, 5, "ONT", ""), func(r *importers.Record) { r.Geometry = square(east, math.NaN(), 20) }),
		with(row(1, 6, "ONT", ""), func(r *importers.Record) { r.Geometry = square(east, north+5e6, 20) }),
		with(row(1, 7, "ONT", ""), value(0, []byte("26560"))),
		with(row(1, 8, "ONT", ""), value(0, []byte("99999"))),
		with(row(1, 9, "ONT", ""), value(1, nil)),
		with(row(1, 10, "ONT", ""), value(2, nil)),
		row(1, 11, "ONT+XYZ", ""),
		with(row(1, 12, "ONT", ""), value(5, math.Inf(1))),
		with(row(1, 13, "ONT", ""), value(3, []byte("ONT\x00"))),
		with(row(1, 14, "ONT", ""), func(r *importers.Record) {
			r.Problems = []importers.Problem{{
				Row: 14, Field: "TENCHU", Value: "***", Severity: importers.Error, Code: "overflow",
				What: importers.Words{Vi: "tràn", En: "overflow"}, Todo: importers.Words{Vi: "sửa", En: "mend"},
			}}
		}),
	)
	m.rows[0].Geometry = geom.NewPolygonFlat(geom.XYZ, []float64{east, north, 5, east + 5, north, 5, east, north + 5, 5, east, north, 5}, []int{12})
	m.rows[0].Values[5] = nil
	c := i.stage(m)
	if diff := cmp.Diff([]string{
		"0 heights_left_out",
		"2 null_geometry",
		"3 invalid_geometry",
		"4 wrong_geometry_type",
		"5 bad_coordinates",
		"6 outside_vietnam",
		"7 outside_commune commune_code 26560",
		"8 unknown_commune MAXA 99999",
		"9 missing_identity SHBANDO",
		"10 missing_identity SHTHUA",
		"11 unknown_code KHLOAIDAT XYZ",
		"12 bad_number DIENTICHPL +Inf",
		"13 unreadable_text KHLOAIDAT ONT",
		"14 overflow TENCHU",
	}, i.problems(c)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if got := c.Counts; got != (importers.Counts{Read: 14, Refused: 12, Warnings: 2, Added: 2}) {
		t.Errorf("counts %+v", got)
	}
	for p, err := range i.s.Problems(context.Background(), c.ID) {
		if err != nil {
			t.Fatal(err)
		}
		if p.Code == "invalid_geometry" && (!strings.Contains(p.What.Vi, "ranh tự cắt tại x_north=1144410,00 y_east=426910,00") || !strings.Contains(p.What.En, "self-intersection")) {
			t.Errorf("reason and place: %+v", p.What)
		}
	}
}

func TestBadRowsBlockUnlessSkipped(t *testing.T) {
	i := newImports(t)
	i.load(vilis(sheets(1, 4)...))
	before := i.state()
	next := sheets(1, 3) // number 4 is gone
	next[0].Geometry = bowtie(east, north+200)
	next[1] = row(1, 2, "ODT", "")
	c := i.stage(vilis(next...))
	_, err := i.s.Apply(context.Background(), importers.ApplyRequest{ID: c.ID})
	if refused := wantError[*importers.Refused](t, err); refused.Code != "bad_rows" || !strings.Contains(refused.Reason.Vi, "--skip-bad") {
		t.Errorf("refused: %+v", refused)
	}
	if diff := cmp.Diff(before, i.state()); diff != "" {
		t.Errorf("a refused change set changed the layer:\n%s", diff)
	}
	c = i.stage(vilis(next...), func(r *importers.Request) { r.SkipBad = true })
	if got := c.Counts; got != (importers.Counts{Read: 3, Refused: 1, Changed: 1, Removed: 1, Unchanged: 1}) {
		t.Errorf("counts %+v", got)
	}
	i.apply(c)
	// the refused row keeps the parcel of its number: it is neither changed nor removed
	if diff := cmp.Diff([]string{"(1,ONT+CLN)", "(2,ODT)", "(3,ONT+CLN)"}, i.lines(`SELECT parcel_no, land_use FROM data.parcels`)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestGeometryIsNeverRepaired(t *testing.T) {
	i := newImports(t)
	c := i.stage(vilis(with(row(1, 1, "ONT", ""), func(r *importers.Record) { r.Geometry = bowtie(east, north) }), row(2, 1, "ONT", "")),
		func(r *importers.Request) { r.SkipBad = true })
	i.apply(c)
	if diff := cmp.Diff([]string{"(2)"}, i.lines(`SELECT sheet_no FROM data.parcels`)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestOverlapsAreReported(t *testing.T) {
	i := newImports(t)
	i.load(vilis(parcel(5, 1, "ONT", "", square(east+500, north, 20))))
	m := vilis(
		parcel(1, 1, "ONT", "", square(east, north, 20)),
		parcel(1, 2, "ONT", "", square(east+20, north, 20)),      // shares an edge
		parcel(1, 3, "ONT", "", square(east+39.999, north, 20)),  // a sliver of 0.02 m²
		parcel(1, 4, "ONT", "", square(east+10, north+10, 20)),   // on 1 and 2
		parcel(1, 5, "ONT", "", square(east+510, north+10, 20)),  // on a parcel that stays
		parcel(2, 1, "ONT", "", square(east+1000, north+10, 20)), // alone
	)
	if diff := cmp.Diff([]string{"4 overlap  100.0 m²", "4 overlap  100.0 m²", "5 overlap  100.0 m²"}, i.problems(i.stage(m))); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	i.s = importers.NewService(importers.Config{Owner: i.db.Owner, Audit: testdb.Audit(t), OverlapRows: 5})
	if diff := cmp.Diff([]string{"0 overlap_not_checked"}, i.problems(i.stage(m))); diff != "" {
		t.Errorf("above the bound (-want +got):\n%s", diff)
	}
}

func TestOutsideTheCommunesKnown(t *testing.T) {
	i := newImports(t)
	i.addCommune("26506", "Phường Vũng Tàu", 107.0, 10.3, 107.2, 10.5)
	far := stand(2, "b")
	far.Geometry = square(east+200_000, north, 80)
	if diff := cmp.Diff([]string{"2 outside_province"}, i.problems(i.stage(forest(stand(1, "a"), far), asNewLayer))); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestCombinedLandUseIsSplit(t *testing.T) {
	i := newImports(t)
	i.load(vilis(row(1, 1, "ONT+CLN", ""), row(1, 2, "luc/bhk ", ""), row(1, 3, "ODT, ODT;TMD+", ""), row(1, 4, "", "")))
	if diff := cmp.Diff([]string{
		`(1,ONT+CLN,"{ONT,CLN}",ONT)`, `(2,luc/bhk,"{LUC,BHK}",LUC)`, `(3,"ODT, ODT;TMD+","{ODT,TMD}",ODT)`, `(4,,{},)`,
	}, i.lines(`SELECT parcel_no, land_use, land_types, land_type FROM data.parcels`)); diff != "" {
		t.Errorf("land types (-want +got):\n%s", diff)
	}
}

func TestProblemsAsCSV(t *testing.T) {
	problems := func(yield func(importers.Problem, error) bool) {
		_ = yield(importers.Problem{
			Row: 7, Field: "TENCHU", Value: "=HYPERLINK(1)", Severity: importers.Error, Code: "x",
			Place: &[2]float64{107.08, 10.34}, Size: 2.5, Unit: "m2",
			What: importers.Words{Vi: "Sai, \"lắm\"", En: "Wrong"}, Todo: importers.Words{Vi: "Sửa", En: "Mend"},
		}, nil) && yield(importers.Problem{Value: "-5", Severity: importers.Warning}, nil)
	}
	var out bytes.Buffer
	if err := importers.WriteProblems(&out, problems, false); err != nil {
		t.Fatal(err)
	}
	text, ok := strings.CutPrefix(out.String(), "\uFEFF")
	if !ok {
		t.Error("no byte order mark")
	}
	got, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"dòng", "cột", "giá trị", "mức", "lỗi", "cần làm", "mã", "kinh độ", "vĩ độ", "độ lớn", "đơn vị"},
		{"7", "TENCHU", "'=HYPERLINK(1)", "lỗi", "Sai, \"lắm\"", "Sửa", "x", "107.0800000", "10.3400000", "2.50", "m2"},
		{"", "", "-5", "cảnh báo", "", "", "", "", "", "", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("CSV (-want +got):\n%s", diff)
	}
	out.Reset()
	if err := importers.WriteProblems(&out, problems, true); err != nil || !strings.Contains(out.String(), "error,Wrong,Mend") {
		t.Errorf("English: %s, %v", out.String(), err)
	}
}

func TestRestrictedValuesAreNotInProblems(t *testing.T) {
	i := newImports(t)
	m := vilis(with(row(1, 1, "ONT", ""), func(r *importers.Record) { r.Values[4] = []byte("Bịa\x00") }))
	if diff := cmp.Diff([]string{"1 unreadable_text TENCHU"}, i.problems(i.stage(m))); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestDatesBooleansAndCodes(t *testing.T) {
	i := newImports(t)
	m := &memory{schema: importers.Schema{Name: "x", CRS: importers.DeclaredCRS{EPSG: 4326}, Fields: []importers.Field{
		{Name: "Mã", Type: importers.Text}, {Name: "Tên", Type: importers.Text}, {Name: "valid_from", Type: importers.Text}, {Name: "valid_to", Type: importers.Date},
	}}}
	for n, from := range []string{"31/12/2024", "2025-07-01", "20250701", "1/7/2025", "31/13/2024", ""} {
		m.rows = append(m.rows, importers.Record{Geometry: square(lon+float64(n), lat, 0.5), Values: []any{
			[]byte{byte('a' + n)}, []byte("Xã Thử"), []byte(from), time.Date(1699, 12, 31, 0, 0, 0, 0, time.UTC),
		}})
	}
	c := i.stage(m, func(r *importers.Request) { r.Layer, r.SkipBad = "communes", true })
	if diff := cmp.Diff([]string{"5 bad_date valid_from 31/13/2024"}, i.problems(c)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	i.apply(c)
	if diff := cmp.Diff([]string{
		"(a,2024-12-31,1699-12-31)", "(b,2025-07-01,1699-12-31)", "(c,2025-07-01,1699-12-31)", "(d,2025-07-01,1699-12-31)", "(f,,1699-12-31)",
	}, i.lines(`SELECT code, valid_from, valid_to FROM data.communes`)); diff != "" {
		t.Errorf("dates (-want +got):\n%s", diff)
	}
	if got := i.stage(m, func(r *importers.Request) { r.Layer, r.SkipBad = "communes", true }).Counts; got.Unchanged != 5 || got.Removed != 0 {
		t.Errorf("again: %+v", got)
	}
}
