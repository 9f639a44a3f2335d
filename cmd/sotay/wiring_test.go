package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/postgis"
)

// TestServe: every flag of serve reaches what it is about, what interrupted imports left is
// cleared at the start, and a layer is mended that another program made anew.
func TestServe(t *testing.T) {
	data := newDatabase(t)
	conn := superuser(t, data)
	_, err := conn.Exec(t.Context(), `
		CREATE TABLE sotay.stage_1 ();
		ALTER TABLE sotay.stage_1 OWNER TO sotay_owner;
		INSERT INTO sotay.imports (source, actor, restore_id) VALUES ('old.shp', 'test', gen_random_uuid());`)
	if err != nil {
		t.Fatal(err)
	}
	text := mustWrite(t, "gio-lam-viec.vi.md", "---\ntitle: Giờ làm việc\nsummary: Khi nào mở cửa.\norder: 1\nchecked: 2026-11-26\n"+
		"sources:\n  - name: Thông báo\n    number: 1/TB\n    date: 2026-11-01\n    status: original\n---\nSáng và chiều.\n")
	s := mustServe(t, data, "--guide", filepath.Dir(text),
		"--public-url", "https://so-tay.example.vn/", "--trusted-proxy", "127.0.0.1", "--meridian", "105.75",
		"--name", "Sổ tay thử", "--name-en", "Trial handbook", "--verbose",
		"--basemap", "https://nen.example.vn/style.json", "--basemap-origin", "https://chu.example.vn", "--basemap-origin", "https://o.example.vn:8443")
	t.Run("flags", s.testFlags)
	t.Run("tidy", func(t *testing.T) {
		eventually(t, "the clearing", func() bool {
			var cleared bool
			err := conn.QueryRow(t.Context(), `SELECT state = 'failed' AND to_regclass('sotay.stage_1') IS NULL FROM sotay.imports`).Scan(&cleared)
			return err == nil && cleared
		})
	})
	t.Run("repair", func(t *testing.T) { s.testRepair(t, data, conn) })
}

// behindProxy goes to where serve listens, whatever address it tells people.
func (s *serving) behindProxy(t *testing.T) {
	t.Helper()
	at := regexp.MustCompile(`"msg":"serving","address":"([^"]+)"`)
	eventually(t, "serving", func() bool { return at.MatchString(s.said(t)) })
	s.url = "http://" + at.FindStringSubmatch(s.said(t))[1]
}

func (s *serving) testFlags(t *testing.T) {
	if s.url != "https://so-tay.example.vn/" {
		t.Errorf("it says that it is at %s", s.url)
	}
	s.behindProxy(t)
	request, err := http.NewRequest(http.MethodGet, s.url+"/api/config", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Forwarded-For", "203.0.113.7")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	type config struct {
		Name, Basemap map[string]string
		Meridian      float64
	}
	var got config
	if err := json.NewDecoder(answer.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	want := config{
		Name:    map[string]string{"vi": "Sổ tay thử", "en": "Trial handbook"},
		Basemap: map[string]string{"style": "https://nen.example.vn/style.json"}, Meridian: 105.75,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the configuration (-want +got):\n%s", diff)
	}
	policy := answer.Header.Get("Content-Security-Policy")
	if want := "connect-src 'self' https://chu.example.vn https://o.example.vn:8443 https://nen.example.vn;"; !strings.Contains(policy, want) {
		t.Errorf("the policy lacks %q: %s", want, policy)
	}
	eventually(t, "the client behind the proxy in the log", func() bool {
		return regexp.MustCompile(`"route":"/api/config".*"client":"203\.0\.113\.7"`).MatchString(s.said(t))
	})
	if status, body := s.status(http.DefaultClient, "/guide/gio-lam-viec"); status != http.StatusOK || !strings.Contains(body, "Sáng và chiều.") {
		t.Errorf("the operator's guide: %d %s", status, body)
	}
	if _, body := s.status(http.DefaultClient, "/tiles/parcels.json"); !strings.Contains(body, `"https://so-tay.example.vn/tiles/parcels/{z}/{x}/{y}.mvt`) {
		t.Errorf("TileJSON: %s", body)
	}
}

// testRepair makes the table of a layer anew with ogr2ogr. No other process than serve
// looks at it after that.
func (s *serving) testRepair(t *testing.T, data string, conn *pgx.Conn) {
	mustRun(t, data, "import", mustWrite(t, "wells.csv", "name,depth,lon,lat\nG1,12.5,107.10,10.40\n"),
		"--new-layer", "wells", "--title", "Giếng", "--theme", "water", "--yes")
	made := func() (what string) {
		err := conn.QueryRow(t.Context(), `
			SELECT coalesce(string_agg(what, E'\n' ORDER BY what), '')
			FROM  (SELECT 'trigger ' || tgname FROM pg_trigger WHERE tgrelid = to_regclass('data.wells') AND NOT tgisinternal
			       UNION ALL
			       SELECT 'derived ' || column_name FROM information_schema.columns
			       WHERE  table_schema = 'data' AND table_name = 'wells' AND is_generated = 'ALWAYS'
			       UNION ALL
			       SELECT 'public ' || column_name FROM information_schema.columns WHERE table_schema = 'pub' AND table_name = 'wells') AS x (what)`).Scan(&what)
		if err != nil {
			t.Fatal(err)
		}
		return what
	}
	before := made()
	if !strings.Contains(before, "trigger ") || !strings.Contains(before, "derived geom_3857") || !strings.Contains(before, "public depth") {
		t.Fatalf("a layer's table has\n%s", before)
	}
	file := mustWrite(t, "wells.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature",
		"properties":{"name":"G2","depth":30.5},"geometry":{"type":"Point","coordinates":[107.12,10.42]}}]}`)
	c := conn.Config()
	target := fmt.Sprintf("PG:host=%s port=%d dbname=%s user=%s", c.Host, c.Port, c.Database, postgis.OwnerLogin)
	out, err := exec.Command("ogr2ogr", "-f", "PostgreSQL", target, file,
		"-nln", "data.wells", "-overwrite", "-lco", "FID=id", "-lco", "GEOMETRY_NAME=geom").CombinedOutput()
	if err != nil {
		t.Fatalf("ogr2ogr: %v\n%s", err, out)
	}
	const path = "/api/layers/wells/features?bbox=107,10,108,11"
	finds := func(what, path, text string) {
		eventually(t, what, func() bool {
			code, body := s.status(http.DefaultClient, path)
			return code == 200 && strings.Contains(body, text)
		})
	}
	finds("the new table's well", path, `"name":"G2"`)
	if diff := cmp.Diff(before, made()); diff != "" {
		t.Errorf("the table made anew (-want +got):\n%s", diff)
	}
	finds("the new table's well in a tile", "/tiles/wells/14/13067/7715.mvt", "G2")
	if _, err := conn.Exec(t.Context(), `UPDATE data.wells SET name = 'G3'`); err != nil {
		t.Fatal(err)
	}
	finds("an edit of the new table in the tile", "/tiles/wells/14/13067/7715.mvt", "G3")
}
