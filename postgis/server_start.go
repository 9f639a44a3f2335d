package postgis

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// errStillHeld is a start that failed because the backends of a killed server still hold
// its shared memory; they end within moments.
var errStillHeld = errors.New("the remains of the last server are still ending")

// start starts the server and waits until it accepts queries, crash recovery included.
func (s *Server) start(ctx context.Context) error {
	for {
		err := s.startOnce(ctx)
		if !errors.Is(err, errStillHeld) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func (s *Server) startOnce(ctx context.Context) error {
	if err := s.clearStalePid(); err != nil {
		return err
	}
	log, err := os.OpenFile(s.folder.log(), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := s.user.command(s.bin.program("postgres"), "-D", s.folder.cluster())
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	return s.waitReady(ctx, ended)
}

// waitReady waits until the superuser can connect. ended tells of the server's end; it is
// nil when another process started it.
func (s *Server) waitReady(ctx context.Context, ended <-chan error) error {
	for {
		conn, err := s.Superuser(ctx, "postgres")
		if err == nil {
			return conn.Close(ctx)
		}
		if !isCode(err, "57P03") && isCode(err, "") { // an answer other than "starting up"
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w while the database was starting: %w", context.Cause(ctx), err)
		case <-ended:
			return s.explainFailure()
		case <-time.After(20 * time.Millisecond):
		}
		if ended == nil && !s.running() {
			return err
		}
	}
}

// explainFailure gives the server's own last words.
func (s *Server) explainFailure() error {
	text, _ := os.ReadFile(s.folder.log())
	said := strings.TrimSpace(string(text))
	if strings.Contains(said, "shared memory block") {
		return errStillHeld
	}
	if lines := strings.Split(said, "\n"); len(lines) > 12 {
		said = strings.Join(lines[len(lines)-12:], "\n")
	}
	return fmt.Errorf("PostgreSQL did not start; it said:\n%s\nmore in %s", said, filepath.Join(s.folder.cluster(), "log"))
}

// stop asks for a fast shutdown and waits until the server is gone.
func (s *Server) stop(ctx context.Context) error {
	pid := s.pid()
	if pid == 0 {
		return nil
	}
	if err := syscall.Kill(pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stop the database: %w", err)
	}
	for s.serves(pid) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("the database is still shutting down: %w", context.Cause(ctx))
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

// pid is the process id of the folder's running server, 0 when there is none.
func (s *Server) pid() int {
	if pid := s.notedPid(); pid != 0 && s.serves(pid) {
		return pid
	}
	return 0
}

// serves tells whether a process is alive and at home in our cluster: the system may have
// given a noted number to another program since. A zombie has no folder any more.
func (s *Server) serves(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return false
	}
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if errors.Is(err, os.ErrNotExist) {
		return false
	}
	return err != nil || sameFile(cwd, s.folder.cluster())
}

func (s *Server) notedPid() int {
	text, err := os.ReadFile(s.folder.pidFile())
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid < 2 {
		return 0
	}
	return pid
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// clearStalePid helps after a crash of the whole machine, when the noted process id may
// belong to another program and PostgreSQL would take that for a running server. It notes
// our own id in its stead, which the server takes for its parent's and so for stale; its
// other check, of the shared memory, stays.
func (s *Server) clearStalePid() error {
	noted := s.notedPid()
	if noted == 0 || s.pid() != 0 {
		return nil
	}
	text, err := os.ReadFile(s.folder.pidFile())
	if err != nil {
		return err
	}
	_, rest, _ := strings.Cut(string(text), "\n")
	return s.folder.writeFile(s.user, s.folder.pidFile(), fmt.Sprintf("%d\n%s", os.Getpid(), rest))
}

// Supervise keeps the private server running until ctx ends: when it died, it is started
// again, and restarted is told how that went. The pools of this process reconnect by
// themselves. On a server of the operator's it only waits.
func (db *DB) Supervise(ctx context.Context, restarted func(error)) {
	if db.server == nil {
		<-ctx.Done()
		return
	}
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !db.server.running() {
			restarted(db.server.restart(ctx))
		}
	}
}

func (s *Server) restart(ctx context.Context) error {
	gate, err := lockFile(ctx, s.folder.gate(), exclusive)
	if err != nil {
		return err
	}
	defer gate.release()
	return s.ensureRunning(ctx)
}

// Psql is the command of an interactive shell on the private database.
func (s *Server) Psql(login, database string, args ...string) *exec.Cmd {
	return exec.Command(s.bin.program("psql"), append([]string{"--dbname", s.ConnString(login, database)}, args...)...)
}
