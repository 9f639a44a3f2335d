package cadastre

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"sotay/internal/demo/dice"
	"sotay/internal/demo/terrain"
)

// hamlet is a part of a unit that addresses name: a khu phố, ấp or thôn.
type hamlet struct {
	name string
	at   orb.Point
}

// streetNames are usual names of Vietnamese streets.
func streetNames() []string {
	return strings.Split("Nguyễn Huệ,Trần Hưng Đạo,Lý Thường Kiệt,Hai Bà Trưng,Phan Chu Trinh,Phan Bội Châu,Nguyễn Trãi,Lê Lai,Bà Triệu,Đinh Tiên Hoàng,"+
		"Ngô Quyền,Lý Tự Trọng,Nguyễn Du,Hồ Xuân Hương,Đoàn Thị Điểm,Tô Hiến Thành,Chu Văn An,Yersin,Pasteur,Nguyễn Bỉnh Khiêm,"+
		"Huyền Trân Công Chúa,Phan Đình Phùng,Nguyễn Văn Trỗi,Võ Văn Tần,Phạm Ngũ Lão,Trần Quốc Toản,Bùi Thị Xuân,Cô Giang,Cô Bắc,Đồ Chiểu,"+
		"Hoàng Diệu,Lê Quý Đôn,Lương Thế Vinh,Mạc Đĩnh Chi,Nguyễn Công Trứ,Nguyễn Thái Học,Nguyễn Tri Phương,Nguyễn Trường Tộ,Phó Đức Chính,Tăng Bạt Hổ,"+
		"Thủ Khoa Huân,Tôn Thất Tùng,Trần Bình Trọng,Trần Cao Vân,Trần Khánh Dư,Trần Nhật Duật,Trần Xuân Soạn,Triệu Việt Vương,Trưng Nhị,Trưng Trắc,"+
		"Văn Cao,Xô Viết Nghệ Tĩnh,Cao Bá Quát,Chi Lăng,Bạch Đằng,Điện Biên Phủ,Đống Đa,Hàm Nghi,Duy Tân,Thành Thái,"+
		"Lê Văn Lộc,Nguyễn Hữu Tiến,Lương Văn Can,Hàn Thuyên,Kim Đồng,Lý Chính Thắng,Lê Thị Riêng,Tạ Uyên,Tú Xương,Trần Quý Cáp,"+
		"Phạm Ngọc Thạch,Phạm Văn Đồng,Tôn Đức Thắng,Nguyễn Lương Bằng,Hoàng Văn Thụ,Hoàng Việt,Huỳnh Khương Ninh,Ngô Đức Kế,Ngô Văn Huyền,Nguyễn Bảo,"+
		"Nguyễn Kim,Nguyễn Chí Thanh,Nguyễn Gia Thiều,Nguyễn Khuyến,Nguyễn Thông,Nguyễn Thiện Thuật,Ngô Gia Tự,Sương Nguyệt Anh,Thi Sách,Tiền Cảng", ",")
}

// hamletWords are the second parts of hamlet names; the first is Phước, Tân and the like.
func hamletWords() (first, second []string) {
	return strings.Split("Phước,Tân,Long,Bình,Xuân,Thạnh,An,Hải,Hòa,Lộc", ","),
		strings.Split("An,Bình,Hưng,Lộc,Thọ,Tiến,Thiện,Hiệp,Trung,Sơn,Lợi,Thành,Lâm,Tấn,Hòa,Thái,Hữu,Đức", ",")
}

// nameStreets gives the longer streets of each commune's towns a name.
func (b *builder) nameStreets() {
	commune := make([]int, len(b.ways))
	for i := range commune {
		commune[i] = -1
	}
	for _, p := range b.plots {
		if p.surface == road {
			commune[p.way] = b.units[p.unit].commune
		}
	}
	order := make([]int, len(b.ways))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Compare(terrain.Length(b.ways[j].line), terrain.Length(b.ways[i].line))
	})
	used := map[int]int{}
	names := streetNames()
	for _, i := range order {
		w := &b.ways[i]
		c := commune[i]
		middle, _ := terrain.At(w.line, terrain.Length(w.line)/2)
		if w.class != terrain.Communal || c < 0 || b.land.Density(middle) < 0.3 || terrain.Length(w.line) < 80 || used[c] == len(names) {
			continue
		}
		w.name = "Đường " + names[(used[c]*37+c*11)%len(names)]
		used[c]++
	}
}

// nameHamlets divides each unit into hamlets, around some of its blocks.
func (b *builder) nameHamlets() {
	blocks := make([][]orb.Point, len(b.units))
	for _, p := range b.plots {
		if p.surface == land && p.zone == terrain.Open {
			blocks[p.unit] = append(blocks[p.unit], b.mesh.Metres(p.poly.Outer[0]))
		}
	}
	first, second := hamletWords()
	b.hamlets = make([][]hamlet, len(b.units))
	for u := range b.units {
		d := dice.New(int64(u), 31)
		n := min(max(len(blocks[u])/25, 3), 9)
		taken := map[string]bool{}
		for k := 0; k < n && len(blocks[u]) > 0; k++ {
			name := fmt.Sprintf("Khu phố %d", k+1)
			for !b.ward(u) {
				name = "ấp " + first[d.IntN(len(first))] + " " + second[d.IntN(len(second))]
				if !taken[name] {
					break
				}
			}
			taken[name] = true
			b.hamlets[u] = append(b.hamlets[u], hamlet{name, blocks[u][d.IntN(len(blocks[u]))]})
		}
	}
}

// communeName is the present name of the commune of a unit.
func (b *builder) communeName(unit int) string { return b.land.Communes[b.units[unit].commune].Name }

// address of a lot, as a register writes it: by street and number in towns, else by hamlet.
func (b *builder) address(l lot) string {
	commune := b.communeName(l.unit)
	named, ok := b.roads.Nearest(l.at, func(i int) bool { return b.ways[i].name != "" })
	if l.block < 0 && l.use == "DGT" && ok && named.Dist < 8 {
		return b.ways[named.Line].name + ", " + commune
	}
	if l.block >= 0 && b.land.Density(l.at) > 0.28 {
		if street, ok := b.onStreet(l, named, ok); ok {
			return street + ", " + commune
		}
	}
	if h := b.hamletOf(l); h != "" {
		return h + ", " + commune
	}
	return commune
}

// onStreet is the street part of an address. House numbers rise by about one for every
// two and a half metres, odd ones on the left.
func (b *builder) onStreet(l lot, named terrain.Near, ok bool) (string, bool) {
	next, near := b.roads.Nearest(l.at, nil)
	if !ok {
		return "", false
	}
	w := b.ways[named.Line]
	street := strings.Replace(w.name, "Đường", "đường", 1)
	number := 1 + 2*int(named.Along/5)
	if side := (l.at[0]-named.At[0])*named.Ahead[1] - (l.at[1]-named.At[1])*named.Ahead[0]; side > 0 {
		number++
	}
	switch {
	case !strings.Contains(l.use, "O"): // nobody lives there
		return w.name, true
	case near && next.Line != named.Line && b.ways[next.Line].class == terrain.Alley:
		return fmt.Sprintf("%d/%d %s", number, 1+int(next.Along/5), street), true
	}
	return fmt.Sprintf("%d %s", number, street), true
}

func (b *builder) hamletOf(l lot) string {
	best, name := math.Inf(1), ""
	for _, h := range b.hamlets[l.unit] {
		if d := terrain.Dist(l.at, h.at); d < best {
			best, name = d, h.name
		}
	}
	return name
}
