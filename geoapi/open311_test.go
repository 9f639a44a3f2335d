package geoapi_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sotay/geoapi"
	"sotay/internal/accounts"
)

// element is the schema of an element: its children in order, or what its text must be.
type element struct {
	name string
	many bool // any number of them
	kids []element
	text string // a regular expression
}

func leaf(name, text string) element { return element{name: name, text: text} }

// The schemas of GeoReport v2, as its tables and examples have them.
const (
	anyText = `(?s).*`
	some    = `(?s).+`
	whenW3C = `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)`
	maybe   = `(` + whenW3C + `)?`
	status  = `open|closed`
)

func open311Schemas() map[string]element {
	request := element{name: "request", many: true, kids: []element{
		leaf("service_request_id", some), leaf("status", status), leaf("status_notes", anyText), leaf("service_name", some), leaf("service_code", some),
		leaf("description", anyText), leaf("agency_responsible", anyText), leaf("service_notice", anyText), leaf("requested_datetime", whenW3C),
		leaf("updated_datetime", whenW3C), leaf("expected_datetime", maybe), leaf("address", anyText), leaf("address_id", anyText), leaf("zipcode", anyText),
		leaf("lat", `-?[\d.]+`), leaf("long", `-?[\d.]+`), leaf("media_url", `(https?://.+)?`),
	}}
	return map[string]element{
		"discovery": {name: "discovery", kids: []element{leaf("changeset", some), leaf("contact", some), leaf("key_service", some), {name: "endpoints", kids: []element{
			{name: "endpoint", many: true, kids: []element{
				leaf("specification", `http://wiki\.open311\.org/GeoReport_v2`), leaf("url", `https?://.+/open311/v2`), leaf("changeset", some), leaf("type", `production|test`),
				{name: "formats", kids: []element{{name: "format", many: true, text: `text/xml|application/json`}}},
			}},
		}}}},
		"services": {name: "services", kids: []element{{name: "service", many: true, kids: []element{
			leaf("service_code", some), leaf("service_name", some), leaf("description", anyText), leaf("metadata", `true|false`), leaf("type", `realtime|batch|blackbox`), leaf("keywords", anyText), leaf("group", anyText),
		}}}},
		"definition": {name: "service_definition", kids: []element{leaf("service_code", some), leaf("attributes", ``)}},
		"requests":   {name: "service_requests", kids: []element{request}},
		"sent":       {name: "service_requests", kids: []element{{name: "request", many: true, kids: []element{leaf("service_request_id", some), leaf("service_notice", anyText), leaf("account_id", anyText)}}}},
		"updates": {name: "service_request_updates", kids: []element{{name: "request_update", many: true, kids: []element{
			leaf("update_id", some), leaf("service_request_id", some), leaf("status", status), leaf("external_status_code", some), leaf("updated_datetime", whenW3C), leaf("description", some), leaf("media_url", anyText),
		}}}},
		"errors": {name: "errors", kids: []element{{name: "error", many: true, kids: []element{leaf("code", `\d{3}`), leaf("description", some)}}}},
	}
}

// node is an element of a document.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Kids    []node     `xml:",any"`
	Text    string     `xml:",chardata"`
}

// fits compares a node with its schema.
func (n node) fits(e element) error {
	if n.XMLName.Local != e.name || n.XMLName.Space != "" || len(n.Attrs) > 0 {
		return fmt.Errorf("<%s %v>, want <%s>", n.XMLName.Local, n.Attrs, e.name)
	}
	if e.kids == nil {
		if !regexp.MustCompile(`^(?:`+e.text+`)$`).MatchString(strings.TrimSpace(n.Text)) || len(n.Kids) > 0 {
			return fmt.Errorf("<%s> is %q", e.name, n.Text)
		}
		return nil
	}
	kids := n.Kids
	for _, k := range e.kids {
		for first := true; len(kids) > 0 && kids[0].XMLName.Local == k.name && (first || k.many); first = false {
			if err := kids[0].fits(k); err != nil {
				return fmt.Errorf("in <%s>: %w", e.name, err)
			}
			kids = kids[1:]
			if !k.many {
				k.name = ""
			}
		}
		if !k.many && k.name != "" {
			return fmt.Errorf("<%s> has no <%s> here", e.name, k.name)
		}
	}
	if len(kids) > 0 {
		return fmt.Errorf("<%s> has a <%s> too many", e.name, kids[0].XMLName.Local)
	}
	return nil
}

