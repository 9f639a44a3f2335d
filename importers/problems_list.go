package importers

import (
	"context"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"
)

// problemColumns selects a problem with its place in longitude and latitude.
const problemColumns = `
	row_no, field, value, severity, code, what_vi, what_en, todo_vi, todo_en, st_x(place), st_y(place), coalesce(size, 0), unit`

// placed computes the place of each problem of sotay.import_problems.
const problemPlace = `
	CROSS JOIN LATERAL (
		SELECT st_transform(st_setsrid(st_makepoint(p.x, p.y), p.srid), 4326) AS place
	) AS at`

func scanProblem(row pgx.CollectableRow, also ...any) (Problem, error) {
	var p Problem
	var lon, lat *float64
	err := row.Scan(append([]any{
		&p.Row, &p.Field, &p.Value, &p.Severity, &p.Code, &p.What.Vi, &p.What.En, &p.Todo.Vi, &p.Todo.En, &lon, &lat, &p.Size, &p.Unit,
	}, also...)...)
	if lon != nil && lat != nil {
		p.Place = &[2]float64{*lon, *lat}
	}
	return p, err
}

// Problems lists the problems of a change set by row, those of the file as a whole first.
func (s *Service) Problems(ctx context.Context, id int64) iter.Seq2[Problem, error] {
	return func(yield func(Problem, error) bool) {
		rows, err := s.pool.Query(ctx, `
			SELECT`+problemColumns+`
			FROM   sotay.import_problems p`+problemPlace+`
			WHERE  import_id = $1
			ORDER  BY row_no, seq`, id)
		if err != nil {
			yield(Problem{}, fmt.Errorf("problems of import %d: %w", id, err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			p, err := scanProblem(rows)
			if !yield(p, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Problem{}, fmt.Errorf("problems of import %d: %w", id, err))
		}
	}
}
