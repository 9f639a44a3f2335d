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
const placed = `
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
			FROM   sotay.import_problems p`+placed+`
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

// ProblemCount is how many problems of one kind a change set has.
type ProblemCount struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Count    int64    `json:"count"`
}

// ProblemPage asks for some problems of a change set.
type ProblemPage struct {
	ID int64
	// Code and Severity narrow it; empty: all.
	Code     string
	Severity Severity
	// After is the Next of the page before; 0 for the first.
	After int64
	Limit int
}

// ListProblems gives a page of problems, errors first, then in the order they were found,
// and how many there are of each kind in all. next is 0 after the last page.
func (s *Service) ListProblems(ctx context.Context, in ProblemPage) (page []Problem, counts []ProblemCount, next int64, err error) {
	rows, err := s.pool.Query(ctx, `
		SELECT   code, severity, count(*)
		FROM     sotay.import_problems
		WHERE    import_id = $1
		GROUP BY code, severity
		ORDER BY severity, count(*) DESC, code`, in.ID)
	if err == nil {
		counts, err = pgx.CollectRows(rows, pgx.RowToStructByPos[ProblemCount])
	}
	if err != nil {
		return nil, nil, 0, fmt.Errorf("problems of import %d: %w", in.ID, err)
	}
	rows, err = s.pool.Query(ctx, `
		SELECT`+problemColumns+`, n
		FROM  (SELECT *, row_number() OVER (ORDER BY severity, row_no, seq) AS n
		       FROM   sotay.import_problems
		       WHERE  import_id = $1
		       AND    ($2 = '' OR code = $2)
		       AND    ($3 = '' OR severity = $3)) AS p`+placed+`
		WHERE  n > $4
		ORDER  BY n
		LIMIT  $5`, in.ID, in.Code, string(in.Severity), in.After, in.Limit)
	if err == nil {
		page, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (Problem, error) { return scanProblem(row, &next) })
	}
	if err != nil {
		return nil, nil, 0, fmt.Errorf("problems of import %d: %w", in.ID, err)
	}
	if len(page) < in.Limit {
		next = 0
	}
	return page, counts, next, nil
}
