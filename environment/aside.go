package environment

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// NoReading is the reason of a message in which no reading could be found: it stands as the
// value.
const NoReading Reason = "unreadable"

// SetAside keeps what cannot be taken for readings and whose sender cannot be told so, all of it
// or, with an error, none: as much as is known of each, its source and reason. The same is kept
// once.
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
			sent, reasons := make([]Sent, len(rows)), make([]Reason, len(rows))
			for i, row := range rows {
				sent[i], reasons[i] = row.Sent, row.Reason
			}
			if err := setAside(ctx, tx, source, sent, reasons); err != nil {
				return err
			}
		}
		return nil
	})
}
