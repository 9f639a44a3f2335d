package geoapi_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/internal/accounts"
)

// exceeding is a station with an exceedance and silence, which everybody may know.
const exceeding = `
	INSERT INTO data.stations (id, code, name, kind, state, geom) VALUES (77, 'KK77', 'Trạm thử', 'air', 'exceeding', 'SRID=4326;POINT(107.08 10.35)');
	INSERT INTO data.station_events (station, parameter, kind, basis, limit_id, began, seen, peak, peak_at, limit_value)
	SELECT s.id, l.parameter, 'exceedance', l.basis, l.id, '2026-11-20 08:00+07', '2026-11-20 10:00+07', 250, '2026-11-20 09:00+07', l.highest
	FROM   data.stations s, data.limits l JOIN data.parameters p ON p.id = l.parameter WHERE s.code = 'KK77' AND p.code = 'NO2' AND p.medium = 'air' AND l.basis = '1h';
	INSERT INTO data.station_events (station, kind, began, seen, ended) SELECT id, 'silence', '2026-11-19 08:00+07', '2026-11-19 09:00+07', '2026-11-19 09:00+07' FROM data.stations WHERE code = 'KK77';`

// privateAlarms is what the public may not see of alarms.
const privateAlarms = `
	INSERT INTO data.alarm_rules (name, parameter, basis, above) VALUES ('mật', 1, 'raw', 50);
	INSERT INTO data.alarms (rule, station, parameter, value, limit_value, raised_at) SELECT r.id, s.id, 1, 61, 50, now() FROM data.alarm_rules r, data.stations s;
	INSERT INTO data.alarm_log (alarm, at, by, what) SELECT id, raised_at, 'hoa.tran', 'raised' FROM data.alarms;
	UPDATE data.station_events SET seen = seen + interval '1 hour';
	INSERT INTO data.webhooks (name, url, secret, created_by) VALUES ('mật', 'https://hooks.example/x', sha256('x'), 'hoa.tran');`

func TestLimits(t *testing.T) {
	a := newAPI(t)
	type limit struct {
		Parameter, Medium, Basis, Class, Source string
		Lowest, Highest                         *float64
		From                                    string  `json:"valid_from"`
		To                                      *string `json:"valid_to"`
	}
	of := func(path, parameter, medium string) []string {
		var out struct{ Limits []limit }
		a.mustGet(path, &out)
		var list []string
		for _, l := range out.Limits {
			if l.Parameter == parameter && l.Medium == medium {
				text := l.Basis + l.Class
				if l.Lowest != nil {
					text += fmt.Sprintf(" ≥%g", *l.Lowest)
				}
				if l.Highest != nil {
					text += fmt.Sprintf(" ≤%g", *l.Highest)
				}
				if strings.Contains(l.Source, "CHƯA KIỂM CHỨNG") {
					text += " ?"
				}
				list = append(list, text)
			}
		}
		return list
	}
	for _, tt := range []struct {
		path, parameter, medium string
		want                    []string
	}{
		{"/api/limits?day=2025-12-31", "PM2.5", "air", []string{"24h ≤50", "year ≤25"}},
		{"/api/limits?day=2026-01-01", "PM2.5", "air", []string{"24h ≤45", "year ≤25"}},
		{"/api/limits", "PM2.5", "air", []string{"24h ≤50", "24h ≤45", "year ≤25"}},
		{"/api/limits?day=2023-09-11", "PM2.5", "air", nil},
		{"/api/limits?day=2026-11-20", "CO", "air", []string{"1h ≤30000", "8h ≤10000"}},
		{"/api/limits?day=2026-11-20", "NO2", "water", []string{"value ≤0.05"}},
		{"/api/limits?day=2026-11-20", "PH", "water", []string{"valueA ≥6.5 ≤8.5", "valueB ≥6 ≤8.5", "valueC ≥6 ≤8.5", "valueD"}},
		{"/api/limits?day=2026-11-20", "TSS", "water", []string{"valueA ≤25", "valueB ≤100 ?", "valueC", "valueD"}},
		{"/api/limits?day=2026-11-20", "DO", "water", []string{"valueA ≥6", "valueB ≥5", "valueC ≥4", "valueD ≥2"}},
	} {
		if diff := cmp.Diff(tt.want, of(tt.path, tt.parameter, tt.medium)); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", tt.path, tt.parameter, diff)
		}
	}
	if got := a.get("/api/limits?day=x").StatusCode; got != 400 {
		t.Errorf("a day that is none: %d", got)
	}
}

