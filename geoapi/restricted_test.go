package geoapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"sotay/geoapi"
	"sotay/internal/accounts"
)

// parcelOf gives the first parcel of a commune.
func (a *api) parcelOf(commune string) int64 {
	a.t.Helper()
	var id int64
	must(a.t, a.db.Owner.QueryRow(a.t.Context(), `SELECT min(id) FROM data.parcels WHERE commune_code = $1`, commune).Scan(&id))
	return id
}

// count gives the number of a query.
func (a *api) count(sql string) (n int) {
	a.t.Helper()
	must(a.t, a.db.Owner.QueryRow(a.t.Context(), sql).Scan(&n))
	return n
}

// TestPrivateReadsAreWrittenDownFirst reads an owner's name, with and without what it takes.
func TestPrivateReadsAreWrittenDownFirst(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.PrivateReads = 4 })
	officer := person{header: a.signIn("hoa.tran", accounts.LandOfficer, "26506")}
	here, elsewhere := a.parcelOf("26506"), a.parcelOf("26526")
	path := fmt.Sprintf("/api/parcels/%d/private", here)
	const why = `{"purpose": "Giải quyết hồ sơ tách thửa 12/2026"}`
	read := func(path, body string) answer {
		t.Helper()
		got := a.as(officer, http.MethodPost, path, body)
		if (got.StatusCode == 200) != strings.Contains(string(got.body), "Nguyễn Văn Mẫu") {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
		return got
	}
	for _, tt := range []struct {
		path, body string
		want       int
	}{
		{path, `{}`, 400},
		{path, `{"purpose": "tò mò"}`, 400},
		{path, `{"purpose": "` + strings.Repeat("dài ", 200) + `"}`, 400},
		{path, `{"purpose": "Giải quyết hồ sơ", "also": 1}`, 400},
		{path, `{"purpose": "Giải quyết\u0000 hồ sơ"}`, 400},
		{path, `[`, 400},
		{fmt.Sprintf("/api/parcels/%d/private", elsewhere), why, 403},
		{"/api/parcels/999999/private", why, 404},
	} {
		if got := read(tt.path, tt.body); got.StatusCode != tt.want {
			t.Errorf("%s %s: %d, want %d", tt.path, tt.body, got.StatusCode, tt.want)
		}
	}
	before := a.count(`SELECT count(*) FROM sotay.audit`)
	got := read(path, why)
	if got.StatusCode != 200 || got.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("%d, Cache-Control %q", got.StatusCode, got.Header.Get("Cache-Control"))
	}
	if n := a.count(fmt.Sprintf(`SELECT count(*) FROM sotay.audit WHERE actor = 'hoa.tran' AND action = 'parcel.private'
		AND subject = 'parcel:%d' AND detail ->> 'purpose' = 'Giải quyết hồ sơ tách thửa 12/2026'`, here)); n != 1 || a.count(`SELECT count(*) FROM sotay.audit`) != before+1 {
		t.Errorf("%d audit rows", n)
	}
	if line := a.log.find(t, got.Header.Get("X-Request-Id")); strings.Contains(line, "tách thửa") || strings.Contains(line, "Mẫu") || !strings.Contains(line, "hoa.tran") {
		t.Errorf("the log says %s", line)
	}

	// What cannot be written down is not told.
	must(t, exec(t, a.db, `ALTER TABLE sotay.audit ADD CONSTRAINT shut CHECK (n < 0) NOT VALID`))
	if got := read(path, why); got.StatusCode != 500 {
		t.Errorf("without an audit: %d", got.StatusCode)
	}
	must(t, exec(t, a.db, `ALTER TABLE sotay.audit DROP CONSTRAINT shut`))

	// Who looked is told to staff of the commune; what was refused or failed is not counted.
	var seen struct {
		Reads []struct{ Actor, Purpose string }
	}
	a.mustGet(fmt.Sprintf("/api/parcels/%d/reads", here), &seen, officer.header)
	if len(seen.Reads) != 1 || seen.Reads[0].Actor != "hoa.tran (hư cấu)" || !strings.Contains(seen.Reads[0].Purpose, "tách thửa") {
		t.Errorf("%+v", seen)
	}
	if got := a.get(fmt.Sprintf("/api/parcels/%d/reads", elsewhere), officer.header); got.StatusCode != 403 {
		t.Errorf("reads of another commune's: %d", got.StatusCode)
	}
	for range 3 {
		read(path, why)
	}
	if got := read(path, why); got.StatusCode != 429 || !strings.Contains(string(got.body), `"quota"`) {
		t.Errorf("beyond the quota: %d %s", got.StatusCode, got.body)
	}
	if got := a.as(officer, http.MethodPost, "/api/owners", `{"commune":"26506","name":"nguyen","purpose":"Giải quyết hồ sơ"}`); got.StatusCode != 429 {
		t.Errorf("a search beyond the quota: %d", got.StatusCode)
	}
	must(t, exec(t, a.db, `UPDATE sotay.private_reads SET day = day - 1`))
	if got := read(path, why); got.StatusCode != 200 {
		t.Errorf("the next day: %d", got.StatusCode)
	}
}

