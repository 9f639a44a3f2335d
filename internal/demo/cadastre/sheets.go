package cadastre

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// sheet is one sheet of the cadastral map: a square frame and the parcels drawn on it.
type sheet struct {
	unit  int
	frame orb.Bound
	lots  []int
	// number counts from 1 in the present commune, old in the unit before the merger.
	number, old int
}

const (
	widestSheet = 3200.0 // metres, a sheet at 1:5000
	narrowSheet = 200.0  // about a sheet at 1:500
	fullSheet   = 150    // parcels; more are drawn on four sheets of half the size
	emptySheet  = 12     // fewer parcels are drawn on a neighbour's sheet
	wholeBlock  = 30000  // m²: smaller blocks are not divided among sheets
)

// drawSheets gives each lot its sheet, and makes parcels of the roads and waters on it.
func (b *builder) drawSheets() {
	anchors := b.anchors()
	byUnit := make([][]int, len(b.units))
	for i, l := range b.lots {
		u := b.plots[l.block].unit
		byUnit[u] = append(byUnit[u], i)
	}
	for u, lots := range byUnit {
		first := len(b.sheets)
		for _, frame := range frames(lots, anchors) {
			b.frame(u, frame.bound, frame.lots, anchors)
		}
		b.mergeSheets(first)
	}
	b.publicLand()
	b.numberSheets()
}

// anchors are the places that decide on which sheet a lot is drawn.
func (b *builder) anchors() []orb.Point {
	out := make([]orb.Point, len(b.lots))
	small := map[int]orb.Point{}
	for i, l := range b.lots {
		at, ok := small[l.block]
		if !ok && b.mesh.Area(b.plots[l.block].poly) < wholeBlock {
			at = b.mesh.Within(b.plots[l.block].poly)
			small[l.block], ok = at, true
		}
		if !ok {
			at = b.mesh.Within(l.poly)
		}
		out[i] = at
	}
	return out
}

type framed struct {
	bound orb.Bound
	lots  []int
}

// frames sorts lots into the widest sheets, from the north-west on.
func frames(lots []int, anchors []orb.Point) []framed {
	cell := func(i int) [2]int {
		return [2]int{-int(math.Floor(anchors[i][1] / widestSheet)), int(math.Floor(anchors[i][0] / widestSheet))}
	}
	lots = slices.Clone(lots)
	slices.SortStableFunc(lots, func(i, j int) int {
		c, d := cell(i), cell(j)
		return cmp.Or(cmp.Compare(c[0], d[0]), cmp.Compare(c[1], d[1]))
	})
	var out []framed
	for i := 0; i < len(lots); {
		j, c := i, cell(lots[i])
		for j < len(lots) && cell(lots[j]) == c {
			j++
		}
		low := orb.Point{float64(c[1]) * widestSheet, -float64(c[0]) * widestSheet}
		out = append(out, framed{orb.Bound{Min: low, Max: orb.Point{low[0] + widestSheet, low[1] + widestSheet}}, lots[i:j:j]})
		i = j
	}
	return out
}

// frame makes a sheet of lots, or four smaller ones where they are too many.
func (b *builder) frame(unit int, bound orb.Bound, lots []int, anchors []orb.Point) {
	if len(lots) == 0 {
		return
	}
	size := bound.Max[0] - bound.Min[0]
	if len(lots) <= fullSheet || size <= narrowSheet {
		b.sheets = append(b.sheets, sheet{unit: unit, frame: bound, lots: lots})
		return
	}
	c := bound.Center()
	var quarter [4][]int
	for _, i := range lots {
		k := 0
		if anchors[i][1] < c[1] {
			k += 2
		}
		if anchors[i][0] >= c[0] {
			k++
		}
		quarter[k] = append(quarter[k], i)
	}
	for k, lots := range quarter {
		low := orb.Point{bound.Min[0] + float64(k%2)*size/2, bound.Min[1] + float64(1-k/2)*size/2}
		b.frame(unit, orb.Bound{Min: low, Max: orb.Point{low[0] + size/2, low[1] + size/2}}, lots, anchors)
	}
}

// mergeSheets draws the lots of nearly empty sheets of a unit on the nearest other one.
func (b *builder) mergeSheets(first int) {
	for len(b.sheets)-first > 1 {
		i := slices.IndexFunc(b.sheets[first:], func(s sheet) bool { return len(s.lots) < emptySheet })
		if i < 0 {
			return
		}
		i += first
		s := b.sheets[i]
		b.sheets = slices.Delete(b.sheets, i, i+1)
		n := b.nearestSheet(b.sheets[first:], s.frame.Center())
		b.sheets[first+n].lots = append(b.sheets[first+n].lots, s.lots...)
	}
}

// nearestSheet is the index of the sheet with the frame nearest to p.
func (b *builder) nearestSheet(sheets []sheet, p orb.Point) int {
	best, index := math.Inf(1), -1
	for i, s := range sheets {
		size := s.frame.Max[0] - s.frame.Min[0]
		c := s.frame.Center()
		d := max(math.Abs(p[0]-c[0]), math.Abs(p[1]-c[1])) - size/2 // negative inside
		if d < best {
			best, index = d, i
		}
	}
	return index
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
		k := [2]int{firstOf[p.unit] + b.nearestSheet(of, b.mesh.Within(p.poly)), -1}
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

// numberSheets numbers the sheets from 1, from north to south and west to east, in each
// present commune and, as they were, in each unit before the merger.
func (b *builder) numberSheets() {
	order := make([]int, len(b.sheets))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		s, t := b.sheets[i].frame, b.sheets[j].frame
		return cmp.Or(cmp.Compare(t.Max[1], s.Max[1]), cmp.Compare(s.Min[0], t.Min[0]))
	})
	inCommune, inUnit := map[int]int{}, map[int]int{}
	for _, i := range order {
		s := &b.sheets[i]
		c := b.units[s.unit].commune
		inCommune[c]++
		inUnit[s.unit]++
		s.number, s.old = inCommune[c], inUnit[s.unit]
	}
}
