package importers

import (
	"math"
	"slices"

	geom "github.com/twpayne/go-geom"
)

// shpRing is one ring of a polygon record while its place is looked for.
type shpRing struct {
	from, to int     // in shpDecoder.flat
	area     float64 // signed, in square units of the file; counter-clockwise is positive
	rank     int     // 0 for the ring of the largest area
	x, y     float64 // a point inside
	around   int     // how many larger rings contain it
	inside   int     // the smallest of them, -1 for none
	parent   int     // the shell whose hole it is, -1 for a shell
}

// polygon is a Polygon, or a MultiPolygon where there are several shells, nil without
// points. Shells run counter-clockwise and are followed by their holes, which run
// clockwise, whatever the order and the direction of the rings in the file.
func (d *shpDecoder) polygon() (geom.T, []finding) {
	if len(d.parts) == 4 {
		return d.ringPolygon()
	}
	faults := d.collectRings()
	switch {
	case len(faults) > 0 && faults[0].severity == Error:
		return nil, faults
	case len(d.rings) == 0:
		return nil, faults
	case len(d.rings) == 1:
		r := d.rings[0]
		flat := slices.Clone(d.flat[r.from:r.to])
		shpTurn(flat, d.layout.Stride(), r.area < 0)
		return geom.NewPolygonFlat(d.layout, flat, []int{len(flat)}), faults
	}
	if !d.sweep.place(d.flat, d.layout.Stride(), d.rings) {
		return nil, []finding{shpTooComplex.says(len(d.rings))}
	}
	if d.nestedSameWay() {
		faults = append(faults, shpNestedRing)
	}
	return d.assemble(), faults
}

// ringPolygon is the polygon of a record with one part, by far the most usual.
func (d *shpDecoder) ringPolygon() (geom.T, []finding) {
	from, to, ok := d.part(0)
	switch {
	case !ok:
		return nil, []finding{shpBadParts}
	case to == from:
		return nil, nil
	}
	stride := d.layout.Stride()
	flat, fault := closeRing(d.coords(nil, from, to), 0, stride)
	var faults []finding
	if fault != nil {
		faults = []finding{*fault}
	}
	if fault == &foundShortRing {
		return nil, faults
	}
	shpTurn(flat, stride, shpArea(flat, stride) < 0)
	return geom.NewPolygonFlat(d.layout, flat, []int{len(flat)}), faults
}

// collectRings copies the parts that have points, closed, into d.flat and d.rings.
func (d *shpDecoder) collectRings() []finding {
	d.flat, d.rings = d.flat[:0], d.rings[:0]
	var faults []finding
	if len(d.parts) == 0 && len(d.points) > 0 {
		return []finding{shpBadParts}
	}
	stride := d.layout.Stride()
	for i := range len(d.parts) / 4 {
		from, to, ok := d.part(i)
		if !ok {
			return []finding{shpBadParts}
		}
		if from == to {
			continue
		}
		start := len(d.flat)
		flat, fault := closeRing(d.coords(d.flat, from, to), start, stride)
		switch {
		case fault == &foundShortRing:
			return []finding{*fault}
		case fault != nil && len(faults) == 0:
			faults = append(faults, *fault)
		}
		d.flat = flat
		d.rings = append(d.rings, shpRing{from: start, to: len(flat), area: shpArea(flat[start:], stride), parent: -1})
	}
	return faults
}

// shpArea is the signed planar area of a closed ring, positive when it runs counter-clockwise.
// It is reckoned from the first point, so that large coordinates cost no precision.
func shpArea(ring []float64, stride int) float64 {
	x0, y0 := ring[0], ring[1]
	var sum float64
	for i := stride; i+stride < len(ring); i += stride {
		sum += (ring[i]-x0)*(ring[i+stride+1]-y0) - (ring[i+stride]-x0)*(ring[i+1]-y0)
	}
	return sum / 2
}

// shpTurn reverses the order of the points where turn is true.
func shpTurn(flat []float64, stride int, turn bool) {
	if !turn {
		return
	}
	for i, j := 0, len(flat)-stride; i < j; i, j = i+stride, j-stride {
		for k := range stride {
			flat[i+k], flat[j+k] = flat[j+k], flat[i+k]
		}
	}
}

// nestedSameWay tells whether a hole runs in the direction of its shell. The file then
// does not say by itself that it is a hole, and the person should look.
func (d *shpDecoder) nestedSameWay() bool {
	return slices.ContainsFunc(d.rings, func(r shpRing) bool {
		return r.parent >= 0 && math.Signbit(r.area) == math.Signbit(d.rings[r.parent].area)
	})
}

// assemble builds the geometry from the placed rings, shells in file order.
func (d *shpDecoder) assemble() geom.T {
	stride := d.layout.Stride()
	holes := make([][]int, len(d.rings))
	shells := 0
	for i, r := range d.rings {
		if r.parent < 0 {
			shells++
		} else {
			holes[r.parent] = append(holes[r.parent], i)
		}
	}
	flat := make([]float64, 0, len(d.flat))
	endss := make([][]int, 0, shells)
	for i, r := range d.rings {
		if r.parent >= 0 {
			continue
		}
		ends := make([]int, 0, 1+len(holes[i]))
		for n, j := range append([]int{i}, holes[i]...) {
			ring := d.rings[j]
			start := len(flat)
			flat = append(flat, d.flat[ring.from:ring.to]...)
			shpTurn(flat[start:], stride, (ring.area < 0) == (n == 0))
			ends = append(ends, len(flat))
		}
		endss = append(endss, ends)
	}
	if shells == 1 {
		return geom.NewPolygonFlat(d.layout, flat, endss[0])
	}
	return geom.NewMultiPolygonFlat(d.layout, flat, endss)
}
