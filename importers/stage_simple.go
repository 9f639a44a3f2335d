package importers

import (
	"math"

	geom "github.com/twpayne/go-geom"
)

// surelyValid tells that g is valid without doubt: a polygon of one short ring in which no
// two edges meet but neighbours, at their common point. False says nothing; PostGIS
// decides. Most parcels are of this kind, and asking GEOS for each costs more than all
// other checks together.
func surelyValid(g geom.T) bool {
	p, ok := g.(*geom.Polygon)
	if !ok || p.NumLinearRings() != 1 || p.Stride() != 2 {
		return false
	}
	const shortest, longest = 4, 40 // points, the last being the first; every pair of edges is looked at
	flat := p.FlatCoords()
	n := len(flat)/2 - 1
	if n+1 < shortest || n+1 > longest || flat[0] != flat[2*n] || flat[1] != flat[2*n+1] {
		return false
	}
	for i := range n {
		if !leftOrRight(flat, i, i+1, (i+2)%n) { // a point twice, a straight corner or a spike
			return false
		}
		last := n
		if i == 0 {
			last = n - 1 // its neighbour
		}
		for j := i + 2; j < last; j++ {
			if !apart(flat, i, j) {
				return false
			}
		}
	}
	return true
}

// apart tells that the edges that start at points i and j surely have no point in common.
func apart(flat []float64, i, j int) bool {
	a, b := flat[2*i:2*i+4], flat[2*j:2*j+4]
	if max(a[0], a[2]) < min(b[0], b[2]) || max(b[0], b[2]) < min(a[0], a[2]) ||
		max(a[1], a[3]) < min(b[1], b[3]) || max(b[1], b[3]) < min(a[1], a[3]) {
		return true
	}
	return sameSide(flat, i, j) || sameSide(flat, j, i)
}

// sameSide tells that both ends of edge j lie on one side of the line through edge i.
func sameSide(flat []float64, i, j int) bool {
	s, t := side(flat, i, i+1, j), side(flat, i, i+1, j+1)
	return s != 0 && s == t
}

func leftOrRight(flat []float64, a, b, c int) bool { return side(flat, a, b, c) != 0 }

// side is 1 when the point c lies to the left of the line from a to b, -1 to the right,
// and 0 when rounding leaves it open (the error bound of J. R. Shewchuk, "Adaptive
// Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates", 1997, ccwerrboundA).
func side(flat []float64, a, b, c int) int {
	const epsilon = 1.0 / (1 << 53)
	left := (flat[2*a] - flat[2*c]) * (flat[2*b+1] - flat[2*c+1])
	right := (flat[2*a+1] - flat[2*c+1]) * (flat[2*b] - flat[2*c])
	det := left - right
	switch bound := (3 + 16*epsilon) * epsilon * (math.Abs(left) + math.Abs(right)); {
	case det > bound:
		return 1
	case det < -bound:
		return -1
	}
	return 0
}
