package mesh

import (
	"container/heap"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Offset is the line at a distance to the left of path (to the right when negative), in
// metres, corner for corner. Sharp corners are flattened rather than drawn out.
func Offset(path orb.LineString, d float64) orb.LineString {
	out := make(orb.LineString, len(path))
	for i, p := range path {
		a, b := path[max(i-1, 0)], path[min(i+1, len(path)-1)]
		n1, n2 := normal(a, p), normal(p, b)
		if i == 0 {
			n1 = n2
		}
		if i == len(path)-1 {
			n2 = n1
		}
		nx, ny := n1[0]+n2[0], n1[1]+n2[1]
		l := max(nx*nx+ny*ny, 1) // 4 on a straight line
		out[i] = orb.Point{p[0] + 2*d*nx/l, p[1] + 2*d*ny/l}
	}
	return out
}

// normal is the unit vector to the left of a→b.
func normal(a, b orb.Point) orb.Point {
	l := dist(a, b)
	if l == 0 {
		return orb.Point{}
	}
	return orb.Point{-(b[1] - a[1]) / l, (b[0] - a[0]) / l}
}

// distance of p from a line in metres.
func distance(p orb.Point, line orb.LineString) float64 {
	best := math.Inf(1)
	for i := 1; i < len(line); i++ {
		best = min(best, toSegment2(p, line[i-1], line[i]))
	}
	return math.Sqrt(best)
}

// toSegment2 is the square of the distance of p from a–b.
func toSegment2(p, a, b orb.Point) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	ex, ey := p[0]-a[0], p[1]-a[1]
	if dot := ex*dx + ey*dy; dot > 0 {
		if l := dx*dx + dy*dy; dot < l {
			c := ex*dy - ey*dx
			return c * c / l
		}
		ex, ey = p[0]-b[0], p[1]-b[1]
	}
	return ex*ex + ey*ey
}

// Inner is a point well inside p, in metres: the centroid where it lies deep enough, else
// the centre of the largest circle that fits, to within a seventh of its radius.
func (m *Mesh) Inner(p Polygon) orb.Point {
	s := shape{rings: m.Rings(p)}
	c := s.centroid()
	if s.depth(c) > s.usual() {
		return c
	}
	return s.deepest(c, m.Bound(p))
}

// usual is the area over the length of the outline: the depth of the middle of a long
// strip, and half that of a square.
func (s shape) usual() float64 {
	var area, length float64
	for _, r := range s.rings {
		o := r[0]
		for i := 1; i < len(r); i++ {
			area += turn(o, r[i-1], r[i]) / 2
			length += dist(r[i-1], r[i])
		}
	}
	return area / length
}

// Within is a point inside p, in metres, found faster than Inner: the deepest of the
// centroid and the middles of p's widest stretches on a few lines across it.
func (m *Mesh) Within(p Polygon) orb.Point {
	s := shape{rings: m.Rings(p)}
	best := s.centroid()
	depth := s.depth(best)
	if depth > 0.8*s.usual() {
		return best
	}
	b := m.Bound(p)
	for _, f := range []float64{0.5, 0.23, 0.77} {
		for axis := range 2 {
			q := s.widest(axis, b.Min[axis]+f*(b.Max[axis]-b.Min[axis]))
			if d := s.depth(q); d > depth {
				best, depth = q, d
			}
		}
	}
	return best
}

// widest is the middle of the longest stretch inside on the line where one axis has value v.
func (s shape) widest(axis int, v float64) orb.Point {
	var at []float64
	for _, r := range s.rings {
		for i := 1; i < len(r); i++ {
			a, b := r[i-1], r[i]
			if (a[axis] > v) != (b[axis] > v) {
				f := (v - a[axis]) / (b[axis] - a[axis])
				at = append(at, a[1-axis]+f*(b[1-axis]-a[1-axis]))
			}
		}
	}
	slices.Sort(at)
	best, out := -1.0, s.rings[0][0]
	for i := 0; i+1 < len(at); i += 2 {
		if w := at[i+1] - at[i]; w > best {
			best = w
			out[axis], out[1-axis] = v, (at[i]+at[i+1])/2
		}
	}
	return out
}

// Depths answers for places, in metres, how far inside p they lie: negative outside.
func (m *Mesh) Depths(p Polygon) func(orb.Point) float64 { return shape{m.Rings(p)}.depth }

type shape struct{ rings orb.Polygon }

func (s shape) centroid() orb.Point {
	var x, y, area float64
	o := s.rings[0][0]
	for _, r := range s.rings {
		for i := 1; i < len(r); i++ {
			ax, ay, bx, by := r[i-1][0]-o[0], r[i-1][1]-o[1], r[i][0]-o[0], r[i][1]-o[1]
			c := ax*by - ay*bx
			x, y, area = x+(ax+bx)*c, y+(ay+by)*c, area+c
		}
	}
	if area == 0 {
		return o
	}
	return orb.Point{o[0] + x/(3*area), o[1] + y/(3*area)}
}

func (s shape) depth(p orb.Point) float64 {
	best, inside := math.Inf(1), false
	for _, r := range s.rings {
		a := r[0]
		for _, b := range r[1:] {
			if (a[1] > p[1]) != (b[1] > p[1]) && (turn(a, b, p) > 0) == (b[1] > a[1]) {
				inside = !inside
			}
			best = min(best, toSegment2(p, a, b))
			a = b
		}
	}
	if inside {
		return math.Sqrt(best)
	}
	return -math.Sqrt(best)
}

// deepest searches squares, the most promising first, until none can hold a point more
// than a seventh deeper than the best one found.
func (s shape) deepest(start orb.Point, b orb.Bound) orb.Point {
	size := max(min(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]), Unit)
	best := square{at: start, depth: s.depth(start)}
	var open squares
	add := func(x, y, half float64) {
		q := square{at: orb.Point{x, y}, half: half}
		q.depth = s.depth(q.at)
		q.most = q.depth + half*math.Sqrt2
		if q.depth > best.depth {
			best = q
		}
		heap.Push(&open, q)
	}
	for x := b.Min[0]; x < b.Max[0]; x += size {
		for y := b.Min[1]; y < b.Max[1]; y += size {
			add(x+size/2, y+size/2, size/2)
		}
	}
	for open.Len() > 0 {
		q := heap.Pop(&open).(square)
		if q.most <= best.depth+max(best.depth/7, 2*Unit) {
			break
		}
		h := q.half / 2
		add(q.at[0]-h, q.at[1]-h, h)
		add(q.at[0]+h, q.at[1]-h, h)
		add(q.at[0]-h, q.at[1]+h, h)
		add(q.at[0]+h, q.at[1]+h, h)
	}
	return best.at
}

type square struct {
	at                orb.Point
	half, depth, most float64
}

type squares []square

func (s squares) Len() int           { return len(s) }
func (s squares) Less(i, j int) bool { return s[i].most > s[j].most }
func (s squares) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s *squares) Push(x any)        { *s = append(*s, x.(square)) }
func (s *squares) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}
