package terrain

import (
	"slices"

	"github.com/paulmach/orb"
)

// The shapes of this package are drawn from general knowledge of the region, not from a
// survey: recognisable, but invented in detail, and without legal meaning.

// path turns pairs of longitude and latitude into a line in the plane.
func path(lonLat ...float64) orb.LineString {
	out := make(orb.LineString, 0, len(lonLat)/2)
	for i := 0; i+1 < len(lonLat); i += 2 {
		out = append(out, Plane(lonLat[i], lonLat[i+1]))
	}
	return out
}

// shore is a stretch of coast: how far, in metres, and in bends of what length the true
// line leaves the smooth one.
type shore struct {
	amount, size float64
	points       []float64
}

// mainlandShores run from the Thị Vải river in the north-west around the peninsula to the
// eastern end of the province; the last stretch is its border on land, back to the start.
func mainlandShores() []shore {
	return []shore{
		{60, 700, []float64{ // left bank of the Thị Vải, harbours of Phú Mỹ and Cái Mép
			107.022, 10.670, 107.026, 10.655, 107.021, 10.640, 107.026, 10.622, 107.023, 10.604, 107.022, 10.588,
			107.026, 10.570, 107.031, 10.552, 107.027, 10.536, 107.015, 10.520,
		}},
		{180, 900, []float64{ // mangroves between Cái Mép and the mouth of the Dinh
			107.004, 10.506, 107.010, 10.496, 107.030, 10.494, 107.046, 10.500, 107.060, 10.496, 107.074, 10.488,
			107.090, 10.490, 107.106, 10.484, 107.117, 10.472, 107.113, 10.458, 107.119, 10.447, 107.127, 10.438,
		}},
		{110, 700, []float64{ // inner side of the peninsula
			107.126, 10.428, 107.120, 10.419, 107.112, 10.412, 107.104, 10.406, 107.094, 10.401, 107.083, 10.398, 107.070, 10.3985,
		}},
		{35, 500, []float64{ // rocks of Núi Lớn and Núi Nhỏ with Bãi Trước between them
			107.060, 10.393, 107.0545, 10.386, 107.051, 10.377, 107.0515, 10.369, 107.054, 10.361, 107.059, 10.354,
			107.0655, 10.3485, 107.0705, 10.3455, 107.0722, 10.3410, 107.0732, 10.335, 107.0762, 10.328, 107.0805, 10.3222,
			107.0852, 10.3215, 107.0895, 10.3265,
		}},
		{9, 900, []float64{ // Bãi Sau, one long beach to Cửa Lấp
			107.0940, 10.3325, 107.0985, 10.3392, 107.104, 10.3470, 107.1118, 10.3556, 107.1215, 10.3642, 107.1320, 10.3722,
			107.1440, 10.3797, 107.1565, 10.3866, 107.1690, 10.3922, 107.1790, 10.3953,
		}},
		{14, 900, []float64{ // Phước Tỉnh and Long Hải
			107.1870, 10.3985, 107.1940, 10.4018, 107.2050, 10.4010, 107.2160, 10.3975, 107.2260, 10.3930, 107.2350, 10.3878,
			107.2440, 10.3815, 107.2520, 10.3755,
		}},
		{45, 500, []float64{107.2615, 10.3690, 107.2690, 10.3722, 107.2745, 10.3798}}, // Kỳ Vân cape under Minh Đạm
		{9, 1200, []float64{ // beaches from Phước Hải to Hồ Tràm and Hồ Cốc
			107.2805, 10.3888, 107.2875, 10.3983, 107.2960, 10.4083, 107.3062, 10.4190, 107.3178, 10.4300, 107.3305, 10.4392,
			107.3430, 10.4466, 107.3560, 10.4520, 107.3720, 10.4572, 107.3890, 10.4628, 107.4040, 10.4682, 107.4190, 10.4742,
			107.4350, 10.4805, 107.4500, 10.4865, 107.4650, 10.4925, 107.4790, 10.4982, 107.4920, 10.5012,
		}},
		{40, 600, []float64{107.5065, 10.5005, 107.5130, 10.5070}}, // Ba Kiệm cape
		{12, 1200, []float64{107.5215, 10.5150, 107.5340, 10.5222, 107.5470, 10.5290, 107.5585, 10.5362, 107.5685, 10.5460, 107.5765, 10.5560, 107.5845, 10.5660}},
		{420, 1700, []float64{ // the border on land
			107.5835, 10.575, 107.572, 10.600, 107.574, 10.625, 107.567, 10.655, 107.548, 10.688, 107.520, 10.716, 107.480, 10.743,
			107.440, 10.758, 107.400, 10.766, 107.360, 10.764, 107.320, 10.756, 107.280, 10.754, 107.240, 10.762, 107.200, 10.764,
			107.165, 10.756, 107.152, 10.730, 107.148, 10.700, 107.120, 10.686, 107.085, 10.682, 107.050, 10.677,
		}},
	}
}

