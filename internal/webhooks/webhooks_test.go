package webhooks_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/testdb"
	"sotay/internal/webhooks"
	"sotay/postgis"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// addHook makes a hook and gives its id and secret.
func addHook(t *testing.T, db *postgis.DB, s *webhooks.Service, url string) (id int64, secret string) {
	t.Helper()
	must(t, pgx.BeginFunc(t.Context(), db.App, func(tx pgx.Tx) error {
		h, told, err := s.Add(t.Context(), tx, "thử", url, "test")
		id, secret = h.ID, told
		return err
	}))
	return id, secret
}

func enqueue(t *testing.T, db *postgis.DB, at time.Time) {
	t.Helper()
	must(t, pgx.BeginFunc(t.Context(), db.App, func(tx pgx.Tx) error {
		return webhooks.Enqueue(t.Context(), tx, "alarm.raised", at, map[string]string{"station": "Trạm thử"})
	}))
}

// receiver keeps what it is sent, and answers with a status.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	sent   []*http.Request
	bodies []string
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{status: http.StatusNoContent}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.sent, r.bodies = append(r.sent, req), append(r.bodies, string(body))
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

// A receiver can tell by the documented recipe that a message is ours; the second try carries
// the same id with a time and a signature of its own.
func TestSignedAndTriedAgain(t *testing.T) {
	db := testdb.New(t)
	s := webhooks.New(db.App, webhooks.Inside())
	r := newReceiver(t)
	r.status = http.StatusInternalServerError
	id, secret := addHook(t, db, s, r.URL+"/hook?k=1")
	now := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	enqueue(t, db, now)
	webhooks.AsOf(s, now)
	must(t, s.Deliver(t.Context()))
	must(t, s.Deliver(t.Context())) // not due yet
	r.status = http.StatusOK
	webhooks.AsOf(s, now.Add(10*time.Second))
	must(t, s.Deliver(t.Context()))
	must(t, s.Deliver(t.Context()))
	if len(r.sent) != 2 || r.bodies[0] != r.bodies[1] {
		t.Fatalf("sent %d times: %q", len(r.sent), r.bodies)
	}
	if want := `{"type":"alarm.raised","timestamp":"2026-11-20T03:00:00Z","data":{"station":"Trạm thử"}}`; r.bodies[0] != want {
		t.Errorf("body %s", r.bodies[0])
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	must(t, err)
	for i, req := range r.sent {
		h := req.Header
		mac := hmac.New(sha256.New, key)
		_, _ = io.WriteString(mac, h.Get("webhook-id")+"."+h.Get("webhook-timestamp")+"."+r.bodies[i])
		if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); h.Get("webhook-signature") != want {
			t.Errorf("try %d: signature %s, want %s", i, h.Get("webhook-signature"), want)
		}
		if want := []string{"1795143600", "1795143610"}[i]; h.Get("webhook-timestamp") != want || h.Get("webhook-id") != r.sent[0].Header.Get("webhook-id") {
			t.Errorf("try %d: id %s at %s", i, h.Get("webhook-id"), h.Get("webhook-timestamp"))
		}
	}
	list, there, err := s.Deliveries(t.Context(), id, 10)
	must(t, err)
	if !there || len(list) != 1 || list[0].State != "delivered" || list[0].Attempts != 2 || *list[0].Status != 200 || list[0].Error != nil {
		t.Errorf("deliveries %+v", list)
	}
}

