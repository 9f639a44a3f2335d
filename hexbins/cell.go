package hexbins

import (
	"slices"

	"github.com/uber/h3-go/v4"
)

// Cell is an H3 cell of any resolution.
type Cell = h3.Cell

// The resolutions: cells are stored at the finest, and asked for from the coarsest on.
const (
	Stored   = 12
	Coarsest = 4
)

// Of an H3 index: where its resolution stands, and how many bits its digits have, those of
// resolution 15 being the lowest.
const (
	resolutionAt = 52
	digitBits    = 3
	digits       = 15
)

// At is the stored cell of a place in degrees.
func At(lon, lat float64) (Cell, error) { return h3.LatLngToCell(h3.NewLatLng(lat, lon), Stored) }

// parentBits are such that (cell & keep) | set is the parent at a resolution of any finer cell, as
// sotay.h3_parent has it.
func parentBits(res int) (keep, set int64) {
	return ^(int64(digits) << resolutionAt), int64(res)<<resolutionAt | 1<<(digitBits*(digits-res)) - 1
}

// span is the range of the stored cells below a cell, ends included: none of others lies between.
type span struct{ first, last int64 }

func spanOf(c Cell) span {
	finer := int64(1)<<(digitBits*(digits-c.Resolution())) - 1 // digits that c does not have
	unused := int64(1)<<(digitBits*(digits-Stored)) - 1        // those that no stored cell has
	base := int64(c)&^(int64(digits)<<resolutionAt) | Stored<<resolutionAt
	return span{base&^finer | unused, base | finer}
}

// everywhere is the span of all stored cells.
func everywhere() []span {
	const least = 1<<59 | Stored<<resolutionAt
	return []span{{least, least | 1<<resolutionAt - 1}}
}

// spans are those of some cells, joined where one begins right behind another.
func spans(cells []Cell) []span {
	slices.Sort(cells)
	const between = 1 << (digitBits * (digits - Stored))
	var list []span
	for _, c := range slices.Compact(cells) {
		s := spanOf(c)
		if n := len(list); n > 0 && list[n-1].last+between == s.first {
			list[n-1].last = s.last
			continue
		}
		list = append(list, s)
	}
	return list
}

// Number tells a cell from all others of its resolution, and is dense: the base cell and the
// digits as a number of base 7. At resolution 12 it is below 2⁴¹, so JavaScript holds it exactly,
// which H3 numbers it does not. The same cell has the same number in every tile.
func Number(c Cell) uint64 {
	n := uint64(c.BaseCellNumber())
	for r := 1; r <= c.Resolution(); r++ {
		n = 7*n + uint64(c)>>(digitBits*(digits-r))&7
	}
	return n
}

// ResolutionAt is the one that tiles of a zoom show: the finest whose cells are about 16 pixels
// wide or more in Việt Nam (tiles of 512 pixels), from 4 at zoom 6 and below to 12 at zoom 17 and
// above.
func ResolutionAt(zoom int) int {
	table := [...]int{7: 5, 8: 6, 9: 6, 10: 7, 11: 8, 12: 9, 13: 9, 14: 10, 15: 11, 16: 11}
	switch {
	case zoom < 7:
		return Coarsest
	case zoom < len(table):
		return table[zoom]
	}
	return Stored
}
