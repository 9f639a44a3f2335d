package incidents

import (
	"context"

	"sotay/postgis"
)

// Moved gives the reports to which something was done between two positions of the change
// journal: exactly that, in spite of commits that arrive out of order.
func (s *Store) Moved(ctx context.Context, before, after postgis.Position) ([]Report, error) {
	rows, err := readRows(ctx, s.DB.Staff, `
		WHERE r.id IN (SELECT h.report FROM data.report_history h
			WHERE h.xid >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(h.xid, $1::pg_snapshot) AND pg_visible_in_snapshot(h.xid, $2::pg_snapshot))
		ORDER BY r.id`, before.Snapshot(), after.Snapshot())
	list := make([]Report, len(rows))
	for i, r := range rows {
		list[i] = r.Report
	}
	return list, err
}
