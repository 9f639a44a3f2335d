package mesh

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// closest is how near, in grid steps, a new line may pass an old corner it does not meet.
const closest = 5

// Cut divides p along a path in metres, which should begin and end outside p; loose ends
// inside are left away. It returns the pieces left and right of the path. A path that
// misses p, or passes so near a corner that the pieces would be no sound polygons, cuts
// nothing: ok is false and p is still whole (though it may have gained corners).
func (m *Mesh) Cut(p Polygon, path orb.LineString) (left, right []Polygon, ok bool) {
	c := cutter{mesh: m, poly: m.Expand(p), path: path}
	c.collect()
	if !c.span() || !c.sound() || !c.split() {
		return nil, nil, false
	}
	return c.pieces()
}

// Band cuts a band of the given width, in metres, along the middle of path out of p. It
// returns the parts inside the band and the others; ok is false if nothing was cut.
func (m *Mesh) Band(p Polygon, path orb.LineString, width float64) (band, rest []Polygon, ok bool) {
	rest, inner, ok := m.Cut(p, Offset(path, width/2))
	if !ok {
		return nil, nil, false
	}
	lower := Offset(path, -width/2)
	for _, q := range inner {
		in, out, ok := m.Cut(q, lower)
		switch {
		case ok:
			band, rest = append(band, in...), append(rest, out...)
		case distance(m.Within(q), path) <= width/2:
			band = append(band, q)
		default:
			rest = append(rest, q)
		}
	}
	return band, rest, true
}

// hit is one place where the path crosses a side of the polygon.
type hit struct {
	along    float64 // segment of the path and how far along it
	side     edge
	part     float64 // how far along the side
	entering bool
	at       Point
	v        Vertex // the corner there, -1 while it is not made
}

// chain is a stretch of the path inside the polygon.
type chain struct {
	from, to int // hits
	inner    []Point
}

type cutter struct {
	mesh   *Mesh
	poly   Polygon
	path   orb.LineString
	hits   []hit
	chains []chain
}

func (p Polygon) edges(do func(edge)) {
	p.Outer.edges(do)
	for _, h := range p.Holes {
		h.edges(do)
	}
}

func (r Ring) edges(do func(edge)) {
	for i, b := range r {
		do(edge{r[(i+len(r)-1)%len(r)], b})
	}
}

// collect finds the hits, in the order of the path. "On the line" counts as left of it,
// for sides and path alike, so that what is entered is also left.
func (c *cutter) collect() {
	bound := c.path.Bound()
	c.poly.edges(func(e edge) {
		a, b := c.mesh.Metres(e.a), c.mesh.Metres(e.b)
		if max(a[0], b[0]) < bound.Min[0] || min(a[0], b[0]) > bound.Max[0] ||
			max(a[1], b[1]) < bound.Min[1] || min(a[1], b[1]) > bound.Max[1] {
			return
		}
		for i := 1; i < len(c.path); i++ {
			if h, ok := cross2(c.path[i-1], c.path[i], a, b); ok {
				h.along += float64(i)
				h.side = e
				c.attach(&h)
				c.hits = append(c.hits, h)
			}
		}
	})
	slices.SortStableFunc(c.hits, func(g, h hit) int { return cmp.Compare(g.along, h.along) })
}

func cross2(p, q, a, b orb.Point) (hit, bool) {
	d1, d2 := turn(p, q, a), turn(p, q, b)
	d3, d4 := turn(a, b, p), turn(a, b, q)
	if (d1 >= 0) == (d2 >= 0) || (d3 >= 0) == (d4 >= 0) {
		return hit{}, false
	}
	return hit{along: d3 / (d3 - d4), part: d1 / (d1 - d2), entering: d4 >= 0}, true
}

// turn is twice the area of a, b, c: positive when c lies left of a→b.
func turn(a, b, c orb.Point) float64 {
	return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0])
}

// attach gives a hit its place: a corner of the side within reach, or a new one.
func (c *cutter) attach(h *hit) {
	a, b := c.mesh.Metres(h.side.a), c.mesh.Metres(h.side.b)
	place := orb.Point{a[0] + h.part*(b[0]-a[0]), a[1] + h.part*(b[1]-a[1])}
	h.at, h.v = Snap(place), -1
	da, db := dist(place, a), dist(place, b)
	switch {
	case da <= db && da <= c.mesh.Reach:
		h.at, h.v = c.mesh.at[h.side.a], h.side.a
	case db < da && db <= c.mesh.Reach:
		h.at, h.v = c.mesh.at[h.side.b], h.side.b
	}
}

func dist(a, b orb.Point) float64 { return math.Hypot(b[0]-a[0], b[1]-a[1]) }

// span pairs the hits to stretches inside the polygon.
func (c *cutter) span() bool {
	for i := 0; i+1 < len(c.hits); i++ {
		if !c.hits[i].entering {
			continue
		}
		if c.hits[i+1].entering {
			return false
		}
		var inner []Point
		for j := int(c.hits[i].along) + 1; j <= int(c.hits[i+1].along); j++ {
			inner = append(inner, Snap(c.path[j-1]))
		}
		inner = trim(inner, c.hits[i].at, c.hits[i+1].at)
		if c.hits[i].at != c.hits[i+1].at || len(inner) > 0 {
			c.chains = append(c.chains, chain{from: i, to: i + 1, inner: inner})
		}
	}
	return len(c.chains) > 0
}

