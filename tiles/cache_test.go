package tiles_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/postgis"
	"sotay/tiles"
)

func TestTileStatus(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(2, 0.001)
	w.exec(`UPDATE sotay.layers SET audience = 'staff' WHERE name = 'communes'`)
	w.catchUp()
	here := at(16, 0, 0)
	x, y := fmt.Sprint(here.X), fmt.Sprint(here.Y)
	for _, tt := range []struct {
		layers, z, x, y, g string
		want               int
		err                error
	}{
		{"parcels", "16", x, y, "", 200, nil},
		{"nosuch", "16", x, y, "", 0, tiles.ErrNotFound},
		{"communes", "16", x, y, "", 0, tiles.ErrNotFound}, // not for everyone
		{"parcels,nosuch", "16", x, y, "", 0, tiles.ErrNotFound},
		{"", "16", x, y, "", 0, tiles.ErrNotFound},
		{`parcels" --`, "16", x, y, "", 0, tiles.ErrNotFound},
		{"parcels", "13", "6535", "3854", "", 204, nil}, // no parcels at this zoom
		{"parcels", "23", "6690000", "3900000", "", 204, nil},
		{"parcels", "16", "0", "0", "", 204, nil}, // another place of the world
		{"parcels", "16", "65536", "0", "", 0, tiles.ErrBadRequest},
		{"parcels", "16", "-1", "0", "", 0, tiles.ErrBadRequest},
		{"parcels", "16", "1.5", "0", "", 0, tiles.ErrBadRequest},
		{"parcels", "x", "0", "0", "", 0, tiles.ErrBadRequest},
		{"parcels", "31", "0", "0", "", 0, tiles.ErrBadRequest},
		{"parcels", "99999999999", "0", "0", "", 0, tiles.ErrBadRequest},
		{"parcels", "16", x, y, "later", 0, tiles.ErrBadRequest},
		{strings.Repeat("a,", 9) + "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", "16", x, y, "", 0, tiles.ErrBadRequest},
	} {
		a, err := w.tiles.Tile(context.Background(), tiles.Request{Layers: tt.layers, Z: tt.z, X: tt.x, Y: tt.y, Generation: tt.g})
		if a.Status != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s %s/%s/%s?g=%s: %d, %v; want %d, %v", tt.layers, tt.z, tt.x, tt.y, tt.g, a.Status, err, tt.want, tt.err)
		}
		if err == nil && (a.Header.Get("Cache-Control") != "no-cache" || a.Header.Get("Vary") != "Accept-Encoding") {
			t.Errorf("%s %s: headers %v", tt.layers, tt.z, a.Header)
		}
	}
	for err, want := range map[error]int{tiles.ErrNotFound: 404, tiles.ErrBadRequest: 400, tiles.ErrUnavailable: 503, errors.New("x"): 500} {
		if got := tiles.Status(fmt.Errorf("y: %w", err)); got != want {
			t.Errorf("%v: %d, want %d", err, got, want)
		}
	}
}

// Inside the layer, where nothing is: 200 with no bytes, and an ETag like any other.
func TestEmptyTile(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(1, 0.0001)
	w.exec(`INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom)
		SELECT commune_code, sheet_no, 'far', st_translate(geom, 0.1, 0.1) FROM data.parcels`)
	w.catchUp()
	a := w.get(w.tiles, "parcels", at(16, 4, -4))
	if len(a.Body) != 0 || a.Header.Get("Etag") == "" || a.Header.Get("Content-Encoding") != "" || a.Header.Get("Content-Type") != tiles.ContentType {
		t.Errorf("%d bytes, %v", len(a.Body), a.Header)
	}
	r := request("parcels", at(16, 4, -4))
	r.IfNoneMatch = a.Header.Get("Etag")
	if a, err := w.tiles.Tile(context.Background(), r); err != nil || a.Status != 304 {
		t.Errorf("again: %d, %v", a.Status, err)
	}
}

