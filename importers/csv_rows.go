package importers

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"sotay/importers/vntext"
)

// csvRow is one line of a table. number is 0 where reading cannot go on.
type csvRow struct {
	number int64 // counted from the line after the header; blank lines count
	cells  []string
}

// ragged tells whether the row has not as many cells as there are columns; blank cells
// beyond them, as spreadsheets write, do not matter.
func (r csvRow) ragged(columns int) bool {
	for len(r.cells) > columns && strings.TrimSpace(r.cells[len(r.cells)-1]) == "" {
		r.cells = r.cells[:len(r.cells)-1]
	}
	return len(r.cells) != columns
}

// csvRows cuts a file into rows of cells.
type csvRows struct {
	source   *budgetReader
	in       *csv.Reader
	comma    rune
	encoding string
	// above counts the lines that are no rows: the header, and those inside quotes.
	above  int
	number int64   // of the last row
	first  *csvRow // a first line that turned out to be data
}

// maxRow is how many bytes a row may have; an open quote would else swallow the file.
const maxRow = 16 << 20

// newCSVRows begins reading; a comma of 0 is guessed.
func newCSVRows(r io.Reader, comma rune) (*csvRows, error) {
	c := &csvRows{source: &budgetReader{r: r}, comma: comma}
	c.source.allow()
	head, text, err := decodedHead(c.source)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte(utf8BOM)) || utf16BOM(c.source.head) {
		c.encoding = string(vntext.UTF8)
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return nil, refuse("bad_csv", "Tệp có byte NUL: là UTF-16 không có dấu BOM, hoặc không phải văn bản.", "The file has NUL bytes: it is UTF-16 without a byte order mark, or no text at all.")
	}
	head = bytes.TrimPrefix(head, []byte(utf8BOM))
	if c.comma == 0 {
		c.comma = guessComma(head)
	}
	c.in = csv.NewReader(io.MultiReader(bytes.NewReader(head), text))
	c.in.Comma, c.in.FieldsPerRecord, c.in.ReuseRecord = c.comma, -1, true
	return c, nil
}

// decodedHead reads the first bytes, as UTF-8 where a mark says UTF-16, and returns the
// rest as a reader.
func decodedHead(source *budgetReader) (head []byte, rest io.Reader, err error) {
	mark := make([]byte, 2)
	n, err := io.ReadFull(source, mark)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, nil, err
	}
	source.head = mark[:n]
	rest = io.MultiReader(bytes.NewReader(mark[:n]), source)
	if utf16BOM(mark[:n]) {
		rest = transform.NewReader(rest, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	}
	head = make([]byte, 64<<10)
	n, err = io.ReadFull(rest, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return head[:n], rest, err
}

// next gives the next row; its cells are good until the call after. A row with misplaced
// quotes comes with an error and its number.
func (c *csvRows) next() (csvRow, error) {
	if c.first != nil {
		row := *c.first
		c.first = nil
		return row, nil
	}
	c.source.allow()
	before := c.in.InputOffset()
	cells, err := c.in.Read()
	var parse *csv.ParseError
	switch {
	case err == nil:
		line, _ := c.in.FieldPos(0)
		c.count(line)
		for _, cell := range cells {
			c.above += strings.Count(cell, "\n")
		}
		return csvRow{number: c.number, cells: cells}, nil
	case errors.As(err, &parse) && c.in.InputOffset() > before:
		c.count(parse.StartLine)
		c.above += parse.Line - parse.StartLine
		return csvRow{number: c.number}, err
	case errors.Is(err, io.EOF):
		return csvRow{}, io.EOF
	}
	return csvRow{}, fmt.Errorf("row %d: %w", c.number+1, err)
}

// count numbers the row that begins in a line of the file.
func (c *csvRows) count(line int) { c.number = max(c.number+1, int64(line-c.above)) }

// guessComma takes the separator by which the first rows have the same number of cells,
// the greatest if several do; else that which parts the first line most.
func guessComma(head []byte) rune {
	if cut := bytes.LastIndexByte(head, '\n'); cut >= 0 && len(head) == 64<<10 {
		head = head[:cut]
	}
	best, bestCells, bestEven := ',', 1, false
	for _, comma := range ",;\t|" {
		cells, even := cellsBy(head, comma)
		if cells > 1 && (even && !bestEven || even == bestEven && cells > bestCells) {
			best, bestCells, bestEven = comma, cells, even
		}
	}
	return best
}

// cellsBy counts the cells of the first row, and tells whether the next ones have as many.
func cellsBy(head []byte, comma rune) (cells int, even bool) {
	in := csv.NewReader(bytes.NewReader(head))
	in.Comma, in.FieldsPerRecord, in.LazyQuotes = comma, -1, true
	even = true
	for range 20 {
		row, err := in.Read()
		if err != nil {
			break
		}
		if cells == 0 {
			cells = len(row)
		}
		even = even && len(row) == cells
	}
	return cells, even
}

// budgetReader lets only so many bytes through between two calls of allow.
type budgetReader struct {
	r        io.Reader
	head     []byte
	consumed int64
	limit    int64
}

func (b *budgetReader) allow() { b.limit = b.consumed + maxRow }

func (b *budgetReader) Read(p []byte) (int, error) {
	if b.consumed >= b.limit {
		return 0, refuse("bad_csv", "Một dòng dài hơn %d MB; có dấu nháy kép nào chưa đóng không?", "A row is longer than %d MB; is a quote not closed?", maxRow>>20)
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.limit-b.consumed)])
	b.consumed += int64(n)
	return n, err
}
