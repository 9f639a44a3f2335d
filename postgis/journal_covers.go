package postgis

import (
	"slices"
	"strconv"
	"strings"
)

// Covers tells whether every transaction that is visible at q is visible at p, as far as both
// texts say: for a q that has transactions behind p's last it says no without looking at each.
func (p Position) Covers(q Position) bool {
	if p.system != q.system || p.history != q.history {
		return false
	}
	a, okA := parseSnapshot(p.snapshot)
	b, okB := parseSnapshot(q.snapshot)
	if !okA || !okB || b.max > a.max {
		return false
	}
	for _, running := range a.running {
		if b.sees(running) {
			return false
		}
	}
	return true
}

// snapshot is a pg_snapshot: what is below max is visible, but for those that were running.
type snapshot struct {
	max     uint64
	running []uint64
}

func (s snapshot) sees(xid uint64) bool { return xid < s.max && !slices.Contains(s.running, xid) }

// parseSnapshot reads xmin:xmax:running,…
func parseSnapshot(text string) (snapshot, bool) {
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return snapshot{}, false
	}
	highest, err := strconv.ParseUint(parts[1], 10, 64)
	s := snapshot{max: highest}
	if err != nil {
		return snapshot{}, false
	}
	for _, xid := range strings.FieldsFunc(parts[2], func(r rune) bool { return r == ',' }) {
		n, err := strconv.ParseUint(xid, 10, 64)
		if err != nil {
			return snapshot{}, false
		}
		s.running = append(s.running, n)
	}
	return s, true
}
