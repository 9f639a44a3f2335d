package importers_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/twpayne/go-geom/encoding/wkt"

	"sotay/importers"
)

func TestGeoJSONCollection(t *testing.T) {
	schema, records := recordsOf(t, writeTemp(t, "dat.geojson", "\uFEFF"+`{
		"name": "Thửa \"đất\"", "features": [
		{"type":"Feature","id":7,"properties":{"so_to":1,"dt":12.5,"ten":"Nguyễn Văn Mẫu","ma":"007","co":true,"tron":3},
		 "geometry":{"type":"Point","coordinates":[107.08,10.34,5]}},
		{"type":"Feature","properties":{"ten":null,"so_to":2,"dt":3,"nhieu":[1, {"a": "b, c"}],"co":null,"tron":"x","lon":123456789012345678901},
		 "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}},
		{"type":"Feature","properties":null,"geometry":null}
		],
		"type": "FeatureCollection", "bbox": [1,2,3,4], "links": [{"deep": ["]}"]}] }`), importers.OpenOptions{})
	expect(t, "fields", []string{"id integer", "so_to integer", "dt real", "ten text", "ma text", "co boolean", "tron text", "nhieu text", "lon text"}, fieldList(schema))
	expect(t, "records", []readRow{
		{Row: 1, Geometry: "POINT Z (107.08 10.34 5)", Values: []any{int64(7), int64(1), 12.5, "Nguyễn Văn Mẫu", "007", true, "3", nil, nil}},
		{Row: 2, Geometry: "POLYGON ((0 0, 1 0, 1 1, 0 0))", Values: []any{nil, int64(2), 3.0, nil, nil, nil, "x", `[1,{"a":"b, c"}]`, "123456789012345678901"}},
		{Row: 3, Values: []any{nil, nil, nil, nil, nil, nil, nil, nil, nil}},
	}, records)
	if schema.Name != `Thửa "đất"` || schema.Rows != 3 || schema.Geometry != "" || schema.Encoding != "utf-8" || len(schema.Problems) > 0 {
		t.Errorf("schema %+v", schema)
	}
	if srid, _, err := importers.SRIDOf(schema.CRS); srid != importers.WGS84 || err != nil {
		t.Errorf("CRS %d, %v", srid, err)
	}
}

// TestGeoJSONWrappings: the same two features in every wrapping that RFC 7946 and 8142 allow.
func TestGeoJSONWrappings(t *testing.T) {
	const (
		one = `{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[107,10]}}`
		two = `{"geometry":{"coordinates":[108,11],"type":"Point"},"properties":{"a":2},"type":"Feature"}`
	)
	want := []readRow{
		{Row: 1, Geometry: "POINT (107 10)", Values: []any{int64(1)}},
		{Row: 2, Geometry: "POINT (108 11)", Values: []any{int64(2)}},
	}
	for name, content := range map[string]string{
		"collection":             `{"type":"FeatureCollection","features":[` + one + "," + two + `]}`,
		"features first":         `{"features":[` + one + "," + two + `],"type":"FeatureCollection"}`,
		"line by line":           one + "\n" + two + "\n",
		"CRLF, blank lines":      one + "\r\n\r\n" + two + "\r\n\r\n",
		"without a last newline": one + "\n" + two,
		"text sequence":          "\x1e" + one + "\n\x1e" + two + "\n",
		"sequence, pretty":       "\x1e{\n" + one[1:] + "\n\x1e" + two,
		"two collections":        `{"type":"FeatureCollection","features":[` + one + `]}` + "\n" + `{"type":"FeatureCollection","features":[` + two + `]}`,
	} {
		_, records := recordsOf(t, writeTemp(t, "x.geojson", content), importers.OpenOptions{})
		expect(t, name, want, records)
	}
	_, single := recordsOf(t, writeTemp(t, "x.json", one), importers.OpenOptions{})
	expect(t, "single feature", want[:1], single)
	schema, bare := recordsOf(t, writeTemp(t, "x.json", ` {"type":"Point","coordinates":[107,10]} `), importers.OpenOptions{})
	expect(t, "bare geometry", []readRow{{Row: 1, Geometry: "POINT (107 10)"}}, bare)
	if schema.Geometry != "Point" {
		t.Errorf("geometry %q", schema.Geometry)
	}
}

