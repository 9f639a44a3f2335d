package geoapi_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"sotay/geoapi"
)

func TestRequestIDs(t *testing.T) {
	a := newAPI(t)
	first, second := a.get("/healthz").Header.Get("X-Request-Id"), a.get("/healthz").Header.Get("X-Request-Id")
	if len(first) != 16 || first == second {
		t.Errorf("ids %q and %q", first, second)
	}
	if got := a.get("/healthz", "X-Request-Id: from-outside").Header.Get("X-Request-Id"); got == "from-outside" {
		t.Error("anybody names requests")
	}
	b := newAPI(t, func(c *geoapi.Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	for sent, kept := range map[string]bool{"from-the-proxy": true, "x": false, "bad id <script>": false, strings.Repeat("x", 65): false} {
		if got := b.get("/healthz", "X-Request-Id: "+sent).Header.Get("X-Request-Id"); (got == sent) != kept {
			t.Errorf("the proxy's id %q became %q", sent, got)
		}
	}
}

// TestLogsHoldNoQueryValues: what somebody looked for is nobody's business.
func TestLogsHoldNoQueryValues(t *testing.T) {
	a := newAPI(t)
	id := a.get("/api/search?q=Nguyen+Van+Mau&limit=3").Header.Get("X-Request-Id")
	line := a.log.find(t, id)
	for _, want := range []string{`"route":"/api/search"`, `"status":200`, `"query":"limit,q"`, `"method":"GET"`, `"client":"127.0.0.1"`, `"ms":`} {
		if !strings.Contains(line, want) {
			t.Errorf("the log line lacks %s: %s", want, line)
		}
	}
	if strings.Contains(line, "Nguyen") {
		t.Errorf("the log tells what was looked for: %s", line)
	}
}

func TestPanicsAreAnsweredAndLogged(t *testing.T) {
	a := newAPI(t)
	a.server.Mount("/api/panic", func(http.ResponseWriter, *http.Request) error { panic("secret") })
	a.server.Mount("/api/late", func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = w.Write(bytes.Repeat([]byte("x"), 8000))
		panic("late")
	})
	got := a.get("/api/panic")
	if got.StatusCode != 500 || strings.Contains(string(got.body), "secret") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	if line := a.log.find(t, `"panic":"secret"`); !strings.Contains(line, "middleware_test.go") {
		t.Errorf("the log does not say where: %s", line)
	}
	res, err := http.Get(a.URL + "/api/late")
	if err == nil {
		_, err = io.ReadAll(res.Body)
		res.Body.Close()
	}
	if err == nil {
		t.Error("half an answer looks whole")
	}
}

func TestSecurityHeaders(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) {
		c.Basemap, c.BasemapOrigins = "https://tiles.example.vn/{z}/{x}/{y}.png", []string{"https://fonts.example.vn"}
	})
	h := a.get("/api/config").Header
	policy := h.Get("Content-Security-Policy")
	for _, want := range []string{
		"default-src 'none'", "script-src 'self';", "worker-src 'self' blob:", "img-src 'self' data: blob: https://fonts.example.vn https://tiles.example.vn;", "font-src 'self' data: https://fonts.example.vn",
		"connect-src 'self' https://fonts.example.vn https://tiles.example.vn;", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'",
	} {
		if !strings.Contains(policy+";", want) {
			t.Errorf("the policy lacks %q: %s", want, policy)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is not strict: %s", policy)
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin",
		"Referrer-Policy": "strict-origin-when-cross-origin", "Strict-Transport-Security": "",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	b := newAPI(t, func(c *geoapi.Config) { c.PublicURL = "https://so-tay.example.vn" })
	if got := b.get("/api/config").Header; got.Get("Strict-Transport-Security") == "" || !strings.Contains(got.Get("Content-Security-Policy"), "connect-src 'self';") {
		t.Errorf("behind https, without a basemap: %v", got)
	}
}

func TestOtherSitesMayNotSend(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.PublicURL = "https://so-tay.example.vn" })
	for name, tt := range map[string]struct {
		headers []string
		refused bool
	}{
		"a program":       {nil, false},
		"our page":        {[]string{"Sec-Fetch-Site: same-origin"}, false},
		"another site":    {[]string{"Sec-Fetch-Site: cross-site"}, true},
		"another origin":  {[]string{"Origin: https://evil.example"}, true},
		"the public name": {[]string{"Origin: https://so-tay.example.vn"}, false},
	} {
		got := a.call(http.MethodPost, "/api/imports/1/apply", nil, append(tt.headers, "token")...).StatusCode
		if (got == http.StatusForbidden) != tt.refused {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got := a.get("/api/config", "Sec-Fetch-Site: cross-site").StatusCode; got != 200 {
		t.Errorf("reading from another site: %d", got)
	}
}

// TestRealClientAddress asks an operator's route, which is for near addresses only.
func TestRealClientAddress(t *testing.T) {
	proxies := func(c *geoapi.Config) {
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("203.0.113.0/24")}
	}
	behind, direct := newAPI(t, proxies), newAPI(t)
	for _, tt := range []struct {
		api       *api
		forwarded string
		client    string
		near      bool
	}{
		{direct, "", "127.0.0.1", true},
		{direct, "8.8.8.8", "127.0.0.1", false}, // nobody is trusted: the claim does not count, and whose it is is not known
		{direct, "127.0.0.1", "127.0.0.1", false},
		{direct, "::1", "127.0.0.1", false},
		{behind, "::1", "::1", true},
		{behind, "fd00::5, 203.0.113.9", "fd00::5", true},
		{behind, "10.0.0.1, 2001:db8::9", "2001:db8::9", false},
		{behind, "127.0.0.1", "127.0.0.1", false}, // proxies alone: no client is named
		{behind, "8.8.8.8, 127.0.0.1, 203.0.113.9", "8.8.8.8", false},
		{behind, "", "127.0.0.1", true},
		{behind, "8.8.8.8", "8.8.8.8", false},
		{behind, "10.0.0.1, 8.8.8.8", "8.8.8.8", false}, // what the client itself claims stands further left
		{behind, "8.8.8.8, 203.0.113.9", "8.8.8.8", false},
		{behind, "192.168.1.5", "192.168.1.5", true},
		{behind, "8.8.8.8:4711", "8.8.8.8", false},
		{behind, "[2001:db8::1]:4711", "2001:db8::1", false},
		{behind, "::ffff:8.8.8.8", "8.8.8.8", false},
		{behind, "8.8.8.8, nonsense", "127.0.0.1", false},
	} {
		var headers []string
		if tt.forwarded != "" {
			headers = []string{"X-Forwarded-For: " + tt.forwarded}
		}
		got := tt.api.get("/metrics", headers...)
		if near := got.StatusCode == 200; near != tt.near {
			t.Errorf("X-Forwarded-For %q: %d", tt.forwarded, got.StatusCode)
		}
		if line := tt.api.log.find(t, got.Header.Get("X-Request-Id")); !strings.Contains(line, `"client":"`+tt.client+`"`) {
			t.Errorf("X-Forwarded-For %q: want the client %s in %s", tt.forwarded, tt.client, line)
		}
	}
	for _, header := range []string{"Forwarded: for=127.0.0.1", "Via: 1.1 proxy", "X-Real-IP: 127.0.0.1"} {
		if got := direct.get("/metrics", header).StatusCode; got != 403 {
			t.Errorf("%s: %d", header, got)
		}
	}
	if got := behind.get("/metrics", "X-Forwarded-For: 8.8.8.8", "token").StatusCode; got != 200 {
		t.Errorf("from afar with a token: %d", got)
	}
}

