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
