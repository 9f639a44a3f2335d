package hexbins_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uber/h3-go/v4"

	"sotay/hexbins"
	"sotay/internal/calendar"
)

// reported is a world with reports of three months, most of them in a few places, some alone.
func reported(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.exec(`SELECT setseed(0.5)`)
	w.report(1, 400, `'2026-08-01 00:00+07'::timestamptz + random() * interval '91 days'`, `107.08 + 0.02 * random() * random()`, `10.35 + 0.02 * random() * random()`)
	w.report(401, 60, `'2026-08-01 00:00+07'::timestamptz + random() * interval '91 days'`, `107.0 + 0.6 * random()`, `10.3 + 0.5 * random()`)
	w.SetNow(time.Date(2026, 11, 10, 0, 0, 0, 0, calendar.Zone()))
	return w
}

func (w *world) report(first, n int, at, lon, lat string) {
	w.t.Helper()
	w.exec(fmt.Sprintf(`
		INSERT INTO data.reports (number, category, words, geom, coarse, received_at, published)
		SELECT 'PA26-' || lpad(n::text, 4, '0') || '-0000', (SELECT min(code) FROM data.report_categories), 'Ổ gà', p, p, at, true
		FROM   generate_series(%d, %d) AS n, LATERAL (SELECT st_point(%s + 0 * n, %s + 0 * n, 4326) AS p, %s + n * interval '0' AS at) AS r`, first, first+n-1, lon, lat, at))
}

// asked are the months of a question, the last not included, and its resolution.
type asked struct {
	from, to time.Month
	res      int
}

// answers are all that anybody is told: of every run of months, at every resolution, of some boxes.
func (w *world) answers() map[asked][]hexbins.Bin {
	w.t.Helper()
	out := map[asked][]hexbins.Bin{}
	for from := time.August; from <= time.November; from++ {
		for to := from + 1; to <= time.December; to++ {
			for res := hexbins.Coarsest; res <= hexbins.Stored; res++ {
				q := hexbins.Query{
					Dataset: hexbins.Reports, Box: province(), Res: res,
					From: time.Date(2026, from, 1, 0, 0, 0, 0, calendar.Zone()), To: time.Date(2026, to, 1, 0, 0, 0, 0, calendar.Zone()),
				}
				r := w.read(q)
				out[asked{from, to, res}] = r.Bins
			}
		}
	}
	return out
}

// Whoever takes all public answers together, of all resolutions and months, and what becomes of them
// when reports are taken back, added or moved later, finds no number, and no difference of two
// numbers of which one place lies in the other, of fewer reports than five.
func TestNoReportCanBeToldByComparing(t *testing.T) {
	w := reported(t)
	must(t, w.Publish(t.Context()))
	before := w.answers()
	numbers, differences := 0, 0
	for name, bins := range before {
		for _, b := range bins {
			if numbers++; b.Count < 5 {
				t.Errorf("%v: %v has %d reports", name, b.Cell, b.Count)
			}
		}
		for other, finer := range before {
			if other.from < name.from || other.to > name.to {
				continue // neither holds the other
			}
			for _, b := range bins {
				inside := int64(0)
				for _, f := range finer {
					if f.Cell.Resolution() >= b.Cell.Resolution() {
						if parent, err := f.Cell.Parent(b.Cell.Resolution()); err == nil && parent == b.Cell {
							inside += f.Count
						}
					}
				}
				if d := b.Count - inside; inside > 0 && d != 0 {
					if differences++; d > -5 && d < 5 {
						t.Errorf("%v less %v: %v has %d more", name, other, b.Cell, d)
					}
				}
			}
		}
	}
	if numbers < 100 || differences < 100 {
		t.Errorf("only %d numbers and %d differences are looked at", numbers, differences)
	}
	// a report that comes late, one that is rejected and one that moves change nothing
	w.report(900, 1, `'2026-09-10 00:00+07'::timestamptz`, `107.085`, `10.355`)
	w.exec(`DELETE FROM data.reports WHERE number = 'PA26-0007-0000'`)
	must(t, w.Publish(t.Context()))
	if diff := cmp.Diff(before, w.answers()); diff != "" {
		t.Errorf("later edits show (-before +after):\n%.800s", diff)
	}
}

