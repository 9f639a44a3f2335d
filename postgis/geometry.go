package postgis

import (
	"context"
	"database/sql/driver"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	geom "github.com/twpayne/go-geom"
)

// registerGeometry teaches a connection the type geometry, whose oid differs from
// database to database. It is done anew for every connection of a pool.
func registerGeometry(ctx context.Context, conn *pgx.Conn) error {
	var oid, array uint32
	err := conn.QueryRow(ctx, `
		SELECT t.oid, t.typarray
		FROM   pg_type t
		JOIN   pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
		JOIN   pg_extension e ON e.oid = d.refobjid
		WHERE  e.extname = 'postgis' AND t.typname = 'geometry'`).Scan(&oid, &array)
	if err != nil {
		return fmt.Errorf("look up the type geometry: %w", err)
	}
	single := &pgtype.Type{Name: "geometry", OID: oid, Codec: geometryCodec{}}
	conn.TypeMap().RegisterType(single)
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name: "_geometry", OID: array, Codec: &pgtype.ArrayCodec{ElementType: single},
	})
	return nil
}

// geometryCodec carries geometry as geom.T, or as raw EWKB in []byte. NULL is nil.
type geometryCodec struct{}

// FormatSupported is true for both: text is EWKB in hexadecimal.
func (geometryCodec) FormatSupported(format int16) bool {
	return format == pgtype.BinaryFormatCode || format == pgtype.TextFormatCode
}

// PreferredFormat is binary.
func (geometryCodec) PreferredFormat() int16 { return pgtype.BinaryFormatCode }

// PlanEncode takes any geom.T, and []byte as EWKB already made.
func (geometryCodec) PlanEncode(_ *pgtype.Map, _ uint32, format int16, value any) pgtype.EncodePlan {
	switch value.(type) {
	case geom.T, []byte:
		return encodeGeometry{text: format == pgtype.TextFormatCode}
	}
	return nil
}

type encodeGeometry struct{ text bool }

// Encode appends a geometry in EWKB.
func (p encodeGeometry) Encode(value any, buf []byte) ([]byte, error) {
	start := len(buf)
	var err error
	switch v := value.(type) {
	case []byte:
		if v == nil {
			return nil, nil
		}
		buf = append(buf, v...)
	case geom.T:
		if buf, err = AppendEWKB(buf, v); err != nil {
			return nil, err
		}
	}
	if p.text {
		return hex.AppendEncode(buf[:start], append([]byte(nil), buf[start:]...)), nil
	}
	return buf, nil
}

// PlanScan fills *geom.T, a pointer to a concrete geometry, or *[]byte with EWKB.
func (geometryCodec) PlanScan(_ *pgtype.Map, _ uint32, format int16, target any) pgtype.ScanPlan {
	text := format == pgtype.TextFormatCode
	switch target.(type) {
	case *geom.T:
		return scanAny{text}
	case *[]byte:
		return scanBytes{text}
	case *geom.Point:
		return scanInto[geom.Point]{text}
	case *geom.LineString:
		return scanInto[geom.LineString]{text}
	case *geom.Polygon:
		return scanInto[geom.Polygon]{text}
	case *geom.MultiPoint:
		return scanInto[geom.MultiPoint]{text}
	case *geom.MultiLineString:
		return scanInto[geom.MultiLineString]{text}
	case *geom.MultiPolygon:
		return scanInto[geom.MultiPolygon]{text}
	case *geom.GeometryCollection:
		return scanInto[geom.GeometryCollection]{text}
	}
	return nil
}

type scanAny struct{ text bool }

// Scan fills a *geom.T.
func (p scanAny) Scan(src []byte, target any) error {
	g, err := decodeGeometry(src, p.text)
	*target.(*geom.T) = g
	return err
}

type scanBytes struct{ text bool }

// Scan fills a *[]byte with EWKB.
func (p scanBytes) Scan(src []byte, target any) error {
	dst := target.(*[]byte)
	if src == nil {
		*dst = nil
		return nil
	}
	var err error
	if p.text {
		*dst, err = hex.AppendDecode(nil, src)
		return err
	}
	*dst = append([]byte{}, src...)
	return nil
}

// scanInto fills a geometry of a known type; another type in the row is an error.
type scanInto[T any] struct{ text bool }

// Scan fills a pointer to a geometry of type T.
func (p scanInto[T]) Scan(src []byte, target any) error {
	if src == nil {
		return fmt.Errorf("cannot scan a NULL geometry into %T", target)
	}
	g, err := decodeGeometry(src, p.text)
	if err != nil {
		return err
	}
	got, ok := any(g).(*T)
	if !ok {
		return fmt.Errorf("cannot scan a %T into %T", g, target)
	}
	*target.(*T) = *got
	return nil
}

func decodeGeometry(src []byte, text bool) (geom.T, error) {
	if src == nil {
		return nil, nil
	}
	if text {
		raw, err := hex.AppendDecode(nil, src)
		if err != nil {
			return nil, fmt.Errorf("ewkb: %w", err)
		}
		src = raw
	}
	return ParseEWKB(src)
}

// DecodeDatabaseSQLValue gives EWKB, for database/sql.
func (geometryCodec) DecodeDatabaseSQLValue(_ *pgtype.Map, _ uint32, format int16, src []byte) (driver.Value, error) {
	var raw []byte
	err := scanBytes{format == pgtype.TextFormatCode}.Scan(src, &raw)
	if raw == nil {
		return nil, err
	}
	return raw, err
}

// DecodeValue gives a geom.T, or nil for NULL.
func (geometryCodec) DecodeValue(_ *pgtype.Map, _ uint32, format int16, src []byte) (any, error) {
	g, err := decodeGeometry(src, format == pgtype.TextFormatCode)
	if g == nil {
		return nil, err
	}
	return g, err
}
