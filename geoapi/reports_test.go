package geoapi_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"image"
	"image/jpeg"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"sotay/geoapi"
	"sotay/internal/accounts"
	"sotay/internal/calendar"
)

// The agencies of the tests, and where reports go.
const seedRoutes = `
	INSERT INTO data.agencies (code, name_vi) VALUES ('duong', 'Đơn vị đường thử'), ('rac', 'Đơn vị rác thử');
	INSERT INTO data.report_routes (category, agency, since) SELECT CASE code WHEN 'duong' THEN 'roads' END, id, '2025-07-01' FROM data.agencies;`

const aReport = `{"category": "roads", "words": "Ổ gà trước nhà bà Năm (hư cấu)", "lon": 107.08, "lat": 10.345, "accuracy_m": 12,
	"contact": {"name": "Lê Thị Gửi (hư cấu)", "phone": "0900 000 000", "email": ""}}`

func (a *api) report(key, body string) answer {
	a.t.Helper()
	return a.call(http.MethodPost, "/api/reports", strings.NewReader(body), "Content-Type: application/json", "Idempotency-Key: "+key)
}

type sentReport struct{ Number, Follow string }

// mustSend sends a report with a key of its own.
func (a *api) mustSend(key, body string) (sent sentReport) {
	a.t.Helper()
	got := a.report(key, body)
	if got.StatusCode != http.StatusCreated {
		a.t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	got.json(a.t, &sent)
	return sent
}

func (a *api) post(path, body, who string) answer {
	a.t.Helper()
	return a.call(http.MethodPost, path, strings.NewReader(body), "Content-Type: application/json", who)
}

// act does something to a report and wants a status.
func (a *api) act(id int64, who, body string, want int) answer {
	a.t.Helper()
	got := a.post(fmt.Sprintf("/api/desk/reports/%d/actions", id), body, who)
	if got.StatusCode != want {
		a.t.Fatalf("%s: %d, want %d: %s", body, got.StatusCode, want, got.body)
	}
	return got
}

type deskDetail struct {
	Report struct {
		ID                 int64
		Version            int
		State, Words       string
		Agency             *string
		Due                *string
		Number, PublicWord string
	}
	HasContact bool `json:"has_contact"`
	Moves      []struct {
		Action string
		Needs  []string
	}
	History []struct{ Action, By string }
}

func (a *api) idOf(number string) (id int64) {
	a.t.Helper()
	must(a.t, a.db.Owner.QueryRow(a.t.Context(), `SELECT id FROM data.reports WHERE number = $1`, number).Scan(&id))
	return id
}

// uploadGrey uploads a grey picture and gives its token.
func (a *api) uploadGrey() string {
	a.t.Helper()
	var file bytes.Buffer
	must(a.t, jpeg.Encode(&file, image.NewGray(image.Rect(0, 0, 64, 48)), nil))
	got := a.call(http.MethodPost, "/api/report-photos", &file, "Content-Type: image/jpeg")
	var out struct{ Photo string }
	if got.json(a.t, &out); out.Photo == "" {
		a.t.Fatalf("upload: %d %s", got.StatusCode, got.body)
	}
	return out.Photo
}

// TestSendOnce: one report however often and by how many ways it is sent; with the key another
// report is refused; a sender whose answer is lost gets the same one.
func TestSendOnce(t *testing.T) {
	a := newAPI(t)
	const key = "0123456789abcdef-1"
	answers := make([]sentReport, 50)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = a.mustSend(key, aReport) })
	}
	all.Wait()
	for _, got := range answers {
		if got != answers[0] || got.Number == "" || len(got.Follow) != 22 {
			t.Errorf("%+v and %+v", got, answers[0])
		}
	}
	if got := a.report(key, strings.Replace(aReport, "Ổ gà", "Ổ voi", 1)); got.StatusCode != 422 || !strings.Contains(string(got.body), "key_reused") {
		t.Errorf("another report with the key: %d %s", got.StatusCode, got.body)
	}
	for _, bad := range []struct{ key, body string }{{"short", aReport}, {"", aReport}, {key + "2", `{"category": "roads", "words": "x"}`}, {key + "3", strings.Replace(aReport, "roads", "none", 1)}} {
		if got := a.report(bad.key, bad.body); got.StatusCode != 400 && got.StatusCode != 422 {
			t.Errorf("%v: %d", bad, got.StatusCode)
		}
	}
	a.hangUpAfterSending(key+"4", aReport)
	first := a.mustSend(key+"4", aReport)
	if again := a.mustSend(key+"4", aReport); again != first {
		t.Errorf("after a lost answer: %+v and %+v", first, again)
	}
	var n int
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM data.reports`).Scan(&n))
	if n != 2 {
		t.Errorf("%d reports, want 2", n)
	}
}

// hangUpAfterSending sends a report and breaks the connection without reading the answer.
func (a *api) hangUpAfterSending(key, body string) {
	a.t.Helper()
	conn, err := (&net.Dialer{}).DialContext(a.t.Context(), "tcp", a.Listener.Addr().String())
	must(a.t, err)
	_, err = fmt.Fprintf(conn, "POST /api/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nIdempotency-Key: %s\r\nContent-Length: %d\r\n\r\n%s", key, len(body), body)
	must(a.t, err)
	must(a.t, conn.Close())
}

func TestSendingIsPaced(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.ReportsPerMinute = 1 })
	var last answer
	for i := range 7 {
		last = a.report(fmt.Sprintf("0123456789abcdef-%d", i), aReport)
	}
	if last.StatusCode != 429 || last.Header.Get("Retry-After") == "" {
		t.Errorf("the seventh at once: %d", last.StatusCode)
	}
}

// TestReportGoesItsWay walks from the citizen over desk and agency to the citizen again.
func TestReportGoesItsWay(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedRoutes))
	duty, roads, waste := a.signIn("truc", accounts.IOC), a.signIn("roads", accounts.Agency, "duong"), a.signIn("waste", accounts.Agency, "rac")
	sent := a.mustSend("0123456789abcdef", aReport)
	id := a.idOf(sent.Number)
	path := fmt.Sprintf("/api/desk/reports/%d", id)

	var queue struct {
		Total   int
		Reports []struct{ Number, Words string }
	}
	a.mustGet("/api/desk/reports?state=open", &queue, duty)
	if queue.Total != 1 || queue.Reports[0].Number != sent.Number {
		t.Fatalf("queue: %+v", queue)
	}
	if got := a.get(path, roads); got.StatusCode != 404 {
		t.Errorf("a report of no agency, to one: %d", got.StatusCode)
	}
	var seen deskDetail
	a.act(id, duty, `{"action": "verify", "version": 1, "public_words": "Ổ gà giữa đường", "publish": true}`, 200).json(t, &seen)
	if got := a.act(id, duty, `{"action": "reject", "version": 1, "reason": "other", "public_words": "x"}`, 409); !strings.Contains(string(got.body), `"verify"`) || !strings.Contains(string(got.body), `"by":"truc"`) {
		t.Errorf("who comes second is not told what happened: %s", got.body)
	}
	a.act(id, duty, `{"action": "assign"}`, 200).json(t, &seen)
	if seen.Report.Agency == nil || *seen.Report.Agency != "duong" || seen.Report.Due == nil || !seen.HasContact {
		t.Errorf("assigned: %+v", seen)
	}
	a.mustGet(path, &seen, roads)
	if seen.Report.Words != "" || seen.HasContact || len(seen.Moves) == 0 {
		t.Errorf("the agency is told %+v", seen)
	}
	if got := a.get(path, waste); got.StatusCode != 404 {
		t.Errorf("another agency's report: %d", got.StatusCode)
	}
	a.act(id, duty, `{"action": "start"}`, 409)
	a.act(id, roads, `{"action": "start"}`, 200)
	a.act(id, roads, `{"action": "resolve", "public_words": "Đã vá."}`, 422)
	photo := a.uploadGrey()
	a.act(id, roads, `{"action": "resolve", "public_words": "Đã vá.", "photos": ["`+photo+`"]}`, 200)

	var status struct {
		State     string
		MayReopen bool `json:"may_reopen"`
		History   []struct{ Action, Words string }
		Agency    *string
	}
	got := a.get("/api/reports/" + strings.ToLower(strings.ReplaceAll(sent.Number, "-", "")))
	got.json(t, &status)
	if status.State != "resolved" || !status.MayReopen || len(status.History) != 5 || status.Agency == nil || strings.Contains(string(got.body), "hư cấu") || strings.Contains(string(got.body), "truc") {
		t.Errorf("status: %s", got.body)
	}
	for follow, want := range map[string]int{"wrong": 403, sent.Follow: 200} {
		if got := a.post("/api/reports/"+sent.Number+"/rating", `{"follow": "`+follow+`", "rating": "not"}`, "X: x"); got.StatusCode != want {
			t.Errorf("rated with the key %s: %d %s", follow, got.StatusCode, got.body)
		}
	}
	if got := a.post("/api/reports/"+sent.Number+"/reopen", `{"follow": "`+sent.Follow+`", "words": "Vẫn còn ổ gà"}`, "X: x"); got.StatusCode != 200 {
		t.Fatalf("reopened: %d %s", got.StatusCode, got.body)
	}
	a.mustGet(path, &seen, roads)
	if seen.Report.State != "assigned" {
		t.Errorf("not fixed, but the agency sees it %s", seen.Report.State)
	}
	var last deskDetail
	a.act(id, roads, `{"action": "return", "words": "Đường của xã."}`, 200).json(t, &last)
	if last.Report.State != "verified" || len(last.Moves) > 0 || last.HasContact || last.Report.Words != "" {
		t.Errorf("returned: %+v", last)
	}
	if got := a.get(path, roads); got.StatusCode != 404 {
		t.Errorf("what it returned, to the agency: %d", got.StatusCode)
	}
}

// TestContactIsAudited: the duty desk alone reads who sent a report, for a purpose that is
// written down; no list and no log has it.
func TestContactIsAudited(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedRoutes))
	duty, roads := a.signIn("duty", accounts.IOC), a.signIn("roads", accounts.Agency, "duong")
	id := a.idOf(a.mustSend("0123456789abcdef", aReport).Number)
	path := fmt.Sprintf("/api/desk/reports/%d/contact", id)
	if got := a.post(path, `{"purpose": "hỏi lại vị trí"}`, roads); got.StatusCode != 403 {
		t.Errorf("an agency: %d", got.StatusCode)
	}
	if got := a.post(path, `{"purpose": ""}`, duty); got.StatusCode != 400 {
		t.Errorf("without a purpose: %d", got.StatusCode)
	}
	if got := a.post(path, `{"purpose": "hỏi lại vị trí"}`, duty); got.StatusCode != 200 || !strings.Contains(string(got.body), "0900 000 000") {
		t.Errorf("the desk: %d %s", got.StatusCode, got.body)
	}
	var n int
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM sotay.audit WHERE actor = 'duty' AND detail::text LIKE '%hỏi lại vị trí%'`).Scan(&n))
	if n != 1 {
		t.Errorf("%d rows of the audit, want 1", n)
	}
	for _, list := range []string{"/api/desk/reports", fmt.Sprintf("/api/desk/reports/%d", id), "/api/desk/reports.csv"} {
		if got := a.get(list, duty); got.StatusCode != 200 || strings.Contains(string(got.body), "Gửi (hư cấu)") || strings.Contains(string(got.body), "0900") {
			t.Errorf("%s: %d %s", list, got.StatusCode, got.body)
		}
	}
}

