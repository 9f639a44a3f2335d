package importers

import (
	"math"

	geom "github.com/twpayne/go-geom"
)

// finestDecimals is where coordinates count as written in full.
const finestDecimals = 9

// precision finds how many decimals the coordinates of a file are written with: the
// coarsest decimal grid that all of them lie on.
type precision struct{ decimals int }

// see takes the coordinates of g into account.
func (p *precision) see(g geom.T) {
	if g == nil || p.decimals == finestDecimals {
		return
	}
	flat, stride := coordinates(g)
	for i := 0; i+1 < len(flat); i += stride {
		for !onGrid(flat[i], p.decimals) || !onGrid(flat[i+1], p.decimals) {
			if p.decimals++; p.decimals == finestDecimals {
				return
			}
		}
	}
}

// onGrid tells whether v is the number nearest to one of so many decimals.
func onGrid(v float64, decimals int) bool {
	scale := math.Pow10(decimals)
	return math.Round(v*scale)/scale == v
}

// Shapes that lie closer together than a file can say are one shape: those of a file
// rounded to a centimetre are not moved by it. But no file is so coarse that a decimetre
// does not count, and none so fine that a tenth of a millimetre does (in degrees: 1e-6 and
// 1e-8, some 11 cm and 1 mm).
const (
	coarsestDegrees, finestDegrees = 6, 8
	coarsestMetres, finestMetres   = 1, 4
	metresPerDegree                = 111_320.0 // along a meridian, rounded
)

// tolerance is the largest distance, in the units of the compared shapes, that rounding the
// file's coordinates can make: half the diagonal of a cell of its grid, and a little more.
func (t *target) tolerance() float64 {
	cell := func(coarsest, finest int) float64 {
		return math.Pow10(-min(max(t.precision.decimals, coarsest), finest))
	}
	const half = 0.75
	switch {
	case t.geographic():
		return half * cell(coarsestDegrees, finestDegrees)
	case t.survey:
		return half * cell(coarsestMetres, finestMetres)
	}
	return max(half*cell(coarsestMetres, finestMetres)/metresPerDegree, half*math.Pow10(-finestDegrees))
}

// geographic tells whether the file's coordinates are degrees.
func (t *target) geographic() bool { return t.srid == 4326 || t.srid == VN2000 }
