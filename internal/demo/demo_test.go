package demo_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"

	geom "github.com/twpayne/go-geom"

	"sotay/importers"
	"sotay/internal/demo"
)

// province is made once for all tests.
var province = sync.OnceValue(demo.New)

func set(t *testing.T, name string) demo.Set {
	t.Helper()
	s, ok := province().Set(name)
	if !ok {
		t.Fatalf("no layer %s", name)
	}
	return s
}

// field gives the values of one field of all records, as text.
func field(t *testing.T, s demo.Set, name string) []string {
	t.Helper()
	for i, f := range s.Fields {
		if f.Name == name {
			out := make([]string, len(s.Features))
			for k, r := range s.Features {
				if r.Values[i] != nil {
					out[k] = fmt.Sprint(r.Values[i])
				}
			}
			return out
		}
	}
	t.Fatalf("layer %s has no field %s", s.Layer.Name, name)
	return nil
}

func fingerprint(p *demo.Province) string {
	h := sha256.New()
	for _, s := range p.Sets {
		fmt.Fprintln(h, s.Layer.Name, s.Fields)
		for _, f := range s.Features {
			if err := binary.Write(h, binary.LittleEndian, f.Geometry.FlatCoords()); err != nil {
				panic(err) // a hash takes all
			}
			fmt.Fprintln(h, f.Geometry.Ends(), f.Values)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestSameEachTime(t *testing.T) {
	t.Parallel() // with TestLoad, which waits for the database
	if got, want := fingerprint(demo.New()), fingerprint(province()); got != want {
		t.Errorf("made again: %s, first: %s", got, want)
	}
}

func TestCounts(t *testing.T) {
	for _, c := range []struct {
		layer     string
		low, high int
	}{
		{"communes", 29 + 76, 30 + 80}, // those of today and of before
		{"parcels", 55000, 70000},
		{"water", 40, 60},
		{"forest", 1500, 3000},
		{"roads", 40, 60},
		{"streets", 5000, 12000},
		{"planning_2030", 3000, 9000},
		{"corridors", 400, 900},
		{"stations", 60, 60},
		{"basins", 5, 5},
		{"lakes", 16, 16},
		{"rivers", 29, 29},
	} {
		if n := len(set(t, c.layer).Features); n < c.low || n > c.high {
			t.Errorf("%s: %d records, want %d to %d", c.layer, n, c.low, c.high)
		}
	}
}

// TestSharedCorners proves the whole cadastre free of gaps and overlaps: two parcels that
// meet walk every stretch between two corners in opposite directions, and what only one
// walks is the outline of the land.
func TestSharedCorners(t *testing.T) {
	type corner [2]float64
	walked := map[[2]corner]int{}
	sum := 0.0
	for _, f := range set(t, "parcels").Features {
		p := f.Geometry.(*geom.Polygon)
		sum += p.Area()
		for r := range p.NumLinearRings() {
			flat := p.LinearRing(r).FlatCoords()
			for i := 2; i < len(flat); i += 2 {
				walked[[2]corner{{flat[i-2], flat[i-1]}, {flat[i], flat[i+1]}}]++
			}
		}
	}
	outline := 0.0
	for e, n := range walked {
		if n != 1 {
			t.Fatalf("edge %v is walked %d times in one direction", e, n)
		}
		if walked[[2]corner{e[1], e[0]}] == 0 {
			outline += math.Hypot(e[1][0]-e[0][0], e[1][1]-e[0][1])
		}
	}
	land, length := landArea(t)
	if math.Abs(sum-land) > 10 { // a corner put into the outermost edge bends it by half a centimetre
		t.Errorf("parcels cover %.1f m² of %.1f m²", sum, land)
	}
	if math.Abs(outline-length) > 1 {
		t.Errorf("parcels leave %.1f m of edges unshared, the land has %.1f m of outline", outline, length)
	}
}

// landArea sums the communes and measures the outline that they share with no other.
func landArea(t *testing.T) (area, outline float64) {
	t.Helper()
	type edge [4]float64
	seen := map[edge]bool{}
	for _, f := range presentCommunes(t) {
		flat := f.Geometry.FlatCoords()
		rings := geom.NewMultiLineStringFlat(geom.XY, flat, ends(f.Geometry))
		for i := range rings.NumLineStrings() {
			c := rings.LineString(i).FlatCoords()
			for k := 2; k < len(c); k += 2 {
				area += (c[k-2]*c[k+1] - c[k]*c[k-1]) / 2
				seen[edge{c[k-2], c[k-1], c[k], c[k+1]}] = true
			}
		}
	}
	for e := range seen {
		if !seen[edge{e[2], e[3], e[0], e[1]}] {
			outline += math.Hypot(e[2]-e[0], e[3]-e[1])
		}
	}
	return area, outline
}

// presentCommunes are the communes without a last day.
func presentCommunes(t *testing.T) []demo.Feature {
	t.Helper()
	communes := set(t, "communes")
	var out []demo.Feature
	for i, to := range field(t, communes, "valid_to") {
		if to == "" {
			out = append(out, communes.Features[i])
		}
	}
	return out
}

// ends of the rings of a polygon or multipolygon.
func ends(g geom.T) []int {
	if m, ok := g.(*geom.MultiPolygon); ok {
		var out []int
		for _, e := range m.Endss() {
			out = append(out, e...)
		}
		return out
	}
	return g.Ends()
}

func TestCornersOnCentimetres(t *testing.T) {
	for _, f := range set(t, "parcels").Features {
		for _, v := range f.Geometry.FlatCoords() {
			if v != math.Round(v*100)/100 {
				t.Fatalf("coordinate %v is no whole number of centimetres", v)
			}
		}
	}
}

// TestVariety looks for what makes a cadastre: lots of every size, L-shapes, parcels with
// ponds in them, roads and waters as parcels, houses with gardens, numbers with letters.
func TestVariety(t *testing.T) {
	parcels := set(t, "parcels")
	uses, numbers := field(t, parcels, "land_use"), field(t, parcels, "parcel_no")
	n := map[string]int{}
	for i, f := range parcels.Features {
		p := f.Geometry.(*geom.Polygon)
		switch area := p.Area(); {
		case area < 150:
			n["house lots"]++
		case area > 200000:
			n["forest and estates"]++
		}
		if p.NumLinearRings() > 1 && uses[i] != "DGT" {
			n["with a hole"]++
		}
		if !strings.Contains(uses[i], "DGT") && turnsBack(p) {
			n["with an inner corner"]++
		}
		if strings.Contains(uses[i], "+CLN") {
			n["houses with gardens"]++
		}
		if strings.HasSuffix(numbers[i], "a") || strings.HasSuffix(numbers[i], "b") {
			n["numbers with a letter"]++
		}
		n[uses[i]]++
	}
	for what, least := range map[string]int{
		"house lots": 9500, "forest and estates": 500, "with a hole": 100, "with an inner corner": 1000, "houses with gardens": 3800,
		"numbers with a letter": 200, "DGT": 1000, "SON": 100, "LUC": 500, "LMU": 300, "NTS": 1000, "RDD": 50, "SKK": 500, "ODT": 10000, "ONT": 5000,
	} {
		if n[what] < least {
			t.Errorf("%s: %d, want at least %d", what, n[what], least)
		}
	}
}

// turnsBack tells whether an outline has a corner that bends inwards by more than 60°.
func turnsBack(p *geom.Polygon) bool {
	c := p.LinearRing(0).FlatCoords()
	n := len(c)/2 - 1
	for i := range n {
		a, b, d := 2*i, 2*((i+1)%n), 2*((i+2)%n)
		ux, uy, vx, vy := c[b]-c[a], c[b+1]-c[a+1], c[d]-c[b], c[d+1]-c[b+1]
		if ux*vy-uy*vx < -0.86*math.Hypot(ux, uy)*math.Hypot(vx, vy) {
			return true
		}
	}
	return false
}

func TestNumbering(t *testing.T) {
	parcels := set(t, "parcels")
	communes, sheets, numbers := field(t, parcels, "commune_code"), field(t, parcels, "sheet_no"), field(t, parcels, "parcel_no")
	type sheet struct{ commune, number string }
	highest := map[string]int{}
	used := map[sheet]map[string]int{}
	for i := range parcels.Features {
		s := sheet{communes[i], sheets[i]}
		n, err := strconv.Atoi(sheets[i])
		if err != nil || n < 1 {
			t.Fatalf("sheet %q", sheets[i])
		}
		highest[communes[i]] = max(highest[communes[i]], n)
		if used[s] == nil {
			used[s] = map[string]int{}
		}
		used[s][numbers[i]]++
	}
	total := 0
	for _, n := range highest {
		total += n
	}
	if len(used) != total {
		t.Errorf("%d sheets, but the numbers go up to %d in all", len(used), total)
	}
	repeated := 0
	for s, list := range used {
		if list["1"] == 0 && list["1a"] == 0 {
			t.Errorf("sheet %v does not begin with 1", s)
		}
		for _, n := range list {
			if n > 1 {
				repeated += n
			}
		}
	}
	share := float64(repeated) / float64(len(parcels.Features))
	if want := 463.0 / 195152; share < want/1.6 || share > want*1.6 {
		t.Errorf("%.5f of the parcels share their number, want about %.5f", share, want)
	}
}

// TestZigzag checks that numbers run from north to south: on every larger sheet the first
// fifth lies north of the last, which stands before the parcels numbered later.
func TestZigzag(t *testing.T) {
	parcels := set(t, "parcels")
	communes, sheets, numbers := field(t, parcels, "commune_code"), field(t, parcels, "sheet_no"), field(t, parcels, "old_parcel_no")
	north := map[string]map[int]float64{}
	for i, f := range parcels.Features {
		n, err := strconv.Atoi(numbers[i])
		if err != nil {
			t.Fatalf("number %q before the merger", numbers[i])
		}
		b := f.Geometry.Bounds()
		key := communes[i] + "/" + sheets[i]
		if north[key] == nil {
			north[key] = map[int]float64{}
		}
		north[key][n] = (b.Min(1) + b.Max(1)) / 2
	}
	for key, y := range north {
		if len(y) < 40 {
			continue
		}
		first, last := 0.0, 0.0
		for k := 1; k <= 8; k++ {
			first += y[k]
			last += y[len(y)+1-k]
		}
		if first <= last {
			t.Errorf("sheet %s: the first parcels do not lie north of the last", key)
		}
	}
}

func TestInvented(t *testing.T) {
	parcels := set(t, "parcels")
	for _, name := range field(t, parcels, "owner_name") {
		if !strings.HasSuffix(name, "(hư cấu)") {
			t.Fatalf("owner %q is not marked as invented", name)
		}
	}
	for _, number := range field(t, parcels, "certificate_no") {
		if number != "" && !strings.HasPrefix(number, "HC ") {
			t.Fatalf("certificate %q is not of the invented series", number)
		}
	}
	for _, layer := range []string{"planning_2030", "corridors"} {
		for _, d := range field(t, set(t, layer), "decision") {
			if !strings.HasSuffix(d, "(hư cấu)") {
				t.Fatalf("decision %q is not marked as invented", d)
			}
		}
	}
	for _, s := range province().Sets {
		if s.Layer.Source != "Dữ liệu minh họa, không có giá trị pháp lý" || s.Layer.AsOf == nil {
			t.Errorf("layer %s does not say that it is a demo: %q", s.Layer.Name, s.Layer.Source)
		}
	}
}

func TestReader(t *testing.T) {
	parcels := set(t, "parcels")
	r := parcels.Reader()
	s := r.Schema()
	if s.Rows != int64(len(parcels.Features)) || s.CRS.EPSG != 5899 || s.Encoding != "utf-8" || s.Geometry != "Polygon" {
		t.Errorf("schema %+v", s)
	}
	var rec importers.Record
	rows := int64(0)
	for {
		err := r.Next(&rec)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		rows++
		if rec.Row != rows || len(rec.Values) != len(s.Fields) {
			t.Fatalf("row %d: %+v", rows, rec)
		}
		if use, ok := rec.Values[3].([]byte); !ok || string(use) != parcels.Features[rows-1].Values[3] {
			t.Fatalf("row %d: land use %v", rows, rec.Values[3])
		}
	}
	if done, total := r.Progress(); rows != s.Rows || done != total {
		t.Errorf("%d rows, progress %d of %d", rows, done, total)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}
