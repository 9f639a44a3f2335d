package incidents_test

import (
	"errors"
	"testing"

	"sotay/incidents"
)

// detailOf is a member of the detail of a report's last move.
func (d *desk) detailOf(id int64, member string) any {
	d.t.Helper()
	r, err := d.Report(d.t.Context(), duty, id)
	if err != nil {
		d.t.Fatal(err)
	}
	return r.History[len(r.History)-1].Detail[member]
}

// overdue is a report whose deadline of handling is past; it is Tuesday 24 November, 8:00.
func (d *desk) overdue() incidents.Sent {
	d.t.Helper()
	sent, _ := d.assigned() // due on Monday 23rd, 10:30
	d.goTo("2026-11-24T08:00:00+07:00")
	if err := d.Escalate(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	return sent
}

// onTime resolves a report as its agency and tells whether that counts as in time.
func (d *desk) onTime(who incidents.Actor, id int64) bool {
	d.t.Helper()
	d.act(who, id, incidents.Action{What: "start"})
	d.act(who, id, incidents.Action{What: "resolve", PublicWords: text("Đã vá"), Photos: []string{d.photo()}})
	told := d.detailOf(id, "on_time") == true
	if counted := d.count(`SELECT count(*) FROM data.reports WHERE id = $1 AND on_time`, id) == 1; counted != told {
		d.t.Errorf("told %v, counted %v", told, counted)
	}
	return told
}

// Who has a report already keeps its deadline when it is assigned to them again.
func TestTheSameAgencyKeepsItsDeadline(t *testing.T) {
	d := newDesk(t)
	sent := d.overdue()
	before := len(d.told(sent.ID))
	r := d.act(duty, sent.ID, assign("do-thi"))
	isAt(t, "due", r.DueAt, "2026-11-23T10:30:00+07:00")
	isAt(t, "assigned", r.AssignedAt, monday)
	if !r.Overdue {
		t.Error("not overdue any more")
	}
	if err := d.Escalate(t.Context()); err != nil || len(d.told(sent.ID)) != before {
		t.Errorf("told again: %v, %v", d.told(sent.ID), err)
	}
	if d.onTime(agency, sent.ID) {
		t.Error("resolved in time")
	}
	st, err := d.Statistics(t.Context(), duty, incidents.Filter{})
	if err != nil || st.All.Resolved != 1 || st.All.OnTime != 0 {
		t.Errorf("%+v, %v", st.All, err)
	}
}

// A deadline that was past when another took its place stays past, by whatever way.
func TestANewDeadlineDoesNotMakeItInTime(t *testing.T) {
	due := moment(t, "2026-12-11T17:00:00+07:00")
	wait := incidents.Action{What: "wait", Reason: "weather", Owner: "Đơn vị (hư cấu)", Next: "2026-11-27", PublicWords: text("Chờ tạnh mưa")}
	for name, c := range map[string]struct {
		then func(*desk, int64)
		who  incidents.Actor
	}{
		"another agency": {func(d *desk, id int64) { d.act(duty, id, assign("moi-truong")) }, others},
		"returned": {func(d *desk, id int64) {
			d.act(agency, id, incidents.Action{What: "return", Words: "Không phải việc của chúng tôi"})
			if d.detailOf(id, "was_overdue") != true {
				t.Error("the history does not say that it was overdue")
			}
			d.act(duty, id, assign("do-thi"))
		}, agency},
		"more time": {func(d *desk, id int64) {
			d.act(duty, id, incidents.Action{What: "extend", Due: &due, Words: "Đồng ý"})
		}, agency},
		"waited": {func(d *desk, id int64) {
			d.act(agency, id, wait)
			d.goTo("2026-11-28T08:00:00+07:00") // a Saturday: the time that is left, none, ends on Monday
			d.act(agency, id, incidents.Action{What: "resume"})
			d.act(duty, id, assign("moi-truong"))
		}, others},
	} {
		d := newDesk(t)
		sent := d.overdue()
		c.then(d, sent.ID)
		if r, err := d.Report(t.Context(), duty, sent.ID); err != nil || r.Overdue || r.Due() == nil || !r.Due().After(d.Now()) {
			t.Errorf("%s: its new deadline runs: %+v, %v", name, r.Report, err)
		}
		if d.onTime(c.who, sent.ID) {
			t.Errorf("%s: resolved in time", name)
		}
	}
	d := newDesk(t) // by the same ways before it is past
	sent, _ := d.assigned()
	d.act(duty, sent.ID, incidents.Action{What: "extend", Due: &due, Words: "Đồng ý"})
	d.act(agency, sent.ID, wait)
	d.act(agency, sent.ID, incidents.Action{What: "resume"})
	d.act(duty, sent.ID, assign("moi-truong"))
	if !d.onTime(others, sent.ID) {
		t.Error("none was past, and it is late")
	}
	late := d.overdue() // reopened it begins anew
	d.act(duty, late.ID, incidents.Action{What: "extend", Due: &due, Words: "Đồng ý"})
	d.onTime(agency, late.ID)
	d.act(duty, late.ID, incidents.Action{What: "reopen", Words: "Vẫn hỏng"})
	if !d.onTime(agency, late.ID) {
		t.Error("what was late the first time is late for ever")
	}
}

// A category that is corrected brings its own hours, from when they began to run.
func TestACorrectedCategoryBringsItsDeadline(t *testing.T) {
	power := func(what string) incidents.Action {
		return incidents.Action{What: what, Category: text("power"), PublicWords: text("Mất điện")}
	}
	d := newDesk(t)
	d.goTo("2026-11-16T09:00:00+07:00")
	sent := d.send(d.roads()) // 8 hours to receive it; power has 2
	r := d.act(duty, sent.ID, power("verify"))
	isAt(t, "to be routed by", r.DueReceive, "2026-11-16T11:00:00+07:00")
	isAt(t, "near from", r.NearAt, "2026-11-16T10:36:00+07:00")

	d.goTo("2026-11-16T08:00:00+07:00")
	sent, _ = d.assigned() // 40 hours to handle it; power has 4
	d.goTo("2026-11-16T09:00:00+07:00")
	r = d.act(duty, sent.ID, power("edit"))
	isAt(t, "to be handled by", r.DueAt, "2026-11-16T14:00:00+07:00")
	isAt(t, "near from", r.NearAt, "2026-11-16T11:12:00+07:00")
	d.escalateAt("2026-11-16T14:00:00+07:00")
	r = d.act(duty, sent.ID, incidents.Action{What: "edit", Category: text("trees")})
	isAt(t, "back again", r.DueAt, "2026-11-23T10:30:00+07:00")
	if r.Overdue {
		t.Error("overdue by the hours of the wrong category")
	}
	if !d.onTime(agency, sent.ID) {
		t.Error("late by the hours of the wrong category")
	}

	d.goTo("2026-11-16T08:00:00+07:00") // time that was added stays
	sent, _ = d.assigned()
	due := moment(t, "2026-11-23T14:00:00+07:00") // 1.5 hours more
	d.act(duty, sent.ID, incidents.Action{What: "extend", Due: &due, Words: "Mưa"})
	r = d.act(duty, sent.ID, power("edit"))
	isAt(t, "with more time", r.DueAt, "2026-11-16T15:30:00+07:00") // 5.5 hours
	d.act(duty, sent.ID, incidents.Action{What: "wait", Reason: "weather", Owner: "Đơn vị (hư cấu)", Next: "2026-11-20", PublicWords: text("Chờ")})
	d.act(duty, sent.ID, incidents.Action{What: "edit", Category: text("roads")})
	d.goTo("2026-11-23T08:00:00+07:00") // a week later
	r = d.act(duty, sent.ID, incidents.Action{What: "resume"})
	isAt(t, "after waiting", r.DueAt, "2026-11-30T14:00:00+07:00") // 41.5 hours
}

// What is not fixed goes to the desk where the agency has ceased: there is nobody to tell.
func TestNotFixedByAnAgencyThatHasCeased(t *testing.T) {
	d := newDesk(t)
	sent, _ := d.resolved()
	if _, err := d.SaveAgency(t.Context(), "truc_ban", "do-thi", func(a *incidents.AgencyUnit) { a.Active = false }); err != nil {
		t.Fatal(err)
	}
	d.routes(incidents.Route{Agency: "moi-truong", Since: "2020-01-01"})
	if st, err := d.ActAs(t.Context(), sent.Number, sent.Follow, incidents.Action{What: "reopen", Words: "Vẫn hỏng"}); err != nil || st.State != incidents.Verified || st.Agency != nil {
		t.Fatalf("%+v, %v", st, err)
	}
	r, err := d.Report(t.Context(), duty, sent.ID)
	if err != nil || r.Suggested == nil || *r.Suggested != "moi-truong" || d.detailOf(sent.ID, "agency") != "do-thi" || d.detailOf(sent.ID, "ceased") != true {
		t.Fatalf("%+v, %v", r, err)
	}
	isAt(t, "to be routed by", r.Due(), "2026-11-17T08:30:00+07:00")
	if got := d.act(duty, sent.ID, incidents.Action{What: "assign"}); got.Agency == nil || *got.Agency != "moi-truong" {
		t.Errorf("assigned to %v", got.Agency)
	}
}

// What changes nothing that the desk decides on outdates nothing that it saw; who moved the report
// is told, not who supported it since.
func TestNeighboursAndTheClockStandInNobodysWay(t *testing.T) {
	d := newDesk(t)
	sent, seen := d.assigned()
	support := func(key string) {
		t.Helper()
		if _, err := d.ActAs(t.Context(), sent.Number, "", incidents.Action{What: "support", Key: key}); err != nil {
			t.Fatal(err)
		}
	}
	act := func(what string, who incidents.Actor, a incidents.Action) {
		t.Helper()
		a.Version = seen.Version
		var err error
		if seen, err = d.Act(t.Context(), who, sent.ID, a); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	support("key-of-a-neighbour-1")
	d.escalateAt("2026-11-24T08:00:00+07:00")
	act("after the clock", agency, incidents.Action{What: "wait", Reason: "weather", Owner: "Đơn vị (hư cấu)", Next: "2026-11-27", PublicWords: text("Chờ")})
	d.goTo("2026-11-27T08:00:00+07:00")
	if err := d.Remind(t.Context()); err != nil || d.detailOf(sent.ID, "next") != "2026-11-27" {
		t.Fatal("not reminded", err)
	}
	act("after the reminder", agency, incidents.Action{What: "resume"})
	act("resolve", agency, incidents.Action{What: "resolve", PublicWords: text("Đã vá"), Photos: []string{d.photo()}})
	if _, err := d.ActAs(t.Context(), sent.Number, sent.Follow, incidents.Action{What: "rate", Rating: 3}); err != nil {
		t.Fatal(err)
	}
	act("after the rating", duty, incidents.Action{What: "reopen", Words: "Vẫn hỏng"})

	old := seen.Version
	act("start", agency, incidents.Action{What: "start"})
	support("key-of-a-neighbour-2")
	_, err := d.Act(t.Context(), duty, sent.ID, incidents.Action{What: "assign", Agency: "moi-truong", Version: old})
	var clash *incidents.Conflict
	if !errors.As(err, &clash) || clash.By != agency.Login || clash.Action != "start" {
		t.Errorf("got %#v", err)
	}
}
