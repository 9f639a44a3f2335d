package importers

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	geom "github.com/twpayne/go-geom"
)

// closeRing makes the ring that begins at start of flat, and ends with it, end where it
// begins. It is the one rule of all readers for rings:
//
//   - A ring whose last vertex is not its first is closed by its first vertex, with the
//     warning foundOpenRing: no vertex is moved or lost, and the edge added is the only one
//     that can be meant. Heights do not count.
//   - A ring of fewer than three different vertices encloses nothing: foundShortRing.
//
// Whether a ring that was closed crosses itself is looked at later, as for every shape.
func closeRing(flat []float64, start, stride int) ([]float64, *finding) {
	ring := flat[start:]
	if !encloses(ring, stride) {
		return flat, &foundShortRing
	}
	if last := ring[len(ring)-stride:]; ring[0] != last[0] || ring[1] != last[1] {
		return append(flat, ring[:stride]...), &foundOpenRing
	}
	return flat, nil
}

// encloses tells whether a ring has three different vertices.
func encloses(ring []float64, stride int) bool {
	second := 0
	for i := stride; i+1 < len(ring); i += stride {
		switch {
		case ring[i] == ring[0] && ring[i+1] == ring[1]:
		case second == 0:
			second = i
		case ring[i] != ring[second] || ring[i+1] != ring[second+1]:
			return true
		}
	}
	return false
}

// sound looks for what no database would take: coordinates that are no numbers, lines of
// one point, rings that enclose nothing. It gives the geometry with its rings closed, nil
// where it cannot be used, and what was found. Shapes that cross themselves are none of
// its business.
func sound(g geom.T) (geom.T, []finding) {
	if whole, ok := g.(*geom.GeometryCollection); ok {
		return soundCollection(whole)
	}
	flat, stride := g.FlatCoords(), g.Stride()
	for _, c := range flat {
		if math.IsNaN(c) || math.IsInf(c, 0) {
			return nil, []finding{foundNotFinite}
		}
	}
	var fault *finding
	switch shape := g.(type) {
	case *geom.LineString:
		fault = linesFault([]int{len(flat)}, stride)
	case *geom.MultiLineString:
		fault = linesFault(shape.Ends(), stride)
	case *geom.Polygon:
		closed, endss, f := closeRings(flat, [][]int{shape.Ends()}, stride)
		if fault = f; fault == &foundOpenRing {
			g = geom.NewPolygonFlat(shape.Layout(), closed, endss[0])
		}
	case *geom.MultiPolygon:
		closed, endss, f := closeRings(flat, shape.Endss(), stride)
		if fault = f; fault == &foundOpenRing {
			g = geom.NewMultiPolygonFlat(shape.Layout(), closed, endss)
		}
	}
	switch {
	case fault == nil:
		return g, nil
	case fault.severity == Error:
		g = nil
	}
	return g, []finding{*fault}
}

func soundCollection(whole *geom.GeometryCollection) (geom.T, []finding) {
	var warnings []finding
	out := geom.NewGeometryCollection()
	for _, part := range whole.Geoms() {
		part, found := sound(part)
		if part == nil {
			return nil, found
		}
		out.MustPush(part)
		if len(warnings) == 0 {
			warnings = found
		}
	}
	return out, warnings
}

func linesFault(ends []int, stride int) *finding {
	start := 0
	for _, end := range ends {
		if end-start < 2*stride {
			return &foundShortLine
		}
		start = end
	}
	return nil
}

// closeRings applies closeRing to the rings of polygons. It copies nothing as long as all
// are closed.
func closeRings(flat []float64, endss [][]int, stride int) ([]float64, [][]int, *finding) {
	var closed []float64
	var moved [][]int
	start := 0
	for i, ends := range endss {
		for j, end := range ends {
			ring, fault := closeRing(flat[start:end:end], 0, stride)
			switch {
			case fault == &foundShortRing:
				return nil, nil, fault
			case fault != nil && moved == nil:
				closed, moved = slices.Clone(flat[:start]), cloneEnds(endss)
			}
			if start = end; moved != nil {
				closed = append(closed, ring...)
				moved[i][j] = len(closed)
			}
		}
	}
	if moved == nil {
		return flat, endss, nil
	}
	return closed, moved, &foundOpenRing
}

func cloneEnds(endss [][]int) [][]int {
	out := make([][]int, len(endss))
	for i, ends := range endss {
		out[i] = slices.Clone(ends)
	}
	return out
}

// wktParts finds the words of a WKT and its innermost lists of points.
var wktParts = regexp.MustCompile(`[A-Za-z]+|\([^()]*\)`)

// closeWKT closes the open rings in the text of a geometry by the rule of closeRing: the
// parser takes closed ones only. What it cannot read it leaves to the parser.
func closeWKT(text string) (string, *finding) {
	var worst *finding
	polygon := false
	text = wktParts.ReplaceAllStringFunc(text, func(part string) string {
		if part[0] != '(' {
			switch word := strings.ToUpper(part); word {
			case "Z", "M", "ZM":
			default:
				polygon = strings.HasSuffix(word, "POLYGON")
			}
			return part
		}
		if !polygon {
			return part
		}
		list := part[1 : len(part)-1]
		ring, stride := wktRing(list)
		if ring == nil {
			return part
		}
		_, fault := closeRing(ring, 0, stride)
		if fault != nil && (worst == nil || fault.severity == Error) {
			worst = fault
		}
		first, _, _ := strings.Cut(list, ",")
		switch fault {
		case &foundOpenRing:
			return "(" + list + "," + first + ")"
		case nil: // the parser wants one height where the ring closes
			return "(" + list[:strings.LastIndexByte(list, ',')+1] + first + ")"
		}
		return part
	})
	return text, worst
}

// wktRing reads a list of points, nil where it is none.
func wktRing(list string) (ring []float64, stride int) {
	for point := range strings.SplitSeq(list, ",") {
		numbers := strings.Fields(point)
		if stride == 0 {
			stride = len(numbers)
		}
		if len(numbers) != stride || stride < 2 {
			return nil, 0
		}
		for _, number := range numbers {
			x, err := strconv.ParseFloat(number, 64)
			if err != nil {
				return nil, 0
			}
			ring = append(ring, x)
		}
	}
	return ring, stride
}
