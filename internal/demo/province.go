package demo

import (
	"strings"
	"time"

	"github.com/paulmach/orb"
	geom "github.com/twpayne/go-geom"

	"sotay/importers"
	"sotay/internal/demo/mesh"
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
	b := &builder{land: terrain.New(), ends: map[[2]int][]orb.Point{}}
	b.ground()
	b.blocks()
	b.communes()
	outlines := b.outlines()
	b.parcels()
	b.drawSheets()
	b.numbers()
	b.nameStreets()
	b.nameHamlets()
	p := &Province{}
	for _, l := range layerList() {
		s := Set{Layer: l}
		for _, f := range l.Fields {
			if !f.Computed {
				s.Fields = append(s.Fields, importers.Field{Name: f.Name, Type: fieldType(f.Type)})
			}
		}
		s.Features = b.features(l.Name, outlines)
		p.Sets = append(p.Sets, s)
	}
	return p
}

func fieldType(t string) importers.FieldType {
	switch t {
	case "integer", "real", "boolean", "date", "timestamp":
		return importers.FieldType(t)
	}
	return importers.Text
}

func (b *builder) features(layer string, outlines []orb.MultiPolygon) []Feature {
	switch layer {
	case "communes":
		return b.communeFeatures(outlines)
	case "parcels":
		return b.parcelFeatures()
	case "planning_2030":
		return b.planFeatures(outlines)
	case "corridors":
		return b.corridorFeatures()
	case "roads":
		return b.roadFeatures(func(c terrain.Class) bool { return c <= terrain.Urban })
	case "streets":
		return b.roadFeatures(func(c terrain.Class) bool { return c > terrain.Urban })
	case "water":
		return b.waterFeatures()
	case "forest":
		return b.forestFeatures()
	}
	return nil
}

// outlines are the communes' areas, drawn before parcels put their corners into them.
func (b *builder) outlines() []orb.MultiPolygon {
	polys, keys := make([]mesh.Polygon, len(b.plots)), make([]int, len(b.plots))
	for i, p := range b.plots {
		polys[i], keys[i] = p.poly, b.units[p.unit].commune
	}
	out := make([]orb.MultiPolygon, len(b.land.Communes))
	joined, communes := b.mesh.Dissolve(polys, keys)
	for i, p := range joined {
		out[communes[i]] = append(out[communes[i]], b.mesh.Rings(p))
	}
	return out
}

func (b *builder) communeFeatures(outlines []orb.MultiPolygon) []Feature {
	var out []Feature
	for i, c := range b.land.Communes {
		var old []string
		for _, u := range c.Old {
			old = append(old, u.Name)
		}
		kind, _, _ := strings.Cut(c.Name, " ")
		names := strings.Join(old, ", ")
		if names == c.Name {
			names = ""
		}
		out = append(out, Feature{multiPolygon(outlines[i]), []any{
			c.Code, c.Name, strings.ToLower(kind), "79", "Thành phố Hồ Chí Minh", text(names),
			time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC), nil,
		}})
	}
	return out
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
