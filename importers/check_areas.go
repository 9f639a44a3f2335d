package importers

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/tolerance"
	"sotay/layers"
)

// checkSlivers reports parcels too small or too thin to be any.
func (w *work) checkSlivers(ctx context.Context) error {
	if w.layer.Name != "parcels" {
		return nil
	}
	around, thin := "st_perimeter(s.geom)", ""
	if w.geographic() {
		around = "st_perimeter(s.geom::geography)"
		// Measures on the ellipsoid cost ten times those in degrees, which leave next to nothing to
		// measure: a degree has at least 110,574 m by 111,320 m · cos(latitude), at most 111,694 m.
		const least = "st_area(s.geom) * 110574 * 111320 * cos(radians(st_ymax(s.geom)))"
		thin = " AND (" + least + " < $1 OR 2 * " + least + " < $2 * st_perimeter(s.geom) * 111694)"
	}
	return w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, w.sql(fmt.Sprintf(`
			SELECT row_no, area, around, st_x(at), st_y(at)
			FROM  (SELECT s.row_no, s.geom, %s AS area, %s AS around FROM {stage} s WHERE NOT s.bad%s) AS m
			CROSS  JOIN LATERAL (SELECT st_pointonsurface(m.geom) AS at) AS place
			WHERE  area < $1 OR 2 * area < $2 * around
			ORDER  BY row_no`, w.squareMetres("s.geom"), around, thin)), sliverArea, sliverWidth)
		if err != nil {
			return err
		}
		var row int64
		var area, length, x, y float64
		_, err = pgx.ForEachRow(rows, []any{&row, &area, &length, &x, &y}, func() error {
			return w.log.add(ctx, foundSliver.says(area, length).at(row, "", fmt.Sprintf("%.2f m²", area)).of(x, y, area, squareMetres))
		})
		return err
	})
}

// misjudged is a row whose area in the file and that of its shape are too far apart.
type misjudged struct {
	row   int64
	onMap float64 // m²
	tolerance.Check
}

// checkAreas compares the areas that a file of parcels has with those of its shapes, by the
// judgement that the parcel's panel shows.
func (w *work) checkAreas(ctx context.Context) error {
	if w.layer.Name != parcelLayer || !w.writes("legal_area") {
		return nil
	}
	return w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		found, err := w.misjudgedRows(ctx, tx)
		if err != nil || len(found) == 0 {
			return err
		}
		ids := make([]int64, len(found))
		for i, m := range found {
			ids[i] = m.row
		}
		rows, err := tx.Query(ctx, w.sql(`
			SELECT f.n, st_x(at), st_y(at)
			FROM   unnest($1::bigint[]) WITH ORDINALITY AS f(row_no, n)
			JOIN   {stage} s ON s.row_no = f.row_no
			CROSS  JOIN LATERAL (SELECT st_pointonsurface(s.geom) AS at) AS place
			ORDER  BY f.n`), ids)
		if err != nil {
			return err
		}
		var n int
		var x, y float64
		_, err = pgx.ForEachRow(rows, []any{&n, &x, &y}, func() error {
			m := found[n-1]
			return w.log.add(ctx, m.problem().of(x, y, math.Abs(m.Difference), squareMetres))
		})
		return err
	})
}

// misjudgedRows judges the rows in their order.
func (w *work) misjudgedRows(ctx context.Context, tx pgx.Tx) ([]misjudged, error) {
	scale, from := w.scales()
	rows, err := tx.Query(ctx, w.sql(fmt.Sprintf(`
		SELECT s.row_no, s.f_legal_area, %s, coalesce(%s, 0)::double precision
		FROM   {stage} s%s
		WHERE  NOT s.bad AND s.f_legal_area IS NOT NULL
		ORDER  BY s.row_no`, w.squareMetres("s.geom"), scale, from)))
	if err != nil {
		return nil, err
	}
	today := time.Now()
	var found []misjudged
	var m misjudged
	var papers, at float64
	_, err = pgx.ForEachRow(rows, []any{&m.row, &papers, &m.onMap, &at}, func() error {
		var ok bool
		if m.Check, ok = tolerance.Compare(papers, m.onMap, at, today); ok && !m.Within {
			found = append(found, m)
		}
		return nil
	})
	return found, err
}

// scales gives the SQL of the map's scale that a row s will have, and what to join for it:
// where the file has none, the record of its number keeps its own.
func (w *work) scales() (scale, from string) {
	switch _, has := w.layer.Field("map_scale"); {
	case w.writes("map_scale"):
		return "s.f_map_scale", ""
	case !has || w.isNew || len(w.layer.Identity) == 0:
		return "NULL", ""
	}
	return "r.map_scale", `
		LEFT JOIN (SELECT s.row_no, min(map_scale) AS map_scale FROM {stage} s JOIN {data} d ON {same id} {join all sides}
		           WHERE NOT s.bad AND s.f_legal_area IS NOT NULL AND map_scale IS NOT NULL GROUP BY s.row_no) AS r ON r.row_no = s.row_no`
}

// writes tells whether the file fills a field.
func (w *work) writes(field string) bool {
	return slices.ContainsFunc(w.fields, func(f layers.Field) bool { return f.Name == field })
}

func (m misjudged) problem() Problem {
	at := wordsf("tỷ lệ 1:%[1]d", "at 1:%[1]d", m.Scale)
	if m.Assumed {
		at = wordsf("không rõ tỷ lệ bản đồ, tạm tính với 1:%[1]d", "the map scale is not known, 1:%[1]d is assumed", m.Scale)
	}
	f := foundAreaDiffers.says(m.Legal, m.onMap, math.Abs(m.Difference), m.Tolerance, at.Vi, at.En)
	doubt := Words{}
	if !m.Rule.Verified {
		doubt = Words{"Hạn sai này chưa được kiểm chứng với văn bản, chỉ để tham khảo. ", "This tolerance has not been verified against the official text; it is a hint. "}
	}
	f.todo = wordsf("Kiểm tra số diện tích và ranh thửa. %[1]s%[3]s.", "Check the number and the boundary. %[2]s%[3]s.", doubt.Vi, doubt.En, m.Rule.Source)
	return f.at(m.row, "legal_area", fmt.Sprintf("%.1f", m.Legal))
}
