package extract

import (
	"math"

	"sotay/parcels"
)

// innerGrid is how many places across and down are tried for the parcel's label.
const innerGrid = 24

// innerPoint finds where a label has room: of a grid over the parcel the place inside,
// holes not counted, that is farthest from the boundary. It gives east and north, and that
// distance, in metres.
func innerPoint(v parcels.Vertices) (at [2]float64, room float64) {
	b := bounds(v)
	at = [2]float64{(b[0] + b[2]) / 2, (b[1] + b[3]) / 2}
	room = -1
	for i := range innerGrid {
		for j := range innerGrid {
			p := [2]float64{
				b[0] + (b[2]-b[0])*(float64(i)+0.5)/innerGrid,
				b[1] + (b[3]-b[1])*(float64(j)+0.5)/innerGrid,
			}
			if d, in := depth(v, p); in && d > room {
				at, room = p, d
			}
		}
	}
	return at, max(room, 0)
}

// depth is how far a point is from the boundary, and whether it is inside.
func depth(v parcels.Vertices, p [2]float64) (metres float64, inside bool) {
	metres = math.Inf(1)
	for _, r := range v.Rings {
		for i, a := range r.Points {
			b := r.Points[(i+1)%len(r.Points)]
			if (a.XNorth > p[1]) != (b.XNorth > p[1]) &&
				p[0] < a.YEast+(b.YEast-a.YEast)*(p[1]-a.XNorth)/(b.XNorth-a.XNorth) {
				inside = !inside
			}
			metres = min(metres, fromEdge(a, b, p))
		}
	}
	return metres, inside
}

// fromEdge is the distance of a point, east and north, from an edge in metres.
func fromEdge(a, b parcels.Vertex, p [2]float64) float64 {
	dx, dy := b.YEast-a.YEast, b.XNorth-a.XNorth
	k := 0.0
	if square := dx*dx + dy*dy; square > 0 {
		k = min(1, max(0, ((p[0]-a.YEast)*dx+(p[1]-a.XNorth)*dy)/square))
	}
	return math.Hypot(p[0]-a.YEast-k*dx, p[1]-a.XNorth-k*dy)
}
