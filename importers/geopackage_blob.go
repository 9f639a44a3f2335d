package importers

import (
	"encoding/binary"
	"errors"
	"strings"

	geom "github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/wkb"
	"github.com/twpayne/go-geom/encoding/wkbcommon"
)

// gpkgGeometry takes a geometry blob apart: the header "GP" (GeoPackage 1.3, clause
// 2.1.3), an envelope that is not believed, and WKB. NULL and empty geometries are none.
func gpkgGeometry(cell any) (shape geom.T, srs int32, found []finding) {
	blob, ok := cell.([]byte)
	if cell == nil || ok && len(blob) == 0 {
		return nil, 0, nil
	}
	srs, body, empty, err := gpkgHeader(blob)
	if err == nil && !empty {
		shape, err = readWKB(body)
	}
	var curved *curveError
	switch {
	case errors.As(err, &curved):
		return nil, srs, []finding{foundCurve.says(curved.kind)}
	case err != nil:
		return nil, srs, []finding{badGeometry(err)}
	case shape == nil || shape.Empty():
		return nil, srs, nil
	}
	shape, found = sound(shape)
	return shape, srs, found
}

// gpkgHeader gives the WKB behind the header.
func gpkgHeader(blob []byte) (srs int32, body []byte, empty bool, err error) {
	if len(blob) < 8 || blob[0] != 'G' || blob[1] != 'P' {
		return 0, nil, false, because("không phải hình của GeoPackage", "no GeoPackage geometry")
	}
	if blob[2] != 0 {
		return 0, nil, false, because("hình GeoPackage phiên bản %d", "version %d of GeoPackage geometry", blob[2])
	}
	flags := blob[3]
	if flags&0x20 != 0 {
		return 0, nil, false, because("hình GeoPackage kiểu mở rộng", "an extended GeoPackage geometry")
	}
	order := binary.ByteOrder(binary.BigEndian)
	if flags&1 == 1 {
		order = binary.LittleEndian
	}
	kind := int(flags >> 1 & 7)
	sizes := []int{0, 32, 48, 48, 64}
	if kind >= len(sizes) {
		return 0, nil, false, because("kiểu khung bao %d", "envelope kind %d", kind)
	}
	if len(blob) < 8+sizes[kind] {
		return 0, nil, false, errShortWKB
	}
	return int32(order.Uint32(blob[4:])), blob[8+sizes[kind]:], flags&0x10 != 0, nil
}

// readWKB reads ISO WKB of any size that its own counts can be trusted in.
func readWKB(b []byte) (geom.T, error) {
	if _, err := checkWKB(b, 0); err != nil {
		return nil, err
	}
	return wkb.Unmarshal(b, wkbcommon.WKBOptionEmptyPointHandling(wkbcommon.EmptyPointHandlingNaN))
}

// curveError names a type with curves or surfaces.
type curveError struct{ kind string }

func (e *curveError) Error() string { return e.kind }

var errShortWKB = because("hình bị cắt ngang", "the geometry breaks off")

// checkWKB walks over a geometry, so that no count in it makes a reader allocate more
// than there is, and returns what follows it.
func checkWKB(b []byte, depth int) (rest []byte, err error) {
	if len(b) < 5 || depth > maxCollectionDepth {
		return nil, errShortWKB
	}
	order := binary.ByteOrder(binary.BigEndian)
	if b[0] == 1 {
		order = binary.LittleEndian
	}
	kind := order.Uint32(b[1:])
	if curve := curveName(kind % 1000); curve != "" && kind < 4000 {
		return nil, &curveError{curve}
	}
	if b[0] > 1 || kind >= 4000 || kind%1000 < 1 || kind%1000 > 7 {
		return nil, because("kiểu hình số %d", "geometry type %d", kind)
	}
	w := wkbWalk{order: order, position: 8 * []int{2, 3, 3, 4}[kind/1000], depth: depth}
	switch kind % 1000 {
	case 1:
		return w.positions(b[5:], 1)
	case 2:
		return w.counted(b[5:], w.position, w.positions)
	case 3:
		return w.counted(b[5:], 4, w.rings)
	}
	return w.counted(b[5:], 5, w.parts)
}

// wkbWalk walks over the inside of one geometry.
type wkbWalk struct {
	order    binary.ByteOrder
	position int // bytes of one
	depth    int
}

func (w wkbWalk) positions(b []byte, n int) ([]byte, error) {
	if len(b) < n*w.position {
		return nil, errShortWKB
	}
	return b[n*w.position:], nil
}

// counted reads a count of things that have at least so many bytes each.
func (w wkbWalk) counted(b []byte, least int, inside func(b []byte, n int) ([]byte, error)) ([]byte, error) {
	if len(b) < 4 {
		return nil, errShortWKB
	}
	n := w.order.Uint32(b)
	if uint64(n)*uint64(least) > uint64(len(b)-4) {
		return nil, errShortWKB
	}
	return inside(b[4:], int(n))
}

func (w wkbWalk) rings(b []byte, n int) (_ []byte, err error) {
	for range n {
		if b, err = w.counted(b, w.position, w.positions); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (w wkbWalk) parts(b []byte, n int) (_ []byte, err error) {
	for range n {
		if b, err = checkWKB(b, w.depth+1); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func curveName(kind uint32) string {
	names := []string{
		"CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE",
		"CURVE", "SURFACE", "POLYHEDRALSURFACE", "TIN", "TRIANGLE",
	}
	if kind < 8 || int(kind) >= 8+len(names) {
		return ""
	}
	return names[kind-8]
}

// shapeOfGPKG names a layer's type as Schema.Geometry has it; "" for GEOMETRY and curves.
func shapeOfGPKG(kind string) string { return wktShape([]string{strings.ToUpper(kind)}) }
