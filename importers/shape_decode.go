package importers

import (
	"encoding/binary"
	"math"
	"slices"

	geom "github.com/twpayne/go-geom"
)

// shpNoData is the bound below which a measure means "no value" (ESRI Shapefile
// Technical Description, July 1998, p. 2).
const shpNoData = -1e38

// shpDecoder turns the content of a record into a geometry. Its buffers are used again
// for the next record; what it returns is not.
type shpDecoder struct {
	typ    shapeType
	layout geom.Layout
	parts  []byte // the first point of each part, little-endian uint32
	points []byte // x, y pairs
	zs, ms []byte // nil where the layout has none

	flat  []float64 // rings in file order, while a polygon of several is put together
	rings []shpRing
	sweep shpSweep
}

// decode gives the geometry of a record, nil for a null shape, and the faults found. A
// geometry with a fault of severity Error is not returned.
func (d *shpDecoder) decode(content []byte) (geom.T, []finding) {
	if fault, ok := d.slice(content); !ok {
		return nil, []finding{fault}
	}
	var g geom.T
	var faults []finding
	switch d.typ.base() {
	case shapePoint:
		g = geom.NewPointFlat(d.layout, d.coords(nil, 0, 1))
	case shapeMultiPoint:
		g = d.multiPoint()
	case shapePolyLine:
		g, faults = d.polyLine()
	case shapePolygon:
		g, faults = d.polygon()
	}
	if g == nil {
		return nil, faults
	}
	faults = append(faults, shpFiniteFaults(g)...)
	if slices.ContainsFunc(faults, func(f finding) bool { return f.severity == Error }) {
		return nil, faults
	}
	return g, faults
}

// slice finds the arrays inside the content and decides on the layout.
func (d *shpDecoder) slice(content []byte) (finding, bool) {
	t, parts, points, ok := shapeParts(content)
	without, with := shapeSizes(t, parts, points)
	switch {
	case t == shapeMultiPatch:
		return shpMultiPatch, false
	case ok && !t.readable():
		return shpUnknownShape.says(uint32(t)), false
	case !ok || without > int64(len(content)):
		return shpBadCounts.says(parts, points, len(content)), false
	}
	d.typ, d.zs, d.ms = t, nil, nil
	at := without - 16*points
	if t.hasZ() {
		at -= 8 * points
	}
	if t.base() == shapePoint {
		at = 4
	} else if t.hasZ() {
		at -= 16
	}
	d.parts = content[at-4*parts : at]
	d.points = content[at : at+16*points]
	if t.hasZ() {
		d.zs = content[without-8*points : without]
	}
	if t.hasM() && with <= int64(len(content)) {
		d.ms = shpMeasures(content[with-8*points : with])
	}
	d.layout = t.layout(d.ms != nil)
	return finding{}, true
}

// shpMeasures is the array of measures, or nil where none of them is a value.
func shpMeasures(ms []byte) []byte {
	for i := 0; i < len(ms); i += 8 {
		if shpFloat(ms[i:]) >= shpNoData {
			return ms
		}
	}
	return nil
}

func shpFloat(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }

// coords appends the points from (inclusive) to to (exclusive) to dst; x comes first,
// then y, z and m. A measure without a value becomes NaN.
func (d *shpDecoder) coords(dst []float64, from, to int) []float64 {
	dst = slices.Grow(dst, (to-from)*d.layout.Stride())
	if d.zs == nil && d.ms == nil {
		for p := d.points[16*from : 16*to]; len(p) >= 16; p = p[16:] {
			dst = append(dst, shpFloat(p), shpFloat(p[8:]))
		}
		return dst
	}
	for i := from; i < to; i++ {
		dst = append(dst, shpFloat(d.points[16*i:]), shpFloat(d.points[16*i+8:]))
		if d.zs != nil {
			dst = append(dst, shpFloat(d.zs[8*i:]))
		}
		if d.ms != nil {
			m := shpFloat(d.ms[8*i:])
			if m < shpNoData {
				m = math.NaN()
			}
			dst = append(dst, m)
		}
	}
	return dst
}

// multiPoint is nil where there is no point, a Point where there is one.
func (d *shpDecoder) multiPoint() geom.T {
	n := len(d.points) / 16
	switch n {
	case 0:
		return nil
	case 1:
		return geom.NewPointFlat(d.layout, d.coords(nil, 0, 1))
	}
	return geom.NewMultiPointFlat(d.layout, d.coords(nil, 0, n))
}

// part gives the points of part i, from inclusive, to exclusive; false where the
// starts of the parts are not in order or not within the points.
func (d *shpDecoder) part(i int) (from, to int, ok bool) {
	n := len(d.points) / 16
	from = int(int32(binary.LittleEndian.Uint32(d.parts[4*i:])))
	to = n
	if 4*i+4 < len(d.parts) {
		to = int(int32(binary.LittleEndian.Uint32(d.parts[4*i+4:])))
	}
	return from, to, from >= 0 && from <= to && to <= n && (i > 0 || from == 0)
}

// polyLine is a LineString, or a MultiLineString where there are several parts; parts
// without points are passed over.
func (d *shpDecoder) polyLine() (geom.T, []finding) {
	n := len(d.parts) / 4
	var flat []float64
	var ends []int
	for i := range n {
		from, to, ok := d.part(i)
		switch {
		case !ok:
			return nil, []finding{shpBadParts}
		case to-from == 1:
			return nil, []finding{foundShortLine}
		case to == from:
			continue
		}
		if flat == nil {
			flat = make([]float64, 0, len(d.points)/16*d.layout.Stride())
		}
		flat = d.coords(flat, from, to)
		ends = append(ends, len(flat))
	}
	switch {
	case n == 0 && len(d.points) > 0:
		return nil, []finding{shpBadParts}
	case len(ends) == 0:
		return nil, nil
	case len(ends) == 1:
		return geom.NewLineStringFlat(d.layout, flat), nil
	}
	return geom.NewMultiLineStringFlat(d.layout, flat, ends), nil
}

// shpFiniteFaults reports coordinates that are no numbers: an error in x or y, a warning in z.
func shpFiniteFaults(g geom.T) []finding {
	var xy, z float64
	flat, stride := g.FlatCoords(), g.Stride()
	zAt := g.Layout().ZIndex()
	for i := 0; i+1 < len(flat); i += stride {
		xy += flat[i]*0 + flat[i+1]*0
		if zAt >= 0 {
			z += flat[i+zAt] * 0
		}
	}
	switch {
	case xy != 0: // 0·NaN and 0·±Inf are NaN
		return []finding{foundNotFinite}
	case z != 0:
		return []finding{shpBadZ}
	}
	return nil
}
