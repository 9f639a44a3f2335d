package postgis

import (
	"encoding/binary"
	"fmt"
	"math"

	geom "github.com/twpayne/go-geom"
)

// The type word of EWKB: a base type and three flags (PostGIS, doc/ZMSgeoms.txt).
const (
	ewkbPoint = 1 + iota
	ewkbLineString
	ewkbPolygon
	ewkbMultiPoint
	ewkbMultiLineString
	ewkbMultiPolygon
	ewkbCollection

	ewkbZ    = 0x80000000
	ewkbM    = 0x40000000
	ewkbSRID = 0x20000000
)

// quietNaN is the NaN that PostGIS writes.
const quietNaN = 0x7ff8000000000000

// AppendEWKB appends g as little-endian EWKB to dst. The SRID of g is written once, for
// the whole, and left out where it is 0; PostGIS then takes it for unknown.
func AppendEWKB(dst []byte, g geom.T) ([]byte, error) {
	return appendEWKB(dst, g, g.SRID())
}

func appendEWKB(dst []byte, g geom.T, srid int) ([]byte, error) {
	switch g := g.(type) {
	case *geom.Point:
		return appendPoint(appendHeader(dst, ewkbPoint, g.Layout(), srid), g), nil
	case *geom.LineString:
		dst = appendHeader(dst, ewkbLineString, g.Layout(), srid)
		return appendPath(dst, g.FlatCoords(), g.Stride()), nil
	case *geom.LinearRing:
		return nil, fmt.Errorf("ewkb: a ring alone is no geometry of PostGIS")
	case *geom.Polygon:
		dst = appendHeader(dst, ewkbPolygon, g.Layout(), srid)
		return appendPaths(dst, g.FlatCoords(), 0, g.Ends(), g.Stride()), nil
	case *geom.MultiPoint:
		return appendMultiPoint(dst, g, srid), nil
	case *geom.MultiLineString:
		return appendMultiLineString(dst, g, srid), nil
	case *geom.MultiPolygon:
		return appendMultiPolygon(dst, g, srid), nil
	case *geom.GeometryCollection:
		return appendCollection(dst, g, srid)
	}
	return nil, fmt.Errorf("ewkb: unknown geometry %T", g)
}

func appendMultiPoint(dst []byte, g *geom.MultiPoint, srid int) []byte {
	dst = appendCount(appendHeader(dst, ewkbMultiPoint, g.Layout(), srid), g.NumPoints())
	for i := range g.NumPoints() {
		dst = appendPoint(appendHeader(dst, ewkbPoint, g.Layout(), 0), g.Point(i))
	}
	return dst
}

func appendMultiLineString(dst []byte, g *geom.MultiLineString, srid int) []byte {
	dst = appendCount(appendHeader(dst, ewkbMultiLineString, g.Layout(), srid), len(g.Ends()))
	start := 0
	for _, end := range g.Ends() {
		dst = appendHeader(dst, ewkbLineString, g.Layout(), 0)
		dst = appendPath(dst, g.FlatCoords()[start:end], g.Stride())
		start = end
	}
	return dst
}

func appendMultiPolygon(dst []byte, g *geom.MultiPolygon, srid int) []byte {
	dst = appendCount(appendHeader(dst, ewkbMultiPolygon, g.Layout(), srid), len(g.Endss()))
	start := 0
	for _, ends := range g.Endss() {
		dst = appendHeader(dst, ewkbPolygon, g.Layout(), 0)
		dst = appendPaths(dst, g.FlatCoords(), start, ends, g.Stride())
		if len(ends) > 0 {
			start = ends[len(ends)-1]
		}
	}
	return dst
}

func appendCollection(dst []byte, g *geom.GeometryCollection, srid int) ([]byte, error) {
	dst = appendCount(appendHeader(dst, ewkbCollection, g.Layout(), srid), g.NumGeoms())
	for _, part := range g.Geoms() {
		var err error
		if dst, err = appendEWKB(dst, part, 0); err != nil {
			return nil, err
		}
	}
	return dst, nil
}

func appendHeader(dst []byte, kind uint32, layout geom.Layout, srid int) []byte {
	switch layout {
	case geom.XYZ:
		kind |= ewkbZ
	case geom.XYM:
		kind |= ewkbM
	case geom.XYZM:
		kind |= ewkbZ | ewkbM
	}
	dst = append(dst, 1) // little-endian
	if srid == 0 {
		return binary.LittleEndian.AppendUint32(dst, kind)
	}
	dst = binary.LittleEndian.AppendUint32(dst, kind|ewkbSRID)
	return binary.LittleEndian.AppendUint32(dst, uint32(srid))
}

func appendCount(dst []byte, n int) []byte {
	return binary.LittleEndian.AppendUint32(dst, uint32(n))
}

// An empty point is a point of NaN in EWKB.
func appendPoint(dst []byte, g *geom.Point) []byte {
	if g.Empty() {
		for range g.Stride() {
			dst = binary.LittleEndian.AppendUint64(dst, quietNaN)
		}
		return dst
	}
	return appendFloats(dst, g.FlatCoords())
}

func appendPath(dst []byte, flat []float64, stride int) []byte {
	if stride > 0 {
		dst = appendCount(dst, len(flat)/stride)
	} else {
		dst = appendCount(dst, 0)
	}
	return appendFloats(dst, flat)
}

func appendPaths(dst []byte, flat []float64, start int, ends []int, stride int) []byte {
	dst = appendCount(dst, len(ends))
	for _, end := range ends {
		dst = appendPath(dst, flat[start:end], stride)
		start = end
	}
	return dst
}

func appendFloats(dst []byte, values []float64) []byte {
	for _, v := range values {
		dst = appendFloat(dst, v)
	}
	return dst
}

func appendFloat(dst []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
}
