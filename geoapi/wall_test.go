package geoapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/accounts"
	"sotay/internal/walls"
)

// wallLink gives the header of a new device link.
func (a *api) wallLink() string {
	a.t.Helper()
	var secret string
	err := pgx.BeginFunc(a.t.Context(), a.db.App, func(tx pgx.Tx) (err error) {
		_, secret, err = walls.New(a.db.App).Add(a.t.Context(), tx, walls.Link{Name: "Phòng trực", Distance: 8, Pitch: 0.6, Seconds: 20}, "test")
		return err
	})
	must(a.t, err)
	return "Authorization: Wall " + secret
}

type wallAnswer struct {
	Version string `json:"version"`
	Screen  struct {
		Name     string   `json:"name"`
		Distance float64  `json:"distance_m"`
		Scenes   []string `json:"scenes"`
		Seconds  int      `json:"seconds"`
	} `json:"screen"`
	Picture struct {
		At      string `json:"at"`
		Sources []struct {
			Name   string  `json:"name"`
			AsOf   *string `json:"as_of"`
			Failed bool    `json:"failed"`
			Known  bool    `json:"known"`
		} `json:"sources"`
		Stations []struct {
			ID    int64  `json:"id"`
			State string `json:"state"`
		} `json:"stations"`
		Alarms []struct {
			Name string `json:"name"`
		} `json:"alarms"`
		Reports *struct {
			Open    int      `json:"open"`
			Overdue int      `json:"overdue"`
			Today   int      `json:"today"`
			OnTime  *float64 `json:"on_time"`
			States  []struct {
				State string `json:"state"`
				Ages  [4]int `json:"ages"`
			} `json:"states"`
		} `json:"reports"`
		Cameras *struct {
			Working int `json:"working"`
			Silent  int `json:"silent"`
			Faulty  int `json:"faulty"`
			Off     int `json:"off"`
		} `json:"cameras"`
		Indicators []struct {
			Code   string `json:"code"`
			Period string `json:"period"`
			Values []struct {
				Commune string  `json:"commune"`
				Name    string  `json:"name"`
				Value   float64 `json:"value"`
			} `json:"values"`
			Sources []string `json:"sources"`
		} `json:"indicators"`
		Happened []struct {
			Kind string `json:"kind"`
			What string `json:"what"`
		} `json:"happened"`
	} `json:"picture"`
}

const newWall = `{"name": "Phòng trực", "distance_m": 6.5, "pitch_mm": 0.63, "scenes": ["environment", "overview"]}`

