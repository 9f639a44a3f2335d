package hexbins

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/calendar"
)

// defaultFewest is the least number of reports that a published part has.
const defaultFewest = 5

// finestPublished is the finest resolution of a part: what is finer says where somebody lives.
const finestPublished = 9

// Publish counts the reports of every month that is over, once and for good, into parts of which
// each has Fewest reports or more. All that anybody is told is made of these parts: no two answers,
// of whatever months and resolutions, differ by less than one of them, and what becomes of a report
// later changes none. A cell with fewer reports than that is in no part, nor in any number.
//
// It counts the reports that are published, as the public has them: were others in a part, whoever
// takes the published ones away from it, one by one, would be left with those, however few they are.
// So what is not published shows in no number.
//
// A month is over a week after its end, when whatever was sent in it is verified.
func (b *Bins) Publish(ctx context.Context) error {
	err := pgx.BeginFunc(ctx, b.DB.App, func(tx pgx.Tx) error {
		months, err := dueMonths(ctx, tx, b.now().AddDate(0, 0, -7))
		if err != nil {
			return err
		}
		for _, month := range months {
			if err := b.publishMonth(ctx, tx, month); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("public numbers of reports: %w", err)
	}
	return nil
}

// dueMonths are the months over at a moment that have reports and are not published. Only one
// transaction at a time gets past here.
func dueMonths(ctx context.Context, tx pgx.Tx, over time.Time) ([]time.Time, error) {
	var there bool
	err := tx.QueryRow(ctx, `SELECT to_regclass('data.public_reports') IS NOT NULL FROM pg_advisory_xact_lock(hashtextextended('sotay report bins', 0))`).Scan(&there)
	if err != nil || !there {
		return nil, err
	}
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT date_trunc('month', received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
		FROM   data.public_reports
		WHERE  received_at < $1 AND received_at >= coalesce((SELECT (max(month) + interval '1 month') AT TIME ZONE 'Asia/Ho_Chi_Minh' FROM pub.report_months), '-infinity')
		ORDER  BY 1`, start(Month, over))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[time.Time])
}

func (b *Bins) publishMonth(ctx context.Context, tx pgx.Tx, month time.Time) error {
	y, m, _ := month.Date()
	from := time.Date(y, m, 1, 0, 0, 0, 0, calendar.Zone())
	rows, err := tx.Query(ctx, `
		SELECT st_x(geom), st_y(geom) FROM data.public_reports WHERE received_at >= $1 AND received_at < $2`, from, next(Month, from))
	if err != nil {
		return err
	}
	counts := map[Cell]int64{}
	var lon, lat float64
	_, err = pgx.ForEachRow(rows, []any{&lon, &lat}, func() error {
		if cell, err := At(lon, lat); err == nil {
			parent, err := cell.Parent(finestPublished)
			counts[parent]++
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	parts, err := partition(counts, int64(b.fewest()))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO pub.report_months (month, fewest) VALUES ($1, $2)`, from.Format(time.DateOnly), b.fewest()); err != nil {
		return err
	}
	cells, ns := make([]int64, len(parts)), make([]int64, len(parts))
	for i, p := range parts {
		cells[i], ns[i] = int64(p.Cell), p.Count
	}
	_, err = tx.Exec(ctx, `INSERT INTO pub.report_parts (month, cell, count) SELECT $1, u.* FROM unnest($2::bigint[], $3::bigint[]) AS u`, from.Format(time.DateOnly), cells, ns)
	return err
}

func (b *Bins) fewest() int { return cmp.Or(b.Fewest, defaultFewest) }

// partition parts cells of one resolution, with how many reports each has, into disjoint cells of
// that or a coarser one, Coarsest at the coarsest, with "fewest" or more each. A cell is parted into
// its children only where all of them that have any have enough.
func partition(counts map[Cell]int64, fewest int64) ([]Bin, error) {
	whole := map[Cell][]Bin{} // the parts of every cell of the resolution reached
	for c, n := range counts {
		whole[c] = []Bin{{Cell: c, Count: n}}
	}
	for res := finestPublished - 1; res >= Coarsest; res-- {
		coarser := map[Cell][]Bin{}
		for c, parts := range whole {
			parent, err := c.Parent(res)
			if err != nil {
				return nil, err
			}
			coarser[parent] = append(coarser[parent], parts...)
		}
		for c, parts := range coarser {
			if slices.ContainsFunc(parts, func(p Bin) bool { return p.Count < fewest }) {
				one := Bin{Cell: c}
				for _, p := range parts {
					one.Count += p.Count
				}
				coarser[c] = []Bin{one}
			}
		}
		whole = coarser
	}
	var list []Bin
	for _, parts := range whole {
		for _, p := range parts {
			if p.Count >= fewest {
				list = append(list, p)
			}
		}
	}
	slices.SortFunc(list, func(a, b Bin) int { return cmp.Compare(a.Cell, b.Cell) })
	return list, nil
}

// publicPart is some reports of a month that the public is told of.
type publicPart struct {
	month time.Time
	cell  int64
	count int64
}

// partsKept are the parts of all months in memory. Of a month that is published none changes, so
// they are read anew when there is another month.
type partsKept struct{ now atomic.Pointer[partsUntil] }

type partsUntil struct {
	month string // the last one, 2026-10-01, and how many there are
	list  []publicPart
}

func (k *partsKept) read(ctx context.Context, db *pgxpool.Pool) ([]publicPart, error) {
	var month string
	if err := db.QueryRow(ctx, `SELECT format('%s %s', max(month), count(*)) FROM pub.report_months`).Scan(&month); err != nil {
		return nil, err
	}
	if known := k.now.Load(); known != nil && known.month == month {
		return known.list, nil
	}
	rows, err := db.Query(ctx, `SELECT month, cell, count FROM pub.report_parts`)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p publicPart, err error) {
		err = row.Scan(&p.month, &p.cell, &p.count)
		return p, err
	})
	if err != nil {
		return nil, err
	}
	k.now.Store(&partsUntil{month, list})
	return list, nil
}

// publishedReports sums the parts of the months that are wholly in the period. Where a part is coarser than
// asked for, it and all that lies in it is one cell, so that cells never overlap.
func (b *Bins) publishedReports(ctx context.Context, q Query, res int) ([]row, error) {
	months, _ := wholeMonths(period{q.From, q.To})
	all, err := b.parts.read(ctx, b.DB.Public)
	if err != nil {
		return nil, err
	}
	asked := map[string]bool{}
	for _, m := range months {
		asked[m] = true
	}
	var parts []publicPart
	for _, p := range all {
		if asked[p.month.Format(time.DateOnly)] {
			parts = append(parts, p)
		}
	}
	bucket := func(p publicPart) int64 {
		y, m, _ := p.month.Date()
		return q.bucketOf(time.Date(y, m, 1, 0, 0, 0, 0, calendar.Zone()))
	}
	coarse := map[tallied]bool{}
	for _, p := range parts {
		if Cell(p.cell).Resolution() < res {
			coarse[tallied{Cell(p.cell), bucket(p)}] = true
		}
	}
	counts := tally{}
	for _, p := range parts {
		at := res
		for r := Coarsest; r < min(res, Cell(p.cell).Resolution()); r++ {
			parent, err := Cell(p.cell).Parent(r)
			if err != nil {
				return nil, err
			}
			if coarse[tallied{parent, bucket(p)}] {
				at = r
				break
			}
		}
		if err := counts.add(Cell(p.cell), at, bucket(p), figures{count: p.count}); err != nil {
			return nil, err
		}
	}
	return counts.rows(Count), nil
}
