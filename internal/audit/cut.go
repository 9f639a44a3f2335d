package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// cut is a head of which was found, when more was to be written, that its row is not there.
type cut struct {
	Head
	From int64     `json:"from"` // the first row that is gone, as far as is known
	At   time.Time `json:"at"`   // when it was found
}

// cuts is the file that keeps cuts: a line of JSON each.
func (f headFile) cuts() string { return string(f) + ".cut" }

// setAside keeps a head among the cuts, on disk, and begins anew with the last row that is
// there; a zero row for none.
func (f headFile) setAside(c cut, last Row) error {
	return f.locked(func() error {
		have, known, err := f.read()
		if err != nil || !known || have != c.Head {
			return err // another process was faster
		}
		if err := appendLine(f.cuts(), c); err != nil {
			return err
		}
		if last.N == 0 {
			return os.Remove(string(f))
		}
		return f.write(last)
	})
}

// readCuts gives all cuts that were found. A line that cannot be read, such as one that was not
// written whole, is a cut of which nothing is known: the zero value.
func (f headFile) readCuts() ([]cut, error) {
	text, err := os.ReadFile(f.cuts())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cuts of the audit log: %w", err)
	}
	var list []cut
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		var c cut
		if err := json.Unmarshal(line, &c); err != nil || c.From < 1 {
			c = cut{}
		}
		list = append(list, c)
	}
	return list, nil
}

// appendLine adds a value to a file as a line of JSON, on disk when it returns. What is there
// without an end of line stays a line of its own. No other process may write meanwhile.
func appendLine(path string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	torn, err := lacksEnd(file)
	if torn {
		text = append([]byte{'\n'}, text...)
	}
	if err == nil {
		_, err = file.Write(append(text, '\n'))
	}
	return errors.Join(err, file.Sync(), file.Close())
}

// lacksEnd tells whether the last line of a file lacks its end.
func lacksEnd(file *os.File) (bool, error) {
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return false, err
	}
	var last [1]byte
	_, err = file.ReadAt(last[:], info.Size()-1)
	return last[0] != '\n', err
}
