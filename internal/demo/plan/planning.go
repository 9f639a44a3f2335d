// Package plan draws what is to become of the demo's land, on top of its cadastre: the
// land use plan to 2030 and protection corridors. All of it is invented. Places are in
// VN-2000 metres (central meridian 107°45′). Start with LandUse and Corridors.
package plan

import (
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"sotay/internal/demo/cadastre"
	"sotay/internal/demo/dice"
	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// planner draws the land use plan.
type planner struct {
	land   *terrain.Terrain
	mesh   *mesh.Mesh
	roads  []cadastre.Way // as planned
	near   *terrain.Lines
	rivers *terrain.Lines
	parts  []part // of the communes
	homes  homes
}

// part is one of the areas of a commune.
type part struct {
	commune int
	area    orb.Polygon
	bound   orb.Bound
}

// Area is one area of the land use plan, or of a protection corridor.
type Area struct {
	Shape orb.Polygon
	Code  string // land code of the plan, kind of the corridor
	Name  string
}

// Widths of the plan's grid in metres: in the countryside and in towns.
const (
	wideGrid  = 1500.0
	townGrid  = 450.0
	planReach = 60.0
	planPiece = 2400.0 // areas are joined within squares of this size
)

// LandUse draws the plan over a finished cadastre, as areas that touch and never overlap.
// Their borders follow planned, wider roads and lines of the plan's own, so they cut across
// parcels as real plans do.
func LandUse(land *terrain.Terrain, c *cadastre.Cadastre) []Area {
	p := planner{land: land, near: terrain.NewLines(planReach), rivers: terrain.NewLines(260), homes: homesOf(c)}
	for i, commune := range c.Communes {
		for _, a := range commune.Area {
			p.parts = append(p.parts, part{i, a, a.Bound()})
		}
	}
	p.plannedRoads(c.Ways)
	for i, r := range p.roads {
		p.near.Add(i, r.Line)
	}
	for i, r := range land.Rivers {
		if !r.Stream {
			p.rivers.Add(i, r.Mid)
		}
	}
	m, faces := mesh.Build(p.lines())
	p.mesh = m
	var kept []mesh.Polygon
	var keys []int
	numbers := map[planKey]int{}
	var list []planKey
	for _, f := range faces {
		k, ok := p.look(f)
		if !ok {
			continue
		}
		if _, known := numbers[k]; !known {
			numbers[k] = len(list)
			list = append(list, k)
		}
		kept, keys = append(kept, f), append(keys, numbers[k])
	}
	joined, joinedKeys := m.Dissolve(kept, keys)
	var out []Area
	for i, poly := range joined {
		if m.Area(poly) > 15 {
			k := list[joinedKeys[i]]
			out = append(out, Area{m.Rings(poly), k.code, planName(k.code)})
		}
	}
	return out
}

type planKey struct {
	code    string
	commune int
	x, y    int
}

// plannedRoads are the main roads and some of the others as they are to become, and roads
// that are not built yet.
func (p *planner) plannedRoads(ways []cadastre.Way) {
	more := map[terrain.Class]float64{terrain.National: 14, terrain.Provincial: 12, terrain.Urban: 7}
	for i, w := range ways {
		chosen := terrain.Even(int64(i), 17)
		switch {
		case w.Class <= terrain.Urban:
			w.Width += more[w.Class]
		case w.Name != "" && chosen < 0.4, w.Class == terrain.Communal && terrain.Length(w.Line) > 600 && chosen < 0.3:
			w.Width = max(w.Width+4, 12)
		default:
			continue
		}
		p.roads = append(p.roads, w)
	}
	for _, r := range terrain.PlannedRoads() {
		p.roads = append(p.roads, cadastre.Way{Class: r.Class, Name: r.Name, Width: r.Width, Line: r.Line})
	}
}

func (p *planner) lines() []orb.LineString {
	t := p.land
	lines := slices.Clone(t.Coast)
	for _, c := range p.parts {
		for _, r := range c.area {
			lines = append(lines, orb.LineString(r))
		}
	}
	for _, r := range t.Rivers {
		if !r.Stream {
			lines = append(lines, r.Banks())
		}
	}
	for _, l := range t.Lakes {
		lines = append(lines, l.Shore)
	}
	for _, r := range p.roads {
		left, right := mesh.Offset(r.Line, r.Width/2), mesh.Offset(r.Line, -r.Width/2)
		right.Reverse()
		lines = append(lines, append(append(left, right...), left[0]))
	}
	for _, z := range t.Zones {
		var moved orb.LineString
		for _, q := range z.Outline {
			moved = append(moved, terrain.Warp(901, q, 70, 500))
		}
		lines = append(lines, moved)
	}
	return append(append(lines, p.grid(wideGrid, 0, 0.35)...), p.grid(townGrid, 0.12, -0.2)...)
}

// grid is a bent grid of lines over the province, where settlements are at least so dense.
func (p *planner) grid(size, dense, angle float64) []orb.LineString {
	b := p.land.Coast[0].Bound()
	c, reach := b.Center(), terrain.Dist(b.Min, b.Max)/2
	sn, cs := math.Sincos(angle)
	n := int(reach / size)
	var out []orb.LineString
	for axis := range 2 {
		for k := -n; k <= n; k++ {
			var line orb.LineString
			for s := -reach; s <= reach; s += size / 7 {
				u, v := float64(k)*size, s
				if axis == 1 {
					u, v = v, u
				}
				q := terrain.Warp(911, orb.Point{c[0] + u*cs - v*sn, c[1] + u*sn + v*cs}, 0.7*size, 3*size)
				if b.Contains(q) && p.land.Density(q) >= dense {
					line = append(line, q)
					continue
				}
				out, line = appendLine(out, line), nil
			}
			out = appendLine(out, line)
		}
	}
	return out
}

func appendLine(lines []orb.LineString, l orb.LineString) []orb.LineString {
	if len(l) > 1 {
		lines = append(lines, l)
	}
	return lines
}

// look says what a face of the plan is to be; ok is false outside the province.
func (p *planner) look(f mesh.Polygon) (planKey, bool) {
	at := p.mesh.Within(f)
	i := slices.IndexFunc(p.parts, func(a part) bool { return a.bound.Contains(at) && insideAll(a.area, at) })
	if i < 0 {
		return planKey{}, false
	}
	commune := p.parts[i].commune
	k := planKey{"", commune, int(math.Floor(at[0] / planPiece)), int(math.Floor(at[1] / planPiece))}
	switch {
	case slices.ContainsFunc(p.land.Lakes, func(l terrain.Lake) bool { return terrain.Inside(l.Shore, at) }):
		k.code = "MNC"
	case p.onRiver(at):
		k.code = "SON"
	case p.onPlannedRoad(at):
		k.code = "DGT"
	default:
		k.code = p.purpose(at, commune, p.homes.settled(p.mesh.Rings(f), p.mesh.Area(f)), dice.New(int64(at[0]), int64(at[1]), 9))
	}
	return k, true
}

func insideAll(o orb.Polygon, at orb.Point) bool {
	in := false
	for _, r := range o {
		if terrain.Inside(orb.LineString(r), at) {
			in = !in
		}
	}
	return in
}

func (p *planner) onRiver(at orb.Point) bool {
	n, ok := p.rivers.Nearest(at, nil)
	return ok && terrain.Inside(p.land.Rivers[n.Line].Banks(), at)
}

func (p *planner) onPlannedRoad(at orb.Point) bool {
	for c := terrain.National; c <= terrain.Communal; c++ {
		n, ok := p.near.Nearest(at, func(i int) bool { return p.roads[i].Class == c })
		if ok && n.Dist <= p.roads[n.Line].Width/2+0.02 {
			return true
		}
	}
	return false
}

// purpose is the code that a piece of land is planned for.
func (p *planner) purpose(at orb.Point, commune int, settled bool, d dice.Dice) string {
	home := "ONT"
	if strings.HasPrefix(p.land.Communes[commune].Name, "Phường") {
		home = "ODT"
	}
	kind, _ := p.land.Zone(at)
	if code, ok := zonePlan(kind, d); ok {
		return code
	}
	dense := p.land.Density(at)
	switch {
	case settled:
		return d.Weighted(dice.Of(home, 80), dice.Of("TMD", 7), dice.Of("DKV", 4), dice.Of("DGD", 4), dice.Of("DYT", 1), dice.Of("DVH", 1), dice.Of("DTT", 1), dice.Of("TSC", 1), dice.Of("DCH", 1))
	case dense > 0.28, dense > 0.1 && home == "ODT":
		return d.Weighted(dice.Of(home, 60), dice.Of("TMD", 12), dice.Of("DKV", 8), dice.Of("DGD", 6), dice.Of("TSC", 3), dice.Of("DYT", 3), dice.Of("DTT", 2), dice.Of("DVH", 2), dice.Of("DCH", 2), dice.Of("SKC", 2))
	case dense > 0.09:
		return d.Weighted(dice.Of(home, 46), dice.Of("CLN", 22), dice.Of("HNK", 10), dice.Of("DKV", 6), dice.Of("TMD", 6), dice.Of("SKC", 4), dice.Of("DGD", 3), dice.Of("NTD", 1), dice.Of("DNL", 1))
	}
	switch p.land.Crop(at) {
	case terrain.Paddy:
		return d.Weighted(dice.Of("LUC", 80), dice.Of("HNK", 8), dice.Of(home, 6), dice.Of("NTS", 3), dice.Of("SKC", 1))
	case terrain.Annual:
		return d.Weighted(dice.Of("HNK", 62), dice.Of("CLN", 16), dice.Of(home, 8), dice.Of("NKH", 5), dice.Of("SKN", 3), dice.Of("DKV", 2), dice.Of("RSX", 3))
	}
	return d.Weighted(dice.Of("CLN", 82), dice.Of("HNK", 5), dice.Of(home, 5), dice.Of("NKH", 3), dice.Of("SKK", 2), dice.Of("SKN", 1), dice.Of("SKS", 1), dice.Of("DNL", 1))
}

// zonePlan is what land with an outline of its own is planned for.
func zonePlan(kind terrain.Kind, d dice.Dice) (string, bool) {
	switch kind {
	case terrain.HillForest, terrain.Mangrove, terrain.Casuarina:
		return "RPH", true
	case terrain.Reserve:
		return "RDD", true
	case terrain.Plantation:
		return "RSX", true
	case terrain.Ponds:
		return d.Weighted(dice.Of("NTS", 80), dice.Of("TMD", 6), dice.Of("DKV", 5), dice.Of("RPH", 4)), true
	case terrain.Salt:
		return d.Weighted(dice.Of("LMU", 60), dice.Of("NTS", 25), dice.Of("SKC", 8), dice.Of("DKV", 4)), true
	case terrain.Industry:
		return "SKK", true
	case terrain.Port:
		return "SKC", true
	case terrain.Airfield:
		return d.Weighted(dice.Of("TMD", 4), dice.Of("DKV", 3), dice.Of("ODT", 3)), true
	case terrain.Resort:
		return d.Weighted(dice.Of("TMD", 8), dice.Of("DKV", 2)), true
	case terrain.Park:
		return "DKV", true
	case terrain.Military:
		return "CQP", true
	case terrain.Quarry:
		return "SKS", true
	case terrain.Graves:
		return "NTD", true
	case terrain.Dump:
		return "DRA", true
	}
	return "", false
}

// planName is how the plan calls an area of a code.
func planName(code string) string {
	return map[string]string{
		"ODT": "Đất ở đô thị quy hoạch", "ONT": "Đất ở nông thôn quy hoạch", "TMD": "Khu thương mại, dịch vụ", "DKV": "Công viên, cây xanh",
		"DGD": "Trường học", "TSC": "Trụ sở cơ quan", "DYT": "Cơ sở y tế", "DTT": "Sân thể thao", "DVH": "Cơ sở văn hóa", "DCH": "Chợ",
		"SKC": "Cơ sở sản xuất phi nông nghiệp", "SKK": "Khu công nghiệp", "SKN": "Cụm công nghiệp", "SKS": "Khai thác khoáng sản",
		"CLN": "Đất trồng cây lâu năm", "HNK": "Đất trồng cây hằng năm khác", "LUC": "Đất chuyên trồng lúa", "NTS": "Đất nuôi trồng thủy sản",
		"LMU": "Đất làm muối", "NKH": "Đất nông nghiệp khác", "RPH": "Rừng phòng hộ", "RDD": "Rừng đặc dụng", "RSX": "Rừng sản xuất",
		"DGT": "Đường giao thông quy hoạch", "SON": "Sông, suối", "MNC": "Hồ", "NTD": "Nghĩa trang", "DNL": "Công trình năng lượng",
		"CQP": "Đất quốc phòng", "DRA": "Khu xử lý chất thải",
	}[code]
}
