package postgis

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	geom "github.com/twpayne/go-geom"
)

var errShort = errors.New("ewkb: the bytes end too early")

// maxEWKBDepth bounds collections inside collections.
const maxEWKBDepth = 32

// ParseEWKB reads one geometry in EWKB of either byte order. Its parts carry the SRID of
// the whole. Counts that the bytes cannot hold are refused before memory is taken.
func ParseEWKB(src []byte) (geom.T, error) {
	r := ewkbReader{src: src}
	g, err := r.geometry(0, 0)
	if err != nil {
		return nil, err
	}
	if len(r.src) != 0 {
		return nil, fmt.Errorf("ewkb: %d bytes too many", len(r.src))
	}
	return g, nil
}

type ewkbReader struct {
	src   []byte
	order binary.ByteOrder
}

type ewkbHeader struct {
	kind   uint32
	layout geom.Layout
	srid   int
}

func (r *ewkbReader) geometry(srid, depth int) (geom.T, error) {
	h, err := r.header(srid)
	if err != nil {
		return nil, err
	}
	switch h.kind {
	case ewkbPoint:
		return r.point(h)
	case ewkbLineString:
		flat, err := r.path(nil, h.layout.Stride())
		return geom.NewLineStringFlat(h.layout, flat).SetSRID(h.srid), err
	case ewkbPolygon:
		flat, ends, err := r.paths(nil, h.layout.Stride())
		return geom.NewPolygonFlat(h.layout, flat, ends).SetSRID(h.srid), err
	case ewkbMultiPoint:
		return r.multiPoint(h)
	case ewkbMultiLineString:
		return r.multiLineString(h)
	case ewkbMultiPolygon:
		return r.multiPolygon(h)
	case ewkbCollection:
		return r.collection(h, depth)
	}
	return nil, fmt.Errorf("ewkb: geometry type %d is not supported (curves and surfaces are not)", h.kind)
}

func (r *ewkbReader) header(srid int) (ewkbHeader, error) {
	if len(r.src) < 5 {
		return ewkbHeader{}, errShort
	}
	switch r.src[0] {
	case 0:
		r.order = binary.BigEndian
	case 1:
		r.order = binary.LittleEndian
	default:
		return ewkbHeader{}, fmt.Errorf("ewkb: byte order %d", r.src[0])
	}
	kind := r.order.Uint32(r.src[1:])
	r.src = r.src[5:]
	if kind&ewkbSRID != 0 {
		n, err := r.uint32()
		if err != nil {
			return ewkbHeader{}, err
		}
		srid = int(n)
	}
	return ewkbHeader{kind &^ (ewkbZ | ewkbM | ewkbSRID), ewkbLayout(kind), srid}, nil
}

func ewkbLayout(kind uint32) geom.Layout {
	switch kind & (ewkbZ | ewkbM) {
	case ewkbZ:
		return geom.XYZ
	case ewkbM:
		return geom.XYM
	case ewkbZ | ewkbM:
		return geom.XYZM
	}
	return geom.XY
}

// part reads the header of a member, which must be of the given kind.
func (r *ewkbReader) part(whole ewkbHeader, kind uint32) error {
	h, err := r.header(whole.srid)
	if err != nil {
		return err
	}
	if h.kind != kind || h.layout != whole.layout {
		return fmt.Errorf("ewkb: part of type %d %s in type %d %s", h.kind, h.layout, whole.kind, whole.layout)
	}
	return nil
}

func (r *ewkbReader) point(h ewkbHeader) (geom.T, error) {
	flat, err := r.floats(nil, h.layout.Stride())
	if err != nil {
		return nil, err
	}
	if math.IsNaN(flat[0]) && math.IsNaN(flat[1]) {
		return geom.NewPointEmpty(h.layout).SetSRID(h.srid), nil
	}
	return geom.NewPointFlat(h.layout, flat).SetSRID(h.srid), nil
}

