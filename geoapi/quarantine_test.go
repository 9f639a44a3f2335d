package geoapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/internal/accounts"
)

// quarantinePage is what GET /api/readings/quarantine answers.
type quarantinePage struct {
	Rows []struct {
		ID                                             int64
		Source, Reason, Text, Station, Parameter, Unit string
	}
	Reasons []struct {
		Reason string
		Count  int
	}
	Next *int64
}

func TestQuarantine(t *testing.T) {
	a := newIntakeAPI(t)
	send := a.sendReadings("")
	var body strings.Builder
	body.WriteString("station,parameter,at,value,unit\n")
	for n := range 5 {
		fmt.Fprintf(&body, "KK01,PM10,202611201%d0000,7,hạt\n", n)
	}
	body.WriteString("KK88,PM10,20261120100000,7,\nKK88,PM2.5,20261120100000,7,\n")
	if got := send(body.String(), "text/csv"); got.StatusCode != 200 {
		t.Fatal(got.StatusCode, string(got.body))
	}
	staff := a.signIn("hoa.tran", accounts.Environment)
	page := func(query string) (p quarantinePage) {
		t.Helper()
		a.mustGet("/api/readings/quarantine?"+query, &p, staff, "Accept-Language: en")
		return p
	}
	all := page("limit=3")
	if len(all.Rows) != 3 || all.Next == nil || *all.Next != all.Rows[2].ID || all.Rows[0].ID < all.Rows[1].ID || all.Rows[0].Text == "" || all.Rows[0].Source != "token: trạm " {
		t.Errorf("first page %+v", all)
	}
	rest := page(fmt.Sprintf("limit=5&after=%d", *all.Next))
	if len(rest.Rows) != 4 || rest.Next != nil || rest.Rows[0].ID >= *all.Next {
		t.Errorf("second page %+v", rest)
	}
	if diff := cmp.Diff("[{unexpected_unit 5} {unknown_station 2}]", fmt.Sprint(all.Reasons)); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
	if p := page("reason=unknown_station&parameter=PM2.5"); len(p.Rows) != 1 || p.Rows[0].Station != "KK88" || len(p.Reasons) != 1 {
		t.Errorf("filtered %+v", p)
	}

	settle := func(what, body string) answer {
		t.Helper()
		return a.call(http.MethodPost, "/api/readings/quarantine/"+what, strings.NewReader(body), staff, "Content-Type: application/json", "Accept-Language: en")
	}
	var released struct {
		Counts map[string]int
		Rows   []struct {
			ID              int64
			Outcome, Reason string
		}
		More bool
	}
	for _, c := range []struct {
		name, body string
		want       map[string]int
	}{
		{"by ids, in another unit", fmt.Sprintf(`{"ids": [%d, %d], "unit": "µg/m³"}`, rest.Rows[0].ID, rest.Rows[1].ID), map[string]int{"stored": 2}},
		{"by a filter, in another unit", `{"reason": "unexpected_unit", "as": {"unit": "µg/m³"}}`, map[string]int{"stored": 3}},
		{"by a filter, as they are", `{"station": "KK88"}`, map[string]int{"quarantined": 2}},
		{"as another station", `{"station": "KK88", "parameter": "PM2.5", "as": {"station": "KK01"}}`, map[string]int{"stored": 1}},
	} {
		got := settle("release", c.body)
		if got.StatusCode != 200 {
			t.Errorf("%s: %d %s", c.name, got.StatusCode, got.body)
			continue
		}
		got.json(t, &released)
		for outcome, n := range map[string]int{"stored": 0, "duplicate": 0, "revised": 0, "quarantined": 0, "refused": 0} {
			if released.Counts[outcome] != n+c.want[outcome] {
				t.Errorf("%s: %s", c.name, got.body)
			}
		}
	}
	if got := settle("discard", `{"station": "KK88"}`); string(got.body) != `{"discarded":1,"more":false,"next":null}`+"\n" {
		t.Errorf("discard: %d %s", got.StatusCode, got.body)
	}
	if p := page(""); len(p.Rows) != 0 || len(p.Reasons) != 0 {
		t.Errorf("left %+v", p)
	}
	for _, body := range []string{`{}`, `{"as": {"unit": "x"}}`, `{"reason": "x", "unit": "x"}`, `{"ids": [` + strings.Repeat("1,", 5000) + `1]}`} {
		if got := settle("release", body); got.StatusCode != 400 {
			t.Errorf("%.40s: %d %s", body, got.StatusCode, got.body)
		}
	}
	if diff := cmp.Diff([]string{"hoa.tran readings.discard", "hoa.tran readings.release"}, a.lines(`SELECT DISTINCT actor || ' ' || action FROM sotay.audit WHERE action LIKE 'readings.%' ORDER BY 1`)); diff != "" {
		t.Errorf("audited (-want +got):\n%s", diff)
	}
}

// A token for an operator's stations is made by an administrator, and says so.
func TestTokenOfAnOperator(t *testing.T) {
	a := newIntakeAPI(t)
	admin := a.signIn("quan.tri", accounts.Administrator)
	ask := func(body string) answer {
		return a.call(http.MethodPost, "/api/tokens", strings.NewReader(body), admin, "Content-Type: application/json")
	}
	var made struct{ Operator, Token string }
	ask(`{"name": "x", "scopes": ["readings"], "operator": " Sở thử "}`).json(t, &made)
	if made.Operator != "Sở thử" {
		t.Errorf("made %q", made.Operator)
	}
	for _, scopes := range []string{`"import"`, `"readings", "stations"`, `"monitoring", "readings"`, ``} {
		if got := ask(`{"name": "x", "scopes": [` + scopes + `], "operator": "Sở thử"}`); got.StatusCode != 400 {
			t.Errorf("an operator with the scopes %s: %d", scopes, got.StatusCode)
		}
	}
	got := a.call(http.MethodPost, "/api/readings", strings.NewReader("station,parameter,at,value\nKK01,PM10,20261120100000,1\nNM01,pH,20261120100000,7\n"),
		"Content-Type: text/csv", "Authorization: Bearer "+made.Token)
	if !strings.Contains(string(got.body), `"stored":1`) || !strings.Contains(string(got.body), "not_yours") {
		t.Errorf("sent: %s", got.body)
	}
	if got := a.call(http.MethodPost, "/api/readings", strings.NewReader("station,parameter,at,value\nNM01,pH,20261120100000,7\n"), "Content-Type: text/csv", a.signIn("hoa.tran", accounts.Environment)); !strings.Contains(string(got.body), `"stored":1`) {
		t.Errorf("staff send for all: %s", got.body)
	}
}
