package geowrite_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	geom "github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/wkt"
	"pgregory.net/rapid"

	"sotay/importers"
	"sotay/internal/geowrite"
)

func fields() []importers.Field {
	return []importers.Field{
		{Name: "so_to", Type: importers.Integer},
		{Name: "dien tich \"m²\"", Type: importers.Real},
		{Name: "tên", Type: importers.Text},
		{Name: "moi", Type: importers.Boolean},
		{Name: "ngay", Type: importers.Date},
		{Name: "luc", Type: importers.Timestamp},
	}
}

type feature struct {
	shape  string
	values []any
}

func features() []feature {
	day := time.Date(2024, 6, 30, 0, 0, 0, 0, time.UTC)
	moment := time.Date(2024, 6, 30, 8, 5, 1, 0, time.UTC)
	return []feature{
		{"POLYGON ((107 10, 107.5 10, 107.5 10.5, 107 10))", []any{int64(1), 12.5, "Đất \"ở\", <b>&\n", true, day, moment}},
		{"MULTIPOLYGON (((107 10, 107.5 10, 107.5 10.5, 107 10), (107.3 10.1, 107.4 10.1, 107.4 10.2, 107.3 10.1)), ((108 11, 108.5 11, 108.5 11.5, 108 11)))", []any{int64(-2), 1e-7, "", false, nil, nil}},
		{"", []any{nil, nil, nil, nil, nil, nil}},
	}
}

func parse(t testing.TB, text string) geom.T {
	t.Helper()
	if text == "" {
		return nil
	}
	g, err := wkt.Unmarshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func create(t testing.TB, path string) *geowrite.GeoPackage {
	t.Helper()
	p, err := geowrite.CreateGeoPackage(path, time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func addLayer(t testing.TB, p *geowrite.GeoPackage, name, geometry string, srid int) {
	t.Helper()
	l, err := p.AddLayer(name, "Lớp "+name, geometry, srid, fields())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range features() {
		if err := l.Write(parse(t, f.shape), f.values); err != nil {
			t.Fatal(err)
		}
	}
}

func writeGeoJSON(t testing.TB, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	g, err := geowrite.NewGeoJSON(f, "thửa \"đất\"", fields())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range features() {
		if err := g.Write(parse(t, f.shape), f.values); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
}

// readBack reads a layer by our own importer.
func readBack(t testing.TB, path, layer string) (importers.Schema, []feature) {
	t.Helper()
	r, err := importers.Open(path, importers.OpenOptions{Layer: layer})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out []feature
	var rec importers.Record
	for {
		if err := r.Next(&rec); errors.Is(err, io.EOF) {
			return r.Schema(), out
		} else if err != nil || len(rec.Problems) > 0 {
			t.Fatal(err, rec.Problems)
		}
		f := feature{values: append([]any{}, rec.Values...)}
		for i, v := range f.values {
			if b, ok := v.([]byte); ok {
				f.values[i] = string(b)
			}
		}
		if rec.Geometry != nil {
			if f.shape, err = wkt.Marshal(rec.Geometry); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, f)
	}
}

func TestGeoPackageReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tỉnh 100%.gpkg")
	p := create(t, path)
	addLayer(t, p, "tự do", "", 910775)
	addLayer(t, p, "nhiều", "MultiPolygon", importers.WGS84)
	if _, err := os.Stat(path); err == nil {
		t.Error("the file is in its place before it is whole")
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	names, err := importers.List(path)
	if err != nil || !cmp.Equal(names, []string{"tự do", "nhiều"}) {
		t.Errorf("layers %q, %v", names, err)
	}
	schema, got := readBack(t, path, "tự do")
	if diff := cmp.Diff(features(), got, cmp.AllowUnexported(feature{})); diff != "" {
		t.Errorf("features (-written +read):\n%s", diff)
	}
	if diff := cmp.Diff(fields(), schema.Fields); diff != "" {
		t.Errorf("fields (-written +read):\n%s", diff)
	}
	if srid, _, err := importers.SRIDOf(schema.CRS); srid != 910775 || err != nil || schema.Rows != 3 {
		t.Errorf("SRID %d, %v; %d rows", srid, err, schema.Rows)
	}
	schema, got = readBack(t, path, "nhiều")
	if !strings.HasPrefix(got[0].shape, "MULTIPOLYGON") || schema.Geometry != "MultiPolygon" {
		t.Errorf("%s in a layer of %s", got[0].shape, schema.Geometry)
	}
}

// TestGeoPackageByOGR: GDAL opens the file without a word of complaint.
func TestGeoPackageByOGR(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.gpkg")
	p := create(t, path)
	addLayer(t, p, "thua", "MultiPolygon", 910775)
	for _, srid := range []int{910300, 910850} {
		addLayer(t, p, fmt.Sprint("z", srid), "", srid)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	out := ogrinfo(t, path, "thua")
	for _, want := range []string{
		"Feature Count: 3", "Geometry: Multi Polygon", `ID["EPSG",5899]`, "Extent: (107.000000, 10.000000) - (108.500000, 11.500000)",
		"so_to: Integer64", `dien tich "m²": Real`, "tên: String", "moi: Integer(Boolean)", "ngay: Date", "luc: DateTime",
		"so_to (Integer64) = 1", "ngay (Date) = 2024/06/30", "luc (DateTime) = 2024/06/30 08:05:01+00", "moi (Integer(Boolean)) = 1",
		"MULTIPOLYGON (((107 10,107.5 10.0,107.5 10.5,107 10)))",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("ogrinfo does not say %q:\n%s", want, out)
		}
	}
	if out := ogrinfo(t, path, "z910300"); !strings.Contains(out, `ID["EPSG",9205]`) {
		t.Errorf("103°: %s", out)
	}
}

func TestGeoJSONByOGR(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.geojson")
	writeGeoJSON(t, path)
	out := ogrinfo(t, path)
	for _, want := range []string{
		"Feature Count: 3", `Layer name: thửa "đất"`, "so_to (Integer) = -2", "ngay (Date) = 2024/06/30", "POLYGON ((107 10,107.5 10.0,107.5 10.5,107 10))", `ID["EPSG",4326]`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("ogrinfo does not say %q:\n%s", want, out)
		}
	}
}

// ogrinfo runs GDAL's, which must print no warning.
func ogrinfo(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("ogrinfo", append([]string{"-ro", "-al"}, args...)...)
	if len(args) > 1 { // a layer is named
		cmd = exec.Command("ogrinfo", append([]string{"-ro"}, args...)...)
	}
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("ogrinfo (Debian package gdal-bin): %v\n%s", err, complaints.String())
	}
	return string(out)
}

func TestGeoJSONReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.geojson")
	writeGeoJSON(t, path)
	schema, got := readBack(t, path, "")
	want := features()
	want[0].values[4], want[0].values[5] = "2024-06-30", "2024-06-30T08:05:01Z" // JSON has no dates
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(feature{})); diff != "" {
		t.Errorf("features (-written +read):\n%s", diff)
	}
	if schema.Name != `thửa "đất"` || schema.Geometry != "MultiPolygon" {
		t.Errorf("schema %+v", schema)
	}
}

