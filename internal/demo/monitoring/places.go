package monitoring

import (
	"fmt"

	"github.com/paulmach/orb"

	"sotay/internal/demo/terrain"
)

// Who runs the stations. No such centre, network or owner exists.
const (
	centre   = "Trung tâm Quan trắc môi trường (hư cấu)"
	network  = "Mạng cảm biến cộng đồng (hư cấu)"
	observer = "Đài Khí tượng (hư cấu)"
	water    = "Đoàn Quan trắc tài nguyên nước (hư cấu)"
)

func air(*terrain.Terrain) []Station {
	var out []Station
	for i, p := range []struct {
		name     string
		lon, lat float64
		traits   traits
	}{
		{"Bãi Trước", 107.0790, 10.3480, traits{traffic: 0.8, sea: 1}},
		{"Rạch Dừa", 107.1130, 10.3930, traits{traffic: 0.9, industry: 0.3, sea: 0.5}},
		{"Bà Rịa", 107.1710, 10.4955, traits{traffic: 0.9, dust: 0.2}},
		{"Phú Mỹ", 107.0580, 10.5880, traits{traffic: 0.9, industry: 0.6, dust: 0.5}},
		{"Khu công nghiệp Phú Mỹ I", 107.0480, 10.6030, traits{traffic: 0.5, industry: 1, dust: 0.6}},
		{"Mỹ Xuân", 107.0500, 10.6270, traits{traffic: 0.8, industry: 0.8, dust: 0.6}},
		{"Cái Mép", 107.0500, 10.5450, traits{traffic: 0.6, industry: 0.7, dust: 0.4, sea: 0.4}},
		{"Long Sơn", 107.0925, 10.4560, traits{traffic: 0.3, industry: 0.5, sea: 0.7}},
		{"Ngãi Giao", 107.2470, 10.6460, traits{traffic: 0.5, dust: 0.2}},
		{"Đất Đỏ", 107.2710, 10.4920, traits{traffic: 0.4, dust: 0.3}},
		{"Phước Bửu", 107.4050, 10.5370, traits{traffic: 0.4, dust: 0.1}},
		{"Long Hải", 107.2370, 10.3975, traits{traffic: 0.5, sea: 0.9}},
		{"Thắng Tam", 107.0890, 10.3450, traits{traffic: 0.8, sea: 0.9}},
		{"Chí Linh", 107.1210, 10.3840, traits{traffic: 0.6, sea: 0.7}},
		{"Hắc Dịch", 107.1180, 10.6420, traits{traffic: 0.5, industry: 0.2, dust: 0.7}},
		{"Phước Hải", 107.2840, 10.4110, traits{traffic: 0.3, sea: 0.9}},
		{"Bình Châu", 107.5440, 10.5580, traits{traffic: 0.2, sea: 0.4}},
		{"Kim Long", 107.2390, 10.7010, traits{traffic: 0.4, dust: 0.4}},
	} {
		s := Station{
			Code: fmt.Sprintf("KK%02d", i+1), Name: "Không khí " + p.name, Kind: "air", Operator: centre,
			At: terrain.Plane(p.lon, p.lat), traits: p.traits,
		}
		if i >= 12 {
			s.Grade, s.Operator, s.Name = "indicative", network, "Cảm biến không khí "+p.name
		}
		out = append(out, s)
	}
	return out
}

func surface(land *terrain.Terrain) []Station {
	var out []Station
	add := func(body, where string, at orb.Point, t traits) {
		out = append(out, Station{
			Code: fmt.Sprintf("NM%02d", len(out)+1), Name: body + ", " + where, Kind: "surface_water", Operator: centre,
			WaterBody: body, At: at, traits: t,
		})
	}
	for _, p := range []struct {
		river, where string
		along        float64 // of its length
		traits       traits
	}{
		{"Sông Dinh", "thượng nguồn", 0.15, traits{load: 0.1}},
		{"Sông Dinh", "cầu Long Hương", 0.55, traits{load: 0.5}},
		{"Sông Dinh", "hạ lưu", 0.84, traits{load: 0.6, tide: 0.8}},
		{"Sông Ray", "thượng nguồn", 0.18, traits{load: 0.1}},
		{"Sông Ray", "sau hồ Sông Ray", 0.62, traits{load: 0.2}},
		{"Sông Ray", "gần cửa Lộc An", 0.9, traits{load: 0.3, tide: 0.7}},
		{"Sông Cỏ May", "cầu Cỏ May", 0.4, traits{load: 0.8, tide: 1}},
		{"Sông Hỏa", "Phước Thuận", 0.5, traits{load: 0.25}},
		{"Sông Bà Đáp", "An Nhứt", 0.35, traits{load: 0.95}},
		{"Suối Châu Pha", "Châu Pha", 0.75, traits{load: 0.3}},
	} {
		for _, r := range land.Rivers {
			if r.Name == p.river {
				add(p.river, p.where, bank(r, p.along), p.traits)
			}
		}
	}
	for _, name := range []string{"Hồ Đá Đen", "Hồ Sông Ray", "Hồ Suối Các", "Hồ Xuyên Mộc"} {
		for _, l := range land.Lakes {
			if l.Name == name {
				add(name, "bờ đập", shore(l), traits{load: 0.05, lake: true})
			}
		}
	}
	return out
}

