package importers_test

import (
	"archive/zip"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	geom "github.com/twpayne/go-geom"
	"pgregory.net/rapid"

	"sotay/importers"
	"sotay/internal/shpwrite"
)

// TestShapefileRoundTrip writes random files of every kind and layout, half of them
// zipped, and reads back what was written.
func TestShapefileRoundTrip(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]shpwrite.Kind{shpwrite.Point, shpwrite.MultiPoint, shpwrite.Line, shpwrite.Polygon}).Draw(t, "kind")
		layout := rapid.SampledFrom([]geom.Layout{geom.XY, geom.XYZ, geom.XYM, geom.XYZM}).Draw(t, "layout")
		fields := drawFields(t)
		path := filepath.Join(dir, "set.shp")
		w, err := shpwrite.Create(path, shpwrite.Config{Kind: kind, Layout: layout, Fields: fields, CPG: "UTF-8", PRJ: "LOCAL_CS[\"x\"]"})
		if err != nil {
			t.Fatal(err)
		}
		want := make([]importers.Record, rapid.IntRange(0, 8).Draw(t, "rows"))
		for i := range want {
			want[i] = importers.Record{Row: int64(i + 1), Values: []any{}}
			if rapid.IntRange(0, 5).Draw(t, "null") > 0 {
				want[i].Geometry = drawShape(t, kind, layout)
			}
			for _, f := range fields {
				want[i].Values = append(want[i].Values, drawValue(t, f))
			}
			if err := w.Write(want[i].Geometry, want[i].Values...); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "zipped") {
			path = zipShapefile(t, dir)
		}
		compareRecords(t, path, want)
	})
}

