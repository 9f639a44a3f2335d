package importers

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"sotay/importers/vntext"
	"sotay/layers"
)

// binding is one column of the stage table: the field it fills and where its value
// comes from.
type binding struct {
	field  layers.Field
	source int // position in Schema.Fields, or one of the constants below
	column string
	// constant is the value of every row, where source is constantValue.
	constant string
	encoding vntext.Encoding
	width    int  // of a text that may have been cut, in bytes; 0 for none
	comma    bool // numbers written as text are 1.234,5
	identity bool // names the record, together with the others
	required bool // the layer's table refuses NULL
	personal bool // the column's name says that the values are about a person
	codes    map[string]bool
	// variants are the codes that other ways to write them stand for; nil where there are none.
	variants map[string]string
	// allowed are the only values of a row that may be written; nil for any.
	allowed []string
	// unlisted is what is found where a value is not one of codes.
	unlisted finding
	// keep remembers the text of a row's land use for the field derived from it.
	keep *string
	// parts are the columns of the land use with a type each, where source is joinedValue;
	// those that are missing have a negative source.
	parts []binding
	// types counts the types that a row has in parts, 0 unless they stand in order and one to
	// a column; nth is the one of which this is the area or the term. nil for anything else.
	types *int
	nth   int
}

const (
	constantValue = -1
	derivedValue  = -2 // the codes of the land use in keep
	joinedValue   = -3 // the land use in parts
)

// row collects what is found in one row while it is encoded.
type rowReport struct {
	row      int64
	problems []Problem
	bad      bool
}

func (r *rowReport) add(p Problem) {
	r.problems = append(r.problems, p)
	r.bad = r.bad || p.Severity == Error
}

func (r *rowReport) find(f finding, b *binding, value string) {
	if b.field.Visibility == layers.Restricted || b.personal {
		value = ""
	}
	name := b.column
	if name == "" {
		name = b.field.Name
	}
	r.add(f.at(r.row, name, value))
}

// appendValue appends the value as a field of binary COPY: its length and its bytes, or
// NULL. What cannot be converted is NULL and reported.
func (b *binding) appendValue(dst []byte, values []any, r *rowReport) []byte {
	start := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	body, ok := b.appendBody(dst, values, r)
	if !ok {
		binary.BigEndian.PutUint32(dst[start:], math.MaxUint32) // -1: NULL
		b.checkMissing(r)
		return dst[:start+4]
	}
	binary.BigEndian.PutUint32(body[start:], uint32(len(body)-start-4))
	return body
}

func (b *binding) checkMissing(r *rowReport) {
	switch {
	case b.identity:
		r.find(foundMissingIdentity, b, "")
	case b.required:
		r.find(foundMissingValue, b, "")
	}
}

// appendBody appends the value's bytes; false means NULL.
func (b *binding) appendBody(dst []byte, values []any, r *rowReport) ([]byte, bool) {
	switch b.source {
	case constantValue:
		return b.appendText(dst, b.constant, r)
	case derivedValue:
		return b.appendCodes(dst, splitLandUse(*b.keep), r), true
	case joinedValue:
		return b.appendJoined(dst, values, r)
	}
	v := values[b.source]
	if v == nil || b.ofNoType(v, r) {
		return dst, false
	}
	switch b.field.Type {
	case "real":
		return b.appendReal(dst, v, r)
	case "integer":
		return b.appendInteger(dst, v, r)
	case "boolean":
		return b.appendBoolean(dst, v, r)
	case "date", "timestamp":
		return b.appendTime(dst, v, r)
	}
	if raw, ok := v.([]byte); ok && plain(raw) && b.field.Type == "text" && b.codes == nil && b.allowed == nil && b.keep == nil && b.encoding != vntext.VISCII {
		b.checkFull(raw, string(raw), r)
		raw = bytes.TrimSpace(raw)
		return append(dst, raw...), len(raw) > 0
	}
	text, ok := b.text(v, r)
	if !ok {
		return dst, false
	}
	return b.appendText(dst, text, r)
}

// plain tells whether b is ASCII without NUL.
func plain(b []byte) bool {
	for _, c := range b {
		if c-1 >= 0x7f {
			return false
		}
	}
	return true
}

