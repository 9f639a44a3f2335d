package main

import (
	"bytes"
	"encoding/binary"
	"math"

	"sotay/internal/shpwrite"
)

// types are tables with columns that dBASE III did not know.
func types(f files) {
	memo := build(config(shpwrite.Field{Name: "SO", Type: 'N', Width: 4}, shpwrite.Field{Name: "GHICHU", Type: 'C', Width: 10}),
		at(polygon(square(0)), 1, []byte("         1")), at(polygon(square(1)), 2, nil))
	memo["dbf"][0] = 0x83
	memo["dbf"][64+11] = 'M'
	f.zip("memo", memo)

	odd := build(config(shpwrite.Field{Name: "SO", Type: 'N', Width: 4}, shpwrite.Field{Name: "LA", Type: 'C', Width: 4}), at(polygon(square(0)), 1, "abcd"))
	odd["dbf"][64+11] = 'Z'
	f.zip("column_type_unknown", odd)

	shape := build(config(), squares(3)...)
	shape["dbf"] = foxPro()
	f.zip("foxpro", shape)
	shape["dbf"] = level7()
	f.zip("dbase7", shape)
}

// column is a column of a table that is put together by hand.
type column struct {
	name  string
	kind  byte
	width byte
}

// foxPro is a Visual FoxPro table: little-endian numbers, days and milliseconds.
func foxPro() []byte {
	columns := []column{{"SO", 'I', 4}, {"DT", 'B', 8}, {"LUC", 'T', 8}, {"LUC2", '@', 8}, {"TIEN", 'Y', 8}, {"HINH", 'G', 4}, {"TEN", 'C', 4}}
	b := tableHeader(0x30, 3, columns, 263)
	for i, n := range []int32{7, -7, 0} {
		b = append(b, ' ')
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits([]float64{12.25, -0.5, math.NaN()}[i]))
		for range 2 { // 29 February 2024, 12:34:56.789; an impossible one; blank
			b = binary.LittleEndian.AppendUint32(b, []uint32{2460370, 2460370, 0}[i])
			b = binary.LittleEndian.AppendUint32(b, []uint32{45296789, 90000000, 0}[i])
		}
		b = binary.LittleEndian.AppendUint64(b, uint64(int64([]int64{123456, -5000, 0}[i])))
		b = append(b, 0, 0, 0, 0)
		b = append(b, "ten "...)
	}
	return append(b, 0x1A)
}

// tableHeader is a header with descriptors of 32 bytes and tail bytes after them.
func tableHeader(version byte, rows uint32, columns []column, tail int) []byte {
	length := 1
	for _, c := range columns {
		length += int(c.width)
	}
	b := []byte{version, 124, 2, 29}
	b = binary.LittleEndian.AppendUint32(b, rows)
	b = binary.LittleEndian.AppendUint16(b, uint16(33+32*len(columns)+tail))
	b = binary.LittleEndian.AppendUint16(b, uint16(length))
	b = append(b, make([]byte, 20)...)
	for _, c := range columns {
		var d [32]byte
		copy(d[:11], c.name)
		d[11], d[16] = c.kind, c.width
		b = append(b, d[:]...)
	}
	return append(append(b, '\r'), make([]byte, tail)...)
}

// level7 is a dBASE 7 table: descriptors of 48 bytes, numbers made to sort as bytes.
func level7() []byte {
	columns := []column{{"So thua dat cua to ban do", 'I', 4}, {"Dien tich", 'O', 8}, {"Luc", '@', 8}, {"Tu tang", '+', 4}, {"Ghi chu", 'B', 10}, {"Ten", 'C', 4}}
	b := make([]byte, 68)
	b[0] = 4
	little(b[4:], 3)
	binary.LittleEndian.PutUint16(b[8:], uint16(68+48*len(columns)+1))
	binary.LittleEndian.PutUint16(b[10:], 1+4+8+8+4+10+4)
	for _, c := range columns {
		var d [48]byte
		copy(d[:32], c.name)
		d[32], d[33] = c.kind, c.width
		b = append(b, d[:]...)
	}
	b = append(b, '\r')
	for i, n := range []int32{7, -7, math.MinInt32} { // the last is the blank
		b = append(b, ' ')
		b = binary.BigEndian.AppendUint32(b, uint32(n)^1<<31)
		b = binary.BigEndian.AppendUint64(b, sortable([]float64{12.25, -0.5, 0}[i], i == 2))
		b = binary.BigEndian.AppendUint32(b, []uint32{2460370, 2460370, 0}[i])
		b = binary.BigEndian.AppendUint32(b, []uint32{45296789, 0, 0}[i])
		b = binary.BigEndian.AppendUint32(b, uint32(i+1)^1<<31)
		b = append(b, bytes.Repeat([]byte{' '}, 10)...)
		b = append(b, "ten "...)
	}
	return append(b, 0x1A)
}

func sortable(f float64, blank bool) uint64 {
	u := math.Float64bits(f)
	switch {
	case blank:
		return 0
	case u>>63 == 1:
		return ^u
	}
	return u | 1<<63
}
