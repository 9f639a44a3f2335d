package main

import (
	"math"
	"math/rand/v2"
)

// town fills a block with 5 × 10 groups of lots, streets between them, two rows of lots each.
func (g *generator) town(r *rand.Rand, c *commune, sheet int, b block) {
	const across, up, street = 5, 10, 7.0
	number := 0
	for i := 0; i < across && c.town > 0; i++ {
		for j := 0; j < up && c.town > 0; j++ {
			x, y := b.x+float64(i)*blockW/across+street/2, b.y+float64(j)*blockH/up+street/2
			w, h := blockW/across-street, blockH/up-street
			frontage := 4.5 + 12*math.Pow(r.Float64(), 1.6)
			lattice{x, y, x + w, y + h, 2, max(6, int(w/frontage)), 0.16, 0.05, 0.30}.lots(r, func(ring []pt) bool {
				number++
				c.town--
				g.parcel(r, *c, sheet, number, g.words.urbanTypes, ring)
				return c.town > 0
			})
		}
	}
}

// country fills a block with lots of a log-normal size around what is still to be shared
// out over the blocks that are left, or leaves it to forest and water.
func (g *generator) country(r *rand.Rand, c *commune, sheet int, b block, left int) {
	const skipped = 0.35
	if r.Float64() < skipped && left > 4 {
		return
	}
	cells := float64(c.country)
	if left > 4 {
		cells = cells / (float64(left) * (1 - skipped)) * math.Exp(0.55*r.NormFloat64())
	}
	cells = max(6, cells)
	columns := max(2, int(math.Round(math.Sqrt(cells*blockW/blockH))))
	rows := max(2, int(math.Round(cells/float64(columns))))
	number := 0
	lattice{b.x + 5, b.y + 5, b.x + blockW - 5, b.y + blockH - 5, rows, columns, 0.22, 0.09, 0.62}.lots(r, func(ring []pt) bool {
		number++
		c.country--
		g.parcel(r, *c, sheet, number, g.words.ruralTypes, ring)
		return c.country > 0
	})
}

// lattice cuts a rectangle into rows × columns cells. Corners inside move by up to jitter
// of a cell, a share of the edges is bent by up to bend of its length.
type lattice struct {
	x0, y0, x1, y1      float64
	rows, columns       int
	jitter, bend, share float64
}

// lots gives each cell's ring, counter-clockwise and open, until emit returns false.
// Neighbours share corners and bent edges exactly.
func (l lattice) lots(r *rand.Rand, emit func([]pt) bool) {
	corner := l.corners(r)
	across, up := l.edges(r, corner)
	for i := range l.rows {
		for j := range l.columns {
			ring := append([]pt{corner[i][j]}, across[i][j]...)
			ring = append(append(ring, corner[i][j+1]), up[i][j+1]...)
			ring = append(ring, corner[i+1][j+1])
			ring = appendBack(ring, across[i+1][j])
			ring = append(ring, corner[i+1][j])
			ring = appendBack(ring, up[i][j])
			if !emit(ring) {
				return
			}
		}
	}
}

func appendBack(ring, points []pt) []pt {
	for k := len(points) - 1; k >= 0; k-- {
		ring = append(ring, points[k])
	}
	return ring
}

func (l lattice) corners(r *rand.Rand) [][]pt {
	dx, dy := (l.x1-l.x0)/float64(l.columns), (l.y1-l.y0)/float64(l.rows)
	corner := make([][]pt, l.rows+1)
	for i := range corner {
		corner[i] = make([]pt, l.columns+1)
		for j := range corner[i] {
			p := pt{l.x0 + float64(j)*dx, l.y0 + float64(i)*dy}
			if j > 0 && j < l.columns {
				p.x += (r.Float64()*2 - 1) * l.jitter * dx
			}
			if i > 0 && i < l.rows {
				p.y += (r.Float64()*2 - 1) * l.jitter * dy
			}
			corner[i][j] = p
		}
	}
	return corner
}

// edges gives the points inside the edges that run across and up. Those on the street
// stay straight.
func (l lattice) edges(r *rand.Rand, corner [][]pt) (across, up [][][]pt) {
	across, up = make([][][]pt, l.rows+1), make([][][]pt, l.rows)
	for i := range across {
		across[i] = make([][]pt, l.columns)
		for j := range across[i] {
			across[i][j] = l.edge(r, corner[i][j], corner[i][j+1], false)
			if i == 0 || i == l.rows {
				for k := range across[i][j] {
					across[i][j][k].y = corner[i][j].y
				}
			}
		}
	}
	for i := range up {
		up[i] = make([][]pt, l.columns+1)
		for j := range up[i] {
			up[i][j] = l.edge(r, corner[i][j], corner[i+1][j], j == 0 || j == l.columns)
		}
	}
	return across, up
}

func (l lattice) edge(r *rand.Rand, a, b pt, street bool) []pt {
	if street || r.Float64() > l.share {
		return nil
	}
	n := 1
	if r.Float64() < 0.35 {
		n = 2
	}
	points := make([]pt, 0, 2)
	nx, ny := -(b.y - a.y), b.x-a.x
	for i := 1; i <= n; i++ {
		t := float64(i)/float64(n+1) + (r.Float64()-0.5)*0.15
		d := (r.Float64()*2 - 1) * l.bend
		points = append(points, pt{a.x + t*(b.x-a.x) + d*nx, a.y + t*(b.y-a.y) + d*ny})
	}
	return points
}
