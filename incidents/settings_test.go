package incidents_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/incidents"
)

// recorded counts the rows of the audit log of an action.
func (d *desk) recorded(action string) int {
	d.t.Helper()
	return d.count(`SELECT count(*) FROM sotay.audit WHERE action = $1 AND actor = 'truc_ban'`, action)
}

// What the desk changes of agencies, routes, categories and days off stands in the audit log, in
// the same transaction: where the row cannot be written nothing is changed.
func TestWhatReportsGoByIsChangedWithARecordOrNot(t *testing.T) {
	d := newDesk(t)
	tet := incidents.Holiday{Day: "2026-02-17", NameVi: "Tết", Source: "Thông báo 1/TB (hư cấu)", Verified: true}
	category := incidents.Category{ReceiveHours: 4, HandleHours: 16, Urgency: "urgent", Sensitive: true, Active: true}
	changes := map[string]func() error{
		"agency.save": func() error {
			_, err := d.SaveAgency(t.Context(), "truc_ban", "cay", to(incidents.AgencyUnit{NameVi: "Cây (hư cấu)", Active: true}))
			return err
		},
		"report_routes.save": func() error {
			return d.SaveRoutes(t.Context(), "truc_ban", []incidents.Route{{Agency: "do-thi", Since: "2026-01-01"}, {Category: text("noise"), Agency: "do-thi", Since: "2026-01-01"}})
		},
		"report_route.save": func() error {
			_, err := d.SaveRoute(t.Context(), "truc_ban", 0, to(incidents.Route{Category: text("trees"), Agency: "do-thi", Since: "2026-01-01"}))
			return err
		},
		"report_category.save": func() error { _, err := d.SaveCategory(t.Context(), "truc_ban", "noise", to(category)); return err },
		"report_policy.save": func() error {
			_, err := d.SavePolicy(t.Context(), "truc_ban", func(p *incidents.Policy) { p.CloseAfterDays = 9 })
			return err
		},
		"holidays.save": func() error { return d.SaveHolidays(t.Context(), "truc_ban", 2026, []incidents.Holiday{tet}) },
	}
	state := `SELECT (SELECT count(*) FROM data.agencies) * 1000000 + (SELECT count(*) FROM data.report_routes) * 1000
		+ (SELECT count(*) FROM data.holidays) + (SELECT handle_hours FROM data.report_categories WHERE code = 'noise')::bigint * 10000000
		+ (SELECT close_after_days FROM data.report_policy) * 100000000000`
	for action, change := range changes {
		before, rows := d.count(state), d.recorded(action)
		if _, err := d.DB.Owner.Exec(t.Context(), `REVOKE INSERT ON sotay.audit FROM sotay_app`); err != nil {
			t.Fatal(err)
		}
		if err := change(); err == nil {
			t.Errorf("%s without a row of the audit log", action)
		}
		if after := d.count(state); after != before {
			t.Errorf("%s: changed from %d to %d without a record", action, before, after)
		}
		if _, err := d.DB.Owner.Exec(t.Context(), `GRANT INSERT ON sotay.audit TO sotay_app`); err != nil {
			t.Fatal(err)
		}
		if err := change(); err != nil {
			t.Fatal(action, err)
		}
		if after := d.count(state); after == before || d.recorded(action) != rows+1 {
			t.Errorf("%s: %d as before, %d rows", action, after, d.recorded(action))
		}
	}
}