func TestGeoJSONBroken(t *testing.T) {
	_, records := recordsOf(t, writeTemp(t, "x.geojsons", "\x1e{\"type\":\"Point\",\"coordinates\":[1,2]}\n\x1e{\"type\":\"Poi\x1e\n\x1e{\"type\":\"Point\",\"coordinates\":[3,4]}\n"), importers.OpenOptions{})
	expect(t, "a broken text in a sequence", []readRow{
		{Row: 1, Geometry: "POINT (1 2)"}, {Row: 2, Problems: []string{"not_a_feature"}}, {Row: 3, Geometry: "POINT (3 4)"},
	}, records)
	_, records = recordsOf(t, writeTemp(t, "x.geojson", `{"type":"FeatureCollection","features":[null,5,{"type":"Point"},{"type":"Fish"},{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":[]}]}`), importers.OpenOptions{})
	expect(t, "what is no feature", []readRow{
		{Row: 1, Problems: []string{"not_a_feature"}},
		{Row: 2, Problems: []string{"not_a_feature"}},
		{Row: 3, Problems: []string{"bad_geometry"}},
		{Row: 4, Problems: []string{"not_a_feature"}},
		{Row: 5, Geometry: "POINT (1 2)"},
	}, records)
	for name, content := range map[string]string{
		"cut":           `{"type":"FeatureCollection","features":[{"type":"Feature","prop`,
		"not closed":    `{"type":"FeatureCollection","features":[]`,
		"no comma":      `{"type":"FeatureCollection","features":[{} {}]}`,
		"double comma":  `{"type":"FeatureCollection","features":[{},,{}]}`,
		"rubbish after": `{"type":"FeatureCollection","features":[]} x`,
		"bad inside":    `{"type":"FeatureCollection","features":[{"type":Feature}]}`,
		"no name":       `{5:6}`,
		"deep":          `{"type":"Feature","properties":{"a":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}}`,
	} {
		if _, records, err := drainFile(writeTemp(t, "x.geojson", content), importers.OpenOptions{}); err == nil {
			t.Errorf("%s: read as %+v", name, records)
		}
	}
}

func TestGeoJSONGeometries(t *testing.T) {
	for _, tt := range []struct{ geometry, want, problem string }{
		{`{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`, "MULTIPOINT (1 2, 3 4)", ""},
		{`{"type":"LineString","coordinates":[[1,2],[3,4]]}`, "LINESTRING (1 2, 3 4)", ""},
		{`{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]}`, "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))", ""},
		{`{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}`, "POLYGON ((0 0, 9 0, 9 9, 0 0), (1 1, 2 1, 2 2, 1 1))", ""},
		{`{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}`, "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))", ""},
		{`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[1,2],[3,4]]}]}`, "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))", ""},
		{`{"type":"LineString","coordinates":[[1,2,3],[3,4,5]]}`, "LINESTRING Z (1 2 3, 3 4 5)", ""},
		{`{"type":"LineString","coordinates":[[1,2,3,9,9],[3,4,5]]}`, "LINESTRING Z (1 2 3, 3 4 5)", ""},
		{`{"type":"LineString","coordinates":[[1,2,3],[3,4]]}`, "LINESTRING (1 2, 3 4)", "mixed_dimensions"},
		{`{"type":"LineString","coordinates":[[1,2],[3,4,5]]}`, "LINESTRING (1 2, 3 4)", "mixed_dimensions"},
		{`{"type":"LineString","coordinates":[[179,2],[-179,4]]}`, "LINESTRING (179 2, -179 4)", ""}, // the antimeridian is not special
		{`{ "coordinates" : [ 1e2 , -2.5E-1 ] , "type" : "Po\u0069nt", "bbox":[1] }`, "POINT (100 -0.25)", ""},
		{`{"type":"Point","coordinates":[]}`, "", ""},
		{`{"type":"Polygon","coordinates":[]}`, "", ""},
		{`{"type":"GeometryCollection","geometries":[]}`, "", ""},
		{`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}]}`, "GEOMETRYCOLLECTION (POINT (1 2), POLYGON ((0 0, 1 0, 1 1, 0 0)))", "open_ring"},
		{`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}]}`, "", "short_ring"},
		{`{"type":"LineString","coordinates":[[1,2]]}`, "", "short_line"},
		{`{"type":"Point","coordinates":[1]}`, "", "bad_geometry"},
		{`{"type":"Point","coordinates":[1,"2"]}`, "", "bad_geometry"},
		{`{"type":"Point","coordinates":[1,null]}`, "", "bad_geometry"},
		{`{"type":"Point","coordinates":[1,1e999]}`, "", "bad_geometry"},
		{`{"type":"Point","coordinates":{"x":1}}`, "", "bad_geometry"},
		{`{"type":"Point"}`, "", "bad_geometry"},
		{`{"type":"LineString","coordinates":[1,2]}`, "", "bad_geometry"},
		{`{"type":"LineString","coordinates":[[],[1,2]]}`, "", "bad_geometry"},
		{`{"type":"Polygon","coordinates":[[1,2],[3,4]]}`, "", "bad_geometry"},
		{`{"type":"Polygon","coordinates":[5]}`, "", "bad_geometry"},
		{`{"type":"Curve","coordinates":[[1,2],[3,4]]}`, "", "bad_geometry"},
		{`{"type":5,"coordinates":[[1,2],[3,4]]}`, "", "bad_geometry"},
		{`"POINT(1 2)"`, "", "bad_geometry"},
	} {
		_, records := recordsOf(t, writeTemp(t, "x.geojson", `{"type":"Feature","properties":{},"geometry":`+tt.geometry+`}`), importers.OpenOptions{})
		want := readRow{Row: 1, Geometry: tt.want}
		if tt.problem != "" {
			want.Problems = []string{tt.problem}
		}
		expect(t, tt.geometry, []readRow{want}, records)
	}
	deep := strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 40) + strings.Repeat("]}", 40)
	_, records := recordsOf(t, writeTemp(t, "x.geojson", deep), importers.OpenOptions{})
	expect(t, "nested collections", []string{"bad_geometry"}, records[0].Problems)
}

