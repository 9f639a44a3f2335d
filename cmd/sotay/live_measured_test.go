package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// liveChange is a change that was committed: what was so then, and when.
type liveChange struct {
	while string
	at    time.Time
}

// down is said of changes while sotay or its database does not run: they wait for that.
const down = "while sotay or its database is down"

// mostDelay is long after a change, and less than what is left of the half minute after which nginx gives
// up a client that does not read: whoever waits for such a one waits longer.
const mostDelay = 12 * time.Second

// delays logs how long after their commits changes were told, and refuses what waits for somebody else.
func (w *liveWriter) delays(all []*liveListener) {
	w.t.Helper()
	waited := map[string][]time.Duration{}
	for i, l := range all {
		l.mu.Lock()
		for place, at := range l.at {
			c := w.wrote[place]
			d := max(0, at.Sub(c.at))
			if waited[c.while] = append(waited[c.while], d); d > mostDelay && c.while != down {
				w.t.Errorf("client %d was told of change %d after %v, %s; it has come %d times", i, place, d, c.while, l.lines.Load())
			}
		}
		l.mu.Unlock()
	}
	for while, list := range waited {
		slices.Sort(list)
		part := func(percent int) time.Duration {
			return list[(len(list)-1)*percent/100].Round(time.Millisecond)
		}
		w.t.Logf("%s: told after %v, 99 of 100 within %v, all within %v", while, part(50), part(99), part(100))
	}
}

// watchMemory looks at a sotay's memory twice a second from now on. The function that it gives ends
// that and refuses memory that grows: the median of the last third is at most half as much again as that of
// the first, and what a collection of garbage may leave.
func watchMemory(t *testing.T, s *serving) (end func()) {
	t.Helper()
	var list []int
	done := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		for {
			if mb, err := residentMB(s.cmd.Process.Pid); err == nil {
				list = append(list, mb)
			}
			select {
			case <-done:
				return
			case <-time.After(500 * time.Millisecond):
			}
		}
	})
	stop := sync.OnceFunc(func() { close(done); watch.Wait() })
	t.Cleanup(stop)
	return func() {
		stop()
		third := len(list) / 3
		if third == 0 {
			t.Fatalf("memory was looked at %d times", len(list))
		}
		first, last := median(list[:third]), median(list[len(list)-third:])
		t.Logf("memory: %d MB in the first third, %d in the last, of %d looks", first, last, len(list))
		if last > first+first/2+32 {
			t.Errorf("memory grew from %d to %d MB", first, last)
		}
	}
}

func median(list []int) int {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}

// residentMB is the memory of a process.
func residentMB(pid int) (mb int, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	_, err = fmt.Sscan(rest, &mb)
	return mb / 1024, err
}
