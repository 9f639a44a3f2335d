package importers

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// zoneSample is how many shapes are tried under other zones.
const zoneSample = 200

// inPlace is how far, in metres, a record may lie from where it was to be in place.
const inPlace = 1000

// misplaced asks for the zone where another than the declared one puts more of the file
// in place: shapes in the communes they name, or matched records where they were. The
// query gives x, y and the reference (a geometry in EPSG:4326 by which a shape counts as
// in place) of a sample. With --crs nothing is asked; what was seen is said once. It tells
// whether it said so.
func (w *work) misplaced(ctx context.Context, q querier, sample string) (bool, error) {
	s, err := w.takeSample(ctx, q, sample)
	if err != nil || len(s.xs) == 0 {
		return false, err
	}
	w.placed = true
	share, err := s.inPlace(ctx, q, crsTrial{srid: w.srid})
	if err != nil || share >= 0.5 {
		return false, err
	}
	zones, err := w.tryZones(ctx, q, s)
	if err != nil || len(zones) == 0 || zones[0].Inside <= share {
		return false, err
	}
	best := zones[0]
	used, better := CRSName(w.srid), zoneChoice(best, Words{"đúng chỗ", "in place"})
	if w.req.CRS != "" {
		f := foundZoneDoubtful.says(percent(share), used.Vi, used.En, better.Words.Vi, better.Words.En)
		return true, w.log.add(ctx, f.at(0, "", ""))
	}
	question := Question{Code: "crs", Flag: "--crs …", Words: wordsf(
		"Theo %[2]s chỉ %[1]s số hình nằm đúng xã hoặc đúng chỗ cũ của chúng. Tệp ở múi nào?",
		"By %[3]s only %[1]s of the shapes lie in the communes they name or where they were. In which zone is the file?",
		percent(share), used.Vi, used.En)}
	zones = slices.DeleteFunc(zones, func(z Zone) bool { return z.Inside == 0 || z.SRID == w.srid && !z.Swapped })
	zones = append(zones, Zone{SRID: w.srid, Name: used, Inside: share}) // whoever insists can choose it
	if err := placed(ctx, q, zones, s.xs, s.ys); err != nil {
		return false, err
	}
	for _, z := range zones {
		question.Choices = append(question.Choices, zoneChoice(z, Words{"đúng chỗ", "in place"}))
	}
	return false, &asked{question}
}

// asked stops staging at a question that only the staged rows could raise.
type asked struct{ question Question }

// Error is the question.
func (e *asked) Error() string { return e.question.Words.En }

// stopAt drops what was staged and leaves the change set at the question.
func (w *work) stopAt(ctx context.Context, a *Analysis, q Question) error {
	a.Questions = []Question{q}
	if err := dropTables(ctx, w.s.pool, scratchTables(w.id)...); err != nil {
		return err
	}
	if _, err := w.s.pool.Exec(ctx, `DELETE FROM sotay.import_problems WHERE import_id = $1`, w.id); err != nil {
		return fmt.Errorf("import %d: %w", w.id, err)
	}
	if err := w.s.savePlan(ctx, w.id, nil, a); err != nil {
		return err
	}
	return &NeedsAnswer{ID: w.id, Analysis: a, Questions: a.Questions}
}

// placeSample is points in the file's coordinates, each with the shape, in EPSG:4326, by
// which it counts as in place.
type placeSample struct {
	xs, ys     []float64
	references [][]byte
}

func (w *work) takeSample(ctx context.Context, q querier, query string) (placeSample, error) {
	var s placeSample
	rows, err := q.Query(ctx, w.sql(`SELECT x, y, st_asbinary(reference) FROM (`+query+`) AS s WHERE reference IS NOT NULL AND x IS NOT NULL`))
	if err != nil {
		return s, err
	}
	var x, y float64
	var reference []byte
	_, err = pgx.ForEachRow(rows, []any{&x, &y, &reference}, func() error {
		s.xs, s.ys, s.references = append(s.xs, x), append(s.ys, y), append(s.references, slices.Clone(reference))
		return nil
	})
	return s, err
}

