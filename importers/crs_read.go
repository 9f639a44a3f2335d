package importers

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"sotay/internal/fold"
)

// crsRead is what was read of a coordinate system, whatever the dialect.
type crsRead struct {
	name       string
	geographic bool
	datum      string
	semiMajor  float64 // metres; 0 when not given
	flattening float64 // its inverse
	shift      []float64
	projection string // as written
	parameters crsParameters
	unit       float64 // metres, or radians if geographic; 0 when not given
	meridian   float64 // prime meridian
	epsg       int
	sphere     bool // Web Mercator's sphere is asked for
}

// crsParameters are those of a projection, in degrees and metres.
type crsParameters struct {
	lon0, lat0, scale, east, north float64
}

// readWKT goes down to the horizontal system of a WKT and collects what it says.
func readWKT(root wktNode) (crsRead, bool) {
	switch root.keyword {
	case "PROJCS", "PROJCRS", "PROJECTEDCRS":
		return readProjected(root), true
	case "GEOGCS", "GEOGCRS", "GEODCRS", "GEODETICCRS", "GEOGRAPHICCRS", "BASEGEOGCRS", "BASEGEODCRS":
		r := crsRead{name: root.name(), geographic: true, epsg: root.epsg(), parameters: crsParameters{scale: 1}}
		readGeographic(&r, root)
		r.unit = unitOf(root, 0)
		return r, true
	case "COMPD_CS", "COMPOUNDCRS", "BOUNDCRS", "SOURCECRS":
		for _, c := range root.children {
			if r, ok := readWKT(c); ok {
				if t, bound := root.child("ABRIDGEDTRANSFORMATION"); bound {
					r.shift = boundShift(t)
				}
				return r, true
			}
		}
	}
	return crsRead{name: root.name()}, false
}

func readProjected(root wktNode) crsRead {
	r := crsRead{name: root.name(), epsg: root.epsg(), parameters: crsParameters{scale: 1}}
	if base, ok := root.child("GEOGCS", "BASEGEOGCRS", "BASEGEODCRS", "GEOGCRS", "GEODCRS"); ok {
		readGeographic(&r, base)
	}
	from := root
	if c, ok := root.child("CONVERSION"); ok {
		from = c
	}
	if p, ok := from.child("PROJECTION", "METHOD"); ok {
		r.projection = p.name()
	}
	for _, c := range from.children {
		if c.keyword == "PARAMETER" {
			r.parameters.set(c.name(), c.number(0)*parameterUnit(c))
		}
	}
	if e, ok := root.child("EXTENSION"); ok && len(e.texts) > 1 {
		r.sphere = strings.Contains(e.texts[1], "+b=6378137")
	}
	r.unit = unitOf(root, 0)
	return r
}

func readGeographic(r *crsRead, base wktNode) {
	if d, ok := base.child("DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE"); ok {
		r.datum = d.name()
		if e, ok := d.child("SPHEROID", "ELLIPSOID"); ok && len(e.numbers) > 1 {
			r.semiMajor, r.flattening = e.numbers[0], e.numbers[1]
		}
		if t, ok := d.child("TOWGS84"); ok {
			r.shift = t.numbers
		}
	}
	if p, ok := base.child("PRIMEM", "PRIMEMERIDIAN"); ok {
		r.meridian = p.number(0)
	}
}

// unitOf finds the unit of the axes: WKT 1 has one UNIT, WKT 2 one for each axis or all.
func unitOf(root wktNode, otherwise float64) float64 {
	if u, ok := root.child("UNIT", "LENGTHUNIT", "ANGLEUNIT"); ok {
		return u.number(otherwise)
	}
	if axis, ok := root.child("AXIS"); ok {
		return unitOf(wktNode{children: axis.children}, otherwise)
	}
	return otherwise
}

// parameterUnit is the factor by which a WKT 2 parameter becomes degrees or metres.
func parameterUnit(p wktNode) float64 {
	if u, ok := p.child("ANGLEUNIT"); ok {
		return round12(u.number(math.Pi/180) * 180 / math.Pi)
	}
	if u, ok := p.child("LENGTHUNIT"); ok {
		return u.number(1)
	}
	return 1
}

func round12(x float64) float64 { return math.Round(x*1e12) / 1e12 }

