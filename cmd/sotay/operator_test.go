package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sotay/postgis"
)

// operatorsServer is a PostgreSQL that asks for passwords, with an empty database "land",
// an administrator and a login without rights.
func operatorsServer(t *testing.T) (address func(login string) string) {
	t.Helper()
	dir := newData(t)
	server, err := postgis.JoinServer(t.Context(), postgis.ServerConfig{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Leave(context.Background()); err != nil {
			t.Error(err)
		}
	})
	conn, err := server.Superuser(t.Context(), "postgres")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	hba := "local all postgres peer map=sotay\nlocal all all scram-sha-256\n"
	if err := os.WriteFile(filepath.Join(dir, "pgdata", "pg_hba.conf"), []byte(hba), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`CREATE ROLE admin LOGIN SUPERUSER PASSWORD 'word'`, `CREATE ROLE plain LOGIN PASSWORD 'word'`,
		`CREATE DATABASE land`, `SELECT pg_reload_conf()`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	return func(login string) string {
		return "postgres://" + login + ":word@/land?host=" + url.QueryEscape(filepath.Join(dir, "run"))
	}
}

func TestServeOnAnOperatorsServer(t *testing.T) {
	address := operatorsServer(t)
	nowhere := filepath.Join(t.TempDir(), "unused")

	refused := sotay(t, nowhere, "layers", "list", "--database", address("plain"))
	out, err := refused.CombinedOutput()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != exitFailed || !strings.Contains(string(out), "sotay migrate --print-superuser-sql") {
		t.Errorf("a login without rights: %v\n%s", err, out)
	}

	for range 2 { // as many as wanted on one database
		s := mustServe(t, nowhere, "--database", address("admin"))
		if code, body := s.status(http.DefaultClient, "/readyz"); code != 200 {
			t.Errorf("readiness: %d %s", code, body)
		}
	}
	mustRun(t, nowhere, "import", mustWrite(t, "parcels.geojson", parcelFile), "--yes", "--database", address("admin"))
	out, err = sotay(t, nowhere, "psql", "--database", address("admin"), "--", "-Atc", "SELECT count(*) FROM data.parcels").Output()
	if err != nil || string(out) != "1\n" {
		t.Errorf("psql: %q, %v", out, err)
	}
	beside, err := filepath.Glob(filepath.Join(nowhere, "*"))
	want := []string{filepath.Join(nowhere, "audit.head"), filepath.Join(nowhere, "audit.head.lock"), filepath.Join(nowhere, "audit.key")}
	if err != nil || !slices.Equal(beside, want) {
		t.Errorf("beside the operator's server: %v, %v; want the audit's key and head alone", beside, err)
	}
}
