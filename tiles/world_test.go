package tiles_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"

	"sotay/internal/testdb"
	"sotay/layers"
	"sotay/postgis"
	"sotay/tiles"
)

// corner is where four tiles of zoom 14, and so of every higher one, meet: the parcels of
// the tests lie around it.
var corner = maptile.New(13070, 7709, 14).Bound().RightBottom()

// at is the tile of a zoom whose right lower corner that is.
func at(z int, dx, dy int) maptile.Tile {
	return maptile.New(uint32(13071<<(z-14)-1+dx), uint32(7710<<(z-14)-1+dy), maptile.Zoom(z))
}

// world is a database with tiles over it, and all that they hang on.
type world struct {
	t         testing.TB
	db        *postgis.DB
	pool      *pgxpool.Pool // sotay_public's, watched
	journal   *postgis.Journal
	catalogue *layers.Catalogue
	tiles     *tiles.Tiles
	queries   atomic.Int64 // sent through pool
	refreshes atomic.Int64
	hold      chan struct{} // when not nil, queries wait for it
	answered  func()        // when not nil, called after a query
}

// newWorld has tiles that may be changed by with. Its journal reads when told to.
func newWorld(t testing.TB, with func(*tiles.Config, *postgis.JournalConfig)) *world {
	t.Helper()
	w := &world{t: t, db: testdb.New(t)}
	w.catalogue = layers.NewCatalogue(w.db.App)
	w.pool = w.watchedPool()
	w.tiles, w.journal = w.more(with)
	w.catchUp()
	return w
}

// more gives another process over the same database and catalogue.
func (w *world) more(with func(*tiles.Config, *postgis.JournalConfig)) (*tiles.Tiles, *postgis.Journal) {
	w.t.Helper()
	jc := postgis.JournalConfig{Pool: w.db.App, Catalogue: w.refresh, FreshFor: time.Hour}
	cfg := tiles.Config{Pool: w.pool, Layer: w.layer(), Refresh: w.refresh}
	if with != nil {
		with(&cfg, &jc)
	}
	cfg.Journal = postgis.NewJournal(jc)
	ts, err := tiles.New(cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	return ts, cfg.Journal
}

// never makes a journal that is never fresh.
func never(_ *tiles.Config, jc *postgis.JournalConfig) { jc.FreshFor = time.Nanosecond }

func (w *world) watchedPool() *pgxpool.Pool {
	cfg := w.db.Public.Config()
	cfg.ConnConfig.Tracer = w
	pool, err := pgxpool.NewWithConfig(context.Background(), cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(pool.Close)
	return pool
}

func (w *world) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	w.queries.Add(1)
	if w.hold != nil {
		<-w.hold
	}
	return ctx
}

func (w *world) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {
	if w.answered != nil {
		w.answered()
	}
}

func (w *world) refresh(ctx context.Context) error {
	w.refreshes.Add(1)
	return w.catalogue.Refresh(ctx)
}

// layer tells the tiles of a public layer what the catalogue says; parcels have labels
// from zoom 17.
func (w *world) layer() func(string) (*tiles.Layer, bool) {
	generation := func(name string) (int64, bool) {
		l, ok := w.catalogue.Layer(name)
		return l.Generation, ok && l.Audience == layers.Public
	}
	return tiles.Prepared(generation, func(name string) tiles.Layer {
		l, _ := w.catalogue.Layer(name)
		tl := tiles.Layer{
			Name: l.Name, Title: l.TitleVi, MinZoom: l.MinZoom, MaxZoom: l.MaxZoom, LabelZoom: l.MinZoom, Dated: l.Dated(), Generation: l.Generation,
		}
		if l.Name == "parcels" {
			tl.LabelZoom = 17
		}
		for _, f := range l.InTiles() {
			tl.Fields = append(tl.Fields, tiles.Field{Name: f.Name, Title: f.TitleVi})
		}
		return tl
	})
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.db.Owner.Exec(context.Background(), sql, args...); err != nil {
		w.t.Fatalf("%s: %v", sql, err)
	}
}

func (w *world) catchUp() {
	w.t.Helper()
	if err := w.journal.CatchUp(context.Background()); err != nil {
		w.t.Fatal(err)
	}
}

// parcels adds n × n parcels of so many degrees a side around the corner.
func (w *world) parcels(n int, side float64) {
	w.t.Helper()
	w.exec(`
		INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, land_use, land_types, geom)
		SELECT '26506', (i % 3)::text, (i * 1000 + j)::text, 'ONT+CLN', '{ONT,CLN}',
		       st_makeenvelope($1 + i * $4::float8, $2 + j * $4::float8, $1 + (i + 0.95) * $4::float8, $2 + (j + 0.9) * $4::float8, 4326)
		FROM   generate_series(1, $3::int) AS i, generate_series(1, $3::int) AS j`,
		corner[0]-side*float64(n+2)/2, corner[1]-side*float64(n+2)/2, n, side)
	w.catchUp()
}

func (w *world) communes() {
	w.t.Helper()
	w.exec(`INSERT INTO data.communes (code, name, kind, geom)
		VALUES ('26506', 'Phường Vũng Tàu', 'phường', st_expand(st_setsrid(st_point($1, $2), 4326), 0.03))`, corner[0], corner[1])
	w.catchUp()
}

func request(layers string, tile maptile.Tile) tiles.Request {
	return tiles.Request{Layers: layers, Z: fmt.Sprint(tile.Z), X: fmt.Sprint(tile.X), Y: fmt.Sprint(tile.Y), AcceptEncoding: "gzip"}
}

// get asks for a tile that must be given, with 200.
func (w *world) get(from *tiles.Tiles, layers string, tile maptile.Tile) tiles.Answer {
	w.t.Helper()
	a, err := from.Tile(context.Background(), request(layers, tile))
	if err != nil || a.Status != 200 {
		w.t.Fatalf("%s %v: %d, %v", layers, tile, a.Status, err)
	}
	return a
}

// plain is the body of an answer, decompressed.
func plain(t testing.TB, a tiles.Answer) []byte {
	t.Helper()
	if a.Header.Get("Content-Encoding") != "gzip" {
		return a.Body
	}
	z, err := gzip.NewReader(bytes.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// feature is a decoded feature, in tile units.
type feature struct {
	ID         uint64
	Properties map[string]any
	Geometry   orb.Geometry
}

// decode takes a tile apart, by tile layer.
func decode(t testing.TB, body []byte) map[string][]feature {
	t.Helper()
	list, err := mvt.Unmarshal(body)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]feature{}
	for _, l := range list {
		if l.Extent != tiles.Extent || l.Version != 2 {
			t.Errorf("layer %s: extent %d, version %d", l.Name, l.Extent, l.Version)
		}
		if _, twice := got[l.Name]; twice {
			t.Errorf("layer %s is there twice", l.Name)
		}
		got[l.Name] = []feature{}
		for _, f := range l.Features {
			id, ok := f.ID.(float64)
			if !ok {
				t.Fatalf("layer %s: a feature's id is %v", l.Name, f.ID)
			}
			got[l.Name] = append(got[l.Name], feature{uint64(id), f.Properties, f.Geometry})
		}
	}
	return got
}

func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !happened(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s did not happen", what)
		}
	}
}
