package geoapi_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"sotay/geoapi"
	"sotay/internal/accounts"
	"sotay/internal/signon"
)

// provider is a sign-on provider that says what a test wants. The journey with a real one is
// in web/map/e2e.
type provider struct {
	*httptest.Server
	t   *testing.T
	key *rsa.PrivateKey

	claims    map[string]any // of the next token; nonce and times are filled in
	nonce     string
	challenge string
	refuse    bool
	verifier  string // that came with the last code
}

func newProvider(t *testing.T) *provider {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	known := &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "k", Algorithm: "RS256"}}}
	p := &provider{t: t, key: key}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			p.token(w, r)
			return
		}
		known.ServeHTTP(w, r)
	}))
	known.SetIssuer(p.URL)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	must(p.t, r.ParseForm())
	p.verifier = r.Form.Get("code_verifier")
	w.Header().Set("Content-Type", "application/json")
	if p.refuse || r.Form.Get("code") != "right" {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant"}`)
		return
	}
	claims := map[string]any{"iss": p.URL, "aud": "sotay", "sub": "person-1", "nonce": p.nonce, "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix()}
	for k, v := range p.claims {
		claims[k] = v
	}
	text, err := json.Marshal(claims)
	must(p.t, err)
	must(p.t, json.NewEncoder(w).Encode(map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": oidctest.SignIDToken(p.key, "k", "RS256", string(text))}))
}

// signOn walks a browser there and back, and gives the answer that it comes back to.
func (a *api) signOn(p *provider, back func(query url.Values, ticket *string)) answer {
	a.t.Helper()
	there := a.get("/api/session/elsewhere?return=/%3Fparcel%3D7")
	if there.StatusCode != http.StatusFound {
		a.t.Fatalf("%d %s", there.StatusCode, there.body)
	}
	u, err := url.Parse(there.Header.Get("Location"))
	must(a.t, err)
	sent := u.Query()
	p.nonce, p.challenge = sent.Get("nonce"), sent.Get("code_challenge")
	if !strings.HasPrefix(u.String(), p.URL) || sent.Get("code_challenge_method") != "S256" || sent.Get("redirect_uri") != a.URL+"/api/session/elsewhere/back" {
		a.t.Errorf("sent to %s", u)
	}
	var ticket string
	for _, c := range there.Cookies() {
		if ticket = c.Name + "=" + c.Value; !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode {
			a.t.Errorf("the ticket %+v", c)
		}
	}
	query := url.Values{"state": {sent.Get("state")}, "code": {"right"}}
	back(query, &ticket)
	return a.get("/api/session/elsewhere/back?"+query.Encode(), "Cookie: "+ticket)
}

func asIs(url.Values, *string) {}

// sessionIn gives the header of the session that an answer starts, "" for none.
func sessionIn(got answer) string {
	for _, c := range got.Cookies() {
		if c.Name == "__Host-sotay" && c.MaxAge > 0 {
			return "Cookie: " + c.Name + "=" + c.Value
		}
	}
	return ""
}

func withProvider(p *provider) func(*geoapi.Config) {
	return func(c *geoapi.Config) {
		c.SignOn = signon.New(signon.Config{Issuer: p.URL, ClientID: "sotay", ClientSecret: "geheim"})
		c.SignOnName = geoapi.Words{Vi: "tài khoản tỉnh", En: "provincial account"}
	}
}

func TestSignInElsewhere(t *testing.T) {
	p := newProvider(t)
	a := newAPI(t, withProvider(p))
	people := accounts.New(a.db.App)
	for _, login := range []string{"hoa.tran@tinh.vn", "co.matkhau@tinh.vn"} {
		_, err := people.Add(t.Context(), accounts.User{Login: login, Name: login + " (hư cấu)", Role: accounts.LandOfficer}, map[string]string{"co.matkhau@tinh.vn": password}[login])
		must(t, err)
	}
	type session struct {
		User *struct {
			Login       string
			Role        accounts.Role
			HasPassword bool `json:"has_password"`
		}
		Elsewhere *geoapi.Words
	}
	for _, tt := range []struct {
		name, login string
		role        accounts.Role
		claims      map[string]any
	}{
		{"awaited by address", "hoa.tran@tinh.vn", accounts.LandOfficer, map[string]any{"sub": "1", "email": "Hoa.Tran@tinh.vn", "email_verified": true, "name": "Trần Hoa (hư cấu)"}},
		{"known, with another address", "hoa.tran@tinh.vn", accounts.LandOfficer, map[string]any{"sub": "1", "email": "x@tinh.vn", "email_verified": true, "name": "Trần Hoa (hư cấu)"}},
		{"somebody else with that address", "", accounts.Citizen, map[string]any{"sub": "2", "email": "hoa.tran@tinh.vn", "email_verified": true, "name": "Kẻ khác (hư cấu)"}},
		{"an account with a password is nobody's to take", "", accounts.Citizen, map[string]any{"sub": "3", "email": "co.matkhau@tinh.vn", "email_verified": true, "name": "Kẻ khác (hư cấu)"}},
		{"an address that nobody verified", "", accounts.Citizen, map[string]any{"sub": "4", "email": "moi@tinh.vn", "email_verified": false, "name": "Người mới (hư cấu)"}},
		{"a new citizen", "moi@tinh.vn", accounts.Citizen, map[string]any{"sub": "5", "email": "moi@tinh.vn", "email_verified": true, "name": "Người mới (hư cấu)"}},
	} {
		p.claims = tt.claims
		got := a.signOn(p, asIs)
		header := sessionIn(got)
		if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/?parcel=7" || header == "" {
			t.Errorf("%s: %d to %s", tt.name, got.StatusCode, got.Header.Get("Location"))
			continue
		}
		var s session
		a.mustGet("/api/session", &s, header)
		if s.User == nil || s.User.Role != tt.role || tt.login != "" && s.User.Login != tt.login || tt.login == "" && !strings.HasPrefix(s.User.Login, "sso-") || s.Elsewhere == nil {
			t.Errorf("%s: %+v", tt.name, s.User)
		}
		if s.User != nil && s.User.HasPassword {
			t.Errorf("%s: a password that is none", tt.name)
		}
		if len(p.verifier) < 43 || p.challenge == p.verifier {
			t.Errorf("%s: PKCE verifier %q", tt.name, p.verifier)
		}
	}
	if n := a.count(`SELECT count(*) FROM sotay.audit WHERE action = 'session.start' AND detail ->> 'issuer' = '` + p.URL + `'`); n != 6 {
		t.Errorf("%d audit rows", n)
	}
	_, err := people.Change(t.Context(), "hoa.tran@tinh.vn", func(u *accounts.User) { u.Disabled = true })
	must(t, err)
	p.claims = map[string]any{"sub": "1", "name": "Trần Hoa (hư cấu)", "email": "hoa.tran@tinh.vn"}
	if got := a.signOn(p, asIs); got.Header.Get("Location") != "/#sign-in=disabled" || sessionIn(got) != "" {
		t.Errorf("disabled: to %s", got.Header.Get("Location"))
	}
}

func TestSignInElsewhereRefuses(t *testing.T) {
	p := newProvider(t)
	a := newAPI(t, withProvider(p))
	person := map[string]any{"name": "Trần Hoa (hư cấu)", "email": "hoa@tinh.vn"}
	with := func(name string, value any) map[string]any {
		return map[string]any{"name": person["name"], "email": person["email"], name: value}
	}
	for _, tt := range []struct {
		name, code string
		claims     map[string]any
		back       func(url.Values, *string)
	}{
		{"another state", "ticket", person, func(q url.Values, _ *string) { q.Set("state", "another") }},
		{"no ticket", "ticket", person, func(_ url.Values, ticket *string) { *ticket = "x=y" }},
		{"a ticket that is none", "ticket", person, func(q url.Values, ticket *string) { *ticket = "__Host-sotay-ticket=e30"; q.Del("state") }},
		{"the person said no", "denied", person, func(q url.Values, _ *string) { q.Del("code"); q.Set("error", "access_denied") }},
		{"a code that is not the provider's", "denied", person, func(q url.Values, _ *string) { q.Set("code", "wrong") }},
		{"a token of another sign-in", "denied", with("nonce", "another"), asIs},
		{"a token for another program", "denied", with("aud", "another"), asIs},
		{"a token of another issuer", "denied", with("iss", "https://another.example"), asIs},
		{"a token that is too old", "denied", with("exp", time.Now().Add(-time.Hour).Unix()), asIs},
	} {
		p.claims = tt.claims
		got := a.signOn(p, tt.back)
		if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/#sign-in="+tt.code || sessionIn(got) != "" {
			t.Errorf("%s: %d to %s", tt.name, got.StatusCode, got.Header.Get("Location"))
		}
	}
	if n := a.count(`SELECT count(*) FROM sotay.users`); n != 0 {
		t.Errorf("%d accounts", n)
	}
	for asked, want := range map[string]string{
		"//evil.example": "/", "https://evil.example/": "/", `/\evil.example`: "/", "javascript:alert(1)": "/", "": "/", "/guide?q=a": "/guide?q=a",
	} {
		_, ticket, err := signon.New(signon.Config{Issuer: p.URL, ClientID: "sotay"}).Begin(a.URL, asked)
		if err != nil || ticket.Return != want {
			t.Errorf("return to %q: %q, %v", asked, ticket.Return, err)
		}
	}
	p.Close()
	b := newAPI(t, withProvider(p))
	if got := b.get("/api/session/elsewhere"); got.Header.Get("Location") != "/#sign-in=unavailable" {
		t.Errorf("without a provider: %d to %s", got.StatusCode, got.Header.Get("Location"))
	}
	if got := newAPI(t).get("/api/session/elsewhere"); got.StatusCode != 404 {
		t.Errorf("where there is none: %d", got.StatusCode)
	}
}
