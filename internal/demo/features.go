package demo

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"sotay/internal/demo/cadastre"
	"sotay/internal/demo/dice"
	"sotay/internal/demo/mesh"
	"sotay/internal/demo/plan"
	"sotay/internal/demo/terrain"
)

// communes are those of today and, with the day on which they ended, the units they were
// made of.
func (m made) communes() []Feature {
	var out []Feature
	merger := time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range m.cadastre.Communes {
		var old []string
		for _, u := range c.Old {
			old = append(old, u.Name)
		}
		names := strings.Join(old, ", ")
		if names == c.Name {
			names = ""
		}
		out = append(out, Feature{multiPolygon(c.Area), []any{
			c.Code, c.Name, kindOf(c.Name), "79", "Thành phố Hồ Chí Minh", text(names),
			merger, nil,
		}})
	}
	for _, u := range m.cadastre.Former {
		out = append(out, Feature{multiPolygon(u.Area), []any{u.Code, u.Name, kindOf(u.Name), "77", "Tỉnh Bà Rịa - Vũng Tàu", nil, nil, merger}})
	}
	return out
}

// kindOf is the kind that a unit's name begins with.
func kindOf(name string) string {
	kind, rest, _ := strings.Cut(name, " ")
	if kind == "Thị" { // Thị trấn
		second, _, _ := strings.Cut(rest, " ")
		kind += " " + second
	}
	return strings.ToLower(kind)
}

// present keeps the records without a last day.
func present(communes Set) []Feature {
	return slices.DeleteFunc(slices.Clone(communes.Features), func(f Feature) bool { return f.Values[7] != nil })
}

func (m made) parcels() []Feature {
	out := make([]Feature, len(m.cadastre.Parcels))
	for i, p := range m.cadastre.Parcels {
		var id any
		if terrain.Even(int64(p.At[0]*100), int64(p.At[1]*100), 12) < 0.62 {
			id = geohash(terrain.LonLat(p.At))
		}
		h := p.Holder
		out[i] = Feature{geomPolygon(p.Shape), []any{
			p.Commune, strconv.Itoa(p.Sheet), p.Number, p.Use, p.Address, strconv.Itoa(p.OldSheet), p.OldNumber, id,
			number(h.Legal), number(h.Residential), h.Status, h.Name, h.Address, text(h.Certificate),
		}}
	}
	return out
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

const decision = "Quyết định số 00/QĐ-UBND" + cadastre.Fictitious

func (m made) plan() []Feature {
	var out []Feature
	for _, a := range plan.LandUse(m.land, m.cadastre) {
		out = append(out, Feature{geomPolygon(a.Shape), []any{a.Code, a.Name, int64(2030), decision}})
	}
	return out
}

func (m made) corridors() []Feature {
	var out []Feature
	for _, a := range plan.Corridors(m.land) {
		out = append(out, Feature{geomPolygon(a.Shape), []any{a.Code, a.Name, decision}})
	}
	return out
}

// roads are the middle lines of roads of the wanted classes, within the province.
func (m made) roads(wanted func(terrain.Class) bool) []Feature {
	var out []Feature
	for _, w := range m.cadastre.Ways {
		if !wanted(w.Class) {
			continue
		}
		if line := m.ashore(w.Line); len(line) > 1 {
			out = append(out, Feature{lineString(line), []any{text(w.Name), w.Class.Slug(), w.Width}})
		}
	}
	return out
}

// ashore cuts off the ends of a line that lie outside the province. Bridges stay.
func (m made) ashore(line orb.LineString) orb.LineString {
	on := func(p orb.Point) bool {
		for _, c := range m.land.Coast {
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

// water is the sea and the rivers, lakes and streams.
func (m made) water() []Feature {
	sea, thiVai := terrain.Sea(m.land.Coast)
	out := []Feature{
		{geomPolygon(rounded(sea)), []any{"Biển Đông", "sea"}},
		{geomPolygon(rounded(thiVai)), []any{"Sông Thị Vải", "river"}},
	}
	for _, w := range m.cadastre.Waters {
		out = append(out, Feature{multiPolygon(w.Area), []any{w.Name, w.Kind}})
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

// forest is the parcels of forest, described as forest compartments: tiểu khu, khoảnh and
// lô, the state of the forest and its purpose.
func (m made) forest() []Feature {
	var out []Feature
	area, n := 0, 0
	last := ""
	for _, p := range m.cadastre.Parcels {
		if !p.Zone.Wooded() || !strings.HasPrefix(p.Use, "R") {
			continue
		}
		if sheet := p.Commune + "/" + strconv.Itoa(p.Sheet); sheet != last {
			area, n, last = area+1, 0, sheet
		}
		n++
		s := stateOf(p)
		out = append(out, Feature{geomPolygon(p.Shape), []any{
			p.Commune, strconv.Itoa(10 + area), strconv.Itoa(1 + n/9), compartment(n), p.ZoneName, s.code,
			math.Round(p.Area/100) / 100, s.class, s.purpose, text(s.species), s.planted, text(p.Holder.Name),
		}})
	}
	return out
}

// compartment is the mark of a lô within its khoảnh: a1, a2 … b1.
func compartment(n int) string { return fmt.Sprintf("%c%d", 'a'+rune(n%9/3), 1+n%3) }

// forestState is what an inventory says of a lot; planted is a year, nil for natural forest.
type forestState struct {
	code, class, purpose, species string
	planted                       any
}

func stateOf(p cadastre.Parcel) forestState {
	d := dice.New(int64(p.At[0]), int64(p.At[1]), 6)
	s := forestState{
		class:   map[string]string{"RPH": "1", "RDD": "2", "RSX": "3"}[p.Use],
		purpose: map[string]string{"RPH": "Rừng phòng hộ", "RDD": "Rừng đặc dụng", "RSX": "Rừng sản xuất"}[p.Use],
	}
	switch p.Zone {
	case terrain.Mangrove:
		s.code, s.species = d.Weighted(dice.Of("RNMN", 4), dice.Of("RNMP", 2), dice.Of("RTM", 3), dice.Of("DTRM", 1)), "Đước"
	case terrain.Casuarina:
		s.code, s.species = d.Weighted(dice.Of("RTG", 7), dice.Of("RTK", 1), dice.Of("DTR", 2)), "Phi lao"
	case terrain.Plantation:
		s.code, s.species = d.Weighted(dice.Of("RTG", 7), dice.Of("RTK", 1), dice.Of("DTR", 2)), "Keo lai"
	default:
		s.code = d.Weighted(dice.Of("TXB", 3), dice.Of("TXN", 4), dice.Of("TXP", 3), dice.Of("DT2", 1))
	}
	switch {
	case strings.HasPrefix(s.code, "DTR"):
		s.planted = int64(AsOf().Year() - 1)
	case strings.HasPrefix(s.code, "RT"):
		s.planted = int64(AsOf().Year() - 4 - int(12*terrain.Even(int64(p.At[0]), int64(p.At[1]), 13)))
	}
	return s
}
