package importers_test

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sotay/importers"
	"sotay/importers/ogr"
)

// entry is a file of a zip.
type entry struct {
	name, content string
	announced     uint64 // bytes that it says it unpacks to; 0: what it does
}

// zipOf writes a zip and gives its path.
func zipOf(t *testing.T, entries ...entry) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "goi.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for _, e := range entries {
		create := func() (io.Writer, error) { return z.Create(e.name) }
		if e.announced > 0 {
			create = func() (io.Writer, error) {
				return z.CreateRaw(&zip.FileHeader{Name: e.name, UncompressedSize64: e.announced, CompressedSize64: uint64(len(e.content))})
			}
		}
		w, err := create()
		if err == nil {
			_, err = w.Write([]byte(e.content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// filesBeside reads a file and all others of its folder, as entries under a folder's name.
func filesBeside(t *testing.T, path, folder string) (list []entry) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, entry{name: folder + filepath.Base(name), content: string(text)})
	}
	return list
}

// TestZippedFormats: a file of each format reads the same out of a zip, and nothing stays.
func TestZippedFormats(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
	}{
		{"thua.gpkg", []string{"-f", "GPKG"}},
		{"thua.geojson", []string{"-f", "GeoJSON"}},
		{"thua.csv", []string{"-f", "CSV", "-lco", "GEOMETRY=AS_WKT"}},
		{"thua.kml", []string{"-f", "KML"}},
		{"thua.gml", []string{"-f", "GML"}},
		{"thua.fgb", []string{"-f", "FlatGeobuf"}},
		{"thua.dxf", []string{"-f", "DXF"}},
		{"thua.dgn", []string{"-f", "DGN", "-select", ""}},
		{"Thửa đất.tab", []string{"-f", "MapInfo File"}},
		{"thua.mif", []string{"-f", "MapInfo File", "-dsco", "FORMAT=MIF"}},
		{"thua.shp", []string{"-f", "ESRI Shapefile"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := ogrWrite(t, tt.name, twoDegrees, tt.args...)
			dir := t.TempDir()
			o := importers.OpenOptions{Convert: ogr.Config{Dir: dir}}
			packed := zipOf(t, append(filesBeside(t, path, "xã/tờ 12/"), entry{name: "doc.pdf", content: "x"}, entry{name: "__MACOSX/xã/._thua.kml", content: "x"})...)
			wantSchema, want := recordsOf(t, path, o)
			gotSchema, got := recordsOf(t, packed, o)
			expect(t, "rows", want, got)
			expect(t, "fields", fieldList(wantSchema), fieldList(gotSchema))
			if gotSchema.Name != wantSchema.Name || len(got) != 2 {
				t.Errorf("layer %q, want %q, with %d rows", gotSchema.Name, wantSchema.Name, len(got))
			}
			names, err := importers.List(packed)
			if err != nil || len(names) != 1 {
				t.Fatalf("layers %q, %v", names, err)
			}
			_, got = recordsOf(t, packed, importers.OpenOptions{Layer: names[0], Convert: o.Convert})
			expect(t, "rows of the layer by its name", want, got)
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		})
	}
}