// bank is a place beside a river, as far along as told.
func bank(r terrain.River, along float64) orb.Point {
	i := min(int(along*float64(len(r.Mid))), len(r.Mid)-2)
	n := terrain.Normal(r.Mid[i], r.Mid[i+1])
	out := r.Width[i]/2 + 12
	return orb.Point{r.Mid[i][0] + out*n[0], r.Mid[i][1] + out*n[1]}
}

// shore is a place beside a lake.
func shore(l terrain.Lake) orb.Point {
	middle, p := l.Shore.Bound().Center(), l.Shore[len(l.Shore)/3]
	d := terrain.Dist(middle, p)
	return orb.Point{p[0] + 15*(p[0]-middle[0])/d, p[1] + 15*(p[1]-middle[1])/d}
}

func ground(*terrain.Terrain) []Station {
	var out []Station
	for i, p := range []struct {
		name     string
		lon, lat float64
	}{
		{"Hòa Long", 107.1980, 10.5310},
		{"Châu Pha", 107.1510, 10.5750},
		{"Láng Lớn", 107.1860, 10.6580},
		{"Phước Long Thọ", 107.2830, 10.5010},
		{"Xuyên Mộc", 107.4300, 10.5450},
		{"Phước Tân", 107.3930, 10.5710},
	} {
		out = append(out, Station{
			Code: fmt.Sprintf("ND%02d", i+1), Name: "Giếng quan trắc " + p.name, Kind: "ground_water", Operator: water,
			At: terrain.Plane(p.lon, p.lat),
		})
	}
	return out
}

func waste(land *terrain.Terrain) []Station {
	return worksAt(land, "waste_water", "NT", "Nước thải ", 0.25,
		"Khu công nghiệp Phú Mỹ I", "Khu công nghiệp Phú Mỹ II", "Khu công nghiệp Cái Mép", "Khu công nghiệp Mỹ Xuân A", "Khu công nghiệp Mỹ Xuân B1",
		"Khu công nghiệp Đông Xuyên", "Khu công nghiệp Châu Đức", "Khu công nghiệp Đất Đỏ", "Khu hóa dầu Long Sơn", "Khu xử lý chất thải Tóc Tiên")
}

func emission(land *terrain.Terrain) []Station {
	return worksAt(land, "emission", "KT", "Ống khói số 1, ", -0.2,
		"Khu công nghiệp Phú Mỹ I", "Khu công nghiệp Phú Mỹ II", "Khu công nghiệp Cái Mép", "Khu công nghiệp Mỹ Xuân A",
		"Khu hóa dầu Long Sơn", "Khu xử lý chất thải Tóc Tiên")
}

// worksAt puts a station into each of the zones named, off its middle by a share of its
// width and height.
func worksAt(land *terrain.Terrain, kind, code, title string, off float64, names ...string) []Station {
	var out []Station
	for i, name := range names {
		for _, z := range land.Zones {
			if z.Name != name {
				continue
			}
			b := z.Outline.Bound()
			c := b.Center()
			out = append(out, Station{
				Code: fmt.Sprintf("%s%02d", code, i+1), Name: title + name, Kind: kind, Operator: "Chủ hạ tầng " + name + " (hư cấu)",
				At:     orb.Point{c[0] + off*(b.Max[0]-b.Min[0])/2, c[1] + off*(b.Max[1]-b.Min[1])/2},
				traits: traits{industry: 0.5 + 0.5*terrain.Even(71, int64(i))},
			})
			break
		}
	}
	return out
}

func weather(*terrain.Terrain) []Station {
	var out []Station
	for i, p := range []struct {
		name     string
		lon, lat float64
		sea      float64
	}{
		{"Vũng Tàu", 107.0850, 10.3660, 1},
		{"Bà Rịa", 107.1760, 10.4930, 0.3},
		{"Phú Mỹ", 107.0560, 10.5900, 0.2},
		{"Ngãi Giao", 107.2480, 10.6440, 0},
		{"Xuyên Mộc", 107.4300, 10.5430, 0.2},
		{"Hồ Tràm", 107.3940, 10.4735, 0.9},
	} {
		out = append(out, Station{
			Code: fmt.Sprintf("TT%02d", i+1), Name: "Khí tượng " + p.name, Kind: "weather", Operator: observer,
			At: terrain.Plane(p.lon, p.lat), traits: traits{sea: p.sea},
		})
	}
	return out
}
