package importers_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"sotay/importers"
	"sotay/internal/testdb"
	"sotay/layers"
	"sotay/postgis"
	"sotay/tiles"
)

// crossing is where four tiles of zoom 14, and so of every higher one, meet.
var crossing = maptile.New(13070, 7709, 14).Bound().RightBottom()

// town is a database on which imports, undos and plain SQL work at a time, with tiles over
// it: cached ones, and ones that are made anew at each request.
type town struct {
	*imports
	catalogue     *layers.Catalogue
	journal       *postgis.Journal
	cached, fresh *tiles.Tiles
	applied       atomic.Int64
	undone        atomic.Int64
	position      string  // of a reader of the journal, as it saves it
	seen          []int64 // the changes that it was told of
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{imports: newImports(t)}
	w.catalogue = layers.NewCatalogue(w.db.App)
	if err := w.catalogue.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.exec(`INSERT INTO data.communes (code, name, kind, geom)
		VALUES ('26506', 'Phường Vũng Tàu', 'phường', st_expand(st_setsrid(st_point($1, $2), 4326), 0.03))`, crossing[0], crossing[1])
	w.fresh, _ = w.tilesOver(time.Nanosecond)
	w.cached, w.journal = w.tilesOver(time.Hour)
	_, from, _, err := postgis.ReadChanges(t.Context(), w.db.App, postgis.Position{})
	if err != nil {
		t.Fatal(err)
	}
	w.position = from.String()
	w.exec(`CREATE TABLE data.before AS SELECT id FROM sotay.changes`)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- w.journal.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	return w
}

