package environment

import (
	"cmp"
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
)

// NoReading is the reason of a message in which no reading could be found: it stands as the
// value.
const NoReading Reason = "unreadable"

// Doubtful is what is to be set aside: as much of a reading as is known.
type Doubtful struct {
	Sent
	Source   string // a token, a file, a topic
	Operator string // whose stations alone its sender may send for; "" for all
	Reason   Reason
}

// SetAside keeps what cannot be taken for readings and whose sender cannot be told so, all of it
// or, with an error, none. The same is kept once, and not at all where it was discarded.
func (s *Store) SetAside(ctx context.Context, rows []Doubtful) error {
	return pgx.BeginFunc(ctx, s.db.App, func(tx pgx.Tx) error { return setAside(ctx, tx, rows) })
}

func (d Doubtful) compare(o Doubtful) int {
	return cmp.Or(cmp.Compare(d.Station, o.Station), cmp.Compare(d.Parameter, o.Parameter), cmp.Compare(d.At, o.At),
		cmp.Compare(d.Value, o.Value), cmp.Compare(d.Unit, o.Unit), cmp.Compare(d.Status, o.Status), cmp.Compare(d.Operator, o.Operator))
}

// beginning is as much of a text as is shown.
func beginning(text string) string {
	const most = 4000
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
