package terrain

import "github.com/paulmach/orb"

// Kind is the character of a stretch of land: what it is used for and how it is divided.
type Kind string

// The kinds of land. Open is everything without an outline of its own: towns, villages
// and fields, as Density and Fields say.
const (
	Open       Kind = "open"
	HillForest Kind = "hill forest"     // natural forest on hills, protected
	Reserve    Kind = "reserve"         // special-use forest on sand and basalt
	Plantation Kind = "plantation"      // planted production forest
	Casuarina  Kind = "casuarina"       // shelter belt on dunes
	Mangrove   Kind = "mangrove"        // protection forest in tidal mud
	Ponds      Kind = "ponds"           // shrimp and fish
	Salt       Kind = "salt"            // salt fields
	Industry   Kind = "industry"        // industrial parks
	Port       Kind = "port"            // harbours and tank farms
	Airfield   Kind = "airfield"        // the airport
	Resort     Kind = "resort"          // hotels along a beach
	Park       Kind = "park"            // parks, golf, open sports grounds
	Military   Kind = "military"        // barracks, ranges
	Beach      Kind = "beach"           // the sand itself
	Quarry     Kind = "quarry"          // stone
	Graves     Kind = "graves"          // large cemeteries
	Dump       Kind = "waste treatment" // treatment of waste
)

// Wooded tells whether the land is forest.
func (k Kind) Wooded() bool {
	return k == HillForest || k == Reserve || k == Plantation || k == Casuarina || k == Mangrove
}

// Zone is a stretch of land with an outline of its own.
type Zone struct {
	Kind    Kind
	Name    string
	Outline orb.LineString

	bound orb.Bound
}

type mound struct {
	kind              Kind
	name              string
	lon, lat          float64
	rx, ry, angle, un float64
}

// mounds are the zones with natural outlines, given as uneven ellipses; where they lie on
// each other the first one counts.
func mounds() []mound {
	return []mound{
		{HillForest, "Núi Lớn", 107.0622, 10.3685, 720, 1750, 0.16, 0.22},
		{HillForest, "Núi Nhỏ", 107.0815, 10.3325, 560, 900, -0.5, 0.25},
		{HillForest, "Núi Nứa", 107.0880, 10.4660, 560, 1050, 0.7, 0.3},
		{HillForest, "Núi Dinh", 107.1200, 10.5400, 3000, 3700, -0.2, 0.3},
		{HillForest, "Núi Thị Vải", 107.0930, 10.6110, 2000, 1900, 0.3, 0.32},
		{HillForest, "Núi Minh Đạm", 107.2600, 10.3985, 1150, 3000, -0.85, 0.25},
		{HillForest, "Núi Chân Tiên", 107.2520, 10.4330, 560, 480, 0.2, 0.3},
		{HillForest, "Núi Mây Tào", 107.5380, 10.6620, 3600, 3300, 0.5, 0.35},
		{HillForest, "Núi Hồ Linh", 107.4980, 10.5250, 700, 620, 0.4, 0.3},
		{HillForest, "Núi Đất", 107.2280, 10.5520, 420, 320, 0.2, 0.35},
		{Reserve, "Rừng Bình Châu – Phước Bửu", 107.4760, 10.5190, 6400, 2500, 0.40, 0.22},
		{Reserve, "Rừng Bình Châu – Phước Bửu", 107.5420, 10.5480, 2300, 1500, 0.6, 0.3},
		{Plantation, "Rừng trồng Hòa Hiệp", 107.5250, 10.6100, 2080, 1680, 0.3, 0.3},
		{Plantation, "Rừng trồng Tân Lâm", 107.4480, 10.7180, 1600, 1200, 0.9, 0.3},
		{Plantation, "Rừng trồng Bưng Riềng", 107.4900, 10.5800, 1520, 880, 0.2, 0.3},
		{Plantation, "Rừng trồng Láng Dài", 107.3280, 10.4790, 720, 1120, -0.4, 0.3},
		{Plantation, "Rừng trồng Sông Ray", 107.3720, 10.7050, 1200, 720, 1.0, 0.3},
		{HillForest, "Rừng phòng hộ hồ Sông Ray", 107.3520, 10.6080, 2300, 3300, 0.3, 0.35},
		{HillForest, "Rừng phòng hộ hồ Đá Đen", 107.1780, 10.6180, 1900, 2400, 0.7, 0.35},
		{HillForest, "Rừng phòng hộ Bàu Lâm", 107.4350, 10.6900, 3300, 2300, 0.9, 0.35},
		{HillForest, "Rừng phòng hộ Suối Rao", 107.2850, 10.6120, 1300, 2000, 0.2, 0.35},
		{HillForest, "Rừng phòng hộ Tân Lâm", 107.4750, 10.7250, 1900, 3000, 0.5, 0.35},
		{Ponds, "Đồng tôm Lộc An", 107.3470, 10.4640, 1150, 700, 0.5, 0.25},
	}
}

