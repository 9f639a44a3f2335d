package importers_test

import (
	"context"
	"encoding/binary"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	geom "github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/geojson"
	"github.com/twpayne/go-geom/encoding/wkb"
	"github.com/twpayne/go-geom/encoding/wkt"

	"sotay/importers"
	"sotay/internal/shpwrite"
)

// ringFiles writes one polygon into a file of each format, just as it is.
func ringFiles(t *testing.T, g geom.T) map[string]string {
	t.Helper()
	text, err := wkt.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	json, err := geojson.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	blob, err := wkb.Marshal(g, wkb.NDR)
	if err != nil {
		t.Fatal(err)
	}
	shp := filepath.Join(t.TempDir(), "x.shp")
	w, err := shpwrite.Create(shp, shpwrite.Config{Kind: shpwrite.Polygon, Layout: g.Layout()})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(g), w.Close()); err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"Shapefile":  shp,
		"GeoJSON":    writeTemp(t, "x.geojson", `{"type":"Feature","properties":{},"geometry":`+string(json)+`}`),
		"CSV":        writeTemp(t, "x.csv", "id;wkt\n1;"+text+"\n"),
		"GeoPackage": newGPKG(t, nil, insertBlob(gpkgBlob(blob, 5899, 0, 0, binary.LittleEndian))),
	}
}

// TestRings: every reader closes an open ring and says so, and refuses one that encloses
// nothing.
func TestRings(t *testing.T) {
	polygon := func(flat []float64, ends ...int) geom.T { return geom.NewPolygonFlat(geom.XY, flat, ends) }
	shell := []float64{0, 0, 9, 0, 9, 9, 0, 9, 0, 0}
	closed := polygon(shell, 10)
	withHole := polygon(append(shell[:10:10], 2, 2, 2, 3, 3, 3, 2, 2), 10, 18)
	for _, tt := range []struct {
		name    string
		in      geom.T
		want    geom.T // nil: refused
		problem string
	}{
		{"closed", closed, closed, ""},
		{"triangle", polygon([]float64{0, 0, 9, 0, 9, 9, 0, 0}, 8), polygon([]float64{0, 0, 9, 0, 9, 9, 0, 0}, 8), ""},
		{"open", polygon(shell[:8], 8), closed, "open_ring"},
		{"open triangle", polygon([]float64{0, 0, 9, 0, 9, 9}, 6), polygon([]float64{0, 0, 9, 0, 9, 9, 0, 0}, 8), "open_ring"},
		{"open hole", polygon(append(shell[:10:10], 2, 2, 2, 3, 3, 3), 10, 16), withHole, "open_ring"},
		{"open shell and hole", polygon(append(shell[:8:8], 2, 2, 2, 3, 3, 3), 8, 14), withHole, "open_ring"},
		{
			"second of two parts", geom.NewMultiPolygonFlat(geom.XY, append(shell[:10:10], 20, 0, 29, 0, 29, 9), [][]int{{10}, {16}}),
			geom.NewMultiPolygonFlat(geom.XY, append(shell[:10:10], 20, 0, 29, 0, 29, 9, 20, 0), [][]int{{10}, {18}}), "open_ring",
		},
		{
			"with heights", geom.NewPolygonFlat(geom.XYZ, []float64{0, 0, 1, 9, 0, 2, 9, 9, 3}, []int{9}),
			geom.NewPolygonFlat(geom.XYZ, []float64{0, 0, 1, 9, 0, 2, 9, 9, 3, 0, 0, 1}, []int{12}), "open_ring",
		},
		{"two points", polygon([]float64{0, 0, 9, 0}, 4), nil, "short_ring"},
		{"there and back", polygon([]float64{0, 0, 9, 0, 0, 0}, 6), nil, "short_ring"},
		{"there and back twice", polygon([]float64{0, 0, 9, 0, 0, 0, 9, 0, 0, 0}, 10), nil, "short_ring"},
		{"one point four times", polygon([]float64{3, 3, 3, 3, 3, 3, 3, 3}, 8), nil, "short_ring"},
		{"hole of two points", polygon(append(shell[:10:10], 2, 2, 2, 3, 2, 2), 10, 16), nil, "short_ring"},
	} {
		for format, path := range ringFiles(t, tt.in) {
			r, err := importers.Open(path, importers.OpenOptions{})
			if err != nil {
				t.Errorf("%s, %s: %v", tt.name, format, err)
				continue
			}
			var rec importers.Record
			if err := r.Next(&rec); err != nil {
				t.Errorf("%s, %s: %v", tt.name, format, err)
			}
			codes := strings.Join(problemCodes(rec.Problems), " ")
			if got, want := canonicalShape(rec.Geometry), canonicalShape(tt.want); got != want || strings.TrimSuffix(codes, "/wkt") != tt.problem {
				t.Errorf("%s, %s: got %s with %q, want %s with %q", tt.name, format, got, codes, want, tt.problem)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestClosedRingIsCheckedLikeOthers: what closing a ring makes is no better for it.
func TestClosedRingIsCheckedLikeOthers(t *testing.T) {
	i := newImports(t)
	path := writeTemp(t, "ranh.geojson", `{"type":"FeatureCollection","features":[
		{"type":"Feature","properties":{"ten":"a"},"geometry":{"type":"Polygon","coordinates":[[[107.08,10.34],[107.081,10.34],[107.081,10.341],[107.08,10.341]]]}},
		{"type":"Feature","properties":{"ten":"b"},"geometry":{"type":"Polygon","coordinates":[[[107.08,10.34],[107.081,10.341],[107.081,10.34],[107.08,10.341]]]}},
		{"type":"Feature","properties":{"ten":"c"},"geometry":{"type":"Polygon","coordinates":[[[107.08,10.34],[107.081,10.341],[107.08,10.34]]]}}]}`)
	c, err := i.s.Stage(context.Background(), importers.Request{
		Source: importers.FileSource(path, importers.OpenOptions{}), NewLayer: &importers.NewLayer{Name: "ranh", Theme: "land"}, Actor: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "problems", []string{"1 open_ring", "2 open_ring", "2 invalid_geometry", "3 short_ring"}, i.problems(c))
	expect(t, "counts", importers.Counts{Read: 3, Refused: 2, Warnings: 2, Added: 1}, c.Counts)
}
