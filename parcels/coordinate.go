package parcels

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// written is a coordinate pair as somebody wrote it.
type written struct {
	format   string  // wgs84, dms or vn2000
	lon, lat float64 // degrees, unless vn2000
	north    float64 // metres, of vn2000
	east     float64
	zone     Zone   // the zone said, of vn2000; zero when none was
	unknown  string // a meridian said that no zone has
	order    string // lat_lon, lon_lat, x_y (north first) or y_x
}

// Where Việt Nam is, with its sea, in degrees; and how large its VN-2000 coordinates are,
// in metres: a northing is never an easting.
const (
	minLon, maxLon     = 101, 119
	minLat, maxLat     = 5, 24
	minNorth, maxNorth = 550_000, 2_650_000
	minEast, maxEast   = 100_000, 910_000
)

// coordinates is the grammar of written pairs; its input is folded.
type coordinates struct {
	zone, utm, metres, bigger, angle, spaced, decimal, residue *regexp.Regexp
	signs                                                      *strings.Replacer
}

func newCoordinates() coordinates {
	const seconds = `(\d{1,2}(?:[.,]\d+)?)`
	const spaced = `(\d{1,3})[ :](\d{1,2})[ :]` + seconds
	return coordinates{
		zone: regexp.MustCompile(`(?:\bktt|\bkinh tuyen truc|\bkinh tuyen|\bcm|\bmeridian|\bvn[- ]?2000\s*/)\s*[:=]?\s*` +
			`(1\d\d)(?:\s*(°|do\b|[d.,:/ -])\s*(\d{1,2})\b\s*['"]{0,2})?|\b(1\d\d)\s*(°)\s*(\d{1,2})\s*'{0,1}`),
		utm:    regexp.MustCompile(`\butm(?:\s*(?:zone|mui))?\s*(48|49)\s*n?\b`),
		metres: regexp.MustCompile(`\b(?:mui(?: chieu)?\s*(?:3|6)\s*(?:do|°)?|vn[- ]?2000|(?:epsg|srid)\s*:?\s*\d{4,6})\b`),
		bigger: regexp.MustCompile(`\d{1,3}(?:\.\d{3})+(?:,\d+)?\b|\d{1,3}(?:,\d{3})+(?:\.\d+)?\b|\d{6,7}(?:\.\d+|,\d{1,5})?\b|\d{1,3}(?: \d{3})+(?:[.,]\d+)?\b`),
		angle: regexp.MustCompile(`(?:\b([nebd])\s*)?\b(\d{1,3}(?:[.,]\d+)?)\s*(?:°|do\b|deg\b)\s*` +
			`(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:'|phut\b|min\b)\s*)?(?:` + seconds + `\s*(?:"|giay\b|sec\b)\s*)?([nebd]\b)?`),
		spaced:  regexp.MustCompile(`^([nebd]?) ?` + spaced + ` ?([nebd]?)[ ,;]+([nebd]?) ?` + spaced + ` ?([nebd]?)$`),
		decimal: regexp.MustCompile(`^([nebd]?)(\d{1,3}(?:[.,]\d+)?)°?([nebd]?)[ ;/]+([nebd]?)(\d{1,3}(?:[.,]\d+)?)°?([nebd]?)$`),
		signs: strings.NewReplacer("′", "'", "’", "'", "‘", "'", "`", "'", "´", "'", "″", `"`, "”", `"`, "“", `"`, "''", `"`,
			"º", "°", "˚", "°", "−", "-", "–", "-", "\u00a0", " ", "\t", " "),
		residue: regexp.MustCompile(`\b(?:lat(?:itude)?|lo?ng?(?:itude)?|vi do(?: bac)?|kinh do(?: dong)?|toa do|wgs-?\s?84)\b|[()=\[\]]`),
	}
}

// parse reads a pair; ok is false for text that is none.
func (c coordinates) parse(folded string) (written, bool) {
	s := c.signs.Replace(folded)
	for _, try := range []func(string) (written, bool){c.vn2000, c.angles, c.triples, c.decimals} {
		if w, ok := try(s); ok {
			return w, true
		}
	}
	return written{}, false
}

// angles reads two angles with degree signs: 10°20'45.6"N 107°05'03.5"E, and B, Đ for N, E.
func (c coordinates) angles(s string) (written, bool) {
	found := c.angle.FindAllStringSubmatch(s, -1)
	if len(found) != 2 {
		return written{}, false
	}
	var value [2]float64
	var letter [2]string
	format := "wgs84"
	for i, f := range found {
		value[i] = sexagesimal(f[2], f[3], f[4])
		letter[i] = f[1] + f[5]
		if f[3] != "" {
			format = "dms"
		}
	}
	return pair(format, value, letter)
}

