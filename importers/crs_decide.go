package importers

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"sotay/internal/fold"
)

// The ellipsoid of WGS 84 and of VN-2000.
const (
	wgs84SemiMajor  = 6378137.0
	wgs84Flattening = 298.257223563
)

// officialShift is the transform of Decision 05/2007/QĐ-BTNMT as TOWGS84 writes it.
var officialShift = [7]float64{-191.90441429, -39.30318279, -111.45032835, 0.00928836, -0.01975479, 0.00427372, 0.252906278}

// crsDatum is on what datum a system is said to stand.
type crsDatum int

const (
	datumUnknown crsDatum = iota
	datumVN2000
	datumWGS84
	datumOther
)

func (r crsRead) datumSaid() crsDatum {
	key := fold.Code(r.datum)
	switch {
	case strings.Contains(key, "vn2000") || strings.Contains(key, "vietnam2000"):
		return datumVN2000
	case strings.Contains(key, "wgs84") || strings.Contains(key, "wgs1984") || strings.Contains(key, "worldgeodeticsystem1984"):
		return datumWGS84
	case strings.HasPrefix(key, "mif999"): // GDAL's name of a datum that MapInfo gives by parameters
		return datumUnknown
	case key == "" || strings.Contains(key, "unknown") || strings.Contains(key, "custom") || strings.Contains(key, "notspecified") || strings.Contains(key, "unnamed"):
		return datumUnknown
	}
	return datumOther
}

// crsShift is what TOWGS84 says.
type crsShift int

const (
	shiftNone     crsShift = iota // absent, or zeros
	shiftOfficial                 // the official one, the rotations with either sign
	shiftOther
)

func (r crsRead) shiftSaid() crsShift {
	if !slices.ContainsFunc(r.shift, func(f float64) bool { return f != 0 }) {
		return shiftNone
	}
	if len(r.shift) < 3 {
		return shiftOther
	}
	for i, want := range officialShift {
		got := 0.0
		if i < len(r.shift) {
			got = r.shift[i]
		}
		tolerance := 0.01
		if i >= 3 { // rotations come with both signs; a parameter left out is another transform
			got, want, tolerance = math.Abs(got), math.Abs(want), 0.0005
		}
		if !(math.Abs(got-want) < tolerance) {
			return shiftOther
		}
	}
	return shiftOfficial
}

// sridOfWKT decides by the WKT's parameters; where it has none, by the code in it or by
// the one declared beside it.
func sridOfWKT(text string, declared int) (int, Words, error) {
	root, err := parseWKT(text)
	if err != nil {
		return 0, Words{}, unknownCRS(crsRead{name: text})
	}
	r, ok := readWKT(root)
	if !ok {
		return 0, Words{}, unknownCRS(crsRead{name: root.keyword + " " + r.name})
	}
	if r.epsg == 0 {
		r.epsg = declared
	}
	if 6956 <= r.epsg && r.epsg <= 6959 {
		_, err := sridOfEPSG(r.epsg)
		return 0, Words{}, err
	}
	if !r.geographic && r.projection == "" && r.epsg != 0 {
		srid, err := sridOfEPSG(r.epsg)
		return srid, Words{}, err
	}
	srid, note, err := sridOfRead(r)
	if err != nil || r.epsg == 0 {
		return srid, note, err
	}
	if coded, err := sridOfEPSG(r.epsg); err != nil || coded != srid {
		note = joinWords(note, wordsf(
			"Tệp ghi mã EPSG:%[1]d nhưng các tham số là của %[2]s; đã dùng tham số.",
			"The file has the code EPSG:%[1]d, but the parameters of %[3]s; the parameters are used.",
			r.epsg, CRSName(srid).Vi, CRSName(srid).En))
	}
	return srid, note, nil
}

// sridOfRead decides by the parameters.
func sridOfRead(r crsRead) (int, Words, error) {
	switch {
	case r.meridian != 0:
		return 0, Words{}, unknownCRS(r)
	case r.geographic:
		return sridOfGeographic(r)
	case r.isWebMercator():
		return WebMercator, Words{}, nil
	case r.isTransverseMercator():
		return sridOfTransverseMercator(r)
	}
	return 0, Words{}, unknownCRS(r)
}

func (r crsRead) isWebMercator() bool {
	p, key := r.parameters, fold.Code(r.projection)
	sphere := r.sphere || strings.Contains(key, "auxiliarysphere") || strings.Contains(key, "pseudomercator") ||
		strings.HasPrefix(key, "mercator") && (r.epsg == 3857 || r.epsg == 900913)
	return strings.Contains(key, "mercator") && sphere && p.lon0 == 0 && p.east == 0 && p.north == 0 && r.datumSaid() != datumOther
}

func (r crsRead) isTransverseMercator() bool {
	key := fold.Code(r.projection)
	return (key == "transversemercator" || key == "gausskruger" || strings.HasPrefix(key, "transversemercatorcomplex")) && r.unit == 1
}

func sridOfGeographic(r crsRead) (int, Words, error) {
	if r.unit != 0 && math.Abs(r.unit-math.Pi/180) > 1e-9 || !r.onWGS84Ellipsoid() {
		return 0, Words{}, unknownCRS(r)
	}
	switch datum, shift := r.datumSaid(), r.shiftSaid(); {
	case datum == datumVN2000:
		return VN2000, shiftNote(shift), nil
	case datum != datumOther && shift == shiftOfficial:
		return VN2000, Words{}, nil
	case datum == datumWGS84 && shift == shiftNone:
		return WGS84, Words{}, nil
	}
	return 0, Words{}, unknownCRS(r)
}

