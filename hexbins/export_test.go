package hexbins

import (
	"slices"
	"time"

	"sotay/layers"
)

// SetNow sets the clock.
func (b *Bins) SetNow(now time.Time) { b.now = func() time.Time { return now } }

// SetAfter sets what Work waits for between looks.
func (b *Bins) SetAfter(after func(time.Duration) <-chan time.Time) { b.after = after }

// WholePause is the time between looks for whole tables.
const WholePause = wholePause

// SetMostScanned sets how many records an answer that is not made of roll-ups looks at.
func (b *Bins) SetMostScanned(n int64) { b.mostScanned = n }

// ParentBits gives the bits that make a parent.
func ParentBits(res int) (keep, set int64) { return parentBits(res) }

// SpanOf gives the span of stored cells below a cell.
func SpanOf(c Cell) (first, last int64) {
	s := spanOf(c)
	return s.first, s.last
}

// Cover gives a test of stored cells for being in the cover of a box, and how many spans that has.
func Cover(box layers.Box, res int) (holds func(Cell) bool, n int) {
	list := cover(box, res)
	return func(c Cell) bool {
		return slices.ContainsFunc(list, func(s span) bool { return s.first <= int64(c) && int64(c) <= s.last })
	}, len(list)
}

var outlines = newShapes()

// Meets tells whether a cell meets a box.
func Meets(c Cell, box layers.Box) bool {
	ring, err := outlines.of(c)
	return err == nil && meets(project(ring), window(box))
}

// Forget drops the answers that are kept.
func (b *Bins) Forget() { b.known.InvalidateAll() }

// Partition is partition.
func Partition(counts map[Cell]int64, fewest int64) ([]Bin, error) { return partition(counts, fewest) }
