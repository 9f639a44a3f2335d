package importers_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"sotay/importers"
)

func TestCSVTypes(t *testing.T) {
	schema, records := recordsOf(t, writeTemp(t, "bang.csv", strings.Join([]string{
		"\uFEFFSố tờ,ma,dien_tich,gia,ngay,luc,co,ghi chú,rong,sdt,lon",
		`1,007,"1.234,5",12.5,2024-06-30,2024-06-30 08:05:00,true,"a, ""b""",,+84901234567,1234567890123456789`,
		`-2,12,"99,25",-0.5,2023-01-01,2024-06-30T08:05:00+07:00,FALSE, x ,,0901,2`,
		`,,,,,,,,,,`,
	}, "\r\n")), importers.OpenOptions{})
	expect(t, "fields", []string{
		"Số tờ integer", "ma text", "dien_tich real", "gia real", "ngay date", "luc timestamp", "co boolean", "ghi chú text", "rong text", "sdt text", "lon text",
	}, fieldList(schema))
	expect(t, "records", []readRow{
		{Row: 1, Values: []any{int64(1), "007", 1234.5, 12.5, "2024-06-30T00:00:00Z", "2024-06-30T08:05:00Z", true, `a, "b"`, nil, "+84901234567", "1234567890123456789"}},
		{Row: 2, Values: []any{int64(-2), "12", 99.25, -0.5, "2023-01-01T00:00:00Z", "2024-06-30T08:05:00+07:00", false, " x ", nil, "0901", "2"}},
		{Row: 3, Values: []any{nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil}},
	}, records)
	expect(t, "problems", []string{"no_geometry"}, problemCodes(schema.Problems))
	if schema.Encoding != "utf-8" || schema.Rows != 3 || schema.Name != "bang" {
		t.Errorf("schema %+v", schema)
	}
}

// TestCSVNumbers: how a column's numbers are written is decided by the column, else by the
// file, else not at all.
func TestCSVNumbers(t *testing.T) {
	for _, tt := range []struct {
		name   string
		column []string
		kind   importers.FieldType
		values []any
		warn   bool
	}{
		{"whole", []string{"1", "0", "-5"}, importers.Integer, []any{int64(1), int64(0), int64(-5)}, false},
		{"leading zero", []string{"1", "01"}, importers.Text, []any{"1", "01"}, false},
		{"points", []string{"1.5", "1.234", "10"}, importers.Real, []any{1.5, 1.234, 10.0}, false},
		{"commas", []string{"1,5", "1,234", "10"}, importers.Real, []any{1.5, 1.234, 10.0}, false},
		{"Vietnamese thousands", []string{"1.234,5", "1.234"}, importers.Real, []any{1234.5, 1234.0}, false},
		{"millions in points", []string{"1.234.567", "1.234"}, importers.Real, []any{1234567.0, 1234.0}, false},
		{"English thousands", []string{"1,234.5", "1,234"}, importers.Real, []any{1234.5, 1234.0}, false},
		{"zero before the point", []string{"0.123", "1.234"}, importers.Real, []any{0.123, 1.234}, false},
		{"four digits before", []string{"1234.567"}, importers.Real, []any{1234.567}, false},
		{"unclear", []string{"1.234", "2.345", "12"}, importers.Text, []any{"1.234", "2.345", "12"}, true},
		{"unclear commas", []string{"1,234"}, importers.Text, []any{"1,234"}, true},
		{"both", []string{"1,5", "1.5"}, importers.Text, []any{"1,5", "1.5"}, true},
		{"date", []string{"12.5.2024"}, importers.Text, []any{"12.5.2024"}, false},
		{"version", []string{"1.2.3"}, importers.Text, []any{"1.2.3"}, false},
		{"exponent is a code", []string{"1E5"}, importers.Text, []any{"1E5"}, false},
		{"bad groups", []string{"1.23.456,7"}, importers.Text, []any{"1.23.456,7"}, false},
		{"hexadecimal", []string{"0x1F"}, importers.Text, []any{"0x1F"}, false},
		{"long", []string{"123456789012345678901"}, importers.Text, []any{"123456789012345678901"}, false},
		{"NaN", []string{"NaN", "Inf"}, importers.Text, []any{"NaN", "Inf"}, false},
	} {
		schema, records := recordsOf(t, writeTemp(t, "x.csv", "ten;so\na;"+strings.Join(tt.column, "\na;")+"\n"), importers.OpenOptions{})
		var values []any
		for _, r := range records {
			values = append(values, r.Values[1])
		}
		expect(t, tt.name, tt.values, values)
		if schema.Fields[1].Type != tt.kind || strings.Contains(fmt.Sprint(problemCodes(schema.Problems)), "numbers_unclear/so") != tt.warn {
			t.Errorf("%s: %s, problems %v", tt.name, schema.Fields[1].Type, problemCodes(schema.Problems))
		}
	}
}

