package importers

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// gpkgType maps a column's declared type; false for blobs, which are no attributes.
func gpkgType(declared string) (FieldType, bool) {
	name, _, _ := strings.Cut(strings.ToUpper(declared), "(")
	switch strings.TrimSpace(name) {
	case "BOOLEAN":
		return Boolean, true
	case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "BIGINT":
		return Integer, true
	case "FLOAT", "DOUBLE", "REAL", "DOUBLE PRECISION", "NUMERIC", "DECIMAL":
		return Real, true
	case "DATE":
		return Date, true
	case "DATETIME", "TIMESTAMP":
		return Timestamp, true
	case "BLOB", "GEOMETRY", "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION":
		return "", false
	}
	return Text, true
}

// gpkgValue turns what SQLite holds into the column's type; SQLite itself takes any value
// in any column, so it may not be possible.
func gpkgValue(v any, t FieldType) (any, bool) {
	if v == nil {
		return nil, true
	}
	switch t {
	case Integer:
		return gpkgInteger(v)
	case Real:
		return gpkgReal(v)
	case Boolean:
		n, ok := v.(int64)
		if !ok || n != 0 && n != 1 {
			return nil, false
		}
		return n == 1, true
	case Date, Timestamp:
		return gpkgTime(v, t)
	}
	switch v := v.(type) {
	case []byte:
		return v, true
	case string:
		return []byte(v), true
	case int64:
		return strconv.AppendInt(nil, v, 10), true
	case float64:
		return strconv.AppendFloat(nil, v, 'f', -1, 64), true
	}
	return nil, false
}

func gpkgInteger(v any) (any, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v), true
		}
	case string:
		if n, ok := parseInteger(v); ok {
			return n, true
		}
	}
	return nil, false
}

func gpkgReal(v any) (any, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, finiteNumber(v)
	case string:
		if x, err := strconv.ParseFloat(v, 64); err == nil && finiteNumber(x) {
			return x, true
		}
	}
	return nil, false
}

func gpkgTime(v any, t FieldType) (any, bool) {
	s, ok := v.(string)
	if !ok {
		return nil, false
	}
	if d, err := time.Parse(time.DateOnly, s); err == nil {
		return d, true
	}
	if d, ok := parseTimestamp(s); ok && t == Timestamp {
		return d, true
	}
	return nil, false
}
