package geoapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/geoapi"
)

// TestEveryRouteIsDescribed compares the route table and the OpenAPI description, both ways.
func TestEveryRouteIsDescribed(t *testing.T) {
	a := newAPI(t)
	var routes, described []string
	for _, r := range a.server.Rows() {
		open := r.Needs == "anyone" || r.Needs == "whoever" || r.Needs == "operations"
		if r.ID != "" {
			routes = append(routes, r.Method+" "+r.Path+" "+r.ID+" "+map[bool]string{false: "secured"}[open])
		}
	}
	for path, item := range a.spec.doc.Paths.Map() {
		for method, op := range item.Operations() {
			described = append(described, method+" "+path+" "+op.OperationID+" "+map[bool]string{true: "secured"}[op.Security != nil])
		}
	}
	slices.Sort(routes)
	slices.Sort(described)
	if diff := cmp.Diff(routes, described); diff != "" {
		t.Errorf("routes and openapi.json differ (-routes +described):\n%s", diff)
	}
	if len(routes) != len(slices.Compact(slices.Clone(routes))) {
		t.Error("a route is there twice")
	}
}

func TestARevokedTokenIsRefused(t *testing.T) {
	a := newAPI(t)
	if got := a.get("/api/imports", "token").StatusCode; got != 200 {
		t.Fatalf("with the token: %d", got)
	}
	must(t, exec(t, a.db, `UPDATE sotay.tokens SET revoked_at = now()`))
	if got := a.get("/api/imports", "token"); got.StatusCode != 401 || got.Header.Get("WWW-Authenticate") == "" {
		t.Errorf("with the revoked token: %d", got.StatusCode)
	}
}

func TestWrongMethodNamesTheRightOnes(t *testing.T) {
	a := newAPI(t)
	got := a.call(http.MethodDelete, "/api/imports", nil)
	if got.StatusCode != 405 || got.Header.Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("DELETE /api/imports: %d, Allow %q", got.StatusCode, got.Header.Get("Allow"))
	}
}

func TestHeadIsGetWithoutABody(t *testing.T) {
	a := newAPI(t)
	got := a.call(http.MethodHead, "/api/layers", nil)
	if got.StatusCode != 200 || len(got.body) != 0 || got.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("HEAD: %d, %d bytes, %v", got.StatusCode, len(got.body), got.Header)
	}
}

func TestUnknownPaths(t *testing.T) {
	a := newAPI(t)
	for _, path := range []string{"/api/", "/api/none", "/api/parcels", "/none", "/tiles", "/assets/none.js"} {
		if got := a.get(path); got.StatusCode != 404 || !strings.HasPrefix(got.Header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("GET %s: %d %s", path, got.StatusCode, got.Header.Get("Content-Type"))
		}
	}
	page := a.get("/none", "Accept: text/html")
	if page.StatusCode != 404 || !strings.Contains(string(page.body), "Không tìm thấy trang") {
		t.Errorf("a person gets %d %s", page.StatusCode, page.body)
	}
	if got := a.get("/api/none", "Accept: text/html"); !strings.HasPrefix(got.Header.Get("Content-Type"), "application/problem+json") {
		t.Errorf("a problem under /api is %s", got.Header.Get("Content-Type"))
	}
}

func TestOpenAPIIsServed(t *testing.T) {
	a := newAPI(t)
	var got struct{ OpenAPI string }
	a.mustGet("/api/openapi.json", &got)
	if !strings.HasPrefix(got.OpenAPI, "3.1") {
		t.Errorf("OpenAPI %q", got.OpenAPI)
	}
}

// TestScopesAreDescribed: whoever reads the description can make every token that there is.
func TestScopesAreDescribed(t *testing.T) {
	a := newAPI(t)
	var doc struct {
		Paths map[string]map[string]struct {
			RequestBody struct {
				Content map[string]struct {
					Schema struct {
						Properties struct {
							Scopes struct{ Items struct{ Enum []string } }
						}
					}
				}
			}
		}
	}
	a.mustGet("/api/openapi.json", &doc)
	got := doc.Paths["/api/tokens"]["post"].RequestBody.Content["application/json"].Schema.Properties.Scopes.Items.Enum
	want := geoapi.Scopes()
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("scopes (-want +described):\n%s", diff)
	}
}