// compareRecords reads path and expects these records and no problem.
func compareRecords(t *rapid.T, path string, want []importers.Record) {
	r, err := importers.OpenShapefile(path, importers.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if s := r.Schema(); s.Rows != int64(len(want)) || len(s.Problems) > 0 || s.CRS.WKT != `LOCAL_CS["x"]` || s.Encoding != "utf-8" {
		t.Errorf("got schema %+v", s)
	}
	for i := 0; ; i++ {
		var got importers.Record
		if err := r.Next(&got); err == io.EOF && i == len(want) {
			return
		} else if err != nil {
			t.Fatalf("row %d: %v", i+1, err)
		}
		for j, v := range got.Values {
			if b, ok := v.([]byte); ok {
				got.Values[j] = string(b)
			}
		}
		gotShape, wantShape := canonicalShape(got.Geometry), canonicalShape(want[i].Geometry)
		got.Geometry, want[i].Geometry = nil, nil
		if diff := cmp.Diff(want[i], got, cmpopts.EquateEmpty()); diff != "" || gotShape != wantShape {
			t.Fatalf("row %d (-written +read):\n%s\n%s\n%s", i+1, diff, wantShape, gotShape)
		}
	}
}

func drawFields(t *rapid.T) []shpwrite.Field {
	fields := make([]shpwrite.Field, rapid.IntRange(0, 6).Draw(t, "fields"))
	for i := range fields {
		fields[i] = shpwrite.Field{
			Name: fmt.Sprintf("F%d", i), Type: rapid.SampledFrom([]byte("CNFLD")).Draw(t, "type"),
			Width: rapid.IntRange(1, 20).Draw(t, "width"),
		}
		if f := &fields[i]; f.Type == 'F' || f.Type == 'N' && f.Width > 4 && rapid.Bool().Draw(t, "real") {
			f.Width = max(f.Width, 8)
			f.Decimals = rapid.IntRange(1, f.Width-3).Draw(t, "decimals")
		}
	}
	return fields
}

// drawValue gives a value that fits the column, as it will be read: text without
// trailing blanks, numbers of as many digits as there is room for.
func drawValue(t *rapid.T, f shpwrite.Field) any {
	if rapid.IntRange(0, 4).Draw(t, "nil") == 0 {
		return nil
	}
	switch f.Type {
	case 'L':
		return rapid.Bool().Draw(t, "logical")
	case 'D':
		return time.Unix(86400*rapid.Int64Range(-300000, 800000).Draw(t, "day"), 0).UTC()
	case 'C':
		s := rapid.StringOfN(rapid.RuneFrom([]rune("aZ9 đưĂẩ-²")), -1, -1, f.Width).Draw(t, "text")
		if s = strings.TrimRight(s, " "); s == "" {
			return nil
		}
		return s
	}
	if f.Decimals == 0 {
		limit := int64(math.Pow10(min(f.Width, 19)-1)) - 1
		return rapid.Int64Range(-limit/10, limit).Draw(t, "whole")
	}
	room := f.Width - f.Decimals - 2
	whole := rapid.Int64Range(0, int64(math.Pow10(min(room, 8)))-1).Draw(t, "number")
	return float64(whole) + float64(rapid.IntRange(0, 9).Draw(t, "tenth"))/10
}

// drawShape gives a geometry as the reader gives it: single parts as single geometries.
func drawShape(t *rapid.T, kind shpwrite.Kind, layout geom.Layout) geom.T {
	stride := layout.Stride()
	points := func(n int) []float64 { return drawPoints(t, layout, n) }
	switch kind {
	case shpwrite.Point:
		return geom.NewPointFlat(layout, points(1))
	case shpwrite.MultiPoint:
		return geom.NewMultiPointFlat(layout, points(rapid.IntRange(2, 9).Draw(t, "points")))
	case shpwrite.Line:
		var flat []float64
		var ends []int
		for range rapid.IntRange(1, 3).Draw(t, "lines") {
			flat = append(flat, points(rapid.IntRange(2, 6).Draw(t, "points"))...)
			ends = append(ends, len(flat))
		}
		if len(ends) == 1 {
			return geom.NewLineStringFlat(layout, flat)
		}
		return geom.NewMultiLineStringFlat(layout, flat, ends)
	}
	var flat []float64
	var endss [][]int
	for _, shell := range drawNest(t).shells() {
		var ends []int
		for _, ring := range shell {
			high := drawPoints(t, layout, len(ring)/2)
			for i := range len(ring) / 2 {
				high[i*stride], high[i*stride+1] = ring[2*i], ring[2*i+1]
			}
			copy(high[len(high)-stride:], high[:stride])
			flat = append(flat, high...)
			ends = append(ends, len(flat))
		}
		endss = append(endss, ends)
	}
	if len(endss) == 1 {
		return geom.NewPolygonFlat(layout, flat, endss[0])
	}
	return geom.NewMultiPolygonFlat(layout, flat, endss)
}

func drawPoints(t *rapid.T, layout geom.Layout, n int) []float64 {
	flat := make([]float64, 0, n*layout.Stride())
	for range n * layout.Stride() {
		flat = append(flat, rapid.Float64Range(-1e7, 1e7).Draw(t, "coordinate"))
	}
	return flat
}

// nest is a ring with rings in it, and theirs in them, none touching another.
type nest struct {
	ring   []float64 // x, y; closed, counter-clockwise
	inside []nest
}

// drawNest divides a square into cells, some of which hold rings, to a few levels. The
// outermost ring of what it gives is no ring of the shape.
func drawNest(t *rapid.T) nest {
	top := nest{}
	top.fill(t, 426000, 1144000, 1000, 3)
	if len(top.inside) == 0 {
		top.inside = []nest{{ring: bumpyRing(t, 426100, 1144100, 100)}}
	}
	return top
}

func (n *nest) fill(t *rapid.T, x, y, size float64, levels int) {
	const cells = 3
	cell := size / cells
	for i := range cells * cells {
		if rapid.IntRange(0, 2).Draw(t, "ring") > 0 {
			continue
		}
		cx, cy := x+cell*float64(i%cells), y+cell*float64(i/cells)
		child := nest{ring: bumpyRing(t, cx+cell*0.02, cy+cell*0.02, cell*0.96)}
		if levels > 1 {
			child.fill(t, cx+cell*0.2, cy+cell*0.2, cell*0.6, levels-1)
		}
		n.inside = append(n.inside, child)
	}
}

// bumpyRing goes round a square; its points lie in the outer sixth of it.
func bumpyRing(t *rapid.T, x, y, size float64) []float64 {
	deep := func() float64 { return size / 6 * rapid.Float64Range(0, 1).Draw(t, "bump") }
	ring := []float64{
		x + deep(), y + deep(), x + size/2, y + deep(), x + size - deep(), y + deep(), x + size - deep(), y + size/2,
		x + size - deep(), y + size - deep(), x + size/2, y + size - deep(), x + deep(), y + size - deep(),
	}
	return append(ring, ring[0], ring[1])
}

// shells are the polygons of a nest: at every other level a ring with those right inside it.
func (n nest) shells() [][][]float64 {
	var found [][][]float64
	for _, shell := range n.inside {
		rings := [][]float64{shell.ring}
		for _, hole := range shell.inside {
			rings = append(rings, backwards(hole.ring))
			found = append(found, hole.shells()...)
		}
		found = append(found, rings)
	}
	return found
}

func backwards(ring []float64) []float64 {
	out := make([]float64, 0, len(ring))
	for i := len(ring) - 2; i >= 0; i -= 2 {
		out = append(out, ring[i], ring[i+1])
	}
	return out
}

// TestShapefileAnyRings puts the rings of a nest into a record in any order and direction
// and expects the nest back, shells counter-clockwise and holes clockwise.
func TestShapefileAnyRings(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		shells := drawNest(t).shells()
		var rings [][]float64
		var flat []float64
		var endss [][]int
		for _, shell := range shells {
			rings = append(rings, shell...)
			var ends []int
			for _, ring := range shell {
				flat = append(flat, ring...)
				ends = append(ends, len(flat))
			}
			endss = append(endss, ends)
		}
		rings = rapid.Permutation(rings).Draw(t, "order")
		for i := range rings {
			if rapid.Bool().Draw(t, "turn") {
				rings[i] = backwards(rings[i])
			}
		}
		path := filepath.Join(dir, "rings.shp")
		writeRings(t, path, rings)
		r, err := importers.OpenShapefile(path, importers.OpenOptions{})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		var rec importers.Record
		if err := r.Next(&rec); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(canonicalShape(geom.NewMultiPolygonFlat(geom.XY, flat, endss)), canonicalShape(rec.Geometry)); diff != "" {
			t.Fatalf("(-want +got)\n%s", diff)
		}
		checkDirections(t, rec.Geometry)
	})
}