func TestGeoJSONText(t *testing.T) {
	_, records := recordsOf(t, writeTemp(t, "x.geojson", `{"type":"Feature","geometry":null,"properties":{"a":"\u0110\u1EA5t \"\\\/\b\f\n\r\t \ud83d\ude00 \ud83d x","b":"B`+"\xb5 R\xde"+`a"}}`), importers.OpenOptions{})
	expect(t, "escapes; legacy bytes stay", []any{"Đất \"\\/\b\f\n\r\t 😀 \uFFFD x", "B\xb5 R\xdea"}, records[0].Values)
}

func TestGeoJSONCRS(t *testing.T) {
	for _, tt := range []struct {
		member, point string
		srid          int
		problem       string
	}{
		{``, "[107,10]", importers.WGS84, ""},
		{`"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::5899"}},`, "[426902,1144200]", 910775, ""},
		{`"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},`, "[107,10]", importers.WGS84, ""},
		{`"crs":{"type":"EPSG","properties":{"code":9210}},`, "[426902,1144200]", 910575, ""},
		{`"crs":null,`, "[426902,1144200]", 0, ""},
		{``, "[426902,1144200]", 0, "crs_missing"},
		{`"crs":{"type":"link","properties":{"href":"http://example.com/crs","type":"proj4"}},`, "[107,10]", 0, ""},
	} {
		schema, _ := recordsOf(t, writeTemp(t, "x.geojson", `{"type":"FeatureCollection",`+tt.member+`"features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":`+tt.point+`}}]}`), importers.OpenOptions{})
		srid, _, err := importers.SRIDOf(schema.CRS)
		if srid != tt.srid || (err == nil) != (tt.srid != 0) || strings.Join(problemCodes(schema.Problems), "") != tt.problem {
			t.Errorf("%s at %s: %d, %v, problems %v", tt.member, tt.point, srid, err, problemCodes(schema.Problems))
		}
	}
	after := `{"type":"FeatureCollection","features":[],"crs":{"type":"name","properties":{"name":"EPSG:5899"}}}`
	if schema, _ := recordsOf(t, writeTemp(t, "x.geojson", after), importers.OpenOptions{}); schema.CRS.WKT != "EPSG:5899" {
		t.Errorf("crs behind the features: %+v", schema.CRS)
	}
}

func TestGeoJSONIDs(t *testing.T) {
	schema, records := recordsOf(t, writeTemp(t, "x.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","id":"a1","properties":{"id":5},"geometry":null},{"type":"Feature","id":2,"properties":{},"geometry":null}]}`), importers.OpenOptions{})
	expect(t, "fields", []string{"feature_id text", "id integer"}, fieldList(schema))
	expect(t, "values", []any{"a1", int64(5), "2", nil}, append(records[0].Values, records[1].Values...))
}

func TestGeoJSONTooManyFields(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{`)
	for i := range 2000 {
		fmt.Fprintf(&b, `"f%d":1,`, i)
	}
	b.WriteString(`"z":1}}]}`)
	if _, err := importers.Open(writeTemp(t, "x.geojson", b.String()), importers.OpenOptions{}); err == nil {
		t.Error("2,001 properties are accepted")
	}
}

