package terrain

import (
	"math"

	"github.com/paulmach/orb"
)

// Place is a settlement: how far it reaches, in metres, and how dense its middle is (1 is
// the middle of a city).
type Place struct {
	Name  string
	At    orb.Point
	Reach float64
	Dense float64
	// Old tells a quarter that grew without a plan: crooked alleys, tiny lots.
	Old bool
}

// settlement is a Place before it is put on the map.
type settlement struct {
	name                   string
	lon, lat, reach, dense float64
	old                    bool
}

func places() []Place {
	var out []Place
	for _, s := range append(cities(), villages()...) {
		out = append(out, Place{s.name, Plane(s.lon, s.lat), s.reach, s.dense, s.old})
	}
	return out
}

// cities are the quarters of Vũng Tàu and Bà Rịa, after the outskirts of the larger towns.
func cities() []settlement {
	return []settlement{
		{"", 107.0900, 10.3620, 1450, 0.41, false}, // without a name: outskirts
		{"", 107.1250, 10.3950, 900, 0.32, false},
		{"", 107.1760, 10.4930, 1000, 0.32, false},
		{"", 107.0560, 10.5900, 900, 0.2, false},
		{"", 107.2360, 10.4000, 430, 0.5, false},
		{"", 107.1960, 10.4085, 400, 0.5, false},
		{"", 107.2850, 10.4060, 400, 0.48, false},
		{"", 107.2110, 10.4070, 900, 0.32, false},
		{"Bãi Trước", 107.0775, 10.3475, 180, 1.05, false},
		{"Thắng Tam", 107.0880, 10.3430, 144, 0.95, false},
		{"Thắng Nhì", 107.0715, 10.3700, 122, 1.0, true},
		{"Bến Đình", 107.0705, 10.3845, 136, 1.0, true},
		{"Phường 7", 107.0830, 10.3590, 144, 0.95, false},
		{"Phường 8", 107.0985, 10.3500, 122, 0.85, false},
		{"Phường 9", 107.0820, 10.3740, 122, 0.85, false},
		{"Nguyễn An Ninh", 107.1040, 10.3620, 130, 0.8, false},
		{"Thắng Nhất", 107.1045, 10.3830, 136, 0.85, false},
		{"Chí Linh", 107.1210, 10.3840, 158, 0.75, false},
		{"Rạch Dừa", 107.1130, 10.3930, 115, 0.95, true},
		{"Phường 11", 107.1270, 10.4020, 130, 0.72, false},
		{"Phường 12", 107.1400, 10.4260, 122, 0.66, false},
		{"Long Sơn", 107.0925, 10.4560, 122, 0.7, true},
		{"Gò Găng", 107.0875, 10.4300, 159, 0.48, true},
		{"Bà Rịa", 107.1710, 10.4955, 173, 1.0, false},
		{"Phước Trung", 107.1700, 10.4860, 152, 0.85, false},
		{"Phước Nguyên", 107.1850, 10.4980, 152, 0.85, false},
		{"Long Toàn", 107.1860, 10.4830, 136, 0.75, false},
		{"Long Hương", 107.1530, 10.5020, 122, 0.72, false},
		{"Kim Dinh", 107.1240, 10.5045, 159, 0.48, false},
		{"Tân Hưng", 107.1640, 10.5180, 159, 0.48, false},
		{"Hòa Long", 107.1980, 10.5310, 169, 0.52, false},
		{"Long Phước", 107.2230, 10.5240, 159, 0.48, false},
	}
}

