package postgis

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// port is part of the socket's file name; no TCP port is opened.
const port = 5432

// maxSocketPath is what a unix socket's address holds on Linux without its final NUL.
const maxSocketPath = 107

func socketFile(dir string) string { return filepath.Join(dir, fmt.Sprintf(".s.PGSQL.%d", port)) }

// socketFolder gives a folder for the socket, closed to all but the server's user: one in
// the data folder, or, where that path is too long for a socket, one under the run or
// temp folder that the data folder remembers.
func (f folder) socketFolder(u serverUser) (string, error) {
	inside := filepath.Join(f.dir, "run")
	if len(socketFile(inside)) <= maxSocketPath {
		err := u.own(inside)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return "", err
		}
		return inside, f.recordSocket(inside)
	}
	if dir := f.recordedSocket(); dir != "" && u.trusts(dir) {
		return dir, nil
	}
	for _, base := range []string{os.Getenv("XDG_RUNTIME_DIR"), os.TempDir(), "/tmp"} {
		dir, err := u.temporary(base)
		if err == nil {
			return dir, f.recordSocket(dir)
		}
	}
	return "", fmt.Errorf("no folder for the socket: %s is too long for one, and so are the temp folders", inside)
}

// temporary makes a folder of a new name under base, if a socket's path fits there and
// the server's user can reach it.
func (u serverUser) temporary(base string) (string, error) {
	const name = "sotay-0123456789"
	if base == "" || len(socketFile(filepath.Join(base, name))) > maxSocketPath {
		return "", errors.New("not usable")
	}
	if err := u.reach(base); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(base, "sotay-*")
	if err != nil {
		return "", err
	}
	return dir, u.give(dir)
}

// trusts tells whether a remembered folder is still the server's own: under a temp folder
// somebody else may have taken its name.
func (u serverUser) trusts(dir string) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode().Perm() != 0o700 {
		return false
	}
	return int(info.Sys().(*syscall.Stat_t).Uid) == u.uid
}

func (f folder) recordSocket(dir string) error {
	return os.WriteFile(f.socketNote(), []byte(dir+"\n"), 0o600)
}

// recordedSocket is the folder of the running server's socket, "" when none is noted.
func (f folder) recordedSocket() string {
	text, _ := os.ReadFile(f.socketNote())
	return strings.TrimSpace(string(text))
}

// running tells whether a server answers on the folder's socket. A full queue is an
// answer too; a missing socket, or one that nobody listens on, is none.
func (s *Server) running() bool {
	dir := s.folder.recordedSocket()
	if dir == "" {
		return false
	}
	conn, err := net.DialTimeout("unix", socketFile(dir), 5*time.Second)
	if err == nil {
		conn.Close()
		return true
	}
	return !errors.Is(err, syscall.ECONNREFUSED) && !errors.Is(err, fs.ErrNotExist)
}
