package tiles_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/tiles"
)

func TestStats(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(3, 0.0007)
	made := w.get(w.tiles, "parcels", at(15, 0, 0))
	w.get(w.tiles, "parcels", at(15, 0, 0))
	r := request("parcels", at(15, 0, 0))
	r.IfNoneMatch = made.Header.Get("Etag")
	if _, err := w.tiles.Tile(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	got := w.tiles.Stats()
	if got.CacheBytes == 0 {
		t.Error("the cache weighs nothing")
	}
	got.CacheBytes = 0
	if diff := cmp.Diff(tiles.Stats{NotModified: 1, Cached: 1, Made: 1}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
