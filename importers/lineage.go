package importers

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

const (
	// sharedGround is what two parcels must have in common for one to follow the other: a
	// part of the smaller one's area. Below it two surveys of one border differ.
	sharedGround = 0.2
	// leastGround is the same in square metres (of EPSG:3857, 4 % too large here).
	leastGround = 1.0
	// sameGround is the part of both areas that two parcels must share for the one to be
	// the other under another number.
	sameGround = 0.8
)

// heir is a pair of parcels that share ground: one as it was before an import, one as it
// is after.
type heir struct {
	old, next int64
	// ofOld and ofNext are the common area by the area of each.
	ofOld, ofNext float64
	gone          bool // old is removed; else it stays, reshaped
	fresh         bool // next is added; else it was there, in another shape
}

// descent is parcels that the import replaced together.
type descent struct {
	kind  string // split, merge, replot or renumber
	pairs []heir
}

// becauseOf tells the history of parcels which change set writes; negative for its undoing.
func becauseOf(ctx context.Context, tx pgx.Tx, changeSet int64) error {
	_, err := tx.Exec(ctx, `SELECT set_config('sotay.change_set', $1::text, true)`, fmt.Sprint(changeSet))
	return err
}

// because is becauseOf as a step of Apply.
func (w *work) because(ctx context.Context, tx pgx.Tx) error { return becauseOf(ctx, tx, w.id) }

// recordLineage finds out what the written change set replaced by what, and keeps it.
func (w *work) recordLineage(ctx context.Context, tx pgx.Tx) error {
	n := w.counts
	if w.layer.Table != "parcels" || w.isNew || n.Removed+n.Changed == 0 || n.Removed+n.Added == 0 {
		return nil
	}
	pairs, err := w.heirs(ctx, tx, w.crossed())
	if err != nil {
		return fmt.Errorf("lineage of import %d: %w", w.id, err)
	}
	selves, err := w.heirs(ctx, tx, w.stayed(), staying(pairs))
	if err != nil {
		return fmt.Errorf("lineage of import %d: %w", w.id, err)
	}
	if err := w.keepLineage(ctx, tx, descents(append(pairs, selves...))); err != nil {
		return fmt.Errorf("lineage of import %d: %w", w.id, err)
	}
	return nil
}

