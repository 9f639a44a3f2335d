package hexbins_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"sotay/hexbins"
	"sotay/internal/calendar"
)

// cared is a world whose reports have categories, states, agencies and ratings of their own.
func cared(t *testing.T) *world {
	t.Helper()
	w := reported(t)
	w.exec(`INSERT INTO data.agencies (code, name_vi) VALUES ('moi-truong', 'Đơn vị thử'), ('giao-thong', 'Đơn vị khác')`)
	w.exec(`
		WITH changed AS (
		UPDATE data.reports SET
			category = (ARRAY['roads', 'noise', 'waste'])[1 + id % 3], state = (ARRAY['received', 'assigned', 'resolved', 'rejected'])[1 + id % 4],
			reject_reason = CASE WHEN id % 4 = 3 THEN 'no_place' END, commune = (ARRAY['26506', '26526'])[1 + id % 2], overdue = id % 5 = 0, supporters = id % 7,
			rating = CASE WHEN id % 2 = 0 THEN 1 + id % 3 END, agency = CASE WHEN id % 4 IN (1, 2) THEN (SELECT a.id FROM data.agencies a WHERE a.code = (ARRAY['moi-truong', 'giao-thong'])[1 + reports.id / 4 % 2]) END
		RETURNING id, state)
		INSERT INTO data.report_history (report, at, actor_kind, action, from_state, to_state) SELECT id, now(), 'duty', 'move', 'received', state FROM changed WHERE state <> 'received'`)
	return w
}

// recount is what the duty desk is to be told, by cell, counted one report after the other.
func (w *world) recount(q hexbins.Query, condition string) []hexbins.Bin {
	w.t.Helper()
	number := "1"
	if q.Field != "" {
		number = q.Field
	}
	rows, err := w.db.Owner.Query(w.t.Context(), `
		SELECT st_x(r.geom), st_y(r.geom), `+number+`::float8 FROM data.reports r LEFT JOIN data.agencies a ON a.id = r.agency
		WHERE r.received_at >= $1 AND `+number+` IS NOT NULL AND `+condition, q.From)
	must(w.t, err)
	sums := map[hexbins.Cell]*hexbins.Bin{}
	var lon, lat, v float64
	_, err = pgx.ForEachRow(rows, []any{&lon, &lat, &v}, func() error {
		c, err := hexbins.At(lon, lat)
		must(w.t, err)
		c = parent(w.t, c, q.Res)
		b, there := sums[c]
		if !there {
			b = &hexbins.Bin{Cell: c, Value: v}
			sums[c] = b
		}
		b.Count++
		switch {
		case q.Value == "" || q.Value == hexbins.Count:
			b.Value = float64(b.Count)
		case !there:
		case q.Value == hexbins.Max:
			b.Value = math.Max(b.Value, v)
		case q.Value == hexbins.Min:
			b.Value = math.Min(b.Value, v)
		default:
			b.Value += v
		}
		return err
	})
	must(w.t, err)
	var list []hexbins.Bin
	for _, b := range sums {
		if q.Value == hexbins.Mean {
			b.Value /= float64(b.Count)
		}
		list = append(list, *b)
	}
	return list
}

