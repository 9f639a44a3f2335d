package cadastre

import (
	"math"
	"strings"

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
			c.countryside(p)
		}
	case terrain.Ponds:
		c.wetland(p, "NTS", grain{area: 15500, aspect: 3.2, uneven: 0.15, skew: 0.05, bend: 0})
	case terrain.Salt:
		c.wetland(p, "LMU", grain{area: 18000, aspect: 4, uneven: 0.06, skew: 0.02, bend: 0})
	case terrain.Industry:
		c.sites(p, "SKK", grain{area: 30000, aspect: 1.6, uneven: 0.3}, dice.Of("DKV", 0.04), dice.Of("DNL", 0.02), dice.Of("DMT", 0.015), dice.Of("SKC", 0.03))
	case terrain.Port:
		c.sites(p, "SKC", grain{area: 70000, aspect: 1.5, uneven: 0.2}, dice.Of("DNL", 0.12), dice.Of("TMD", 0.1), dice.Of("DGT", 0.06))
	case terrain.Resort:
		c.sites(p, "TMD", grain{area: 24000, aspect: 2.2, uneven: 0.25, skew: 0.06}, dice.Of("DKV", 0.06), dice.Of("BCS", 0.06), dice.Of("CGT", 0.04), dice.Of("RPH", 0.05))
	case terrain.Graves:
		c.sites(p, "NTD", grain{area: 9000, aspect: 1.5, uneven: 0.2})
	case terrain.Park:
		c.sites(p, "DKV", grain{area: 45000, aspect: 2, uneven: 0.2, bend: 4}, dice.Of("DTT", 0.15), dice.Of("TMD", 0.1))
	default:
		c.compartments(p)
	}
}

