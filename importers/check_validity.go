package importers

import (
	"context"
	"math"
	"strings"

	"github.com/jackc/pgx/v5"
)

// checkValidity refuses invalid shapes with GEOS's reason and place, or mends them where
// that was asked for. Those that loading did not find valid beyond doubt are looked at, by
// CREATE TABLE AS, which, unlike INSERT, may work in parallel.
func (w *work) checkValidity(ctx context.Context) error {
	return w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, w.sql(`
			CREATE UNLOGGED TABLE {flaws} AS
			SELECT row_no, geom, `+w.mended()+` AS mended FROM {stage} WHERE NOT bad AND NOT valid AND NOT st_isvalid(geom)`)); err != nil {
			return err
		}
		mended, err := w.reportFlaws(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, w.sql(`
			UPDATE {stage} s SET bad = true FROM {flaws} f WHERE s.row_no = f.row_no AND NOT s.row_no = ANY ($1)`), mended); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, w.sql(`
			UPDATE {stage} s SET geom = f.mended FROM {flaws} f WHERE s.row_no = f.row_no AND s.row_no = ANY ($1)`), mended)
		return err
	})
}

// mended is the SQL of a valid shape made of an invalid one, NULL where none is wanted.
// Of an area it keeps areas only: the method "structure" takes rings for what they are,
// shells and holes, and parts without area go.
func (w *work) mended() string {
	if !w.req.Repair {
		return "NULL::geometry"
	}
	return `(SELECT CASE WHEN st_dimension(geom) <> 2 OR st_isempty(m) THEN NULL WHEN st_numgeometries(m) = 1 THEN st_geometryn(m, 1) ELSE m END
		FROM st_collectionextract(st_makevalid(geom, 'method=structure keepcollapsed=false'), 3) AS m)`
}

// flaw is an invalid shape and what would become of it.
type flaw struct {
	row            int64
	reason         string
	x, y           *float64
	before, after  *float64 // m²; after is nil where it cannot be mended
	dropped, added int64
}

// reportFlaws says of each invalid shape what is wrong, or what was done. It gives the rows
// that are mended.
func (w *work) reportFlaws(ctx context.Context, tx pgx.Tx) ([]int64, error) {
	rows, err := tx.Query(ctx, w.sql(`
		SELECT f.row_no, coalesce(d.reason, ''), st_x(d.location), st_y(d.location),
		       CASE WHEN f.mended IS NOT NULL THEN `+w.squareMetres("f.geom")+` END, CASE WHEN st_isvalid(f.mended) THEN `+w.squareMetres("f.mended")+` END,
		       (SELECT count(*) FROM (SELECT geom FROM st_dumppoints(f.geom) EXCEPT SELECT geom FROM st_dumppoints(f.mended)) AS p),
		       (SELECT count(*) FROM (SELECT geom FROM st_dumppoints(f.mended) EXCEPT SELECT geom FROM st_dumppoints(f.geom)) AS p)
		FROM   {flaws} f CROSS JOIN LATERAL st_isvaliddetail(f.geom) AS d
		ORDER  BY f.row_no`))
	if err != nil {
		return nil, err
	}
	var f flaw
	mended := []int64{}
	_, err = pgx.ForEachRow(rows, []any{&f.row, &f.reason, &f.x, &f.y, &f.before, &f.after, &f.dropped, &f.added}, func() error {
		p, good := w.judge(f)
		if good {
			mended = append(mended, f.row)
		}
		return w.log.add(ctx, p)
	})
	return mended, err
}

// judge says what becomes of an invalid shape; good tells that it was mended.
func (w *work) judge(f flaw) (p Problem, good bool) {
	vi, en := invalidReason(f.reason), strings.ToLower(f.reason)
	switch {
	case f.before == nil || f.after == nil:
		where := w.place(f.x, f.y)
		return foundInvalidGeometry.says(vi, en, where, strings.ReplaceAll(where, ".", ",")).at(f.row, "", "").near(f.x, f.y), false
	case repairTooLarge(*f.before, *f.after):
		p, good = foundRepairTooLarge.says(*f.before, *f.after).at(f.row, "", areas(*f.before, *f.after)), false
	default:
		p, good = foundRepaired.says(vi, en, *f.before, *f.after, f.dropped, f.added).at(f.row, "", areas(*f.before, *f.after)), true
	}
	p.Size, p.Unit = math.Abs(*f.after-*f.before), squareMetres
	return p.near(f.x, f.y), good
}
