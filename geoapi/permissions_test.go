package geoapi_test

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/internal/accounts"
)

var update = flag.Bool("update", false, "write the golden files anew")

const password = "một câu dễ nhớ của tôi"

// signIn makes an account and gives the header of its session.
func (a *api) signIn(login string, role accounts.Role, communes ...string) string {
	a.t.Helper()
	store := accounts.New(a.db.App)
	u := accounts.User{Login: login, Name: login + " (hư cấu)", Role: role, Communes: communes}
	if role == accounts.Agency { // of which it is
		u.Agency, u.Communes = communes[0], nil
		must(a.t, exec(a.t, a.db, `INSERT INTO data.agencies (code, name_vi) VALUES ('`+u.Agency+`', 'Đơn vị thử') ON CONFLICT DO NOTHING`))
	}
	_, err := store.Add(a.t.Context(), u, password)
	must(a.t, err)
	return a.session(login)
}

// session gives the header of a new session.
func (a *api) session(login string) string {
	a.t.Helper()
	secret, _, err := accounts.New(a.db.App).SignIn(a.t.Context(), login, password, accounts.From{Address: "192.0.2.1"})
	must(a.t, err)
	return "Cookie: __Host-sotay=" + secret
}

// person is somebody who calls, with the header that says so.
type person struct{ name, header, login string }

// tokenFor makes a token of an account's, or of the operator's own, and gives its header.
func (a *api) tokenFor(login string, scopes ...string) string {
	a.t.Helper()
	secret, _, err := accounts.New(a.db.App).MakeToken(a.t.Context(), accounts.Token{Name: "máy", Scopes: scopes, Login: login})
	must(a.t, err)
	return "Authorization: Bearer " + secret
}

// everybody is each kind of caller there is.
func (a *api) everybody() []person {
	a.t.Helper()
	return []person{
		{"public", "X-Nobody: x", ""},
		{"wrong-token", "Authorization: Bearer sotay_wrong", ""},
		{"wrong-session", "Cookie: __Host-sotay=wrong", ""},
		{"citizen", a.signIn("citizen", accounts.Citizen), "citizen"},
		{"officer", a.signIn("officer", accounts.LandOfficer, "26506"), "officer"},
		{"officer-of-all", a.signIn("head", accounts.LandOfficer), "head"},
		{"officer-elsewhere", a.signIn("elsewhere", accounts.LandOfficer, "26526"), "elsewhere"},
		{"environment", a.signIn("environment", accounts.Environment), "environment"},
		{"ioc", a.signIn("ioc", accounts.IOC), "ioc"},
		{"agency", a.signIn("agency", accounts.Agency, "thu"), "agency"},
		{"administrator", a.signIn("administrator", accounts.Administrator), "administrator"},
		{"token-import", a.tokenFor("", "import"), ""},
		{"token-all", a.tokenFor("", "staff", "import", "accounts", "operations"), ""},
		{"token-of-citizen", a.tokenFor("citizen", "staff", "import", "accounts", "operations"), ""},
		{"wall", a.wallLink(), ""},
		{"token-feeder", a.tokenFor("ioc", "cameras", "indicators"), ""},
		{"token-of-officer", a.tokenFor("officer", "staff", "import", "accounts", "operations"), ""},
	}
}

// call sends a person's request with an empty JSON object where a body is wanted.
func (a *api) as(p person, method, path, body string) answer {
	a.t.Helper()
	header := p.header
	if body == "" {
		return a.call(method, path, nil, header)
	}
	return a.call(method, path, strings.NewReader(body), header, "Content-Type: application/json")
}

