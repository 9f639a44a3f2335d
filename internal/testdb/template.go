package testdb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sotay/postgis"
)

// The kinds of templates: with the superuser's part only, and with all else too.
const (
	bare = "bare"
	full = "full"
)

// cloneTemplate makes the database name out of the template of today's sources.
func cloneTemplate(ctx context.Context, kind, name string) error {
	for {
		template, err := currentTemplate(ctx, kind)
		if err != nil {
			return err
		}
		server, err := shared()
		if err != nil {
			return err
		}
		err = run(ctx, server, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", ident(name), ident(template)))
		var pg *pgconn.PgError
		if errors.As(err, &pg) && pg.Code == "3D000" { // dropped by a process with newer sources
			continue
		}
		return err
	}
}

// currentTemplate names the template database of today's sources, making it where it
// does not exist yet.
func currentTemplate(ctx context.Context, kind string) (string, error) {
	server, err := shared()
	if err != nil {
		return "", err
	}
	sum, err := sources()
	if err != nil {
		return "", err
	}
	conn, err := server.Superuser(ctx, "postgres")
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	name := "sotay_template_" + sum + "_" + kind
	if there, err := exists(ctx, conn, name); err != nil || there {
		return name, err
	}
	// One process makes them; the lock goes with the connection.
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(hashtextextended('sotay test template', 0))`); err != nil {
		return "", err
	}
	return name, makeTemplates(ctx, server, conn, sum)
}

func exists(ctx context.Context, conn *pgx.Conn, name string) (there bool, err error) {
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&there)
	return there, err
}

// templatesKept is how many templates of other sources stay: of work in other folders of
// the same machine, which would else make them anew for each test.
const templatesKept = 12

// makeTemplates makes what is missing, under another name first: a template's name means
// that it is whole. The oldest templates of other sources go.
func makeTemplates(ctx context.Context, server *postgis.Server, conn *pgx.Conn, sum string) error {
	prefix := "sotay_template_" + sum + "_"
	if err := dropTemplates(ctx, conn, prefix); err != nil {
		return err
	}
	prepare := func(ctx context.Context, name string) error {
		db, err := server.Open(ctx, postgis.Config{Database: name, SkipMigrations: true})
		if err == nil {
			db.Close()
		}
		return err
	}
	migrate := func(ctx context.Context, name string) error {
		db, err := server.Open(ctx, postgis.Config{Database: name})
		if err != nil {
			return err
		}
		defer db.Close()
		return fill(ctx, db)
	}
	if err := makeTemplate(ctx, conn, "template1", prefix+bare, prepare); err != nil {
		return err
	}
	return makeTemplate(ctx, conn, prefix+bare, prefix+full, migrate)
}

func makeTemplate(ctx context.Context, conn *pgx.Conn, from, name string, work func(context.Context, string) error) error {
	if there, err := exists(ctx, conn, name); err != nil || there {
		return err
	}
	const draft = "sotay_draft"
	for _, sql := range []string{
		fmt.Sprintf("DROP DATABASE IF EXISTS %s WITH (FORCE)", draft),
		fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", draft, ident(from)),
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if err := work(ctx, draft); err != nil {
		return err
	}
	if err := freed(ctx, conn, draft); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, fmt.Sprintf("ALTER DATABASE %s RENAME TO %s", draft, ident(name)))
	return err
}

// freed ends what is left on a database: a closed pool's backends need a moment.
func freed(ctx context.Context, conn *pgx.Conn, name string) error {
	_, err := conn.Exec(ctx, `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1`, name)
	return err
}

func dropTemplates(ctx context.Context, conn *pgx.Conn, keep string) error {
	rows, err := conn.Query(ctx, `
		SELECT datname
		FROM   pg_database
		WHERE  datname LIKE 'sotay\_template\_%' AND NOT starts_with(datname, $1)
		ORDER  BY oid DESC
		OFFSET $2`, keep, templatesKept)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, old := range names {
		// One that is being cloned at this moment stays; the next change of sources takes it.
		_, _ = conn.Exec(ctx, "DROP DATABASE IF EXISTS "+ident(old))
	}
	return nil
}

// sources hashes whatever a fresh database is made by.
func sources() (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	for _, pattern := range []string{"migrations/*.sql", "layers/*.go", "postgis/*.go", "postgis/*.sql", "internal/testdb/*.go", "communes/*.go", "communes/*.csv"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return "", err
		}
		slices.Sort(files)
		for _, name := range files {
			if err := addFile(hash, name); err != nil {
				return "", err
			}
		}
	}
	return hex.EncodeToString(hash.Sum(nil)[:8]), nil
}

func addFile(hash io.Writer, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	fmt.Fprintln(hash, filepath.Base(name))
	_, err = io.Copy(hash, file)
	return err
}

// moduleRoot is the folder of go.mod above the test's own folder.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}
