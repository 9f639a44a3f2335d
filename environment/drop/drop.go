// Package drop takes monitoring files out of a folder that other programs write into: an FTP
// server, a share. Each file is read once it rests, its readings are stored, and it is moved to
// done/YYYY/MM/DD or failed/YYYY/MM/DD (days of UTC+7), with a report beside it where there is
// something to say. Killed in between, it is taken again, and what is stored already is no more
// stored. Start with Watch.
//
// Looking is polling: file systems of networks tell nobody what others write.
package drop

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"sotay/environment"
	"sotay/postgis"
)

// Config says which folder, and where its readings go. All but Settle and Took are required.
type Config struct {
	DB       *postgis.DB
	Readings *environment.Store
	// Dir is the folder. Other programs put files into it or into folders in it; it must allow
	// this program to rename them.
	Dir string
	// Settle is how long a file must not change before it is taken; 0: 10 s.
	Settle time.Duration
	// Failed is told what hinders the work.
	Failed func(error)
	// Took is told of each file that was moved, and where to; nil: nobody is.
	Took func(name, to string, report environment.FileReport)
}

// Where files go, in the folder itself.
const (
	doneFolder   = "done"
	failedFolder = "failed"
)

// DefaultSettle is how long a file must rest where it is not said.
const DefaultSettle = 10 * time.Second

// again is the time until a file that could not be moved is tried again, and until the same
// trouble is told again.
const again = time.Minute

// enough is how many files must fail to be stored in one look, until the rest is left for the next.
const enough = 3

// Watch takes files until ctx ends. Of several processes that watch one folder one does.
func Watch(ctx context.Context, c Config) {
	if c.Settle == 0 {
		c.Settle = DefaultSettle
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		dir = c.Dir
	}
	postgis.Lead(ctx, c.DB.App, "readings folder "+dir, c.Failed, func(ctx context.Context) error {
		w := newWatch(c, time.Now)
		for {
			if err := w.look(ctx); err != nil && ctx.Err() == nil {
				w.tell(err)
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(min(c.Settle/2, 5*time.Second)):
			}
		}
	})
}

// watch is what one process knows of the folder.
type watch struct {
	Config
	now     func() time.Time
	pending map[string]pending // by name
	trouble string             // told last
	told    time.Time
}

func newWatch(c Config, now func() time.Time) *watch {
	return &watch{Config: c, now: now, pending: map[string]pending{}}
}

// pending is a file that has not been taken.
type pending struct {
	state
	since time.Time // seen so
	after time.Time // not to be tried before
}

// state changes when somebody writes.
type state struct {
	size  int64
	mtime time.Time
}

func stateOf(info fs.FileInfo) state { return state{info.Size(), info.ModTime()} }

// tell tells of trouble, the same not every few seconds.
func (w *watch) tell(err error) {
	if text := err.Error(); text != w.trouble || w.now().Sub(w.told) >= again {
		w.trouble, w.told = text, w.now()
		w.Failed(fmt.Errorf("readings folder %s: %w", w.Dir, err))
	}
}

// look goes through the folder once and takes the files that rest.
func (w *watch) look(ctx context.Context) error {
	root, err := os.OpenRoot(w.Dir) // nothing that is done through it leaves the folder
	if err != nil {
		return err
	}
	defer root.Close()
	seen := map[string]pending{}
	var troubles []error
	var unstored int
	err = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			troubles = append(troubles, err)
			return nil
		case entry.IsDir() && (name == doneFolder || name == failedFolder || name != "." && strings.HasPrefix(entry.Name(), ".")):
			return fs.SkipDir
		case !entry.Type().IsRegular() || unfinished(entry.Name()): // links are not followed
			return nil
		}
		info, err := entry.Info()
		if err != nil { // taken away meanwhile
			return nil
		}
		p := w.rests(name, info)
		if now := w.now(); now.Sub(p.since) >= w.Settle && !now.Before(p.after) {
			moved, err := w.take(ctx, root, name, info)
			if err != nil {
				troubles = append(troubles, err)
				p.after = now.Add(again)
			}
			if moved {
				delete(w.pending, name)
				return nil
			}
			if errors.Is(err, errDatabase) {
				unstored++
			}
		}
		seen[name] = p
		if unstored == enough { // it is hardly the files: all of them wait
			return fs.SkipAll
		}
		return nil
	})
	if unstored == enough { // of the files behind what was known holds
		maps.Copy(w.pending, seen)
	} else {
		w.pending = seen
	}
	return errors.Join(append(troubles, err)...)
}

// rests tells since when a file is as it is.
func (w *watch) rests(name string, info fs.FileInfo) pending {
	p, known := w.pending[name]
	if !known || p.state != stateOf(info) {
		return pending{state: stateOf(info), since: w.now()}
	}
	return p
}

// unfinished tells names that programs give to files until they are whole.
func unfinished(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".part", ".filepart", ".tmp", ".temp", ".uploading":
		return true
	}
	return strings.HasPrefix(name, ".")
}
