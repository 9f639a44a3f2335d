package environment

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"sotay/internal/calendar"
)

// Sheet is series as a table: a row for each time, a column for each parameter and, of raw
// readings, one for their statuses. It is written row by row; how much there can be is bounded
// by what Series gives.
type Sheet struct {
	Series  Series
	English bool
}

// header names the columns, with units.
func (s Sheet) header() []string {
	say := func(vi, en string) string {
		if s.English {
			return en
		}
		return vi
	}
	row := []string{map[Step]string{
		Hour: say("Giờ kết thúc (UTC+7)", "Hour ending (UTC+7)"), Day: say("Ngày", "Day"), Raw: say("Thời điểm (UTC+7)", "Time (UTC+7)"),
	}[s.Series.Step]}
	for _, line := range s.Series.Lines {
		name := line.Parameter
		if line.Unit != "" {
			name += " (" + line.Unit + ")"
		}
		row = append(row, name)
		if s.Series.Step == Raw {
			row = append(row, line.Parameter+" "+say("trạng thái", "status"))
		}
	}
	return row
}

// cell is a value of a row: a number, or a status as files write it.
type cell struct {
	value  float64
	status int16
	text   bool // it is the status
	empty  bool
}

// rows gives each time with its cells, in order of time. Gaps of raw readings are no rows.
func (s Sheet) rows(do func(time.Time, []cell) error) error {
	var times []int64
	for _, line := range s.Series.Lines {
		for i, t := range line.Times {
			if line.Statuses == nil || line.Statuses[i] >= 0 {
				times = append(times, t)
			}
		}
	}
	slices.Sort(times)
	next := make([]int, len(s.Series.Lines))
	for _, t := range slices.Compact(times) {
		var row []cell
		for n, line := range s.Series.Lines {
			i := next[n]
			for i < len(line.Times) && (line.Times[i] < t || line.Statuses != nil && line.Statuses[i] < 0) {
				i++
			}
			next[n] = i
			row = append(row, line.cells(i, t)...)
		}
		if err := do(time.Unix(t, 0).In(calendar.Zone()), row); err != nil {
			return err
		}
	}
	return nil
}

// cells are those of a line at a place, if it is of this time.
func (l Line) cells(i int, t int64) []cell {
	there := i < len(l.Times) && l.Times[i] == t
	value := cell{empty: true}
	if there && !math.IsNaN(l.Values[i]) {
		value = cell{value: l.Values[i]}
	}
	if l.Statuses == nil {
		return []cell{value}
	}
	if !there {
		return []cell{value, {empty: true}}
	}
	return []cell{value, {status: l.Statuses[i], text: true}}
}

// form is how times are written.
func (s Sheet) form() string {
	return map[Step]string{Hour: "2006-01-02 15:04", Day: time.DateOnly, Raw: time.DateTime}[s.Series.Step]
}

// CSV writes the table as CSV: UTF-8 with a byte order mark, by which Excel knows it, and
// numbers with a decimal point.
func (s Sheet) CSV(w io.Writer) error {
	buffered := bufio.NewWriter(w)
	if _, err := buffered.WriteString("\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(buffered)
	if err := out.Write(s.header()); err != nil {
		return err
	}
	err := s.rows(func(at time.Time, cells []cell) error {
		row := []string{at.Format(s.form())}
		for _, c := range cells {
			row = append(row, c.String())
		}
		return out.Write(row)
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

// String is the cell in a CSV.
func (c cell) String() string {
	switch {
	case c.empty:
		return ""
	case c.text:
		return fmt.Sprintf("%02d", c.status)
	}
	return strconv.FormatFloat(c.value, 'f', -1, 64)
}

// XLSX writes the table as an Excel workbook, with real numbers and times.
func (s Sheet) XLSX(w io.Writer) (err error) {
	book := excelize.NewFile()
	defer func() {
		if closed := book.Close(); err == nil {
			err = closed
		}
	}()
	name := map[bool]string{false: "Số liệu", true: "Data"}[s.English]
	if err := book.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	form := map[Step]string{Hour: "yyyy-mm-dd hh:mm", Day: "yyyy-mm-dd", Raw: "yyyy-mm-dd hh:mm:ss"}[s.Series.Step]
	dates, err := book.NewStyle(&excelize.Style{CustomNumFmt: &form})
	if err != nil {
		return err
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	out, err := book.NewStreamWriter(name)
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

// fill writes the sheet.
func (s Sheet) fill(out *excelize.StreamWriter, dates, bold int) error {
	if err := out.SetColWidth(1, 1, 22); err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	var head []any
	for _, text := range s.header() {
		head = append(head, excelize.Cell{StyleID: bold, Value: text})
	}
	if err := out.SetRow("A1", head); err != nil {
		return err
	}
	n := 1
	return s.rows(func(at time.Time, cells []cell) error {
		n++
		row := []any{excelize.Cell{StyleID: dates, Value: at}}
		for _, c := range cells {
			switch {
			case c.empty:
				row = append(row, nil)
			case c.text:
				row = append(row, c.String())
			default:
				row = append(row, c.value)
			}
		}
		return out.SetRow(fmt.Sprintf("A%d", n), row)
	})
}
