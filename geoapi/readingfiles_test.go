package geoapi_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sotay/internal/accounts"
)

type sentFiles struct {
	Files []struct {
		Name, Station string
		Counts        map[string]int
		Rows          []struct {
			Line            int
			Outcome, Reason string
		}
		Unlisted int
		Error    *struct{ Vi, En string }
	}
}

// summary writes what became of files, a line for each.
func (f sentFiles) summary() string {
	var b strings.Builder
	for _, one := range f.Files {
		fmt.Fprintf(&b, "%s (%s) %d %d %d %d %d %v", one.Name, one.Station, one.Counts["stored"], one.Counts["duplicate"], one.Counts["revised"],
			one.Counts["quarantined"], one.Counts["refused"], one.Rows)
		if one.Error != nil {
			b.WriteString(" " + one.Error.En)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func zipOf(t *testing.T, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		must(t, err)
		_, err = io.WriteString(w, files[i+1])
		must(t, err)
	}
	must(t, z.Close())
	return b.String()
}

func TestReadingFiles(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, `INSERT INTO data.stations (code, name, kind, interval_s, geom) VALUES ('KK01', 'Trạm thử', 'air', 300, 'SRID=4326;POINT(107.08 10.35)')`))
	officer := a.signIn("lan.pham", accounts.Environment)
	const good = "PM2,5\t21,5\tug/m3\t20261120100500\t00\r\nNO2\t40\tug/m3\t20261120100500\t00\r\n"
	const mixed = "PM2,5\t22\tug/m3\t20261120100500\t00\r\nRadon\t1\tBq/m3\t20261120100500\t00\r\nNO2 four\r\n"
	for _, tt := range []struct {
		what, query, body string
		status            int
		want              string
	}{
		{"a file", "name=KK01_20261120100500.txt", good, 200, "KK01_20261120100500.txt (KK01) 2 0 0 0 0 []\n"},
		{"the same again", "name=KK01_20261120100500.txt", good, 200, "KK01_20261120100500.txt (KK01) 0 2 0 0 0 []\n"},
		{"without a name", "", good, 200, " () 0 0 0 2 0 [{1 quarantined unknown_station} {2 quarantined unknown_station}]\n"},
		{"of a station that is said", "station=KK01", mixed, 200, " (KK01) 0 0 1 1 1 [{1 revised } {2 quarantined unknown_parameter} {3 refused bad_line}]\n"},
		{"nothing", "name=KK01_20261120100500.txt", "", 200, "KK01_20261120100500.txt () 0 0 0 0 0 [] There is no reading in the file.\n"},
		{
			"a zip", "", zipOf(t, "KK01/2026/a.txt", mixed, "KK01/XX/", "", "__MACOSX/KK01/a.txt", "x", "KK01/.hidden", "x", "KK01/b.txt", "\x00"), 200,
			"KK01/2026/a.txt (KK01) 0 1 0 1 1 [{2 quarantined unknown_parameter} {3 refused bad_line}]\n" +
				"KK01/b.txt () 0 0 0 0 0 [] The file is no UTF-8 text (it has zero bytes, as UTF-16 has): set the logger to UTF-8 or ASCII.\n",
		},
		{"a damaged zip", "", zipOf(t, "KK01/a.txt", good)[:60], 422, ""},
		{"a zip that unpacks to too much", "", zipOf(t, "a.txt", strings.Repeat(" ", 9<<20)), 413, ""},
		{"too large", "", strings.Repeat(" ", 33<<20), 413, ""},
		{"a name that is no UTF-8", "name=%ff%00KK01/%ff.txt", good, 200, "\ufffdKK01/\ufffd.txt (\ufffd) 0 0 0 2 0 [{1 quarantined unknown_station} {2 quarantined unknown_station}]\n"},
		{"a long name", "name=" + strings.Repeat("x", 301), good, 400, ""},
	} {
		res := a.call(http.MethodPost, "/api/readings/files?"+tt.query, strings.NewReader(tt.body), officer, "Content-Type: text/plain", "Accept-Language: en")
		var got sentFiles
		if res.StatusCode == 200 {
			res.json(t, &got)
		}
		if res.StatusCode != tt.status || got.summary() != tt.want {
			t.Errorf("%s: %d\n%swant\n%s", tt.what, res.StatusCode, got.summary(), tt.want)
		}
	}
	if n := a.count(`SELECT count(*) FROM data.readings`); n != 2 {
		t.Errorf("%d readings", n)
	}
	secret, _, err := accounts.New(a.db.App).MakeToken(t.Context(), accounts.Token{Name: "máy", Scopes: []string{"readings"}, Operator: "Công ty khác"})
	must(t, err)
	var got sentFiles
	a.call(http.MethodPost, "/api/readings/files?name=KK01_20261120100500.txt", strings.NewReader(good), "Authorization: Bearer "+secret).json(t, &got)
	if want := "KK01_20261120100500.txt (KK01) 0 0 0 0 2 [{1 refused not_yours} {2 refused not_yours}]\n"; got.summary() != want {
		t.Errorf("another operator's token: %s", got.summary())
	}
	land := a.signIn("minh.le", accounts.LandOfficer)
	if res := a.call(http.MethodPost, "/api/readings/files?name="+url.QueryEscape("KK01_20261120100500.txt"), strings.NewReader(good), land); res.StatusCode != 403 {
		t.Errorf("a land officer: %d", res.StatusCode)
	}
}

