package postgis

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
)

// superuser is the bootstrap superuser of a private server. Only sotay's own process
// uses it, over the socket.
const superuser = "postgres"

// ServerConfig says where a private server lives and how it runs.
type ServerConfig struct {
	// Dir is the data folder; it is made when it does not exist.
	Dir string
	// Settings are added to sotay's own server settings, or replace them. They apply
	// when this process is the one that starts the server.
	Settings map[string]string
	// Exclusive asks to be the only `serve` of the folder; other commands still join.
	Exclusive bool
	// BinDirs are searched for initdb and postgres instead of the usual places.
	BinDirs []string
}

// Server is this process's share in the private PostgreSQL of a data folder. The server
// is started by the first process that joins, and stopped by the last one that leaves;
// one that lost all its users to kill -9 is adopted by the next that joins.
type Server struct {
	cfg    ServerConfig
	folder folder
	bin    binaries
	user   serverUser
	socket string // folder of the unix socket
	users  *flock // held shared for as long as this process uses the server
	serve  *flock // held exclusive by `sotay serve`
}

// JoinServer starts the private server of a folder, making the folder and its database
// cluster first where needed, or joins it where it runs already. End with Leave.
func JoinServer(ctx context.Context, cfg ServerConfig) (*Server, error) {
	s, err := newServer(cfg)
	if err != nil {
		return nil, err
	}
	if err := s.join(ctx); err != nil {
		s.dropLocks()
		return nil, fmt.Errorf("private database in %s: %w", s.folder.dir, err)
	}
	return s, nil
}

func newServer(cfg ServerConfig) (*Server, error) {
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, folder: folder{dir}}
	if s.user, err = chooseUser(s.folder); err != nil {
		return nil, err
	}
	if s.bin, err = findBinaries(cfg.BinDirs, s.folder.version()); err != nil {
		return nil, err
	}
	return s, s.folder.make(s.user)
}

func (s *Server) join(ctx context.Context) error {
	if s.cfg.Exclusive {
		if err := s.takeServe(); err != nil {
			return err
		}
	}
	gate, err := lockFile(ctx, s.folder.gate(), exclusive)
	if err != nil {
		return err
	}
	defer gate.release()
	if s.users, err = lockFile(ctx, s.folder.users(), shared); err != nil {
		return err
	}
	return s.ensureRunning(ctx)
}

// RunningError refuses a second `sotay serve` on a folder.
type RunningError struct{ PID string }

// Error names the first one.
func (e *RunningError) Error() string {
	return "sotay serve is already running on this folder (process " + e.PID + "); stop it first, or give --data another folder"
}

// takeServe makes this process the folder's only `sotay serve`.
func (s *Server) takeServe() error {
	lock, err := tryLock(s.folder.serve(), exclusive)
	if errors.Is(err, errLocked) {
		pid, _ := os.ReadFile(s.folder.serve())
		return &RunningError{PID: strings.TrimSpace(string(pid))}
	}
	if err != nil {
		return err
	}
	s.serve = lock
	return lock.write(fmt.Sprintln(os.Getpid()))
}

// ensureRunning must be called under the gate.
func (s *Server) ensureRunning(ctx context.Context) error {
	if s.running() {
		s.socket = s.folder.recordedSocket()
		return s.waitReady(ctx, nil)
	}
	if err := s.folder.initialise(ctx, s.bin, s.user); err != nil {
		return err
	}
	var err error
	if s.socket, err = s.folder.socketFolder(s.user); err != nil {
		return err
	}
	if err := s.writeSettings(); err != nil {
		return err
	}
	return s.start(ctx)
}

// Leave gives this process's share back, and stops the server when nobody else uses it.
func (s *Server) Leave(ctx context.Context) error {
	defer s.dropLocks()
	gate, err := lockFile(ctx, s.folder.gate(), exclusive)
	if err != nil {
		return err
	}
	defer gate.release()
	s.users.release()
	last, err := tryLock(s.folder.users(), exclusive)
	if errors.Is(err, errLocked) {
		return nil
	}
	if err != nil {
		return err
	}
	defer last.release()
	return s.stop(ctx)
}

func (s *Server) dropLocks() {
	s.users.release()
	s.serve.release()
}

// Dir is the absolute path of the data folder.
func (s *Server) Dir() string { return s.folder.dir }

// Bin is the folder of the PostgreSQL programs in use, for psql and pg_dump.
func (s *Server) Bin() string { return s.bin.dir }

// ConnString is how a login reaches a database of this server.
func (s *Server) ConnString(login, database string) string {
	quote := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace
	return fmt.Sprintf("host='%s' port=%d user='%s' dbname='%s' sslmode=disable target_session_attrs=any",
		quote(s.socket), port, quote(login), quote(database))
}

// Superuser connects as the bootstrap superuser. The caller closes the connection.
func (s *Server) Superuser(ctx context.Context, database string) (*pgx.Conn, error) {
	return pgx.Connect(ctx, s.ConnString(superuser, database))
}

// EnsureDatabase makes an empty database where there is none of that name.
func (s *Server) EnsureDatabase(ctx context.Context, name string) error {
	conn, err := s.Superuser(ctx, "postgres")
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var there bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&there)
	if err != nil || there {
		return err
	}
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	if isCode(err, "42P04", "23505") { // another process was faster
		return nil
	}
	return err
}

// folder is the layout of a data folder.
type folder struct{ dir string }

func (f folder) cluster() string    { return filepath.Join(f.dir, "pgdata") }
func (f folder) gate() string       { return filepath.Join(f.dir, "lock.start") }
func (f folder) users() string      { return filepath.Join(f.dir, "lock.users") }
func (f folder) serve() string      { return filepath.Join(f.dir, "lock.serve") }
func (f folder) log() string        { return filepath.Join(f.dir, "postgres.log") }
func (f folder) socketNote() string { return filepath.Join(f.dir, "socket") }
func (f folder) pidFile() string    { return filepath.Join(f.cluster(), "postmaster.pid") }

// version is the major version of the cluster in the folder, "" when there is none.
func (f folder) version() string {
	text, err := os.ReadFile(filepath.Join(f.cluster(), "PG_VERSION"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// make makes the folder and those above it that are missing, closed to everyone but us
// and the server's user, unless that user could not get there.
func (f folder) make(u serverUser) error {
	if err := f.refuseForeign(); err != nil {
		return err
	}
	if err := f.reach(u); err != nil {
		return err
	}
	for _, dir := range lineage(f.dir) {
		err := os.Mkdir(dir, 0o700)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			err = u.admit(dir)
		}
		if err != nil {
			return fmt.Errorf("data folder: %w", err)
		}
	}
	return nil
}

// reach opens the folder itself to the server's user where it is ours to open.
func (f folder) reach(u serverUser) error {
	err := u.reach(f.dir)
	var closed *UnreachableError
	if !errors.As(err, &closed) || closed.Parent != f.dir || u.admit(f.dir) != nil {
		return err
	}
	return u.reach(f.dir)
}

// refuseForeign keeps sotay out of a folder that holds something else.
func (f folder) refuseForeign() error {
	entries, err := os.ReadDir(f.dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	for _, e := range entries {
		if e.Name() == filepath.Base(f.gate()) || e.Name() == filepath.Base(f.cluster()) {
			return nil
		}
	}
	return fmt.Errorf("%s is not empty and not a data folder of sotay: give --data a new folder", f.dir)
}

// lineage lists a folder and all above it, the root first.
func lineage(dir string) []string {
	if dir == filepath.Dir(dir) {
		return []string{dir}
	}
	return append(lineage(filepath.Dir(dir)), dir)
}
