package importers_test

import (
	"archive/zip"
	"context"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	geom "github.com/twpayne/go-geom"

	"sotay/importers"
	"sotay/importers/ogr"
)

// twoParcels is the source of all files written below: two squares side by side in VN-2000
// 107°45′ (EPSG:5899), or about there in longitude and latitude.
const (
	twoParcels = `{"type":"FeatureCollection","name":"thua","features":[
{"type":"Feature","properties":{"so_to":12,"chu":"Phường Thắng Tam","dt":400.5},"geometry":{"type":"Polygon","coordinates":[[[426900,1144200],[426920,1144200],[426920,1144220],[426900,1144220],[426900,1144200]]]}},
{"type":"Feature","properties":{"so_to":13,"chu":"Bà Rịa","dt":1.234},"geometry":{"type":"Polygon","coordinates":[[[426920,1144200],[426940,1144200],[426940,1144220],[426920,1144220],[426920,1144200]]]}}]}`
	twoDegrees = `{"type":"FeatureCollection","name":"thua","features":[
{"type":"Feature","properties":{"so_to":12,"chu":"Phường Thắng Tam","dt":400.5},"geometry":{"type":"Polygon","coordinates":[[[107.08,10.34],[107.081,10.34],[107.081,10.341],[107.08,10.341],[107.08,10.34]]]}},
{"type":"Feature","properties":{"so_to":13,"chu":"Bà Rịa","dt":1.234},"geometry":{"type":"Polygon","coordinates":[[[107.081,10.34],[107.082,10.34],[107.082,10.341],[107.081,10.341],[107.081,10.34]]]}}]}`
	vn2000WKT = `PROJCS["VN-2000 / TM-3 107-45",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563],TOWGS84[-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",107.75],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]`
)

// ogrWrite writes a file with ogr2ogr and gives its path.
func ogrWrite(t *testing.T, name, content string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	cmd := exec.Command("ogr2ogr", append(args, path, writeTemp(t, "thua.geojson", content))...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, out)
	}
	return path
}

// corners is the extent of a file's shapes.
func corners(t *testing.T, path string, o importers.OpenOptions) (extent [4]float64, rows int) {
	t.Helper()
	r, err := importers.Open(path, o)
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	defer r.Close()
	b := geom.NewBounds(geom.XY)
	var rec importers.Record
	for r.Next(&rec) == nil {
		rows++
		if rec.Geometry != nil {
			b.Extend(rec.Geometry)
		}
	}
	return [4]float64{b.Min(0), b.Min(1), b.Max(0), b.Max(1)}, rows
}

// TestConvertedFormats: files as GDAL writes them come back with their shapes where they
// were, whatever GDAL thinks of their coordinate system, with their text and numbers.
func TestConvertedFormats(t *testing.T) {
	metres, degrees := [4]float64{426900, 1144200, 426940, 1144220}, [4]float64{107.08, 10.34, 107.082, 10.341}
	vn := []string{"-a_srs", vn2000WKT}
	for _, tt := range []struct {
		name, driver string
		args         []string
		extent       [4]float64
		srid         int // 0: the file does not say
		text         bool
	}{
		{"thua.kml", "KML", nil, degrees, importers.WGS84, true},
		{"kml2.kml", "LIBKML", nil, degrees, importers.WGS84, true},
		{"thua.kmz", "LIBKML", nil, degrees, importers.WGS84, true},
		{"thua.gml", "GML", []string{"-a_srs", "EPSG:5899"}, metres, 910775, true},
		{"thua.fgb", "FlatGeobuf", append([]string{"-lco", "SPATIAL_INDEX=NO"}, vn...), metres, 910775, true},
		{"Thua.tab", "MapInfo File", append([]string{"-lco", "ENCODING=UTF-8", "-lco", "BOUNDS=0,0,1000000,2000000"}, vn...), metres, 910775, true},
		{"thua.mif", "MapInfo File", append([]string{"-dsco", "FORMAT=MIF", "-lco", "ENCODING=UTF-8"}, vn...), metres, 910775, true},
		{"thua.dxf", "DXF", nil, metres, 0, false},
		{"thua.dgn", "DGN", []string{"-select", ""}, metres, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			content := twoParcels
			if tt.extent == degrees {
				content = twoDegrees
			}
			args := append([]string{"-f", tt.driver}, tt.args...)
			if tt.extent == metres && tt.srid == 0 {
				args = append(args, "-a_srs", "EPSG:5899")
			}
			path := ogrWrite(t, tt.name, content, args...)
			got, n := corners(t, path, importers.OpenOptions{})
			for i := range got {
				if math.Abs(got[i]-tt.extent[i]) > 0.001 || n != 2 {
					t.Errorf("%d rows within %v, want 2 within %v", n, got, tt.extent)
					break
				}
			}
			schema, rows := recordsOf(t, path, importers.OpenOptions{})
			if srid, _, _ := importers.SRIDOf(schema.CRS); srid != tt.srid {
				t.Errorf("SRID %d of %+v, want %d", srid, schema.CRS, tt.srid)
			}
			if !strings.HasPrefix(rows[0].Geometry, "POLYGON") && !strings.HasPrefix(rows[0].Geometry, "MULTIPOLYGON") {
				t.Errorf("the shape is %s", rows[0].Geometry)
			}
			if tt.text && !holds(rows[0].Values, "Phường Thắng Tam") {
				t.Errorf("values %q of %q", rows[0].Values, fieldList(schema))
			}
		})
	}
}

