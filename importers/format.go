package importers

import (
	"io"
	"time"

	geom "github.com/twpayne/go-geom"

	"sotay/importers/ogr"
)

// FieldType is the type a source file declares for a column.
type FieldType string

// The types of source columns. Text arrives as undecoded bytes: its encoding is
// recognised per column, over the whole file (package vntext).
const (
	Text      FieldType = "text"
	Integer   FieldType = "integer"
	Real      FieldType = "real"
	Boolean   FieldType = "boolean"
	Date      FieldType = "date"
	Timestamp FieldType = "timestamp"
)

// Field is one attribute column of a source file, by the name the file gives it.
type Field struct {
	Name string
	Type FieldType
	// Width is the declared width in bytes, 0 when there is none.
	Width int
	// Numbers is how the other columns of the file write numbers, where this column of
	// Text has nothing but such as do not show it themselves (1.234); else "".
	Numbers Notation
}

// Notation is how numbers are written in text, as Request.Numbers has it.
type Notation string

// The two notations: 1.234,5 and 1,234.5.
const (
	Vietnamese Notation = "vi"
	English    Notation = "en"
)

// other is the notation that this one is not.
func (n Notation) other() Notation {
	if n == Vietnamese {
		return English
	}
	return Vietnamese
}

// words tells the notation by an example.
func (n Notation) words() Words {
	if n == Vietnamese {
		return Words{"1.234,5: phẩy là dấu thập phân", "1.234,5: the comma is the decimal sign"}
	}
	return Words{"1,234.5: chấm là dấu thập phân", "1,234.5: the point is the decimal sign"}
}

// DeclaredCRS is what a file says of its coordinate reference system; the zero value
// says nothing. SRIDOf turns it into one of our SRIDs.
type DeclaredCRS struct {
	// WKT is the text of a .prj, of gpkg_spatial_ref_sys, or of an old GeoJSON crs member's name.
	WKT string
	// EPSG is the authority's code, 0 when none is given.
	EPSG int
}

// Schema is what a source says of itself before its records are read.
type Schema struct {
	// Name of the layer inside the source; the file's base name where it has no other.
	Name   string
	Fields []Field
	// Geometry is the declared type (Point, MultiPoint, LineString, Polygon, …), "" if unknown.
	Geometry string
	CRS      DeclaredCRS
	// Encoding is the file's own word (.cpg, language driver id), only ever a hint:
	// a canonical lower-case name such as "utf-8" or "windows-1258", "" when silent.
	Encoding string
	// Rows is the number of records announced, -1 when unknown.
	Rows int64
	// Problems with the file as a whole: a missing .shx, a memo field left out.
	Problems []Problem
}

// Record is one row of a source. A Reader may reuse Values and the bytes in it: they
// are valid until the next call of Next.
type Record struct {
	// Row counts from 1 in file order; deleted records and blank lines count too.
	Row int64
	// Geometry in the file's own coordinates, x (easting, longitude) first; nil for a null shape.
	Geometry geom.T
	// Values by position of Schema.Fields: nil, []byte (Text), int64, float64, bool or time.Time.
	Values []any
	// Problems met in reading this row. A row with an Error is counted and refused.
	Problems []Problem
}

// begin empties rec for a row with so many fields.
func (rec *Record) begin(row int64, fields int) {
	if cap(rec.Values) < fields {
		rec.Values = make([]any, fields)
	}
	*rec = Record{Row: row, Values: rec.Values[:fields]}
	clear(rec.Values)
}

// Reader streams the records of one layer of a source. It uses memory for a record,
// never for a file.
type Reader interface {
	Schema() Schema
	// Next fills rec, or returns io.EOF after the last record. Any other error ends the
	// reading: the file cannot be understood from there on.
	Next(rec *Record) error
	// Progress gives bytes consumed and bytes in all.
	Progress() (done, total int64)
	io.Closer
}

// Severity tells whether a problem keeps a row out.
type Severity string

// A Warning is shown; an Error refuses the row (or, without a row, the file).
const (
	Warning Severity = "warning"
	Error   Severity = "error"
)

// Problem is one finding of a check: where, what, and what to do. It is a line of the
// problem table and of its CSV.
type Problem struct {
	// Row is Record.Row, 0 for the file as a whole.
	Row      int64    `json:"row,omitempty"`
	Field    string   `json:"field,omitempty"`
	Value    string   `json:"value,omitempty"`
	Severity Severity `json:"severity"`
	// Code is stable, for programs and translations: "overflow", "invalid_geometry".
	Code string `json:"code"`
	// Place is where it is: longitude and latitude (WGS 84); while a file is staged, x and y
	// in the file's coordinates. nil where it is nowhere in particular.
	Place *[2]float64 `json:"place,omitempty"`
	// Size is how large it is, in Unit: "m", "m2", or "" where it has none.
	Size float64 `json:"size,omitempty"`
	Unit string  `json:"unit,omitempty"`
	// What is wrong and what to do about it, as Vietnamese and English sentences.
	What Words `json:"what"`
	Todo Words `json:"todo"`
}

// Words is one message in both languages.
type Words struct {
	Vi string `json:"vi"`
	En string `json:"en"`
}

// OpenOptions are the choices a source may need before it can be read.
type OpenOptions struct {
	// Layer names one layer of a source that has several (GeoPackage, a zip with several data
	// sets); "thua.gpkg/ranh" is a layer of a file in a zip.
	Layer string
	// X and Y name the coordinate columns of a CSV; empty: guessed by name and checked.
	X, Y string
	// Convert is how files are converted that sotay does not read itself; its zero value
	// will do.
	Convert ogr.Config
	// Now is the clock, for tests; nil means time.Now.
	Now func() time.Time
}
