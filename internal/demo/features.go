package demo

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// parcelFeatures are the parcels, sheet by sheet as they are numbered.
func (b *builder) parcelFeatures() []Feature {
	var out []Feature
	for _, s := range b.sheets {
		for _, i := range s.lots {
			out = append(out, b.parcelFeature(s, b.lots[i]))
		}
	}
	return out
}

func (b *builder) parcelFeature(s sheet, l lot) Feature {
	poly := b.mesh.Expand(l.poly)
	area := b.mesh.Area(poly)
	address := b.address(l)
	h := b.holderOf(l, area, address)
	var id any
	if terrain.Even(int64(l.at[0]*100), int64(l.at[1]*100), 12) < 0.62 {
		id = geohash(terrain.LonLat(l.at))
	}
	return Feature{geomPolygon(b.mesh.Rings(poly)), []any{
		b.land.Communes[b.units[l.unit].commune].Code, strconv.Itoa(s.number), l.number, l.use, address,
		strconv.Itoa(s.old), l.oldNumber, id,
		number(h.legal), number(h.residential), h.status, h.name, h.address, text(h.certificate),
	}}
}

// geohash is the twelve-character geohash of a longitude and latitude, as the national
// parcel identifier uses it.
func geohash(p orb.Point) string {
	const letters = "0123456789bcdefghjkmnpqrstuvwxyz"
	low, high := orb.Point{-180, -90}, orb.Point{180, 90}
	out := make([]byte, 12)
	axis := 0
	for i := range out {
		var bits byte
		for range 5 {
			middle := (low[axis] + high[axis]) / 2
			bits <<= 1
			if p[axis] >= middle {
				bits |= 1
				low[axis] = middle
			} else {
				high[axis] = middle
			}
			axis = 1 - axis
		}
		out[i] = letters[bits]
	}
	return string(out)
}

func (b *builder) planFeatures(outlines []orb.MultiPolygon) []Feature {
	var out []Feature
	for _, z := range b.plan(outlines) {
		out = append(out, Feature{geomPolygon(z.poly), []any{z.code, z.name, int64(2030), "Quyết định số 00/QĐ-UBND" + fictitious}})
	}
	return out
}

func (b *builder) corridorFeatures() []Feature {
	var out []Feature
	for _, z := range b.corridors() {
		out = append(out, Feature{geomPolygon(z.poly), []any{z.code, z.name, "Quyết định số 00/QĐ-UBND" + fictitious}})
	}
	return out
}

// roadFeatures are the middle lines of roads of the wanted classes, within the province.
func (b *builder) roadFeatures(wanted func(terrain.Class) bool) []Feature {
	var out []Feature
	for _, w := range b.ways {
		if wanted(w.class) {
			if line := b.ashore(w.line); len(line) > 1 {
				out = append(out, Feature{lineString(line), []any{text(w.name), w.class.Slug(), w.width}})
			}
		}
	}
	return out
}

// ashore cuts off the ends of a line that lie outside the province. Bridges stay.
func (b *builder) ashore(line orb.LineString) orb.LineString {
	on := func(p orb.Point) bool {
		for _, c := range b.land.Coast {
			if terrain.Inside(c, p) {
				return true
			}
		}
		return false
	}
	for len(line) > 0 && !on(line[0]) {
		line = line[1:]
	}
	for len(line) > 0 && !on(line[len(line)-1]) {
		line = line[:len(line)-1]
	}
	return line
}