// villages are the other towns and the middles of the communes.
func villages() []settlement {
	return []settlement{
		{"Phú Mỹ", 107.0580, 10.5880, 202, 0.85, false},
		{"Mỹ Xuân", 107.0500, 10.6270, 166, 0.72, false},
		{"Phước Hòa", 107.0600, 10.5370, 169, 0.52, false},
		{"Tân Phước", 107.0560, 10.5590, 165, 0.5, false},
		{"Tân Hòa", 107.0830, 10.5140, 165, 0.5, false},
		{"Tân Hải", 107.1080, 10.5075, 165, 0.5, false},
		{"Hắc Dịch", 107.1180, 10.6420, 166, 0.66, false},
		{"Sông Xoài", 107.1560, 10.6475, 154, 0.46, false},
		{"Tóc Tiên", 107.1130, 10.5880, 154, 0.46, false},
		{"Châu Pha", 107.1510, 10.5760, 165, 0.5, false},
		{"Ngãi Giao", 107.2470, 10.6460, 209, 0.74, false},
		{"Bình Ba", 107.2340, 10.6190, 165, 0.5, false},
		{"Suối Nghệ", 107.2200, 10.5950, 159, 0.48, false},
		{"Nghĩa Thành", 107.2120, 10.5720, 159, 0.48, false},
		{"Đá Bạc", 107.2720, 10.5830, 154, 0.46, false},
		{"Bình Giã", 107.2760, 10.6500, 169, 0.52, false},
		{"Bình Trung", 107.2930, 10.6450, 154, 0.46, false},
		{"Quảng Thành", 107.2880, 10.6980, 154, 0.46, false},
		{"Xuân Sơn", 107.3180, 10.6420, 154, 0.46, false},
		{"Sơn Bình", 107.3210, 10.6720, 149, 0.44, false},
		{"Suối Rao", 107.3100, 10.6010, 149, 0.44, false},
		{"Kim Long", 107.2390, 10.7010, 158, 0.66, false},
		{"Bàu Chinh", 107.2130, 10.6945, 149, 0.44, false},
		{"Láng Lớn", 107.1860, 10.6560, 149, 0.44, false},
		{"Xà Bang", 107.2365, 10.7370, 159, 0.48, false},
		{"Cù Bị", 107.1720, 10.7180, 154, 0.46, false},
		{"Long Điền", 107.2130, 10.4880, 195, 0.75, false},
		{"An Ngãi", 107.2170, 10.4690, 169, 0.52, true},
		{"An Nhứt", 107.2370, 10.4860, 159, 0.48, true},
		{"Long Hải", 107.2350, 10.3960, 121, 0.95, true},
		{"Phước Tỉnh", 107.1960, 10.4080, 109, 1.0, true},
		{"Phước Hưng", 107.2150, 10.4060, 109, 0.8, true},
		{"Đất Đỏ", 107.2710, 10.4920, 180, 0.7, false},
		{"Phước Long Thọ", 107.2830, 10.5010, 149, 0.44, false},
		{"Long Tân", 107.2820, 10.5420, 154, 0.46, false},
		{"Láng Dài", 107.3300, 10.5110, 154, 0.46, false},
		{"Phước Hải", 107.2850, 10.4060, 130, 0.92, true},
		{"Phước Hội", 107.2870, 10.4520, 159, 0.48, false},
		{"Lộc An", 107.3360, 10.4530, 154, 0.46, false},
		{"Phước Bửu", 107.4050, 10.5370, 202, 0.74, false},
		{"Phước Tân", 107.3930, 10.5710, 149, 0.44, false},
		{"Hồ Tràm", 107.3940, 10.4730, 159, 0.48, false},
		{"Phước Thuận", 107.4000, 10.5030, 149, 0.44, false},
		{"Xuyên Mộc", 107.4300, 10.5440, 165, 0.5, false},
		{"Bông Trang", 107.4620, 10.5410, 154, 0.46, false},
		{"Bưng Riềng", 107.4960, 10.5480, 154, 0.46, false},
		{"Bàu Lâm", 107.3800, 10.6930, 165, 0.5, false},
		{"Tân Lâm", 107.4020, 10.7260, 149, 0.44, false},
		{"Hòa Bình", 107.3985, 10.6150, 159, 0.48, false},
		{"Hòa Hưng", 107.3960, 10.6530, 154, 0.46, false},
		{"Hòa Hội", 107.4450, 10.6180, 159, 0.48, false},
		{"Hòa Hiệp", 107.4870, 10.6700, 165, 0.5, false},
		{"Bình Châu", 107.5440, 10.5580, 166, 0.66, false},
		{"Bến Lội", 107.5570, 10.5400, 86, 0.75, true},
	}
}

