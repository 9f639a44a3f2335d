package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"sotay/internal/testdb"
	"sotay/postgis"
)

// pattern is the data folder that databases are copied from, made by the first test that
// needs one. Its server is stopped.
var pattern struct {
	once sync.Once
	dir  string // around the data folder
	err  error
}

// patternless runs the tests and removes the pattern.
type patternless struct{ *testing.M }

// Run implements testscript.TestingM.
func (m patternless) Run() int {
	defer func() { _ = os.RemoveAll(pattern.dir) }() // "" without a pattern
	return m.M.Run()
}

// makePattern makes a data folder as "sotay migrate up" leaves it.
func makePattern() {
	if pattern.dir, pattern.err = newFolder(); pattern.err != nil {
		return
	}
	program, err := exec.LookPath("sotay") // testscript puts it on PATH
	if err != nil {
		pattern.err = err
		return
	}
	cmd := exec.Command(program, "migrate", "up")
	cmd.Env = append(os.Environ(), "SOTAY_DATA="+filepath.Join(pattern.dir, "data"))
	if out, err := cmd.CombinedOutput(); err != nil {
		pattern.err = fmt.Errorf("sotay migrate up: %w\n%s", err, out)
	}
}

// newFolder makes a folder where the tests' databases are fast, which an ordinary user's
// server can reach.
func newFolder() (string, error) {
	dir, err := os.MkdirTemp(testdb.Home(), "sotay-data-")
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o711)
}

// copyDatabase makes the data folder what "sotay migrate up" would make it.
func copyDatabase(data string) error {
	if pattern.once.Do(makePattern); pattern.err != nil {
		return pattern.err
	}
	if out, err := exec.Command("cp", "-a", filepath.Join(pattern.dir, "data"), data).CombinedOutput(); err != nil {
		return fmt.Errorf("copy the data folder: %w\n%s", err, out)
	}
	return nil
}

// provide gives a script a database that is there and running already: what "migrate up"
// and each command's own start of the server cost is for the scripts about them.
func provide(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: database")
	}
	data := ts.Getenv("SOTAY_DATA")
	ts.Check(copyDatabase(data))
	server, err := postgis.JoinServer(context.Background(), postgis.ServerConfig{Dir: data})
	ts.Check(err)
	ts.Defer(func() { ts.Check(server.Leave(context.Background())) })
}

// newDatabase is a data folder like newData's with the migrated database in it.
func newDatabase(t *testing.T) string {
	t.Helper()
	data := newData(t)
	if err := copyDatabase(data); err != nil {
		t.Fatal(err)
	}
	return data
}
