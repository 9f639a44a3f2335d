package geoapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"sotay/geoapi"
	"sotay/internal/accounts"
)

// put sends JSON.
func (a *api) put(path, body, who string) answer {
	a.t.Helper()
	return a.call(http.MethodPut, path, strings.NewReader(body), "Content-Type: application/json", who)
}

// TestHolidaysAndHours are edited by the duty desk and read by agencies; what nobody compared with
// its source is marked so; each change is one row of the audit.
func TestHolidaysAndHours(t *testing.T) {
	a := newAPI(t)
	duty, agency := a.signIn("truc", accounts.IOC), a.signIn("roads", accounts.Agency, "duong")
	var out struct {
		Holidays []struct {
			Day, Source string
			Verified    bool
		}
	}
	a.mustGet("/api/desk/holidays", &out, agency)
	for _, h := range out.Holidays {
		if strings.Contains(h.Source, "CHƯA KIỂM CHỨNG") && h.Verified {
			t.Errorf("%+v says itself that nobody compared it", h)
		}
	}
	before := len(out.Holidays)
	const tet = `{"day": "2028-01-26", "name": {"vi": "Tết Nguyên đán", "en": "Lunar New Year"}, "worked": false, "source": "Thông báo 9/TB (hư cấu)", "verified": true}`
	body := `{"year": 2028, "holidays": [` + tet + `]}`
	if got := a.put("/api/desk/holidays", body, agency); got.StatusCode != 403 {
		t.Errorf("an agency: %d", got.StatusCode)
	}
	if got := a.put("/api/desk/holidays", body, duty); got.StatusCode != 200 {
		t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	a.mustGet("/api/desk/holidays", &out, duty)
	if last := out.Holidays[len(out.Holidays)-1]; len(out.Holidays) != before+1 || last.Day != "2028-01-26" || !last.Verified {
		t.Errorf("%d days, the last is %+v", len(out.Holidays), last)
	}
	if got := a.put("/api/desk/holidays", strings.Replace(body, "2028-01-26", "2028-02-30", 1), duty); got.StatusCode != 422 || !strings.Contains(string(got.body), "holidays[0].day") {
		t.Errorf("a day that is none: %d %s", got.StatusCode, got.body)
	}
	const hours = `{"sensitive": false, "urgency": "urgent", "receive_hours": 1.5, "handle_hours": 6, "active": true}`
	if got := a.put("/api/desk/report-categories/roads", hours, agency); got.StatusCode != 403 {
		t.Errorf("an agency: %d", got.StatusCode)
	}
	if got := a.put("/api/desk/report-categories/roads", hours, duty); got.StatusCode != 200 || !strings.Contains(string(got.body), `"receive_hours":1.5`) {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	for path, want := range map[string]int{"/api/desk/report-categories/none": 404, "/api/desk/report-categories/%00": 404} {
		if got := a.put(path, hours, duty); got.StatusCode != want {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
	if got := a.put("/api/desk/report-categories/roads", strings.Replace(hours, "1.5", "0", 1), duty); got.StatusCode != 422 {
		t.Errorf("no hours: %d", got.StatusCode)
	}
	var rows string
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT string_agg(action || ' ' || subject || ' ' || (detail ->> 'was') || ' ' || (detail ->> 'is'), '; ' ORDER BY n) FROM sotay.audit WHERE actor = 'truc'`).Scan(&rows))
	for _, want := range []string{"holidays.save holidays:2028 [] [", "2028-01-26", "report_category.save report_category:roads", `"handle_hours":40`, `"handle_hours":6`} {
		if !strings.Contains(rows, want) {
			t.Errorf("the audit has no %q: %s", want, rows)
		}
	}
}

// TestOneRoute is added, changed and taken away without the others.
func TestOneRoute(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedRoutes))
	duty, agency := a.signIn("truc", accounts.IOC), a.signIn("roads", accounts.Agency, "duong")
	const route = `{"category": "trees", "commune": "26506", "agency": "duong", "since": "2026-01-01", "until": null}`
	if got := a.post("/api/desk/report-routes", route, agency); got.StatusCode != 403 {
		t.Errorf("an agency: %d", got.StatusCode)
	}
	var added struct{ ID int64 }
	got := a.post("/api/desk/report-routes", route, duty)
	if got.json(t, &added); got.StatusCode != 200 || added.ID == 0 {
		t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	path := fmt.Sprintf("/api/desk/report-routes/%d", added.ID)
	for body, want := range map[string]int{
		strings.Replace(route, `null`, `"2027-01-01"`, 1): 200, strings.Replace(route, `null`, `"2025-01-01"`, 1): 422,
		strings.Replace(route, "duong", "khong-co", 1): 422, strings.Replace(route, "26506", `\u0000`, 1): 422, strings.Replace(route, "26506", "99999", 1): 422, strings.Replace(route, "trees", `\u0000`, 1): 422,
	} {
		if got := a.put(path, body, duty); got.StatusCode != want {
			t.Errorf("%s: %d %s", body, got.StatusCode, got.body)
		}
	}
	var list struct {
		Routes []struct {
			ID    int64
			Until *string
		}
	}
	a.mustGet("/api/desk/report-routes", &list, agency)
	for _, r := range list.Routes {
		if (r.ID == added.ID) != (r.Until != nil) {
			t.Errorf("another route was changed, or this one was not: %+v", r)
		}
	}
	for _, want := range []int{200, 404} {
		if got := a.call(http.MethodDelete, path, nil, duty); got.StatusCode != want {
			t.Errorf("taken away: %d, want %d", got.StatusCode, want)
		}
	}
	whole := `{"routes": [` + strings.Replace(route, "26506", "99999", 1) + `]}`
	if got := a.put("/api/desk/report-routes", whole, duty); got.StatusCode != 422 || !strings.Contains(string(got.body), "routes[0].commune") {
		t.Errorf("routes of a commune that is none: %d %s", got.StatusCode, got.body)
	}
	if got := a.put(path, route, duty); got.StatusCode != 404 {
		t.Errorf("a route that is gone: %d", got.StatusCode)
	}
}

// TestSavingSaysWhatChanges: what another has changed since a form was opened stays, in the category
// what hides places above all.
func TestSavingSaysWhatChanges(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedRoutes))
	duty := a.signIn("truc", accounts.IOC)
	var added struct{ ID int64 }
	a.post("/api/desk/report-routes", `{"category": "trees", "commune": "26506", "agency": "duong", "since": "2026-01-01", "until": null}`, duty).json(t, &added)
	route := fmt.Sprintf("/api/desk/report-routes/%d", added.ID)
	for _, c := range []struct{ path, one, other, want string }{
		{"/api/desk/report-categories/roads", `{"sensitive": true}`, `{"receive_hours": 3}`, `"sensitive":true,"urgency":"normal","receive_hours":3,`},
		{"/api/desk/agencies", `{"code": "duong", "active": false}`, `{"code": "duong", "name": {"vi": "Đơn vị đường (hư cấu)", "en": ""}}`, `"name":{"vi":"Đơn vị đường (hư cấu)","en":""},"active":false`},
		{route, `{"commune": null}`, `{"until": "2027-01-01"}`, `"category":"trees","commune":null,"agency":"duong","since":"2026-01-01","until":"2027-01-01"`},
	} {
		one, other := a.put(c.path, c.one, duty), a.put(c.path, c.other, duty)
		if one.StatusCode != 200 || other.StatusCode != 200 || !strings.Contains(string(other.body), c.want) {
			t.Errorf("%s: %d %s, then %d %s, want %s", c.path, one.StatusCode, one.body, other.StatusCode, other.body, c.want)
		}
	}
	if got := a.put("/api/desk/agencies", `{"code": "moi", "active": true}`, duty); got.StatusCode != 422 {
		t.Errorf("a new agency without a name: %d", got.StatusCode)
	}
	if got := a.post("/api/desk/report-routes", `{"category": "trees"}`, duty); got.StatusCode != 422 {
		t.Errorf("a new route without an agency: %d", got.StatusCode)
	}
}

// TestReportPolicy is read by the desk and changed by the duty desk.
func TestReportPolicy(t *testing.T) {
	a := newAPI(t)
	duty, agency := a.signIn("truc", accounts.IOC), a.signIn("roads", accounts.Agency, "duong")
	if got := a.put("/api/desk/report-policy", `{"near": 0.7}`, agency); got.StatusCode != 403 {
		t.Errorf("an agency: %d", got.StatusCode)
	}
	for _, body := range []string{`{"near": 0.7}`, `{"hours": "08:00-12:00"}`} {
		if got := a.put("/api/desk/report-policy", body, duty); got.StatusCode != 200 {
			t.Errorf("%s: %d %s", body, got.StatusCode, got.body)
		}
	}
	var out struct {
		Hours string
		Near  float64
		Close int32 `json:"close_after_days"`
	}
	a.mustGet("/api/desk/report-policy", &out, agency)
	if out.Hours != "08:00-12:00" || out.Near != 0.7 || out.Close != 7 {
		t.Errorf("%+v", out)
	}
	if got := a.put("/api/desk/report-policy", `{"hours": "12:00-08:00"}`, duty); got.StatusCode != 422 || !strings.Contains(string(got.body), "hours") {
		t.Errorf("hours that end before they begin: %d %s", got.StatusCode, got.body)
	}
	var n int
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM sotay.audit WHERE action = 'report_policy.save' AND detail -> 'was' ->> 'hours' <> ''`).Scan(&n))
	if n != 2 {
		t.Errorf("%d rows of the audit, want 2", n)
	}
}

// TestReportsOfACategoryThatIsSwitchedOff are opened and moved as before.
func TestReportsOfACategoryThatIsSwitchedOff(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedRoutes))
	duty := a.signIn("truc", accounts.IOC)
	id := a.idOf(a.mustSend("0123456789abcdef", aReport).Number)
	if got := a.put("/api/desk/report-categories/roads", `{"active": false}`, duty); got.StatusCode != 200 {
		t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	var seen deskDetail
	a.mustGet(fmt.Sprintf("/api/desk/reports/%d", id), &seen, duty)
	if seen.Report.State != "received" || len(seen.Moves) == 0 {
		t.Errorf("opened: %+v", seen)
	}
	seen = deskDetail{}
	a.act(id, duty, `{"action": "verify", "public_words": "Ổ gà"}`, 200).json(t, &seen)
	if seen.Report.State != "verified" || len(seen.Moves) == 0 {
		t.Errorf("what was done answers %+v", seen)
	}
}

// TestHostileTexts: what no database takes finds nothing or is refused; nothing breaks.
func TestHostileTexts(t *testing.T) {
	a := newAPI(t)
	duty := a.signIn("truc", accounts.IOC)
	id := a.idOf(a.mustSend("0123456789abcdef", aReport).Number)
	for _, text := range []string{"%00", "%ff%fe", "'%3B--", "%25", "a%00b"} {
		for _, path := range []string{
			"/api/reports?category=" + text, "/api/reports?cursor=" + text, "/api/reports/" + text, "/api/reports/similar?lon=107&lat=10&category=" + text,
			"/api/desk/reports?q=" + text, "/api/desk/reports?agency=" + text, "/api/desk/reports?category=" + text, "/api/desk/reports?commune=" + text, "/api/desk/reports/statistics?agency=" + text, "/api/desk/reports/statistics.csv?commune=" + text, "/api/desk/reports.csv?q=" + text,
			"/open311/v2/requests.json?service_code=" + text, "/open311/v2/requests.json?service_request_id=" + text, "/open311/v2/requests/" + text + ".json", "/open311/v2/services/" + text + ".json",
			"/api/cameras?q=" + text, "/api/cameras?agency=" + text, "/api/indicators/x?period=" + text, "/api/indicators/" + text,
			"/open311/v2/servicerequestupdates.json?service_request_id=" + text, "/api/report-photos/1.jpg?report=" + text,
		} {
			if got := a.get(path, duty); got.StatusCode >= 500 {
				t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
			}
		}
	}
	for _, body := range []string{
		`{"action": "verify", "public_words": "a\u0000"}`, `{"action": "verify", "public_words": "a", "address": "\u0000"}`, `{"action": "verify", "public_words": "a", "category": "\u0000"}`,
		`{"action": "merge", "into": "\u0000"}`, `{"action": "reject", "reason": "\u0000", "public_words": "x"}`, `{"action": "\u0000"}`, `{"action": "verify", "public_words": "a", "lon": 1e999, "lat": 1}`,
	} {
		if got := a.post(fmt.Sprintf("/api/desk/reports/%d/actions", id), body, duty); got.StatusCode < 400 || got.StatusCode >= 500 {
			t.Errorf("%s: %d %s", body, got.StatusCode, got.body)
		}
	}
	a.act(id, duty, `{"action": "verify", "public_words": "x"}`, 200)
	for _, agency := range []string{`\u0000`, `a\u0000`, "' OR 1=1"} {
		a.act(id, duty, `{"action": "assign", "agency": "`+agency+`"}`, 422)
	}
}

// TestTheLogHoldsNoNumbers: who reads the log opens no report by it, whether or not it was there.
func TestTheLogHoldsNoNumbers(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.Web = fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}} })
	number := a.mustSend("0123456789abcdef", aReport).Number
	paths := []string{
		"/report/" + number, "/api/reports/" + number, "/open311/v2/requests/" + number + ".json", "/open311/v2/requests.xml?service_request_id=" + number, "/api/report-photos/1.jpg?report=" + number,
		"/report/" + number + "/", "/open311/v2/requests/" + number, "/api/reports/" + number + "/support", "/api/reports/" + strings.ToLower(number) + "/",
	}
	for _, path := range paths {
		a.get(path)
	}
	a.post("/api/reports/"+number+"/support", `{}`, "Idempotency-Key: 0123456789abcdef0")
	a.log.find(t, `"/api/reports/{number}/support"`)
	for _, line := range a.log.all() {
		if strings.Contains(strings.ToUpper(line), number) {
			t.Errorf("the log: %s", line)
		}
	}
}

