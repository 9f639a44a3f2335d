package tiles_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// discard is a ResponseWriter that keeps headers and drops the body.
type discard struct{ h http.Header }

func (d *discard) Header() http.Header         { return d.h }
func (d *discard) WriteHeader(int)             {}
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }

// BenchmarkCached measures what a cached tile, and a 304, cost beside net/http itself.
func BenchmarkCached(b *testing.B) {
	w := newWorld(b, nil)
	w.parcels(8, 0.0007)
	h := w.tiles.Handler(
		func(*http.Request) string { return "" },
		func(http.ResponseWriter, *http.Request, error) { b.Fatal("an error") })
	tile := at(15, 0, 0)
	etag := w.get(w.tiles, "parcels", tile).Header.Get("Etag")
	for _, known := range []string{"", etag} {
		b.Run(map[bool]string{true: "200", false: "304"}[known == ""], func(b *testing.B) {
			r := httptest.NewRequest("GET", fmt.Sprintf("/tiles/parcels/%d/%d/%d.mvt?g=1", tile.Z, tile.X, tile.Y), nil)
			r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
			if known != "" {
				r.Header.Set("If-None-Match", known)
			}
			b.ReportAllocs()
			for b.Loop() {
				h.ServeHTTP(&discard{http.Header{}}, r)
			}
		})
	}
}
