package importers

import (
	"strings"

	"sotay/internal/fold"
	"sotay/layers"
)

// columnAliases gives, for a field of one of the built-in layers, the column names that
// cadastral and administrative files use for it, likeliest first, folded by columnKey.
// They were collected from public ViLIS, ELIS and VBDLIS data.
func columnAliases(layer, field string) []string {
	switch layer + "." + field {
	case "parcels.commune_code":
		return []string{"xaid", "maxa", "madvhcxa", "maphuongxa", "mapx", "maxaphuong"}
	case "parcels.sheet_no":
		return []string{"shbando", "soto", "sodoto", "tobando", "tobd", "sohieutobando", "sotobd", "sotobando", "to"}
	case "parcels.parcel_no":
		return []string{"shthua", "sothua", "thuadatso", "sothututhua", "shthuatam", "thua"}
	case "parcels.old_sheet_no":
		return []string{"sotocu", "sohieutobandocu", "tocu", "shbandocu"}
	case "parcels.old_parcel_no":
		return []string{"sothuacu", "sothututhuacu", "thuacu", "shthuacu"}
	case "parcels.official_id":
		return []string{"madinhdanh", "madinhdanhthua", "madinhdanhthuadat"}
	case "parcels.address":
		return []string{"diachi", "diachithua", "diadanh", "xu", "xudong"}
	case "parcels.land_use":
		return []string{"khloaidat", "maloaidat", "mloaidat", "loaidat", "mdsd", "mdsd2003", "kh2003", "mamdsd", "landtype"}
	case "parcels.legal_area":
		return []string{"dientichpl", "dtpl", "dientichphaply", "dtphaply"}
	case "parcels.residential_area":
		return []string{"dtthocu", "dientichthocu", "dtoo", "dientichdato"}
	case "parcels.certificate_status":
		return []string{"dacapgcn", "capgcn", "tinhtranggcn"}
	case "parcels.map_scale":
		return []string{"tyle", "tylebd", "tylebando", "mausotyle"}
	case "parcels.land_area_1", "parcels.land_area_2", "parcels.land_area_3":
		return numbered(field, "dtmdsd", "dientichmdsd", "dtloaidat", "dientichloaidat", "dtld")
	case "parcels.land_term_1", "parcels.land_term_2", "parcels.land_term_3":
		return numbered(field, "thoihan", "thoihansd", "thoihansudung", "thsd")
	case "parcels.owner_name":
		return []string{"tenchu", "chusudung", "hoten", "chusd", "tenchusd", "tennsd", "nguoisudung", "owner"}
	case "parcels.owner_address":
		return []string{"diachichu", "dcchu", "diachicsd"}
	case "parcels.certificate_no":
		return []string{"sophathanh", "sophgcn", "soserigcn", "sogcn"}
	case "communes.code":
		return []string{"xaid", "maxa", "madvhcxa", "madvhc", "maphuongxa", "mapx", "ma"}
	case "communes.name":
		return []string{"tenxa", "tendvhc", "tenphuongxa", "tenpx", "ten"}
	case "communes.kind":
		return []string{"loai", "loaidvhc", "cap", "capdvhc"}
	case "communes.province_code":
		return []string{"matinh", "tinhid", "madvhctinh"}
	case "communes.province":
		return []string{"tentinh", "tinh", "thanhpho"}
	case "communes.old_names":
		return []string{"sapnhaptu", "tencu", "donvicu"}
	}
	return forestAliases(layer, field)
}

// numbered gives names with the number that a field ends in.
func numbered(field string, names ...string) []string {
	for i := range names {
		names[i] += field[len(field)-1:]
	}
	return names
}

// columnKey folds the name of a column: "SO_TO", "Số tờ" and "soto" are one.
func columnKey(name string) string { return strings.ReplaceAll(fold.Key(name), " ", "") }

// proposeColumns gives, by field, the position of the column of a file that most likely
// holds it: the field's own name first (cut to the ten bytes a DBF allows, too), then its
// aliases in order, then its titles. A column serves one field. The columns in taken are
// decided already.
func proposeColumns(l layers.Layer, columns []Field, taken map[int]bool) map[string]int {
	byKey := map[string]int{}
	for i := len(columns) - 1; i >= 0; i-- {
		if !taken[i] {
			byKey[columnKey(columns[i].Name)] = i
		}
	}
	proposed := map[string]int{}
	for rank := range maxNames {
		for _, f := range l.Fields {
			if _, done := proposed[f.Name]; done || f.Computed {
				continue
			}
			name := columnName(l, f, rank)
			if i, ok := byKey[name]; ok && name != "" {
				proposed[f.Name] = i
				delete(byKey, name)
			}
		}
	}
	return proposed
}

// maxNames bounds the names that columnName knows for a field.
const maxNames = 24

// columnName is the name of a field that comes at the given rank, folded; "" for none.
func columnName(l layers.Layer, f layers.Field, rank int) string {
	own := columnKey(f.Name)
	switch rank {
	case 0:
		return own
	case 1:
		return cutName(l, f)
	case maxNames - 2:
		return columnKey(f.TitleVi)
	case maxNames - 1:
		return columnKey(f.TitleEn)
	}
	if aliases := columnAliases(l.Name, f.Name); rank-2 < len(aliases) {
		return aliases[rank-2]
	}
	return ""
}

// cutName is the field's name as a DBF holds it, where it is too long for one and no
// other field is cut to the same.
func cutName(l layers.Layer, f layers.Field) string {
	const limit = 10
	if len(f.Name) <= limit {
		return ""
	}
	cut := f.Name[:limit]
	for _, other := range l.Fields {
		if other.Name != f.Name && strings.HasPrefix(other.Name, cut) {
			return ""
		}
	}
	return columnKey(cut)
}