// TestReadingFilesAreBounded: of what cannot be read some lines are listed and all are counted, and
// of too many lines nothing is taken.
func TestReadingFilesAreBounded(t *testing.T) {
	a := newIntakeAPI(t)
	officer := a.signIn("lan.pham", accounts.Environment)
	send := func(body string) (answer, sentFiles) {
		var got sentFiles
		res := a.call(http.MethodPost, "/api/readings/files", strings.NewReader(body), officer, "Content-Type: application/zip")
		if res.StatusCode == 200 {
			res.json(t, &got)
		}
		return res, got
	}
	var many []string
	for i := range 25 {
		many = append(many, fmt.Sprintf("KK01/%02d.txt", i), strings.Repeat("x\n", 1500))
	}
	_, got := send(zipOf(t, many...))
	for i, f := range got.Files {
		if listed := len(f.Rows); f.Counts["refused"] != 1500 || listed+f.Unlisted != 1500 || (i < 20) != (listed == 1000) || (i >= 20) != (listed == 0) {
			t.Errorf("%s: %d listed, %d not, %v", f.Name, listed, f.Unlisted, f.Counts)
		}
	}
	if len(got.Files) != 25 {
		t.Errorf("%d files", len(got.Files))
	}
	const good = "PM10\t1\tug/m3\t20261120100500\t00\n"
	for what, files := range map[string][]string{
		"lines":                    {"KK01/a.txt", good, "KK01/b.txt", strings.Repeat("x\n", 100_000), "KK01/c.txt", strings.Repeat("x\n", 100_000)},
		"lines of what is no file": {"KK01/a.txt", good, "KK01/b.txt", strings.Repeat("x\n", 200_001)},
	} {
		if res, _ := send(zipOf(t, files...)); res.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("too many %s: %d %.300s", what, res.StatusCode, res.body)
		}
	}
	if n := a.count(`SELECT count(*) FROM data.readings`); n != 0 {
		t.Errorf("%d readings", n)
	}
	if held := a.server.FilingHeld(); held != "0 requests of 0 senders, 0 merges, all memory free" {
		t.Errorf("held afterwards: %s", held)
	}
}

// TestSlowUploadsTakeNobodysTurn: who sends slowly has a share of what may be under way, and others
// send meanwhile.
func TestSlowUploadsTakeNobodysTurn(t *testing.T) {
	a := newIntakeAPI(t)
	var tokens []string
	for _, name := range []string{"chậm", "khác"} {
		secret, _, err := accounts.New(a.db.App).MakeToken(t.Context(), accounts.Token{Name: name, Scopes: []string{"readings"}})
		must(t, err)
		tokens = append(tokens, secret)
	}
	for range 4 {
		conn, err := net.Dial("tcp", a.Listener.Addr().String())
		must(t, err)
		t.Cleanup(func() { _ = conn.Close() })
		_, err = fmt.Fprintf(conn, "POST /api/readings/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 1000\r\n\r\nPM10\t", tokens[0])
		must(t, err)
	}
	for deadline := time.Now().Add(time.Minute); !strings.HasPrefix(a.server.FilingHeld(), "4 requests of 1 senders, 0 merges"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(a.server.FilingHeld())
		}
	}
	for i, want := range []int{http.StatusTooManyRequests, http.StatusOK} {
		res := a.call(http.MethodPost, "/api/readings/files?name=KK01.txt", strings.NewReader("PM10\t1\tug/m3\t20261120100500\t00\n"), "Authorization: Bearer "+tokens[i], "Content-Type: text/plain")
		if res.StatusCode != want {
			t.Errorf("sender %d: %d %s", i, res.StatusCode, res.body)
		}
	}
}
