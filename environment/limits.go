package environment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Limit is a bound that a standard puts on a parameter, between two days.
type Limit struct {
	ID        int32
	Standard  string
	Kind      string // of the stations that it holds for
	Medium    string
	Parameter string   // code
	Basis     string   // 1h, 8h, 24h and year are means; value is any one measured
	Class     string   // of surface water, A the best; "" for all
	Lowest    *float64 // in Unit
	Highest   *float64
	Unit      string
	Source    string // where it was read, and how sure it is
	From      time.Time
	To        *time.Time // the last day
}

// defaultClass is what surface water must meet where the province has set no class for the
// station: the project's own choice.
const defaultClass = "B"

// Limits lists those that hold on a day (YYYY-MM-DD), or, for "", all that ever did. Of what
// anyone may see.
func (s *Store) Limits(ctx context.Context, day string) ([]Limit, error) {
	rows, err := s.db.Public.Query(ctx, `
		SELECT l.id, l.standard, l.kind, l.medium, p.code, l.basis, l.class, l.lowest, l.highest, p.unit, l.source, l.valid_from, l.valid_to
		FROM   pub.limits l JOIN pub.parameters p ON p.id = l.parameter
		WHERE  $1 = '' OR nullif($1, '')::date BETWEEN l.valid_from AND coalesce(l.valid_to, 'infinity')
		ORDER  BY l.kind, p.sort, l.basis, l.class, l.valid_from`, day)
	if err != nil {
		return nil, fmt.Errorf("limits: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Limit])
	if err != nil {
		return nil, fmt.Errorf("limits: %w", err)
	}
	return list, nil
}
