package terrain

import "github.com/paulmach/orb"

// farCoast is a coarse sketch of the shores around the sea, from Cà Ná, where eastCoast
// ends, around the sea to Bạc Liêu, where westCoast does. It is there for orientation on a
// map of the whole country: some 120 places from general knowledge, tens of kilometres
// apart, a boundary of nothing. Where the sea goes on beyond the map it is closed by
// straight lines: across the straits of Taiwan, Luzon, Mindoro and Balabac, and at 2° N.
func farCoast() orb.LineString {
	var control orb.LineString
	for _, points := range [][]float64{
		{ // the coast north of Cà Ná, to Móng Cái
			109.010, 11.360, 109.03, 11.55, 109.22, 11.80, 109.20, 12.20, 109.33, 12.60, 109.45, 12.88, 109.33, 13.10, 109.25, 13.45,
			109.25, 13.80, 109.07, 14.60, 108.95, 15.20, 108.68, 15.52, 108.40, 15.88, 108.28, 16.10, 108.02, 16.28, 107.65, 16.57,
			107.12, 17.02, 106.65, 17.48, 106.46, 17.95, 106.00, 18.42, 105.72, 18.80, 105.66, 19.05, 105.82, 19.35, 105.94, 19.78,
			106.20, 20.00, 106.60, 20.25, 106.80, 20.66, 107.00, 20.96, 107.38, 21.03, 107.62, 21.25, 108.00, 21.50,
		},
		{ // to the strait of Taiwan
			108.55, 21.68, 109.05, 21.48, 109.55, 21.50, 109.78, 20.95, 109.92, 20.35, 110.35, 20.30, 110.50, 20.75, 110.55, 21.20,
			111.20, 21.50, 112.30, 21.75, 113.10, 22.00, 113.52, 22.25, 113.62, 22.72, 113.95, 22.45, 114.30, 22.30, 115.00, 22.72,
			116.00, 22.85, 116.70, 23.30, 117.30, 23.70, 118.05, 24.40, 118.70, 24.85, 119.30, 25.40,
		},
		{ // along the islands in the east
			120.30, 24.20, 120.08, 23.10, 120.72, 22.00, 120.62, 18.50, 120.35, 17.50, 120.30, 16.40, 119.85, 16.30, 119.95, 15.40,
			120.20, 14.75, 120.40, 13.80, 120.00, 12.40, 119.45, 11.30, 118.85, 10.25, 118.10, 9.35, 117.25, 8.40, 116.80, 7.00,
		},
		{ // along the north-west of Borneo to the line at 2° N, and up the Malay peninsula
			116.10, 6.20, 115.50, 5.45, 114.85, 4.95, 114.00, 4.50, 113.05, 3.25, 112.00, 2.90, 111.35, 2.60, 111.20, 2.00,
			107.00, 2.00, 104.00, 2.00, 103.50, 2.80, 103.42, 3.80, 103.45, 4.60, 103.12, 5.40, 102.25, 6.22,
		},
		{ // the gulf in the west, to Hà Tiên
			101.60, 6.65, 101.10, 6.92, 100.55, 7.30, 100.30, 8.20, 99.98, 8.75, 99.40, 9.30, 99.20, 10.20, 99.55, 11.30, 99.95, 12.30,
			100.02, 13.20, 100.50, 13.48, 100.95, 13.35, 100.88, 12.70, 101.40, 12.62, 102.05, 12.45, 102.60, 12.05, 102.95, 11.50,
			103.15, 10.95, 103.55, 10.58, 104.15, 10.52, 104.48, 10.38,
		},
		{ // around Cà Mau
			104.80, 10.16, 105.06, 9.98, 104.88, 9.75, 104.83, 9.25, 104.75, 8.75, 104.76, 8.60, 105.10, 8.68, 105.35, 8.95, 105.55, 9.12, 105.82, 9.22,
		},
	} {
		control = append(control, path(points...)...)
	}
	return wander(34, smooth(control, 6000), 2200, 30000)
}

// farIslands are the larger islands off the demo's own coast, as coarse as farCoast.
func farIslands() []orb.LineString {
	out := []orb.LineString{
		blob(460, Plane(106.610, 8.690), 5200, 2600, 0.6, 0.5),  // Côn Đảo
		blob(461, Plane(108.935, 10.525), 3300, 1700, 1.1, 0.3), // Phú Quý
		blob(462, Plane(107.030, 20.770), 8000, 7000, 0.2, 0.4), // Cát Bà
	}
	for i, points := range [][]float64{
		{103.84, 10.37, 103.86, 10.28, 103.93, 10.17, 103.99, 10.02, 104.04, 10.02, 104.06, 10.15, 104.08, 10.28, 104.08, 10.36, 104.00, 10.44},                // Phú Quốc
		{110.10, 20.02, 109.45, 19.90, 108.75, 19.35, 108.65, 18.75, 109.05, 18.35, 109.60, 18.22, 110.10, 18.45, 110.55, 18.85, 111.00, 19.65, 110.65, 20.10}, // Hải Nam
	} {
		control := path(points...)
		out = append(out, wander(35+int64(i), smooth(append(control, control[0]), []float64{900, 6000}[i]), []float64{500, 2200}[i], []float64{4000, 30000}[i]))
	}
	return out
}
