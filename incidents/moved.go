package incidents

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"sotay/postgis"
)

// Move is a report to which something was done.
type Move struct {
	Report
	Former []string // codes of the agencies from which it was taken
}

// movedSQL chooses rows of the history between two positions of the change journal.
const movedSQL = `h.xid >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(h.xid, $1::pg_snapshot) AND pg_visible_in_snapshot(h.xid, $2::pg_snapshot)`

// Moved gives the reports to which something was done between two positions of the change
// journal: exactly that, in spite of commits that arrive out of order.
func (s *Store) Moved(ctx context.Context, before, after postgis.Position) ([]Move, error) {
	rows, err := readRows(ctx, s.DB.Staff, `
		WHERE r.id IN (SELECT h.report FROM data.report_history h WHERE `+movedSQL+`) ORDER BY r.id`, before.Snapshot(), after.Snapshot())
	if err != nil {
		return nil, err
	}
	former, err := s.former(ctx, before, after)
	list := make([]Move, len(rows))
	for i, r := range rows {
		list[i] = Move{Report: r.Report, Former: former[r.ID]}
	}
	return list, err
}

// former gives the agencies from which reports were taken, and that do not have them again.
func (s *Store) former(ctx context.Context, before, after postgis.Position) (map[int64][]string, error) {
	rows, err := s.DB.Staff.Query(ctx, `
		SELECT DISTINCT h.report, f.agency
		FROM   data.report_history h
		JOIN   data.reports r ON r.id = h.report
		CROSS  JOIN LATERAL (VALUES (h.detail ->> 'agency'), (h.detail ->> 'former')) AS f (agency)
		LEFT   JOIN data.agencies a ON a.id = r.agency
		WHERE  f.agency IS DISTINCT FROM a.code AND f.agency IS NOT NULL AND `+movedSQL+`
		ORDER  BY 1, 2`, before.Snapshot(), after.Snapshot())
	if err != nil {
		return nil, fmt.Errorf("former agencies of reports: %w", err)
	}
	list := map[int64][]string{}
	var id int64
	var code string
	if _, err := pgx.ForEachRow(rows, []any{&id, &code}, func() error { list[id] = append(list[id], code); return nil }); err != nil {
		return nil, fmt.Errorf("former agencies of reports: %w", err)
	}
	return list, nil
}