// TestZipAsks: of several data sets one has to be chosen, and in it one of its layers.
func TestZipAsks(t *testing.T) {
	i := newImports(t)
	two := ogrWrite(t, "hai.gpkg", twoDegrees, "-f", "GPKG", "-nln", "một")
	if out, err := exec.Command("ogr2ogr", "-append", "-nln", "hai", two, writeTemp(t, "thua.geojson", twoDegrees)).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	entries := append(filesBeside(t, two, ""), entry{name: "thua.kml", content: `<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>a</name><Point><coordinates>107.1,10.4</coordinates></Point></Placemark></kml>`},
		entry{name: "cu/thua.geojson", content: twoDegrees}, entry{name: "moi/thua.geojson", content: twoDegrees})
	packed, dir := zipOf(t, entries...), t.TempDir()
	for _, tt := range []struct {
		layer string
		want  []string // asked for; nil: imported
		rows  int64
	}{
		{"", []string{"cu/thua.geojson", "hai.gpkg", "moi/thua.geojson", "thua.kml"}, 0},
		{"hai.gpkg", []string{"hai.gpkg/một", "hai.gpkg/hai"}, 0},
		{"hai.gpkg/hai", nil, 2},
		{"HAI.gpkg/hai", nil, 2},
		{"moi/thua.geojson", nil, 2},
		{"thua.kml", nil, 1},
	} {
		c, err := i.s.Stage(context.Background(), importers.Request{
			Source:   importers.FileSource(packed, importers.OpenOptions{Layer: tt.layer, Convert: ogr.Config{Dir: dir}}),
			NewLayer: &importers.NewLayer{Name: "thu", TitleVi: "Thử", Theme: "land"}, Actor: "test",
		})
		var asks *importers.NeedsAnswer
		switch {
		case tt.want == nil && (err != nil || c.Counts.Added != tt.rows):
			t.Errorf("%q: %+v, %v", tt.layer, c, err)
		case tt.want != nil && !errors.As(err, &asks):
			t.Errorf("%q: %v, want a question", tt.layer, err)
		case tt.want != nil:
			var got []string
			for _, choice := range asks.Questions[0].Choices {
				got = append(got, choice.Value)
			}
			expect(t, "choices of "+tt.layer, tt.want, got)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%q left: %v", tt.layer, left)
		}
	}
	for layer, code := range map[string]string{"": "layer_needed", "duong": "layer_unknown", "hai.gpkg/ba": "source_layer"} {
		if _, err := importers.Open(packed, importers.OpenOptions{Layer: layer}); !refusedWith(err, code) {
			t.Errorf("layer %q: %v, want %s", layer, err, code)
		}
	}
}

// TestZipIsSafe: a zip from a stranger writes nowhere else, is bounded, and is unpacked once.
func TestZipIsSafe(t *testing.T) {
	outer := t.TempDir()
	dir := filepath.Join(outer, "a", "b")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	o := importers.OpenOptions{Convert: ogr.Config{Dir: dir}}
	for _, name := range []string{"../../thua.geojson", "/etc/thua.geojson", `..\..\thua.geojson`, strings.Repeat("x", 300) + ".geojson", "a\x00\n*.geojson"} {
		r, err := importers.Open(zipOf(t, entry{name: name, content: twoDegrees}), o)
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		found, err := filepath.Glob(filepath.Join(dir, "*", "in", "*.geojson"))
		if err != nil || len(found) != 1 {
			t.Errorf("%q is at %q, %v", name, found, err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if left, _ := filepath.Glob(filepath.Join(outer, "*")); len(left) != 1 {
			t.Errorf("%q: beside the folder is %q", name, left)
		}
	}
	inner, err := os.ReadFile(zipOf(t, entry{name: "thua.geojson", content: twoDegrees}))
	if err != nil {
		t.Fatal(err)
	}
	var many []entry
	for n := range 10_001 {
		many = append(many, entry{name: fmt.Sprintf("%d.geojson", n)})
	}
	for _, tt := range []struct {
		code    string
		entries []entry
	}{
		{"zip_nested", []entry{{name: "trong.zip", content: string(inner)}, {name: "doc.txt"}}},
		{"zip_nested", []entry{{name: "thua.csv", content: string(inner)}}},
		{"zip_too_many", many},
		{"zip_too_large", []entry{{"thua.csv", "x", 257 << 20}}},
		{"zip_no_data", []entry{{name: "doc.txt"}, {name: "anh.jpg"}}},
		{"zip_no_data", nil},
		{"unsafe_xml", []entry{{name: "thua.kml", content: `<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml xmlns="http://www.opengis.net/kml/2.2">&a;</kml>`}}},
		{"wrong_content", []entry{{name: "thua.kml", content: "<OGRVRTDataSource/>"}}},
	} {
		if _, err := importers.Open(zipOf(t, tt.entries...), o); !refusedWith(err, tt.code) {
			t.Errorf("%v, want %s", err, tt.code)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%s left: %v", tt.code, left)
		}
	}
	schema, _ := recordsOf(t, zipOf(t, entry{name: "thua.geojson", content: twoDegrees}, entry{name: "trong.zip", content: string(inner)}), o)
	expect(t, "the file's problems", []string{"zip_left"}, problemCodes(schema.Problems))
}