func TestExceedancesAreListed(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, exceeding))
	for query, want := range map[string][]string{
		"":          {"exceedance NO2 1h 250 > 200 µg/m³ QCVN 05:2023/BTNMT", "silence"},
		"open=true": {"exceedance NO2 1h 250 > 200 µg/m³ QCVN 05:2023/BTNMT"}, "kind=silence": {"silence"}, "station=999999": nil,
		"from=2026-11-20": {"exceedance NO2 1h 250 > 200 µg/m³ QCVN 05:2023/BTNMT"}, "to=2026-11-19": {"silence"},
		"from=2026-11-19T10:00:00%2B07:00&to=2026-11-20T07:00:00%2B07:00": nil,
	} {
		var out struct {
			Events []struct {
				Kind                             string
				Parameter, Basis, Unit, Standard *string
				Peak, Limit                      *float64
				Station                          struct{ Code string }
			}
			More bool
		}
		a.mustGet("/api/exceedances?"+query, &out)
		var got []string
		for _, e := range out.Events {
			text := e.Kind
			if e.Kind == "exceedance" {
				text += fmt.Sprintf(" %s %s %g > %g %s %s", *e.Parameter, *e.Basis, *e.Peak, *e.Limit, *e.Unit, *e.Standard)
			}
			got = append(got, text)
		}
		if diff := cmp.Diff(want, got); diff != "" || out.More {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	var out struct{ More bool }
	if a.mustGet("/api/exceedances?limit=1", &out); !out.More {
		t.Error("of two one is listed, and no more are told")
	}
	for _, query := range []string{"kind=x", "open=x", "from=yesterday", "station=0", "limit=5000"} {
		if got := a.get("/api/exceedances?" + query).StatusCode; got != 400 {
			t.Errorf("%s: %d", query, got)
		}
	}
}

// send sends JSON as somebody and decodes the answer.
func (a *api) send(who, method, path, body string, status int, into any) {
	a.t.Helper()
	got := a.call(method, path, strings.NewReader(body), who, "Content-Type: application/json")
	if got.StatusCode != status {
		a.t.Fatalf("%s %s: %d %s", method, path, got.StatusCode, got.body)
	}
	if into != nil {
		got.json(a.t, into)
	}
}

func TestAlarmRulesAndAlarms(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, liveStation))
	hoa, ioc := a.signIn("hoa.tran", accounts.Environment), a.signIn("ioc", accounts.IOC)
	a.signIn("dan", accounts.Citizen)
	var rule struct {
		ID        int64
		Enabled   bool
		Parameter *string
		Area      *struct{ Communes []string }
	}
	a.send(hoa, "POST", "/api/alarm-rules", `{"name":"NO2 cao","parameter":"NO2","medium":"air","kinds":["air"],"area":{"communes":["26506"]},"basis":"raw","above":200,"clear":150,"for_minutes":15}`, 200, &rule)
	if !rule.Enabled || *rule.Parameter != "NO2" || !slices.Equal(rule.Area.Communes, []string{"26506"}) {
		t.Errorf("%+v", rule)
	}
	path := fmt.Sprintf("/api/alarm-rules/%d", rule.ID)
	a.send(hoa, "PUT", path, `{"name":"NO2 rất cao","parameter":"NO2","medium":"air","basis":"1h","above":400,"enabled":true}`, 200, &rule)
	if rule.Area != nil {
		t.Errorf("%+v", rule)
	}
	var no struct{ Code, Detail string }
	for body, code := range map[string]string{
		`{"name":"x","basis":"1h","above":1}`:                                        "parameter",
		`{"name":"x","parameter":"PM10","basis":"1h","above":1,"below":0}`:           "bounds",
		`{"name":"x","parameter":"PM10","basis":"1h","above":1,"clear":2}`:           "clear",
		`{"name":"x","basis":"silence","area":{"communes":["99999"]}}`:               "unknown",
		`{"name":"x","basis":"silence","stations":[999]}`:                            "unknown",
		`{"name":"x","parameter":"PM10","basis":"8h","above":1,"for_minutes":0}`:     "basis",
		`{"name":"x","parameter":"PM10","basis":"1h","above":1,"for_minutes":1e6}`:   "",
		`{"name":"x","parameter":"PM10","basis":"1h","above":1,"for_minutes":5e4}`:   "",
		`{"name":"x","parameter":"PM10","basis":"1h","above":1,"for_minutes":50000}`: "for_minutes",
	} {
		status := 422
		if code == "" {
			status = 400
		}
		no.Code = ""
		if a.send(hoa, "POST", "/api/alarm-rules", body, status, &no); no.Code != code {
			t.Errorf("%s: %s, want %s", body, no.Code, code)
		}
	}
	a.send(hoa, "PUT", "/api/alarm-rules/999", `{"name":"x","basis":"silence"}`, 404, nil)

	must(t, exec(t, a.db, liveAlarm))
	var list struct {
		Alarms []struct {
			ID       int64
			State    string
			Version  int
			Station  struct{ Code string }
			Log      []struct{ By, What, Note string }
			Assigned *struct{ To, By string }
		}
		More bool
	}
	a.mustGet("/api/alarms", &list, ioc)
	if len(list.Alarms) != 2 || list.Alarms[0].State != "raised" || list.Alarms[0].Station.Code != "KK05" {
		t.Fatalf("%+v", list)
	}
	base := fmt.Sprintf("/api/alarms/%d/", list.Alarms[0].ID)
	if got := a.call("POST", base+"acknowledge", nil, ioc); got.StatusCode != 200 {
		t.Errorf("acknowledge without a body: %d %s", got.StatusCode, got.body)
	}
	a.send(hoa, "POST", base+"acknowledge", `{}`, 409, nil)
	a.send(hoa, "POST", base+"assign", `{"to":"dan"}`, 422, &no) // a citizen takes no alarms
	a.send(hoa, "POST", base+"assign", `{"to":"hoa.tran","version":1}`, 409, nil)
	a.send(ioc, "POST", base+"assign", `{"to":"hoa.tran","version":2,"note":"đến xem"}`, 200, nil)
	a.send(hoa, "POST", base+"close", `{}`, 422, nil)
	a.send(hoa, "POST", base+"close", `{"note":"đã sửa nguồn điện"}`, 200, nil)
	a.send(hoa, "POST", base+"assign", `{"to":"hoa.tran"}`, 409, nil)
	a.send(hoa, "POST", "/api/alarms/999/note", `{"note":"x"}`, 404, nil)
	a.mustGet("/api/alarms?state=closed", &list, hoa)
	var log []string
	for _, step := range list.Alarms[0].Log {
		log = append(log, strings.TrimSpace(step.What+" "+step.By+" "+step.Note))
	}
	if diff := cmp.Diff([]string{"raised", "acknowledged ioc", "assigned ioc → hoa.tran: đến xem", "closed hoa.tran đã sửa nguồn điện"}, log); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	var people struct{ People []struct{ Login string } }
	if a.mustGet("/api/alarms/people", &people, ioc); fmt.Sprint(people.People) != "[{hoa.tran} {ioc}]" {
		t.Errorf("people %v", people)
	}
	a.send(hoa, "DELETE", path, ``, 200, nil)
	a.send(hoa, "DELETE", path, ``, 404, nil)
}

