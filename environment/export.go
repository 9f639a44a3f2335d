package environment

import (
	"fmt"
	"math"
	"slices"
	"time"

	"sotay/internal/calendar"
	"sotay/internal/sheet"
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

// rows gives each time with its cells, in order of time. Gaps of raw readings are no rows.
func (s Sheet) rows(do func(time.Time, []any) error) error {
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
		var row []any
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

// cells are those of a line at a place, if it is of this time: its number, and of raw readings the
// status as files write it.
func (l Line) cells(i int, t int64) []any {
	there := i < len(l.Times) && l.Times[i] == t
	var value, status any
	if there && !math.IsNaN(l.Values[i]) {
		value = l.Values[i]
	}
	if l.Statuses == nil {
		return []any{value}
	}
	if there {
		status = fmt.Sprintf("%02d", l.Statuses[i])
	}
	return []any{value, status}
}

// Table is the series as a table of cells.
func (s Sheet) Table() sheet.Sheet {
	return sheet.Sheet{
		Name: map[bool]string{false: "Số liệu", true: "Data"}[s.English], Header: s.header(), Digits: -1,
		Step: map[Step]sheet.Step{Hour: sheet.Minute, Day: sheet.Day, Raw: sheet.Second}[s.Series.Step],
		Each: func(do func([]any) error) error {
			return s.rows(func(at time.Time, cells []any) error { return do(append([]any{at}, cells...)) })
		},
	}
}
