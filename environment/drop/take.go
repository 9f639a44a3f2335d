package drop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"

	"sotay/environment"
	"sotay/internal/calendar"
)

// errDatabase tells that readings cannot be stored now: the files wait.
var errDatabase = errors.New("readings are not stored")

// take stores the readings of a file and moves it. It is not moved where it changed meanwhile.
//
// It goes to failed where a line could not be read or nothing could, else to done. What could be
// read is stored all the same.
func (w *watch) take(ctx context.Context, root *os.Root, name string, info fs.FileInfo) (moved bool, err error) {
	report := environment.FileReport{Name: name}
	body, why := read(root, name, info)
	if why == nil {
		report, why = w.Readings.TakeFile(ctx, environment.Sender{Source: "tệp " + name}, environment.File{Name: name, Body: body})
		if why != nil && !errors.As(why, new(*environment.FileError)) {
			return false, fmt.Errorf("%w: %s: %w", errDatabase, name, why)
		}
	}
	if errors.Is(why, fs.ErrNotExist) || errors.Is(why, errChanged) {
		return false, nil
	}
	folder := doneFolder
	if why != nil || report.Count(environment.Refused) > 0 {
		folder = failedFolder
	}
	text := ""
	if folder == failedFolder || report.Count(environment.Quarantined) > 0 {
		text = environment.WriteReport(report, why, w.now())
	}
	to, err := w.move(root, name, path.Join(folder, w.now().In(calendar.Zone()).Format("2006/01/02"), name), info, text)
	if err != nil || to == "" {
		return false, err
	}
	if w.Took != nil {
		w.Took(name, to, report)
	}
	return true, nil
}

// errChanged tells that a file is not the one that was looked at.
var errChanged = errors.New("the file has changed")

// read reads a file whole, where it is still as it was seen.
func read(root *os.Root, name string, info fs.FileInfo) ([]byte, error) {
	f, err := root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // should it be a pipe by now
	if err != nil {
		return nil, err
	}
	defer f.Close()
	now, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !os.SameFile(info, now) || stateOf(info) != stateOf(now) {
		return nil, errChanged
	}
	return io.ReadAll(io.LimitReader(f, environment.MaxFile+1))
}

// move moves a file that was read, with the report on it written first, and gives where to. ""
// means that somebody began to write it anew meanwhile: then it is back in its place.
func (w *watch) move(root *os.Root, name, to string, info fs.FileInfo, report string) (string, error) {
	if err := root.MkdirAll(path.Dir(to), 0o770); err != nil {
		return "", err
	}
	to, err := vacant(root, to)
	if err != nil {
		return "", err
	}
	if report != "" {
		if err := root.WriteFile(to+".report.txt", []byte(report), 0o660); err != nil {
			return "", err
		}
	}
	if err := root.Rename(name, to); err != nil {
		return "", err
	}
	now, err := root.Lstat(to)
	if err != nil || stateOf(now) == stateOf(info) {
		return to, err
	}
	if report != "" {
		_ = root.Remove(to + ".report.txt") // the next one replaces it anyhow
	}
	back, err := vacant(root, name)
	if err == nil {
		err = root.Rename(to, back)
	}
	return "", err
}

// vacant gives a name that is not taken: NAME.txt, NAME.2.txt …
func vacant(root *os.Root, name string) (string, error) {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for n := 2; ; n++ {
		if _, err := root.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		} else if err != nil {
			return "", err
		}
		name = fmt.Sprintf("%s.%d%s", stem, n, ext)
	}
}
