package cadastre

import (
	"math"

	"github.com/paulmach/orb"

	"sotay/internal/demo/dice"
	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// parcels divides every block into lots.
func (b *builder) parcels() {
	b.indexWays()
	for i, p := range b.plots {
		if p.surface != land {
			continue
		}
		o := b.mesh.At(p.poly.Outer[0])
		c := cutting{b, dice.New(o.X, o.Y, int64(len(p.poly.Outer))), i, "ONT"}
		if b.ward(p.unit) {
			c.home = "ODT"
		}
		p.poly = b.mesh.Expand(p.poly)
		first := len(c.lots)
		c.develop(p)
		c.tidy(first)
	}
}

const wayReach = 45.0 // metres within which the road index answers

func (b *builder) indexWays() {
	b.roads = terrain.NewLines(wayReach)
	for i, w := range b.ways {
		b.roads.Add(i, w.line)
	}
}

// onRoad tells what road a place on a block's edge lies along, if any.
func (b *builder) onRoad(p orb.Point) (terrain.Class, bool) {
	n, ok := b.roads.Nearest(p, nil)
	if !ok || n.Dist > b.ways[n.Line].width/2+4 {
		return 0, false
	}
	return b.ways[n.Line].class, true
}

// develop divides a block as its place asks for.
func (c cutting) develop(p plot) {
	switch p.zone {
	case terrain.Open:
		switch {
		case p.dense > 0.3 || p.dense > 0.17 && c.home == "ODT":
			c.town(p)
		default:
			c.farmland(p)
		}
	case terrain.Ponds:
		c.wetland(p, "NTS", grain{area: 34000, aspect: 3.6, uneven: 0.15, skew: 0.05, bend: 0})
	case terrain.Salt:
		c.wetland(p, "LMU", grain{area: 18000, aspect: 4, uneven: 0.06, skew: 0.02, bend: 0})
	case terrain.Industry:
		c.sites(p, "SKK", grain{area: 30000, aspect: 1.6, uneven: 0.3}, dice.Of("DKV", 0.04), dice.Of("DNL", 0.02), dice.Of("DMT", 0.015), dice.Of("SKC", 0.03))
	case terrain.Port:
		c.sites(p, "SKC", grain{area: 70000, aspect: 1.5, uneven: 0.2}, dice.Of("DNL", 0.12), dice.Of("TMD", 0.1), dice.Of("DGT", 0.06))
	case terrain.Resort:
		c.sites(p, "TMD", grain{area: 24000, aspect: 2.2, uneven: 0.25, skew: 0.06}, dice.Of("DKV", 0.06), dice.Of("BCS", 0.06), dice.Of("CGT", 0.04), dice.Of(c.home, 0.06), dice.Of("RPH", 0.05))
	case terrain.Graves:
		c.sites(p, "NTD", grain{area: 9000, aspect: 1.5, uneven: 0.2})
	case terrain.Park:
		c.sites(p, "DKV", grain{area: 45000, aspect: 2, uneven: 0.2, bend: 4}, dice.Of("DTT", 0.15), dice.Of("TMD", 0.1))
	default:
		c.compartments(p)
	}
}

// compartments leaves blocks of forest, barracks, airfields and quarries nearly whole.
func (c cutting) compartments(p plot) {
	use := map[terrain.Kind]string{
		terrain.HillForest: "RPH", terrain.Reserve: "RDD", terrain.Plantation: "RSX", terrain.Casuarina: "RPH", terrain.Mangrove: "RPH",
		terrain.Airfield: "CQP", terrain.Military: "CQP", terrain.Quarry: "SKS", terrain.Dump: "DRA",
	}[p.zone]
	size := map[terrain.Kind]float64{terrain.Reserve: 420000, terrain.Plantation: 70000, terrain.Casuarina: 60000, terrain.Quarry: 60000}[p.zone]
	for _, q := range c.split(p.poly, grain{area: max(size, 180000), aspect: 1.4, uneven: 0.3, skew: 0.3, bend: 18}, 0) {
		switch {
		case p.zone == terrain.HillForest && c.Chance(0.025):
			c.add("DCS", q)
		case p.zone == terrain.HillForest && c.Chance(0.01):
			c.add("TON", q)
		case p.zone == terrain.Plantation && c.Chance(0.05):
			c.add("CLN", q)
		default:
			c.add(use, q)
		}
	}
}

// sites divides a block into building plots, some of them for another use.
func (c cutting) sites(p plot, use string, g grain, others ...dice.Choice) {
	for _, q := range c.split(p.poly, g, 0) {
		u, x := use, c.Float64()
		for _, o := range others {
			if x -= o.Weight; x < 0 {
				u = o.Value
				break
			}
		}
		c.add(u, q)
	}
}

// wetland divides a block of ponds or salt fields into long pans, with a ditch or a
// keeper's house here and there.
func (c cutting) wetland(p plot, use string, g grain) {
	g.area *= c.Between(0.6, 1.5)
	for _, q := range c.split(p.poly, g, 0) {
		switch x := c.Float64(); {
		case x < 0.02:
			c.add("DTL", q)
		case x < 0.05 && use == "NTS":
			c.add(c.home+"+NTS", q)
		case x < 0.07 && use == "NTS":
			c.add("RPH", q)
		case x < 0.05:
			c.add("NTS", q)
		default:
			c.add(use, q)
		}
	}
}

// farmland divides a block of the countryside: garden houses along the roads near a
// settlement, fields behind them.
func (c cutting) farmland(p plot) {
	crop := c.land.Crop(c.mesh.Within(p.poly))
	rest := []mesh.Polygon{p.poly}
	if p.dense > 0.05 {
		depth := c.Between(42, 70)
		if crop == terrain.Paddy {
			depth *= 0.75
		}
		var rows []mesh.Polygon
		rows, rest = c.fringe(p.poly, depth, 7, func(road terrain.Class) bool {
			if road <= terrain.Urban {
				return c.Chance(4 * p.dense)
			}
			return c.Chance(1.7*p.dense - 0.16)
		})
		for _, row := range rows {
			c.gardens(row, p.dense)
		}
	}
	g := c.fieldGrain(crop, p.dense)
	for _, q := range rest {
		for _, field := range c.split(q, g, 0) {
			c.field(field, crop)
		}
	}
}

// gardens cuts a row along a country road into houses with gardens.
func (c cutting) gardens(row mesh.Polygon, dense float64) {
	width := c.Between(21, 36) / (0.75 + 2*dense) * 1.6
	for _, q := range c.slice(row, c.fit(row), c.widths(width, 2*width)) {
		use := c.Weighted(dice.Of(c.home+"+CLN", 60), dice.Of(c.home, 13), dice.Of("CLN", 17), dice.Of(c.home+"+HNK", 4), dice.Of("TMD", 1), dice.Of("SKC", 2), dice.Of("TON", 0.6), dice.Of("DGD", 0.7), dice.Of("TIN", 0.5), dice.Of("DSK", 0.2), dice.Of("DTS", 0.2), dice.Of("BCS", 0.6))
		if use == c.home+"+CLN" && c.Chance(0.05) {
			if around, pond, ok := c.pond(q, 5, 8); ok {
				c.add("NTS", pond)
				q = around
			}
		}
		c.add(use, q)
	}
}

// field is one piece of farmland, sometimes with a pond in it.
func (c cutting) field(p mesh.Polygon, crop terrain.Crop) {
	use := c.crop(crop)
	if crop != terrain.Paddy && c.Chance(0.03) {
		if around, pond, ok := c.pond(p, 11, 24); ok {
			c.add(c.Weighted(dice.Of("NTS", 5), dice.Of("MNC", 3), dice.Of(c.home, 2)), pond)
			p = around
		}
	}
	c.add(use, p)
}

// pond digs a pond into the middle of a lot, which is left with a hole.
func (c cutting) pond(p mesh.Polygon, from, to float64) (around, pond mesh.Polygon, ok bool) {
	at := c.mesh.Inner(p)
	rx, ry, angle := c.Between(from, to), c.Between(from, to), c.Between(0, math.Pi)
	n := 7 + c.IntN(5)
	s, co := math.Sincos(angle)
	var ring orb.Ring
	for i := range n {
		t := 2 * math.Pi * float64(i) / float64(n)
		r := c.Between(0.85, 1.12)
		x, y := rx*r*math.Cos(t), ry*r*math.Sin(t)
		ring = append(ring, orb.Point{at[0] + x*co - y*s, at[1] + x*s + y*co})
	}
	return c.mesh.Punch(p, ring, 2)
}

// fieldGrain is how farmland is divided: finer near houses.
func (c cutting) fieldGrain(crop terrain.Crop, dense float64) grain {
	g := map[terrain.Crop]grain{
		terrain.Paddy:   {area: 125000, aspect: 2.2, uneven: 0.28, skew: 0.16, bend: 3},
		terrain.Annual:  {area: 195000, aspect: 2.4, uneven: 0.3, skew: 0.14, bend: 3},
		terrain.Orchard: {area: 250000, aspect: 3.2, uneven: 0.25, skew: 0.08, bend: 2},
		terrain.Garden:  {area: 30000, aspect: 2.5, uneven: 0.25, skew: 0.1, bend: 2},
		terrain.Rubber:  {area: 400000, aspect: 1.4, uneven: 0.12, skew: 0.02, bend: 0},
	}[crop]
	g.area *= c.Between(0.7, 1.4) * math.Exp(-5*min(dense, 0.3))
	return g
}
