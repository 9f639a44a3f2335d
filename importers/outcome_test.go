package importers_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/importers"
	"sotay/internal/testdb"
)

// deaf is a connection that breaks when a COMMIT was sent, before the answer can come, or
// before it is sent.
type deaf struct {
	net.Conn
	armed *atomic.Int32 // 1: break behind the next commit, 2: before it
}

func (c deaf) Write(b []byte) (int, error) {
	if !bytes.HasSuffix(b, []byte("commit\x00")) || c.armed.Load() == 0 {
		return c.Conn.Write(b)
	}
	if c.armed.Swap(0) == 1 {
		if n, err := c.Conn.Write(b); err != nil {
			return n, err
		}
	}
	return 0, c.Close()
}

// TestCommitWithoutAnswer breaks the connection around the commit of an apply and an undo.
func TestCommitWithoutAnswer(t *testing.T) {
	i := newImports(t)
	var armed atomic.Int32
	cfg := i.db.Owner.Config()
	dial := cfg.ConnConfig.DialFunc
	cfg.ConnConfig.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		return deaf{c, &armed}, err
	}
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	i.s = importers.NewService(importers.Config{Owner: pool, Audit: testdb.Audit(t)})

	c := i.stage(vilis(sheets(1, 3)...))
	armed.Store(2)
	if err := i.tryApply(c); err == nil {
		t.Error("what never reached the database was told as applied")
	}
	if got, err := i.s.Get(t.Context(), c.ID); err != nil || got.State != importers.StateStaged {
		t.Errorf("before the commit: %+v, %v", got, err)
	}
	for busy := new(importers.Refused); ; { // the database may still be ending the broken session
		armed.Store(1)
		err := i.tryApply(c)
		if err == nil {
			break
		}
		if !errors.As(err, &busy) || busy.Code != "layer_busy" {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if got, err := i.s.Get(t.Context(), c.ID); err != nil || got.State != importers.StateApplied || len(i.lines(`SELECT id FROM data.parcels`)) != 3 {
		t.Errorf("behind the commit: %+v", got)
	}
	armed.Store(1)
	if got := i.undo(c); got.State != importers.StateUndone || len(i.lines(`SELECT id FROM data.parcels`)) != 0 {
		t.Errorf("undone: %+v", got)
	}
}
