// Package layers owns the catalogue: what a layer is, which fields it has, who may see
// them and how they are called. Everything that lists fields (tiles, features, exports,
// search, imports) asks here, so that visibility is decided in one place.
//
// A layer is a row of sotay.layers and a table in schema data; its public fields are
// columns of that table, staff and restricted fields stand in side tables, and the view
// pub.<layer> shows the public ones. Ensure makes the tables and views what the
// catalogue says. Start with Catalogue to read and Create to add.
//
// The package never decides who the caller is and never writes records.
package layers

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrNotFound is returned for a layer or field that the catalogue does not hold.
var ErrNotFound = errors.New("not in the catalogue")

// Who may see a field, or a whole layer (which is never Restricted).
const (
	Public     = "public"
	Staff      = "staff"
	Restricted = "restricted"
)

// Layer describes one layer, as its catalogue row and fields do.
type Layer struct {
	Name     string // slug: part of URLs, of the public view's and tile layer's name
	Audience string // Public or Staff
	TitleVi  string
	TitleEn  string
	Theme    string // land, air, water, forest, incident, admin, facility
	Geometry string // Point, LineString, Polygon (multi ones included), or Geometry for any
	Table    string // in schema data
	// Identity lists the fields that name a record; empty: its shape and values do.
	Identity []string
	// Survey layers keep survey_geom, the coordinates as surveyed in their VN-2000 zone.
	Survey  bool
	MinZoom int // tiles hold the layer's features from here …
	MaxZoom int // … to here
	Label   string
	// Time names the public date or timestamp by which records are of a period; "": they are of none.
	Time string
	// Style is a hint for the map: {"kind":"fill|line|circle","color":"#rrggbb",…}.
	Style  json.RawMessage
	Source string
	AsOf   *time.Time
	Sort   int // drawn lowest first
	// Generation changes with the description of the layer, never with its records.
	Generation int64
	Fields     []Field // in order
}

// Field describes one attribute of a layer.
type Field struct {
	Layer      string
	Name       string
	Sort       int
	Type       string // text, text[], integer, real, boolean, date, timestamp
	TitleVi    string
	TitleEn    string
	Visibility string
	InTiles    bool
	Filterable bool
	Computed   bool   // kept by the database, never imported
	CodeList   string // list of sotay.codes that explains the values, "" for none
	Unit       string
}

// Field finds a field by name.
func (l Layer) Field(name string) (Field, bool) {
	for _, f := range l.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// Public lists the fields anyone may see.
func (l Layer) Public() []Field { return l.with(func(f Field) bool { return f.Visibility == Public }) }

// InTiles lists the fields that tiles carry; all of them are public.
func (l Layer) InTiles() []Field {
	return l.with(func(f Field) bool { return f.InTiles && f.Visibility == Public })
}

// Visible lists the fields of one visibility.
func (l Layer) Visible(visibility string) []Field {
	return l.with(func(f Field) bool { return f.Visibility == visibility })
}

func (l Layer) with(keep func(Field) bool) []Field {
	var fields []Field
	for _, f := range l.Fields {
		if keep(f) {
			fields = append(fields, f)
		}
	}
	return fields
}

// SideTable names the table in schema data that holds the layer's staff or restricted fields.
func (l Layer) SideTable(visibility string) string { return l.Table + "_" + visibility }

// columnTypes maps the catalogue's types to PostgreSQL's. It is a function, not a
// variable, so that nobody can change it.
func columnType(fieldType string) (string, error) {
	switch fieldType {
	case "text", "text[]", "integer", "boolean", "date":
		if fieldType == "integer" {
			return "bigint", nil
		}
		return fieldType, nil
	case "real":
		return "double precision", nil
	case "timestamp":
		return "timestamptz", nil
	}
	return "", fmt.Errorf("field type %q: use text, text[], integer, real, boolean, date or timestamp", fieldType)
}
