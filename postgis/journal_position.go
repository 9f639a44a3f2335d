package postgis

import (
	"fmt"
	"strconv"
	"strings"
)

// Position is a point in the change journal up to which a reader has read: a cluster,
// the restore and the time line of its database, and a snapshot of its transactions. The zero value
// is before everything. Its text form may be saved, in the reader's own transaction if
// each change is to be taken exactly once.
type Position struct {
	system   int64  // pg_control_system().system_identifier
	history  string // sotay.history(): restore and time line
	snapshot string // pg_snapshot in text: xmin:xmax:running,…
}

// ParsePosition reads the text form of a position; the empty text is the zero value.
func ParsePosition(s string) (Position, error) {
	if s == "" {
		return Position{}, nil
	}
	system, rest, ok := strings.Cut(s, "/")
	history, snapshot, ok2 := strings.Cut(rest, "/")
	id, err := strconv.ParseInt(system, 10, 64)
	if !ok || !ok2 || err != nil || strings.Count(snapshot, ":") != 2 {
		return Position{}, fmt.Errorf("journal position %q: want cluster/history/snapshot", s)
	}
	return Position{system: id, history: history, snapshot: snapshot}, nil
}

// IsZero reports whether p is before everything.
func (p Position) IsZero() bool { return p.snapshot == "" }

// Snapshot is the position's pg_snapshot as text, for queries of other tables that keep the
// transaction of a row.
func (p Position) Snapshot() string { return p.snapshot }

// String is the text form, "" for the zero value.
func (p Position) String() string {
	if p.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d/%s/%s", p.system, p.history, p.snapshot)
}

// MarshalText implements encoding.TextMarshaler.
func (p Position) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Position) UnmarshalText(b []byte) error {
	q, err := ParsePosition(string(b))
	if err == nil {
		*p = q
	}
	return err
}
