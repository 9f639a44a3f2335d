package postgis_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/testdb"
	"sotay/postgis"
)

// TestLead: of several that would lead one does, the next takes over when it ends or loses the
// connection with its lock, and work that fails is begun again.
func TestLead(t *testing.T) {
	db := testdb.New(t)
	var leading, highest, begun atomic.Int32
	var fails atomic.Bool
	fails.Store(true)
	work := func(ctx context.Context) error {
		begun.Add(1)
		highest.Store(max(highest.Load(), leading.Add(1)))
		defer leading.Add(-1)
		if fails.CompareAndSwap(true, false) {
			return errors.New("first time")
		}
		<-ctx.Done()
		return ctx.Err()
	}
	var told atomic.Int32
	var all sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	for range 3 {
		all.Go(func() { postgis.Lead(ctx, db.App, "test", func(error) { told.Add(1) }, work) })
	}
	until := func(what string, is func() bool) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("never: %s", what)
			}
		}
	}
	until("begun again", func() bool { return begun.Load() == 2 && leading.Load() == 1 })
	if told.Load() != 1 || highest.Load() != 1 {
		t.Errorf("%d failures told, %d led at once", told.Load(), highest.Load())
	}
	if _, err := db.App.Exec(t.Context(), `
		SELECT pg_terminate_backend(pid) FROM pg_locks
		WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32) + objid::bigint = hashtextextended('sotay lead test', 0)`); err != nil {
		t.Fatal(err)
	}
	until("another leads", func() bool { return begun.Load() == 3 && leading.Load() == 1 })
	stop()
	all.Wait()
	if leading.Load() != 0 {
		t.Errorf("%d still lead", leading.Load())
	}
}
