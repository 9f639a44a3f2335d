package importers

import (
	"cmp"
	"math"
	"slices"
)

// touchWithin is how deep, in metres, a vertex or an edge of one parcel must lie inside
// another for the two to be measured: files round coordinates. What overlaps less deep, and
// is no longer than longBoundary around, has less than a sliver in common.
const (
	touchWithin  = 0.0001
	longBoundary = 1000.0
)

// eachPair calls f with the indexes of every two faces whose boxes lie closer than so many
// metres, each pair once, the later row last. It ends where f returns false.
func eachPair(faces []face, metres float64, f func(a, b int) bool) {
	order := make([]int, len(faces))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(faces[a].box[0], faces[b].box[0]) })
	var open []int // faces that may meet those still to come
	for _, i := range order {
		b := faces[i].box
		kept := open[:0]
		for _, j := range open {
			o := faces[j].box
			if o[2]+metres < b[0] {
				continue
			}
			kept = append(kept, j)
			if o[1] > b[3]+metres || b[1] > o[3]+metres || faces[i].row == 0 && faces[j].row == 0 {
				continue
			}
			first, last := j, i
			if faces[first].row > faces[last].row {
				first, last = last, first
			}
			if !f(first, last) {
				return
			}
		}
		open = append(kept, i)
	}
}

// mayOverlap tells whether two faces may have an area in common that is no sliver. It is
// sure where it says no.
func mayOverlap(a, b *face) bool {
	if !a.box.meets(b.box) {
		return false
	}
	if a.around > longBoundary && b.around > longBoundary {
		return true
	}
	return a.reachesInto(b) || b.reachesInto(a) || crossing(a, b)
}

// reachesInto tells whether a vertex, the middle of an edge or the inner point of a face
// lies inside another.
func (f *face) reachesInto(o *face) bool {
	deep := func(x, y float64) bool {
		return x > o.box[0] && x < o.box[2] && y > o.box[1] && y < o.box[3] && o.holds(x, y) && o.toBoundary(x, y) > touchWithin
	}
	for _, ring := range f.rings {
		for i := 0; i+3 < len(ring); i += 2 {
			if deep(ring[i], ring[i+1]) || deep((ring[i]+ring[i+2])/2, (ring[i+1]+ring[i+3])/2) {
				return true
			}
		}
	}
	return deep(f.inner[0], f.inner[1])
}

// crossing tells whether an edge of one face properly crosses one of the other.
func crossing(a, b *face) bool {
	for _, ring := range a.rings {
		for i := 0; i+3 < len(ring); i += 2 {
			edge := ring[i : i+4]
			if max(edge[0], edge[2]) < b.box[0] || min(edge[0], edge[2]) > b.box[2] || max(edge[1], edge[3]) < b.box[1] || min(edge[1], edge[3]) > b.box[3] {
				continue
			}
			for _, other := range b.rings {
				for j := 0; j+3 < len(other); j += 2 {
					if cross(edge, other[j:j+4]) {
						return true
					}
				}
			}
		}
	}
	return false
}

// cross tells whether two edges cross, each with both ends farther than touchWithin from
// the line of the other.
func cross(a, b []float64) bool {
	if max(a[0], a[2]) < min(b[0], b[2]) || max(b[0], b[2]) < min(a[0], a[2]) || max(a[1], a[3]) < min(b[1], b[3]) || max(b[1], b[3]) < min(a[1], a[3]) {
		return false
	}
	return parted(a, b) && parted(b, a)
}

// parted tells whether the line through edge a has the ends of b on its two sides.
func parted(a, b []float64) bool {
	dx, dy := a[2]-a[0], a[3]-a[1]
	least := touchWithin * math.Hypot(dx, dy)
	s, t := dx*(b[1]-a[1])-dy*(b[0]-a[0]), dx*(b[3]-a[1])-dy*(b[2]-a[0])
	return s > least && t < -least || s < -least && t > least
}
