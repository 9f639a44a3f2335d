package postgis

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// repairs are the layers whose tables are to be put right.
type repairs struct {
	mu  sync.Mutex
	due map[string]bool
	now chan struct{} // holds one where they should not wait
}

func newRepairs() *repairs { return &repairs{due: map[string]bool{}, now: make(chan struct{}, 1)} }

// add makes layers due at once.
func (r *repairs) add(layers []string) {
	r.keep(layers)
	select {
	case r.now <- struct{}{}:
	default:
	}
}

// keep makes layers due at the next attempt.
func (r *repairs) keep(layers []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, l := range layers {
		r.due[l] = true
	}
}

// take gives what is due and forgets it.
func (r *repairs) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	layers := slices.Sorted(maps.Keys(r.due))
	clear(r.due)
	return layers
}

// repair calls the hook for tables that changed or are not watched, beside the reading: it
// may wait for a lock. Layers stay due until the hook has succeeded. The triggers that it
// makes change the table once more, so the next read says "all" for what was written
// without them.
func (j *Journal) repair(ctx context.Context) {
	pause := j.cfg.Retry
	for {
		select {
		case <-ctx.Done():
			return
		case <-j.repairs.now:
		case <-time.After(pause):
			j.repairs.keep(slices.Collect(maps.Keys(*j.unwatched.Load())))
		}
		layers := j.repairs.take()
		if len(layers) == 0 || j.cfg.Tables == nil {
			continue
		}
		err := j.cfg.Tables(ctx, layers)
		if err == nil {
			pause = j.cfg.Retry
			continue
		}
		pause = min(2*pause, 12*j.cfg.Retry)
		if ctx.Err() == nil {
			j.cfg.Failed(fmt.Errorf("journal: put the tables of %v right: %w", layers, err))
		}
		j.repairs.keep(layers)
	}
}

// finishWork has the database do, little by little, what statements put off.
func (j *Journal) finishWork(ctx context.Context) {
	const idle, busy = time.Second, 50 * time.Millisecond
	for {
		pause, more := idle, false
		err := j.cfg.Pool.QueryRow(ctx, `SELECT sotay.finish_work()`).Scan(&more)
		switch {
		case err != nil && ctx.Err() == nil:
			pause = j.cfg.Retry
			j.cfg.Failed(fmt.Errorf("journal: finish work: %w", err))
		case more:
			pause = busy
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}
