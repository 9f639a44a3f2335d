package geoapi_test

import (
	"net/http"
	"strings"
	"testing"

	"sotay/internal/accounts"
)

// TestIndicatorsByTable: values come as a table, all of it or nothing; what is sent again
// otherwise leaves what was there as a revision; anyone reads them in classes.
func TestIndicatorsByTable(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, `
		UPDATE data.communes SET valid_from = '2025-07-01';
		INSERT INTO data.communes (code, name, province, geom)
		SELECT '2660' || n, 'Xã Thử ' || n, 'x', st_makeenvelope(107.3 + 0.01 * n, 10.4, 107.305 + 0.01 * n, 10.41, 4326) FROM generate_series(1, 8) AS n`))
	ioc := a.signIn("ioc", accounts.IOC)
	send := func(query, body string) answer {
		return a.call(http.MethodPost, "/api/indicators/import"+query, strings.NewReader(body), ioc, "Content-Type: text/csv")
	}
	var kept struct{ Added, Changed, Unchanged int }
	rows := "Xã;Kỳ;Giá trị\nPhường Vũng Tàu;10/2026;97,5\nTam Thắng;2026-10;80\n"
	for n := range 8 {
		rows += "2660" + string(rune('1'+n)) + ";tháng 10/2026;9" + string(rune('0'+n)) + "%\n"
	}
	got := send("?indicator=services_on_time", rows)
	if got.json(t, &kept); got.StatusCode != 200 || kept.Added != 10 {
		t.Fatalf("taken in: %d %s", got.StatusCode, got.body)
	}
	got = send("", "indicator,code,period,value\nservices_on_time,26506,2026-10,98\nservices_on_time,26526,2026-10,80\ntourists,26506,2026-Q3,1.234.567\n")
	if got.json(t, &kept); got.StatusCode != 200 || kept.Added != 1 || kept.Changed != 1 || kept.Unchanged != 1 {
		t.Fatalf("again: %d %s", got.StatusCode, got.body)
	}
	var was float64
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT value FROM data.indicator_revisions`).Scan(&was))
	if was != 97.5 {
		t.Errorf("the revision holds %g, want 97.5", was)
	}
	var drawn struct {
		Period string
		Values []struct {
			Commune, Name string
			Value         float64
			Class         int
		}
		Classes []struct {
			From, To float64
			Count    int
		}
	}
	a.mustGet("/api/indicators/services_on_time", &drawn)
	if drawn.Period != "2026-10" || len(drawn.Values) != 10 || len(drawn.Classes) != 5 || drawn.Values[9].Name != "Phường Vũng Tàu" || drawn.Values[9].Value != 98 || drawn.Values[9].Class != 4 {
		t.Errorf("drawn: %+v", drawn)
	}
	for i, c := range drawn.Classes {
		if c.Count != 2 || i > 0 && c.From <= drawn.Classes[i-1].To {
			t.Errorf("class %d of ten different values: %+v", i, c)
		}
	}
	var list struct {
		Indicators []struct {
			Code    string
			Periods []struct {
				Period   string
				Communes int
			}
		}
	}
	a.mustGet("/api/indicators", &list)
	for _, i := range list.Indicators {
		if i.Code == "tourists" && (len(i.Periods) != 1 || i.Periods[0].Period != "2026-Q3" || i.Periods[0].Communes != 1) {
			t.Errorf("periods of tourists: %+v", i.Periods)
		}
	}
	var no struct {
		Lines []struct{ Line int }
	}
	// No such commune; one that was not there yet; twice the same; no number; beyond 100 %; no period.
	got = send("?indicator=services_on_time", "commune,period,value\nXã Không Có,2026-10,1\nPhường Vũng Tàu,2025-05,1\nTam Thắng,2026-11,1\nPhường Tam Thắng,2026-11,1\n"+
		"26601,2026-11,x\n26602,2026-11,101\n26603,2026-13,5\n")
	if got.json(t, &no); got.StatusCode != 422 || len(no.Lines) != 6 || no.Lines[0].Line != 2 || no.Lines[1].Line != 3 || no.Lines[2].Line != 5 {
		t.Errorf("faulty lines: %d %s", got.StatusCode, got.body)
	}
	if got := a.get("/api/indicators/services_on_time?period=2026-11"); got.StatusCode != 404 {
		t.Errorf("a faulty table was kept in part: %d %s", got.StatusCode, got.body)
	}
	for path, want := range map[string]int{"?indicator=none": 404, "": 422} {
		if got := send(path, "commune,period,value\n26506,2026-10,1\n"); got.StatusCode != want {
			t.Errorf("import%s: %d, want %d", path, got.StatusCode, want)
		}
	}
}

// TestIndicatorsAreDefined: the desk says what a figure means and in which classes it is drawn;
// what values there are of stays.
func TestIndicatorsAreDefined(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, `
		INSERT INTO data.communes (code, name, province, valid_from, valid_to, geom) VALUES
			('26601', 'Xã Mới', 'x', '2025-07-01', NULL, st_makeenvelope(107.3, 10.4, 107.31, 10.41, 4326)),
			('26601', 'Xã Cũ cùng mã', 'x', NULL, '2025-07-01', st_makeenvelope(107.3, 10.4, 107.305, 10.41, 4326))`))
	ioc := a.signIn("ioc", accounts.IOC)
	put := func(code, body string) answer {
		return a.call(http.MethodPut, "/api/indicators/"+code, strings.NewReader(body), ioc, "Content-Type: application/json")
	}
	const clinics = `{"theme": "health", "name_vi": " Trạm y tế đạt chuẩn ", "unit": "%", "better": "high", "lowest": 0, "highest": 100, "source": "Sở Y tế (hư cấu)", "breaks": [50, 80]}`
	if got := put("clinics", clinics); got.StatusCode != 200 {
		t.Fatalf("made: %d %s", got.StatusCode, got.body)
	}
	for change, field := range map[string][2]string{
		"a theme that is none":         {`"health"`, `"war"`},
		"without a name":               {`" Trạm y tế đạt chuẩn "`, `" "`},
		"limits that do not ascend":    {`[50, 80]`, `[80, 50]`},
		"a limit that no value passes": {`[50, 80]`, `[50, 100]`},
		"bounds the wrong way":         {`"lowest": 0`, `"lowest": 100`},
	} {
		if got := put("clinics", strings.Replace(clinics, field[0], field[1], 1)); got.StatusCode != 422 {
			t.Errorf("%s: %d %s", change, got.StatusCode, got.body)
		}
	}
	if got := put("Trạm", clinics); got.StatusCode != 422 {
		t.Errorf("a code with marks: %d", got.StatusCode)
	}
	send := func(body string) answer {
		return a.call(http.MethodPost, "/api/indicators/import?indicator=clinics", strings.NewReader(body), ioc, "Content-Type: text/csv")
	}
	// The code is of another commune before 1 July 2025.
	if got := send("code,period,value\n26601,2025-Q2,10\n26601,2026,50\n26506,2026,79.9\n"); got.StatusCode != 200 {
		t.Fatalf("values: %d %s", got.StatusCode, got.body)
	}
	var kept struct {
		Changes []struct {
			Line       int
			Commune    string
			Was, Value float64
		}
	}
	send("code,period,value\n26601,2025-Q2,10\n26601,2026,80\n").json(t, &kept)
	if len(kept.Changes) != 1 || kept.Changes[0].Line != 3 || kept.Changes[0].Was != 50 || kept.Changes[0].Value != 80 {
		t.Errorf("changes: %+v", kept.Changes)
	}
	type drawnMap struct {
		Indicator struct {
			Name string `json:"name_vi"`
		}
		Day     string
		Sources []string
		Values  []struct {
			Commune, Name string
			Class         int
		}
		OffMap  []string `json:"off_map"`
		Missing []struct{ Commune, Name string }
		Classes []struct {
			From, To float64
			Count    int
		}
	}
	var now, then drawnMap
	a.mustGet("/api/indicators/clinics?period=2026", &now)
	a.mustGet("/api/indicators/clinics?period=2025-Q2", &then)
	if now.Indicator.Name != "Trạm y tế đạt chuẩn" || now.Sources[0] != "Sở Y tế (hư cấu)" || now.Day != "2026-12-31" || then.Day != "2025-06-30" {
		t.Errorf("%+v, %+v", now, then)
	}
	if v := now.Values; len(v) != 2 || v[0].Class != 1 || v[1].Class != 2 || v[1].Name != "Xã Mới" || len(now.OffMap) != 0 {
		t.Errorf("2026: %+v", v)
	}
	if c := now.Classes; len(c) != 3 || c[0].From != 0 || c[0].To != 50 || c[0].Count != 0 || c[2].From != 80 || c[2].To != 100 || c[2].Count != 1 {
		t.Errorf("classes: %+v", c)
	}
	if v := then.Values; len(v) != 1 || v[0].Name != "Xã Cũ cùng mã" {
		t.Errorf("before the reform: %+v", v)
	}
	if len(now.Missing) != a.count(`SELECT count(DISTINCT code) FROM data.communes WHERE valid_to IS NULL`)-2 {
		t.Errorf("missing: %+v", now.Missing)
	}
	// Bounds that a value is beyond, and what there are values of, cannot be.
	if got := put("clinics", strings.Replace(clinics, `"lowest": 0`, `"lowest": 20`, 1)); got.StatusCode != 422 {
		t.Errorf("bounds that a value is beyond: %d", got.StatusCode)
	}
	remove := func(code string) int {
		return a.call(http.MethodDelete, "/api/indicators/"+code, nil, ioc).StatusCode
	}
	if kept, gone, none := remove("clinics"), remove("new_businesses"), remove("new_businesses"); kept != 422 || gone != 200 || none != 404 {
		t.Errorf("deleted: with values %d, without %d, again %d", kept, gone, none)
	}
	if n := a.count(`SELECT count(*) FROM sotay.audit WHERE actor = 'ioc' AND action IN ('indicator.define', 'indicator.delete')`); n != 2 {
		t.Errorf("%d rows in the audit, want 2", n)
	}
}

// A program sends values with a token that has the scope indicators, and with no other.
func TestAProgramSendsIndicators(t *testing.T) {
	a := newAPI(t)
	a.signIn("ioc", accounts.IOC)
	a.signIn("citizen", accounts.Citizen)
	for _, c := range []struct {
		login, scope string
		want         int
	}{{"ioc", "indicators", 200}, {"", "indicators", 200}, {"ioc", "cameras", 403}, {"citizen", "indicators", 401}, {"", "readings", 403}} {
		got := a.call(http.MethodPost, "/api/indicators/import", strings.NewReader("indicator,code,period,value\ntourists,26506,2026-Q3,5\n"), a.tokenFor(c.login, c.scope), "Content-Type: text/csv")
		if got.StatusCode != c.want {
			t.Errorf("%s of %q: %d, want %d: %s", c.scope, c.login, got.StatusCode, c.want, got.body)
		}
	}
}
