package incidents_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"sotay/incidents"
	"sotay/internal/testdb"
)

// desk is a store on a database of its own, with a clock that the test moves, and two agencies.
type desk struct {
	*incidents.Store
	t  *testing.T
	mu sync.Mutex
	at time.Time
	n  int
}

// A Monday without holidays around it.
const monday = "2026-11-16T08:00:00+07:00"

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, at: moment(t, monday)}
	d.Store = &incidents.Store{
		DB: testdb.New(t), Log: testdb.Audit(t),
		Now:      func() time.Time { d.mu.Lock(); defer d.mu.Unlock(); return d.at },
		Communes: communeOf,
	}
	for _, code := range []string{"do-thi", "moi-truong"} {
		if _, err := d.SaveAgency(t.Context(), "truc_ban", code, to(incidents.AgencyUnit{NameVi: "Đơn vị " + code + " (hư cấu)", Active: true})); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// communeOf knows one commune, which has another code since 1 July 2025.
func communeOf(_ context.Context, lon, _ float64, day string) (string, error) {
	switch {
	case lon > 107.5:
		return "", nil
	case day < "2025-07-01":
		return "old", nil
	}
	return "new", nil
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// goTo moves the clock.
func (d *desk) goTo(text string) {
	d.t.Helper()
	at := moment(d.t, text)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = at
}

var (
	duty   = incidents.Actor{Kind: incidents.Duty, Login: "truc_ban"}
	agency = incidents.Actor{Kind: incidents.Agency, Login: "do_thi", Agency: "do-thi"}
	others = incidents.Actor{Kind: incidents.Agency, Login: "moi_truong", Agency: "moi-truong"}
)

// roads is a report about a road.
func (d *desk) roads() incidents.New {
	d.n++
	return incidents.New{Key: fmt.Sprintf("key-of-a-phone-%06d", d.n), Category: "roads", Words: "Ổ gà lớn trước nhà tôi, gọi Nguyễn Văn Mẫu (hư cấu)", Lon: 107.1, Lat: 10.4, Address: "12 Lê Lợi", Source: "web"}
}

func (d *desk) send(n incidents.New) incidents.Sent {
	d.t.Helper()
	sent, err := d.Send(d.t.Context(), n)
	if err != nil {
		d.t.Fatal(err)
	}
	return sent
}

func (d *desk) act(who incidents.Actor, id int64, a incidents.Action) incidents.Report {
	d.t.Helper()
	r, err := d.Act(d.t.Context(), who, id, a)
	if err != nil {
		d.t.Fatalf("%s: %v", a.What, err)
	}
	return r
}

// photo uploads a picture and gives its token.
func (d *desk) photo() string {
	d.t.Helper()
	d.n++
	token := fmt.Sprintf("token-%06d", d.n)
	if _, err := d.KeepPhoto(d.t.Context(), token, incidents.Photo{SHA: "a", Thumb: "b", Width: 4, Height: 3}); err != nil {
		d.t.Fatal(err)
	}
	return token
}

func text(s string) *string { return &s }

// to changes all of something.
func to[T any](all T) func(*T) { return func(one *T) { *one = all } }

func verify() incidents.Action {
	return incidents.Action{What: "verify", PublicWords: text("Ổ gà trên đường Lê Lợi")}
}

func assign(to string) incidents.Action { return incidents.Action{What: "assign", Agency: to} }

// assigned is a report that an agency has.
func (d *desk) assigned() (incidents.Sent, incidents.Report) {
	d.t.Helper()
	sent := d.send(d.roads())
	d.act(duty, sent.ID, verify())
	return sent, d.act(duty, sent.ID, assign("do-thi"))
}

// resolved is a report that an agency says is done.
func (d *desk) resolved() (incidents.Sent, incidents.Report) {
	d.t.Helper()
	sent, _ := d.assigned()
	d.act(agency, sent.ID, incidents.Action{What: "start"})
	return sent, d.act(agency, sent.ID, incidents.Action{What: "resolve", PublicWords: text("Đã vá"), Photos: []string{d.photo()}})
}

func (d *desk) count(sql string, args ...any) (n int) {
	d.t.Helper()
	if err := d.DB.Owner.QueryRow(d.t.Context(), sql, args...).Scan(&n); err != nil {
		d.t.Fatal(err)
	}
	return n
}

// isAt fails where a moment is another.
func isAt(t *testing.T, what string, got *time.Time, want string) {
	t.Helper()
	if got == nil || !got.Equal(moment(t, want)) {
		t.Errorf("%s: got %v, want %s", what, got, want)
	}
}
