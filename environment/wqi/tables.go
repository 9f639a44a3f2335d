package wqi

// worst is the index of what is beyond the tables.
const worst = 10

// point is a measure and the index that it has.
type point struct{ measure, index float64 }

// part is the index of a measure: between two points of its table linear, 100 before the
// first, 10 from the last on or, where that has more than 10, above it.
func part(p Parameter, c float64) float64 {
	switch p {
	case PH:
		return between([]point{{5.5, 50}, {6, 100}, {8.5, 100}, {9, 50}}, c)
	case Aldrin, NO2, BHC, Dieldrin, DDTs, Heptachlor:
		if c <= limit(p) {
			return 100
		}
		return worst
	default:
		list := table(p)
		// Those whose table begins below 100 have 100 under its first point ("less than").
		if first := list[0]; c < first.measure || c == first.measure && first.index == 100 {
			return 100
		}
		return between(list, c)
	}
}

// between interpolates; outside of the points it is the worst.
func between(list []point, c float64) float64 {
	for i := 1; i < len(list); i++ {
		low, high := list[i-1], list[i]
		if c >= low.measure && c <= high.measure {
			return low.index + (high.index-low.index)*(c-low.measure)/(high.measure-low.measure)
		}
	}
	return worst
}

// limit is in µg/l, of nitrite in mg/l of N.
func limit(p Parameter) float64 {
	return map[Parameter]float64{Aldrin: 0.1, BHC: 0.02, Dieldrin: 0.1, DDTs: 1, Heptachlor: 0.2, NO2: 0.05}[p]
}

func table(p Parameter) []point {
	switch p {
	case As:
		return []point{{0.01, 100}, {0.02, 75}, {0.05, 50}, {0.1, 25}}
	case Cd:
		return []point{{0.005, 75}, {0.008, 50}, {0.01, 25}, {0.1, 10}}
	case Pb:
		return []point{{0.02, 75}, {0.04, 50}, {0.05, 25}, {0.5, 10}}
	case Cr6:
		return []point{{0.01, 100}, {0.02, 75}, {0.04, 50}, {0.05, 25}, {0.1, 10}}
	case Cu:
		return []point{{0.1, 100}, {0.2, 75}, {0.5, 50}, {1, 25}, {2, 10}}
	case Zn:
		return []point{{0.5, 100}, {1, 75}, {1.5, 50}, {2, 25}, {3, 10}}
	case Hg:
		return []point{{0.001, 75}, {0.0015, 50}, {0.002, 25}, {0.01, 10}}
	case COD:
		return []point{{10, 100}, {15, 75}, {30, 50}, {50, 25}, {150, 10}}
	case NH4:
		return []point{{0.3, 75}, {0.6, 50}, {0.9, 25}, {5, 10}}
	case NO3:
		return []point{{2, 100}, {5, 75}, {10, 50}, {15, 25}}
	case PO4:
		return []point{{0.1, 100}, {0.2, 75}, {0.3, 50}, {0.5, 25}, {4, 10}}
	case Coliform:
		return []point{{2500, 100}, {5000, 75}, {7500, 50}, {10_000, 25}}
	case EColi:
		return []point{{20, 100}, {50, 75}, {100, 50}, {200, 25}}
	default: // BOD5, TOC
		return []point{{4, 100}, {6, 75}, {15, 50}, {25, 25}, {50, 10}}
	}
}

// oxygen is the index of dissolved oxygen (mg/l) at a temperature (°C), by its saturation in
// percent: 14.652 − 0.41022 T + 0.0079910 T² − 0.000077774 T³ mg/l saturate the water.
func oxygen(c, t float64) float64 {
	full := 14.652 - 0.41022*t + 0.0079910*t*t - 0.000077774*t*t*t
	return between([]point{{20, 25}, {50, 50}, {75, 75}, {88, 100}, {112, 100}, {125, 75}, {150, 50}, {200, 25}}, c/full*100)
}