// TestGeoJSONMemory: a collection of 60 MB is read in a fraction of its size.
func TestGeoJSONMemory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "big.geojson")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(f, `{"type":"FeatureCollection","features":[`)
	line := `{"type":"Feature","properties":{"a":1,"b":"` + strings.Repeat("x", 500) + `"},"geometry":{"type":"Point","coordinates":[107,10]}}`
	for range 99_999 {
		fmt.Fprintln(f, line+",")
	}
	fmt.Fprint(f, line+`]}`)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := importers.Open(path, importers.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var rec importers.Record
	rows := int64(0)
	for ; ; rows++ {
		if err := r.Next(&rec); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	if rows != 100_000 || r.Schema().Rows != rows || m.HeapAlloc > 20<<20 {
		t.Errorf("%d rows, heap %d MB", rows, m.HeapAlloc>>20)
	}
}

// TestGeoJSONLikeOGR: GDAL sees the same geometries and values.
func TestGeoJSONLikeOGR(t *testing.T) {
	path := writeTemp(t, "x.geojson", `{"type":"FeatureCollection","features":[
		{"type":"Feature","properties":{"n":1,"r":1.5,"s":"Đất, \"ở\""},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]],[[1,1],[2,1],[2,2],[1,1]]],[[[15,5],[16,5],[16,6],[15,5]]]]}},
		{"type":"Feature","properties":{"n":null,"r":2,"s":"007"},"geometry":{"type":"LineString","coordinates":[[1.123456789,2],[3,4],[5,6]]}},
		{"type":"Feature","properties":{"n":3},"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}]}},
		{"type":"Feature","properties":{"s":"x"},"geometry":null}]}`)
	_, records := recordsOf(t, path, importers.OpenOptions{})
	expect(t, "records", ogrRecords(t, path, 3), csvRecords(records))
}

// csvRecords writes values as CSV does.
func csvRecords(records []readRow) [][]string {
	var out [][]string
	for _, r := range records {
		row := []string{r.Geometry}
		for _, v := range r.Values {
			if v == nil {
				v = ""
			}
			row = append(row, fmt.Sprint(v))
		}
		out = append(out, row)
	}
	return out
}

// ogrRecords reads a file with ogr2ogr: geometry and the first fields, as our tests write them.
func ogrRecords(t *testing.T, path string, fields int, args ...string) [][]string {
	t.Helper()
	args = append([]string{"-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "/vsistdout/", path}, args...)
	out, err := exec.Command("ogr2ogr", args...).Output()
	if err != nil {
		t.Fatalf("ogr2ogr (Debian package gdal-bin): %v", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for _, row := range rows[1:] {
		if row[0] != "" {
			g, err := wkt.Unmarshal(row[0])
			if err != nil {
				t.Fatal(err)
			}
			if row[0], err = wkt.Marshal(g); err != nil {
				t.Fatal(err)
			}
		}
		all = append(all, row[:fields+1])
	}
	return all
}

func FuzzGeoJSON(f *testing.F) {
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","id":1,"properties":{"a":"\u0110"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}],"crs":{}}`))
	f.Add([]byte("\x1e{\"type\":\"Point\",\"coordinates\":[1,2]}\n\x1e{"))
	f.Add([]byte(`{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{"type":"MultiPoint","coordinates":[[1,2,3]]}]}}`))
	path := filepath.Join(f.TempDir(), "x.geojson")
	f.Fuzz(func(t *testing.T, b []byte) {
		readTwice(t, path, append([]byte("{"), b...))
		readTwice(t, path, b)
	})
}

// readTwice reads a file of any content two times; both must end, and see the same.
func readTwice(t *testing.T, path string, content []byte) {
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	_, first, err1 := drainFile(path, importers.OpenOptions{})
	_, second, err2 := drainFile(path, importers.OpenOptions{})
	if diff := cmp.Diff(fmt.Sprint(first), fmt.Sprint(second)); diff != "" || (err1 == nil) != (err2 == nil) {
		t.Errorf("%q is read in two ways: %s, %v, %v", content, diff, err1, err2)
	}
}
