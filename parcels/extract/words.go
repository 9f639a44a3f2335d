package extract

import (
	"strconv"
	"strings"
	"time"

	"sotay/parcels"
)

// words are the sentences of an extract in one language; %d and %s are filled in.
type words struct {
	nation, motto, title, reference, number, code                  string
	parcel, sheet, old, address, commune, area, official           string
	types, noType, outdated, term, system, survey, computed        string
	drawing, scale, north, crowded, farther, ofSheet               string
	table, point, x, y, edge, part, hole, goesOn                   string
	source, noSource, asOf, asOfUnknown, made, page, scan, invalid string
}

// legalNote is on every page, whatever the language.
const legalNote = "BẢN THAM KHẢO, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"

func wordsIn(english bool) words {
	if english {
		return words{
			nation: "SOCIALIST REPUBLIC OF VIET NAM", motto: "Independence - Freedom - Happiness",
			title: "CADASTRAL MAP EXTRACT", reference: "Reference copy, without legal value", number: "No.", code: "Check code",
			parcel: "Parcel number", sheet: "Map sheet number", old: "Former numbers", address: "Address", commune: "Commune", area: "Map area",
			official: "Parcel identifier", types: "Land types", noType: "not recorded", outdated: "of an older list", term: "term",
			system: "Coordinate system", survey: "planar, from surveyed coordinates", computed: "on the ellipsoid, from WGS84; vertices computed",
			drawing: "DRAWING OF THE PARCEL", scale: "Scale", north: "N", ofSheet: "sheet", crowded: "Numbers and lengths that find no room are in the vertex table.", farther: "Parcels farther away are not drawn.",
			table: "VERTEX TABLE", point: "Point", x: "X (north), m", y: "Y (east), m", edge: "Edge, m",
			part: "Part %d", hole: "Part %d, hole %d", goesOn: "Vertex table of parcel %s, sheet %s (continued)",
			source: "Data source", noSource: "not recorded", asOf: "as of", asOfUnknown: "date not recorded", made: "Made at", page: "Page",
			scan: "Scan to check", invalid: "REFERENCE COPY, WITHOUT LEGAL VALUE",
		}
	}
	return words{
		nation: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", motto: "Độc lập - Tự do - Hạnh phúc",
		title: "TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH", reference: "Bản tham khảo, không có giá trị pháp lý", number: "Số", code: "Mã kiểm tra",
		parcel: "Thửa đất số", sheet: "Tờ bản đồ số", old: "Số cũ", address: "Địa chỉ thửa đất", commune: "Đơn vị hành chính", area: "Diện tích bản đồ",
		official: "Mã định danh thửa đất", types: "Loại đất", noType: "chưa ghi", outdated: "mã theo bảng cũ", term: "thời hạn",
		system: "Hệ tọa độ", survey: "tính trên mặt phẳng từ tọa độ đo", computed: "tính trên ellipsoid từ hình WGS84; tọa độ đỉnh được tính đổi",
		drawing: "SƠ ĐỒ THỬA ĐẤT", scale: "Tỷ lệ", north: "B", ofSheet: "tờ", crowded: "Số đỉnh và độ dài cạnh không đủ chỗ trên sơ đồ được ghi trong bảng.", farther: "Các thửa ở xa hơn không được vẽ.",
		table: "BẢNG TỌA ĐỘ ĐỈNH THỬA", point: "Điểm", x: "X (Bắc), m", y: "Y (Đông), m", edge: "Cạnh, m",
		part: "Mảnh %d", hole: "Mảnh %d, lỗ %d", goesOn: "Bảng tọa độ đỉnh thửa %s, tờ %s (tiếp theo)",
		source: "Nguồn dữ liệu", noSource: "chưa ghi", asOf: "tính đến", asOfUnknown: "chưa rõ thời điểm", made: "Lập lúc", page: "Trang",
		scan: "Quét để kiểm tra", invalid: legalNote,
	}
}

// decimal writes a number with so many decimals, thousands grouped: 1.234,5 in Vietnamese,
// 1,234.5 in English.
func decimal(v float64, decimals int, english bool) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(v, 'f', decimals, 64), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	group, point := ".", ","
	if english {
		group, point = ",", "."
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + group + whole[at:]
	}
	if decimals == 0 {
		return sign + whole
	}
	return sign + whole + point + part
}

// coordinate writes a coordinate with 2 decimals, never grouped.
func coordinate(v float64, english bool) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	if english {
		return text
	}
	return strings.Replace(text, ".", ",", 1)
}

// date writes a day as in Vietnam: 21/11/2026.
func date(t time.Time) string { return t.Format("02/01/2006") }

// vietnam is the time of the whole country: UTC+7 all year.
func vietnam(t time.Time) time.Time { return t.In(time.FixedZone("UTC+7", 7*60*60)) }

// zone names a coordinate system.
func (w words) zone(z parcels.Zone, english bool) string {
	meridian := strings.ReplaceAll(parcels.Meridian(z.Meridian), "′", "'") // the font has no prime
	if english {
		return "VN-2000, central meridian " + meridian + ", zone of " + strconv.Itoa(z.Width) + "°"
	}
	return "VN-2000, kinh tuyến trục " + meridian + ", múi chiếu " + strconv.Itoa(z.Width) + "°"
}