func holds(values []any, want string) bool {
	for _, v := range values {
		if v == want {
			return true
		}
	}
	return false
}

// TestWorkbook: a sheet is read as a table: its coordinates are found, its numbers are
// numbers, its text stays text.
func TestWorkbook(t *testing.T) {
	csv := writeTemp(t, "diem.csv", "ten,so,kinh_do,vi_do,ngay,ma\nPhường 1,1.234,107.08,10.34,2025/01/31,007\nPhường 2,2.345,107.09,10.35,2025/02/01,008\n")
	writeBeside(t, csv, ".csvt", `"String","Real","Real","Real","Date","String"`)
	path := filepath.Join(t.TempDir(), "diem.xlsx")
	if out, err := exec.Command("ogr2ogr", "-f", "XLSX", path, csv).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	schema, rows := recordsOf(t, path, importers.OpenOptions{})
	expect(t, "fields", []string{"ten text", "so real", "kinh_do real", "vi_do real", "ngay date", "ma text"}, fieldList(schema))
	expect(t, "rows", []readRow{
		{Row: 1, Geometry: "POINT (107.08 10.34)", Values: []any{"Phường 1", 1.234, 107.08, 10.34, "2025-01-31T00:00:00Z", "007"}},
		{Row: 2, Geometry: "POINT (107.09 10.35)", Values: []any{"Phường 2", 2.345, 107.09, 10.35, "2025-02-01T00:00:00Z", "008"}},
	}, rows)
}

