package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"sotay/postgis"
)

// TestServeGivesImportsUp: SIGTERM does not wait for an import that cannot go on. It is
// answered, the old state stands, and it can be applied after the restart.
func TestServeGivesImportsUp(t *testing.T) {
	data := newDatabase(t)
	s := mustServe(t, data)
	staged := sotay(t, data, "import", mustWrite(t, "parcels.geojson", parcelFile))
	if out, err := staged.CombinedOutput(); staged.ProcessState.ExitCode() != exitFailed {
		t.Fatalf("%v\n%s", err, out)
	}
	conn := superuser(t, data)
	unlock := lockParcels(t, conn, "SHARE")
	request, err := http.NewRequest(http.MethodPost, s.url+"/api/imports/1/apply", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	answers := make(chan string, 1)
	go func() {
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			answers <- err.Error()
			return
		}
		_ = answer.Body.Close()
		answers <- answer.Status
	}()
	eventually(t, "the wish to write", func() bool { return waiters(t, conn, postgis.OwnerLogin) > 0 })
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if got := <-answers; !strings.HasPrefix(got, "503 ") {
		t.Errorf("the import under way was answered with %s", got)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("serve ended with %v:\n%s", err, s.said(t))
	}
	if n := count(t, conn, "data.parcels"); n != 0 {
		t.Errorf("%d parcels", n)
	}
	unlock()
	mustServe(t, data)
	mustRun(t, data, "imports", "apply", "1")
	if n := count(t, conn, "data.parcels"); n != 1 {
		t.Errorf("%d parcels after the restart", n)
	}
}

// TestAnImportOutlivesServe: the database stays for an import when the serve that started
// it ends, and ends with the import.
func TestAnImportOutlivesServe(t *testing.T) {
	data := newDatabase(t)
	s := mustServe(t, data)
	conn := visitor(t, data)
	unlock := lockParcels(t, conn, "SHARE")
	file := mustWrite(t, "parcels.geojson", parcelFile)
	importing := sotay(t, data, "import", file, "--yes")
	var said strings.Builder
	importing.Stdout, importing.Stderr = &said, &said
	if err := importing.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the wish to write", func() bool { return waiters(t, conn, postgis.OwnerLogin) > 0 })
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("serve ended with %v:\n%s", err, s.said(t))
	}
	unlock()
	if err := importing.Wait(); err != nil || !strings.Contains(said.String(), "Applied: 1 added") {
		t.Errorf("the import ended with %v:\n%s", err, &said)
	}
	if _, err := os.Stat(filepath.Join(data, "pgdata", "postmaster.pid")); err == nil {
		t.Error("the last to leave left the database running")
	}
}

// visitor connects to the running private server of a folder without keeping it.
func visitor(t *testing.T, data string) *pgx.Conn {
	t.Helper()
	server, err := postgis.JoinServer(t.Context(), postgis.ServerConfig{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := server.Superuser(t.Context(), postgis.DefaultDatabase)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	if err := server.Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
	return conn
}
