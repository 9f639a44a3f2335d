package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// used is the processor time that this process and the database's have used so far: on a machine that
// does other things besides it says more than clocks do.
func (b *bench) used() time.Duration {
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return 0
	}
	total := time.Duration(own.Utime.Nano() + own.Stime.Nano())
	lines, err := os.ReadFile(filepath.Join(b.data, "pgdata", "postmaster.pid"))
	if err != nil {
		return 0
	}
	server, _, _ := strings.Cut(string(lines), "\n")
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, name := range stats {
		text, err := os.ReadFile(name)
		if err != nil { // it has ended
			continue
		}
		_, after, _ := strings.Cut(string(text), ") ") // what follows the command: state, parent, …
		fields := strings.Fields(after)
		if len(fields) < 15 {
			continue
		}
		first, last := 11, 12 // utime, stime
		switch {
		case filepath.Base(filepath.Dir(name)) == server:
			last = 14 // and those of its children that have ended
		case fields[1] != server:
			continue
		}
		for _, ticks := range fields[first : last+1] {
			n, _ := strconv.ParseInt(ticks, 10, 64)
			total += time.Duration(n) * 10 * time.Millisecond
		}
	}
	return total
}
