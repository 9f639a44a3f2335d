package importers_test

import (
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	geom "github.com/twpayne/go-geom"

	"sotay/importers"
	"sotay/internal/shpwrite"
)

// TestShapefileGenerator keeps the test files and the program that writes them together.
func TestShapefileGenerator(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("go", "run", "sotay/testdata/shapefiles", "-out", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got, want := shapefileTree(t, dir), shapefileTree(t, shapefileDir)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("go run ./testdata/shapefiles gives other files (-in the tree +generated):\n%s", diff)
	}
	size := 0
	for _, content := range want {
		size += len(content)
	}
	if size > 300_000 {
		t.Errorf("the test files have %d bytes in all, they should stay under 300 kB", size)
	}
}

// shapefileTree gives the files of a folder, other than programs, by name.
func shapefileTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	tree := map[string]string{}
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".go" {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		tree[e.Name()] = string(b)
	}
	return tree
}

func TestOpenShapefileRefuses(t *testing.T) {
	_, err := importers.OpenShapefile(filepath.Join(t.TempDir(), "none.shp"), importers.OpenOptions{})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: got %v", err)
	}
	for _, test := range []struct{ file, layer, code, says string }{
		{"several_sets.zip", "", "layer_needed", "ranh, thua"},
		{"several_sets.zip", "duong", "layer_unknown", "ranh, thua"},
		{"missing_prj.shp", "duong", "layer_unknown", "missing_prj"},
		{"locked.zip", "", "zip_encrypted", "password"},
		{"no_shapefile.zip", "", "zip_no_shapefile", ".shp"},
		{"multipatch.zip", "", "multipatch", "MultiPatch"},
		{"missing_shp.dbf", "", "shp_missing", ".shp"},
	} {
		_, err := importers.OpenShapefile(filepath.Join(shapefileDir, test.file), importers.OpenOptions{Layer: test.layer})
		var refused *importers.ShapefileError
		if !errors.As(err, &refused) {
			t.Errorf("%s: got %v", test.file, err)
			continue
		}
		var general *importers.Refused
		if !errors.As(err, &general) || general.Code != test.code || !strings.Contains(general.Words().En, test.says) {
			t.Errorf("%s: as Refused got %+v", test.file, general)
		}
		p := refused.Problem
		if p.Code != test.code || p.Severity != importers.Error || !strings.Contains(err.Error(), test.says) || p.What.Vi == "" {
			t.Errorf("%s: got %+v, want code %s naming %q", test.file, p, test.code, test.says)
		}
	}
}

func TestOpenShapefileChoosesLayer(t *testing.T) {
	for _, test := range []struct {
		file, layer string
		rows        int64
	}{
		{"several_sets.zip", "thua", 2},
		{"several_sets.zip", "RANH", 3},
		{"same_name_in_folders.zip", "to2/thua", 3},
		{"missing_prj.shp", "Missing_PRJ", 3},
	} {
		r, err := importers.OpenShapefile(filepath.Join(shapefileDir, test.file), importers.OpenOptions{Layer: test.layer})
		if err != nil {
			t.Errorf("%s, layer %s: %v", test.file, test.layer, err)
			continue
		}
		if got := r.Schema().Rows; got != test.rows {
			t.Errorf("%s, layer %s: got %d rows, want %d", test.file, test.layer, got, test.rows)
		}
		r.Close()
	}
}

