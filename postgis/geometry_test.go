package postgis_test

import (
	"bytes"
	"context"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	geom "github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/ewkb"
	"github.com/twpayne/go-geom/encoding/wkt"
	"pgregory.net/rapid"

	"sotay/internal/testdb"
	"sotay/postgis"
)

// wkts has every type, every layout, and emptiness.
var wkts = []string{
	"POINT (107.0843 10.346)",
	"POINT Z (1 2 3)",
	"POINT M (1 2 4)",
	"POINT ZM (1 2 3 4)",
	"POINT EMPTY",
	"LINESTRING (0 0, 1 1, 2 0)",
	"LINESTRING EMPTY",
	"POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1))",
	"POLYGON Z ((0 0 1, 4 0 2, 4 4 3, 0 0 1))",
	"POLYGON EMPTY",
	"MULTIPOINT (1 2, 3 4)",
	"MULTIPOINT EMPTY",
	"MULTILINESTRING M ((0 0 1, 1 1 2), (5 5 3, 6 6 4))",
	"MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 9 5, 9 9, 5 5), (7 6, 8 6, 8 7, 7 6)))",
	"MULTIPOLYGON EMPTY",
	"GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1), GEOMETRYCOLLECTION (POINT (3 4)))",
	"GEOMETRYCOLLECTION EMPTY",
}

func TestGeometryAgreesWithPostGIS(t *testing.T) {
	db := testdb.Empty(t)
	for _, text := range wkts {
		var made geom.T
		if err := db.App.QueryRow(t.Context(), `SELECT ST_GeomFromText($1, 910775)`, text).Scan(&made); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if made.SRID() != 910775 {
			t.Errorf("%s: SRID %d", text, made.SRID())
		}
		var same bool
		var back string
		err := db.App.QueryRow(t.Context(), `
			SELECT ST_AsEWKB($1::geometry) = ST_AsEWKB(ST_GeomFromText($2, 910775)),
			       ST_AsEWKT($1::geometry)`, made, text).Scan(&same, &back)
		if err != nil || !same {
			t.Errorf("%s came back as %s, %v", text, back, err)
		}
	}
}

