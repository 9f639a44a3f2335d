package importers

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ProblemGroup sums up the problems of one kind.
type ProblemGroup struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Count    int64    `json:"count"`
	// What and Todo are those of the first of them; Alike tells that all say the same.
	What  Words `json:"what"`
	Todo  Words `json:"todo"`
	Alike bool  `json:"alike"`
	// Fields are those that they were found in, groupFields at most.
	Fields []string `json:"fields"`
}

// groupFields is how many fields a group of problems names.
const groupFields = 6

// ProblemKey is the place of a problem in the order of the rows.
type ProblemKey struct{ Row, Seq int64 }

// PlacedProblem is a problem with its place in the order. One without a place of its own has
// the middle of its row's shape, nil where that is not known (any more).
type PlacedProblem struct {
	Problem
	Key ProblemKey `json:"-"`
}

// ProblemGroups counts the problems of a change set by kind, errors first, then by number.
func (s *Service) ProblemGroups(ctx context.Context, id int64) ([]ProblemGroup, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT code, severity, count(*),
		       (array_agg(what_vi ORDER BY row_no, seq))[1], (array_agg(what_en ORDER BY row_no, seq))[1],
		       (array_agg(todo_vi ORDER BY row_no, seq))[1], (array_agg(todo_en ORDER BY row_no, seq))[1],
		       min(what_vi) = max(what_vi), coalesce((array_agg(DISTINCT field) FILTER (WHERE field <> ''))[1:$2], '{}')
		FROM   sotay.import_problems
		WHERE  import_id = $1
		GROUP  BY code, severity
		ORDER  BY severity, count(*) DESC, code`, id, groupFields)
	if err != nil {
		return nil, fmt.Errorf("problems of import %d: %w", id, err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (g ProblemGroup, err error) {
		return g, row.Scan(&g.Code, &g.Severity, &g.Count, &g.What.Vi, &g.What.En, &g.Todo.Vi, &g.Todo.En, &g.Alike, &g.Fields)
	})
	if err != nil {
		return nil, fmt.Errorf("problems of import %d: %w", id, err)
	}
	return list, nil
}

// ProblemsPage lists at most so many problems of one kind ("" for all) behind a key, by
// row. While the change set is staged each has the place of its row's shape.
func (s *Service) ProblemsPage(ctx context.Context, id int64, code string, after ProblemKey, limit int) ([]PlacedProblem, error) {
	list := []PlacedProblem{}
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{AccessMode: pgx.ReadOnly, IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		c, err := getChangeSet(ctx, tx, id, "")
		if err != nil {
			return err
		}
		middle, join := "NULL::geometry", ""
		if c.State == StateStaged {
			middle, join = "middle.g", stagedMiddle(c)
		}
		rows, err := tx.Query(ctx, `
			SELECT`+problemColumns+`, seq
			FROM  (SELECT p.*, coalesce(at.place, `+middle+`) AS place
			       FROM   sotay.import_problems p`+problemPlace+join+`
			       WHERE  p.import_id = $1 AND ($2 = '' OR p.code = $2) AND (p.row_no, p.seq) > ($3, $4)
			       ORDER  BY p.row_no, p.seq
			       LIMIT  $5) AS p
			ORDER  BY row_no, seq`, id, code, after.Row, after.Seq, limit)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (p PlacedProblem, err error) {
			p.Problem, err = scanProblem(row, &p.Key.Seq)
			p.Key.Row = p.Row
			return p, err
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("problems of import %d: %w", id, err)
	}
	return list, nil
}

// stagedMiddle joins middle.g to a problem p: the middle of its row's shape in WGS 84. A shape
// that does not lie in Vietnam has none: no projection is asked for it.
func stagedMiddle(c *ChangeSet) string {
	v := vietnam()
	known := fmt.Sprintf("st_makeenvelope(%g, %g, %g, %g, 4326)", v.Min(0), v.Min(1), v.Max(0), v.Max(1))
	if c.Plan.SRID != WGS84 {
		known = fmt.Sprintf("st_envelope(st_transform(%s, %d))", known, c.Plan.SRID)
	}
	return `
		LEFT JOIN ` + scratch("stage", c.ID) + ` s ON s.row_no = p.row_no
		LEFT JOIN LATERAL (
			SELECT st_transform(st_centroid(st_envelope(s.geom)), 4326) AS g WHERE s.geom && ` + known + `
		) AS middle ON true`
}
