package geoapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestHead: HEAD answers as GET does, without the body, on every route.
func TestHead(t *testing.T) {
	a := newAPI(t)
	c := settle(a, upload(a, "p.geojson", parcelsJSON(2, "ODT"), "layer", "parcels").ID)
	for _, row := range a.server.Rows() {
		if row.Method != http.MethodGet || row.Path == "/events" { // which does not end
			continue
		}
		id := "1"
		if strings.HasPrefix(row.Path, "/api/imports") {
			id = fmt.Sprint(c.ID)
		}
		path := strings.NewReplacer("{id}", id, "{name}", "parcels", "{layers}", "parcels", "{z}", "14", "{x}", "13049", "{y}", "7711").Replace(row.Path)
		switch path {
		case "/api/here":
			path += "?lon=107.08&lat=10.34"
		case "/api/search":
			path += "?q=12/5"
		}
		get, head := a.get(path, "token"), a.call(http.MethodHead, path, nil, "token")
		if get.StatusCode != head.StatusCode || len(head.body) != 0 {
			t.Errorf("%s: GET %d, HEAD %d with %d bytes", path, get.StatusCode, head.StatusCode, len(head.body))
		}
		for _, name := range []string{"Content-Type", "ETag", "Cache-Control", "Vary"} {
			if g, h := get.Header.Get(name), head.Header.Get(name); g != h {
				t.Errorf("%s: %s is %q by GET, %q by HEAD", path, name, g, h)
			}
		}
	}
}

// TestFeaturesOfTheWholeLayer: without a box all pages together are the layer.
func TestFeaturesOfTheWholeLayer(t *testing.T) {
	a := newAPI(t)
	path, n := "/api/layers/parcels/features?limit=25", 0
	for path != "" {
		var page struct {
			Features []any
			Next     *string
		}
		a.mustGet(path, &page)
		n, path = n+len(page.Features), ""
		if page.Next != nil {
			path = strings.TrimPrefix(*page.Next, a.URL)
		}
	}
	if n != 60 {
		t.Errorf("%d features of 60", n)
	}
}
