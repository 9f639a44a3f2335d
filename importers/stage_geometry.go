package importers

import (
	geom "github.com/twpayne/go-geom"
)

// flatten gives g without heights and measures, and a multi-geometry of one part as that
// part. Coordinates are not touched. flat is scratch space: the result may use it, so it
// is valid until flat is used again.
func flatten(g geom.T, flat []float64) (geom.T, []float64) {
	if stride := g.Stride(); stride > 2 {
		if whole, ok := g.(*geom.GeometryCollection); ok {
			return flattenCollection(whole), flat
		}
		flat = flat[:0]
		coords := g.FlatCoords()
		for i := 0; i+1 < len(coords); i += stride {
			flat = append(flat, coords[i], coords[i+1])
		}
		g = restride(g, flat, stride)
	}
	return single(g), flat
}

// restride rebuilds g on coordinates of two dimensions; stride is what it had.
func restride(g geom.T, flat []float64, stride int) geom.T {
	ends := make([]int, len(g.Ends()))
	for i, end := range g.Ends() {
		ends[i] = end / stride * 2
	}
	switch g := g.(type) {
	case *geom.Point:
		return geom.NewPointFlat(geom.XY, flat)
	case *geom.LineString:
		return geom.NewLineStringFlat(geom.XY, flat)
	case *geom.Polygon:
		return geom.NewPolygonFlat(geom.XY, flat, ends)
	case *geom.MultiPoint:
		return geom.NewMultiPointFlat(geom.XY, flat)
	case *geom.MultiLineString:
		return geom.NewMultiLineStringFlat(geom.XY, flat, ends)
	case *geom.MultiPolygon:
		endss := make([][]int, len(g.Endss()))
		for i, ends := range g.Endss() {
			endss[i] = make([]int, len(ends))
			for j, end := range ends {
				endss[i][j] = end / stride * 2
			}
		}
		return geom.NewMultiPolygonFlat(geom.XY, flat, endss)
	}
	return g
}

func flattenCollection(g *geom.GeometryCollection) geom.T {
	flat := geom.NewGeometryCollection()
	for _, part := range g.Geoms() {
		p, _ := flatten(part, nil)
		flat.MustPush(p)
	}
	return flat
}

// single is a multi-geometry of one part as that part, anything else as it is.
func single(g geom.T) geom.T {
	switch g := g.(type) {
	case *geom.MultiPoint:
		if g.NumPoints() == 1 {
			return g.Point(0)
		}
	case *geom.MultiLineString:
		if g.NumLineStrings() == 1 {
			return g.LineString(0)
		}
	case *geom.MultiPolygon:
		if g.NumPolygons() == 1 {
			return g.Polygon(0)
		}
	}
	return g
}

// geometryKind is the layer's word for the type of g: Point, LineString, Polygon, or
// Geometry for a collection.
func geometryKind(g geom.T) string {
	switch g.(type) {
	case *geom.Point, *geom.MultiPoint:
		return "Point"
	case *geom.LineString, *geom.MultiLineString:
		return "LineString"
	case *geom.Polygon, *geom.MultiPolygon:
		return "Polygon"
	}
	return "Geometry"
}

// box is an extent in the coordinates of a source: x from 0 to 2, y from 1 to 3.
type box [4]float64

// grow widens b to hold g; empty tells whether b holds nothing yet.
func (b *box) grow(g geom.T, empty bool) {
	flat, stride := coordinates(g)
	for i := 0; i+1 < len(flat); i += stride {
		x, y := flat[i], flat[i+1]
		if empty {
			*b, empty = box{x, y, x, y}, false
			continue
		}
		b[0], b[1], b[2], b[3] = min(b[0], x), min(b[1], y), max(b[2], x), max(b[3], y)
	}
}

func (b box) meets(o box) bool {
	return b[0] <= o[2] && o[0] <= b[2] && b[1] <= o[3] && o[1] <= b[3]
}

// coordinates are the flat coordinates of any geometry, a collection's too.
func coordinates(g geom.T) ([]float64, int) {
	whole, ok := g.(*geom.GeometryCollection)
	if !ok {
		return g.FlatCoords(), g.Stride()
	}
	var flat []float64
	for _, part := range whole.Geoms() {
		c, stride := coordinates(part)
		for i := 0; i+1 < len(c); i += stride {
			flat = append(flat, c[i], c[i+1])
		}
	}
	return flat, 2
}

// swapAxes exchanges x and y of every vertex of g.
func swapAxes(g geom.T) {
	if whole, ok := g.(*geom.GeometryCollection); ok {
		for _, part := range whole.Geoms() {
			swapAxes(part)
		}
		return
	}
	flat, stride := g.FlatCoords(), g.Stride()
	for i := 0; i+1 < len(flat); i += stride {
		flat[i], flat[i+1] = flat[i+1], flat[i]
	}
}
