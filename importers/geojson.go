package importers

import (
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// geojson reads the features of a file one by one. It implements Reader. Opening reads
// the file once, to know the union of all properties; reading reads it again.
type geojson struct {
	file   *os.File
	size   int64
	source *geojsonSource
	schema Schema
	// column gives the place of a property among the fields.
	column map[string]int
	id     int // place of the feature's own id, -1 if none has one
	row    int64
}

// openGeoJSON opens a collection, single feature or geometry, a text sequence, or one
// feature a line.
func openGeoJSON(path string) (Reader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	g := &geojson{file: file, id: -1}
	if err := g.survey(path); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return g, nil
}

// survey reads the whole file for its schema and goes back to the beginning.
func (g *geojson) survey(path string) error {
	info, err := g.file.Stat()
	if err != nil {
		return err
	}
	g.size = info.Size()
	if g.source, err = newGeoJSONSource(g.file); err != nil {
		return err
	}
	var s geojsonSurvey
	for {
		raw, err := g.source.next()
		var broken *brokenText
		switch {
		case errors.Is(err, io.EOF):
			return g.begin(path, &s)
		case errors.As(err, &broken):
			s.rows++
			continue
		case err != nil:
			return refuseGeoJSON(path, s.rows, err)
		}
		s.add(raw)
		if len(s.fields) > maxColumns {
			return refuse("bad_geojson", "%[1]s có hơn %[2]d thuộc tính khác nhau.", "%[1]s has more than %[2]d different properties.", filepath.Base(path), maxColumns)
		}
	}
}

// maxColumns is how many fields a file may have; PostgreSQL has no more.
const maxColumns = 1600

func refuseGeoJSON(path string, rows int64, err error) error {
	if _, trouble := fileWords(err); trouble {
		return err
	}
	why := reasonOf(err)
	return refuse("bad_geojson",
		"%[1]s không phải GeoJSON đúng cách, hỏng sau %[2]d đối tượng: %[3]s.",
		"%[1]s is no well-formed GeoJSON, it breaks after %[2]d features: %[4]s.", filepath.Base(path), rows, why.Vi, why.En)
}

// begin makes the schema of what was found and starts reading the rows.
func (g *geojson) begin(path string, s *geojsonSurvey) error {
	switch {
	case s.topology:
		return refuse("unknown_format", "%[1]s là TopoJSON; hãy chuyển sang GeoJSON.", "%[1]s is TopoJSON; convert it to GeoJSON.", filepath.Base(path))
	case s.esri:
		return refuse("unknown_format", "%[1]s là Esri JSON; hãy xuất lại với f=geojson.", "%[1]s is Esri JSON; export it again with f=geojson.", filepath.Base(path))
	case s.rows > 0 && s.features == 0:
		return refuse("unknown_format", "%[1]s là JSON nhưng không phải GeoJSON.", "%[1]s is JSON but not GeoJSON.", filepath.Base(path))
	}
	g.schema = Schema{Name: baseName(path), Geometry: commonShape(s.shapes), Encoding: "utf-8", Rows: s.rows}
	if g.source.name != "" {
		g.schema.Name = g.source.name
	}
	g.schema.CRS = geojsonCRS(g.source.crs)
	if g.source.crs == nil && s.outside {
		g.schema.CRS = DeclaredCRS{}
		g.schema.Problems = append(g.schema.Problems, foundCRSMissing.at(0, "", ""))
	}
	g.schema.Fields, g.column, g.id = s.columns()
	if _, err := g.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	var err error
	g.source, err = newGeoJSONSource(g.file)
	return err
}

// geojsonCRS reads the crs member of 2008; without one GeoJSON is in WGS 84, longitude first.
func geojsonCRS(raw []byte) DeclaredCRS {
	if raw == nil {
		return DeclaredCRS{WKT: "OGC:CRS84", EPSG: WGS84}
	}
	var c DeclaredCRS
	for name, value := range members(raw) {
		if name != "properties" {
			continue
		}
		for name, value := range members(value) {
			switch {
			case (name == "name" || name == "href") && value[0] == '"':
				c.WKT = string(unquote(value))
			case name == "code":
				code, err := strconv.Atoi(string(value))
				if err == nil {
					c.EPSG = code
				}
			}
		}
	}
	return c
}

// Schema implements Reader.
func (g *geojson) Schema() Schema { return g.schema }

// Progress implements Reader.
func (g *geojson) Progress() (done, total int64) { return min(g.source.s.pos, g.size), g.size }

// Close implements Reader.
func (g *geojson) Close() error { return g.file.Close() }

// Next implements Reader.
func (g *geojson) Next(rec *Record) error {
	raw, err := g.source.next()
	var broken *brokenText
	if err != nil && !errors.As(err, &broken) {
		if errors.Is(err, io.EOF) {
			return io.EOF
		}
		return refuseGeoJSON(g.file.Name(), g.row, err)
	}
	g.row++
	rec.begin(g.row, len(g.schema.Fields))
	if broken != nil {
		rec.Problems = append(rec.Problems, notFeature(g.row, "văn bản JSON bị hỏng", "the JSON text is broken", nil))
		return nil
	}
	g.fill(rec, raw)
	return nil
}

func notFeature(row int64, vi, en string, raw []byte) Problem {
	return foundNotFeature.says(vi, en).at(row, "", string(raw[:min(len(raw), 200)]))
}

// fill takes a feature, or a bare geometry, apart.
func (g *geojson) fill(rec *Record, raw []byte) {
	f := readFeature(raw)
	if f.kind == "" {
		rec.Problems = append(rec.Problems, notFeature(rec.Row, "thiếu type hợp lệ", "it has no type that is known", raw))
		return
	}
	if g.id >= 0 && f.id != nil {
		rec.Values[g.id] = jsonValue(f.id, g.schema.Fields[g.id].Type)
	}
	for name, value := range members(f.properties) {
		if i, ok := g.column[name]; ok {
			rec.Values[i] = jsonValue(value, g.schema.Fields[i].Type)
		}
	}
	shape, problems := jsonGeometry(f.geometry)
	for _, p := range problems {
		p.Row = rec.Row
		rec.Problems = append(rec.Problems, p)
	}
	rec.Geometry = shape
}

// feature is the raw parts of one; kind is "" if it is none.
type feature struct {
	kind                     string
	id, properties, geometry []byte
}

func readFeature(raw []byte) feature {
	var f feature
	var kind string
	for name, value := range members(raw) {
		switch name {
		case "type":
			if value[0] == '"' {
				kind = string(unquote(value))
			}
		case "id":
			f.id = value
		case "properties":
			f.properties = value
		case "geometry":
			f.geometry = value
		}
	}
	switch {
	case kind == "Feature":
		f.kind = kind
	case slices.Contains(geometryTypes(), kind):
		f = feature{kind: kind, geometry: raw}
	}
	return f
}

func geometryTypes() []string {
	return []string{"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
}

// jsonValue turns a value into what its column holds; text keeps its bytes, and what is
// nested its JSON.
func jsonValue(raw []byte, t FieldType) any {
	if string(raw) == "null" {
		return nil
	}
	switch t {
	case Boolean:
		return raw[0] == 't'
	case Integer:
		if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
			return n
		}
	case Real:
		if x, err := strconv.ParseFloat(string(raw), 64); err == nil && !math.IsInf(x, 0) {
			return x
		}
	}
	switch raw[0] {
	case '"':
		return unquote(raw)
	case '{', '[':
		return compact(raw)
	}
	return raw
}
