package mesh

import (
	"cmp"
	"slices"
)

// trace joins directed edges, each with land on its left, to polygons. Where several
// edges leave one corner it keeps to the same piece of land, and a ring that comes back
// to a corner is taken apart there, so every ring is simple. Loops around no land (the
// outside of everything) are dropped.
func (m *Mesh) trace(edges []edge) []Polygon {
	loops := m.loops(edges)
	var outers, holes []loop
	for _, r := range loops {
		switch area := m.twiceArea(r); {
		case area > 0:
			outers = append(outers, loop{r, m.box(r), area})
		case area < 0:
			holes = append(holes, loop{r, m.box(r), -area})
		}
	}
	polys := make([]Polygon, len(outers))
	for i, o := range outers {
		polys[i].Outer = o.ring
	}
	for _, h := range holes {
		if i := m.around(h, outers); i >= 0 {
			polys[i].Holes = append(polys[i].Holes, h.ring)
		}
	}
	return polys
}

type loop struct {
	ring Ring
	box  box
	area int64
}

type box struct{ x0, y0, x1, y1 int64 }

func (b box) holds(o box) bool {
	return b.x0 <= o.x0 && b.y0 <= o.y0 && b.x1 >= o.x1 && b.y1 >= o.y1
}

func (m *Mesh) box(r Ring) box {
	p := m.at[r[0]]
	b := box{p.X, p.Y, p.X, p.Y}
	for _, v := range r[1:] {
		p := m.at[v]
		b = box{min(b.x0, p.X), min(b.y0, p.Y), max(b.x1, p.X), max(b.y1, p.Y)}
	}
	return b
}

// around finds the smallest outer loop that a hole lies in, -1 for none.
func (m *Mesh) around(h loop, outers []loop) int {
	best := -1
	for i, o := range outers {
		if o.area > h.area && o.box.holds(h.box) && (best < 0 || o.area < outers[best].area) && m.ringInside(h.ring, o.ring) {
			best = i
		}
	}
	return best
}

// ringInside tells whether r lies in outer, from the first corner that is not on it.
func (m *Mesh) ringInside(r, outer Ring) bool {
	for _, v := range r {
		if side := m.locate(m.at[v], outer); side != 0 {
			return side > 0
		}
	}
	return false
}

// locate tells whether p is inside a ring (1), on it (0) or outside (-1). It is exact.
func (m *Mesh) locate(p Point, r Ring) int {
	inside := false
	a := m.at[r[len(r)-1]]
	for _, v := range r {
		b := m.at[v]
		c := cross(a, b, p)
		if c == 0 && within(p, a, b) {
			return 0
		}
		if (a.Y > p.Y) != (b.Y > p.Y) && (c > 0) == (b.Y > a.Y) {
			inside = !inside
		}
		a = b
	}
	if inside {
		return 1
	}
	return -1
}

// within tells whether p, known to be in line with a and b, lies between them.
func within(p, a, b Point) bool {
	return min(a.X, b.X) <= p.X && p.X <= max(a.X, b.X) && min(a.Y, b.Y) <= p.Y && p.Y <= max(a.Y, b.Y)
}

// loops walks all edges once. From a corner it leaves by the first edge clockwise from
// the way it came, which bounds the same piece of land.
func (m *Mesh) loops(edges []edge) []Ring {
	m.sortAround(edges)
	used := make([]bool, len(edges))
	seen := map[Vertex]int{} // corners with several ways out, by their position in the walk
	var out []Ring
	for i := range edges {
		if used[i] {
			continue
		}
		var walk Ring
		clear(seen)
		for e := i; !used[e]; e = m.next(edges, edges[e]) {
			used[e] = true
			v := edges[e].a
			if e > 0 && edges[e-1].a == v || e+1 < len(edges) && edges[e+1].a == v {
				if at, ok := seen[v]; ok {
					out = append(out, slices.Clone(walk[at:]))
					for _, w := range walk[at:] {
						delete(seen, w)
					}
					walk = walk[:at]
				}
				seen[v] = len(walk)
			}
			walk = append(walk, v)
		}
		if len(walk) > 2 {
			out = append(out, walk)
		}
	}
	return slices.DeleteFunc(out, func(r Ring) bool { return len(r) < 3 })
}

// sortAround orders edges by the corner they leave and counter-clockwise around it.
func (m *Mesh) sortAround(edges []edge) {
	slices.SortFunc(edges, func(d, e edge) int {
		if d.a != e.a {
			return cmp.Compare(d.a, e.a)
		}
		return m.byAngle(d, e)
	})
}

// byAngle compares two edges out of one corner by their bearing, from east
// counter-clockwise.
func (m *Mesh) byAngle(d, e edge) int {
	o, p, q := m.at[d.a], m.at[d.b], m.at[e.b]
	if c := cmp.Compare(half(o, p), half(o, q)); c != 0 {
		return c
	}
	return cmp.Compare(0, cross(o, p, q))
}

// half is 0 for bearings from east to before west, 1 for the others.
func half(o, p Point) int {
	if p.Y > o.Y || p.Y == o.Y && p.X > o.X {
		return 0
	}
	return 1
}

// next is the edge that follows e around the land on its left.
func (m *Mesh) next(edges []edge, e edge) int {
	from, _ := slices.BinarySearchFunc(edges, e.b, func(d edge, v Vertex) int { return cmp.Compare(d.a, v) })
	to := from
	back := e.reversed()
	for to < len(edges) && edges[to].a == e.b && m.byAngle(edges[to], back) < 0 {
		to++
	}
	if to > from {
		return to - 1
	}
	for to < len(edges) && edges[to].a == e.b {
		to++
	}
	return to - 1
}
