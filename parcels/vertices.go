package parcels

import (
	"fmt"
	"math"

	geom "github.com/twpayne/go-geom"
)

// Vertices is a parcel's vertex table in a VN-2000 zone.
type Vertices struct {
	Zone  Zone
	Basis string // Survey or Computed
	Rings []Ring
}

// Ring is one boundary: of a part (from 1), its outer ring (1) or a hole (2 and more).
type Ring struct {
	Part   int
	Ring   int
	Points []Vertex // the closing vertex is not repeated
}

// Vertex is a corner: its number, from 1 through the whole parcel, its coordinates in
// metres, and the length of the edge to the next vertex of the ring, in metres of the zone.
type Vertex struct {
	N      int
	XNorth float64
	YEast  float64
	Edge   float64
}

// vertices makes the table of a polygon in metres, x east and y north. Every ring starts
// at its north-western vertex and goes clockwise, so that a parcel has one table however
// its source ordered it.
func vertices(shape geom.T, basis string) (Vertices, error) {
	zone, ok := zoneOfSRID(shape.SRID())
	if !ok {
		return Vertices{}, fmt.Errorf("vertices: SRID %d is no VN-2000 zone", shape.SRID())
	}
	v := Vertices{Zone: zone, Basis: basis}
	polygons := geom.NewMultiPolygon(shape.Layout())
	switch shape := shape.(type) {
	case *geom.Polygon:
		if err := polygons.Push(shape); err != nil {
			return Vertices{}, fmt.Errorf("vertices: %w", err)
		}
	case *geom.MultiPolygon:
		polygons = shape
	default:
		return Vertices{}, fmt.Errorf("vertices of a %T", shape)
	}
	n := 0
	for part := range polygons.NumPolygons() {
		polygon := polygons.Polygon(part)
		for ring := range polygon.NumLinearRings() {
			points := ringVertices(polygon.LinearRing(ring).Coords())
			for i := range points {
				n++
				points[i].N = n
			}
			v.Rings = append(v.Rings, Ring{Part: part + 1, Ring: ring + 1, Points: points})
		}
	}
	return v, nil
}

func ringVertices(coords []geom.Coord) []Vertex {
	if n := len(coords); n > 1 && coords[0][0] == coords[n-1][0] && coords[0][1] == coords[n-1][1] {
		coords = coords[:n-1]
	}
	points := make([]Vertex, len(coords))
	start, step := northWest(coords), 1
	if area(coords) > 0 { // counter-clockwise
		step = len(coords) - 1
	}
	for i := range points {
		c := coords[(start+i*step)%len(coords)]
		points[i] = Vertex{XNorth: c[1], YEast: c[0]}
	}
	for i := range points {
		next := points[(i+1)%len(points)]
		points[i].Edge = math.Hypot(next.XNorth-points[i].XNorth, next.YEast-points[i].YEast)
	}
	return points
}

// northWest finds the vertex farthest to the north-west: where north minus east is
// largest; of equals the more northern.
func northWest(coords []geom.Coord) int {
	best := 0
	for i, c := range coords {
		have := coords[best]
		if d := (c[1] - c[0]) - (have[1] - have[0]); d > 0 || d == 0 && c[1] > have[1] {
			best = i
		}
	}
	return best
}

// area is twice the signed area of a ring, positive when it runs counter-clockwise. It is
// taken from the first vertex on: large coordinates would eat the digits.
func area(coords []geom.Coord) float64 {
	sum := 0.0
	for i := 1; i+1 < len(coords); i++ {
		ax, ay := coords[i][0]-coords[0][0], coords[i][1]-coords[0][1]
		bx, by := coords[i+1][0]-coords[0][0], coords[i+1][1]-coords[0][1]
		sum += ax*by - bx*ay
	}
	return sum
}
