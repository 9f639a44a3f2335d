package hexbins

import "sotay/layers"

// ParentBits gives the bits that make a parent.
func ParentBits(res int) (keep, set int64) { return parentBits(res) }

// SpanOf gives the span of stored cells below a cell.
func SpanOf(c Cell) (first, last int64) {
	s := spanOf(c)
	return s.first, s.last
}

// Covered tells whether a stored cell is in the cover of a box, and how many spans that has.
func Covered(c Cell, box layers.Box, res int) (bool, int) {
	list := cover(box, res)
	for _, s := range list {
		if s.first <= int64(c) && int64(c) <= s.last {
			return true, len(list)
		}
	}
	return false, len(list)
}

// Meets tells whether a cell meets a box.
func Meets(c Cell, box layers.Box) bool {
	shapes := newShapes()
	ring, err := shapes.of(c)
	return err == nil && meets(project(ring), window(box))
}