// compartments divides forest into the lots it is managed by, smaller where roads reach
// them, and leaves barracks, airfields and quarries nearly whole.
func (c cutting) compartments(p plot) {
	use := map[terrain.Kind]string{
		terrain.HillForest: "RPH", terrain.Reserve: "RDD", terrain.Plantation: "RSX", terrain.Casuarina: "RPH", terrain.Mangrove: "RPH",
		terrain.Airfield: "CQP", terrain.Military: "CQP", terrain.Quarry: "SKS", terrain.Dump: "DRA",
	}[p.zone]
	size, ok := map[terrain.Kind]float64{terrain.Plantation: 34000, terrain.Casuarina: 60000, terrain.Quarry: 60000}[p.zone]
	if !ok {
		size = 220000 // and none above 30 ha
	}
	for _, q := range c.split(p.poly, grain{area: size, aspect: 1.4, uneven: 0.08, skew: 0.3, bend: min(18, math.Sqrt(size)/20)}, 0) {
		switch {
		case p.zone == terrain.HillForest && c.Chance(0.012):
			c.add("DCS", q)
		case p.zone == terrain.HillForest && c.mesh.Area(q) < 60000 && c.Chance(0.06):
			c.add("TON", q)
		case p.zone == terrain.Plantation && c.Chance(0.05) && c.mesh.Area(q) < 20000:
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
	g.area *= c.Between(0.7, 1.4)
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

// countryside divides a block outside settlements: small plots near those who work them,
// estates elsewhere.
func (c cutting) countryside(p plot) {
	at := c.mesh.Within(p.poly)
	crop := c.land.Crop(at)
	switch {
	case c.land.Worked(at) > halfWorked:
		if crop == terrain.Rubber {
			crop = terrain.Orchard
		}
		c.farmland(p, crop)
	case c.mesh.Area(p.poly) < smallestEstate:
		if crop != terrain.Idle {
			crop = terrain.Orchard
		}
		c.farmland(p, crop)
	default:
		use := "CLN"
		if crop == terrain.Idle {
			use = c.crop(crop)
		} else {
			crop = terrain.Rubber
		}
		c.add(use, c.split(p.poly, c.fieldGrain(crop), 0)...)
	}
}

const smallestEstate = 75000.0 // m²: less is no block of a rubber estate

// farmland divides a block of small holdings: houses along the roads near a settlement,
// gardens and fields behind them.
func (c cutting) farmland(p plot, crop terrain.Crop) {
	rest := []mesh.Polygon{p.poly}
	if p.dense > 0.05 {
		var rows []mesh.Polygon
		rows, rest = c.fringe(p.poly, c.Between(24, 40), 5, func(road terrain.Class) bool {
			if road <= terrain.Urban {
				return c.Chance(2.4 * p.dense)
			}
			return c.Chance(1.2*p.dense - 0.15)
		})
		for _, row := range rows {
			c.gardens(row, p.dense)
		}
	}
	for _, q := range rest {
		for _, field := range c.split(q, c.fieldGrain(crop), 0) {
			c.field(field, crop)
		}
	}
}

// gardens cuts a row along a country road into houses, most with a garden around them.
func (c cutting) gardens(row mesh.Polygon, dense float64) {
	width := c.Between(17, 25) / (0.75 + dense)
	for _, q := range c.slice(row, c.fit(row), c.widths(width, 1.7*width)) {
		use := c.Weighted(dice.Of(c.home+"+CLN", 60), dice.Of(c.home, 24), dice.Of("CLN", 8), dice.Of(c.home+"+HNK", 4), dice.Of("TMD", 1), dice.Of("SKC", 2), dice.Of("TON", 0.6), dice.Of("DGD", 0.7), dice.Of("TIN", 0.5), dice.Of("DSK", 0.2), dice.Of("DTS", 0.2), dice.Of("BCS", 0.6))
		if area := c.mesh.Area(q); use == c.home && area > 450 {
			f := c.fit(q)
			if house, garden, ok := c.strip(q, f.turned(), max(0.4*f.length, 12), 0); ok && c.Chance(0.8) {
				c.add(c.home, house...)
				c.add("CLN", garden...)
				continue
			}
		}
		c.add(c.homestead(use, c.mesh.Area(q)), q)
	}
}

// homestead is the use of a lot that was to be lived on, after its size: nobody has a house
// lot of a quarter of a hectare.
func (c cutting) homestead(use string, area float64) string {
	switch lived := strings.HasPrefix(use, c.home); {
	case lived && area > 2500:
		return "CLN"
	case lived && area > 1000 && use == c.home:
		return c.home + "+CLN"
	}
	return use
}

// field is one piece of farmland, sometimes with a pond in it.
func (c cutting) field(p mesh.Polygon, crop terrain.Crop) {
	use := c.crop(crop)
	if area := c.mesh.Area(p); crop != terrain.Paddy && area > 8000 && c.Chance(0.09) {
		side := math.Sqrt(area)
		if around, pond, ok := c.pond(p, 0.18*side, 0.34*side); ok {
			c.add(c.Weighted(dice.Of("NTS", 5), dice.Of("MNC", 3)), pond)
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

// fieldGrain is how farmland is divided.
func (c cutting) fieldGrain(crop terrain.Crop) grain {
	g := map[terrain.Crop]grain{
		terrain.Paddy:   {area: 1850, aspect: 2.6, uneven: 0.28, skew: 0.1, bend: 0.6},
		terrain.Annual:  {area: 2700, aspect: 2.4, uneven: 0.3, skew: 0.12, bend: 0.8},
		terrain.Orchard: {area: 12300, aspect: 3, uneven: 0.28, skew: 0.08, bend: 1},
		terrain.Rubber:  {area: 215000, aspect: 1.4, uneven: 0.04, skew: 0.02},
		terrain.Idle:    {area: 55000, aspect: 1.8, uneven: 0.3, skew: 0.08, bend: 0.6},
	}[crop]
	if crop != terrain.Rubber {
		g.area *= c.Between(0.65, 1.4)
	}
	return g
}