// TestCSVNumbersFollow: a column that does not show its notation stays text, with the
// notation of the others; coordinates are no others.
func TestCSVNumbersFollow(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       importers.Notation // of the column so
		clear      bool
	}{
		{"commas", "a;so;ma\n1,5;1.234;x\n2,5;2.345;y\n", importers.Vietnamese, true},
		{"points", "a;so;ma\n1.5;1.234;x\n2.5;2.345;y\n", importers.English, true},
		{"commas and points", "a;so;b\n1,5;1.234;1.5\n", "", false},
		{"nothing else", "a;so\nx;1.234\n", "", false},
		{"coordinates by name", "lon;lat;so\n107.0843;10.3461;1.234\n", "", false},
		{"coordinates by name, not used", "lon;lat;so;X;Y\n107.0843;10.3461;1.234;426902.36;1144200.49\n", "", false},
		{"coordinates and commas", "lon;lat;so;dt\n107.0843;10.3461;1.234;12,5\n", importers.Vietnamese, true},
		{"both itself", "a;so\n1,5;1.234\n2,5;2,345\n", "", false},
	} {
		schema, records := recordsOf(t, writeTemp(t, "x.csv", tt.text), importers.OpenOptions{})
		at := slices.IndexFunc(schema.Fields, func(f importers.Field) bool { return f.Name == "so" })
		if got := schema.Fields[at]; got.Type != importers.Text || got.Numbers != tt.want || records[0].Values[at] != "1.234" {
			t.Errorf("%s: %+v, value %v", tt.name, got, records[0].Values[at])
		}
		if unclear := slices.Contains(problemCodes(schema.Problems), "numbers_unclear/so"); unclear == tt.clear {
			t.Errorf("%s: problems %v", tt.name, problemCodes(schema.Problems))
		}
	}
	path := writeTemp(t, "x.csv", "c1,c2,so\n426902.36,1144200.49,1.234\n")
	schema, _ := recordsOf(t, path, importers.OpenOptions{X: "c1", Y: "c2"})
	if got := schema.Fields[2].Numbers; got != "" {
		t.Errorf("coordinates that were named vote: %q", got)
	}
}

func TestCSVSeparators(t *testing.T) {
	want := []readRow{{Row: 1, Values: []any{int64(1), "x, y; z"}}, {Row: 2, Values: []any{int64(2), "a\nb"}}}
	for name, comma := range map[string]string{"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"} {
		for eol, newline := range map[string]string{"LF": "\n", "CRLF": "\r\n"} {
			text := strings.Join([]string{"so" + comma + "chu", "1" + comma + `"x, y; z"`, "2" + comma + "\"a" + newline + "b\""}, newline) + newline
			_, records := recordsOf(t, writeTemp(t, "x.csv", text), importers.OpenOptions{})
			expect(t, name+" "+eol, want, records)
		}
	}
	schema, records := recordsOf(t, writeTemp(t, "x.csv", "ten;dt\nA, B;1,5\nC;2,5\n"), importers.OpenOptions{})
	expect(t, "decimal commas", []string{"ten text", "dt real"}, fieldList(schema))
	expect(t, "decimal commas", []any{"A, B", 1.5}, records[0].Values)
	schema, _ = recordsOf(t, writeTemp(t, "x.csv", "mot\n1\n2\n"), importers.OpenOptions{})
	expect(t, "one column", []string{"mot integer"}, fieldList(schema))
}

// TestCSVRows: numbers of rows are those of the file; blank lines count, lines inside
// quotes do not.
func TestCSVRows(t *testing.T) {
	_, records := recordsOf(t, writeTemp(t, "x.csv", "a,b\n\n1,\"x\ny\"\n\n\n2,z\n3\n4,5,6\n5,6,,\n\"6,7\n"), importers.OpenOptions{})
	expect(t, "rows", []readRow{
		{Row: 2, Values: []any{"1", "x\ny"}},
		{Row: 5, Values: []any{"2", "z"}},
		{Row: 6, Values: []any{nil, nil}, Problems: []string{"ragged_row"}},
		{Row: 7, Values: []any{nil, nil}, Problems: []string{"ragged_row"}},
		{Row: 8, Values: []any{"5", "6"}},
		{Row: 9, Values: []any{nil, nil}, Problems: []string{"bad_quotes"}},
	}, stringly(records))
	_, records = recordsOf(t, writeTemp(t, "x.csv", "a,b\n1,x \"y\" z\n2,\"a\"b\n3,c\n"), importers.OpenOptions{})
	expect(t, "quotes", []readRow{
		{Row: 1, Values: []any{nil, nil}, Problems: []string{"bad_quotes"}},
		{Row: 2, Values: []any{nil, nil}, Problems: []string{"bad_quotes"}},
		{Row: 3, Values: []any{"3", "c"}},
	}, stringly(records))
}

