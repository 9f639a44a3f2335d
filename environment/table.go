package environment

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"sotay/internal/fold"
)

// LineProblem is why a line of a table cannot be taken.
type LineProblem struct {
	Line   int // of the file; 0 for the whole of it
	Vi, En string
}

// TableError is returned for a table of which nothing was taken.
type TableError struct{ Problems []LineProblem }

// Error gives the first problem in English.
func (e *TableError) Error() string {
	return fmt.Sprintf("line %d: %s (%d problems)", e.Problems[0].Line, e.Problems[0].En, len(e.Problems))
}

// table is what a person sends as CSV, with what is wrong with its lines.
type table struct {
	column   map[string]int
	lines    []tableLine // those with anything in them
	problems []LineProblem
}

type tableLine struct {
	number int
	cells  []string
}

// readTable reads CSV in UTF-8 with a comma, semicolon or tab between cells. Its first line
// names the columns, which are found by their names, folded and without blanks. It fails with
// a *TableError.
func readTable(file []byte, names map[string][]string) (*table, error) {
	t := &table{column: map[string]int{}}
	file = bytes.TrimPrefix(file, []byte("\xEF\xBB\xBF"))
	if !utf8.Valid(file) {
		return nil, t.refuse(0, "Tệp không phải UTF-8.", "The file is not UTF-8.")
	}
	in := csv.NewReader(bytes.NewReader(file))
	in.Comma, in.FieldsPerRecord, in.TrimLeadingSpace = separatorOf(file), -1, true
	header, err := in.Read()
	if err != nil {
		return nil, t.refuse(1, "Không đọc được dòng tiêu đề.", "The line of headings cannot be read.")
	}
	t.readHeader(header, names)
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line := 0
			var at *csv.ParseError
			if errors.As(err, &at) {
				line = at.Line
			}
			return nil, t.refuse(line, "Không đọc được dòng này.", "This line cannot be read.")
		}
		number, _ := in.FieldPos(0)
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			t.lines = append(t.lines, tableLine{number, cells})
		}
	}
	if len(t.lines) == 0 {
		return nil, t.refuse(0, "Tệp không có dòng nào.", "The file has no lines.")
	}
	return t, nil
}

func (t *table) readHeader(header []string, names map[string][]string) {
	for i, name := range header {
		key := strings.ReplaceAll(fold.Key(name), " ", "")
		for column, known := range names {
			if !t.has(column) && slices.Contains(known, key) {
				t.column[column] = i
			}
		}
	}
}

// separatorOf is what stands most often in the first line.
func separatorOf(file []byte) rune {
	first, _, _ := bytes.Cut(file, []byte("\n"))
	best := ','
	for _, c := range []rune{';', '\t'} {
		if bytes.ContainsRune(first, c) && bytes.Count(first, []byte(string(c))) > bytes.Count(first, []byte(string(best))) {
			best = c
		}
	}
	return best
}

func (t *table) has(column string) bool {
	_, ok := t.column[column]
	return ok
}

// cell is a cell without space around it; "" where there is none.
func (t *table) cell(l tableLine, column string) string {
	i, ok := t.column[column]
	if !ok || i >= len(l.cells) {
		return ""
	}
	return strings.TrimSpace(l.cells[i])
}

func (t *table) find(line int, vi, en string, args ...any) {
	t.problems = append(t.problems, LineProblem{line, fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)})
}

// err is a *TableError of what was found; nil for nothing.
func (t *table) err() error {
	if len(t.problems) == 0 {
		return nil
	}
	return &TableError{t.problems}
}

// refuse is a *TableError of what was found and this.
func (t *table) refuse(line int, vi, en string) error {
	return &TableError{append(t.problems, LineProblem{line, vi, en})}
}
