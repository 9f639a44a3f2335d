package cadastre

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// surface tells land that is divided into parcels from what lies between.
type surface int

const (
	land surface = iota
	road
	water
)

// plot is one piece of the province while it is being divided.
type plot struct {
	poly    mesh.Polygon
	surface surface
	zone    terrain.Kind // land
	name    string       // of the zone, or of the water
	way     int          // roads: index in builder.ways
	stream  bool         // water: a narrow one
	unit    int          // index in builder.units, once known
	angle   float64      // of the streets around, 0 while they bend freely
	dense   float64      // of the densest settlement it touches
	worked  float64      // of the land most in small plots that it touches
}

// way is a road of any rank: its middle line, and where its parcels come from.
type way struct {
	class terrain.Class
	name  string
	width float64
	line  orb.LineString
}

// Roads and rivers are cut across every so many metres, to be parcels of a sensible size.
const (
	roadSection  = 420.0
	riverSection = 800.0
)

// ground makes the first division: land, waters and main roads, with a border wherever
// the character of the land changes.
func (b *builder) ground() {
	var faces []mesh.Polygon
	b.mesh, faces = mesh.Build(b.lines())
	roads, rivers := terrain.NewLines(60), terrain.NewLines(260)
	for i, r := range b.land.Roads {
		b.ways = append(b.ways, way{r.Class, r.Name, r.Width, r.Line})
		roads.Add(i, r.Line)
	}
	for i, r := range b.land.Rivers {
		rivers.Add(i, r.Mid)
	}
	s := surveyor{b, roads, rivers, map[[3]int]int{}}
	var kept []mesh.Polygon
	var keys []int
	plots := map[int]plot{}
	for _, f := range faces {
		key, p, ok := s.look(f)
		if ok {
			kept, keys, plots[key] = append(kept, f), append(keys, key), p
		}
	}
	b.mergeSlivers(kept, keys, plots)
	joined, joinedKeys := b.mesh.Dissolve(kept, keys)
	for i, poly := range joined {
		p := plots[joinedKeys[i]]
		p.poly = poly
		b.plots = append(b.plots, p)
	}
}

// lines is all line work of the first division.
func (b *builder) lines() []orb.LineString {
	t := b.land
	lines := slices.Clone(t.Coast)
	for _, r := range t.Rivers {
		lines = append(lines, r.Banks())
		lines = append(lines, Across(r.Mid, func(i int) float64 { return r.Width[i]/2 + 1 }, riverSection)...)
	}
	for _, l := range t.Lakes {
		lines = append(append(lines, l.Shore), acrossLake(l.Shore)...)
	}
	for _, z := range t.Zones {
		lines = append(lines, z.Outline)
	}
	for _, r := range t.Roads {
		left, right := mesh.Offset(r.Line, r.Width/2), mesh.Offset(r.Line, -r.Width/2)
		right.Reverse()
		lines = append(lines, append(append(left, right...), left[0]))
		lines = append(lines, Across(r.Line, func(int) float64 { return r.Width/2 + 0.2 }, roadSection)...)
	}
	return lines
}

// Across are lines at right angles over a road or river, at its corners nearest to every
// step metres.
func Across(mid orb.LineString, half func(int) float64, step float64) []orb.LineString {
	var out []orb.LineString
	along := 0.0
	for i := 1; i+1 < len(mid); i++ {
		before := int(along / step)
		along += terrain.Dist(mid[i-1], mid[i])
		if int(along/step) == before {
			continue
		}
		n := terrain.Normal(mid[i-1], mid[i+1])
		h := half(i)
		out = append(out, orb.LineString{{mid[i][0] - h*n[0], mid[i][1] - h*n[1]}, {mid[i][0] + h*n[0], mid[i][1] + h*n[1]}})
	}
	return out
}

// lakePiece is how wide the squares are that lakes are cut into, in metres.
const lakePiece = 900.0

