package importers

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// The SRIDs into which a declaration of coordinates is turned. VN-2000 has our own
// numbers (migrations/superuser.sql): 91CCCC for the 3° zone with the central meridian
// 100° + CCCC/100, and these. With them PostGIS uses the official seven parameters; no
// other SRID is ever transformed.
const (
	WGS84       = 4326
	WebMercator = 3857
	// VN2000 is VN-2000 in longitude and latitude.
	VN2000 = 914756
	// VN2000UTM48 and VN2000UTM49 are the 6° zones with the meridians 105° and 111°.
	VN2000UTM48 = 913405
	VN2000UTM49 = 913406
	// WGS84UTM48 and WGS84UTM49 are the UTM zones of WGS 84.
	WGS84UTM48 = 32648
	WGS84UTM49 = 32649
)

// vnZone is a 3° zone of VN-2000, by the code that EPSG gives it.
type vnZone struct {
	epsg     int
	meridian float64 // degrees
}

// vnZones are all 3° zones in use, of which most provinces have one (Circular
// 973/2001/TT-TCĐC; EPSG dataset v10.076).
func vnZones() []vnZone {
	return []vnZone{
		{5896, 102},
		{9205, 103},
		{9206, 104},
		{9207, 104.5},
		{9208, 104.75},
		{5897, 105},
		{9209, 105.5},
		{9210, 105.75},
		{9211, 106},
		{9212, 106.25},
		{9213, 106.5},
		{9214, 107},
		{9215, 107.25},
		{9216, 107.5},
		{5899, 107.75},
		{5898, 108},
		{9217, 108.25},
		{9218, 108.5},
	}
}

func (z vnZone) srid() int { return 910000 + int(math.Round(100*z.meridian)) - 10000 }

// zoneAt gives the 3° zone with a central meridian, in degrees.
func zoneAt(meridian float64) (vnZone, bool) {
	for _, z := range vnZones() {
		if math.Abs(z.meridian-meridian) < 1e-6 {
			return z, true
		}
	}
	return vnZone{}, false
}

// SRIDOf turns what a file says of its coordinates into one of our SRIDs: 4326, 3857,
// 91CCCC, 913405, 913406, 914756, 32648 or 32649. It reads WKT 1 as ESRI and GDAL write
// it, WKT 2, PROJ strings, URNs and codes. The parameters decide (projection, central
// meridian, scale, false origin, datum); names never do by themselves. note, when not
// empty, says what was odd and how it was understood; one should see it.
//
// The error is a *Refused: code "no_crs" if nothing is declared, else "unknown_crs" with
// all that was read.
func SRIDOf(c DeclaredCRS) (srid int, note Words, err error) {
	text := strings.TrimSpace(c.WKT)
	switch {
	case text == "" && c.EPSG == 0:
		return 0, Words{}, refuse("no_crs",
			"Tệp không cho biết hệ tọa độ. Chọn bằng --crs, ví dụ --crs 107°45.",
			"The file does not say in which coordinate system it is. Choose one with --crs, such as --crs 107°45.")
	case text == "":
		srid, err = sridOfEPSG(c.EPSG)
		return srid, Words{}, err
	case strings.ContainsAny(text, "[("):
		return sridOfWKT(text, c.EPSG)
	case strings.Contains(text, "+proj=") || strings.Contains(text, "+init="):
		return sridOfProj(text)
	}
	srid, err = sridOfName(text)
	if err != nil && c.EPSG != 0 {
		srid, err = sridOfEPSG(c.EPSG)
	}
	return srid, Words{}, err
}

// authorityCode finds the code in EPSG:5899, urn:ogc:def:crs:EPSG::5899,
// urn:ogc:def:crs:EPSG:6.9:4326 and http://www.opengis.net/def/crs/EPSG/0/5899.
var authorityCode = regexp.MustCompile(`(?i)^(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/(?:def/crs/|gml/srs/))?epsg(?:\.xml#|[:/][^:/]*[:/]|:|/)(\d{4,6})$`)

// crs84 finds the OGC names of WGS 84 with longitude first.
var crs84 = regexp.MustCompile(`(?i)^(?:(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?ogc[:/](?:[^:/]*[:/])?)?crs:?84$`)

func sridOfName(name string) (int, error) {
	if crs84.MatchString(name) {
		return WGS84, nil
	}
	if m := authorityCode.FindStringSubmatch(name); m != nil {
		code, err := strconv.Atoi(m[1])
		if err == nil {
			return sridOfEPSG(code)
		}
	}
	return 0, unknownCRS(crsRead{name: name})
}