// One ETag for all encodings; the bytes are compressed once.
func TestEncodings(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(3, 0.0007)
	first := w.get(w.tiles, "parcels", at(15, 0, 0))
	for accept, gzip := range map[string]bool{
		"gzip": true, "br, gzip;q=0.5": true, "*": true, "GZIP": true, "deflate, *;q=0.1": true,
		"": false, "br": false, "gzip;q=0": false, "gzip; q=0.0, *": false, "identity": false, "*;q=0": false,
	} {
		r := request("parcels", at(15, 0, 0))
		r.AcceptEncoding = accept
		a, err := w.tiles.Tile(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Header.Get("Content-Encoding") == "gzip"; got != gzip {
			t.Errorf("%q: gzip %v", accept, got)
		}
		if gzip && !bytes.Equal(a.Body, first.Body) || !bytes.Equal(plain(t, a), plain(t, first)) {
			t.Errorf("%q: other bytes", accept)
		}
		if a.Header.Get("Etag") != first.Header.Get("Etag") || a.Header.Get("Vary") != "Accept-Encoding" ||
			a.Header.Get("Content-Length") != fmt.Sprint(len(a.Body)) {
			t.Errorf("%q: %v", accept, a.Header)
		}
	}
	if etag := first.Header.Get("Etag"); !strings.HasPrefix(etag, `W/"`) {
		t.Errorf("ETag %s is not a weak one", etag)
	}
}

// A known ETag is answered without the database, and so is what is in the cache: here
// there is no database any more.
func TestNotModifiedWithoutDatabase(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(3, 0.0007)
	a := w.get(w.tiles, "parcels", at(15, 0, 0))
	before := w.queries.Load()
	w.pool.Close()
	for tags, want := range map[string]int{
		a.Header.Get("Etag"):                           304,
		strings.TrimPrefix(a.Header.Get("Etag"), "W/"): 304,
		`"x", ` + a.Header.Get("Etag"):                 304,
		`W/"x"`:                                        200,
		"":                                             200,
	} {
		r := request("parcels", at(15, 0, 0))
		r.IfNoneMatch = tags
		got, err := w.tiles.Tile(context.Background(), r)
		if err != nil || got.Status != want || got.Header.Get("Etag") != a.Header.Get("Etag") {
			t.Errorf("If-None-Match %s: %d, %v, %v", tags, got.Status, got.Header, err)
		}
		if want == 304 && len(got.Body) > 0 || want == 200 && !bytes.Equal(got.Body, a.Body) {
			t.Errorf("If-None-Match %s: %d bytes", tags, len(got.Body))
		}
	}
	if w.queries.Load() != before {
		t.Errorf("%d queries", w.queries.Load()-before)
	}
	if got, err := w.tiles.Tile(context.Background(), request("parcels", at(15, 1, 0))); !errors.Is(err, tiles.ErrUnavailable) {
		t.Errorf("a tile that is not in the cache: %d, %v", got.Status, err)
	}
}

// While the journal is not fresh nothing old is given: PostGIS is asked every time, and
// without it there is an error, never an old or an empty tile.
func TestNotFresh(t *testing.T) {
	w := newWorld(t, never)
	w.parcels(3, 0.0007)
	for range 3 {
		before := w.queries.Load()
		a := w.get(w.tiles, "parcels", at(15, 0, 0))
		r := request("parcels", at(15, 0, 0))
		r.IfNoneMatch = a.Header.Get("Etag")
		b, err := w.tiles.Tile(context.Background(), r)
		if err != nil || b.Status != 200 || w.queries.Load() < before+2 {
			t.Errorf("%d after %d queries, %v", b.Status, w.queries.Load()-before, err)
		}
	}
	w.exec(`UPDATE data.parcels SET land_use = 'new'`) // the journal does not read it
	for _, f := range decode(t, plain(t, w.get(w.tiles, "parcels", at(15, 0, 0))))["parcels"] {
		if f.Properties["land_use"] != "new" {
			t.Fatalf("an old tile: %v", f.Properties)
		}
	}
	w.pool.Close()
	for _, r := range []tiles.Request{request("parcels", at(15, 0, 0)), request("parcels", at(15, 4000, 0))} {
		if a, err := w.tiles.Tile(context.Background(), r); !errors.Is(err, tiles.ErrUnavailable) {
			t.Errorf("%d, %v; want the error of a missing database", a.Status, err)
		}
	}
}

// A server that cannot be reached is an error too, and a layer that may exist is not
// called unknown.
func TestDatabaseDown(t *testing.T) {
	w := newWorld(t, nil)
	cfg := w.db.Public.Config()
	cfg.ConnConfig.Host = t.TempDir()
	gone, err := pgxpool.NewWithConfig(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer gone.Close()
	down := errors.New("down")
	ts, _ := w.more(func(c *tiles.Config, _ *postgis.JournalConfig) {
		c.Pool = gone
		c.Refresh = func(context.Context) error { return down }
	})
	for _, layers := range []string{"parcels", "nosuch"} {
		if a, err := ts.Tile(context.Background(), request(layers, at(15, 0, 0))); !errors.Is(err, tiles.ErrUnavailable) {
			t.Errorf("%s: %d, %v", layers, a.Status, err)
		}
		if a, err := ts.TileJSON(context.Background(), layers, "", ""); !errors.Is(err, tiles.ErrUnavailable) {
			t.Errorf("%s.json: %d, %v", layers, a.Status, err)
		}
	}
}

// A process that is behind the generation a client knows reads the catalogue first.
func TestGeneration(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(2, 0.0007)
	old := w.get(w.tiles, "parcels", at(15, 0, 0))
	var g int64
	w.exec(`UPDATE sotay.fields SET in_tiles = true WHERE layer = 'parcels' AND name = 'address'`)
	w.exec(`UPDATE data.parcels SET address = '1 Lê Lợi'`)
	if err := w.db.Owner.QueryRow(context.Background(), `SELECT generation FROM sotay.layers WHERE name = 'parcels'`).Scan(&g); err != nil {
		t.Fatal(err)
	}
	reads := w.refreshes.Load()
	r := request("parcels", at(15, 0, 0))
	r.Generation = fmt.Sprint(g)
	r.IfNoneMatch = old.Header.Get("Etag")
	for n := range 2 {
		a, err := w.tiles.Tile(context.Background(), r)
		if err != nil || a.Status != 200 {
			t.Fatalf("%d, %v", a.Status, err)
		}
		f := decode(t, plain(t, a))["parcels"]
		if len(f) == 0 || f[0].Properties["address"] != "1 Lê Lợi" || w.refreshes.Load() != reads+1 {
			t.Errorf("request %d: %d reads of the catalogue, %v", n, w.refreshes.Load()-reads, f)
		}
	}
}

// Where the view has become another than the process knows, it looks again.
func TestViewRemade(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(2, 0.0007)
	w.get(w.tiles, "parcels", at(15, 0, 0))
	w.exec(`
		DELETE FROM sotay.fields WHERE layer = 'parcels' AND name = 'land_use';
		DROP VIEW pub.parcels;
		CREATE VIEW pub.parcels AS SELECT id, commune_code, sheet_no, parcel_no, land_type, map_area, geom_3857, label_3857 FROM data.parcels;
		GRANT SELECT ON pub.parcels TO sotay_public`)
	f := decode(t, plain(t, w.get(w.tiles, "parcels", at(15, 1, 1))))["parcels"]
	if _, has := f[0].Properties["land_use"]; has || len(f) == 0 {
		t.Errorf("%v", f)
	}
	w.exec(`DROP VIEW pub.parcels`)
	if a, err := w.tiles.Tile(context.Background(), request("parcels", at(15, 0, 1))); err == nil {
		t.Errorf("without a view: %d, want an error", a.Status)
	}
}

// The box of a layer grows with it: what is added outside is there at once.
func TestBoundsGrow(t *testing.T) {
	w := newWorld(t, nil)
	far := at(16, 900, 900)
	status := func() int {
		a, err := w.tiles.Tile(context.Background(), request("parcels", far))
		if err != nil {
			t.Fatal(err)
		}
		return a.Status
	}
	if got := status(); got != 204 {
		t.Errorf("an empty layer: %d", got)
	}
	w.parcels(2, 0.0007)
	if got := status(); got != 204 {
		t.Errorf("before: %d", got)
	}
	before := w.queries.Load()
	status()
	if w.queries.Load() != before {
		t.Error("a tile outside asks the database every time")
	}
	c := far.Center()
	w.exec(`INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom)
		VALUES ('1', '1', '1', st_expand(st_setsrid(st_point($1, $2), 4326), 0.0001))`, c[0], c[1])
	w.catchUp()
	if got := status(); got != 200 {
		t.Errorf("after: %d", got)
	}
}

// Tiles at the edge of a layer that only its margin reaches are inside.
func TestBoundsHaveMargin(t *testing.T) {
	w := newWorld(t, nil)
	tile := at(16, 0, 0)
	b := tile.Bound()
	gap := (b.Max[0] - b.Min[0]) / 80
	w.exec(`INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom)
		VALUES ('1', '1', '1', st_makeenvelope($1, $2, $3, $4, 4326))`, b.Max[0]+gap, b.Min[1]+gap, b.Max[0]+9*gap, b.Max[1]-gap)
	w.catchUp()
	if n := len(decode(t, plain(t, w.get(w.tiles, "parcels", tile)))["parcels"]); n != 1 {
		t.Errorf("%d parcels in the margin, want 1", n)
	}
}

// Layers whose triggers are gone are not trusted, the others are.
func TestUnwatchedLayer(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(2, 0.0007)
	w.communes()
	w.exec(`DROP TRIGGER sotay_journal_update ON data.parcels`)
	w.catchUp()
	for layers, asks := range map[string]bool{"parcels": true, "communes": false, "communes,parcels": true} {
		tile := at(15, 0, 0)
		w.get(w.tiles, layers, tile)
		before := w.queries.Load()
		w.get(w.tiles, layers, tile)
		if got := w.queries.Load() > before; got != asks {
			t.Errorf("%s: asks the database %v", layers, got)
		}
	}
}