// waterFeatures are the sea and the rivers, lakes and streams, each in one piece.
func (b *builder) waterFeatures() []Feature {
	sea, thiVai := terrain.Sea(b.land.Coast)
	out := []Feature{
		{geomPolygon(rounded(sea)), []any{"Biển Đông", "sea"}},
		{geomPolygon(rounded(thiVai)), []any{"Sông Thị Vải", "river"}},
	}
	kinds := map[string]string{}
	for _, r := range b.land.Rivers {
		kinds[r.Name] = "river"
		if r.Stream {
			kinds[r.Name] = "stream"
		}
	}
	names, numbers := []string{}, map[string]int{}
	var polys []mesh.Polygon
	var keys []int
	for _, p := range b.plots {
		if p.surface != water {
			continue
		}
		if _, ok := numbers[p.name]; !ok {
			numbers[p.name] = len(names)
			names = append(names, p.name)
		}
		polys, keys = append(polys, p.poly), append(keys, numbers[p.name])
	}
	joined, joinedKeys := b.mesh.Dissolve(polys, keys)
	for i := 0; i < len(joined); {
		var m orb.MultiPolygon
		j := i
		for ; j < len(joined) && joinedKeys[j] == joinedKeys[i]; j++ {
			m = append(m, b.mesh.Rings(joined[j]))
		}
		name := names[joinedKeys[i]]
		kind := kinds[name]
		if kind == "" {
			kind = "lake"
		}
		out = append(out, Feature{multiPolygon(m), []any{name, kind}})
		i = j
	}
	return out
}

// rounded puts all corners on whole centimetres, like those of the mesh.
func rounded(p orb.Polygon) orb.Polygon {
	out := make(orb.Polygon, len(p))
	for i, r := range p {
		for _, q := range r {
			out[i] = append(out[i], mesh.Snap(q).Metres())
		}
	}
	return out
}

// forestFeatures are the parcels of forest, described as forest compartments: tiểu khu,
// khoảnh and lô, the state of the forest and its purpose.
func (b *builder) forestFeatures() []Feature {
	var out []Feature
	for i, s := range b.sheets {
		n := 0
		for _, k := range s.lots {
			l := b.lots[k]
			if l.block < 0 || !b.plots[l.block].zone.Wooded() || !strings.HasPrefix(l.use, "R") {
				continue
			}
			n++
			f := b.forestState(l)
			out = append(out, Feature{geomPolygon(b.mesh.Rings(b.mesh.Expand(l.poly))), []any{
				b.plots[l.block].name, strconv.Itoa(10 + i%90), strconv.Itoa(1 + n/9), compartment(n), f.code, f.name, f.purpose,
				math.Round(b.mesh.Area(l.poly)/100) / 100,
			}})
		}
	}
	return out
}

// compartment is the mark of a lô within its khoảnh: a1, a2 … b1.
func compartment(n int) string { return fmt.Sprintf("%c%d", 'a'+rune(n%9/3), 1+n%3) }

type forestState struct{ code, name, purpose string }

func (b *builder) forestState(l lot) forestState {
	d := newDice(int64(l.at[0]), int64(l.at[1]), 6)
	purpose := map[string]string{"RPH": "Rừng phòng hộ", "RDD": "Rừng đặc dụng", "RSX": "Rừng sản xuất"}[l.use]
	var code string
	switch b.plots[l.block].zone {
	case terrain.Mangrove:
		code = d.weighted(choice{"RNMN", 4}, choice{"RNMP", 2}, choice{"RTM", 3}, choice{"DTRM", 1})
	case terrain.Plantation, terrain.Casuarina:
		code = d.weighted(choice{"RTG", 7}, choice{"RTK", 1}, choice{"DTR", 2})
	default:
		code = d.weighted(choice{"TXB", 3}, choice{"TXN", 4}, choice{"TXP", 3}, choice{"DT2", 1})
	}
	name := map[string]string{
		"RNMN": "Rừng gỗ tự nhiên ngập mặn nghèo", "RNMP": "Rừng gỗ tự nhiên ngập mặn phục hồi", "RTM": "Rừng gỗ trồng ngập mặn",
		"DTRM": "Đất đã trồng trên đất ngập mặn", "RTG": "Rừng gỗ trồng núi đất",
		"RTK": "Rừng trồng khác núi đất", "DTR": "Đất đã trồng trên núi đất", "TXB": "Rừng gỗ tự nhiên lá rộng thường xanh trung bình",
		"TXN": "Rừng gỗ tự nhiên lá rộng thường xanh nghèo", "TXP": "Rừng gỗ tự nhiên lá rộng thường xanh phục hồi", "DT2": "Đất có cây gỗ tái sinh núi đất",
	}[code]
	return forestState{code, name, purpose}
}
