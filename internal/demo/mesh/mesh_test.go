package mesh_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"sotay/internal/demo/mesh"
)

func square(x, y, size float64) orb.LineString {
	return orb.LineString{{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}}
}

func areas(m *mesh.Mesh, polys []mesh.Polygon) (sum float64, list []float64) {
	for _, p := range polys {
		a := m.Area(p)
		sum += a
		list = append(list, math.Round(a*100)/100)
	}
	return sum, list
}

func TestBuild(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []orb.LineString
		want  []float64 // areas, by the first corner from west to east
		holes int
	}{
		{"nothing", nil, nil, 0},
		{"one square", []orb.LineString{square(0, 0, 10)}, []float64{100}, 0},
		{"loose ends", []orb.LineString{square(0, 0, 10), {{5, 5}, {25, 5}}}, []float64{100}, 0},
		{"a line across", []orb.LineString{square(0, 0, 10), {{-1, 5}, {11, 5}}}, []float64{50, 50}, 0},
		{"two squares crossing", []orb.LineString{square(0, 0, 10), square(5, 5, 10)}, []float64{75, 25, 75}, 0},
		{"drawn twice", []orb.LineString{square(0, 0, 10), square(0, 0, 10)}, []float64{100}, 0},
		{"an island", []orb.LineString{square(0, 0, 10), square(3, 3, 2)}, []float64{96, 4}, 1},
		{"islands touching a corner", []orb.LineString{square(0, 0, 10), square(3, 3, 2), square(5, 5, 2)}, []float64{92, 4, 4}, 2},
		{"an island at the shore", []orb.LineString{square(0, 0, 10), {{0, 5}, {3, 3}, {3, 7}, {0, 5}}}, []float64{94, 6}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, polys := mesh.Build(c.lines)
			_, got := areas(m, polys)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("areas (-want +got):\n%s", diff)
			}
			holes := 0
			for _, p := range polys {
				holes += len(p.Holes)
			}
			if holes != c.holes {
				t.Errorf("%d holes, want %d", holes, c.holes)
			}
		})
	}
}

