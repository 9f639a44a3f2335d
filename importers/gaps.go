package importers

import "math"

// A gap is what lies between two edges that face each other: narrower than gapWidth metres,
// and wider than gapFrom, for coordinates are rounded. What is wider is a way, or a parcel
// that is missing; the check says nothing of it.
const (
	gapFrom  = 0.005
	gapWidth = 0.3
	// gapSlope is the sine of the largest angle between edges that face each other.
	gapSlope = 0.1
)

// gap is what lies between two faces: its area in m², its greatest width in metres and a
// point in it.
type gap struct {
	area, width float64
	at          [2]float64
}

// gapBetween measures the gap between two faces, piece by piece. free tells whether a point
// between them belongs to nobody.
func gapBetween(a, b *face, free func(x, y float64) bool) (g gap) {
	others := edgesNear(b, a.box) // a long road has thousands, beside a lot a few
	for _, edge := range edgesNear(a, b.box) {
		for _, other := range others {
			g.add(edge, other, free)
		}
	}
	return g
}

// edgesNear are the edges of a face whose boxes are within a gap's width of a box.
func edgesNear(f *face, b box) (list [][]float64) {
	for _, ring := range f.rings {
		for i := 0; i+3 < len(ring); i += 2 {
			if edge := ring[i : i+4]; nearBox(edge, b, gapWidth) {
				list = append(list, edge)
			}
		}
	}
	return list
}

func nearBox(edge []float64, b box, metres float64) bool {
	return max(edge[0], edge[2]) >= b[0]-metres && min(edge[0], edge[2]) <= b[2]+metres &&
		max(edge[1], edge[3]) >= b[1]-metres && min(edge[1], edge[3]) <= b[3]+metres
}

// add adds the piece between edge e and edge f, if they face each other across a gap.
func (g *gap) add(e, f []float64, free func(x, y float64) bool) {
	dx, dy := e[2]-e[0], e[3]-e[1]
	length := math.Hypot(dx, dy)
	if length < gapWidth || !nearBox(f, box{min(e[0], e[2]), min(e[1], e[3]), max(e[0], e[2]), max(e[1], e[3])}, gapWidth) {
		return
	}
	dx, dy = dx/length, dy/length
	// f along e (t) and away from it (d)
	t0, d0 := (f[0]-e[0])*dx+(f[1]-e[1])*dy, (f[1]-e[1])*dx-(f[0]-e[0])*dy
	t1, d1 := (f[2]-e[0])*dx+(f[3]-e[1])*dy, (f[3]-e[1])*dx-(f[2]-e[0])*dy
	if t0 > t1 {
		t0, d0, t1, d1 = t1, d1, t0, d0
	}
	if t1-t0 < gapWidth || math.Abs(d1-d0) > gapSlope*(t1-t0) {
		return
	}
	slope := (d1 - d0) / (t1 - t0)
	from, to := max(t0, 0), min(t1, length)
	if to-from <= 0 {
		return
	}
	dFrom, dTo := d0+slope*(from-t0), d0+slope*(to-t0)
	if widest := max(math.Abs(dFrom), math.Abs(dTo)); widest < gapFrom || widest > gapWidth {
		return
	}
	middle, apart := (from+to)/2, (dFrom+dTo)/2
	x, y := e[0]+dx*middle-dy*apart/2, e[1]+dy*middle+dx*apart/2
	if !free(x, y) {
		return
	}
	if widest := max(math.Abs(dFrom), math.Abs(dTo)); widest > g.width {
		g.width, g.at = widest, [2]float64{x, y}
	}
	g.area += (to - from) * math.Abs(apart)
}
