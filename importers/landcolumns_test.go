package importers_test

import (
	"context"
	"path/filepath"
	"testing"

	"sotay/importers"
	"sotay/internal/shpwrite"
)

// writeTypes writes a Shapefile with a column for each of three land types, and their areas.
func writeTypes(t *testing.T, rows ...[]any) importers.Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ranhthua.shp")
	text := func(name string) shpwrite.Field { return shpwrite.Field{Name: name, Type: 'C', Width: 12} }
	number := func(name string) shpwrite.Field { return shpwrite.Field{Name: name, Type: 'N', Width: 12, Decimals: 1} }
	w, err := shpwrite.Create(path, shpwrite.Config{Kind: shpwrite.Polygon, PRJ: prjVN2000, CPG: "UTF-8", Fields: []shpwrite.Field{
		text("MAXA"), text("SHBANDO"), text("SHTHUA"), text("LOAIDAT1"), text("LOAIDAT2"), text("LOAIDAT3"),
		number("DIENTICH1"), number("DIENTICH2"), number("DIENTICH3"), text("THOIHAN1"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	for n, values := range rows {
		if err := w.Write(square(east+20*float64(n), north, 20), append([]any{"26506", "1"}, values...)...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return importers.FileSource(path, importers.OpenOptions{})
}

const storedTypes = `SELECT d.parcel_no, d.land_use, d.land_types, s.land_area_1 AS a, s.land_area_2 AS b, s.land_area_3 AS c, s.land_term_1
	FROM data.parcels d LEFT JOIN data.parcels_staff s USING (id)`

func TestLandTypesInColumnsOfTheirOwn(t *testing.T) {
	src := writeTypes(t,
		[]any{"1", "ONT", "CLN", nil, 100, 300, nil, "lâu dài"},
		[]any{"2", "LUC", nil, nil, 400, 0, 0, nil},
		[]any{"3", nil, "CLN", nil, nil, 50, nil, nil},        // which of its types is the second
		[]any{"4", "ONT", "ONT", "CLN", 10, 20, 30, nil},      // one twice
		[]any{"5", "ont+cln ", nil, nil, 5, nil, nil, "2043"}, // two in one
		[]any{"6", "ODT", nil, nil, 10, 20, nil, nil},         // an area without a type
		[]any{"7", nil, nil, nil, 0, 0, 0, nil},
		[]any{"8", "ODT", "TMD", "XYZ", 1, 2, 3, nil},
	)
	i := newImports(t)
	c := i.stage(vilis(), func(r *importers.Request) { r.Source = src })
	expect(t, "problems", []string{
		"3 land_types_uneven DIENTICH2 50",
		"4 land_types_uneven DIENTICH1 10", "4 land_types_uneven DIENTICH2 20", "4 land_types_uneven DIENTICH3 30",
		"5 land_types_uneven DIENTICH1 5", "5 land_types_uneven THOIHAN1 2043",
		"6 land_types_uneven DIENTICH2 20",
		"8 unknown_code LOAIDAT1, LOAIDAT2, LOAIDAT3 XYZ",
	}, i.problems(c))
	proposed := map[string]string{}
	for _, column := range c.Analysis.Columns {
		proposed[column.Name] = column.Field
	}
	expect(t, "shown before it is applied", map[string]string{
		"MAXA": "commune_code", "SHBANDO": "sheet_no", "SHTHUA": "parcel_no", "LOAIDAT1": "land_use", "LOAIDAT2": "land_use", "LOAIDAT3": "land_use",
		"DIENTICH1": "land_area_1", "DIENTICH2": "land_area_2", "DIENTICH3": "land_area_3", "THOIHAN1": "land_term_1",
	}, proposed)
	i.apply(c)
	expect(t, "rows", []string{
		`(1,ONT+CLN,"{ONT,CLN}",100,300,,"lâu dài")`, `(2,LUC,{LUC},400,,,)`, `(3,CLN,{CLN},,,,)`, `(4,ONT+ONT+CLN,"{ONT,CLN}",,,,)`,
		`(5,ont+cln,"{ONT,CLN}",,,,)`, `(6,ODT,{ODT},10,,,)`, `(7,,{},,,,)`, `(8,ODT+TMD+XYZ,"{ODT,TMD,XYZ}",1,2,3,)`,
	}, i.lines(storedTypes))
	if again := i.stage(vilis(), func(r *importers.Request) { r.Source = src }); again.Counts.Unchanged != 8 {
		t.Errorf("the same file again: %+v", again.Counts)
	}
}

// TestLandTypeColumnsAreOverridden as any proposal is.
func TestLandTypeColumnsAreOverridden(t *testing.T) {
	src := writeTypes(t, []any{"1", "ONT", "CLN", "LUC", 100, 200, 300, "2043"})
	for _, tt := range []struct {
		name     string
		maps     []string
		set      []string
		want     string
		problems []string
	}{
		{"one alone", []string{"LOAIDAT2=land_use"}, nil, `(1,CLN,{CLN},,,,2043)`, []string{
			"0 column_left_out LOAIDAT1", "0 column_left_out LOAIDAT3", "0 column_left_out DIENTICH1", "0 column_left_out DIENTICH2", "0 column_left_out DIENTICH3",
		}},
		{"without the last", []string{"LOAIDAT3=-", "DIENTICH3=-"}, nil, `(1,ONT+CLN,"{ONT,CLN}",100,200,,2043)`, nil},
		{"without the first", []string{"LOAIDAT1=-", "DIENTICH1=-", "DIENTICH2=land_area_1", "DIENTICH3=land_area_2", "THOIHAN1=-"}, nil, `(1,CLN+LUC,"{CLN,LUC}",200,300,,)`, nil},
		{"one for all", nil, []string{"land_use=ODT"}, `(1,ODT,{ODT},,,,2043)`, []string{
			"0 column_left_out LOAIDAT1", "0 column_left_out LOAIDAT2", "0 column_left_out LOAIDAT3",
			"0 column_left_out DIENTICH1", "0 column_left_out DIENTICH2", "0 column_left_out DIENTICH3",
		}},
		{"none", []string{"LOAIDAT1=-", "LOAIDAT2=-", "LOAIDAT3=-"}, nil, `(1,,{},,,,2043)`, []string{"0 column_left_out DIENTICH1", "0 column_left_out DIENTICH2", "0 column_left_out DIENTICH3"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := newImports(t)
			c, err := i.s.Stage(context.Background(), importers.Request{Source: src, Layer: "parcels", Map: tt.maps, Set: tt.set})
			if err != nil {
				t.Fatal(err)
			}
			var problems []string
			problems = append(problems, i.problems(c)...)
			expect(t, "problems", tt.problems, problems)
			i.apply(c)
			expect(t, "row", []string{tt.want}, i.lines(storedTypes))
		})
	}
}
