package importers_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/importers"
	"sotay/importers/vntext"
	"sotay/internal/shpwrite"
)

// lot is a row of an inventory: its mark, state, area in ha, place, owner.
type lot struct {
	lo, ldlr string
	dtich    float64
	diadanh  string
	churung  string
}

// inventory writes lots of forest of 100 m by 100 m, side by side, with the columns of FRMS and
// texts in TCVN3.
func inventory(t *testing.T, lots ...lot) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rung.shp")
	w, err := shpwrite.Create(path, shpwrite.Config{
		Kind: shpwrite.Polygon, PRJ: prjVN2000,
		Encode: func(b []byte) []byte { return encoded(t, vntext.TCVN3, string(b)) },
		Fields: []shpwrite.Field{
			{Name: "tt", Type: 'N', Width: 6},
			{Name: "matinh", Type: 'N', Width: 3},
			{Name: "mahuyen", Type: 'N', Width: 4},
			{Name: "maxa", Type: 'N', Width: 6},
			{Name: "xa", Type: 'C', Width: 30},
			{Name: "tk", Type: 'C', Width: 8},
			{Name: "khoanh", Type: 'C', Width: 6},
			{Name: "lo", Type: 'C', Width: 6},
			{Name: "diadanh", Type: 'C', Width: 40},
			{Name: "dtich", Type: 'N', Width: 10, Decimals: 2},
			{Name: "ldlr", Type: 'C', Width: 8},
			{Name: "maldlr", Type: 'N', Width: 3},
			{Name: "namtr", Type: 'N', Width: 5},
			{Name: "malr3", Type: 'N', Width: 2},
			{Name: "mamdsd", Type: 'N', Width: 3},
			{Name: "lapdia", Type: 'N', Width: 2},
			{Name: "churung", Type: 'C', Width: 40},
			{Name: "machur", Type: 'N', Width: 5},
			{Name: "trchap", Type: 'N', Width: 2},
			{Name: "nguoink", Type: 'C', Width: 40},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for n, l := range lots {
		g := square(east+100*float64(n), north, 100)
		err := w.Write(g, n+1, 79, 0, 26506, "Phường Vũng Tàu", "12", "3", l.lo, l.diadanh, l.dtich, l.ldlr, 60, 2015, 3, 0, 1, l.churung, 7, 1, "Trần Văn Khoán (hư cấu)")
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// staged stages a file without a word about its layer.
func (i *imports) staged(path string, change ...func(*importers.Request)) *importers.ChangeSet {
	i.t.Helper()
	req := importers.Request{Source: importers.FileSource(path, importers.OpenOptions{}), Actor: "test"}
	for _, f := range change {
		f(&req)
	}
	c, err := i.s.Stage(i.t.Context(), req)
	if err != nil {
		i.t.Fatalf("stage %s: %v", filepath.Base(path), err)
	}
	return c
}

// TestForestInventory brings a file as rangers have it: no question, legacy text, codes as
// they are written there, owners where nobody but an audited read sees them.
func TestForestInventory(t *testing.T) {
	i := newImports(t)
	owners := []string{"Nguyễn Thị Hằng (hư cấu)", "Huỳnh Mỹ Lệ (hư cấu)", "Phạm Hữu Tấn (hư cấu)", "Ban quản lý rừng phòng hộ"}
	path := inventory(t,
		lot{"a1", "RTG", 1, "Núi Lớn, khu vực phía bắc", owners[0]}, lot{"a2", "txb", 1.04, "Núi Nhỏ, sườn phía đông", owners[1]},
		lot{"a3", "NL", 1, "Núi Dinh, chân núi", owners[2]}, lot{"b1", "dk", 1, "Suối Tiên, Hắc Dịch", owners[3]},
		lot{"b2", "XYZ", 1.2, "Đèo Nước Ngọt", owners[0]}, lot{"b3", "", 0.9, "Bưng Riềng, hồ Linh", owners[1]})
	c := i.staged(path)
	if c.Layer != "forest" || c.Plan == nil || c.Plan.SRID != 910775 {
		t.Fatalf("layer %s, plan %+v, analysis %+v", c.Layer, c.Plan, c.Analysis)
	}
	problems := slices.DeleteFunc(i.problems(c), func(p string) bool { return strings.HasPrefix(p, "0 ") })
	if diff := cmp.Diff([]string{
		"3 code_variant ldlr NL", "4 code_variant ldlr dk", "5 unknown_code ldlr XYZ", "5 forest_area_differs dtich 1.20", "6 forest_area_differs dtich 0.90",
	}, problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	i.apply(c)
	if diff := cmp.Diff([]string{
		`(26506,12,3,a1,RTG,"Núi Lớn, khu vực phía bắc",1,3,,1,1,"Nguyễn Thị Hằng (hư cấu)","Trần Văn Khoán (hư cấu)")`,
		`(26506,12,3,a2,TXB,"Núi Nhỏ, sườn phía đông",1.04,3,,1,1,"Huỳnh Mỹ Lệ (hư cấu)","Trần Văn Khoán (hư cấu)")`,
		`(26506,12,3,a3,NN,"Núi Dinh, chân núi",1,3,,1,1,"Phạm Hữu Tấn (hư cấu)","Trần Văn Khoán (hư cấu)")`,
		`(26506,12,3,b1,DKH,"Suối Tiên, Hắc Dịch",1,3,,1,1,"Ban quản lý rừng phòng hộ","Trần Văn Khoán (hư cấu)")`,
		`(26506,12,3,b2,XYZ,"Đèo Nước Ngọt",1.2,3,,1,1,"Nguyễn Thị Hằng (hư cấu)","Trần Văn Khoán (hư cấu)")`,
		`(26506,12,3,b3,,"Bưng Riềng, hồ Linh",0.9,3,,1,1,"Huỳnh Mỹ Lệ (hư cấu)","Trần Văn Khoán (hư cấu)")`,
	}, i.lines(`
		SELECT commune_code, tk, khoanh, lo, ldlr, diadanh, dtich, malr3, mamdsd, lapdia, trchap, owner_name, nguoink
		FROM   data.forest JOIN data.forest_staff USING (id) JOIN data.forest_restricted USING (id)`)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if got := i.lines(`SELECT round(map_area::numeric, 3) FROM data.forest WHERE lo = 'a1'`); got[0] != "(1.000)" {
		t.Errorf("map area %v, want 1.000 ha", got)
	}
	if told := strings.Join(i.lines(`SELECT to_jsonb(p) FROM pub.forest p`), ""); strings.Contains(told, "hư cấu") || strings.Contains(told, "trchap") {
		t.Errorf("the public is told %s", told)
	}
	i.exec(`INSERT INTO data.forest (commune_code, tk, khoanh, lo, geom) VALUES ('26526', '12', '3', 'a1', 'SRID=4326;POLYGON((107.2 10.4, 107.21 10.4, 107.21 10.41, 107.2 10.4))')`)
	if again := i.staged(path); again.Counts.Unchanged != 6 || again.Counts.Added+again.Counts.Changed+again.Counts.Removed > 0 {
		t.Errorf("the same again: %+v", again.Counts)
	}
}

// TestForestStateByNumber reads maldlr where there is no ldlr.
func TestForestStateByNumber(t *testing.T) {
	i := newImports(t)
	c := i.staged(inventory(t, lot{"a1", "", 1, "Núi Lớn", "x"}), func(r *importers.Request) { r.Map, r.Encoding = []string{"ldlr=-"}, []string{"tcvn3"} })
	i.apply(c)
	if got := i.lines(`SELECT ldlr FROM data.forest`); !slices.Equal(got, []string{"(RTG)"}) {
		t.Errorf("60 is %v", got)
	}
}

const firms = `latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight
10.54021,107.12034,331.5,0.39,0.36,2026-03-01,0642,N,VIIRS,n,2.0NRT,299.1,4.21,D
10.54021,107.12034,340.1,0.39,0.36,2026-03-01,1830,N,VIIRS,h,2.0NRT,290.7,6.03,N
10.66111,107.53012,335.2,0.45,0.38,2026-03-01,0642,N20,VIIRS,l,2.0NRT,298.4,2.50,D
`

// TestHotspots brings a list of FIRMS, whose times are of UTC, and then one that goes on.
func TestHotspots(t *testing.T) {
	i := newImports(t)
	write := func(text string) string {
		path := filepath.Join(t.TempDir(), "firms.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	c := i.staged(write(firms))
	if c.Layer != "hotspots" || c.Counts.Added != 3 {
		t.Fatalf("layer %s, %+v; %+v", c.Layer, c.Counts, c.Analysis)
	}
	i.apply(c)
	if diff := cmp.Diff([]string{
		`(N,"2026-03-01 06:42:00",n,331.5,299.1,4.21,"POINT(107.12034 10.54021)")`,
		`(N,"2026-03-01 18:30:00",h,340.1,290.7,6.03,"POINT(107.12034 10.54021)")`,
		`(N20,"2026-03-01 06:42:00",l,335.2,298.4,2.5,"POINT(107.53012 10.66111)")`,
	}, i.lines(`SELECT satellite, acquired AT TIME ZONE 'UTC', confidence, brightness, bright_t31, frp, st_astext(geom) FROM data.hotspots`)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	header, _, _ := strings.Cut(firms, "\n")
	next := header + "\n10.54021,107.12034,340.1,0.39,0.36,2026-03-01,1830,N,VIIRS,h,2.0NRT,290.7,6.03,N\n10.5,107.5,335.2,0.45,0.38,2026-03-02,0010,N20,VIIRS,l,2.0NRT,298.4,2.50,N\n"
	if c := i.staged(write(next)); c.Counts.Unchanged != 1 || c.Counts.Added != 1 || c.Counts.Removed != 0 {
		t.Errorf("the next day's list: %+v", c.Counts)
	}
	c = i.staged(write(header + "\n10.5,107.5,335.2,0.45,0.38,2026-03-03,2460,N20,VIIRS,l,2.0NRT,298.4,2.50,N\n10.5,107.6,335.2,0.45,0.38,2026-03-03,0010,N20,VIIRS,l,2.0NRT,298.4,2.50,N\n"))
	if problems := i.problems(c); c.Counts.Added != 1 || !slices.Contains(problems, "1 bad_time acq_time 2460") {
		t.Errorf("a time that is none: %+v, %v", c.Counts, problems)
	}
}

// TestWaters brings rivers and basins, and stations of surface water then know theirs.
func TestWaters(t *testing.T) {
	i := newImports(t)
	write := func(name, features string) string {
		path := filepath.Join(t.TempDir(), name+".geojson")
		if err := os.WriteFile(path, []byte(`{"type":"FeatureCollection","features":[`+features+`]}`), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	into := func(layer string) func(*importers.Request) {
		return func(r *importers.Request) { r.Layer = layer }
	}
	i.apply(i.staged(write("song", `
		{"type":"Feature","properties":{"TenSong":"Sông Dinh","chieudai":30.5},"geometry":{"type":"LineString","coordinates":[[107.1,10.4],[107.2,10.4]]}},
		{"type":"Feature","properties":{"TenSong":"Sông Ray","chieudai":120},"geometry":{"type":"LineString","coordinates":[[107.1,10.402],[107.2,10.402]]}}`), into("rivers")))
	i.apply(i.staged(write("luuvuc", `
		{"type":"Feature","properties":{"ten":"Lưu vực lớn"},"geometry":{"type":"Polygon","coordinates":[[[107,10.3],[107.4,10.3],[107.4,10.6],[107,10.6],[107,10.3]]]}},
		{"type":"Feature","properties":{"ten":"Lưu vực sông Dinh"},"geometry":{"type":"Polygon","coordinates":[[[107.05,10.35],[107.3,10.35],[107.3,10.5],[107.05,10.5],[107.05,10.35]]]}}`), into("basins")))
	i.apply(i.staged(write("ho", `
		{"type":"Feature","properties":{"tenho":"Hồ Đá Đen","dungtich":33.4},"geometry":{"type":"Polygon","coordinates":[[[107.1,10.5],[107.12,10.5],[107.12,10.52],[107.1,10.5]]]}}`), into("lakes")))
	if diff := cmp.Diff([]string{`("Hồ Đá Đen",33.4)`}, i.lines(`SELECT name, capacity FROM data.lakes`)); diff != "" {
		t.Error(diff)
	}
	i.exec(`INSERT INTO data.stations (code, name, kind, water_body, geom) VALUES
		('NM1', 'trên bờ', 'surface_water', NULL, 'SRID=4326;POINT(107.15 10.4008)'),
		('NM2', 'sông ghi trong hồ sơ', 'surface_water', 'sông ray', 'SRID=4326;POINT(107.15 10.4009)'),
		('NM3', 'xa sông', 'surface_water', NULL, 'SRID=4326;POINT(107.15 10.45)'),
		('KK1', 'không khí', 'air', NULL, 'SRID=4326;POINT(107.15 10.4)')`)
	if diff := cmp.Diff([]string{
		`(KK1,,)`, `(NM1,"Sông Dinh","Lưu vực sông Dinh")`, `(NM2,"Sông Ray","Lưu vực sông Dinh")`, `(NM3,,"Lưu vực sông Dinh")`,
	}, i.lines(`SELECT code, river_name, basin_name FROM data.stations`)); diff != "" {
		t.Errorf("stations (-want +got):\n%s", diff)
	}
}