// TestReportsAsATable: a row for each report, and nothing that a spreadsheet would run.
func TestReportsAsATable(t *testing.T) {
	a := newAPI(t)
	duty := a.signIn("duty", accounts.IOC)
	id := a.idOf(a.mustSend("0123456789abcdef", aReport).Number)
	a.act(id, duty, `{"action": "verify", "public_words": "=HYPERLINK(\"http://x\")", "address": "+84"}`, 200)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(a.get("/api/desk/reports.csv", duty).body), "\ufeff"))).ReadAll()
	must(t, err)
	if len(rows) != 2 || rows[1][4] != `'=HYPERLINK("http://x")` || rows[1][5] != "'+84" || rows[1][2] != "Đã xác minh" {
		t.Errorf("%q", rows)
	}
	if cells := strings.Join(rows[1][6:11], "|"); !strings.HasPrefix(cells, "26506|Phường Vũng Tàu|107.080000|10.345000|") {
		t.Errorf("the place: %s", cells)
	}
	if got := a.get("/api/desk/reports.xlsx", duty); got.StatusCode != 200 || !strings.HasPrefix(string(got.body), "PK") {
		t.Errorf("XLSX: %d", got.StatusCode)
	}
	var st struct {
		All     struct{ Total, Open int }
		ByState []struct {
			Key   string
			Name  struct{ Vi string }
			Total int
		} `json:"by_state"`
	}
	a.mustGet("/api/desk/reports/statistics", &st, duty)
	if st.All.Total != 1 || st.All.Open != 1 {
		t.Errorf("statistics: %+v", st)
	}
	day := calendar.Today()
	counts := string(a.get("/api/desk/reports/statistics.csv?from="+day+"&to="+day, duty).body)
	if !strings.HasPrefix(counts, "\ufeffTừ ngày,Đến ngày,Theo,Mã,Tên,Nhận được,Chưa xong,Quá hạn,Đã xử lý,Đúng hạn,Tỷ lệ đúng hạn (%)\n"+day+","+day+",tất cả,,,1,1,0,0,0,\n") || !strings.Contains(counts, ",lĩnh vực,roads,") {
		t.Errorf("counts as a table: %s", counts)
	}
	if got := a.get("/api/desk/reports/statistics.xlsx", duty); got.StatusCode != 200 || !strings.HasPrefix(string(got.body), "PK") {
		t.Errorf("XLSX: %d", got.StatusCode)
	}
}