// xmlOf reads an answer and holds it to a schema.
func (a *api) xmlOf(got answer, schema string) node {
	a.t.Helper()
	var n node
	if kind := got.Header.Get("Content-Type"); kind != "text/xml; charset=utf-8" || !strings.HasPrefix(string(got.body), `<?xml version="1.0" encoding="UTF-8"?>`) {
		a.t.Errorf("%s: %s %.60s", got.Request.URL, kind, got.body)
	}
	err := xml.Unmarshal(got.body, &n)
	if err == nil {
		err = n.fits(open311Schemas()[schema])
	}
	if err != nil && !errors.Is(err, io.EOF) {
		a.t.Errorf("%s is no %s: %v\n%s", got.Request.URL, schema, err, got.body)
	}
	return n
}

func (a *api) post311(suffix string, form url.Values) answer {
	a.t.Helper()
	return a.call(http.MethodPost, "/open311/v2/requests."+suffix, strings.NewReader(form.Encode()), "Content-Type: application/x-www-form-urlencoded; charset=utf-8")
}

// tokenOf makes a token of a scope.
func (a *api) tokenOf(scope string) string {
	a.t.Helper()
	secret, _, err := accounts.New(a.db.App).MakeToken(a.t.Context(), accounts.Token{Name: scope, Scopes: []string{scope}})
	must(a.t, err)
	return secret
}

