package demo

import (
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
		if c.chance(0.25) {
			continue
		}
		var next []mesh.Polygon
		for _, q := range rest {
			h := measure(c.mesh, q, g.angle)
			strip, left, _ := c.strip(q, h, c.between(13, 19), 1.5)
			caps, next = append(caps, strip...), append(next, left...)
		}
		rest = next
	}
	return caps, rest
}

// alleys divides a block of an old quarter: tiny lots of every shape.
func (c cutting) alleys(p mesh.Polygon) []mesh.Polygon {
	return c.split(p, grain{area: c.between(58, 105), aspect: c.between(1.1, 1.8), uneven: 0.42, skew: 0.22, bend: 0.25}, 0)
}

// suburb divides a block at the edge of a town: lots along the streets, larger ones and
// gardens behind.
func (c cutting) suburb(p mesh.Polygon, dense float64) {
	width := 6.5 + 13*(0.62-dense)/0.35
	depth := c.between(20, 26) + 22*(0.62-dense)
	busy := c.chance(1.7*dense - 0.5)
	rows, core := c.fringe(p, depth, 3, func(road terrain.Class) bool { return road <= terrain.Urban || busy && road == terrain.Communal })
	for _, row := range rows {
		for _, q := range c.slice(row, c.fit(row), c.widths(width*0.8, width*1.5)) {
			c.add(c.house(dense), q)
		}
	}
	for _, q := range core {
		size := c.between(2100, 8000+24000*max(0, 0.6-dense))
		for _, r := range c.split(q, grain{area: size, aspect: 1.8, uneven: 0.3, skew: 0.12, bend: 0.6}, 0) {
			c.add(c.behind(), r)
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

// behind is the use of land inside a suburban block.
func (c cutting) behind() string {
	return c.weighted(choice{c.home + "+CLN", 40}, choice{"CLN", 16}, choice{c.home, 20}, choice{"HNK", 5}, choice{"TMD", 6}, choice{"SKC", 5}, choice{"CGT", 2}, choice{"BCS", 3}, choice{"DKV", 1}, choice{"TON", 1}, choice{"TSC", 1})
}

// public is the use of a whole block in a town, and how large it should be in m².
func (c cutting) public() (use string, area float64) {
	use = c.weighted(choice{"DGD", 28}, choice{"TSC", 13}, choice{"DYT", 7}, choice{"DCH", 7}, choice{"TON", 12}, choice{"DVH", 6}, choice{"DTT", 6},
		choice{"DKV", 10}, choice{"TMD", 14}, choice{"CAN", 3}, choice{"DBV", 2}, choice{"DCK", 2}, choice{"DNL", 2}, choice{"DXH", 2}, choice{"DDD", 2})
	return use, c.between(2500, 9000)
}

// town divides a block of a settlement.
func (c cutting) town(p plot) {
	area := c.mesh.Area(p.poly)
	if c.chance(0.075) && area > 900 {
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
	from, to := 4.5, 7.0
	if dense < 0.7 {
		from, to = 5.5, 9.5
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
		if !c.chance(0.06) || c.mesh.Area(polys[i]) < 70 {
			continue
		}
		f := c.fit(polys[i])
		if f.length < 13 {
			continue
		}
		front, rear, ok := c.strip(polys[i], f.turned(), f.length*c.between(0.5, 0.66), 0)
		if !ok || len(front) != 1 || len(rear) != 1 {
			continue
		}
		polys[i] = front[0]
		if joined, ok := c.mesh.Join(rear[0], polys[i+1]); ok && len(joined.Holes) == 0 && c.chance(0.7) {
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
		return c.weighted(choice{"LUC", 70}, choice{"LUK", 15}, choice{"HNK", 8}, choice{"BHK", 2}, choice{"NTS", 3}, choice{"CLN", 3}, choice{"LUC/BHK", 1})
	case terrain.Annual:
		return c.weighted(choice{"HNK", 60}, choice{"BHK", 5}, choice{"CLN", 18}, choice{"NHK", 2}, choice{"LUK", 4}, choice{"NKH", 3}, choice{"CNT", 1}, choice{"BCS", 2})
	case terrain.Rubber:
		return c.weighted(choice{"CLN", 95}, choice{"HNK", 3}, choice{"NKH", 1}, choice{"CNT", 1})
	}
	return c.weighted(choice{"CLN", 84}, choice{"HNK", 8}, choice{"NHK", 1}, choice{"NKH", 2}, choice{"CNT", 1.5}, choice{"NTS", 1}, choice{"NTD", 0.4}, choice{"TON", 0.3}, choice{"SKC", 0.8})
}
