package importers_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	geom "github.com/twpayne/go-geom"

	"sotay/importers"
	"sotay/importers/vntext"
	"sotay/internal/testdb"
)

// TestValidityAgreesWithPostGIS stages thousands of random rings on a small grid, full of
// touching edges, spikes and repeated points: what is refused is what PostGIS refuses.
func TestValidityAgreesWithPostGIS(t *testing.T) {
	i := newImports(t)
	i.s = importers.NewService(importers.Config{Owner: i.db.Owner, Audit: testdb.Audit(t), OverlapRows: 1})
	rnd := rand.New(rand.NewPCG(1, 2))
	m := vilis()
	for n := range 6000 {
		points, grid := 3+rnd.IntN(8), 3+rnd.IntN(30)
		var flat []float64
		for range points {
			flat = append(flat, east+float64(rnd.IntN(grid)), north+float64(rnd.IntN(grid))/3)
		}
		flat = append(flat, flat[:2]...)
		m.rows = append(m.rows, parcel(1+n/100, n%100, "ONT", "", geom.NewPolygonFlat(geom.XY, flat, []int{len(flat)})))
	}
	c := i.stage(m)
	refused := 0
	for _, p := range i.problems(c) {
		if strings.Contains(p, "invalid_geometry") {
			refused++
		}
	}
	if diff := cmp.Diff([]string{fmt.Sprintf("(%d,0)", refused)}, i.lines(fmt.Sprintf(`
		SELECT count(*) FILTER (WHERE NOT st_isvalid(geom)), count(*) FILTER (WHERE st_isvalid(geom) = bad) FROM sotay.stage_%d`, c.ID))); diff != "" {
		t.Errorf("invalid in PostGIS, and in disagreement with the stage (-want +got):\n%s", diff)
	}
	sure := i.lines(fmt.Sprintf(`SELECT count(*) FROM sotay.stage_%d WHERE valid`, c.ID))
	if refused < 1000 || sure[0] == "(0)" {
		t.Errorf("%d refused, %s surely valid: the test tests nothing", refused, sure)
	}
}

// long is a file of more rows than are looked at before loading.
func long(t *testing.T, last ...importers.Record) *memory {
	t.Helper()
	m := vilis()
	for n := range 20_050 {
		m.rows = append(m.rows, parcel(1+n/500, n%500, "ONT", "", square(east+float64(n%500), north+float64(n/500), 0.5)))
	}
	m.rows = append(m.rows, last...)
	return m
}

// passes counts the rows given out, by how often the file is begun.
func passes(m *memory) *[]int {
	var counts []int
	m.onNext = func(row int) {
		if row == 0 {
			counts = append(counts, 0)
		}
		counts[len(counts)-1]++
	}
	return &counts
}

func TestLongFileIsReadOnce(t *testing.T) {
	i := newImports(t)
	m := long(t)
	read := passes(m)
	c := i.stage(m)
	if diff := cmp.Diff([]int{20_001, 20_050}, *read); diff != "" {
		t.Errorf("rows read by pass (-want +got):\n%s", diff)
	}
	if c.Analysis.Rows != 20_050 || c.Analysis.Extent[3] != north+40.5 || c.Counts.Added != 20_050 {
		t.Errorf("analysis of %d rows, counts %+v", c.Analysis.Rows, c.Counts)
	}
}

