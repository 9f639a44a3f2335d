package shpwrite

import (
	"encoding/binary"
	"fmt"
	"math"

	geom "github.com/twpayne/go-geom"
)

// noData stands in a file for a measure without a value: anything below -1e38 does.
const noData = -1e39

// shapeCode is the number of the format for a kind and layout: 5 for Polygon, 15 with Z, 25 with M.
func shapeCode(k Kind, l geom.Layout) uint32 {
	code := map[Kind]uint32{Point: 1, MultiPoint: 8, Line: 3, Polygon: 5}[k]
	switch {
	case l.ZIndex() >= 0:
		return code + 10
	case l.MIndex() >= 0:
		return code + 20
	}
	return code
}

// kindOf is the kind that a geometry can be written as, 0 for none.
func kindOf(g geom.T) Kind {
	switch g.(type) {
	case *geom.Point:
		return Point
	case *geom.MultiPoint:
		return MultiPoint
	case *geom.LineString, *geom.MultiLineString:
		return Line
	case *geom.Polygon, *geom.MultiPolygon:
		return Polygon
	}
	return 0
}

// encodeShape appends the content of the record of g to b.
func encodeShape(b []byte, code uint32, c Config, g geom.T) ([]byte, error) {
	if g == nil || g.Empty() {
		return binary.LittleEndian.AppendUint32(b, 0), nil
	}
	if kindOf(g) != c.Kind || g.Layout() != c.Layout {
		return nil, fmt.Errorf("shpwrite: %T of layout %v does not fit the file", g, g.Layout())
	}
	b = binary.LittleEndian.AppendUint32(b, code)
	flat, stride := g.FlatCoords(), g.Stride()
	if c.Kind == Point {
		b = appendFloats(b, flat[0], flat[1])
		if c.Layout.ZIndex() >= 0 {
			b = appendFloats(b, flat[2])
		}
		if code > 10 {
			b = appendFloats(b, measure(flat, c.Layout))
		}
		return b, nil
	}
	box := newBounds()
	box.add(flat, c.Layout)
	low, high := box.settled()
	b = appendFloats(b, low[0], low[1], high[0], high[1])
	flat, starts := ringsOf(g, flat, stride)
	if c.Kind != MultiPoint {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(starts)))
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(flat)/stride))
	for _, start := range starts {
		b = binary.LittleEndian.AppendUint32(b, uint32(start/stride))
	}
	for i := 0; i < len(flat); i += stride {
		b = appendFloats(b, flat[i], flat[i+1])
	}
	return appendDimensions(b, flat, c.Layout, low, high), nil
}

// appendDimensions appends the ranges and arrays of z and m.
func appendDimensions(b []byte, flat []float64, l geom.Layout, low, high [4]float64) []byte {
	stride := l.Stride()
	if at := l.ZIndex(); at >= 0 {
		b = appendFloats(b, low[2], high[2])
		for i := at; i < len(flat); i += stride {
			b = appendFloats(b, flat[i])
		}
	}
	if l.MIndex() >= 0 {
		b = appendFloats(b, low[3], high[3])
		for i := 0; i < len(flat); i += stride {
			b = appendFloats(b, measure(flat[i:], l))
		}
	}
	return b
}

// measure is the m of a point, or noData.
func measure(point []float64, l geom.Layout) float64 {
	if at := l.MIndex(); at >= 0 && !math.IsNaN(point[at]) {
		return point[at]
	}
	return noData
}

// ringsOf gives the coordinates and the starts of the parts. Shells run clockwise in the
// file and holes counter-clockwise: rings that do not are turned in a copy.
func ringsOf(g geom.T, flat []float64, stride int) (coords []float64, starts []int) {
	switch g := g.(type) {
	case *geom.LineString:
		return flat, []int{0}
	case *geom.MultiLineString:
		return flat, startsOf(g.Ends(), 0)
	case *geom.Polygon:
		return turned(flat, stride, [][]int{g.Ends()})
	case *geom.MultiPolygon:
		return turned(flat, stride, g.Endss())
	}
	return flat, nil
}

func startsOf(ends []int, start int) []int {
	starts := make([]int, 0, len(ends))
	for _, end := range ends {
		starts = append(starts, start)
		start = end
	}
	return starts
}

func turned(flat []float64, stride int, endss [][]int) ([]float64, []int) {
	var starts []int
	copied, start := false, 0
	for _, ends := range endss {
		starts = append(starts, startsOf(ends, start)...)
		for i, end := range ends {
			if clockwise(flat[start:end], stride) != (i == 0) {
				if !copied {
					flat, copied = append([]float64(nil), flat...), true
				}
				reverse(flat[start:end], stride)
			}
			start = end
		}
	}
	return flat, starts
}

// clockwise tells the direction of a closed ring by its signed area.
func clockwise(ring []float64, stride int) bool {
	var sum float64
	for i := stride; i+stride < len(ring); i += stride {
		sum += (ring[i]-ring[0])*(ring[i+stride+1]-ring[1]) - (ring[i+stride]-ring[0])*(ring[i+1]-ring[1])
	}
	return sum < 0
}

func reverse(ring []float64, stride int) {
	for i, j := 0, len(ring)-stride; i < j; i, j = i+stride, j-stride {
		for k := range stride {
			ring[i+k], ring[j+k] = ring[j+k], ring[i+k]
		}
	}
}

func appendFloats(b []byte, fs ...float64) []byte {
	for _, f := range fs {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(f))
	}
	return b
}

// bounds are the least and the largest x, y, z and m.
type bounds struct{ min, max [4]float64 }

func newBounds() bounds {
	var b bounds
	for i := range b.min {
		b.min[i], b.max[i] = math.Inf(1), math.Inf(-1)
	}
	return b
}

// add takes the points in. NaN counts for nothing.
func (b *bounds) add(flat []float64, l geom.Layout) {
	for axis, at := range [4]int{0, 1, l.ZIndex(), l.MIndex()} {
		if at < 0 {
			continue
		}
		for i := at; i < len(flat); i += l.Stride() {
			if v := flat[i]; !math.IsNaN(v) {
				b.min[axis], b.max[axis] = min(b.min[axis], v), max(b.max[axis], v)
			}
		}
	}
}

// settled gives the bounds, 0 to 0 on an axis without values.
func (b *bounds) settled() (low, high [4]float64) {
	for i := range b.min {
		if b.min[i] <= b.max[i] {
			low[i], high[i] = b.min[i], b.max[i]
		}
	}
	return low, high
}