// tilesOver gives tiles that take a read of the journal for good for so long.
func (w *town) tilesOver(freshFor time.Duration) (*tiles.Tiles, *postgis.Journal) {
	w.t.Helper()
	journal := postgis.NewJournal(postgis.JournalConfig{
		Pool: w.db.App, Catalogue: w.catalogue.Refresh, FreshFor: freshFor, Poll: 3 * time.Millisecond,
	})
	generation := func(name string) (int64, bool) {
		l, ok := w.catalogue.Layer(name)
		return l.Generation, ok
	}
	ts, err := tiles.New(tiles.Config{
		Pool: w.db.Public, Journal: journal, Refresh: w.catalogue.Refresh,
		Layer: tiles.Prepared(generation, func(name string) tiles.Layer {
			l, _ := w.catalogue.Layer(name)
			made := tiles.Layer{Name: name, MinZoom: l.MinZoom, MaxZoom: l.MaxZoom, LabelZoom: 17, Generation: l.Generation}
			for _, f := range l.InTiles() {
				made.Fields = append(made.Fields, tiles.Field{Name: f.Name})
			}
			return made
		}),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return ts, journal
}

// answer is a tile as a client keeps it; without a body it is a 304.
type answer struct {
	etag string
	body []byte
}

func (w *town) fetch(from *tiles.Tiles, tile maptile.Tile, etag string) answer {
	a, err := from.Tile(context.Background(), tiles.Request{
		Layers: "parcels,communes", Z: fmt.Sprint(tile.Z), X: fmt.Sprint(tile.X), Y: fmt.Sprint(tile.Y),
		AcceptEncoding: "gzip", IfNoneMatch: etag,
	})
	if err != nil {
		w.t.Errorf("%v: %v", tile, err)
		return answer{}
	}
	got := answer{etag: a.Header.Get("Etag")}
	if a.Status == 304 {
		return got
	}
	got.body = append([]byte{}, a.Body...)
	if a.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(bytes.NewReader(a.Body))
		if err == nil {
			got.body, err = io.ReadAll(z)
		}
		if err != nil {
			w.t.Errorf("%v: %v", tile, err)
		}
	}
	return got
}

// shape is a small parcel near the crossing: of any zoom some lie on the edge of tiles, or
// where the margin of a tile ends.
func (w *town) shape(rng *rand.Rand) (x, y, side float64) {
	width := 360 / float64(int(1)<<(14+rng.IntN(5)))
	offset := func() float64 {
		return float64(rng.IntN(3)-1)*width/64 + rng.NormFloat64()*width*[]float64{0.0001, 0.01, 0.3}[rng.IntN(3)]
	}
	return crossing[0] + offset(), crossing[1] + offset(), 0.00002 + 0.0005*rng.Float64()
}

// file is some parcels of a sheet, in degrees.
func (w *town) file(rng *rand.Rand, sheet int) *memory {
	m := vilis()
	m.schema.CRS = importers.DeclaredCRS{EPSG: 4326}
	for n := range 1 + rng.IntN(6) {
		x, y, side := w.shape(rng)
		m.rows = append(m.rows, parcel(sheet, n+rng.IntN(3), []string{"ODT", "CLN", "LUC"}[rng.IntN(3)], "", square(x, y, side)))
	}
	return m
}

// importer imports files into a sheet of its own, and undoes what it has imported.
type importer struct {
	w     *town
	s     *importers.Service
	sheet int
	rng   *rand.Rand
	done  []int64
}

// work is one import or one undo. It may be refused where another import is at work on the
// layer, or where somebody has changed the same rows.
func (m *importer) work() {
	ctx := context.Background()
	var err error
	if last := len(m.done) - 1; last >= 0 && m.rng.IntN(5) < 2 {
		if _, err = m.s.Undo(ctx, importers.ApplyRequest{ID: m.done[last], Actor: "test"}); err == nil {
			m.w.undone.Add(1)
		}
		m.done = m.done[:last]
	} else {
		var c *importers.ChangeSet
		c, err = m.s.Stage(ctx, importers.Request{Source: m.w.file(m.rng, m.sheet).source(), Layer: "parcels", SkipBad: true, Actor: "test"})
		if err == nil {
			_, err = m.s.Apply(ctx, importers.ApplyRequest{ID: c.ID, Actor: "test"})
		}
		if err == nil {
			m.w.applied.Add(1)
			m.done = append(m.done, c.ID)
		}
	}
	var conflict *importers.Conflict
	var refused *importers.Refused
	if err != nil && !errors.As(err, &conflict) && (!errors.As(err, &refused) || refused.Code != "layer_busy") {
		m.w.t.Error(err)
	}
}

// writer edits by plain SQL, in transactions of a few statements. Only the first touches
// sheets that others write to: the database keeps each sheet's outline, on which two who
// edit two sheets in another order would wait for each other.
type writer struct {
	w   *town
	n   int
	rng *rand.Rand
}

func (e *writer) work() {
	ctx := context.Background()
	tx, err := e.w.db.App.Begin(ctx)
	if err != nil {
		e.w.t.Error(err)
		return
	}
	for range 1 + e.rng.IntN(3) {
		if _, err := tx.Exec(ctx, e.statement()); err != nil {
			e.w.t.Error(err)
		}
		time.Sleep(time.Duration(e.rng.IntN(5)) * time.Millisecond)
	}
	end := tx.Commit
	if e.rng.IntN(4) == 0 {
		end = tx.Rollback
	}
	if err := end(ctx); err != nil {
		e.w.t.Error(err)
	}
}

func (e *writer) statement() string {
	sheet := 100 + e.n
	if e.n == 0 && e.rng.IntN(3) == 0 {
		sheet = e.rng.IntN(2) // an importer's
	}
	x, y, side := e.w.shape(e.rng)
	box := fmt.Sprintf("st_makeenvelope(%.9f, %.9f, %.9f, %.9f, 4326)", x, y, x+side, y+side)
	some := fmt.Sprintf("id IN (SELECT id FROM data.parcels WHERE sheet_no = '%d' ORDER BY random() LIMIT 2)", sheet)
	switch e.rng.IntN(5) {
	case 0:
		return "DELETE FROM data.parcels WHERE " + some
	case 1:
		return fmt.Sprintf("UPDATE data.parcels SET land_use = '%d' WHERE %s", e.rng.IntN(1000), some)
	case 2:
		return fmt.Sprintf("UPDATE data.parcels SET geom = %s WHERE %s", box, some)
	}
	return fmt.Sprintf("INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) VALUES ('26506', '%d', '%d', %s)",
		sheet, e.rng.Int32(), box)
}

// read is a reader of the journal that starts anew where it has stopped.
func (w *town) read() {
	pos, err := postgis.ParsePosition(w.position)
	if err != nil {
		w.t.Error(err)
		return
	}
	changes, next, resync, err := postgis.ReadChanges(context.Background(), w.db.App, pos)
	if err != nil || resync {
		w.t.Errorf("resync %v, %v", resync, err)
		return
	}
	w.position = next.String()
	for _, c := range changes {
		w.seen = append(w.seen, c.ID)
	}
}

// Files are imported and undone while others edit by plain SQL, on connections of their
// own, and a transaction that is older than them commits after them. Whenever the journal
// has been read, every tile given from the cache equals one made anew, and no client is
// told that an old one holds; a reader of the journal is told of every change exactly once.
func TestImportsLeaveNoTileStale(t *testing.T) {
	w := newTown(t)
	var all []maptile.Tile
	for z := maptile.Zoom(14); z <= 18; z++ {
		for _, d := range []orb.Point{{-1e-7, -1e-7}, {1e-7, -1e-7}, {-1e-7, 1e-7}, {1e-7, 1e-7}} {
			all = append(all, maptile.At(orb.Point{crossing[0] + d[0], crossing[1] + d[1]}, z))
		}
	}
	var workers []interface{ work() }
	for n := range 2 {
		s := importers.NewService(importers.Config{Owner: w.db.Owner, Audit: testdb.Audit(t)})
		workers = append(workers, &importer{w: w, s: s, sheet: n, rng: rand.New(rand.NewPCG(21, uint64(n)))})
	}
	for n := range 3 {
		workers = append(workers, &writer{w: w, n: n, rng: rand.New(rand.NewPCG(22, uint64(n)))})
	}
	kept := make(map[maptile.Tile][]answer)
	notModified := 0
	for round := range 36 {
		if round%2 == 1 { // one thing alone, whose change no other one hides
			workers[round/2%len(workers)].work()
			notModified += w.compare(all, kept)
			continue
		}
		slow := w.rename(round)
		var wg sync.WaitGroup
		for _, one := range workers {
			wg.Go(func() { one.work(); one.work() })
		}
		var mu sync.Mutex
		for n := range 2 {
			wg.Go(func() {
				rng := rand.New(rand.NewPCG(23, uint64(round*2+n)))
				for range 12 {
					tile := all[rng.IntN(len(all))]
					a := w.fetch(w.cached, tile, "")
					mu.Lock()
					kept[tile] = append(kept[tile], a)
					mu.Unlock()
				}
			})
		}
		wg.Go(func() {
			for range 8 {
				w.read()
				time.Sleep(10 * time.Millisecond)
			}
		})
		wg.Wait()
		notModified += w.compare(all, kept) // younger transactions are read before it
		if err := slow.Commit(context.Background()); err != nil {
			t.Fatal(err)
		}
		notModified += w.compare(all, kept)
	}
	w.read()
	got := []string{}
	for _, id := range w.seen {
		got = append(got, fmt.Sprintf("(%d)", id))
	}
	slices.Sort(got)
	if diff := cmp.Diff(w.lines(`SELECT id FROM sotay.changes EXCEPT SELECT id FROM data.before`), got); diff != "" {
		t.Errorf("what a reader was told of (-changes +told):\n%s", diff)
	}
	// How many are refused because others were at work depends on the machine.
	if applied, undone := w.applied.Load(), w.undone.Load(); applied < 15 || undone < 2 || notModified < 100 {
		t.Errorf("only %d imports, %d undos, and %d answers were 304: that proves little", applied, undone, notModified)
	}
}

// rename begins a transaction that renames the commune and stays open.
func (w *town) rename(n int) pgx.Tx {
	w.t.Helper()
	tx, err := w.db.App.Begin(context.Background())
	if err == nil {
		_, err = tx.Exec(context.Background(), fmt.Sprintf(`UPDATE data.communes SET name = 'Phường %d'`, n))
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return tx
}

// compare reads the journal and holds every tile, and what clients keep of it, against one
// made anew. It gives how many clients were told that theirs holds.
func (w *town) compare(all []maptile.Tile, kept map[maptile.Tile][]answer) (notModified int) {
	w.t.Helper()
	if err := w.journal.CatchUp(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	for _, tile := range all {
		want := w.fetch(w.fresh, tile, "").body
		kept[tile] = append(kept[tile], w.fetch(w.cached, tile, ""))
		for _, a := range kept[tile] {
			now := w.fetch(w.cached, tile, a.etag)
			if now.body == nil {
				now.body = a.body
				notModified++
			}
			if !bytes.Equal(now.body, want) {
				w.t.Fatalf("tile %v: a client with ETag %s, asking again, has an old tile", tile, a.etag)
			}
		}
		kept[tile] = kept[tile][max(0, len(kept[tile])-6):]
	}
	return notModified
}
