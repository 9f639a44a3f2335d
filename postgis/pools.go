package postgis

import (
	"context"
	"fmt"
	"maps"
	"runtime"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The four logins. They are roles of the whole server, not of one database.
const (
	OwnerLogin  = "sotay_owner"
	AppLogin    = "sotay_app"
	StaffLogin  = "sotay_staff"
	PublicLogin = "sotay_public"
)

// Logins lists the four logins, the most powerful first.
func Logins() []string { return []string{OwnerLogin, AppLogin, StaffLogin, PublicLogin} }

// pools pairs each login with its place in db.
func (db *DB) pools() map[string]**pgxpool.Pool {
	return map[string]**pgxpool.Pool{
		OwnerLogin: &db.Owner, AppLogin: &db.App, StaffLogin: &db.Staff, PublicLogin: &db.Public,
	}
}

// connect opens the four pools and one connection of each, so that a wrong password or
// an unsafe setting shows now.
func (db *DB) connect(ctx context.Context, config func(login string) (*pgxpool.Config, error)) error {
	for login, pool := range db.pools() {
		cfg, err := config(login)
		if err == nil {
			*pool, err = newPool(ctx, cfg, login)
		}
		if err != nil {
			db.closePools()
			return fmt.Errorf("connect as %s: %w", login, err)
		}
	}
	return nil
}

func newPool(ctx context.Context, cfg *pgxpool.Config, login string) (*pgxpool.Pool, error) {
	cfg.MaxConns = maxConns(login, runtime.GOMAXPROCS(0))
	maps.Copy(cfg.ConnConfig.RuntimeParams, sessionSettings(login))
	cfg.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		if err := refuseUnsafe(ctx, conn); err != nil {
			return err
		}
		return registerGeometry(ctx, conn)
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// maxConns gives the readers and writers of requests the most connections, and leaves a
// server of 100 connections room for a few commands beside one `sotay serve`.
func maxConns(login string, cores int) int32 {
	switch login {
	case OwnerLogin:
		return 6
	case StaffLogin:
		return int32(min(2+2*cores, 8))
	}
	return int32(min(4+4*cores, 24))
}

// sessionSettings are set at the start of every session of a login. Just-in-time
// compilation costs more than it gains on short queries, and so do parallel workers on
// the queries of many readers. A reader's statement that takes longer than anybody waits
// is cancelled by the server itself, whatever became of its client. Days begin as those of
// package calendar: current_date is today in Việt Nam. (As an offset, in POSIX's way, which
// needs no table of time zones.)
func sessionSettings(login string) map[string]string {
	settings := map[string]string{
		"application_name": login,
		"jit":              "off",
		"timezone":         "<+07>-7",
	}
	if login == StaffLogin || login == PublicLogin {
		settings["default_transaction_read_only"] = "on"
		settings["max_parallel_workers_per_gather"] = "0"
		settings["idle_in_transaction_session_timeout"] = "60s"
		settings["statement_timeout"] = "20s"
	}
	return settings
}