// hamlets lie along the main roads, every kilometre or two.
func hamlets(roads []Road) []Place {
	var out []Place
	for i, r := range roads {
		if r.Class == Urban {
			continue
		}
		total := Length(r.Line)
		for k, s := int64(0), 500.0; s < total; k++ {
			p, _ := At(r.Line, s)
			e := Even(61, int64(i), k)
			if e > 0.5 {
				out = append(out, Place{At: p, Reach: 130 + 120*Even(62, int64(i), k), Dense: 0.12 + 0.14*e})
			}
			s += 1000 + 2400*Even(63, int64(i), k)
		}
	}
	return out
}

// Density of settlement around p: above 1 in the middle of the city, 0 in the fields.
func (t *Terrain) Density(p orb.Point) float64 {
	return t.density.at(Warp(71, p, 130, 520))
}

// fields is the land that the people of a settlement work in small plots: a circle about
// it, wider than its houses.
func (s Place) fields() Place {
	reach := 1.5*s.Reach + 120
	if s.Name == "" {
		reach = 0.7*s.Reach + 60 // hamlets, outskirts
	}
	return Place{At: s.At, Reach: reach, Dense: 1}
}

// Worked tells how far the land around p is one of small plots, from 0 in estates and
// wilderness to 1 in a village; below a half it lies in large units.
func (t *Terrain) Worked(p orb.Point) float64 {
	return t.worked.at(Warp(73, p, 160, 700))
}

// raster holds a smooth value on a grid of square cells.
type raster struct {
	x0, y0, cell float64
	cols, rows   int
	value        []float64
}

func newRaster(b orb.Bound, cell float64) *raster {
	r := &raster{x0: b.Min[0], y0: b.Min[1], cell: cell}
	r.cols, r.rows = int((b.Max[0]-b.Min[0])/cell)+2, int((b.Max[1]-b.Min[1])/cell)+2
	r.value = make([]float64, r.cols*r.rows)
	return r
}

// raise gives each cell within three times the reach of a settlement its density.
func (r *raster) raise(s Place) {
	x0, x1 := int((s.At[0]-3*s.Reach-r.x0)/r.cell), int((s.At[0]+3*s.Reach-r.x0)/r.cell)
	y0, y1 := int((s.At[1]-3*s.Reach-r.y0)/r.cell), int((s.At[1]+3*s.Reach-r.y0)/r.cell)
	for y := max(y0, 0); y <= min(y1, r.rows-1); y++ {
		for x := max(x0, 0); x <= min(x1, r.cols-1); x++ {
			d := Dist(orb.Point{r.x0 + float64(x)*r.cell, r.y0 + float64(y)*r.cell}, s.At) / s.Reach
			r.value[y*r.cols+x] = max(r.value[y*r.cols+x], s.Dense*math.Exp(-d*d*0.55))
		}
	}
}

// at interpolates between the four cells around p.
func (r *raster) at(p orb.Point) float64 {
	x, y := (p[0]-r.x0)/r.cell, (p[1]-r.y0)/r.cell
	i, j := int(x), int(y)
	if x < 0 || y < 0 || i >= r.cols-1 || j >= r.rows-1 {
		return 0
	}
	fx, fy := x-float64(i), y-float64(j)
	k := j*r.cols + i
	low := r.value[k]*(1-fx) + r.value[k+1]*fx
	return low*(1-fy) + (r.value[k+r.cols]*(1-fx)+r.value[k+r.cols+1]*fx)*fy
}

// Crooked tells how much of an unplanned old quarter p is in, from 0 to 1.
func (t *Terrain) Crooked(p orb.Point) float64 {
	best := 0.0
	for _, s := range t.Places {
		if s.Old {
			d := Dist(p, s.At) / s.Reach
			best = max(best, math.Exp(-d*d*0.45))
		}
	}
	return best
}