// TestBuildRandom draws many lines through a square: whatever their crossings, the faces
// fill the square exactly and every edge lies between two faces or at the rim.
func TestBuildRandom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "lines")
		size := rapid.SampledFrom([]float64{0.5, 3, 40}).Draw(t, "size") // small ones crowd the grid
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		lines := []orb.LineString{square(0, 0, size)}
		for range n {
			var l orb.LineString
			for range 2 + r.IntN(4) {
				l = append(l, orb.Point{r.Float64() * size, r.Float64() * size})
			}
			lines = append(lines, l)
		}
		m, polys := mesh.Build(lines)
		if sum, _ := areas(m, polys); math.Abs(sum-size*size) > 1e-9 {
			t.Fatalf("the faces cover %v of %v m²", sum, size*size)
		}
		joined, _ := m.Dissolve(polys, make([]int, len(polys)))
		if len(joined) != 1 || len(joined[0].Holes) != 0 {
			t.Fatalf("joined: %d polygons", len(joined))
		}
	})
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		name        string
		lines       []orb.LineString
		path        orb.LineString
		left, right []float64
		ok          bool
	}{
		{"across", []orb.LineString{square(0, 0, 10)}, orb.LineString{{4, -1}, {4, 11}}, []float64{40}, []float64{60}, true},
		{"bent", []orb.LineString{square(0, 0, 10)}, orb.LineString{{4, -1}, {4, 5}, {11, 5}}, []float64{70}, []float64{30}, true},
		{"outside", []orb.LineString{square(0, 0, 10)}, orb.LineString{{14, -1}, {14, 11}}, nil, nil, false},
		{"ends inside", []orb.LineString{square(0, 0, 10)}, orb.LineString{{4, -1}, {4, 5}}, nil, nil, false},
		{"through corners", []orb.LineString{square(0, 0, 10)}, orb.LineString{{-1, -1}, {11, 11}}, []float64{50}, []float64{50}, true},
		{"along a side", []orb.LineString{square(0, 0, 10)}, orb.LineString{{0, -1}, {0, 11}}, nil, nil, false},
		{"in and out", []orb.LineString{{{0, 0}, {10, 0}, {10, 10}, {6, 10}, {6, 4}, {4, 4}, {4, 10}, {0, 10}, {0, 0}}}, orb.LineString{{-1, 7}, {11, 7}}, []float64{12, 12}, []float64{64}, true},
		{"through a hole", []orb.LineString{square(0, 0, 10), square(4, 4, 2)}, orb.LineString{{5, -1}, {5, 11}}, []float64{48}, []float64{48}, true},
		{"to a hole and no further", []orb.LineString{square(0, 0, 10), square(4, 4, 2)}, orb.LineString{{5, -1}, {5, 5}}, nil, []float64{96}, true},
		{"over itself", []orb.LineString{square(0, 0, 10)}, orb.LineString{{-1, 5}, {8, 5}, {8, 8}, {5, 8}, {5, -1}}, nil, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, polys := mesh.Build(c.lines)
			left, right, ok := m.Cut(polys[0], c.path)
			_, gotLeft := areas(m, left)
			_, gotRight := areas(m, right)
			if ok != c.ok {
				t.Fatalf("ok = %v", ok)
			}
			if diff := cmp.Diff([][]float64{c.left, c.right}, [][]float64{gotLeft, gotRight}); diff != "" {
				t.Errorf("left and right (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCutShared cuts two neighbours by turns, again and again: they always share every
// corner of their common side, so together they stay one square.
func TestCutShared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		m, polys := mesh.Build([]orb.LineString{square(0, 0, 100), {{47, -1}, {53, 101}}})
		for range 60 {
			i := r.IntN(len(polys))
			c := m.Inner(polys[i])
			s, co := math.Sincos(r.Float64() * math.Pi)
			left, right, ok := m.Cut(polys[i], orb.LineString{{c[0] - 200*co, c[1] - 200*s}, {c[0] + 200*co, c[1] + 200*s}})
			if !ok {
				continue
			}
			polys = append(append(polys[:i], polys[i+1:]...), append(left, right...)...)
		}
		if sum, _ := areas(m, expanded(m, polys)); math.Abs(sum-10000) > 2 { // corners on the rim are rounded
			t.Fatalf("%d pieces cover %v m²", len(polys), sum)
		}
		if whole, ok := m.Join(polys...); !ok || len(whole.Holes) > 0 {
			t.Fatalf("%d pieces do not join to one square", len(polys))
		}
	})
}

func expanded(m *mesh.Mesh, polys []mesh.Polygon) []mesh.Polygon {
	out := make([]mesh.Polygon, len(polys))
	for i, p := range polys {
		out[i] = m.Expand(p)
	}
	return out
}

func TestBand(t *testing.T) {
	m, polys := mesh.Build([]orb.LineString{square(0, 0, 100)})
	band, rest, ok := m.Band(polys[0], orb.LineString{{50, -10}, {50, 60}, {110, 60}}, 10)
	if !ok || len(band) != 1 || len(rest) != 2 {
		t.Fatalf("band %d, rest %d, %v", len(band), len(rest), ok)
	}
	if got, want := m.Area(band[0]), 10.0*(65+45); math.Abs(got-want) > 0.01 {
		t.Errorf("band of %v m², want %v", got, want)
	}
	if _, _, ok := m.Band(polys[0], orb.LineString{{-50, -10}, {-50, 110}}, 10); ok {
		t.Error("a band beside the polygon cut it")
	}
}

func TestPunch(t *testing.T) {
	m, polys := mesh.Build([]orb.LineString{square(0, 0, 10)})
	ring := orb.Ring{{4, 4}, {4, 6}, {6, 6}, {6, 4}, {4, 4}}
	around, island, ok := m.Punch(polys[0], ring, 1)
	if !ok || m.Area(around) != 96 || m.Area(island) != 4 {
		t.Errorf("around %v, island %v, %v", m.Area(around), m.Area(island), ok)
	}
	if whole, ok := m.Join(around, island); !ok || m.Area(whole) != 100 {
		t.Error("hole and island do not fit")
	}
	if _, _, ok := m.Punch(polys[0], ring, 5); ok {
		t.Error("an island was cut too near to the side")
	}
}

func TestInside(t *testing.T) {
	m, polys := mesh.Build([]orb.LineString{
		{{0, 0}, {100, 0}, {100, 100}, {97, 100}, {97, 3}, {0, 3}, {0, 0}}, // a thin L
	})
	depth := m.Depths(polys[0])
	for name, p := range map[string]orb.Point{"Inner": m.Inner(polys[0]), "Within": m.Within(polys[0])} {
		if d := depth(p); d < 1.2 {
			t.Errorf("%s: %v lies %v m inside", name, p, d)
		}
	}
	if d := depth(orb.Point{50, 50}); d > -46 {
		t.Errorf("outside: %v", d)
	}
}

func TestNeighbours(t *testing.T) {
	m, polys := mesh.Build([]orb.LineString{square(0, 0, 10), {{-1, 5}, {11, 5}}, {{5, 5}, {5, 11}}})
	var list []string
	for i, borders := range m.Neighbours(polys) {
		for _, b := range borders {
			list = append(list, fmt.Sprintf("%d-%d %.0f", i, b.Other, b.Length))
		}
	}
	want := []string{"0-1 5", "0-2 5", "1-0 5", "1-2 5", "2-0 5", "2-1 5"}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("borders (-want +got):\n%s", diff)
	}
}

func ExampleMesh_Cut() {
	m, faces := mesh.Build([]orb.LineString{{{0, 0}, {20, 0}, {20, 30}, {0, 30}, {0, 0}}})
	left, right, _ := m.Cut(faces[0], orb.LineString{{5, -1}, {5, 31}})
	fmt.Println(m.Area(left[0]), m.Area(right[0]))
	// Output: 150 450
}