// sridOfEPSG maps an authority's code, or one of our own SRIDs.
func sridOfEPSG(code int) (int, error) {
	for _, z := range vnZones() {
		if code == z.epsg || code == z.srid() {
			return z.srid(), nil
		}
	}
	switch code {
	case WGS84, 4979:
		return WGS84, nil
	case WebMercator, 900913, 102100, 102113, 3785:
		return WebMercator, nil
	case 4756, VN2000:
		return VN2000, nil
	case 3405, VN2000UTM48:
		return VN2000UTM48, nil
	case 3406, VN2000UTM49:
		return VN2000UTM49, nil
	case WGS84UTM48, WGS84UTM49:
		return code, nil
	case 6956, 6957, 6958, 6959:
		return 0, refuse("unknown_crs",
			"EPSG:%[1]d đã bị bãi bỏ: số cộng đông và bắc của nó bị đổi chỗ, tọa độ sẽ sai 500 km. Dùng EPSG:%[2]d.",
			"EPSG:%[1]d is withdrawn: its false easting and northing are exchanged, which puts everything 500 km off. Use EPSG:%[2]d.",
			code, code-6956+5896)
	}
	return 0, refuse("unknown_crs",
		"Không dùng được EPSG:%[1]d. %[2]s", "EPSG:%[1]d cannot be used here. %[3]s", code, supportedCRS().Vi, supportedCRS().En)
}

func supportedCRS() Words {
	return Words{
		"Dùng được: VN-2000 (các múi 3° từ 102° đến 108°30′, UTM 48 và 49, kinh vĩ độ), WGS 84 (kinh vĩ độ, UTM 48N và 49N) và Web Mercator. Chuyển tệp sang một hệ đó, hoặc cho biết hệ đúng bằng --crs.",
		"Known are VN-2000 (3° zones from 102° to 108°30′, UTM 48 and 49, longitude and latitude), WGS 84 (longitude and latitude, UTM 48N and 49N) and Web Mercator. Convert the file to one of them, or name the right one with --crs.",
	}
}

// CRSName names one of our SRIDs for people.
func CRSName(srid int) Words {
	switch srid {
	case WGS84:
		return Words{"WGS 84, kinh vĩ độ", "WGS 84, longitude and latitude"}
	case WebMercator:
		return Words{"WGS 84 / Web Mercator", "WGS 84 / Web Mercator"}
	case VN2000:
		return Words{"VN-2000, kinh vĩ độ", "VN-2000, longitude and latitude"}
	case VN2000UTM48:
		return Words{"VN-2000, UTM múi 48 (kinh tuyến trục 105°, múi 6°)", "VN-2000, UTM zone 48 (central meridian 105°, 6° zone)"}
	case VN2000UTM49:
		return Words{"VN-2000, UTM múi 49 (kinh tuyến trục 111°, múi 6°)", "VN-2000, UTM zone 49 (central meridian 111°, 6° zone)"}
	case WGS84UTM48, WGS84UTM49:
		return Words{fmt.Sprintf("WGS 84 / UTM múi %dN", srid-32600), fmt.Sprintf("WGS 84 / UTM zone %dN", srid-32600)}
	}
	for _, z := range vnZones() {
		if z.srid() == srid {
			m := degrees(z.meridian)
			return Words{"VN-2000, kinh tuyến trục " + m + ", múi 3°", "VN-2000, central meridian " + m + ", 3° zone"}
		}
	}
	return Words{fmt.Sprintf("SRID %d", srid), fmt.Sprintf("SRID %d", srid)}
}

// EPSGOf gives the code by which other programs know one of our SRIDs, 0 if it is none.
func EPSGOf(srid int) int {
	for _, z := range vnZones() {
		if z.srid() == srid {
			return z.epsg
		}
	}
	switch srid {
	case VN2000:
		return 4756
	case VN2000UTM48, VN2000UTM49:
		return 3405 + srid - VN2000UTM48
	case WGS84, WebMercator, WGS84UTM48, WGS84UTM49:
		return srid
	}
	return 0
}

// degrees writes 107.75 as 107°45′.
func degrees(d float64) string {
	minutes := int(math.Round(d * 60))
	return fmt.Sprintf("%d°%02d′", minutes/60, minutes%60)
}
