package importers

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// problemLog writes the problems of one change set to the database as they are found. It
// keeps a batch in memory, and lists at most listedPerCode of each kind.
type problemLog struct {
	db       copier
	id       int64
	batch    []Problem
	found    map[string]int64 // by code
	warnings int64
}

const (
	problemBatch  = 1000
	listedPerCode = 100_000
)

// copier is a connection that is free while others read and write rows.
type copier interface {
	CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, src pgx.CopyFromSource) (int64, error)
}

func newProblemLog(db copier, id int64) *problemLog {
	return &problemLog{db: db, id: id, found: map[string]int64{}}
}

func (l *problemLog) add(ctx context.Context, p Problem) error {
	if p.Severity == Warning {
		l.warnings++
	}
	l.found[p.Code]++
	if l.found[p.Code] > listedPerCode {
		return nil
	}
	l.batch = append(l.batch, p)
	if len(l.batch) < problemBatch {
		return nil
	}
	return l.flush(ctx)
}

func (l *problemLog) addAll(ctx context.Context, problems []Problem) error {
	for _, p := range problems {
		if err := l.add(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (l *problemLog) flush(ctx context.Context) error {
	_, err := l.db.CopyFrom(ctx, pgx.Identifier{"sotay", "import_problems"},
		[]string{"import_id", "row_no", "field", "value", "severity", "code", "what_vi", "what_en", "todo_vi", "todo_en"},
		pgx.CopyFromSlice(len(l.batch), func(i int) ([]any, error) {
			p := l.batch[i]
			return []any{
				l.id, p.Row, storable(p.Field), storable(p.Value), string(p.Severity), p.Code,
				storable(p.What.Vi), storable(p.What.En), storable(p.Todo.Vi), storable(p.Todo.En),
			}, nil
		}))
	if err != nil {
		return fmt.Errorf("write problems of import %d: %w", l.id, err)
	}
	l.batch = l.batch[:0]
	return nil
}

// storable is s without what a text of PostgreSQL cannot hold.
func storable(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
}

// close says how many of each kind were not listed and writes the rest.
func (l *problemLog) close(ctx context.Context) error {
	for code, n := range l.found {
		if n > listedPerCode {
			l.batch = append(l.batch, foundMoreProblems.says(n-listedPerCode, code).at(0, "", ""))
		}
	}
	return l.flush(ctx)
}

// Problems lists the problems of a change set by row, those of the file as a whole first.
func (s *Service) Problems(ctx context.Context, id int64) iter.Seq2[Problem, error] {
	return func(yield func(Problem, error) bool) {
		rows, err := s.pool.Query(ctx, `
			SELECT row_no, field, value, severity, code, what_vi, what_en, todo_vi, todo_en
			FROM   sotay.import_problems
			WHERE  import_id = $1
			ORDER  BY row_no, seq`, id)
		if err != nil {
			yield(Problem{}, fmt.Errorf("problems of import %d: %w", id, err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var p Problem
			err := rows.Scan(&p.Row, &p.Field, &p.Value, &p.Severity, &p.Code, &p.What.Vi, &p.What.En, &p.Todo.Vi, &p.Todo.En)
			if !yield(p, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Problem{}, fmt.Errorf("problems of import %d: %w", id, err))
		}
	}
}

// WriteProblems writes problems as CSV with a byte order mark, which is how spreadsheets
// know UTF-8: row, field, value, what is wrong, what to do; in English or in Vietnamese.
func WriteProblems(w io.Writer, problems iter.Seq2[Problem, error], english bool) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	header := []string{"dòng", "cột", "giá trị", "mức", "lỗi", "cần làm"}
	if english {
		header = []string{"row", "field", "value", "severity", "what is wrong", "what to do"}
	}
	if err := out.Write(header); err != nil {
		return err
	}
	for p, err := range problems {
		if err != nil {
			return err
		}
		if err := out.Write(problemCells(p, english)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func problemCells(p Problem, english bool) []string {
	row := ""
	if p.Row > 0 {
		row = strconv.FormatInt(p.Row, 10)
	}
	if english {
		return []string{row, inert(p.Field), inert(p.Value), string(p.Severity), inert(p.What.En), inert(p.Todo.En)}
	}
	severity := "cảnh báo"
	if p.Severity == Error {
		severity = "lỗi"
	}
	return []string{row, inert(p.Field), inert(p.Value), severity, inert(p.What.Vi), inert(p.Todo.Vi)}
}

// inert keeps a spreadsheet from running a value as a formula.
func inert(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return cell
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell
	}
	return "'" + cell
}