// TestNotFixedReachesTheAgency: what the reporter says when it is done is told to the agency at once,
// and stands in its queue.
func TestNotFixedReachesTheAgency(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedRoutes))
	duty, roads := a.signIn("truc", accounts.IOC), a.signIn("roads", accounts.Agency, "duong")
	sent := a.mustSend("0123456789abcdef", aReport)
	id := a.idOf(sent.Number)
	a.act(id, duty, `{"action": "verify", "public_words": "Ổ gà"}`, 200)
	a.act(id, duty, `{"action": "assign"}`, 200)
	a.act(id, roads, `{"action": "start"}`, 200)
	a.act(id, roads, `{"action": "resolve", "public_words": "Đã vá.", "photos": ["`+a.uploadGrey()+`"]}`, 200)
	must(t, a.journal.CatchUp(t.Context()))
	stream, _ := listen(t, a.URL+"/events", roads)
	told := func(state string) {
		t.Helper()
		for {
			e := stream.next()
			if e.name == "report" && strings.Contains(e.data, sent.Number) && strings.Contains(e.data, `"state":"`+state+`"`) {
				return
			}
		}
	}
	for _, step := range []struct{ path, body, state, rating string }{
		{"rating", `{"follow": "` + sent.Follow + `", "rating": "not", "words": "Vẫn còn lún"}`, "resolved", "not"},
		{"reopen", `{"follow": "` + sent.Follow + `", "words": "Vẫn còn ổ gà"}`, "assigned", ""},
	} {
		if got := a.post("/api/reports/"+sent.Number+"/"+step.path, step.body, "X: x"); got.StatusCode != 200 {
			t.Fatalf("%s: %d %s", step.path, got.StatusCode, got.body)
		}
		told(step.state)
		var queue struct {
			Reports []struct {
				Number string
				Rating *string
			}
		}
		a.mustGet("/api/desk/reports?state="+step.state, &queue, roads)
		if len(queue.Reports) != 1 || (queue.Reports[0].Rating != nil) != (step.rating != "") || step.rating != "" && *queue.Reports[0].Rating != step.rating {
			t.Errorf("%s: the agency's queue has %+v", step.path, queue.Reports)
		}
	}
	var seen struct {
		History []struct {
			Action string
			Words  string `json:"internal_words"`
		}
	}
	a.mustGet(fmt.Sprintf("/api/desk/reports/%d", id), &seen, roads)
	last := seen.History[len(seen.History)-1]
	if last.Action != "reopen" || last.Words != "Vẫn còn ổ gà" {
		t.Errorf("why it is not fixed: %+v", last)
	}
}