// acrossLake are the lines that cut a lake into squares.
func acrossLake(shore orb.LineString) []orb.LineString {
	b, rings := shore.Bound(), orb.Polygon{orb.Ring(shore)}
	var out []orb.LineString
	for x := math.Ceil(b.Min[0]/lakePiece) * lakePiece; x < b.Max[0]; x += lakePiece {
		out = append(out, inside(rings, orb.LineString{{x, b.Min[1] - 1}, {x, b.Max[1] + 1}})...)
	}
	for y := math.Ceil(b.Min[1]/lakePiece) * lakePiece; y < b.Max[1]; y += lakePiece {
		out = append(out, inside(rings, orb.LineString{{b.Min[0] - 1, y}, {b.Max[0] + 1, y}})...)
	}
	return out
}

func lakeCell(at orb.Point) int {
	return int(math.Floor(at[0]/lakePiece))*10000 + int(math.Floor(at[1]/lakePiece))
}

// surveyor looks at the faces of the first division and says what they are. Faces with
// one key become one plot.
type surveyor struct {
	*builder
	roads, rivers *terrain.Lines
	keys          map[[3]int]int
}

func (s surveyor) key(parts ...int) int {
	k := [3]int(parts)
	if _, ok := s.keys[k]; !ok {
		s.keys[k] = len(s.keys)
	}
	return s.keys[k]
}

// look says what a face is; ok is false outside the province.
func (s surveyor) look(f mesh.Polygon) (key int, p plot, ok bool) {
	at := s.mesh.Within(f)
	if !slices.ContainsFunc(s.land.Coast, func(c orb.LineString) bool { return terrain.Inside(c, at) }) {
		return 0, plot{}, false
	}
	for i, l := range s.land.Lakes {
		if terrain.Inside(l.Shore, at) {
			return s.key(1, i, lakeCell(at)), plot{surface: water, name: l.Name}, true
		}
	}
	if n, ok := s.river(at, false); ok {
		return s.key(2, n.Line, int(n.Along/riverSection)), plot{surface: water, name: s.land.Rivers[n.Line].Name}, true
	}
	if n, ok := s.road(at); ok {
		return s.key(3, n.Line, int(n.Along/roadSection)), plot{surface: road, way: n.Line}, true
	}
	if n, ok := s.river(at, true); ok {
		return s.key(4, n.Line, int(n.Along/riverSection)), plot{surface: water, stream: true, name: s.land.Rivers[n.Line].Name}, true
	}
	kind, name := s.land.Zone(at)
	return s.key(5, len(s.keys), 0), plot{zone: kind, name: name}, true
}

func (s surveyor) river(at orb.Point, stream bool) (terrain.Near, bool) {
	n, ok := s.rivers.Nearest(at, func(i int) bool { return s.land.Rivers[i].Stream == stream })
	return n, ok && terrain.Inside(s.land.Rivers[n.Line].Banks(), at)
}

// road finds the road whose surface a place lies on, the most important one of several.
func (s surveyor) road(at orb.Point) (terrain.Near, bool) {
	for c := terrain.National; c <= terrain.Urban; c++ {
		n, ok := s.roads.Nearest(at, func(i int) bool { return s.ways[i].class == c })
		if ok && n.Dist <= s.ways[n.Line].width/2+0.02 {
			return n, true
		}
	}
	return terrain.Near{}, false
}

// mergeSlivers gives faces too small or too thin to be anything to the neighbour with
// which they share the longest side.
func (b *builder) mergeSlivers(faces []mesh.Polygon, keys []int, plots map[int]plot) {
	neighbours := b.mesh.Neighbours(faces)
	type sliver struct {
		face int
		area float64
	}
	var slivers []sliver
	for i, f := range faces {
		area := b.mesh.Area(f)
		depth := b.mesh.Depths(f)(b.mesh.Within(f))
		if plots[keys[i]].surface == land && (area < 300 || depth < 5) || area < 12 {
			slivers = append(slivers, sliver{i, area})
		}
	}
	slices.SortStableFunc(slivers, func(x, y sliver) int { return cmp.Compare(x.area, y.area) })
	for _, s := range slivers {
		best := mesh.Border{Other: -1}
		for _, n := range neighbours[s.face] {
			if n.Length > best.Length && keys[n.Other] != keys[s.face] {
				best = n
			}
		}
		if best.Other >= 0 {
			old := keys[s.face]
			for i := range keys {
				if keys[i] == old && plots[old].surface == land || i == s.face {
					keys[i] = keys[best.Other]
				}
			}
		}
	}
}
