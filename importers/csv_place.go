package importers

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	geom "github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/wkt"
)

// csvPlace is where a row has its geometry: in a column of WKT, or in two of coordinates.
// The numbers are places in the row, -1 for none.
type csvPlace struct {
	wkt, x, y      int
	xComma, yComma bool
	crs            DeclaredCRS
	srid           string // of EWKT
	geometry       string
	problems       []Problem
}

// axis is what the name of a column says that it holds.
type axis int

const (
	axisNone axis = iota
	axisLon
	axisLat
	axisEast
	axisNorth
	axisX // east in mapping programs, north in Vietnamese tables
	axisY
)

// axisNames tells the axis by a column's name without marks, blanks and punctuation.
var axisNames = regexp.MustCompile(`^(?:` +
	`(lon|lng|long|longitude|kinhdo|kinhdowgs84|lonwgs84|xlon|gpslon|gpslong)|` +
	`(lat|latitude|vido|vydo|vidowgs84|latwgs84|ylat|gpslat)|` +
	`(e|east|easting|dong|toadodong|ydong|toadoydong|ye|yeast)|` +
	`(n|north|northing|bac|toadobac|xbac|toadoxbac|xn|xnorth)|` +
	`(x|toadox|xtoado|pointx|xcoord|coordx|xvn2000|xm)|` +
	`(y|toadoy|ytoado|pointy|ycoord|coordy|yvn2000|ym))$`)

func axisOf(name string) axis {
	m := axisNames.FindStringSubmatch(columnKey(name))
	for i, group := range m {
		if i > 0 && group != "" {
			return axis(i)
		}
	}
	return axisNone
}

// findPlace looks for the geometry: in the columns that the options name, in a column of
// WKT, or in a pair of columns by their names, which must hold numbers.
func (s *csvSurvey) findPlace(o OpenOptions) (csvPlace, error) {
	p := csvPlace{wkt: -1, x: -1, y: -1}
	if o.X != "" || o.Y != "" {
		return p, s.placeNamed(&p, o)
	}
	for i := range s.columns {
		if f := &s.columns[i]; f.wkt > 0 && 2*f.wkt > f.filled {
			p.wkt, p.srid, p.geometry = i, f.srid, wktShape(f.shapes)
			p.crs.EPSG, _ = strconv.Atoi(f.srid)
			return p, nil
		}
	}
	for _, pair := range [][2]axis{{axisLon, axisLat}, {axisEast, axisNorth}, {axisX, axisY}} {
		x, y := s.columnOf(pair[0]), s.columnOf(pair[1])
		if x >= 0 && y >= 0 && s.columns[x].mostlyNumbers() && s.columns[y].mostlyNumbers() {
			s.placeAt(&p, x, y, pair[0])
			return p, nil
		}
	}
	p.problems = append(p.problems, foundNoGeometry.at(0, "", ""))
	return p, nil
}

// placeNamed takes the columns that a person named, and only warns.
func (s *csvSurvey) placeNamed(p *csvPlace, o OpenOptions) error {
	at := func(name string) int {
		return slices.IndexFunc(s.names, func(n string) bool { return strings.EqualFold(n, strings.TrimSpace(name)) })
	}
	x, y := at(o.X), at(o.Y)
	if x < 0 || y < 0 || x == y {
		return refuse("unknown_column",
			"Không có hai cột tọa độ %[1]q và %[2]q; các cột của tệp: %[3]s.",
			"There are no two coordinate columns %[1]q and %[2]q; the file's columns are %[3]s.",
			o.X, o.Y, strings.Join(s.names, ", "))
	}
	s.placeAt(p, x, y, axisEast)
	return nil
}

func (s *csvSurvey) columnOf(a axis) int {
	return slices.IndexFunc(s.names, func(n string) bool { return axisOf(n) == a })
}

// placeAt settles on two columns. Plain X and Y are told apart by their values, where
// these leave no doubt; other names are believed, and a contradiction is reported.
func (s *csvSurvey) placeAt(p *csvPlace, x, y int, a axis) {
	fx, fy := &s.columns[x], &s.columns[y]
	fx.asCoordinate()
	fy.asCoordinate()
	rx, ry := fx.ranges(), fy.ranges()
	exchanged := most(rx.north, rx) && most(ry.east, ry) || most(rx.lat, rx) && most(ry.lon, ry)
	switch {
	case exchanged && a == axisX:
		p.problems = append(p.problems, foundNorthFirst.says(s.names[x], s.names[y]).at(0, "", ""))
		x, y, fx, fy = y, x, fy, fx
	case exchanged:
		p.problems = append(p.problems, foundAxesContradict.says(s.names[x], s.names[y]).at(0, "", ""))
	case a == axisLon && most(rx.lon, rx) && most(ry.lat, ry):
		p.crs = DeclaredCRS{EPSG: WGS84}
		p.problems = append(p.problems, foundCRSAssumed.says(s.names[x], s.names[y]).at(0, "", ""))
	}
	p.x, p.y, p.xComma, p.yComma, p.geometry = x, y, fx.comma, fy.comma, "Point"
}

