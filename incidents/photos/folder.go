package photos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// path of a picture: folders of the first two digits keep each of them small.
func (s *Store) path(name string) string { return filepath.Join(s.dir, name[:2], name+".jpg") }

// write puts a file under its name so that it is there whole or not at all, and stays after a
// loss of power. One that is there already is written again: its time is that of its last use.
func (s *Store) write(name string, content []byte) error {
	path := s.path(name)
	switch err := os.Mkdir(filepath.Dir(path), 0o700); {
	case err == nil:
		if err := syncDir(s.dir); err != nil {
			return err
		}
	case !errors.Is(err, os.ErrExist):
		return err
	}
	f, err := os.CreateTemp(filepath.Join(s.dir, "new"), name[:8]+"-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes what a folder lists survive a loss of power.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// shared and alone are the ways to hold the folder: by many who write, by one who sweeps.
const (
	shared = unix.LOCK_SH
	alone  = unix.LOCK_EX
)

// lock holds the folder until unlock. Between asking for it again there is a pause.
func (s *Store) lock(ctx context.Context, how int) (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(s.dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
		if err == nil {
			return func() { _ = f.Close() }, nil
		}
		if errors.Is(err, unix.EWOULDBLOCK) {
			select {
			case <-time.After(5 * time.Millisecond):
				continue
			case <-ctx.Done():
				err = ctx.Err()
			}
		}
		if !errors.Is(err, unix.EINTR) {
			return nil, errors.Join(fmt.Errorf("lock the folder of photos: %w", err), f.Close())
		}
	}
}

// sweptAtOnce is how many files are looked up together.
const sweptAtOnce = 500

// Sweep removes what was written before a time and is used by no row: used tells which of some
// names are. It says how many files went.
func (s *Store) Sweep(ctx context.Context, before time.Time, used func(context.Context, []string) (map[string]bool, error)) (int, error) {
	if err := s.clearNew(ctx, before); err != nil {
		return 0, err
	}
	folders, err := filepath.Glob(filepath.Join(s.dir, "[0-9a-f][0-9a-f]"))
	if err != nil {
		return 0, err
	}
	gone := 0
	for _, folder := range folders {
		names, err := oldNames(folder, before)
		for err == nil && len(names) > 0 {
			some := names[:min(len(names), sweptAtOnce)]
			names = names[len(some):]
			var n int
			n, err = s.sweep(ctx, some, before, used)
			gone += n
		}
		if err != nil {
			return gone, fmt.Errorf("sweep photos: %w", err)
		}
	}
	return gone, nil
}

// clearNew removes what was never finished, while nobody writes.
func (s *Store) clearNew(ctx context.Context, before time.Time) error {
	unlock, err := s.lock(ctx, alone)
	if err != nil {
		return err
	}
	defer unlock()
	files, err := os.ReadDir(filepath.Join(s.dir, "new"))
	for _, f := range files {
		if info, gone := f.Info(); gone == nil && info.ModTime().Before(before) {
			if e := os.Remove(filepath.Join(s.dir, "new", f.Name())); !errors.Is(e, os.ErrNotExist) { // what is being sent goes by itself
				err = errors.Join(err, e)
			}
		}
	}
	return err
}

// oldNames lists the pictures of a folder that were written before a time.
func oldNames(folder string, before time.Time) (names []string, err error) {
	files, err := os.ReadDir(folder)
	for _, f := range files {
		name := f.Name()[:max(0, len(f.Name())-len(".jpg"))]
		if info, gone := f.Info(); gone == nil && isName(name) && info.ModTime().Before(before) {
			names = append(names, name)
		}
	}
	return names, err
}

// sweep removes those of some files that no row uses and that nobody has written again, while
// nobody writes.
func (s *Store) sweep(ctx context.Context, names []string, before time.Time, used func(context.Context, []string) (map[string]bool, error)) (gone int, err error) {
	unlock, err := s.lock(ctx, alone)
	if err != nil {
		return 0, err
	}
	defer unlock()
	kept, err := used(ctx, names)
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		info, err := os.Stat(s.path(name))
		if kept[name] || err != nil || !info.ModTime().Before(before) {
			continue
		}
		if err := os.Remove(s.path(name)); err != nil {
			return gone, err
		}
		gone++
	}
	return gone, nil
}