// text is any value as text, decoded and without the blanks around it; false when empty.
func (b *binding) text(v any, r *rowReport) (string, bool) {
	switch v := v.(type) {
	case []byte:
		s, damage := vntext.Text(b.encoding, v)
		s = strings.TrimSpace(s)
		if damage != vntext.Intact {
			f := foundBadText
			if damage == vntext.Cut {
				f = foundCutText
			}
			r.find(f.says(b.encoding), b, s)
		} else {
			b.checkFull(v, s, r)
		}
		return s, s != ""
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), !math.IsNaN(v)
	case bool:
		return strconv.FormatBool(v), true
	case time.Time:
		if v.Hour() == 0 && v.Minute() == 0 && v.Second() == 0 {
			return v.Format(time.DateOnly), true
		}
		return v.Format(time.RFC3339), true
	}
	return "", false
}

// appendText appends a text as the field's type has it.
func (b *binding) appendText(dst []byte, s string, r *rowReport) ([]byte, bool) {
	switch b.field.Type {
	case "text[]":
		return b.appendCodes(dst, splitLandUse(s), r), true
	case "text":
		s = b.standard(s, r)
		switch {
		case s == "":
		case b.allowed != nil && !slices.Contains(b.allowed, s):
			r.find(foundForeignCommune.says(s, strings.Join(b.allowed, ", ")), b, s)
		case b.codes != nil && !b.codes[s]:
			b.findUnlisted(s, r)
		}
		if b.keep != nil {
			*b.keep = s
		}
		return append(dst, s...), s != ""
	case "real":
		return b.appendReal(dst, []byte(s), r)
	case "integer":
		return b.appendInteger(dst, []byte(s), r)
	case "boolean":
		return b.appendBoolean(dst, []byte(s), r)
	}
	return b.appendTime(dst, []byte(s), r)
}

// findUnlisted says that a code is not in the field's list; a restricted one is not told.
func (b *binding) findUnlisted(code string, r *rowReport) {
	said := code
	if b.field.Visibility == layers.Restricted || b.personal {
		said = "…"
	}
	r.find(b.unlisted.says(said), b, code)
}

func (b *binding) appendReal(dst []byte, v any, r *rowReport) ([]byte, bool) {
	var x float64
	switch v := v.(type) {
	case float64:
		x = v
	case int64:
		x = float64(v)
	default:
		s, ok := b.text(v, r)
		if !ok {
			return dst, false
		}
		if x, ok = parseNumber(s, b.comma); !ok {
			r.find(foundBadNumber, b, s)
			return dst, false
		}
	}
	if math.IsNaN(x) || math.IsInf(x, 0) {
		r.find(foundBadNumber, b, strconv.FormatFloat(x, 'g', -1, 64))
		return dst, false
	}
	return binary.BigEndian.AppendUint64(dst, math.Float64bits(x)), true
}

func (b *binding) appendInteger(dst []byte, v any, r *rowReport) ([]byte, bool) {
	n, isInt := v.(int64)
	if !isInt {
		x, isFloat := v.(float64)
		s := ""
		if !isFloat {
			var ok bool
			if s, ok = b.text(v, r); !ok {
				return dst, false
			}
			if x, ok = parseNumber(s, b.comma); !ok {
				x = math.NaN()
			}
		}
		if x != math.Trunc(x) || math.Abs(x) > 1<<53 {
			if isFloat {
				s = strconv.FormatFloat(x, 'g', -1, 64)
			}
			r.find(foundBadNumber, b, s)
			return dst, false
		}
		n = int64(x)
	}
	return binary.BigEndian.AppendUint64(dst, uint64(n)), true
}

func (b *binding) appendBoolean(dst []byte, v any, r *rowReport) ([]byte, bool) {
	yes, ok := v.(bool)
	if !ok {
		s, filled := b.text(v, r)
		if !filled {
			return dst, false
		}
		if yes, ok = parseBoolean(s); !ok {
			r.find(foundBadBoolean, b, s)
			return dst, false
		}
	}
	if yes {
		return append(dst, 1), true
	}
	return append(dst, 0), true
}

// PostgreSQL counts days and microseconds from 2000-01-01, the day epochDay of Unix time.
const (
	epochDay      = 10957
	secondsPerDay = 24 * 60 * 60
)

func (b *binding) appendTime(dst []byte, v any, r *rowReport) ([]byte, bool) {
	t, ok := v.(time.Time)
	if !ok {
		s, filled := b.text(v, r)
		if !filled {
			return dst, false
		}
		if t, ok = parseTime(s); !ok {
			r.find(foundBadDate, b, s)
			return dst, false
		}
	}
	if b.field.Type == "date" {
		day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay
		return binary.BigEndian.AppendUint32(dst, uint32(int32(day-epochDay))), true
	}
	return binary.BigEndian.AppendUint64(dst, uint64(t.UnixMicro()-epochDay*secondsPerDay*1e6)), true
}
