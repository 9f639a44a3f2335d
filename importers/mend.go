package importers

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	geom "github.com/twpayne/go-geom"
)

// By how much --repair may change the area of a shape: a change above both bounds is too
// large to be no guess, and the row is refused. Putting rings in order is no change: what
// they enclose is the same, read rightly.
const (
	repairArea  = 1.0  // m²
	repairShare = 0.01 // of the larger area
)

func repairTooLarge(before, after float64) bool {
	change := math.Abs(after - before)
	return change > repairArea && change > repairShare*max(math.Abs(before), math.Abs(after))
}

// mend repairs the rings of an area without the database: their order, vertices that
// repeat, spikes. It says what it did. Rings that cross are mended later, by PostGIS.
func (l *loader) mend(g geom.T, polygons [][][]float64) geom.T {
	reordered := false
	for i, rings := range polygons {
		if ordered, ok := l.ruler.shellFirst(rings); ok {
			polygons[i], reordered = ordered, true
		}
	}
	before := l.ruler.areaOf(polygons)
	var repeated, spikes int
	for _, rings := range polygons {
		for i, ring := range rings {
			mx, my := l.ruler.at(ring[1])
			mended, r, s := mendRing(ring, mx, my)
			rings[i], repeated, spikes = mended, repeated+r, spikes+s
		}
	}
	if !reordered && repeated+spikes == 0 {
		return g
	}
	after := l.ruler.areaOf(polygons)
	if repairTooLarge(before, after) {
		l.report.add(foundRepairTooLarge.says(before, after).at(l.report.row, "", areas(before, after)))
		return g
	}
	x, y := centre(polygons[0][0])
	report := func(f finding) {
		l.report.add(f.at(l.report.row, "", areas(before, after)).of(x, y, math.Abs(after-before), squareMetres))
	}
	if reordered {
		report(foundRepairedOrder)
	}
	if repeated > 0 {
		report(foundRepairedVertices.says(repeated, before, after))
	}
	if spikes > 0 {
		report(foundRepairedSpikes.says(spikes, before, after))
	}
	return assembled(polygons)
}

// areas shows an area before and after.
func areas(before, after float64) string { return fmt.Sprintf("%.2f → %.2f m²", before, after) }

// shellFirst puts the largest ring of a polygon first where another stands there and all
// others begin inside it; false where nothing is to be done or that is not so.
func (r ruler) shellFirst(rings [][]float64) ([][]float64, bool) {
	if len(rings) < 2 {
		return rings, false
	}
	size := func(ring []float64) float64 { return math.Abs(r.ringArea(ring)) }
	largest := slices.MaxFunc(rings, func(a, b []float64) int { return cmp.Compare(size(a), size(b)) })
	if size(rings[0]) == size(largest) {
		return rings, false
	}
	ordered := [][]float64{largest}
	for _, ring := range rings {
		if &ring[0] == &largest[0] {
			continue
		}
		if !within(ring[0], ring[1], largest) {
			return rings, false
		}
		ordered = append(ordered, ring)
	}
	return ordered, true
}

// within tells whether a point lies inside a closed ring (even-odd rule).
func within(x, y float64, ring []float64) bool {
	inside := false
	for i := 0; i+3 < len(ring); i += 2 {
		ax, ay, bx, by := ring[i], ring[i+1], ring[i+2], ring[i+3]
		if (ay > y) != (by > y) && x < (bx-ax)*(y-ay)/(by-ay)+ax {
			inside = !inside
		}
	}
	return inside
}

// assembled makes one geometry of the rings of polygons.
func assembled(polygons [][][]float64) geom.T {
	var flat []float64
	endss := make([][]int, len(polygons))
	for i, rings := range polygons {
		for _, ring := range rings {
			flat = append(flat, ring...)
			endss[i] = append(endss[i], len(flat))
		}
	}
	if len(endss) == 1 {
		return geom.NewPolygonFlat(geom.XY, flat, endss[0])
	}
	return geom.NewMultiPolygonFlat(geom.XY, flat, endss)
}
