package cadastre

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// sheet is one sheet of the cadastral map and the parcels drawn on it.
type sheet struct {
	unit  int
	cell  orb.Bound // what its unit has in here is drawn on it; without end outwards
	frame orb.Bound // around what that is
	lots  []int
	// number counts from 1 in the present commune, old in the unit before the merger.
	number, old int
}

const (
	widestSheet = 3500.0 // metres, a sheet at 1:5000
	fullSheet   = 170    // parcels; more are drawn on two sheets
	leanSheet   = 32     // parcels; a sheet is not cut to leave fewer on one half
	leastSide   = 0.3    // of a sheet's other side
	wholeBlock  = 30000  // m²: smaller blocks are not divided among sheets
)

// drawSheets gives each lot its sheet, and makes parcels of the roads and waters on it.
func (b *builder) drawSheets() {
	pieces := b.onSheets()
	byUnit := make([][]drawn, len(b.units))
	for _, p := range pieces {
		u := b.plots[b.lots[p.lots[0]].block].unit
		byUnit[u] = append(byUnit[u], p)
	}
	everywhere := orb.Bound{Min: orb.Point{math.Inf(-1), math.Inf(-1)}, Max: orb.Point{math.Inf(1), math.Inf(1)}}
	for u, pieces := range byUnit {
		b.frame(u, everywhere, pieces)
	}
	b.publicLand()
	b.numberSheets()
}

// drawn is what is drawn on one sheet: a small block with its lots, or a lot of a large one.
type drawn struct {
	lots  []int
	at    orb.Point
	bound orb.Bound
}

// onSheets are all lots, those of a small block together.
func (b *builder) onSheets() []drawn {
	var out []drawn
	block := -1
	for i, l := range b.lots {
		small := b.mesh.Area(b.plots[l.block].poly) < wholeBlock
		if small && l.block == block {
			last := &out[len(out)-1]
			last.lots = append(last.lots, i)
			continue
		}
		poly := l.poly
		if block = -1; small {
			block, poly = l.block, b.plots[l.block].poly
		}
		out = append(out, drawn{[]int{i}, b.mesh.Within(poly), b.mesh.Bound(poly)})
	}
	return out
}

func count(pieces []drawn) int {
	n := 0
	for _, p := range pieces {
		n += len(p.lots)
	}
	return n
}

// frame makes a sheet of pieces, or cuts it in two where they are too many or lie too far
// apart.
func (b *builder) frame(unit int, cell orb.Bound, pieces []drawn) {
	if len(pieces) == 0 {
		return
	}
	around := pieces[0].bound
	for _, p := range pieces[1:] {
		around = around.Union(p.bound)
	}
	width, height := around.Max[0]-around.Min[0], around.Max[1]-around.Min[1]
	if count(pieces) > fullSheet || max(width, height) > widestSheet {
		axis := 0
		if height > width {
			axis = 1
		}
		for try := range 4 {
			least := leastSide * min(width, height)
			if try >= 2 {
				least = 0
			}
			if at, ok := parting(pieces, axis, least); ok {
				low, high := cell, cell
				low.Max[axis], high.Min[axis] = at, at
				k := slices.IndexFunc(pieces, func(p drawn) bool { return p.at[axis] >= at })
				b.frame(unit, low, pieces[:k:k])
				b.frame(unit, high, pieces[k:])
				return
			}
			axis = 1 - axis
		}
	}
	s := sheet{unit: unit, cell: cell, frame: around}
	for _, p := range pieces {
		s.lots = append(s.lots, p.lots...)
	}
	slices.Sort(s.lots)
	b.sheets = append(b.sheets, s)
}