// TestSameFile: the same data give the same bytes.
func TestSameFile(t *testing.T) {
	var files [2][]byte
	for i := range files {
		path := filepath.Join(t.TempDir(), "x.gpkg")
		p := create(t, path)
		addLayer(t, p, "thua", "", 910775)
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[i] = b
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two GeoPackages of the same data differ")
	}
}

func TestAbort(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.gpkg")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := create(t, path)
	addLayer(t, p, "thua", "", 910775)
	if err := p.Abort(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if b, _ := os.ReadFile(path); string(b) != "old" {
		t.Errorf("the former file is %q", b)
	}
}

func TestRefused(t *testing.T) {
	p := create(t, filepath.Join(t.TempDir(), "x.gpkg"))
	defer p.Abort()
	if _, err := p.AddLayer("a", "a", "", importers.WebMercator, nil); err == nil {
		t.Error("Web Mercator is accepted")
	}
	l, err := p.AddLayer("a", "a", "Point", importers.WGS84, fields())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Write(nil, []any{1}); err == nil {
		t.Error("one value for six fields is accepted")
	}
	if err := l.Write(parse(t, "POINT Z (1 2 3)"), features()[0].values); err == nil {
		t.Error("a height is accepted")
	}
	if _, err := p.AddLayer("a", "a", "Point", importers.WGS84, fields()); err == nil {
		t.Error("a second layer of the same name is accepted")
	}
	g, err := geowrite.NewGeoJSON(io.Discard, "x", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Write(geom.NewGeometryCollection().MustPush(geom.NewPointFlat(geom.XY, []float64{1, 2})), nil); err == nil {
		t.Error("a collection is written")
	}
	if err := g.Write(nil, []any{1}); err == nil {
		t.Error("a value without a field is accepted")
	}
}

// TestGeoJSONProperty: whatever text and numbers there are, the file is JSON and read back.
func TestGeoJSONProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		number := rapid.Float64().Draw(t, "number")
		x := rapid.Float64Range(-180, 180).Draw(t, "x")
		y := rapid.Float64Range(-90, 90).Draw(t, "y")
		var b bytes.Buffer
		g, err := geowrite.NewGeoJSON(&b, text, []importers.Field{{Name: text + "1"}, {Name: text + "2"}})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := g.Write(geom.NewPointFlat(geom.XY, []float64{x, y}), []any{[]byte(text), number}); err != nil {
				t.Fatal(err)
			}
		}
		if err := g.Close(); err != nil {
			t.Fatal(err)
		}
		var read struct {
			Features []struct {
				Geometry   struct{ Coordinates []float64 }
				Properties map[string]any
			}
		}
		if err := json.Unmarshal(b.Bytes(), &read); err != nil {
			t.Fatalf("%v in %s", err, b.String())
		}
		at := read.Features[1].Geometry.Coordinates
		if len(read.Features) != 2 || len(at) != 2 || abs(at[0]-x) > 1e-9 || abs(at[1]-y) > 1e-9 || read.Features[0].Properties[text+"2"] != number {
			t.Fatalf("%s", b.String())
		}
	})
}

func abs(x float64) float64 { return max(x, -x) }
