package terrain

import (
	"math"

	"github.com/paulmach/orb"
)

// headings is a grid of the directions that roads and field borders take: along the next
// main road, river or shore, turning smoothly between them. A direction and its opposite
// are the same, so each cell holds the cosine and sine of twice the angle.
type headings struct {
	x0, y0, cell float64
	cols, rows   int
	cos, sin     []float64
}

const headingCell = 120 // metres

func (t *Terrain) newHeadings() *headings {
	b := t.Coast[0].Bound()
	for _, c := range t.Coast {
		b = b.Union(c.Bound())
	}
	n := 512
	h := &headings{x0: b.Min[0] - 200, y0: b.Min[1] - 200, cell: headingCell, cols: n + 128, rows: n}
	seen := newGrid(h.cols, h.rows)
	mark := func(line orb.LineString, weight float64) {
		line = resample(line, headingCell/2)
		for i := 1; i < len(line); i++ {
			a, b := line[i-1], line[i]
			seen.add(int((a[0]-h.x0)/h.cell), int((a[1]-h.y0)/h.cell), math.Atan2(b[1]-a[1], b[0]-a[0]), weight)
		}
	}
	for _, r := range t.Roads {
		mark(r.Line, map[Class]float64{National: 3, Provincial: 2, Urban: 2.5}[r.Class])
	}
	for _, c := range t.Coast {
		mark(smooth(thin(c, 12), 60), 0.7)
	}
	for _, r := range t.Rivers {
		if !r.Stream {
			mark(thin(r.Mid, 6), 0.5)
		}
	}
	full := seen.filled()
	h.cos, h.sin = full.cos, full.sin
	return h
}

// thin keeps every nth point of a line, and its ends.
func thin(line orb.LineString, n int) orb.LineString {
	var out orb.LineString
	for i := 0; i < len(line)-1; i += n {
		out = append(out, line[i])
	}
	return append(out, line[len(line)-1])
}

// Heading is the angle, in radians from east counter-clockwise, in which land around p is
// laid out. It is continuous but for half turns.
func (t *Terrain) Heading(p orb.Point) float64 {
	h := t.headings
	x, y := (p[0]-h.x0)/h.cell-0.5, (p[1]-h.y0)/h.cell-0.5
	x0, y0 := math.Floor(x), math.Floor(y)
	fx, fy := x-x0, y-y0
	var c, s float64
	for _, k := range []struct{ i, j, w float64 }{{0, 0, (1 - fx) * (1 - fy)}, {1, 0, fx * (1 - fy)}, {0, 1, (1 - fx) * fy}, {1, 1, fx * fy}} {
		i := min(max(int(x0+k.i), 0), h.cols-1)
		j := min(max(int(y0+k.j), 0), h.rows-1)
		c += k.w * h.cos[j*h.cols+i]
		s += k.w * h.sin[j*h.cols+i]
	}
	calm := max(0, 1-1.6*t.Density(p))
	return math.Atan2(s, c)/2 + 0.30*calm*Noise(91, p, 900)
}

// grid sums weighted directions; filled spreads them into the empty cells, near ones first.
type grid struct {
	cols, rows        int
	cos, sin, weights []float64
}

func newGrid(cols, rows int) *grid {
	n := cols * rows
	return &grid{cols, rows, make([]float64, n), make([]float64, n), make([]float64, n)}
}

func (g *grid) add(x, y int, angle, weight float64) {
	if x < 0 || y < 0 || x >= g.cols || y >= g.rows {
		return
	}
	i := y*g.cols + x
	s, c := math.Sincos(2 * angle)
	g.cos[i] += weight * c
	g.sin[i] += weight * s
	g.weights[i] += weight
}

func (g *grid) filled() *grid {
	if g.cols <= 2 || g.rows <= 2 {
		return g
	}
	half := newGrid((g.cols+1)/2, (g.rows+1)/2)
	for y := range g.rows {
		for x := range g.cols {
			i, j := y*g.cols+x, y/2*half.cols+x/2
			half.cos[j] += g.cos[i]
			half.sin[j] += g.sin[i]
			half.weights[j] += g.weights[i]
		}
	}
	half = half.filled()
	out := newGrid(g.cols, g.rows)
	const far = 0.35 // weight of what is only known from farther away
	for y := range g.rows {
		for x := range g.cols {
			i := y*g.cols + x
			c, s := half.at(float64(x)/2-0.25, float64(y)/2-0.25)
			c, s = g.cos[i]+far*c, g.sin[i]+far*s
			l := max(math.Hypot(c, s), 1e-9)
			strength := math.Hypot(c, s) / (g.weights[i] + far)
			out.cos[i], out.sin[i] = c/l*max(strength, 0.2), s/l*max(strength, 0.2)
		}
	}
	return out
}

func (g *grid) at(x, y float64) (c, s float64) {
	x0, y0 := math.Floor(x), math.Floor(y)
	fx, fy := x-x0, y-y0
	for _, k := range []struct{ i, j, w float64 }{{0, 0, (1 - fx) * (1 - fy)}, {1, 0, fx * (1 - fy)}, {0, 1, (1 - fx) * fy}, {1, 1, fx * fy}} {
		i := min(max(int(x0+k.i), 0), g.cols-1)
		j := min(max(int(y0+k.j), 0), g.rows-1)
		c += k.w * g.cos[j*g.cols+i]
		s += k.w * g.sin[j*g.cols+i]
	}
	return c, s
}