// TestNothingIsDoneToAccountsUnseen: without its audit row nothing happens to accounts, tokens
// and sessions.
func TestNothingIsDoneToAccountsUnseen(t *testing.T) {
	a := newAPI(t)
	admin := person{header: a.signIn("quan.tri", accounts.Administrator)}
	a.signIn("hoa.tran", accounts.LandOfficer)
	must(t, exec(t, a.db, `ALTER TABLE sotay.audit ADD CONSTRAINT shut CHECK (n < 0) NOT VALID`))
	state := `SELECT md5(string_agg(t::text, ',')) FROM (
		SELECT u::text FROM sotay.users u UNION ALL SELECT hash::text FROM sotay.sessions UNION ALL
		SELECT l::text FROM sotay.reset_links l UNION ALL SELECT k::text FROM sotay.tokens k ORDER BY 1) AS t`
	var before, after string
	must(t, a.db.Owner.QueryRow(t.Context(), state).Scan(&before))
	for _, tt := range []struct{ method, path, body string }{
		{http.MethodPost, "/api/users", `{"login":"moi","name":"Mới (hư cấu)","role":"citizen"}`},
		{http.MethodPatch, "/api/users/hoa.tran", `{"disabled":true}`},
		{http.MethodPost, "/api/users/hoa.tran/reset-link", `{}`},
		{http.MethodPost, "/api/tokens", `{"name":"máy","scopes":["import"]}`},
		{http.MethodPost, "/api/session", `{"login":"hoa.tran","password":"` + password + `"}`},
	} {
		if got := a.as(admin, tt.method, tt.path, tt.body); got.StatusCode != 500 {
			t.Errorf("%s %s: %d", tt.method, tt.path, got.StatusCode)
		}
	}
	must(t, a.db.Owner.QueryRow(t.Context(), state).Scan(&after))
	if before != after {
		t.Error("something was done")
	}
}

func TestOwnersAreFoundInOneCommune(t *testing.T) {
	a := newAPI(t)
	officer := person{header: a.signIn("hoa.tran", accounts.LandOfficer, "26506")}
	must(t, exec(t, a.db, `
		UPDATE data.parcels_restricted r SET owner_name = 'Đặng Thị Ước (hư cấu)' FROM data.parcels p WHERE p.id = r.id AND p.parcel_no IN ('7', '12')`))
	for _, tt := range []struct {
		commune, name string
		status, found int
	}{
		{"26506", "đặng ước", 200, 2},
		{"26506", "dang uoc", 200, 2},
		{"26506", "ƯỚC đặ", 200, 2},
		{"26506", "ngThi", 200, 0},
		{"26506", "%%%", 400, 0},
		{"26506", "nguyễn", 200, 28},
		{"26506", "đặ", 400, 0},
		{"26506", "n..", 400, 0},
		{"", "đặng", 400, 0},
		{"26526", "đặng", 403, 0},
	} {
		got := a.as(officer, http.MethodPost, "/api/owners", fmt.Sprintf(`{"commune":%q,"name":%q,"purpose":"Giải quyết hồ sơ"}`, tt.commune, tt.name))
		if got.StatusCode != tt.status {
			t.Errorf("%s %q: %d %s", tt.commune, tt.name, got.StatusCode, got.body)
			continue
		}
		if n := strings.Count(string(got.body), `"parcel_no"`); n != tt.found {
			t.Errorf("%s %q: %d parcels, want %d: %s", tt.commune, tt.name, n, tt.found, got.body)
		}
	}
	if n := a.count(`SELECT count(*) FROM sotay.audit WHERE action = 'owners.search' AND detail ->> 'name' = 'dang uoc' AND subject = 'commune:26506'`); n != 1 {
		t.Errorf("%d audit rows of a search", n)
	}
}

