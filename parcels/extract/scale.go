package extract

import "sotay/parcels"

// frame is the drawing's place on the paper in mm, and its scale.
type frame struct {
	x, y, width, height float64
	scale               int        // denominator: 500 for 1:500
	center              [2]float64 // east, north in the middle
}

// Room around the parcel in its frame, mm: for vertex numbers and a sight of neighbours.
const (
	marginAcross = 16.0
	marginDown   = 12.0
)

// scaleFor chooses the largest standard scale (1:200, 1:500, 1:1000, 1:2000, 1:5000,
// 1:10000 and on) at which so many metres fit into so many mm.
func scaleFor(east, north, width, height float64) int {
	for power := 100; ; power *= 10 {
		for _, lead := range []int{1, 2, 5} {
			scale := lead * power
			if scale < 200 {
				continue
			}
			k := 1000 / float64(scale)
			if east*k <= width && north*k <= height || scale >= 100_000_000 {
				return scale
			}
		}
	}
}

// frameFor places the parcel in the frame of a page; y is filled in later.
func frameFor(v parcels.Vertices, p paper) frame {
	b := bounds(v)
	return frame{
		x: p.left, width: p.inner(), height: p.drawn,
		scale:  scaleFor(b[2]-b[0], b[3]-b[1], p.inner()-2*marginAcross, p.drawn-2*marginDown),
		center: [2]float64{(b[0] + b[2]) / 2, (b[1] + b[3]) / 2},
	}
}

// DrawingWindow is the part of the zone that the drawing of a parcel shows on a paper size:
// ask for its surroundings there.
func DrawingWindow(v parcels.Vertices, size Size) parcels.Window {
	f := frameFor(v, size.paper())
	east, north := f.width*float64(f.scale)/2000, f.height*float64(f.scale)/2000
	return parcels.Window{f.center[0] - east, f.center[1] - north, f.center[0] + east, f.center[1] + north}
}

// NearWindow is the parcel's box and a metre around it: what touches it is there.
func NearWindow(v parcels.Vertices) parcels.Window {
	b := bounds(v)
	return parcels.Window{b[0] - 1, b[1] - 1, b[2] + 1, b[3] + 1}
}

// at turns east and north, metres, into mm on the paper.
func (f frame) at(east, north float64) (x, y float64) {
	k := 1000 / float64(f.scale)
	return f.x + f.width/2 + (east-f.center[0])*k, f.y + f.height/2 - (north-f.center[1])*k
}

// bar is the length of the scale bar in metres: the longest of 1, 2, 5, 10 … whose drawing
// is at most 50 mm.
func (f frame) bar() float64 {
	best := 1.0
	for power := 1.0; power < 1e8; power *= 10 {
		for _, lead := range []float64{1, 2, 5} {
			if lead*power*1000/float64(f.scale) <= 50 {
				best = lead * power
			}
		}
	}
	return best
}
