package plan

import (
	"slices"

	"github.com/paulmach/orb"

	"sotay/internal/demo/cadastre"
	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// margin is a line along which a strip on both sides is protected: beyond its own half
// width, to a depth, in metres.
type margin struct {
	kind, name string
	mid        orb.LineString
	half       func(i int) float64
	depth      float64
}

// Kinds of corridors.
const (
	roadCorridor  = "road"
	riverCorridor = "river"
	powerCorridor = "power"
	coastCorridor = "coast"
)

const corridorPiece = 2500.0 // metres of one corridor that are one area

// Corridors are the protected strips along roads, rivers, power lines and the coast.
func Corridors(land *terrain.Terrain) []Area {
	var out []Area
	for _, kind := range [][]margin{roadMargins(land), riverMargins(land), powerMargins(), coastMargins(land)} {
		out = append(out, strips(land, kind)...)
	}
	return out
}

func roadMargins(land *terrain.Terrain) []margin {
	depth := map[terrain.Class]float64{terrain.National: 17, terrain.Provincial: 13}
	var out []margin
	for _, r := range land.Roads {
		if d, ok := depth[r.Class]; ok {
			out = append(out, margin{roadCorridor, "Hành lang an toàn " + r.Name, r.Line, func(int) float64 { return r.Width / 2 }, d})
		}
	}
	return out
}

func riverMargins(land *terrain.Terrain) []margin {
	var out []margin
	for _, r := range land.Rivers {
		if !r.Stream {
			out = append(out, margin{riverCorridor, "Hành lang bảo vệ " + r.Name, r.Mid, func(i int) float64 { return r.Width[i] / 2 }, 30})
		}
	}
	return out
}

func powerMargins() []margin {
	var out []margin
	for _, l := range terrain.PowerLines() {
		out = append(out, margin{powerCorridor, "Hành lang lưới điện " + l.Name, l.Line, func(int) float64 { return 0 }, l.Width / 2})
	}
	return out
}

func coastMargins(land *terrain.Terrain) []margin {
	return []margin{{coastCorridor, "Hành lang bảo vệ bờ biển", terrain.SeaShore(land.Coast[0]), func(int) float64 { return 0 }, 100}}
}

// around is the outline at a distance beyond the half width of a margin's line.
func (m margin) around(d float64) orb.LineString {
	n := len(m.mid)
	out := make(orb.LineString, 2*n, 2*n+1)
	for i, p := range m.mid {
		left := terrain.Normal(m.mid[max(i-1, 0)], m.mid[min(i+1, n-1)])
		h := m.half(i) + d
		out[i] = orb.Point{p[0] - h*left[0], p[1] - h*left[1]}
		out[2*n-1-i] = orb.Point{p[0] + h*left[0], p[1] + h*left[1]}
	}
	return append(out, out[0])
}

// strips builds the protected strips of margins of one kind, cut to the land.
func strips(land *terrain.Terrain, margins []margin) []Area {
	lines := slices.Clone(land.Coast)
	index := terrain.NewLines(260)
	inner, outer := make([]orb.LineString, len(margins)), make([]orb.LineString, len(margins))
	for i, m := range margins {
		inner[i], outer[i] = m.around(0), m.around(m.depth)
		if m.half(0) > 0 {
			lines = append(lines, inner[i])
		}
		lines = append(lines, outer[i])
		lines = append(lines, cadastre.Across(m.mid, func(k int) float64 { return m.half(k) + m.depth + 1 }, corridorPiece)...)
		index.Add(i, m.mid)
	}
	shape, faces := mesh.Build(lines)
	var kept []mesh.Polygon
	var keys []int
	for _, f := range faces {
		at := shape.Within(f)
		if !slices.ContainsFunc(land.Coast, func(c orb.LineString) bool { return terrain.Inside(c, at) }) {
			continue
		}
		on := func(i int) bool { return margins[i].half(0) > 0 && terrain.Inside(inner[i], at) }
		if _, covered := index.Nearest(at, on); covered {
			continue
		}
		if n, ok := index.Nearest(at, func(i int) bool { return terrain.Inside(outer[i], at) }); ok {
			kept, keys = append(kept, f), append(keys, n.Line*1000+int(n.Along/corridorPiece))
		}
	}
	joined, joinedKeys := shape.Dissolve(kept, keys)
	var out []Area
	for i, poly := range joined {
		if m := margins[joinedKeys[i]/1000]; shape.Area(poly) > 30 {
			out = append(out, Area{shape.Rings(poly), m.kind, m.name})
		}
	}
	return out
}