func (r *ewkbReader) multiPoint(h ewkbHeader) (geom.T, error) {
	n, err := r.count(5)
	if err != nil {
		return nil, err
	}
	g := geom.NewMultiPoint(h.layout).SetSRID(h.srid)
	for range n {
		if err := r.part(h, ewkbPoint); err != nil {
			return nil, err
		}
		p, err := r.point(h)
		if err != nil {
			return nil, err
		}
		if err := g.Push(p.(*geom.Point)); err != nil {
			return nil, err
		}
	}
	return g, nil
}

func (r *ewkbReader) multiLineString(h ewkbHeader) (geom.T, error) {
	n, err := r.count(9)
	if err != nil {
		return nil, err
	}
	var flat []float64
	ends := make([]int, 0, n)
	for range n {
		if err = r.part(h, ewkbLineString); err != nil {
			return nil, err
		}
		if flat, err = r.path(flat, h.layout.Stride()); err != nil {
			return nil, err
		}
		ends = append(ends, len(flat))
	}
	return geom.NewMultiLineStringFlat(h.layout, flat, ends).SetSRID(h.srid), nil
}

func (r *ewkbReader) multiPolygon(h ewkbHeader) (geom.T, error) {
	n, err := r.count(9)
	if err != nil {
		return nil, err
	}
	var flat []float64
	endss := make([][]int, 0, n)
	for range n {
		if err = r.part(h, ewkbPolygon); err != nil {
			return nil, err
		}
		var ends []int
		if flat, ends, err = r.paths(flat, h.layout.Stride()); err != nil {
			return nil, err
		}
		endss = append(endss, ends)
	}
	return geom.NewMultiPolygonFlat(h.layout, flat, endss).SetSRID(h.srid), nil
}

func (r *ewkbReader) collection(h ewkbHeader, depth int) (geom.T, error) {
	if depth == maxEWKBDepth {
		return nil, errors.New("ewkb: collections are nested too deeply")
	}
	n, err := r.count(9)
	if err != nil {
		return nil, err
	}
	g := geom.NewGeometryCollection()
	if err := g.SetLayout(h.layout); err != nil {
		return nil, err
	}
	for range n {
		part, err := r.geometry(h.srid, depth+1)
		if err != nil {
			return nil, err
		}
		if err := g.Push(part); err != nil {
			return nil, err
		}
	}
	return g.SetSRID(h.srid), nil
}

// paths appends several runs of coordinates to flat and tells where each ends in it.
func (r *ewkbReader) paths(flat []float64, stride int) ([]float64, []int, error) {
	n, err := r.count(4)
	if err != nil {
		return nil, nil, err
	}
	ends := make([]int, 0, n)
	for range n {
		if flat, err = r.path(flat, stride); err != nil {
			return nil, nil, err
		}
		ends = append(ends, len(flat))
	}
	return flat, ends, nil
}

func (r *ewkbReader) path(flat []float64, stride int) ([]float64, error) {
	n, err := r.count(8 * stride)
	if err != nil {
		return nil, err
	}
	return r.floats(flat, n*stride)
}

func (r *ewkbReader) floats(flat []float64, n int) ([]float64, error) {
	if len(r.src) < 8*n {
		return nil, errShort
	}
	if flat == nil {
		flat = make([]float64, 0, n)
	}
	for i := range n {
		flat = append(flat, math.Float64frombits(r.order.Uint64(r.src[8*i:])))
	}
	r.src = r.src[8*n:]
	return flat, nil
}

// count reads how many items follow, each of at least size bytes.
func (r *ewkbReader) count(size int) (int, error) {
	n, err := r.uint32()
	if err != nil {
		return 0, err
	}
	if int64(n)*int64(size) > int64(len(r.src)) {
		return 0, errShort
	}
	return int(n), nil
}

func (r *ewkbReader) uint32() (uint32, error) {
	if len(r.src) < 4 {
		return 0, errShort
	}
	n := r.order.Uint32(r.src)
	r.src = r.src[4:]
	return n, nil
}
