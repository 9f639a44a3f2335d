package importers

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Open opens a file for reading, by what it holds and, where that says nothing, by its
// name: a Shapefile (any of its files, or a zip), GeoJSON (also as a text sequence or one
// feature a line), CSV, or GeoPackage. The error of a format that is not read here is a
// *Refused that says what to do: code "format_later" for those that need GDAL, else
// "unknown_format". That of a file that cannot be opened is a *Trouble.
func Open(path string, o OpenOptions) (Reader, error) {
	r, err := openAny(path, o)
	if err != nil {
		return nil, spoken(err)
	}
	return r, nil
}

func openAny(path string, o OpenOptions) (Reader, error) {
	format, err := sniff(path)
	if err != nil {
		return nil, err
	}
	switch format {
	case formatShapefile:
		return OpenShapefile(path, o)
	case formatGeoJSON:
		return openGeoJSON(path)
	case formatGeoPackage:
		return openGeoPackage(path, o)
	}
	return openCSV(path, o)
}

// List gives the names of the layers in a file, those that OpenOptions.Layer takes.
func List(path string) ([]string, error) {
	names, err := listAny(path)
	return names, spoken(err)
}

func listAny(path string) ([]string, error) {
	format, err := sniff(path)
	if err != nil {
		return nil, err
	}
	switch format {
	case formatShapefile:
		return ListShapefile(path)
	case formatGeoPackage:
		return listGeoPackage(path)
	}
	return []string{baseName(path)}, nil
}

func baseName(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

type fileFormat int

const (
	formatShapefile fileFormat = iota
	formatGeoJSON
	formatGeoPackage
	formatCSV
)

// sniff looks at the beginning of a file and at its name.
func sniff(path string) (fileFormat, error) {
	head, err := readHead(path)
	if err != nil {
		return 0, err
	}
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	if name := laterByHead(head, ext); name != "" {
		return 0, refuseLater(path, name)
	}
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
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("\x00\x00\x27\x0a")):
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
			return nil, refuseLater(path, "Esri File Geodatabase")
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

// laterByHead names a format that is known and not read yet.
func laterByHead(head []byte, ext string) string {
	text := textStart(head)
	has := func(s string) bool { return bytes.Contains(head, []byte(s)) }
	zip := bytes.HasPrefix(head, []byte("PK\x03\x04"))
	switch {
	case ext == "kml" || ext == "kmz" || bytes.HasPrefix(text, []byte("<")) && has("<kml"):
		return "KML"
	case ext == "gml" || bytes.HasPrefix(text, []byte("<")) && (has("opengis.net/gml") || has("opengis.net/wfs")):
		return "GML"
	case ext == "gpx" || bytes.HasPrefix(text, []byte("<")) && has("<gpx"):
		return "GPX"
	case ext == "dxf" || bytes.HasPrefix(head, []byte("AutoCAD Binary DXF")):
		return "DXF"
	case ext == "dwg":
		return "DWG"
	case ext == "dgn" || bytes.HasPrefix(head, []byte{0x08, 0x09, 0xFE, 0x02}) || bytes.HasPrefix(head, []byte{0xC8, 0x09, 0xFE, 0x02}):
		return "MicroStation DGN"
	case ext == "tab" && has("!table") || ext == "mif" || ext == "mid" || ext == "map" || bytes.HasPrefix(bytes.ToLower(text), []byte("!table")):
		return "MapInfo"
	case ext == "xlsx" || ext == "xls" || ext == "ods" || zip && has("[Content_Types].xml"):
		return "Excel"
	case bytes.HasPrefix(head, []byte("fgb\x03fgb")):
		return "FlatGeobuf"
	case ext == "mdb" || ext == "accdb":
		return "Microsoft Access"
	case ext == "gtp":
		return "FAMIS GTP"
	}
	return ""
}

func refuseLater(path, format string) error {
	if format == "Excel" {
		return refuse("format_later",
			"%[1]s là bảng tính Excel, chưa đọc trực tiếp được. Trong Excel chọn Lưu thành (Save As) kiểu “CSV UTF-8” rồi nhập tệp .csv đó.",
			"%[1]s is an Excel workbook, which is not read directly yet. In Excel, Save As “CSV UTF-8” and import that .csv.", filepath.Base(path))
	}
	return refuse("format_later",
		"%[1]s là tệp %[2]s, sẽ đọc được ở bản sau. Bây giờ hãy chuyển sang Shapefile, GeoPackage, GeoJSON hoặc CSV, ví dụ trong QGIS: Lưu đối tượng thành…",
		"%[1]s is a %[2]s file, which a later version will read. Until then, convert it to Shapefile, GeoPackage, GeoJSON or CSV, for example in QGIS: Save Features As…",
		filepath.Base(path), format)
}

func refuseUnknown(path string) error {
	return refuse("unknown_format",
		"Không nhận ra %[1]s. Đọc được: Shapefile (hoặc tệp .zip có Shapefile), GeoPackage, GeoJSON và CSV.",
		"%[1]s is in no format known here. Known are Shapefile (also in a .zip), GeoPackage, GeoJSON and CSV.", filepath.Base(path))
}
