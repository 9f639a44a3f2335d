package postgis_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"sotay/postgis"
)

// Tables that could not be put right are tried again until they are, watched or not; then
// there is peace.
func TestTablesAreTriedAgain(t *testing.T) {
	db := places(t)
	caughtUp(t, postgis.NewJournal(postgis.JournalConfig{Pool: db.App})) // notes the tables of the start
	var calls, failures atomic.Int64
	running(t, postgis.JournalConfig{
		Pool: db.App, Poll: 10 * time.Millisecond, Retry: 10 * time.Millisecond,
		Tables: func(_ context.Context, layers []string) error {
			if len(layers) != 1 || layers[0] != "places" {
				t.Errorf("called for %v", layers)
			}
			if calls.Add(1) < 4 {
				return errors.New("locked")
			}
			return nil
		},
		Failed: func(error) { failures.Add(1) },
	})
	mustExec(t, db, `ALTER TABLE data.places ADD COLUMN more int`)
	eventually(t, "the fourth attempt", func() bool { return calls.Load() == 4 })
	mustExec(t, db, `ALTER TABLE data.places DROP COLUMN more`)
	eventually(t, "another change", func() bool { return calls.Load() == 5 })
	if n := failures.Load(); n != 3 {
		t.Errorf("told of %d failures, want 3", n)
	}
}
