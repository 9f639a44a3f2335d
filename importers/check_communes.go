package importers

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// A parcel is told to lie partly outside its commune when at least so much of it does:
// communes and parcels are drawn with different care.
const (
	outsideArea  = 1.0 // m²
	outsideShare = 0.1
)

// astray is a row that its commune does not cover.
type astray struct {
	row      int64
	code     string
	x, y     *float64
	touches  bool
	far      bool
	distance float64 // from its commune, in the units of the source
	outside  float64 // m²
	share    float64
}

// checkCommunes reports shapes that touch no commune of their code, refuses those far from
// it, and reports parcels much of which lies outside. A commune's shapes of all times count.
func (w *work) checkCommunes(ctx context.Context) error {
	bound := false
	for _, b := range w.plan.bindings {
		bound = bound || b.field.Name == "commune_code"
	}
	if !bound || w.layer.Name == "communes" {
		return nil
	}
	return w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		said, err := w.misplaced(ctx, tx, w.communeSample())
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, w.sql(w.astrayRows()), w.units(inPlace))
		if err != nil {
			return err
		}
		var r astray
		var bad []int64
		_, err = pgx.ForEachRow(rows, []any{&r.row, &r.code, &r.x, &r.y, &r.touches, &r.far, &r.distance, &r.outside, &r.share}, func() error {
			p, found := w.strays(r)
			switch {
			case !found:
				return nil
			case p.Severity == Error:
				bad = append(bad, r.row)
			case said && !r.touches: // of the file as a whole
				return nil
			}
			return w.log.add(ctx, p)
		})
		if err != nil || len(bad) == 0 {
			return err
		}
		_, err = tx.Exec(ctx, w.sql(`UPDATE {stage} SET bad = true WHERE row_no = ANY ($1)`), bad)
		return err
	})
}

// astrayRows selects the rows that no shape of their commune covers (or, of what is no
// parcel, has the centre of: that is cheaper). Covering by a prepared commune is cheap where
// rows come commune by commune, as files have them.
func (w *work) astrayRows() string {
	inside, outside := "st_intersects(c.geom, st_centroid(s.geom))", "0::double precision"
	if w.layer.Name == "parcels" {
		inside = "st_covers(c.geom, s.geom)"
		outside = "CASE WHEN touches THEN " + w.squareMetres("st_difference(m.geom, (SELECT st_union(c.geom) FROM c WHERE c.code = m.code AND c.geom && m.geom))") + " ELSE 0 END"
	}
	return fmt.Sprintf(`
		WITH c AS MATERIALIZED (
			SELECT code, st_transform(st_union(geom), {srid}) AS geom FROM data.communes GROUP BY code -- one of each: only the last is kept prepared
		), off AS MATERIALIZED (
			SELECT s.row_no, s.f_commune_code AS code, s.geom
			FROM   {stage} s
			WHERE  NOT s.bad
			AND    NOT EXISTS (SELECT FROM c WHERE c.code = s.f_commune_code AND %s)
		), met AS (
			SELECT *, EXISTS (SELECT FROM c WHERE c.code = off.code AND st_intersects(c.geom, off.geom)) AS touches
			FROM   off
			WHERE  EXISTS (SELECT FROM c WHERE c.code = off.code)
		), measured AS MATERIALIZED (
			SELECT *, %s AS outside FROM met AS m
		)
		SELECT row_no, code, st_x(at), st_y(at), touches,
		       NOT touches AND NOT EXISTS (SELECT FROM c WHERE c.code = m.code AND st_dwithin(c.geom, m.geom, $1)),
		       CASE WHEN touches THEN 0 ELSE (SELECT min(st_distance(c.geom, m.geom)) FROM c WHERE c.code = m.code) END,
		       outside, outside / greatest(CASE WHEN outside > 0 THEN %s END, 1e-9)
		FROM   measured AS m CROSS JOIN LATERAL (SELECT st_pointonsurface(m.geom) AS at) AS place
		ORDER  BY row_no`, inside, outside, w.squareMetres("m.geom"))
}

// strays says what is to be said of a row, if anything.
func (w *work) strays(r astray) (p Problem, found bool) {
	switch {
	case r.touches && (r.outside < outsideArea || r.share < outsideShare):
		return p, false
	case r.touches:
		p = foundPartlyOutside.says(r.outside, 100*r.share).at(r.row, "commune_code", r.code)
		p.Size, p.Unit = r.outside, squareMetres
		return p.near(r.x, r.y), true
	}
	f := foundOutsideCommune
	if r.far {
		f = w.req.weigh(foundFarFromCommune)
	}
	p = f.at(r.row, "commune_code", r.code)
	p.Size, p.Unit = r.distance, metres
	if w.geographic() {
		p.Size *= metresPerDegree
	}
	return p.near(r.x, r.y), true
}
