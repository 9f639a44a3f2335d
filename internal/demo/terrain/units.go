package terrain

import "github.com/paulmach/orb"

// Commune is a unit of the list in force since 1 July 2025.
type Commune struct {
	Code, Name string
	// Old are the units it was made of, with the places they lay around.
	Old []Unit
}

// Unit is a commune, ward or town of before 1 July 2025.
type Unit struct {
	Name string
	At   []orb.Point
}

// Communes are the present communes of the province's mainland and near islands: real
// codes and names, with borders this package invents. Côn Đảo, far out at sea, is left out.
func Communes() []Commune {
	at := func(lonLat ...float64) []orb.Point { return path(lonLat...) }
	return []Commune{
		{"26506", "Phường Vũng Tàu", []Unit{
			{"Phường 1", at(107.0725, 10.3490)},
			{"Phường 2", at(107.0800, 10.3350)},
			{"Phường 3", at(107.0800, 10.3510)},
			{"Phường 4", at(107.0780, 10.3580)},
			{"Phường 5", at(107.0590, 10.3780, 107.0660, 10.3870)},
			{"Phường Thắng Nhì", at(107.0720, 10.3700)},
			{"Phường Thắng Tam", at(107.0910, 10.3430)},
		}},
		{"26526", "Phường Tam Thắng", []Unit{
			{"Phường 7", at(107.0850, 10.3590)}, {"Phường 8", at(107.1000, 10.3520)}, {"Phường 9", at(107.0830, 10.3750)}, {"Phường Nguyễn An Ninh", at(107.1010, 10.3640, 107.1130, 10.3650)},
		}},
		{"26536", "Phường Rạch Dừa", []Unit{
			{"Phường 10", at(107.1220, 10.3800, 107.1300, 10.3790)}, {"Phường Thắng Nhất", at(107.1030, 10.3820, 107.0920, 10.3920)}, {"Phường Rạch Dừa", at(107.1120, 10.3950)},
		}},
		{"26542", "Phường Phước Thắng", []Unit{{"Phường 11", at(107.1300, 10.4010, 107.1560, 10.3960)}, {"Phường 12", at(107.1420, 10.4240, 107.1300, 10.4300)}}},
		{"26545", "Xã Long Sơn", []Unit{{"Xã Long Sơn", at(107.0760, 10.4600, 107.0900, 10.4250, 107.0360, 10.4780, 107.1190, 10.4300)}}},
		{"26560", "Phường Bà Rịa", []Unit{
			{"Phường Phước Trung", at(107.1690, 10.4830, 107.1600, 10.4620)}, {"Phường Phước Nguyên", at(107.1800, 10.4990)}, {"Phường Long Toàn", at(107.1900, 10.4820)}, {"Phường Phước Hưng", at(107.1720, 10.5060)},
		}},
		{"26566", "Phường Long Hương", []Unit{{"Xã Tân Hưng", at(107.1600, 10.5250)}, {"Phường Kim Dinh", at(107.1300, 10.5060, 107.1280, 10.4850)}, {"Phường Long Hương", at(107.1480, 10.4930)}}},
		{"26572", "Phường Tam Long", []Unit{{"Phường Long Tâm", at(107.1920, 10.5100)}, {"Xã Hòa Long", at(107.1940, 10.5380)}, {"Xã Long Phước", at(107.2300, 10.5260)}}},
		{"26575", "Xã Ngãi Giao", []Unit{{"Thị trấn Ngãi Giao", at(107.2450, 10.6490)}, {"Xã Bình Ba", at(107.2380, 10.6180)}, {"Xã Suối Nghệ", at(107.2200, 10.5960)}}},
		{"26584", "Xã Xuân Sơn", []Unit{{"Xã Suối Rao", at(107.3130, 10.5960)}, {"Xã Sơn Bình", at(107.3230, 10.6800)}, {"Xã Xuân Sơn", at(107.3160, 10.6400)}}},
		{"26590", "Xã Bình Giã", []Unit{{"Xã Bình Trung", at(107.2930, 10.6420)}, {"Xã Quảng Thành", at(107.2890, 10.7130)}, {"Xã Bình Giã", at(107.2740, 10.6580)}}},
		{"26596", "Xã Châu Đức", []Unit{{"Xã Cù Bị", at(107.1740, 10.7270)}, {"Xã Xà Bang", at(107.2370, 10.7400)}}},
		{"26608", "Xã Kim Long", []Unit{{"Thị trấn Kim Long", at(107.2420, 10.7000)}, {"Xã Bàu Chinh", at(107.2120, 10.6880)}, {"Xã Láng Lớn", at(107.1870, 10.6650)}}},
		{"26617", "Xã Nghĩa Thành", []Unit{{"Xã Đá Bạc", at(107.2680, 10.5830)}, {"Xã Nghĩa Thành", at(107.2120, 10.5680)}}},
		{"26620", "Xã Hồ Tràm", []Unit{{"Thị trấn Phước Bửu", at(107.4050, 10.5370)}, {"Xã Phước Tân", at(107.3850, 10.5700)}, {"Xã Phước Thuận", at(107.4000, 10.4920, 107.3720, 10.4800, 107.4380, 10.4900)}}},
		{"26632", "Xã Xuyên Mộc", []Unit{{"Xã Bông Trang", at(107.4650, 10.5250)}, {"Xã Bưng Riềng", at(107.4930, 10.5450, 107.4880, 10.5780)}, {"Xã Xuyên Mộc", at(107.4350, 10.5600)}}},
		{"26638", "Xã Bàu Lâm", []Unit{{"Xã Tân Lâm", at(107.4080, 10.7300, 107.4450, 10.7230)}, {"Xã Bàu Lâm", at(107.3720, 10.7050)}}},
		{"26641", "Xã Hoà Hội", []Unit{{"Xã Hòa Hưng", at(107.3900, 10.6570)}, {"Xã Hòa Bình", at(107.3880, 10.6180)}, {"Xã Hòa Hội", at(107.4450, 10.6200)}}},
		{"26647", "Xã Hoà Hiệp", []Unit{{"Xã Hòa Hiệp", at(107.4900, 10.6720, 107.5300, 10.6450)}}},
		{"26656", "Xã Bình Châu", []Unit{{"Xã Bình Châu", at(107.5450, 10.5620, 107.5300, 10.5950)}}},
		{"26659", "Xã Long Điền", []Unit{{"Thị trấn Long Điền", at(107.2120, 10.4860, 107.2000, 10.4650)}, {"Xã Tam An", at(107.2340, 10.4750)}}},
		{"26662", "Xã Long Hải", []Unit{{"Thị trấn Long Hải", at(107.2420, 10.3980)}, {"Xã Phước Tỉnh", at(107.1950, 10.4120)}, {"Xã Phước Hưng", at(107.2180, 10.4150)}}},
		{"26680", "Xã Đất Đỏ", []Unit{{"Thị trấn Đất Đỏ", at(107.2700, 10.4920)}, {"Xã Long Tân", at(107.2850, 10.5430)}, {"Xã Láng Dài", at(107.3280, 10.5080)}, {"Xã Phước Long Thọ", at(107.2870, 10.5100)}}},
		{"26686", "Xã Phước Hải", []Unit{{"Thị trấn Phước Hải", at(107.2800, 10.4100)}, {"Xã Phước Hội", at(107.2920, 10.4480, 107.3270, 10.4550)}}},
		{"26704", "Phường Phú Mỹ", []Unit{{"Phường Phú Mỹ", at(107.0520, 10.5900)}, {"Phường Mỹ Xuân", at(107.0500, 10.6400)}}},
		{"26710", "Phường Tân Hải", []Unit{{"Phường Tân Hòa", at(107.0800, 10.5120)}, {"Phường Tân Hải", at(107.1080, 10.5060, 107.1130, 10.5300)}}},
		{"26713", "Phường Tân Phước", []Unit{{"Phường Phước Hòa", at(107.0550, 10.5330, 107.0280, 10.5080)}, {"Phường Tân Phước", at(107.0560, 10.5600)}}},
		{"26725", "Phường Tân Thành", []Unit{{"Phường Hắc Dịch", at(107.1150, 10.6430)}, {"Xã Sông Xoài", at(107.1580, 10.6560)}}},
		{"26728", "Xã Châu Pha", []Unit{{"Xã Tóc Tiên", at(107.1130, 10.5950)}, {"Xã Châu Pha", at(107.1500, 10.5800)}}},
	}
}
