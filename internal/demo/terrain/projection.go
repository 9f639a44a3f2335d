package terrain

import (
	"math"

	"github.com/paulmach/orb"
)

// VN-2000, central meridian 107°45′, 3° zone: transverse Mercator on the WGS84 ellipsoid.
const (
	semiMajor  = 6378137.0
	flattening = 1 / 298.257223563
	meridian   = 107.75
	scale      = 0.9999
	easting0   = 500000.0
)

// The seven parameters VN-2000 → WGS84 of Decision 05/2007/QĐ-BTNMT as a Coordinate Frame
// rotation: metres, seconds of arc, and the deviation of the scale from one.
const (
	shiftX, shiftY, shiftZ = -191.90441429, -39.30318279, -111.45032835
	turnX, turnY, turnZ    = -0.00928836, 0.01975479, -0.00427372
	stretch                = 0.252906278e-6
)

const (
	degree = math.Pi / 180
	second = degree / 3600
)

// Plane turns WGS84 longitude and latitude into VN-2000 107°45′ easting and northing in
// metres. It agrees with the official vectors to a millimetre.
func Plane(lon, lat float64) orb.Point {
	x, y, z := geocentric(lon*degree, lat*degree)
	x, y, z = toVN2000(x, y, z)
	lam, phi := geographic(x, y, z)
	return mercator(lam, phi)
}

// LonLat is the inverse of Plane: WGS84 longitude and latitude in degrees.
func LonLat(p orb.Point) orb.Point {
	lam, phi := inverseMercator(p)
	x, y, z := geocentric(lam, phi)
	x, y, z = toWGS84(x, y, z)
	lam, phi = geographic(x, y, z)
	return orb.Point{lam / degree, phi / degree}
}

func toWGS84(x, y, z float64) (float64, float64, float64) {
	rx, ry, rz, m := turnX*second, turnY*second, turnZ*second, 1+stretch
	return shiftX + m*(x+rz*y-ry*z), shiftY + m*(-rz*x+y+rx*z), shiftZ + m*(ry*x-rx*y+z)
}

// toVN2000 inverts toWGS84; the rotations are so small that their transpose does it.
func toVN2000(x, y, z float64) (float64, float64, float64) {
	rx, ry, rz, m := turnX*second, turnY*second, turnZ*second, 1+stretch
	x, y, z = (x-shiftX)/m, (y-shiftY)/m, (z-shiftZ)/m
	return x - rz*y + ry*z, rz*x + y - rx*z, -ry*x + rx*y + z
}

// geocentric coordinates of a point on the ellipsoid, in metres.
func geocentric(lam, phi float64) (x, y, z float64) {
	e2 := flattening * (2 - flattening)
	n := semiMajor / math.Sqrt(1-e2*math.Sin(phi)*math.Sin(phi))
	return n * math.Cos(phi) * math.Cos(lam), n * math.Cos(phi) * math.Sin(lam), n * (1 - e2) * math.Sin(phi)
}

// geographic longitude and latitude in radians of a point near the ellipsoid (Bowring).
func geographic(x, y, z float64) (lam, phi float64) {
	e2 := flattening * (2 - flattening)
	b := semiMajor * (1 - flattening)
	p := math.Hypot(x, y)
	theta := math.Atan2(z*semiMajor, p*b)
	s, c := math.Sincos(theta)
	phi = math.Atan2(z+e2/(1-e2)*b*s*s*s, p-e2*semiMajor*c*c*c)
	return math.Atan2(y, x), phi
}

// Krüger's series in the third flattening n, to its fourth power.
func kruger() (radius float64, forward, backward [4]float64) {
	n := flattening / (2 - flattening)
	n2, n3, n4 := n*n, n*n*n, n*n*n*n
	radius = semiMajor / (1 + n) * (1 + n2/4 + n4/64)
	forward = [4]float64{
		n/2 - 2*n2/3 + 5*n3/16 + 41*n4/180,
		13*n2/48 - 3*n3/5 + 557*n4/1440,
		61*n3/240 - 103*n4/140,
		49561 * n4 / 161280,
	}
	backward = [4]float64{
		n/2 - 2*n2/3 + 37*n3/96 - n4/360,
		n2/48 + n3/15 - 437*n4/1440,
		17*n3/480 - 37*n4/840,
		4397 * n4 / 161280,
	}
	return radius, forward, backward
}

func mercator(lam, phi float64) orb.Point {
	radius, forward, _ := kruger()
	e := math.Sqrt(flattening * (2 - flattening))
	s := math.Sin(phi)
	t := math.Sinh(math.Atanh(s) - e*math.Atanh(e*s))
	d := lam - meridian*degree
	xi, eta := math.Atan2(t, math.Cos(d)), math.Asinh(math.Sin(d)/math.Hypot(t, math.Cos(d)))
	x, y := eta, xi
	for i, a := range forward {
		k := float64(2 * (i + 1))
		x += a * math.Cos(k*xi) * math.Sinh(k*eta)
		y += a * math.Sin(k*xi) * math.Cosh(k*eta)
	}
	return orb.Point{easting0 + scale*radius*x, scale * radius * y}
}

func inverseMercator(p orb.Point) (lam, phi float64) {
	radius, _, backward := kruger()
	eta0, xi0 := (p[0]-easting0)/(scale*radius), p[1]/(scale*radius)
	eta, xi := eta0, xi0
	for i, b := range backward {
		k := float64(2 * (i + 1))
		xi -= b * math.Sin(k*xi0) * math.Cosh(k*eta0)
		eta -= b * math.Cos(k*xi0) * math.Sinh(k*eta0)
	}
	e := math.Sqrt(flattening * (2 - flattening))
	conformal := math.Asin(math.Sin(xi) / math.Cosh(eta))
	psi := math.Atanh(math.Sin(conformal))
	phi = conformal
	for range 6 {
		phi = math.Asin(math.Tanh(psi + e*math.Atanh(e*math.Sin(phi))))
	}
	return meridian*degree + math.Atan2(math.Sinh(eta), math.Cos(xi)), phi
}
