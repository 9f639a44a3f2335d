package importers

import "math"

// What counts as a fault of a parcel's ring. None of these comes from a law.
const (
	// repeatedWithin is how close, in metres, two vertices in a row are one.
	repeatedWithin = 0.001
	// spikeWidth is how far apart, in metres, the two sides of a spike are at most, and
	// spikeLength how long it is at least; it is pointed: spikePoint times as long as wide.
	spikeWidth  = 0.02
	spikeLength = 0.05
	spikePoint  = 5
	// sliverWidth is the mean width, in metres, below which a parcel is a sliver: twice its
	// area by its length around. sliverArea is an area, in m², that no parcel has.
	sliverWidth = 0.2
	sliverArea  = 0.5
)

// ringFaults is what is wrong with the vertices of one closed ring, in metres.
type ringFaults struct {
	repeated   []int // vertices that repeat the one before; 0 repeats the last
	spikes     []int // vertices at the tip of a spike
	longest    float64
	longestTip int
}

// faultsOf looks through a closed ring of x and y. mx and my are metres by unit.
func faultsOf(ring []float64, mx, my float64) (f ringFaults) {
	n := len(ring)/2 - 1
	for i := range n {
		prev, next := (i+n-1)%n, (i+1)%n
		ux, uy := (ring[2*prev]-ring[2*i])*mx, (ring[2*prev+1]-ring[2*i+1])*my
		if math.Hypot(ux, uy) <= repeatedWithin {
			f.repeated = append(f.repeated, i)
			continue
		}
		vx, vy := (ring[2*next]-ring[2*i])*mx, (ring[2*next+1]-ring[2*i+1])*my
		if size := spike(ux, uy, vx, vy); size > 0 {
			f.spikes = append(f.spikes, i)
			if size > f.longest {
				f.longest, f.longestTip = size, i
			}
		}
	}
	return f
}

// spike gives the length of the spike whose tip has its neighbours at u and v, 0 where
// there is none.
func spike(ux, uy, vx, vy float64) float64 {
	if ux*vx+uy*vy <= 0 {
		return 0
	}
	u, v := math.Hypot(ux, uy), math.Hypot(vx, vy)
	short, long := min(u, v), max(u, v)
	width := math.Abs(ux*vy-uy*vx) / long
	if short < spikeLength || width > spikeWidth || width*spikePoint > short {
		return 0
	}
	return short
}

// mendRing drops repeated vertices and the tips of spikes until there are none. A ring of
// which fewer than three vertices would be left stays as it is.
func mendRing(ring []float64, mx, my float64) (mended []float64, repeated, spikes int) {
	mended = ring
	for len(mended) > 8 {
		f := faultsOf(mended, mx, my)
		drop := f.repeated
		if len(drop) == 0 && len(f.spikes) > 0 {
			drop = f.spikes[:1] // the next may be none without it
			spikes++
		}
		if len(drop) == 0 || len(mended)/2-1-len(drop) < 3 {
			if len(drop) > 0 && len(f.repeated) == 0 {
				spikes--
			}
			break
		}
		repeated += len(f.repeated)
		mended = without(mended, drop)
	}
	return mended, repeated, spikes
}

// without drops vertices, in ascending order, from a closed ring and closes it again.
func without(ring []float64, drop []int) []float64 {
	n := len(ring)/2 - 1
	out := make([]float64, 0, len(ring))
	for i := range n {
		if len(drop) > 0 && drop[0] == i {
			drop = drop[1:]
			continue
		}
		out = append(out, ring[2*i], ring[2*i+1])
	}
	return append(out, out[0], out[1])
}
