package hexbins

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"sotay/layers"
)

// Reports is the dataset of what citizens report. Staff of the duty desk has every report, anybody
// what Publish makes of them.
const Reports = "reports"

// completeReports holds a query of reports to what the caller may ask for. The public has counts
// alone: a sum, or a count of one category, of few reports would tell of each of them.
func (q Query) completeReports(now time.Time) (Query, error) {
	q.Value = cmp.Or(q.Value, Count)
	check := q.checkPublicReports
	if q.Duty {
		check = q.checkReports
	}
	if err := check(); err != nil {
		return q, err
	}
	if q.Value == Count {
		q.Field = ""
	}
	if q.Res == 0 && q.Box == (layers.Box{-180, -90, 180, 90}) {
		q.Res = 7
	}
	if !q.timed() {
		q.From = time.Date(2000, 1, 1, 0, 0, 0, 0, start(Day, now).Location())
	}
	if err := q.completePeriod(now); err != nil {
		return q, err
	}
	if !q.Duty && (q.Bucket != "" && q.Bucket != Month || !start(Month, q.From).Equal(q.From)) {
		return q, refuse("Số phản ánh công khai chỉ có theo tháng đã qua: from là ngày đầu một tháng, bucket là month.",
			"Public numbers of reports are of past months: from is the first day of a month, and bucket is month.")
	}
	return q, nil
}

func (q Query) checkPublicReports() error {
	if q.Value != Count || q.Field != "" || len(q.Where) > 0 || q.Parameter != "" || q.Medium != "" {
		return refuse("Phản ánh công khai chỉ có số lượng: không dùng được value, field, where, parameter và medium.",
			"For the public reports are counted only: value, field, where, parameter and medium are not for them.")
	}
	return nil
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
		r := &Result{Complete: true, Res: res, Value: q.Value, From: q.From, To: q.To}
		if r.rows, err = b.inside(rows, q.Box); err != nil {
			return nil, err
		}
		if r.fits() || res == 0 {
			r.arrange(q)
			return r, nil
		}
	}
}

// bucketOf is the second at which a moment's bucket begins, 0 where the period is not cut.
func (q Query) bucketOf(at time.Time) int64 {
	if q.Bucket == "" {
		return 0
	}
	return start(q.Bucket, at).Unix()
}
