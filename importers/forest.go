package importers

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

// forestAliases gives the column names that forest inventories, lists of hot spots and layers
// of waters use, as columnAliases does. Most fields of the forest have the names of FRMS files
// themselves (tk, khoanh, lo, dtich, ldlr and so on).
func forestAliases(layer, field string) []string {
	switch layer + "." + field {
	case "forest.commune_code":
		return []string{"maxa", "xaid", "madvhcxa", "maphuongxa", "maxaphuong"}
	case "forest.tk":
		return []string{"tieukhu", "matieukhu", "sotieukhu"}
	case "forest.khoanh":
		return []string{"makhoanh", "sokhoanh"}
	case "forest.lo":
		return []string{"malo", "tenlo"}
	case "forest.ldlr":
		return []string{"kyhieuldlr", "kyhieu", "trangthai", "maldlr"} // the last is its number
	case "forest.dtich":
		return []string{"dientich", "dtichha", "dientichha"}
	case "forest.sldlr":
		return []string{"loaicay", "sploaicay"}
	case "forest.namtr":
		return []string{"namtrong"}
	case "forest.malr3":
		return []string{"lr3", "loairung3", "maloairung"}
	case "forest.mdsd":
		return []string{"mucdich"}
	case "forest.thuad":
		return []string{"thuadat", "sothua"}
	case "forest.owner_name":
		return []string{"churung", "tenchurung"}
	case "forest.machur":
		return []string{"machurung"}
	case "forest.nguoink":
		return []string{"nguoinhankhoan"}
	case "forest.nguoitrch":
		return []string{"nguoitranhchap"}
	case "hotspots.brightness":
		return []string{"brightti4"} // of VIIRS; brightness is MODIS'
	case "hotspots.bright_t31":
		return []string{"brightti5"}
	case "hotspots.latitude":
		return []string{"lat", "vido"}
	case "hotspots.longitude":
		return []string{"lon", "lng", "kinhdo"}
	case "rivers.name":
		return []string{"tensong", "ten", "tensongsuoi"}
	case "rivers.code":
		return []string{"masong", "ma"}
	case "rivers.kind", "lakes.kind":
		return []string{"loai", "phanloai"}
	case "rivers.rank":
		return []string{"capsong", "cap"}
	case "rivers.length":
		return []string{"chieudai", "chieudaikm", "dai"}
	case "lakes.name":
		return []string{"tenho", "ten", "tenhochua"}
	case "lakes.code":
		return []string{"maho", "ma"}
	case "lakes.area", "basins.area":
		return []string{"dientich", "dtich"}
	case "lakes.capacity":
		return []string{"dungtich", "wtoanbo"}
	case "basins.name":
		return []string{"tenluuvuc", "luuvuc", "ten"}
	case "basins.code":
		return []string{"maluuvuc", "ma"}
	}
	return nil
}

// usualReplace is what a file of a layer without sheets replaces where nothing else is said: a
// list of hot spots goes on from the one before, and an inventory is of some communes.
func usualReplace(l layers.Layer) Replace {
	switch l.Name {
	case "hotspots":
		return ReplaceNone
	case "forest":
		return ReplaceCommune
	}
	return ReplaceLayer
}

// forestVariants are codes of forest states as some inventories write them.
func forestVariants() map[string]string {
	return map[string]string{"NL": "NN", "NLD": "NND", "NLM": "NNM", "NLP": "NNP", "DK": "DKH"}
}

// readVariants gives a field of the forest's codes the other ways to write them: a state by
// its number (maldlr), 0 where nothing is meant.
func (d *decision) readVariants(ctx context.Context, b *binding) error {
	if !strings.HasPrefix(b.field.CodeList, "forest_") {
		return nil
	}
	b.variants = map[string]string{"0": ""}
	if b.field.CodeList != "forest_states" {
		return nil
	}
	rows, err := d.db.Query(ctx, `SELECT sort::text, code FROM sotay.codes WHERE list = $1`, b.field.CodeList)
	if err != nil {
		return fmt.Errorf("numbers of %s: %w", b.field.CodeList, err)
	}
	var number, code string
	_, err = pgx.ForEachRow(rows, []any{&number, &code}, func() error {
		b.variants[number] = code
		return nil
	})
	if err != nil {
		return fmt.Errorf("numbers of %s: %w", b.field.CodeList, err)
	}
	return nil
}

// standard is a code as its list writes it, where the field knows other ways: in capitals, of
// its number, and of a variant, which is told.
func (b *binding) standard(s string, r *rowReport) string {
	if b.variants == nil {
		return s
	}
	code := strings.ToUpper(s)
	if of, ok := b.variants[code]; ok {
		return of
	}
	if of, ok := forestVariants()[code]; ok && b.field.CodeList == "forest_states" {
		r.find(foundCodeVariant.says(s, of), b, s)
		return of
	}
	return code
}

// The area that an inventory gives a lot of forest may differ from that of its shape by so
// much; no rule is known, these are the project's own.
const (
	forestAreaShare = 0.05
	forestAreaLeast = 0.05 // ha
)

// checkForestAreas compares the areas, in hectares, that a file of forest has with those of
// its shapes.
func (w *work) checkForestAreas(ctx context.Context) error {
	if w.layer.Name != "forest" || !w.writes("dtich") {
		return nil
	}
	return w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, w.sql(fmt.Sprintf(`
			SELECT row_no, said, area, st_x(at), st_y(at)
			FROM  (SELECT s.row_no, s.geom, s.f_dtich AS said, %s / 10000 AS area FROM {stage} s WHERE NOT s.bad AND s.f_dtich IS NOT NULL) AS m
			CROSS  JOIN LATERAL (SELECT st_pointonsurface(m.geom) AS at) AS place
			WHERE  abs(said - area) > greatest($1 * area, $2)
			ORDER  BY row_no`, w.squareMetres("s.geom"))), forestAreaShare, forestAreaLeast)
		if err != nil {
			return err
		}
		var row int64
		var said, area, x, y float64
		_, err = pgx.ForEachRow(rows, []any{&row, &said, &area, &x, &y}, func() error {
			off := area - said
			return w.log.add(ctx, foundForestAreaDiffers.says(said, area).at(row, "dtich", fmt.Sprintf("%.2f", said)).of(x, y, max(off, -off)*10000, squareMetres))
		})
		return err
	})
}

var (
	foundCodeVariant = finding{
		"code_variant", Warning,
		Words{"Mã %q được đọc là %q.", "Code %q is read as %q."},
		Words{"Kiểm tra mã; giá trị được lưu theo danh mục.", "Check the code; it is kept as the list has it."},
	}
	foundForestAreaDiffers = finding{
		"forest_area_differs", Warning,
		Words{
			"Diện tích trong tệp là %.2f ha, đo trên hình là %.2f ha: lệch quá 5 %% và quá 0,05 ha.",
			"The file says %.2f ha, the shape has %.2f ha: more than 5 %% and 0.05 ha off.",
		},
		Words{
			"Kiểm tra số diện tích và ranh lô. Ngưỡng này do phần mềm đặt, không theo quy định nào.",
			"Check the number and the boundary of the lot. The threshold is the program's own, no official rule.",
		},
	}
)