func TestWebhooks(t *testing.T) {
	a := newAPI(t)
	hoa := a.signIn("hoa.tran", accounts.Environment)
	var hook struct {
		ID     int64
		Secret string
	}
	a.send(hoa, "POST", "/api/webhooks", `{"name":"thử","url":"https://hooks.example/x?key=1"}`, 200, &hook)
	if !strings.HasPrefix(hook.Secret, "whsec_") {
		t.Errorf("%+v", hook)
	}
	for url, code := range map[string]string{"http://hooks.example/": "not_https", "https://10.0.0.1/": "inside", "https://[::1]/": "inside", "x": "bad_url"} {
		var no struct{ Code string }
		if a.send(hoa, "POST", "/api/webhooks", fmt.Sprintf(`{"name":"thử","url":%q}`, url), 422, &no); no.Code != code {
			t.Errorf("%s: %s", url, no.Code)
		}
	}
	if got := a.get("/api/webhooks", hoa); strings.Contains(string(got.body), "whsec_") || !strings.Contains(string(got.body), `"waiting":0`) {
		t.Errorf("the list: %s", got.body)
	}
	path := fmt.Sprintf("/api/webhooks/%d", hook.ID)
	if got := a.call(http.MethodPost, path+"/test", nil, hoa); got.StatusCode != 200 {
		t.Errorf("test: %d %s", got.StatusCode, got.body)
	}
	var out struct {
		Deliveries []struct{ Type, State string }
	}
	if a.mustGet(path+"/deliveries", &out, hoa); fmt.Sprint(out.Deliveries) != "[{webhook.test pending}]" {
		t.Errorf("%+v", out)
	}
	a.send(hoa, "DELETE", path, ``, 200, nil)
	for _, gone := range []answer{a.get(path+"/deliveries", hoa), a.call("DELETE", path, nil, hoa), a.call("POST", path+"/test", nil, hoa)} {
		if gone.StatusCode != 404 {
			t.Errorf("%s of what is gone: %d", gone.Request.Method, gone.StatusCode)
		}
	}
	var audited string
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT string_agg(action || ' ' || detail, ', ' ORDER BY n) FROM sotay.audit WHERE actor = 'hoa.tran'`).Scan(&audited))
	if audited != `webhook.add {"host":"hooks.example","name":"thử"}, webhook.delete {}` {
		t.Errorf("audit: %s", audited)
	}
}
