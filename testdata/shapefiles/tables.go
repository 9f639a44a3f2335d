package main

import (
	"encoding/binary"
	"slices"
	"time"

	"sotay/internal/shpwrite"
)

// tables are oddities of the values and of the header of the .dbf.
func tables(f files) {
	texts(f)
	number := shpwrite.Field{Name: "DIENTICH", Type: 'N', Width: 12, Decimals: 2}
	whole := shpwrite.Field{Name: "SO_TO", Type: 'N', Width: 9}
	float := shpwrite.Field{Name: "Shape_Area", Type: 'F', Width: 19, Decimals: 11}
	date := shpwrite.Field{Name: "NGAY", Type: 'D'}
	yes := shpwrite.Field{Name: "CO_SO", Type: 'L'}
	raw := func(name string, fields []shpwrite.Field, values ...[]any) {
		var rows []row
		for i, v := range values {
			for j := range v {
				if s, ok := v[j].(string); ok {
					v[j] = []byte(s)
				}
			}
			rows = append(rows, at(polygon(square(float64(i))), v...))
		}
		f.zip(name, build(config(fields...), rows...))
	}
	one := func(f shpwrite.Field) []shpwrite.Field { return []shpwrite.Field{f} }
	raw("overflow_asterisks", []shpwrite.Field{number, whole}, []any{"************", "*********"}, []any{"*", 7})
	raw("blanks", []shpwrite.Field{number, whole, float, date, yes, text(10)},
		[]any{nil, nil, nil, nil, " ", nil}, []any{1.5, 2, 3.5, time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), true, "  LUC"},
		[]any{"\x00\x00", "\x00", "\x00", "\x00", "\x00", "\x00"})
	raw("nan_numbers", one(float), []any{"NaN"}, []any{"-1.#IND"}, []any{"1.#INF"}, []any{"inf"}, []any{"-Infinity"}, []any{"1.#QNAN"}, []any{"NULL"}, []any{"0x10"})
	raw("decimal_comma", []shpwrite.Field{number, whole}, []any{"1234,5", "7"}, []any{"1.234,5", "1.234"}, []any{"1,234.5", "7,5"}, []any{"1.234.567", "1,234,567"}, []any{"1,2.3,4", "12,34,5"})
	raw("exponents", []shpwrite.Field{float, whole}, []any{"1.23456789012e+003", "1e3"}, []any{"-1.5E-05", "1.5e0"}, []any{"1e400", "+5"}, []any{".5", "5."})
	raw("dates", one(date), []any{"20240229"}, []any{"00000000"}, []any{nil}, []any{"20230229"}, []any{"2024 115"}, []any{"00000101"}, []any{"ngay 1/1"}, []any{"19000101"}, []any{"0"})
	raw("logicals", one(yes), []any{"T"}, []any{"t"}, []any{"Y"}, []any{"y"}, []any{"1"}, []any{"F"}, []any{"f"}, []any{"N"}, []any{"n"}, []any{"0"}, []any{"?"}, []any{nil}, []any{"X"})
	raw("text_ends", one(text(12)), []any{"ONT  "}, []any{"  ONT"}, []any{"ONT\x00rest"}, []any{"\x00"}, []any{"a\tb \t"})
	raw("wide_numbers", []shpwrite.Field{{Name: "ID19", Type: 'N', Width: 19}, {Name: "ID20", Type: 'N', Width: 20}, {Name: "ID24", Type: 'N', Width: 24}, {Name: "D15", Type: 'N', Width: 24, Decimals: 15}},
		[]any{"1234567890123456789", "-9223372036854775808", "123456789012345678901234", "123.456789012345678"},
		[]any{"9223372036854775808", "99999999999999999999", "1", "0.100000000000000"})
	raw("fraction_in_whole", one(whole), []any{"12.5"}, []any{"12.0"}, []any{"12 5"})
	days := build(config(shpwrite.Field{Name: "NGAY", Type: 'C', Width: 10}), at(nil, "2024-02-29"), at(nil, "2024/02/29"), at(nil, "2024-02/29"))
	days["dbf"][32+11] = 'D'
	f.zip("date_separated", days)
	deleted(f)
	rowsOfTables(f)
	full(f)
}