// One route is changed, added and taken away beside those of others.
func TestOneRouteIsChangedAlone(t *testing.T) {
	d := newDesk(t)
	d.routes(incidents.Route{Agency: "do-thi", Since: "2026-01-01"}, incidents.Route{Category: text("trees"), Agency: "do-thi", Since: "2026-01-01"})
	list, err := d.Routes(t.Context())
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	var all sync.WaitGroup
	for i, r := range list { // two people at once, each another route
		all.Go(func() {
			change := func(r *incidents.Route) { r.Agency, r.Until = "moi-truong", text("2027-01-01") }
			if got, err := d.SaveRoute(t.Context(), "truc_ban", r.ID, change); err != nil || got.ID != r.ID {
				t.Errorf("%d: %+v, %v", i, got, err)
			}
		})
	}
	added, err := d.SaveRoute(t.Context(), "truc_ban", 0, to(incidents.Route{Category: text("waste"), Agency: "do-thi", Since: "2026-01-01"}))
	if err != nil || added.ID == 0 {
		t.Fatal(added, err)
	}
	all.Wait()
	if n := d.count(`SELECT count(*) FROM data.report_routes t JOIN data.agencies a ON a.id = t.agency WHERE a.code = 'moi-truong' AND t.until = '2027-01-01'`); n != 2 {
		t.Errorf("%d routes are changed, want 2", n)
	}
	if err := d.DeleteRoute(t.Context(), "truc_ban", added.ID); err != nil {
		t.Error(err)
	}
	wantRefused(t, "a route that is gone", d.DeleteRoute(t.Context(), "truc_ban", added.ID), "not_found", "id")
	_, err = d.SaveRoute(t.Context(), "truc_ban", added.ID, to(added))
	wantRefused(t, "a route that is gone", err, "not_found", "id")
	for field, r := range map[string]incidents.Route{
		"agency":   {Agency: "x\x00", Since: "2026-01-01"},
		"commune":  {Agency: "do-thi", Since: "2026-01-01", Commune: text("\x00")},
		"category": {Agency: "do-thi", Since: "2026-01-01", Category: text("none")},
		"since":    {Agency: "do-thi", Since: "2026-02-30"},
	} {
		_, err := d.SaveRoute(t.Context(), "truc_ban", 0, to(r))
		wantRefused(t, field, err, "invalid", field)
	}
}

