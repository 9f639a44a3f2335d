package importers

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// foundBadTime is an hour and minute that no day has.
var foundBadTime = finding{
	"bad_time", Error,
	Words{"%s không phải giờ phút (hhmm, 0 đến 2359).", "%s is no hour and minute (hhmm, 0 to 2359)."},
	Words{"Dòng này không được nhận; hãy sửa acq_time.", "This row is not taken; correct acq_time."},
}

// checkHotspots refuses hot spots of an impossible time: they would be in no list.
func (w *work) checkHotspots(ctx context.Context) error {
	staged := false
	for _, f := range w.fields {
		staged = staged || f.Name == "acq_time"
	}
	if w.layer.Name != "hotspots" || !staged {
		return nil
	}
	return w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, w.sql(`
			UPDATE {stage} s SET bad = true WHERE NOT (f_acq_time BETWEEN 0 AND 2359 AND f_acq_time % 100 < 60) RETURNING row_no, f_acq_time::text`))
		if err != nil {
			return err
		}
		type found struct {
			Row   int64
			Value string
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[found])
		if err != nil {
			return err
		}
		for _, f := range list {
			if err := w.log.add(ctx, foundBadTime.says(f.Value).at(f.Row, "acq_time", f.Value)); err != nil {
				return err
			}
		}
		return nil
	})
}