// TestLateEvidenceIsHeeded has its legacy text after the rows that are looked at first.
func TestLateEvidenceIsHeeded(t *testing.T) {
	i := newImports(t)
	var late []importers.Record
	for n, name := range strings.Split("Nguyễn Văn Mẫu, Trần Thị Thử, Lê Đình Bịa, Phạm Hữu Giả, Huỳnh Ngọc Đặt, Đặng Thế Tưởng, Võ Quốc Tượng, Bùi Xuân Hư, Đỗ Thành Cấu, Hồ Mỹ Lệ, Ngô Đức Vẽ, Dương Kiều Bịa", ", ") {
		r := row(90, n, "ONT", "")
		r.Values[4] = encoded(t, vntext.TCVN3, name)
		late = append(late, r)
	}
	m := long(t, late...)
	read := passes(m)
	c := i.stage(m)
	if diff := cmp.Diff([]int{20_001, 20_062, 20_062}, *read); diff != "" {
		t.Errorf("rows read by pass (-want +got):\n%s", diff)
	}
	for _, p := range i.problems(c) { // of half a metre a side, all of them
		if !strings.Contains(p, "sliver") && !strings.Contains(p, "area_differs") {
			t.Fatalf("a problem of the first loading stayed: %v", p)
		}
	}
	if diff := cmp.Diff([]string{"(Hồ Mỹ Lệ)"}, i.lines(fmt.Sprintf(`SELECT f_owner_name FROM sotay.stage_%d WHERE f_sheet_no = '90' AND f_parcel_no = '9'`, c.ID))); diff != "" && c.Counts.Added != 20_062 {
		t.Errorf("decoded (-want +got):\n%s", diff)
	}

	m = long(t, late[0]) // one value is too little evidence
	_, err := i.tryStage(m)
	if q := wantError[*importers.NeedsAnswer](t, err); q.Questions[0].About != "TENCHU" {
		t.Errorf("question %+v", q.Questions)
	}
	if left := i.scratch(); len(left) != 2 { // of the first file
		t.Errorf("tables left: %v", left)
	}
}

func TestGeometryOfEveryKindIsStaged(t *testing.T) {
	i := newImports(t)
	z := func(layout geom.Layout, flat ...float64) []float64 {
		var out []float64
		for k := 0; k < len(flat); k += 2 {
			out = append(out, lon+flat[k]/1000, lat+flat[k+1]/1000)
			for range layout.Stride() - 2 {
				out = append(out, 7)
			}
		}
		return out
	}
	ring := []float64{0, 0, 1, 0, 1, 1, 0, 1, 0, 0}
	m := &memory{schema: importers.Schema{Name: "x", CRS: importers.DeclaredCRS{EPSG: 4326}}}
	for _, layout := range []geom.Layout{geom.XY, geom.XYZ, geom.XYM, geom.XYZM} {
		n := 5 * layout.Stride()
		shape := z(layout, ring...)
		other := z(layout, 3, 0, 4, 0, 4, 1, 3, 1, 3, 0)
		for _, g := range []geom.T{
			geom.NewPointFlat(layout, shape[:layout.Stride()]),
			geom.NewLineStringFlat(layout, shape[:2*layout.Stride()]),
			geom.NewPolygonFlat(layout, shape, []int{n}),
			geom.NewMultiPointFlat(layout, shape[:3*layout.Stride()]),
			geom.NewMultiLineStringFlat(layout, append(shape[:2*layout.Stride():2*layout.Stride()], other[:2*layout.Stride()]...), []int{2 * layout.Stride(), 4 * layout.Stride()}),
			geom.NewMultiPolygonFlat(layout, append(shape[:n:n], other...), [][]int{{n}, {2 * n}}),
			geom.NewMultiPolygonFlat(layout, shape, [][]int{{n}}), // of one part
			geom.NewGeometryCollection().MustPush(geom.NewPointFlat(layout, shape[:layout.Stride()]), geom.NewLineStringFlat(layout, shape[:2*layout.Stride()])),
		} {
			m.rows = append(m.rows, importers.Record{Geometry: g})
		}
	}
	c := i.stage(m, asNewLayer)
	if c.Plan.Create.Geometry != "Geometry" || c.Counts.Refused > 0 {
		t.Errorf("layer of %s, problems %v", c.Plan.Create.Geometry, i.problems(c))
	}
	if diff := cmp.Diff([]string{
		"(GEOMETRYCOLLECTION,4)", "(LINESTRING,4)", "(MULTILINESTRING,4)", "(MULTIPOINT,4)", "(MULTIPOLYGON,4)", "(POINT,4)", "(POLYGON,8)",
	}, i.lines(fmt.Sprintf(`SELECT geometrytype(geom), count(*) FROM sotay.stage_%d WHERE st_coorddim(geom) = 2 GROUP BY 1`, c.ID))); diff != "" {
		t.Errorf("staged (-want +got):\n%s", diff)
	}
	i.apply(c)
}
