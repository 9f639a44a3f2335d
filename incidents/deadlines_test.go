package incidents_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/incidents"
)

// told lists what the clock told of a report.
func (d *desk) told(id int64) (list []string) {
	d.t.Helper()
	rows, err := d.DB.Owner.Query(d.t.Context(), `SELECT action || coalesce(' ' || (detail ->> 'what'), '') || coalesce(' ' || (detail ->> 'deadline'), '')
		FROM data.report_history WHERE report = $1 AND actor_kind = 'clock' ORDER BY id`, id)
	if err != nil {
		d.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			d.t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

func (d *desk) escalateAt(times ...string) {
	d.t.Helper()
	for _, at := range times {
		d.goTo(at)
		for range 2 { // the second time nothing is told again
			if err := d.Escalate(d.t.Context()); err != nil {
				d.t.Fatal(err)
			}
		}
	}
}

func TestDeadlinesRunInWorkingTimeAndAreToldOnce(t *testing.T) {
	d := newDesk(t)
	sent := d.send(d.roads()) // Monday 8:00; 8 hours of 7.5 a day
	r, err := d.Report(t.Context(), duty, sent.ID)
	if err != nil {
		t.Fatal(err)
	}
	isAt(t, "to be routed by", r.DueReceive, "2026-11-17T08:30:00+07:00")
	isAt(t, "near from", r.NearAt, "2026-11-16T16:24:00+07:00") // 6.4 hours
	d.escalateAt("2026-11-16T16:23:00+07:00")
	if got := d.told(sent.ID); len(got) != 0 {
		t.Errorf("told too early: %v", got)
	}
	d.escalateAt("2026-11-16T16:24:00+07:00", "2026-11-17T08:29:00+07:00", "2026-11-17T08:30:00+07:00", "2026-11-18T08:30:00+07:00")
	if diff := cmp.Diff([]string{"escalate near receive", "escalate past receive"}, d.told(sent.ID)); diff != "" {
		t.Error(diff)
	}
	if n := d.count(`SELECT count(*) FROM data.reports WHERE overdue`); n != 1 {
		t.Error("it is not overdue")
	}
	d.act(duty, sent.ID, verify())
	a := d.act(duty, sent.ID, assign("do-thi")) // Wednesday 8:30; 40 hours
	isAt(t, "to be handled by", a.DueAt, "2026-11-25T11:00:00+07:00")
	if a.Overdue {
		t.Error("a new deadline is past at once")
	}
	d.escalateAt("2026-11-25T11:00:00+07:00")
	if diff := cmp.Diff([]string{"escalate near receive", "escalate past receive", "escalate past handle"}, d.told(sent.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestWaitingStopsTheClock(t *testing.T) {
	d := newDesk(t)
	sent, r := d.assigned() // Monday 8:00: 40 hours, 5 days of 7.5 and 2.5
	isAt(t, "to be handled by", r.DueAt, "2026-11-23T10:30:00+07:00")
	d.goTo("2026-11-17T08:00:00+07:00") // 7.5 hours later
	w := d.act(agency, sent.ID, incidents.Action{What: "wait", Reason: "budget", Owner: "UBND tỉnh (hư cấu)", Next: "2026-12-10", PublicWords: text("Chờ kinh phí")})
	if w.DueAt != nil || w.Due() != nil {
		t.Errorf("a deadline runs while it waits: %v", w.DueAt)
	}
	st, err := d.Status(t.Context(), sent.Number)
	if err != nil || st.WaitReason == nil || *st.WaitReason != "budget" || st.WaitOwner == nil || *st.WaitOwner != "UBND tỉnh (hư cấu)" || st.WaitNext == nil || *st.WaitNext != "2026-12-10" {
		t.Errorf("the public is told %+v, %v", st, err)
	}
	d.escalateAt("2026-12-09T08:00:00+07:00")
	if got := d.told(sent.ID); len(got) != 0 {
		t.Errorf("the clock ran on: %v", got)
	}
	for _, at := range []string{"2026-12-09T09:00:00+07:00", "2026-12-10T09:00:00+07:00", "2026-12-10T10:00:00+07:00", "2026-12-11T09:00:00+07:00"} {
		d.goTo(at)
		if err := d.Remind(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"remind", "remind"}, d.told(sent.ID)); diff != "" { // on the day, and on the next
		t.Error(diff)
	}
	d.goTo("2026-12-14T08:00:00+07:00") // a Monday: 32.5 hours are left
	got := d.act(duty, sent.ID, incidents.Action{What: "resume"})
	isAt(t, "after waiting", got.DueAt, "2026-12-18T10:30:00+07:00")
	if got.WaitReason != nil || got.WaitOwner != nil || got.WaitNext != nil {
		t.Errorf("it waits still: %+v", got)
	}
}

func TestAnExtensionIsAskedForAndGranted(t *testing.T) {
	d := newDesk(t)
	sent, r := d.assigned()
	due := moment(t, "2026-12-01T17:00:00+07:00")
	asked := d.act(agency, sent.ID, incidents.Action{What: "extend", Due: &due, Words: "Mưa kéo dài"})
	if !asked.DueAt.Equal(*r.DueAt) || asked.AskedDue == nil {
		t.Errorf("the agency moved its own deadline: %+v", asked)
	}
	granted := d.act(duty, sent.ID, incidents.Action{What: "extend", Due: &due, Words: "Đồng ý"})
	if granted.AskedDue != nil || !granted.DueAt.Equal(due) {
		t.Errorf("granted: %+v", granted)
	}
	early := moment(t, "2026-11-20T17:00:00+07:00")
	_, err := d.Act(t.Context(), duty, sent.ID, incidents.Action{What: "extend", Due: &early, Words: "Sớm hơn"})
	wantRefused(t, "an earlier deadline", err, "invalid", "due")
}

func TestResolvedIsClosedAfterSevenDaysUnlessItIsNotFixed(t *testing.T) {
	d := newDesk(t)
	good, _ := d.resolved()
	bad, _ := d.resolved()
	d.goTo("2026-11-22T08:00:00+07:00")
	if _, err := d.ActAs(t.Context(), bad.Number, "not-the-key", incidents.Action{What: "reopen", Words: "Vẫn hỏng"}); err == nil {
		t.Fatal("anybody reopens it")
	}
	st, err := d.ActAs(t.Context(), bad.Number, bad.Follow, incidents.Action{What: "reopen", Words: "Vẫn hỏng"})
	if err != nil || st.State != incidents.Assigned {
		t.Fatalf("reopened: %+v, %v", st, err)
	}
	r, err := d.Report(t.Context(), agency, bad.ID) // the same agency has it again
	if err != nil || r.State != incidents.Assigned || r.ResolvedAt != nil {
		t.Fatalf("the agency sees %+v, %v", r, err)
	}
	isAt(t, "its own deadline", r.DueAt, "2026-11-30T10:00:00+07:00") // from Monday 23rd 7:30 on
	if last := r.History[len(r.History)-1]; last.InternalWords != "Vẫn hỏng" || last.ActorKind != incidents.Reporter {
		t.Errorf("the agency is told %+v", last)
	}
	d.goTo("2026-11-23T07:59:00+07:00")
	if err := d.CloseResolved(t.Context()); err != nil {
		t.Fatal(err)
	}
	if st, err := d.Status(t.Context(), good.Number); err != nil || st.State != incidents.Resolved {
		t.Errorf("before seven days are over: %+v, %v", st, err)
	}
	d.goTo("2026-11-23T08:00:00+07:00")
	if err := d.CloseResolved(t.Context()); err != nil {
		t.Fatal(err)
	}
	if st, err := d.Status(t.Context(), good.Number); err != nil || st.State != incidents.Closed {
		t.Errorf("after seven days: %+v, %v", st, err)
	}
	if st, err := d.Status(t.Context(), bad.Number); err != nil || st.State != incidents.Assigned {
		t.Errorf("the one that is not fixed: %+v, %v", st, err)
	}
}
