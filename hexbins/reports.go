package hexbins

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

// Reports is the dataset of what citizens report. Staff of the duty desk has every report, anybody
// what Publish makes of them.
const Reports = "reports"

// mostReports bounds what an answer for the duty desk counts.
const mostReports = 500_000

// completeReports holds a query of reports to what the caller may ask for.
func (q Query) completeReports(now time.Time) (Query, error) {
	if q.Value != "" && q.Value != Count || q.Field != "" || len(q.Where) > 0 || q.Parameter != "" || q.Medium != "" {
		return q, refuse("Phản ánh chỉ có số lượng: không dùng được value, field, where, parameter và medium.",
			"Reports are counted only: value, field, where, parameter and medium are not for them.")
	}
	q.Value = Count
	if q.Res == 0 && q.Box == (layers.Box{-180, -90, 180, 90}) {
		q.Res = 7
	}
	if !q.timed() {
		q.From = time.Date(2000, 1, 1, 0, 0, 0, 0, start(Day, now).Location())
	}
	if err := q.completePeriod(now); err != nil {
		return q, err
	}
	if q.Duty {
		return q, nil
	}
	if q.Bucket != "" && q.Bucket != Month || !start(Month, q.From).Equal(q.From) {
		return q, refuse("Số phản ánh công khai chỉ có theo tháng đã qua: from là ngày đầu một tháng, bucket là month.",
			"Public numbers of reports are of past months: from is the first day of a month, and bucket is month.")
	}
	return q, nil
}

// readReports answers from all reports but those that were not taken on, or from what is published
// of them.
func (b *Bins) readReports(ctx context.Context, q Query) (*Result, error) {
	ask := b.publishedReports
	if q.Duty {
		ask = b.allReports
	}
	for res := cmp.Or(q.Res, resolution(q, q.Box)); ; res-- {
		rows, err := ask(ctx, q, res)
		if err != nil {
			return nil, fmt.Errorf("hexbins of reports: %w", unavailable(err))
		}
		r := &Result{Complete: true, Res: res, Value: Count, From: q.From, To: q.To}
		if r.rows, err = b.inside(rows, q.Box); err != nil {
			return nil, err
		}
		if r.fits() || res == 0 {
			r.arrange(q)
			return r, nil
		}
	}
}

// allReports counts every report of the period by cell, for the duty desk.
func (b *Bins) allReports(ctx context.Context, q Query, res int) ([]row, error) {
	rows, err := b.DB.App.Query(ctx, `
		SELECT st_x(geom), st_y(geom), received_at
		FROM   data.reports
		WHERE  state <> 'rejected' AND received_at >= $1 AND received_at < $2
		LIMIT  $3`, q.From, q.To, mostReports+1)
	if err != nil {
		return nil, err
	}
	counts := tally{}
	var lon, lat float64
	var at time.Time
	n := 0
	_, err = pgx.ForEachRow(rows, []any{&lon, &lat, &at}, func() error {
		if n++; n > mostReports {
			return refuse("Hơn %d phản ánh: hãy rút ngắn thời gian.", "More than %d reports: shorten the period.", mostReports)
		}
		cell, err := At(lon, lat)
		if err != nil {
			return nil //nolint:nilerr // a place that no cell can have
		}
		return counts.add(cell, res, q.bucketOf(at), 1)
	})
	return counts.rows(), err
}

// bucketOf is the second at which a moment's bucket begins, 0 where the period is not cut.
func (q Query) bucketOf(at time.Time) int64 {
	if q.Bucket == "" {
		return 0
	}
	return start(q.Bucket, at).Unix()
}

// tally counts by cell and bucket.
type tally map[tallied]int64

type tallied struct {
	cell   Cell
	bucket int64
}

// add counts a cell in its parent at a resolution, and in itself where it is coarser than that.
func (t tally) add(cell Cell, res int, bucket, n int64) error {
	if cell.Resolution() > res {
		parent, err := cell.Parent(res)
		if err != nil {
			return err
		}
		cell = parent
	}
	t[tallied{cell, bucket}] += n
	return nil
}

func (t tally) rows() []row {
	list := make([]row, 0, len(t))
	for k, n := range t {
		list = append(list, row{Bin: Bin{Cell: k.cell, Value: float64(n), Count: n}, bucket: k.bucket})
	}
	slices.SortFunc(list, func(a, b row) int { return int(a.bucket - b.bucket) })
	return list
}
