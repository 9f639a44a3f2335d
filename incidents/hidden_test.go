package incidents_test

import (
	"slices"
	"testing"
	"time"

	"sotay/incidents"
)

// sendAs sends a report of a category at a time of Monday, and verifies it.
func (d *desk) sendAs(category, at string) incidents.Sent {
	d.t.Helper()
	d.goTo("2026-11-16T" + at + "+07:00")
	n := d.roads()
	n.Category = category
	sent := d.send(n)
	d.act(duty, sent.ID, verify())
	return sent
}

// midnight tells whether a moment is none but that of a day, UTC+7.
func midnight(at time.Time) bool { return at.UTC().Format("15:04:05.999999") == "17:00:00" }

// Of a sensitive report nothing tells more than days: neither what is shown, nor the order.
func TestASensitiveReportHasDaysAlone(t *testing.T) {
	d := newDesk(t)
	first, hidden, last := d.sendAs("roads", "08:10:07"), d.sendAs("noise", "08:17:31"), d.sendAs("roads", "08:30:09")
	d.goTo("2026-11-17T09:41:13+07:00")
	d.act(duty, hidden.ID, assign("do-thi"))
	d.act(agency, hidden.ID, incidents.Action{What: "start"})
	days := func(what string, list ...*time.Time) {
		t.Helper()
		for i, at := range list {
			if at == nil || !midnight(*at) {
				t.Errorf("%s, %d: %v", what, i, at)
			}
		}
	}
	look := func() incidents.Status {
		t.Helper()
		st, err := d.Status(t.Context(), hidden.Number)
		if err != nil || len(st.History) == 0 {
			t.Fatalf("%+v, %v", st, err)
		}
		days("status", &st.ReceivedAt, st.VerifiedAt, st.AssignedAt)
		for _, step := range st.History {
			days("step "+step.Action, &step.At)
		}
		return st
	}
	days("status: due", look().DueAt)
	days("public: due", d.public()[hidden.Number].DueAt)
	filter := incidents.RequestFilter{Since: moment(t, "2026-11-15T00:00:00+07:00"), Until: moment(t, "2026-11-30T00:00:00+07:00"), Limit: 10}
	numbers := func(list []incidents.Request) (out []string) {
		for _, q := range list {
			if out = append(out, q.Number); q.Number == hidden.Number {
				days("request", &q.ReceivedAt, &q.UpdatedAt, q.DueAt)
			}
		}
		return out
	}
	list, err := d.Requests(t.Context(), filter)
	if got, want := numbers(list), []string{last.Number, first.Number, hidden.Number}; err != nil || !slices.Equal(got, want) {
		t.Errorf("listed %v, want %v, %v", got, want, err)
	}
	list, err = d.Requests(t.Context(), incidents.RequestFilter{Numbers: []string{first.Number, hidden.Number, last.Number}, Limit: 10})
	if got, want := numbers(list), []string{last.Number, first.Number, hidden.Number}; err != nil || !slices.Equal(got, want) {
		t.Errorf("named %v, want %v, %v", got, want, err)
	}
	updates, err := d.Updates(t.Context(), filter)
	if err != nil || len(updates) != 8 || updates[0].Number != hidden.Number || updates[2].Number != first.Number {
		t.Fatalf("updates %+v, %v", updates, err)
	}
	for _, u := range updates {
		if u.Number == hidden.Number {
			days("update", &u.At)
		}
	}
	d.act(agency, hidden.ID, incidents.Action{What: "resolve", PublicWords: text("Đã nhắc"), Photos: []string{d.photo()}})
	d.act(duty, hidden.ID, incidents.Action{What: "close"})
	st := look()
	days("status: done", st.ResolvedAt, st.ClosedAt)
	if st, err := d.Status(t.Context(), first.Number); err != nil || midnight(st.ReceivedAt) || midnight(*st.DueAt) {
		t.Errorf("of a road: %+v, %v", st, err)
	}
}

// Moves are chosen by their time, and keep their number among those of their report.
func TestUpdatesAreChosenByTime(t *testing.T) {
	d := newDesk(t)
	sent := d.sendAs("roads", "08:00:00")
	unpublished := d.send(d.roads())
	d.goTo("2026-11-18T10:00:00+07:00")
	d.act(duty, sent.ID, assign("do-thi"))
	d.goTo("2026-11-19T10:00:00+07:00")
	d.act(agency, sent.ID, incidents.Action{What: "start"})
	f := incidents.RequestFilter{Since: moment(t, "2026-11-18T00:00:00+07:00"), Until: moment(t, "2026-11-19T10:00:00+07:00"), Limit: 10}
	nths := func(f incidents.RequestFilter) (out []int64) {
		t.Helper()
		list, err := d.Updates(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range list {
			if u.Number != sent.Number {
				t.Errorf("told of %+v", u)
			}
			out = append(out, u.Nth)
		}
		return out
	}
	if got := nths(f); !slices.Equal(got, []int64{3, 4}) {
		t.Errorf("of two days: %v", got)
	}
	f.Limit, f.Offset = 1, 1
	if got := nths(f); !slices.Equal(got, []int64{4}) {
		t.Errorf("of the second page: %v", got)
	}
	f.Limit, f.Offset, f.Until = 10, 0, f.Until.Add(-time.Second)
	if got := nths(f); !slices.Equal(got, []int64{3}) {
		t.Errorf("until a second before: %v", got)
	}
	list, err := d.Updates(t.Context(), incidents.RequestFilter{Numbers: []string{unpublished.Number}, Until: d.Now(), Limit: 10})
	if err != nil || len(list) != 1 || list[0].Action != "send" {
		t.Errorf("of one that is named: %+v, %v", list, err)
	}
}

// A day's moves are found by their time, without all history being read.
func TestUpdatesDoNotReadAllHistory(t *testing.T) {
	d := newDesk(t)
	sent := d.sendAs("roads", "08:00:00")
	if _, err := d.DB.Owner.Exec(t.Context(), `
		INSERT INTO data.report_history (report, at, actor_kind, action, from_state, to_state)
		SELECT $1, '2026-01-01'::timestamptz + i * interval '20 minutes', 'duty', 'x', 'assigned', 'in_progress' FROM generate_series(1, 20000) AS i`, sent.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.DB.Owner.Exec(t.Context(), `ANALYZE data.report_history`); err != nil {
		t.Fatal(err)
	}
	f := incidents.RequestFilter{Since: moment(t, "2026-03-01T00:00:00+07:00"), Until: moment(t, "2026-03-01T01:00:00+07:00"), Limit: 10}
	for try := 0; ; try++ { // what the database counts of a query comes a while later
		list, err := d.Updates(t.Context(), f)
		if err != nil || len(list) != 4 {
			t.Fatalf("%d of an hour, %v", len(list), err)
		}
		if d.count(`SELECT coalesce(max(idx_scan), 0) FROM pg_stat_user_indexes WHERE indexrelname = 'report_history_at'`) > 0 {
			return
		}
		if try == 100 {
			t.Fatal("the index by time is not used")
		}
		time.Sleep(100 * time.Millisecond)
	}
}