// onWGS84Ellipsoid accepts GRS 80 too, which differs by a tenth of a millimetre.
func (r crsRead) onWGS84Ellipsoid() bool {
	return r.semiMajor == 0 || math.Abs(r.semiMajor-wgs84SemiMajor) < 0.01 && math.Abs(r.flattening-wgs84Flattening) < 1e-5
}

func sridOfTransverseMercator(r crsRead) (int, Words, error) {
	p := r.parameters
	if p.east == 0 && p.north == 500000 {
		return 0, Words{}, refuse("unknown_crs",
			"Số cộng đông và bắc bị đổi chỗ (0 và 500000), như các mã EPSG 6956–6959 đã bãi bỏ. Đã đọc: %[1]s.",
			"The false easting and northing are exchanged (0 and 500000), as in the withdrawn EPSG 6956–6959. Read: %[2]s.",
			r.describe().Vi, r.describe().En)
	}
	if p.lat0 != 0 || math.Abs(p.east-500000) > 1e-3 || math.Abs(p.north) > 1e-3 || !r.onWGS84Ellipsoid() || r.datumSaid() == datumOther {
		return 0, Words{}, unknownCRS(r)
	}
	switch {
	case math.Abs(p.scale-0.9999) < 1e-9:
		return sridOfThreeDegrees(r)
	case math.Abs(p.scale-0.9996) < 1e-9:
		return sridOfSixDegrees(r)
	}
	return 0, Words{}, unknownCRS(r)
}

// sridOfThreeDegrees: nothing but VN-2000 uses 3° zones with the scale 0.9999 on these
// meridians, whatever the file calls its datum.
func sridOfThreeDegrees(r crsRead) (int, Words, error) {
	z, ok := zoneAt(r.parameters.lon0)
	if !ok {
		if near, ok := zoneAt(sexagesimal(r.parameters.lon0)); ok {
			return 0, Words{}, refuse("unknown_crs",
				"Kinh tuyến trục %[1]v không có; có phải là %[2]s viết theo độ phút? Nếu đúng, dùng --crs %[2]s. Đã đọc: %[3]s.",
				"There is no central meridian %[1]v; is it %[2]s written in degrees and minutes? If so, use --crs %[2]s. Read: %[4]s.",
				r.parameters.lon0, degrees(near.meridian), r.describe().Vi, r.describe().En)
		}
		return 0, Words{}, unknownCRS(r)
	}
	switch datum, shift := r.datumSaid(), r.shiftSaid(); {
	case shift == shiftOfficial:
		return z.srid(), Words{}, nil
	case datum == datumVN2000:
		return z.srid(), shiftNote(shift), nil
	case shift == shiftOther:
		return z.srid(), shiftNote(shift), nil
	}
	return z.srid(), Words{
		"Tệp ghi phép chiếu múi 3° của VN-2000 nhưng không ghi hệ quy chiếu VN-2000; đã hiểu là " + CRSName(z.srid()).Vi + ". Nếu số liệu thật sự là WGS 84 thì lệch khoảng 225 m: xem trên bản đồ trước khi áp dụng.",
		"The file has the 3° projection of VN-2000 but not its datum; it is taken for " + CRSName(z.srid()).En + ". Data that really are WGS 84 would be some 225 m off: look at the map before applying.",
	}, nil
}

// sridOfSixDegrees: both VN-2000 and WGS 84 use these zones, so the datum must be said.
func sridOfSixDegrees(r crsRead) (int, Words, error) {
	zone := map[float64]int{105: 48, 111: 49}[r.parameters.lon0]
	datum, shift := r.datumSaid(), r.shiftSaid()
	vn := datum == datumVN2000 || shift == shiftOfficial
	named := strings.Contains(fold.Code(r.name), "vn2000") || strings.Contains(fold.Code(r.name), "vietnam2000")
	switch {
	case zone == 0:
		return 0, Words{}, unknownCRS(r)
	case vn:
		return VN2000UTM48 + zone - 48, shiftNote(shift), nil
	case datum == datumWGS84 && shift == shiftNone && !named:
		return WGS84UTM48 + zone - 48, Words{}, nil
	}
	return 0, Words{}, refuse("unknown_crs",
		"Múi UTM %[1]d nhưng không rõ là VN-2000 hay WGS 84 (lệch khoảng 225 m). Chọn bằng --crs \"VN-2000 UTM %[1]d\" hoặc --crs \"WGS84 UTM %[1]d\". Đã đọc: %[2]s.",
		"UTM zone %[1]d, but whether VN-2000 or WGS 84 (some 225 m apart) is not clear. Choose with --crs \"VN-2000 UTM %[1]d\" or --crs \"WGS84 UTM %[1]d\". Read: %[3]s.",
		zone, r.describe().Vi, r.describe().En)
}

// shiftNote says that another transform than the official one was declared.
func shiftNote(shift crsShift) Words {
	if shift != shiftOther {
		return Words{}
	}
	return Words{
		"Tệp ghi tham số chuyển sang WGS 84 khác với Quyết định 05/2007/QĐ-BTNMT; đã dùng tham số của Quyết định.",
		"The file has other parameters of the transform to WGS 84 than Decision 05/2007/QĐ-BTNMT; those of the Decision are used.",
	}
}

func unknownCRS(r crsRead) error {
	return refuse("unknown_crs",
		"Không nhận ra hệ tọa độ. Đã đọc: %[1]s. %[2]s", "The coordinate system is not known. Read: %[3]s. %[4]s",
		r.describe().Vi, supportedCRS().Vi, r.describe().En, supportedCRS().En)
}

func joinWords(a, b Words) Words {
	return Words{strings.TrimSpace(a.Vi + " " + b.Vi), strings.TrimSpace(a.En + " " + b.En)}
}

// wordsf puts the arguments into both languages; each picks its own by number.
func wordsf(vi, en string, args ...any) Words {
	return Words{fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)}
}
