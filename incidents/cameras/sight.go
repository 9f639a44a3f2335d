package cameras

import "math"

// WGS84: the longer half axis in metres, and the square of the eccentricity.
const (
	axis         = 6378137.0
	eccentricity = 0.00669437999014
)

// metres gives how far east and north of a place another lies, in metres on the ellipsoid. It
// holds for a few kilometres: the radii of curvature are those of the first place (meridian M and
// prime vertical N, Torge, Geodesy, §4.1), and 2 km away that is wrong by less than 1 m.
func metres(lon, lat, toLon, toLat float64) (east, north float64) {
	sin, cos := math.Sincos(lat * math.Pi / 180)
	w := 1 - eccentricity*sin*sin
	n := axis / math.Sqrt(w)
	m := axis * (1 - eccentricity) / (w * math.Sqrt(w))
	return (toLon - lon) * math.Pi / 180 * n * cos, (toLat - lat) * math.Pi / 180 * m
}

// sector is what a camera sees: all within its range whose direction is within half its field of
// view of where it looks.
type sector struct {
	lon, lat  float64
	direction float64 // degrees clockwise from north
	half      float64 // degrees; 180 all round
	reach     float64 // metres
}

// seenBy counts the sectors that hold a place.
func seenBy(sights []sector, lon, lat float64) (n int) {
	for _, s := range sights {
		if s.sees(lon, lat) {
			n++
		}
	}
	return n
}

// metresOfDegree is less than a degree of latitude has anywhere in the country: what is farther
// north or south than the reach by this is not looked at closer.
const metresOfDegree = 110_500

// sees tells whether a place lies in the sector. Where the camera stands it sees.
func (s sector) sees(lon, lat float64) bool {
	if math.Abs(lat-s.lat)*metresOfDegree > s.reach {
		return false
	}
	east, north := metres(s.lon, s.lat, lon, lat)
	switch away := math.Hypot(east, north); {
	case away > s.reach:
		return false
	case away < 1 || s.half >= 180:
		return true
	}
	off := math.Abs(math.Mod(math.Atan2(east, north)*180/math.Pi-s.direction+540, 360) - 180)
	return off <= s.half
}
