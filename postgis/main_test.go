package postgis_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"sotay/postgis"
)

// holdDir makes this test program, when the variable is set, a process that opens the
// database of that folder and holds it until its input ends.
const holdDir = "SOTAY_TEST_HOLD_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(holdDir); dir != "" {
		os.Exit(hold(dir))
	}
	os.Exit(m.Run())
}

func hold(dir string) int {
	db, err := postgis.Open(context.Background(), postgis.Config{DataDir: dir})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("open")
	_, _ = io.Copy(io.Discard, os.Stdin)
	db.Close()
	return 0
}

// process is another process that holds a database open.
type process struct {
	cmd   *exec.Cmd
	input io.Closer
}

// holder starts one and waits until it has the database open.
func holder(t *testing.T, dir string) process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holdDir+"="+dir)
	cmd.Stderr = os.Stderr
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said string
	if _, err := fmt.Fscanln(out, &said); err != nil || said != "open" {
		t.Fatalf("the other process said %q, %v", said, err)
	}
	return process{cmd, input}
}

// leave lets it close its database.
func (p process) leave(t *testing.T) {
	t.Helper()
	if err := p.input.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Fatal(err)
	}
}

// kill ends it as kill -9 does.
func (p process) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait() // its answer is the signal
}
