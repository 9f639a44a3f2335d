package cadastre_test

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"sotay/internal/demo/cadastre"
	"sotay/internal/demo/terrain"
)

// made is one cadastre for all tests.
var made = sync.OnceValue(func() *cadastre.Cadastre { return cadastre.New(terrain.New()) })

// sides are the width and length of the smallest upright rectangle around a ring, turned
// along each of its edges in turn.
func sides(r orb.Ring) (width, length float64) {
	best := math.Inf(1)
	for i := 1; i < len(r); i++ {
		l := terrain.Dist(r[i-1], r[i])
		if l == 0 {
			continue
		}
		c, s := (r[i][0]-r[i-1][0])/l, (r[i][1]-r[i-1][1])/l
		u0, u1, v0, v1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
		for _, p := range r {
			u, v := p[0]*c+p[1]*s, p[1]*c-p[0]*s
			u0, u1, v0, v1 = min(u0, u), max(u1, u), min(v0, v), max(v1, v)
		}
		if a := (u1 - u0) * (v1 - v0); a < best {
			best, width, length = a, min(u1-u0, v1-v0), max(u1-u0, v1-v0)
		}
	}
	return width, length
}

// TestTubeHouses counts the lots that Vietnamese towns are made of: a few metres wide on
// the street and several times as deep.
func TestTubeHouses(t *testing.T) {
	n := 0
	for _, p := range made().Parcels {
		if w, l := sides(p.Shape[0]); w > 3.5 && w < 9 && l > 12 && l < 30 && l > 1.8*w {
			n++
		}
	}
	if n < 8000 {
		t.Errorf("%d tube-house lots, want at least 8,000", n)
	}
}

// TestNoGrid checks that land is laid out in every direction, along its roads and shores:
// no tenth of a right angle holds more than a quarter of the parcels' edges.
func TestNoGrid(t *testing.T) {
	var bins [10]float64
	total := 0.0
	for _, p := range made().Parcels {
		if p.Area > 2000 {
			continue
		}
		for i := 1; i < len(p.Shape[0]); i++ {
			a, b := p.Shape[0][i-1], p.Shape[0][i]
			angle := math.Mod(math.Atan2(b[1]-a[1], b[0]-a[0])+2*math.Pi, math.Pi/2)
			l := terrain.Dist(a, b)
			bins[min(int(angle/(math.Pi/2)*10), 9)] += l
			total += l
		}
	}
	for i, l := range bins {
		if l > total/4 {
			t.Errorf("%.2f of the edges run at %d° to %d° from the axes", l/total, 9*i, 9*i+9)
		}
	}
}

// TestStreets checks that houses in towns stand on roads: their lots touch one, or a way
// in from one, within a lot's depth.
func TestStreets(t *testing.T) {
	roads := terrain.NewLines(80)
	for i, w := range made().Ways {
		roads.Add(i, w.Line)
	}
	houses, far := 0, 0
	for _, p := range made().Parcels {
		if (p.Use == "ODT" || p.Use == "ONT") && p.Area < 200 {
			houses++
			if n, ok := roads.Nearest(p.At, nil); !ok || n.Dist > 45 {
				far++
			}
		}
	}
	if houses < 10000 || far > houses/100 {
		t.Errorf("%d of %d small house lots are more than 45 m from any road", far, houses)
	}
}

func TestPlaces(t *testing.T) {
	areas := map[string]orb.MultiPolygon{}
	names := map[string]string{}
	for _, c := range made().Communes {
		areas[c.Code], names[c.Code] = c.Area, c.Name
	}
	for i, p := range made().Parcels {
		if !planar.PolygonContains(p.Shape, p.At) {
			t.Fatalf("parcel %s of sheet %d in %s: %v is not inside", p.Number, p.Sheet, p.Commune, p.At)
		}
		if i%20 == 0 && !planar.MultiPolygonContains(areas[p.Commune], p.At) {
			t.Fatalf("parcel %s of sheet %d lies outside %s", p.Number, p.Sheet, names[p.Commune])
		}
		if !strings.HasSuffix(p.Address, names[p.Commune]) {
			t.Fatalf("address %q in %s", p.Address, names[p.Commune])
		}
	}
}

// TestUses checks land uses against their places.
func TestUses(t *testing.T) {
	ward := map[string]bool{}
	for _, c := range made().Communes {
		ward[c.Code] = strings.HasPrefix(c.Name, "Phường")
	}
	for _, p := range made().Parcels {
		switch {
		case strings.Contains(p.Use, "ODT") && !ward[p.Commune], strings.Contains(p.Use, "ONT") && ward[p.Commune]:
			t.Fatalf("%s in %s", p.Use, p.Commune)
		case p.Zone == terrain.Reserve && p.Use != "RDD", p.Zone == terrain.Industry && p.Use == "LUC":
			t.Fatalf("%s in %s", p.Use, p.ZoneName)
		}
	}
}

