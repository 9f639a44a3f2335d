// Package sheet writes tables as CSV and as Excel workbooks, row by row.
package sheet

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"sotay/internal/calendar"
)

// Kinds of file, as HTTP names them.
const (
	CSVType  = "text/csv; charset=utf-8"
	XLSXType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// Sheet is a table. Cells are string, int64, float64, time.Time, which is written by the clock in
// Vietnam, or nil, which is empty.
type Sheet struct {
	Name   string // of the sheet in a workbook
	Header []string
	// Each gives the rows, in order; what do answers ends it.
	Each func(do func([]any) error) error
	// Digits are the decimals of numbers in CSV; -1: as many as there are.
	Digits int
	Step   Step
}

// Step is how exactly times are written.
type Step int

// Times are written to the minute, the day or the second.
const (
	Minute Step = iota
	Day
	Second
)

func (s Step) layout() string {
	return [...]string{"2006-01-02 15:04", time.DateOnly, time.DateTime}[s]
}

func (s Step) format() string {
	return [...]string{"yyyy-mm-dd hh:mm", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"}[s]
}

// CSV writes the table as CSV: UTF-8 with a byte order mark, by which Excel knows it, and numbers
// with a decimal point.
func (s Sheet) CSV(w io.Writer) error {
	buffered := bufio.NewWriter(w)
	if _, err := buffered.WriteString("\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(buffered)
	if err := out.Write(s.Header); err != nil {
		return err
	}
	err := s.Each(func(row []any) error {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = s.text(v)
		}
		return out.Write(cells)
	})
	if err != nil {
		return err
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}

func (s Sheet) text(v any) string {
	switch v := v.(type) {
	case string:
		return Inert(v)
	case float64:
		return strconv.FormatFloat(v, 'f', s.Digits, 64)
	case int64:
		return strconv.FormatInt(v, 10)
	case time.Time:
		return v.In(calendar.Zone()).Format(s.Step.layout())
	}
	return ""
}

// negative is a number below zero, which runs nothing.
var negative = regexp.MustCompile(`^-\d+([.,]\d+)?$`)

// Inert keeps a spreadsheet from running what somebody wrote as a formula. A number below zero stays one.
func Inert(text string) string {
	if strings.TrimLeft(text, "=+-@\t\r\n") == text {
		return text
	}
	if negative.MatchString(text) {
		return text
	}
	return "'" + text
}

// XLSX writes the table as an Excel workbook, with real numbers and times. Texts are texts there,
// whatever they begin with.
func (s Sheet) XLSX(w io.Writer) (err error) {
	book := excelize.NewFile()
	defer func() {
		if closed := book.Close(); err == nil {
			err = closed
		}
	}()
	if err := book.SetSheetName("Sheet1", s.Name); err != nil {
		return err
	}
	form := s.Step.format()
	dates, err := book.NewStyle(&excelize.Style{CustomNumFmt: &form})
	if err != nil {
		return err
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	out, err := book.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	if err := s.fill(out, dates, bold); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}

func (s Sheet) fill(out *excelize.StreamWriter, dates, bold int) error {
	if err := out.SetColWidth(1, max(1, len(s.Header)), 20); err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	var head []any
	for _, text := range s.Header {
		head = append(head, excelize.Cell{StyleID: bold, Value: text})
	}
	if err := out.SetRow("A1", head); err != nil {
		return err
	}
	n := 1
	return s.Each(func(row []any) error {
		n++
		cells := make([]any, len(row))
		for i, v := range row {
			cells[i] = v
			if at, ok := v.(time.Time); ok {
				local := at.In(calendar.Zone()) // a sheet knows no zones: the clock on the wall
				cells[i] = excelize.Cell{StyleID: dates, Value: time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), 0, time.UTC)}
			}
		}
		return out.SetRow(fmt.Sprintf("A%d", n), cells)
	})
}
