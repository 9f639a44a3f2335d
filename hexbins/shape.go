package hexbins

import (
	"math"

	"github.com/maypok86/otter/v2"
	"github.com/paulmach/orb"

	"sotay/layers"
)

// shapes keeps the outlines of cells.
type shapes struct{ known *otter.Cache[Cell, orb.Ring] }

// keptShapes bounds them, 200 bytes each.
const keptShapes = 100_000

func newShapes() shapes {
	return shapes{otter.Must(&otter.Options[Cell, orb.Ring]{MaximumSize: keptShapes})}
}

// of is the closed outline of a cell in degrees (longitude, latitude), counter-clockwise. One that
// crosses the antimeridian goes on beyond ±180 on the side of its first corner.
func (s shapes) of(c Cell) (orb.Ring, error) {
	if r, ok := s.known.GetIfPresent(c); ok {
		return r, nil
	}
	corners, err := c.Boundary()
	if err != nil {
		return nil, err
	}
	ring := make(orb.Ring, 0, len(corners)+1)
	for _, at := range corners {
		lon := at.Lng
		if len(ring) > 0 {
			lon -= 360 * math.Round((lon-ring[0][0])/360)
		}
		ring = append(ring, orb.Point{lon, at.Lat})
	}
	ring = append(ring, ring[0])
	s.known.Set(c, ring)
	return ring, nil
}

// mercator projects degrees to EPSG:3857 in widths of the world, x east and y south from its
// north-western corner.
func mercator(p orb.Point) orb.Point {
	const edge = 85.0511287798066 // degrees
	lat := max(-edge, min(edge, p[1])) * math.Pi / 180
	return orb.Point{(p[0] + 180) / 360, (1 - math.Asinh(math.Tan(lat))/math.Pi) / 2}
}

func project(ring orb.Ring) orb.Ring {
	out := make(orb.Ring, len(ring))
	for i, p := range ring {
		out[i] = mercator(p)
	}
	return out
}

// window is a box as mercator has it.
func window(box layers.Box) orb.Bound {
	nw, se := mercator(orb.Point{box[0], box[3]}), mercator(orb.Point{box[2], box[1]})
	return orb.Bound{Min: nw, Max: se}
}

// meets tells whether a projected cell and a window have a point in common. Both are convex, so
// they have none just where a side of one of them parts them.
func meets(ring orb.Ring, w orb.Bound) bool {
	if !ring.Bound().Intersects(w) {
		return false
	}
	corners := orb.Ring{w.Min, {w.Max[0], w.Min[1]}, w.Max, {w.Min[0], w.Max[1]}}
	for i := range len(ring) - 1 {
		normal := orb.Point{ring[i+1][1] - ring[i][1], ring[i][0] - ring[i+1][0]}
		low, high := extent(ring, normal)
		from, to := extent(corners, normal)
		if high < from || to < low {
			return false
		}
	}
	return true
}

// extent is how far points reach along a direction.
func extent(points orb.Ring, along orb.Point) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range points {
		d := p[0]*along[0] + p[1]*along[1]
		low, high = min(low, d), max(high, d)
	}
	return low, high
}