// A message that nobody takes is given up after about a day, and that is shown.
func TestGivenUp(t *testing.T) {
	db := testdb.New(t)
	s := webhooks.New(db.App, webhooks.Inside())
	r := newReceiver(t)
	r.status = http.StatusTeapot
	id, _ := addHook(t, db, s, r.URL)
	start := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	now := start
	enqueue(t, db, now)
	var waited time.Duration
	for range webhooks.Pauses() {
		webhooks.AsOf(s, now)
		must(t, s.Deliver(t.Context()))
		list, _, err := s.Deliveries(t.Context(), id, 1)
		must(t, err)
		if list[0].State != "pending" {
			t.Fatalf("after %v: %+v", now.Sub(start), list[0])
		}
		if pause := list[0].NextAt.Sub(now); pause < webhooks.Pauses()[list[0].Attempts-1] {
			t.Errorf("try %d after %v", list[0].Attempts, pause)
		}
		now = *list[0].NextAt
	}
	waited = now.Sub(start)
	webhooks.AsOf(s, now)
	must(t, s.Deliver(t.Context()))
	hooks, err := s.List(t.Context())
	must(t, err)
	if hooks[0].Failed != 1 || hooks[0].Waiting != 0 || waited < 20*time.Hour || waited > 28*time.Hour {
		t.Errorf("%+v after %v", hooks, waited)
	}
	list, _, err := s.Deliveries(t.Context(), id, 1)
	must(t, err)
	if list[0].State != "failed" || *list[0].Status != http.StatusTeapot || *list[0].Error != "status" || list[0].NextAt != nil {
		t.Errorf("%+v", list[0])
	}
}

func TestAddressesInside(t *testing.T) {
	inside := []string{
		"0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1", "172.31.255.255",
		"192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "fc00::1", "fd12::1",
		"fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1",
	}
	for _, text := range inside {
		if webhooks.Outside(netip.MustParseAddr(text)) {
			t.Errorf("%s may be called", text)
		}
	}
	for _, text := range []string{"1.1.1.1", "::ffff:8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "2a00::1"} {
		if !webhooks.Outside(netip.MustParseAddr(text)) {
			t.Errorf("%s may not be called", text)
		}
	}
}

func TestAddressesThatAreRefused(t *testing.T) {
	db := testdb.New(t)
	s := webhooks.New(db.App)
	for url, code := range map[string]string{
		"http://hooks.example/x": "not_https", "ftp://hooks.example/x": "not_https", "https:///x": "bad_url", "x": "bad_url", "https://a:b@hooks.example/": "bad_url",
		"https://hooks.example/#x": "bad_url", "https://127.0.0.1/": "inside", "https://[::1]/": "inside", "https://[::ffff:10.0.0.1]:8443/": "inside",
		"https://hooks.example/" + strings.Repeat("x", 2048): "bad_url",
	} {
		err := pgx.BeginFunc(t.Context(), db.App, func(tx pgx.Tx) error {
			_, _, err := s.Add(t.Context(), tx, "thử", url, "test")
			return err
		})
		var no *webhooks.InvalidURL
		if !errors.As(err, &no) || no.Code != code {
			t.Errorf("%.60s: %v, want %s", url, err, code)
		}
	}
}

// Whatever a name leads to when it is called, and wherever an answer points: nothing inside is.
func TestNothingInsideIsCalled(t *testing.T) {
	db := testdb.New(t)
	var called atomic.Int32
	secret := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called.Add(1) }))
	t.Cleanup(secret.Close)
	redirect := httptest.NewServer(http.RedirectHandler(secret.URL, http.StatusTemporaryRedirect))
	t.Cleanup(redirect.Close)

	s := webhooks.New(db.App, webhooks.Inside())
	_, port, _ := strings.Cut(strings.TrimPrefix(secret.URL, "https://"), ":")
	id, _ := addHook(t, db, s, redirect.URL)
	enqueue(t, db, time.Now())
	must(t, s.Deliver(t.Context()))
	list, _, err := s.Deliveries(t.Context(), id, 1)
	must(t, err)
	if *list[0].Error != "redirect" || *list[0].Status != http.StatusTemporaryRedirect || called.Load() != 0 {
		t.Errorf("a redirect: %+v, called %d times", list[0], called.Load())
	}

	// localhost is a name like any other until it is looked up.
	webhooks.BackInside(s)
	id, _ = addHook(t, db, s, "https://localhost:"+port+"/")
	enqueue(t, db, time.Now())
	must(t, s.Deliver(t.Context()))
	list, _, err = s.Deliveries(t.Context(), id, 1)
	must(t, err)
	if *list[0].Error != "inside" || list[0].Status != nil || called.Load() != 0 {
		t.Errorf("a name that leads inside: %+v, called %d times", list[0], called.Load())
	}
}

