package aqi

// mostEight is the highest mean of eight hours of ozone that the decision gives an index;
// above it that of one hour counts alone.
const mostEight = 400

// top is the largest index.
const top = 500

// breakpoint is a concentration in µg/m³ and the index that it has.
type breakpoint struct{ concentration, index float64 }

// breakpoints is a column of table 2 of the decision.
func breakpoints(p Pollutant, b Basis) []breakpoint {
	switch {
	case p == O3 && b == Eight:
		return column(0, 100, 120, 170, 210, 400)
	case p == O3:
		return column(0, 160, 200, 300, 400, 800, 1000, 1200)
	case p == CO:
		return column(0, 10_000, 30_000, 45_000, 60_000, 90_000, 120_000, 150_000)
	case p == SO2:
		return column(0, 125, 350, 550, 800, 1600, 2100, 2630)
	case p == NO2:
		return column(0, 100, 200, 700, 1200, 2350, 3100, 3850)
	case p == PM10:
		return column(0, 50, 150, 250, 350, 420, 500, 600)
	default:
		return column(0, 25, 50, 80, 150, 250, 350, 500)
	}
}

func column(concentrations ...float64) []breakpoint {
	indices := []float64{0, 50, 100, 150, 200, 300, 400, top}
	list := make([]breakpoint, len(concentrations))
	for i, c := range concentrations {
		list[i] = breakpoint{c, indices[i]}
	}
	return list
}

// part is the index of a concentration: linear between the breakpoints around it (formulas 1
// and 2), 500 above the last, which the decision leaves open (≥), and 0 below nought.
func part(p Pollutant, b Basis, c float64) float64 {
	list := breakpoints(p, b)
	for i := 1; i < len(list); i++ {
		low, high := list[i-1], list[i]
		if c <= high.concentration {
			return low.index + (high.index-low.index)/(high.concentration-low.concentration)*(max(c, 0)-low.concentration)
		}
	}
	return top
}
