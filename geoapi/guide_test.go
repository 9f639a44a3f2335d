package geoapi_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sotay/geoapi"
	"sotay/guide"
)

type guideAnswer struct {
	Q     string
	Lang  string
	Items []struct {
		Kind, Slug, Title, URL string
		Heading                *string
		Excerpt                []struct {
			Text string
			Mark bool
		}
	}
}

func TestGuidePages(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) {
		c.Web = fstest.MapFS{
			"index.html":                 {Data: []byte("<!doctype html>")},
			"assets/guide-abcdefgh.css":  {Data: []byte("body{}")},
			"assets/guide-abcdefgh2.js":  {Data: []byte("0")},
			"assets/another-abcdefg.css": {Data: []byte("a{}")},
		}
	})
	t.Run("the list", func(t *testing.T) {
		got := a.get("/guide")
		body := string(got.body)
		for _, want := range []string{`<html lang="vi">`, `href="/assets/guide-abcdefgh.css"`, `href="/guide/split-merge?lang=vi"`, "Sổ tay", `href="/guide?lang=en"`} {
			if got.StatusCode != 200 || !strings.Contains(body, want) {
				t.Errorf("%d without %s:\n%.2000s", got.StatusCode, want, body)
			}
		}
		if got.Header.Get("Content-Type") != "text/html; charset=utf-8" || got.Header.Get("Content-Language") != "vi" {
			t.Errorf("headers %v", got.Header)
		}
	})
	t.Run("the language", func(t *testing.T) {
		for _, tt := range []struct{ query, accept, want string }{
			{"", "", "vi"}, {"?lang=en", "vi", "en"}, {"", "en-GB,en;q=0.9", "en"}, {"?lang=vi", "en", "vi"}, {"?lang=fr", "", "vi"},
		} {
			got := a.get("/guide/planning"+tt.query, "Accept-Language: "+tt.accept)
			if lang := got.Header.Get("Content-Language"); lang != tt.want || !strings.Contains(got.Header.Get("Vary"), "Accept-Language") {
				t.Errorf("%+v: %s, Vary %q", tt, lang, got.Header.Get("Vary"))
			}
		}
	})
	t.Run("each land type of the database", func(t *testing.T) {
		body := string(a.get("/guide/land-types?lang=en").body)
		rows, err := a.db.Owner.Query(t.Context(), `SELECT code, coalesce(color, 'class="none"') FROM sotay.codes WHERE list = 'land_types'`)
		must(t, err)
		n := 0
		for rows.Next() {
			var code, color string
			must(t, rows.Scan(&code, &color))
			_, row, found := strings.Cut(body, `<li id="`+code+`"`)
			row, _, _ = strings.Cut(row, "</li>")
			if !found || !strings.Contains(row, color) {
				t.Errorf("%s is shown as %s", code, row)
			}
			n++
		}
		must(t, rows.Err())
		if n < 70 {
			t.Errorf("only %d codes", n)
		}
	})
	t.Run("a search", func(t *testing.T) {
		got := a.get("/guide?q=" + url.QueryEscape("tach thua <b>"))
		if body := string(got.body); !strings.Contains(body, "<mark>") || !strings.Contains(body, "/guide/split-merge?lang=vi") || strings.Contains(body, "<b>") {
			t.Errorf("%.3000s", body)
		}
		if got := a.get("/guide?q=" + strings.Repeat("a", 500)); got.StatusCode != 400 {
			t.Errorf("a long query: %d", got.StatusCode)
		}
		a.log.find(t, `"route":"/guide/{name}"`)
		for _, line := range a.log.lines {
			if strings.Contains(line, "tach") {
				t.Errorf("what was looked for is logged: %s", line)
			}
		}
	})
	t.Run("no such guide", func(t *testing.T) {
		for _, name := range []string{"none", "..%2f..%2fetc%2fpasswd", "land-types.vi.md", "LAND-TYPES", "%00"} {
			got := a.get("/guide/" + name)
			cleaned := got.StatusCode == 301 && got.Header.Get("Location") == "/etc/passwd" // which is not there either
			if got.StatusCode != 404 && !cleaned || got.Header.Get("ETag") != "" {
				t.Errorf("%s: %d", name, got.StatusCode)
			}
		}
		if body := string(a.get("/guide/none").body); !strings.Contains(body, "Không có bài này") || !strings.Contains(body, `name="q"`) {
			t.Errorf("%.1000s", body)
		}
	})
	t.Run("ETag", func(t *testing.T) {
		etag := a.get("/guide/extract").Header.Get("ETag")
		got := a.get("/guide/extract", "If-None-Match: "+etag)
		if etag == "" || got.StatusCode != http.StatusNotModified || len(got.body) > 0 {
			t.Errorf("ETag %q: %d, %d bytes", etag, got.StatusCode, len(got.body))
		}
		if other := a.get("/guide/extract?lang=en").Header.Get("ETag"); other == etag {
			t.Error("both languages have one ETag")
		}
		packed := a.get("/guide/extract", "Accept-Encoding: gzip")
		if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("ETag") != etag {
			t.Errorf("gzip: %v", packed.Header)
		}
	})
}

func TestGuideAPI(t *testing.T) {
	a := newAPI(t)
	var all, found guideAnswer
	a.mustGet("/api/guide", &all)
	if len(all.Items) < 8 || all.Items[0].Slug != "land-types" || all.Lang != "vi" || len(all.Items[0].Excerpt) != 1 {
		t.Errorf("all: %+v", all)
	}
	a.mustGet("/api/guide?lang=en&q=ont", &found)
	if len(found.Items) == 0 || found.Items[0].Kind != "land_type" || found.Items[0].URL != "/guide/land-types?lang=en#ONT" {
		t.Errorf("ont: %+v", found)
	}
	if got := a.get("/api/guide?lang=fr"); got.StatusCode != 400 {
		t.Errorf("lang=fr: %d", got.StatusCode)
	}
	etag := a.get("/api/guide?q=ont").Header.Get("ETag")
	if got := a.get("/api/guide?q=ont", "If-None-Match: "+etag); etag == "" || got.StatusCode != 304 {
		t.Errorf("ETag %q: %d", etag, got.StatusCode)
	}
}

// TestGuideFollowsTheFolder: a file of the operator is on the page without a restart, with
// a new ETag.
func TestGuideFollowsTheFolder(t *testing.T) {
	dir := t.TempDir()
	store, err := guide.Open(guide.Config{Dir: dir, Every: time.Nanosecond})
	must(t, err)
	a := newAPI(t, func(c *geoapi.Config) { c.Guide = store })
	before := a.get("/guide/extract").Header.Get("ETag")
	text := "---\ntitle: Trích lục của tỉnh\nsummary: Riêng.\norder: 1\nchecked: 2026-11-26\nsources:\n  - name: x\n    number: y\n    date: unknown\n    status: unverified\n---\nChữ.\n"
	must(t, os.WriteFile(filepath.Join(dir, "extract.vi.md"), []byte(text), 0o600))
	got := a.get("/guide/extract", "If-None-Match: "+before)
	if got.StatusCode != 200 || !strings.Contains(string(got.body), "Trích lục của tỉnh") {
		t.Errorf("%d %.500s", got.StatusCode, got.body)
	}
}
