package aqi

// mostEight is the highest mean of eight hours of ozone that the decision gives an index;
// above it that of one hour counts alone.
const mostEight = 400

// top is the largest index.
const top = 500

// grid is the indices of the rows of table 2 of the decision.
func grid() [8]float64 { return [8]float64{0, 50, 100, 150, 200, 300, 400, top} }

// column is one of table 2: the concentrations in µg/m³ that have the indices of grid, and how
// many of them there are.
func column(p Pollutant, b Basis) ([8]float64, int) {
	switch {
	case p == O3 && b == Eight:
		return [8]float64{0, 100, 120, 170, 210, 400}, 6
	case p == O3:
		return [8]float64{0, 160, 200, 300, 400, 800, 1000, 1200}, 8
	case p == CO:
		return [8]float64{0, 10_000, 30_000, 45_000, 60_000, 90_000, 120_000, 150_000}, 8
	case p == SO2:
		return [8]float64{0, 125, 350, 550, 800, 1600, 2100, 2630}, 8
	case p == NO2:
		return [8]float64{0, 100, 200, 700, 1200, 2350, 3100, 3850}, 8
	case p == PM10:
		return [8]float64{0, 50, 150, 250, 350, 420, 500, 600}, 8
	default:
		return [8]float64{0, 25, 50, 80, 150, 250, 350, 500}, 8
	}
}

// part is the index of a concentration: linear between the breakpoints around it (formulas 1
// and 2), 500 above the last, which the decision leaves open (≥), and 0 below nought.
func part(p Pollutant, b Basis, c float64) float64 {
	list, n := column(p, b)
	indices := grid()
	for i := 1; i < n; i++ {
		if c <= list[i] {
			return indices[i-1] + (indices[i]-indices[i-1])/(list[i]-list[i-1])*(max(c, 0)-list[i-1])
		}
	}
	return top
}
