package hexbins

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// filler fills in the cells of one table of schema data.
type filler struct{ table string }

func (f filler) records() string { return quoted("data", f.table) }
func (f filler) cells() string   { return quoted("data", f.table+"_cells") }

// when is the time of a record in SQL, NULL where the table has none.
func (f filler) when(ctx context.Context, tx pgx.Tx) (string, error) {
	var field *string
	var day bool
	err := tx.QueryRow(ctx, `SELECT time_field, of_day FROM sotay.cell_tables WHERE table_name = $1`, f.table).Scan(&field, &day)
	switch {
	case errors.Is(err, pgx.ErrNoRows), err == nil && field == nil:
		return "NULL::timestamptz", nil
	case day:
		return "timezone('Asia/Ho_Chi_Minh', " + pgx.Identifier{*field}.Sanitize() + "::timestamp)", err
	case err == nil:
		return pgx.Identifier{*field}.Sanitize(), nil
	}
	return "", err
}

// alone runs a transaction in which nobody else fills in cells of the table.
func (f filler) alone(ctx context.Context, b *Bins, do func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, b.DB.App, func(tx pgx.Tx) error {
		if err := f.lock(ctx, tx); err != nil {
			return err
		}
		return do(tx)
	})
}

// lock keeps others from filling in. The table and its partitions are locked first, as by whoever
// has emptied one of them and then fills in: so nobody waits for it while others wait for them.
func (f filler) lock(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `LOCK TABLE `+f.records()+` IN ACCESS SHARE MODE`); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('sotay cells ' || $1, 0))`, f.table)
	return err
}

// unsum and sum say that the roll-ups are not those of the cells, and make them so again.
func (f filler) unsum(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `SELECT sotay.unsum_cells($1)`, f.table)
	return err
}

func (f filler) sum(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `SELECT sotay.sum_cells($1)`, f.table)
	return err
}

// due reads the oldest notes; where one of them is of all the table, all notes.
func (f filler) due(ctx context.Context, tx pgx.Tx) (d due, err error) {
	err = tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM sotay.cells_due WHERE table_name = $1 AND id IS NULL)`, f.table).Scan(&d.all)
	if err != nil {
		return d, err
	}
	most := fillBatch
	if d.all {
		most = math.MaxInt32
	}
	rows, err := tx.Query(ctx, `SELECT n, coalesce(id, 0) FROM sotay.cells_due WHERE table_name = $1 ORDER BY n LIMIT $2`, f.table, most)
	if err != nil {
		return d, err
	}
	var n, id int64
	_, err = pgx.ForEachRow(rows, []any{&n, &id}, func() error {
		d.notes, d.ids = append(d.notes, n), append(d.ids, id)
		return nil
	})
	return d, err
}

// settle forgets notes whose records are done.
func (f filler) settle(ctx context.Context, tx pgx.Tx, d due) error {
	_, err := tx.Exec(ctx, `DELETE FROM sotay.cells_due WHERE n = ANY ($1)`, d.notes)
	return err
}

// fill computes the cells of the records of a condition on their ids, writes those that differ,
// and deletes those of records that are no more, or nowhere.
func (f filler) fill(ctx context.Context, tx pgx.Tx, condition string, args ...any) error {
	ids, cells, times, err := f.compute(ctx, tx, condition, args)
	if err != nil {
		return err
	}
	n := len(args) + 1
	_, err = tx.Exec(ctx, fmt.Sprintf(`DELETE FROM %s WHERE %s AND id <> ALL ($%d::bigint[])`, f.cells(), condition, n), append(args, ids)...)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, fmt.Sprintf(`
		INSERT INTO %[1]s AS c (id, cell, at)
		SELECT n.id, n.cell, n.at
		FROM   unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS n (id, cell, at)
		WHERE  NOT EXISTS (SELECT FROM %[1]s h WHERE h.id = n.id AND h.cell = n.cell AND h.at IS NOT DISTINCT FROM n.at)
		ON CONFLICT (id) DO UPDATE SET cell = EXCLUDED.cell, at = EXCLUDED.at`, f.cells()), ids, cells, times)
	return err
}

// compute gives the cells and times of records: of points as they are, of all else by the point that
// carries the label. Records without a place, and places that no cell can have, are left out.
func (f filler) compute(ctx context.Context, tx pgx.Tx, condition string, args []any) (ids, cells []int64, times []pgtype.Timestamptz, err error) {
	when, err := f.when(ctx, tx)
	if err != nil {
		return nil, nil, nil, err
	}
	rows, err := tx.Query(ctx, fmt.Sprintf(`
		SELECT id, st_x(place), st_y(place), at
		FROM  (SELECT id::bigint AS id,
		              CASE WHEN st_srid(geom) = 4326 AND geometrytype(geom) = 'POINT' THEN geom ELSE st_transform(label_3857, 4326) END AS place, %s AS at
		       FROM   %s
		       WHERE  %s) AS r
		WHERE  NOT st_isempty(place)`, when, f.records(), condition), args...)
	if err != nil {
		return nil, nil, nil, err
	}
	ids, cells = []int64{}, []int64{}
	seen := map[int64]bool{}
	var id int64
	var lon, lat float64
	var at pgtype.Timestamptz
	_, err = pgx.ForEachRow(rows, []any{&id, &lon, &lat, &at}, func() error {
		if cell, err := At(lon, lat); err == nil && !seen[id] { // ids of another program's table may repeat
			seen[id] = true
			ids, cells, times = append(ids, id), append(cells, int64(cell)), append(times, at)
		}
		return nil
	})
	return ids, cells, times, err
}
