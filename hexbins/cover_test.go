package hexbins_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/uber/h3-go/v4"

	"sotay/hexbins"
	"sotay/layers"
)

// Every stored cell whose parent meets a box is in the cover of the box: of any box, large and
// small, near the poles and at the antimeridian, and of places in it, on its edge and beside it.
func TestACoverHoldsWhatMeetsTheBox(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 2))
	met := 0
	for range 4000 {
		box := randomBox(rng)
		res := hexbins.Coarsest + rng.IntN(hexbins.Stored-hexbins.Coarsest+1)
		edge, err := h3.HexagonEdgeLengthAvgKm(res)
		must(t, err)
		reach := edge / 111 // in degrees of latitude
		holds, n := hexbins.Cover(box, res)
		for range 20 {
			lon := between(rng, box[0]-2*reach, box[2]+2*reach)
			lat := between(rng, box[1]-2*reach, box[3]+2*reach)
			if math.Abs(lat) > 89 || math.Abs(lon) > 180 {
				continue
			}
			cell, err := hexbins.At(lon, lat)
			must(t, err)
			parent, err := cell.Parent(res)
			must(t, err)
			if !hexbins.Meets(parent, box) {
				continue
			}
			met++
			if !holds(cell) {
				t.Fatalf("%v of %v meets %v and is in none of %d spans", cell, parent, box, n)
			}
		}
	}
	if met < 20000 {
		t.Errorf("only %d cells met a box: that proves little", met)
	}
}

// randomBox is a box of any size, mostly in Việt Nam.
func randomBox(rng *rand.Rand) layers.Box {
	size := math.Pow(10, between(rng, -4, 1.3)) // degrees
	lon, lat := between(rng, 102, 110), between(rng, 8, 23)
	if rng.IntN(4) == 0 {
		lon, lat = between(rng, -180, 180-size), between(rng, -84, 84-size)
	}
	return layers.Box{lon, lat, lon + size*between(rng, 0.1, 1), lat + size*between(rng, 0.1, 1)}
}

func between(rng *rand.Rand, low, high float64) float64 { return low + (high-low)*rng.Float64() }

// A cover is tight: of a province it leaves most of the country out, and it is few spans.
func TestACoverLeavesTheRestOut(t *testing.T) {
	province := layers.Box{106.9, 10.2, 107.7, 10.9}
	for _, away := range []struct{ lon, lat float64 }{{105.8, 21.0}, {109.2, 12.2}, {106.0, 9.6}} {
		cell, err := hexbins.At(away.lon, away.lat)
		must(t, err)
		for res := hexbins.Coarsest; res <= hexbins.Stored; res++ {
			if holds, n := hexbins.Cover(province, res); holds(cell) || n > 400 {
				t.Errorf("resolution %d: %d spans, %v in them: %v", res, n, away, holds(cell))
			}
		}
	}
	hanoi, err := hexbins.At(105.8, 21.0)
	must(t, err)
	if holds, n := hexbins.Cover(layers.Box{-180, -90, 180, 90}, 4); !holds(hanoi) || n != 1 {
		t.Errorf("the world: %v, %d spans", holds(hanoi), n)
	}
}

// A cell meets a box that it reaches into by a corner alone, and not one beside its outline.
func TestMeetingABoxIsExact(t *testing.T) {
	cell, err := h3.LatLngToCell(h3.NewLatLng(10.35, 107.08), 7)
	must(t, err)
	corners, err := cell.Boundary()
	must(t, err)
	centre, err := cell.LatLng()
	must(t, err)
	for i, c := range corners {
		next := corners[(i+1)%len(corners)]
		middle := h3.NewLatLng((c.Lat+next.Lat)/2, (c.Lng+next.Lng)/2)
		for what, at := range map[string]h3.LatLng{"corner": c, "side": middle} {
			for beyond, want := range map[float64]bool{-0.02: true, 0.02: false} {
				p := h3.NewLatLng(at.Lat+beyond*(at.Lat-centre.Lat), at.Lng+beyond*(at.Lng-centre.Lng))
				box := layers.Box{p.Lng - 1e-6, p.Lat - 1e-6, p.Lng + 1e-6, p.Lat + 1e-6}
				if got := hexbins.Meets(cell, box); got != want {
					t.Errorf("%s %d, %g beyond: %v", what, i, beyond, got)
				}
			}
		}
	}
	if !hexbins.Meets(cell, layers.Box{100, 5, 115, 20}) {
		t.Error("a cell does not meet the box around it")
	}
}

// A small box is never covered by the whole world, of however many cells it takes: with as many as
// there are base cells it once was.
func TestSmallBoxesHaveSmallCovers(t *testing.T) {
	far, err := hexbins.At(-60, 40)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 400 {
		side := 0.0005 * float64(n+1) / 20
		box := layers.Box{107.159830, 10.746466, 107.159830 + 1.6*side, 10.746466 + side}
		for res := hexbins.Coarsest; res <= hexbins.Stored; res++ {
			if holds, _ := hexbins.Cover(box, res); holds(far) {
				t.Fatalf("the cover of %v at resolution %d holds a cell in America", box, res)
			}
		}
	}
}
