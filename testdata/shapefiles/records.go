package main

import (
	"encoding/binary"
	"slices"

	geom "github.com/twpayne/go-geom"

	"sotay/internal/shpwrite"
)

// recordSize is the size of a record with one square, its header included: 8 + 44 + 4 + 5·16.
const recordSize = 136

// records are oddities of record headers, of positions and of the .shx.
func records(f files) {
	add := func(name string, n int, change func(s set)) set {
		s := build(config(), squares(n)...)
		change(s)
		f.zip(name, s)
		return s
	}
	header := func(s set, i int) []byte { return s["shp"][100+recordSize*i:] }
	short := add("bad_record_length", 4, func(s set) { big(header(s, 1)[4:], 20) })
	f.plain("bad_record_length_missing_shx", short.without("shx"))
	long := add("long_record_length", 4, func(s set) { big(header(s, 1)[4:], (2*recordSize-8)/2) })
	f.plain("long_record_length_missing_shx", long.without("shx"))
	cut := add("truncated", 4, func(s set) { s["shp"] = s["shp"][:100+3*recordSize+60] })
	f.plain("truncated_missing_shx", cut.without("shx"))
	f.plain("truncated_only_shp", set{"shp": cut["shp"]})
	gaps := add("gaps", 4, func(s set) { insert(s, 2, make([]byte, 40)) })
	f.plain("gaps_missing_shx", gaps.without("shx"))
	add("old_record_left", 3, func(s set) { // the second record was written anew at the end
		s["shp"] = append(s["shp"], header(s, 1)[:recordSize]...)
		copy(header(s, 3)[8+48:], floats(nil, box(0, 50, 10, 60)...))
		big(s["shx"][108:], uint32(100+3*recordSize)/2)
	})
	add("other_order", 3, func(s set) {
		first := binary.BigEndian.Uint32(s["shx"][100:])
		copy(s["shx"][100:104], s["shx"][116:120])
		big(s["shx"][116:], first)
	})
	add("shx_bad_offset", 4, func(s set) { big(s["shx"][108:], 1<<30); big(s["shx"][116:], 61) })
	add("shx_bad_length", 4, func(s set) { big(s["shx"][112:], 2) })
	add("shx_null_entry", 3, func(s set) { big(s["shx"][108:], 0); big(s["shx"][112:], 0) })
	add("shx_empty", 3, func(s set) { s["shx"] = s["shx"][:100] })
	add("shx_broken", 3, func(s set) { s["shx"] = []byte("not an index") })
	add("shx_short", 4, func(s set) { s["shx"] = s["shx"][:116] })
	zeros := add("record_numbers_zero", 3, func(s set) {
		for i := range 3 {
			big(header(s, i), 0)
		}
	})
	f.plain("record_numbers_zero_missing_shx", zeros.without("shx"))
	add("wrong_file_length", 3, func(s set) { big(s["shp"][24:], 77) })
	add("bytes_at_end", 3, func(s set) { s["shp"] = append(s["shp"], make([]byte, 500)...) })
	add("huge_counts", 3, func(s set) { little(header(s, 1)[8+40:], 1<<31-1) })
	add("huge_parts", 3, func(s set) { little(header(s, 1)[8+36:], 1<<32-1) })
	add("bad_parts", 3, func(s set) { little(header(s, 1)[8+44:], 4); little(header(s, 2)[8+44:], 1<<31) })
	lost := add("lost_record", 5, func(s set) { copy(header(s, 2), slices.Repeat([]byte{0xEE}, recordSize)) })
	f.plain("lost_record_missing_shx", lost.without("shx"))
	add("padded_records", 3, func(s set) { insert(s, 1, make([]byte, 16)); big(header(s, 0)[4:], (recordSize-8+16)/2) })
	add("shape_type_unknown", 1, func(s set) { s["shp"][32] = 7 })
	add("record_type_unknown", 3, func(s set) { header(s, 1)[8] = 7 })
	add("not_a_shapefile", 1, func(s set) { s["shp"][0] = 1 })
	mixed := build(config(), at(polygon(square(0)), 1), at(pointRecord(), 2), at(polygon(square(1)), 3))
	f.zip("mixed_types", mixed)
	noMeasures(f)
}

// noMeasures are records of a Z type that leave the array of measures out, as the format allows.
func noMeasures(f files) {
	for name, kind := range map[string]shpwrite.Kind{"z_without_m": shpwrite.Polygon, "linez_without_m": shpwrite.Line} {
		c := config()
		c.Kind, c.Layout = kind, geom.XYZ
		flat := raise(geom.XYZ, square(0))
		g := geom.T(geom.NewPolygonFlat(geom.XYZ, flat, []int{len(flat)}))
		if kind == shpwrite.Line {
			g = geom.NewLineStringFlat(geom.XYZ, flat)
		}
		f.zip(name, build(c, at(g, 1)))
	}
}

func pointRecord() []byte {
	return floats(binary.LittleEndian.AppendUint32(nil, 1), square(3)[:2]...)
}

// insert puts bytes before record i and corrects the .shx and the length of the file.
func insert(s set, i int, b []byte) {
	at := 100 + recordSize*i
	s["shp"] = slices.Insert(s["shp"], at, b...)
	big(s["shp"][24:], uint32(len(s["shp"])/2))
	for e := 100 + 8*i; e < len(s["shx"]); e += 8 {
		big(s["shx"][e:], binary.BigEndian.Uint32(s["shx"][e:])+uint32(len(b)/2))
	}
}

func big(b []byte, v uint32)    { binary.BigEndian.PutUint32(b, v) }
func little(b []byte, v uint32) { binary.LittleEndian.PutUint32(b, v) }
