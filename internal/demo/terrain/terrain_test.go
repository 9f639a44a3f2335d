package terrain_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"

	"sotay/internal/demo/mesh"
	"sotay/internal/demo/terrain"
)

// TestPlane holds the projection to the official vectors (Decision 05/2007/QĐ-BTNMT),
// central meridian 107°45′.
func TestPlane(t *testing.T) {
	for _, c := range []struct {
		name            string
		lon, lat        float64
		easting, height float64
	}{
		{"Vũng Tàu", 107.0843, 10.3460, 426902.3672, 1144200.4975},
		{"Bà Rịa", 107.1680, 10.4963, 436099.4511, 1160806.4927},
		{"Biên Hòa", 106.8230, 10.9574, 398486.9389, 1211901.7991},
		{"Phan Thiết", 108.1021, 10.9289, 538290.7287, 1208616.2252},
		{"Côn Đảo", 106.6060, 8.6830, 373909.9958, 960396.9239},
		{"Phú Quý", 108.9330, 10.5330, 629287.1385, 1165050.9947},
	} {
		p := terrain.Plane(c.lon, c.lat)
		if d := terrain.Dist(p, orb.Point{c.easting, c.height}); d > 0.001 {
			t.Errorf("%s: %.4f %.4f is %.4f m off", c.name, p[0], p[1], d)
		}
		q := terrain.LonLat(orb.Point{c.easting, c.height})
		if math.Abs(q[0]-c.lon) > 1e-8 || math.Abs(q[1]-c.lat) > 1e-8 {
			t.Errorf("%s back: %.10f %.10f", c.name, q[0], q[1])
		}
	}
	q := terrain.LonLat(orb.Point{430000, 1145000})
	if math.Abs(q[0]-107.1125697537) > 1e-9 || math.Abs(q[1]-10.3532855868) > 1e-9 {
		t.Errorf("inverse: %.10f %.10f", q[0], q[1])
	}
}

