package geoapi_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/geoapi"
	"sotay/internal/accounts"
)

// twoStations are an air station that sends every five minutes and an hourly river's.
const twoStations = `
	INSERT INTO data.stations (code, name, kind, operator, interval_s, geom) VALUES
		('KK01', 'Trạm không khí thử', 'air', 'Sở thử', 300, 'SRID=4326;POINT(107.08 10.35)'),
		('NM01', 'Trạm nước mặt thử', 'surface_water', 'Công ty thử', 3600, 'SRID=4326;POINT(107.1 10.4)')`

// sent is what POST /api/readings answers.
type sent struct {
	Counts map[string]int
	Rows   []struct {
		Row                   int
		Outcome, Reason, Text string
	}
}

// sendReadings makes a token and gives a function that sends with it.
func (a *api) sendReadings(operator string) func(body, kind string, headers ...string) answer {
	a.t.Helper()
	token, _, err := accounts.New(a.db.App).MakeToken(a.t.Context(), accounts.Token{Name: "trạm " + operator, Scopes: []string{"readings"}, Operator: operator})
	must(a.t, err)
	return func(body, kind string, headers ...string) answer {
		return a.call(http.MethodPost, "/api/readings", strings.NewReader(body), append(headers, "Authorization: Bearer "+token, "Content-Type: "+kind)...)
	}
}

func newIntakeAPI(t *testing.T, change ...func(*geoapi.Config)) *api {
	t.Helper()
	a := newAPI(t, change...)
	must(t, exec(t, a.db, twoStations))
	return a
}

func (a *api) lines(sql string) []string {
	a.t.Helper()
	rows, err := a.db.Owner.Query(a.t.Context(), sql)
	must(a.t, err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(a.t, err)
	return list
}

func packed(t *testing.T, body string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.WriteString(z, body)
	must(t, err)
	must(t, z.Close())
	return b.String()
}

// Whatever form readings come in, the same is stored.
func TestReadingsInEveryForm(t *testing.T) {
	const array = `[
		{"station": "KK01", "parameter": "PM2.5", "at": "2026-11-20T10:05:00+07:00", "value": 21.5, "unit": "µg/m³", "status": 0},
		{"station": "KK01", "parameter": "PM2,5", "at": "20261120101000", "value": "22,5", "status": "01"},
		{"station": "NM01", "parameter": "Temp", "at": "2026-11-20 11:00:00", "value": null}]`
	objects := strings.NewReplacer("[\n", "", "]", "", "},", "}").Replace(array)
	forms := []struct{ name, kind, body, encoding string }{
		{"array", "application/json", array, ""},
		{"objects", "application/x-ndjson", objects, ""},
		{"objects packed", "application/x-ndjson; charset=utf-8", packed(t, objects), "gzip"},
		{"comma", "text/csv", "\ufeffStation,Parameter,At,Value,Unit,Status\nKK01,PM2.5,2026-11-20T10:05:00+07:00,21.5,µg/m³,00\nKK01,\"PM2,5\",20261120101000,\"22,5\",,01\nNM01,Temp,2026-11-20 11:00:00,---,,\n", ""},
		{"semicolon", "text/csv", "station;status;parameter;at;value\r\nKK01;00;PM2.5;20261120100500;21,5\r\nKK01;1;PM2,5;20261120101000;22,5\r\nNM01;;Temp;20261120110000;\r\n", ""},
		{"tab", "text/tab-separated-values", "at\tvalue\tstation\tparameter\tstatus\n20261120100500\t21,5\tKK01\tPM2,5\t00\n20261120101000\t22,5\tKK01\tPM2,5\t01\n20261120110000\t-\tNM01\tTemp\t00\n", ""},
	}
	a := newIntakeAPI(t)
	send := a.sendReadings("")
	for i, form := range forms {
		var headers []string
		if form.encoding != "" {
			headers = append(headers, "Content-Encoding: "+form.encoding)
		}
		got := send(form.body, form.kind, headers...)
		if got.StatusCode != http.StatusOK {
			t.Errorf("%s: %d %s", form.name, got.StatusCode, got.body)
			continue
		}
		var out sent
		got.json(t, &out)
		want := map[string]int{"stored": 0, "duplicate": 3, "revised": 0, "quarantined": 0, "refused": 0}
		if i == 0 {
			want["stored"], want["duplicate"] = 3, 0
		}
		if diff := cmp.Diff(want, out.Counts); diff != "" || len(out.Rows) != 3 {
			t.Errorf("%s: %s\n%s", form.name, diff, got.body)
		}
	}
	one := send(`{"station": "KK01", "parameter": "PM10", "at": "20261120100500", "value": 1}`, "application/json")
	if one.StatusCode != 200 || !strings.Contains(string(one.body), `"stored":1`) {
		t.Errorf("one object: %d %s", one.StatusCode, one.body)
	}
}

func TestAnswersSayWhatBecameOfEachRow(t *testing.T) {
	a := newIntakeAPI(t)
	send := a.sendReadings("Sở thử")
	body := `
		{"station": "KK01", "parameter": "PM10", "at": "20261120100500", "value": 1}
		{"station": "KK01", "parameter": "PM10", "at": "20261120100500", "value": 2}
		{"station": "KK01", "parameter": "PM10", "at": "20261120100500", "value": 2}
		{"station": "KK99", "parameter": "PM10", "at": "20261120100500", "value": 2}
		{"station": "NM01", "parameter": "pH", "at": "20261120100500", "value": 7}
		{"station": "KK01", "parameter": "PM10", "at": "hôm qua", "value": 2}
		{"station": "KK01\u0000", "parameter": "PM10", "at": "20261120100500", "value": 2}
		{"station": "KK01", "parameter": "` + strings.Repeat("x", 201) + `", "at": "20261120100500", "value": 2}`
	var out sent
	send(body, "application/x-ndjson", "Accept-Language: en").json(t, &out)
	var got []string
	for _, r := range out.Rows {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%d %s %s", r.Row, r.Outcome, r.Reason)))
		if (r.Reason == "") != (r.Text == "") {
			t.Errorf("row %d: reason %q in words: %q", r.Row, r.Reason, r.Text)
		}
	}
	want := []string{
		"1 stored", "2 revised", "3 duplicate", "4 quarantined unknown_station", "5 refused not_yours", "6 refused bad_time",
		"7 quarantined unknown_station", "8 refused too_long",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	var brief sent
	token, _, err := accounts.New(a.db.App).MakeToken(t.Context(), accounts.Token{Name: "t", Scopes: []string{"readings"}})
	must(t, err)
	a.call(http.MethodPost, "/api/readings?answer=brief", strings.NewReader(body), "Authorization: Bearer "+token, "Content-Type: application/x-ndjson").json(t, &brief)
	if len(brief.Rows) != 4 || brief.Rows[0].Row != 4 || brief.Counts["duplicate"] != 3 || brief.Counts["stored"] != 1 {
		t.Errorf("briefly: %+v", brief)
	}
}

// What cannot be read, or is too much, leaves nothing, though its beginning is good.
func TestNothingIsKeptOfWhatCannotBeRead(t *testing.T) {
	const good = `{"station": "KK01", "parameter": "PM10", "at": "20261120100500", "value": 1}`
	const header = "station,parameter,at,value\nKK01,PM10,20261120100500,1\n"
	many := strings.Repeat(good+"\n", 1500) // more than one piece
	cases := []struct {
		name, kind, encoding, body string
		status                     int
		says                       string
	}{
		{"empty", "application/json", "", " ", 422, "The body is empty"},
		{"text", "application/json", "", "KK01", 422, "Not JSON"},
		{"cut off", "application/json", "", "[" + good + "," + good[:40], 422, "Reading 2: the JSON has a fault"},
		{"not closed", "application/json", "", "[" + good, 422, "Reading 2: the JSON has a fault"},
		{"something behind", "application/json", "", "[" + good + "] x", 422, "Something follows"},
		{"two objects", "application/json", "", good + good, 422, "application/x-ndjson"},
		{"a number among them", "application/json", "", "[" + good + ",7]", 422, "Reading 2: must be a JSON object"},
		{"a station that is a number", "application/json", "", `[` + good + `,{"station": 7}]`, 422, "Reading 2: the member station must be a text"},
		{"a value that is an object", "application/json", "", `{"value": {"x": 1}}`, 422, "the member value must be a number or a text"},
		{"an unknown member", "application/json", "", `{"paramter": "x"}`, 422, "there is no member paramter; the members are station, parameter"},
		{"late", "application/x-ndjson", "", many + "x", 422, "Reading 1501"},
		{"a long row", "application/x-ndjson", "", good + `{"station": "` + strings.Repeat("x", 200<<10) + `"}`, 422, "Reading 2: longer than 65536 bytes"},
		{"no header", "text/csv", "", "KK01,PM10,20261120100500,1\n", 422, `there is no column "KK01"`},
		{"a column twice", "text/csv", "", "station,parameter,at,value,at\n", 422, "at is there twice"},
		{"a column missing", "text/csv", "", "station,parameter,at\n", 422, "the column value is missing"},
		{"another number of columns", "text/csv", "", header + "KK01,PM10\n", 422, "Reading 2: line 3 of the body"},
		{"a quote", "text/csv", "", header + "KK01,P\"M10,20261120100500,1\n", 422, "Reading 2: line 3, column 7"},
		{"an open quote", "text/csv", "", header + "KK01,\"" + strings.Repeat("x\n", 60<<10), 422, "a closing quote may be missing"},
		{"not UTF-8", "text/csv", "", header + "KK01,B\xf4i,20261120100500,1\n", 422, "Reading 2: not UTF-8"},
		{"not packed", "application/x-ndjson", "gzip", good, 422, "packed wrongly"},
		{"packed and cut off", "application/x-ndjson", "gzip", packed(t, many)[:200], 422, "breaks off"},
		{"packed strangely", "application/x-ndjson", "br", good, 415, "gzip"},
		{"a bomb", "application/x-ndjson", "gzip", packed(t, good+strings.Repeat(" ", 60<<20)), 422, "longer than"},
		{"a bomb of rows", "application/x-ndjson", "gzip", packed(t, strings.Repeat(good[:1]+strings.Repeat(" ", 60<<10)+good[1:]+"\n", 100)), 413, "times its size"},
		{"another type", "text/plain", "", good, 415, "text/csv"},
		{"another charset", "text/csv; charset=windows-1258", "", header, 415, "UTF-8"},
		{"too many rows", "application/x-ndjson", "", strings.Repeat(good+"\n", 4001), 413, "More than 4000 readings"},
		{"too large", "text/csv", "", header + strings.Repeat(" ", 7<<20), 413, "larger than 7340032 bytes"},
		{"too large when unpacked", "text/csv", "gzip", packed(t, header+strings.Repeat("KK01,PM10,20261120100500,1\n", 1)+strings.Repeat(strings.Repeat("x", 60<<10)+",,,\n", 200)), 413, ""},
	}
	a := newIntakeAPI(t, func(c *geoapi.Config) { c.Intake = geoapi.Intake{Body: 7 << 20, Rows: 4000} })
	send := a.sendReadings("")
	for _, c := range cases {
		headers := []string{"Accept-Language: en"}
		if c.encoding != "" {
			headers = append(headers, "Content-Encoding: "+c.encoding)
		}
		got := send(c.body, c.kind, headers...)
		if got.StatusCode != c.status || !strings.Contains(string(got.body), strings.ReplaceAll(c.says, `"`, `\"`)) {
			t.Errorf("%s: %d %.300s", c.name, got.StatusCode, got.body)
		}
	}
	if n := a.lines(`SELECT count(*)::text FROM data.readings UNION ALL SELECT count(*)::text FROM data.reading_quarantine`); n[0] != "0" || n[1] != "0" {
		t.Errorf("stored and set aside: %v", n)
	}
}

// Readings with repeats, shuffled and sent twice over several connections, leave what they
// leave when they are sent in order.
func TestReplayedReadingsLeaveTheSame(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, seed))
	start := time.Date(2026, 10, 20, 0, 5, 0, 0, time.FixedZone("", 7*3600)) // over the end of a month
	var lines []string
	for n := range 21_000 {
		at := start.Add(time.Duration(n/4) * 5 * time.Minute).Format(time.RFC3339)
		lines = append(lines, fmt.Sprintf(`KK01,%s,%s,%d.%d,%02d`, []string{"PM2.5", "PM10", "O3", "NO2"}[n%4], at, 10+n%90, n%10, []int{0, 0, 0, 0, 0, 0, 1, 2}[rng.IntN(8)]))
	}
	for range 9_000 { // three in ten are repeats
		lines = append(lines, lines[rng.IntN(21_000)])
	}
	sums := make([]string, 2)
	for i := range sums {
		a := newIntakeAPI(t)
		send := a.sendReadings("")
		var senders sync.WaitGroup
		for range 1 + 3*i {
			mine := append([]string(nil), lines...)
			if i > 0 {
				rng.Shuffle(len(mine), func(i, j int) { mine[i], mine[j] = mine[j], mine[i] })
			}
			piece := 1000 + rng.IntN(4000)
			senders.Go(func() {
				for len(mine) > 0 {
					n := min(piece, len(mine))
					if got := send("station,parameter,at,value,status\n"+strings.Join(mine[:n], "\n"), "text/csv"); got.StatusCode != 200 {
						t.Errorf("%d %s", got.StatusCode, got.body)
						return
					}
					mine = mine[n:]
				}
			})
		}
		senders.Wait()
		sums[i] = a.checksum()
	}
	if sums[0] != sums[1] {
		t.Errorf("checksums %v", sums)
	}
}

// checksum is of all that readings and their aggregates hold.
func (a *api) checksum() string {
	sum := sha256.New()
	for _, line := range a.lines(`
		SELECT 'r ' || r::text FROM data.readings r UNION ALL
		SELECT 'l ' || concat_ws(' ', station, parameter, at, value, status) FROM data.readings_latest UNION ALL
		SELECT 'h ' || h::text FROM data.readings_hourly h UNION ALL
		SELECT 'd ' || d::text FROM data.readings_daily d UNION ALL
		SELECT 'v ' || count(*) FROM data.reading_revisions ORDER BY 1`) {
		fmt.Fprintln(sum, line)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Under more than it can take, each request is stored whole or refused with the time to come
// again, and nothing is held afterwards.
func TestOverload(t *testing.T) {
	a := newIntakeAPI(t, func(c *geoapi.Config) {
		c.Intake = geoapi.Intake{Requests: 3, PerSender: 1, Merges: 1, Wait: 50 * time.Millisecond}
	})
	one, other := a.sendReadings(""), a.sendReadings("Sở thử")
	tx, err := a.db.App.Begin(t.Context()) // somebody writes for the station for long
	must(t, err)
	_, err = tx.Exec(t.Context(), `INSERT INTO data.station_writes SELECT id FROM data.stations WHERE code = 'KK01'`)
	must(t, err)
	row := func(n int) string {
		return fmt.Sprintf("station,parameter,at,value\nKK01,PM10,202611201%d0500,1\n", n)
	}
	var slow sync.WaitGroup
	slow.Go(func() { // it has the only turn
		if got := one(row(0), "text/csv"); got.StatusCode != 200 {
			t.Errorf("the one that waits for the station: %d %s", got.StatusCode, got.body)
		}
	})
	a.waitForLock(t)
	for _, c := range []struct {
		name   string
		status int
		got    answer
	}{
		{"the same sender again", 429, one(row(1), "text/csv")},
		{"no turn in time", 503, other(row(2), "text/csv")},
	} {
		if c.got.StatusCode != c.status || c.got.Header.Get("Retry-After") != "5" {
			t.Errorf("%s: %d, Retry-After %q, %s", c.name, c.got.StatusCode, c.got.Header.Get("Retry-After"), c.got.body)
		}
	}
	must(t, tx.Rollback(t.Context()))
	slow.Wait()
	if got := other(row(3), "text/csv"); got.StatusCode != 200 {
		t.Errorf("afterwards: %d %s", got.StatusCode, got.body)
	}
	if diff := cmp.Diff([]string{"10:05", "13:05"}, a.lines(`SELECT to_char(at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI') FROM data.readings ORDER BY at`)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	if held := a.server.IntakeHeld(); held != "0 requests of 0 senders, 0 merges, all memory free" {
		t.Errorf("held afterwards: %s", held)
	}
}

// TestAnswerThatIsNotRead: who does not read the answer keeps no turn to write.
func TestAnswerThatIsNotRead(t *testing.T) {
	a := newIntakeAPI(t, func(c *geoapi.Config) { c.Intake = geoapi.Intake{Merges: 1, Wait: 5 * time.Second} })
	secret, _, err := accounts.New(a.db.App).MakeToken(t.Context(), accounts.Token{Name: "trạm", Scopes: []string{"readings"}})
	must(t, err)
	body := "station,parameter,at,value\nKK01,PM10,20261120100500,1\n" + strings.Repeat("KK01,PM10,x,1\n", 120_000) // the answer is 20 MB
	conn, err := net.Dial("tcp", a.Listener.Addr().String())
	must(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST /api/readings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: text/csv\r\nContent-Length: %d\r\n\r\n%s", secret, len(body), body)
	must(t, err)
	for deadline := time.Now().Add(time.Minute); a.count(`SELECT count(*) FROM data.readings`) == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nothing is stored")
		}
	}
	if got := a.sendReadings("")("station,parameter,at,value\nKK01,PM10,20261120101000,1\n", "text/csv"); got.StatusCode != http.StatusOK {
		t.Errorf("another request: %d %s", got.StatusCode, got.body)
	}
	if held := a.server.IntakeHeld(); !strings.HasPrefix(held, "1 requests") {
		t.Errorf("the answer was read by somebody: %s", held)
	}
}

func TestIntakeBoundsRequestsAndMemory(t *testing.T) {
	enter := geoapi.Entrance(geoapi.Intake{Requests: 3, PerSender: 2, Memory: 1000})
	hold, leave, refused := enter("a", 5000) // half of the memory at most
	_, _, second := enter("a", 300)
	_, _, third := enter("a", 1)
	_, _, large := enter("b", 201)
	_, leaveOther, small := enter("b", 200)
	_, _, none := enter("c", 1)
	got := []string{refused, second, third, large, small, none, hold(500), hold(501)}
	want := []string{"", "", "too-many-requests", "unavailable", "", "unavailable", "", "unavailable"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	leave()
	leaveOther()
	if hold, _, refused := enter("c", 600); refused != "" || hold(700) != "" || hold(701) == "" {
		t.Errorf("after others left: %q", refused)
	}
}

// waitForLock waits until a connection waits for another.
func (a *api) waitForLock(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		var waits bool
		must(t, a.db.Owner.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity s USING (pid) WHERE NOT l.granted AND s.datname = current_database())`).Scan(&waits))
		if waits {
			return
		}
	}
}
