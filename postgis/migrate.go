package postgis

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"sotay/migrations"
)

// migrationsTable is goose's own. It stands outside our schemas, which migrations make
// and drop.
const migrationsTable = "public.sotay_migrations"

// MigrationStatus is one migration and whether the database has it.
type MigrationStatus struct {
	Version int64      `json:"version"`
	Name    string     `json:"name"`
	Applied *time.Time `json:"applied"` // nil: not yet
}

// Up applies the migrations that are missing, each in its transaction, under a lock, so
// that processes starting at once do it once. A database that a newer sotay has migrated
// is refused.
func (db *DB) Up(ctx context.Context) error {
	return db.migrator(func(p *goose.Provider) error {
		pending, err := p.HasPending(ctx)
		if err != nil {
			return err
		}
		if pending {
			if _, err := p.Up(ctx); err != nil {
				return err
			}
		}
		return refuseNewer(ctx, p)
	})
}

func refuseNewer(ctx context.Context, p *goose.Provider) error {
	has, knows, err := p.GetVersions(ctx)
	if err == nil && has > knows {
		return fmt.Errorf("the database has migration %d, this sotay knows them up to %d: use the newer sotay", has, knows)
	}
	return err
}

// DownTo takes migrations back, the newest first, until version is the last one left; 0
// takes back all. What they made is lost with its data.
func (db *DB) DownTo(ctx context.Context, version int64) error {
	return db.migrator(func(p *goose.Provider) error {
		_, err := p.DownTo(ctx, version)
		return err
	})
}

// Status lists the migrations this program knows, the oldest first.
func (db *DB) Status(ctx context.Context) ([]MigrationStatus, error) {
	var list []MigrationStatus
	err := db.migrator(func(p *goose.Provider) error {
		all, err := p.Status(ctx)
		for _, m := range all {
			s := MigrationStatus{Version: m.Source.Version, Name: path.Base(m.Source.Path)}
			if m.State == goose.StateApplied {
				s.Applied = &m.AppliedAt
			}
			list = append(list, s)
		}
		return err
	})
	return list, err
}

// migrator lends a goose provider that works as sotay_owner.
func (db *DB) migrator(do func(*goose.Provider) error) error {
	pool := stdlib.OpenDBFromPool(db.Owner)
	p, err := newProvider(pool)
	if err == nil {
		err = do(p)
	}
	if err = errors.Join(err, pool.Close()); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return nil
}

func newProvider(pool *sql.DB) (*goose.Provider, error) {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 600))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, pool, migrations.FS,
		goose.WithTableName(migrationsTable),
		goose.WithSessionLocker(locker),
		goose.WithDisableGlobalRegistry(true),
		goose.WithSlog(slog.New(slog.NewTextHandler(io.Discard, nil))))
}
