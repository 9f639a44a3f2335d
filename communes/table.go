package communes

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sotay/internal/calendar"
)

// founding is the built-in table: the units of the former provinces Đồng Nai (75), Bà Rịa -
// Vũng Tàu (77) and Bình Thuận (60). Their communes were merged and their districts
// abolished on 1 July 2025 by resolutions 1662, 1685 and 1671/NQ-UBTVQH15, the provinces by
// Resolution 202/2025/QH15; the codes are those of Decision 19/2025/QĐ-TTg. Đồng Nai is a
// city since 30 April 2026 (30/2026/QH16), when xã of it became phường (237/NQ-UBTVQH16):
// which ones is known from one public source that is not the resolution itself.
//
//go:embed founding.csv
var founding []byte

// reform is the day that a table is about where it does not say.
const reform = "2025-07-01"

// nameOf is a unit as a row names it.
type nameOf struct{ code, name string }

// side is what a row says of the former or of the later unit, from the province down; the
// lowest that is given is the one that the row is about.
type side struct {
	of                       string // "old" or "new": the columns' prefix
	province, district, ward nameOf
}

// part is one unit of a side.
type part struct {
	nameOf
	level  int
	parent string
	field  string // the column of its code
}

func (p part) unit(from, to, source string) Unit {
	return Unit{Level: p.level, Code: p.code, Name: p.name, Parent: p.parent, From: from, To: to, Source: source}
}

// parts are the units above, the highest first, and the one that the row is about.
func (s side) parts() (above []part, subject part) {
	parent := ""
	for _, p := range []part{
		{s.province, Province, "", s.of + "_province_code"}, {s.district, District, "", s.of + "_district_code"}, {s.ward, Commune, "", s.of + "_ward_code"},
	} {
		if p.code != "" {
			p.parent, parent = parent, p.code
			above = append(above, p)
		}
	}
	return above[:len(above)-1], above[len(above)-1]
}

// row says that from a day on one unit is, or is a part of, another.
type row struct {
	line      int // in the file, from 1
	effective string
	decree    string
	old, new  side
	split     bool
}

// tableColumns lists the columns that a table must have, and those it may.
func tableColumns() (must, may []string) {
	return []string{
		"old_province_code", "old_province", "old_ward_code", "old_ward", "is_split",
		"new_province_code", "new_province", "new_ward_code", "new_ward",
	}, []string{
		"effective", "decree", "old_district_code", "old_district", "new_district_code", "new_district",
	}
}

// readTable reads a table in CSV with a header: UTF-8, commas or semicolons.
func readTable(file []byte) ([]row, error) {
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	var problems Problems
	if !utf8.Valid(file) {
		problems.add(1, "", "tệp không phải UTF-8; hãy lưu lại dạng “CSV UTF-8”", "the file is not UTF-8; save it as “CSV UTF-8”")
		return nil, problems
	}
	head, _, _ := bytes.Cut(file, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord = -1
	if bytes.Count(head, []byte(";")) > bytes.Count(head, []byte(",")) {
		r.Comma = ';'
	}
	header, err := r.Read()
	if err != nil {
		problems.add(1, "", "tệp rỗng hoặc không phải CSV: %v", "the file is empty or no CSV: %v", err)
		return nil, problems
	}
	at := columnsOf(header, &problems)
	var rows []row
	for len(problems) < maxProblems {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			problems.add(lineOf(err), "", "không đọc được dòng này: %v", "the line cannot be read: %v", err)
			break
		}
		line, _ := r.FieldPos(0)
		c := cells{record, at, line, &problems}
		rows = append(rows, c.row())
	}
	checkSplits(rows, &problems)
	if len(problems) > 0 {
		return nil, problems
	}
	return rows, nil
}

// lineOf is where a table cannot be read.
func lineOf(err error) int {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return parse.StartLine
	}
	return 1
}

func columnsOf(header []string, problems *Problems) map[string]int {
	must, may := tableColumns()
	at := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if slices.Contains(must, name) || slices.Contains(may, name) {
			at[name] = i
		}
	}
	for _, name := range must {
		if _, ok := at[name]; !ok {
			problems.add(1, name, "thiếu cột này; các cột cần có: %s", "the column is missing; needed are: %s", strings.Join(must, ", "))
		}
	}
	return at
}