func TestGzip(t *testing.T) {
	a := newAPI(t)
	plain := a.get("/api/layers", "Accept-Encoding: identity")
	for accept, compressed := range map[string]bool{"gzip": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "br": false} {
		got := a.get("/api/layers", "Accept-Encoding: "+accept)
		if (got.Header.Get("Content-Encoding") == "gzip") != compressed || got.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: %v", accept, got.Header)
			continue
		}
		body := got.body
		if compressed {
			z, err := gzip.NewReader(bytes.NewReader(body))
			must(t, err)
			body, err = io.ReadAll(z)
			must(t, err)
		}
		if !bytes.Equal(body, plain.body) {
			t.Errorf("Accept-Encoding %q: another body", accept)
		}
	}
	if got := a.get("/healthz", "Accept-Encoding: gzip"); got.Header.Get("Content-Encoding") != "" {
		t.Error("a small answer is compressed")
	}
}

func TestRateLimit(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.LookupsPerSecond = 0.001 }) // a burst of three thousandths: none
	got := a.get("/api/here?lon=107&lat=10")
	if got.StatusCode != 429 || got.Header.Get("Retry-After") == "" {
		t.Errorf("%d, Retry-After %q", got.StatusCode, got.Header.Get("Retry-After"))
	}
	if got := a.get("/api/layers").StatusCode; got != 200 {
		t.Errorf("what is no look-up: %d", got)
	}
	b := newAPI(t, func(c *geoapi.Config) {
		c.LookupsPerSecond = 1
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	ask := func(client string) int {
		return b.get("/api/here?lon=107&lat=10", "X-Forwarded-For: "+client).StatusCode
	}
	for i, want := range []int{200, 200, 200, 429} {
		if got := ask("2001:db8::1"); got != want {
			t.Errorf("look-up %d: %d, want %d", i, got, want)
		}
	}
	if got := ask("2001:db8::2"); got != 429 {
		t.Errorf("another address of the same network: %d", got)
	}
	if got := ask("2001:db8:1::1, 2001:db8::3"); got != 429 {
		t.Errorf("the same network, claiming to be another's proxy: %d", got)
	}
	if got := ask("2001:db8:1::1"); got != 200 {
		t.Errorf("another client: %d", got)
	}
}

// Whoever copies much pays for it: by the page, by the byte, and for tiles from a bucket of
// their own.
func TestRateLimitByCost(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.LookupsPerSecond, c.TilesPerSecond = 5, 1 })
	page := "/api/layers/parcels/features?limit="
	for i, tt := range []struct {
		path string
		want int
	}{
		{page + "200", 200}, // 11 of 15
		{page + "20", 200},  // 2 of 4
		{page + "200", 429},
		{page + "1000", 429},
		{"/tiles/parcels/14/13066/7718.mvt", 200},
		{"/tiles/parcels/14/13066/7718.mvt", 200},
		{"/tiles/parcels.json", 200},
		{"/tiles/parcels/14/13066/7718.mvt", 429},
		{"/tiles/parcels.json", 429},
	} {
		got := a.get(tt.path)
		if got.StatusCode != tt.want && !(tt.want == 200 && got.StatusCode == 204) {
			t.Errorf("%d, %s: %d, want %d", i, tt.path, got.StatusCode, tt.want)
		}
		if tt.want == 429 && (got.Header.Get("Retry-After") == "" || got.Header.Get("Cache-Control") != "no-store") {
			t.Errorf("%d, %s: %v", i, tt.path, got.Header)
		}
	}
	full := newAPI(t, func(c *geoapi.Config) { c.LookupsPerSecond = 5 })
	if got := full.get(page + "1000").StatusCode; got != 200 { // 51 of 15: whoever has all of it may
		t.Errorf("the largest page: %d", got)
	}
	b := newAPI(t, func(c *geoapi.Config) { c.LookupsPerSecond = 5 })
	large := `{"text":"` + strings.Repeat(" ", 3<<20) + `"}` // 13 of 15
	for i, want := range []int{422, 429} {
		if got := b.as(person{header: "Accept-Language: vi"}, http.MethodPost, "/api/plots", large); got.StatusCode != want {
			t.Errorf("large plot %d: %d, want %d", i, got.StatusCode, want)
		}
	}
}

