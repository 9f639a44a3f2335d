package importers

import (
	"math"
	"slices"
	"strconv"

	geom "github.com/twpayne/go-geom"
)

// geojsonSurvey collects what the features have.
type geojsonSurvey struct {
	rows, features int64
	fields         []jsonField
	place          map[string]int
	ids            jsonKinds
	shapes         []string
	outside        bool // coordinates that are no longitude and latitude
	topology, esri bool
}

func (s *geojsonSurvey) add(raw []byte) {
	s.rows++
	f := readFeature(raw)
	if f.kind == "" {
		for name := range members(raw) {
			s.topology = s.topology || name == "arcs"
			s.esri = s.esri || name == "attributes" || name == "spatialReference"
		}
		return
	}
	s.features++
	if f.id != nil {
		s.ids.add(f.id)
	}
	for name, value := range members(f.properties) {
		if s.place == nil {
			s.place = map[string]int{}
		}
		i, ok := s.place[name]
		if !ok {
			i = len(s.fields)
			s.place[name] = i
			s.fields = append(s.fields, jsonField{name: name})
		}
		s.fields[i].kinds.add(value)
	}
	s.addShape(f.geometry)
}

func (s *geojsonSurvey) addShape(raw []byte) {
	shape, _ := jsonGeometry(raw)
	if shape == nil {
		return
	}
	if name := shapeName(shape); !slices.Contains(s.shapes, name) {
		s.shapes = append(s.shapes, name)
	}
	if _, collection := shape.(*geom.GeometryCollection); collection {
		return
	}
	flat, stride := shape.FlatCoords(), shape.Stride()
	for i := 0; i+1 < len(flat); i += stride {
		s.outside = s.outside || math.Abs(flat[i]) > 180 || math.Abs(flat[i+1]) > 90
	}
}

// commonShape names the type of all shapes: a multi-type if they differ only in the number
// of parts, "" if in more.
func commonShape(shapes []string) string {
	switch len(shapes) {
	case 1:
		return shapes[0]
	case 2:
		a, b := shapes[0], shapes[1]
		if a == "Multi"+b {
			return a
		}
		if b == "Multi"+a {
			return b
		}
	}
	return ""
}

// columns gives the fields in the order in which they were met, the features' own id
// first. It is called "id", or "feature_id" where a property has that name.
func (s *geojsonSurvey) columns() (fields []Field, place map[string]int, id int) {
	id, place = -1, map[string]int{}
	if s.ids != 0 {
		id = 0
		name := "id"
		if _, taken := s.place[name]; taken {
			name = "feature_id"
		}
		fields = append(fields, Field{Name: name, Type: s.ids.fieldType()})
	}
	for _, f := range s.fields {
		place[f.name] = len(fields)
		fields = append(fields, Field{Name: f.name, Type: f.kinds.fieldType()})
	}
	return fields, place, id
}

type jsonField struct {
	name  string
	kinds jsonKinds
}

// jsonKinds is the set of kinds that a property's values have.
type jsonKinds byte

const (
	jsonBool jsonKinds = 1 << iota
	jsonInt
	jsonReal
	jsonOther
)

func (k *jsonKinds) add(raw []byte) {
	switch raw[0] {
	case 'n':
	case 't', 'f':
		*k |= jsonBool
	case '"', '{', '[':
		*k |= jsonOther
	default:
		*k |= numberKind(string(raw))
	}
}

// numberKind: a whole number too large for 64 bits is kept as text, lest digits be lost.
func numberKind(s string) jsonKinds {
	if _, err := strconv.ParseInt(s, 10, 64); err == nil {
		return jsonInt
	}
	if _, err := strconv.ParseFloat(s, 64); err != nil || slices.IndexFunc([]byte(s), func(c byte) bool { return c == '.' || c == 'e' || c == 'E' }) < 0 {
		return jsonOther
	}
	return jsonReal
}

func (k jsonKinds) fieldType() FieldType {
	switch k {
	case jsonBool:
		return Boolean
	case jsonInt:
		return Integer
	case jsonReal, jsonInt | jsonReal:
		return Real
	}
	return Text
}
