// Package geowrite writes layers as files that other programs read: GeoJSON and
// GeoPackage. It streams: a feature is written when it is given, and none is kept. It
// knows nothing of databases or of the catalogue. Start from [NewGeoJSON] and
// [CreateGeoPackage].
package geowrite

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	geom "github.com/twpayne/go-geom"

	"sotay/importers"
)

// GeoJSON writes a feature collection (RFC 7946) to a stream.
type GeoJSON struct {
	out    *bufio.Writer
	fields [][]byte // names, as JSON
	any    bool
	buf    []byte
}

// NewGeoJSON begins a collection; name becomes its member "name", which GDAL takes for
// the layer's. Close ends it.
func NewGeoJSON(w io.Writer, name string, fields []importers.Field) (*GeoJSON, error) {
	g := &GeoJSON{out: bufio.NewWriterSize(w, 1<<16)}
	for _, f := range fields {
		quoted, err := json.Marshal(f.Name)
		if err != nil {
			return nil, err
		}
		g.fields = append(g.fields, quoted)
	}
	quoted, err := json.Marshal(name)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(g.out, "{\"type\":\"FeatureCollection\",\"name\":%s,\"features\":[", quoted)
	return g, err
}

// Write adds a feature: a geometry in WGS 84 longitude and latitude, nil for none, and a
// value for each field (nil, string, []byte, bool, an integer, float64 or time.Time).
func (g *GeoJSON) Write(shape geom.T, values []any) error {
	if len(values) != len(g.fields) {
		return fmt.Errorf("%d values for %d fields", len(values), len(g.fields))
	}
	b := g.buf[:0]
	if g.any {
		b = append(b, ',')
	}
	b = append(b, "\n{\"type\":\"Feature\",\"properties\":{"...)
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, g.fields[i]...), ':')
		var err error
		if b, err = appendValue(b, v); err != nil {
			return err
		}
	}
	b = append(b, "},\"geometry\":"...)
	b, err := appendGeometry(b, shape)
	if err != nil {
		return err
	}
	g.buf, g.any = append(b, '}'), true
	_, err = g.out.Write(g.buf)
	return err
}

// Close ends the collection; the stream stays open.
func (g *GeoJSON) Close() error {
	if _, err := g.out.WriteString("\n]}\n"); err != nil {
		return err
	}
	return g.out.Flush()
}

func appendValue(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case []byte:
		return appendJSON(b, string(v))
	case time.Time:
		return appendJSON(b, timeText(v))
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return append(b, "null"...), nil
		}
	}
	return appendJSON(b, v)
}

func appendJSON(b []byte, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	return append(b, text...), err
}

// timeText is a date without a time of day, else the moment.
func timeText(t time.Time) string {
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339)
}

func appendGeometry(b []byte, shape geom.T) ([]byte, error) {
	var kind string
	depth := 0
	switch shape.(type) {
	case nil:
		return append(b, "null"...), nil
	case *geom.Point:
		kind = "Point"
	case *geom.MultiPoint:
		kind, depth = "MultiPoint", 1
	case *geom.LineString:
		kind, depth = "LineString", 1
	case *geom.MultiLineString:
		kind, depth = "MultiLineString", 2
	case *geom.Polygon:
		kind, depth = "Polygon", 2
	case *geom.MultiPolygon:
		kind, depth = "MultiPolygon", 3
	default:
		return nil, fmt.Errorf("a %T cannot be written as GeoJSON", shape)
	}
	if shape.Empty() {
		return append(b, "null"...), nil
	}
	b = append(append(append(b, `{"type":"`...), kind...), `","coordinates":`...)
	b, err := appendCoordinates(b, shape, depth)
	return append(b, '}'), err
}

func appendCoordinates(b []byte, shape geom.T, depth int) ([]byte, error) {
	c := coordinateWriter{out: b, flat: shape.FlatCoords(), stride: shape.Stride()}
	switch depth {
	case 0:
		c.position(0)
	case 1:
		c.positions(0, len(c.flat))
	case 2:
		c.rings(0, shape.Ends())
	case 3:
		c.out = append(c.out, '[')
		start := 0
		for i, ends := range shape.Endss() {
			c.comma(i)
			start = c.rings(start, ends)
		}
		c.out = append(c.out, ']')
	}
	return c.out, c.err
}

// coordinateWriter writes flat coordinates as nested arrays, with at most nine decimals
// of a degree (0.1 mm).
type coordinateWriter struct {
	out    []byte
	flat   []float64
	stride int
	err    error
}

func (c *coordinateWriter) comma(i int) {
	if i > 0 {
		c.out = append(c.out, ',')
	}
}

func (c *coordinateWriter) position(at int) {
	c.out = append(c.out, '[')
	for i, x := range c.flat[at : at+min(c.stride, 3)] {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			c.err = errors.New("a coordinate is not a number")
		}
		c.comma(i)
		c.out = strconv.AppendFloat(c.out, math.Round(x*1e9)/1e9, 'f', -1, 64)
	}
	c.out = append(c.out, ']')
}

func (c *coordinateWriter) positions(start, end int) {
	c.out = append(c.out, '[')
	for at := start; at < end; at += c.stride {
		c.comma(at - start)
		c.position(at)
	}
	c.out = append(c.out, ']')
}

// rings returns where the last one ends.
func (c *coordinateWriter) rings(start int, ends []int) int {
	c.out = append(c.out, '[')
	for i, end := range ends {
		c.comma(i)
		c.positions(start, end)
		start = end
	}
	c.out = append(c.out, ']')
	return start
}
