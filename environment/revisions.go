package environment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Revision is what a reading was before another value was sent for the same time.
type Revision struct {
	Parameter  string    `json:"parameter"`
	At         time.Time `json:"at"`
	Value      *float64  `json:"value"` // in the parameter's unit; nil: the station had sent none
	Status     int16     `json:"status"`
	ReplacedAt time.Time `json:"replaced_at"`
	Source     string    `json:"source"` // of the value that replaced it: a token, a file, who released it
}

// mostRevisions that can be asked for at once.
const mostRevisions = 5000

// Revisions lists what readings of a station were, of all parameters where none is named, for
// times of a period of a year at most, in the order of times and then that in which they were
// replaced. It is for staff. It fails with ErrNoStation and with an *Invalid, also where there
// are more than mostRevisions.
func (s *Store) Revisions(ctx context.Context, id int64, parameters []string, span Span) ([]Revision, error) {
	if err := span.check(Raw); err != nil {
		return nil, err
	}
	of, err := measured(ctx, s.db.Staff, id, parameters)
	if err != nil {
		return nil, err
	}
	which := []int16{}
	if len(parameters) > 0 {
		for _, p := range of.list {
			which = append(which, p.ID)
		}
	}
	rows, err := s.db.Staff.Query(ctx, `
		SELECT p.code, v.at, v.value, v.status, v.replaced_at, v.source
		FROM   data.reading_revisions v JOIN data.parameters p ON p.id = v.parameter
		WHERE  v.station = $1 AND (cardinality($2::smallint[]) = 0 OR v.parameter = ANY ($2)) AND v.at > $3 AND v.at <= $4
		ORDER  BY v.at, v.id LIMIT $5`, id, which, span.From, span.To, mostRevisions+1)
	if err != nil {
		return nil, fmt.Errorf("revisions of station %d: %w", id, err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Revision, error) {
		var v Revision
		err := row.Scan(&v.Parameter, &v.At, &v.Value, &v.Status, &v.ReplacedAt, &v.Source)
		v.At, v.ReplacedAt = *here(&v.At), *here(&v.ReplacedAt)
		return v, err
	})
	if err != nil {
		return nil, fmt.Errorf("revisions of station %d: %w", id, err)
	}
	if len(list) > mostRevisions {
		return nil, invalid("Khoảng thời gian này có hơn %d lần sửa; hãy thu hẹp.", "This period has more than %d revisions; ask for less.", mostRevisions)
	}
	return list, nil
}
