package tiles_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"sotay/postgis"
	"sotay/tiles"
)

// Ten who ask for one tile at once share one query, and get the same bytes.
func TestSingleFlight(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(8, 0.0007)
	w.get(w.tiles, "parcels", at(16, 1, 1)) // the layer's box is known
	before := w.queries.Load()
	w.hold = make(chan struct{})
	answers := make([]tiles.Answer, 10)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			a, err := w.tiles.Tile(context.Background(), request("parcels", at(15, 0, 0)))
			if err != nil {
				t.Error(err)
			}
			answers[i] = a
		})
	}
	eventually(t, "a query", func() bool { return w.queries.Load() > before })
	close(w.hold)
	wg.Wait()
	for _, a := range answers {
		if a.Header.Get("Etag") != answers[0].Header.Get("Etag") || !bytes.Equal(a.Body, answers[0].Body) || len(a.Body) == 0 {
			t.Errorf("another answer: %v", a.Header)
		}
	}
	if n := w.queries.Load() - before; n != 1 {
		t.Errorf("%d queries", n)
	}
	var names []string
	for range 10 { // and from ten processes, one ETag and the same bytes
		ts, journal := w.more(nil)
		if err := journal.CatchUp(context.Background()); err != nil {
			t.Fatal(err)
		}
		a := w.get(ts, "parcels", at(15, 0, 0))
		names = append(names, a.Header.Get("Etag"))
		if a.Header.Get("Etag") != answers[0].Header.Get("Etag") || !bytes.Equal(a.Body, answers[0].Body) {
			t.Errorf("another process answers otherwise: %v", names)
		}
	}
}

// A query ends when nobody waits for it any more, and not before.
func TestFlightEndsWithLastWaiter(t *testing.T) {
	w := newWorld(t, nil)
	w.parcels(2, 0.0007)
	w.get(w.tiles, "parcels", at(16, 1, 1))
	lock, err := w.db.Owner.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Rollback(context.Background()) }()
	if _, err := lock.Exec(context.Background(), `LOCK TABLE data.parcels IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	waiting := func(n int) func() bool {
		return func() bool {
			var got int
			err := w.db.Owner.QueryRow(context.Background(), `
				SELECT count(*) FROM pg_locks
				WHERE  NOT granted AND relation = to_regclass('data.parcels') AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`).Scan(&got)
			return err == nil && got == n
		}
	}
	type outcome struct {
		a   tiles.Answer
		err error
	}
	ask := func() (context.CancelFunc, chan outcome) {
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan outcome, 1)
		go func() {
			a, err := w.tiles.Tile(ctx, request("parcels", at(15, 0, 0)))
			done <- outcome{a, err}
		}()
		return cancel, done
	}
	leave1, first := ask()
	eventually(t, "one query waiting", waiting(1))
	leave2, second := ask()
	leave1()
	if o := <-first; !errors.Is(o.err, context.Canceled) {
		t.Errorf("the first who left: %v", o.err)
	}
	leave2()
	if o := <-second; !errors.Is(o.err, context.Canceled) {
		t.Errorf("the last who left: %v", o.err)
	}
	eventually(t, "the end of the query", waiting(0))

	_, third := ask()
	eventually(t, "one query waiting", waiting(1))
	if err := lock.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	if o := <-third; o.err != nil || o.a.Status != 200 {
		t.Errorf("who stayed: %d, %v", o.a.Status, o.err)
	}
}

// A tile that takes too long is an error, not a wait for ever, whether or not the layer's
// box is known.
func TestTimeout(t *testing.T) {
	for _, known := range []bool{true, false} {
		w := newWorld(t, func(c *tiles.Config, _ *postgis.JournalConfig) { c.Timeout = time.Second })
		w.parcels(2, 0.0007)
		if known {
			w.get(w.tiles, "parcels", at(16, 1, 1))
		}
		lock, err := w.db.Owner.Begin(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := lock.Exec(context.Background(), `LOCK TABLE data.parcels IN ACCESS EXCLUSIVE MODE`); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second) // or this test would wait too
		if a, err := w.tiles.Tile(ctx, request("parcels", at(15, 0, 0))); !errors.Is(err, tiles.ErrUnavailable) || ctx.Err() != nil {
			t.Errorf("box known: %v; %d, %v", known, a.Status, err)
		}
		cancel()
		if err := lock.Rollback(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

// A catalogue that cannot be read in time is no reason to wait for ever either.
func TestCatalogueTimeout(t *testing.T) {
	w := newWorld(t, func(c *tiles.Config, _ *postgis.JournalConfig) {
		c.Timeout = 50 * time.Millisecond
		c.Refresh = func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}
	})
	w.parcels(2, 0.0007)
	r := request("parcels", at(15, 0, 0))
	r.Generation = "999999999"
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if a, err := w.tiles.Tile(ctx, r); !errors.Is(err, tiles.ErrUnavailable) || ctx.Err() != nil {
		t.Errorf("%d, %v", a.Status, err)
	}
}
