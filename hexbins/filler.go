package hexbins

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// filler fills in the cells of one table of schema data.
type filler struct{ table string }

func (f filler) records() string { return quoted("data", f.table) }
func (f filler) cells() string   { return quoted("data", f.table+"_cells") }

// kept is what is kept of a record beside its cell, in SQL: its time, NULL where the table has none,
// and an array of its numbers, of which NULL, NaN and the infinite are NULL.
func (f filler) kept(ctx context.Context, tx pgx.Tx) (at, numbers string, err error) {
	var field *string
	var day bool
	var fields []string
	err = tx.QueryRow(ctx, `SELECT time_field, of_day, fields FROM sotay.cell_tables WHERE table_name = $1`, f.table).Scan(&field, &day, &fields)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return "", "", err
	}
	switch {
	case field == nil:
		at = "NULL::timestamptz"
	case day:
		at = "timezone('Asia/Ho_Chi_Minh', " + pgx.Identifier{*field}.Sanitize() + "::timestamp)"
	default:
		at = pgx.Identifier{*field}.Sanitize()
	}
	if len(fields) == 0 {
		return at, "NULL::float8[]", nil
	}
	for i, name := range fields {
		column := pgx.Identifier{name}.Sanitize() + "::float8"
		fields[i] = "CASE WHEN abs(" + column + ") < 'Infinity' THEN " + column + " END"
	}
	return at, "ARRAY[" + strings.Join(fields, ", ") + "]", nil
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

// fillAll goes through the whole table, so many records at a time, each time in a transaction. Its
// roll-ups are to be made anew after that; until then answers are made from the cells.
func (f filler) fillAll(ctx context.Context, d due, in func(func(pgx.Tx) error) error) error {
	err := in(func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `SELECT sotay.unsum_cells($1)`, f.table)
		return err
	})
	if err != nil {
		return err
	}
	for from := int64(math.MinInt64); from < math.MaxInt64; {
		err := in(func(tx pgx.Tx) error {
			var to *int64
			err := tx.QueryRow(ctx, `SELECT id FROM `+f.records()+` WHERE id > $1::bigint ORDER BY id OFFSET $2 LIMIT 1`, from, fillBatch-1).Scan(&to)
			if err != nil && !errors.Is(err, pgx.ErrNoRows) {
				return err
			}
			last := int64(math.MaxInt64)
			if to != nil {
				last = *to
			}
			if err := f.fill(ctx, tx, `id > $1::bigint AND id <= $2::bigint`, from, last); err != nil {
				return err
			}
			from = last
			return nil
		})
		if err != nil {
			return err
		}
	}
	return in(func(tx pgx.Tx) error { return f.settle(ctx, tx, d) })
}

// due reads the oldest notes; where one of them is of all the table, all notes.
func (f filler) due(ctx context.Context, tx pgx.Tx) (d due, err error) {
	err = tx.QueryRow(ctx, `
		SELECT count(*) > 0, count(*) > 0 AND bool_and(coalesce(xact = pg_current_xact_id(), false))
		FROM   sotay.cells_due WHERE table_name = $1 AND id IS NULL`, f.table).Scan(&d.all, &d.own)
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
	k, err := f.compute(ctx, tx, condition, args)
	if err != nil {
		return err
	}
	n := len(args) + 1
	_, err = tx.Exec(ctx, fmt.Sprintf(`
		DELETE FROM %s AS c WHERE %s AND NOT EXISTS (SELECT FROM unnest($%d::bigint[]) AS k (id) WHERE k.id = c.id)`, f.cells(), condition, n), append(args, k.ids)...)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, fmt.Sprintf(`
		INSERT INTO %[1]s AS c (id, cell, at, numbers)
		SELECT n.id, n.cell, n.at, n.numbers::float8[]
		FROM   unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::text[]) AS n (id, cell, at, numbers)
		WHERE  NOT EXISTS (
		       SELECT FROM %[1]s h
		       WHERE  h.id = n.id AND h.cell = n.cell AND h.at IS NOT DISTINCT FROM n.at AND h.numbers IS NOT DISTINCT FROM n.numbers::float8[])
		ON CONFLICT (id) DO UPDATE SET cell = EXCLUDED.cell, at = EXCLUDED.at, numbers = EXCLUDED.numbers`, f.cells()), k.ids, k.cells, k.times, k.numbers)
	return err
}

// computed are the cells of records with what is kept beside them, numbers as the texts of arrays.
type computed struct {
	ids, cells []int64
	times      []pgtype.Timestamptz
	numbers    []*string
}

// compute gives the cells of records: of points as they are, of all else by the point that
// carries the label. Records without a place, and places that no cell can have, are left out.
func (f filler) compute(ctx context.Context, tx pgx.Tx, condition string, args []any) (computed, error) {
	k := computed{ids: []int64{}, cells: []int64{}}
	at, numbers, err := f.kept(ctx, tx)
	if err != nil {
		return k, err
	}
	rows, err := tx.Query(ctx, fmt.Sprintf(`
		SELECT id, st_x(place), st_y(place), at, numbers
		FROM  (SELECT id::bigint AS id,
		              CASE WHEN st_srid(geom) = 4326 AND geometrytype(geom) = 'POINT' THEN geom ELSE st_transform(label_3857, 4326) END AS place,
		              %s AS at, (%s)::text AS numbers
		       FROM   %s
		       WHERE  %s) AS r
		WHERE  NOT st_isempty(place)`, at, numbers, f.records(), condition), args...)
	if err != nil {
		return k, err
	}
	seen := map[int64]bool{}
	var id int64
	var lon, lat float64
	var when pgtype.Timestamptz
	var texts *string
	_, err = pgx.ForEachRow(rows, []any{&id, &lon, &lat, &when, &texts}, func() error {
		if cell, err := At(lon, lat); err == nil && !seen[id] { // ids of another program's table may repeat
			seen[id] = true
			k.ids, k.cells, k.times, k.numbers = append(k.ids, id), append(k.cells, int64(cell)), append(k.times, when), append(k.numbers, texts)
		}
		return nil
	})
	return k, err
}
