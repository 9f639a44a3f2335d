package mesh

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// Dissolve joins polygons with the same key along their common sides. The result has one
// polygon for each connected piece, sorted by key. The polygons are expanded first.
func (m *Mesh) Dissolve(polys []Polygon, keys []int) (joined []Polygon, joinedKeys []int) {
	sides := m.sides(polys, func(i int) int { return keys[i] })
	for i := 0; i < len(sides); {
		j := i
		for j < len(sides) && sides[j].key == sides[i].key {
			j++
		}
		for _, p := range m.trace(uncancelled(sides[i:j])) {
			joined, joinedKeys = append(joined, p), append(joinedKeys, sides[i].key)
		}
		i = j
	}
	return joined, joinedKeys
}

// Join is the union of polygons that share sides; ok is false if it is not one polygon.
func (m *Mesh) Join(polys ...Polygon) (Polygon, bool) {
	joined, _ := m.Dissolve(polys, make([]int, len(polys)))
	if len(joined) != 1 {
		return Polygon{}, false
	}
	return joined[0], true
}

type side struct {
	edge
	key int
}

func (m *Mesh) sides(polys []Polygon, key func(int) int) []side {
	var out []side
	for i, p := range polys {
		k := key(i)
		m.Expand(p).edges(func(e edge) { out = append(out, side{e, k}) })
	}
	slices.SortFunc(out, func(s, t side) int {
		d, e := s.undirected(), t.undirected()
		return cmp.Or(cmp.Compare(s.key, t.key), cmp.Compare(d.a, e.a), cmp.Compare(d.b, e.b), cmp.Compare(s.a, t.a))
	})
	return out
}

// uncancelled are the edges of one key that are not walked both ways.
func uncancelled(sides []side) []edge {
	var out []edge
	for i := 0; i < len(sides); i++ {
		if i+1 < len(sides) && sides[i].edge == sides[i+1].reversed() {
			i++
			continue
		}
		out = append(out, sides[i].edge)
	}
	return out
}

// Border is a common side of two polygons.
type Border struct {
	// Other is the index of the neighbour.
	Other int
	// Length in metres.
	Length float64
}

// Neighbours lists for each polygon the others it shares sides with, in the order of
// their index.
func (m *Mesh) Neighbours(polys []Polygon) [][]Border {
	var all []side
	for i, p := range polys {
		m.Expand(p).edges(func(e edge) { all = append(all, side{e.undirected(), i}) })
	}
	slices.SortFunc(all, func(s, t side) int {
		return cmp.Or(cmp.Compare(s.a, t.a), cmp.Compare(s.b, t.b), cmp.Compare(s.key, t.key))
	})
	out := make([][]Border, len(polys))
	for i := 1; i < len(all); i++ {
		if s, t := all[i-1], all[i]; s.edge == t.edge && s.key != t.key {
			l := dist(m.Metres(s.a), m.Metres(s.b))
			out[s.key] = add(out[s.key], t.key, l)
			out[t.key] = add(out[t.key], s.key, l)
		}
	}
	for _, b := range out {
		slices.SortFunc(b, func(x, y Border) int { return cmp.Compare(x.Other, y.Other) })
	}
	return out
}

func add(borders []Border, other int, length float64) []Border {
	for i := range borders {
		if borders[i].Other == other {
			borders[i].Length += length
			return borders
		}
	}
	return append(borders, Border{other, length})
}

// Punch cuts an island, a ring in metres, out of p. It returns p with the hole and the
// island; ok is false if the ring is not inside p with the given clearance in metres.
func (m *Mesh) Punch(p Polygon, ring orb.Ring, clearance float64) (around, island Polygon, ok bool) {
	p = m.Expand(p)
	s := shape{m.Rings(p)}
	for _, q := range ring {
		if s.depth(q) < clearance {
			return p, Polygon{}, false
		}
	}
	r := slices.Clone(ring)
	if r.Orientation() == orb.CW {
		r.Reverse()
	}
	if r.Closed() {
		r = r[:len(r)-1]
	}
	var outer Ring
	for _, q := range r {
		outer = append(outer, m.Add(Snap(q)))
	}
	hole := slices.Clone(outer)
	slices.Reverse(hole)
	around = Polygon{p.Outer, append(slices.Clone(p.Holes), hole)}
	return around, Polygon{Outer: outer}, true
}
