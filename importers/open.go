package importers

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"sotay/importers/ogr"
)

// Open opens a file for reading, by what it holds and, where that says nothing, by its
// name: a Shapefile (any of its files), GeoJSON (also as a text sequence or one feature a
// line), CSV, or GeoPackage; by both, the formats that package ogr has converted; and a zip
// of any of these. The error of a format that is not read here is a *Refused that says what to
// do: code "format_refused" for those that are known, "unknown_format", or those of a
// conversion ("no_gdal", "gdal_crashed" and so on). That of a file that cannot be opened is
// a *Trouble.
func Open(path string, o OpenOptions) (Reader, error) {
	r, err := (&conversion{path: path, o: o}).openAny()
	if err != nil {
		return nil, spoken(err)
	}
	return r, nil
}

func (c *conversion) openAny() (Reader, error) {
	format, err := sniff(c.path)
	if err != nil {
		return nil, err
	}
	switch format.kind {
	case formatShapefile:
		return OpenShapefile(c.path, c.o)
	case formatZip:
		return c.openZip()
	case formatGeoJSON:
		return openGeoJSON(c.path)
	case formatGeoPackage:
		return openGeoPackage(c.path, c.o)
	case formatConverted:
		return c.open(format.foreign)
	}
	return openCSV(c.path, c.o)
}

// List gives the names of the layers in a file, those that OpenOptions.Layer takes.
func List(path string) ([]string, error) {
	names, err := (&conversion{path: path}).listAny()
	return names, spoken(err)
}

func (c *conversion) listAny() ([]string, error) {
	format, err := sniff(c.path)
	if err != nil {
		return nil, err
	}
	switch format.kind {
	case formatShapefile:
		return ListShapefile(c.path)
	case formatZip:
		return c.listZip()
	case formatGeoPackage:
		return listGeoPackage(c.path)
	case formatConverted:
		return c.list(format.foreign)
	}
	return []string{baseName(c.path)}, nil
}

func baseName(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

// fileFormat is what a file is, and for one that has to be converted, how.
type fileFormat struct {
	kind    formatKind
	foreign ogr.Format
}

type formatKind int

const (
	formatShapefile formatKind = iota
	formatZip
	formatGeoJSON
	formatGeoPackage
	formatCSV
	formatConverted
)

// sniff looks at the beginning of a file and at its name.
func sniff(path string) (fileFormat, error) {
	head, err := readHead(path)
	if err != nil {
		return fileFormat{}, err
	}
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	foreign, named, ok := ogr.Of(path, head)
	switch err := refuseKnown(path, ext, head); {
	case ok:
		return fileFormat{kind: formatConverted, foreign: foreign}, nil
	case err != nil:
		return fileFormat{}, err
	case named.Name != "" && len(head) > 0:
		return fileFormat{}, refuseMisnamed(path, named.Name)
	}
	kind, err := sniffOwn(path, ext, head)
	if looks, right, ok := ogr.Looks(head); err != nil && ok {
		err = refuseUnnamed(path, looks.Name, right)
	}
	return fileFormat{kind: kind}, err
}

// sniffOwn knows the formats that are read here.
func sniffOwn(path, ext string, head []byte) (formatKind, error) {
	switch ext {
	case "shp", "shx", "dbf", "prj", "cpg":
		return formatShapefile, nil
	}
	text := textStart(head)
	switch {
	case len(head) == 0:
		return 0, refuse("empty_file", "Tệp %[1]s rỗng.", "%[1]s is empty.", filepath.Base(path))
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return formatGeoPackage, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return formatZip, nil
	case bytes.HasPrefix(head, []byte("\x00\x00\x27\x0a")):
		return formatShapefile, nil
	case bytes.HasPrefix(text, []byte("{")):
		return formatGeoJSON, nil
	case ext == "geojson" || ext == "geojsonl" || ext == "geojsons" || ext == "json":
		return 0, refuseUnknown(path)
	case isTable(head, ext):
		return formatCSV, nil
	}
	return 0, refuseUnknown(path)
}

func readHead(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		if strings.EqualFold(filepath.Ext(path), ".gdb") {
			return nil, refuseOther(path, "Esri File Geodatabase", otherForm)
		}
		return nil, refuse("unknown_format", "%[1]s là thư mục; chọn một tệp trong đó.", "%[1]s is a folder; choose a file in it.", filepath.Base(path))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, 4096)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return head[:n], nil
}

// textStart passes over a byte order mark, record separators and white space.
func textStart(head []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(head, []byte(utf8BOM)), " \t\r\n\x1e")
}

const utf8BOM = "\uFEFF"

// isTable tells whether the file is text that may be a table: of such a name, or without
// control codes and with a separator in its first line.
func isTable(head []byte, ext string) bool {
	if utf16BOM(head) || ext == "csv" || ext == "tsv" || ext == "txt" {
		return true
	}
	if bytes.ContainsFunc(head, func(r rune) bool { return r < ' ' && r != '\t' && r != '\r' && r != '\n' }) {
		return false
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.ContainsAny(line, ",;\t")
}

func utf16BOM(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF})
}

func refuseUnknown(path string) error {
	return refuse("unknown_format",
		"Không nhận ra %[1]s. Đọc được: Shapefile, GeoPackage, GeoJSON, CSV, và với GDAL: KML, KMZ, MapInfo (TAB, MIF), DGN V7, DXF, GML, FlatGeobuf, Excel (.xlsx); hoặc tệp .zip có các tệp đó.",
		"%[1]s is in no format known here. Known are Shapefile, GeoPackage, GeoJSON, CSV, and with GDAL KML, KMZ, MapInfo (TAB, MIF), DGN V7, DXF, GML, FlatGeobuf, Excel (.xlsx); or a .zip of such files.", filepath.Base(path))
}
