package postgis

import (
	"context"
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

const (
	shared    = unix.LOCK_SH
	exclusive = unix.LOCK_EX
)

var errLocked = errors.New("locked by another process")

// flock is a lock on a file that the kernel gives back when the process ends, however it
// ends. Two locks of one process on one file are as foreign as those of two processes.
type flock struct{ file *os.File }

// tryLock takes a lock at once, or fails with errLocked.
func tryLock(path string, how int) (*flock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	err = unix.Flock(int(file.Fd()), how|unix.LOCK_NB)
	if err == nil {
		return &flock{file}, nil
	}
	file.Close()
	if errors.Is(err, unix.EWOULDBLOCK) {
		return nil, errLocked
	}
	return nil, &os.PathError{Op: "flock", Path: path, Err: err}
}

// lockFile waits for a lock for as long as ctx allows.
func lockFile(ctx context.Context, path string, how int) (*flock, error) {
	for {
		lock, err := tryLock(path, how)
		if !errors.Is(err, errLocked) {
			return lock, err
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// write replaces what the lock file says, for people to read.
func (l *flock) write(text string) error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt([]byte(text), 0)
	return err
}

// release gives the lock back; it may be called again, and on nil.
func (l *flock) release() {
	if l != nil {
		l.file.Close()
	}
}
