package tiles_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb/maptile"

	"sotay/postgis"
	"sotay/tiles"
)

// copyOf is a tile as a client keeps it.
type copyOf struct {
	etag string
	body []byte
}

// Several connections edit near the edges of tiles, commit out of order and roll back,
// while clients fetch and revalidate. Whenever the journal has been read, every tile
// given from the cache equals one made anew, and no client is told that an old one holds.
func TestNothingIsStale(t *testing.T) {
	w := newWorld(t, func(_ *tiles.Config, jc *postgis.JournalConfig) { jc.Poll = 3 * time.Millisecond })
	fresh, _ := w.more(never)
	w.parcels(6, 0.0009)
	w.communes()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- w.journal.Run(ctx) }()
	defer func() {
		stop()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}()

	var all []maptile.Tile
	for z := 14; z <= 18; z++ {
		for _, d := range [][2]int{{0, 0}, {1, 0}, {0, 1}, {1, 1}, {-1, 0}, {0, 2}} {
			all = append(all, at(z, d[0], d[1]))
		}
	}
	kept := make(map[maptile.Tile][]copyOf)
	editors := make([]*editor, 5)
	for i := range editors {
		editors[i] = &editor{w: w, sheet: i, rng: rand.New(rand.NewPCG(11, uint64(i)))}
		defer editors[i].end(false)
	}
	notModified := 0
	for round := range 40 {
		var wg sync.WaitGroup
		for n, e := range editors {
			if round%2 == 0 || n == round/2%len(editors) { // all, or one with a single edit
				wg.Go(func() { e.work(4 - round%2*3) })
			}
		}
		var mu sync.Mutex
		for n := range 2 {
			wg.Go(func() {
				rng := rand.New(rand.NewPCG(12, uint64(round*2+n)))
				for range 10 {
					tile := all[rng.IntN(len(all))]
					c := w.fetch(w.tiles, tile, "")
					mu.Lock()
					kept[tile] = append(kept[tile], c)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		w.catchUp()
		for _, tile := range all {
			want := w.fetch(fresh, tile, "").body
			for _, c := range append(kept[tile], w.fetch(w.tiles, tile, "")) {
				now := w.fetch(w.tiles, tile, c.etag)
				if now.body == nil { // 304
					now.body = c.body
					notModified++
				}
				if !bytes.Equal(now.body, want) {
					t.Fatalf("round %d, tile %v: a client with ETag %s, asking again, has an old tile", round, tile, c.etag)
				}
			}
			kept[tile] = kept[tile][max(0, len(kept[tile])-6):]
		}
	}
	if notModified < 100 {
		t.Errorf("only %d answers were 304: that proves little", notModified)
	}
}

// fetch is a client's request; no body means 304.
func (w *world) fetch(from *tiles.Tiles, tile maptile.Tile, etag string) copyOf {
	return w.fetchOf(from, "parcels,communes", tile, etag)
}

func (w *world) fetchOf(from *tiles.Tiles, layers string, tile maptile.Tile, etag string) copyOf {
	r := request(layers, tile)
	r.IfNoneMatch = etag
	a, err := from.Tile(context.Background(), r)
	switch {
	case err != nil:
		w.t.Errorf("%v: %v", tile, err)
		return copyOf{}
	case a.Status == 304:
		return copyOf{etag: a.Header.Get("Etag")}
	}
	return copyOf{a.Header.Get("Etag"), append([]byte{}, plain(w.t, a)...)}
}

// editor edits in transactions that outlast its work. Each has its own sheet, whose
// outline the database keeps: nobody waits for another.
type editor struct {
	w     *world
	sheet int
	rng   *rand.Rand
	tx    pgx.Tx
}

func (e *editor) work(most int) {
	for range 1 + e.rng.IntN(most) {
		if e.tx == nil {
			tx, err := e.w.db.App.Begin(context.Background())
			if err != nil {
				e.w.t.Error(err)
				return
			}
			e.tx = tx
		}
		if _, err := e.tx.Exec(context.Background(), e.edit()); err != nil {
			e.w.t.Error(err)
		}
		time.Sleep(time.Duration(e.rng.IntN(4)) * time.Millisecond)
		switch e.rng.IntN(4) {
		case 0, 1:
			e.end(true)
		case 2:
			e.end(false)
		}
	}
}

func (e *editor) end(commit bool) {
	if e.tx == nil {
		return
	}
	end := e.tx.Rollback
	if commit {
		end = e.tx.Commit
	}
	if err := end(context.Background()); err != nil {
		e.w.t.Error(err)
	}
	e.tx = nil
}

// edit changes some parcels of the sheet, by a hair's breadth from an edge of tiles of
// some zoom or from where their margin ends; the first editor renames the commune too.
func (e *editor) edit() string {
	z := 14 + e.rng.IntN(5)
	b := at(z, e.rng.IntN(2), e.rng.IntN(2)).Bound()
	width := b.Max[0] - b.Min[0]
	offset := func() float64 {
		return float64(e.rng.IntN(3)-1)*width/64 + e.rng.NormFloat64()*width*[]float64{0.0001, 0.01, 0.5}[e.rng.IntN(3)]
	}
	x, y, side := corner[0]+offset(), corner[1]+offset(), width*e.rng.Float64()*[]float64{0.005, 0.05}[e.rng.IntN(2)]
	box := fmt.Sprintf("st_makeenvelope(%.9f, %.9f, %.9f, %.9f, 4326)", x, y, x+side, y+side)
	some := fmt.Sprintf("id IN (SELECT id FROM data.parcels WHERE sheet_no = '%d' ORDER BY random() LIMIT 2)", e.sheet)
	switch n := e.rng.IntN(7); {
	case n == 0:
		return "DELETE FROM data.parcels WHERE " + some
	case n == 1:
		return fmt.Sprintf("UPDATE data.parcels SET parcel_no = '%d' WHERE %s", e.rng.Int32(), some)
	case n == 2 || n == 3:
		return fmt.Sprintf("UPDATE data.parcels SET geom = %s WHERE %s", box, some)
	case n == 4 && e.sheet == 0:
		return fmt.Sprintf("UPDATE data.communes SET name = '%d'", e.rng.Int32())
	}
	return fmt.Sprintf("INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) VALUES ('26506', '%d', '%d', %s)",
		e.sheet, e.rng.Int32(), box)
}

// A tile is kept under the digest from before its query: a change that comes to be known
// while the answer is on its way makes it old.
func TestDigestIsReadBeforeTheQuery(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(3, 0.0007)
	w.get(w.tiles, "parcels", at(16, 1, 1))
	old := at(15, 0, 0)
	w.answered = func() {
		w.answered = nil
		w.exec(`UPDATE data.parcels SET land_use = 'new'`)
		w.catchUp()
	}
	first := w.get(w.tiles, "parcels", old)
	for _, etag := range []string{"", first.Header.Get("Etag")} {
		c := w.fetchOf(w.tiles, "parcels", old, etag)
		if c.body == nil {
			t.Fatalf("If-None-Match %s: not modified", etag)
		}
		for _, f := range decode(t, c.body)["parcels"] {
			if f.Properties["land_use"] != "new" {
				t.Fatalf("If-None-Match %q: an old tile, %v", etag, f.Properties)
			}
		}
	}
}