// The duty desk has heat by category, state, agency, commune and what is overdue, and sums and means
// of supporters and ratings: each as a recount of the reports has it, and none as if nothing had been asked.
func TestTheDutyDeskFiltersReports(t *testing.T) {
	w := cared(t)
	where := func(list ...string) (out []hexbins.Condition) {
		for _, s := range list {
			field, values, _ := strings.Cut(s, ":")
			out = append(out, hexbins.Condition{Field: field, Values: strings.Split(values, ",")})
		}
		return out
	}
	const taken = `state <> 'rejected' AND `
	seen := map[string]bool{}
	for _, c := range []struct {
		value, field string
		where        []hexbins.Condition
		recount      string
	}{
		{"", "", nil, taken + `true`},
		{"", "", where("category:roads"), taken + `category = 'roads'`},
		{"", "", where("category:roads,noise"), taken + `category IN ('roads', 'noise')`},
		{"", "", where("state:resolved"), `state = 'resolved'`},
		{"", "", where("state:rejected,received"), `state IN ('rejected', 'received')`},
		{"", "", where("agency:moi-truong"), taken + `a.code = 'moi-truong'`},
		{"", "", where("commune:26506"), taken + `commune = '26506'`},
		{"", "", where("overdue:true"), taken + `overdue`},
		{"", "", where("overdue:false"), taken + `NOT overdue`},
		{"", "", where("overdue:true", "agency:giao-thong", "category:waste,noise"), taken + `overdue AND a.code = 'giao-thong' AND category IN ('waste', 'noise')`},
		{"sum", "supporters", nil, taken + `true`},
		{"mean", "rating", nil, taken + `true`},
		{"max", "supporters", where("state:resolved"), `state = 'resolved'`},
		{"min", "rating", where("category:waste"), taken + `category = 'waste'`},
	} {
		q := hexbins.Query{
			Dataset: hexbins.Reports, Duty: true, Box: province(), Res: 9, Value: c.value, Field: c.field, Where: c.where,
			From: time.Date(2026, 8, 20, 0, 0, 0, 0, calendar.Zone()),
		}
		got, want := w.read(q).Bins, w.recount(q, c.recount)
		byCell := cmpopts.SortSlices(func(a, b hexbins.Bin) bool { return a.Cell < b.Cell })
		if diff := cmp.Diff(want, got, byCell, cmpopts.EquateApprox(1e-9, 0)); diff != "" || len(want) == 0 {
			t.Errorf("%s %s %v (-recount +told):\n%.1000s", c.value, c.field, c.where, diff)
		}
		if text := fmt.Sprint(got); seen[text] {
			t.Errorf("%s %s %v: the same as another", c.value, c.field, c.where)
		} else {
			seen[text] = true
		}
	}
	q := hexbins.Query{Dataset: hexbins.Reports, Duty: true, Box: province(), Res: 9, Where: where("category:roads'; DROP TABLE data.reports; --", "agency:none")}
	if r := w.read(q); len(r.Bins) > 0 {
		t.Errorf("of nothing: %v", r.Bins)
	}
}

// What reports do not have is refused for the duty desk too, and of what it may the public has nothing.
func TestWhatReportsDoNotHave(t *testing.T) {
	w := reported(t)
	var no *hexbins.Refused
	for what, q := range map[string]hexbins.Query{
		"words":         {Where: []hexbins.Condition{{Field: "words", Values: []string{"x"}}}},
		"maybe overdue": {Where: []hexbins.Condition{{Field: "overdue", Values: []string{"true", "maybe"}}}},
		"a sum of none": {Value: hexbins.Sum},
		"ids":           {Value: hexbins.Max, Field: "id"},
		"a median":      {Value: "median", Field: "rating"},
		"a parameter":   {Parameter: "PM2.5"},
	} {
		q.Dataset, q.Duty, q.Box = hexbins.Reports, true, province()
		if _, err := w.Read(t.Context(), q); !errors.As(err, &no) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for what, q := range map[string]hexbins.Query{
		"state": {Where: []hexbins.Condition{{Field: "state", Values: []string{"closed"}}}}, "agency": {Where: []hexbins.Condition{{Field: "agency", Values: []string{"x"}}}},
		"overdue": {Where: []hexbins.Condition{{Field: "overdue", Values: []string{"true"}}}}, "rating": {Value: hexbins.Mean, Field: "rating"},
	} {
		q.Dataset, q.Box = hexbins.Reports, province()
		if _, err := w.Read(t.Context(), q); !errors.As(err, &no) {
			t.Errorf("the public: %s: %v", what, err)
		}
	}
}
