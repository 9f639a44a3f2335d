package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// headFile is the path of the file that keeps the head.
type headFile string

// Head is the last row that was written.
type Head struct {
	N   int64  `json:"n"`
	MAC string `json:"mac"` // hexadecimal
}

// ParseHead reads a head as the program's log and "sotay audit verify" tell it: N:MAC.
func ParseHead(text string) (Head, error) {
	n, mac, _ := strings.Cut(text, ":")
	h := Head{MAC: strings.ToLower(mac)}
	var err error
	h.N, err = strconv.ParseInt(n, 10, 64)
	if b, bad := hex.DecodeString(mac); err != nil || bad != nil || h.N < 1 || len(b) != sha256.Size {
		return Head{}, fmt.Errorf("%q is not the head of an audit log: its number, a colon, %d hexadecimal digits", text, 2*sha256.Size)
	}
	return h, nil
}

// advance writes a row as the head, unless a later one is there.
func (f headFile) advance(r Row) error {
	return f.locked(func() error {
		have, known, err := f.read()
		if err != nil || known && have.N >= r.N {
			return err
		}
		return f.write(r)
	})
}

// locked does something while writers in other processes wait.
func (f headFile) locked(do func() error) error {
	lock, err := os.OpenFile(string(f)+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	return do()
}

func (f headFile) write(r Row) error {
	text, err := json.Marshal(Head{r.N, hex.EncodeToString(r.MAC)})
	if err != nil {
		return err
	}
	return replaceFile(string(f), append(text, '\n'))
}

func (f headFile) read() (h Head, known bool, err error) {
	text, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return Head{}, false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &h)
	}
	if err != nil {
		return Head{}, false, fmt.Errorf("head of the audit log: %w", err)
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