func TestCertificatesAreFoundByTheirSerial(t *testing.T) {
	a := newAPI(t)
	officer := person{header: a.signIn("hoa.tran", accounts.LandOfficer, "26506")}
	must(t, exec(t, a.db, `
		UPDATE data.parcels_restricted r SET certificate_no = CASE p.parcel_no WHEN '7' THEN 'CS 01234567' WHEN '8' THEN 'CS01234567' ELSE 'BK ' || 100000 + p.id END
		FROM data.parcels p WHERE p.id = r.id`))
	for _, tt := range []struct {
		serial        string
		status, found int
	}{
		{"CS 01234567", 200, 2}, {"cs01234567", 200, 2}, {"CS.0123-4567", 200, 2}, // those of the officer's commune
		{"CS 0123456", 200, 0}, {"CS", 400, 0}, {"", 400, 0}, {"CS 012%", 400, 0}, {"CS 99999999", 200, 0},
	} {
		got := a.as(officer, http.MethodPost, "/api/certificates", fmt.Sprintf(`{"serial":%q,"purpose":"Giải quyết hồ sơ"}`, tt.serial))
		if n := strings.Count(string(got.body), `"parcel_no"`); got.StatusCode != tt.status || n != tt.found || strings.Contains(string(got.body), "Mẫu") {
			t.Errorf("%q: %d with %d parcels: %s", tt.serial, got.StatusCode, n, got.body)
		}
	}
	if n := a.count(`SELECT count(*) FROM sotay.audit WHERE action = 'certificates.search' AND detail ->> 'serial' = 'cs01234567'`); n != 1 {
		t.Errorf("%d audit rows of a search", n)
	}
}

// TestSessionOverHTTP signs in and out as a browser does.
func TestSessionOverHTTP(t *testing.T) {
	a := newAPI(t)
	a.signIn("hoa.tran", accounts.LandOfficer)
	try := func(body string, headers ...string) answer {
		t.Helper()
		return a.call(http.MethodPost, "/api/session", strings.NewReader(body), append(headers, "Content-Type: application/json")...)
	}
	right := fmt.Sprintf(`{"login": " HOA.Tran ", "password": %q}`, password)
	for name, tt := range map[string]struct {
		got  answer
		want int
	}{
		"a wrong password": {try(`{"login": "hoa.tran", "password": "sai"}`), 401},
		"nobody":           {try(`{"login": "nobody", "password": "sai"}`), 401},
		"no JSON":          {a.call(http.MethodPost, "/api/session", strings.NewReader(right)), 415},
		"another site":     {try(right, "Sec-Fetch-Site: cross-site"), 403},
		"plain HTTP":       {try(right, "Host: sotay.example"), 422},
	} {
		if tt.got.StatusCode != tt.want || tt.got.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d, cookie %q", name, tt.got.StatusCode, tt.got.Header.Get("Set-Cookie"))
		}
	}
	got := try(right)
	cookie := got.Header.Get("Set-Cookie")
	for _, part := range []string{"__Host-sotay=", "; Path=/;", "; HttpOnly", "; Secure", "; SameSite=Lax"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie %q has no %q", cookie, part)
		}
	}
	header := "Cookie: " + strings.Split(cookie, ";")[0]
	var me struct {
		User *struct {
			Login, Role string
			HasPassword bool `json:"has_password"`
		}
		Permissions []string
	}
	a.mustGet("/api/session", &me, header)
	if me.User == nil || me.User.Login != "hoa.tran" || !me.User.HasPassword || len(me.Permissions) != 4 {
		t.Errorf("%+v", me)
	}
	// A change of role takes effect at once.
	must(t, exec(t, a.db, `UPDATE sotay.users SET role = 'citizen' WHERE login = 'hoa.tran'`))
	if got := a.get("/api/imports", header); got.StatusCode != 403 {
		t.Errorf("after the change of role: %d", got.StatusCode)
	}
	out := a.call(http.MethodDelete, "/api/session", nil, header)
	if out.StatusCode != 200 || !strings.Contains(out.Header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("signing out: %d %q", out.StatusCode, out.Header.Get("Set-Cookie"))
	}
	me.User = nil
	a.mustGet("/api/session", &me, header)
	if me.User != nil {
		t.Errorf("after signing out: %+v", me)
	}
	if n := a.count(`SELECT count(*) FROM sotay.audit WHERE action = 'session.start' AND actor = 'hoa.tran'`); n != 1 {
		t.Errorf("%d audit rows of signing in", n)
	}
}