// The public has no month that is not over, and cannot ask for days, filters or anything finer.
func TestPublicReportsAreOfPastMonths(t *testing.T) {
	w := reported(t)
	w.report(900, 50, `'2026-11-02 00:00+07'::timestamptz`, `107.085`, `10.355`)
	must(t, w.Publish(t.Context()))
	month := func(m time.Month) time.Time { return time.Date(2026, m, 1, 0, 0, 0, 0, calendar.Zone()) }
	q := hexbins.Query{Dataset: hexbins.Reports, Box: province(), Res: 7, From: month(11), To: month(12)}
	if r := w.read(q); len(r.Bins) > 0 {
		t.Errorf("of the running month: %v", r.Bins)
	}
	w.SetNow(month(12).AddDate(0, 0, 8))
	must(t, w.Publish(t.Context()))
	if r := w.read(q); total(r) != 50 {
		t.Errorf("of the month when it is over: %v", r.Bins)
	}
	var no *hexbins.Refused
	for what, ask := range map[string]hexbins.Query{
		"part of a month": {From: month(9).AddDate(0, 0, 1), To: month(10)},
		"days":            {From: month(9), To: month(10), Bucket: hexbins.Day},
		"a category":      {From: month(9), To: month(10), Where: []hexbins.Condition{{Field: "category", Values: []string{"other"}}}},
		"a sum":           {From: month(9), To: month(10), Value: hexbins.Sum, Field: "rating"},
	} {
		ask.Dataset, ask.Box = hexbins.Reports, province()
		if _, err := w.Read(t.Context(), ask); !errors.As(err, &no) {
			t.Errorf("%s: %v", what, err)
		}
	}
	ask := hexbins.Query{Dataset: hexbins.Reports, Box: province(), Res: 7, From: month(8), To: month(12), Bucket: hexbins.Month}
	r := w.read(ask)
	if len(r.Buckets) != 4 || len(r.Buckets[0].Bins) == 0 || len(r.Buckets[3].Bins) != 1 {
		t.Errorf("by month: %+v", r.Buckets)
	}
}

// The duty desk has every report but those that were rejected, to the hour.
func TestTheDutyDeskHasAllReports(t *testing.T) {
	w := reported(t)
	w.exec(`
		INSERT INTO data.report_history (report, at, actor_kind, action, from_state, to_state)
		SELECT id, now(), 'duty', 'reject', 'received', 'rejected' FROM data.reports WHERE number IN ('PA26-0001-0000', 'PA26-0002-0000');
		UPDATE data.reports SET state = 'rejected', reject_reason = 'no_place' WHERE number IN ('PA26-0001-0000', 'PA26-0002-0000')`)
	q := hexbins.Query{Dataset: hexbins.Reports, Duty: true, Box: province(), Res: 10, From: time.Date(2026, 8, 1, 0, 0, 0, 0, calendar.Zone())}
	if r := w.read(q); total(r) != 458 {
		t.Errorf("%d reports", total(r))
	}
	q.Bucket, q.To = hexbins.Hour, q.From.AddDate(0, 0, 10)
	want, got := int64(0), int64(0)
	must(t, w.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM data.reports WHERE state <> 'rejected' AND received_at < $1`, q.To).Scan(&want))
	for _, b := range w.read(q).Buckets {
		for _, bin := range b.Bins {
			got += bin.Count
		}
	}
	if got != want || want == 0 {
		t.Errorf("%d reports by the hour: want %d", got, want)
	}
}

// Parts never overlap, hold enough each, and leave out no more than cells with too few.
func TestPartsAreDisjoint(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 9))
	counts := map[hexbins.Cell]int64{}
	for range 300 {
		c, err := h3.LatLngToCell(h3.NewLatLng(10.3+0.2*rng.Float64()*rng.Float64(), 107+0.2*rng.Float64()*rng.Float64()), 9)
		must(t, err)
		counts[c] += int64(1 + rng.IntN(9))
	}
	parts, err := hexbins.Partition(counts, 5)
	must(t, err)
	all := int64(0)
	for _, n := range counts {
		all += n
	}
	for i, p := range parts {
		inside := int64(0)
		for c, n := range counts {
			if parent, err := c.Parent(p.Cell.Resolution()); err == nil && parent == p.Cell {
				inside += n
			}
		}
		if p.Count < 5 || p.Count != inside {
			t.Errorf("%v has %d, and %d lie in it", p.Cell, p.Count, inside)
		}
		all -= p.Count
		for _, other := range parts[i+1:] {
			if res := min(p.Cell.Resolution(), other.Cell.Resolution()); parent(t, p.Cell, res) == parent(t, other.Cell, res) {
				t.Errorf("%v and %v overlap", p.Cell, other.Cell)
			}
		}
	}
	if all != 0 || len(parts) < 5 {
		t.Errorf("%d reports are in none of %d parts", all, len(parts))
	}
}

func parent(t testing.TB, c hexbins.Cell, res int) hexbins.Cell {
	t.Helper()
	p, err := c.Parent(res)
	must(t, err)
	return p
}
