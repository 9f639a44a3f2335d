package importers_test

import (
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	geom "github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/ewkb"
	"github.com/twpayne/go-geom/encoding/wkb"
)

func canonicalHex(t *testing.T, text *string) string {
	t.Helper()
	if text == nil {
		return "NULL"
	}
	b, err := hex.DecodeString(*text)
	if err != nil {
		t.Fatal(err)
	}
	g, err := wkb.Unmarshal(b) // GDAL writes M and ZM so, and Z as EWKB
	if err != nil {
		g, err = ewkb.Unmarshal(b)
	}
	if err != nil {
		return err.Error()
	}
	return canonicalShape(g)
}

// canonicalShape describes a geometry so that equal ones give equal texts: a single part
// as the multiple, shells sorted, holes sorted, each ring counter-clockwise from its least
// point; measures below -1e38 as NaN, and no measures at all where all are.
func canonicalShape(g geom.T) string {
	if g == nil {
		return "NULL"
	}
	stride := g.Stride()
	flat := slices.Clone(g.FlatCoords())
	if m := g.Layout().MIndex(); m >= 0 {
		flat, stride = canonicalMeasures(flat, stride, m)
	}
	cut := func(from, to int) []float64 {
		return flat[from/g.Stride()*stride : to/g.Stride()*stride]
	}
	kind := "line"
	var parts []string
	switch g := g.(type) {
	case *geom.Polygon:
		return "polygon " + canonicalPolygon(cut, 0, g.Ends(), stride)
	case *geom.MultiPolygon:
		start := 0
		for _, ends := range g.Endss() {
			parts = append(parts, canonicalPolygon(cut, start, ends, stride))
			start = ends[len(ends)-1]
		}
		slices.Sort(parts)
		return "polygon " + strings.Join(parts, " ")
	case *geom.MultiLineString:
		start := 0
		for _, end := range g.Ends() {
			parts = append(parts, fmt.Sprint(cut(start, end)))
			start = end
		}
		return kind + " " + strings.Join(parts, " ")
	case *geom.Point, *geom.MultiPoint:
		kind = "point"
	}
	return kind + " " + fmt.Sprint(flat)
}

func canonicalMeasures(flat []float64, stride, m int) ([]float64, int) {
	var without []float64
	some := false
	for i := 0; i < len(flat); i += stride {
		if flat[i+m] < -1e38 {
			flat[i+m] = math.NaN()
		}
		some = some || !math.IsNaN(flat[i+m])
		without = append(without, flat[i:i+m]...)
	}
	if some {
		return flat, stride
	}
	return without, stride - 1
}

func canonicalPolygon(cut func(from, to int) []float64, start int, ends []int, stride int) string {
	var rings []string
	for _, end := range ends {
		rings = append(rings, fmt.Sprint(canonicalRing(cut(start, end), stride)))
		start = end
	}
	slices.Sort(rings[min(1, len(rings)):])
	return "(" + strings.Join(rings, " ") + ")"
}

// canonicalRing starts a closed ring at its least point and runs it counter-clockwise.
func canonicalRing(ring []float64, stride int) []float64 {
	var points [][]float64
	for i := 0; i+stride < len(ring); i += stride {
		points = append(points, ring[i:i+stride])
	}
	if len(points) == 0 {
		return nil
	}
	least := 0
	area := 0.0
	for i, p := range points {
		q := points[(i+1)%len(points)]
		area += (p[0]-ring[0])*(q[1]-ring[1]) - (q[0]-ring[0])*(p[1]-ring[1])
		if slices.Compare(p, points[least]) < 0 {
			least = i
		}
	}
	var out []float64
	for i := range points {
		at := (least + i) % len(points)
		if area < 0 {
			at = (least - i + len(points)) % len(points)
		}
		out = append(out, points[at]...)
	}
	return out
}