// A link opens the wall and nothing else, until it is revoked.
func TestWallLink(t *testing.T) {
	a := newAPI(t)
	ioc := a.signIn("ioc", accounts.IOC)
	added := a.call(http.MethodPost, "/api/wall/links", strings.NewReader(newWall), ioc, "Content-Type: application/json")
	var made struct {
		URL  string     `json:"url"`
		Wall walls.Link `json:"wall"`
	}
	added.json(t, &made)
	address, secret, _ := strings.Cut(made.URL, "#")
	if address != a.URL+"/wall" || len(secret) != 43 {
		t.Fatalf("the address is %q", made.URL)
	}
	screen := "Authorization: Wall " + secret
	var got wallAnswer
	a.mustGet("/api/wall", &got, screen)
	if got.Version != "test" || got.Screen.Distance != 6.5 || got.Screen.Seconds != 20 || strings.Join(got.Screen.Scenes, " ") != "environment overview" {
		t.Errorf("the wall is told %+v", got)
	}
	for path, want := range map[string]int{"/api/alarms": 403, "/api/wall/links": 403, "/api/users": 403, "/api/imports": 403, "/api/session": 200} {
		if code := a.get(path, screen).StatusCode; code != want {
			t.Errorf("%s with the link: %d, want %d", path, code, want)
		}
	}
	list := string(a.get("/api/wall/links", ioc).body)
	if strings.Contains(list, secret) || !strings.Contains(list, `"seen_at":"2`) {
		t.Errorf("the list holds the secret, or not when it was seen: %s", list)
	}
	gone := fmt.Sprintf("/api/wall/links/%d", made.Wall.ID)
	if code := a.call(http.MethodDelete, gone, nil, ioc).StatusCode; code != 200 {
		t.Errorf("revoking: %d", code)
	}
	if code := a.get("/api/wall", screen).StatusCode; code != 401 {
		t.Errorf("with a revoked link: %d", code)
	}
	if code := a.call(http.MethodDelete, gone, nil, ioc).StatusCode; code != 404 {
		t.Errorf("revoking again: %d", code)
	}
	var noted int
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM sotay.audit WHERE action IN ('wall.add', 'wall.revoke') AND actor = 'ioc'`).Scan(&noted))
	if noted != 2 {
		t.Errorf("the audit holds %d of 2 entries", noted)
	}
}

func TestWallLinkIsChecked(t *testing.T) {
	a := newAPI(t)
	ioc := a.signIn("ioc", accounts.IOC)
	for field, body := range map[string]string{
		"name":       `{"name": " ", "distance_m": 8, "pitch_mm": 0.6}`,
		"distance_m": `{"name": "x", "distance_m": 0, "pitch_mm": 0.6}`,
		"pitch_mm":   `{"name": "x", "distance_m": 8, "pitch_mm": 60}`,
		"seconds":    `{"name": "x", "distance_m": 8, "pitch_mm": 0.6, "seconds": 1}`,
		"scenes":     `{"name": "x", "distance_m": 8, "pitch_mm": 0.6, "scenes": ["none"]}`,
	} {
		got := a.call(http.MethodPost, "/api/wall/links", strings.NewReader(body), ioc, "Content-Type: application/json")
		if got.StatusCode != 422 || !strings.Contains(string(got.body), `"field":"`+field+`"`) {
			t.Errorf("%s: %d %s", field, got.StatusCode, got.body)
		}
	}
}

// All walls are told one picture, and another one when the journal tells of a change.
func TestWallPicture(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, liveStation))
	must(t, a.journal.CatchUp(t.Context()))
	one, two := a.wallLink(), a.wallLink()
	var first, same, later wallAnswer
	a.mustGet("/api/wall", &first, one)
	a.mustGet("/api/wall", &same, two)
	if first.Picture.At != same.Picture.At || len(first.Picture.Stations) != 1 || len(first.Picture.Alarms) != 0 {
		t.Errorf("two walls are told %+v and %+v", first.Picture, same.Picture)
	}
	feed, _ := listen(t, a.URL+"/events", one)
	must(t, exec(t, a.db, liveAlarm))
	must(t, exec(t, a.db, liveState))
	for e := feed.next(); e.name != "wall"; e = feed.next() {
		if e.name == "alarm" {
			t.Errorf("the wall is told who works on an alarm: %s", e.data)
		}
	}
	for deadline := time.Now().Add(20 * time.Second); len(later.Picture.Alarms) != 1 || later.Picture.Stations[0].State != "exceeding"; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the wall does not tell of the alarm: %+v", later.Picture)
		}
		later = wallAnswer{}
		a.mustGet("/api/wall", &later, one)
	}
	kinds := map[string]bool{}
	for _, h := range later.Picture.Happened {
		kinds[h.Kind+" "+h.What] = true
	}
	if !kinds["alarm raised"] {
		t.Errorf("what happened: %v", kinds)
	}
	for _, s := range later.Picture.Sources {
		if s.Failed || !s.Known || s.Name == "alarms" && s.AsOf == nil {
			t.Errorf("source %+v", s)
		}
	}
}

func sourcesOf(got wallAnswer) (names string) {
	for _, s := range got.Picture.Sources {
		names += s.Name + " "
	}
	return names
}

// What there is nothing of is not among the sources, which is no fault.
func TestWallWithoutOtherSystems(t *testing.T) {
	a := newAPI(t)
	var got wallAnswer
	a.mustGet("/api/wall", &got, a.wallLink())
	if names := sourcesOf(got); names != "alarms reports " || got.Picture.Cameras != nil || len(got.Picture.Indicators) != 0 {
		t.Fatalf("sources %q of %+v", names, got.Picture)
	}
}

// The wall shows reports by the numbers that the desk has too, cameras, and each indicator in its
// latest period.
func TestWallShowsOtherSystems(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, liveStation+`;
		INSERT INTO data.cameras (code, name, kind, state, last_seen, geom)
		SELECT 'CAM-' || n, 'Điểm ' || n, 'fixed', CASE n WHEN 1 THEN 'faulty' ELSE 'working' END, now() - n * interval '11 hours', 'SRID=4326;POINT(107.08 10.35)' FROM generate_series(1, 3) AS n;
		INSERT INTO data.indicator_values (indicator, period, commune, value, source, actor)
		SELECT i.id, p, c, v, 'Sở Thử (hư cấu)', 'test' FROM data.indicators i, (VALUES ('2026-09', '26506', 90), ('2026-10', '26506', 97), ('2026-10', '26526', 80)) AS t (p, c, v)
		WHERE  i.code = 'services_on_time';
		INSERT INTO data.reports (number, category, words, geom, coarse, state, overdue, received_at, resolved_at, due_at, reject_reason)
		SELECT 'PA26-0000-000' || n, 'roads', 'thử', g, g, CASE n WHEN 1 THEN 'received' ELSE 'rejected' END, n = 1, now(), NULL, NULL, CASE n WHEN 2 THEN 'other' END
		FROM   generate_series(1, 2) AS n, (SELECT 'SRID=4326;POINT(107.0801 10.3502)'::geometry AS g) AS place`))
	var got wallAnswer
	a.mustGet("/api/wall", &got, a.wallLink())
	if names := sourcesOf(got); names != "stations alarms reports cameras indicators " {
		t.Fatalf("sources %q", names)
	}
	p := got.Picture
	if p.Cameras.Working != 1 || p.Cameras.Silent != 1 || p.Cameras.Faulty != 1 || p.Cameras.Off != 0 {
		t.Errorf("cameras %+v", p.Cameras)
	}
	if r := p.Reports; r.Open != 1 || r.Overdue != 1 || r.Today != 2 || r.OnTime != nil || len(r.States) != 1 || r.States[0].Ages != [4]int{1, 0, 0, 0} {
		t.Errorf("reports %+v", r)
	}
	list := p.Indicators
	if len(list) != 1 || list[0].Code != "services_on_time" || list[0].Period != "2026-10" || len(list[0].Values) != 2 || list[0].Values[1].Value != 97 || list[0].Sources[0] != "Sở Thử (hư cấu)" {
		t.Errorf("indicators %+v", list)
	}
}
