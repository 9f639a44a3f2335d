package vntext_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/importers/vntext"
)

// communes lists 441 names of communes, districts and provinces, old and new.
func communes(t *testing.T) []string {
	t.Helper()
	f, err := os.Open("testdata/communes.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var names []string
	for s := bufio.NewScanner(f); s.Scan(); {
		names = append(names, s.Text())
	}
	return names
}

// draw returns n of the names that enc can write, and their bytes.
func draw(rnd *rand.Rand, names []string, enc vntext.Encoding, n int) (texts []string, values [][]byte) {
	for _, i := range rnd.Perm(len(names)) {
		if len(values) == n {
			break
		}
		if b, err := vntext.Encode(enc, names[i]); err == nil {
			texts, values = append(texts, names[i]), append(values, b)
		}
	}
	return texts, values
}

func reads(enc vntext.Encoding, values [][]byte, texts []string) bool {
	for i, v := range values {
		if vntext.Decode(enc, v) != texts[i] {
			return false
		}
	}
	return true
}

// TestDetectionTable draws names and asks how often the best reading is the right one and
// no other is as good. The shares are those measured on 8,990 names with a coarser
// syllable model; this corpus and model must do at least as well. From ten values on the
// verdict must be confident, and whenever it is confident it must be right.
func TestDetectionTable(t *testing.T) {
	names := communes(t)
	const draws = 100
	for enc, want := range map[vntext.Encoding]map[int]int{ // percent right, by number of values
		vntext.UTF8:        {1: 99, 3: 100, 10: 100, 50: 100},
		vntext.UTF8NFD:     {1: 100, 3: 100, 10: 100, 50: 100},
		vntext.UTF8Twice:   {1: 99, 3: 100, 10: 100, 50: 100},
		vntext.TCVN3:       {1: 57, 3: 92, 10: 100, 50: 100},
		vntext.VNI:         {1: 41, 3: 84, 10: 100, 50: 100},
		vntext.VISCII:      {1: 57, 3: 92, 10: 100, 50: 100},
		vntext.CP1258:      {1: 52, 3: 92, 10: 100, 50: 100},
		vntext.TCVN3InUTF8: {1: 57, 3: 92, 10: 100, 50: 100},
		vntext.VNIInUTF8:   {1: 41, 3: 84, 10: 100, 50: 100},
	} {
		for n, share := range want {
			rnd := rand.New(rand.NewPCG(1, uint64(n)))
			right := 0
			for range draws {
				texts, values := draw(rnd, names, enc, n)
				v := vntext.Detect(values)
				ok := reads(v.Best, values, texts)
				if ok && (v.Confident || len(v.Readings) == 1 || v.Readings[0].Score() > v.Readings[1].Score()) {
					right++
				}
				if v.Confident && !ok && (enc != vntext.VNIInUTF8 || n > 1) {
					t.Errorf("%s, %d values: sure of %s (%s), wrongly: %q", enc, n, v.Best, v.Why, texts)
				}
				if n >= 10 && !v.Confident {
					t.Errorf("%s, %d values: not sure (%s): %+v", enc, n, v.Why, v.Readings)
				}
				if n < 10 && v.Confident && v.Why != vntext.Valid {
					t.Errorf("%s, %d values: sure of %s (%s)", enc, n, v.Best, v.Why)
				}
			}
			if right*100 < share*draws {
				t.Errorf("%s, %d values: right in %d of %d draws, want %d %%", enc, n, right, draws, share)
			}
		}
	}
}

// TestDetectNoise: a tenth of the words are misspelt or foreign, some values hold m² or
// abbreviations; the encoding is still recognised, and only ever the right one.
func TestDetectNoise(t *testing.T) {
	names := communes(t)
	noise := []string{"Krông Bukk Đ", "Phứơng", "Nguyêễn", "Café Résidence", "120 m²", "Đắk R'Măng", "KCN Mỹ Xuân A2", "ĐườngHùng"}
	for _, enc := range []vntext.Encoding{vntext.UTF8, vntext.TCVN3, vntext.VNI, vntext.VISCII, vntext.CP1258} {
		rnd := rand.New(rand.NewPCG(2, 2))
		for range 50 {
			texts, values := draw(rnd, names, enc, 40)
			for _, s := range noise[:4+rnd.IntN(5)] {
				b, _ := vntext.Encode(enc, s)
				values = append(values, b)
			}
			v := vntext.Detect(values)
			if !v.Confident || !reads(v.Best, values[:40], texts) {
				t.Errorf("%s: %s, confident %t (%s)", enc, v.Best, v.Confident, v.Why)
			}
		}
	}
}

func encoded(t *testing.T, enc vntext.Encoding, texts ...string) [][]byte {
	t.Helper()
	var out [][]byte
	for _, s := range texts {
		b, _ := vntext.Encode(enc, s)
		out = append(out, b)
	}
	return out
}

func TestReasons(t *testing.T) {
	names := communes(t)
	rnd := rand.New(rand.NewPCG(3, 3))
	_, tcvn3 := draw(rnd, names, vntext.TCVN3, 30)
	_, utf8 := draw(rnd, names, vntext.UTF8, 30)
	var numbered []string
	for i := range 30 {
		numbered = append(numbered, fmt.Sprintf("Tổ %d", i))
	}
	for _, tt := range []struct {
		name   string
		values [][]byte
		best   vntext.Encoding
		why    vntext.Reason
	}{
		{"nothing", nil, vntext.UTF8, vntext.Plain},
		{"ASCII", encoded(t, vntext.UTF8, "ODT", "CLN", "12"), vntext.UTF8, vntext.Plain},
		{"square metres", encoded(t, vntext.TCVN3, "120 m²", "1.234,5 m²"), "", vntext.Same},
		{"UTF-8, one value", encoded(t, vntext.UTF8, "Phường Thắng Tam"), vntext.UTF8, vntext.Valid},
		{"UTF-8, another language", encoded(t, vntext.UTF8, "越南"), vntext.UTF8, vntext.Valid},
		{"UTF-8, cut", [][]byte{[]byte("Thị xã Phú M\xe1\xbb")}, vntext.UTF8, vntext.Valid},
		{"few", tcvn3[:9], vntext.TCVN3, vntext.Few},
		{"repeated", slices.Concat(tcvn3[:3], tcvn3[:3], tcvn3[:3], tcvn3[:3]), vntext.TCVN3, vntext.Few},
		{"enough", tcvn3[:10], vntext.TCVN3, vntext.Clear},
		{"mixed", slices.Concat(tcvn3, utf8[:10]), "", vntext.Mixed},
		{"VISCII that is UTF-8 by chance", encoded(t, vntext.VISCII, "Phường 1", "Phường 2"), vntext.VISCII, vntext.Few},
		{"capital font", encoded(t, vntext.TCVN3Upper, "ĐẤT Ở", "ĐẤT TRỒNG LÚA", "ĐẤT RỪNG", "NGUYỄN VĂN A", "TRẦN THỊ BÉ",
			"LÊ VĂN TÁM", "PHẠM HỒNG", "HUỲNH TẤN", "NGÔ QUYỀN", "ĐINH BỘ"), vntext.TCVN3Upper, vntext.Clear},
		{"one word, numbered", encoded(t, vntext.TCVN3, numbered...), "", vntext.Close},
	} {
		v := vntext.Detect(tt.values)
		if v.Why != tt.why || tt.best != "" && v.Best != tt.best {
			t.Errorf("%s: %s (%s), want %s (%s); readings %+v", tt.name, v.Best, v.Why, tt.best, tt.why, v.Readings)
		}
	}
}

// TestReadingsSideBySide: where one has to choose, the readings differ and show the same values.
func TestReadingsSideBySide(t *testing.T) {
	v := vntext.Detect(encoded(t, vntext.TCVN3, "Lê Thị Mỹ", "Xã Phước Hưng", "120 m²"))
	if v.Confident || len(v.Readings) == 0 || v.Best != vntext.TCVN3 {
		t.Fatalf("%+v", v)
	}
	if diff := cmp.Diff([]string{"120 m²", "Lê Thị Mỹ", "Xã Phước Hưng"}, sorted(v.Readings[0].Samples)); diff != "" {
		t.Errorf("samples differ (-want +got):\n%s", diff)
	}
	one := vntext.Detect(encoded(t, vntext.TCVN3, "Xã 1", "Xã 2"))
	if len(one.Readings) < 2 {
		t.Fatalf("one word can be read in one way only: %+v", one)
	}
	for i, r := range one.Readings[1:] {
		if slices.Equal(r.Samples, one.Readings[0].Samples) || len(r.Samples) != len(one.Raw) {
			t.Errorf("reading %d: %q beside %q", i+1, r.Samples, one.Readings[0].Samples)
		}
	}
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

func TestDetectFile(t *testing.T) {
	names := communes(t)
	column := func(values [][]byte) *vntext.Column {
		var c vntext.Column
		for _, v := range values {
			c.Add(v)
		}
		return &c
	}
	rnd := rand.New(rand.NewPCG(4, 4))
	_, many := draw(rnd, names, vntext.TCVN3, 30)
	_, vni := draw(rnd, names, vntext.VNI, 30)
	few := column(encoded(t, vntext.TCVN3, "Xã 1", "Xã 2"))
	whys := func(columns ...*vntext.Column) (out []vntext.Reason) {
		for _, v := range vntext.DetectFile(columns) {
			out = append(out, v.Why)
		}
		return out
	}
	for _, tt := range []struct {
		name    string
		columns []*vntext.Column
		want    []vntext.Reason
	}{
		{"follows the file", []*vntext.Column{few, column(many)}, []vntext.Reason{vntext.Neighbours, vntext.Clear}},
		{"the file disagrees", []*vntext.Column{few, column(many), column(vni)}, []vntext.Reason{vntext.Few, vntext.Clear, vntext.Clear}},
		{"is not worse by the file's encoding", []*vntext.Column{column(vni[:4]), column(many)}, []vntext.Reason{vntext.Few, vntext.Clear}},
		{"together enough", []*vntext.Column{column(many[:6]), column(many[6:12])}, []vntext.Reason{vntext.Neighbours, vntext.Neighbours}},
		{"together too few", []*vntext.Column{column(many[:3]), column(many[3:6])}, []vntext.Reason{vntext.Few, vntext.Few}},
		{"nothing to follow", []*vntext.Column{few, column(nil)}, []vntext.Reason{vntext.Few, vntext.Plain}},
	} {
		if diff := cmp.Diff(tt.want, whys(tt.columns...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	if v := vntext.DetectFile([]*vntext.Column{few, column(many)})[0]; v.Best != vntext.TCVN3 || v.Readings[0].Encoding != v.Best {
		t.Errorf("follows %s, first reading %s", v.Best, v.Readings[0].Encoding)
	}
}

// TestColumnBounded: whatever is added, the sample is bounded, even, and does not depend
// on the order.
func TestColumnBounded(t *testing.T) {
	var up, down vntext.Column
	const n = 20000
	for i := range n {
		up.Add(fmt.Appendf(nil, "Thửa %d", i))
		down.Add(fmt.Appendf(nil, "Thửa %d", n-1-i))
	}
	if up.Distinct() != 2000 {
		t.Errorf("%d values kept, want 2000", up.Distinct())
	}
	if diff := cmp.Diff(up.Verdict(), down.Verdict()); diff != "" {
		t.Errorf("the order matters (-up +down):\n%s", diff)
	}
	for _, raw := range up.Verdict().Raw {
		if len(raw) > 200 {
			t.Errorf("kept %d bytes of a value", len(raw))
		}
	}
	var long vntext.Column
	long.Add(slices.Repeat([]byte("ấ"), 1<<20))
	if v := long.Verdict(); len(v.Raw[0]) > 200 || v.Best != vntext.UTF8 {
		t.Errorf("a long value: %d bytes kept, %s", len(v.Raw[0]), v.Best)
	}
}

func ExampleColumn() {
	var owners vntext.Column
	for _, name := range []string{"NguyÔn ThÞ H\u00adêng", "Lª V¨n §øc", "TrÇn Quèc TuÊn"} {
		raw, _ := vntext.Encode(vntext.CP1252, name) // as they stand in the .dbf
		owners.Add(raw)
	}
	v := owners.Verdict()
	fmt.Println(v.Best, v.Confident, v.Why)
	fmt.Println(vntext.Decode(v.Best, []byte("Nguy\xd4n")))
	// Output:
	// tcvn3 false few
	// Nguyễn
}
