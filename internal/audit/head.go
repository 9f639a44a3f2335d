package audit

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// headFile is the path of the file that keeps the head.
type headFile string

// head is the last row that was written.
type head struct {
	N   int64  `json:"n"`
	MAC string `json:"mac"` // hexadecimal
}

// advance writes a row as the head, unless a later one is there. Writers in other processes
// wait for each other.
func (f headFile) advance(r Row) error {
	lock, err := os.OpenFile(string(f)+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	have, known, err := f.read()
	if err != nil {
		return err
	}
	if known && have.N >= r.N {
		return nil
	}
	text, err := json.Marshal(head{r.N, hex.EncodeToString(r.MAC)})
	if err != nil {
		return err
	}
	return replaceFile(string(f), append(text, '\n'))
}

func (f headFile) read() (h head, known bool, err error) {
	text, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return head{}, false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &h)
	}
	if err != nil {
		return head{}, false, fmt.Errorf("head of the audit log: %w", err)
	}
	return h, true, nil
}

// replaceFile writes a file whole, on disk, or not at all.
func replaceFile(path string, text []byte) error {
	fresh, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = fresh.Write(text)
	err = errors.Join(err, fresh.Sync(), fresh.Close())
	if err == nil {
		err = os.Rename(fresh.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(fresh.Name()))
	}
	return nil
}
