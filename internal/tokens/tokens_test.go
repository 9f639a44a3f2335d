package tokens_test

import (
	"strings"
	"sync"
	"testing"

	"sotay/internal/testdb"
	"sotay/internal/tokens"
)

func TestFirstIsGivenOnce(t *testing.T) {
	db := testdb.New(t)
	store := tokens.New(db.App)
	got := make([]string, 8)
	var group sync.WaitGroup
	for i := range got {
		group.Go(func() {
			var err error
			if got[i], err = store.First(t.Context(), "first"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	token := strings.Join(got, "")
	if len(token) != len("sotay_")+43 {
		t.Fatalf("eight starts gave %q, want one token", got)
	}
	if name, ok, err := store.Check(t.Context(), token); name != "first" || !ok || err != nil {
		t.Errorf("Check = %q, %v, %v", name, ok, err)
	}
	if again, err := store.First(t.Context(), "second"); again != "" || err != nil {
		t.Errorf("a later start gave %q, %v", again, err)
	}
}

func TestOnlyTheHashIsKept(t *testing.T) {
	db := testdb.New(t)
	token, err := tokens.New(db.App).Make(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	var kept string
	if err := db.Owner.QueryRow(t.Context(), `SELECT t::text FROM sotay.tokens t`).Scan(&kept); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(kept, strings.TrimPrefix(token, "sotay_")) {
		t.Errorf("the table holds the token: %s", kept)
	}
}

func TestCheckRefuses(t *testing.T) {
	db := testdb.New(t)
	store := tokens.New(db.App)
	token, err := store.Make(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.App.Exec(t.Context(), `UPDATE sotay.tokens SET revoked_at = now()`); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "sotay_", "x", token, token + "x", strings.ToUpper(token)} {
		if _, ok, err := store.Check(t.Context(), bad); ok || err != nil {
			t.Errorf("Check(%q) = %v, %v", bad, ok, err)
		}
	}
}

func TestPublicCannotReadTokens(t *testing.T) {
	db := testdb.New(t)
	if _, err := db.Public.Exec(t.Context(), `SELECT * FROM sotay.tokens`); err == nil {
		t.Error("sotay_public reads tokens")
	}
	if _, err := db.Staff.Exec(t.Context(), `SELECT * FROM sotay.tokens`); err == nil {
		t.Error("sotay_staff reads tokens")
	}
}
