package incidents_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/incidents"
)

// wantRefused fails where an error is not a refusal of a member.
func wantRefused(t *testing.T, what string, err error, code, field string) {
	t.Helper()
	var no *incidents.Refused
	if !errors.As(err, &no) || no.Code != code || no.Field != field || no.Vi == "" || no.En == "" {
		t.Errorf("%s: got %#v, want code %s of %q", what, err, code, field)
	}
}

func TestAReportIsOneHoweverOftenItIsSent(t *testing.T) {
	d := newDesk(t)
	n := d.roads()
	n.Photos = []string{d.photo(), d.photo()}
	n.Contact = &incidents.Contact{Name: "Nguyễn Văn Mẫu (hư cấu)", Phone: "0900 000 000"}
	answers := make([]incidents.Sent, 50)
	var all sync.WaitGroup
	for i := range answers { // at once, as a phone does that hears no answer
		all.Go(func() {
			var err error
			if answers[i], err = d.Send(t.Context(), n); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	first := 0
	for _, a := range answers {
		if a.ID != answers[0].ID || a.Number != answers[0].Number || a.Follow != answers[0].Follow || len(a.Follow) != 22 {
			t.Errorf("got %+v and %+v", answers[0], a)
		}
		if !a.Again {
			first++
		}
	}
	if n := d.count(`SELECT count(*) FROM data.reports`); n != 1 || first != 1 {
		t.Errorf("%d reports, %d answers that say it is the first", n, first)
	}
	if n := d.count(`SELECT count(*) FROM data.report_photos WHERE report = $1 AND token_hash IS NULL AND NOT published`, answers[0].ID); n != 2 {
		t.Errorf("%d pictures", n)
	}
	n.Words = "Chuyện khác"
	_, err := d.Send(t.Context(), n)
	wantRefused(t, "other words with the same key", err, "key_reused", "Idempotency-Key")
}

func TestAReportAndItsPicturesAreThereTogetherOrNot(t *testing.T) {
	d := newDesk(t)
	n := d.roads()
	token := d.photo()
	n.Photos = []string{token, "gone"}
	_, err := d.Send(t.Context(), n)
	wantRefused(t, "a picture that is gone", err, "invalid", "photos")
	if n := d.count(`SELECT count(*) FROM data.reports`); n != 0 {
		t.Errorf("%d reports without their pictures", n)
	}
	n.Photos = []string{token}
	d.send(n) // the same key: the one before was none
	other := d.roads()
	other.Photos = []string{token}
	_, err = d.Send(t.Context(), other)
	wantRefused(t, "another's picture", err, "invalid", "photos")
}

func TestWhatIsNoReportIsRefused(t *testing.T) {
	d := newDesk(t)
	bad := float32(-1)
	for field, spoil := range map[string]func(*incidents.New){
		"Idempotency-Key": func(n *incidents.New) { n.Key = "short" },
		"words":           func(n *incidents.New) { n.Words = " \n" },
		"category":        func(n *incidents.New) { n.Category = "moon" },
		"place":           func(n *incidents.New) { n.Lat = 99 },
		"accuracy_m":      func(n *incidents.New) { n.AccuracyM = &bad },
		"source":          func(n *incidents.New) { n.Source = "" },
		"contact.email":   func(n *incidents.New) { n.Contact = &incidents.Contact{Email: "nobody"} },
		"contact.phone":   func(n *incidents.New) { n.Contact = &incidents.Contact{Phone: "call me"} },
	} {
		n := d.roads()
		spoil(&n)
		_, err := d.Send(t.Context(), n)
		wantRefused(t, field, err, "invalid", field)
	}
}

// The reporter is read by the duty desk alone, for a purpose that stands in the audit log.
func TestWhoSentItIsReadWithARecord(t *testing.T) {
	d := newDesk(t)
	n := d.roads()
	want := incidents.Contact{Name: "Nguyễn Văn Mẫu (hư cấu)", Phone: "0900 000 000", Email: "mau@example.vn"}
	given := want
	n.Contact = &given
	sent := d.send(n)
	d.act(duty, sent.ID, verify())
	d.act(duty, sent.ID, assign("do-thi"))
	if _, err := d.Contact(t.Context(), agency, sent.ID, "hỏi đường"); err == nil {
		t.Error("an agency reads who sent it")
	}
	_, err := d.Contact(t.Context(), duty, sent.ID, " ")
	wantRefused(t, "without a purpose", err, "invalid", "purpose")
	if n := d.count(`SELECT count(*) FROM sotay.audit WHERE action = 'report.contact'`); n != 0 {
		t.Fatalf("%d reads in the audit log before", n)
	}
	got, err := d.Contact(t.Context(), duty, sent.ID, "hỏi lại vị trí")
	if err != nil || got == nil || *got != want {
		t.Fatalf("got %+v, %v", got, err)
	}
	if n := d.count(`SELECT count(*) FROM sotay.audit WHERE actor = 'truc_ban' AND action = 'report.contact' AND subject = $1 AND detail ->> 'purpose' = 'hỏi lại vị trí'`, "report:"+sent.Number); n != 1 {
		t.Errorf("%d rows in the audit log", n)
	}
	// What an agency reads has neither the contact nor the reporter's own words.
	seen, err := d.Report(t.Context(), agency, sent.ID)
	if err != nil || seen.Words != "" || seen.HasContact || seen.PublicWords == "" {
		t.Errorf("an agency sees %+v, %v", seen, err)
	}
	page, err := d.Queue(t.Context(), agency, incidents.Filter{Query: "Nguyễn Văn Mẫu"})
	if err != nil || page.Total != 0 {
		t.Errorf("an agency finds the reporter's words: %+v, %v", page, err)
	}
	if _, err := d.Report(t.Context(), others, sent.ID); err == nil {
		t.Error("another agency sees the report")
	}
	if d, err := d.Report(t.Context(), duty, sent.ID); err != nil || !d.HasContact || d.Words == "" {
		t.Errorf("the desk sees %+v, %v", d, err)
	}
}

func TestContactsAreDeletedByScheduleOnly(t *testing.T) {
	d := newDesk(t)
	open, gone := d.roads(), d.roads()
	open.Contact, gone.Contact = &incidents.Contact{Name: "A (hư cấu)"}, &incidents.Contact{Name: "B (hư cấu)"}
	d.send(open)
	sent := d.send(gone)
	d.act(duty, sent.ID, incidents.Action{What: "reject", Reason: "no_place", PublicWords: text("Không rõ vị trí")})
	var left []string
	for _, day := range []string{"2027-02-14T07:59:00+07:00", "2027-02-14T08:01:00+07:00"} { // 90 days
		d.goTo(day)
		if err := d.ForgetContacts(t.Context()); err != nil {
			t.Fatal(err)
		}
		var names string
		if err := d.DB.Owner.QueryRow(t.Context(), `SELECT string_agg(name, ',' ORDER BY name) FROM data.report_contacts`).Scan(&names); err != nil {
			t.Fatal(err)
		}
		left = append(left, names)
	}
	if diff := cmp.Diff([]string{"A (hư cấu),B (hư cấu)", "A (hư cấu)"}, left); diff != "" {
		t.Error(diff)
	}
}
