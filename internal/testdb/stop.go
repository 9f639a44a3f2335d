package testdb

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
)

// watch waits until no process holds the server's users lock, and still none after a
// pause in which the next test program may come; then it asks the server to shut down,
// holding the lock so that a newcomer waits and starts it anew. Only one watch stays.
const watch = `
exec 9>>"$1/lock.watch"; flock --nonblock 9 || exit 0
while :; do
    flock --exclusive "$1/lock.users" true; sleep 10
    exec 8>>"$1/lock.users"
    if flock --exclusive --nonblock 8; then
        kill -INT "$(head -n 1 "$1/pgdata/postmaster.pid")"
        while [ -e "$1/pgdata/postmaster.pid" ]; do sleep 0.1; done
        exit 0
    fi
    exec 8>&-
done`

// stopAfterLast starts the watch. A test process cannot do it itself: go test gives a
// helper no last word.
func stopAfterLast(dir string) error {
	flock, err := exec.LookPath("flock")
	if err != nil {
		return fmt.Errorf("flock (Debian package util-linux): %w", err)
	}
	cmd := exec.Command("/bin/sh", "-c", watch, "sh", dir)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + filepath.Dir(flock) + ":/usr/bin:/bin"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }()
	return nil
}
