package layers

import (
	"math"
	"strconv"

	geom "github.com/twpayne/go-geom"
)

// coordinateDecimals is 7: a centimetre in degrees.
const coordinateDecimals = 7

// AppendGeometry appends a GeoJSON geometry, x (longitude) first, heights and measures
// left out, 7 decimals; null for a nil geometry.
func AppendGeometry(b []byte, g geom.T) []byte {
	switch g := g.(type) {
	case *geom.Point:
		return shape(b, "Point", func(b []byte) []byte { return position(b, g.FlatCoords()) })
	case *geom.MultiPoint:
		return shape(b, "MultiPoint", func(b []byte) []byte { return line(b, g.FlatCoords(), g.Stride()) })
	case *geom.LineString:
		return shape(b, "LineString", func(b []byte) []byte { return line(b, g.FlatCoords(), g.Stride()) })
	case *geom.MultiLineString:
		return shape(b, "MultiLineString", func(b []byte) []byte { return lines(b, g.FlatCoords(), 0, g.Ends(), g.Stride()) })
	case *geom.Polygon:
		return shape(b, "Polygon", func(b []byte) []byte { return lines(b, g.FlatCoords(), 0, g.Ends(), g.Stride()) })
	case *geom.MultiPolygon:
		return shape(b, "MultiPolygon", func(b []byte) []byte { return polygons(b, g) })
	case *geom.GeometryCollection:
		b = append(b, `{"type":"GeometryCollection","geometries":[`...)
		for i, part := range g.Geoms() {
			if i > 0 {
				b = append(b, ',')
			}
			b = AppendGeometry(b, part)
		}
		return append(b, "]}"...)
	}
	return append(b, "null"...)
}

func shape(b []byte, kind string, coordinates func([]byte) []byte) []byte {
	b = append(b, `{"type":"`...)
	b = append(b, kind...)
	b = append(b, `","coordinates":`...)
	b = coordinates(b)
	return append(b, '}')
}

func polygons(b []byte, g *geom.MultiPolygon) []byte {
	b = append(b, '[')
	start := 0
	for i, ends := range g.Endss() {
		if i > 0 {
			b = append(b, ',')
		}
		b = lines(b, g.FlatCoords(), start, ends, g.Stride())
		if len(ends) > 0 {
			start = ends[len(ends)-1]
		}
	}
	return append(b, ']')
}

func lines(b []byte, flat []float64, start int, ends []int, stride int) []byte {
	b = append(b, '[')
	for i, end := range ends {
		if i > 0 {
			b = append(b, ',')
		}
		b = line(b, flat[start:end], stride)
		start = end
	}
	return append(b, ']')
}

func line(b []byte, flat []float64, stride int) []byte {
	b = append(b, '[')
	for i := 0; i < len(flat); i += stride {
		if i > 0 {
			b = append(b, ',')
		}
		b = position(b, flat[i:])
	}
	return append(b, ']')
}

func position(b []byte, xy []float64) []byte {
	if len(xy) < 2 {
		return append(b, "[]"...)
	}
	b = append(b, '[')
	b = decimal(b, xy[0])
	b = append(b, ',')
	b = decimal(b, xy[1])
	return append(b, ']')
}

// decimal writes v with at most coordinateDecimals decimals and no trailing zeros.
func decimal(b []byte, v float64) []byte {
	const one = 1e7
	scaled := math.Abs(v) * one
	whole := math.Floor(scaled)
	// Near a half the product is not exact enough to tell up from down.
	if half := scaled - whole - 0.5; !(scaled < 1<<40) || math.Abs(half) < 1e-3 {
		return slowDecimal(b, v)
	} else if half > 0 {
		whole++
	}
	n, digits := uint64(whole), coordinateDecimals
	if math.Signbit(v) {
		b = append(b, '-')
	}
	b = strconv.AppendUint(b, n/one, 10)
	if n %= one; n == 0 {
		return b
	}
	for ; n%10 == 0; digits-- {
		n /= 10
	}
	b = append(b, ".0000000"[:digits+1]...)
	for i := len(b) - 1; n > 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return b
}

func slowDecimal(b []byte, v float64) []byte {
	b = strconv.AppendFloat(b, v, 'f', coordinateDecimals, 64)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	return b
}
