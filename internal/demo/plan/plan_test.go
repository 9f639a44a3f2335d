package plan_test

import (
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"sotay/internal/demo/cadastre"
	"sotay/internal/demo/plan"
	"sotay/internal/demo/terrain"
)

type province struct {
	land     *terrain.Terrain
	cadastre *cadastre.Cadastre
}

var made = sync.OnceValue(func() province {
	land := terrain.New()
	return province{land, cadastre.New(land)}
})

// TestHomesStayHomes checks that hardly a home stands where crops or forest are planned.
func TestHomesStayHomes(t *testing.T) {
	areas := plan.LandUse(made().land, made().cadastre)
	type square [2]int
	const size = 500.0
	by := map[square][]plan.Area{}
	for _, a := range areas {
		b := a.Shape.Bound()
		for x := int(b.Min[0] / size); x <= int(b.Max[0]/size); x++ {
			for y := int(b.Min[1] / size); y <= int(b.Max[1]/size); y++ {
				by[square{x, y}] = append(by[square{x, y}], a)
			}
		}
	}
	homes, fields := 0, 0
	for _, p := range made().cadastre.Parcels {
		if !strings.HasPrefix(p.Use, "ODT") && !strings.HasPrefix(p.Use, "ONT") {
			continue
		}
		homes++
		for _, a := range by[square{int(p.At[0] / size), int(p.At[1] / size)}] {
			if strings.Contains("LUC HNK CLN NTS NKH LMU RSX RPH RDD", a.Code) && planar.PolygonContains(a.Shape, p.At) {
				fields++
			}
		}
	}
	if homes < 15000 || fields*50 > homes {
		t.Errorf("crops or forest are planned over %d of %d homes", fields, homes)
	}
}

// TestLandUse checks that the plan covers the province once, and that its borders are not
// those of the cadastre.
func TestLandUse(t *testing.T) {
	areas := plan.LandUse(made().land, made().cadastre)
	sum, whole := 0.0, 0.0
	codes := map[string]float64{}
	corners := map[orb.Point]bool{}
	for _, a := range areas {
		s := planar.Area(a.Shape)
		sum += s
		codes[a.Code] += s
		if a.Name == "" {
			t.Fatalf("area of %s without a name", a.Code)
		}
		for _, p := range a.Shape[0] {
			corners[p] = true
		}
	}
	for _, c := range made().cadastre.Communes {
		whole += planar.Area(c.Area)
	}
	if math.Abs(sum-whole) > 1e-5*whole {
		t.Errorf("the plan covers %.0f m² of %.0f", sum, whole)
	}
	for _, code := range []string{"DGT", "SON", "ODT", "ONT", "LUC", "CLN", "RDD", "RPH", "SKK", "TMD", "DKV", "DGD"} {
		if codes[code] == 0 {
			t.Errorf("nothing is planned as %s", code)
		}
	}
	shared, all := 0, 0
	for _, p := range made().cadastre.Parcels {
		for _, q := range p.Shape[0] {
			all++
			if corners[q] {
				shared++
			}
		}
	}
	if shared > all/20 {
		t.Errorf("%d of %d corners of parcels are corners of the plan too", shared, all)
	}
}

func TestCorridors(t *testing.T) {
	kinds := map[string]int{}
	land := made().land
	rivers := terrain.NewLines(260)
	for i, r := range land.Rivers {
		if !r.Stream {
			rivers.Add(i, r.Mid)
		}
	}
	for _, a := range plan.Corridors(land) {
		kinds[a.Code]++
		if a.Code != "river" {
			continue
		}
		for _, p := range a.Shape[0] { // at most the protected 30 m beyond the bank, plus half the width
			if n, ok := rivers.Nearest(p, nil); !ok || n.Dist > 230 {
				t.Fatalf("%s reaches %v", a.Name, p)
			}
		}
	}
	for _, k := range []string{"road", "river", "power", "coast"} {
		if kinds[k] == 0 {
			t.Errorf("no corridor of kind %s", k)
		}
	}
}
