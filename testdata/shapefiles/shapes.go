package main

import (
	"encoding/binary"
	"math"
	"slices"

	geom "github.com/twpayne/go-geom"

	"sotay/internal/shpwrite"
)

// shapes are the types of shapes, one per file, and the oddities of Z and M.
func shapes(f files) {
	pair := func(name string, k shpwrite.Kind, l geom.Layout, g func(n float64) geom.T) {
		c := config()
		c.Kind, c.Layout = k, l
		f.zip(name, build(c, at(g(0), 1), at(nil, 2), at(g(1), 3)))
	}
	for suffix, l := range map[string]geom.Layout{"": geom.XY, "z": geom.XYZ, "m": geom.XYM, "zm": geom.XYZM} {
		pair("point"+suffix, shpwrite.Point, l, func(n float64) geom.T {
			return geom.NewPointFlat(l, raise(l, square(n)[:2]))
		})
		pair("multipoint"+suffix, shpwrite.MultiPoint, l, func(n float64) geom.T {
			return geom.NewMultiPointFlat(l, raise(l, square(n)[:6]))
		})
		pair("polyline"+suffix, shpwrite.Line, l, func(n float64) geom.T {
			flat := raise(l, slices.Concat(square(n)[:6], square(n + 5)[:4]))
			return geom.NewMultiLineStringFlat(l, flat, []int{3 * l.Stride(), 5 * l.Stride()})
		})
		pair("polygon"+suffix, shpwrite.Polygon, l, func(n float64) geom.T {
			flat := raise(l, slices.Concat(square(n), turn(box(12*n+3, 3, 12*n+6, 6))))
			return geom.NewPolygonFlat(l, flat, []int{5 * l.Stride(), 10 * l.Stride()})
		})
	}
	c := config()
	c.Kind = shpwrite.MultiPoint
	f.zip("multipoint_of_one", build(c, at(geom.NewMultiPointFlat(geom.XY, square(0)[:2]), 1)))
	c.Kind = shpwrite.Line
	f.zip("polyline_of_one_part", build(c, at(geom.NewLineStringFlat(geom.XY, square(0)), 1)))
	f.zip("null_shapes", build(config(), at(nil, 1), at(polygon(square(1)), 2), at(nil, 3)))
	f.zip("multipatch", multiPatch())
	dimensions(f)
}

// dimensions are oddities of Z and M.
func dimensions(f files) {
	c := config()
	c.Layout = geom.XYZM
	nan := math.NaN()
	ring := func(n float64, ms ...float64) geom.T {
		flat := raise(geom.XYZM, square(n))
		for i, m := range ms {
			flat[4*i+3] = m
		}
		return geom.NewPolygonFlat(geom.XYZM, flat, []int{len(flat)})
	}
	f.zip("m_no_data", build(c, at(ring(0, nan, nan, nan, nan, nan), 1)))
	f.zip("m_some_no_data", build(c, at(ring(0, 1, nan, 3, nan, 1), 1)))
	c.Layout = geom.XYZ
	flat := raise(geom.XYZ, square(0))
	flat[2], flat[5] = nan, math.Inf(1)
	f.zip("nan_z", build(c, at(geom.NewPolygonFlat(geom.XYZ, flat, []int{len(flat)}), 1)))
	c = config()
	broken := square(1)
	broken[2] = math.Inf(1)
	f.zip("infinite_xy", build(c, at(polygon(square(0)), 1), at(polyRecord(5, broken), 2)))
	broken = square(1)
	broken[3] = nan
	f.zip("nan_xy", build(c, at(polygon(square(0)), 1), at(polyRecord(5, broken), 2)))
}

// raise adds a z and an m to x, y pairs: heights from 1, measures from 100.
func raise(l geom.Layout, xy []float64) []float64 {
	var out []float64
	for i := 0; i < len(xy); i += 2 {
		out = append(out, xy[i], xy[i+1])
		n := float64(i/2%4) + 0.5
		if l.ZIndex() >= 0 {
			out = append(out, 1+n)
		}
		if l.MIndex() >= 0 {
			out = append(out, 100+n)
		}
	}
	return out
}

// turn runs a ring the other way.
func turn(ring []float64) []float64 {
	var out []float64
	for i := len(ring) - 2; i >= 0; i -= 2 {
		out = append(out, ring[i], ring[i+1])
	}
	return out
}

// polyRecord is the content of a polygon or polyline record with the parts as they are.
func polyRecord(code uint32, parts ...[]float64) []byte {
	flat := slices.Concat(parts...)
	b := binary.LittleEndian.AppendUint32(nil, code)
	b = floats(b, box(0, 0, 100, 100)[0], box(0, 0, 100, 100)[1], box(0, 0, 100, 100)[4], box(0, 0, 100, 100)[5])
	b = binary.LittleEndian.AppendUint32(b, uint32(len(parts)))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(flat)/2))
	start := 0
	for _, p := range parts {
		b = binary.LittleEndian.AppendUint32(b, uint32(start))
		start += len(p) / 2
	}
	return floats(b, flat...)
}

func floats(b []byte, fs ...float64) []byte {
	for _, f := range fs {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(f))
	}
	return b
}

// multiPatch is a file of one triangle strip.
func multiPatch() set {
	b := binary.LittleEndian.AppendUint32(nil, 31)
	b = floats(b, 0, 0, 10, 10)
	for _, n := range []uint32{1, 4, 0, 0} { // parts, points, first part, its type
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	b = floats(b, 0, 0, 10, 0, 0, 10, 10, 10, 0, 5, 0, 1, 2, 5)
	s := build(config(), at(b, 1))
	s["shp"][32], s["shx"][32] = 31, 31
	return s
}
