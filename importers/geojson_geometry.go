package importers

import (
	"bytes"
	"math"
	"strconv"

	geom "github.com/twpayne/go-geom"
)

// jsonGeometry reads a geometry object from valid JSON. null and empty coordinates are no
// geometry, nor is what has a problem of severity Error.
func jsonGeometry(raw []byte) (geom.T, []Problem) {
	g, mixed, err := parseGeometry(raw, 0)
	if err != nil {
		return nil, []Problem{badGeometry(err).at(0, "", string(raw[:min(len(raw), 200)]))}
	}
	if g == nil {
		return nil, nil
	}
	g, found := sound(g)
	if mixed && g != nil {
		found = append(found, foundMixedDimensions)
	}
	return g, problemsAt(0, "", found)
}

// maxCollectionDepth is how deep collections may be nested.
const maxCollectionDepth = 16

func parseGeometry(raw []byte, depth int) (g geom.T, mixed bool, err error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, false, nil
	}
	var kind string
	var coordinates, parts []byte
	for name, value := range members(raw) {
		switch name {
		case "type":
			if value[0] == '"' {
				kind = string(unquote(value))
			}
		case "coordinates":
			coordinates = value
		case "geometries":
			parts = value
		}
	}
	if kind == "GeometryCollection" {
		return parseCollection(parts, depth)
	}
	c := coordReader{stride: 2}
	if c.readsHeights(kind, coordinates) {
		c.stride = 3
	}
	g, err = c.geometry(kind, coordinates)
	return g, c.mixed, err
}

func parseCollection(parts []byte, depth int) (geom.T, bool, error) {
	if depth == maxCollectionDepth {
		return nil, false, because("tập hợp hình lồng nhau %d lớp", "collections nested %d deep", depth)
	}
	all := geom.NewGeometryCollection()
	mixed := false
	for raw := range elements(parts) {
		part, m, err := parseGeometry(raw, depth+1)
		if err != nil {
			return nil, false, err
		}
		mixed = mixed || m
		if part == nil {
			continue
		}
		if err := all.Push(part); err != nil {
			return nil, false, err
		}
	}
	if all.NumGeoms() == 0 {
		return nil, false, nil
	}
	return all, mixed, nil
}

// coordReader reads the positions of one geometry into flat coordinates.
type coordReader struct {
	stride int
	flat   []float64
	mixed  bool // positions with and without heights
}

// readsHeights looks through all positions: heights are kept only if each has one.
func (c *coordReader) readsHeights(kind string, raw []byte) bool {
	with, without := false, false
	var walk func(raw []byte, levels int)
	walk = func(raw []byte, levels int) {
		if levels == 0 {
			n := 0
			for range elements(raw) {
				n++
			}
			with, without = with || n > 2, without || n == 2
			return
		}
		for part := range elements(raw) {
			walk(part, levels-1)
		}
	}
	walk(raw, positionDepth(kind))
	c.mixed = with && without
	return with && !without
}

// positionDepth is how many arrays stand around a position.
func positionDepth(kind string) int {
	switch kind {
	case "MultiPoint", "LineString":
		return 1
	case "Polygon", "MultiLineString":
		return 2
	case "MultiPolygon":
		return 3
	}
	return 0
}

func (c *coordReader) layout() geom.Layout {
	if c.stride == 3 {
		return geom.XYZ
	}
	return geom.XY
}

// geometry reads the coordinates of a type; nil if there are none.
func (c *coordReader) geometry(kind string, raw []byte) (g geom.T, err error) {
	if trimmed := bytes.TrimSpace(raw); len(trimmed) == 0 || trimmed[0] != '[' {
		return nil, because("%q không có mảng tọa độ", "%q without an array of coordinates", kind)
	}
	var ends []int
	var endss [][]int
	switch kind {
	case "Point":
		if err = c.point(raw); err == nil {
			g = geom.NewPointFlat(c.layout(), c.flat)
		}
	case "MultiPoint", "LineString":
		err = c.line(raw)
		g = geom.NewLineStringFlat(c.layout(), c.flat)
		if kind == "MultiPoint" {
			g = geom.NewMultiPointFlat(c.layout(), c.flat)
		}
	case "MultiLineString", "Polygon":
		ends, err = c.lines(raw)
		g = geom.NewPolygonFlat(c.layout(), c.flat, ends)
		if kind == "MultiLineString" {
			g = geom.NewMultiLineStringFlat(c.layout(), c.flat, ends)
		}
	case "MultiPolygon":
		for part := range elements(raw) {
			if ends, err = c.lines(part); err != nil {
				break
			}
			endss = append(endss, ends)
		}
		g = geom.NewMultiPolygonFlat(c.layout(), c.flat, endss)
	default:
		return nil, because("không có kiểu hình %.40q", "unknown type %.40q", kind)
	}
	if err != nil || len(c.flat) == 0 {
		return nil, err
	}
	return g, nil
}

func (c *coordReader) lines(raw []byte) (ends []int, err error) {
	if raw[0] != '[' {
		return nil, because("có %.20q ở chỗ phải là vòng hoặc đường", "%.20q where rings or lines should be", raw)
	}
	for part := range elements(raw) {
		if err := c.line(part); err != nil {
			return nil, err
		}
		ends = append(ends, len(c.flat))
	}
	return ends, nil
}

func (c *coordReader) line(raw []byte) error {
	if raw[0] != '[' {
		return because("có %.20q ở chỗ phải là dãy điểm", "%.20q where positions should be", raw)
	}
	for part := range elements(raw) {
		before := len(c.flat)
		if err := c.point(part); err != nil {
			return err
		}
		if len(c.flat) == before {
			return because("một điểm không có tọa độ", "an empty position")
		}
	}
	return nil
}

// point reads a position; its third number and those after it are left out unless
// heights are read. An empty one is an empty point.
func (c *coordReader) point(raw []byte) error {
	if raw[0] != '[' {
		return because("có %.20q ở chỗ phải là một điểm", "%.20q where a position should be", raw)
	}
	n := 0
	for part := range elements(raw) {
		x, err := strconv.ParseFloat(string(part), 64)
		if err != nil || math.IsInf(x, 0) {
			return because("tọa độ %.20q không phải là số", "coordinate %.20q is no number", part)
		}
		if n < c.stride {
			c.flat = append(c.flat, x)
		}
		n++
	}
	if n == 1 {
		return because("một điểm chỉ có một số", "a position of one number")
	}
	return nil
}

// shapeName is the type of a geometry as GeoJSON writes it.
func shapeName(g geom.T) string {
	switch g.(type) {
	case *geom.Point:
		return "Point"
	case *geom.MultiPoint:
		return "MultiPoint"
	case *geom.LineString:
		return "LineString"
	case *geom.MultiLineString:
		return "MultiLineString"
	case *geom.Polygon:
		return "Polygon"
	case *geom.MultiPolygon:
		return "MultiPolygon"
	}
	return "GeometryCollection"
}