// TestSizes checks that lots have the sizes that land of their use has: the middle one and
// the largest but one in twenty, in m².
func TestSizes(t *testing.T) {
	areas := map[string][]float64{}
	add := func(what string, p cadastre.Parcel) { areas[what] = append(areas[what], p.Area) }
	for _, p := range made().Parcels {
		switch {
		case p.Use == "ODT" || p.Use == "ONT":
			add("houses", p)
		case strings.HasSuffix(p.Use, "+CLN"):
			add("houses with gardens", p)
		case p.Use == "LUC" || p.Use == "LUK":
			add("rice", p)
		case p.Use == "NTS" && p.Zone == terrain.Ponds:
			add("ponds", p)
		case p.Use == "RSX":
			add("production forest", p)
		case strings.HasPrefix(p.Use, "R"):
			add("protected forest", p)
		case p.Use == "CLN" && p.Area < 75000:
			add("orchards", p)
		case p.Use == "CLN":
			add("estates", p)
		}
	}
	for what, want := range map[string][3]float64{ // lowest and highest middle, highest large one
		"houses":              {80, 300, 900},
		"houses with gardens": {400, 1500, 2600},
		"rice":                {1200, 2000, 5000},
		"orchards":            {2000, 12000, 20000},
		"ponds":               {6000, 18000, 25000},
		"production forest":   {20000, 40000, 50000},
		"protected forest":    {50000, 250000, 300000},
		"estates":             {120000, 220000, 260000},
	} {
		a := areas[what]
		slices.Sort(a)
		if len(a) < 500 {
			t.Errorf("%s: %d lots", what, len(a))
			continue
		}
		if middle, large := a[len(a)/2], a[len(a)*19/20]; middle < want[0] || middle > want[1] || large > want[2] {
			t.Errorf("%s: half have less than %.0f m², one in twenty more than %.0f", what, middle, large)
		}
	}
}

// TestSheets checks that sheets lie beside each other, not on each other: a third of a
// sheet's frame, at most, is other land. Numbers begin in the north-west.
func TestSheets(t *testing.T) {
	type sheet struct {
		commune string
		number  int
	}
	corners, lots := map[sheet]orb.MultiPoint{}, map[sheet]int{}
	land := 0.0
	for _, p := range made().Parcels {
		k := sheet{p.Commune, p.Sheet}
		corners[k] = append(corners[k], p.Shape[0]...)
		lots[k]++
		land += p.Area
	}
	hulls, large := 0.0, 0
	for k, c := range corners {
		hulls += hull(c)
		large = max(large, lots[k])
		b := c.Bound()
		if size := max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]); size > 6000 {
			t.Errorf("sheet %v is %.0f m wide", k, size)
		}
	}
	if share := hulls / land; share > 1.33 {
		t.Errorf("sheets cover the land %.2f times", share)
	}
	if large > 250 {
		t.Errorf("a sheet has %d parcels", large)
	}
	for _, c := range made().Communes {
		first, last := corners[sheet{c.Code, 1}].Bound(), orb.Bound{}
		for n := 1; len(corners[sheet{c.Code, n}]) > 0; n++ {
			last = corners[sheet{c.Code, n}].Bound()
		}
		if first.Max[1] < last.Max[1] {
			t.Errorf("%s: the last sheet reaches further north than the first", c.Name)
		}
	}
}

// hull is the area of the convex hull of points.
func hull(p orb.MultiPoint) float64 {
	slices.SortFunc(p, func(a, b orb.Point) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	side := func() orb.LineString {
		var h orb.LineString
		for _, q := range p {
			for len(h) > 1 && (h[len(h)-1][0]-h[len(h)-2][0])*(q[1]-h[len(h)-2][1]) <= (h[len(h)-1][1]-h[len(h)-2][1])*(q[0]-h[len(h)-2][0]) {
				h = h[:len(h)-1]
			}
			h = append(h, q)
		}
		return h
	}
	lower := side()
	slices.Reverse(p)
	return planar.Area(orb.Ring(append(lower, side()[1:]...)))
}

func TestHolders(t *testing.T) {
	certificates, differing := 0, 0
	for _, p := range made().Parcels {
		h := p.Holder
		if !strings.HasSuffix(h.Name, cadastre.Fictitious) {
			t.Fatalf("holder %q", h.Name)
		}
		if (h.Certificate == "") != (h.Status == "Chưa cấp") || (h.Legal == 0) != (h.Certificate == "") {
			t.Fatalf("papers %+v", h)
		}
		if h.Legal > 0 {
			certificates++
			if d := math.Abs(h.Legal-p.Area) / p.Area; d > 0.04 {
				t.Fatalf("legal area %v of %v", h.Legal, p.Area)
			} else if d > 0.001 {
				differing++
			}
		}
	}
	if share := float64(differing) / float64(certificates); share < 0.15 || share > 0.45 {
		t.Errorf("the legal area differs for %.2f of the parcels", share)
	}
}
