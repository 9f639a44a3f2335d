package hexbins

import (
	"slices"
	"time"

	"sotay/internal/calendar"
)

// The lengths of the buckets that a period can be cut into, in the time of Việt Nam; weeks begin
// on Monday.
const (
	Hour  = "hour"
	Day   = "day"
	Week  = "week"
	Month = "month"
)

// Bounds of a period and its buckets.
const (
	maxBuckets = 1000
	maxYears   = 50
	// MaxRows is how many cells all buckets of an answer have together.
	MaxRows = 50_000
)

// Bucket is the part of an answer that is of a part of the period, ends included as in the period.
type Bucket struct {
	From, To time.Time
	Bins     []Bin // in the order of their cells
}

// timed tells whether a query is of a period.
func (q Query) timed() bool { return !q.From.IsZero() || !q.To.IsZero() || q.Bucket != "" }

// completePeriod fills in what the period of a layer's query leaves out: it ends today.
func (q *Query) completePeriod(now time.Time) error {
	if q.To.IsZero() {
		q.To = start(Day, now).AddDate(0, 0, 1)
	}
	if q.From.IsZero() {
		return refuse("Thiếu from: khoảng thời gian bắt đầu từ đâu.", "from is missing: where the period begins.")
	}
	return q.checkPeriod()
}

func (q Query) checkPeriod() error {
	switch {
	case !q.From.Before(q.To):
		return refuse("from phải trước to.", "from must be before to.")
	case q.To.After(q.From.AddDate(maxYears, 0, 0)):
		return refuse("Khoảng thời gian dài nhất là %d năm.", "A period is at most %d years long.", maxYears)
	case q.Bucket == "":
		return nil
	case !slices.Contains([]string{Hour, Day, Week, Month}, q.Bucket):
		return refuse("bucket phải là hour, day, week hoặc month.", "bucket must be hour, day, week or month.")
	case q.To.Sub(q.From) > maxBuckets*next(q.Bucket, time.Time{}).Sub(time.Time{}):
		return refuse("Có hơn %d khoảng: hãy rút ngắn thời gian hoặc dùng bucket dài hơn.", "There are more than %d buckets: shorten the period, or take longer buckets.", maxBuckets)
	}
	return nil
}

// start is the beginning of the bucket that a moment lies in.
func start(bucket string, at time.Time) time.Time {
	at = at.In(calendar.Zone())
	y, m, d := at.Date()
	switch bucket {
	case Hour:
		return at.Truncate(time.Hour)
	case Week:
		return time.Date(y, m, d-(int(at.Weekday())+6)%7, 0, 0, 0, 0, at.Location())
	case Month:
		return time.Date(y, m, 1, 0, 0, 0, 0, at.Location())
	}
	return time.Date(y, m, d, 0, 0, 0, 0, at.Location())
}

// next is the beginning of the bucket behind the one that begins at a moment.
func next(bucket string, from time.Time) time.Time {
	switch bucket {
	case Hour:
		return from.Add(time.Hour)
	case Week:
		return from.AddDate(0, 0, 7)
	case Month:
		return from.AddDate(0, 1, 0)
	}
	return from.AddDate(0, 0, 1)
}

// buckets are those of a query's period, the first and last cut at its ends, and which of them
// begins at a moment.
func (q Query) buckets() (list []Bucket, at map[int64]int) {
	at = map[int64]int{}
	for from := start(q.Bucket, q.From); from.Before(q.To); from = next(q.Bucket, from) {
		b := Bucket{From: from, To: next(q.Bucket, from), Bins: []Bin{}}
		if b.From.Before(q.From) {
			b.From = q.From
		}
		if b.To.After(q.To) {
			b.To = q.To
		}
		at[from.Unix()] = len(list)
		list = append(list, b)
	}
	return list, at
}

// period is a time from its beginning on, and before its end.
type period struct{ from, to time.Time }

// part is what of a period is of a month, which is named by its first day.
type part struct {
	month string
	period
}

// byMonth cuts periods at the ends of months.
func byMonth(list []period) (parts []part) {
	for _, p := range list {
		for from := p.from; from.Before(p.to); {
			first := start(Month, from)
			to := next(Month, first)
			if to.After(p.to) {
				to = p.to
			}
			parts = append(parts, part{calendar.Of(first), period{from, to}})
			from = to
		}
	}
	return parts
}

// wholeMonths takes a period apart into the months that are wholly in it, by their first days, and the rest.
func wholeMonths(p period) (months []string, rest []period) {
	first := start(Month, p.from)
	if first.Before(p.from) {
		first = next(Month, first)
	}
	end := first
	for n := next(Month, end); !n.After(p.to); n = next(Month, end) {
		months = append(months, calendar.Of(end))
		end = n
	}
	if len(months) == 0 {
		return nil, []period{p}
	}
	if p.from.Before(first) {
		rest = append(rest, period{p.from, first})
	}
	if end.Before(p.to) {
		rest = append(rest, period{end, p.to})
	}
	return months, rest
}
