// Package demo is a province to look at: Vũng Tàu – Bà Rịa as it might be in a land office's
// data, with communes, some 68,000 parcels on numbered sheets, roads, waters, forest, a land use
// plan, protection corridors and sixty monitoring stations. It is drawn by code, from general knowledge of the region,
// and every detail of it is invented: no parcel, owner, certificate, decision or station exists.
//
// New makes it, Load brings it into the database by ordinary imports, Write makes files
// that imports read. The packages below draw it: terrain the ground, cadastre the parcels,
// plan what is planned, on the shared corners of mesh; monitoring what stations sent.
package demo

import (
	"time"

	"github.com/paulmach/orb"
	geom "github.com/twpayne/go-geom"

	"sotay/importers"
	"sotay/internal/demo/cadastre"
	"sotay/internal/demo/mesh"
	"sotay/internal/demo/monitoring"
	"sotay/internal/demo/terrain"
	"sotay/layers"
)

// SRID of every geometry of the province: VN-2000, central meridian 107°45′, 3° zone.
const SRID = 910775

// EPSG is the code that files know SRID by.
const EPSG = 5899

// Source is what the layers say of where they come from.
const Source = "Dữ liệu minh họa, không có giá trị pháp lý"

// AsOf is the day the demo pretends to describe.
func AsOf() time.Time { return time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC) }

// Province is the whole demo: its layers in the order in which they are loaded.
type Province struct {
	Sets []Set
	// Stations are those of the layer, with what they measure.
	Stations []monitoring.Station
}

// Set is one layer and its records.
type Set struct {
	Layer layers.Layer
	// Fields are the columns of the records: the layer's fields that are not computed.
	Fields   []importers.Field
	Features []Feature
}

// Feature is one record: its geometry in SRID (easting first) and a value for each of the
// set's fields: nil, string, int64, float64 or time.Time.
type Feature struct {
	Geometry geom.T
	Values   []any
}

// Set finds the records of a layer by its name.
func (p *Province) Set(name string) (Set, bool) {
	for _, s := range p.Sets {
		if s.Layer.Name == name {
			return s, true
		}
	}
	return Set{}, false
}

// New makes the province. It is the same each time, to the last byte.
func New() *Province {
	m := made{land: terrain.New()}
	m.cadastre = cadastre.New(m.land)
	m.stations = monitoring.Stations(m.land)
	p := &Province{Stations: m.stations}
	for _, l := range layerList() {
		s := newSet(l)
		s.Features = m.features(l.Name)
		p.Sets = append(p.Sets, s)
	}
	return p
}

// newSet is a set without records.
func newSet(l layers.Layer) Set {
	s := Set{Layer: l}
	for _, f := range l.Fields {
		if !f.Computed {
			s.Fields = append(s.Fields, importers.Field{Name: f.Name, Type: fieldType(f.Type)})
		}
	}
	return s
}

func fieldType(t string) importers.FieldType {
	switch t {
	case "integer", "real", "boolean", "date", "timestamp":
		return importers.FieldType(t)
	}
	return importers.Text
}

// made is what the layers are filled from.
type made struct {
	land     *terrain.Terrain
	cadastre *cadastre.Cadastre
	stations []monitoring.Station
}

func (m made) features(layer string) []Feature {
	switch layer {
	case "communes":
		return m.communes()
	case "parcels":
		return m.parcels()
	case "planning_2030":
		return m.plan()
	case "corridors":
		return m.corridors()
	case "roads":
		return m.roads(func(c terrain.Class) bool { return c <= terrain.Urban })
	case "streets":
		return m.roads(func(c terrain.Class) bool { return c > terrain.Urban })
	case "water":
		return m.water()
	case "forest":
		return m.forest()
	case "basins":
		return m.basins()
	case "lakes":
		return m.lakes()
	case "rivers":
		return m.rivers()
	case "stations":
		return m.places()
	}
	return nil
}

// text is s, or nothing where it is empty.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func number(v float64) any {
	if v == 0 {
		return nil
	}
	return v
}

// geomPolygon turns rings in metres into a geometry in SRID.
func geomPolygon(p orb.Polygon) *geom.Polygon {
	var flat []float64
	var ends []int
	for _, r := range p {
		for _, q := range r {
			flat = append(flat, q[0], q[1])
		}
		ends = append(ends, len(flat))
	}
	return geom.NewPolygonFlat(geom.XY, flat, ends).SetSRID(SRID)
}

func multiPolygon(m orb.MultiPolygon) geom.T {
	if len(m) == 1 {
		return geomPolygon(m[0])
	}
	out := geom.NewMultiPolygon(geom.XY).SetSRID(SRID)
	for _, p := range m {
		if err := out.Push(geomPolygon(p)); err != nil {
			panic(err) // both are XY
		}
	}
	return out
}

func lineString(l orb.LineString) geom.T {
	var flat []float64
	for _, q := range l {
		p := mesh.Snap(q).Metres()
		flat = append(flat, p[0], p[1])
	}
	return geom.NewLineStringFlat(geom.XY, flat).SetSRID(SRID)
}
