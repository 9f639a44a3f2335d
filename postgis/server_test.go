package postgis_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/postgis"
)

func mustOpen(t *testing.T, cfg postgis.Config) *postgis.DB {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	db, err := postgis.Open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// dataDir names a folder, not made yet, that an ordinary user can reach.
func dataDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o711); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "data")
}

// alive is false for a process that has ended and only waits for its parent to notice.
func alive(pid int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(text), ") Z ")
}

// eventually waits for what happens in another process.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for !happened() {
		if time.Now().After(deadline) {
			t.Fatalf("%s did not happen", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestPrivateServerIsAsPromised(t *testing.T) {
	dir := dataDir(t)
	db := mustOpen(t, postgis.Config{DataDir: dir})
	want := map[string]string{
		"data_checksums": "on", "server_encoding": "UTF8", "lc_collate": "C.UTF-8", "listen_addresses": "",
		"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "jit": "off", "wal_compression": "lz4",
	}
	got := map[string]string{}
	for name := range want {
		var value string
		if err := db.Owner.QueryRow(t.Context(), `SELECT current_setting($1)`, name).Scan(&value); err != nil {
			t.Fatal(err)
		}
		got[name] = value
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	pid := db.Server().Pid()
	if group, err := syscall.Getpgid(pid); err != nil || group != pid {
		t.Errorf("process group of the server: %d, want its own %d, %v", group, pid, err)
	}
	if owner(t, fmt.Sprintf("/proc/%d", pid)) == 0 {
		t.Error("the server runs as root")
	}
	if mode := mustStat(t, db.Server().Socket()).Mode().Perm(); mode != 0o700 {
		t.Errorf("mode of the socket's folder: %o", mode)
	}
	hba, err := os.ReadFile(filepath.Join(dir, "pgdata", "pg_hba.conf"))
	if err != nil || strings.Contains(string(hba), "trust") || !strings.Contains(string(hba), "peer map=sotay") {
		t.Errorf("pg_hba.conf, %v:\n%s", err, hba)
	}
	db.Close()
	eventually(t, "the end of the server", func() bool { return !alive(pid) })
}

func owner(t *testing.T, path string) uint32 {
	t.Helper()
	return mustStat(t, path).Sys().(*syscall.Stat_t).Uid
}

func mustStat(t *testing.T, path string) os.FileInfo {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func TestTheLastToLeaveStopsTheServer(t *testing.T) {
	dir := dataDir(t)
	first := mustOpen(t, postgis.Config{DataDir: dir})
	other := holder(t, dir)
	pid := first.Server().Pid()
	first.Close()
	if !alive(pid) {
		t.Fatal("the first to leave stopped the server")
	}
	second := mustOpen(t, postgis.Config{DataDir: dir})
	if second.Server().Pid() != pid {
		t.Error("the running server was not joined")
	}
	second.Close()
	if !alive(pid) {
		t.Fatal("the second to leave stopped the server")
	}
	other.leave(t)
	eventually(t, "the end of the server", func() bool { return !alive(pid) })
}

func TestAnOrphanIsAdopted(t *testing.T) {
	dir := dataDir(t)
	other := holder(t, dir)
	pid := pidOf(t, dir)
	other.kill(t)
	if !alive(pid) {
		t.Fatal("kill -9 of sotay took the server along")
	}
	db := mustOpen(t, postgis.Config{DataDir: dir})
	if got := db.Server().Pid(); got != pid {
		t.Errorf("the server is %d, want the orphan %d", got, pid)
	}
	db.Close()
	eventually(t, "the end of the server", func() bool { return !alive(pid) })
}

func pidOf(t *testing.T, dir string) int {
	t.Helper()
	var pid int
	text, err := os.ReadFile(filepath.Join(dir, "pgdata", "postmaster.pid"))
	if err == nil {
		_, err = fmt.Sscan(string(text), &pid)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func TestAKilledServerIsRestartedAndHasLostNothing(t *testing.T) {
	dir := dataDir(t)
	db := mustOpen(t, postgis.Config{DataDir: dir})
	restarts := make(chan error, 100)
	go db.Supervise(t.Context(), func(err error) { restarts <- err })
	for round := 1; round <= 3; round++ {
		_, err := db.Owner.Exec(t.Context(), `
			INSERT INTO sotay.audit (n, at, actor, action, subject, detail, mac)
			SELECT count(*) + 1, now(), 'test', 'round', '', '{}', sha256('x') FROM sotay.audit`)
		if err != nil {
			t.Fatal(err)
		}
		pid := db.Server().Pid()
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		if err := <-restarts; err != nil {
			t.Fatalf("restart: %v", err)
		}
		if got := db.Server().Pid(); got == pid || got == 0 {
			t.Errorf("server %d after %d was killed", got, pid)
		}
		var rows int
		eventually(t, "an answer of the pool", func() bool {
			return db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM sotay.audit`).Scan(&rows) == nil
		})
		if rows != round {
			t.Errorf("%d rows after %d rounds", rows, round)
		}
	}
}

func TestASecondServeIsRefused(t *testing.T) {
	dir := dataDir(t)
	mustOpen(t, postgis.Config{DataDir: dir, Exclusive: true})
	_, err := postgis.Open(t.Context(), postgis.Config{DataDir: dir, Exclusive: true})
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("already running on this folder (process %d)", os.Getpid())) {
		t.Errorf("second serve: %v", err)
	}
	mustOpen(t, postgis.Config{DataDir: dir}) // a command may join
}

func TestTheServerStartsOverRemains(t *testing.T) {
	dir := dataDir(t)
	db := mustOpen(t, postgis.Config{DataDir: dir})
	db.Close()
	stranger := exec.Command("sleep", "600")
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stranger.Process.Kill(); _ = stranger.Wait() })
	cluster := filepath.Join(dir, "pgdata")
	// What a machine that lost its power leaves, after its process numbers began anew.
	note := fmt.Sprintf("%d\n%s\n1700000000\n5432\n%s\n\n  1234567   7654321\nready   \n", stranger.Process.Pid, cluster, filepath.Join(dir, "run"))
	if err := os.WriteFile(filepath.Join(cluster, "postmaster.pid"), []byte(note), 0o600); err != nil {
		t.Fatal(err)
	}
	mustOpen(t, postgis.Config{DataDir: dir})
	if !alive(stranger.Process.Pid) {
		t.Error("a stranger was killed")
	}
}

func TestAnInterruptedInitdbIsMadeAnew(t *testing.T) {
	dir := dataDir(t)
	if err := os.MkdirAll(filepath.Join(dir, "pgdata.new", "base"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "lock.start"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	mustOpen(t, postgis.Config{DataDir: dir})
}

func TestALongPathGetsItsSocketElsewhere(t *testing.T) {
	dir := filepath.Join(dataDir(t), strings.Repeat("long", 25), "it's here")
	for range 2 { // the second time the folder is remembered but gone
		db := mustOpen(t, postgis.Config{DataDir: dir})
		socket := db.Server().Socket()
		if strings.HasPrefix(socket, dir) || mustStat(t, socket).Mode().Perm() != 0o700 {
			t.Errorf("socket in %s, mode %o", socket, mustStat(t, socket).Mode().Perm())
		}
		mustOpen(t, postgis.Config{DataDir: dir}).Close()
		db.Close()
		if err := os.RemoveAll(socket); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAClosedParentIsNamed(t *testing.T) {
	closed := dataDir(t)
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	server, err := postgis.JoinServer(t.Context(), postgis.ServerConfig{Dir: filepath.Join(closed, "below", "data")})
	if os.Geteuid() != 0 { // our own folder is open to our own server
		if err != nil || server.Leave(t.Context()) != nil {
			t.Errorf("our own folder: %v", err)
		}
		return
	}
	var unreachable *postgis.UnreachableError
	if !errors.As(err, &unreachable) || unreachable.Parent != closed {
		t.Fatalf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(closed, "below")); err == nil {
		t.Error("folders were made where no server can run")
	}
	if !strings.Contains(err.Error(), "--data "+unreachable.Suggestion) {
		t.Errorf("no suggestion in: %v", err)
	}
}

func TestAFolderOfSomethingElseIsRefused(t *testing.T) {
	dir := dataDir(t)
	if err := os.MkdirAll(filepath.Join(dir, "photos"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := postgis.Open(t.Context(), postgis.Config{DataDir: dir})
	if err == nil || !strings.Contains(err.Error(), "--data") {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v now, %v", entries, err)
	}
}

func TestAnEmptyFolderOfOursIsTaken(t *testing.T) {
	dir := dataDir(t)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	mustOpen(t, postgis.Config{DataDir: dir})
}

func TestMissingProgramsAreNamedAsPackages(t *testing.T) {
	empty := t.TempDir()
	future := t.TempDir()
	for name, script := range map[string]string{"initdb": "", "postgres": "#!/bin/sh\necho 'postgres (PostgreSQL) 99.1'\n"} {
		if err := os.WriteFile(filepath.Join(future, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name, dir, version string
		packages           []string
	}{
		{"no PostgreSQL", empty, "", []string{"postgresql-15", "postgresql-15-postgis-3"}},
		{"not the cluster's version", future, "17", []string{"postgresql-17", "postgresql-17-postgis-3"}},
		{"no PostGIS", future, "", []string{"postgresql-99", "postgresql-99-postgis-3"}},
	} {
		_, err := postgis.FindBinaries([]string{test.dir}, test.version)
		var missing *postgis.MissingError
		if !errors.As(err, &missing) {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if diff := cmp.Diff(test.packages, missing.Packages); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		if !strings.Contains(err.Error(), "apt-get install "+strings.Join(test.packages, " ")) {
			t.Errorf("%s: no command in: %v", test.name, err)
		}
	}
}

func TestSettingsSuitTheMachine(t *testing.T) {
	for _, test := range []struct {
		name         string
		memory, disk uint64
		want         map[string]string
	}{
		{"24 GiB", 24 << 30, 100 << 30, map[string]string{
			"shared_buffers": "1024MB", "maintenance_work_mem": "512MB", "work_mem": "32MB", "max_wal_size": "4GB",
		}},
		{"1 GiB, little disk", 1 << 30, 5 << 30, map[string]string{
			"shared_buffers": "128MB", "maintenance_work_mem": "64MB", "work_mem": "4MB", "max_wal_size": "1GB",
		}},
	} {
		got := postgis.ServerSettings(test.memory, test.disk)
		for name, want := range test.want {
			if got[name] != want {
				t.Errorf("%s: %s = %s, want %s", test.name, name, got[name], want)
			}
		}
	}
}
