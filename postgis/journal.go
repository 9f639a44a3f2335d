package postgis

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb/maptile"
)

// JournalConfig says what a Journal reads and whom it calls. Only Pool is required.
type JournalConfig struct {
	// Pool is the pool of sotay_app.
	Pool *pgxpool.Pool
	// Catalogue is called, during a read, when the catalogue of layers changed. Until it
	// succeeds no read does.
	Catalogue func(context.Context) error
	// Tables is called, beside the reading, with layers whose tables are not as last seen
	// or miss a journal trigger, to put right what is missing (layers.Ensure). Where it
	// fails it is called again, with more and more time between.
	Tables func(ctx context.Context, layers []string) error
	// Failed is told of every failure; reading goes on.
	Failed func(error)
	// Poll is the longest pause between reads, 250 ms by default; a commit ends it.
	Poll time.Duration
	// Retry is the time between calls of Tables while it fails or a layer is not watched,
	// 5 s by default; after failures it doubles, up to twelve times as long.
	Retry time.Duration
	// FreshFor is how long a read vouches for the digests, 1 s by default.
	FreshFor time.Duration
	// Keep is how long rows are kept for readers that save their position, 24 h by default.
	Keep time.Duration
}

// Journal follows the change journal and keeps, in memory, a digest of all public
// changes under every tile. Start with NewJournal, and keep Run running.
type Journal struct {
	cfg   JournalConfig
	start time.Time // its monotonic clock is the base of read

	reading sync.Mutex // one read at a time; guards what follows
	pos     Position
	seen    string // the catalogue's hash

	state  sync.RWMutex // guards what follows
	layers map[string]*digests
	epoch  string

	at        atomic.Pointer[Position]        // up to which the last read went
	listeners []func(Batch)                   // guarded by state
	read      atomic.Int64                    // start of the last successful read, since start; 0: none
	unwatched atomic.Pointer[map[string]bool] // layers whose changes may not be recorded
	repairs   *repairs
}

// NewJournal returns a journal that has read nothing yet: it is not fresh.
func NewJournal(cfg JournalConfig) *Journal {
	or := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	or(&cfg.Poll, 250*time.Millisecond)
	or(&cfg.Retry, 5*time.Second)
	or(&cfg.FreshFor, time.Second)
	or(&cfg.Keep, 24*time.Hour)
	if cfg.Failed == nil {
		cfg.Failed = func(error) {}
	}
	j := &Journal{cfg: cfg, start: time.Now().Add(-time.Nanosecond), layers: map[string]*digests{}, repairs: newRepairs()}
	j.unwatched.Store(&map[string]bool{})
	return j
}

// Run reads until ctx ends, at every commit and at least every Poll. It returns ctx's
// error.
func (j *Journal) Run(ctx context.Context) error {
	var beside sync.WaitGroup
	defer beside.Wait()
	beside.Go(func() { j.repair(ctx) })
	beside.Go(func() { j.finishWork(ctx) })
	for {
		if err := j.listen(ctx); ctx.Err() == nil {
			j.cfg.Failed(fmt.Errorf("journal: %w", err))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(j.cfg.Poll):
		}
	}
}

// CatchUp reads now: when it returns nil, the digests hold every change that was
// committed before the call.
func (j *Journal) CatchUp(ctx context.Context) error {
	conn, err := j.cfg.Pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	defer conn.Release()
	return j.poll(ctx, conn.Conn())
}

// listen reads on a connection of its own, until that fails.
func (j *Journal) listen(ctx context.Context) error {
	pooled, err := j.cfg.Pool.Acquire(ctx)
	if err != nil {
		return err
	}
	conn := pooled.Hijack()
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(ctx)
	}()
	if _, err := conn.Exec(ctx, `LISTEN sotay_changes`); err != nil {
		return err
	}
	prune := time.Now()
	for {
		if err := j.poll(ctx, conn); err != nil {
			return err
		}
		if !time.Now().Before(prune) {
			prune = time.Now().Add(min(10*time.Minute, j.cfg.Keep))
			if _, err := conn.Exec(ctx, `SELECT sotay.prune_changes($1)`, j.cfg.Keep); err != nil {
				return fmt.Errorf("prune: %w", err)
			}
		}
		if err := waitForChange(ctx, conn, j.cfg.Poll); err != nil {
			return err
		}
	}
}

// waitForChange returns at the next notification or after the pause. Many commits share
// a read: there is a rest after the first, and what came meanwhile is forgotten.
func waitForChange(ctx context.Context, conn *pgx.Conn, pause time.Duration) error {
	const rest = 5 * time.Millisecond
	wait, cancel := context.WithTimeout(ctx, pause)
	defer cancel()
	_, err := conn.WaitForNotification(wait)
	if ctx.Err() == nil && pgconn.Timeout(err) {
		return nil
	}
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(rest):
	}
	over, end := context.WithCancel(ctx)
	end() // so that only what is here already is taken
	for err == nil {
		_, err = conn.WaitForNotification(over)
	}
	return ctx.Err()
}

// Fresh reports whether the digests of the layers were right at most FreshFor ago, so
// that what was made under an equal digest may be given again.
func (j *Journal) Fresh(layers ...string) bool {
	if j.Age() > j.cfg.FreshFor {
		return false
	}
	unwatched := *j.unwatched.Load()
	for _, l := range layers {
		if unwatched[l] {
			return false
		}
	}
	return true
}

// Age is how long ago the last successful read began; hundreds of years before the first.
func (j *Journal) Age() time.Duration {
	read := j.read.Load()
	if read == 0 {
		return 1<<63 - 1
	}
	return time.Since(j.start) - time.Duration(read)
}

// Digest is that of all public changes in the layer that may show in the tile, of any
// zoom, with its margin.
func (j *Journal) Digest(layer string, t maptile.Tile) Digest {
	j.state.RLock()
	defer j.state.RUnlock()
	if l, ok := j.layers[layer]; ok {
		return l.tile(t)
	}
	return Digest{}
}

// LayerDigest is that of all public changes in the layer, in tiles or not. A change of
// several tiles counts once for each.
func (j *Journal) LayerDigest(layer string) Digest {
	j.state.RLock()
	defer j.state.RUnlock()
	if l, ok := j.layers[layer]; ok {
		return l.total
	}
	return Digest{}
}

// Epoch names the cluster, the restore and the time line that the digests belong to:
// digests of different epochs do not compare.
func (j *Journal) Epoch() string {
	j.state.RLock()
	defer j.state.RUnlock()
	return j.epoch
}

func epochOf(p Position) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d/%s", p.system, p.history))
	return hex.EncodeToString(sum[:4])
}
