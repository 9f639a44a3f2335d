// Command gen writes deterministic synthetic cadastral data for a province-sized extent
// (lon 107.0 to 107.6, lat 10.3 to 10.8) as PostgreSQL COPY text on stdout:
//
//	gen -table parcels  [-n 1000000] [-seed 1]   gid, commune_code, sheet_no, parcel_no, land_type, area_m2, address, owner, geom
//	gen -table communes                          commune_code, name, geom
//
// Geometry is hex EWKB, SRID 4326; parcels share edges and never overlap. The same seed
// gives the same bytes. Owners are invented and say so.
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
)

func main() {
	log.SetFlags(0)
	table := flag.String("table", "parcels", "parcels or communes")
	n := flag.Int("n", 1_000_000, "parcels")
	seed := flag.Uint64("seed", 1, "seed")
	flag.Parse()
	g := &generator{w: bufio.NewWriterSize(os.Stdout, 1<<20), seed: *seed, words: newWords()}
	switch *table {
	case "parcels":
		g.parcels(*n)
	case "communes":
		g.outlines(*n)
	default:
		log.Fatalf("unknown table %q", *table)
	}
	if err := g.w.Flush(); err != nil {
		log.Fatal(err)
	}
}

// generator writes rows; buf and hx are used again for each.
type generator struct {
	w       *bufio.Writer
	seed    uint64
	words   words
	gid     int
	buf, hx []byte
}

func (g *generator) rnd(stream uint64) *rand.Rand { return rand.New(rand.NewPCG(g.seed, stream)) }

// polygon is a ring, given open and in metres, as hex EWKB in degrees of eight decimals.
func (g *generator) polygon(ring []pt) []byte {
	b := append(g.buf[:0], 1)
	b = binary.LittleEndian.AppendUint32(b, 0x20000003)
	b = binary.LittleEndian.AppendUint32(b, 4326)
	b = binary.LittleEndian.AppendUint32(b, 1)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(ring)+1))
	for i := 0; i <= len(ring); i++ {
		p := degrees(ring[i%len(ring)])
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(math.Round(p.x*1e8)/1e8))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(math.Round(p.y*1e8)/1e8))
	}
	g.buf, g.hx = b, hex.AppendEncode(g.hx[:0], b)
	return g.hx
}

// words are what addresses and names are made of.
type words struct {
	given, family, middle, streets, syllables, urbanTypes, ruralTypes []string
}

func newWords() words {
	return words{
		given:      []string{"An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Hùng", "Khánh", "Lan", "Linh", "Long", "Mai", "Minh", "Nam", "Ngọc", "Phúc", "Phương", "Quang", "Sơn", "Tâm", "Thảo", "Thành", "Trang", "Tuấn", "Vinh", "Xuân", "Yến"},
		family:     []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"},
		middle:     []string{"Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Thanh", "Quốc", "Kim", "Xuân"},
		streets:    []string{"Lê Lợi", "Trần Hưng Đạo", "Nguyễn Huệ", "Hùng Vương", "Cách Mạng Tháng Tám", "Võ Thị Sáu", "Nguyễn Trãi", "Phạm Hùng", "Lý Thường Kiệt", "Hai Bà Trưng", "Bạch Đằng", "30 Tháng 4", "Trương Công Định", "Hoàng Hoa Thám"},
		syllables:  []string{"Phước", "Long", "Hải", "Tân", "Bình", "Châu", "Hòa", "Xuân", "Thắng", "Mỹ", "Lộc", "An", "Hưng", "Đất", "Thạnh", "Sơn", "Lâm", "Kim", "Bàu", "Suối"},
		urbanTypes: []string{"ODT", "ODT", "ODT", "ONT", "ONT", "TMD", "SKC", "DGD", "CLN"},
		ruralTypes: []string{"LUC", "CLN", "CLN", "HNK", "RSX", "NTS", "ONT", "LUK", "RPH"},
	}
}

// one draws from a list.
func one(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

// parcel writes a row.
func (g *generator) parcel(r *rand.Rand, c commune, sheet, number int, types []string, ring []pt) {
	g.gid++
	fmt.Fprintf(g.w, "%d\t%s\t%d\t%d\t%s\t%.1f\t%d %s, %s\t%s %s %s (hư cấu)\t%s\n",
		g.gid, c.code, sheet, number, one(r, types), area(ring),
		1+r.IntN(400), one(r, g.words.streets), c.name,
		one(r, g.words.family), one(r, g.words.middle), one(r, g.words.given), g.polygon(ring))
}

// outlines writes the communes, their sides dense enough to follow the warp.
func (g *generator) outlines(n int) {
	const steps = 24
	for _, c := range g.communes(n) {
		kind := "Xã"
		if c.urban {
			kind = "Phường"
		}
		corners := []pt{{c.x0, c.y0}, {c.x1, c.y0}, {c.x1, c.y1}, {c.x0, c.y1}}
		var ring []pt
		for i, a := range corners {
			b := corners[(i+1)%len(corners)]
			for k := range steps {
				t := float64(k) / steps
				ring = append(ring, pt{a.x + t*(b.x-a.x), a.y + t*(b.y-a.y)})
			}
		}
		fmt.Fprintf(g.w, "%s\t%s %s\t%s\n", c.code, kind, c.name, g.polygon(ring))
	}
}
