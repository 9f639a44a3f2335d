package importers

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// values gives the values of a row, all nil where the row is missing, and adds the
// problems met. The slice is used again for the next row.
func (t *dbfTable) values(number int64, row []byte, problems []Problem) ([]any, []Problem) {
	for i := range t.columns {
		t.out[i] = nil
		if row == nil {
			continue
		}
		c := &t.columns[i]
		b := row[c.from:c.to:c.to]
		v, fault := t.value(c, b)
		t.out[i] = v
		if fault != nil {
			problems = append(problems, fault.at(number, c.field.Name, c.shown(b)))
		}
	}
	return t.out, problems
}

// shown is a value that could not be read, for the table of problems: its text, or its
// bytes in hexadecimal where they are none.
func (c *dbfColumn) shown(b []byte) string {
	switch c.kind {
	case 'N', 'F', 'L', 'D':
		return strings.Map(func(r rune) rune {
			if r < ' ' || r == utf8.RuneError {
				return '?'
			}
			return r
		}, string(dbfTrim(b)))
	}
	return hex.EncodeToString(b)
}

// value reads one value.
func (t *dbfTable) value(c *dbfColumn, b []byte) (any, *finding) {
	switch c.kind {
	case 'C':
		if b = dbfText(b); len(b) == 0 {
			return nil, nil
		}
		return b, nil
	case 'N', 'F':
		return c.number(b)
	case 'L':
		return dbfLogical(b)
	case 'D':
		return dbfDate(b)
	case 'I', '+':
		if len(b) != 4 {
			return c.number(b)
		}
		return t.long(b)
	case 'B', 'O':
		return t.double(b, c.kind)
	case 'Y':
		return float64(int64(binary.LittleEndian.Uint64(b))) / 1e4, nil
	}
	return t.moment(b)
}

// dbfText cuts a text at its first NUL, where programs end it, and takes the trailing
// blanks away.
func dbfText(b []byte) []byte {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return b
}

// dbfTrim takes blanks and NULs away from both ends.
func dbfTrim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == 0) {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == 0) {
		b = b[:len(b)-1]
	}
	return b
}

func dbfLogical(b []byte) (any, *finding) {
	b = dbfTrim(b)
	if len(b) == 0 {
		return nil, nil
	}
	switch b[0] {
	case 'T', 't', 'Y', 'y', '1':
		return true, nil
	case 'F', 'f', 'N', 'n', '0':
		return false, nil
	case '?':
		return nil, nil
	}
	return nil, &dbfNotLogical
}

// dbfDate reads YYYYMMDD, also with one separator between the parts. Blanks and zeros
// are no date.
func dbfDate(b []byte) (any, *finding) {
	b = dbfTrim(b)
	if len(b) == 10 && b[4] == b[7] && strings.IndexByte("-/.", b[4]) >= 0 {
		b = append(append(append(make([]byte, 0, 8), b[:4]...), b[5:7]...), b[8:]...)
	}
	if len(bytes.Trim(b, "0")) == 0 {
		return nil, nil
	}
	if len(b) != 8 {
		return nil, &dbfNotDate
	}
	n := 0
	for _, ch := range b {
		if ch < '0' || ch > '9' {
			return nil, &dbfNotDate
		}
		n = 10*n + int(ch-'0')
	}
	year, month, day := n/10000, n/100%100, n%100
	d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if year == 0 || d.Month() != time.Month(month) || d.Day() != day {
		return nil, &dbfNotDate
	}
	return d, nil
}

// long reads a binary whole number of four bytes: little-endian, but in dBASE 7
// big-endian with the sign bit turned, where all bits 0 is a blank.
func (t *dbfTable) long(b []byte) (any, *finding) {
	if !t.level7 {
		return int64(int32(binary.LittleEndian.Uint32(b))), nil
	}
	u := binary.BigEndian.Uint32(b)
	if u == 0 {
		return nil, nil
	}
	return int64(int32(u ^ 1<<31)), nil
}

// double reads a binary number of eight bytes. An O of dBASE 7 is stored so that its
// bytes sort: big-endian, the sign bit turned, and all bits turned when it is negative.
func (t *dbfTable) double(b []byte, kind byte) (any, *finding) {
	u := binary.LittleEndian.Uint64(b)
	if t.level7 && kind == 'O' {
		u = binary.BigEndian.Uint64(b)
		switch {
		case u == 0:
			return nil, nil
		case u>>63 == 1:
			u ^= 1 << 63
		default:
			u = ^u
		}
	}
	f := math.Float64frombits(u)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, &dbfNotNumber
	}
	return f, nil
}

// moment reads a time stamp: the Julian day number and the milliseconds since midnight,
// of four bytes each; big-endian in dBASE 7. The zone is not stored; UTC stands in for it.
func (t *dbfTable) moment(b []byte) (any, *finding) {
	const unixDay, dayMillis = 2440588, 86400000
	day, millis := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])
	if t.level7 {
		day, millis = binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	}
	if text := dbfTrim(b); len(text) == 0 {
		return nil, nil
	}
	at := time.UnixMilli((int64(day)-unixDay)*dayMillis + int64(millis)).UTC()
	if millis >= dayMillis || at.Year() < 1 || at.Year() > 9999 {
		return nil, &dbfNotDate
	}
	return at, nil
}
