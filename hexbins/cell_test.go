package hexbins_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/uber/h3-go/v4"

	"sotay/hexbins"
	"sotay/internal/testdb"
)

// Vectors of the H3 project's own tests (uber/h3, tests/inputfiles: res00ic, rand08centers,
// rand12centers, bc14r12centers): a place in degrees, and its cell.
func vectors() []struct {
	cell     string
	res      int
	lat, lon float64
	pentagon bool
} {
	return []struct {
		cell     string
		res      int
		lat, lon float64
		pentagon bool
	}{
		{"8001fffffffffff", 0, 79.2423985098, 38.0234070080, false},
		{"8009fffffffffff", 0, 64.7000001279, 10.5361990755, true},
		{"8041fffffffffff", 0, 26.8071032934, 109.1674860334, false},
		{"8065fffffffffff", 0, 9.8975781915, 96.1507339296, false},
		{"8031fffffffffff", 0, 39.1000000340, 122.3000004078, true},
		{"880dab6221fffff", 8, 67.194014, 191.598258, false},
		{"8864865a1dfffff", 8, 18.429297, 100.040753, false},
		{"88651108e5fffff", 8, 6.458995, 102.610824, false},
		{"8c64865a1c8cbff", 12, 18.429297209, 100.040752888, false},
		{"8c651109db259ff", 12, 6.458995342, 102.610824108, false},
		{"8c6968404c345ff", 12, 17.108094692, 121.14590764, false},
		{"8cf2938d9c863ff", 12, -89.8142784, 345.168950558, false},
		{"8c1c000000001ff", 12, 50.103201, 216.521510, true},
		{"8c1c0000002edff", 12, 50.103269, 216.522523, false},
	}
}

func TestTheLibrarysVectors(t *testing.T) {
	for _, v := range vectors() {
		cell := h3.CellFromString(v.cell)
		if got, err := h3.LatLngToCell(h3.NewLatLng(v.lat, v.lon), v.res); err != nil || got != cell {
			t.Errorf("at %g %g is %v, %v: want %s", v.lon, v.lat, got, err, v.cell)
		}
		if cell.Resolution() != v.res || cell.IsPentagon() != v.pentagon {
			t.Errorf("%s: resolution %d, pentagon %v", v.cell, cell.Resolution(), cell.IsPentagon())
		}
		if v.res != hexbins.Stored {
			continue
		}
		if got, err := hexbins.At(v.lon, v.lat); err != nil || got != cell {
			t.Errorf("at %g %g is %v, %v: want %s", v.lon, v.lat, got, err, v.cell)
		}
	}
}

// cells are random ones of all resolutions, and all pentagons.
func cells(t *testing.T) []h3.Cell {
	t.Helper()
	rng := rand.New(rand.NewPCG(21, 1))
	var list []h3.Cell
	for res := range 16 {
		for range 60 {
			c, err := h3.LatLngToCell(h3.NewLatLng(math.Asin(2*rng.Float64()-1)*180/math.Pi, 360*rng.Float64()-180), res)
			must(t, err)
			list = append(list, c)
		}
		pentagons, err := h3.Pentagons(res)
		must(t, err)
		list = append(list, pentagons...)
	}
	return list
}

// The functions of the database say what the library does, of every cell and resolution.
func TestTheDatabaseCalculatesAsTheLibrary(t *testing.T) {
	db := testdb.New(t)
	var indexes, resolutions, parents []int64
	for _, c := range cells(t) {
		for res := range 16 {
			parent := int64(0) // none
			if res <= c.Resolution() {
				p, err := c.Parent(res)
				must(t, err)
				parent = int64(p)
			}
			indexes, resolutions, parents = append(indexes, int64(c)), append(resolutions, int64(res)), append(parents, parent)
		}
	}
	var wrong, wrongResolution, n int
	must(t, db.App.QueryRow(t.Context(), `
		SELECT count(*) FILTER (WHERE coalesce(sotay.h3_parent(cell, res::int), 0) <> parent),
		       count(*) FILTER (WHERE (sotay.h3_resolution(cell) >= res) <> (parent <> 0)), count(*)
		FROM   unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS c (cell, res, parent)`, indexes, resolutions, parents).Scan(&wrong, &wrongResolution, &n))
	if wrong > 0 || wrongResolution > 0 || n < 15000 {
		t.Errorf("of %d parents %d are wrong, of resolutions %d", n, wrong, wrongResolution)
	}
}

// What queries do with numbers is what the library does with cells: parents by two bits
// operations, all cells below one in one span, and none else.
func TestArithmeticOfStoredCells(t *testing.T) {
	for _, c := range cells(t) {
		if c.Resolution() != hexbins.Stored {
			continue
		}
		for res := range hexbins.Stored + 1 {
			parent, err := c.Parent(res)
			must(t, err)
			keep, set := hexbins.ParentBits(res)
			if got := int64(c)&keep | set; got != int64(parent) {
				t.Errorf("the parent of %v at %d is %x: want %v", c, res, got, parent)
			}
			first, last := hexbins.SpanOf(parent)
			if int64(c) < first || last < int64(c) {
				t.Errorf("%v is not in the span of its parent %v", c, parent)
			}
			if res < hexbins.Stored-3 || res == hexbins.Stored {
				continue
			}
			children, err := parent.Children(hexbins.Stored)
			must(t, err)
			if low, _ := parent.CenterChild(hexbins.Stored); int64(low) != first {
				t.Errorf("the span of %v begins at %x: want %v", parent, first, low)
			}
			neighbours, err := parent.GridDisk(1)
			must(t, err)
			for _, n := range neighbours {
				if f, l := hexbins.SpanOf(n); n != parent && f <= last && first <= l {
					t.Errorf("the spans of %v and %v overlap", parent, n)
				}
			}
			for _, child := range children {
				if int64(child) < first || last < int64(child) {
					t.Errorf("%v is not in the span of %v", child, parent)
				}
			}
		}
	}
}

// Numbers are dense, the cell's own, and exact in JavaScript.
func TestNumbers(t *testing.T) {
	seen := map[uint64]h3.Cell{}
	top, err := h3.Res0Cells()
	must(t, err)
	for _, base := range top {
		children, err := base.Children(2)
		must(t, err)
		for _, c := range children {
			n := hexbins.Number(c)
			if other, taken := seen[n]; taken || n >= 122*49 {
				t.Fatalf("%v has the number %d, %v too", c, n, other)
			}
			seen[n] = c
		}
	}
	for _, c := range cells(t) {
		if c.Resolution() <= hexbins.Stored && hexbins.Number(c) >= 1<<53 {
			t.Errorf("%v has the number %d", c, hexbins.Number(c))
		}
	}
}

func TestResolutionsOfZooms(t *testing.T) {
	const latitude = 10.5
	for zoom := range 23 {
		res := hexbins.ResolutionAt(zoom)
		if zoom > 0 && (res < hexbins.ResolutionAt(zoom-1) || res > hexbins.ResolutionAt(zoom-1)+1) {
			t.Errorf("zoom %d has resolution %d after %d", zoom, res, hexbins.ResolutionAt(zoom-1))
		}
		edge, err := h3.HexagonEdgeLengthAvgM(res)
		must(t, err)
		pixels := math.Sqrt(3) * edge / (40075017 * math.Cos(latitude*math.Pi/180) / (512 * math.Exp2(float64(zoom))))
		if zoom >= 5 && zoom <= 17 && (pixels < 15.9 || pixels > 46) {
			t.Errorf("at zoom %d a cell of resolution %d is %.1f pixels wide", zoom, res, pixels)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
