package terrain

import (
	"math"

	"github.com/paulmach/orb"
)

// Lines answers quickly which of many lines runs nearest to a place.
type Lines struct {
	cell  float64
	cells map[[2]int32][]piece
}

type piece struct {
	a, b  orb.Point
	line  int
	start float64
}

// NewLines returns an index for questions about places up to cell metres from a line.
func NewLines(cell float64) *Lines {
	return &Lines{cell: cell, cells: map[[2]int32][]piece{}}
}

// Add puts a line in under a number.
func (l *Lines) Add(n int, line orb.LineString) {
	start := 0.0
	for i := 1; i < len(line); i++ {
		p := piece{line[i-1], line[i], n, start}
		start += Dist(p.a, p.b)
		a, b := l.cellOf(p.a), l.cellOf(p.b)
		for x := min(a[0], b[0]); x <= max(a[0], b[0]); x++ {
			for y := min(a[1], b[1]); y <= max(a[1], b[1]); y++ {
				c := [2]int32{x, y}
				l.cells[c] = append(l.cells[c], p)
			}
		}
	}
}

func (l *Lines) cellOf(p orb.Point) [2]int32 {
	return [2]int32{int32(math.Floor(p[0] / l.cell)), int32(math.Floor(p[1] / l.cell))}
}

// Near is one answer of Lines: a line, how far it is, and where it runs.
type Near struct {
	Line  int
	Dist  float64
	Along float64 // metres from the line's beginning
	At    orb.Point
	Ahead orb.Point
}

// Nearest finds the line closest to p of those that the filter (nil: any) lets pass. ok is
// false where none comes within the index's cell.
func (l *Lines) Nearest(p orb.Point, only func(line int) bool) (best Near, ok bool) {
	best.Dist = l.cell
	c := l.cellOf(p)
	for x := c[0] - 1; x <= c[0]+1; x++ {
		for y := c[1] - 1; y <= c[1]+1; y++ {
			for _, s := range l.cells[[2]int32{x, y}] {
				q := Onto(p, s.a, s.b)
				if d := Dist(p, q); d < best.Dist && (only == nil || only(s.line)) {
					n := Normal(s.a, s.b)
					best, ok = Near{s.line, d, s.start + Dist(s.a, q), q, orb.Point{n[1], -n[0]}}, true
				}
			}
		}
	}
	return best, ok
}

// Onto is the point of the segment a–b nearest to p.
func Onto(p, a, b orb.Point) orb.Point {
	dx, dy := b[0]-a[0], b[1]-a[1]
	l := dx*dx + dy*dy
	if l == 0 {
		return a
	}
	f := min(max(((p[0]-a[0])*dx+(p[1]-a[1])*dy)/l, 0), 1)
	return orb.Point{a[0] + f*dx, a[1] + f*dy}
}
