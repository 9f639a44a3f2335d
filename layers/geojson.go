package layers

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	geom "github.com/twpayne/go-geom"
)

// coordinateDecimals is 7: a centimetre in degrees.
const coordinateDecimals = 7

// featureRow is where rows of a layer are read into, one after the other.
type featureRow struct {
	id      int64
	shape   geom.T
	fields  []Field
	targets []any // of id, geom and the fields
}

// prepare makes room for the columns that a query gives, in their own types: those that
// nearly all columns have without a box around each value.
func (r *featureRow) prepare(columns []pgconn.FieldDescription) {
	r.targets = append(r.targets[:0], &r.id, &r.shape)
	for _, c := range columns[2:] {
		switch c.DataTypeOID {
		case pgtype.TextOID, pgtype.VarcharOID:
			r.targets = append(r.targets, new(pgtype.Text))
		case pgtype.Float8OID:
			r.targets = append(r.targets, new(pgtype.Float8))
		default:
			r.targets = append(r.targets, new(any))
		}
	}
}

// appendFeature appends the row as a GeoJSON feature (RFC 7946).
func (r *featureRow) appendFeature(b []byte) []byte {
	b = append(b, `{"type":"Feature","id":`...)
	b = strconv.AppendInt(b, r.id, 10)
	b = append(b, `,"properties":{`...)
	for i, f := range r.fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, f.Name...) // a slug, so nothing to escape
		b = append(b, `":`...)
		switch v := r.targets[i+2].(type) {
		case *pgtype.Text:
			b = appendText(b, *v)
		case *pgtype.Float8:
			b = appendReal(b, *v)
		case *any:
			b = appendValue(b, *v)
		}
	}
	b = append(b, `},"geometry":`...)
	b = AppendGeometry(b, r.shape)
	return append(b, '}')
}

func appendText(b []byte, v pgtype.Text) []byte {
	if !v.Valid {
		return append(b, "null"...)
	}
	if strings.ContainsFunc(v.String, func(r rune) bool {
		return r < ' ' || r == '"' || r == '\\' || r == '<' || r == '>' || r == '&' || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
	}) {
		return appendValue(b, v.String)
	}
	b = append(b, '"')
	b = append(b, v.String...)
	return append(b, '"')
}

func appendReal(b []byte, v pgtype.Float8) []byte {
	if !v.Valid || math.IsNaN(v.Float64) || math.IsInf(v.Float64, 0) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, v.Float64, 'f', -1, 64)
}

func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case bool:
		return strconv.AppendBool(b, v)
	case time.Time:
		if v.Equal(v.Truncate(24 * time.Hour)) {
			return append(b, v.UTC().Format(`"2006-01-02"`)...)
		}
		return append(b, v.UTC().Format(`"2006-01-02T15:04:05Z07:00"`)...)
	}
	text, err := json.Marshal(v)
	if err != nil {
		return append(b, "null"...)
	}
	return append(b, text...)
}

// AppendGeometry appends a GeoJSON geometry, x (longitude) first, heights and measures
// left out, 7 decimals; null for a nil geometry.
func AppendGeometry(b []byte, g geom.T) []byte {
	switch g := g.(type) {
	case *geom.Point:
		return shape(b, "Point", func(b []byte) []byte { return position(b, g.FlatCoords()) })
	case *geom.MultiPoint:
		return shape(b, "MultiPoint", func(b []byte) []byte { return line(b, g.FlatCoords(), g.Stride()) })
	case *geom.LineString:
		return shape(b, "LineString", func(b []byte) []byte { return line(b, g.FlatCoords(), g.Stride()) })
	case *geom.MultiLineString:
		return shape(b, "MultiLineString", func(b []byte) []byte { return lines(b, g.FlatCoords(), 0, g.Ends(), g.Stride()) })
	case *geom.Polygon:
		return shape(b, "Polygon", func(b []byte) []byte { return lines(b, g.FlatCoords(), 0, g.Ends(), g.Stride()) })
	case *geom.MultiPolygon:
		return shape(b, "MultiPolygon", func(b []byte) []byte { return polygons(b, g) })
	case *geom.GeometryCollection:
		b = append(b, `{"type":"GeometryCollection","geometries":[`...)
		for i, part := range g.Geoms() {
			if i > 0 {
				b = append(b, ',')
			}
			b = AppendGeometry(b, part)
		}
		return append(b, "]}"...)
	}
	return append(b, "null"...)
}

func shape(b []byte, kind string, coordinates func([]byte) []byte) []byte {
	b = append(b, `{"type":"`...)
	b = append(b, kind...)
	b = append(b, `","coordinates":`...)
	b = coordinates(b)
	return append(b, '}')
}

func polygons(b []byte, g *geom.MultiPolygon) []byte {
	b = append(b, '[')
	start := 0
	for i, ends := range g.Endss() {
		if i > 0 {
			b = append(b, ',')
		}
		b = lines(b, g.FlatCoords(), start, ends, g.Stride())
		if len(ends) > 0 {
			start = ends[len(ends)-1]
		}
	}
	return append(b, ']')
}

func lines(b []byte, flat []float64, start int, ends []int, stride int) []byte {
	b = append(b, '[')
	for i, end := range ends {
		if i > 0 {
			b = append(b, ',')
		}
		b = line(b, flat[start:end], stride)
		start = end
	}
	return append(b, ']')
}

func line(b []byte, flat []float64, stride int) []byte {
	b = append(b, '[')
	for i := 0; i < len(flat); i += stride {
		if i > 0 {
			b = append(b, ',')
		}
		b = position(b, flat[i:])
	}
	return append(b, ']')
}

func position(b []byte, xy []float64) []byte {
	if len(xy) < 2 {
		return append(b, "[]"...)
	}
	b = append(b, '[')
	b = decimal(b, xy[0])
	b = append(b, ',')
	b = decimal(b, xy[1])
	return append(b, ']')
}

// decimal writes v with at most coordinateDecimals decimals and no trailing zeros.
func decimal(b []byte, v float64) []byte {
	b = strconv.AppendFloat(b, v, 'f', coordinateDecimals, 64)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	return b
}
