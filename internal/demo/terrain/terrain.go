// Package terrain is the ground the demo province stands on: coast, rivers, hills, roads,
// settlements and the character of the land between them, as functions and lines in
// VN-2000 metres (central meridian 107°45′, easting first). It draws the coast and the
// courses a visitor of Vũng Tàu – Bà Rịa would recognise, from general knowledge; every
// detail is invented and nothing in it is a survey. It makes no parcels. Start with New.
package terrain

import (
	"math"

	"github.com/paulmach/orb"
)

// Terrain is everything that is known before land is divided.
type Terrain struct {
	Coast    []orb.LineString // the mainland, then islands; closed, counter-clockwise
	Rivers   []River
	Lakes    []Lake
	Roads    []Road
	Zones    []Zone
	Places   []Place
	Communes []Commune

	headings *headings
	density  *raster
	worked   *raster
	crops    []cropland
}

// New draws the terrain. It is the same each time.
func New() *Terrain {
	t := &Terrain{
		Coast:    Coast(),
		Rivers:   Rivers(),
		Lakes:    Lakes(),
		Roads:    Roads(),
		Zones:    Zones(),
		Communes: Communes(),
		crops:    crops(),
	}
	t.Places = append(places(), hamlets(t.Roads)...)
	bound := t.Coast[0].Bound()
	for _, c := range t.Coast {
		bound = bound.Union(c.Bound())
	}
	t.density = newRaster(bound.Pad(500), 45)
	t.worked = newRaster(bound.Pad(500), 90)
	for _, p := range t.Places {
		t.density.raise(p)
		t.worked.raise(p.fields())
	}
	for _, c := range t.crops {
		if c.plain > 0 {
			t.worked.raise(Place{At: c.at, Reach: c.plain, Dense: 1})
		}
	}
	t.headings = t.newHeadings()
	return t
}

// Inside tells whether p lies in a closed line.
func Inside(line orb.LineString, p orb.Point) bool {
	in := false
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])*(b[0]-a[0])/(b[1]-a[1]) {
			in = !in
		}
	}
	return in
}

// Zone at p: its kind and name; Open where no zone has an outline.
func (t *Terrain) Zone(p orb.Point) (Kind, string) {
	for _, z := range t.Zones {
		if z.bound.Contains(p) && Inside(z.Outline, p) {
			return z.Kind, z.Name
		}
	}
	return Open, ""
}

// Crop is what open land away from houses grows.
type Crop string

// The crops of the open land.
const (
	Paddy   Crop = "paddy"
	Orchard Crop = "orchard" // cashew, coffee, pepper
	Annual  Crop = "annual"  // maize, cassava, vegetables
	Rubber  Crop = "rubber"  // estates
	Idle    Crop = "idle"    // nothing: sand kept for building
)

// Crop grown around p.
func (t *Terrain) Crop(p orb.Point) Crop {
	q := Warp(81, p, 1300, 3000)
	best, crop := math.Inf(1), Orchard
	for _, c := range t.crops {
		if d := Dist(q, c.at) / c.reach; d < best {
			best, crop = d, c.crop
		}
	}
	return crop
}

type cropland struct {
	crop            Crop
	lon, lat, reach float64
	plain           float64 // metres around it of a plain all in small plots, if any
	at              orb.Point
}

func crops() []cropland {
	out := []cropland{
		{crop: Paddy, lon: 107.205, lat: 10.520, reach: 1.0, plain: 1000},
		{crop: Paddy, lon: 107.235, lat: 10.478, reach: 1.1, plain: 1000},
		{crop: Paddy, lon: 107.300, lat: 10.490, reach: 1.2, plain: 1000},
		{crop: Paddy, lon: 107.355, lat: 10.520, reach: 0.8},
		{crop: Paddy, lon: 107.255, lat: 10.510, reach: 0.9},
		{crop: Paddy, lon: 107.370, lat: 10.490, reach: 0.8},
		{crop: Paddy, lon: 107.160, lat: 10.540, reach: 0.6},
		{crop: Paddy, lon: 107.165, lat: 10.510, reach: 0.8, plain: 1000},
		{crop: Paddy, lon: 107.425, lat: 10.520, reach: 0.5},
		{crop: Rubber, lon: 107.170, lat: 10.700, reach: 1.1},
		{crop: Rubber, lon: 107.215, lat: 10.735, reach: 1.0},
		{crop: Rubber, lon: 107.205, lat: 10.670, reach: 0.8},
		{crop: Rubber, lon: 107.150, lat: 10.620, reach: 0.7},
		{crop: Rubber, lon: 107.420, lat: 10.670, reach: 1.0},
		{crop: Rubber, lon: 107.440, lat: 10.650, reach: 0.8},
		{crop: Rubber, lon: 107.360, lat: 10.620, reach: 0.7},
		{crop: Rubber, lon: 107.500, lat: 10.700, reach: 0.8},
		{crop: Rubber, lon: 107.090, lat: 10.660, reach: 0.7},
		{crop: Orchard, lon: 107.270, lat: 10.690, reach: 1.1},
		{crop: Orchard, lon: 107.310, lat: 10.720, reach: 1.0},
		{crop: Orchard, lon: 107.300, lat: 10.620, reach: 1.0},
		{crop: Orchard, lon: 107.240, lat: 10.580, reach: 1.0},
		{crop: Orchard, lon: 107.370, lat: 10.730, reach: 0.9},
		{crop: Orchard, lon: 107.400, lat: 10.570, reach: 0.8},
		{crop: Orchard, lon: 107.460, lat: 10.600, reach: 0.9},
		{crop: Orchard, lon: 107.120, lat: 10.660, reach: 0.8},
		{crop: Orchard, lon: 107.280, lat: 10.550, reach: 0.8},
		{crop: Annual, lon: 107.330, lat: 10.580, reach: 0.8},
		{crop: Annual, lon: 107.440, lat: 10.510, reach: 0.8},
		{crop: Annual, lon: 107.520, lat: 10.575, reach: 0.8},
		{crop: Annual, lon: 107.300, lat: 10.440, reach: 0.9},
		{crop: Annual, lon: 107.250, lat: 10.425, reach: 0.7},
		{crop: Annual, lon: 107.075, lat: 10.580, reach: 0.7},
		{crop: Annual, lon: 107.140, lat: 10.560, reach: 0.6},
		{crop: Annual, lon: 107.390, lat: 10.510, reach: 0.7},
		{crop: Annual, lon: 107.470, lat: 10.650, reach: 0.7},
		{crop: Annual, lon: 107.070, lat: 10.545, reach: 0.6},
		{crop: Idle, lon: 107.130, lat: 10.400, reach: 0.9},
		{crop: Idle, lon: 107.085, lat: 10.360, reach: 1.0},
		{crop: Annual, lon: 107.085, lat: 10.455, reach: 0.8},
	}
	for i, c := range out {
		out[i].at = Plane(c.lon, c.lat)
	}
	return out
}