// trim leaves away points that nearly lie on their neighbours.
func trim(inner []Point, first, last Point) []Point {
	inner = slices.CompactFunc(inner, near)
	for len(inner) > 0 && near(inner[0], first) {
		inner = inner[1:]
	}
	for len(inner) > 0 && near(inner[len(inner)-1], last) {
		inner = inner[:len(inner)-1]
	}
	return inner
}

func near(a, b Point) bool {
	return max(a.X-b.X, b.X-a.X) <= closest && max(a.Y-b.Y, b.Y-a.Y) <= closest
}

// sound checks that the new lines cross nowhere and touch the polygon at their ends only.
func (c *cutter) sound() bool {
	ok := true
	for _, ch := range c.chains {
		line := append(append([]Point{c.hits[ch.from].at}, ch.inner...), c.hits[ch.to].at)
		if !straightforward(line) {
			return false
		}
		c.poly.edges(func(e edge) {
			a, b := c.mesh.at[e.a], c.mesh.at[e.b]
			for i := 1; ok && i < len(line); i++ {
				first := i == 1 && c.hits[ch.from].side == e && c.hits[ch.from].v < 0
				last := i == len(line)-1 && c.hits[ch.to].side == e && c.hits[ch.to].v < 0
				ok = apart(line[i-1], line[i], a, b, first, last)
			}
		})
	}
	return ok
}

// straightforward tells whether a line neither crosses itself nor turns back on itself.
func straightforward(line []Point) bool {
	for i := 2; i < len(line); i++ {
		a, b, c := line[i-2], line[i-1], line[i]
		if (b.X-a.X)*(c.X-b.X)+(b.Y-a.Y)*(c.Y-b.Y) < 0 && gap(c, a, b) < gap(c, b, b)/2 {
			return false
		}
		for j := 1; j < i-1; j++ {
			if _, crosses := crossing(segment{line[j-1], line[j]}, segment{b, c}); crosses {
				return false
			}
		}
	}
	return true
}

// apart tells whether the new segment p–q keeps clear of the side a–b, but for a common
// end, or for its first or last point lying on it by intention.
func apart(p, q, a, b Point, pOn, qOn bool) bool {
	if max(p.X, q.X)+closest < min(a.X, b.X) || max(a.X, b.X)+closest < min(p.X, q.X) ||
		max(p.Y, q.Y)+closest < min(a.Y, b.Y) || max(a.Y, b.Y)+closest < min(p.Y, q.Y) {
		return true
	}
	pEnd, qEnd := p == a || p == b, q == a || q == b
	if pOn && qOn || pEnd && qEnd {
		return false
	}
	if !pOn && !qOn && !pEnd && !qEnd {
		if _, crosses := crossing(segment{p, q}, segment{a, b}); crosses {
			return false
		}
	}
	clear := func(r, s, t Point) bool { return gap(r, s, t) > closest }
	return (pOn || pEnd || clear(p, a, b)) && (qOn || qEnd || clear(q, a, b)) &&
		(a == p || a == q || clear(a, p, q)) && (b == p || b == q || clear(b, p, q))
}

// gap is the distance of r from the segment s–t in grid steps.
func gap(r, s, t Point) float64 {
	dx, dy := float64(t.X-s.X), float64(t.Y-s.Y)
	ex, ey := float64(r.X-s.X), float64(r.Y-s.Y)
	f := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		f = min(max((ex*dx+ey*dy)/l, 0), 1)
	}
	return math.Hypot(ex-f*dx, ey-f*dy)
}

// split puts the new corners into the sides, several on one side in their order.
func (c *cutter) split() bool {
	var order []int
	for _, ch := range c.chains {
		for _, i := range []int{ch.from, ch.to} {
			if c.hits[i].v < 0 {
				order = append(order, i)
			}
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(c.hits[i].part, c.hits[j].part) })
	for n, i := range order {
		for _, j := range order[:n] {
			if c.hits[i].side == c.hits[j].side && near(c.hits[i].at, c.hits[j].at) {
				return false
			}
		}
	}
	rest := map[edge]edge{}
	for _, i := range order {
		h := &c.hits[i]
		side, ok := rest[h.side]
		if !ok {
			side = h.side
		}
		h.v = c.mesh.Add(h.at)
		c.mesh.part(side, h.v)
		rest[h.side] = edge{h.v, side.b}
	}
	return true
}

// pieces traces the polygon again with the new lines in it.
func (c *cutter) pieces() (left, right []Polygon, ok bool) {
	var edges []edge
	c.mesh.Expand(c.poly).edges(func(e edge) { edges = append(edges, e) })
	forward := map[edge]bool{}
	for _, ch := range c.chains {
		prev := c.hits[ch.from].v
		for i := 0; i <= len(ch.inner); i++ {
			v := c.hits[ch.to].v
			if i < len(ch.inner) {
				v = c.mesh.Add(ch.inner[i])
			}
			forward[edge{prev, v}] = true
			edges = append(edges, edge{prev, v}, edge{v, prev})
			prev = v
		}
	}
	for _, q := range c.mesh.trace(edges) {
		onLeft := false
		q.edges(func(e edge) { onLeft = onLeft || forward[e] })
		if onLeft {
			left = append(left, q)
		} else {
			right = append(right, q)
		}
	}
	return left, right, true
}
