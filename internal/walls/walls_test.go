package walls_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/internal/testdb"
	"sotay/internal/walls"
)

// report adds one that was received some days ago.
const report = `
	WITH a AS (INSERT INTO data.agencies (code, name_vi, name_en) VALUES ('thu', 'Đơn vị thử', 'Test agency') ON CONFLICT (code) DO UPDATE SET name_en = 'Test agency' RETURNING id)
	INSERT INTO data.reports (number, category, words, geom, coarse, state, overdue, received_at, resolved_at, due_at,
	       agency, reject_reason, wait_reason, wait_owner, wait_next, paused_at, remaining_s)
	SELECT $1, $2, 'thử', p, p, $3::text, $4, now() - $5::float8 * interval '1 day', now() - $6::float8 * interval '1 day', now() - $7::float8 * interval '1 day',
	       a.id, CASE WHEN $3 = 'rejected' THEN 'other' END, w.reason, w.reason, w.day, w.day, w.rest
	FROM   a, (SELECT 'SRID=4326;POINT(107.0801 10.3502)'::geometry AS p) AS place,
	       (SELECT) AS one LEFT JOIN (SELECT 'budget' AS reason, date '2026-12-01' AS day, 60 AS rest) AS w ON $3 = 'waiting'`

func TestOpenReports(t *testing.T) {
	db := testdb.New(t)
	s := walls.New(db.App)
	type row struct {
		number, category, state string
		overdue                 bool
		age                     float64
		resolved, due           *float64
	}
	days := func(d float64) *float64 { return &d }
	for _, r := range []row{
		{"PA26-0000-0001", "roads", "received", false, 0, nil, nil},
		{"PA26-0000-0002", "noise", "received", false, 2, nil, nil},
		{"PA26-0000-0003", "roads", "waiting", false, 5, nil, nil},
		{"PA26-0000-0004", "roads", "assigned", true, 30, nil, days(3)},
		{"PA26-0000-0005", "roads", "resolved", false, 40, days(3), days(2)},
		{"PA26-0000-0006", "roads", "closed", false, 40, days(4), days(5)},
		{"PA26-0000-0007", "roads", "closed", false, 90, days(60), days(61)},
		{"PA26-0000-0008", "roads", "rejected", false, 0, nil, nil},
	} {
		if _, err := db.Owner.Exec(t.Context(), report, r.number, r.category, r.state, r.overdue, r.age, r.resolved, r.due); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := walls.OpenReports{
		States: []walls.StateCount{
			{State: "received", Ages: [4]int{1, 1, 0, 0}}, {State: "assigned", Ages: [4]int{0, 0, 0, 1}}, {State: "waiting", Ages: [4]int{0, 0, 1, 0}},
		},
		Places: got.Places,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	exact := 0
	for _, p := range got.Places {
		if p.Lon == 107.0801 && p.Lat == 10.3502 {
			exact++
		}
	}
	if len(got.Places) != 4 || exact != 3 {
		t.Errorf("%d places, %d of them exact: the sensitive one must not be", len(got.Places), exact)
	}
	heat, err := s.Heat(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if len(heat.Cells) != 1 || len(heat.Cells[0].Ring) != 7 || heat.Cells[0].Counts[heat.Steps-1] != 1 {
		t.Fatalf("the heat is %+v", heat)
	}
	sum := 0
	for _, n := range heat.Cells[0].Counts {
		sum += n
	}
	if sum != 3 { // of the last week, without what was rejected
		t.Errorf("the heat counts %d", sum)
	}
}

func TestHappened(t *testing.T) {
	db := testdb.New(t)
	if _, err := db.Owner.Exec(t.Context(), report, "PA26-0000-0001", "roads", "received", false, 0.0, nil, nil); err != nil {
		t.Fatal(err)
	}
	_, err := db.Owner.Exec(t.Context(), `
		INSERT INTO data.report_history (report, at, actor, actor_kind, action, from_state, to_state, public_words, internal_words, detail)
		SELECT r.id, now(), 'Trần Thị Bí Mật (hư cấu)', 'duty', action, 'received', 'verified', '', 'nội bộ', detail::jsonb
		FROM   data.reports r, (VALUES (1, 'verify', '{}'), (2, 'support', '{}'), (3, 'rate', '{}'), (4, 'edit', '{}'),
		       (5, 'escalate', '{"what": "near"}'), (6, 'escalate', '{"what": "past"}')) AS h (n, action, detail)
		ORDER  BY n`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := walls.New(db.App).Happened(t.Context(), 10)
	if err != nil || len(got) != 3 || got[0].What != walls.Past || got[1].What != walls.Near || got[2].What != "verify" || got[2].Vi != "Hạ tầng giao thông" || got[2].Number != "" {
		t.Errorf("%+v, %v", got, err)
	}
}
