package shpwrite_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	geom "github.com/twpayne/go-geom"

	"sotay/internal/shpwrite"
)

var square = []float64{0, 0, 10, 0, 10, 10, 0, 10, 0, 0}

func polygon(rings ...[]float64) *geom.Polygon {
	var flat []float64
	var ends []int
	for _, r := range rings {
		flat = append(flat, r...)
		ends = append(ends, len(flat))
	}
	return geom.NewPolygonFlat(geom.XY, flat, ends)
}

// ogrinfo shows a file as GDAL reads it.
func ogrinfo(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.Command("ogrinfo", "-q", "-al", path).CombinedOutput()
	if err != nil {
		t.Fatalf("ogrinfo is needed, of the Debian package gdal-bin: %v\n%s", err, out)
	}
	return string(out)
}

func TestWriteForGDAL(t *testing.T) {
	path := filepath.Join(t.TempDir(), "thua.shp")
	w, err := shpwrite.Create(path, shpwrite.Config{
		Kind: shpwrite.Polygon,
		Fields: []shpwrite.Field{
			{Name: "SO", Type: 'N', Width: 5},
			{Name: "DT", Type: 'F', Width: 9, Decimals: 2},
			{Name: "DIACHI", Type: 'C', Width: 30},
			{Name: "NGAY", Type: 'D'},
			{Name: "DUNG", Type: 'L'},
		},
		CPG: "UTF-8", Date: time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	hole := []float64{2, 2, 4, 2, 4, 4, 2, 4, 2, 2}
	rows := []struct {
		g      geom.T
		values []any
	}{
		{polygon(square, hole), []any{1, 12.345, "Trần Hưng Đạo", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), true}},
		{nil, []any{nil, nil, nil, nil, nil}},
		{geom.NewPolygon(geom.XY), []any{int64(-7), 3, []byte("raw"), nil, false}},
	}
	for _, r := range rows {
		if err := w.Write(r.g, r.values...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got := ogrinfo(t, path)
	for _, want := range []string{
		"DBF_DATE_LAST_UPDATE=2024-02-29",
		"SO (Integer) = 1", "DT (Real) = 12.35", "DIACHI (String) = Trần Hưng Đạo", "NGAY (Date) = 2024/02/29", "DUNG (String) = T",
		"POLYGON ((0 0,0 10,10 10,10 0,0 0),(2 2,4 2,4 4,2 4,2 2))", // clockwise, the hole the other way
		"SO (Integer) = (null)", "DUNG (String) = ?",
		"SO (Integer) = -7", "DT (Real) = 3.00", "DIACHI (String) = raw", "DUNG (String) = F",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("ogrinfo does not say %q:\n%s", want, got)
		}
	}
}

func TestWriteEncoded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tcvn3")
	upper := func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("Đ"), []byte{0xA7}) }
	w, err := shpwrite.Create(path, shpwrite.Config{Kind: shpwrite.Point, Encode: upper, Language: 0x57, Fields: []shpwrite.Field{{Name: "A", Type: 'C', Width: 3}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(geom.NewPointFlat(geom.XY, []float64{1, 2}), "Đ1Đ"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path + ".dbf")
	if err != nil {
		t.Fatal(err)
	}
	if got := string(b[65:]); got != " \xA71\xA7\x1A" || b[29] != 0x57 {
		t.Errorf("got row %q, language %#x", got, b[29])
	}
}

// TestWriteRefuses checks what cannot be written, and that the file goes on after it.
func TestWriteRefuses(t *testing.T) {
	fields := []shpwrite.Field{
		{Name: "N", Type: 'N', Width: 3}, {Name: "C", Type: 'C', Width: 3}, {Name: "D", Type: 'D'}, {Name: "L", Type: 'L'},
	}
	path := filepath.Join(t.TempDir(), "refused.shp")
	w, err := shpwrite.Create(path, shpwrite.Config{Kind: shpwrite.Polygon, Fields: fields})
	if err != nil {
		t.Fatal(err)
	}
	good := []any{1, "abc", nil, nil}
	for _, test := range []struct {
		what   string
		g      geom.T
		values []any
		says   string
	}{
		{"another kind", geom.NewPointFlat(geom.XY, []float64{1, 2}), good, "does not fit"},
		{"another layout", geom.NewPolygonFlat(geom.XYZ, make([]float64, 12), []int{12}), good, "does not fit"},
		{"too few values", polygon(square), good[:2], "2 values for 4 columns"},
		{"a wide number", polygon(square), []any{1234, "abc", nil, nil}, "column N"},
		{"a wide text", polygon(square), []any{1, "đđ", nil, nil}, "column C"},
		{"NaN", polygon(square), []any{math.NaN(), "abc", nil, nil}, "NaN"},
		{"a number for a text", polygon(square), []any{1, 2, nil, nil}, "column C"},
		{"a text for a date", polygon(square), []any{1, "", "2024", nil}, "column D"},
		{"a date for a logical", polygon(square), []any{1, "", nil, time.Now()}, "column L"},
		{"a logical for a number", polygon(square), []any{true, "", nil, nil}, "column N"},
	} {
		if err := w.Write(test.g, test.values...); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: got %v, want an error with %q", test.what, err, test.says)
		}
	}
	if err := w.WriteRecord([]byte{1, 2, 3}, good...); err == nil {
		t.Error("a record of an odd number of bytes was written")
	}
	if err := w.Write(polygon(square), good...); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := ogrinfo(t, path); strings.Count(got, "OGRFeature") != 1 || !strings.Contains(got, "C (String) = abc") {
		t.Errorf("the file should hold the one good row:\n%s", got)
	}
}

func TestCreateRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.shp")
	field := func(f shpwrite.Field) shpwrite.Config {
		return shpwrite.Config{Kind: shpwrite.Point, Fields: []shpwrite.Field{f}}
	}
	for what, c := range map[string]shpwrite.Config{
		"no kind":          {},
		"a long name":      field(shpwrite.Field{Name: "MORE_THAN_10", Type: 'C', Width: 3}),
		"no name":          field(shpwrite.Field{Type: 'C', Width: 3}),
		"an unknown type":  field(shpwrite.Field{Name: "A", Type: 'M', Width: 10}),
		"no width":         field(shpwrite.Field{Name: "A", Type: 'C'}),
		"a width of 255":   field(shpwrite.Field{Name: "A", Type: 'C', Width: 255}),
		"too many columns": {Kind: shpwrite.Point, Fields: make([]shpwrite.Field, 256)},
	} {
		if _, err := shpwrite.Create(path, c); err == nil {
			t.Errorf("%s: a file was made", what)
		}
	}
	if _, err := shpwrite.Create(filepath.Join(path, "no", "folder.shp"), shpwrite.Config{Kind: shpwrite.Point}); err == nil {
		t.Error("a file was made in a folder that does not exist")
	}
}

