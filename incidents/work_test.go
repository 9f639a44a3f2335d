package incidents_test

import (
	"context"
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
