package ogr

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// Kind is why a file was not converted.
type Kind string

// Missing: ogr2ogr is not installed. NoDriver: it is, without the format. Crashed: it died
// of the file. TooLong, TooMuchMemory and TooLarge: it met a limit. Unsafe: the file asks for
// what it may not have. Failed: it says that it cannot read the file.
const (
	Missing       Kind = "missing"
	NoDriver      Kind = "no_driver"
	Crashed       Kind = "crashed"
	TooLong       Kind = "too_long"
	TooMuchMemory Kind = "too_much_memory"
	TooLarge      Kind = "too_large"
	Unsafe        Kind = "unsafe"
	Failed        Kind = "failed"
)

// Error is a conversion that did not come about.
type Error struct {
	Kind   Kind
	Format string
	// Detail is what ogr2ogr said, or the signal of which it died. It may be empty.
	Detail string
	// Limits are those that it had.
	Limits Limits
}

// Error gives the kind and the detail.
func (e *Error) Error() string {
	s := "ogr2ogr: " + string(e.Kind) + ": " + e.Format
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	return s
}

// outOfMemory finds what programs and libraries say when they get no memory.
var outOfMemory = regexp.MustCompile(`(?i)bad_alloc|out of (?:memory|space)|cannot (?:allocate|map|create)|not enough memory|failed to (?:map|allocate)|memory exhausted`)

// failure says why a run ended with err, given what was said and whether its time was up.
// Who has stopped asking gets the context's error.
func failure(ctx, timed context.Context, f Format, l Limits, err error, said string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	e := &Error{Kind: Failed, Format: f.Name, Detail: lastWords(said), Limits: l}
	var exit *exec.ExitError
	signal := syscall.Signal(0)
	if errors.As(err, &exit) {
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			signal = status.Signal()
		}
	}
	switch {
	case timed.Err() != nil, signal == syscall.SIGXCPU:
		e.Kind = TooLong
	case signal == syscall.SIGXFSZ, strings.Contains(said, "File too large"):
		e.Kind = TooLarge
	case outOfMemory.MatchString(said), signal == syscall.SIGKILL:
		e.Kind = TooMuchMemory
	case signal != 0:
		e.Kind, e.Detail = Crashed, signal.String()
	case strings.Contains(said, "driver") && strings.Contains(said, "not recogni"), strings.Contains(said, "is not a recognized driver"):
		e.Kind = NoDriver
	}
	return e
}

// lastWords is the first error that was said, else the first line, cut to what a message can hold.
func lastWords(said string) string {
	var first string
	for line := range strings.SplitSeq(said, "\n") {
		line = strings.TrimSpace(line)
		if first == "" {
			first = line
		}
		if strings.HasPrefix(line, "ERROR") {
			first = line
			break
		}
	}
	const most = 200
	if runes := []rune(strings.ToValidUTF8(first, "?")); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return strings.ToValidUTF8(first, "?")
}

// tail keeps the first bytes that are written to it.
type tail struct{ bytes.Buffer }

// Write takes everything and keeps 64 kB.
func (t *tail) Write(p []byte) (int, error) {
	if room := 64<<10 - t.Len(); room > 0 {
		t.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// Limits bound one run of ogr2ogr.
type Limits struct {
	// Time on the clock; 0 means ten minutes.
	Time time.Duration
	// Memory is its address space in bytes; 0 means 2 GB.
	Memory int64
	// Output is how many bytes it may write into one file; 0 means 4 GB.
	Output int64
}

func (l Limits) orDefault() Limits {
	if l.Time == 0 {
		l.Time = 10 * time.Minute
	}
	if l.Memory == 0 {
		l.Memory = 2 << 30
	}
	if l.Output == 0 {
		l.Output = 4 << 30
	}
	return l
}
