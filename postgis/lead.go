package postgis

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// leadRetry is the time between tries to lead while another process does, and after a failure.
const leadRetry = 2 * time.Second

// Lead runs work that one process at a time must do: whichever holds the advisory lock of
// that name. The context of work ends with ctx and when the connection that holds the lock is
// lost: another process may lead then. What work returns is told to failed, and it is begun
// again. Lead returns when ctx ends.
//
// Where a connection is lost, the old and the next one may work together for an instant: work
// must bear that, by transactions that look again at what they change.
func Lead(ctx context.Context, pool *pgxpool.Pool, name string, failed func(error), work func(context.Context) error) {
	for ctx.Err() == nil {
		if err := leadOnce(ctx, pool, name, work); err != nil && ctx.Err() == nil {
			failed(fmt.Errorf("%s: %w", name, err))
		}
		select {
		case <-ctx.Done():
		case <-time.After(leadRetry):
		}
	}
}

// leadOnce leads until work returns or the lock's connection is lost; where another process
// leads it returns at once.
func leadOnce(ctx context.Context, pool *pgxpool.Pool, name string, work func(context.Context) error) error {
	pooled, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	conn := pooled.Hijack() // the lock ends with it
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(ctx)
	}()
	var leads bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock(hashtextextended('sotay lead ' || $1, 0))`, name).Scan(&leads); err != nil || !leads {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		if err := holds(ctx, conn); err != nil {
			cancel(err)
		}
	}()
	err = work(ctx)
	if lost := context.Cause(ctx); err == nil || ctx.Err() != nil && lost != nil {
		err = lost
	}
	cancel(nil)
	<-watched
	return err
}

// holds returns when the connection is lost, or nil when ctx ends.
func holds(ctx context.Context, conn *pgx.Conn) error {
	for {
		err := waitForChange(ctx, conn, leadRetry) // a broken connection ends it at once
		if err == nil {
			err = conn.Ping(ctx) // one that is only silent is found out now
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
