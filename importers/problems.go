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
	"sotay/internal/sheet"
)

// problemLog writes the problems of one change set to the database as they are found. It
// keeps a batch in memory, and lists at most listedPerCode of each kind.
type problemLog struct {
	db       copier
	id       int64
	srid     int  // of the places
	within   *box // where places can be, nil for anywhere: others are not kept
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

func newProblemLog(db copier, id int64, srid int) *problemLog {
	return &problemLog{db: db, id: id, srid: srid, found: map[string]int64{}}
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
		[]string{"import_id", "row_no", "field", "value", "severity", "code", "what_vi", "what_en", "todo_vi", "todo_en", "x", "y", "srid", "size", "unit"},
		pgx.CopyFromSlice(len(l.batch), func(i int) ([]any, error) {
			p := l.batch[i]
			x, y, srid := l.place(p)
			return []any{
				l.id, p.Row, storable(p.Field), storable(p.Value), string(p.Severity), p.Code,
				storable(p.What.Vi), storable(p.What.En), storable(p.Todo.Vi), storable(p.Todo.En),
				x, y, srid, sizeOf(p), p.Unit,
			}, nil
		}))
	if err != nil {
		return fmt.Errorf("write problems of import %d: %w", l.id, err)
	}
	l.batch = l.batch[:0]
	return nil
}

// place gives the columns of a problem's place: all or none.
func (l *problemLog) place(p Problem) (x, y *float64, srid *int32) {
	if p.Place == nil || l.within != nil && !l.within.meets(box{p.Place[0], p.Place[1], p.Place[0], p.Place[1]}) {
		return nil, nil, nil
	}
	n := int32(l.srid)
	return &p.Place[0], &p.Place[1], &n
}

func sizeOf(p Problem) *float64 {
	if p.Unit == "" {
		return nil
	}
	return &p.Size
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

// WriteProblems writes problems as CSV with a byte order mark, which is how spreadsheets
// know UTF-8: row, field, value, what is wrong, what to do, where and how large; in
// English or in Vietnamese.
func WriteProblems(w io.Writer, problems iter.Seq2[Problem, error], english bool) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	header := []string{"dòng", "cột", "giá trị", "mức", "lỗi", "cần làm", "mã", "kinh độ", "vĩ độ", "độ lớn", "đơn vị"}
	if english {
		header = []string{"row", "field", "value", "severity", "what is wrong", "what to do", "code", "longitude", "latitude", "size", "unit"}
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
	severity, what, todo := string(p.Severity), p.What.En, p.Todo.En
	if !english {
		severity, what, todo = "cảnh báo", p.What.Vi, p.Todo.Vi
		if p.Severity == Error {
			severity = "lỗi"
		}
	}
	cells := []string{row, sheet.Inert(p.Field), sheet.Inert(p.Value), severity, sheet.Inert(what), sheet.Inert(todo), p.Code, "", "", "", ""}
	if p.Place != nil {
		cells[7], cells[8] = strconv.FormatFloat(p.Place[0], 'f', 7, 64), strconv.FormatFloat(p.Place[1], 'f', 7, 64)
	}
	if p.Unit != "" {
		cells[9], cells[10] = strconv.FormatFloat(p.Size, 'f', 2, 64), p.Unit
	}
	return cells
}
