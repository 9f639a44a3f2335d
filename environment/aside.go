package environment

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Unreadable is the reason of a message in which no reading could be found: it stands as the
// value.
const Unreadable Reason = "unreadable"

// Aside is what is to be set aside: as much of a reading as is known.
type Aside struct {
	Sent
	Source string // a topic
	Reason Reason
}

// SetAside keeps what cannot be taken for readings and whose sender cannot be told so, all of it
// or, with an error, none. The same is kept once.
func (s *Store) SetAside(ctx context.Context, rows []Aside) error {
	if len(rows) == 0 {
		return nil
	}
	sources := map[string][]Aside{}
	for _, row := range rows {
		sources[row.Source] = append(sources[row.Source], row)
	}
	return pgx.BeginFunc(ctx, s.db.App, func(tx pgx.Tx) error {
		for source, rows := range sources {
			sent, answers := make([]Sent, len(rows)), make([]Answer, len(rows))
			for i, row := range rows {
				sent[i], answers[i] = row.Sent, Answer{Quarantined, row.Reason}
			}
			if err := setAside(ctx, tx, source, sent, answers); err != nil {
				return err
			}
		}
		return nil
	})
}