// TestAgenciesAndRoutes are edited by the duty desk, seen by agencies, and audited.
func TestAgenciesAndRoutes(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedRoutes))
	duty := a.signIn("duty", accounts.IOC)
	put := func(path, body string) answer {
		return a.call(http.MethodPut, path, strings.NewReader(body), "Content-Type: application/json", duty)
	}
	if got := put("/api/desk/agencies", `{"code": "cay", "name": {"vi": "Đơn vị cây thử", "en": ""}, "active": true}`); got.StatusCode != 200 {
		t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	if got := put("/api/desk/report-routes", `{"routes": [{"category": "trees", "commune": null, "agency": "khong-co", "since": "2026-01-01", "until": null}]}`); got.StatusCode != 422 {
		t.Errorf("a route to nobody: %d %s", got.StatusCode, got.body)
	}
	got := put("/api/desk/report-routes", `{"routes": [{"category": "trees", "commune": "26506", "agency": "cay", "since": "2026-01-01", "until": null}]}`)
	var out struct{ Routes []struct{ Agency string } }
	got.json(t, &out)
	if len(out.Routes) != 1 || out.Routes[0].Agency != "cay" {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	var n int
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM sotay.audit WHERE action IN ('agency.save', 'report_routes.save')`).Scan(&n))
	if n != 2 {
		t.Errorf("%d rows of the audit, want 2", n)
	}
}

// TestCommunesOfReports: those of the map, those in which only a route is by the name that they had,
// and a code that nobody knows as itself.
func TestCommunesOfReports(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedRoutes+`
		INSERT INTO data.report_routes (commune, agency, since) SELECT c, a.id, '2025-01-01' FROM data.agencies a, unnest(ARRAY['26508', '99999']) c WHERE a.code = 'rac'`))
	var out struct{ Communes []struct{ Code, Name string } }
	a.mustGet("/api/desk/report-communes", &out, a.signIn("duty", accounts.IOC))
	names := map[string]string{}
	for _, c := range out.Communes {
		names[c.Code] = c.Name
	}
	for code, want := range map[string]string{"26506": "Phường Vũng Tàu", "26508": "Phường Thắng Tam", "99999": "99999"} {
		if names[code] != want {
			t.Errorf("%s is called %q, want %q", code, names[code], want)
		}
	}
	if got := a.get("/api/desk/report-communes"); got.StatusCode != 401 {
		t.Errorf("without a session: %d", got.StatusCode)
	}
}

// TestReportsLive: the desk is told of every report, an agency of its own alone, others of what is
// published; whoever comes back gets what was missed.
func TestReportsLive(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedRoutes))
	duty, roads, waste := a.signIn("truc", accounts.IOC), a.signIn("roads", accounts.Agency, "duong"), a.signIn("waste", accounts.Agency, "rac")
	streams := map[string]*liveStream{}
	begin := map[string]liveEvent{}
	for name, header := range map[string]string{"desk": duty, "roads": roads, "waste": waste, "public": "X-Nobody: x"} {
		streams[name], begin[name] = listen(t, a.URL+"/events", header)
	}
	sent := a.mustSend("0123456789abcdef", aReport)
	id := a.idOf(sent.Number)
	a.act(id, duty, `{"action": "verify", "public_words": "Ổ gà", "publish": true}`, 200)
	a.act(id, duty, `{"action": "assign"}`, 200)
	must(t, exec(t, a.db, liveMark))
	// count reads up to a mark that was made after another had come: of one batch the changes come
	// first, and the mark is one.
	count := func(s *liveStream) (told, changed int) {
		list, _ := s.until("communes")
		must(t, exec(t, a.db, liveMark))
		more, _ := s.until("communes")
		list = append(list, more...)
		for _, text := range list {
			switch {
			case text == "report":
				told++
			case strings.HasPrefix(text, "reports public"):
				changed++
			case strings.HasPrefix(text, "reports_desk"):
				t.Errorf("told of the desk's layer: %s", text)
			}
		}
		return told, changed
	}
	for name, want := range map[string][2]bool{"desk": {true, true}, "roads": {true, true}, "waste": {false, true}, "public": {false, true}} {
		told, changed := count(streams[name])
		if (told > 0) != want[0] || (changed > 0) != want[1] {
			t.Errorf("%s: told of %d reports, %d changes", name, told, changed)
		}
	}
	missed := func(name, header string) (told int) { // what is missed comes with the changes first, of which the first is the mark
		s, first := listen(t, a.URL+"/events", header, "Last-Event-ID: "+begin[name].id)
		if first.name != "change" {
			t.Errorf("%s is told %+v first", name, first)
		}
		must(t, exec(t, a.db, liveMark))
		told, _ = count(s)
		return told
	}
	if missed("desk", duty) == 0 || missed("roads", roads) == 0 {
		t.Error("who comes back is not told what was missed")
	}
	if missed("waste", waste) > 0 {
		t.Error("another agency that comes back is told of the report")
	}
	a.act(id, duty, `{"action": "assign", "agency": "rac"}`, 200)
	must(t, a.journal.CatchUp(t.Context()))
	stream, _ := listen(t, a.URL+"/events", roads, "Last-Event-ID: "+begin["roads"].id)
	for e := stream.next(); e.data != fmt.Sprintf(`{"id":%d,"number":"%s","taken":true}`, id, sent.Number); e = stream.next() {
		if e.name == "report" { // what it is told last of what is not its own any more
			t.Errorf("the agency from which it was taken is told %s", e.data)
		}
	}
}
