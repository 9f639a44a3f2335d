package accounts_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/internal/accounts"
	"sotay/internal/testdb"
	"sotay/postgis"
)

const password = "một câu dễ nhớ của tôi"

// store is a store with one officer, at a time that the test moves.
func store(t *testing.T) (*accounts.Store, *postgis.DB, *time.Time) {
	t.Helper()
	db := testdb.New(t)
	s, now := accounts.New(db.App), time.Now()
	s.SetClock(func() time.Time { return now })
	if _, err := s.Add(t.Context(), accounts.User{Login: " Hoa.Tran ", Name: "Trần Thị Hoa (hư cấu)", Role: accounts.LandOfficer, Communes: []string{"26506"}}, password); err != nil {
		t.Fatal(err)
	}
	return s, db, &now
}

// refusal is the code of a Refused, "" for no error.
func refusal(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var no *accounts.Refused
	if !errors.As(err, &no) {
		t.Fatalf("got %v, want a Refused", err)
	}
	if no.Vi == "" || no.En == "" || no.Vi == no.En {
		t.Errorf("%s is not said in both languages: %q, %q", no.Code, no.Vi, no.En)
	}
	return no.Code
}

func TestAddRefuses(t *testing.T) {
	s, _, _ := store(t)
	ok := accounts.User{Login: "minh", Name: "Minh (hư cấu)", Role: accounts.Citizen}
	for _, tt := range []struct {
		change   func(*accounts.User)
		password string
		want     string
	}{
		{func(u *accounts.User) { u.Login = "HOA.tran" }, "", "login_taken"},
		{func(u *accounts.User) { u.Login = "trần" }, "", "bad_login"},
		{func(u *accounts.User) { u.Login = "x" }, "", "bad_login"},
		{func(u *accounts.User) { u.Name = "  " }, "", "bad_name"},
		{func(u *accounts.User) { u.Role = "king" }, "", "bad_role"},
		{func(u *accounts.User) { u.Communes = []string{"26506"} }, "", "bad_communes"},
		{func(u *accounts.User) { u.Role, u.Communes = accounts.LandOfficer, []string{"Vũng Tàu"} }, "", "bad_communes"},
		{func(*accounts.User) {}, "quá ngắn", "weak_password"},
		{func(*accounts.User) {}, strings.Repeat("dài ", 60), "weak_password"},
		{func(*accounts.User) {}, "mật khẩu của minh đây", "weak_password"},
		{func(*accounts.User) {}, "", ""},
	} {
		u := ok
		tt.change(&u)
		if _, err := s.Add(t.Context(), u, tt.password); refusal(t, err) != tt.want {
			t.Errorf("%+v with %q: %v, want %q", u, tt.password, err, tt.want)
		}
	}
	if _, err := s.Find(t.Context(), "nobody"); !errors.Is(err, accounts.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
}

// TestSecretsAreHashes reads all tables of accounts and looks for what was secret.
func TestSecretsAreHashes(t *testing.T) {
	s, db, _ := store(t)
	session, _, err := s.SignIn(t.Context(), "hoa.tran", password, accounts.From{Address: "192.0.2.1", Agent: "Firefox"})
	if err != nil {
		t.Fatal(err)
	}
	link, _, err1 := s.ResetLink(t.Context(), "hoa.tran")
	token, _, err2 := s.MakeToken(t.Context(), accounts.Token{Name: "x", Scopes: []string{"import"}})
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	var all string
	err = db.Owner.QueryRow(t.Context(), `
		SELECT concat((SELECT json_agg(u) FROM sotay.users u), (SELECT json_agg(s) FROM sotay.sessions s),
		              (SELECT json_agg(l) FROM sotay.reset_links l), (SELECT json_agg(t) FROM sotay.tokens t))`).Scan(&all)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{password, session, link, strings.TrimPrefix(token, "sotay_")} {
		if strings.Contains(all, secret) || len(secret) < 20 {
			t.Errorf("a secret of %d letters is in the database", len(secret))
		}
	}
	if !strings.Contains(all, "$argon2id$v=19$m=65536,t=3,p=1$") {
		t.Error("the password is not hashed by argon2id")
	}
}

func TestSessionsLiveAndEnd(t *testing.T) {
	s, _, now := store(t)
	ctx := t.Context()
	in := func() string {
		t.Helper()
		session, u, err := s.SignIn(ctx, "HOA.TRAN", "một câu dễ nhớ của tôi", accounts.From{Address: "192.0.2.1", Agent: "Firefox"})
		if err != nil || u.Login != "hoa.tran" {
			t.Fatalf("%+v, %v", u, err)
		}
		return session
	}
	ended := func(what, session string) {
		t.Helper()
		if _, _, err := s.Session(ctx, session); !errors.Is(err, accounts.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	session := in()
	u, _, err := s.Session(ctx, session)
	if err != nil || u.Name != "Trần Thị Hoa (hư cấu)" || cmp.Diff(u.Communes, []string{"26506"}) != "" {
		t.Fatalf("%+v, %v", u, err)
	}
	ended("another", session+"x")

	// Used all the time it lasts long, but not for ever.
	for range 29 * 4 {
		*now = now.Add(6 * time.Hour)
		if _, _, err := s.Session(ctx, session); err != nil {
			t.Fatalf("a session in use: %v", err)
		}
	}
	*now = now.Add(25 * time.Hour)
	ended("after thirty days", session)
	session = in()
	*now = now.Add(13 * time.Hour)
	ended("idle", session)

	// Listed and revoked; of others nothing is ended.
	session, other := in(), in()
	list, err := s.Sessions(ctx, u.ID)
	if err != nil || len(list) != 2 || list[0].From != (accounts.From{Address: "192.0.2.1", Agent: "Firefox"}) {
		t.Fatalf("%+v, %v", list, err)
	}
	_, id, err := s.Session(ctx, session)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.EndSession(ctx, u.ID+1, id); !errors.Is(err, accounts.ErrNotFound) {
		t.Errorf("somebody else's: %v", err)
	}
	if err := s.EndSession(ctx, u.ID, id); err != nil {
		t.Error(err)
	}
	ended("revoked", session)

	// A new role is there at once; a disabled account is out at once.
	if _, err := s.Change(ctx, "hoa.tran", func(u *accounts.User) { u.Role, u.Communes = accounts.IOC, nil }); err != nil {
		t.Fatal(err)
	}
	if got, _, err := s.Session(ctx, other); err != nil || got.Role != accounts.IOC {
		t.Errorf("after a change of role: %+v, %v", got, err)
	}
	if _, err := s.Change(ctx, "hoa.tran", func(u *accounts.User) { u.Disabled = true }); err != nil {
		t.Fatal(err)
	}
	ended("disabled", other)
	if _, _, err := s.SignIn(ctx, "hoa.tran", password, accounts.From{}); refusal(t, err) != "wrong_password" {
		t.Errorf("a disabled account signs in: %v", err)
	}
	for login, word := range map[string]string{"admin": password, "idle": ""} {
		if _, err := s.Add(ctx, accounts.User{Login: login, Name: "Quản trị (hư cấu)", Role: accounts.Administrator}, word); err != nil {
			t.Fatal(err)
		}
	}
	for name, apply := range map[string]func(*accounts.User){
		"disabled": func(u *accounts.User) { u.Disabled = true }, "demoted": func(u *accounts.User) { u.Role = accounts.Citizen },
	} {
		if _, err := s.Change(ctx, "admin", apply); refusal(t, err) != "last_administrator" {
			t.Errorf("the last administrator who can sign in, %s: %v", name, err)
		}
	}
	if _, err := s.Change(ctx, "idle", func(u *accounts.User) { u.Disabled = true }); err != nil {
		t.Errorf("one who cannot sign in: %v", err)
	}
}

// TestSignInIsThrottled tries wrong passwords at one login, and at many from one address.
func TestSignInIsThrottled(t *testing.T) {
	s, _, now := store(t)
	try := func(login, password, address string) string {
		t.Helper()
		_, _, err := s.SignIn(t.Context(), login, password, accounts.From{Address: address})
		return refusal(t, err)
	}
	for i := range 5 {
		if got := try("hoa.tran", "sai", "192.0.2.1"); got != "wrong_password" {
			t.Fatalf("try %d: %s", i, got)
		}
	}
	if got := try("hoa.tran", password, "192.0.2.2"); got != "too_many_tries" {
		t.Errorf("the right password during the penalty: %q", got)
	}
	if got := try("minh", "sai", "192.0.2.1"); got != "wrong_password" {
		t.Errorf("another login from there: %q", got)
	}
	*now = now.Add(31 * time.Second)
	if got := try("hoa.tran", "sai", "192.0.2.2"); got != "wrong_password" {
		t.Errorf("after the penalty: %q", got)
	}
	*now = now.Add(31 * time.Second)
	if got := try("hoa.tran", password, "192.0.2.2"); got != "too_many_tries" {
		t.Errorf("the penalty does not grow: %q", got)
	}
	*now = now.Add(31 * time.Second)
	if got := try("hoa.tran", password, "192.0.2.2"); got != "" {
		t.Errorf("signing in at last: %q", got)
	}
	if got := try("hoa.tran", "sai", "192.0.2.3"); got != "wrong_password" {
		t.Errorf("success forgives: %q", got)
	}
	for i := range 50 {
		try("nobody"+string(rune('a'+i%26))+string(rune('a'+i/26)), "sai", "198.51.100.9")
	}
	if got := try("hoa.tran", password, "198.51.100.9"); got != "too_many_tries" {
		t.Errorf("an address that tries all logins: %q", got)
	}
}

func TestOneTimeLink(t *testing.T) {
	s, _, now := store(t)
	ctx := t.Context()
	session, _, err := s.SignIn(ctx, "hoa.tran", password, accounts.From{})
	if err != nil {
		t.Fatal(err)
	}
	first, _, err1 := s.ResetLink(ctx, "hoa.tran")
	link, expires, err2 := s.ResetLink(ctx, "Hoa.Tran")
	if err := errors.Join(err1, err2); err != nil || expires.Sub(*now) != 24*time.Hour {
		t.Fatal(err, expires)
	}
	const next = "một câu khác cũng dễ nhớ"
	if _, err := s.Reset(ctx, first, next); refusal(t, err) != "link_used" {
		t.Errorf("the earlier link: %v", err)
	}
	if _, err := s.Reset(ctx, link, "ngắn"); refusal(t, err) != "weak_password" {
		t.Errorf("a weak password: %v", err)
	}
	if u, err := s.Reset(ctx, link, next); err != nil || u.Login != "hoa.tran" {
		t.Errorf("%+v, %v", u, err)
	}
	if _, err := s.Reset(ctx, link, next); refusal(t, err) != "link_used" {
		t.Errorf("the link again: %v", err)
	}
	if _, _, err := s.Session(ctx, session); !errors.Is(err, accounts.ErrNotFound) {
		t.Errorf("the old session: %v", err)
	}
	if _, _, err := s.SignIn(ctx, "hoa.tran", next, accounts.From{}); err != nil {
		t.Error(err)
	}
	late, _, err := s.ResetLink(ctx, "hoa.tran")
	if err != nil {
		t.Fatal(err)
	}
	*now = now.Add(25 * time.Hour)
	if _, err := s.Reset(ctx, late, next); refusal(t, err) != "link_used" {
		t.Errorf("after a day: %v", err)
	}
	if _, _, err := s.ResetLink(ctx, "nobody"); !errors.Is(err, accounts.ErrNotFound) {
		t.Errorf("for nobody: %v", err)
	}
}

func TestTokens(t *testing.T) {
	s, db, now := store(t)
	ctx := t.Context()
	got := make([]string, 8)
	var group sync.WaitGroup
	for i := range got {
		group.Go(func() {
			var err error
			if got[i], err = s.First(ctx, "first", "import"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	first := strings.Join(got, "")
	if len(first) != len("sotay_")+43 {
		t.Fatalf("eight starts gave %q, want one token", got)
	}
	later := now.Add(time.Hour)
	hers, made, err := s.MakeToken(ctx, accounts.Token{Name: "máy quét", Scopes: []string{"staff", "import", "staff"}, Login: "hoa.tran", ExpiresAt: &later})
	if err != nil || cmp.Diff(made.Scopes, []string{"import", "staff"}) != "" {
		t.Fatalf("%+v, %v", made, err)
	}
	if h, err := s.Check(ctx, first); err != nil || h.Name != "first" || h.User != nil || cmp.Diff(h.Scopes, []string{"import"}) != "" {
		t.Errorf("%+v, %v", h, err)
	}
	if h, err := s.Check(ctx, hers); err != nil || h.User == nil || h.User.Login != "hoa.tran" {
		t.Errorf("%+v, %v", h, err)
	}
	list, err := s.Tokens(ctx, "hoa.tran")
	if err != nil || len(list) != 1 || list[0].ID != made.ID {
		t.Errorf("%+v, %v", list, err)
	}
	for _, bad := range []string{"", "sotay_", "x", first + "x", strings.ToUpper(first)} {
		if _, err := s.Check(ctx, bad); !errors.Is(err, accounts.ErrNotFound) {
			t.Errorf("Check(%q): %v", bad, err)
		}
	}
	*now = now.Add(2 * time.Hour)
	if _, err := s.Check(ctx, hers); !errors.Is(err, accounts.ErrNotFound) {
		t.Errorf("too old: %v", err)
	}
	all, err := s.Tokens(ctx, "")
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	if err := s.RevokeToken(ctx, all[0].ID, "hoa.tran"); !errors.Is(err, accounts.ErrNotFound) {
		t.Errorf("somebody else's token: %v", err)
	}
	for _, each := range all {
		if err := s.RevokeToken(ctx, each.ID, ""); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Check(ctx, first); !errors.Is(err, accounts.ErrNotFound) {
		t.Errorf("revoked: %v", err)
	}
	for _, table := range []string{"users", "sessions", "reset_links", "login_tries", "tokens"} {
		_, public := db.Public.Exec(ctx, `SELECT FROM sotay.`+table)
		_, staff := db.Staff.Exec(ctx, `SELECT FROM sotay.`+table)
		if public == nil || staff == nil {
			t.Errorf("sotay_public or sotay_staff reads %s", table)
		}
	}
}

// TestHold keeps an account from being changed while somebody else's transaction goes by it.
func TestHold(t *testing.T) {
	s, db, _ := store(t)
	hoa, err := s.Find(t.Context(), "hoa.tran")
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	held, err := accounts.Hold(t.Context(), tx, hoa.ID)
	if diff := cmp.Diff(hoa, held); err != nil || diff != "" {
		t.Errorf("held: %v (-want +got):\n%s", err, diff)
	}
	const change = `SELECT FROM sotay.users WHERE login = 'hoa.tran' FOR UPDATE NOWAIT`
	if _, err := db.App.Exec(t.Context(), change); err == nil {
		t.Error("the account could be changed")
	}
	if _, err := accounts.Hold(t.Context(), tx, hoa.ID+1); !errors.Is(err, accounts.ErrNotFound) {
		t.Errorf("nobody's account: %v", err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.App.Exec(t.Context(), change); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// A person of an agency names it, and it is one that there is.
func TestPeopleOfAgencies(t *testing.T) {
	s, db, _ := store(t)
	if _, err := db.Owner.Exec(t.Context(), `INSERT INTO data.agencies (code, name_vi) VALUES ('thoat-nuoc', 'Đơn vị thử')`); err != nil {
		t.Fatal(err)
	}
	code := func(u accounts.User, err error) string {
		if no := refusal(t, err); no != "" {
			return no
		}
		return "agency " + u.Agency
	}
	add := func(u accounts.User) string {
		u.Name = u.Login + " (hư cấu)"
		return code(s.Add(t.Context(), u, ""))
	}
	change := func(apply func(*accounts.User)) string { return code(s.Change(t.Context(), "tho", apply)) }
	for _, c := range []struct{ what, got, want string }{
		{"of none", add(accounts.User{Login: "tho", Role: accounts.Agency}), "bad_agency"},
		{"of one that is not there", add(accounts.User{Login: "tho", Role: accounts.Agency, Agency: "khong-co"}), "bad_agency"},
		{"an officer of one", add(accounts.User{Login: "tho", Role: accounts.LandOfficer, Agency: "thoat-nuoc"}), "bad_agency"},
		{"of one", add(accounts.User{Login: "tho", Role: accounts.Agency, Agency: "thoat-nuoc"}), "agency thoat-nuoc"},
		{"to one that is not there", change(func(u *accounts.User) { u.Agency = "khong-co" }), "bad_agency"},
		{"another role with it", change(func(u *accounts.User) { u.Role = accounts.IOC }), "bad_agency"},
		{"another role", change(func(u *accounts.User) { u.Role, u.Agency = accounts.IOC, "" }), "agency "},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
		}
	}
}
