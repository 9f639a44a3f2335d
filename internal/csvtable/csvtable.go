// Package csvtable reads the tables that people send as CSV: columns found by what they are called,
// faulty lines told all at once, in both languages.
package csvtable

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sotay/internal/calendar"
	"sotay/internal/fold"
)

// Problem is why a line of a table cannot be taken.
type Problem struct {
	Line   int // of the file; 0 for the whole of it
	Vi, En string
}

// Error is returned for a table of which nothing was taken.
type Error struct{ Problems []Problem }

// Error gives the first problem in English.
func (e *Error) Error() string {
	return fmt.Sprintf("line %d: %s (%d problems)", e.Problems[0].Line, e.Problems[0].En, len(e.Problems))
}

// Table is what a person sends as CSV, with what is wrong with its lines.
type Table struct {
	Lines    []Line // those with anything in them
	Problems []Problem

	column map[string]int
}

// Line is a line of a table.
type Line struct {
	Number int // in the file, from 1
	cells  []string
}

// Read reads CSV in UTF-8 with a comma, semicolon or tab between cells. Its first line
// names the columns, which are found by their names, folded and without blanks. It fails with
// an *Error.
func Read(file []byte, names map[string][]string) (*Table, error) {
	t := &Table{column: map[string]int{}}
	file = bytes.TrimPrefix(file, []byte("\xEF\xBB\xBF"))
	if !utf8.Valid(file) {
		return nil, t.Refuse(0, "Tệp không phải UTF-8.", "The file is not UTF-8.")
	}
	in := csv.NewReader(bytes.NewReader(file))
	in.Comma, in.FieldsPerRecord, in.TrimLeadingSpace = separatorOf(file), -1, true
	header, err := in.Read()
	if err != nil {
		return nil, t.Refuse(1, "Không đọc được dòng tiêu đề.", "The line of headings cannot be read.")
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
			return nil, t.Refuse(line, "Không đọc được dòng này.", "This line cannot be read.")
		}
		number, _ := in.FieldPos(0)
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			t.Lines = append(t.Lines, Line{number, cells})
		}
	}
	if len(t.Lines) == 0 {
		return nil, t.Refuse(0, "Tệp không có dòng nào.", "The file has no lines.")
	}
	return t, nil
}

func (t *Table) readHeader(header []string, names map[string][]string) {
	for i, name := range header {
		key := strings.ReplaceAll(fold.Key(name), " ", "")
		for column, known := range names {
			if !t.Has(column) && slices.Contains(known, key) {
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

// Has tells whether the table has a column.
func (t *Table) Has(column string) bool {
	_, ok := t.column[column]
	return ok
}

// Cell is a cell without space around it; "" where there is none.
func (t *Table) Cell(l Line, column string) string {
	i, ok := t.column[column]
	if !ok || i >= len(l.cells) {
		return ""
	}
	return strings.TrimSpace(l.cells[i])
}

// Find notes what is wrong with a line.
func (t *Table) Find(line int, vi, en string, args ...any) {
	t.Problems = append(t.Problems, Problem{line, fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)})
}

// Err is an *Error of what was found; nil for nothing.
func (t *Table) Err() error {
	if len(t.Problems) == 0 {
		return nil
	}
	return &Error{t.Problems}
}

// Refuse is an *Error of what was found and this.
func (t *Table) Refuse(line int, vi, en string) error {
	return &Error{append(t.Problems, Problem{line, vi, en})}
}

// Optional is a cell's text; nil where it is empty or the table has no such column.
func (t *Table) Optional(l Line, column string) *string {
	if text := t.Cell(l, column); text != "" {
		return &text
	}
	return nil
}

// Day reads a day, also as it is written in Việt Nam; what is none is given as it stands.
func (t *Table) Day(l Line, column string) *string {
	text := t.Optional(l, column)
	if text == nil || calendar.Valid(*text) {
		return text
	}
	for _, form := range []string{"02/01/2006", "2/1/2006"} {
		if at, err := time.Parse(form, *text); err == nil {
			day := at.Format(time.DateOnly)
			return &day
		}
	}
	return text
}