// TestOpen311 walks through GeoReport v2 as a client does: discovery, services, a request sent and
// sent again, read by its id, in lists once it is published, and its updates.
func TestOpen311(t *testing.T) {
	a := newAPI(t)
	duty := a.signIn("ioc", accounts.IOC)
	key := a.tokenOf("open311")
	for path, schema := range map[string]string{"discovery": "discovery", "services": "services", "services/roads": "definition", "requests": "requests", "servicerequestupdates": "updates"} {
		got := a.get("/open311/v2/" + path + ".xml")
		if a.xmlOf(got, schema); got.StatusCode != 200 {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
		if got := a.get("/open311/v2/" + path + ".json"); got.StatusCode != 200 || path != "discovery" && path != "services/roads" && got.body[0] != '[' {
			t.Errorf("%s.json: %d %.40s", path, got.StatusCode, got.body)
		}
	}
	form := url.Values{
		"api_key": {key}, "service_code": {"roads"}, "lat": {"10.34"}, "long": {"107.08"}, "address_string": {"Số 1 đường Thử"}, "description": {"Ổ gà <lớn> & sâu"},
		"first_name": {"Mẫu"}, "last_name": {"Nguyễn Văn"}, "phone": {"0900000000"}, "email": {"mau@sotay.example"}, "device_id": {"phone-77"}, "media_url": {"http://127.0.0.1:1/secret.jpg"}, "jurisdiction_id": {""},
	}
	got := a.post311("xml", form)
	sent := a.xmlOf(got, "sent")
	if got.StatusCode != 200 || len(sent.Kids) != 1 {
		t.Fatalf("send: %d %s", got.StatusCode, got.body)
	}
	number := sent.Kids[0].Kids[0].Text
	var again []struct{ Service_request_id string }
	if a.post311("json", form).json(t, &again); len(again) != 1 || again[0].Service_request_id != number {
		t.Errorf("sent again it is %v, not %s", again, number)
	}
	var words string
	var id int64
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT id, words FROM data.reports WHERE number = $1 AND source = 'open311' AND address = 'Số 1 đường Thử'`, number).Scan(&id, &words))
	if !strings.Contains(words, "http://127.0.0.1:1/secret.jpg") {
		t.Errorf("the duty desk reads %q", words)
	}

	listed := func(query string) (ids []string) {
		t.Helper()
		got := a.get("/open311/v2/requests.xml?" + query)
		for _, r := range a.xmlOf(got, "requests").Kids {
			ids = append(ids, r.Kids[0].Text)
		}
		for _, private := range []string{"Mẫu", "0900000000", "mau@", "phone-77", "secret.jpg", "<lớn>"} {
			if strings.Contains(string(got.body), private) {
				t.Errorf("%s tells %q", query, private)
			}
		}
		return ids
	}
	if ids := listed(""); len(ids) != 0 {
		t.Errorf("before it is verified: %q", ids)
	}
	if got := a.get("/open311/v2/requests/" + strings.ToLower(number) + ".xml"); got.StatusCode != 200 || len(a.xmlOf(got, "requests").Kids) != 1 {
		t.Errorf("by its number: %d %s", got.StatusCode, got.body)
	}
	a.verify(duty, id, nil, true)
	for query, want := range map[string]int{
		"": 1, "status=open": 1, "status=closed": 0, "status=open,closed": 1, "service_code=roads,trees": 1, "service_code=trees": 0, "service_request_id=" + number + "&status=closed": 1,
		"bbox=107,10,107.2,10.5": 1, "bbox=106,10,106.2,10.5": 0, "page=2&page_size=1": 0, "page=1&page_size=1": 1, "status=": 1,
		"start_date=2020-01-01T00:00:00Z": 0, "end_date=2020-01-01T00:00:00%2B07:00": 0, "service_request_id=PA26-0000-0000": 0,
	} {
		if ids := listed(query); len(ids) != want || want == 1 && ids[0] != number {
			t.Errorf("%q: %q", query, ids)
		}
	}
	moves := a.xmlOf(a.get("/open311/v2/servicerequestupdates.xml"), "updates").Kids
	if len(moves) != 2 || moves[1].Kids[0].Text != number+".2" || moves[1].Kids[3].Text != "verified" {
		t.Errorf("updates: %v", moves)
	}
}

// TestOpen311SaysWhyItWaits: the state in words has the reason, in the language that is asked for.
func TestOpen311SaysWhyItWaits(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedRoutes))
	duty, agency := a.signIn("ioc", accounts.IOC), a.signIn("roads", accounts.Agency, "duong")
	id, number, _ := a.reportWith("waits", "roads")
	a.verify(duty, id, nil, true)
	a.act(id, duty, `{"action": "assign", "agency": "duong"}`, 200)
	a.act(id, agency, `{"action": "start"}`, 200)
	next := time.Now().AddDate(0, 1, 0).Format(time.DateOnly)
	a.act(id, agency, `{"action": "wait", "reason": "budget", "owner": "Sở Tài chính", "next": "`+next+`", "public_words": "Chờ bố trí kinh phí."}`, 200)
	for lang, want := range map[string]string{"vi": "Đang chờ (Chờ kinh phí, Sở Tài chính, " + next + ")", "en": "Waiting (Waiting for money, Sở Tài chính, " + next + ")"} {
		var list []struct {
			Status_notes string
		}
		if a.get("/open311/v2/requests/"+number+".json", "Accept-Language: "+lang).json(t, &list); len(list) != 1 || !strings.HasPrefix(list[0].Status_notes, want) {
			t.Errorf("%s: %+v, want %s", lang, list, want)
		}
	}
}

// TestOpen311Errors are arrays, with the codes of the specification.
func TestOpen311Errors(t *testing.T) {
	a := newAPI(t)
	key := a.tokenOf("open311")
	other := a.tokenOf("readings")
	whole := map[string]string{"api_key": key, "service_code": "roads", "lat": "10.34", "long": "107.08", "description": "Ổ gà"}
	for _, tt := range []struct {
		change string // name=value; without a value it is left out
		want   int
	}{
		{"", 200},
		{"api_key", 403},
		{"api_key=wrong", 403},
		{"api_key=" + other, 403},
		{"service_code", 400},
		{"service_code=none", 404},
		{"lat", 400},
		{"long=", 400},
		{"lat=north", 400},
		{"lat=91", 400},
		{"description=" + strings.Repeat("x", 4001), 400},
		{"phone=không", 400},
	} {
		form := url.Values{"address_string": {"Số 1"}, "address_id": {"#NOTPINPOINTED#"}}
		for name, value := range whole {
			form.Set(name, value)
		}
		name, value, given := strings.Cut(tt.change, "=")
		if form.Del(name); given {
			form.Set(name, value)
		}
		got := a.post311("xml", form)
		if got.StatusCode != tt.want {
			t.Errorf("%.30s: %d %s", tt.change, got.StatusCode, got.body)
		}
		if tt.want != 200 {
			a.is311Error(got, tt.want)
			a.json311Error(a.post311("json", form), tt.want)
		}
	}
	for path, want := range map[string]int{
		"requests/PA26-0000-0000": 404, "services/none": 404, "requests?status=done": 400, "requests?start_date=yesterday": 400, "requests?page_size=1001": 400, "requests?bbox=1,2": 400,
		"requests?start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z": 400, "servicerequestupdates?start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z": 400,
	} {
		name, query, _ := strings.Cut(path, "?")
		a.is311Error(a.get("/open311/v2/"+name+".xml?"+query), want)
		a.json311Error(a.get("/open311/v2/"+name+".json?"+query), want)
	}
	got := a.call(http.MethodPost, "/open311/v2/requests.xml", strings.NewReader("{}"), "Content-Type: application/json")
	a.is311Error(got, 400)
}

func (a *api) is311Error(got answer, want int) {
	a.t.Helper()
	n := a.xmlOf(got, "errors")
	if got.StatusCode != want || len(n.Kids) != 1 || n.Kids[0].Kids[0].Text != fmt.Sprint(want) {
		a.t.Errorf("%s: %d, want %d: %s", got.Request.URL, got.StatusCode, want, got.body)
	}
}

func (a *api) json311Error(got answer, want int) {
	a.t.Helper()
	var list []struct {
		Code        int
		Description string
	}
	got.json(a.t, &list)
	if got.StatusCode != want || len(list) != 1 || list[0].Code != want || list[0].Description == "" || slices.Contains([]string{"", "null"}, string(got.body)) {
		a.t.Errorf("%s: %d, want %d: %s", got.Request.URL, got.StatusCode, want, got.body)
	}
}

// TestOpen311OfOneJurisdiction: what is meant for another one is not taken here, and nothing has a
// token.
func TestOpen311OfOneJurisdiction(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.PublicURL = "https://sotay.example" })
	key := a.tokenOf("open311")
	for id, want := range map[string]int{"": 200, "sotay.example": 200, "Sotay.Example": 200, "city.gov": 404} {
		for _, path := range []string{"services", "services/roads", "requests", "servicerequestupdates"} {
			got := a.get("/open311/v2/" + path + ".xml?jurisdiction_id=" + id)
			if got.StatusCode != want {
				t.Errorf("%s of %q: %d", path, id, got.StatusCode)
			}
		}
		form := url.Values{"api_key": {key}, "service_code": {"roads"}, "lat": {"10.34"}, "long": {"107.08"}, "description": {"Ổ gà " + id}, "jurisdiction_id": {id}}
		if got := a.post311("json", form); got.StatusCode != want {
			t.Errorf("sent to %q: %d %s", id, got.StatusCode, got.body)
		}
	}
	a.is311Error(a.get("/open311/v2/requests.xml?jurisdiction_id=city.gov"), 404)
	a.is311Error(a.get("/open311/v2/tokens/123456.xml"), 404)
	a.json311Error(a.get("/open311/v2/tokens/123456.json"), 404)
}

// TestOpen311IsNotGuessedAt: each number that is asked for costs a look-up, and of a report that is
// not published its number opens no address.
func TestOpen311IsNotGuessedAt(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.LookupsPerSecond = 10 })
	form := url.Values{"api_key": {a.tokenOf("open311")}, "service_code": {"roads"}, "lat": {"10.34"}, "long": {"107.08"}, "address_string": {"Nhà số 7, hẻm Thử"}, "description": {"Ổ gà"}}
	var sent []struct {
		ID string `json:"service_request_id"`
	}
	a.post311("json", form).json(t, &sent)
	got := a.get("/open311/v2/requests/" + sent[0].ID + ".json")
	if got.StatusCode != 200 || strings.Contains(string(got.body), "hẻm") {
		t.Errorf("by its number: %d %s", got.StatusCode, got.body)
	}
	if line := a.log.find(t, "/open311/v2/requests/{id}.json"); strings.Contains(line, sent[0].ID) {
		t.Errorf("the log has the number: %s", line)
	}
	many := strings.Repeat(sent[0].ID+",", 28)
	statuses := map[int]int{}
	for range 3 {
		got := a.get("/open311/v2/requests.xml?service_request_id=" + many)
		if statuses[got.StatusCode]++; got.StatusCode == 429 {
			a.is311Error(got, 429)
			if got.Header.Get("Retry-After") == "" {
				t.Error("it does not say when to come again")
			}
		}
	}
	if statuses[429] == 0 {
		t.Errorf("84 numbers at once: %v", statuses)
	}
}

// TestOpen311OfHostileWords: whatever somebody writes, the answer is a document of its schema that
// reads the same, or what XML cannot hold is marked.
func TestOpen311OfHostileWords(t *testing.T) {
	a := newAPI(t)
	duty, key := a.signIn("truc", accounts.IOC), a.tokenOf("open311")
	for i, words := range []string{
		`</description></request><script>alert(1)</script>`, `]]><![CDATA[x`, `&amp;lt;&#0;&xxe;`, `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>`,
		"một\ndòng\tkhác", `"'<>&`, "\u202exoay\u0001\ufffe\U0001F6A7", strings.Repeat("ỗ", 4000),
	} {
		form := url.Values{"api_key": {key}, "service_code": {"roads"}, "lat": {"10.34"}, "long": {"107.08"}, "description": {fmt.Sprintf("%d", i)}, "address_string": {words[:min(len(words), 100)]}}
		if len(words) > 300 {
			form.Set("address_string", "x")
		}
		sent := a.xmlOf(a.post311("xml", form), "sent")
		if len(sent.Kids) != 1 {
			t.Fatalf("%.40q is not taken", words)
		}
		number := sent.Kids[0].Kids[0].Text
		text, err := json.Marshal(map[string]any{"action": "verify", "public_words": words})
		must(t, err)
		a.act(a.idOf(number), duty, string(text), 200)
		want := strings.NewReplacer("\x01", "\ufffd", "\ufffe", "\ufffd").Replace(words)
		for _, path := range []string{"requests/" + number, "requests", "servicerequestupdates?service_request_id=" + number} {
			name, query, _ := strings.Cut(path, "?")
			schema := map[bool]string{true: "updates", false: "requests"}[query != ""]
			doc := a.xmlOf(a.get("/open311/v2/"+name+".xml?"+query), schema)
			if schema == "requests" && !slices.ContainsFunc(doc.Kids, func(r node) bool { return r.Kids[0].Text == number && r.Kids[5].Text == want }) {
				t.Errorf("%s does not have %.60q", path, words)
			}
			var list []map[string]any
			a.get("/open311/v2/"+name+".json?"+query).json(t, &list)
			if schema == "requests" && !slices.ContainsFunc(list, func(r map[string]any) bool { return r["description"] == words }) {
				t.Errorf("%s.json does not have %.60q", path, words)
			}
		}
	}
}

