package tiles

import (
	"context"
	"sync"
	"time"
)

// flightKey is what callers must agree in to share a tile being made.
type flightKey struct {
	key
	state  state
	second int64
}

// flights lets all who want the same tile at the same time wait for one making of it,
// which ends when the last of them has gone away.
type flights struct {
	mu sync.Mutex
	in map[flightKey]*flight
}

type flight struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiters int
	made    *made
	err     error
}

// do joins the flight of k, or starts it with fn.
func (f *flights) do(ctx context.Context, k flightKey, timeout time.Duration, fn func(context.Context) (*made, error)) (*made, error) {
	f.mu.Lock()
	if f.in == nil {
		f.in = map[flightKey]*flight{}
	}
	fl, ok := f.in[k]
	if !ok {
		work, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
		fl = &flight{done: make(chan struct{}), cancel: cancel}
		f.in[k] = fl
		go func() {
			fl.made, fl.err = fn(work)
			cancel()
			f.land(k, fl)
			close(fl.done)
		}()
	}
	fl.waiters++
	f.mu.Unlock()

	select {
	case <-fl.done:
		return fl.made, fl.err
	case <-ctx.Done():
		f.leave(k, fl)
		return nil, ctx.Err()
	}
}

func (f *flights) leave(k flightKey, fl *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if fl.waiters--; fl.waiters > 0 {
		return
	}
	if f.in[k] == fl { // nobody may join a cancelled flight
		delete(f.in, k)
	}
	fl.cancel()
}

func (f *flights) land(k flightKey, fl *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.in[k] == fl {
		delete(f.in, k)
	}
}
