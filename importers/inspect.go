package importers

import (
	"fmt"
	"math"
	"slices"

	geom "github.com/twpayne/go-geom"
)

// inspected looks closely at the vertices of an area: those of parcels are reported, and,
// where that was asked for, mended. Heights are left out: they are not kept.
func (l *loader) inspected(g geom.T) geom.T {
	if !l.cadastre && !l.repair || geometryKind(g) != "Polygon" {
		return g
	}
	g, _ = flatten(g, nil)
	polygons := ringsOf(g)
	if l.repair {
		return l.mend(g, polygons)
	}
	l.reportRings(polygons)
	return g
}

// ringsOf gives the rings of each polygon of a flat area; they share its coordinates.
func ringsOf(g geom.T) [][][]float64 {
	flat, endss := g.FlatCoords(), g.Endss()
	if p, ok := g.(*geom.Polygon); ok {
		endss = [][]int{p.Ends()}
	}
	var polygons [][][]float64
	start := 0
	for _, ends := range endss {
		var rings [][]float64
		for _, end := range ends {
			if end > start {
				rings = append(rings, flat[start:end:end])
			}
			start = end
		}
		if len(rings) > 0 {
			polygons = append(polygons, rings)
		}
	}
	return polygons
}

// areaOf is the area of polygons in square metres: of each its first ring less the others.
func (r ruler) areaOf(polygons [][][]float64) float64 {
	sum := 0.0
	for _, rings := range polygons {
		for i, ring := range rings {
			if a := math.Abs(r.ringArea(ring)); i == 0 {
				sum += a
			} else {
				sum -= a
			}
		}
	}
	return sum
}

func (l *loader) reportRings(polygons [][][]float64) {
	repeated, at := 0, 0
	var first []float64
	for _, ring := range slices.Concat(polygons...) {
		mx, my := l.ruler.at(ring[1])
		f := faultsOf(ring, mx, my)
		if n := len(f.repeated); n > 0 {
			if repeated == 0 {
				first, at = ring, f.repeated[0]
			}
			repeated += n
		}
		if len(f.spikes) > 0 {
			tip := 2 * f.longestTip
			p := foundSpike.says(len(f.spikes), f.longest).at(l.report.row, "", fmt.Sprintf("%.2f m", f.longest))
			l.report.add(p.of(ring[tip], ring[tip+1], f.longest, metres))
		}
	}
	if repeated > 0 {
		p := foundRepeatedVertices.says(repeated).at(l.report.row, "", "")
		p.Place = &[2]float64{first[2*at], first[2*at+1]}
		l.report.add(p)
	}
}

// placeAt tells of the row's problems without a place where the row is.
func (r *rowReport) placeAt(g geom.T) {
	if len(r.problems) == 0 || g == nil {
		return
	}
	var at *[2]float64
	for i := range r.problems {
		if r.problems[i].Place != nil {
			continue
		}
		if at == nil {
			flat, _ := coordinates(g)
			at = &[2]float64{flat[0], flat[1]}
			if kind := geometryKind(g); kind == "Polygon" && finite(g) {
				at[0], at[1] = centre(ringsOf(g)[0][0])
			}
		}
		r.problems[i].Place = at
	}
}
