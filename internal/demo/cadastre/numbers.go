package cadastre

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"sotay/internal/demo/dice"
)

// Rare things of real registers, as shares of all parcels.
const (
	shareSplit    = 0.012   // made by a later division: numbered after all others
	shareSuffix   = 0.004   // numbered like the parcel they were cut from, with a letter
	shareRepeated = 0.00119 // carry, by mistake, the number of another parcel: half of 463 in 195,152
)

// numbers gives every lot its number: on each sheet from north to south in bands, in turns
// from west to east and back.
func (b *builder) numbers() {
	for i := range b.sheets {
		b.numberSheet(&b.sheets[i], i)
	}
}

func (b *builder) numberSheet(s *sheet, index int) {
	d := dice.New(int64(index), int64(s.unit), 77)
	b.zigzag(s.lots)
	next := 0
	var late []int
	for k, i := range s.lots {
		l := &b.lots[i]
		l.sheet = index
		x := d.Float64()
		switch {
		case k > 0 && next > 0 && l.block >= 0 && x < shareSplit:
			l.oldNumber = strconv.Itoa(next)
			late = append(late, i)
			continue
		case k > 0 && next > 0 && l.block >= 0 && x < shareSplit+shareSuffix:
			prev := &b.lots[s.lots[k-1]]
			if prev.number == strconv.Itoa(next) {
				l.oldNumber = prev.oldNumber
				prev.number, l.number = prev.oldNumber+"a", prev.oldNumber+"b"
				continue
			}
		}
		next++
		l.number = strconv.Itoa(next)
		l.oldNumber = l.number
	}
	for _, i := range late {
		next++
		b.lots[i].number = strconv.Itoa(next)
	}
	b.repeatNumbers(s.lots, d)
}

// repeatNumbers makes the mistake of giving two parcels of a sheet one number.
func (b *builder) repeatNumbers(lots []int, d dice.Dice) {
	taken := map[int]bool{}
	for _, i := range lots {
		if d.Float64() >= shareRepeated || b.lots[i].block < 0 || taken[i] || b.lots[i].oldNumber == "1" {
			continue
		}
		j := lots[d.IntN(len(lots))]
		if j != i && !taken[j] && b.lots[j].block >= 0 {
			b.lots[i].number = b.lots[j].number
			taken[i], taken[j] = true, true
		}
	}
}

// zigzag sorts lots into bands from north to south, every other one from east to west.
func (b *builder) zigzag(lots []int) {
	at := make(map[int]orb.Point, len(lots))
	bound := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for _, i := range lots {
		if b.lots[i].block < 0 { // long and winding
			b.lots[i].at = b.mesh.Within(b.lots[i].poly)
		} else {
			b.lots[i].at = b.mesh.Inner(b.lots[i].poly)
		}
		at[i] = b.lots[i].at
		bound = bound.Extend(at[i])
	}
	height, width := bound.Max[1]-bound.Min[1], bound.Max[0]-bound.Min[0]
	bands := max(math.Round(math.Sqrt(float64(len(lots))*height/max(width, 1))), 1)
	band := func(i int) int {
		return min(int((bound.Max[1]-at[i][1])/max(height, 1)*bands), int(bands)-1)
	}
	slices.SortStableFunc(lots, func(i, j int) int {
		if c := cmp.Compare(band(i), band(j)); c != 0 {
			return c
		}
		if band(i)%2 == 1 {
			i, j = j, i
		}
		return cmp.Compare(at[i][0], at[j][0])
	})
}
