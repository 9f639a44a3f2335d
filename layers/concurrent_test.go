package layers_test

import (
	"sync"
	"testing"

	"sotay/internal/testdb"
	"sotay/layers"
)

func TestSyncMayRunInSeveralProcesses(t *testing.T) {
	db := testdb.New(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if err := layers.Sync(t.Context(), db.Owner); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
