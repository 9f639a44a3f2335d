package cadastre

import (
	"sotay/internal/demo/dice"
	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// tubes divides a town block into the narrow, deep lots of tube houses: two rows back to
// back, and at the ends a few lots that face the side streets.
func (c cutting) tubes(p mesh.Polygon, from, to float64) []mesh.Polygon {
	f := c.fit(p)
	if f.depth < 27 {
		return c.slice(p, f, c.widths(from, to))
	}
	var out []mesh.Polygon
	middle := []mesh.Polygon{p}
	if f.depth > 30 && f.length > 62 {
		middle = nil
		caps, rest := c.caps(p, f)
		for _, q := range caps {
			out = append(out, c.slice(q, c.fit(q), c.widths(from, to))...)
		}
		middle = append(middle, rest...)
	}
	for _, q := range middle {
		g := measure(c.mesh, q, f.angle)
		for _, row := range c.halves(q, g, 0.12*f.depth) {
			out = append(out, c.slice(row, measure(c.mesh, row, f.angle), c.widths(from, to))...)
		}
	}
	return out
}

// caps cuts the two ends off a block, each a house deep.
func (c cutting) caps(p mesh.Polygon, f frame) (caps, rest []mesh.Polygon) {
	rest = []mesh.Polygon{p}
	for _, g := range []frame{f.turned(), f.turned().turned().turned()} {
		if c.Chance(0.25) {
			continue
		}
		var next []mesh.Polygon
		for _, q := range rest {
			h := measure(c.mesh, q, g.angle)
			strip, left, _ := c.strip(q, h, c.Between(13, 19), 1.5)
			caps, next = append(caps, strip...), append(next, left...)
		}
		rest = next
	}
	return caps, rest
}

// alleys divides a block of an old quarter: tiny lots of every shape.
func (c cutting) alleys(p mesh.Polygon) []mesh.Polygon {
	return c.split(p, grain{area: c.Between(64, 112), aspect: c.Between(1.1, 1.8), uneven: 0.42, skew: 0.22, bend: 0.25}, 0)
}

// suburb divides a block at the edge of a town: lots along the streets, larger ones and
// gardens behind.
func (c cutting) suburb(p mesh.Polygon, dense float64) {
	width := 14.5 + 13*(0.62-dense)/0.35
	depth := c.Between(20, 26) + 22*(0.62-dense)
	busy := c.Chance(1.7*dense - 0.5)
	rows, core := c.fringe(p, depth, 3, func(road terrain.Class) bool { return road <= terrain.Urban || busy && road == terrain.Communal })
	for _, row := range rows {
		for _, q := range c.slice(row, c.fit(row), c.widths(width*0.8, width*1.5)) {
			c.add(c.homestead(c.house(dense), c.mesh.Area(q)), q)
		}
	}
	for _, q := range core {
		size := c.Between(2800, 8500+24000*max(0, 0.6-dense))
		for _, r := range c.split(q, grain{area: size, aspect: 1.8, uneven: 0.3, skew: 0.12, bend: 0.6}, 0) {
			c.add(c.behind(c.mesh.Area(r)), r)
		}
	}
}

// fringe cuts rows of the given depth off the sides of a block that face a road of the
// wanted kinds. The rest is the core.
func (c cutting) fringe(p mesh.Polygon, depth, uneven float64, wanted func(terrain.Class) bool) (rows, core []mesh.Polygon) {
	f := c.fit(p)
	core = []mesh.Polygon{p}
	for turn := range 4 {
		g := f
		if turn >= 2 { // the long sides first
			g = f.turned()
		}
		if turn%2 == 1 {
			g = g.turned().turned()
		}
		var next []mesh.Polygon
		for _, q := range core {
			h := c.aim(q, measure(c.mesh, q, g.angle))
			road, ok := c.faces(q, h)
			if !ok || h.depth < 1.5*depth || !wanted(road) {
				next = append(next, q)
				continue
			}
			strip, rest, _ := c.strip(q, h, depth, uneven)
			rows, next = append(rows, strip...), append(next, rest...)
		}
		core = next
	}
	return rows, core
}

// faces tells what road the left side of a polygon in its frame lies along, if any.
func (c cutting) faces(p mesh.Polygon, f frame) (terrain.Class, bool) {
	rings := c.mesh.Rings(p)
	best, n := terrain.Alley, 0
	for _, t := range []float64{-0.33, -0.12, 0.12, 0.33} {
		if _, high, ok := section(rings, f, t*f.length); ok {
			if road, ok := c.onRoad(f.at(t*f.length, high)); ok {
				best = min(best, road)
				n++
			}
		}
	}
	return best, n >= 3
}

// house is the use of a lot on a town's street.
func (c cutting) house(dense float64) string {
	switch x := c.Float64(); {
	case x < 0.03:
		return "TMD"
	case x < 0.045:
		return "SKC"
	case x < 0.055:
		return "TIN"
	case x < 0.055+0.5*max(0, 0.6-dense):
		return c.home + "+CLN"
	}
	return c.home
}

// behind is the use of land inside a suburban block, of so many m².
func (c cutting) behind(area float64) string {
	if area > 1500 && c.home == "ODT" {
		return c.Weighted(dice.Of("TMD", 24), dice.Of("CLN", 18), dice.Of("BCS", 12), dice.Of("SKC", 11), dice.Of("DKV", 9), dice.Of("DGD", 7), dice.Of("HNK", 7), dice.Of("TSC", 4), dice.Of("TON", 4), dice.Of("DYT", 2), dice.Of("DTT", 2))
	}
	use := c.Weighted(dice.Of(c.home+"+CLN", 40), dice.Of("CLN", 16), dice.Of(c.home, 20), dice.Of("HNK", 5), dice.Of("TMD", 6), dice.Of("SKC", 5), dice.Of("CGT", 2), dice.Of("BCS", 3), dice.Of("DKV", 1), dice.Of("TON", 1), dice.Of("TSC", 1))
	return c.homestead(use, area)
}

// public is the use of a whole block in a town, and how large it should be in m².
func (c cutting) public() (use string, area float64) {
	use = c.Weighted(dice.Of("DGD", 28), dice.Of("TSC", 13), dice.Of("DYT", 7), dice.Of("DCH", 7), dice.Of("TON", 12), dice.Of("DVH", 6), dice.Of("DTT", 6),
		dice.Of("DKV", 10), dice.Of("TMD", 14), dice.Of("CAN", 3), dice.Of("DBV", 2), dice.Of("DCK", 2), dice.Of("DNL", 2), dice.Of("DXH", 2), dice.Of("DDD", 2))
	return use, c.Between(2500, 9000)
}

// town divides a block of a settlement.
func (c cutting) town(p plot) {
	area := c.mesh.Area(p.poly)
	if c.Chance(0.075) && area > 900 {
		use, size := c.public()
		c.add(use, c.mesh.Expand(p.poly))
		if area < 1.7*size {
			return
		}
		c.lots = c.lots[:len(c.lots)-1]
		f := c.fit(p.poly)
		first, rest, ok := c.strip(p.poly, f.turned(), size/max(f.depth, 20), 0)
		if ok {
			c.add(use, first...)
			for _, q := range rest {
				c.streets(q, p.dense)
			}
			return
		}
	}
	c.streets(p.poly, p.dense)
}

// streets divides a block of houses.
func (c cutting) streets(p mesh.Polygon, dense float64) {
	p = c.mesh.Expand(p)
	f := c.fit(p)
	switch {
	case dense > 0.55 && c.land.Crooked(f.middle) > 0.5 && f.depth < 90:
		for _, q := range c.alleys(p) {
			c.add(c.house(1), q)
		}
	case dense > 0.55 && f.depth < 85:
		c.rows(p, dense)
	default:
		c.suburb(p, min(dense, 0.62))
	}
}

// rows fills a block with tube houses and then makes some of the lots irregular.
func (c cutting) rows(p mesh.Polygon, dense float64) {
	from, to := 5.2, 8.2
	if dense < 0.7 {
		from, to = 6, 10
	}
	polys := c.tubes(p, from, to)
	polys = c.flags(polys)
	for _, q := range polys {
		c.add(c.house(dense), q)
	}
}

// flags cuts the rear off some lots and gives it to the neighbour, who becomes L-shaped,
// or makes it a lot of its own.
func (c cutting) flags(polys []mesh.Polygon) []mesh.Polygon {
	for i := 0; i+1 < len(polys); i++ {
		if !c.Chance(0.06) || c.mesh.Area(polys[i]) < 70 {
			continue
		}
		f := c.fit(polys[i])
		if f.length < 13 {
			continue
		}
		front, rear, ok := c.strip(polys[i], f.turned(), f.length*c.Between(0.5, 0.66), 0)
		if !ok || len(front) != 1 || len(rear) != 1 {
			continue
		}
		polys[i] = front[0]
		if joined, ok := c.mesh.Join(rear[0], polys[i+1]); ok && len(joined.Holes) == 0 && c.Chance(0.7) {
			polys[i+1] = joined
		} else {
			polys = append(polys, rear[0])
		}
	}
	return polys
}

// crop tells the codes of farmland around a block.
func (c cutting) crop(crop terrain.Crop) string {
	switch crop {
	case terrain.Paddy:
		return c.Weighted(dice.Of("LUC", 70), dice.Of("LUK", 15), dice.Of("HNK", 8), dice.Of("BHK", 2), dice.Of("CLN", 3), dice.Of("LUC/BHK", 1))
	case terrain.Annual:
		return c.Weighted(dice.Of("HNK", 60), dice.Of("BHK", 5), dice.Of("CLN", 18), dice.Of("NHK", 2), dice.Of("LUK", 4), dice.Of("NKH", 3), dice.Of("CNT", 1), dice.Of("BCS", 2))
	case terrain.Idle:
		return c.Weighted(dice.Of("BCS", 30), dice.Of("TMD", 28), dice.Of("DKV", 14), dice.Of("HNK", 12), dice.Of("CLN", 8), dice.Of("SKC", 8))
	}
	return c.Weighted(dice.Of("CLN", 84), dice.Of("HNK", 8), dice.Of("NHK", 1), dice.Of("NKH", 2), dice.Of("CNT", 1.5), dice.Of("NTS", 1), dice.Of("NTD", 0.4), dice.Of("TON", 0.3), dice.Of("SKC", 0.8))
}