// cells are one line of the table.
type cells struct {
	record   []string
	at       map[string]int
	line     int
	problems *Problems
}

func (c cells) text(name string) string {
	i, ok := c.at[name]
	if !ok || i >= len(c.record) {
		return ""
	}
	return norm.NFC.String(strings.Join(strings.Fields(c.record[i]), " "))
}

func (c cells) refuse(field, vi, en string, args ...any) {
	c.problems.add(c.line, field, vi, en, args...)
}

func (c cells) row() row {
	r := row{line: c.line, effective: c.text("effective"), decree: c.text("decree"), old: c.side("old"), new: c.side("new")}
	if r.effective == "" {
		r.effective = reform
	}
	if !calendar.Valid(r.effective) {
		c.refuse("effective", "%q không phải là ngày; viết như 2025-07-01", "%q is no day; write it like 2025-07-01", r.effective)
	}
	switch s := strings.ToLower(c.text("is_split")); s {
	case "true", "1", "có":
		r.split = true
	case "false", "0", "không", "":
	default:
		c.refuse("is_split", "%q không phải true hoặc false", "%q is neither true nor false", s)
	}
	return r
}

func (c cells) side(of string) side {
	s := side{of, c.unit(of+"_province", 2), c.unit(of+"_district", 3), c.unit(of+"_ward", 5)}
	if s.province.code == "" {
		c.refuse(of+"_province_code", "cần mã tỉnh", "the province's code is needed")
	}
	return s
}

// unit reads the code and name of a unit, both or neither.
func (c cells) unit(column string, length int) nameOf {
	n := nameOf{c.text(column + "_code"), c.text(column)}
	switch {
	case n == nameOf{}:
	case n.code == "":
		c.refuse(column+"_code", "%s không có mã", "%s has no code", n.name)
	case len(n.code) != length || !isNumber(n.code):
		c.refuse(column+"_code", "mã %q phải có %d chữ số (bảng tính có thể đã bỏ số 0 ở đầu)", "the code %q must have %d digits (a spreadsheet may have taken leading zeros off)", n.code, length)
	case n.name == "":
		c.refuse(column, "mã %s không có tên", "code %s has no name", n.code)
	case kindOf(n.name) == "":
		c.refuse(column, "tên %q phải bắt đầu bằng loại đơn vị, như “Phường” hoặc “Xã”", "the name %q must begin with its kind, like “Phường” or “Xã”", n.name)
	}
	return n
}

// checkSplits compares what rows say of splits with how many there are of a unit.
func checkSplits(rows []row, problems *Problems) {
	type unit struct{ effective, code string }
	heirs := map[unit][]string{}
	of := func(r row) (unit, string) {
		_, old := r.old.parts()
		_, heir := r.new.parts()
		return unit{r.effective, old.code}, heir.code
	}
	if len(*problems) > 0 {
		return
	}
	for _, r := range rows {
		u, heir := of(r)
		if slices.Contains(heirs[u], heir) {
			problems.add(r.line, "new_ward_code", "dòng này lặp lại một dòng trước: %s → %s", "the line repeats one before it: %s → %s", u.code, heir)
			continue
		}
		heirs[u] = append(heirs[u], heir)
	}
	for _, r := range rows {
		u, _ := of(r)
		if n := len(heirs[u]); r.split != (n > 1) {
			problems.add(r.line, "is_split", "đơn vị %s có %d dòng nhưng is_split là %t", "unit %s has %d lines, but is_split is %t", u.code, n, r.split)
		}
	}
}

// maxProblems bounds what is said of one table.
const maxProblems = 200

// Problem is what is wrong with a line of a table.
type Problem struct {
	Line  int    `json:"line"`  // in the file, from 1
	Field string `json:"field"` // the column, "" for the whole line
	Vi    string `json:"vi"`
	En    string `json:"en"`
}

// Problems is why a table was not taken: nothing of it was.
type Problems []Problem

// Error tells the first of them.
func (p Problems) Error() string {
	return fmt.Sprintf("line %d, %s: %s (%d problems)", p[0].Line, p[0].Field, p[0].En, len(p))
}

func (p *Problems) add(line int, field, vi, en string, args ...any) {
	*p = append(*p, Problem{line, field, fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)})
}
