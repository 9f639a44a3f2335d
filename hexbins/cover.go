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

// mostSamples bounds the work of a cover.
const mostSamples = 800

// cover gives spans that hold all stored cells whose parent of the resolution meets the box, and
// few others. At a resolution that is coarse enough it takes the cells of a grid of points over
// the box, and their neighbours. The grid is so dense that every place in the box lies within
// half an edge of a point of it; the cells below a cell reach less than that beyond it, so that
// one ring of neighbours holds whatever meets the box.
func cover(box layers.Box, res int) []span {
	for ; res >= 0; res-- {
		g := gridOver(box, res)
		if g.columns*g.rows <= mostSamples {
			return spans(g.cells(res))
		}
	}
	return everywhere()
}

// grid is columns × rows points from the south-west corner of a box to its north-east.
type grid struct {
	box           layers.Box
	columns, rows int
}

func gridOver(box layers.Box, res int) grid {
	const dense = 0.3 // of an average edge; the shortest ones are 0.6 of it
	edge, _ := h3.HexagonEdgeLengthAvgKm(res)
	step := dense * edge / degreeKm
	widest := 1.0 // cosine of the latitude nearest to the equator
	if south, north := box[1], box[3]; south > 0 || north < 0 {
		widest = math.Cos(min(math.Abs(south), math.Abs(north)) * math.Pi / 180)
	}
	return grid{box, 2 + int((box[2]-box[0])*widest/step), 2 + int((box[3]-box[1])/step)}
}

func (g grid) cells(res int) []Cell {
	inside := map[Cell]bool{}
	for i := range g.columns {
		for j := range g.rows {
			lon := g.box[0] + (g.box[2]-g.box[0])*float64(i)/float64(g.columns-1)
			lat := g.box[1] + (g.box[3]-g.box[1])*float64(j)/float64(g.rows-1)
			if c, err := h3.LatLngToCell(h3.NewLatLng(lat, lon), res); err == nil {
				inside[c] = true
			}
		}
	}
	var all []Cell
	for c := range inside {
		disk, err := c.GridDisk(1)
		if err != nil {
			disk = []Cell{c}
		}
		all = append(all, disk...)
	}
	return all
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
