package importers_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"sotay/importers"
)

// TestAreasAreJudgedAsInThePanel: the tolerance is 0.0004 · M · √100 m² here, 2 m² at 1:500.
func TestAreasAreJudgedAsInThePanel(t *testing.T) {
	scaled := func(m *memory, scales ...any) *memory {
		m.schema.Fields = append(m.schema.Fields, importers.Field{Name: "TYLE", Type: importers.Integer})
		for n, r := range m.rows {
			m.rows[n].Values = append(r.Values, scales[n])
		}
		return m
	}
	// areas lays parcels of so many square metres, 100 m² each by the papers.
	areas := func(onMap ...float64) *memory {
		m := vilis()
		for n, area := range onMap {
			m.rows = append(m.rows, with(parcel(1, n+1, "ONT", "", square(east+20*float64(n), north, math.Sqrt(area))), func(r *importers.Record) { r.Values[5] = 100.0 }))
		}
		return m
	}
	i := newImports(t)
	for _, tt := range []struct {
		name string
		file *memory
		want []string
	}{
		{"at the file's scale", scaled(areas(101.9, 102.1, 97.9, 102.1, 104.1), int64(500), int64(500), int64(500), int64(1000), nil), []string{
			"2 ±2.0 (tỷ lệ 1:500)", "3 ±2.0 (tỷ lệ 1:500)", "5 ±4.0 (không rõ tỷ lệ bản đồ, tạm tính với 1:1000)",
		}},
		{"at an assumed one", areas(103.9, 104.1), []string{"2 ±4.0 (không rõ tỷ lệ bản đồ, tạm tính với 1:1000)"}},
		{"nothing in the papers", papersOf(areas(104.1), nil), nil},
		{"no area in the papers", papersOf(areas(104.1), 0.0), nil},
	} {
		t.Run(tt.name, func(t *testing.T) { expect(t, "told", tt.want, i.judged(i.stage(tt.file))) })
	}
	i.load(scaled(areas(100, 100, 100), int64(500), int64(2000), nil))
	t.Run("at the stored scale", func(t *testing.T) {
		expect(t, "told", []string{"1 ±2.0 (tỷ lệ 1:500)", "4 ±4.0 (không rõ tỷ lệ bản đồ, tạm tính với 1:1000)"}, i.judged(i.stage(areas(103, 103, 103, 105))))
	})
	t.Run("not at one that goes", func(t *testing.T) {
		expect(t, "told", []string(nil), i.judged(i.stage(scaled(areas(103), nil))))
	})
}

func papersOf(m *memory, papers any) *memory {
	m.rows[0].Values[5] = papers
	return m
}

// judged lists what is told of areas: row, tolerance and scale. The mark that nobody has read
// the rule's text is part of it.
func (i *imports) judged(c *importers.ChangeSet) []string {
	i.t.Helper()
	var out []string
	for p, err := range i.s.Problems(context.Background(), c.ID) {
		if err != nil {
			i.t.Fatal(err)
		}
		if p.Code != "area_differs" {
			continue
		}
		if !strings.Contains(p.Todo.Vi, "chưa được kiểm chứng") || !strings.Contains(p.Todo.En, "has not been verified") || !strings.Contains(p.Todo.Vi, "0,0004") ||
			strings.Contains(p.Todo.Vi+p.Todo.En+p.What.Vi+p.What.En, "%!") || p.Place == nil || p.Field != "legal_area" || p.Severity != importers.Warning {
			i.t.Errorf("%+v", p)
		}
		_, said, _ := strings.Cut(p.What.Vi, "vượt hạn sai ")
		out = append(out, fmt.Sprintf("%d %s", p.Row, strings.TrimSuffix(strings.ReplaceAll(said, " m²", ""), ".")))
	}
	return out
}