// stringly shows numbers as text, to compare rows only.
func stringly(records []readRow) []readRow {
	for _, r := range records {
		for i, v := range r.Values {
			if v != nil {
				r.Values[i] = fmt.Sprint(v)
			}
		}
	}
	return records
}

func TestCSVCoordinates(t *testing.T) {
	for _, tt := range []struct {
		name, text, want string
		srid             int
		problems         []string
	}{
		{"lon, lat", "ten,lon,lat\na,107.0843,10.346\n", "POINT (107.0843 10.346)", importers.WGS84, []string{"crs_assumed"}},
		{"lat first", "latitude,longitude\n10.346,107.0843\n", "POINT (107.0843 10.346)", importers.WGS84, []string{"crs_assumed"}},
		{"Vietnamese names", "Kinh độ;Vĩ độ\n107,0843;10,346\n", "POINT (107.0843 10.346)", importers.WGS84, []string{"crs_assumed"}},
		{"kinh_do, vi_do", "KINH_DO\tVI_DO\n107.0843\t10.346\n", "POINT (107.0843 10.346)", importers.WGS84, []string{"crs_assumed"}},
		{"three decimals", "lon,lat\n107.084,10.346\n107.123,10.345\n", "POINT (107.084 10.346)", importers.WGS84, []string{"crs_assumed"}},
		{"GIS order", "x,y\n426902.3672,1144200.4975\n", "POINT (426902.3672 1144200.4975)", 0, nil},
		{"Vietnamese order", "STT,X,Y\n1,1144200.4975,426902.3672\n", "POINT (426902.3672 1144200.4975)", 0, []string{"north_first"}},
		{"Vietnamese order, decimal commas", "X (m);Y (m)\n1.144.200,498;426.902,367\n", "POINT (426902.367 1144200.498)", 0, []string{"north_first"}},
		{"X(Bắc), Y(Đông)", "X (Bắc),Y (Đông)\n1144200.4975,426902.3672\n", "POINT (426902.3672 1144200.4975)", 0, nil},
		{"Easting, Northing", "Northing,Easting\n1144200.4975,426902.3672\n", "POINT (426902.3672 1144200.4975)", 0, nil},
		{"degrees as X, Y", "x,y\n10.3461,107.0843\n", "POINT (107.0843 10.3461)", 0, []string{"north_first"}},
		{"names contradict", "lon,lat\n10.3461,107.0843\n", "POINT (10.3461 107.0843)", 0, []string{"axes_contradict"}},
		{"Easting contradicts", "E,N\n1144200.5,426902.5\n", "POINT (1144200.5 426902.5)", 0, []string{"axes_contradict"}},
		{"unknown numbers", "x,y\n5,7\n", "POINT (5 7)", 0, nil},
		{"names without numbers", "x,y\na,b\n", "", 0, []string{"no_geometry"}},
		{"exponents", "x,y\n4.269e5,1.1442e6\n", "POINT (426900 1144200)", 0, nil},
	} {
		schema, records := recordsOf(t, writeTemp(t, "x.csv", tt.text), importers.OpenOptions{})
		srid, _, err := importers.SRIDOf(schema.CRS)
		if (err == nil) != (tt.srid != 0) || srid != tt.srid {
			t.Errorf("%s: SRID %d, %v", tt.name, srid, err)
		}
		expect(t, tt.name, tt.problems, problemCodes(schema.Problems))
		expect(t, tt.name, tt.want, records[0].Geometry)
		if want := map[bool]string{true: "", false: "Point"}[tt.want == ""]; schema.Geometry != want {
			t.Errorf("%s: geometry %q", tt.name, schema.Geometry)
		}
		if len(schema.Fields) != strings.Count(strings.Split(tt.text, "\n")[0], ",")+strings.Count(strings.Split(tt.text, "\n")[0], ";")+strings.Count(strings.Split(tt.text, "\n")[0], "\t")+1 {
			t.Errorf("%s: the coordinates are no fields any more: %v", tt.name, fieldList(schema))
		}
	}
}

