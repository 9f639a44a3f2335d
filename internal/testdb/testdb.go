// Package testdb gives a test a database of its own on one private PostgreSQL that all
// test processes of a user share. The server starts with the first of them and stops
// soon after the last. Only tests import it; without a server a test fails, and is never
// skipped.
package testdb

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sys/unix"

	"sotay/postgis"
)

// patience bounds every single step; the first one of a machine makes the cluster.
const patience = 2 * time.Minute

// shared is joined once per process; the process's end gives it back.
var shared = sync.OnceValues(join)

// databases numbers the databases of this process.
var databases atomic.Int64

// New gives an own database with all migrations and layers applied, cloned from a
// template, with its four pools. It is dropped at the end of the test.
func New(t testing.TB) *postgis.DB {
	t.Helper()
	return clone(t, full)
}

// Empty gives an own database that no migration has touched.
func Empty(t testing.TB) *postgis.DB {
	t.Helper()
	return clone(t, bare)
}

// Server gives the shared private server itself, to make databases on.
func Server(t testing.TB) *postgis.Server {
	t.Helper()
	server, err := shared()
	if err != nil {
		t.Fatalf("test database server: %v", err)
	}
	return server
}

func newName() string {
	return fmt.Sprintf("sotay_test_%d_%d", os.Getpid(), databases.Add(1))
}

func clone(t testing.TB, kind string) *postgis.DB {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	name := newName()
	if err := cloneTemplate(ctx, kind, name); err != nil {
		t.Fatalf("test database: %v", err)
	}
	db, err := Server(t).Open(ctx, postgis.Config{Database: name, SkipMigrations: true})
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(func() { drop(t, db, name) })
	return db
}

func drop(t testing.TB, db *postgis.DB, name string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	db.Close()
	if err := run(ctx, db.Server(), fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", ident(name))); err != nil {
		t.Errorf("drop the test database: %v", err)
	}
}

// run executes one statement as the superuser, beside all databases of ours.
func run(ctx context.Context, server *postgis.Server, sql string) error {
	conn, err := server.Superuser(ctx, "postgres")
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}

func ident(name string) string { return pgx.Identifier{name}.Sanitize() }

// join joins the shared server, and asks for its end when the last process has left.
func join() (*postgis.Server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	dir := filepath.Join(Home(), fmt.Sprintf("sotay-test-%d", os.Getuid()))
	server, err := postgis.JoinServer(ctx, postgis.ServerConfig{Dir: dir, Settings: map[string]string{
		"max_connections":      "300",
		"shared_buffers":       "256MB",
		"maintenance_work_mem": "128MB",
		"max_wal_size":         "512MB",
		"autovacuum_naptime":   "10min",
	}})
	if err != nil {
		return nil, err
	}
	if err := sweep(ctx, server); err != nil {
		return nil, err
	}
	return server, stopAfterLast(dir)
}

// Home is where the shared server lives, and the folders of tests that start one of their
// own: in memory where there is enough of it, since every dropped database costs a
// checkpoint and the settings must stay safe, else, or where TMPDIR says so, in the temp
// folder.
func Home() string {
	const memory, enough = "/dev/shm", 4 << 30
	var stat unix.Statfs_t
	if os.Getenv("TMPDIR") == "" && unix.Statfs(memory, &stat) == nil &&
		stat.Type == unix.TMPFS_MAGIC && stat.Bavail*uint64(stat.Bsize) >= enough {
		return memory
	}
	return os.TempDir()
}

// sweep drops what killed test processes left behind.
func sweep(ctx context.Context, server *postgis.Server) error {
	conn, err := server.Superuser(ctx, "postgres")
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `SELECT datname FROM pg_database WHERE datname LIKE 'sotay\_test\_%'`)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		pid, _, _ := strings.Cut(strings.TrimPrefix(name, "sotay_test_"), "_")
		if _, err := os.Stat("/proc/" + pid); err == nil {
			continue
		}
		if _, err := conn.Exec(ctx, fmt.Sprintf("DROP DATABASE IF EXISTS %s WITH (FORCE)", ident(name))); err != nil {
			return err
		}
	}
	return nil
}
