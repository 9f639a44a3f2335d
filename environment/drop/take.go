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
	"unicode/utf8"

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
		report, why = w.Readings.TakeFile(ctx, environment.Sender{Source: "tệp " + name}, environment.File{Name: name, Shut: true, Body: body})
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
	to, beside, err := vacant(root, to)
	if err != nil {
		return "", err
	}
	if report != "" {
		if err := write(root, beside, report); err != nil {
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
		_ = root.Remove(beside) // it is of no file now
	}
	back, _, err := vacant(root, name)
	if err == nil {
		err = root.Rename(to, back)
	}
	return "", err
}

// write writes a report, over no other file.
func write(root *os.Root, name, text string) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o660)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// vacant gives a name that is not taken, NAME.txt, NAME.2.txt …, and one for the report beside it that
// is not either.
func vacant(root *os.Root, name string) (free, report string, err error) {
	ext := path.Ext(name)
	if len(ext) > 20 { // a name with a point in it
		ext = ""
	}
	stem := strings.TrimSuffix(name, ext)
	end := ext
	for n := 2; ; n++ {
		free, report = shortened(stem, end), shortened(stem, end+reportEnd)
		if taken, err := anyOf(root, free, report); err != nil || !taken {
			return free, report, err
		}
		end = fmt.Sprintf(".%d%s", n, ext)
	}
}

// reportEnd is behind the name of the file that a report is on.
const reportEnd = ".report.txt"

// longest is how long a name may be, in bytes.
const longest = 255

// shortened puts an end behind a name, which it cuts where both would be too long.
func shortened(name, end string) string {
	folder, base := path.Split(name)
	if n := longest - len(end); n < len(base) {
		for n > 1 && !utf8.RuneStart(base[n]) { // not in the midst of a sign
			n--
		}
		base = base[:n]
	}
	return folder + base + end
}

// anyOf tells whether one of the names is taken.
func anyOf(root *os.Root, names ...string) (bool, error) {
	for _, name := range names {
		if _, err := root.Lstat(name); err == nil {
			return true, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	return false, nil
}