func TestCSVBadCoordinates(t *testing.T) {
	_, records := recordsOf(t, writeTemp(t, "x.csv", "a,x,y\n1,426902.5,1144200.5\n2,,\n3,426902.5,\n4,abc,1144200.5\n5,NaN,Inf\n6,0x10,1144200.5\n7,426903,1144201\n8,426904,1144202\n"), importers.OpenOptions{})
	var got [][]string
	for _, r := range records {
		got = append(got, append([]string{r.Geometry}, r.Problems...))
	}
	expect(t, "rows", [][]string{
		{"POINT (426902.5 1144200.5)"},
		{""},
		{"", "bad_coordinates/y"},
		{"", "bad_coordinates/x"},
		{"", "bad_coordinates/x", "bad_coordinates/y"},
		{"", "bad_coordinates/x"},
		{"POINT (426903 1144201)"},
		{"POINT (426904 1144202)"},
	}, got)
}

func TestCSVNamedCoordinates(t *testing.T) {
	path := writeTemp(t, "x.csv", "c1,c2,lon,lat\n426902.5,1144200.5,1,2\n")
	_, records := recordsOf(t, path, importers.OpenOptions{X: "C1", Y: "c2"})
	expect(t, "named columns win", "POINT (426902.5 1144200.5)", records[0].Geometry)
	schema, records := recordsOf(t, path, importers.OpenOptions{X: "c2", Y: "c1"})
	expect(t, "as named, with a warning", "POINT (1144200.5 426902.5)", records[0].Geometry)
	expect(t, "as named, with a warning", []string{"axes_contradict"}, problemCodes(schema.Problems))
	for _, o := range []importers.OpenOptions{{X: "c1"}, {X: "c1", Y: "c9"}, {X: "c1", Y: "c1"}} {
		_, err := importers.Open(path, o)
		var refused *importers.Refused
		if !errors.As(err, &refused) || refused.Code != "unknown_column" || !strings.Contains(refused.Reason.En, "c1, c2, lon, lat") {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestCSVWKT(t *testing.T) {
	schema, records := recordsOf(t, writeTemp(t, "x.csv", `id,hinh,ten
1,"POLYGON ((0 0, 1 0, 1 1, 0 0))",a
2,"multipolygon z (((0 0 1, 1 0 1, 1 1 1, 0 0 1)))",b
3,,c
4,"POLYGON ((0 0, 1 0, 1 x))",d
5,"CIRCULARSTRING (0 0, 1 1, 2 0)",e
6,hello,f
7,POLYGON EMPTY,g
8,"POINT (1 2",h
9,SRID=4326;POINT (1 2),i
10,"POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 2))",k
11,"GEOMETRYCOLLECTION (LINESTRING (0 0, 1 1), POLYGON ((0 0, 1 0, 1 1)))",l
`), importers.OpenOptions{})
	expect(t, "fields", []string{"id integer", "ten text"}, fieldList(schema))
	var got [][]string
	for _, r := range records {
		got = append(got, append([]string{r.Geometry}, r.Problems...))
	}
	expect(t, "rows", [][]string{
		{"POLYGON ((0 0, 1 0, 1 1, 0 0))"},
		{"MULTIPOLYGON Z (((0 0 1, 1 0 1, 1 1 1, 0 0 1)))"},
		{""},
		{"", "bad_geometry/hinh"},
		{"", "curve/hinh"},
		{"", "bad_geometry/hinh"},
		{""},
		{"", "bad_geometry/hinh"},
		{"", "other_srs/hinh"},
		{"POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 1))"},
		{"GEOMETRYCOLLECTION (LINESTRING (0 0, 1 1), POLYGON ((0 0, 1 0, 1 1, 0 0)))", "open_ring/hinh"},
	}, got)
	expect(t, "values", []any{int64(1), "a"}, records[0].Values)
	schema, records = recordsOf(t, writeTemp(t, "x.csv", "a;wkt\n1;\"SRID=5899;POINT (1 2)\"\n2;\"SRID=5899;MULTIPOINT (1 2, 3 4)\"\n"), importers.OpenOptions{})
	if srid, _, err := importers.SRIDOf(schema.CRS); srid != 910775 || err != nil {
		t.Errorf("EWKT: %d, %v", srid, err)
	}
	if schema.Geometry != "MultiPoint" || records[1].Geometry != "MULTIPOINT (1 2, 3 4)" {
		t.Errorf("EWKT: %s, %+v", schema.Geometry, records)
	}
}

func TestCSVHeader(t *testing.T) {
	schema, records := recordsOf(t, writeTemp(t, "x.csv", "a,,A,a\n1,2,3,4\n"), importers.OpenOptions{})
	expect(t, "repeated and blank names", []string{"a integer", "c2 integer", "A_2 integer", "a_3 integer"}, fieldList(schema))
	expect(t, "problems", []string{"repeated_column/A", "repeated_column/a", "no_geometry"}, problemCodes(schema.Problems))
	expect(t, "values", []any{int64(1), int64(2), int64(3), int64(4)}, records[0].Values)

	schema, records = recordsOf(t, writeTemp(t, "x.txt", "M1,1144200.5,426902.5,5.1\nM2,1144201.5,426903.5,5.2\n"), importers.OpenOptions{X: "c3", Y: "c2"})
	expect(t, "no header", []string{"c1 text", "c2 real", "c3 real", "c4 real"}, fieldList(schema))
	expect(t, "no header", []string{"no_header"}, problemCodes(schema.Problems))
	expect(t, "no header: the first row is data", []readRow{
		{Row: 1, Geometry: "POINT (426902.5 1144200.5)", Values: []any{"M1", 1144200.5, 426902.5, 5.1}},
		{Row: 2, Geometry: "POINT (426903.5 1144201.5)", Values: []any{"M2", 1144201.5, 426903.5, 5.2}},
	}, records)

	schema, records = recordsOf(t, writeTemp(t, "x.csv", "Hä tªn chñ,§Þa chØ,Lo¹i ®Êt\n"), importers.OpenOptions{})
	if len(records) > 0 || schema.Rows != 0 {
		t.Errorf("only a header: %+v", records)
	}
	schema, _ = recordsOf(t, writeTemp(t, "x.csv", "H\xe4 t\xaan ch\xf1,\xa7\xdea ch\xd8,Lo\xb9i \xae\xcat,DT\n\xa7\xa7,b,c,1\n"), importers.OpenOptions{})
	expect(t, "a header in TCVN3", []string{"Họ tên chủ text", "Địa chỉ text", "Loại đất text", "DT integer"}, fieldList(schema))
	if schema.Encoding != "" {
		t.Errorf("encoding %q is claimed", schema.Encoding)
	}
}

func TestCSVUTF16(t *testing.T) {
	encode := func(s string, big bool) string {
		var b []byte
		for _, u := range utf16.Encode([]rune("\uFEFF" + s)) {
			if big {
				b = append(b, byte(u>>8), byte(u))
			} else {
				b = append(b, byte(u), byte(u>>8))
			}
		}
		return string(b)
	}
	text := "Tên\tdt\r\nĐất ở\t1,5\r\n"
	for _, big := range []bool{false, true} {
		schema, records := recordsOf(t, writeTemp(t, "x.txt", encode(text, big)), importers.OpenOptions{})
		expect(t, "UTF-16", []string{"Tên text", "dt real"}, fieldList(schema))
		expect(t, "UTF-16", []any{"Đất ở", 1.5}, records[0].Values)
		if schema.Encoding != "utf-8" {
			t.Errorf("encoding %q", schema.Encoding)
		}
	}
	if _, err := importers.Open(writeTemp(t, "x.csv", "a\x00,\x00b\x00\n\x00"), importers.OpenOptions{}); err == nil {
		t.Error("UTF-16 without a mark is accepted")
	}
}

func TestCSVOpenQuote(t *testing.T) {
	_, err := importers.Open(writeTemp(t, "x.csv", "a,b\n1,\""+strings.Repeat("x\n", 20<<20)), importers.OpenOptions{})
	if err == nil || !strings.Contains(err.Error(), "quote") {
		t.Errorf("a quote that swallows 40 MB: %v", err)
	}
}

// TestCSVLikeOGR: GDAL sees the same geometries and cells.
func TestCSVLikeOGR(t *testing.T) {
	path := writeTemp(t, "x.csv", "id,WKT,ten,ma\n1,\"POLYGON ((0 0,9 0,9 9,0 0),(1 1,2 1,2 2,1 1))\",\"Đất, \"\"ở\"\"\",007\n2,POINT (1.5 2.25),\"hai\ndòng\",12\n3,\"LINESTRING (0 0,1 1)\",,\n")
	_, records := recordsOf(t, path, importers.OpenOptions{})
	expect(t, "records", ogrRecords(t, path, 3, "-oo", "KEEP_GEOM_COLUMNS=NO"), csvRecords(records))
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("x,y\n426902.5,1144200.5\n"))
	f.Add([]byte("\uFEFFten;wkt\na;\"POINT (1 2)\"\n\n\"b\nc\";\n1;2;3\n"))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x001\x00"))
	f.Add([]byte("a\tb\n1.234\t1,5\n"))
	path := filepath.Join(f.TempDir(), "x.csv")
	f.Fuzz(func(t *testing.T, b []byte) { readTwice(t, path, b) })
}
