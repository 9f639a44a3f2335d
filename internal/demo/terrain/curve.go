package terrain

import (
	"math"

	"github.com/paulmach/orb"
)

// smooth draws a Catmull-Rom curve through points (metres), with a point at least every
// step metres. A closed line (first point repeated at the end) stays smooth at the seam.
func smooth(points orb.LineString, step float64) orb.LineString {
	n := len(points)
	if n < 3 {
		return resample(points, step)
	}
	closed := points[0] == points[n-1]
	at := func(i int) orb.Point {
		switch {
		case closed:
			return points[(i+n-1)%(n-1)]
		case i < 0:
			return extend(points[1], points[0])
		case i >= n:
			return extend(points[n-2], points[n-1])
		}
		return points[i]
	}
	var out orb.LineString
	for i := range n - 1 {
		a, b, c, d := at(i-1), at(i), at(i+1), at(i+2)
		parts := max(int(math.Ceil(Dist(b, c)/step)), 1)
		for k := range parts {
			out = append(out, catmullRom(a, b, c, d, float64(k)/float64(parts)))
		}
	}
	return append(out, points[n-1])
}

func extend(a, b orb.Point) orb.Point { return orb.Point{2*b[0] - a[0], 2*b[1] - a[1]} }

// catmullRom is the centripetal spline between b and c.
func catmullRom(a, b, c, d orb.Point, t float64) orb.Point {
	t0 := 0.0
	t1 := t0 + math.Sqrt(max(Dist(a, b), 1))
	t2 := t1 + math.Sqrt(max(Dist(b, c), 1))
	t3 := t2 + math.Sqrt(max(Dist(c, d), 1))
	u := t1 + t*(t2-t1)
	mix := func(p, q orb.Point, u0, u1 float64) orb.Point {
		f := (u - u0) / (u1 - u0)
		return orb.Point{p[0] + f*(q[0]-p[0]), p[1] + f*(q[1]-p[1])}
	}
	e, f, g := mix(a, b, t0, t1), mix(b, c, t1, t2), mix(c, d, t2, t3)
	return mix(mix(e, f, t0, t2), mix(f, g, t1, t3), t1, t2)
}

// Dist is the distance of two points in the plane.
func Dist(a, b orb.Point) float64 { return math.Hypot(b[0]-a[0], b[1]-a[1]) }

// Length of a line in metres.
func Length(line orb.LineString) float64 {
	sum := 0.0
	for i := 1; i < len(line); i++ {
		sum += Dist(line[i-1], line[i])
	}
	return sum
}

// resample puts points into a line so that none is more than step from the next.
func resample(line orb.LineString, step float64) orb.LineString {
	out := orb.LineString{line[0]}
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		parts := max(int(math.Ceil(Dist(a, b)/step)), 1)
		for k := 1; k <= parts; k++ {
			f := float64(k) / float64(parts)
			out = append(out, orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])})
		}
	}
	return out
}

// wander moves the inner points of a line sideways by up to amount metres, in bends about
// size metres long. The ends of an open line stay; a closed line stays closed.
func wander(seed int64, line orb.LineString, amount, size float64) orb.LineString {
	out := append(orb.LineString(nil), line...)
	n := len(line)
	closed := line[0] == line[n-1]
	total, along := Length(line), 0.0
	for i := 1; i < n-1; i++ {
		along += Dist(line[i-1], line[i])
		ends := 1.0
		if !closed {
			ends = min(1, along/size, (total-along)/size)
		}
		left := Normal(line[i-1], line[i+1])
		d := amount * max(ends, 0) * Rough(seed, line[i], size)
		out[i] = orb.Point{line[i][0] + d*left[0], line[i][1] + d*left[1]}
	}
	return out
}

// Normal is the unit vector to the left of a→b.
func Normal(a, b orb.Point) orb.Point {
	l := Dist(a, b)
	if l == 0 {
		return orb.Point{}
	}
	return orb.Point{-(b[1] - a[1]) / l, (b[0] - a[0]) / l}
}

// blob is a closed outline around a centre: radii rx and ry in metres, turned by angle,
// uneven by the given share of the radius.
func blob(seed int64, c orb.Point, rx, ry, angle, uneven float64) orb.LineString {
	var out orb.LineString
	n := min(max(int((rx+ry)/16), 22), 200)
	s, co := math.Sincos(angle)
	for i := range n {
		t := 2 * math.Pi * float64(i) / float64(n)
		at := orb.Point{3 * math.Cos(t), 3 * math.Sin(t)} // a round walk through the noise
		r := 1 + uneven*(0.7*Noise(seed, at, 1.6)+0.3*Noise(seed+9, at, 0.5))
		x, y := rx*r*math.Cos(t), ry*r*math.Sin(t)
		out = append(out, orb.Point{c[0] + x*co - y*s, c[1] + x*s + y*co})
	}
	return append(out, out[0])
}

// At is the point along metres down a line, and the unit vector of the line there.
func At(line orb.LineString, along float64) (p, ahead orb.Point) {
	for i := 1; i < len(line); i++ {
		l := Dist(line[i-1], line[i])
		if (along <= l || i == len(line)-1) && l > 0 {
			ahead = orb.Point{(line[i][0] - line[i-1][0]) / l, (line[i][1] - line[i-1][1]) / l}
			return orb.Point{line[i-1][0] + along*ahead[0], line[i-1][1] + along*ahead[1]}, ahead
		}
		along -= l
	}
	return line[0], orb.Point{1, 0}
}
