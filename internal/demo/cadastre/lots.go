package cadastre

import (
	"math"

	"github.com/paulmach/orb"

	"sotay/internal/demo/dice"
	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// lot is a parcel in the making: its land and what that is used for.
type lot struct {
	poly  mesh.Polygon
	use   string // land codes as a register writes them: ONT+CLN
	block int    // index in builder.plots, -1 for roads and waters
	unit  int

	at                orb.Point // a point well inside
	sheet             int       // index in builder.sheets
	number, oldNumber string
}

// cutting divides one block into lots.
type cutting struct {
	*builder
	dice.Dice
	block int
	home  string // the code of land to live on: ODT in a ward, else ONT
}

func (c cutting) add(use string, polys ...mesh.Polygon) {
	for _, p := range polys {
		c.lots = append(c.lots, lot{poly: p, use: use, block: c.block, unit: c.plots[c.block].unit})
	}
}

// section is where a line across the frame, u metres along it, crosses a polygon: its
// longest stretch inside, as metres left of the frame's middle.
func section(rings orb.Polygon, f frame, u float64) (low, high float64, ok bool) {
	reach := f.depth/2 + 1
	a, b := f.at(u, -reach), f.at(u, reach)
	for _, s := range inside(rings, orb.LineString{a, b}) {
		l, h := terrain.Dist(a, s[0])-reach, terrain.Dist(a, s[len(s)-1])-reach
		if h-l > high-low {
			low, high, ok = l, h, true
		}
	}
	return low, high, ok
}

// along draws a line down the frame; at each place it asks for the metres left of the
// middle, given where the polygon begins and ends there. Ends where the polygon is less
// than least metres deep are left out; the line is drawn out beyond them.
func along(rings orb.Polygon, f frame, step, least float64, at func(low, high float64) float64) orb.LineString {
	var out orb.LineString
	n := max(int(f.length/step), 3)
	for i := range n {
		u := f.length * ((float64(i)+0.5)/float64(n) - 0.5)
		if low, high, ok := section(rings, f, u); ok && high-low >= least {
			out = append(out, f.at(u, at(low, high)))
		}
	}
	if len(out) < 2 {
		return nil
	}
	reach := terrain.Dist(f.at(-f.length/2, 0), out[0]) + terrain.Dist(f.at(f.length/2, 0), out[len(out)-1])
	return lengthen(out, reach+f.depth/2)
}

// spine is the middle line of a long polygon.
func (c cutting) spine(p mesh.Polygon, f frame) orb.LineString {
	return along(c.mesh.Rings(p), f, max(18, f.length/12), 0.5*c.mesh.Area(p)/f.length, func(low, high float64) float64 { return (low + high) / 2 })
}

// aim turns a frame until the left side of a polygon in it runs along it.
func (c cutting) aim(p mesh.Polygon, f frame) frame {
	rings := c.mesh.Rings(p)
	for range 2 {
		_, v0, ok0 := section(rings, f, -0.28*f.length)
		_, v1, ok1 := section(rings, f, 0.28*f.length)
		if !ok0 || !ok1 {
			break
		}
		f = measure(c.mesh, p, f.angle+min(max(math.Atan2(v1-v0, 0.56*f.length), -0.5), 0.5))
	}
	return f
}

// fit is the frame of a polygon along its longer side.
func (c cutting) fit(p mesh.Polygon) frame {
	f := measure(c.mesh, p, mainAngle(c.mesh, p))
	if f.depth > f.length {
		f = f.turned()
	}
	return f
}

// slice cuts a row into lots of the given widths, across its spine.
func (c cutting) slice(row mesh.Polygon, f frame, width func() float64) []mesh.Polygon {
	line := c.spine(row, f)
	if line == nil {
		return []mesh.Polygon{row}
	}
	first := terrain.Length(line)/2 - f.length/2 // the spine is drawn out at both ends
	var out []mesh.Polygon
	rest := row
	for s := first + width(); s < first+f.length-3; s += width() {
		p, ahead := terrain.At(line, s)
		skew := 0.03 * (c.Float64() - 0.5)
		n := orb.Point{-ahead[1] - skew*ahead[0], ahead[0] - skew*ahead[1]}
		reach := f.depth + 8
		cut := orb.LineString{{p[0] - reach*n[0], p[1] - reach*n[1]}, {p[0] + reach*n[0], p[1] + reach*n[1]}}
		done, left, ok := c.mesh.Cut(rest, cut)
		if !ok || len(left) == 0 {
			continue
		}
		big := 0
		for i, q := range left {
			if c.mesh.Area(q) > c.mesh.Area(left[big]) {
				big = i
			}
		}
		out = append(out, done...)
		for i, q := range left {
			if i != big {
				out = append(out, q)
			}
		}
		rest = left[big]
	}
	return append(out, c.mesh.Expand(rest))
}

// strip cuts a strip of the given depth off the left side of a polygon in its frame. The
// line behind it jumps here and there, as fences do.
func (c cutting) strip(p mesh.Polygon, f frame, depth, uneven float64) (strip, rest []mesh.Polygon, ok bool) {
	jump := 0.0
	line := along(c.mesh.Rings(p), f, max(16, f.length/14), 0.9*depth, func(low, high float64) float64 {
		if c.Chance(0.5) {
			jump = uneven * (c.Float64() - 0.5)
		}
		return high - min(depth+jump, 0.62*(high-low))
	})
	if line == nil {
		return nil, []mesh.Polygon{p}, false
	}
	strip, rest, ok = c.mesh.Cut(p, line)
	if !ok {
		return nil, []mesh.Polygon{p}, false
	}
	return strip, rest, true
}

// halves cuts a block down its spine.
func (c cutting) halves(p mesh.Polygon, f frame, uneven float64) []mesh.Polygon {
	shift := 0.0
	line := along(c.mesh.Rings(p), f, max(11, f.length/16), 0.45*c.mesh.Area(p)/f.length, func(low, high float64) float64 {
		if c.Chance(0.35) {
			shift = uneven * (c.Float64() - 0.5)
		}
		return (low+high)/2 + shift
	})
	if line == nil {
		return []mesh.Polygon{p}
	}
	left, right, ok := c.mesh.Cut(p, line)
	if !ok {
		return []mesh.Polygon{p}
	}
	return append(left, right...)
}

// split cuts a polygon in two again and again until its pieces are about the wanted size.
func (c cutting) split(p mesh.Polygon, s grain, level int) []mesh.Polygon {
	area := c.mesh.Area(p)
	if area < s.area*(1.15+2.5*s.uneven*c.Float64()) || level > 14 {
		return []mesh.Polygon{p}
	}
	parts := max(math.Round(area/s.area), 2)
	middle := math.Floor(parts/2)/parts - 0.5
	angle := s.angle
	if !s.fixed {
		angle = mainAngle(c.mesh, p)
	}
	f := measure(c.mesh, p, angle)
	if f.depth*s.aspect > f.length { // long lots: cut along rather than across
		f = f.turned()
	}
	for range 4 {
		u := f.length * (middle + s.uneven*(c.Float64()-0.5)*2/parts)
		g := f
		g.angle += s.skew * (c.Float64() - 0.5)
		line := c.bent(orb.LineString{g.at(u, -f.depth), g.at(u, f.depth)}, s.bend)
		left, right, ok := c.mesh.Cut(p, line)
		if !ok || len(left)+len(right) < 2 {
			continue
		}
		var out []mesh.Polygon
		for _, q := range append(left, right...) {
			out = append(out, c.split(c.mesh.Expand(q), s, level+1)...)
		}
		return out
	}
	return []mesh.Polygon{p}
}

// grain is how land is divided by split.
type grain struct {
	area   float64 // m² wanted
	aspect float64 // how many times longer than wide lots may be, along the frame
	uneven float64 // how far lots differ in size, as a share of it
	skew   float64 // radians
	bend   float64 // metres
	angle  float64 // of the frame, if fixed
	fixed  bool
}

// bent gives a straight line bends.
func (c cutting) bent(line orb.LineString, bend float64) orb.LineString {
	if bend == 0 {
		return line
	}
	length := terrain.Dist(line[0], line[1])
	n := min(max(int(length/(9*bend)), 2), 12)
	out := orb.LineString{line[0]}
	left := terrain.Normal(line[0], line[1])
	for i := 1; i < n; i++ {
		t := (float64(i) + 0.5*(c.Float64()-0.5)) / float64(n)
		d := 2 * bend * (c.Float64() - 0.5)
		out = append(out, orb.Point{
			line[0][0] + t*(line[1][0]-line[0][0]) + d*left[0],
			line[0][1] + t*(line[1][1]-line[0][1]) + d*left[1],
		})
	}
	return append(out, line[1])
}

// widths draws lot widths: a house's width that a row keeps to, with exceptions.
func (c cutting) widths(from, to float64) func() float64 {
	usual := c.Between(from, to)
	regular := c.Chance(0.35)
	return func() float64 {
		switch x := c.Float64(); {
		case regular && x < 0.9:
			return usual
		case x < 0.10:
			return usual * c.Between(1.6, 2.3)
		case x < 0.15:
			return usual * 0.78
		}
		return usual * c.Between(0.85, 1.25)
	}
}

// tidy joins the pieces of the block made since the first one given that are too small or
// too thin for a parcel to the neighbour they share the longest side with.
func (c cutting) tidy(first int) {
	lots := c.lots[first:]
	polys := make([]mesh.Polygon, len(lots))
	for i := range lots {
		lots[i].poly = c.mesh.Expand(lots[i].poly)
		polys[i] = lots[i].poly
	}
	gone := map[int]bool{}
	for i := range polys {
		if c.sound(polys[i]) {
			continue
		}
		best := mesh.Border{Other: -1}
		for _, n := range c.mesh.Neighbours(polys)[i] {
			if n.Length > best.Length && !gone[n.Other] {
				best = n
			}
		}
		if best.Other < 0 {
			continue
		}
		if joined, ok := c.mesh.Join(polys[i], polys[best.Other]); ok {
			polys[best.Other], lots[best.Other].poly = joined, joined
			polys[i], gone[i] = mesh.Polygon{}, true
		}
	}
	kept := c.lots[:first]
	for i, l := range lots {
		if !gone[i] {
			kept = append(kept, l)
		}
	}
	c.lots = kept
}

// sound tells whether a piece is large and deep enough for a parcel: at least 20 m², and
// not a mere strip.
func (c cutting) sound(p mesh.Polygon) bool {
	area := c.mesh.Area(p)
	return area > 20 && area/terrain.Length(orb.LineString(c.mesh.Rings(p)[0])) > 0.8+min(area, 4000)/2500
}
