package importers

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// ParseCRS reads a coordinate system as a person names it: "EPSG:9210", "9210",
// "910775", "107°45", "107°45'", "107d45", "107-45", "107.75", "VN-2000/105-45",
// "VN-2000 / TM-3 105-45", "VN-2000 UTM 48", "WGS84", "WGS84 UTM 48N", "Web Mercator", a
// URN, or WKT itself. The error is a *Refused with code "unknown_crs".
func ParseCRS(s string) (srid int, note Words, err error) {
	name := strings.TrimSpace(s)
	if strings.ContainsAny(name, "[(+") {
		return SRIDOf(DeclaredCRS{WKT: name})
	}
	if code, err := strconv.Atoi(name); err == nil && code >= 1000 {
		srid, err = sridOfEPSG(code)
		return srid, Words{}, err
	}
	if srid, ok := systemNamed(name); ok {
		return srid, Words{}, nil
	}
	if m := meridianNamed.FindStringSubmatch(name); m != nil {
		srid, err = sridOfMeridian(name, m)
		return srid, Words{}, err
	}
	srid, err = sridOfName(name)
	return srid, Words{}, err
}

// systemNamed knows the systems that are not named by a meridian.
func systemNamed(name string) (int, bool) {
	key := strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "", "/", "", ",", "").Replace(name))
	key = strings.Replace(key, "zone", "", 1)
	switch key {
	case "wgs84", "gps", "ogc:crs84", "crs84":
		return WGS84, true
	case "webmercator", "wgs84webmercator":
		return WebMercator, true
	case "wgs84utm48", "wgs84utm48n", "utm48n", "wgs84utm49", "wgs84utm49n", "utm49n":
		zone := strings.TrimSuffix(key, "n")
		return 32600 + int(zone[len(zone)-1]-'0') + 40, true
	case "vn2000utm48", "vn2000utm48n":
		return VN2000UTM48, true
	case "vn2000utm49", "vn2000utm49n":
		return VN2000UTM49, true
	case "vn2000lonlat", "vn2000longlat", "vn2000bl":
		return VN2000, true
	}
	return 0, false
}

// meridianNamed finds whole degrees and what follows them, after an optional VN-2000 and TM-3.
var meridianNamed = regexp.MustCompile(`(?i)^(?:vn[-_ ]?2000)?[ /,_]*(?:(?:tm|múi|mui)[-_ ]?3°?)?[ /,_]*(1\d\d)(?:([°d\- ])(\d{1,2})?['′]?|[.,](\d+)°?)?$`)

// sridOfMeridian takes the parts of meridianNamed. 107.45 is not 107°45′, but that is
// likely what it was meant to be, so the refusal asks.
func sridOfMeridian(name string, m []string) (int, error) {
	whole, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, unknownCRS(crsRead{name: name})
	}
	meridian := float64(whole)
	switch {
	case m[4] != "":
		if meridian, err = strconv.ParseFloat(m[1]+"."+m[4], 64); err != nil {
			return 0, unknownCRS(crsRead{name: name})
		}
	case m[3] != "":
		minutes, _ := strconv.Atoi(m[3])
		meridian += float64(minutes) / 60
	}
	if z, ok := zoneAt(meridian); ok {
		return z.srid(), nil
	}
	if z, ok := zoneAt(sexagesimal(meridian)); ok {
		return 0, refuse("unknown_crs",
			"Không có kinh tuyến trục %[1]s. Có phải là %[2]s (--crs %[3]s)?",
			"There is no central meridian %[1]s. Is it %[2]s (--crs %[3]s)?",
			name, degrees(z.meridian), strconv.FormatFloat(z.meridian, 'f', -1, 64))
	}
	return 0, refuse("unknown_crs",
		"Không có múi 3° nào có kinh tuyến trục %[1]s. Các kinh tuyến trục: %[2]s.",
		"No 3° zone has the central meridian %[1]s. The meridians are %[2]s.", name, allMeridians())
}

// sexagesimal takes the decimals of d for minutes: 107.45 is 107°45′; d itself if they
// cannot be.
func sexagesimal(d float64) float64 {
	whole, decimals := math.Modf(d)
	if minutes := math.Round(decimals * 100); minutes < 60 {
		return whole + minutes/60
	}
	return d
}

func allMeridians() string {
	var all []string
	for _, z := range vnZones() {
		all = append(all, degrees(z.meridian))
	}
	return strings.Join(all, ", ")
}
