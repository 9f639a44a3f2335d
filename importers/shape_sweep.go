package importers

import (
	"cmp"
	"math"
	"slices"
)

// shpSweepLimit bounds the comparisons of one record, a second or two of work: a record of
// a million overlapping rings is refused, not computed for hours.
const shpSweepLimit = 1 << 27

// shpSweep finds which rings lie inside which, by one pass from south to north over all
// edges of a record. Rings may touch each other, share edges and vertices, run either way
// and come in any order: what counts for a ring is one point well inside it.
type shpSweep struct {
	edges  []shpEdge
	order  []int // rings by falling area
	rising []int // rings by the y of their inner points
	active []shpEdge
	odd    []bool // by ring: the ray has crossed it an odd number of times
	hit    []int  // the rings crossed by the present ray
	ys, xs []float64
}

// shpEdge is an edge that is not horizontal, from its lower end.
type shpEdge struct {
	x, y, top float64
	slope     float64 // dx/dy
	ring      int
}

// place fills rank, inner point, around and parent of each ring. It is false where that
// would take too long.
func (s *shpSweep) place(flat []float64, stride int, rings []shpRing) bool {
	s.rank(rings)
	for i := range rings {
		if rings[i].rank > 0 {
			s.innerPoint(flat[rings[i].from:rings[i].to], stride, &rings[i])
		}
	}
	if !s.containers(flat, stride, rings) {
		return false
	}
	for _, i := range s.order {
		rings[i].parent = shpShellAround(rings, i)
	}
	return true
}

// rank numbers the rings by falling area; among equals the earlier counts as the larger.
func (s *shpSweep) rank(rings []shpRing) {
	s.order = s.order[:0]
	for i := range rings {
		s.order = append(s.order, i)
	}
	slices.SortStableFunc(s.order, func(a, b int) int {
		return cmp.Compare(math.Abs(rings[b].area), math.Abs(rings[a].area))
	})
	for rank, i := range s.order {
		rings[i].rank, rings[i].around, rings[i].inside = rank, 0, -1
	}
}

// shpShellAround is the shell whose hole ring i is, -1 where i is a shell itself. All
// larger rings must have theirs already. Where rings cross each other, so that the counts
// do not alternate, it is the nearest that serves.
func shpShellAround(rings []shpRing, i int) int {
	if rings[i].around%2 == 0 {
		return -1
	}
	j := rings[i].inside
	if rings[j].parent >= 0 {
		return rings[j].parent
	}
	return j
}

// innerPoint gives the ring a point inside it, far from its edges: in the tallest strip
// without a vertex, the middle of the widest stretch. A ring without area gives its first vertex.
func (s *shpSweep) innerPoint(ring []float64, stride int, r *shpRing) {
	r.x, r.y = ring[0], ring[1]
	s.ys = s.ys[:0]
	for i := 1; i < len(ring); i += stride {
		s.ys = append(s.ys, ring[i])
	}
	slices.Sort(s.ys)
	var tallest float64
	for i := 1; i < len(s.ys); i++ {
		if h := s.ys[i] - s.ys[i-1]; h > tallest {
			tallest, r.y = h, s.ys[i-1]+h/2
		}
	}
	s.xs = s.xs[:0]
	for i := 0; i+stride < len(ring); i += stride {
		if e, ok := shpMakeEdge(ring[i:], ring[i+stride:], 0); ok && e.y <= r.y && r.y < e.top {
			s.xs = append(s.xs, e.at(r.y))
		}
	}
	slices.Sort(s.xs)
	var widest float64
	for i := 1; i < len(s.xs); i += 2 {
		if w := s.xs[i] - s.xs[i-1]; w > widest {
			widest, r.x = w, s.xs[i-1]+w/2
		}
	}
}

// shpMakeEdge is the edge between two vertices, false where it is horizontal.
func shpMakeEdge(a, b []float64, ring int) (shpEdge, bool) {
	if a[1] > b[1] {
		a, b = b, a
	}
	if !(a[1] < b[1]) {
		return shpEdge{}, false
	}
	return shpEdge{x: a[0], y: a[1], top: b[1], slope: (b[0] - a[0]) / (b[1] - a[1]), ring: ring}, true
}

// at is the x of the edge at height y.
func (e shpEdge) at(y float64) float64 { return e.x + (y-e.y)*e.slope }

// containers fills around and inside of each ring.
func (s *shpSweep) containers(flat []float64, stride int, rings []shpRing) bool {
	s.collectEdges(flat, stride, rings)
	s.odd = append(s.odd[:0], make([]bool, len(rings))...)
	s.rising = append(s.rising[:0], s.order...)
	slices.SortFunc(s.rising, func(a, b int) int { return cmp.Compare(rings[a].y, rings[b].y) })
	s.active = s.active[:0]
	next, work := 0, 0
	for _, i := range s.rising {
		r := &rings[i]
		if r.rank == 0 {
			continue
		}
		for ; next < len(s.edges) && s.edges[next].y <= r.y; next++ {
			s.active = append(s.active, s.edges[next])
		}
		if work += len(s.active); work > shpSweepLimit {
			return false
		}
		s.ray(r)
		for _, j := range s.hit {
			if s.odd[j] && rings[j].rank < r.rank {
				r.around++
				if r.inside < 0 || rings[j].rank > rings[r.inside].rank {
					r.inside = j
				}
			}
			s.odd[j] = false
		}
	}
	return true
}

// ray follows the line from r's inner point to the west, notes in s.hit and s.odd the
// rings it crosses, and forgets the edges that lie below it.
func (s *shpSweep) ray(r *shpRing) {
	s.hit = s.hit[:0]
	kept := s.active[:0]
	for _, e := range s.active {
		if e.top <= r.y {
			continue
		}
		kept = append(kept, e)
		if e.at(r.y) < r.x {
			s.odd[e.ring] = !s.odd[e.ring]
			s.hit = append(s.hit, e.ring)
		}
	}
	s.active = kept
}

func (s *shpSweep) collectEdges(flat []float64, stride int, rings []shpRing) {
	s.edges = s.edges[:0]
	for n, r := range rings {
		for i := r.from; i+stride < r.to; i += stride {
			if e, ok := shpMakeEdge(flat[i:], flat[i+stride:], n); ok {
				s.edges = append(s.edges, e)
			}
		}
	}
	slices.SortFunc(s.edges, func(a, b shpEdge) int { return cmp.Compare(a.y, b.y) })
}
