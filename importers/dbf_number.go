package importers

import (
	"bytes"
	"math"
	"strconv"
)

// number reads a number written in digits. Blanks are nil; asterisks, which programs
// write where a number does not fit, are a fault, like everything else that is no number.
func (c *dbfColumn) number(b []byte) (any, *finding) {
	b = dbfTrim(b)
	if len(b) == 0 {
		return nil, nil
	}
	n, ok := dbfPlainNumber(b)
	if !ok {
		if b[0] == '*' {
			return nil, &dbfOverflow
		}
		if n, ok = dbfOddNumber(b); !ok {
			return nil, &dbfNotNumber
		}
	}
	if c.field.Type != Integer {
		return n.float, nil
	}
	if !n.whole {
		return nil, &dbfNotWhole
	}
	return n.integer, nil
}

// dbfNumber is a number as it was written: whole tells whether integer holds it.
type dbfNumber struct {
	float   float64
	integer int64
	whole   bool
}

// dbfPlainDigits is the number of digits that always fit an int64.
const dbfPlainDigits = 18

// dbfPlainNumber reads the usual form, [sign]digits[.digits], without allocating; false
// sends the text to dbfOddNumber. A mantissa below 2^53 divided by a power of ten up to
// 10^22 is rounded once, so it is the nearest float64 (Clinger 1990).
func dbfPlainNumber(b []byte) (dbfNumber, bool) {
	neg := b[0] == '-'
	if neg || b[0] == '+' {
		b = b[1:]
	}
	point := bytes.IndexByte(b, '.')
	for point > 0 && len(b) > point+1 && b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if len(b) == 0 || len(b) > dbfPlainDigits || len(b) == 1 && point == 0 {
		return dbfNumber{}, false
	}
	var mantissa int64
	for i, ch := range b {
		switch {
		case ch >= '0' && ch <= '9':
			mantissa = 10*mantissa + int64(ch-'0')
		case i != point:
			return dbfNumber{}, false
		}
	}
	scale := 0
	if point >= 0 {
		scale = len(b) - point - 1
	}
	if mantissa >= 1<<53 && scale > 0 {
		return dbfNumber{}, false
	}
	if neg {
		mantissa = -mantissa
	}
	tens := dbfPower(scale)
	return dbfNumber{
		float:   float64(mantissa) / float64(tens),
		integer: mantissa / tens,
		whole:   mantissa%tens == 0,
	}, true
}

// dbfPower is 10^n for n up to dbfPlainDigits.
func dbfPower(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// dbfOddNumber reads what dbfPlainNumber does not: exponents, more digits, decimal
// commas and grouped thousands. Where a comma and a point both stand, the last is the
// decimal sign; a single comma is one; a sign repeated separates thousands.
func dbfOddNumber(b []byte) (dbfNumber, bool) {
	text := string(dbfUngroup(b))
	digits := true
	for i := range len(text) {
		switch ch := text[i]; {
		case ch >= '0' && ch <= '9', ch == '+', ch == '-':
		case ch == '.', ch == 'e', ch == 'E':
			digits = false
		default:
			return dbfNumber{}, false // ParseFloat takes "inf", "nan", hexadecimal and "_" too
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return dbfNumber{}, false
	}
	n := dbfNumber{float: f}
	if digits {
		n.integer, err = strconv.ParseInt(text, 10, 64)
		n.whole = err == nil
	} else if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		n.integer, n.whole = int64(f), true
	}
	return n, true
}

// dbfUngroup takes away the signs that separate thousands and makes the decimal sign a point.
func dbfUngroup(b []byte) []byte {
	comma, point := bytes.LastIndexByte(b, ','), bytes.LastIndexByte(b, '.')
	decimal, group := byte('.'), byte(',')
	switch {
	case comma < 0 && bytes.Count(b, []byte(".")) < 2:
		return b
	case comma > point:
		decimal, group = ',', '.'
	}
	if bytes.Count(b, []byte{decimal}) > 1 {
		if bytes.IndexByte(b, group) >= 0 {
			return b // 1.2,3.4: no number
		}
		decimal, group = 0, decimal
	}
	if !dbfGrouped(b, group, decimal) {
		return b
	}
	out := make([]byte, 0, len(b))
	for _, ch := range b {
		switch {
		case ch == group:
		case ch == decimal && decimal != 0:
			out = append(out, '.')
		default:
			out = append(out, ch)
		}
	}
	return out
}

// dbfGrouped tells whether every group sign stands before exactly three digits.
func dbfGrouped(b []byte, group, decimal byte) bool {
	if i := bytes.IndexByte(b, decimal); decimal != 0 && i >= 0 {
		if bytes.IndexByte(b[i:], group) >= 0 {
			return false
		}
		b = b[:i]
	}
	parts := bytes.Split(b, []byte{group})
	for i, p := range parts {
		if i > 0 && len(p) != 3 {
			return false
		}
	}
	return true
}
