package hexbins

import (
	"math"

	"github.com/uber/h3-go/v4"

	"sotay/layers"
)

const (
	earthKm  = 6371.007 // radius, as H3 has it
	degreeKm = math.Pi * earthKm / 180
)

// mostParts bounds the cells that a cover is made of.
const mostParts = 64

// cover gives spans that hold all stored cells whose parent of the resolution meets the box, and
// few others. It goes down from the base cells, and keeps the children that may have something
// below them which meets the box.
func cover(box layers.Box, res int) []span {
	parts, err := h3.Res0Cells()
	if err != nil {
		return everywhere()
	}
	for at := 0; ; at++ {
		near, err := nearby(parts, box, at)
		if err != nil || at == 0 && len(near) == h3.NumCells(0) {
			return everywhere()
		}
		if at == res || len(near) > mostParts {
			return spans(near)
		}
		parts = parts[:0]
		for _, c := range near {
			children, err := c.ImmediateChildren()
			if err != nil {
				return everywhere()
			}
			parts = append(parts, children...)
		}
	}
}

// nearby keeps the cells of a resolution that something below may meet a box.
func nearby(cells []Cell, box layers.Box, res int) ([]Cell, error) {
	r, err := reachOf(box, res)
	if err != nil {
		return nil, err
	}
	var near []Cell
	for _, c := range cells {
		centre, err := c.LatLng()
		if err != nil {
			return nil, err
		}
		if r.holds(centre) {
			near = append(near, c)
		}
	}
	return near, nil
}

// reach is where the centres of cells of a resolution lie of which something, or of what is below
// them, may meet a box. All that is below a cell lies within 1.06 of its edge from its centre: centres
// are 0.655 of it away at the first level and each time less by √7, and what is there has a radius
// itself. The longest edges are 1.3 of an average one.
type reach struct {
	box                layers.Box
	south, north, wide float64 // degrees
}

func reachOf(box layers.Box, res int) (reach, error) {
	edge, err := h3.HexagonEdgeLengthAvgKm(res)
	if err != nil {
		return reach{}, err
	}
	far := 1.5 * edge / degreeKm
	r := reach{box, box[1] - far, box[3] + far, 360}
	if highest := max(math.Abs(r.south), math.Abs(r.north)); highest < 89 {
		r.wide = far / math.Cos(highest*math.Pi/180) // where a degree of longitude is narrowest
	}
	return r, nil
}

func (r reach) holds(centre h3.LatLng) bool {
	if centre.Lat < r.south || centre.Lat > r.north {
		return false
	}
	for _, turn := range []float64{0, -360, 360} { // the box may reach over the antimeridian now
		if lon := centre.Lng + turn; lon >= r.box[0]-r.wide && lon <= r.box[2]+r.wide {
			return true
		}
	}
	return false
}

// side tells where all lies that is below the cell of a centre: inside the box, outside, or maybe on
// both sides of its border.
func (r reach) side(centre h3.LatLng) side {
	far := r.box[1] - r.south
	switch {
	case !r.holds(centre):
		return allOutside
	case centre.Lat > r.box[1]+far && centre.Lat < r.box[3]-far && centre.Lng > r.box[0]+r.wide && centre.Lng < r.box[2]-r.wide:
		return allInside
	}
	return bothSides
}

// estimate is about how many cells of a resolution meet a box.
func estimate(box layers.Box, res int) float64 {
	rad := math.Pi / 180
	width, height := (box[2]-box[0])*rad*earthKm, (box[3]-box[1])*rad*earthKm
	area := width * earthKm * (math.Sin(box[3]*rad) - math.Sin(box[1]*rad))
	cell, _ := h3.HexagonAreaAvgKm2(res)
	edge, _ := h3.HexagonEdgeLengthAvgKm(res)
	return 1 + area/cell + (width+height)/edge
}

// finest is the finest resolution at which about so many cells or fewer meet a box.
func finest(box layers.Box, cells float64) int {
	res := Stored
	for res > Coarsest && estimate(box, res) > cells {
		res--
	}
	return res
}