// TestPermissions calls each route as everybody and compares with the golden matrix who
// may: whoever is neither unknown (401) nor forbidden (403).
func TestPermissions(t *testing.T) {
	a := newAPI(t)
	people := a.everybody()
	var matrix []string
	for _, r := range a.server.Rows() {
		path := strings.NewReplacer("{id}", "999999", "{name}", "none", "{login}", "nobody", "{code}", "none", "{number}", "none", "{layers}", "none", "{dataset}", "none", "{z}", "1", "{x}", "0", "{y}", "0").Replace(r.Path)
		if strings.HasPrefix(path, "/assets/") {
			continue // their names change with each build
		}
		method := r.Method
		if r.ID == "liveFeed" {
			method = http.MethodHead // a stream does not end
		}
		body := ""
		if r.Method != http.MethodGet && r.Method != http.MethodDelete && r.ID != "createImport" {
			body = "{}"
		}
		var may []string
		for _, p := range people {
			if r.ID == "signOut" && p.login != "" { // the session ends
				p.header = a.session(p.login)
			}
			if code := a.as(p, method, path, body).StatusCode; code != 401 && code != 403 {
				may = append(may, p.name)
			}
		}
		if len(may) == len(people) {
			may = []string{"*"}
		}
		matrix = append(matrix, fmt.Sprintf("%-6s %-36s %-10s %s", r.Method, r.Path, r.Needs, strings.Join(may, " ")))
	}
	slices.Sort(matrix)
	golden(t, "testdata/permissions.golden", strings.Join(matrix, "\n")+"\n")
}

// TestFields asks for a parcel as everybody and compares with the golden matrix which
// fields they are told.
func TestFields(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, `
		INSERT INTO data.parcels_staff (id, legal_area, certificate_status) SELECT id, 100.5, 'đã cấp' FROM data.parcels`))
	var id int64
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT min(id) FROM data.parcels WHERE commune_code = '26506'`).Scan(&id))
	path := fmt.Sprintf("/api/parcels/%d", id)
	var matrix []string
	for _, p := range a.everybody() {
		var parcel map[string]any
		a.as(p, http.MethodGet, path, "").json(t, &parcel)
		staff := parcel["staff"]
		maps.DeleteFunc(parcel, func(name string, _ any) bool { return name == "staff" || name == "area_check" })
		line := fmt.Sprintf("%-18s public %d", p.name, len(parcel))
		if staff != nil {
			line += "; staff" + fieldsIn(staff)
		}
		got := a.as(p, http.MethodPost, path+"/private", `{"purpose": "giải quyết hồ sơ 12/2026"}`)
		if got.StatusCode == 200 {
			var private map[string]any
			got.json(t, &private)
			line += "; private" + fieldsIn(private["fields"])
		}
		if p.name != "officer" && p.name != "officer-of-all" && strings.Contains(string(got.body), "Nguyễn Văn Mẫu") {
			t.Errorf("%s is told the owner: %s", p.name, got.body)
		}
		matrix = append(matrix, line)
	}
	golden(t, "testdata/fields.golden", strings.Join(matrix, "\n")+"\n")
}

// fieldsIn names the fields of a list of values that hold something.
func fieldsIn(list any) string {
	var names string
	for _, v := range list.([]any) {
		if value := v.(map[string]any); value["value"] != nil {
			names += " " + value["field"].(string)
		}
	}
	return names
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		must(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	must(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// TestEveryRouteAsksForPermission keeps writing routes from being everybody's by mistake.
func TestEveryRouteAsksForPermission(t *testing.T) {
	a := newAPI(t)
	open := []string{"signIn", "signOut", "resetPassword", "readPlot", "searchText", "sendReport", "uploadReportPhoto", "supportReport", "rateReport", "reopenReport"} // how one becomes somebody; questions in a body; what citizens send without an account
	for _, r := range a.server.Rows() {
		if r.Method != http.MethodGet && (r.Needs == "anyone" || r.Needs == "whoever") && !slices.Contains(open, r.ID) && !strings.HasPrefix(r.Path, "/open311/v2/requests.") { // its specification has the key in the form: the handler asks for it
			t.Errorf("%s %s changes something and anyone may", r.Method, r.Path)
		}
	}
}
