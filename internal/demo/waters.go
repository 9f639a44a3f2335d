package demo

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// basinList are the basins with the communes that they are drawn of: water knows no borders
// of communes, but these are invented too.
func basinList() []struct {
	name     string
	communes []string
} {
	return []struct {
		name     string
		communes []string
	}{
		{"Lưu vực sông Dinh", []string{
			"26560", "26566", "26572", "26575", "26596", "26608", "26617", "26659", "26728", "26725", "26545",
		}},
		{"Lưu vực sông Ray", []string{"26584", "26590", "26620", "26638", "26641", "26680", "26686"}},
		{"Lưu vực sông Thị Vải", []string{"26704", "26713", "26710"}},
		{"Ven biển Vũng Tàu – Long Hải", []string{"26506", "26526", "26536", "26542", "26662"}},
		{"Ven biển Xuyên Mộc – Bình Châu", []string{"26632", "26647", "26656"}},
	}
}

// basins are joined from communes, with their areas in km².
func (m made) basins() []Feature {
	of := map[string]int{}
	for i, b := range basinList() {
		for _, code := range b.communes {
			of[code] = i
		}
	}
	var lines []orb.LineString
	for _, c := range m.cadastre.Communes {
		for _, p := range c.Area {
			for _, r := range p {
				lines = append(lines, orb.LineString(r))
			}
		}
	}
	land, faces := mesh.Build(lines)
	var polys []mesh.Polygon
	var keys []int
	for _, f := range faces {
		inner := land.Inner(f)
		for _, c := range m.cadastre.Communes {
			if slices.ContainsFunc(c.Area, func(p orb.Polygon) bool { return within(p, inner) }) {
				polys, keys = append(polys, f), append(keys, of[c.Code])
			}
		}
	}
	areas := make([]orb.MultiPolygon, len(basinList()))
	square := make([]float64, len(areas))
	joined, basins := land.Dissolve(polys, keys)
	for i, p := range joined {
		areas[basins[i]] = append(areas[basins[i]], land.Rings(p))
		square[basins[i]] += land.Area(p)
	}
	var out []Feature
	for i, b := range basinList() {
		out = append(out, Feature{multiPolygon(areas[i]), []any{b.name, fmt.Sprintf("LV%02d", i+1), math.Round(square[i]/1e4) / 100}})
	}
	return out
}

// within tells whether a point lies in a polygon and in none of its holes.
func within(p orb.Polygon, at orb.Point) bool {
	for i, r := range p {
		if terrain.Inside(orb.LineString(r), at) != (i == 0) {
			return false
		}
	}
	return true
}

// rivers are the middle lines of rivers and streams, with what they flow into.
func (m made) rivers() []Feature {
	into := map[string]string{}
	for _, r := range m.land.Rivers {
		into[r.Name] = m.flowsInto(r)
	}
	var out []Feature
	for i, r := range m.land.Rivers {
		kind := "Sông"
		if r.Stream {
			kind = "Suối"
		}
		rank := int64(1)
		for next := into[r.Name]; next != sea && rank < 5; next = into[next] {
			if rank++; into[next] == "" {
				break // a lake
			}
		}
		line := m.ashore(r.Mid)
		out = append(out, Feature{lineString(line), []any{
			r.Name, fmt.Sprintf("S%02d", i+1), kind, rank, into[r.Name], math.Round(terrain.Length(line)/10) / 100,
		}})
	}
	return out
}

const sea = "Biển Đông"

// flowsInto is the lake or the wider river that a river ends in, else the sea.
func (m made) flowsInto(r terrain.River) string {
	end := r.Mid[len(r.Mid)-1]
	for _, l := range m.land.Lakes {
		if reach := l.Shore.Bound(); r.Stream && (terrain.Inside(l.Shore, end) || reach.Pad(700).Contains(end) && reach.Max[0]-reach.Min[0] > 2000) {
			return l.Name
		}
	}
	best, found, narrower := 250.0, sea, 0.0
	if r.Stream {
		narrower = 4 // a stream may end at a river's spring
	}
	for _, o := range m.land.Rivers {
		if o.Name == r.Name || o.Stream {
			continue
		}
		for k, p := range o.Mid {
			if d := terrain.Dist(p, end); d < best+o.Width[k]/2 && o.Width[k] > r.Width[len(r.Width)-1]-narrower {
				best, found = d, o.Name
			}
		}
	}
	if found == sea && terrain.LonLat(end)[0] < 107.025 {
		return "Sông Thị Vải"
	}
	return found
}

// lakes are the still waters with a name, their areas in ha and what they hold in million m³.
func (m made) lakes() []Feature {
	var out []Feature
	for i, l := range m.land.Lakes {
		shore := rounded(orb.Polygon{orb.Ring(l.Shore)})
		g := geomPolygon(shore)
		ha := math.Abs(g.Area()) / 1e4
		out = append(out, Feature{g, []any{
			l.Name, fmt.Sprintf("H%02d", i+1), "Hồ chứa", math.Round(ha*10) / 10, math.Round(ha*(3.5+4*terrain.Even(91, int64(i)))) / 100,
		}})
	}
	return out
}
