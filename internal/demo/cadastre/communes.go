package cadastre

import (
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// unit is a commune, ward or town of before 1 July 2025 inside the present commune.
type unit struct {
	commune int // index in terrain.Communes
	name    string
	at      []orb.Point
}

// ward tells a present phường from a xã.
func (b *builder) ward(u int) bool {
	return strings.HasPrefix(b.land.Communes[b.units[u].commune].Name, "Phường")
}

// communes says of every plot which unit it lies in. Borders run along the sides of blocks,
// about halfway between the units' middles, rather along a river than across it.
func (b *builder) communes() {
	for c, commune := range b.land.Communes {
		for _, o := range commune.Old {
			b.units = append(b.units, unit{c, o.Name, o.At})
		}
	}
	polys := make([]mesh.Polygon, len(b.plots))
	for i := range b.plots {
		b.plots[i].poly = b.mesh.Expand(b.plots[i].poly)
		polys[i] = b.plots[i].poly
	}
	neighbours := b.mesh.Neighbours(polys)
	rivers := b.barriers()
	for i := range b.plots {
		b.plots[i].unit = b.nearestUnit(b.mesh.Within(polys[i]), rivers)
	}
	for range 3 {
		b.followLand(neighbours)
		b.reunite(neighbours)
	}
}

// barriers are the rivers that part communes, drawn with few points.
func (b *builder) barriers() []orb.LineString {
	var out []orb.LineString
	for _, r := range b.land.Rivers {
		if r.Stream || terrain.Length(r.Mid) < 6000 {
			continue
		}
		var line orb.LineString
		for i := 0; i < len(r.Mid); i += 8 {
			line = append(line, r.Mid[i])
		}
		out = append(out, append(line, r.Mid[len(r.Mid)-1]))
	}
	return out
}

// nearestUnit is the unit with a middle nearest to p; a river in between counts as a
// detour of two kilometres.
func (b *builder) nearestUnit(p orb.Point, rivers []orb.LineString) int {
	best, unit := math.Inf(1), 0
	for _, c := range b.nearUnits(terrain.Warp(701, p, 450, 1800)) {
		for _, r := range rivers {
			if crosses(p, c.at, r) {
				c.dist += 2000
			}
		}
		if c.dist < best {
			best, unit = c.dist, c.unit
		}
	}
	return unit
}

// middle is one of the places a unit lies around.
type middle struct {
	unit int
	dist float64
	at   orb.Point
}

// nearUnits are the five middles nearest to p.
func (b *builder) nearUnits(p orb.Point) []middle {
	near := make([]middle, 0, 6)
	for i, u := range b.units {
		for _, at := range u.at {
			m := middle{i, terrain.Dist(p, at), at}
			k := len(near)
			for k > 0 && near[k-1].dist > m.dist {
				k--
			}
			if k < 5 {
				near = slices.Insert(near, k, m)
				near = near[:min(len(near), 5)]
			}
		}
	}
	return near
}

func crosses(p, q orb.Point, line orb.LineString) bool {
	n := 0
	for i := 1; i < len(line); i++ {
		if _, _, ok := meet(p, q, line[i-1], line[i]); ok {
			n++
		}
	}
	return n%2 == 1
}

// followLand gives roads and streams to the unit that most of their sides lie in. A river
// between communes goes to the first of them in the list all along, so that the border
// keeps to one bank.
func (b *builder) followLand(neighbours [][]mesh.Border) {
	for i, p := range b.plots {
		if p.surface == land {
			continue
		}
		river := p.surface == water && !p.stream
		length := map[int]float64{}
		best := -1
		better := func(u int) bool {
			if c, d := b.units[u].commune, b.units[max(best, 0)].commune; best >= 0 && river && c != d {
				return c < d
			}
			return best < 0 || length[u] > length[best]
		}
		for _, n := range neighbours[i] {
			if q := b.plots[n.Other]; q.surface == land {
				length[q.unit] += n.Length
				if better(q.unit) {
					best = q.unit
				}
			}
		}
		if best >= 0 {
			b.plots[i].unit = best
		}
	}
}

// reunite gives stray pieces of a unit, cut off from its main part, to the neighbour they
// share most of their border with.
func (b *builder) reunite(neighbours [][]mesh.Border) {
	part := make([]int, len(b.plots))
	for i := range part {
		part[i] = -1
	}
	var areas []float64
	for i := range b.plots {
		if part[i] >= 0 {
			continue
		}
		area, open := 0.0, []int{i}
		part[i] = len(areas)
		for len(open) > 0 {
			k := open[len(open)-1]
			open = open[:len(open)-1]
			area += b.mesh.Area(b.plots[k].poly)
			for _, n := range neighbours[k] {
				if part[n.Other] < 0 && b.plots[n.Other].unit == b.plots[k].unit {
					part[n.Other] = len(areas)
					open = append(open, n.Other)
				}
			}
		}
		areas = append(areas, area)
	}
	largest := map[int]float64{}
	for i, p := range b.plots {
		largest[p.unit] = max(largest[p.unit], areas[part[i]])
	}
	border := make([]map[int]float64, len(areas))
	for i, p := range b.plots {
		if areas[part[i]] == largest[p.unit] {
			continue
		}
		for _, n := range neighbours[i] {
			if q := b.plots[n.Other]; q.unit != p.unit {
				if border[part[i]] == nil {
					border[part[i]] = map[int]float64{}
				}
				border[part[i]][q.unit] += n.Length
			}
		}
	}
	for i := range b.plots {
		if u, ok := longest(border[part[i]]); ok {
			b.plots[i].unit = u
		}
	}
}

// longest is the key with the greatest value, the smallest key of several.
func longest(m map[int]float64) (best int, ok bool) {
	for k, v := range m {
		if !ok || v > m[best] || v == m[best] && k < best {
			best, ok = k, true
		}
	}
	return best, ok
}
