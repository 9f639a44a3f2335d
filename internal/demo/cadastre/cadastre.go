// Package cadastre divides the demo's terrain into what a land office keeps: communes,
// blocks between roads, parcels on numbered sheets, with what they are used for and who is
// said to hold them. Everything below the terrain is cut from one mesh of shared corners,
// so parcels leave no gap and never overlap. All places are in VN-2000 metres (central
// meridian 107°45′, easting first); all people are invented. Start with New.
package cadastre

import (
	"github.com/paulmach/orb"

	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// Cadastre is the finished division.
type Cadastre struct {
	Communes []Commune
	Former   []Former
	Parcels  []Parcel // sheet by sheet, as they are numbered
	Ways     []Way    // main roads first, then streets, tracks and alleys
	Waters   []Water
}

// Commune is a present commune with its area.
type Commune struct {
	terrain.Commune
	Area orb.MultiPolygon
}

// Former is a unit of before 1 July 2025 with its area: the present communes' areas are made
// of theirs.
type Former struct {
	terrain.Unit
	Area orb.MultiPolygon
}

// Parcel is a parcel of land, or a piece of a road or water.
type Parcel struct {
	Shape orb.Polygon
	At    orb.Point // well inside
	Area  float64   // m²
	// Commune is the code of the present commune. The old sheet and number are those of
	// the unit it was in before 1 July 2025.
	Commune           string
	Sheet, OldSheet   int
	Number, OldNumber string
	Use               string // land codes as a register writes them: ONT+CLN
	Address           string
	Holder            Holder
	// Zone and ZoneName say what stretch of land it lies in, where that has an outline.
	Zone     terrain.Kind
	ZoneName string
}

// Way is a road of any rank: its middle line and full width in metres.
type Way struct {
	Class terrain.Class
	Name  string
	Width float64
	Line  orb.LineString
}

// Water is a river, lake or stream on land, in one piece.
type Water struct {
	Name, Kind string
	Area       orb.MultiPolygon
}

// New divides the terrain. The same terrain gives the same cadastre.
func New(land *terrain.Terrain) *Cadastre {
	b := &builder{land: land, ends: map[[2]int][]orb.Point{}, names: newNameLists()}
	b.ground()
	b.blocks()
	b.communes()
	c := &Cadastre{Communes: b.outlines(), Former: b.formerOutlines()} // before parcels put their corners into them
	b.parcels()
	b.drawSheets()
	b.numbers()
	b.nameStreets()
	b.nameHamlets()
	for _, s := range b.sheets {
		for _, i := range s.lots {
			c.Parcels = append(c.Parcels, b.parcel(s, b.lots[i]))
		}
	}
	for _, w := range b.ways {
		c.Ways = append(c.Ways, Way{w.class, w.name, w.width, w.line})
	}
	c.Waters = b.waters()
	return c
}

// outlines are the communes' areas.
func (b *builder) outlines() []Commune {
	polys, keys := make([]mesh.Polygon, len(b.plots)), make([]int, len(b.plots))
	for i, p := range b.plots {
		polys[i], keys[i] = p.poly, b.units[p.unit].commune
	}
	out := make([]Commune, len(b.land.Communes))
	for i, c := range b.land.Communes {
		out[i].Commune = c
	}
	joined, communes := b.mesh.Dissolve(polys, keys)
	for i, p := range joined {
		c := &out[communes[i]]
		c.Area = append(c.Area, b.mesh.Rings(p))
	}
	return out
}

// formerOutlines are the areas of the units of before, in the order of their communes.
func (b *builder) formerOutlines() []Former {
	polys, keys := make([]mesh.Polygon, len(b.plots)), make([]int, len(b.plots))
	for i, p := range b.plots {
		polys[i], keys[i] = p.poly, p.unit
	}
	var out []Former
	for _, c := range b.land.Communes {
		for _, u := range c.Old {
			out = append(out, Former{Unit: u})
		}
	}
	joined, units := b.mesh.Dissolve(polys, keys)
	for i, p := range joined {
		of := &out[units[i]]
		of.Area = append(of.Area, b.mesh.Rings(p))
	}
	return out
}

func (b *builder) parcel(s sheet, l lot) Parcel {
	poly := b.mesh.Expand(l.poly)
	p := Parcel{
		Shape: b.mesh.Rings(poly), At: l.at, Area: b.mesh.Area(poly),
		Commune: b.land.Communes[b.units[l.unit].commune].Code,
		Sheet:   s.number, OldSheet: s.old, Number: l.number, OldNumber: l.oldNumber,
		Use: l.use, Address: b.address(l),
	}
	if l.block >= 0 {
		p.Zone, p.ZoneName = b.plots[l.block].zone, b.plots[l.block].name
	}
	p.Holder = b.holderOf(l, p.Area, p.Address)
	return p
}

// waters are the rivers, lakes and streams, each in one piece.
func (b *builder) waters() []Water {
	kinds := map[string]string{}
	for _, r := range b.land.Rivers {
		kinds[r.Name] = "river"
		if r.Stream {
			kinds[r.Name] = "stream"
		}
	}
	var out []Water
	numbers := map[string]int{}
	var polys []mesh.Polygon
	var keys []int
	for _, p := range b.plots {
		if p.surface != water {
			continue
		}
		if _, ok := numbers[p.name]; !ok {
			numbers[p.name] = len(out)
			kind := kinds[p.name]
			if kind == "" {
				kind = "lake"
			}
			out = append(out, Water{Name: p.name, Kind: kind})
		}
		polys, keys = append(polys, p.poly), append(keys, numbers[p.name])
	}
	joined, which := b.mesh.Dissolve(polys, keys)
	for i, p := range joined {
		w := &out[which[i]]
		w.Area = append(w.Area, b.mesh.Rings(p))
	}
	return out
}