// triples reads degrees, minutes and seconds without signs: 10 20 45.6 N 107 5 3.5 E.
func (c coordinates) triples(s string) (written, bool) {
	f := c.spaced.FindStringSubmatch(strings.Join(strings.Fields(c.residue.ReplaceAllString(s, " ")), " "))
	if f == nil {
		return written{}, false
	}
	return pair("dms", [2]float64{sexagesimal(f[2], f[3], f[4]), sexagesimal(f[7], f[8], f[9])}, [2]string{f[1] + f[5], f[6] + f[10]})
}

// decimals reads two decimal degrees in either order, with decimal points or commas.
func (c coordinates) decimals(s string) (written, bool) {
	s = strings.Join(strings.Fields(strings.ReplaceAll(c.residue.ReplaceAllString(s, " "), ":", " ")), " ")
	switch {
	case strings.Contains(s, "."):
		s = strings.ReplaceAll(s, ",", " ")
	default:
		s = strings.ReplaceAll(s, ", ", " ")
	}
	s = strings.Join(strings.Fields(s), " ")
	f := c.decimal.FindStringSubmatch(s)
	if f == nil || !strings.ContainsAny(s, ".,") {
		return written{}, false
	}
	return pair("wgs84", [2]float64{number(f[2]), number(f[5])}, [2]string{f[1] + f[3], f[4] + f[6]})
}

// pair tells latitude from longitude, by the letters where there are any and by where
// Việt Nam is: its longitudes are never latitudes.
func pair(format string, v [2]float64, letter [2]string) (written, bool) {
	isLat := func(i int) bool {
		return v[i] >= minLat && v[i] <= maxLat && letter[i] != "e" && letter[i] != "d"
	}
	isLon := func(i int) bool {
		return v[i] >= minLon && v[i] <= maxLon && letter[i] != "n" && letter[i] != "b"
	}
	switch {
	case isLat(0) && isLon(1):
		return written{format: format, lat: v[0], lon: v[1], order: "lat_lon"}, true
	case isLon(0) && isLat(1):
		return written{format: format, lat: v[1], lon: v[0], order: "lon_lat"}, true
	}
	return written{}, false
}

// vn2000 reads two numbers of metres; the larger is the northing (X on Vietnamese maps),
// whatever the order.
func (c coordinates) vn2000(s string) (written, bool) {
	w := written{format: "vn2000"}
	s = c.takeZone(s, &w)
	found := c.bigger.FindAllString(c.metres.ReplaceAllString(s, " "), -1)
	if len(found) != 2 {
		return written{}, false
	}
	a, b := metres(found[0]), metres(found[1])
	w.north, w.east, w.order = a, b, "x_y"
	if a < b {
		w.north, w.east, w.order = b, a, "y_x"
	}
	ok := w.north >= minNorth && w.north <= maxNorth && w.east >= minEast && w.east <= maxEast
	return w, ok
}

// takeZone notes the zone said and takes its words out of the text.
func (c coordinates) takeZone(s string, w *written) string {
	if f := c.utm.FindStringSubmatch(s); f != nil {
		w.zone = Zone{913405, 105, 6}
		if f[1] == "49" {
			w.zone = Zone{913406, 111, 6}
		}
		return strings.Replace(s, f[0], " ", 1)
	}
	f := c.zone.FindStringSubmatch(s)
	if f == nil {
		return s
	}
	degrees, separator, minutes := f[1]+f[4], f[2]+f[5], f[3]+f[6]
	for _, meridian := range meridians(degrees, separator, minutes) {
		if z, err := ZoneOf(meridian); err == nil {
			w.zone = z
			return strings.Replace(s, f[0], " ", 1)
		}
	}
	w.unknown = strings.TrimSpace(f[0])
	return strings.Replace(s, f[0], " ", 1)
}

// meridians gives what a written meridian can mean: 107.75 is 107¾°, 107.45 can only be 107°45′.
func meridians(degrees, separator, minutes string) []float64 {
	list := []float64{number(degrees) + number(minutes)/60}
	if separator == "." || separator == "," {
		list = append([]float64{number(degrees + "." + minutes)}, list...)
	}
	return list
}

func sexagesimal(degrees, minutes, seconds string) float64 {
	return number(degrees) + number(minutes)/60 + number(seconds)/3600
}

// number reads a decimal number with point or comma; "" is 0.
func number(s string) float64 {
	v, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
	if err != nil {
		return 0
	}
	return v
}

// metres reads a number that may group its thousands: 1.144.200,50 or 1,144,200.50.
func metres(s string) float64 {
	s = strings.ReplaceAll(s, " ", "")
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return number(s)
	}
	whole, fraction := s[:last], s[last+1:]
	// Two marks of one kind, or three digits behind a short whole part: thousands.
	if strings.Count(s, s[last:last+1]) > 1 || len(fraction) == 3 && len(whole) <= 3 {
		whole, fraction = whole+fraction, ""
	}
	v := number(strings.NewReplacer(".", "", ",", "").Replace(whole) + "." + fraction)
	if math.IsNaN(v) {
		return 0
	}
	return v
}
