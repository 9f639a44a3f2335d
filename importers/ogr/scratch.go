package ogr

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// scratchName begins the names of all scratch folders.
const scratchName = "sotay-ogr-"

// scratch is a folder with what ogr2ogr may read and where it may write. Whoever made it
// holds a lock on a file in it, so that sweep knows those whose maker was killed.
type scratch struct {
	dir  string
	lock *os.File
}

// Scratch makes an empty folder beside those of conversions. It goes with remove or, where
// this process is killed, with the next conversion or scratch folder.
func (c Config) Scratch() (dir string, remove func() error, err error) {
	sweep(c.Dir)
	s, err := newScratch(c.Dir)
	if err != nil {
		return "", nil, err
	}
	return s.path("in"), s.Close, nil
}

func newScratch(parent string) (*scratch, error) {
	dir, err := os.MkdirTemp(parent, scratchName)
	if err != nil {
		return nil, err
	}
	s := &scratch{dir: dir}
	if s.lock, err = os.Create(s.path("lock")); err == nil {
		err = syscall.Flock(int(s.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	}
	for _, sub := range []string{"in", "out"} {
		if err == nil {
			err = os.Mkdir(s.path(sub), 0o700)
		}
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *scratch) path(name string) string { return filepath.Join(s.dir, name) }

// Close removes the folder.
func (s *scratch) Close() error {
	err := os.RemoveAll(s.dir)
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return err
}

// sweep removes the folders of processes that were killed. A folder without a lock file is
// being made this moment, or was left by a process killed in that moment.
func sweep(parent string) {
	if parent == "" {
		parent = os.TempDir()
	}
	dirs, err := filepath.Glob(filepath.Join(parent, scratchName+"*"))
	if err != nil {
		return
	}
	for _, dir := range dirs {
		lock, err := os.Open(filepath.Join(dir, "lock"))
		if err != nil {
			continue
		}
		if info, err := lock.Stat(); err == nil && ours(info) && syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			_ = os.RemoveAll(dir)
		}
		_ = lock.Close()
	}
}

func ours(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// offer puts the file, and those that belong to it, into the folder under a name that GDAL
// knows, and gives that path and those that must be readable for it. Links do: nothing is
// copied.
func (s *scratch) offer(path string, f Format) (in string, read []string, err error) {
	if path, err = filepath.Abs(path); err != nil {
		return "", nil, err
	}
	read = []string{s.path("in")}
	base := strings.TrimSuffix(path, filepath.Ext(path))
	in = s.path("in/in." + f.extensions[0])
	read = append(read, resolved(path))
	if err := os.Symlink(path, in); err != nil || len(f.companions) == 0 {
		return in, read, err
	}
	beside, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return "", nil, err
	}
	for _, e := range beside {
		name := filepath.Join(filepath.Dir(path), e.Name())
		ext := extension(name)
		if strings.EqualFold(strings.TrimSuffix(name, filepath.Ext(name)), base) && slices.Contains(f.companions, ext) {
			if err := os.Symlink(name, s.path("in/in."+ext)); err != nil && !errors.Is(err, os.ErrExist) {
				return "", nil, err
			}
			read = append(read, resolved(name))
		}
	}
	return in, read, nil
}

func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}
