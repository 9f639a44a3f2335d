package plan

import (
	"math"
	"strings"

	"github.com/paulmach/orb"

	"sotay/internal/demo/cadastre"
)

// homes finds the lots that people live on: land is not planned for crops over their roofs.
type homes map[[2]int][]orb.Point

// homesGrid is the size of the squares that homes are kept by, in metres.
const homesGrid = 200.0

func homesOf(c *cadastre.Cadastre) homes {
	h := homes{}
	for _, p := range c.Parcels {
		if strings.HasPrefix(p.Use, "ODT") || strings.HasPrefix(p.Use, "ONT") {
			at := square(p.At)
			h[at] = append(h[at], p.At)
		}
	}
	return h
}

func square(at orb.Point) [2]int {
	return [2]int{int(math.Floor(at[0] / homesGrid)), int(math.Floor(at[1] / homesGrid))}
}

// settled tells whether an area of so many m² is one where people live: at least five
// homes, or one on 1,500 m².
func (h homes) settled(area orb.Polygon, size float64) bool {
	bound := area.Bound()
	low, high := square(bound.Min), square(bound.Max)
	n := 0
	for x := low[0]; x <= high[0]; x++ {
		for y := low[1]; y <= high[1]; y++ {
			for _, at := range h[[2]int{x, y}] {
				if bound.Contains(at) && insideAll(area, at) {
					n++
				}
				if n >= 5 || n > 0 && float64(n)*1500 >= size {
					return true
				}
			}
		}
	}
	return false
}
