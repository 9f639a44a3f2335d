package importers

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
)

// spare gives the condition under which a row d of the layer is not removed although the
// file seems to lack it: a refused row whose identity cannot be read may be just that
// record. It spares that row's sheet or commune, or all where not even this is known.
func (w *work) spare(ctx context.Context, tx pgx.Tx) (string, error) {
	if w.isNew || w.plan.Replace == ReplaceNone {
		return "false", nil
	}
	var rows, nowhere int64
	err := tx.QueryRow(ctx, w.sql(`
		SELECT count(*), count(*) FILTER (WHERE `+w.unplaced()+`)
		FROM   {stage} s WHERE `+w.nameless())).Scan(&rows, &nowhere)
	if err != nil || rows == 0 {
		return "false", err
	}
	where, condition := Words{"trong các tờ hoặc xã của chúng", "on their sheets or in their communes"}, "true"
	if nowhere > 0 {
		where = Words{"trong toàn phạm vi", "in the whole scope"}
	} else {
		list := make([]string, len(w.scoped))
		for i, n := range w.scoped {
			list[i] = "s." + quote("f_"+n) + " = d." + quote(n)
		}
		condition = "EXISTS (SELECT FROM {stage} s WHERE " + w.nameless() + " AND " + strings.Join(list, " AND ") + ")"
	}
	var held bool
	err = tx.QueryRow(ctx, w.sql(`
		SELECT EXISTS (SELECT FROM {scope} AS k JOIN {data} d ON {in scope}
		               WHERE NOT EXISTS (SELECT FROM {pairs} p WHERE p.id = d.id) AND `+condition+`)`)).Scan(&held)
	if err != nil || !held {
		return condition, err
	}
	return condition, w.log.add(ctx, foundRemovalsHeld.says(rows, where.Vi, where.En).at(0, "", ""))
}

// nameless is a condition on a staged row: it is refused, and no record can be found for
// it by its identity or, where the layer has none, by its shape.
func (w *work) nameless() string {
	if len(w.layer.Identity) == 0 {
		return "s.bad AND NOT EXISTS (SELECT FROM {pairs} p WHERE p.row_no = s.row_no)"
	}
	return "s.bad AND NOT ((" + columnList("s", "f_", w.layer.Identity) + ") IS NOT NULL)"
}

// unplaced is a condition on a staged row: its part of the scope cannot be read.
func (w *work) unplaced() string {
	if len(w.scoped) == 0 {
		return "true"
	}
	return "NOT ((" + columnList("s", "f_", w.scoped) + ") IS NOT NULL)"
}