// islandShores are the islands in Gành Rái bay.
func islandShores() []shore {
	return []shore{
		{150, 800, []float64{ // Long Sơn
			107.050, 10.474, 107.047, 10.460, 107.053, 10.4485, 107.063, 10.4405, 107.076, 10.437, 107.089, 10.440,
			107.099, 10.446, 107.106, 10.457, 107.105, 10.470, 107.094, 10.478, 107.078, 10.481, 107.062, 10.482,
		}},
		{120, 700, []float64{ // Gò Găng
			107.066, 10.431, 107.067, 10.419, 107.076, 10.4105, 107.089, 10.411, 107.101, 10.416, 107.111, 10.423,
			107.115, 10.4335, 107.106, 10.440, 107.094, 10.4355, 107.080, 10.4325,
		}},
		{60, 500, []float64{107.030, 10.484, 107.028, 10.476, 107.036, 10.472, 107.043, 10.478, 107.039, 10.486}},
		{30, 300, []float64{107.0862, 10.3186, 107.0862, 10.3179, 107.0871, 10.3178, 107.0872, 10.3186}}, // Hòn Bà
		{50, 400, []float64{107.118, 10.4335, 107.1165, 10.4285, 107.1200, 10.4265, 107.1225, 10.4315}},
	}
}

// ring joins shores to one closed coast, counter-clockwise, starting at the first point
// of the first shore.
func ring(seed int64, shores []shore) orb.LineString {
	var control orb.LineString
	var starts []int
	for _, s := range shores {
		starts = append(starts, len(control))
		control = append(control, path(s.points...)...)
	}
	control = append(control, control[0])
	var out orb.LineString
	line := smooth(control, 45)
	shoreOf := func(p orb.Point) shore { return shores[nearestShore(control, starts, p)] }
	for i, p := range line[:len(line)-1] {
		s := shoreOf(p)
		left := Normal(line[(i+len(line)-2)%(len(line)-1)], line[i+1])
		d := s.amount * Rough(seed, p, s.size)
		out = append(out, orb.Point{p[0] + d*left[0], p[1] + d*left[1]})
	}
	return append(out, out[0])
}

// nearestShore is the index of the shore whose control point is nearest to p.
func nearestShore(control orb.LineString, starts []int, p orb.Point) int {
	best := 0
	for i := range control {
		if Dist(control[i], p) < Dist(control[best], p) {
			best = i
		}
	}
	s := len(starts) - 1
	for starts[s] > best {
		s--
	}
	if best == len(control)-1 {
		return 0
	}
	return s
}

// Coast is the outline of the land: the mainland first, then the islands, each closed and
// counter-clockwise.
func Coast() []orb.LineString {
	out := []orb.LineString{ring(11, mainlandShores())}
	for i, s := range islandShores() {
		out = append(out, ring(20+int64(i), []shore{s}))
	}
	return out
}

