package importers

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// table reads a CSV row by row. It implements Reader. Opening reads the file once, to
// know the types of its columns and where the coordinates stand; reading reads it again.
type table struct {
	file    *os.File
	size    int64
	rows    *csvRows
	schema  Schema
	names   []string // of all columns, that of the geometry too
	columns []csvColumn
	place   csvPlace
	typed   []string // the columns' types, where the table was a sheet of a workbook
}

// csvColumn is how one column is read.
type csvColumn struct {
	field int // place among the fields, -1 for the column of geometries
	kind  FieldType
	comma bool // numbers are 1.234,5
}

// openCSV opens a table: comma, semicolon, tab or bar between its cells, in UTF-8, UTF-16
// with a byte order mark, or a legacy encoding.
func openCSV(path string, o OpenOptions) (Reader, error) { return openTable(path, o, nil) }

func openTable(path string, o OpenOptions, typed []string) (Reader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	t := &table{file: file, typed: typed}
	if err := t.survey(path, o); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return t, nil
}

func (t *table) survey(path string, o OpenOptions) error {
	info, err := t.file.Stat()
	if err != nil {
		return err
	}
	t.size = info.Size()
	if t.rows, err = newCSVRows(t.file, 0); err != nil {
		return refuseCSV(path, err)
	}
	header, err := t.rows.header()
	if err != nil {
		return refuseCSV(path, err)
	}
	s := newCSVSurvey(header)
	if err := t.rows.survey(s); err != nil {
		return refuseCSV(path, err)
	}
	return t.begin(path, o, header, s)
}

func refuseCSV(path string, err error) error {
	var quotes *csv.ParseError
	switch _, trouble := fileWords(err); {
	case trouble, errors.As(err, new(*Refused)):
		return err
	case errors.Is(err, io.EOF):
		return refuse("empty_file", "Tệp %[1]s rỗng.", "%[1]s is empty.", filepath.Base(path))
	case errors.As(err, &quotes):
		return refuse("bad_csv", "%[1]s không đọc được: dấu nháy kép đặt sai ở dòng %[2]d.", "%[1]s cannot be read: quotes are misplaced in line %[2]d.", filepath.Base(path), quotes.Line)
	}
	return refuse("bad_csv", "%[1]s không đọc được: %[2]v.", "%[1]s cannot be read: %[2]v.", filepath.Base(path), err)
}

// begin makes the schema of what was found and starts reading the rows.
func (t *table) begin(path string, o OpenOptions, header csvHeader, s *csvSurvey) error {
	s.settle()
	s.trust(t.typed)
	t.schema = Schema{Name: baseName(path), Rows: s.rows, Encoding: t.rows.encoding, Problems: header.problems}
	t.names = header.names
	var err error
	if t.place, err = s.findPlace(o); err != nil {
		return err
	}
	s.follow(t.place)
	t.schema.CRS, t.schema.Geometry = t.place.crs, t.place.geometry
	t.schema.Problems = append(t.schema.Problems, t.place.problems...)
	for i, name := range header.names {
		c := csvColumn{field: len(t.schema.Fields), kind: s.columns[i].kind, comma: s.columns[i].comma}
		if i == t.place.wkt {
			c.field = -1
		} else {
			t.schema.Fields = append(t.schema.Fields, Field{Name: name, Type: c.kind, Numbers: s.columns[i].follows})
			if s.columns[i].unclear {
				t.schema.Problems = append(t.schema.Problems, foundNumbersUnclear.at(0, name, s.columns[i].example))
			}
		}
		t.columns = append(t.columns, c)
	}
	if _, err := t.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if t.rows, err = newCSVRows(t.file, t.rows.comma); err != nil {
		return err
	}
	_, err = t.rows.header()
	return err
}

// Schema implements Reader.
func (t *table) Schema() Schema { return t.schema }

// Progress implements Reader.
func (t *table) Progress() (done, total int64) { return min(t.rows.source.consumed, t.size), t.size }

// Close implements Reader.
func (t *table) Close() error { return t.file.Close() }

// Next implements Reader.
func (t *table) Next(rec *Record) error {
	row, err := t.rows.next()
	if err != nil && row.number == 0 {
		return err
	}
	rec.begin(row.number, len(t.schema.Fields))
	if err != nil {
		rec.Problems = append(rec.Problems, foundBadQuotes.at(row.number, "", ""))
		return nil
	}
	if row.ragged(len(t.columns)) {
		rec.Problems = append(rec.Problems, foundRagged.says(len(row.cells), len(t.columns)).at(row.number, "", ""))
		return nil
	}
	for i, c := range t.columns {
		if c.field >= 0 && i < len(row.cells) {
			rec.Values[c.field] = csvValue(row.cells[i], c)
		}
	}
	t.place.read(rec, row, t.names)
	return nil
}

// csvValue turns a cell into what its column holds; the survey has seen that it can be.
func csvValue(cell string, c csvColumn) any {
	text := strings.TrimSpace(cell)
	if text == "" {
		return nil
	}
	switch c.kind {
	case Integer:
		if n, ok := parseInteger(text); ok {
			return n
		}
	case Real:
		if x, ok := parseReal(text, c.comma); ok {
			return x
		}
	case Boolean:
		return strings.EqualFold(text, "true")
	case Date:
		if d, ok := parseDay(text); ok {
			return d
		}
	case Timestamp:
		if d, ok := parseTimestamp(text); ok {
			return d
		}
	}
	return []byte(cell)
}
