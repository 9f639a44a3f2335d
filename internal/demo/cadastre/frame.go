package cadastre

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// frame is a plot measured along the direction in which its surroundings are laid out.
type frame struct {
	middle        orb.Point
	angle         float64
	length, depth float64 // along and across the angle
}

// measure sets up the frame of a polygon at an angle.
func measure(m *mesh.Mesh, p mesh.Polygon, angle float64) frame {
	s, c := math.Sincos(angle)
	u0, u1, v0, v1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, v := range p.Outer {
		q := m.Metres(v)
		u, w := q[0]*c+q[1]*s, q[1]*c-q[0]*s
		u0, u1, v0, v1 = min(u0, u), max(u1, u), min(v0, w), max(v1, w)
	}
	u, w := (u0+u1)/2, (v0+v1)/2
	return frame{orb.Point{u*c - w*s, u*s + w*c}, angle, u1 - u0, v1 - v0}
}

// mainAngle is the direction most of a polygon's sides run in, right angles taken alike.
func mainAngle(m *mesh.Mesh, p mesh.Polygon) float64 {
	var c, s float64
	a := m.Metres(p.Outer[len(p.Outer)-1])
	for _, v := range p.Outer {
		q := m.Metres(v)
		l, t := terrain.Dist(a, q), 4*math.Atan2(q[1]-a[1], q[0]-a[0])
		c, s = c+l*math.Cos(t), s+l*math.Sin(t)
		a = q
	}
	return math.Atan2(s, c) / 4
}

// turned is the same frame with length and depth exchanged.
func (f frame) turned() frame {
	return frame{f.middle, f.angle + math.Pi/2, f.depth, f.length}
}

// at is the place u metres along and v metres left of the middle.
func (f frame) at(u, v float64) orb.Point {
	s, c := math.Sincos(f.angle)
	return orb.Point{f.middle[0] + u*c - v*s, f.middle[1] + u*s + v*c}
}

// stretch is the part of a line inside a polygon that passes a point, or the longest one
// if none does.
func (b *builder) stretch(p mesh.Polygon, line orb.LineString, through orb.Point) (orb.LineString, bool) {
	var best orb.LineString
	length := 0.0
	for _, s := range inside(b.mesh.Rings(p), line) {
		l := terrain.Length(s)
		if distance(through, s) < 0.5 {
			return s, true
		}
		if l > length {
			best, length = s, l
		}
	}
	return best, best != nil
}

const shortest = 2.5 // metres between the points of a line that is cut along

// inside are the parts of a line within a polygon, from where it enters to where it leaves.
func inside(rings orb.Polygon, line orb.LineString) []orb.LineString {
	type crossing struct {
		at float64
		p  orb.Point
	}
	var hits []crossing
	bound := line.Bound()
	for _, r := range rings {
		for k := 1; k < len(r); k++ {
			a, c := r[k-1], r[k]
			if max(a[0], c[0]) < bound.Min[0] || min(a[0], c[0]) > bound.Max[0] || max(a[1], c[1]) < bound.Min[1] || min(a[1], c[1]) > bound.Max[1] {
				continue
			}
			for i := 1; i < len(line); i++ {
				if q, t, ok := meet(line[i-1], line[i], a, c); ok {
					hits = append(hits, crossing{float64(i) + t, q})
				}
			}
		}
	}
	slices.SortFunc(hits, func(x, y crossing) int { return cmp.Compare(x.at, y.at) })
	var out []orb.LineString
	for i := 0; i+1 < len(hits); i += 2 {
		s, end := orb.LineString{hits[i].p}, hits[i+1].p
		for k := int(hits[i].at); k < int(hits[i+1].at); k++ {
			if q := line[k]; terrain.Dist(q, s[len(s)-1]) > shortest && terrain.Dist(q, end) > shortest {
				s = append(s, q)
			}
		}
		out = append(out, append(s, end))
	}
	return out
}

// meet is where two segments cross, and how far along the first one.
func meet(p, q, a, c orb.Point) (orb.Point, float64, bool) {
	if max(p[0], q[0]) < min(a[0], c[0]) || max(a[0], c[0]) < min(p[0], q[0]) ||
		max(p[1], q[1]) < min(a[1], c[1]) || max(a[1], c[1]) < min(p[1], q[1]) {
		return orb.Point{}, 0, false
	}
	d1, d2, d3, d4 := turn(p, q, a), turn(p, q, c), turn(a, c, p), turn(a, c, q)
	if (d1 >= 0) == (d2 >= 0) || (d3 >= 0) == (d4 >= 0) {
		return orb.Point{}, 0, false
	}
	t := d3 / (d3 - d4)
	return orb.Point{p[0] + t*(q[0]-p[0]), p[1] + t*(q[1]-p[1])}, t, true
}

func turn(a, b, c orb.Point) float64 {
	return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0])
}

// distance of p from a line in metres.
func distance(p orb.Point, line orb.LineString) float64 {
	best := math.Inf(1)
	for i := 1; i < len(line); i++ {
		best = min(best, terrain.Dist(p, terrain.Onto(p, line[i-1], line[i])))
	}
	return best
}

// roomy tells whether a line leaves a polygon's sides at once, at no sharp angle, and then
// keeps its distance from them, so that it cuts off no splinters.
func (b *builder) roomy(p mesh.Polygon, line orb.LineString, clear float64) bool {
	total := terrain.Length(line)
	depths := b.mesh.Depths(p)
	const samples = 8
	for i := 1; i < samples; i++ {
		s := total * float64(i) / samples
		q, _ := terrain.At(line, s)
		if depths(q) < min(0.55*min(s, total-s), clear) {
			return false
		}
	}
	return true
}

// lengthen draws both ends of a line out by d metres.
func lengthen(line orb.LineString, d float64) orb.LineString {
	n := len(line) - 1
	first, last := beyond(line[1], line[0], d), beyond(line[n-1], line[n], d)
	return append(append(orb.LineString{first}, line...), last)
}

// beyond is the point d metres further on from a through b.
func beyond(a, b orb.Point, d float64) orb.Point {
	n := terrain.Normal(a, b)
	return orb.Point{b[0] + d*n[1], b[1] - d*n[0]}
}

// shortcuts are straight lines through the middle of a polygon, those with the shortest way
// across first. The second point of each is the middle.
func (b *builder) shortcuts(p mesh.Polygon) []orb.LineString {
	c := b.mesh.Inner(p)
	rings := b.mesh.Rings(p)
	bound := rings.Bound()
	reach := terrain.Dist(bound.Min, bound.Max)
	type way struct {
		line   orb.LineString
		length float64
	}
	var ways []way
	for i := range 12 {
		s, co := math.Sincos(math.Pi * float64(i) / 12)
		line := orb.LineString{{c[0] - reach*co, c[1] - reach*s}, c, {c[0] + reach*co, c[1] + reach*s}}
		for _, in := range inside(rings, line) {
			if distance(c, in) < 0.5 {
				ways = append(ways, way{line, terrain.Length(in)})
			}
		}
	}
	slices.SortStableFunc(ways, func(x, y way) int { return cmp.Compare(x.length, y.length) })
	var out []orb.LineString
	for _, w := range ways[:min(len(ways), 4)] {
		out = append(out, w.line)
	}
	return out
}