// A hook that does not answer keeps no other waiting, also for what comes meanwhile.
func TestAHangingHookKeepsNoOtherWaiting(t *testing.T) {
	db := testdb.New(t)
	s := webhooks.New(db.App, webhooks.Inside())
	webhooks.LookAgain(s, 10*time.Millisecond)
	called, answer := make(chan bool, 10), make(chan bool)
	hanging := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		called <- true
		<-answer
	}))
	t.Cleanup(hanging.Close)
	told := make(chan bool, 10)
	good := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { told <- true }))
	t.Cleanup(good.Close)
	addHook(t, db, s, hanging.URL)
	addHook(t, db, s, good.URL)
	enqueue(t, db, time.Now())
	ended := make(chan error, 1)
	go func() { ended <- s.Deliver(context.WithoutCancel(t.Context())) }()
	<-called
	for n := range 3 { // it hangs all the while
		select {
		case <-told:
		case err := <-ended:
			t.Fatalf("it ended with a hook in hand: %v", err)
		case <-time.After(10 * time.Second):
			close(answer)
			t.Fatalf("message %d has not come", n)
		}
		if n < 2 {
			enqueue(t, db, time.Now())
		}
	}
	close(answer)
	must(t, <-ended)
}

// A message that was queued while its hook was being removed is given up and not sent.
func TestQueuedWhileRemoved(t *testing.T) {
	db := testdb.New(t)
	s := webhooks.New(db.App, webhooks.Inside())
	r := newReceiver(t)
	id, _ := addHook(t, db, s, r.URL)
	enqueue(t, db, time.Now())
	if _, err := db.Owner.Exec(t.Context(), `UPDATE data.webhooks SET deleted_at = now()`); err != nil {
		t.Fatal(err)
	}
	must(t, s.Deliver(t.Context()))
	list, _, err := s.Deliveries(t.Context(), id, 1)
	must(t, err)
	if len(r.sent) != 0 || list[0].State != "failed" || *list[0].Error != "removed" {
		t.Errorf("sent %d, %+v", len(r.sent), list[0])
	}
}

// A huge answer is not read.
func TestAnswersAreBounded(t *testing.T) {
	db := testdb.New(t)
	s := webhooks.New(db.App, webhooks.Inside())
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	}))
	t.Cleanup(endless.Close)
	id, _ := addHook(t, db, s, endless.URL)
	enqueue(t, db, time.Now())
	must(t, s.Deliver(t.Context()))
	list, _, err := s.Deliveries(t.Context(), id, 1)
	must(t, err)
	if list[0].State != "delivered" {
		t.Errorf("%+v", list[0])
	}
}

// What a removed hook has not been told is given up, and a new message is not for it.
func TestRemoved(t *testing.T) {
	db := testdb.New(t)
	s := webhooks.New(db.App, webhooks.Inside())
	r := newReceiver(t)
	id, _ := addHook(t, db, s, r.URL)
	enqueue(t, db, time.Now())
	must(t, pgx.BeginFunc(t.Context(), db.App, func(tx pgx.Tx) error {
		there, err := s.Remove(t.Context(), tx, id)
		if !there {
			t.Error("there is no hook")
		}
		return err
	}))
	enqueue(t, db, time.Now())
	must(t, s.Deliver(t.Context()))
	list, there, err := s.Deliveries(t.Context(), id, 10)
	must(t, err)
	if there || len(list) != 1 || list[0].State != "failed" || len(r.sent) != 0 {
		t.Errorf("%v, %+v, sent %d", there, list, len(r.sent))
	}
}

// A message is there if and only if what it tells of is.
func TestQueuedInTheTransaction(t *testing.T) {
	db := testdb.New(t)
	s := webhooks.New(db.App, webhooks.Inside())
	r := newReceiver(t)
	addHook(t, db, s, r.URL)
	gone := errors.New("rolled back")
	err := pgx.BeginFunc(t.Context(), db.App, func(tx pgx.Tx) error {
		must(t, webhooks.Enqueue(context.Background(), tx, "alarm.raised", time.Now(), nil))
		return gone
	})
	if !errors.Is(err, gone) {
		t.Fatal(err)
	}
	must(t, s.Deliver(t.Context()))
	if len(r.sent) != 0 {
		t.Errorf("sent %q", r.bodies)
	}
}