func most(n int64, r csvRange) bool { return 2*n > r.numbers }

func (f *csvFacts) ranges() csvRange {
	if f.comma {
		return f.byComma
	}
	return f.byPoint
}

func (f *csvFacts) mostlyNumbers() bool {
	return f.filled > 0 && 2*max(f.byPoint.numbers, f.byComma.numbers) > f.filled
}

// asCoordinate decides how the numbers of a coordinate are written where they do not show
// it themselves: as they lie in Vietnam.
func (f *csvFacts) asCoordinate() {
	in := func(r csvRange) int64 { return r.lon + r.lat + r.east + r.north }
	switch point, comma := f.forms[pointNumber], f.forms[commaNumber]; {
	case point != comma:
		f.comma = comma > point
	default:
		f.comma = in(f.byComma) > in(f.byPoint)
	}
	if f.unclear {
		f.kind, f.unclear = Real, false
	}
}

// read fills in the geometry of a row.
func (p *csvPlace) read(rec *Record, row csvRow, names []string) {
	switch {
	case p.wkt >= 0:
		p.readWKT(rec, strings.TrimSpace(row.cells[p.wkt]), names[p.wkt])
	case p.x >= 0:
		p.readPoint(rec, row, names)
	}
}

func (p *csvPlace) readPoint(rec *Record, row csvRow, names []string) {
	if strings.TrimSpace(row.cells[p.x])+strings.TrimSpace(row.cells[p.y]) == "" {
		return
	}
	x, okX := parseCoordinate(row.cells[p.x], p.xComma)
	y, okY := parseCoordinate(row.cells[p.y], p.yComma)
	if !okX {
		rec.Problems = append(rec.Problems, foundNotFinite.at(rec.Row, names[p.x], row.cells[p.x]))
	}
	if !okY {
		rec.Problems = append(rec.Problems, foundNotFinite.at(rec.Row, names[p.y], row.cells[p.y]))
	}
	if okX && okY {
		rec.Geometry = geom.NewPointFlat(geom.XY, []float64{x, y})
	}
}

func (p *csvPlace) readWKT(rec *Record, cell, name string) {
	if cell == "" {
		return
	}
	m := wktStart.FindStringSubmatch(cell)
	if m == nil {
		rec.Problems = append(rec.Problems, foundBadGeometry.says("không phải WKT", "it is no WKT").at(rec.Row, name, cell))
		return
	}
	if shape := strings.ToUpper(m[2]); wktShape([]string{shape}) == "" {
		rec.Problems = append(rec.Problems, foundCurve.says(shape).at(rec.Row, name, cell))
		return
	}
	if m[1] != p.srid && m[1] != "" {
		rec.Problems = append(rec.Problems, foundOtherSRS.at(rec.Row, name, cell))
		return
	}
	text := cell
	if semicolon := strings.IndexByte(cell, ';'); m[1] != "" && semicolon > 0 {
		text = cell[semicolon+1:]
	}
	text, fault := closeWKT(text)
	if fault != nil {
		rec.Problems = append(rec.Problems, fault.at(rec.Row, name, cell))
		if fault.severity == Error {
			return
		}
	}
	g, err := wkt.Unmarshal(text)
	if err != nil {
		rec.Problems = append(rec.Problems, badGeometry(err).at(rec.Row, name, cell))
		return
	}
	if g.Empty() {
		return
	}
	g, found := sound(g)
	for _, f := range found {
		rec.Problems = append(rec.Problems, f.at(rec.Row, name, cell))
	}
	rec.Geometry = g
}

// wktShape names the type of all geometries as Schema.Geometry has it, "" if they differ
// in more than their number of parts, or are curves.
func wktShape(shapes []string) string {
	names := map[string]string{
		"POINT": "Point", "MULTIPOINT": "MultiPoint", "LINESTRING": "LineString", "MULTILINESTRING": "MultiLineString",
		"POLYGON": "Polygon", "MULTIPOLYGON": "MultiPolygon", "GEOMETRYCOLLECTION": "GeometryCollection",
	}
	var all []string
	for _, shape := range shapes {
		if names[shape] == "" {
			return ""
		}
		all = append(all, names[shape])
	}
	return commonShape(all)
}
