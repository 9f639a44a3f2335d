package importers_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twpayne/go-geom/encoding/wkt"

	"sotay/importers"
)

// readRow is a record in a form that outlives the reader and that cmp can compare.
type readRow struct {
	Row      int64
	Geometry string
	Values   []any
	Problems []string // code, or code/field
}

// writeTemp puts a file of the given name into a folder of its own.
func writeTemp(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func recordsOf(t testing.TB, path string, o importers.OpenOptions) (importers.Schema, []readRow) {
	t.Helper()
	schema, records, err := drainFile(path, o)
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	return schema, records
}

func drainFile(path string, o importers.OpenOptions) (importers.Schema, []readRow, error) {
	r, err := importers.Open(path, o)
	if err != nil {
		return importers.Schema{}, nil, err
	}
	defer r.Close()
	var out []readRow
	var rec importers.Record
	for {
		if err := r.Next(&rec); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return r.Schema(), out, err
		}
		out = append(out, copyRow(rec))
	}
	if done, total := r.Progress(); done < 0 || done > total {
		return r.Schema(), out, fmt.Errorf("progress %d of %d", done, total)
	}
	return r.Schema(), out, r.Close()
}

func copyRow(rec importers.Record) readRow {
	s := readRow{Row: rec.Row, Problems: problemCodes(rec.Problems)}
	for _, v := range rec.Values {
		switch v := v.(type) {
		case []byte:
			s.Values = append(s.Values, string(v))
		case time.Time:
			s.Values = append(s.Values, v.Format(time.RFC3339))
		default:
			s.Values = append(s.Values, v)
		}
	}
	if rec.Geometry != nil {
		text, err := wkt.Marshal(rec.Geometry)
		if err != nil {
			text = err.Error()
		}
		s.Geometry = text
	}
	return s
}

func problemCodes(problems []importers.Problem) []string {
	var out []string
	for _, p := range problems {
		code := p.Code
		if p.Field != "" {
			code += "/" + p.Field
		}
		if p.What.Vi == "" || p.What.En == "" || p.Todo.Vi == "" || p.Todo.En == "" || p.Severity == "" || strings.Contains(p.What.Vi+p.What.En, "%!") || strings.Contains(p.What.En, "%[") {
			code += fmt.Sprintf(" with the words %+v", p)
		}
		out = append(out, code)
	}
	return out
}

func fieldList(s importers.Schema) []string {
	var out []string
	for _, f := range s.Fields {
		out = append(out, f.Name+" "+string(f.Type))
	}
	return out
}

func expect(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, content, code, says string
	}{
		{"dat.kml", `<?xml version="1.0"?><svg/>`, "wrong_content", "KML"},
		{"noname", `<?xml version="1.0"?><kml/>`, "wrong_content", ".kml"},
		{"dat.kmz", "not a zip", "wrong_content", "KMZ"},
		{"broken.kmz", "PK\x03\x04", "gdal_failed", "KMZ"},
		{"dat.gml", "<x/>", "wrong_content", "GML"},
		{"dat.vrt", "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>", "unknown_format", "GML"},
		{"vrt.kml", "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>", "wrong_content", "KML"},
		{"entity.kml", `<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml xmlns="http://www.opengis.net/kml/2.2">&x;</kml>`, "unsafe_xml", "refused"},
		{"entity.gml", `<!DOCTYPE x><wfs:FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>`, "unsafe_xml", "refused"},
		{"track.gpx", "<gpx/>", "format_refused", "GPX"},
		{"dat.dxf", "AutoCAD Binary DXF\r\n\x1a\x00", "format_refused", "ASCII"},
		{"text.dxf", "hello", "wrong_content", "DXF"},
		{"v8.dgn", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "format_refused", "V7"},
		{"text.dgn", "hello", "wrong_content", "DGN"},
		{"noname2", "\xc8\x09\xfe\x02", "wrong_content", ".dgn"},
		{"dat.dwg", "AC1018", "format_refused", "DXF"},
		{"view.tab", "!table\n!version 300\ncreate view x as Select * from y", "format_refused", "Save Copy As"},
		{"dat.mid", "1,2\n", "format_refused", ".mif"},
		{"dat.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "format_refused", "CSV UTF-8"},
		{"bang.xlsx", "PK\x03\x04[Content_Types].xml", "gdal_failed", "Excel"},
		{"bang.zip", "PK\x03\x04\x14\x00[Content_Types].xml", "wrong_content", ".xlsx"},
		{"bad.fgb", "fgb\x03fgb\x00", "gdal_failed", "FlatGeobuf"},
		{"dat.gtp", "x", "format_refused", "GTP"},
		{"rong.csv", "", "empty_file", "empty"},
		{"nhi_phan.csv", "a\x00\x01", "bad_csv", "NUL"},
		{"anh.png", "\x89PNG\r\n\x1a\n", "unknown_format", "anh.png"},
		{"trang.html", "<html>", "unknown_format", "trang.html"},
		{"list.json", "[1,2]", "unknown_format", "list.json"},
		{"noi.bin", "hello", "unknown_format", "noi.bin"},
		{"topo.json", `{"type":"Topology","objects":{},"arcs":[]}`, "unknown_format", "TopoJSON"},
		{"esri.json", `{"geometryType":"esriGeometryPolygon","spatialReference":{"wkid":4326},"features":[{"attributes":{"a":1}}]}`, "unknown_format", "Esri"},
		{"other.json", `{"a":1}`, "unknown_format", "not GeoJSON"},
		{"any.sqlite", "SQLite format 3\x00", "", ""},
	} {
		_, err := importers.Open(writeTemp(t, tt.name, tt.content), importers.OpenOptions{})
		var refused *importers.Refused
		if err == nil {
			t.Errorf("%s is opened", tt.name)
		} else if tt.code != "" && (!errors.As(err, &refused) || refused.Code != tt.code || !strings.Contains(refused.Reason.En, tt.says)) {
			t.Errorf("%s: %v; want a refusal %q with %q", tt.name, err, tt.code, tt.says)
		}
	}
	dir := t.TempDir()
	if _, err := importers.Open(dir, importers.OpenOptions{}); err == nil || !strings.Contains(err.Error(), "folder") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := importers.Open(filepath.Join(dir, "none.csv"), importers.OpenOptions{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestListSingle(t *testing.T) {
	for name, content := range map[string]string{"dat.geojson": `{"type":"Point","coordinates":[107,10]}`, "dat.csv": "a,b\n1,2\n"} {
		got, err := importers.List(writeTemp(t, name, content))
		if err != nil {
			t.Fatal(err)
		}
		expect(t, name, []string{"dat"}, got)
	}
}
