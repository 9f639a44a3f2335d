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

// readCuts gives all cuts that were found.
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
		var c cut
		if err := json.Unmarshal(line, &c); err != nil {
			return nil, fmt.Errorf("cuts of the audit log: %s: %w", f.cuts(), err)
		}
		list = append(list, c)
	}
	return list, nil
}

// appendLine adds a value to a file as a line of JSON, on disk when it returns.
func appendLine(path string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	return errors.Join(err, file.Sync(), file.Close())
}