func TestBodyLimit(t *testing.T) {
	a := newAPI(t)
	a.server.Mount("/api/body", func(_ http.ResponseWriter, r *http.Request) error {
		_, err := io.Copy(io.Discard, r.Body)
		return err
	})
	if got := a.call(http.MethodGet, "/api/body", strings.NewReader(strings.Repeat("x", 2<<20))).StatusCode; got != 413 {
		t.Errorf("two megabytes: %d", got)
	}
}

func TestServerTimeouts(t *testing.T) {
	a := newAPI(t)
	s := a.server.HTTPServer()
	if s.ReadHeaderTimeout == 0 || s.IdleTimeout == 0 || s.WriteTimeout != 0 {
		t.Errorf("read header %v, idle %v, write %v (event streams last)", s.ReadHeaderTimeout, s.IdleTimeout, s.WriteTimeout)
	}
}

// TestTheClientLeaves: an answer nobody reads is no error of ours.
func TestTheClientLeaves(t *testing.T) {
	a := newAPI(t)
	a.server.Mount("/api/left", func(w http.ResponseWriter, r *http.Request) error {
		<-r.Context().Done()
		return fmt.Errorf("look up: %w", r.Context().Err())
	})
	ctx, cancel := contextWithCancel(t)
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/left", nil)
	cancel()
	func() {
		defer func() {
			if p := recover(); p != http.ErrAbortHandler {
				t.Errorf("the connection is not closed: %v", p)
			}
		}()
		a.server.ServeHTTP(httptest.NewRecorder(), req)
	}()
	if line := a.log.find(t, `"route":"/api/left"`); !strings.Contains(line, `"status":499`) || strings.Contains(line, `"level":"ERROR"`) {
		t.Error(errors.New(line))
	}
}