// undoLineage marks what the change set recorded as undone.
func (w *work) undoLineage(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE data.parcels_lineage SET undone_at = now() WHERE change_set = $1`, w.id)
	return err
}

// replaced are the shapes of parcels as they were, where they are removed or reshaped, in
// EPSG:3857.
func (w *work) replaced() string {
	return fmt.Sprintf(`
		replaced AS MATERIALIZED (
			SELECT b."#id" AS id, b."#op" = 'r' AS gone, CASE WHEN st_isvalid(t.shape) THEN t.shape ELSE st_makevalid(t.shape) END AS shape
			FROM   %s b
			JOIN   {diff} f ON f.id = b."#id"
			CROSS  JOIN LATERAL (SELECT st_transform(b.geom, 3857) AS shape OFFSET 0) AS t
			WHERE  b."#op" = 'r' OR b."#op" = 'c' AND f.shape
		)`, w.parts[0].before)
}

// measured compares candidates (old, next, gone, fresh, a, b): the boxes first, then the shapes.
const measured = `
		SELECT old, next, common / nullif(of_a, 0), common / nullif(of_b, 0), gone, fresh
		FROM   candidates
		CROSS  JOIN LATERAL (SELECT st_area(a) AS of_a, st_area(b) AS of_b OFFSET 0) AS areas
		CROSS  JOIN LATERAL (
			SELECT CASE WHEN (least(st_xmax(a), st_xmax(b)) - greatest(st_xmin(a), st_xmin(b)))
			               * (least(st_ymax(a), st_ymax(b)) - greatest(st_ymin(a), st_ymin(b))) >= %[1]g * least(of_a, of_b)
			            THEN st_area(st_intersection(a, CASE WHEN st_isvalid(b) THEN b ELSE st_makevalid(b) END)) END AS common OFFSET 0) AS c
		WHERE  common >= %[2]g AND common >= %[1]g * least(of_a, of_b)
		ORDER  BY old, next`

// crossed are the pairs of two parcels of which the one went or the other came. A row that
// this transaction added bears its time.
func (w *work) crossed() string {
	return `WITH ` + w.replaced() + `, candidates AS (
			SELECT o.id AS old, d.id AS next, o.gone, s.fresh, o.shape AS a, d.geom_3857 AS b
			FROM   replaced o
			JOIN   {data} d ON d.geom_3857 && o.shape AND d.id <> o.id
			CROSS  JOIN LATERAL (SELECT d.recorded_at IS NOT DISTINCT FROM now() AS fresh) AS s
			WHERE (o.gone OR s.fresh)
			AND   (s.fresh OR EXISTS (SELECT FROM {diff} f WHERE f.id = d.id AND f.op = 'c' AND f.shape))
		)` + fmt.Sprintf(measured, sharedGround, leastGround)
}

// stayed are the pairs of a parcel as it was and as it is, of those in $1.
func (w *work) stayed() string {
	return `WITH ` + w.replaced() + `, candidates AS (
			SELECT o.id AS old, d.id AS next, false AS gone, false AS fresh, o.shape AS a, d.geom_3857 AS b
			FROM   replaced o JOIN {data} d ON d.id = o.id
			WHERE  o.id = ANY ($1)
		)` + fmt.Sprintf(measured, 0.01, 0.01)
}

// staying lists the parcels of pairs that were there before and are there after.
func staying(pairs []heir) []int64 {
	ids := []int64{}
	for _, p := range pairs {
		if !p.gone {
			ids = append(ids, p.old)
		}
		if !p.fresh {
			ids = append(ids, p.next)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (w *work) heirs(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]heir, error) {
	rows, err := tx.Query(ctx, w.sql(sql), args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (h heir, err error) {
		err = row.Scan(&h.old, &h.next, &h.ofOld, &h.ofNext, &h.gone, &h.fresh)
		return h, err
	})
}

// standing is a parcel before (true) or after the import.
type standing struct {
	id     int64
	before bool
}

// descents puts pairs together that share a parcel, and says what happened to each group.
func descents(pairs []heir) []descent {
	parent := map[standing]standing{}
	var find func(s standing) standing
	find = func(s standing) standing {
		p, ok := parent[s]
		if !ok || p == s {
			return s
		}
		root := find(p)
		parent[s] = root
		return root
	}
	for _, p := range pairs {
		parent[find(standing{p.old, true})] = find(standing{p.next, false})
	}
	groups := map[standing][]heir{}
	for _, p := range pairs {
		root := find(standing{p.old, true})
		groups[root] = append(groups[root], p)
	}
	list := make([]descent, 0, len(groups))
	for _, group := range groups {
		list = append(list, descent{kindOf(group), group})
	}
	slices.SortFunc(list, func(a, b descent) int {
		return cmp.Or(cmp.Compare(a.pairs[0].old, b.pairs[0].old), cmp.Compare(a.pairs[0].next, b.pairs[0].next))
	})
	return list
}

// kindOf says what happened by how many parcels there were and how many there are.
func kindOf(group []heir) string {
	before, after := map[int64]bool{}, map[int64]bool{}
	for _, p := range group {
		before[p.old], after[p.next] = true, true
	}
	switch {
	case len(before) == 1 && len(after) > 1:
		return "split"
	case len(before) > 1 && len(after) == 1:
		return "merge"
	case len(before) == 1 && group[0].ofOld >= sameGround && group[0].ofNext >= sameGround:
		return "renumber"
	}
	return "replot"
}

// keepLineage writes the groups, each under a number of its own.
func (w *work) keepLineage(ctx context.Context, tx pgx.Tx, list []descent) error {
	if len(list) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, `SELECT nextval('sotay.lineage_events'), now() FROM generate_series(1, $1)`, len(list))
	if err != nil {
		return err
	}
	var event int64
	var at any
	var values [][]any
	n := 0
	_, err = pgx.ForEachRow(rows, []any{&event, &at}, func() error {
		for _, p := range list[n].pairs {
			values = append(values, []any{event, list[n].kind, at, w.id, p.old, p.next, min(1, p.ofOld), min(1, p.ofNext)})
		}
		n++
		return nil
	})
	if err != nil {
		return err
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"data", "parcels_lineage"},
		[]string{"event", "kind", "at", "change_set", "predecessor", "successor", "of_predecessor", "of_successor"}, pgx.CopyFromRows(values))
	return err
}
