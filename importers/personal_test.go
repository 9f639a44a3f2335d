package importers_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/importers"
	"sotay/importers/vntext"
)

// TestPersonalColumnsAreNeverPublic makes a layer of a file with every name that files
// give to a restricted field of a parcel, and with the words for a person's data.
func TestPersonalColumnsAreNeverPublic(t *testing.T) {
	i := newImports(t)
	names := strings.Fields(`
		owner_name tenchu chusudung hoten chusd tennsd nguoisudung owner TENNSD TEN_NSD TENNSD1 TenChu2
		owner_address owner_addr diachichu dcchu diachicsd DC_CHU
		certificate_no certificat sophathanh sophgcn soserigcn sogcn SO_GCN SoSeriGCN SOGCN_2
		cccd so_cccd cmnd SOCMND phone Phone2 email E_MAIL dien_thoai SoDT tel ngaysinh`)
	names = append(names, "Người sử dụng đất", "Số phát hành giấy chứng nhận", "Điện thoại", "Số CMND", "Owner's address")
	m := forest(stand(1, "a"))
	m.schema.Fields, m.rows[0].Values = []importers.Field{{Name: "ten_lo", Type: importers.Text}}, []any{[]byte("công khai")}
	for _, n := range names {
		m.schema.Fields = append(m.schema.Fields, importers.Field{Name: n, Type: importers.Text})
		m.rows[0].Values = append(m.rows[0].Values, []byte("bí mật"))
	}
	c := i.load(m, asNewLayer)
	if diff := cmp.Diff([]string{"(ten_lo)"}, i.lines(`SELECT title_vi FROM sotay.fields WHERE layer = 'forest_2024' AND visibility <> 'restricted'`)); diff != "" {
		t.Errorf("public fields (-want +got):\n%s", diff)
	}
	if got := i.lines(`SELECT to_jsonb(p)::text FROM pub.forest_2024 p`); strings.Contains(got[0], "bí mật") || !strings.Contains(got[0], "công khai") {
		t.Errorf("public record: %s", got[0])
	}
	for _, column := range c.Analysis.Columns[1:] {
		if !column.Restricted || len(column.Samples) > 0 {
			t.Errorf("column %+v", column)
		}
	}
}

// TestRestrictedValuesAreNotStoredWithTheAnalysis looks for an owner's name in all that an
// import keeps or gives away as JSON: with an open question, staged, and of a column left out.
func TestRestrictedValuesAreNotStoredWithTheAnalysis(t *testing.T) {
	i := newImports(t)
	secret := func(what string, v any) {
		t.Helper()
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		stored := strings.Join(i.lines(`SELECT i.* FROM sotay.imports i`), "") + strings.Join(i.lines(`SELECT p.* FROM sotay.import_problems p`), "")
		if all := string(text) + stored; strings.Contains(all, "Hồ Mỹ") || strings.Contains(all, "H\u1ed3 M") || strings.Contains(all, "0912") {
			t.Errorf("%s: the owner is in %s", what, all)
		}
	}
	m := vilis(row(1, 1, "ONT", ""))
	m.rows[0].Values[4] = encoded(t, vntext.TCVN3, "Hồ Mỹ") // too little evidence
	m.schema.Fields = append(m.schema.Fields, importers.Field{Name: "DIENTHOAI", Type: importers.Text, Width: 20})
	m.rows[0].Values = append(m.rows[0].Values, []byte("0912"))
	m.rows[0].Problems = []importers.Problem{{
		Row: 1, Field: "DIENTHOAI", Value: "0912", Severity: importers.Warning, Code: "x",
		What: importers.Words{Vi: "a", En: "a"}, Todo: importers.Words{Vi: "a", En: "a"},
	}}
	_, err := i.tryStage(m)
	open := wantError[*importers.NeedsAnswer](t, err)
	secret("asked", open)
	var readings []string
	for _, c := range open.Questions[0].Choices {
		readings = append(readings, c.Readings...)
	}
	if !strings.Contains(strings.Join(readings, " "), "Hồ Mỹ") {
		t.Errorf("whoever answers sees %q", readings)
	}
	c := i.stage(m, func(r *importers.Request) { r.Encoding = []string{"TENCHU=tcvn3"} })
	secret("staged", c)
	i.apply(c)
	c = i.stage(m, func(r *importers.Request) {
		r.Map, r.Set = []string{"TENCHU=-"}, []string{"owner_address=Hồ Mỹ"}
	})
	secret("set", c)
	if _, err := i.tryStage(m, func(r *importers.Request) { r.Layer, r.CRS = "", "no such" }); err == nil || errors.As(err, &open) {
		t.Errorf("no such CRS: %v", err)
	}
	secret("refused", c)
}