// TestBounds checks the bounds in the header of the .shp: x, y, z and m.
func TestBounds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bounds.shp")
	w, err := shpwrite.Create(path, shpwrite.Config{Kind: shpwrite.MultiPoint, Layout: geom.XYZM})
	if err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	for _, flat := range [][]float64{{1, 2, 3, nan, 5, 6, 7, 8}, {-1, 9, -3, 4, 0, 0, 0, nan}} {
		if err := w.Write(geom.NewMultiPointFlat(geom.XYZM, flat)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got [8]float64
	for i := range got {
		got[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[36+8*i:]))
	}
	if want := [8]float64{-1, 0, 5, 9, -3, 7, 4, 8}; got != want {
		t.Errorf("got bounds %v, want %v", got, want)
	}
	if length := 2 * int(binary.BigEndian.Uint32(b[24:])); length != len(b) {
		t.Errorf("the header says %d bytes, the file has %d", length, len(b))
	}
}

func Example() {
	dir, err := os.MkdirTemp("", "shpwrite")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	w, err := shpwrite.Create(filepath.Join(dir, "moc.shp"), shpwrite.Config{
		Kind:   shpwrite.Point,
		Fields: []shpwrite.Field{{Name: "TEN", Type: 'C', Width: 20}, {Name: "CAO", Type: 'N', Width: 8, Decimals: 1}},
		CPG:    "UTF-8",
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := w.Write(geom.NewPointFlat(geom.XY, []float64{426900, 1144200}), "Mốc 1", 12.5); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range files {
		fmt.Println(f.Name())
	}
	// Output:
	// moc.cpg
	// moc.dbf
	// moc.shp
	// moc.shx
}
