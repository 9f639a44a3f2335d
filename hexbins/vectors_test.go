package hexbins_test

import (
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/uber/h3-go/v4"

	"sotay/hexbins"
)

// vector is a cell of the library's own tests with places, latitude first: its corners, or its centre.
type vector struct {
	cell   hexbins.Cell
	places []h3.LatLng
}

func readVectors(t *testing.T, name string) (list []vector) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	must(t, err)
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if words[0] == "#" {
			continue
		}
		v := vector{cell: h3.CellFromString(words[0])}
		for pair := range slices.Chunk(words[1:], 2) {
			lat, err := strconv.ParseFloat(pair[0], 64)
			must(t, err)
			lon, err := strconv.ParseFloat(pair[1], 64)
			must(t, err)
			v.places = append(v.places, h3.NewLatLng(lat, lon))
		}
		list = append(list, v)
	}
	return list
}

// apart is how far two places are from each other at most along an axis, in degrees.
func apart(a, b h3.LatLng) float64 {
	return max(math.Abs(a.Lat-b.Lat), math.Abs(math.Remainder(a.Lng-b.Lng, 360)))
}

// Of the library's own cells of resolutions 5 to 12, among them pentagons, such that an edge of the
// icosahedron crosses and one beside the pole: the corners are those told, and its centre and what lies halfway from
// there to a corner is in the cell. Its span lies in those of its parents, to the coarsest, and
// its parent has it among its children.
func TestTheLibrarysCells(t *testing.T) {
	seen := map[int]int{}
	for _, v := range readVectors(t, "h3cells.txt") {
		res := v.cell.Resolution()
		seen[res]++
		corners, err := v.cell.Boundary()
		must(t, err)
		if len(corners) != len(v.places) {
			t.Fatalf("%v has %d corners: want %d", v.cell, len(corners), len(v.places))
		}
		centre, err := v.cell.LatLng()
		must(t, err)
		for i, want := range v.places {
			if d := apart(corners[i], want); d > 2e-6 {
				t.Errorf("corner %d of %v is %v: want %v", i, v.cell, corners[i], want)
			}
			halfway := h3.NewLatLng((centre.Lat+want.Lat)/2, centre.Lng+math.Remainder(want.Lng-centre.Lng, 360)/2)
			mustLieIn(t, v.cell, halfway)
		}
		mustLieIn(t, v.cell, centre)
		for coarser := hexbins.Coarsest; coarser < res; coarser++ {
			above := parent(t, v.cell, coarser)
			first, last := hexbins.SpanOf(above)
			if from, to := hexbins.SpanOf(v.cell); from < first || last < to {
				t.Errorf("the span of %v is not in that of its parent %v", v.cell, above)
			}
		}
		if children, err := parent(t, v.cell, res-1).Children(res); err != nil || !slices.Contains(children, v.cell) {
			t.Errorf("%v is not among the children of its parent: %v, %v", v.cell, children, err)
		}
	}
	for res := 5; res <= hexbins.Stored; res++ {
		if seen[res] < 5 {
			t.Errorf("of resolution %d there are %d cells", res, seen[res])
		}
	}
}

// mustLieIn wants a place to be in a cell, and what is stored of the place to have the library's parents.
func mustLieIn(t *testing.T, c hexbins.Cell, at h3.LatLng) {
	t.Helper()
	if got, err := h3.LatLngToCell(at, c.Resolution()); err != nil || got != c {
		t.Errorf("%v is in %v, %v: want %v", at, got, err, c)
	}
	stored, err := hexbins.At(at.Lng, at.Lat)
	must(t, err)
	if keep, set := hexbins.ParentBits(c.Resolution()); hexbins.Cell(int64(stored)&keep|set) != parent(t, stored, c.Resolution()) {
		t.Errorf("the parent of %v at %d is otherwise by its bits", stored, c.Resolution())
	}
}

// The centres of the library's own cells around a pentagon are those told, and lie in their cells.
func TestTheLibrarysCentres(t *testing.T) {
	list := readVectors(t, "h3centers.txt")
	for _, v := range list {
		centre, err := v.cell.LatLng()
		must(t, err)
		if apart(centre, v.places[0]) > 1e-6 {
			t.Errorf("the centre of %v is %v: want %v", v.cell, centre, v.places[0])
		}
		mustLieIn(t, v.cell, v.places[0])
	}
	if len(list) < 20 {
		t.Errorf("only %d centres", len(list))
	}
}
