package layers

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	geom "github.com/twpayne/go-geom"

	"sotay/postgis"
)

// featureRow writes the rows of a query, one after the other, straight from the bytes that
// the server sent: id and geom, then the fields.
type featureRow struct {
	fields  []Field
	types   *pgtype.Map
	columns []pgconn.FieldDescription
	writers []valueWriter // of the fields
}

// valueWriter appends a value to JSON. It is not asked for NULL.
type valueWriter func(b, sent []byte) ([]byte, error)

// prepare learns what the columns of a query are.
func (r *featureRow) prepare(columns []pgconn.FieldDescription, types *pgtype.Map) {
	r.columns, r.types, r.writers = columns, types, r.writers[:0]
	for _, c := range columns[2:] {
		r.writers = append(r.writers, r.writer(c))
	}
}

// writer is the quick one for what nearly all columns are, else one for any type.
func (r *featureRow) writer(c pgconn.FieldDescription) valueWriter {
	generic := func(b, sent []byte) ([]byte, error) { return r.appendAny(b, sent, c) }
	switch c.DataTypeOID {
	case pgtype.TextOID, pgtype.VarcharOID: // the same in both formats
		return appendText
	case pgtype.Float8OID:
		if c.Format == pgtype.BinaryFormatCode {
			return appendReal
		}
	case pgtype.TextArrayOID:
		if c.Format == pgtype.BinaryFormatCode {
			return func(b, sent []byte) ([]byte, error) {
				if list, ok := appendTexts(b, sent); ok {
					return list, nil
				}
				return generic(b, sent)
			}
		}
	}
	return generic
}

// id is that of a row.
func (r *featureRow) id(row [][]byte) (id int64, err error) {
	err = r.types.Scan(r.columns[0].DataTypeOID, r.columns[0].Format, row[0], &id)
	return id, err
}

// appendFeature appends a row as a GeoJSON feature (RFC 7946).
func (r *featureRow) appendFeature(b []byte, id int64, row [][]byte) ([]byte, error) {
	b = append(b, `{"type":"Feature","id":`...)
	b = strconv.AppendInt(b, id, 10)
	b = append(b, `,"properties":{`...)
	for i, f := range r.fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, f.Name...) // a slug, so nothing to escape
		b = append(b, `":`...)
		if row[i+2] == nil {
			b = append(b, "null"...)
			continue
		}
		var err error
		if b, err = r.writers[i](b, row[i+2]); err != nil {
			return b, fmt.Errorf("field %s of record %d: %w", f.Name, id, err)
		}
	}
	b = append(b, `},"geometry":`...)
	shape, err := r.geometry(row[1])
	if err != nil {
		return b, fmt.Errorf("geometry of record %d: %w", id, err)
	}
	return append(AppendGeometry(b, shape), '}'), nil
}

func (r *featureRow) geometry(sent []byte) (shape geom.T, err error) {
	if sent != nil && r.columns[1].Format == pgtype.BinaryFormatCode {
		return postgis.ParseEWKB(sent)
	}
	err = r.types.Scan(r.columns[1].DataTypeOID, r.columns[1].Format, sent, &shape)
	return shape, err
}

func (r *featureRow) appendAny(b, sent []byte, c pgconn.FieldDescription) ([]byte, error) {
	var v any
	if err := r.types.Scan(c.DataTypeOID, c.Format, sent, &v); err != nil {
		return b, err
	}
	return appendValue(b, v), nil
}

func appendText(b, sent []byte) ([]byte, error) {
	for _, c := range sent {
		// 0xe2 begins U+2028 and U+2029, which are no JavaScript
		if c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0xe2 {
			return appendValue(b, string(sent)), nil
		}
	}
	if !utf8.Valid(sent) {
		return appendValue(b, string(sent)), nil
	}
	b = append(b, '"')
	b = append(b, sent...)
	return append(b, '"'), nil
}

// appendTexts appends a list of texts; ok is false for what is no such thing: a list of
// lists. The bytes are dimensions, "has NULL", type, length, first index, and the elements,
// each after its length.
func appendTexts(b, sent []byte) (list []byte, ok bool) {
	const header = 20
	if len(sent) >= 4 && binary.BigEndian.Uint32(sent) == 0 {
		return append(b, "[]"...), true
	}
	if len(sent) < header || binary.BigEndian.Uint32(sent) != 1 {
		return b, false
	}
	b = append(b, '[')
	for first, rest := true, sent[header:]; len(rest) >= 4; first = false {
		if !first {
			b = append(b, ',')
		}
		n := int32(binary.BigEndian.Uint32(rest))
		if rest = rest[4:]; n < 0 {
			b = append(b, "null"...)
			continue
		}
		if int(n) > len(rest) {
			return b, false
		}
		b, _ = appendText(b, rest[:n])
		rest = rest[n:]
	}
	return append(b, ']'), true
}

func appendReal(b, sent []byte) ([]byte, error) {
	if len(sent) != 8 {
		return b, fmt.Errorf("a number of %d bytes", len(sent))
	}
	v := math.Float64frombits(binary.BigEndian.Uint64(sent))
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(b, "null"...), nil
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64), nil
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
