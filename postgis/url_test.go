package postgis_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/postgis"
)

// operator is a server that asks for passwords, as an operator's does.
type operator struct {
	server *postgis.Server
	socket string
}

const adminPassword = `p'w: "x"` // what a URL must quote

func newOperator(t *testing.T) operator {
	t.Helper()
	dir := dataDir(t)
	server, err := postgis.JoinServer(t.Context(), postgis.ServerConfig{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Leave(context.Background()); err != nil {
			t.Error(err)
		}
	})
	o := operator{server, server.Socket()}
	o.sql(t, "postgres",
		`CREATE ROLE admin LOGIN SUPERUSER PASSWORD '`+strings.ReplaceAll(adminPassword, "'", "''")+`'`,
		`CREATE ROLE plain LOGIN PASSWORD 'plain'`,
		`CREATE DATABASE land`)
	hba := "local all postgres peer map=sotay\nlocal all all scram-sha-256\n"
	if err := os.WriteFile(filepath.Join(dir, "pgdata", "pg_hba.conf"), []byte(hba), 0o600); err != nil {
		t.Fatal(err)
	}
	o.sql(t, "postgres", `SELECT pg_reload_conf()`)
	return o
}

// sql runs statements as the bootstrap superuser.
func (o operator) sql(t *testing.T, database string, statements ...string) {
	t.Helper()
	conn, err := o.server.Superuser(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, s := range statements {
		if _, err := conn.PgConn().Exec(t.Context(), s).ReadAll(); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func (o operator) url(login, password string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(login, password), Path: "/land"}
	return u.String() + "?host=" + url.QueryEscape(o.socket)
}

func TestAnOperatorsServer(t *testing.T) {
	o := newOperator(t)
	admin := o.url("admin", adminPassword)
	t.Run("a plain login is told what to run", func(t *testing.T) { o.testPlain(t) })
	t.Run("an administrator needs nothing else", func(t *testing.T) { o.testAdmin(t, admin) })
	t.Run("processes agree on the passwords", func(t *testing.T) { o.testAgreement(t, admin) })
	t.Run("the owner's login after the superuser's part", func(t *testing.T) { o.testOwner(t) })
	t.Run("a login of ours with rights of others", func(t *testing.T) { o.testExcess(t, admin) })
	t.Run("unsafe settings", func(t *testing.T) { o.testUnsafe(t, admin) })
}

func (o operator) testPlain(t *testing.T) {
	_, err := postgis.Open(t.Context(), postgis.Config{URL: o.url("plain", "plain")})
	var needs *postgis.NeedsSuperuserError
	if !errors.As(err, &needs) || !strings.Contains(err.Error(), "sotay migrate --print-superuser-sql") {
		t.Errorf("got %v", err)
	}
	if strings.Contains(err.Error(), ":plain@") {
		t.Errorf("the password is in the message: %v", err)
	}
}

func (o operator) testAdmin(t *testing.T, admin string) {
	db := mustOpen(t, postgis.Config{URL: admin})
	for login, pool := range map[string]interface {
		QueryRow(context.Context, string, ...any) pgx.Row
	}{"sotay_owner": db.Owner, "sotay_app": db.App, "sotay_staff": db.Staff, "sotay_public": db.Public} {
		var user string
		if err := pool.QueryRow(t.Context(), `SELECT session_user`).Scan(&user); err != nil || user != login {
			t.Errorf("pool of %s is %s, %v", login, user, err)
		}
	}
	status, err := db.Status(t.Context())
	if err != nil || len(status) == 0 || status[len(status)-1].Applied == nil {
		t.Errorf("migrations: %v, %v", status, err)
	}
}

func (o operator) testAgreement(t *testing.T, admin string) {
	verifiers := func() (list []string) {
		conn, err := o.server.Superuser(t.Context(), "postgres")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		rows, err := conn.Query(t.Context(), `SELECT rolpassword FROM pg_authid WHERE rolname LIKE 'sotay\_%' ORDER BY rolname`)
		if err == nil {
			list, err = pgx.CollectRows(rows, pgx.RowTo[string])
		}
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	before := verifiers()
	mustOpen(t, postgis.Config{URL: admin})
	if diff := cmp.Diff(before, verifiers()); diff != "" {
		t.Errorf("a second process changed the passwords:\n%s", diff)
	}
	mustOpen(t, postgis.Config{URL: admin, RoleSecret: "another"})
	if cmp.Equal(before, verifiers()) {
		t.Error("another secret left the passwords as they were")
	}
}

func (o operator) testOwner(t *testing.T) {
	o.sql(t, "postgres", `DROP DATABASE land WITH (FORCE)`, `DROP OWNED BY sotay_owner, sotay_app, sotay_staff, sotay_public`,
		`DROP ROLE sotay_owner, sotay_app, sotay_staff, sotay_public`, `CREATE DATABASE land`)
	cfg := postgis.Config{URL: o.url("sotay_owner", "owner's own")}
	script, err := postgis.SuperuserSQL(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(script, "owner's own") {
		t.Error("the script holds a password")
	}
	for range 2 { // it may be repeated
		o.sql(t, "land", script)
	}
	db := mustOpen(t, cfg)
	var owner string
	err = db.Owner.QueryRow(t.Context(), `SELECT datdba::regrole::text FROM pg_database WHERE datname = 'land'`).Scan(&owner)
	if err != nil || owner != "sotay_owner" {
		t.Errorf("owner of the database: %s, %v", owner, err)
	}
}

func (o operator) testExcess(t *testing.T, admin string) {
	for grant, revoke := range map[string]string{
		`ALTER ROLE sotay_public SUPERUSER`:         `ALTER ROLE sotay_public NOSUPERUSER`,
		`ALTER ROLE sotay_staff BYPASSRLS`:          `ALTER ROLE sotay_staff NOBYPASSRLS`,
		`GRANT pg_read_all_data TO sotay_public`:    `REVOKE pg_read_all_data FROM sotay_public`,
		`GRANT sotay_owner TO sotay_app`:            `REVOKE sotay_owner FROM sotay_app`,
		`GRANT pg_read_server_files TO sotay_app`:   `REVOKE pg_read_server_files FROM sotay_app`,
		`ALTER ROLE sotay_owner CREATEROLE`:         `ALTER ROLE sotay_owner NOCREATEROLE`,
		`GRANT pg_write_all_data TO sotay_staff`:    `REVOKE pg_write_all_data FROM sotay_staff`,
		`ALTER ROLE sotay_app REPLICATION CREATEDB`: `ALTER ROLE sotay_app NOREPLICATION NOCREATEDB`,
	} {
		o.sql(t, "postgres", grant)
		db, err := postgis.Open(t.Context(), postgis.Config{URL: admin})
		if err == nil {
			db.Close()
		}
		var excess *postgis.ExcessError
		if !errors.As(err, &excess) {
			t.Errorf("%s: got %v", grant, err)
		}
		o.sql(t, "postgres", revoke)
	}
}

func (o operator) testUnsafe(t *testing.T, admin string) {
	mustOpen(t, postgis.Config{URL: admin}).Close()
	for _, test := range []struct{ name, unsafe, safe, want string }{
		{"fsync", `ALTER SYSTEM SET fsync = off`, `ALTER SYSTEM RESET fsync`, "fsync=off (set by: configuration file)"},
		{"full_page_writes", `ALTER SYSTEM SET full_page_writes = off`, `ALTER SYSTEM RESET full_page_writes`, "full_page_writes=off (set by: configuration file)"},
		{"synchronous_commit", `ALTER SYSTEM SET synchronous_commit = off`, `ALTER SYSTEM RESET synchronous_commit`, "synchronous_commit=off (set by: configuration file)"},
		{"role", `ALTER ROLE sotay_app SET synchronous_commit = off`, `ALTER ROLE sotay_app RESET synchronous_commit`, "synchronous_commit=off (set by: user) for login sotay_app"},
		{"database", `ALTER DATABASE land SET synchronous_commit = off`, `ALTER DATABASE land RESET synchronous_commit`, "synchronous_commit=off (set by: database)"},
		{"role in database", `ALTER ROLE sotay_owner IN DATABASE land SET synchronous_commit = off`, `ALTER ROLE sotay_owner IN DATABASE land RESET synchronous_commit`, "synchronous_commit=off (set by: database user) for login sotay_owner"},
	} {
		o.sql(t, "postgres", test.unsafe, `SELECT pg_reload_conf()`)
		o.settle(t)
		db, err := postgis.Open(t.Context(), postgis.Config{URL: admin})
		if err == nil {
			db.Close()
		}
		var unsafe *postgis.UnsafeError
		if !errors.As(err, &unsafe) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q in it", test.name, err, test.want)
		}
		o.sql(t, "postgres", test.safe, `SELECT pg_reload_conf()`)
		o.settle(t)
	}
	mustOpen(t, postgis.Config{URL: admin})
}

// settle waits until the postmaster, whose children new connections are, has read its
// configuration again.
func (o operator) settle(t *testing.T) {
	t.Helper()
	eventually(t, "the reload", func() bool {
		conn, err := o.server.Superuser(t.Context(), "postgres")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		var fresh bool
		err = conn.QueryRow(t.Context(), `
			SELECT NOT EXISTS (
				SELECT FROM pg_file_settings f JOIN pg_settings s USING (name)
				WHERE  f.sourcefile LIKE '%auto.conf' AND f.setting <> s.setting)
			AND NOT EXISTS (
				SELECT FROM pg_settings s
				WHERE  s.sourcefile LIKE '%auto.conf' AND s.name NOT IN (SELECT name FROM pg_file_settings))`).Scan(&fresh)
		if err != nil {
			t.Fatal(err)
		}
		return fresh
	})
}

func TestRolePasswordsDiffer(t *testing.T) {
	seen := map[string]string{}
	for _, secret := range []string{"one", "two"} {
		for _, login := range postgis.Logins() {
			password := postgis.RolePassword(secret, login)
			if other, ok := seen[password]; ok || len(password) != 64 {
				t.Errorf("%s of %s has %q, and so has %s", login, secret, password, other)
			}
			seen[password] = fmt.Sprintf("%s of %s", login, secret)
		}
	}
}

func TestAURLWithoutAPasswordNeedsASecret(t *testing.T) {
	t.Setenv("PGPASSFILE", filepath.Join(t.TempDir(), "none"))
	_, err := postgis.Open(t.Context(), postgis.Config{URL: "postgres://admin@127.0.0.1:1/land"})
	if err == nil || !strings.Contains(err.Error(), "SOTAY_ROLE_SECRET") {
		t.Errorf("got %v", err)
	}
}
