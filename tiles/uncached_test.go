package tiles_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sotay/tiles"
)

// TestUncachedTiles: of a relation that holds what the view does the tile is that of the view,
// for nobody to keep; the relation's parameter and the bound of its size hold too.
func TestUncachedTiles(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(30, 0.0006)
	known, _ := w.layer()("parcels")
	own := *known
	own.From = `SELECT * FROM pub.parcels WHERE sheet_no = $4::text OR $4::text = 'all'`
	get := func(maxBytes int, r tiles.Request, sheet string) tiles.Answer {
		t.Helper()
		a, err := tiles.NewUncached(w.pool, maxBytes).Tile(context.Background(), &own, r, sheet)
		if err != nil {
			t.Fatal(err)
		}
		if a.Header.Get("Cache-Control") != "private, no-store" || a.Header.Get("ETag") != "" {
			t.Errorf("may be kept: %v", a.Header)
		}
		return a
	}
	for _, z := range []int{14, 16, 17} { // 17 has labels
		want := plain(t, w.get(w.tiles, "parcels", at(z, 0, 0)))
		if a := get(0, request("", at(z, 0, 0)), "all"); a.Status != 200 || !bytes.Equal(plain(t, a), want) {
			t.Errorf("at zoom %d another tile than the view's: %d, %d bytes for %d", z, a.Status, len(plain(t, a)), len(want))
		}
	}
	here := request("", at(16, 0, 0))
	for _, f := range decode(t, plain(t, get(0, here, "2")))["parcels"] {
		if f.Properties["sheet_no"] != "2" {
			t.Fatalf("of sheet 2: %v", f.Properties)
		}
	}
	if a := get(0, here, "none"); a.Status != 200 || len(a.Body) > 0 {
		t.Errorf("of nothing: %d, %d bytes", a.Status, len(a.Body))
	}
	here.AcceptEncoding = ""
	if a := get(0, here, "all"); a.Header.Get("Content-Encoding") != "" || len(decode(t, a.Body)["parcels"]) == 0 {
		t.Errorf("plain: %v", a.Header)
	}
	small := get(3000, request("", at(14, 0, 0)), "all")
	kept, all := len(decode(t, plain(t, small))["parcels"]), len(decode(t, plain(t, get(0, request("", at(14, 0, 0)), "all")))["parcels"])
	if left := strings.TrimPrefix(small.Header.Get(tiles.LeftOutHeader), "parcels="); len(small.Body) > 3000 || left != fmt.Sprint(all-kept) || kept == 0 {
		t.Errorf("%d bytes, %d of %d kept, %q left out", len(small.Body), kept, all, left)
	}
	if a := get(0, request("", at(14, 0, 0).Parent()), "all"); a.Status != 204 {
		t.Errorf("below the layer's zooms: %d", a.Status)
	}
	if _, err := tiles.NewUncached(w.pool, 0).Tile(context.Background(), &own, tiles.Request{Z: "14", X: "-1", Y: "1"}, "all"); !errors.Is(err, tiles.ErrBadRequest) {
		t.Errorf("no such tile: %v", err)
	}
}
