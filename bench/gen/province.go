package main

import (
	"log"
	"math"
	"math/rand/v2"
	"sort"
	"strconv"
)

const (
	lon0, lon1 = 107.0, 107.6
	lat0, lat1 = 10.3, 10.8
	perLat     = 110_600.0               // metres in a degree of latitude
	perLon     = 111_320.0 * 0.983095487 // and of longitude, at 10.55° north
	nCommunes  = 82
	nUrban     = 30
	blockW     = 640.0 // metres: a cadastral sheet's block
	blockH     = 480.0
)

// pt is a point in metres east and north of the extent's corner.
type pt struct{ x, y float64 }

// warp bends the lattice, so that nothing is axis-aligned and still nothing overlaps.
func warp(p pt) pt {
	x := p.x + 160*math.Sin(p.y/2900) + 35*math.Sin(p.y/640+p.x/1900)
	y := p.y + 140*math.Sin(p.x/3300) + 30*math.Sin(p.x/710-p.y/1700)
	return pt{x, y}
}

// degrees gives longitude and latitude of a point, warped.
func degrees(p pt) pt {
	w := warp(p)
	return pt{lon0 + w.x/perLon, lat0 + w.y/perLat}
}

// area of a ring in m², warped.
func area(ring []pt) float64 {
	a := 0.0
	for i := range ring {
		p, q := warp(ring[i]), warp(ring[(i+1)%len(ring)])
		a += p.x*q.y - q.x*p.y
	}
	return math.Abs(a) / 2
}

// commune is a rectangle before the warp, with the parcels it is to have in town and outside.
type commune struct {
	id             int
	code, name     string
	x0, y0, x1, y1 float64
	urban          bool
	centres        []pt
	town, country  int
}

// communes cuts the extent into rectangles and shares n parcels out among them.
func (g *generator) communes(n int) []commune {
	r := g.rnd(1)
	// the margin keeps the warp inside the extent
	boxes := [][4]float64{{450, 450, (lon1-lon0)*perLon - 450, (lat1-lat0)*perLat - 450}}
	for len(boxes) < nCommunes {
		sort.SliceStable(boxes, func(i, j int) bool { return size(boxes[i]) > size(boxes[j]) })
		low, high := cut(boxes[0], 0.38+0.24*r.Float64())
		boxes = append(append([][4]float64{low}, boxes[1:]...), high)
	}
	sort.Slice(boxes, func(i, j int) bool {
		if boxes[i][0] != boxes[j][0] {
			return boxes[i][0] < boxes[j][0]
		}
		return boxes[i][1] < boxes[j][1]
	})
	order := r.Perm(nCommunes)
	list, weights, sum := make([]commune, nCommunes), make([]float64, nCommunes), 0.0
	for i, b := range boxes {
		list[i] = g.commune(r, i, b, order[i] < nUrban)
		weights[i] = 0.8 + 0.4*r.Float64()
		if list[i].urban {
			weights[i] *= 1.6
		}
		sum += weights[i]
	}
	share(list, weights, sum, n)
	return list
}

func size(b [4]float64) float64 { return (b[2] - b[0]) * (b[3] - b[1]) }

// cut splits a box across its longer side.
func cut(b [4]float64, at float64) (low, high [4]float64) {
	low, high = b, b
	if b[2]-b[0] > b[3]-b[1] {
		low[2] = b[0] + at*(b[2]-b[0])
		high[0] = low[2]
	} else {
		low[3] = b[1] + at*(b[3]-b[1])
		high[1] = low[3]
	}
	return low, high
}

func (g *generator) commune(r *rand.Rand, i int, b [4]float64, urban bool) commune {
	s := g.words.syllables
	c := commune{id: i, code: strconv.Itoa(26500 + 3*i), x0: b[0], y0: b[1], x1: b[2], y1: b[3], urban: urban}
	c.name = s[i%len(s)] + " " + s[(i*7+3+i/len(s))%len(s)]
	centres := 3
	if urban {
		centres = 1
	}
	for range centres {
		c.centres = append(c.centres, pt{c.x0 + (0.2+0.6*r.Float64())*(c.x1-c.x0), c.y0 + (0.2+0.6*r.Float64())*(c.y1-c.y0)})
	}
	return c
}

func share(list []commune, weights []float64, sum float64, n int) {
	left := n
	for i := range list {
		quota := int(float64(n) * weights[i] / sum)
		if i == len(list)-1 {
			quota = left
		}
		left -= quota
		inTown := 0.60
		if list[i].urban {
			inTown = 0.95
		}
		list[i].town = int(float64(quota) * inTown)
		list[i].country = quota - list[i].town
	}
}

// block is a place for a sheet, with its distance to the nearest centre.
type block struct{ x, y, distance float64 }

func (c commune) blocks() []block {
	var list []block
	for i := range int((c.x1 - c.x0) / blockW) {
		for j := range int((c.y1 - c.y0) / blockH) {
			b := block{c.x0 + float64(i)*blockW, c.y0 + float64(j)*blockH, math.Inf(1)}
			for _, p := range c.centres {
				b.distance = min(b.distance, math.Hypot(b.x+blockW/2-p.x, b.y+blockH/2-p.y))
			}
			list = append(list, b)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].distance < list[j].distance })
	return list
}

// parcels writes the parcels of all communes, sheet by sheet from the centres outwards.
func (g *generator) parcels(n int) {
	for _, c := range g.communes(n) {
		r := g.rnd(100 + uint64(c.id))
		blocks := c.blocks()
		for i, b := range blocks {
			switch {
			case c.town > 0:
				g.town(r, &c, i+1, b)
			case c.country > 0:
				g.country(r, &c, i+1, b, len(blocks)-i)
			}
		}
		if c.town > 0 || c.country > 0 {
			log.Printf("commune %s: short by %d in town, %d outside", c.code, c.town, c.country)
		}
	}
	log.Printf("parcels: %d", g.gid)
}
