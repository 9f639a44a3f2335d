package postgis

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// DefaultDatabase is the name of the database on a private server.
const DefaultDatabase = "sotay"

// Config says which database to open.
type Config struct {
	// URL of a server of the operator's, with a login that may create roles or is
	// sotay_owner; empty: the private server under DataDir.
	URL string
	// RoleSecret is what the four logins' passwords on the operator's server are derived
	// from; empty: the password in URL.
	RoleSecret string
	// DataDir is the folder of the private server.
	DataDir string
	// Database is the name of the database on the private server; empty: DefaultDatabase.
	Database string
	// MustExist refuses to make the private server: one that is expected is not found in an
	// empty folder beside it.
	MustExist bool
	// Exclusive asks to be the only `serve` of the data folder.
	Exclusive bool
	// SkipMigrations opens the database as it is, to look at its state.
	SkipMigrations bool
	// Settings of the private server, beside sotay's own.
	Settings map[string]string
}

// DB is an open database: a pool for each login, with geometry as go-geom values.
type DB struct {
	// Owner migrates and makes tables.
	Owner *pgxpool.Pool
	// App reads and writes rows; of the audit and the journal it may only add to.
	App *pgxpool.Pool
	// Staff reads what staff may see.
	Staff *pgxpool.Pool
	// Public reads schema pub and nothing else. Everything anonymous runs on it.
	Public *pgxpool.Pool

	server *Server // nil on the operator's server, or when it is somebody else's to leave
	leave  bool
}

// Open makes the database ready and connects to it: the private server is started or
// joined, roles and what else needs a superuser are put in place, unsafe settings are
// refused, and migrations brought up to date. End with Close.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.URL != "" {
		return openURL(ctx, cfg)
	}
	if cfg.MustExist {
		if err := exists(cfg.DataDir); err != nil {
			return nil, err
		}
	}
	server, err := JoinServer(ctx, ServerConfig{Dir: cfg.DataDir, Settings: cfg.Settings, Exclusive: cfg.Exclusive})
	if err != nil {
		return nil, err
	}
	db, err := server.Open(ctx, cfg)
	if err != nil {
		return nil, errors.Join(err, server.Leave(context.WithoutCancel(ctx)))
	}
	db.leave = true
	return db, nil
}

// Open opens a database of the server, making it first where there is none. Closing it
// leaves the server running.
func (s *Server) Open(ctx context.Context, cfg Config) (*DB, error) {
	name := cfg.Database
	if name == "" {
		name = DefaultDatabase
	}
	if err := s.EnsureDatabase(ctx, name); err != nil {
		return nil, fmt.Errorf("database %s: %w", name, err)
	}
	if err := s.bootstrap(ctx, name); err != nil {
		return nil, fmt.Errorf("database %s: %w", name, err)
	}
	db := &DB{server: s}
	err := db.connect(ctx, func(login string) (*pgxpool.Config, error) {
		return pgxpool.ParseConfig(s.ConnString(login, name))
	})
	if err != nil {
		return nil, err
	}
	return db.ready(ctx, cfg)
}

// bootstrap does what needs the superuser.
func (s *Server) bootstrap(ctx context.Context, name string) error {
	conn, err := s.Superuser(ctx, name)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return prepare(ctx, conn)
}

// ready brings the migrations up to date, or closes db.
func (db *DB) ready(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.SkipMigrations {
		return db, nil
	}
	if err := db.Up(ctx); err != nil {
		db.closePools()
		return nil, err
	}
	return db, nil
}

// Close closes the pools and leaves the private server, which stops when nobody else
// uses it.
func (db *DB) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_ = db.Shutdown(ctx)
}

// Shutdown is Close with a bound on its waiting, and the error.
func (db *DB) Shutdown(ctx context.Context) error {
	db.closePools()
	if !db.leave {
		return nil
	}
	db.leave = false
	return db.server.Leave(ctx)
}

func (db *DB) closePools() {
	for _, pool := range []*pgxpool.Pool{db.Owner, db.App, db.Staff, db.Public} {
		if pool != nil {
			pool.Close()
		}
	}
}

// Server is the private server, nil on one of the operator's.
func (db *DB) Server() *Server { return db.server }