// TestWhere asks what lies at places that everybody there knows.
func TestWhere(t *testing.T) {
	land := terrain.New()
	ashore := func(p orb.Point) bool {
		for _, c := range land.Coast {
			if terrain.Inside(c, p) {
				return true
			}
		}
		return false
	}
	for _, c := range []struct {
		name     string
		lon, lat float64
		ashore   bool
		kind     terrain.Kind
	}{
		{"Bãi Trước", 107.0775, 10.3480, true, terrain.Open},
		{"Núi Lớn", 107.0620, 10.3680, true, terrain.HillForest},
		{"Núi Dinh", 107.1200, 10.5400, true, terrain.HillForest},
		{"Bà Rịa", 107.1720, 10.4960, true, terrain.Open},
		{"the sea off Bãi Sau", 107.1400, 10.3500, false, terrain.Open},
		{"Gành Rái bay", 107.0200, 10.4300, false, terrain.Open},
		{"Long Sơn", 107.0880, 10.4570, true, terrain.Open},
		{"the salt fields of An Ngãi", 107.2000, 10.4600, true, terrain.Salt},
		{"the forest of Bình Châu", 107.4700, 10.5170, true, terrain.Reserve},
		{"Phú Mỹ industrial park", 107.0350, 10.6050, true, terrain.Industry},
		{"Cần Giờ", 106.9500, 10.4300, false, terrain.Open},
	} {
		p := terrain.Plane(c.lon, c.lat)
		if got := ashore(p); got != c.ashore {
			t.Errorf("%s: ashore %v", c.name, got)
		}
		if got, _ := land.Zone(p); got != c.kind {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	centre, field := land.Density(terrain.Plane(107.0775, 10.3475)), land.Density(terrain.Plane(107.30, 10.73))
	if centre < 0.8 || field > 0.05 {
		t.Errorf("density: %.2f in the city, %.2f in the fields", centre, field)
	}
}

// TestShapes checks that no outline crosses itself: the land it encloses has the area of
// the outline.
func TestShapes(t *testing.T) {
	land := terrain.New()
	shapes := map[string]orb.LineString{}
	for i, c := range land.Coast {
		shapes["coast "+string(rune('0'+i))] = c
	}
	for _, l := range land.Lakes {
		shapes[l.Name] = l.Shore
	}
	sea, river := terrain.Sea(land.Coast)
	shapes["sea"], shapes["Thị Vải"] = orb.LineString(sea[0]), orb.LineString(river[0])
	for name, line := range shapes {
		m, faces := mesh.Build([]orb.LineString{line})
		sum := 0.0
		for _, f := range faces {
			sum += m.Area(f)
		}
		if len(faces) != 1 || math.Abs(sum-math.Abs(area(line))) > 20+1e-8*sum {
			t.Errorf("%s: %d faces, %.0f m² of %.0f", name, len(faces), sum, area(line))
		}
	}
}

func area(line orb.LineString) float64 {
	sum := 0.0
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		sum += (a[0]-line[0][0])*(b[1]-line[0][1]) - (b[0]-line[0][0])*(a[1]-line[0][1])
	}
	return sum / 2
}

// TestSea looks at places all over the map of the country: the sea reaches around it, and
// nobody's land lies in it.
func TestSea(t *testing.T) {
	sea, _ := terrain.Sea(terrain.Coast())
	for _, c := range []struct {
		name     string
		lon, lat float64
		wet      bool
	}{
		{"off Vũng Tàu", 107.14, 10.30, true},
		{"Hoàng Sa", 112.0, 16.5, true},
		{"Trường Sa", 114.0, 9.5, true},
		{"the east of the map", 117.9, 12, true},
		{"the south of the map", 108, 5.6, true},
		{"the gulf in the west", 101.6, 8.5, true},
		{"the gulf in the north", 107.9, 20.2, true},
		{"off Cà Ná", 109.05, 11.20, true},
		{"off Bạc Liêu", 105.85, 9.05, true},
		{"Hà Nội", 105.85, 21.03, false},
		{"Huế", 107.58, 16.46, false},
		{"Đà Lạt", 108.44, 11.94, false},
		{"Cần Thơ", 105.77, 10.03, false},
		{"Cà Mau", 105.15, 9.18, false},
		{"Phú Quốc", 104.0, 10.25, false},
		{"Côn Đảo", 106.61, 8.69, false},
		{"Phú Quý", 108.935, 10.525, false},
		{"Cát Bà", 107.03, 20.77, false},
		{"Hải Nam", 109.8, 19.2, false},
		{"Ngãi Giao", 107.247, 10.646, false},
	} {
		p, in := terrain.Plane(c.lon, c.lat), false
		for _, r := range sea {
			if terrain.Inside(orb.LineString(r), p) {
				in = !in
			}
		}
		if in != c.wet {
			t.Errorf("%s: in the sea %v", c.name, in)
		}
	}
}

func TestHeading(t *testing.T) {
	land := terrain.New()
	// Along the highway between Bà Rịa and Long Điền the land is laid out along it.
	a, b := terrain.Plane(107.1900, 10.4915), terrain.Plane(107.1980, 10.4898)
	road := math.Atan2(b[1]-a[1], b[0]-a[0])
	got := land.Heading(orb.Point{(a[0] + b[0]) / 2, (a[1]+b[1])/2 + 60})
	if d := math.Abs(math.Remainder(got-road, math.Pi)); d > 0.35 {
		t.Errorf("heading %.2f beside a road of %.2f", got, road)
	}
}

func TestLines(t *testing.T) {
	l := terrain.NewLines(50)
	l.Add(1, orb.LineString{{0, 0}, {500, 0}})
	l.Add(2, orb.LineString{{0, 30}, {500, 30}})
	n, ok := l.Nearest(orb.Point{100, 10}, nil)
	if !ok || n.Line != 1 || n.Dist != 10 || n.Along != 100 || n.At != (orb.Point{100, 0}) || n.Ahead != (orb.Point{1, 0}) {
		t.Errorf("%+v %v", n, ok)
	}
	if n, ok = l.Nearest(orb.Point{100, 10}, func(i int) bool { return i == 2 }); !ok || n.Line != 2 || n.Dist != 20 {
		t.Errorf("filtered: %+v %v", n, ok)
	}
	if _, ok = l.Nearest(orb.Point{100, 90}, nil); ok {
		t.Error("found a line beyond reach")
	}
}