// westBank is the far bank of the Thị Vải, from north to the sea, and farCoast the shore
// beyond the province: only the sea ends there.
func westBank() orb.LineString {
	return wander(31, smooth(path(107.0135, 10.672, 107.013, 10.652, 107.009, 10.635, 107.014, 10.618, 107.011, 10.600, 107.010, 10.583,
		107.014, 10.566, 107.017, 10.550, 107.009, 10.534, 106.997, 10.519, 106.990, 10.506), 60), 60, 700)
}

// The shore to the west, from the Thị Vải around Cần Giờ to the Mekong's mouths.
func westCoast() orb.LineString {
	return wander(32, smooth(path(106.990, 10.506, 106.984, 10.488, 106.972, 10.466, 106.968, 10.446, 106.982, 10.428, 106.972, 10.410,
		106.940, 10.399, 106.900, 10.388, 106.860, 10.384, 106.820, 10.398, 106.788, 10.398, 106.772, 10.360,
		106.780, 10.300, 106.795, 10.220, 106.795, 10.120, 106.740, 10.020, 106.690, 9.930, 106.680, 9.830,
		106.600, 9.700, 106.530, 9.600, 106.380, 9.520, 106.250, 9.420, 106.080, 9.320, 105.820, 9.220), 400), 260, 4000)
}

// The shore to the east, from the province's end to Cà Ná.
func eastCoast() orb.LineString {
	return wander(33, smooth(path(107.660, 10.610, 107.720, 10.640, 107.770, 10.655, 107.830, 10.668, 107.900, 10.672, 107.985, 10.698,
		108.030, 10.780, 108.075, 10.870, 108.110, 10.925, 108.190, 10.948, 108.290, 10.910, 108.330, 10.950,
		108.420, 11.030, 108.500, 11.090, 108.570, 11.160, 108.690, 11.180, 108.780, 11.240, 108.880, 11.330, 109.010, 11.360), 400), 120, 3000)
}

// SeaShore is the part of the mainland's coast that the sea washes: from Cái Mép to the
// eastern end of the province.
func SeaShore(mainland orb.LineString) orb.LineString {
	return between(mainland, Plane(107.004, 10.506), Plane(107.5845, 10.5660))
}

// between is the part of a closed line from its point nearest to a on to the one nearest
// to b.
func between(ring orb.LineString, a, b orb.Point) orb.LineString {
	open := ring[:len(ring)-1]
	i, j := nearestPoint(open, a), nearestPoint(open, b)
	if i > j {
		j += len(open)
	}
	var out orb.LineString
	for k := i; k <= j; k++ {
		out = append(out, open[k%len(open)])
	}
	return out
}

func nearestPoint(line orb.LineString, p orb.Point) int {
	best := 0
	for i := range line {
		if Dist(line[i], p) < Dist(line[best], p) {
			best = i
		}
	}
	return best
}

// Sea is the water around the land, far enough to fill a map of the country: the sea itself
// with the islands as holes, then the Thị Vải river along the province's western side.
func Sea(coast []orb.LineString) (sea, thiVai orb.Polygon) {
	west, east, bank := westCoast(), eastCoast(), westBank()
	shore := SeaShore(coast[0])
	outer := append(orb.LineString(nil), west...)
	outer.Reverse() // from the Mekong to the Thị Vải
	outer = append(outer, shore...)
	outer = append(outer, east...)
	outer = append(outer, farCoast()[1:]...)
	sea = orb.Polygon{orb.Ring(outer)} // whose first point is its last
	for _, island := range slices.Concat(coast[1:], farIslands()) {
		sea = append(sea, orb.Ring(island))
	}
	left := between(coast[0], Plane(107.022, 10.670), shore[0])
	river := append(orb.LineString(nil), bank...)
	river = append(river, reversed(left)...)
	return sea, orb.Polygon{orb.Ring(append(river, river[0]))}
}

func reversed(line orb.LineString) orb.LineString {
	out := append(orb.LineString(nil), line...)
	out.Reverse()
	return out
}
