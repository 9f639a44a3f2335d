package demo

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

// codeLists name the values of the demo's own fields: list, code, Vietnamese, English, in
// the order of a legend.
func codeLists() [][4]string {
	return [][4]string{
		{"demo_water", "sea", "Biển", "Sea"},
		{"demo_water", "river", "Sông", "River"},
		{"demo_water", "stream", "Suối", "Stream"},
		{"demo_water", "lake", "Hồ", "Lake"},
		{"demo_roads", "national", "Quốc lộ", "National road"},
		{"demo_roads", "provincial", "Đường tỉnh", "Provincial road"},
		{"demo_roads", "urban", "Đường đô thị", "Urban road"},
		{"demo_roads", "communal", "Đường xã", "Communal road"},
		{"demo_roads", "track", "Đường thôn, đường nội đồng", "Track"},
		{"demo_roads", "alley", "Hẻm", "Alley"},
		{"demo_corridors", "road", "Hành lang an toàn đường bộ", "Along a road"},
		{"demo_corridors", "river", "Hành lang bảo vệ nguồn nước", "Along a river"},
		{"demo_corridors", "power", "Hành lang lưới điện", "Under a power line"},
		{"demo_corridors", "coast", "Hành lang bảo vệ bờ biển", "Along the coast"},
	}
}

// provideCodes writes the lists of codes that the demo's fields refer to.
func provideCodes(ctx context.Context, tx pgx.Tx) error {
	for i, c := range codeLists() {
		_, err := tx.Exec(ctx, `
			INSERT INTO sotay.codes (list, code, version, name_vi, name_en, sort) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (list, code) DO NOTHING`, c[0], c[1], Source, c[2], c[3], i)
		if err != nil {
			return fmt.Errorf("codes of the demo: %w", err)
		}
	}
	return nil
}

// coded says which list explains a field's values.
func coded(f layers.Field, list string) layers.Field { f.CodeList = list; return f }