// boundShift collects the seven parameters of a BOUNDCRS's transformation, in the order
// and with the signs of TOWGS84.
func boundShift(t wktNode) []float64 {
	shift := make([]float64, 7)
	order := []string{"xaxistranslation", "yaxistranslation", "zaxistranslation", "xaxisrotation", "yaxisrotation", "zaxisrotation", "scaledifference"}
	for _, c := range t.children {
		for i, name := range order {
			if c.keyword == "PARAMETER" && fold.Code(c.name()) == name {
				shift[i] = c.number(0)
			}
		}
	}
	return shift
}

// set takes a parameter by any of its names.
func (p *crsParameters) set(name string, value float64) {
	switch fold.Code(name) {
	case "centralmeridian", "longitudeofnaturalorigin", "longitudeoforigin", "longitudeofcenter", "lon0":
		p.lon0 = value
	case "latitudeoforigin", "latitudeofnaturalorigin", "latitudeofcenter", "lat0":
		p.lat0 = value
	case "scalefactor", "scalefactoratnaturalorigin", "k", "k0":
		p.scale = value
	case "falseeasting", "x0":
		p.east = value
	case "falsenorthing", "y0":
		p.north = value
	}
}

// sridOfProj reads a PROJ string.
func sridOfProj(text string) (int, Words, error) {
	r := crsRead{name: text, unit: 1, parameters: crsParameters{scale: 1}}
	for _, word := range strings.Fields(text) {
		key, value, _ := strings.Cut(strings.TrimPrefix(word, "+"), "=")
		switch key {
		case "init":
			srid, err := sridOfName(value)
			return srid, Words{}, err
		case "proj":
			r.setProj(value)
		case "zone":
			zone, _ := strconv.Atoi(value)
			r.parameters = crsParameters{lon0: float64(6*zone - 183), scale: 0.9996, east: 500000}
		case "datum", "ellps":
			r.setEllipsoid(key, value)
		case "towgs84":
			r.shift = floats(value)
		case "to_meter":
			r.unit = floats(value)[0]
		case "units":
			if value != "m" {
				r.unit = math.NaN()
			}
		case "b":
			r.sphere = r.sphere || value == "6378137"
		default:
			r.parameters.set(key, floats(value)[0])
		}
	}
	return sridOfRead(r)
}

func (r *crsRead) setProj(value string) {
	switch value {
	case "longlat", "latlong", "latlon", "lonlat":
		r.geographic, r.unit = true, math.Pi/180
	case "merc":
		r.projection = "Mercator"
	case "tmerc", "etmerc", "utm":
		r.projection = "Transverse_Mercator"
	default:
		r.projection = value
	}
}

func (r *crsRead) setEllipsoid(key, value string) {
	if key == "datum" {
		r.datum = value
	}
	if value == "WGS84" || value == "GRS80" {
		r.semiMajor, r.flattening = wgs84SemiMajor, wgs84Flattening
		return
	}
	r.datum = value
}

// floats reads numbers with commas between; never fewer than one.
func floats(s string) []float64 {
	var out []float64
	for _, part := range strings.Split(s, ",") {
		f, err := strconv.ParseFloat(part, 64)
		if err != nil {
			f = math.NaN()
		}
		out = append(out, f)
	}
	return out
}

// describe lists all that was read, for a refusal.
func (r crsRead) describe() Words {
	var vi, en []string
	add := func(viName, enName, value string) {
		vi, en = append(vi, viName+" "+value), append(en, enName+" "+value)
	}
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	add("tên", "name", fmt.Sprintf("%.100q", r.name))
	if r.epsg != 0 {
		add("mã", "code", fmt.Sprintf("EPSG:%d", r.epsg))
	}
	if r.datum != "" {
		add("hệ quy chiếu", "datum", fmt.Sprintf("%.60q", r.datum))
	}
	if r.semiMajor != 0 {
		add("ellipsoid", "ellipsoid", number(r.semiMajor)+" / "+number(r.flattening))
	}
	if r.shift != nil {
		add("TOWGS84", "TOWGS84", fmt.Sprint(r.shift))
	}
	if r.projection != "" {
		p := r.parameters
		add("phép chiếu", "projection", fmt.Sprintf("%.60q", r.projection))
		add("kinh tuyến trục", "central meridian", number(p.lon0))
		add("vĩ độ gốc", "latitude of origin", number(p.lat0))
		add("hệ số tỷ lệ", "scale", number(p.scale))
		add("cộng đông", "false easting", number(p.east))
		add("cộng bắc", "false northing", number(p.north))
	}
	if r.unit != 0 && r.unit != 1 && !r.geographic {
		add("đơn vị", "unit", number(r.unit)+" m")
	}
	return Words{strings.Join(vi, ", "), strings.Join(en, ", ")}
}
