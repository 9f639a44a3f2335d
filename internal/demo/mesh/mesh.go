// Package mesh keeps a map of polygons that share their corners exactly.
//
// Every corner is a whole number of centimetres and has one number (a Vertex); polygons
// are rings of such numbers, so two neighbours can differ neither by a gap nor by an
// overlap. Build makes the first polygons from line work that crosses itself freely,
// Cut divides a polygon along a path, Dissolve joins polygons again. A cut that ends on
// the side of a neighbour is remembered (see Mesh.Expand): the neighbour takes the new
// corner in when it is next looked at.
//
// The package knows nothing of land: it never invents a line and never moves one by more
// than the rounding to a centimetre. Start with Build.
package mesh

import (
	"math"

	"github.com/paulmach/orb"
)

// Unit is the length of one step of the grid in metres: corners lie on whole centimetres.
const Unit = 0.01

// Point is a place on the grid: easting and northing in whole centimetres.
type Point struct{ X, Y int64 }

// Snap is the grid place nearest to p, which is in metres.
func Snap(p orb.Point) Point {
	return Point{int64(math.Round(p[0] / Unit)), int64(math.Round(p[1] / Unit))}
}

// Metres is the place in metres: the decimal number nearest to the grid's.
func (p Point) Metres() orb.Point {
	return orb.Point{float64(p.X) / 100, float64(p.Y) / 100}
}

// Vertex is the number of a corner in its Mesh.
type Vertex int32

// Ring is a closed line through corners; the first one is not repeated at the end.
type Ring []Vertex

// Polygon has one outer ring, counter-clockwise, and any number of holes, clockwise. The
// land is on the left of every edge.
type Polygon struct {
	Outer Ring
	Holes []Ring
}

// Mesh holds the corners that polygons share. It is not safe for concurrent use.
type Mesh struct {
	// Reach is how far from a corner, in metres, a cut still ends in that corner instead
	// of making a new one beside it.
	Reach float64

	at   []Point
	mids map[edge]Vertex // the corner that was put into an edge
	// parted marks the lower corner of every edge in mids: most corners have none, which
	// saves looking.
	parted []bool
}

type edge struct{ a, b Vertex }

func (e edge) reversed() edge { return edge{e.b, e.a} }

// undirected names the edge whichever way it is walked.
func (e edge) undirected() edge {
	if e.a > e.b {
		return e.reversed()
	}
	return e
}

// New returns a mesh without corners, with a Reach of 0.3 m.
func New() *Mesh {
	return &Mesh{Reach: 0.3, mids: map[edge]Vertex{}}
}

// Add makes a new corner. Two corners at one place are two corners: only corners added
// through Build, Cut and Loop are shared.
func (m *Mesh) Add(p Point) Vertex {
	m.at = append(m.at, p)
	m.parted = append(m.parted, false)
	return Vertex(len(m.at) - 1)
}

// At is the place of a corner on the grid.
func (m *Mesh) At(v Vertex) Point { return m.at[v] }

// Metres is the place of a corner in metres.
func (m *Mesh) Metres(v Vertex) orb.Point { return m.at[v].Metres() }

// part puts a corner into an edge.
func (m *Mesh) part(e edge, mid Vertex) {
	m.mids[e.undirected()] = mid
	m.parted[min(e.a, e.b)] = true
}

// Expand takes in every corner that cuts of neighbours have put into p's edges since.
func (m *Mesh) Expand(p Polygon) Polygon {
	out := Polygon{Outer: m.expandRing(p.Outer), Holes: make([]Ring, len(p.Holes))}
	for i, h := range p.Holes {
		out.Holes[i] = m.expandRing(h)
	}
	return out
}

func (m *Mesh) expandRing(r Ring) Ring {
	if !m.grown(r) {
		return r
	}
	out := make(Ring, 0, len(r)+4)
	for i, v := range r {
		out = append(out, v)
		out = m.appendMids(out, edge{v, r[(i+1)%len(r)]})
	}
	return out
}

func (m *Mesh) grown(r Ring) bool {
	for i, v := range r {
		w := r[0]
		if i+1 < len(r) {
			w = r[i+1]
		}
		if !m.parted[min(v, w)] {
			continue
		}
		if _, ok := m.mids[edge{v, w}.undirected()]; ok {
			return true
		}
	}
	return false
}

// appendMids adds the corners inside e, in e's direction.
func (m *Mesh) appendMids(out Ring, e edge) Ring {
	if !m.parted[min(e.a, e.b)] {
		return out
	}
	mid, ok := m.mids[e.undirected()]
	if !ok {
		return out
	}
	out = m.appendMids(out, edge{e.a, mid})
	out = append(out, mid)
	return m.appendMids(out, edge{mid, e.b})
}

// Rings are the outer ring and then the holes, in metres, each closed by repeating its
// first corner.
func (m *Mesh) Rings(p Polygon) orb.Polygon {
	out := make(orb.Polygon, 0, 1+len(p.Holes))
	out = append(out, m.closed(p.Outer))
	for _, h := range p.Holes {
		out = append(out, m.closed(h))
	}
	return out
}

func (m *Mesh) closed(r Ring) orb.Ring {
	out := make(orb.Ring, 0, len(r)+1)
	for _, v := range r {
		out = append(out, m.Metres(v))
	}
	return append(out, out[0])
}

// Area of p in square metres, holes taken off.
func (m *Mesh) Area(p Polygon) float64 {
	sum := m.twiceArea(p.Outer)
	for _, h := range p.Holes {
		sum += m.twiceArea(h)
	}
	return float64(sum) / 2 * Unit * Unit
}

// twiceArea is exact: positive for a counter-clockwise ring.
func (m *Mesh) twiceArea(r Ring) int64 {
	var sum int64
	o := m.at[r[0]]
	for i := 1; i+1 < len(r); i++ {
		sum += cross(o, m.at[r[i]], m.at[r[i+1]])
	}
	return sum
}

// cross is twice the area of the triangle a, b, c: positive when c lies left of a→b. It
// is exact for places less than a thousand kilometres apart.
func cross(a, b, c Point) int64 {
	return (b.X-a.X)*(c.Y-a.Y) - (b.Y-a.Y)*(c.X-a.X)
}

// Bound of p in metres.
func (m *Mesh) Bound(p Polygon) orb.Bound {
	b := orb.Bound{Min: m.Metres(p.Outer[0]), Max: m.Metres(p.Outer[0])}
	for _, v := range p.Outer[1:] {
		b = b.Extend(m.Metres(v))
	}
	return b
}
