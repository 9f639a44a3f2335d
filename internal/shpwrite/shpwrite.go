// Package shpwrite writes Shapefiles: the demo province as files, and test data in legacy
// encodings. It streams: a record is on its way to the disk when Write returns, and only
// headers are kept in memory.
//
// It writes what the format asks for (ESRI Shapefile Technical Description, July 1998):
// shells clockwise and holes counter-clockwise, a .shx, a dBASE III table. It never
// projects, repairs or cuts anything: a value too wide for its column is an error.
//
// Start with Create.
package shpwrite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	geom "github.com/twpayne/go-geom"
)

// Kind is the kind of all shapes of a file. Single and multiple geometries share one.
type Kind int

// The kinds of shapes.
const (
	Point      Kind = iota + 1 // geom.Point
	MultiPoint                 // geom.MultiPoint
	Line                       // geom.LineString and geom.MultiLineString
	Polygon                    // geom.Polygon and geom.MultiPolygon
)

// Field is a column of the table.
type Field struct {
	// Name has at most 10 bytes.
	Name string
	// Type is the letter of dBASE: C text, N or F number, L yes or no, D date.
	Type byte
	// Width in bytes, at most 254; it counts sign and decimal point. Types L and D have their own.
	Width int
	// Decimals is the number of digits after the point, for N and F.
	Decimals int
}

// Config says what a file holds.
type Config struct {
	Kind Kind
	// Layout is geom.XY (also when it is left out), XYZ, XYM or XYZM. Every geometry
	// must have it. A measure that is NaN is written as "no value".
	Layout geom.Layout
	Fields []Field
	// Encode turns UTF-8 text into the bytes of the file's encoding (TCVN3, VNI, …); nil
	// writes UTF-8. It may give back its argument.
	Encode func(utf8 []byte) []byte
	// PRJ is the text of the .prj, CPG that of the .cpg; without text there is no file.
	PRJ, CPG string
	// Language is the language driver id of the table, 0 for none.
	Language byte
	// Date is the table's day of change; the zero time stands for 1 January 1970, so that
	// the same data gives the same bytes.
	Date time.Time
}

// Writer writes one set of files.
type Writer struct {
	config Config
	shape  *shapeFile
	table  *tableFile
}

// Create makes path (with or without the extension .shp) and the files beside it,
// replacing those that exist. Close must be called: it completes the headers.
func Create(path string, c Config) (*Writer, error) {
	if c.Layout == geom.NoLayout {
		c.Layout = geom.XY
	}
	if c.Date.IsZero() {
		c.Date = time.Unix(0, 0).UTC()
	}
	if c.Encode == nil {
		c.Encode = func(b []byte) []byte { return b }
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	stem := strings.TrimSuffix(path, ".shp")
	for ext, text := range map[string]string{".prj": c.PRJ, ".cpg": c.CPG} {
		err := os.Remove(stem + ext) // that of an older file
		if text != "" {
			err = os.WriteFile(stem+ext, []byte(text), 0o644)
		}
		if err != nil && (text != "" || !errors.Is(err, fs.ErrNotExist)) {
			return nil, err
		}
	}
	w := &Writer{config: c}
	var err error
	if w.shape, err = createShape(stem, shapeCode(c.Kind, c.Layout)); err != nil {
		return nil, err
	}
	if w.table, err = createTable(stem+".dbf", c); err != nil {
		return nil, errors.Join(err, w.shape.close())
	}
	return w, nil
}

// check finds what no Shapefile can hold.
func (c Config) check() error {
	if c.Kind < Point || c.Kind > Polygon {
		return fmt.Errorf("shpwrite: unknown kind %d", c.Kind)
	}
	if len(c.Fields) > 255 {
		return fmt.Errorf("shpwrite: a table has at most 255 columns, not %d", len(c.Fields))
	}
	for _, f := range c.Fields {
		switch {
		case f.Name == "" || len(f.Name) > 10:
			return fmt.Errorf("shpwrite: a column name has 1 to 10 bytes: %q", f.Name)
		case !strings.ContainsRune("CNFLD", rune(f.Type)):
			return fmt.Errorf("shpwrite: column %s: unknown type %q", f.Name, f.Type)
		case f.size() < 1 || f.size() > 254:
			return fmt.Errorf("shpwrite: column %s: width %d is not within 1 to 254", f.Name, f.Width)
		}
	}
	return nil
}

// size is the width of the column in the file.
func (f Field) size() int {
	switch f.Type {
	case 'L':
		return 1
	case 'D':
		return 8
	}
	return f.Width
}

// Write adds a row: g is nil for a null shape, or of the file's kind and layout; values
// stand in the order of the fields: nil, string (encoded by Config.Encode), []byte (put
// into the row as it is), int, int64, float64, bool, or time.Time (its date). On an error
// the row is not written and the file can go on.
func (w *Writer) Write(g geom.T, values ...any) error {
	content, err := encodeShape(w.shape.scratch[:0], w.shape.code, w.config, g)
	if err != nil {
		return err
	}
	w.shape.scratch = content
	if err := w.WriteRecord(content, values...); err != nil {
		return err
	}
	if g != nil {
		w.shape.box.add(g.FlatCoords(), w.config.Layout)
	}
	return nil
}

// WriteRecord is Write for the content of a .shp record as it is to stand in the file,
// from its shape type on. It is there for test files that break the rules: the content is
// not looked at, and does not count for the bounds of the file.
func (w *Writer) WriteRecord(content []byte, values ...any) error {
	row, err := w.table.encode(values)
	if err != nil {
		return err
	}
	if err := w.shape.add(content); err != nil {
		return err
	}
	return w.table.add(row)
}

// Close completes the headers and closes the files.
func (w *Writer) Close() error { return errors.Join(w.shape.close(), w.table.close()) }
