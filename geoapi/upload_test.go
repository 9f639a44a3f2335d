package geoapi_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"sotay/geoapi"
)

// TestFormsAreRefused: a form that cannot be meant stages nothing.
func TestFormsAreRefused(t *testing.T) {
	a := newAPI(t)
	var many, large []string
	for i := range 201 {
		many = append(many, "map", fmt.Sprintf("C%d=-", i))
	}
	for range 17 {
		large = append(large, "map", strings.Repeat("x", 64<<10))
	}
	for name, tt := range map[string]struct {
		fields []string
		says   string
	}{
		"a loud boolean":          {[]string{"dry_run", "TRUE"}, "dry_run"},
		"a number for a boolean":  {[]string{"skip_bad", "1"}, "skip_bad"},
		"an empty boolean":        {[]string{"dry_run", ""}, "dry_run"},
		"an unknown field":        {[]string{"dry-run", "true"}, "dry-run"},
		"two answers to one":      {[]string{"dry_run", "true", "dry_run", "false"}, "dry_run"},
		"a field too long":        {[]string{"title", strings.Repeat("x", 64<<10+1)}, "title"},
		"too many fields":         {many, "200"},
		"fields too long in all":  {large, "1048576"},
		"an unknown way to merge": {[]string{"replace", "all"}, "replace"},
	} {
		body, kind := form(t, "p.geojson", parcelsJSON(1, "ODT"), append(tt.fields, "layer", "parcels")...)
		res := a.call(http.MethodPost, "/api/imports", body, kind, "token")
		if res.StatusCode != http.StatusBadRequest || !strings.Contains(string(res.body), tt.says) {
			t.Errorf("%s: %d %s", name, res.StatusCode, res.body)
		}
	}
	var n int
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM sotay.imports`).Scan(&n))
	if n != 0 {
		t.Errorf("%d imports were staged", n)
	}
}

// TestUploadLimit: what is announced as too large is refused before it comes, what turns
// out to be when it does; both name the limit.
func TestUploadLimit(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.MaxUpload = 1000 })
	never, end := io.Pipe()
	defer end.Close()
	body, kind := form(t, "p.geojson", strings.Repeat(" ", 2<<20), "layer", "parcels")
	for name, tt := range map[string]struct {
		body   io.Reader
		length int64
	}{
		"announced": {never, 5 << 30}, // nothing of it is ever sent
		"found":     {body, -1},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.URL+"/api/imports", tt.body)
		must(t, err)
		req.ContentLength = tt.length
		_, value, _ := strings.Cut(kind, ": ")
		req.Header.Set("Content-Type", value)
		req.Header.Set("Authorization", "Bearer "+a.token)
		res, err := a.Client().Do(req)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(text), `"limit":1000`) {
			t.Errorf("%s: %d %s", name, res.StatusCode, text)
		}
	}
}
