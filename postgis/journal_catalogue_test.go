package postgis_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/testdb"
	"sotay/postgis"
)

// TestCatalogueChangesOutOfOrder: a layer's generation is drawn before it commits, so the
// lower one may become visible after the higher one. Both must be told.
func TestCatalogueChangesOutOfOrder(t *testing.T) {
	db := testdb.New(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var calls atomic.Int64
	j := postgis.NewJournal(postgis.JournalConfig{
		Pool:      db.App,
		Catalogue: func(context.Context) error { calls.Add(1); return nil },
		Failed:    func(err error) { t.Error(err) },
	})
	go j.Run(ctx)
	waitFor(t, func() bool { return calls.Load() == 1 }) // the first look

	slow, err := db.Owner.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := slow.Exec(ctx, `UPDATE sotay.layers SET audience = 'staff' WHERE name = 'communes'`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Owner.Exec(ctx, `UPDATE sotay.layers SET sort = sort WHERE name = 'sheets'`); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return calls.Load() == 2 })
	if err := slow.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return calls.Load() == 3 })
}

func waitFor(t *testing.T, happened func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !happened(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it never happened")
		}
	}
}