func writeBeside(t *testing.T, path, ext, content string) {
	t.Helper()
	if err := os.WriteFile(strings.TrimSuffix(path, filepath.Ext(path))+ext, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestSeveralLayers: a KML with two folders has two layers, one of which is chosen.
func TestSeveralLayers(t *testing.T) {
	place := func(name, at string) string {
		return `<Folder><name>` + name + `</name><Placemark><name>` + name + ` 1</name><Point><coordinates>` + at + `</coordinates></Point></Placemark></Folder>`
	}
	path := writeTemp(t, "hai.kml", `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>`+
		place("tram", "107.1,10.4")+place("giếng", "107.2,10.5")+`<NetworkLink><name>x</name><Link><href>http://127.0.0.1:1/x.kml</href></Link></NetworkLink></Document></kml>`)
	names, err := importers.List(path)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "layers", []string{"tram", "giếng"}, names)
	schema, rows := recordsOf(t, path, importers.OpenOptions{Layer: "giếng"})
	if rows[0].Geometry != "POINT (107.2 10.5)" && rows[0].Geometry != "POINT Z (107.2 10.5 0)" {
		t.Errorf("%+v", rows)
	}
	expect(t, "the file's problems", []string{"links_not_followed"}, problemCodes(schema.Problems))
	if _, err := importers.Open(path, importers.OpenOptions{}); !refusedWith(err, "source_layer") {
		t.Errorf("without a choice: %v", err)
	}
}

func refusedWith(err error, code string) bool {
	var refused *importers.Refused
	return errors.As(err, &refused) && refused.Code == code
}

// standIn writes a program in place of ogr2ogr, in a folder of its own.
func standIn(t *testing.T, script string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bin")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "ogr2ogr")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+`[ "$1" = --formats ] && echo "  FlatGeobuf -vector- (rw+v): x
  GPKG -raster,vector- (rw+vs): x" && exit
`+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestGDALInTrouble: whatever becomes of ogr2ogr is said with the file's name and what to
// do, and leaves no scratch folder.
func TestGDALInTrouble(t *testing.T) {
	file := ogrWrite(t, "thua.fgb", twoDegrees, "-f", "FlatGeobuf")
	for _, tt := range []struct {
		name    string
		program string
		limits  ogr.Limits
		code    string
		says    string
	}{
		{"not installed", "ogr2ogr-is-not-here", ogr.Limits{}, "no_gdal", "gdal-bin"},
		{"crash", standIn(t, "kill -SEGV $$"), ogr.Limits{}, "gdal_crashed", "segmentation fault"},
		{"abort", standIn(t, "kill -ABRT $$"), ogr.Limits{}, "gdal_crashed", "aborted"},
		{"too long", standIn(t, "exec sleep 60"), ogr.Limits{Time: 300 * time.Millisecond}, "gdal_too_long", "300ms"},
		{"busy too long", standIn(t, "while :; do :; done"), ogr.Limits{Time: time.Second}, "gdal_too_long", "Split the file"},
		{"killed", standIn(t, "kill -KILL $$"), ogr.Limits{Memory: 1 << 30}, "gdal_memory", "1024 MB"},
		{"no memory", standIn(t, `exec perl -e '$x = "a" x (1 << 30)'`), ogr.Limits{Memory: 64 << 20}, "gdal_memory", "64 MB"},
		{"no memory for GDAL", "", ogr.Limits{Memory: 40 << 20}, "gdal_memory", "40 MB"},
		{"too large", standIn(t, "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done >big"), ogr.Limits{Output: 1 << 20}, "gdal_too_large", "1 MB"},
		{"no driver", "/bin/true", ogr.Limits{}, "no_gdal_driver", "gdal-bin"},
		{"says no", standIn(t, "echo ERROR 4: not good >&2; exit 1"), ogr.Limits{}, "gdal_failed", "ERROR 4: not good"},
		{"writes nothing", standIn(t, "exit 0"), ogr.Limits{}, "gdal_failed", "thua.fgb"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			_, err := importers.Open(file, importers.OpenOptions{Convert: ogr.Config{Program: tt.program, Limits: tt.limits, Dir: dir}})
			var refused *importers.Refused
			if !errors.As(err, &refused) || refused.Code != tt.code || !strings.Contains(refused.Reason.En, tt.says) ||
				!strings.Contains(refused.Reason.En, "thua.fgb") || !strings.Contains(refused.Reason.Vi, "thua.fgb") {
				t.Errorf("%v, want %s with %q", err, tt.code, tt.says)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
		})
	}
}

// TestScratchOfTheKilled: the folder of a process that was killed goes with the next
// conversion; that of a living one stays.
func TestScratchOfTheKilled(t *testing.T) {
	file, dir := ogrWrite(t, "thua.fgb", twoDegrees, "-f", "FlatGeobuf"), t.TempDir()
	dead := filepath.Join(dir, "sotay-ogr-dead")
	if err := os.Mkdir(dead, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dead, "lock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	o := importers.OpenOptions{Convert: ogr.Config{Dir: dir}}
	r, err := importers.Open(file, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := drainFile(file, o); err != nil {
		t.Errorf("a second one: %v", err)
	}
	if _, err := os.Stat(dead); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the dead one's folder: %v", err)
	}
	var rec importers.Record
	if err := r.Next(&rec); err != nil {
		t.Errorf("the living one: %v", err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestConvertedImport: an import opens what was converted three times, and then removes it.
func TestConvertedImport(t *testing.T) {
	i := newImports(t)
	file, dir := ogrWrite(t, "thua.fgb", twoDegrees, "-f", "FlatGeobuf"), t.TempDir()
	o := importers.OpenOptions{Convert: ogr.Config{Dir: dir}}
	c, err := i.s.Stage(context.Background(), importers.Request{
		Source: importers.FileSource(file, o), NewLayer: &importers.NewLayer{Name: "thu", TitleVi: "Thử", Theme: "land"}, Actor: "test",
	})
	if err != nil || c.Counts.Added != 2 {
		t.Fatalf("%+v, %v", c, err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestZips: what is in a zip is looked at before GDAL sees it.
func TestZips(t *testing.T) {
	for _, tt := range []struct {
		name, entry, content, code string
		limits                     ogr.Limits
	}{
		{"none.kmz", "readme.txt", "x", "gdal_failed", ogr.Limits{}},
		{"entity.kmz", "doc.kml", `<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>`, "unsafe_xml", ogr.Limits{}},
		{"bomb.kmz", "doc.kml", "<kml>" + strings.Repeat(" ", 3<<20) + "</kml>", "gdal_too_large", ogr.Limits{Output: 2 << 20}},
		{"bomb.xlsx", "xl/workbook.xml", strings.Repeat(" ", 3<<20), "gdal_too_large", ogr.Limits{Output: 2 << 20}},
		{"none.xlsx", "word/document.xml", "x", "gdal_failed", ogr.Limits{}},
	} {
		path := filepath.Join(t.TempDir(), tt.name)
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		z := zip.NewWriter(f)
		entry, err := z.Create(tt.entry)
		if err == nil {
			_, err = entry.Write([]byte(tt.content))
		}
		if err := errors.Join(err, z.Close(), f.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := importers.Open(path, importers.OpenOptions{Convert: ogr.Config{Limits: tt.limits}}); !refusedWith(err, tt.code) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.code)
		}
	}
}
