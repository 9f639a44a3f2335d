package incidents_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sotay/incidents"
)

// sweeper is told to sweep.
type sweeper chan struct{}

func (s sweeper) Sweep(ctx context.Context) error {
	select {
	case s <- struct{}{}:
	case <-ctx.Done():
	}
	return nil
}

// The work is done by itself: what is past is told, what is closed long ago loses its contact,
// and pictures are swept. It ends when it is asked to.
func TestTheWorkIsDoneByItself(t *testing.T) {
	d := newDesk(t)
	swept := make(sweeper)
	d.Photos = swept
	n := d.roads()
	n.Contact = &incidents.Contact{Name: "Nguyễn Văn Mẫu (hư cấu)"}
	closed := d.send(n)
	d.act(duty, closed.ID, incidents.Action{What: "reject", Reason: "other", PublicWords: text("Không rõ")})
	late := d.send(d.roads())
	d.goTo("2027-06-01T08:00:00+07:00")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		d.Work(ctx, func(err error) { t.Error(err) })
	}()
	<-swept
	for d.count(`SELECT (SELECT count(*) FROM data.reports WHERE id = $1 AND overdue) + (SELECT count(*) FROM data.report_contacts) * 10`, late.ID) != 1 {
		if t.Context().Err() != nil {
			t.Fatal("the work is not done")
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	<-ended
}

// That the calendar of days off ends is told two months before, in the log and to the desk.
func TestTheEndOfTheCalendarIsTold(t *testing.T) {
	d := newDesk(t) // whose last day off is 3 September 2027
	for at, want := range map[string]string{
		"2027-07-05T08:00:00+07:00": "",           // 60 days
		"2027-07-06T08:00:00+07:00": "2027-09-03", // 59
		"2028-01-20T08:00:00+07:00": "2027-09-03",
	} {
		d.goTo(at)
		if ends, err := d.CalendarEnds(t.Context()); err != nil || ends != want {
			t.Errorf("on %s: %q, %v, want %q", at, ends, err, want)
		}
	}
	d.goTo("2028-01-20T08:00:00+07:00")
	ctx, stop := context.WithCancel(t.Context())
	told := make(chan error, 10)
	go d.Work(ctx, func(err error) { told <- err })
	if err := <-told; !strings.Contains(err.Error(), "2027-09-03") {
		t.Errorf("told %v", err)
	}
	stop()
}

// Who sent a report that was merged into another can be asked as long as who sent that one.
func TestAMergedReportsContactIsKeptWithTheOther(t *testing.T) {
	d := newDesk(t)
	into, _ := d.assigned()
	n := d.roads()
	n.Contact = &incidents.Contact{Name: "Nguyễn Văn Mẫu (hư cấu)"}
	d.act(duty, d.send(n).ID, incidents.Action{What: "merge", Into: into.Number})
	left := func(at string) int {
		t.Helper()
		d.goTo(at)
		if err := d.ForgetContacts(t.Context()); err != nil {
			t.Fatal(err)
		}
		return d.count(`SELECT count(*) FROM data.report_contacts`)
	}
	if left("2027-03-01T08:00:00+07:00") != 1 {
		t.Error("forgotten while the report goes on")
	}
	d.act(agency, into.ID, incidents.Action{What: "start"})
	d.act(agency, into.ID, incidents.Action{What: "resolve", PublicWords: text("Đã vá"), Photos: []string{d.photo()}})
	d.act(duty, into.ID, incidents.Action{What: "close"})
	if left("2027-05-30T07:59:00+07:00") != 1 || left("2027-05-30T08:01:00+07:00") != 0 { // 90 days
		t.Error("not forgotten 90 days after the other was closed, or before")
	}
}

// Of somebody who was signed in and gave no name, the account's is read.
func TestAnAccountIsAContact(t *testing.T) {
	d := newDesk(t)
	var account int64
	if err := d.DB.App.QueryRow(t.Context(), `INSERT INTO sotay.users (login, name, role, password) VALUES ('mau', 'Nguyễn Văn Mẫu (hư cấu)', 'citizen', 'x') RETURNING id`).Scan(&account); err != nil {
		t.Fatal(err)
	}
	n := d.roads()
	n.Account = &account
	sent := d.send(n)
	c, err := d.Contact(t.Context(), duty, sent.ID, "hỏi lại")
	if err != nil || c == nil || c.Name != "Nguyễn Văn Mẫu (hư cấu)" {
		t.Errorf("got %+v, %v", c, err)
	}
	n.Account = nil // signed out meanwhile, and sent again
	if again, err := d.Send(t.Context(), n); err != nil || again.Number != sent.Number || !again.Again {
		t.Errorf("got %+v, %v", again, err)
	}
}
