package demo

import (
	"fmt"
	"math"
	"strings"
)

// fictitious marks every name of this package's owners: none of them exists.
const fictitious = " (hư cấu)"

// holder is who uses a parcel and on what papers. All of it is invented.
type holder struct {
	name, address       string
	status, certificate string // certificates of the demo have the series HC, for hư cấu
	legal, residential  float64
}

func givenNames() (family, middle, given []string) {
	return strings.Fields("Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương Lâm Mai"),
		strings.Fields("Văn Văn Thị Thị Hữu Đức Minh Ngọc Thanh Quốc Kim Xuân Công Hồng Thu Hoài Tấn Gia"),
		strings.Fields("An Bình Châu Cường Dũng Dung Đạt Giang Hà Hải Hạnh Hiền Hòa Hùng Hương Khánh Lan Linh Long Lợi Mai Minh Mỹ Nam Nga Ngọc Nhung " +
			"Phát Phong Phú Phúc Phương Quang Quý Sơn Tâm Tấn Thảo Thành Thắng Thu Thủy Tiến Toàn Trang Trí Trung Tuấn Tuyết Vinh Xuân Yến")
}

// person makes up a name.
func (d dice) person() string {
	family, middle, given := givenNames()
	return family[d.IntN(len(family))] + " " + middle[d.IntN(len(middle))] + " " + given[d.IntN(len(given))]
}

// holderOf makes up who uses a lot, from where it lies.
func (b *builder) holderOf(l lot, area float64, address string) holder {
	at := b.mesh.At(l.poly.Outer[0])
	d := newDice(at.X, at.Y, 4)
	h := holder{address: address}
	switch {
	case strings.HasPrefix(l.use, "O") || strings.ContainsAny(l.use, "+/") || strings.Contains(" CLN HNK BHK NHK LUC LUK NTS LMU NKH CNT ", " "+l.use+" "):
		h.name = d.household()
		if !d.chance(0.8) {
			h.address = b.communeName(d.IntN(len(b.units)))
		}
	case l.use == "SKK" || l.use == "SKC" || l.use == "TMD" || l.use == "SKS" || l.use == "DNL":
		h.name = fmt.Sprintf("Công ty TNHH Mẫu %03d", 1+d.IntN(480))
	case strings.HasPrefix(l.use, "R"):
		h.name = fmt.Sprintf("Ban quản lý rừng Mẫu %d", 1+d.IntN(4))
	case l.use == "TON" || l.use == "TIN":
		h.name = fmt.Sprintf("Cơ sở tôn giáo Mẫu %02d", 1+d.IntN(90))
	case l.use == "CQP" || l.use == "CAN":
		h.name = fmt.Sprintf("Đơn vị Mẫu %02d", 1+d.IntN(20))
	default:
		h.name = "UBND " + b.communeName(l.unit)
	}
	h.name += fictitious
	b.papers(&h, l, area, d)
	return h
}

func (d dice) household() string {
	switch x := d.Float64(); {
	case x < 0.55:
		return d.person()
	case x < 0.75:
		return "Hộ ông " + d.person()
	case x < 0.83:
		return "Hộ bà " + d.person()
	}
	return "Ông " + d.person() + " và vợ là bà " + d.person()
}

// papers makes up the certificate. Its area is that of the map for most parcels, and a
// little more or less for those surveyed anew.
func (b *builder) papers(h *holder, l lot, area float64, d dice) {
	if l.block < 0 || d.chance(0.13) {
		h.status = "Chưa cấp"
		return
	}
	h.status = "Đã cấp"
	if d.chance(0.03) {
		h.status = "Đang cấp đổi"
	}
	h.certificate = fmt.Sprintf("HC %06d", 100000+d.IntN(900000))
	h.legal = tenth(area)
	if d.chance(0.3) {
		h.legal = tenth(area * (1 + 0.03*(d.Float64()+d.Float64()-1)))
	}
	switch {
	case l.use == "ODT" || l.use == "ONT":
		h.residential = h.legal
	case strings.HasPrefix(l.use, "O"):
		h.residential = min(float64(50*(1+d.IntN(6))), tenth(h.legal*0.8))
	}
}

func tenth(v float64) float64 { return math.Round(v*10) / 10 }
