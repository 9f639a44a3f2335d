package importers

import "math"

// ruler measures coordinates of a file in metres, near enough to find small faults: the
// scale of a projection counts as 1, degrees as on the sphere at the place itself.
type ruler struct {
	degrees  bool
	mercator bool
}

func rulerOf(srid int) ruler {
	return ruler{degrees: srid == WGS84 || srid == VN2000, mercator: srid == WebMercator}
}

// at gives the metres that a unit of x and one of y have at a height y.
func (r ruler) at(y float64) (mx, my float64) {
	switch {
	case r.degrees:
		return metresPerDegree * math.Cos(y*math.Pi/180), metresPerDegree
	case r.mercator:
		k := 1 / math.Cosh(y/wgs84SemiMajor)
		return k, k
	}
	return 1, 1
}

// ringArea is the area of a closed ring in square metres: positive where it runs
// counter-clockwise.
func (r ruler) ringArea(ring []float64) float64 {
	if len(ring) < 6 {
		return 0
	}
	mx, my := r.at(ring[1])
	x0, y0, sum := ring[0], ring[1], 0.0
	for i := 2; i+3 < len(ring); i += 2 {
		sum += (ring[i]-x0)*(ring[i+3]-y0) - (ring[i+2]-x0)*(ring[i+1]-y0)
	}
	return sum / 2 * mx * my
}

// length is the length of a line of vertices in metres.
func (r ruler) length(line []float64) float64 {
	if len(line) < 4 {
		return 0
	}
	mx, my := r.at(line[1])
	sum := 0.0
	for i := 0; i+3 < len(line); i += 2 {
		sum += math.Hypot((line[i+2]-line[i])*mx, (line[i+3]-line[i+1])*my)
	}
	return sum
}

// centre is the centre of gravity of a ring, or its first vertex where it encloses nothing.
func centre(ring []float64) (x, y float64) {
	x0, y0 := ring[0], ring[1]
	var area, sx, sy float64
	for i := 0; i+3 < len(ring); i += 2 {
		ax, ay, bx, by := ring[i]-x0, ring[i+1]-y0, ring[i+2]-x0, ring[i+3]-y0
		c := ax*by - bx*ay
		area, sx, sy = area+c, sx+(ax+bx)*c, sy+(ay+by)*c
	}
	if area == 0 {
		return x0, y0
	}
	return x0 + sx/(3*area), y0 + sy/(3*area)
}
