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
