package hexbins_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestWorkFillsInThoughNothingIsPublished: what the public is told of reports is one thing, the cells
// of all layers another.
func TestWorkFillsInThoughNothingIsPublished(t *testing.T) {
	w := newWorld(t)
	if _, err := w.db.Owner.Exec(t.Context(), `REVOKE SELECT ON pub.report_months FROM sotay_app`); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	told := make(chan string, 100)
	var work sync.WaitGroup
	work.Go(func() { w.Work(ctx, func(err error) { told <- err.Error() }) })
	defer work.Wait()
	defer stop()
	w.scatter(1, 10)
	for deadline := time.Now().Add(30 * time.Second); !w.complete("wells"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nobody fills in")
		}
	}
	if first := <-told; !strings.Contains(first, "public numbers of reports") {
		t.Errorf("told %s", first)
	}
}
