package guide

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Config says where texts come from besides the program itself.
type Config struct {
	// Dir holds files slug.vi.md and slug.en.md that replace the program's or add to them;
	// "" for none.
	Dir string
	// Every is how often the folder is looked at, at most; 0: each second.
	Every time.Duration
	// Failed takes what is wrong with a file, once for each of its states; nil: nobody
	// listens.
	Failed func(error)
}

// Store keeps the texts and follows the operator's folder. It is safe for concurrent use.
type Store struct {
	Config
	own     map[key]*Text // the program's
	current atomic.Pointer[Library]

	looking sync.Mutex // held while the folder is looked at
	looked  time.Time
	files   map[key]*file
	missing bool // the folder, when last looked at
}

// file is a file of the folder as it was last seen.
type file struct {
	changed time.Time
	size    int64
	text    *Text  // the last that could be read, nil for none
	told    string // what was last told of it, "" when nothing is wrong
}

// The most that is read of a folder.
const (
	maxFile  = 1 << 20
	maxFiles = 500
)

// Open reads the texts. A folder that cannot be read is an error; a file in it that is
// wrong is told to Failed, and the program's own text stays.
func Open(c Config) (*Store, error) {
	if c.Every == 0 {
		c.Every = time.Second
	}
	if c.Failed == nil {
		c.Failed = func(error) {}
	}
	own, err := readEmbedded()
	if err != nil {
		return nil, err
	}
	s := &Store{Config: c, own: own, files: map[key]*file{}}
	s.current.Store(newLibrary(own))
	if c.Dir == "" {
		return s, nil
	}
	return s, s.look()
}

// Current gives the texts as they are now, to within Config.Every.
func (s *Store) Current() *Library {
	if s.Dir != "" && s.looking.TryLock() {
		if time.Since(s.looked) >= s.Every {
			err := s.look()
			if err != nil && !s.missing {
				s.Failed(err)
			}
			s.missing = err != nil
		}
		s.looking.Unlock()
	}
	return s.current.Load()
}

// look reads what is new in the folder. The folder is opened anew each time, and nothing
// outside it can be reached through a link in it. When it cannot be read all stays as it was.
func (s *Store) look() error {
	s.looked = time.Now()
	root, err := os.OpenRoot(s.Dir)
	if err != nil {
		return fmt.Errorf("guide: %w", err)
	}
	defer root.Close()
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return fmt.Errorf("guide: %s: %w", s.Dir, err)
	}
	there := map[key]bool{}
	changed := false
	for _, e := range entries {
		k, ok := keyOf(e.Name())
		if !ok || len(there) >= maxFiles {
			continue
		}
		there[k] = true
		changed = s.read(root, k, e.Name()) || changed
	}
	for k := range s.files {
		if !there[k] {
			delete(s.files, k)
			changed = true
		}
	}
	if changed {
		s.publish()
	}
	return nil
}

// read reads a file if it is not as last seen, and tells whether it gave a new text. One
// that could not be read is tried each time: who may read it can change while it does not.
func (s *Store) read(root *os.Root, k key, name string) bool {
	known := s.files[k]
	if known == nil {
		known = &file{}
		s.files[k] = known
	}
	info, err := root.Stat(name)
	if err == nil && info.ModTime().Equal(known.changed) && info.Size() == known.size {
		return false
	}
	var source []byte
	if err == nil {
		source, err = readFile(root, name, info)
	}
	if err != nil {
		s.tell(known, fmt.Errorf("guide: %s: %w", name, err))
		return false
	}
	known.changed, known.size = info.ModTime(), info.Size()
	text, err := Parse(name, source)
	if err != nil {
		s.tell(known, err)
		return false
	}
	known.text, known.told = text, ""
	return true
}

// tell tells what is wrong with a file, unless that was the last that was told of it.
func (s *Store) tell(f *file, err error) {
	if f.told != err.Error() {
		f.told = err.Error()
		s.Failed(err)
	}
}

func readFile(root *os.Root, name string, info fs.FileInfo) ([]byte, error) {
	switch {
	case !info.Mode().IsRegular():
		return nil, errors.New("is no regular file")
	case info.Size() > maxFile:
		return nil, fmt.Errorf("is larger than %d bytes", maxFile)
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile))
}

// publish makes the library of the program's texts and, over them, the folder's.
func (s *Store) publish() {
	texts := maps.Clone(s.own)
	for k, f := range s.files {
		if f.text != nil {
			texts[k] = f.text
		}
	}
	s.current.Store(newLibrary(texts))
}
