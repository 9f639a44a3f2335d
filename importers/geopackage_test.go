package importers_test

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	geom "github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/wkb"
	"github.com/twpayne/go-geom/encoding/wkbcommon"

	"sotay/importers"
	"sotay/internal/geowrite"
)

// newGPKG makes a GeoPackage with one layer of points, and changes it by SQL.
func newGPKG(t testing.TB, fields []importers.Field, statements ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tinh.gpkg")
	p, err := geowrite.CreateGeoPackage(path, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.AddLayer("diem", "Điểm", "", 910775, fields); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	execSQLite(t, path, statements...)
	return path
}

func execSQLite(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// gpkgBlob writes a geometry with an envelope of some kind, in either byte order.
func gpkgBlob(body []byte, srs int32, envelope int, flags byte, order binary.AppendByteOrder) []byte {
	b := []byte{'G', 'P', 0, flags | byte(envelope)<<1}
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		b[3] |= 1
	}
	b = order.AppendUint32(b, uint32(srs))
	return append(append(b, make([]byte, []int{0, 32, 48, 48, 64}[envelope])...), body...)
}

func insertBlob(b []byte) string {
	return fmt.Sprintf("INSERT INTO diem (geom) VALUES (x'%s')", hex.EncodeToString(b))
}

func TestGeoPackageGeometries(t *testing.T) {
	marshal := func(g geom.T, order binary.ByteOrder) []byte {
		b, err := wkb.Marshal(g, order, wkbcommon.WKBOptionEmptyPointHandling(wkbcommon.EmptyPointHandlingNaN))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	little, big := binary.LittleEndian, binary.BigEndian
	point := geom.NewPointFlat(geom.XY, []float64{1, 2})
	ring := []float64{0, 0, 1, 0, 1, 1, 0, 0}
	for _, tt := range []struct {
		name    string
		blob    []byte
		want    string
		problem string
	}{
		{"point", gpkgBlob(marshal(point, wkb.NDR), 5899, 0, 0, little), "POINT (1 2)", ""},
		{"envelope xy", gpkgBlob(marshal(point, wkb.NDR), 5899, 1, 0, little), "POINT (1 2)", ""},
		{"envelope xyz", gpkgBlob(marshal(point, wkb.NDR), 5899, 2, 0, little), "POINT (1 2)", ""},
		{"envelope xym", gpkgBlob(marshal(point, wkb.NDR), 5899, 3, 0, little), "POINT (1 2)", ""},
		{"envelope xyzm", gpkgBlob(marshal(point, wkb.NDR), 5899, 4, 0, little), "POINT (1 2)", ""},
		{"big endian", gpkgBlob(marshal(point, wkb.XDR), 5899, 1, 0, big), "POINT (1 2)", ""},
		{"mixed orders", gpkgBlob(marshal(point, wkb.NDR), 5899, 1, 0, big), "POINT (1 2)", ""},
		{"undefined system", gpkgBlob(marshal(point, wkb.NDR), -1, 0, 0, little), "POINT (1 2)", ""},
		{"another system", gpkgBlob(marshal(point, wkb.NDR), 4326, 0, 0, little), "", "other_srs"},
		{"Z", gpkgBlob(marshal(geom.NewPointFlat(geom.XYZ, []float64{1, 2, 3}), wkb.NDR), 5899, 0, 0, little), "POINT Z (1 2 3)", ""},
		{"M", gpkgBlob(marshal(geom.NewPointFlat(geom.XYM, []float64{1, 2, 3}), wkb.NDR), 5899, 0, 0, little), "POINT M (1 2 3)", ""},
		{"ZM", gpkgBlob(marshal(geom.NewPointFlat(geom.XYZM, []float64{1, 2, 3, 4}), wkb.NDR), 5899, 0, 0, little), "POINT ZM (1 2 3 4)", ""},
		{"polygon", gpkgBlob(marshal(geom.NewPolygonFlat(geom.XY, ring, []int{8}), wkb.NDR), 5899, 0, 0, little), "POLYGON ((0 0, 1 0, 1 1, 0 0))", ""},
		{"multipolygon", gpkgBlob(marshal(geom.NewMultiPolygonFlat(geom.XY, ring, [][]int{{8}}), wkb.NDR), 5899, 0, 0, little), "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))", ""},
		{"collection", gpkgBlob(marshal(geom.NewGeometryCollection().MustPush(point), wkb.NDR), 5899, 0, 0, little), "GEOMETRYCOLLECTION (POINT (1 2))", ""},
		{"empty flag", gpkgBlob(nil, 5899, 0, 0x10, little), "", ""},
		{"empty point", gpkgBlob(marshal(geom.NewPointEmpty(geom.XY), wkb.NDR), 5899, 0, 0, little), "", ""},
		{"empty polygon", gpkgBlob(marshal(geom.NewPolygon(geom.XY), wkb.NDR), 5899, 0, 0, little), "", ""},
		{"curve", gpkgBlob([]byte{1, 8, 0, 0, 0, 0, 0, 0, 0}, 5899, 0, 0, little), "", "curve"},
		{"curve polygon Z", gpkgBlob([]byte{1, 0xF2, 3, 0, 0, 0, 0, 0, 0}, 5899, 0, 0, little), "", "curve"},
		{"TIN", gpkgBlob([]byte{1, 16, 0, 0, 0, 0, 0, 0, 0}, 5899, 0, 0, little), "", "curve"},
		{"curve in a collection", gpkgBlob([]byte{1, 7, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0}, 5899, 0, 0, little), "", "curve"},
		{"EWKB", gpkgBlob([]byte{1, 1, 0, 0, 0x20, 0, 0, 0, 0}, 5899, 0, 0, little), "", "bad_geometry"},
		{"huge count", gpkgBlob([]byte{1, 2, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF}, 5899, 0, 0, little), "", "bad_geometry"},
		{"huge count of parts", gpkgBlob([]byte{1, 6, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 1, 3}, 5899, 0, 0, little), "", "bad_geometry"},
		{"cut", gpkgBlob(marshal(point, wkb.NDR)[:10], 5899, 0, 0, little), "", "bad_geometry"},
		{"cut in the envelope", gpkgBlob(nil, 5899, 4, 0, little)[:30], "", "bad_geometry"},
		{"extended", gpkgBlob(marshal(point, wkb.NDR), 5899, 0, 0x20, little), "", "bad_geometry"},
		{"envelope kind 5", []byte{'G', 'P', 0, 5<<1 | 1, 0, 0, 0, 0}, "", "bad_geometry"},
		{"version 7", []byte{'G', 'P', 7, 1, 0, 0, 0, 0}, "", "bad_geometry"},
		{"not GP", []byte("hello, world"), "", "bad_geometry"},
	} {
		_, records := recordsOf(t, newGPKG(t, nil, insertBlob(tt.blob)), importers.OpenOptions{})
		want := readRow{Row: 1, Geometry: tt.want}
		if tt.problem != "" {
			want.Problems = []string{tt.problem}
		}
		expect(t, tt.name, []readRow{want}, records)
	}
	_, records := recordsOf(t, newGPKG(t, nil, `INSERT INTO diem (geom) VALUES (NULL), (x''), ('text'), (5)`), importers.OpenOptions{})
	expect(t, "no blobs", []readRow{{Row: 1}, {Row: 2}, {Row: 3, Problems: []string{"bad_geometry"}}, {Row: 4, Problems: []string{"bad_geometry"}}}, records)
}

func TestGeoPackageValues(t *testing.T) {
	path := newGPKG(t, nil,
		`ALTER TABLE diem ADD COLUMN "số ""tờ""" MEDIUMINT`, `ALTER TABLE diem ADD COLUMN dt DOUBLE`, `ALTER TABLE diem ADD COLUMN ten TEXT(20)`,
		`ALTER TABLE diem ADD COLUMN moi BOOLEAN`, `ALTER TABLE diem ADD COLUMN ngay DATE`, `ALTER TABLE diem ADD COLUMN luc DATETIME`,
		`ALTER TABLE diem ADD COLUMN anh BLOB`, `ALTER TABLE diem ADD COLUMN la VARIANT`,
		`INSERT INTO diem ("số ""tờ""", dt, ten, moi, ngay, luc, anh, la) VALUES
			(5, 1.5, 'Đất', 1, '2024-06-30', '2024-06-30T08:05:00.250Z', x'00', 'x'),
			('6', 2, 7, 0, '2024-06-30', '2024-06-30', NULL, 1.25),
			(2.0, '3.5', CAST(x'42B52052' AS TEXT), NULL, NULL, NULL, NULL, x'41'),
			('sáu', 'hai', NULL, 5, '30/06/2024', 'hôm qua', NULL, NULL),
			(1.5, NULL, NULL, 'true', 20240630, NULL, NULL, NULL)`)
	schema, records := recordsOf(t, path, importers.OpenOptions{})
	expect(t, "fields", []string{`số "tờ" integer`, "dt real", "ten text", "moi boolean", "ngay date", "luc timestamp", "la text"}, fieldList(schema))
	expect(t, "problems", []string{"column_type/anh"}, problemCodes(schema.Problems))
	expect(t, "records", []readRow{
		{Row: 1, Values: []any{int64(5), 1.5, "Đất", true, "2024-06-30T00:00:00Z", "2024-06-30T08:05:00Z", "x"}},
		{Row: 2, Values: []any{int64(6), 2.0, "7", false, "2024-06-30T00:00:00Z", "2024-06-30T00:00:00Z", "1.25"}},
		{Row: 3, Values: []any{int64(2), 3.5, "B\xb5 R", nil, nil, nil, "A"}},
		{Row: 4, Values: []any{nil, nil, nil, nil, nil, nil, nil}, Problems: []string{`wrong_value/số "tờ"`, "wrong_value/dt", "wrong_value/moi", "wrong_value/ngay", "wrong_value/luc"}},
		{Row: 5, Values: []any{nil, nil, nil, nil, nil, nil, nil}, Problems: []string{`wrong_value/số "tờ"`, "wrong_value/moi", "wrong_value/ngay"}},
	}, records)
	if schema.Encoding != "utf-8" || schema.Rows != 5 || schema.Name != "diem" {
		t.Errorf("schema %+v", schema)
	}
}

func TestGeoPackageCRS(t *testing.T) {
	for _, tt := range []struct {
		change string
		srid   int
	}{
		{`SELECT 1`, 910775},
		{`UPDATE gpkg_spatial_ref_sys SET definition = 'undefined' WHERE srs_id = 5899`, 910775},
		{`UPDATE gpkg_spatial_ref_sys SET organization = 'NONE', organization_coordsys_id = 1 WHERE srs_id = 5899`, 910775},
		{`UPDATE gpkg_spatial_ref_sys SET organization = 'x', definition = 'x' WHERE srs_id = 5899`, 0},
		{`UPDATE gpkg_geometry_columns SET srs_id = -1`, 0},
		{`UPDATE gpkg_geometry_columns SET srs_id = 4326`, importers.WGS84},
		{`DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = 5899`, 0},
	} {
		schema, _ := recordsOf(t, newGPKG(t, nil, tt.change), importers.OpenOptions{})
		srid, _, err := importers.SRIDOf(schema.CRS)
		if srid != tt.srid || (err == nil) != (tt.srid != 0) {
			t.Errorf("%s: %d, %v", tt.change, srid, err)
		}
	}
}

func TestGeoPackageLayers(t *testing.T) {
	path := newGPKG(t, nil,
		`CREATE TABLE "bảng ""kê""" (fid INTEGER PRIMARY KEY, ma TEXT)`,
		`INSERT INTO "bảng ""kê""" (ma) VALUES ('007')`,
		`INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('bảng "kê"', 'attributes', 'b'), ('ảnh', 'tiles', 'c')`)
	names, err := importers.List(path)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "layers", []string{"diem"}, names)
	if schema, _ := recordsOf(t, path, importers.OpenOptions{}); schema.Name != "diem" {
		t.Errorf("the only layer is %q", schema.Name)
	}
	schema, records := recordsOf(t, path, importers.OpenOptions{Layer: `BẢNG "KÊ"`})
	expect(t, "attributes", []readRow{{Row: 1, Values: []any{"007"}}}, records)
	expect(t, "attributes", []string{"ma text"}, fieldList(schema))
	execSQLite(t, path, `INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('duong', 'features', 'd', 4326)`, `CREATE TABLE duong (g BLOB, a INT)`,
		`INSERT INTO gpkg_geometry_columns VALUES ('duong', 'g', 'LINESTRING', 4326, 0, 0)`)
	for _, layer := range []string{"", "khong co"} {
		_, err := importers.Open(path, importers.OpenOptions{Layer: layer})
		var refused *importers.Refused
		if !errors.As(err, &refused) || refused.Code != "source_layer" || !strings.Contains(refused.Reason.En, "diem, duong") {
			t.Errorf("layer %q: %v", layer, err)
		}
	}
	if schema, _ := recordsOf(t, path, importers.OpenOptions{Layer: "duong"}); schema.Geometry != "LineString" || len(schema.Fields) != 1 {
		t.Errorf("%+v", schema)
	}
}

func TestGeoPackageDamaged(t *testing.T) {
	for name, path := range map[string]string{
		"only the magic": writeTemp(t, "a.gpkg", "SQLite format 3\x00"),
		"no catalogue":   newGPKG(t, nil, `DROP TABLE gpkg_contents`),
		"no table":       newGPKG(t, nil, `DROP TABLE diem`),
		"no column":      newGPKG(t, nil, `UPDATE gpkg_geometry_columns SET column_name = 'khong'`),
	} {
		_, err := importers.Open(path, importers.OpenOptions{})
		var refused *importers.Refused
		if !errors.As(err, &refused) || refused.Code != "bad_geopackage" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestGeoPackageCorrupt flips bytes all over a file: reading ends, in whatever way.
func TestGeoPackageCorrupt(t *testing.T) {
	var inserts []string
	point, err := wkb.Marshal(geom.NewPointFlat(geom.XY, []float64{1, 2}), wkb.NDR)
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		inserts = append(inserts, insertBlob(gpkgBlob(point, 5899, 1, 0, binary.LittleEndian)))
	}
	whole, err := os.ReadFile(newGPKG(t, nil, inserts...))
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	opened := 0
	for range 300 {
		bad := bytes.Clone(whole)
		for range 1 + rnd.IntN(30) {
			bad[100+rnd.IntN(len(bad)-100)] = byte(rnd.Uint32())
		}
		if rnd.IntN(4) == 0 {
			bad = bad[:rnd.IntN(len(bad))]
		}
		if len(bad) < 16 {
			continue
		}
		if _, records, err := drainFile(writeTemp(t, "x.gpkg", string(bad)), importers.OpenOptions{}); err == nil && len(records) > 0 {
			opened++
		}
	}
	if opened == 0 {
		t.Error("no damaged file could be read: the damage is too large to test anything")
	}
}

// TestGeoPackageReadOnly: nothing is written beside the file or into it.
func TestGeoPackageReadOnly(t *testing.T) {
	path := newGPKG(t, nil, `PRAGMA journal_mode=wal`, `INSERT INTO diem (geom) VALUES (NULL)`)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, records := recordsOf(t, path, importers.OpenOptions{})
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != 1 || !bytes.Equal(before, after) || len(left) != 1 {
		t.Errorf("%d records, changed %t, files %v", len(records), !bytes.Equal(before, after), left)
	}
}

// TestGeoPackageLikeOGR: a file that GDAL made is read as GDAL reads it, layer by layer.
func TestGeoPackageLikeOGR(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "a.csv")
	if err := os.WriteFile(source, []byte("id,WKT,ten,so,co\n1,\"POLYGON ((0 0,9 0,9 9,0 0),(1 1,2 1,2 2,1 1))\",\"Đất, ở\",1.5,0\n2,\"MULTIPOLYGON (((5 5,6 5,6 6,5 5)))\",,2.25,1\n3,,\"x\",,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "a.gpkg")
	for _, layer := range []string{"một", "hai"} {
		out, err := exec.Command("ogr2ogr", "-f", "GPKG", "-update", "-append", "-nln", layer, "-a_srs", "EPSG:5899", "-oo", "AUTODETECT_TYPE=YES", "-oo", "KEEP_GEOM_COLUMNS=NO", path, source).CombinedOutput()
		if err != nil {
			t.Fatalf("ogr2ogr (Debian package gdal-bin): %v\n%s", err, out)
		}
	}
	names, err := importers.List(path)
	if err != nil || !slices.Equal(names, []string{"một", "hai"}) {
		t.Errorf("layers %q, %v", names, err)
	}
	schema, records := recordsOf(t, path, importers.OpenOptions{Layer: "hai"})
	expect(t, "records", ogrRecords(t, path, 4, "hai"), csvRecords(records))
	if srid, _, err := importers.SRIDOf(schema.CRS); srid != 910775 || err != nil {
		t.Errorf("SRID %d, %v", srid, err)
	}
}

func FuzzGeoPackageGeometry(f *testing.F) {
	for _, g := range []geom.T{
		geom.NewPointFlat(geom.XYZM, []float64{1, 2, 3, 4}),
		geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 1, 0, 1, 1, 0, 0}, [][]int{{8}}),
		geom.NewGeometryCollection().MustPush(geom.NewLineStringFlat(geom.XY, []float64{1, 2, 3, 4})),
	} {
		b, err := wkb.Marshal(g, wkb.XDR)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(gpkgBlob(b, 5899, 1, 0, binary.BigEndian))
	}
	f.Fuzz(func(t *testing.T, blob []byte) {
		shape, problems := importers.GeoPackageGeometry(blob)
		if shape != nil && slices.ContainsFunc(problems, func(p importers.Problem) bool { return p.Severity == importers.Error }) {
			t.Errorf("%X: both %v and %v", blob, shape, problems)
		}
		if shape != nil && (shape.Empty() || len(coordinatesOf(shape)) > len(blob)) {
			t.Errorf("%X gives %v", blob, shape)
		}
	})
}

func coordinatesOf(g geom.T) []float64 {
	whole, ok := g.(*geom.GeometryCollection)
	if !ok {
		return g.FlatCoords()
	}
	var all []float64
	for _, part := range whole.Geoms() {
		all = append(all, coordinatesOf(part)...)
	}
	return all
}