// writeRings writes one polygon record with the rings as they are.
func writeRings(t *rapid.T, path string, rings [][]float64) {
	w, err := shpwrite.Create(path, shpwrite.Config{Kind: shpwrite.Polygon})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteRecord(polygonRecord(rings)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// checkDirections expects shells counter-clockwise and holes clockwise.
func checkDirections(t *rapid.T, g geom.T) {
	var polygons []*geom.Polygon
	switch g := g.(type) {
	case *geom.Polygon:
		polygons = []*geom.Polygon{g}
	case *geom.MultiPolygon:
		for i := range g.NumPolygons() {
			polygons = append(polygons, g.Polygon(i))
		}
	}
	for _, p := range polygons {
		for i := range p.NumLinearRings() {
			if area := p.LinearRing(i).Area(); (area > 0) != (i == 0) {
				t.Errorf("ring %d of a polygon has the signed area %v", i, area)
			}
		}
	}
}

// zipShapefile puts the set of dir into a zip, compressed, in a folder of any letter case.
func zipShapefile(t *rapid.T, dir string) string {
	path := filepath.Join(dir, "set.zip")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(out)
	names := []string{"set.shp", "set.shx", "set.dbf", "set.prj", "set.cpg"}
	for _, name := range rapid.Permutation(slices.Clone(names)).Draw(t, "order") {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "upper") {
			name = strings.ToUpper(name)
		}
		w, err := z.Create("Giao nộp/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}
