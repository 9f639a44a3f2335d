package accounts_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"sotay/internal/accounts"
)

// TestManyTriesAtATimeAreNoMore: those that are free are free once, however many come together.
func TestManyTriesAtATimeAreNoMore(t *testing.T) {
	s, _, _ := store(t)
	got := make([]string, 50)
	var group sync.WaitGroup
	for i := range got {
		group.Go(func() {
			_, _, err := s.SignIn(t.Context(), "hoa.tran", "sai", accounts.From{Address: fmt.Sprintf("192.0.2.%d", i)})
			got[i] = refusal(t, err)
		})
	}
	group.Wait()
	count := map[string]int{}
	for _, code := range got {
		count[code]++
	}
	if count["wrong_password"] != 5 || count["too_many_tries"] != 45 {
		t.Errorf("%v, want 5 that were looked at", count)
	}
}

// TestOfficeBehindOneAddress: what people of an office mistype does not shut out those who
// sign in well, and is forgotten.
func TestOfficeBehindOneAddress(t *testing.T) {
	s, db, now := store(t)
	if _, err := s.Add(t.Context(), accounts.User{Login: "minh", Name: "Minh (hư cấu)", Role: accounts.Citizen}, password); err != nil {
		t.Fatal(err)
	}
	const office = "198.51.100.9"
	try := func(login, password string) string {
		t.Helper()
		_, _, err := s.SignIn(t.Context(), login, password, accounts.From{Address: office})
		return refusal(t, err)
	}
	failures := func() (n int) {
		t.Helper()
		if err := db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM sotay.login_tries`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	try("a", "sai")
	try("b", "sai")
	_, err := db.Owner.Exec(t.Context(), `
		INSERT INTO sotay.login_tries (key, at)
		SELECT key, at FROM (SELECT key, max(at) AS at FROM sotay.login_tries GROUP BY key HAVING count(*) = 2) AS office, generate_series(1, 78)`)
	if err != nil {
		t.Fatal(err)
	}
	had := failures()
	if got := try("hoa.tran", password); got != "too_many_tries" {
		t.Errorf("after %d failures: %q", had, got)
	}
	*now = now.Add(15*time.Minute + time.Second) // the most that anybody waits
	for _, login := range []string{"hoa.tran", "minh", "hoa.tran"} {
		if got := try(login, password); got != "" {
			t.Errorf("%s signs in after the wait: %q", login, got)
		}
	}
	if n := failures(); n != had {
		t.Errorf("%d tries count, want the %d that failed", n, had)
	}
	*now = now.Add(2 * time.Hour)
	for range 2 {
		if got := try("a", "sai"); got != "wrong_password" {
			t.Errorf("two hours later: %q", got)
		}
	}
	if got := try("minh", password); got != "" {
		t.Errorf("after two more failures: %q", got)
	}
	*now = now.Add(25 * time.Hour)
	if got := try("minh", password); got != "" || failures() != 0 {
		t.Errorf("a day later: %q, %d tries kept", got, failures())
	}
}