func TestGeometryAgreesWithGoGeom(t *testing.T) {
	for _, text := range wkts {
		g, err := wkt.Unmarshal(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		want, err := ewkb.Marshal(g, ewkb.NDR)
		if err != nil {
			t.Fatal(err)
		}
		got, err := postgis.AppendEWKB(nil, g)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func TestBigEndianIsReadToo(t *testing.T) {
	want := geom.NewPolygonFlat(geom.XYZ, []float64{0, 0, 1, 4, 0, 2, 4, 4, 3, 0, 0, 1}, []int{12}).SetSRID(4326)
	big, err := ewkb.Marshal(want, ewkb.XDR)
	if err != nil {
		t.Fatal(err)
	}
	got, err := postgis.ParseEWKB(big)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNullGeometryIsNil(t *testing.T) {
	db := testdb.Empty(t)
	var g geom.T = geom.NewPointFlat(geom.XY, []float64{1, 2})
	var isNull bool
	var p *geom.Point
	err := db.App.QueryRow(t.Context(), `SELECT NULL::geometry, $1::geometry IS NULL, $2::geometry`, nil, (*geom.Point)(nil)).Scan(&g, &isNull, &p)
	if err != nil || g != nil || !isNull || p != nil {
		t.Errorf("got %v, %v, %v, %v", g, isNull, p, err)
	}
}

func TestGeometryScansIntoItsOwnType(t *testing.T) {
	db := testdb.Empty(t)
	var line geom.LineString
	if err := db.App.QueryRow(t.Context(), `SELECT 'LINESTRING(0 0,3 4)'::geometry`).Scan(&line); err != nil || line.Length() != 5 {
		t.Errorf("length %v, %v", line.Length(), err)
	}
	var point geom.Point
	if err := db.App.QueryRow(t.Context(), `SELECT 'LINESTRING(0 0,3 4)'::geometry`).Scan(&point); err == nil {
		t.Error("a line was scanned into a point")
	}
	var list []geom.T
	err := db.App.QueryRow(t.Context(), `SELECT ARRAY['POINT(1 2)', NULL, 'LINESTRING(0 0,3 4)']::geometry[]`).Scan(&list)
	if err != nil || len(list) != 3 || list[1] != nil {
		t.Errorf("array: %v, %v", list, err)
	}
	var raw []byte
	if err := db.App.QueryRow(t.Context(), `SELECT 'POINT(1 2)'::geometry`).Scan(&raw); err != nil || len(raw) != 21 {
		t.Errorf("raw EWKB: %x, %v", raw, err)
	}
	var same bool
	if err := db.App.QueryRow(t.Context(), `SELECT $1::geometry ~= 'POINT(1 2)'::geometry`, raw).Scan(&same); err != nil || !same {
		t.Errorf("raw EWKB as a parameter: %v, %v", same, err)
	}
}

func TestGeometryPassesBinaryCopy(t *testing.T) {
	db := testdb.Empty(t)
	ctx := context.Background()
	if _, err := db.Owner.Exec(ctx, `CREATE TABLE public.shapes (id int, geom geometry)`); err != nil {
		t.Fatal(err)
	}
	square := geom.NewPolygonFlat(geom.XY, []float64{0, 0, 2, 0, 2, 2, 0, 2, 0, 0}, []int{10}).SetSRID(910775)
	n, err := db.Owner.CopyFrom(ctx, []string{"public", "shapes"}, []string{"id", "geom"}, &rowSource{rows: [][]any{{1, square}, {2, nil}}})
	if err != nil || n != 2 {
		t.Fatalf("copied %d, %v", n, err)
	}
	var area float64
	if err := db.Owner.QueryRow(ctx, `SELECT sum(ST_Area(geom)) FROM public.shapes`).Scan(&area); err != nil || area != 4 {
		t.Errorf("area %v, %v", area, err)
	}
}

type rowSource struct {
	rows [][]any
	at   int
}

func (s *rowSource) Next() bool             { s.at++; return s.at <= len(s.rows) }
func (s *rowSource) Values() ([]any, error) { return s.rows[s.at-1], nil }
func (s *rowSource) Err() error             { return nil }

func TestEWKBRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGeometry(t)
		first, err := postgis.AppendEWKB(nil, g)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := postgis.ParseEWKB(first)
		if err != nil {
			t.Fatal(err)
		}
		again, err := postgis.AppendEWKB(nil, parsed)
		if err != nil || !bytes.Equal(first, again) {
			t.Fatalf("%x became %x, %v", first, again, err)
		}
	})
}

func anyGeometry(t *rapid.T) geom.T {
	layout := rapid.SampledFrom([]geom.Layout{geom.XY, geom.XYZ, geom.XYM, geom.XYZM}).Draw(t, "layout")
	srid := rapid.SampledFrom([]int{0, 4326, 910775}).Draw(t, "srid")
	coords := func(n int) []float64 {
		return rapid.SliceOfN(rapid.Float64Range(-1e7, 1e7), n*layout.Stride(), n*layout.Stride()).Draw(t, "coords")
	}
	n := rapid.IntRange(0, 5).Draw(t, "n")
	end := n * layout.Stride()
	switch rapid.IntRange(0, 4).Draw(t, "type") {
	case 0:
		return geom.NewPointFlat(layout, coords(1)).SetSRID(srid)
	case 1:
		return geom.NewLineStringFlat(layout, coords(n)).SetSRID(srid)
	case 2:
		return geom.NewPolygonFlat(layout, coords(2*n), []int{end, 2 * end}).SetSRID(srid)
	case 3:
		return geom.NewMultiLineStringFlat(layout, coords(2*n), []int{end, 2 * end}).SetSRID(srid)
	}
	return geom.NewMultiPolygonFlat(layout, coords(3*n), [][]int{{end, 2 * end}, {}, {3 * end}}).SetSRID(srid)
}

func TestEWKBRefusesWhatCannotBe(t *testing.T) {
	deep := bytes.Repeat([]byte{1, 7, 0, 0, 0, 1, 0, 0, 0}, 1000)
	for name, src := range map[string][]byte{
		"nothing":              {},
		"byte order":           {2, 1, 0, 0, 0},
		"cut point":            {1, 1, 0, 0, 0, 0, 0},
		"cut SRID":             {1, 1, 0, 0, 0x20, 1},
		"four billion points":  {1, 2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff},
		"four billion rings":   {1, 3, 0, 0, 0, 0xff, 0xff, 0xff, 0xff},
		"circular string":      {1, 8, 0, 0, 0, 0, 0, 0, 0},
		"line in a multipoint": {1, 4, 0, 0, 0, 1, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"bytes too many":       {1, 2, 0, 0, 0, 0, 0, 0, 0, 9},
		"endless nesting":      deep,
	} {
		if g, err := postgis.ParseEWKB(src); err == nil {
			t.Errorf("%s: read as %v", name, g)
		}
	}
}

func FuzzParseEWKB(f *testing.F) {
	for _, text := range wkts {
		g, err := wkt.Unmarshal(text)
		if err != nil {
			f.Fatal(err)
		}
		src, err := postgis.AppendEWKB(nil, g)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		g, err := postgis.ParseEWKB(src)
		if err != nil {
			return
		}
		if _, err := postgis.AppendEWKB(nil, g); err != nil {
			t.Errorf("read but not written: %v", err)
		}
	})
}
