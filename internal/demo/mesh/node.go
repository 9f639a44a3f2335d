package mesh

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Build draws lines (in metres, crossing and touching each other freely, closed ones
// repeating their first point) on the grid and returns the mesh and every polygon they
// enclose. Loose ends enclose nothing and leave no trace.
//
// Crossings are found exactly and everything is rounded together, after Hobby ("Practical
// segment intersection with finite precision output", 1999): a line that passes through
// the grid cell of a corner goes through that corner, so rounding makes no new crossing.
func Build(lines []orb.LineString) (*Mesh, []Polygon) {
	n := &noder{segs: segments(lines)}
	if len(n.segs) == 0 {
		return New(), nil
	}
	n.index()
	n.corners()
	m := New()
	m.at, m.parted = n.points, make([]bool, len(n.points))
	edges := n.edges()
	for _, e := range edges[:len(edges):len(edges)] {
		edges = append(edges, e.reversed())
	}
	return m, m.trace(edges)
}

type segment struct{ a, b Point }

func segments(lines []orb.LineString) []segment {
	var out []segment
	for _, l := range lines {
		for i := 1; i < len(l); i++ {
			if s := (segment{Snap(l[i-1]), Snap(l[i])}); s.a != s.b {
				out = append(out, s)
			}
		}
	}
	return out
}

// noder finds where segments meet, with the help of a grid of square cells.
type noder struct {
	segs   []segment
	points []Point // the corners, sorted, once found

	x0, y0, cell int64
	cols, rows   int64
	start, held  []int32 // cell i holds segments held[start[i]:start[i+1]]
}

// index puts each segment in every cell that it comes near.
func (n *noder) index() {
	b := box{math.MaxInt64, math.MaxInt64, math.MinInt64, math.MinInt64}
	var length float64
	for _, s := range n.segs {
		b = box{min(b.x0, s.a.X, s.b.X), min(b.y0, s.a.Y, s.b.Y), max(b.x1, s.a.X, s.b.X), max(b.y1, s.a.Y, s.b.Y)}
		length += math.Hypot(float64(s.b.X-s.a.X), float64(s.b.Y-s.a.Y))
	}
	n.x0, n.y0 = b.x0-2, b.y0-2
	n.cell = max(int64(1.5*length/float64(len(n.segs))), (b.x1-b.x0)/1500, (b.y1-b.y0)/1500, 100)
	n.cols, n.rows = (b.x1-n.x0)/n.cell+2, (b.y1-n.y0)/n.cell+2
	n.start = make([]int32, n.cols*n.rows+1)
	for _, s := range n.segs {
		n.cells(s, func(c int64) { n.start[c+1]++ })
	}
	for i := range n.start[1:] {
		n.start[i+1] += n.start[i]
	}
	n.held = make([]int32, n.start[len(n.start)-1])
	fill := slices.Clone(n.start)
	for i, s := range n.segs {
		n.cells(s, func(c int64) { n.held[fill[c]] = int32(i); fill[c]++ })
	}
}

// cells calls do for each cell within a centimetre of s.
func (n *noder) cells(s segment, do func(int64)) {
	if s.a.X > s.b.X {
		s.a, s.b = s.b, s.a
	}
	c0, c1 := (s.a.X-1-n.x0)/n.cell, (s.b.X+1-n.x0)/n.cell
	for c := c0; c <= c1; c++ {
		ya, yb := s.a.Y, s.b.Y
		if c0 != c1 {
			ya, yb = s.height(n.x0+c*n.cell-1), s.height(n.x0+(c+1)*n.cell+1)
		}
		r0, r1 := (min(ya, yb)-2-n.y0)/n.cell, (max(ya, yb)+2-n.y0)/n.cell
		for r := max(r0, 0); r <= min(r1, n.rows-1); r++ {
			do(r*n.cols + c)
		}
	}
}

// height is the northing of s at easting x, to within a centimetre, or that of its end
// where x lies beyond.
func (s segment) height(x int64) int64 {
	switch {
	case x <= s.a.X:
		return s.a.Y
	case x >= s.b.X:
		return s.b.Y
	}
	return s.a.Y + int64(float64(s.b.Y-s.a.Y)*float64(x-s.a.X)/float64(s.b.X-s.a.X))
}

// corners collects the ends and the crossings of all segments.
func (n *noder) corners() {
	for _, s := range n.segs {
		n.points = append(n.points, s.a, s.b)
	}
	for c := range len(n.start) - 1 {
		held := n.held[n.start[c]:n.start[c+1]]
		for i, a := range held {
			for _, b := range held[i+1:] {
				if p, ok := crossing(n.segs[a], n.segs[b]); ok {
					n.points = append(n.points, p)
				}
			}
		}
	}
	slices.SortFunc(n.points, comparePoints)
	n.points = slices.Compact(n.points)
}

func comparePoints(p, q Point) int {
	return cmp.Or(cmp.Compare(p.X, q.X), cmp.Compare(p.Y, q.Y))
}

// crossing is the grid place where two segments cross in their inner parts.
func crossing(s, t segment) (Point, bool) {
	if max(s.a.X, s.b.X) < min(t.a.X, t.b.X) || max(t.a.X, t.b.X) < min(s.a.X, s.b.X) ||
		max(s.a.Y, s.b.Y) < min(t.a.Y, t.b.Y) || max(t.a.Y, t.b.Y) < min(s.a.Y, s.b.Y) {
		return Point{}, false
	}
	d1, d2 := cross(t.a, t.b, s.a), cross(t.a, t.b, s.b)
	d3, d4 := cross(s.a, s.b, t.a), cross(s.a, s.b, t.b)
	if !(d1 < 0 && d2 > 0 || d1 > 0 && d2 < 0) || !(d3 < 0 && d4 > 0 || d3 > 0 && d4 < 0) {
		return Point{}, false
	}
	f := float64(d1) / (float64(d1) - float64(d2))
	return Point{
		s.a.X + int64(math.Round(f*float64(s.b.X-s.a.X))),
		s.a.Y + int64(math.Round(f*float64(s.b.Y-s.a.Y))),
	}, true
}

// edges breaks every segment at the corners whose grid cell it passes through.
func (n *noder) edges() []edge {
	start, held := n.cornerCells()
	var out []edge
	var on []Vertex
	for _, s := range n.segs {
		on = on[:0]
		n.cells(s, func(c int64) {
			for _, v := range held[start[c]:start[c+1]] {
				if s.through(n.points[v]) {
					on = append(on, v)
				}
			}
		})
		slices.SortFunc(on, func(v, w Vertex) int {
			return cmp.Or(cmp.Compare(s.along(n.points[v]), s.along(n.points[w])), cmp.Compare(v, w))
		})
		on = slices.Compact(on)
		for i := 1; i < len(on); i++ {
			out = append(out, edge{on[i-1], on[i]}.undirected())
		}
	}
	slices.SortFunc(out, func(d, e edge) int { return cmp.Or(cmp.Compare(d.a, e.a), cmp.Compare(d.b, e.b)) })
	return slices.Compact(out)
}

// cornerCells sorts the corners into the cells they lie in.
func (n *noder) cornerCells() (start []int32, held []Vertex) {
	cell := func(p Point) int64 { return (p.Y-n.y0)/n.cell*n.cols + (p.X-n.x0)/n.cell }
	start = make([]int32, n.cols*n.rows+1)
	for _, p := range n.points {
		start[cell(p)+1]++
	}
	for i := range start[1:] {
		start[i+1] += start[i]
	}
	held = make([]Vertex, len(n.points))
	fill := slices.Clone(start)
	for v, p := range n.points {
		held[fill[cell(p)]] = Vertex(v)
		fill[cell(p)]++
	}
	return start, held
}

// through tells whether s meets the square centimetre around p.
func (s segment) through(p Point) bool {
	if !within(p, s.a, s.b) {
		return false
	}
	c := cross(s.a, s.b, p)
	return 2*max(c, -c) <= max(s.b.X-s.a.X, s.a.X-s.b.X)+max(s.b.Y-s.a.Y, s.a.Y-s.b.Y)
}

// along is the position of p in the direction of s, in whatever unit.
func (s segment) along(p Point) int64 {
	return (p.X-s.a.X)*(s.b.X-s.a.X) + (p.Y-s.a.Y)*(s.b.Y-s.a.Y)
}
