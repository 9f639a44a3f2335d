package postgis_test

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/internal/testdb"
	"sotay/postgis"
)

// noise is what pg_dump writes anew each time.
var noise = regexp.MustCompile(`(?m)^(\\(un)?restrict .*|--.*)\n`)

// schema is the definition of everything in a database, as SQL.
func schema(t *testing.T, db *postgis.DB) string {
	t.Helper()
	cfg := db.Owner.Config().ConnConfig
	dump := exec.Command(db.Server().Bin()+"/pg_dump", "--schema-only", "--dbname", db.Server().ConnString("postgres", cfg.Database))
	out, err := dump.Output()
	if err != nil {
		t.Fatalf("pg_dump: %v", err)
	}
	return noise.ReplaceAllString(string(out), "")
}

func mustUp(t *testing.T, db *postgis.DB) {
	t.Helper()
	if err := db.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func mustDownTo(t *testing.T, db *postgis.DB, version int64) {
	t.Helper()
	if err := db.DownTo(t.Context(), version); err != nil {
		t.Fatalf("down to %d: %v", version, err)
	}
}

// versions lists the migrations, the newest first, with what is below each.
func versions(t *testing.T, db *postgis.DB) []int64 {
	t.Helper()
	status, err := db.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list := []int64{0}
	for _, s := range status {
		list = append(list, s.Version)
	}
	slices.Reverse(list)
	return list
}

func TestMigrationsOnAnEmptyDatabase(t *testing.T) {
	db := testdb.Empty(t)
	if _, err := db.Status(t.Context()); err != nil { // makes goose's own table
		t.Fatal(err)
	}
	empty := schema(t, db)
	mustUp(t, db)
	full := schema(t, db)
	mustUp(t, db) // repeating it changes nothing
	for _, below := range versions(t, db)[1:] {
		mustDownTo(t, db, below)
		if below == 0 {
			if diff := cmp.Diff(empty, schema(t, db)); diff != "" {
				t.Errorf("left behind by going down (-empty +left):\n%s", diff)
			}
		}
		mustUp(t, db)
		if diff := cmp.Diff(full, schema(t, db)); diff != "" {
			t.Errorf("down to %d and up again (-before +after):\n%s", below, diff)
		}
	}
}

func TestMigrationsOnAFilledDatabase(t *testing.T) {
	plain := testdb.Empty(t)
	mustUp(t, plain)
	want := schema(t, plain)
	for _, below := range versions(t, plain)[1:] {
		db := testdb.New(t)
		fillTables(t, db)
		mustDownTo(t, db, below)
		mustUp(t, db)
		if below == 0 {
			if diff := cmp.Diff(want, schema(t, db)); diff != "" {
				t.Errorf("all down and up on a filled database (-want +got):\n%s", diff)
			}
		}
	}
}

// fillTables puts rows into every table and fails where one was forgotten.
func fillTables(t *testing.T, db *postgis.DB) {
	t.Helper()
	script, err := os.ReadFile("testdata/filled.sql")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Owner.Exec(t.Context(), string(script), pgx.QueryExecModeSimpleProtocol); err != nil {
		t.Fatalf("testdata/filled.sql: %v", err)
	}
	rows, err := db.Owner.Query(t.Context(), `
		SELECT format('%I.%I', n.nspname, c.relname)
		FROM   pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE  n.nspname IN ('sotay', 'data') AND c.relkind IN ('r', 'p') AND NOT c.relispartition`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		var filled bool
		if err := db.Owner.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM "+table+")").Scan(&filled); err != nil || !filled {
			t.Errorf("no row in %s, %v: give it one in testdata/filled.sql", table, err)
		}
	}
}

func TestStatusTellsWhatIsMissing(t *testing.T) {
	db := testdb.Empty(t)
	applied := func() (n, all int) {
		status, err := db.Status(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range status {
			if s.Applied != nil {
				n++
			}
			if !strings.HasSuffix(s.Name, ".sql") {
				t.Errorf("name %q", s.Name)
			}
		}
		return n, len(status)
	}
	if n, all := applied(); n != 0 || all == 0 {
		t.Errorf("%d of %d applied to an empty database", n, all)
	}
	mustUp(t, db)
	if n, all := applied(); n != all {
		t.Errorf("%d of %d applied after up", n, all)
	}
}

func TestProcessesMigrateOnce(t *testing.T) {
	db := testdb.Empty(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := db.Up(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var twice int
	err := db.Owner.QueryRow(t.Context(), `
		SELECT count(*) FROM (
			SELECT version_id FROM public.sotay_migrations WHERE version_id > 0 GROUP BY 1 HAVING count(*) > 1) AS d`).Scan(&twice)
	if err != nil || twice != 0 {
		t.Errorf("%d migrations ran twice, %v", twice, err)
	}
}

func TestADatabaseOfANewerSotayIsRefused(t *testing.T) {
	db := testdb.Empty(t)
	mustUp(t, db)
	if _, err := db.Owner.Exec(t.Context(), `INSERT INTO public.sotay_migrations (version_id, is_applied) VALUES (99999, true)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Up(t.Context()); err == nil || !strings.Contains(err.Error(), "newer sotay") {
		t.Errorf("got %v", err)
	}
}