// Days off are changed by years, and deadlines go by them.
func TestHolidaysAreSavedByYears(t *testing.T) {
	d := newDesk(t)
	before, err := d.Holidays(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	doubtful, sure := 0, 0
	for _, h := range before {
		if claims := strings.Contains(strings.ToLower(h.Source), "chưa "); claims == h.Verified {
			t.Errorf("%+v", h)
		} else if claims {
			doubtful++
		} else {
			sure++
		}
	}
	if doubtful == 0 || sure == 0 {
		t.Fatalf("%d doubtful days, %d sure ones", doubtful, sure)
	}
	days := []incidents.Holiday{{Day: "2026-11-17", NameVi: "Nghỉ (hư cấu)", Source: "Thông báo 2/TB (hư cấu)", Verified: true}}
	if err := d.SaveHolidays(t.Context(), "truc_ban", 2026, days); err != nil {
		t.Fatal(err)
	}
	after, err := d.Holidays(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := append([]incidents.Holiday{}, days...)
	for _, h := range before {
		if h.Day > "2027" {
			want = append(want, h)
		}
	}
	if diff := cmp.Diff(want, after); diff != "" {
		t.Error(diff)
	}
	sent := d.send(d.roads()) // Monday 8:00; 8 hours of 7.5 a day, and nobody works on Tuesday
	r, err := d.Report(t.Context(), duty, sent.ID)
	if err != nil {
		t.Fatal(err)
	}
	isAt(t, "to be routed by", r.DueReceive, "2026-11-18T08:30:00+07:00")
	for field, list := range map[string][]incidents.Holiday{
		"holidays[0].day":     {{Day: "2027-01-01", NameVi: "x", Source: "x"}},
		"holidays[1].day":     {days[0], days[0]},
		"holidays[0].name_vi": {{Day: "2026-01-01", Source: "x"}},
		"holidays[0].source":  {{Day: "2026-01-01", NameVi: "x", Source: " "}},
		"holidays":            make([]incidents.Holiday, 101),
	} {
		wantRefused(t, field, d.SaveHolidays(t.Context(), "truc_ban", 2026, list), "invalid", field)
	}
	if again, err := d.Holidays(t.Context()); err != nil || len(again) != len(after) {
		t.Errorf("what was refused left %d days, %v", len(again), err)
	}
}

// A category's hours are the next report's.
func TestACategorysHours(t *testing.T) {
	d := newDesk(t)
	c, err := d.SaveCategory(t.Context(), "truc_ban", "roads", to(incidents.Category{ReceiveHours: 2, HandleHours: 3, Urgency: "normal", Active: true}))
	if err != nil || c.NameVi != "Hạ tầng giao thông" {
		t.Fatalf("%+v, %v", c, err)
	}
	_, r := d.assigned()
	isAt(t, "received by", r.DueReceive, "2026-11-16T10:00:00+07:00")
	isAt(t, "handled by", r.DueAt, "2026-11-16T11:00:00+07:00")
	for field, c := range map[string]incidents.Category{
		"code":          {Code: "none", ReceiveHours: 2, HandleHours: 3, Urgency: "normal"},
		"receive_hours": {Code: "roads", HandleHours: 3, Urgency: "normal"},
		"handle_hours":  {Code: "roads", ReceiveHours: 2, HandleHours: 2001, Urgency: "normal"},
		"urgency":       {Code: "roads", ReceiveHours: 2, HandleHours: 3, Urgency: "soon"},
	} {
		_, err := d.SaveCategory(t.Context(), "truc_ban", c.Code, to(c))
		wantRefused(t, field, err, map[bool]string{true: "not_found", false: "invalid"}[field == "code"], field)
	}
}

// Of two who change different things of the same thing neither undoes what the other did: a
// category that was made sensitive stays so when somebody saves its hours.
func TestWhoSavesChangesWhatTheySay(t *testing.T) {
	d := newDesk(t)
	var all sync.WaitGroup
	for _, change := range []func(*incidents.Category){
		func(c *incidents.Category) { c.Sensitive = true },
		func(c *incidents.Category) { c.HandleHours = 7 },
		func(c *incidents.Category) { c.ReceiveHours = 3 },
		func(c *incidents.Category) { c.Active = false },
	} {
		all.Go(func() {
			if _, err := d.SaveCategory(t.Context(), "truc_ban", "roads", change); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := d.count(`SELECT count(*) FROM data.report_categories WHERE code = 'roads' AND sensitive AND NOT active AND handle_hours = 7 AND receive_hours = 3`); n != 1 {
		t.Error("one undid what another did")
	}
}

// Reports of a category in which none are taken any more are moved as before, and split.
func TestReportsOfACategoryThatIsSwitchedOff(t *testing.T) {
	d := newDesk(t)
	sent := d.send(d.roads())
	if _, err := d.SaveCategory(t.Context(), "truc_ban", "roads", func(c *incidents.Category) { c.Active = false }); err != nil {
		t.Fatal(err)
	}
	d.act(duty, sent.ID, verify())
	d.act(duty, sent.ID, incidents.Action{What: "split", PublicWords: text("Cây đổ")})
	if r := d.act(duty, sent.ID, assign("do-thi")); r.DueAt == nil {
		t.Errorf("assigned without a deadline: %+v", r)
	}
	_, err := d.Act(t.Context(), duty, sent.ID, incidents.Action{What: "split", PublicWords: text("Ổ gà"), Category: text("roads")})
	wantRefused(t, "split into one that is off", err, "invalid", "category")
}

// The policy is changed as it is said, and deadlines, closing and the like go by it; what no
// province has is refused.
func TestThePolicyOfReports(t *testing.T) {
	d := newDesk(t)
	save := func(change func(*incidents.Policy)) error {
		_, err := d.SavePolicy(t.Context(), "truc_ban", change)
		return err
	}
	for _, change := range []func(*incidents.Policy){
		func(p *incidents.Policy) { p.Hours = "8:00-12:00  13:00-18:00" },
		func(p *incidents.Policy) { p.Near = 0.5 },
		func(p *incidents.Policy) {
			p.CloseAfterDays, p.KeepContactDays, p.Source = 2, 30, " QĐ 1/QĐ-UBND (hư cấu) "
		},
	} {
		if err := save(change); err != nil {
			t.Fatal(err)
		}
	}
	want := incidents.Policy{Hours: "08:00-12:00 13:00-18:00", Near: 0.5, CloseAfterDays: 2, KeepContactDays: 30, Source: "QĐ 1/QĐ-UBND (hư cấu)"}
	if got, err := d.Policy(t.Context()); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	_, err := d.SaveCategory(t.Context(), "truc_ban", "roads", func(c *incidents.Category) { c.ReceiveHours, c.HandleHours = 2, 9 })
	if err != nil {
		t.Fatal(err)
	}
	sent, r := d.assigned()
	isAt(t, "handled by the new hours", r.DueAt, "2026-11-16T18:00:00+07:00")
	isAt(t, "near at half of them", r.NearAt, "2026-11-16T13:30:00+07:00")
	d.act(agency, sent.ID, incidents.Action{What: "start"})
	d.act(agency, sent.ID, incidents.Action{What: "resolve", PublicWords: text("Đã vá"), Photos: []string{d.photo()}})
	d.goTo("2026-11-18T09:00:00+07:00")
	if err := d.CloseResolved(t.Context()); err != nil {
		t.Fatal(err)
	}
	if st, err := d.Status(t.Context(), sent.Number); err != nil || st.State != incidents.Closed {
		t.Errorf("after two days it is %s, %v", st.State, err)
	}
	for field, changes := range map[string][]func(*incidents.Policy){
		"hours": {
			func(p *incidents.Policy) { p.Hours = "" }, func(p *incidents.Policy) { p.Hours = "13:00-17:00 07:30-11:30" }, func(p *incidents.Policy) { p.Hours = "07:30-07:30" },
			func(p *incidents.Policy) {
				p.Hours = "08:00-09:00 09:00-10:00 10:00-11:00 11:00-12:00 12:00-13:00 13:00-14:00 14:00-15:00"
			},
		},
		"near":              {func(p *incidents.Policy) { p.Near = 0.49 }, func(p *incidents.Policy) { p.Near = 0.96 }},
		"close_after_days":  {func(p *incidents.Policy) { p.CloseAfterDays = 0 }, func(p *incidents.Policy) { p.CloseAfterDays = 61 }},
		"keep_contact_days": {func(p *incidents.Policy) { p.KeepContactDays = 29 }, func(p *incidents.Policy) { p.KeepContactDays = 3651 }},
		"source":            {func(p *incidents.Policy) { p.Source = " " }},
	} {
		for _, change := range changes {
			wantRefused(t, field, save(change), "invalid", field)
		}
	}
	if got, err := d.Policy(t.Context()); err != nil || got != want {
		t.Errorf("what was refused is %+v, %v", got, err)
	}
}

// What is due soon is chosen and counted apart from what is past.
func TestTheQueueTellsWhatIsDueSoon(t *testing.T) {
	d := newDesk(t)
	_, far := d.assigned()
	look := func(f incidents.Filter) incidents.Page {
		t.Helper()
		page, err := d.Queue(t.Context(), duty, f)
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	counts := func(what string, near, overdue int64) {
		t.Helper()
		yes := true
		all := look(incidents.Filter{})
		if all.Near != near || all.Overdue != overdue {
			t.Errorf("%s: %d near, %d past, want %d and %d", what, all.Near, all.Overdue, near, overdue)
		}
		for _, f := range []incidents.Filter{{Near: true}, {Overdue: &yes}} {
			want := map[bool]int64{true: near, false: overdue}[f.Near]
			if got := look(f); got.Total != want || int64(len(got.Reports)) != want || got.Near != near || got.Overdue != overdue {
				t.Errorf("%s, %+v: %+v", what, f, got)
			}
		}
	}
	counts("at first", 0, 0)
	d.at = *far.NearAt
	counts("when it is near", 1, 0)
	d.at = *far.DueAt
	if err := d.Escalate(t.Context()); err != nil {
		t.Fatal(err)
	}
	counts("when it is past", 0, 1)
}

// tables lists every table and view of the database's schemas of ours.
func (d *desk) tables() []string {
	d.t.Helper()
	rows, err := d.DB.Owner.Query(d.t.Context(), `SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('data', 'sotay', 'pub') ORDER BY 1`)
	if err != nil {
		d.t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(list) < 50 {
		d.t.Fatal(list, err)
	}
	return list
}

// holding lists the tables in which a text stands.
func (d *desk) holding(words string) (list []string) {
	d.t.Helper()
	for _, table := range d.tables() {
		if d.count(`SELECT count(*) FROM `+table+` AS t WHERE position($1 IN t::text) > 0`, words) > 0 {
			list = append(list, table)
		}
	}
	return list
}

// Who sent a report is in one table, whatever becomes of the report, and when its time is over
// nowhere: neither in the history, nor the journal, nor the audit log, nor a hash that can be tried.
func TestWhoSentItIsForgottenEverywhere(t *testing.T) {
	d := newDesk(t)
	n := d.roads()
	n.Words, n.Contact = "Ổ gà lớn", &incidents.Contact{Name: "Lê Thị Quên (hư cấu)", Phone: "0912 345 678", Email: "quen@example.vn"}
	sent := d.send(n)
	d.send(n) // again
	if _, err := d.Contact(t.Context(), duty, sent.ID, "hỏi lại vị trí"); err != nil {
		t.Fatal(err)
	}
	d.act(duty, sent.ID, verify())
	d.act(duty, sent.ID, incidents.Action{What: "split", PublicWords: text("Cây đổ")})
	d.act(duty, sent.ID, assign("do-thi"))
	d.act(agency, sent.ID, incidents.Action{What: "start"})
	d.act(agency, sent.ID, incidents.Action{What: "resolve", PublicWords: text("Đã vá"), Photos: []string{d.photo()}})
	d.act(duty, sent.ID, incidents.Action{What: "close"})
	for _, secret := range []string{n.Contact.Name, n.Contact.Phone, n.Contact.Email} {
		if got := d.holding(secret); !cmp.Equal(got, []string{"data.report_contacts"}) {
			t.Errorf("%q stands in %v", secret, got)
		}
	}
	d.goTo("2027-02-14T08:01:00+07:00") // 90 days
	if err := d.ForgetContacts(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{n.Contact.Name, n.Contact.Phone, n.Contact.Email} {
		if got := d.holding(secret); got != nil {
			t.Errorf("%q stands in %v still", secret, got)
		}
	}
	if c, err := d.Contact(t.Context(), duty, sent.ID, "hỏi lại vị trí"); err != nil || c != nil && *c != (incidents.Contact{}) {
		t.Errorf("read after it was forgotten: %+v, %v", c, err)
	}
	// Of two who send the very same with other keys the hashes are others: nobody can try contacts.
	one, two := d.roads(), d.roads()
	two.Photos, two.Words = one.Photos, one.Words
	d.send(one)
	d.send(two)
	if n := d.count(`SELECT count(DISTINCT body_hash) FROM data.report_keys`); n != 3 {
		t.Errorf("%d hashes of three reports", n)
	}
}

// Nothing of the reporter's own words is published by leaving the public ones out.
func TestThePublicReadsTheDesksWordsAlone(t *testing.T) {
	d := newDesk(t)
	sent := d.send(d.roads())
	_, err := d.Act(t.Context(), duty, sent.ID, incidents.Action{What: "verify"})
	wantRefused(t, "verified without words", err, "invalid", "public_words")
	_, err = d.Act(t.Context(), duty, sent.ID, incidents.Action{What: "verify", PublicWords: text(" \n")})
	wantRefused(t, "verified with none", err, "invalid", "public_words")
	d.act(duty, sent.ID, verify())
	_, err = d.Act(t.Context(), duty, sent.ID, incidents.Action{What: "edit", PublicWords: text("")})
	wantRefused(t, "words taken from a published report", err, "invalid", "public_words")
}

// An agency reads what was corrected, not what it was before.
func TestAnAgencyReadsNothingThatWasTakenOut(t *testing.T) {
	d := newDesk(t)
	sent := d.send(d.roads())
	a := verify()
	a.Address = text("Đường Lê Lợi")
	d.act(duty, sent.ID, a)
	d.act(duty, sent.ID, incidents.Action{What: "edit", PublicWords: text("Ổ gà, gọi bà Sáu (hư cấu)")})
	d.act(duty, sent.ID, incidents.Action{What: "edit", PublicWords: text("Ổ gà")})
	d.act(duty, sent.ID, assign("do-thi"))
	for who, want := range map[*incidents.Actor]bool{&duty: true, &agency: false} {
		seen, err := d.Report(t.Context(), *who, sent.ID)
		if err != nil {
			t.Fatal(err)
		}
		was := false
		for _, st := range seen.History {
			_, there := st.Detail["was"]
			was = was || there
		}
		if was != want {
			t.Errorf("%s reads what was corrected: %v", who.Kind, was)
		}
	}
}

// Whoever has seen the same thing does not stop the desk from moving what it looked at.
func TestSupportersDoNotStandInTheWay(t *testing.T) {
	d := newDesk(t)
	sent := d.send(d.roads())
	r := d.act(duty, sent.ID, verify())
	if _, err := d.ActAs(t.Context(), sent.Number, "", incidents.Action{What: "support", Key: "key-of-a-neighbour-1"}); err != nil {
		t.Fatal(err)
	}
	a := assign("do-thi")
	a.Version = r.Version
	if got := d.act(duty, sent.ID, a); got.Supporters != 1 {
		t.Errorf("%d supporters", got.Supporters)
	}
}