// TestOpenShapefileSibling opens a set by each of its files.
func TestOpenShapefileSibling(t *testing.T) {
	for _, name := range []string{"upper_case.DBF", "upper_case.SHX", "upper_case.PRJ", "upper_case.CPG", "Mixed_Case.Shp", "MIXED_CASE.dbf"} {
		r, err := importers.OpenShapefile(filepath.Join(shapefileDir, name), importers.OpenOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		s := r.Schema()
		if s.Rows != 3 || s.CRS.WKT == "" || len(s.Problems) > 0 {
			t.Errorf("%s: got %+v", name, s)
		}
		r.Close()
	}
}

// TestOpenShapefileAsNamed opens a .shp under a name that says nothing, and takes no
// other set for a file that is none.
func TestOpenShapefileAsNamed(t *testing.T) {
	dir := t.TempDir()
	shp, err := os.ReadFile(filepath.Join(shapefileDir, "only_shp.shp"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"upload": shp, "a.shp": shp, "a.zip": []byte("PK, but no zip"), "a.sbn": nil} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, opens := range map[string]bool{"upload": true, "a.shp": true, "a.sbn": true, "a.zip": false} {
		r, err := importers.OpenShapefile(filepath.Join(dir, name), importers.OpenOptions{})
		if (err == nil) != opens {
			t.Errorf("%s: got %v", name, err)
		}
		if err == nil {
			r.Close()
		}
	}
}

// readAll reads to the end and gives the number of rows.
func readAll(t testing.TB, r importers.Reader) int {
	t.Helper()
	var rec importers.Record
	n := 0
	err := r.Next(&rec)
	for ; err == nil; err = r.Next(&rec) {
		n++
	}
	if err != io.EOF {
		t.Error(err)
	}
	return n
}

func TestShapefileProgress(t *testing.T) {
	r, err := importers.OpenShapefile(filepath.Join(shapefileDir, "missing_prj.shp"), importers.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	before, total := r.Progress()
	readAll(t, r)
	if done, _ := r.Progress(); before >= done || done != total || total < 500 {
		t.Errorf("progress went from %d to %d of %d", before, done, total)
	}
}

// TestShapefileAllocations reads files whose counts and lengths promise gigabytes.
func TestShapefileAllocations(t *testing.T) {
	files := []string{
		"huge_counts.zip", "huge_parts.zip", "dbf_count_high.zip", "bad_record_length_missing_shx.shp",
		"shx_bad_offset.zip", "dbf_header_long.zip", "truncated_only_shp.shp",
	}
	for _, name := range files {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r, err := importers.OpenShapefile(filepath.Join(shapefileDir, name), importers.OpenOptions{})
		if err == nil {
			readAll(t, r)
			r.Close()
		}
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
			t.Errorf("%s: reading it allocated %d bytes", name, got)
		}
	}
}

// TestShapefileKeepsGeometry checks that a geometry outlives the next record.
func TestShapefileKeepsGeometry(t *testing.T) {
	r, err := importers.OpenShapefile(filepath.Join(shapefileDir, "islands_in_holes.zip"), importers.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var rec importers.Record
	if err := r.Next(&rec); err != nil {
		t.Fatal(err)
	}
	kept := rec.Geometry
	before := canonicalShape(kept)
	readAll(t, r)
	if diff := cmp.Diff(before, canonicalShape(kept)); diff != "" {
		t.Errorf("the first geometry changed:\n%s", diff)
	}
}

func TestEncodingNamed(t *testing.T) {
	for want, words := range map[string][]string{
		"utf-8":        {"UTF-8", "utf8", "UTF_8\r\n", "65001", "\"UTF-8\"", "\xEF\xBB\xBFUTF-8", "\xFF\xFEU\x00T\x00F\x00-\x008\x00", "cp65001"},
		"windows-1258": {"1258", "CP1258", "cp-1258", "windows-1258", "Windows 1258", "ANSI 1258", "win1258", "WIN_1258", "codepage1258", "ms1258"},
		"iso-8859-1":   {"ISO-8859-1", "ISO 88591", "88591", "8859-1", "ISO_8859_1", "latin1", "Latin-1", "28591"},
		"windows-1252": {"1252", "ANSI 1252", "LDID/3", "ldid/88"},
		"cp437":        {"437", "OEM 437", "IBM437", "cp437", "LDID/1"},
		"tcvn3":        {"TCVN3", "tcvn-3", "ABC"},
		"vni":          {"VNI", "vni-win", "VNI Windows"},
		"viscii":       {"VISCII", "viscii1.1-1"},
		"gbk":          {"936", "GBK", "GB2312"},
		"":             {"", "\n", "SYSTEM", "ANSI", "OEM", "ASCII", "US-ASCII", "LDID/87", "LDID/0"},
	} {
		for _, word := range words {
			if got, known := importers.EncodingNamed([]byte(word)); got != want || !known {
				t.Errorf("%q: got %q, %v, want %q", word, got, known, want)
			}
		}
	}
	for _, word := range []string{"klingon", "1259", "99999999999", "8859-99", "LDID/900", "LDID/x", "ANSI x"} {
		if got, known := importers.EncodingNamed([]byte(word)); known {
			t.Errorf("%q: got %q, want it unknown", word, got)
		}
	}
}

// TestLanguageDrivers names all driver ids that Esri lists.
func TestLanguageDrivers(t *testing.T) {
	named := 0
	for id := range 256 {
		if importers.EncodingOf(byte(id)) != "" {
			named++
		}
	}
	if named < 50 {
		t.Errorf("only %d language driver ids are known", named)
	}
	for id, want := range map[byte]string{0: "", 1: "cp437", 2: "cp850", 3: "windows-1252", 0x57: "", 0x13: "shift_jis", 0x26: "cp866", 0x64: "cp852", 0xC9: "windows-1251", 0xCC: "windows-1257"} {
		if got := importers.EncodingOf(id); got != want {
			t.Errorf("driver %#x: got %q, want %q", id, got, want)
		}
	}
}

func TestReadNumber(t *testing.T) {
	for _, test := range []struct {
		text  string
		whole bool
		value any
		code  string
	}{
		{"12", true, int64(12), ""},
		{" -7 ", true, int64(-7), ""},
		{"+5", true, int64(5), ""},
		{"12", false, 12.0, ""},
		{"-0.25", false, -0.25, ""},
		{".5", false, 0.5, ""},
		{"5.", false, 5.0, ""},
		{"999999999999999999", true, int64(999999999999999999), ""},
		{"-9223372036854775808", true, int64(math.MinInt64), ""},
		{"9223372036854775808", true, nil, "not_whole"},
		{"0.1", false, 0.1, ""},
		{"123456789012345.67", false, 123456789012345.67, ""},
		{"9007199254740993", false, 9007199254740992.0, ""},
		{"1e3", true, int64(1000), ""},
		{"1E-2", false, 0.01, ""},
		{"1.50000000000000000000", false, 1.5, ""},
		{"1234,5", false, 1234.5, ""},
		{"1.234,5", false, 1234.5, ""},
		{"1,234.5", false, 1234.5, ""},
		{"1.234.567", true, int64(1234567), ""},
		{"1,5", true, nil, "not_whole"},
		{"1.234.56", false, nil, "not_a_number"},
		{"***", true, nil, "overflow"},
		{"NaN", false, nil, "not_a_number"},
		{"inf", false, nil, "not_a_number"},
		{"0x10", false, nil, "not_a_number"},
		{"1_000", true, nil, "not_a_number"},
		{".", false, nil, "not_a_number"},
		{"-", true, nil, "not_a_number"},
		{"", true, nil, ""},
		{"\x00\x00", false, nil, ""},
		{"12 5", true, nil, "not_a_number"},
		{"-.", false, nil, "not_a_number"},
		{",", false, nil, "not_a_number"},
		{"1,234,5.6", false, nil, "not_a_number"},
	} {
		value, code := importers.ReadNumber(test.text, test.whole)
		if diff := cmp.Diff(test.value, value); diff != "" || code != test.code {
			t.Errorf("%q, whole %v: got %v (%T), %q, want %v, %q", test.text, test.whole, value, value, code, test.value, test.code)
		}
	}
}

// TestShapefileTooComplex refuses a record whose rings could be placed only in hours.
func TestShapefileTooComplex(t *testing.T) {
	const rings = 20_000 // concentric, so that each ray crosses half of all edges
	var flat []float64
	var ends []int
	for i := range rings {
		r := float64(i + 1)
		flat = append(flat, -r, -r, r, -r, r, r, -r, r, -r, -r)
		ends = append(ends, len(flat))
	}
	path := filepath.Join(t.TempDir(), "rings.shp")
	w, err := shpwrite.Create(path, shpwrite.Config{Kind: shpwrite.Polygon})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(geom.NewPolygonFlat(geom.XY, flat, ends)), w.Close()); err != nil {
		t.Fatal(err)
	}
	r, err := importers.OpenShapefile(path, importers.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var rec importers.Record
	if err := r.Next(&rec); err != nil || len(rec.Problems) != 1 || rec.Problems[0].Code != "too_complex" || rec.Geometry != nil {
		t.Errorf("got %v, %+v", err, rec.Problems)
	}
}