// tryZones gives the share of the sample in place under every system, best first; the
// declared one first among equals.
func (w *work) tryZones(ctx context.Context, q querier, s placeSample) ([]Zone, error) {
	var zones []Zone
	for _, srid := range allSRIDs() {
		for _, swapped := range []bool{false, true} {
			trial := crsTrial{srid: srid, swapped: swapped}
			if !trial.fits(s.xs, s.ys) {
				continue
			}
			share, err := s.inPlace(ctx, q, trial)
			if err != nil {
				return nil, err
			}
			zones = append(zones, Zone{SRID: srid, Name: CRSName(srid), Swapped: swapped, Inside: share})
		}
	}
	slices.SortStableFunc(zones, func(a, b Zone) int {
		return cmp.Or(cmp.Compare(b.Inside, a.Inside), declaredLater(w.srid, a)-declaredLater(w.srid, b))
	})
	return zones, nil
}

// declaredLater is 0 for the declared system and 1 for another.
func declaredLater(srid int, z Zone) int {
	if z.SRID == srid {
		return 0
	}
	return 1
}

// inPlace gives the share of points that lie at most so many metres from their reference
// when they are read in the trial's system.
func (s placeSample) inPlace(ctx context.Context, q querier, t crsTrial) (float64, error) {
	var xs, ys []float64
	var references [][]byte
	for i, x := range s.xs {
		y := s.ys[i]
		if !inRange(t.srid, x, y, t.swapped) {
			continue
		}
		if t.swapped {
			x, y = y, x
		}
		xs, ys, references = append(xs, x), append(ys, y), append(references, s.references[i])
	}
	rows, err := q.Query(ctx, `
		WITH p AS MATERIALIZED (
			SELECT st_transform(st_setsrid(st_makepoint(x, y), $4::int), 4326) AS g, st_geomfromwkb(r, 4326) AS r
			FROM   unnest($1::float8[], $2::float8[], $3::bytea[]) AS u(x, y, r)
		)
		SELECT count(*) FILTER (WHERE st_intersects(g, r) OR st_distancesphere(g, st_closestpoint(r, g)) <= $5)::float8
		FROM   p
		WHERE  st_x(g) BETWEEN -180 AND 180 AND st_y(g) BETWEEN -90 AND 90`, xs, ys, references, t.srid, float64(inPlace))
	if err != nil {
		return 0, err
	}
	n, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[float64])
	return n / float64(len(s.xs)), err
}

// communeSample takes staged shapes evenly, with the shapes of the communes they name.
func (w *work) communeSample() string {
	return fmt.Sprintf(`
		WITH s AS MATERIALIZED (
			SELECT f_commune_code AS code, st_centroid(geom) AS c
			FROM   {stage} s
			WHERE  NOT bad AND row_no %% %d = 0 AND EXISTS (SELECT FROM data.communes m WHERE m.code = s.f_commune_code)
			LIMIT  %d
		), m AS MATERIALIZED (
			SELECT code, st_union(st_simplifypreservetopology(geom, 0.001)) AS reference
			FROM   data.communes
			WHERE  code IN (SELECT code FROM s)
			GROUP  BY code
		)
		SELECT st_x(c) AS x, st_y(c) AS y, reference FROM s JOIN m USING (code)`, max(1, w.counts.Read/zoneSample), zoneSample)
}

// storedSample takes matched shapes evenly, with where the layer has them.
func (w *work) storedSample() string {
	return fmt.Sprintf(`
		SELECT st_x(c) AS x, st_y(c) AS y, reference
		FROM  (SELECT st_centroid(s.geom) AS c, st_envelope(d.geom) AS reference
		       FROM   {pairs} p JOIN {stage} s ON s.row_no = p.row_no JOIN {data} d ON d.id = p.id
		       WHERE  NOT s.bad AND s.geom IS NOT NULL AND s.row_no %% %d = 0
		       LIMIT  %d) AS s`, max(1, w.counts.Read/zoneSample), zoneSample)
}

func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }
