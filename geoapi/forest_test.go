package geoapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/internal/accounts"
)

// lots are three of forest: one with the code of a commune of today, one with that of a former
// one, one outside of all.
const lots = `
	WITH fresh AS (
		INSERT INTO data.forest (commune_code, tk, khoanh, lo, ldlr, malr3, dtich, geom)
		SELECT code, '12', '3', lo, ldlr, malr3, dtich, st_transform(st_makeenvelope(e, 1144000, e + 100, 1144100, 910775), 4326)
		FROM  (VALUES ('26506', 'a1', 'RTG', '3', 1.5, 426000), ('26509', 'a2', 'RTG', NULL, NULL, 426200), ('26526', 'a3', 'XYZ', '1', 2, 428500), ('99999', 'a4', 'TXB', '1', 4, 440000))
		       AS l (code, lo, ldlr, malr3, dtich, e)
		RETURNING id
	)
	INSERT INTO data.forest_restricted (id, owner_name) SELECT id, 'Nguyễn Văn Mẫu (hư cấu)' FROM fresh;`

type forestRow struct {
	Commune *struct{ Code, Name string }
	Type    *struct {
		Code string
		Name *struct{ Vi string }
	}
	Class *struct{ Code string }
	Lots  int
	Area  float64
}

func (r forestRow) String() string {
	var parts []string
	if r.Commune != nil {
		parts = append(parts, r.Commune.Name)
	}
	if r.Type != nil {
		parts = append(parts, r.Type.Code)
		if r.Type.Name != nil {
			parts = append(parts, r.Type.Name.Vi)
		}
	}
	if r.Class != nil {
		parts = append(parts, "class "+r.Class.Code)
	}
	return fmt.Sprintf("%s: %d, %.2f", strings.Join(parts, ", "), r.Lots, r.Area)
}

func TestForestStatistics(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, lots))
	must(t, a.journal.CatchUp(t.Context()))
	for query, want := range map[string][]string{
		"": {
			"Phường Vũng Tàu, RTG, Rừng gỗ trồng núi đất: 2, 2.50", "Phường Tam Thắng, XYZ: 1, 2.00",
			"TXB, Rừng gỗ tự nhiên núi đất lá rộng thường xanh trung bình: 1, 4.00",
		},
		"?by=type":                  {"RTG, Rừng gỗ trồng núi đất: 2, 2.50", "TXB, Rừng gỗ tự nhiên núi đất lá rộng thường xanh trung bình: 1, 4.00", "XYZ: 1, 2.00"},
		"?by=class":                 {"class 1: 2, 6.00", "class 3: 1, 1.50", ": 1, 1.00"},
		"?by=commune&commune=26506": {"Phường Vũng Tàu: 2, 2.50"},
		"?commune=26999":            nil,
	} {
		var out struct {
			Rows  []forestRow
			Total struct{ Lots int }
		}
		a.mustGet("/api/forest/statistics"+query, &out)
		var got []string
		n := 0
		for _, r := range out.Rows {
			got = append(got, r.String())
			n += r.Lots
		}
		if diff := cmp.Diff(want, got); diff != "" || n != out.Total.Lots {
			t.Errorf("%s (-want +got):\n%s, in all %d", query, diff, out.Total.Lots)
		}
	}
	if got := a.get("/api/forest/statistics?by=owner"); got.StatusCode != 400 {
		t.Errorf("by owner: %d %s", got.StatusCode, got.body)
	}
	table := a.get("/api/forest/statistics.csv?by=commune,type&commune=26506")
	want := "\xEF\xBB\xBFMã xã,Xã,Mã loại,\"Loại đất, loại rừng\",Số lô,Diện tích (ha)\n26506,Phường Vũng Tàu,RTG,Rừng gỗ trồng núi đất,2,2.50\n"
	if diff := cmp.Diff(want, string(table.body)); diff != "" {
		t.Errorf("CSV (-want +got):\n%s", diff)
	}
	// What is kept is as fresh as the journal.
	must(t, exec(t, a.db, `DELETE FROM data.forest WHERE lo <> 'a3'`))
	must(t, a.journal.CatchUp(t.Context()))
	var out struct{ Total struct{ Lots int } }
	if a.mustGet("/api/forest/statistics", &out); out.Total.Lots != 1 {
		t.Errorf("after three are gone there are %d", out.Total.Lots)
	}
}

func TestFireBulletins(t *testing.T) {
	a := newAPI(t)
	staff := a.signIn("lan", accounts.Environment)
	send := func(query, body string) answer {
		return a.call(http.MethodPost, "/api/fire-bulletins"+query, strings.NewReader(body), staff, "Content-Type: text/csv")
	}
	const from = "?issuer=Chi+c%E1%BB%A5c+Ki%E1%BB%83m+l%C3%A2m&number=12&issued=2026-03-01&from=2026-03-01&to=2026-03-07"
	if got := send(from, "\xEF\xBB\xBFmã xã;cấp\n26506;IV\n26526;2\n"); got.StatusCode != 200 {
		t.Fatalf("a bulletin: %d %s", got.StatusCode, got.body)
	}
	var again struct{ Lines, Added int }
	got := send(from, "mã xã;cấp\n26506;IV\n26526;2\n")
	if got.json(t, &again); again.Lines != 2 || again.Added != 0 {
		t.Errorf("the same again: %+v", again)
	}
	// The later one holds where they overlap; names will do, and each line its own period.
	if got := send("?issuer=Chi+c%E1%BB%A5c&issued=2026-03-04", "xa,cap,tu,den\nvũng tàu,Cấp V,2026-03-04 08:00,2026-03-05\n"); got.StatusCode != 200 {
		t.Fatalf("a later one: %d %s", got.StatusCode, got.body)
	}
	for at, want := range map[string]string{
		"2026-02-28": "", "2026-03-01": "26506 4, 26526 2", "2026-03-04T08:00:00%2B07:00": "26506 5, 26526 2", "2026-03-05T23:59:59%2B07:00": "26506 5, 26526 2",
		"2026-03-06": "26506 4, 26526 2", "2026-03-07T23:59:59%2B07:00": "26506 4, 26526 2", "2026-03-08": "",
	} {
		var out struct {
			Communes []struct {
				Code   string
				Level  int
				Source string
			}
		}
		a.mustGet("/api/fire-danger?at="+at, &out)
		var list []string
		for _, c := range out.Communes {
			list = append(list, fmt.Sprintf("%s %d", c.Code, c.Level))
		}
		if got := strings.Join(list, ", "); got != want {
			t.Errorf("on %s %q, want %q", at, got, want)
		}
		if at == "2026-03-01" && out.Communes[0].Source != "Chi cục Kiểm lâm, số 12, 01/03/2026" {
			t.Errorf("source %q", out.Communes[0].Source)
		}
	}
	for body, line := range map[string]string{
		"ma_xa,cap\n26506,6\n":         `"line":2`, // no such level
		"ma_xa,cap\n26506,3\n26,3\n":   `"line":3`, // no such commune
		"cap\n3\n":                     `"line":1`,
		"xa,cap\n":                     `"line":0`,
		"xa,cap,den\nVũng Tàu,3,mai\n": `"line":2`,
	} {
		if got := send(from, body); got.StatusCode != 422 || !strings.Contains(string(got.body), line) {
			t.Errorf("%q: %d %s", body, got.StatusCode, got.body)
		}
	}
	if n := countForest(t, a, `SELECT count(*) FROM data.fire_bulletins`); n != 3 {
		t.Errorf("%d lines are kept", n)
	}
	if n := countForest(t, a, `SELECT count(*) FROM sotay.audit WHERE action = 'fire.bulletin' AND actor = 'lan'`); n != 3 {
		t.Errorf("%d lines of audit", n)
	}
}

func countForest(t *testing.T, a *api, sql string) (n int) {
	t.Helper()
	must(t, a.db.Owner.QueryRow(t.Context(), sql).Scan(&n))
	return n
}

func TestHotspots(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, lots))
	must(t, exec(t, a.db, `
		INSERT INTO data.hotspots (satellite, acq_date, acq_time, latitude, longitude, frp, geom)
		SELECT 'N', '2026-03-01', time, st_y(at), st_x(at), 4.2, at
		FROM  (VALUES (642, 426050, 1144050), (1830, 426150, 1144050), (1700, 470000, 1144050)) AS h (time, e, n),
		       LATERAL (SELECT st_transform(st_setsrid(st_makepoint(e, n), 910775), 4326) AS at) AS p`))
	var out struct {
		More     bool
		Hotspots []struct {
			At      string
			Commune *struct{ Name string }
			Lot     *struct {
				Lo   string
				Ldlr struct{ Code string }
			}
		}
	}
	a.mustGet("/api/hotspots?from=2026-03-01&to=2026-03-02", &out)
	var got []string
	for _, h := range out.Hotspots {
		line := h.At
		if h.Commune != nil {
			line += " " + h.Commune.Name
		}
		if h.Lot != nil {
			line += " " + h.Lot.Lo + " " + h.Lot.Ldlr.Code
		}
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{
		"2026-03-02T01:30:00+07:00 Phường Vũng Tàu", "2026-03-02T00:00:00+07:00", "2026-03-01T13:42:00+07:00 Phường Vũng Tàu a1 RTG",
	}, got); diff != "" {
		t.Errorf("hot spots (-want +got):\n%s", diff)
	}
	a.mustGet("/api/hotspots?from=2026-03-02&to=2026-03-02", &out)
	if len(out.Hotspots) != 2 {
		t.Errorf("on the second %d, want 2", len(out.Hotspots))
	}
	if got := a.get("/api/hotspots?from=2026-03-02&to=2026-03-01"); got.StatusCode != 400 {
		t.Errorf("the wrong way round: %d", got.StatusCode)
	}
}