// TestAccountsOverHTTP makes an account, hands it over by a link, changes and disables it.
func TestAccountsOverHTTP(t *testing.T) {
	a := newAPI(t)
	admin := person{header: a.signIn("admin", accounts.Administrator)}
	made := a.as(admin, http.MethodPost, "/api/users", `{"login":"Minh","name":"Lê Minh (hư cấu)","role":"land_officer","communes":["26506"]}`)
	link := a.as(admin, http.MethodPost, "/api/users/minh/reset-link", "{}")
	if made.StatusCode != 200 || link.StatusCode != 200 {
		t.Fatalf("%s %s", made.body, link.body)
	}
	var l struct{ URL string }
	link.json(t, &l)
	_, secret, _ := strings.Cut(l.URL, "#reset=")
	nobody := person{header: "X-Nobody: x"}
	reset := fmt.Sprintf(`{"link": %q, "password": %q}`, secret, password)
	if got := a.as(nobody, http.MethodPost, "/api/password/reset", reset); got.StatusCode != 200 {
		t.Fatalf("the link: %d %s", got.StatusCode, got.body)
	}
	if got := a.as(nobody, http.MethodPost, "/api/password/reset", reset); got.StatusCode != 422 {
		t.Errorf("the link again: %d", got.StatusCode)
	}
	minh := person{header: a.session("minh")}
	if got := a.as(minh, http.MethodPost, "/api/password", fmt.Sprintf(`{"old": %q, "new": "một câu hoàn toàn khác"}`, password)); got.StatusCode != 200 || got.Header.Get("Set-Cookie") == "" {
		t.Errorf("another password: %d %s", got.StatusCode, got.body)
	}
	if got := a.get("/api/sessions", minh.header); got.StatusCode != 401 {
		t.Errorf("the old session after it: %d", got.StatusCode)
	}
	changed := a.as(admin, http.MethodPatch, "/api/users/minh", `{"role":"ioc"}`)
	if changed.StatusCode != 200 || !strings.Contains(string(changed.body), `"communes":null`) {
		t.Errorf("another role: %s", changed.body)
	}
	if got := a.as(admin, http.MethodPatch, "/api/users/admin", `{"disabled":true}`); got.StatusCode != 422 {
		t.Errorf("the last administrator: %d", got.StatusCode)
	}
	if got := a.as(admin, http.MethodPatch, "/api/users/nobody", `{"disabled":true}`); got.StatusCode != 404 {
		t.Errorf("nobody: %d", got.StatusCode)
	}
	token := a.as(admin, http.MethodPost, "/api/tokens", `{"name":"máy quét","scopes":["import"]}`)
	var tok struct{ ID, Token string }
	token.json(t, &tok)
	if got := a.get("/api/imports", "Authorization: Bearer "+tok.Token); got.StatusCode != 200 {
		t.Errorf("the token: %d", got.StatusCode)
	}
	if got := a.call(http.MethodDelete, "/api/tokens/"+tok.ID, nil, admin.header); got.StatusCode != 200 {
		t.Errorf("revoking it: %d", got.StatusCode)
	}
	if got := a.get("/api/imports", "Authorization: Bearer "+tok.Token); got.StatusCode != 401 {
		t.Errorf("the revoked token: %d", got.StatusCode)
	}
	narrow := a.as(admin, http.MethodPost, "/api/tokens", `{"name":"hẹp","scopes":["accounts"]}`)
	narrow.json(t, &tok)
	if got := a.as(person{header: "Authorization: Bearer " + tok.Token}, http.MethodPost, "/api/tokens", `{"name":"x","scopes":["import"]}`); got.StatusCode != 403 {
		t.Errorf("a token that gives more than it may: %d", got.StatusCode)
	}
	if n := a.count(`SELECT count(*) FROM sotay.tokens WHERE user_id IS NULL`); n != 1 { // the first start's
		t.Errorf("%d tokens have no owner", n)
	}
	for _, scopes := range []string{`[]`, `["private"]`, `["everything"]`} {
		if got := a.as(admin, http.MethodPost, "/api/tokens", `{"name":"x","scopes":`+scopes+`}`); got.StatusCode != 400 {
			t.Errorf("scopes %s: %d", scopes, got.StatusCode)
		}
	}
	operators, _, err := accounts.New(a.db.App).MakeToken(t.Context(), accounts.Token{Name: "máy chủ", Scopes: []string{"accounts"}})
	must(t, err)
	machine := person{header: "Authorization: Bearer " + operators}
	if got := a.as(machine, http.MethodPost, "/api/tokens", `{"name":"x","scopes":["accounts"]}`); got.StatusCode != 403 || !strings.Contains(string(got.body), "sotay token create") {
		t.Errorf("an operator's token makes another: %d %s", got.StatusCode, got.body)
	}
	if got := a.as(machine, http.MethodPost, "/api/tokens", `{"name":"x","scopes":["accounts"],"login":"admin"}`); got.StatusCode != 200 {
		t.Errorf("an operator's token makes one for somebody: %d %s", got.StatusCode, got.body)
	}
	want := "account.add account.link account.reset account.password account.change token.make token.revoke token.make token.make"
	var got string
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT string_agg(action, ' ' ORDER BY n) FROM sotay.audit WHERE action !~ '^session'`).Scan(&got))
	if got != want {
		t.Errorf("audited: %s, want %s", got, want)
	}
}