// parting sorts pieces along an axis and finds the place near the middle where a cut
// crosses least of them: along a road if there is one. ok is false where a half would be
// left with hardly anything, or be narrower than least metres.
func parting(pieces []drawn, axis int, least float64) (at float64, ok bool) {
	slices.SortStableFunc(pieces, func(p, q drawn) int { return cmp.Compare(p.at[axis], q.at[axis]) })
	first, last := pieces[0].at[axis], pieces[len(pieces)-1].at[axis]
	all, before, best := count(pieces), 0, math.Inf(1)
	for i := 1; i < len(pieces); i++ {
		before += len(pieces[i-1].lots)
		cut := (pieces[i-1].at[axis] + pieces[i].at[axis]) / 2
		if cut <= pieces[i-1].at[axis] || min(cut-first, last-cut) < least || min(before, all-before) < min(leanSheet, all/3) {
			continue
		}
		crossed := 0.0
		for _, p := range pieces {
			if over := min(cut-p.bound.Min[axis], p.bound.Max[axis]-cut); over > 0 {
				crossed += over * (p.bound.Max[1-axis] - p.bound.Min[1-axis])
			}
		}
		uneven := math.Abs(2*(cut-first)/(last-first)-1) + math.Abs(2*float64(before)/float64(all)-1)
		if cost := (crossed + 0.005*(last-first)*(last-first)) * (0.5 + uneven*uneven); cost < best {
			best, at, ok = cost, cut, true
		}
	}
	return at, ok
}

// publicLand makes parcels of roads and waters: each road of a name, all streets and
// tracks together, and each water, sheet by sheet.
func (b *builder) publicLand() {
	firstOf := make([]int, len(b.units)+1)
	for _, s := range b.sheets {
		firstOf[s.unit+1]++
	}
	for u := range b.units {
		firstOf[u+1] += firstOf[u]
	}
	keys := map[[2]int]int{} // sheet and what it is, to a number
	var list [][2]int
	names := map[string]int{}
	var polys []mesh.Polygon
	var which []int
	for _, p := range b.plots {
		if p.surface == land {
			continue
		}
		of := b.sheets[firstOf[p.unit]:firstOf[p.unit+1]]
		at := b.mesh.Within(p.poly)
		k := [2]int{firstOf[p.unit] + slices.IndexFunc(of, func(s sheet) bool { return s.cell.Contains(at) }), -1}
		switch {
		case p.surface == water:
			if _, ok := names[p.name]; !ok {
				names[p.name] = len(names)
			}
			k[1] = -2 - names[p.name]
		case b.ways[p.way].class <= terrain.Urban:
			k[1] = p.way
		}
		if _, ok := keys[k]; !ok {
			keys[k] = len(list)
			list = append(list, k)
		}
		polys, which = append(polys, p.poly), append(which, keys[k])
	}
	joined, joinedKeys := b.mesh.Dissolve(polys, which)
	for i, poly := range joined {
		k := list[joinedKeys[i]]
		use := "DGT"
		if k[1] <= -2 {
			use = "SON"
			if b.isLake(poly) {
				use = "MNC"
			}
		}
		b.lots = append(b.lots, lot{poly: poly, use: use, block: -1, unit: b.sheets[k[0]].unit})
		b.sheets[k[0]].lots = append(b.sheets[k[0]].lots, len(b.lots)-1)
	}
}

func (b *builder) isLake(p mesh.Polygon) bool {
	at := b.mesh.Within(p)
	return slices.ContainsFunc(b.land.Lakes, func(l terrain.Lake) bool { return terrain.Inside(l.Shore, at) })
}

// numberSheets numbers the sheets from 1, row by row from the north-west to the
// south-east, in each present commune and, as they were, in each unit before the merger.
func (b *builder) numberSheets() {
	communes, units := make([][]int, len(b.land.Communes)), make([][]int, len(b.units))
	for i, s := range b.sheets {
		c := b.units[s.unit].commune
		communes[c], units[s.unit] = append(communes[c], i), append(units[s.unit], i)
	}
	for _, of := range communes {
		for n, i := range b.inRows(of) {
			b.sheets[i].number = n + 1
		}
	}
	for _, of := range units {
		for n, i := range b.inRows(of) {
			b.sheets[i].old = n + 1
		}
	}
}

// inRows sorts sheets into rows from north to south, each from west to east.
func (b *builder) inRows(sheets []int) []int {
	at := func(i int) orb.Point { return b.sheets[i].frame.Center() }
	slices.SortStableFunc(sheets, func(i, j int) int { return cmp.Compare(at(j)[1], at(i)[1]) })
	for i := 0; i < len(sheets); {
		top := b.sheets[sheets[i]].frame
		j := i + 1
		for j < len(sheets) && at(sheets[j])[1] > top.Min[1] {
			j++
		}
		slices.SortStableFunc(sheets[i:j], func(k, l int) int { return cmp.Compare(at(k)[0], at(l)[0]) })
		i = j
	}
	return sheets
}