// belts are the zones drawn point by point.
func belts() []Zone {
	ring := func(kind Kind, name string, lonLat ...float64) Zone {
		line := path(lonLat...)
		return Zone{Kind: kind, Name: name, Outline: append(line, line[0])}
	}
	return []Zone{
		ring(Airfield, "Sân bay Vũng Tàu", 107.0875, 10.3795, 107.0905, 10.3760, 107.1010, 10.3650, 107.1052, 10.3688, 107.0960, 10.3790, 107.0915, 10.3832),
		ring(Industry, "Khu công nghiệp Đông Xuyên", 107.0925, 10.3905, 107.1010, 10.3880, 107.1085, 10.3965, 107.1130, 10.4040, 107.1065, 10.4075, 107.0960, 10.4020, 107.0915, 10.3985),
		ring(Port, "Cảng dầu khí Vũng Tàu", 107.0690, 10.3945, 107.0910, 10.3935, 107.0915, 10.3985, 107.0930, 10.4030, 107.0650, 10.4010, 107.0630, 10.3930),
		ring(Park, "Công viên Bàu Sen", 107.0870, 10.3545, 107.0935, 10.3520, 107.1005, 10.3520, 107.1015, 10.3568, 107.0950, 10.3610, 107.0890, 10.3615),
		ring(Park, "Sân gôn Paradise", 107.1150, 10.3632, 107.1245, 10.3702, 107.1215, 10.3748, 107.1115, 10.3672),
		ring(Resort, "Khu du lịch Chí Linh – Cửa Lấp", 107.1245, 10.3690, 107.1330, 10.3720, 107.1570, 10.3860, 107.1760, 10.3940, 107.1760, 10.3985, 107.1560, 10.3930, 107.1380, 10.3840, 107.1215, 10.3740),
		ring(Resort, "Khu du lịch Thùy Vân", 107.0925, 10.3318, 107.0985, 10.3372, 107.1130, 10.3550, 107.1245, 10.3640, 107.1245, 10.3695, 107.1150, 10.3632, 107.1085, 10.3574, 107.1012, 10.3489, 107.0955, 10.3410, 107.0920, 10.3353),
		ring(Mangrove, "Rừng ngập mặn Phước Thắng", 107.1230, 10.4400, 107.1190, 10.4200, 107.1230, 10.4175, 107.1310, 10.4270, 107.1390, 10.4420, 107.1330, 10.4560, 107.1180, 10.4520),
		ring(Ponds, "Đầm tôm Phước Thắng", 107.1400, 10.4010, 107.1560, 10.4020, 107.1720, 10.4080, 107.1700, 10.4200, 107.1560, 10.4330, 107.1500, 10.4370, 107.1445, 10.4200),
		ring(Salt, "Đồng muối An Ngãi", 107.1850, 10.4420, 107.1990, 10.4480, 107.2130, 10.4530, 107.2110, 10.4680, 107.1960, 10.4720, 107.1840, 10.4640, 107.1770, 10.4500),
		ring(Salt, "Đồng muối Chợ Bến", 107.1540, 10.4440, 107.1660, 10.4370, 107.1770, 10.4500, 107.1820, 10.4640, 107.1690, 10.4680, 107.1600, 10.4620),
		ring(Ponds, "Đầm tôm Phước Tỉnh", 107.1700, 10.4200, 107.1830, 10.4130, 107.2010, 10.4180, 107.2120, 10.4280, 107.2130, 10.4530, 107.1990, 10.4480, 107.1850, 10.4420, 107.1770, 10.4500, 107.1660, 10.4370),
		ring(Ponds, "Đầm tôm Bà Rịa", 107.1270, 10.4620, 107.1400, 10.4580, 107.1500, 10.4740, 107.1480, 10.4900, 107.1330, 10.4960, 107.1180, 10.4880, 107.1170, 10.4700),
		ring(Mangrove, "Rừng ngập mặn Tân Hải", 107.0560, 10.5060, 107.0580, 10.4920, 107.0760, 10.4840, 107.0960, 10.4860, 107.1180, 10.4690, 107.1180, 10.4880, 107.1000, 10.4965, 107.0800, 10.4970, 107.0680, 10.5080),
		ring(Ponds, "Đầm tôm Tân Hải", 107.0680, 10.5080, 107.0800, 10.4970, 107.1000, 10.4965, 107.1180, 10.4880, 107.1330, 10.4960, 107.1230, 10.5010, 107.1010, 10.5055, 107.0840, 10.5095, 107.0720, 10.5150),
		ring(Mangrove, "Rừng ngập mặn Cái Mép", 107.0020, 10.5060, 107.0100, 10.4920, 107.0300, 10.4910, 107.0480, 10.4970, 107.0560, 10.5060, 107.0480, 10.5150, 107.0330, 10.5200, 107.0200, 10.5140),
		ring(Mangrove, "Rừng ngập mặn Long Sơn", 107.0450, 10.4750, 107.0450, 10.4570, 107.0520, 10.4460, 107.0640, 10.4390, 107.0690, 10.4440, 107.0580, 10.4560, 107.0570, 10.4690, 107.0620, 10.4780, 107.0600, 10.4840),
		ring(Mangrove, "Rừng ngập mặn Long Sơn", 107.0690, 10.4440, 107.0780, 10.4350, 107.0930, 10.4400, 107.1000, 10.4450, 107.0960, 10.4530, 107.0860, 10.4490, 107.0740, 10.4510, 107.0640, 10.4560, 107.0580, 10.4560),
		ring(Mangrove, "Rừng ngập mặn Gò Găng", 107.0640, 10.4330, 107.0640, 10.4180, 107.0740, 10.4080, 107.0790, 10.4150, 107.0740, 10.4250, 107.0780, 10.4340),
		ring(Mangrove, "Rừng ngập mặn Gò Găng", 107.0790, 10.4150, 107.0890, 10.4090, 107.1060, 10.4170, 107.1170, 10.4330, 107.1060, 10.4420, 107.0780, 10.4340, 107.0740, 10.4250),
		ring(Mangrove, "Cồn ngập mặn", 107.0250, 10.4880, 107.0250, 10.4700, 107.0460, 10.4700, 107.0460, 10.4880),
		ring(Mangrove, "Cồn ngập mặn", 107.1150, 10.4350, 107.1150, 10.4255, 107.1235, 10.4255, 107.1235, 10.4350),
		ring(Mangrove, "Rừng ngập mặn sông Dinh", 107.1430, 10.4900, 107.1490, 10.4740, 107.1560, 10.4620, 107.1680, 10.4680, 107.1690, 10.4800, 107.1620, 10.4920, 107.1520, 10.4960),
		ring(Industry, "Khu hóa dầu Long Sơn", 107.0600, 10.4600, 107.0740, 10.4540, 107.0800, 10.4640, 107.0760, 10.4740, 107.0640, 10.4740, 107.0590, 10.4690),
		ring(Industry, "Khu công nghiệp Phú Mỹ I", 107.0250, 10.5940, 107.0450, 10.5930, 107.0455, 10.6120, 107.0260, 10.6140),
		ring(Industry, "Khu công nghiệp Phú Mỹ II", 107.0280, 10.5620, 107.0470, 10.5640, 107.0460, 10.5830, 107.0270, 10.5840),
		ring(Industry, "Khu công nghiệp Cái Mép", 107.0320, 10.5420, 107.0490, 10.5440, 107.0480, 10.5600, 107.0330, 10.5590),
		ring(Industry, "Khu công nghiệp Mỹ Xuân A", 107.0260, 10.6190, 107.0420, 10.6170, 107.0430, 10.6360, 107.0280, 10.6390),
		ring(Industry, "Khu công nghiệp Mỹ Xuân B1", 107.0560, 10.6360, 107.0760, 10.6390, 107.0740, 10.6560, 107.0540, 10.6530),
		ring(Industry, "Khu công nghiệp Châu Đức", 107.1960, 10.5990, 107.2160, 10.6060, 107.2120, 10.6250, 107.2000, 10.6330, 107.1930, 10.6160),
		ring(Industry, "Khu công nghiệp Đất Đỏ", 107.2930, 10.4700, 107.3100, 10.4740, 107.3080, 10.4890, 107.2920, 10.4860),
		ring(Port, "Cảng Cái Mép – Thị Vải", 107.0180, 10.6450, 107.0280, 10.6390, 107.0260, 10.6140, 107.0260, 10.5900, 107.0270, 10.5700, 107.0325, 10.5560, 107.0300, 10.5360, 107.0200, 10.5230, 107.0120, 10.5200, 107.0180, 10.5500, 107.0180, 10.6000),
		ring(Casuarina, "Rừng phòng hộ ven biển Phước Thuận", 107.3780, 10.4570, 107.3780, 10.4625, 107.4120, 10.4740, 107.4650, 10.4955, 107.4900, 10.5040, 107.4930, 10.4990, 107.4500, 10.4830, 107.4100, 10.4680),
		ring(Casuarina, "Rừng phòng hộ ven biển Phước Hải", 107.2930, 10.4020, 107.2935, 10.4105, 107.3080, 10.4240, 107.3240, 10.4375, 107.3390, 10.4470, 107.3420, 10.4440, 107.3180, 10.4270, 107.3000, 10.4100),
		ring(Resort, "Khu du lịch Phước Hưng", 107.2060, 10.3985, 107.2370, 10.3835, 107.2395, 10.3890, 107.2310, 10.3935, 107.2100, 10.4030),
		ring(Resort, "Khu du lịch Long Hải", 107.2370, 10.3850, 107.2460, 10.3780, 107.2540, 10.3720, 107.2620, 10.3660, 107.2720, 10.3700, 107.2800, 10.3840, 107.2780, 10.3870, 107.2690, 10.3757, 107.2625, 10.3728, 107.2530, 10.3800, 107.2440, 10.3888, 107.2378, 10.3912),
		ring(Resort, "Khu du lịch Lộc An – Hồ Tràm", 107.3580, 10.4500, 107.3580, 10.4580, 107.3780, 10.4645, 107.3780, 10.4560),
		ring(Resort, "Khu du lịch Bình Châu", 107.5100, 10.4980, 107.5080, 10.5080, 107.5240, 10.5200, 107.5370, 10.5290, 107.5420, 10.5230, 107.5280, 10.5150),
		ring(Quarry, "Mỏ đá Châu Pha", 107.1440, 10.5620, 107.1530, 10.5600, 107.1550, 10.5680, 107.1470, 10.5700),
		ring(Quarry, "Mỏ đá Tân Phước", 107.0720, 10.5650, 107.0800, 10.5640, 107.0810, 10.5710, 107.0730, 10.5705),
		ring(Dump, "Khu xử lý chất thải Tóc Tiên", 107.1190, 10.6000, 107.1290, 10.6020, 107.1270, 10.6100, 107.1170, 10.6080),
		ring(Graves, "Nghĩa trang Long Hương", 107.1310, 10.5080, 107.1380, 10.5080, 107.1370, 10.5130, 107.1310, 10.5120),
		ring(Military, "Khu quân sự Núi Đất", 107.2360, 10.5480, 107.2450, 10.5460, 107.2470, 10.5570, 107.2380, 10.5590),
		ring(Military, "Trường bắn", 107.3440, 10.7250, 107.3580, 10.7230, 107.3600, 10.7360, 107.3470, 10.7380),
	}
}

// Zones are all stretches of land with an outline of their own, the ruling one first
// where they lie on each other.
func Zones() []Zone {
	var out []Zone
	for i, z := range belts() {
		if z.Kind.Wooded() || z.Kind == Ponds || z.Kind == Salt {
			z.Outline = wander(int64(300+i), smooth(z.Outline, 70), 60, 600)
		}
		out = append(out, z)
	}
	for i, m := range mounds() {
		outline := blob(400+int64(i), Plane(m.lon, m.lat), m.rx, m.ry, m.angle, m.un)
		out = append(out, Zone{Kind: m.kind, Name: m.name, Outline: outline})
	}
	for i := range out {
		out[i].bound = out[i].Outline.Bound()
	}
	return out
}
