package importers_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	geom "github.com/twpayne/go-geom"

	"sotay/importers"
	"sotay/importers/vntext"
	"sotay/internal/shpwrite"
)

// TestFullTexts: which texts of the odd Shapefiles may have been cut by their columns.
func TestFullTexts(t *testing.T) {
	want := map[string][]string{
		"full_text.zip": {"2 NAME", "2 DIACHI", "3 DIACHI", "4 NAME", "4 DIACHI"},
		// "Xã" in four bytes leaves no room for another letter like them
		"utf8_cut_letter.zip": nil,
	}
	for _, name := range shapefileNames(t) {
		open := func() (importers.Reader, error) {
			path := filepath.Join(shapefileDir, name)
			layers, err := importers.ListShapefile(path)
			if err != nil {
				return nil, err
			}
			return importers.OpenShapefile(path, importers.OpenOptions{Layer: layers[0]})
		}
		r, err := open()
		if err != nil {
			continue // what cannot be opened is looked at elsewhere
		}
		r.Close()
		got, err := importers.FullTexts(open)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		expect(t, name, want[name], got)
	}
}

// TestFullTextColumns: what a column shows decides whether its full texts are codes.
func TestFullTextColumns(t *testing.T) {
	for _, tt := range []struct {
		name   string
		width  int
		values string // with bars between
		want   string // rows
	}{
		{"commune codes", 5, "26506|26506|26560", ""},
		{"one commune code", 5, "26506", ""},
		{"codes, some missing", 5, "26506|||26560|", ""},
		{"sheets that outgrew two digits", 3, "1|25|99|100|101", ""},
		{"dates of any width", 10, "1/2/2024|11/2/2024|11/12/2024|5/1/2023", ""},
		{"dates and times", 16, "2024-01-02 08:00|2024-11-12 17:30|2024-11-13 09:15", ""},
		{"certificate numbers", 9, "CS 012345|CS 012346|DA 112347", ""},
		{"land uses", 3, "ONT|LUC|CLN|ONT", ""},
		{"land uses, some of them two", 7, "ONT|LUC|ONT+CLN|HNK", "3"},
		{"to the right", 8, "    26/1|  126/12| 1126/12", ""},
		{"one address", 20, "12 duong Le Loi, phu", "1"},
		{"most addresses cut", 20, "12 duong Le Loi, phu|3 duong Tran Phu, ph|Ap Phuoc Loi, xa Phu|5 Le Loi|Khu dan cu so 2 phuo", "1 2 3 5"},
		{"one owner of most parcels", 20, "Nguyen Van Mau thon |Ong|Nguyen Van Mau thon D|Nguyen Van Mau thon D|Ba", "3 4"},
		{"just short of it", 20, "12 duong Le Loi, ph", ""},
		{"UTF-8, two bytes left", 20, "12 đường Lê L", "1"},
		{"UTF-8, three bytes left", 21, "12 đường Lê L", ""},
		{"no width", 0, "12 duong Le Loi, phu", ""},
	} {
		m := &memory{schema: importers.Schema{Name: "x", Fields: []importers.Field{{Name: "C", Type: importers.Text, Width: tt.width}}}}
		for v := range strings.SplitSeq(tt.values, "|") {
			var value any
			if v = strings.TrimRight(v, " "); v != "" {
				value = []byte(v)
			}
			m.rows = append(m.rows, importers.Record{Values: []any{value}})
		}
		got, err := importers.FullTexts(m.source().Open)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, tt.name, tt.want, strings.ReplaceAll(strings.Join(got, " "), " C", ""))
	}
}

// narrow is a parcel file whose writer cut names and addresses at the width of their columns.
func narrow(t *testing.T, width int, enc vntext.Encoding, owners, addresses []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ranhthua.shp")
	cpg := ""
	if enc == vntext.UTF8 {
		cpg = "UTF-8"
	}
	w, err := shpwrite.Create(path, shpwrite.Config{
		Kind: shpwrite.Polygon, PRJ: prjVN2000, CPG: cpg,
		Fields: []shpwrite.Field{
			{Name: "MAXA", Type: 'C', Width: 5},
			{Name: "SHBANDO", Type: 'C', Width: 1},
			{Name: "SHTHUA", Type: 'C', Width: 2},
			{Name: "TENCHU", Type: 'C', Width: width},
			{Name: "DIACHI", Type: 'C', Width: width},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	cut := func(s string) []byte {
		b := encoded(t, enc, s)
		return b[:min(len(b), width)]
	}
	for n := range owners {
		var g geom.T = square(east+20*float64(n), north, 20)
		if err := w.Write(g, "26506", "7", []string{"8", "9", "10", "11"}[n], cut(owners[n]), cut(addresses[n])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCutTextsAreReported stages a file whose texts were cut, over records that have them whole.
func TestCutTextsAreReported(t *testing.T) {
	i := newImports(t)
	owners := []string{"Nguyễn Thị Hằng Nga (hư cấu)", "Trần Văn Đức (hư cấu)", "Lê Đình (hư cấu)", "Phạm Hữu Tấn Tài (hư cấu)"}
	addresses := []string{"12 đường Lê Lợi, phường Thắng Tam", "3 Trần Phú", "Số 5 đường Võ Thị Sáu, khu phố 2", "Xóm Phước Lợi, xã Phước Hội"}
	i.loadFile(narrow(t, 60, vntext.UTF8, owners, addresses))
	before := i.state()

	stage := func(path string, encoding ...string) *importers.ChangeSet {
		t.Helper()
		c, err := i.s.Stage(context.Background(), importers.Request{Source: importers.FileSource(path, importers.OpenOptions{}), Encoding: encoding, Actor: "test"})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	// the third lives elsewhere now, where the file has it cut as well
	moved := slices.Clone(addresses)
	moved[2] = "Số 19 đường Trần Hưng Đạo, khu phố 3"
	c := stage(narrow(t, 21, vntext.TCVN3, owners, moved), "tcvn3")
	expect(t, "in TCVN3", []string{
		"0 encoding_unknown",
		"1 stored_text_cut DIACHI 12 đường Lê Lợi, phườ",
		"1 stored_text_cut TENCHU",
		"2 full_text TENCHU", // as long as the column by chance
		"3 full_text DIACHI Số 19 đường Trần Hưng",
		"4 stored_text_cut DIACHI Xóm Phước Lợi, xã Phư",
		// the owner of the fourth is cut at a blank, which leaves nothing to see
	}, i.problems(c))
	if c.Counts.Warnings != 6 || c.Counts.Changed != 3 || c.Counts.Refused > 0 {
		t.Errorf("counts %+v", c.Counts)
	}
	if diff := i.state(); !slices.Equal(before, diff) {
		t.Error("staging changed the layer")
	}
	// in UTF-8 letters are cut, too
	c = stage(narrow(t, 24, vntext.UTF8, owners[:2], addresses[:2]))
	expect(t, "in UTF-8", []string{
		"1 stored_text_cut DIACHI 12 đường Lê Lợi,", "1 stored_text_cut TENCHU", "2 stored_text_cut TENCHU",
	}, i.problems(c))
	// the same file over what it wrote itself is no loss
	i.apply(c)
	if again := i.problems(stage(narrow(t, 24, vntext.UTF8, owners[:2], addresses[:2]))); slices.ContainsFunc(again, func(p string) bool { return strings.Contains(p, "stored_text_cut") }) {
		t.Errorf("over itself: %v", again)
	}
}
