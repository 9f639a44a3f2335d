package cadastre

import (
	"fmt"
	"math"
	"strings"

	"sotay/internal/demo/dice"
)

// Fictitious marks every name of this package's owners: none of them exists.
const Fictitious = " (hư cấu)"

// Holder is who uses a parcel and on what papers. All of it is invented.
type Holder struct {
	Name, Address string
	// Status of the certificate; those of the demo have the series HC, for hư cấu.
	Status, Certificate string
	// Legal and Residential are areas in m², 0 where the papers tell none.
	Legal, Residential float64
}

// nameLists are the parts that names of people are made up from.
type nameLists struct{ family, middle, given []string }

func newNameLists() nameLists {
	return nameLists{
		strings.Fields("Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương Lâm Mai"),
		strings.Fields("Văn Văn Thị Thị Hữu Đức Minh Ngọc Thanh Quốc Kim Xuân Công Hồng Thu Hoài Tấn Gia"),
		strings.Fields("An Bình Châu Cường Dũng Dung Đạt Giang Hà Hải Hạnh Hiền Hòa Hùng Hương Khánh Lan Linh Long Lợi Mai Minh Mỹ Nam Nga Ngọc Nhung " +
			"Phát Phong Phú Phúc Phương Quang Quý Sơn Tâm Tấn Thảo Thành Thắng Thu Thủy Tiến Toàn Trang Trí Trung Tuấn Tuyết Vinh Xuân Yến"),
	}
}

// person makes up a name.
func (n nameLists) person(d dice.Dice) string {
	return n.family[d.IntN(len(n.family))] + " " + n.middle[d.IntN(len(n.middle))] + " " + n.given[d.IntN(len(n.given))]
}

// holderOf makes up who uses a lot, from where it lies.
func (b *builder) holderOf(l lot, area float64, address string) Holder {
	at := b.mesh.At(l.poly.Outer[0])
	d := dice.New(at.X, at.Y, 4)
	h := Holder{Address: address}
	switch {
	case l.use == "CLN" && area > smallestEstate:
		h.Name = fmt.Sprintf("Công ty cao su Mẫu %d", 1+d.IntN(6))
	case strings.HasPrefix(l.use, "O") || strings.ContainsAny(l.use, "+/") || strings.Contains(" CLN HNK BHK NHK LUC LUK NTS LMU NKH CNT ", " "+l.use+" "):
		h.Name = b.names.household(d)
		if !d.Chance(0.8) {
			h.Address = b.communeName(d.IntN(len(b.units)))
		}
	case l.use == "SKK" || l.use == "SKC" || l.use == "TMD" || l.use == "SKS" || l.use == "DNL":
		h.Name = fmt.Sprintf("Công ty TNHH Mẫu %03d", 1+d.IntN(480))
	case strings.HasPrefix(l.use, "R"):
		h.Name = fmt.Sprintf("Ban quản lý rừng Mẫu %d", 1+d.IntN(4))
	case l.use == "TON" || l.use == "TIN":
		h.Name = fmt.Sprintf("Cơ sở tôn giáo Mẫu %02d", 1+d.IntN(90))
	case l.use == "CQP" || l.use == "CAN":
		h.Name = fmt.Sprintf("Đơn vị Mẫu %02d", 1+d.IntN(20))
	default:
		h.Name = "UBND " + b.communeName(l.unit)
	}
	h.Name += Fictitious
	b.papers(&h, l, area, d)
	return h
}

func (n nameLists) household(d dice.Dice) string {
	switch x := d.Float64(); {
	case x < 0.55:
		return n.person(d)
	case x < 0.75:
		return "Hộ ông " + n.person(d)
	case x < 0.83:
		return "Hộ bà " + n.person(d)
	}
	return "Ông " + n.person(d) + " và vợ là bà " + n.person(d)
}

// papers makes up the certificate. Its area is that of the map for most parcels, and a
// little more or less for those surveyed anew.
func (b *builder) papers(h *Holder, l lot, area float64, d dice.Dice) {
	if l.block < 0 || d.Chance(0.13) {
		h.Status = "Chưa cấp"
		return
	}
	h.Status = "Đã cấp"
	if d.Chance(0.03) {
		h.Status = "Đang cấp đổi"
	}
	h.Certificate = fmt.Sprintf("HC %06d", 100000+d.IntN(900000))
	h.Legal = tenth(area)
	if d.Chance(0.3) {
		h.Legal = tenth(area * (1 + 0.03*(d.Float64()+d.Float64()-1)))
	}
	switch {
	case l.use == "ODT" || l.use == "ONT":
		h.Residential = h.Legal
	case strings.HasPrefix(l.use, "O"):
		h.Residential = min(float64(50*(1+d.IntN(6))), tenth(h.Legal*0.8))
	}
}

func tenth(v float64) float64 { return math.Round(v*10) / 10 }