// full has texts as wide as their columns: codes and numbers, which are so by nature, and
// names and addresses that their writer cut. The address is cut between letters of UTF-8.
func full(f files) {
	c := func(name string, width int) shpwrite.Field { return shpwrite.Field{Name: name, Type: 'C', Width: width} }
	fields := []shpwrite.Field{c("MAXA", 5), c("SHTHUA", 3), c("NGAY", 10), c("SOGCN", 9), c("LOAI", 3), c("NAME", 20), c("DIACHI", 25), c("PHAI", 6)}
	var rows []row
	for i, v := range [][]any{
		{"26506", "9", "01/02/2024", "CS 012345", "ONT", "Ten ngan", "12 Lê Lợi", "    12"},
		{"26506", "98", "11/12/2024", "CS 012346", "LUC", "Khu dan cu phuong Th", "Số 12 đường Lê L", "   123"},
		{"26506", "99", "21/12/2024", "DA 112347", "CLN", "Duong Le Hong Phong ", "Đường 30 tháng 4, ph", "  1234"},
		{"26506", "100", "30/12/2024", "DA 112348", "ONT", "Khu tai dinh cu so 2", "Ấp Phước Lợi, xã ", " 12345"},
	} {
		rows = append(rows, at(polygon(square(float64(i))), v...))
	}
	f.zip("full_text", build(config(fields...), rows...))
}

// deleted marks rows 2 and 5 of 5 as deleted.
func deleted(f files) {
	s := build(config(), squares(5)...)
	s["dbf"][65+7*1], s["dbf"][65+7*4] = '*', '*'
	f.zip("deleted_records", s)
	f.plain("deleted_records_missing_shx", s.without("shx"))
}

// rowsOfTables are tables with more or fewer rows than they say or than there are shapes,
// and headers that are wrong. A row of squares takes 7 bytes, the header 65.
func rowsOfTables(f files) {
	add := func(name string, change func(s set)) {
		s := build(config(), squares(4)...)
		change(s)
		f.zip(name, s)
	}
	add("dbf_truncated", func(s set) { s["dbf"] = s["dbf"][:65+7*2+3] })
	add("dbf_count_high", func(s set) { little(s["dbf"][4:], 1<<32-1) })
	add("dbf_count_low", func(s set) { little(s["dbf"][4:], 2) })
	add("dbf_fewer_rows", func(s set) { s["dbf"] = append(s["dbf"][:65+7*3], 0x1A); little(s["dbf"][4:], 3) })
	add("dbf_more_rows", func(s set) {
		s["dbf"] = slices.Insert(s["dbf"], 65+7*4, []byte("      5")...)
		little(s["dbf"][4:], 5)
	})
	add("dbf_no_end_mark", func(s set) { s["dbf"] = s["dbf"][:65+7*4] })
	add("dbf_header_short", func(s set) { s["dbf"] = s["dbf"][:20] })
	add("dbf_header_long", func(s set) { binary.LittleEndian.PutUint16(s["dbf"][8:], 60000) })
	add("dbf_row_length_0", func(s set) { binary.LittleEndian.PutUint16(s["dbf"][10:], 0) })
	add("column_cut", func(s set) { s["dbf"][32+16] = 200 })
	add("no_terminator", func(s set) { s["dbf"][64] = 0 })
	two := build(config(shpwrite.Field{Name: "A", Type: 'N', Width: 3}, shpwrite.Field{Name: "A", Type: 'C', Width: 3}), at(polygon(square(0)), 1, "x"))
	f.zip("duplicate_names", two)
	odd := build(config(shpwrite.Field{Name: "A", Type: 'N', Width: 3}, shpwrite.Field{Name: "B", Type: 'C', Width: 3}), at(polygon(square(0)), 1, "x"))
	odd["dbf"][32] = 0
	copy(odd["dbf"][64:], "S\xE8 t\xEA") // not UTF-8
	f.zip("odd_names", odd)
	long := build(config(shpwrite.Field{Name: "A", Type: 'C', Width: 150}, shpwrite.Field{Name: "B", Type: 'C', Width: 150}), at(polygon(square(0)), "x", "y"))
	// one column of 300 bytes: 44 + 256·1
	long["dbf"] = slices.Delete(long["dbf"], 64, 96)
	long["dbf"][32+16], long["dbf"][32+17], long["dbf"][8] = 44, 1, 65
	f.zip("wide_text", long)
}