// TestOpen311Asks: parameters several times as well as with commas between, and times at the edges
// of what may be asked for.
func TestOpen311Asks(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, `
		INSERT INTO data.reports (number, category, words, public_words, geom, coarse, state, received_at, verified_at, published)
		SELECT format('PA26-%s-0000', lpad(i::text, 4, '0')), (ARRAY['roads', 'trees', 'waste'])[1 + i % 3], 'x', 'x', 'SRID=4326;POINT(107.08 10.345)', 'SRID=4326;POINT(107.08 10.345)', 'verified', now() - i * interval '90 minutes', now(), true
		FROM generate_series(1, 1700) AS i`)) // 106 days
	list := func(query string) (n int) {
		t.Helper()
		var out []json.RawMessage
		a.get("/open311/v2/requests.json?"+query).json(t, &out)
		return len(out)
	}
	day := func(n int) string { return time.Now().AddDate(0, 0, n).UTC().Format(time.RFC3339) }
	for query, want := range map[string]int{
		"":                                      1000, // of 90 days' 1,440 the newest
		"service_code=roads&service_code=trees": 959,  // two thirds of 90 days'
		"service_code=roads,trees":              959,
		"start_date=" + day(-100) + "&end_date=" + day(-89): 11 * 16,
		"end_date=" + day(-95):                              180, // all that are older
		"page_size=10&page=144":                             9,
		"page_size=10&page=145":                             0,
	} {
		if got := list(query); got < want-1 || got > want+1 {
			t.Errorf("%q: %d, want %d", query, got, want)
		}
	}
	a.json311Error(a.get("/open311/v2/requests.json?start_date="+day(-100)+"&end_date="+day(-9)), 400)
}
