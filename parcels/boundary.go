package parcels

import (
	"cmp"
	"math"
	"slices"

	geom "github.com/twpayne/go-geom"
)

const (
	// nearEdge is how far apart two boundaries may run and still be one: metres.
	nearEdge = 0.01
	// alongside is the sine of the largest angle between edges that run side by side, 6°:
	// those that meet at a corner at more are near each other for a moment only.
	alongside = 0.1
	// leastEdge is the shortest common edge: metres. What touches in a point at an angle
	// below that of alongside can be nearer than nearEdge for as long.
	leastEdge = 0.1
)

// xy is a point of a zone: x east and y north, metres.
type xy struct{ x, y float64 }

// segment is a straight piece of a boundary.
type segment struct{ a, b xy }

// boundary is all rings of a shape as segments, in the order of the rings.
type boundary []segment

// newBoundary takes the rings of polygons apart; other shapes have none.
func newBoundary(shape geom.T) boundary {
	var list boundary
	for _, ring := range Rings(shape) {
		for i, a := range ring {
			if b := ring[(i+1)%len(ring)]; a != b {
				list = append(list, segment{xy{a[0], a[1]}, xy{b[0], b[1]}})
			}
		}
	}
	return list
}

// Rings are all rings of the polygons of a shape, x and y in its coordinates, without their
// closing points; other shapes have none.
func Rings(shape geom.T) [][][2]float64 {
	var list [][][2]float64
	polygon := func(p *geom.Polygon) {
		for i := range p.NumLinearRings() {
			var line [][2]float64
			for _, c := range p.LinearRing(i).Coords() {
				line = append(line, [2]float64{c[0], c[1]})
			}
			if n := len(line); n > 1 && line[0] == line[n-1] {
				line = line[:n-1]
			}
			list = append(list, line)
		}
	}
	switch shape := shape.(type) {
	case *geom.Polygon:
		polygon(shape)
	case *geom.MultiPolygon:
		for i := range shape.NumPolygons() {
			polygon(shape.Polygon(i))
		}
	case *geom.GeometryCollection:
		for _, part := range shape.Geoms() {
			list = append(list, Rings(part)...)
		}
	}
	return list
}

// span is a part of a segment, by metres from its beginning.
type span struct{ from, to float64 }

// common gives the length of this boundary along which the other runs no farther than
// nearEdge beside it, in metres, and a point in the middle of that: the point of it nearest
// to its centre of mass, wherever a ring begins.
func (line boundary) common(other boundary) (length float64, middle xy) {
	box := other.box()
	var runs boundary
	for _, s := range line {
		if !box.near(s) {
			continue
		}
		var spans []span
		for _, o := range other {
			if p, ok := s.beside(o); ok {
				spans = append(spans, p)
			}
		}
		for _, p := range merge(spans) {
			runs = append(runs, segment{s.at(p.from), s.at(p.to)})
			length += p.to - p.from
		}
	}
	if length == 0 {
		return 0, xy{}
	}
	return length, runs.nearest(runs.center(length))
}

// center is the centre of mass of all segments, whose length is given.
func (line boundary) center(length float64) xy {
	var c xy
	for _, s := range line {
		part := s.length() / length
		c.x += part * (s.a.x + s.b.x) / 2
		c.y += part * (s.a.y + s.b.y) / 2
	}
	return c
}

// nearest is the point of the segments that is nearest to another.
func (line boundary) nearest(to xy) (best xy) {
	least := math.Inf(1)
	for _, s := range line {
		length := s.length()
		along := ((to.x-s.a.x)*(s.b.x-s.a.x) + (to.y-s.a.y)*(s.b.y-s.a.y)) / length
		p := s.at(min(length, max(0, along)))
		if d := math.Hypot(p.x-to.x, p.y-to.y); d < least {
			best, least = p, d
		}
	}
	return best
}

// merge joins spans that overlap, so that nothing is counted twice.
func merge(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && s.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return out
}

func (s segment) length() float64 { return math.Hypot(s.b.x-s.a.x, s.b.y-s.a.y) }

// at is the point so many metres from the segment's beginning.
func (s segment) at(metres float64) xy {
	part := metres / s.length()
	return xy{s.a.x + part*(s.b.x-s.a.x), s.a.y + part*(s.b.y-s.a.y)}
}

// beside gives the part of the segment that another runs beside: where the other's
// perpendicular distance from this one's line is at most nearEdge, and they run alongside.
func (s segment) beside(o segment) (span, bool) {
	if !s.near(o) {
		return span{}, false
	}
	length := s.length()
	ux, uy := (s.b.x-s.a.x)/length, (s.b.y-s.a.y)/length
	along := func(p xy) float64 { return (p.x-s.a.x)*ux + (p.y-s.a.y)*uy }
	off := func(p xy) float64 { return (p.y-s.a.y)*ux - (p.x-s.a.x)*uy }
	// The other's points are a + k (b - a); from k0 to k1 they are near the line.
	k0, k1 := 0.0, 1.0
	d0, d1 := off(o.a), off(o.b)
	if math.Abs(d1-d0) > alongside*o.length() {
		return span{}, false
	}
	if math.Abs(d1-d0) > 1e-9 {
		ka, kb := (-nearEdge-d0)/(d1-d0), (nearEdge-d0)/(d1-d0)
		k0, k1 = max(k0, min(ka, kb)), min(k1, max(ka, kb))
	} else if math.Abs(d0) > nearEdge {
		return span{}, false
	}
	t0, t1 := along(o.a), along(o.b)
	from, to := t0+k0*(t1-t0), t0+k1*(t1-t0)
	from, to = max(0, min(from, to)), min(length, max(from, to))
	return span{from, to}, k0 < k1 && from < to
}

// near tells whether the boxes of two segments are no farther apart than nearEdge.
func (s segment) near(o segment) bool { return o.box().near(s) }

func (s segment) box() extent {
	return extent{xy{min(s.a.x, s.b.x), min(s.a.y, s.b.y)}, xy{max(s.a.x, s.b.x), max(s.a.y, s.b.y)}}
}

// extent is a box in metres.
type extent struct{ min, max xy }

func (line boundary) box() extent {
	e := extent{xy{math.Inf(1), math.Inf(1)}, xy{math.Inf(-1), math.Inf(-1)}}
	for _, s := range line {
		b := s.box()
		e.min = xy{min(e.min.x, b.min.x), min(e.min.y, b.min.y)}
		e.max = xy{max(e.max.x, b.max.x), max(e.max.y, b.max.y)}
	}
	return e
}

// near tells whether a segment's box is no farther from this one than nearEdge.
func (e extent) near(s segment) bool {
	b := s.box()
	return b.max.x >= e.min.x-nearEdge && b.min.x <= e.max.x+nearEdge && b.max.y >= e.min.y-nearEdge && b.min.y <= e.max.y+nearEdge
}
