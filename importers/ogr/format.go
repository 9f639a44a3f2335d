package ogr

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
)

// Format is a format that ogr2ogr reads for us.
type Format struct {
	// Name is what people call it.
	Name string
	// drivers of GDAL that may open it; it has no other.
	drivers []string
	// extensions of its files, without the dot; the first is the one that GDAL is shown.
	extensions []string
	// companions are the extensions of files that belong to it and stand beside it.
	companions []string
	// options for the driver, as -oo has them.
	options []string
	// begins tells whether a file that begins so is of the format.
	begins func(head []byte) bool
	// xml tells that the file is looked through for what it asks for beyond itself.
	xml bool
	// zip is how the name of an entry ends that its zip must have; "" where it is no zip.
	zip string
	// table tells that it has no shapes and becomes CSV.
	table bool
}

// formats is the list of what is allowed.
func formats() []Format {
	return []Format{
		{Name: "KML", drivers: []string{"LIBKML", "KML"}, extensions: []string{"kml", "xml"}, begins: xmlWith("<kml", ":kml"), xml: true},
		{Name: "KMZ", drivers: []string{"LIBKML"}, extensions: []string{"kmz"}, begins: isZip, xml: true, zip: ".kml"},
		{
			Name: "GML", drivers: []string{"GML"}, extensions: []string{"gml", "xml"}, begins: xmlWith("opengis.net/gml", "opengis.net/wfs"), xml: true,
			options: []string{"DOWNLOAD_SCHEMA=NO", "EXPOSE_FID=NO", "REGISTRY="},
		},
		{Name: "MapInfo TAB", drivers: []string{"MapInfo File"}, extensions: []string{"tab"}, companions: []string{"dat", "map", "id", "ind"}, begins: isTab},
		{Name: "MapInfo MIF", drivers: []string{"MapInfo File"}, extensions: []string{"mif"}, companions: []string{"mid"}, begins: isMif},
		{Name: "MicroStation DGN", drivers: []string{"DGN"}, extensions: []string{"dgn"}, begins: isDGN7},
		{Name: "DXF", drivers: []string{"DXF"}, extensions: []string{"dxf"}, begins: isDXF},
		{Name: "FlatGeobuf", drivers: []string{"FlatGeobuf"}, extensions: []string{"fgb"}, begins: prefix("fgb\x03fgb")},
		{Name: "Excel", drivers: []string{"XLSX"}, extensions: []string{"xlsx"}, begins: isZip, table: true, zip: "xl/workbook.xml"},
	}
}

// Of knows a file by its name and its first bytes, which must agree: of a file whose name
// says one format and whose bytes say none or another, ok is false and named is the format
// of its name.
func Of(path string, head []byte) (f, named Format, ok bool) {
	ext := extension(path)
	for _, f := range formats() {
		if !slices.Contains(f.extensions, ext) {
			continue
		}
		if f.begins(head) {
			return f, f, true
		}
		if ext != "xml" {
			named = f
		}
	}
	return Format{}, named, false
}

// Looks knows a format by its first bytes alone, to say of which the extension is missing.
// Zip files look like anything.
func Looks(head []byte) (f Format, extension string, ok bool) {
	for _, f := range formats() {
		if !isZip(head) && f.begins(head) {
			return f, f.extensions[0], true
		}
	}
	return Format{}, "", false
}

func extension(path string) string {
	return strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
}

func prefix(s string) func([]byte) bool {
	return func(head []byte) bool { return bytes.HasPrefix(head, []byte(s)) }
}

func isZip(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

// xmlWith tells XML by one of some words near its beginning.
func xmlWith(words ...string) func([]byte) bool {
	return func(head []byte) bool {
		head = text(head)
		return bytes.HasPrefix(head, []byte("<")) &&
			slices.ContainsFunc(words, func(w string) bool { return bytes.Contains(head, []byte(w)) })
	}
}

// text passes over a byte order mark and white space.
func text(head []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\uFEFF")), " \t\r\n")
}

// isTab tells a MapInfo table that has its own data: a view, a seamless table or one in a
// database leads to other files.
func isTab(head []byte) bool {
	lower := bytes.ToLower(head)
	return bytes.HasPrefix(text(lower), []byte("!table")) && bytes.Contains(lower, []byte("type native")) &&
		!bytes.Contains(lower, []byte("create view")) && !bytes.Contains(lower, []byte(`isseamless" = "true`))
}

func isMif(head []byte) bool { return bytes.HasPrefix(bytes.ToLower(text(head)), []byte("version ")) }

// isDGN7 tells a design file by its first element, a header of type 9 of 2D (08) or 3D (C8).
func isDGN7(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0x08, 0x09, 0xFE, 0x02}) || bytes.HasPrefix(head, []byte{0xC8, 0x09, 0xFE, 0x02})
}

// isDXF tells the text form: group code 0 with SECTION, or a comment (999) before it.
func isDXF(head []byte) bool {
	lines := bytes.SplitN(text(head), []byte("\n"), 3)
	if len(lines) < 2 {
		return false
	}
	code, value := bytes.TrimSpace(lines[0]), bytes.TrimSpace(lines[1])
	return string(code) == "999" || string(code) == "0" && string(value) == "SECTION"
}
