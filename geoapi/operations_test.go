package geoapi_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"sotay/geoapi"
	"sotay/postgis"
)

type ready struct {
	Ready, Draining bool
	Database        string
	Age             float64 `json:"journal_age_seconds"`
}

func TestReady(t *testing.T) {
	a := newAPI(t)
	var got ready
	a.mustGet("/readyz", &got)
	if !got.Ready || got.Database != "ok" || got.Age > 5 {
		t.Errorf("%+v", got)
	}
	a.server.Drain(context.Background())
	res := a.get("/readyz")
	res.json(t, &got)
	if res.StatusCode != 503 || got.Ready || !got.Draining {
		t.Errorf("while draining: %d %+v", res.StatusCode, got)
	}
}

func TestNotReadyWhileTheJournalStands(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.Journal = postgis.NewJournal(postgis.JournalConfig{Pool: c.DB.App}) })
	var got ready
	res := a.get("/readyz")
	res.json(t, &got)
	if res.StatusCode != 503 || got.Ready || got.Database != "ok" {
		t.Errorf("a journal that never read: %d %+v", res.StatusCode, got)
	}
}

func TestMetrics(t *testing.T) {
	a := newAPI(t)
	a.get("/api/layers/parcels")
	a.get("/api/layers/none")
	a.get("/made/up/by/a/scanner")
	a.call("BREW", "/api/layers", nil)
	tile := a.get("/tiles/parcels/14/13065/7718.mvt")
	a.get("/tiles/parcels/14/13065/7718.mvt")
	a.get("/tiles/parcels/14/13065/7718.mvt", "If-None-Match: "+tile.Header.Get("ETag"))
	text := string(a.get("/metrics").body)
	for _, want := range []string{
		`sotay_http_requests_total{method="GET",route="/api/layers/{name}",status="200"} 1`,
		`sotay_http_requests_total{method="GET",route="/api/layers/{name}",status="404"} 1`,
		`sotay_http_requests_total{method="GET",route="",status="404"} 1`,
		`sotay_http_requests_total{method="other",route="",status="405"} 1`,
		`sotay_http_request_seconds_bucket{route="/api/layers/{name}"`,
		`sotay_http_requests_total{method="GET",route="/tiles/{layers}/{z}/{x}/{y}.mvt",status="304"} 1`,
		`sotay_tile_answers_total{from="database"} 1`, `sotay_tile_answers_total{from="cache"} 1`, `sotay_tile_answers_total{from="not_modified"} 1`,
		`sotay_tile_cache_bytes `, `sotay_journal_age_seconds `, `sotay_imports_running 0`,
		`sotay_pool_connections{pool="public",state="max"}`, `sotay_pool_acquires_total{pool="app"}`, `go_goroutines`, `process_open_fds`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(text, "scanner") || strings.Contains(text, "BREW") {
		t.Error("anybody can make labels up")
	}
}

func TestWebFiles(t *testing.T) {
	script := strings.Repeat("let x = 1;\n", 500)
	a := newAPI(t, func(c *geoapi.Config) {
		c.Web = fstest.MapFS{
			"index.html":              {Data: []byte("<!doctype html><title>Sổ tay</title>")},
			"icon.svg":                {Data: []byte("<svg/>")},
			".gitkeep":                {},
			"assets/index-0a1b2c3.js": {Data: []byte(script)},
			"assets/a-0a1b2c3.woff2":  {Data: []byte("wOF2")},
		}
	})
	page := a.get("/")
	if page.StatusCode != 200 || page.Header.Get("Cache-Control") != "no-cache" || page.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("the page: %d %v", page.StatusCode, page.Header)
	}
	if again := a.get("/", "If-None-Match: "+page.Header.Get("ETag")); again.StatusCode != 304 || len(again.body) != 0 {
		t.Errorf("the page again: %d", again.StatusCode)
	}
	asset := a.get("/assets/index-0a1b2c3.js", "Accept-Encoding: identity")
	if diff := cmp.Diff(script, string(asset.body)); diff != "" || asset.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Errorf("the script: %v %s", asset.Header, diff)
	}
	small := a.get("/assets/index-0a1b2c3.js", "Accept-Encoding: gzip")
	if small.Header.Get("Content-Encoding") != "gzip" || len(small.body) >= len(script) || small.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("the script compressed: %v", small.Header)
	}
	if small.Header.Get("ETag") == asset.Header.Get("ETag") {
		t.Error("two bodies, one strong ETag")
	}
	if got := a.get("/assets/a-0a1b2c3.woff2").Header.Get("Content-Type"); got != "font/woff2" {
		t.Errorf("a font is %s", got)
	}
	if got := a.get("/verify?extract=1&hash=0123456789abcdef"); got.StatusCode != 200 || !strings.Contains(string(got.body), "Sổ tay") {
		t.Errorf("the address of a QR code is answered with %d %s", got.StatusCode, got.body)
	}
	for _, path := range []string{"/desk", "/desk/imports/12", "/desk/accounts"} {
		if got := a.get(path); got.StatusCode != 200 || !strings.Contains(string(got.body), "Sổ tay") {
			t.Errorf("GET %s: %d %s", path, got.StatusCode, got.body)
		}
	}
	for _, path := range []string{"/.gitkeep", "/index.html", "/assets/", "/assets/other.js", "/desk/imports"} {
		if got := a.get(path).StatusCode; got != 404 {
			t.Errorf("GET %s: %d", path, got)
		}
	}
}
