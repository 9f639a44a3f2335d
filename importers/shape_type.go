package importers

import (
	"encoding/binary"

	geom "github.com/twpayne/go-geom"
)

// shapeType is the number that a .shp gives for the kind of its shapes (ESRI Shapefile
// Technical Description, July 1998, table 1).
type shapeType uint32

const (
	shapeNull        shapeType = 0
	shapePoint       shapeType = 1
	shapePolyLine    shapeType = 3
	shapePolygon     shapeType = 5
	shapeMultiPoint  shapeType = 8
	shapePointZ      shapeType = 11
	shapePolyLineZ   shapeType = 13
	shapePolygonZ    shapeType = 15
	shapeMultiPointZ shapeType = 18
	shapePointM      shapeType = 21
	shapePolyLineM   shapeType = 23
	shapePolygonM    shapeType = 25
	shapeMultiPointM shapeType = 28
	shapeMultiPatch  shapeType = 31
)

// base is the two-dimensional type that t extends: shapePolygon for shapePolygonZ.
func (t shapeType) base() shapeType {
	if t > shapeMultiPatch {
		return t
	}
	switch t % 10 {
	case 1, 3, 5, 8:
		if t != shapeMultiPatch {
			return t % 10
		}
	}
	return t
}

func (t shapeType) hasZ() bool { return t > 10 && t < 20 && t.readable() }

func (t shapeType) hasM() bool { return t > 10 && t < 30 && t.readable() }

// readable tells whether records of type t are understood. MultiPatch is not.
func (t shapeType) readable() bool {
	switch t.base() {
	case shapeNull, shapePoint, shapePolyLine, shapePolygon, shapeMultiPoint:
		return true
	}
	return false
}

// geometry is the name of t as Schema.Geometry gives it; "" for a file of null shapes.
func (t shapeType) geometry() string {
	switch t.base() {
	case shapePoint:
		return "Point"
	case shapeMultiPoint:
		return "MultiPoint"
	case shapePolyLine:
		return "LineString"
	case shapePolygon:
		return "Polygon"
	}
	return ""
}

// layout is what the coordinates of a record of type t hold, where m tells whether any
// measure of it is a value.
func (t shapeType) layout(m bool) geom.Layout {
	switch {
	case t.hasZ() && m:
		return geom.XYZM
	case t.hasZ():
		return geom.XYZ
	case t.hasM() && m:
		return geom.XYM
	}
	return geom.XY
}

// shapePrefix is the number of leading bytes of a record that tell its full size.
const shapePrefix = 44

// shapeParts reads the numbers of parts and points that a record announces; a point
// counts as one point, and types without parts have none. It is false where the bytes
// are too few to tell.
func shapeParts(content []byte) (t shapeType, parts, points int64, ok bool) {
	if len(content) < 4 {
		return 0, 0, 0, false
	}
	t = shapeType(binary.LittleEndian.Uint32(content))
	switch t.base() {
	case shapePoint:
		return t, 0, 1, true
	case shapeMultiPoint:
		if len(content) < 40 {
			return t, 0, 0, false
		}
		return t, 0, int64(binary.LittleEndian.Uint32(content[36:])), true
	case shapePolyLine, shapePolygon:
		if len(content) < shapePrefix {
			return t, 0, 0, false
		}
		parts = int64(binary.LittleEndian.Uint32(content[36:]))
		return t, parts, int64(binary.LittleEndian.Uint32(content[40:])), true
	}
	return t, 0, 0, true
}

// shapeSizes gives the bytes that a record of these counts takes without its measures,
// which the format lets a writer leave out, and with them.
func shapeSizes(t shapeType, parts, points int64) (without, with int64) {
	switch t.base() {
	case shapePoint:
		without = 20
		if t.hasZ() {
			without += 8
		}
		with = without
		if t.hasM() {
			with += 8
		}
		return without, with
	case shapeMultiPoint:
		without = 40 + 16*points
	case shapePolyLine, shapePolygon:
		without = shapePrefix + 4*parts + 16*points
	default:
		return 4, 4
	}
	if t.hasZ() {
		without += 16 + 8*points
	}
	with = without
	if t.hasM() {
		with += 16 + 8*points
	}
	return without, with
}
