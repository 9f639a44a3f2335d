package environment

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reasons why a line of a monitoring file is no reading.
const (
	BadLine Reason = "bad_line" // not the five columns
	BadText Reason = "bad_text" // of an encoding that is not known
	CutOff  Reason = "cut_off"  // the file ends in its midst
)

// The bounds of a monitoring file: a logger's day is a few hundred kilobytes.
const (
	MaxFile      = 8 << 20 // bytes
	maxFileLines = 100_000 // readings
)

// FileLine is a reading of a monitoring file, or a line that is none.
type FileLine struct {
	Line  int    // in the file, from 1
	Sent  Sent   // its station is not said
	Fault Reason // why it is none; "" for a reading
	Text  string // of a line that is none, its beginning
}

// FileError tells why nothing of a file is read.
type FileError struct{ Vi, En string }

func (e *FileError) Error() string { return e.En }

// ReadFile reads a monitoring file of Circular 10/2021/TT-BTNMT: a reading in a line, as
//
//	name TAB value TAB unit TAB YYYYMMDDhhmmss TAB status
//
// in UTF-8, with or without a mark of it; times are of UTC+7. Devices deviate, and what can mean
// one thing alone is read: semicolons or spaces for tabs, all readings in one line, no
// unit, a line of headings, the signs µ ° ² ³ as Windows writes them. Any other line is
// given with the reason why it is no reading. Names, values, units and statuses are judged
// by Take.
func ReadFile(body []byte) ([]FileLine, error) {
	switch {
	case len(body) > MaxFile:
		return nil, &FileError{"Tệp lớn hơn 8 MB: không phải tệp số liệu quan trắc, hoặc cần chia nhỏ.", "The file is larger than 8 MB: it is no monitoring file, or must be split."}
	case bytes.IndexByte(body, 0) >= 0:
		return nil, &FileError{"Tệp không phải văn bản UTF-8 (có byte 0; có thể là UTF-16): hãy đặt máy ghi ở UTF-8 hoặc ASCII.", "The file is no UTF-8 text (it has zero bytes, as UTF-16 has): set the logger to UTF-8 or ASCII."}
	}
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimSuffix(strings.TrimPrefix(string(body), "\ufeff"), "\x1a"))
	var list []FileLine
	var number int
	for line := range strings.SplitSeq(text, "\n") {
		number++
		if line = strings.TrimSpace(line); line == "" || len(list) == 0 && isFileHeading(line) {
			continue
		}
		list = append(list, readFileLine(number, line)...)
		if len(list) > maxFileLines {
			return nil, &FileError{"Tệp có hơn 100.000 số liệu: hãy chia nhỏ.", "The file has more than 100,000 readings: split it."}
		}
	}
	if len(list) == 0 {
		return nil, &FileError{"Tệp không có số liệu nào.", "There is no reading in the file."}
	}
	if !strings.HasSuffix(text, "\n") {
		fileEndsWhole(list)
	}
	return list, nil
}

// readFileLine reads the readings of a line, or says why it has none.
func readFileLine(number int, line string) []FileLine {
	text, ok := lineAsUTF8(line)
	if !ok {
		return []FileLine{{Line: number, Fault: BadText, Text: lineStart(line)}}
	}
	rows := splitLine(text)
	if rows == nil {
		return []FileLine{{Line: number, Fault: BadLine, Text: lineStart(text)}}
	}
	list := make([]FileLine, len(rows))
	for i, row := range rows {
		list[i] = FileLine{Line: number, Sent: row}
	}
	return list
}

// fileEndsWhole looks at the last line of a file that no line end follows. A status of one digit
// may then be the half of one: it counts only where another line of the file has such a one.
func fileEndsWhole(list []FileLine) {
	last := &list[len(list)-1]
	short := func(l FileLine) bool { return l.Fault == "" && len(l.Sent.Status) < 2 }
	if last.Fault == BadLine || short(*last) && !slices.ContainsFunc(list[:len(list)-1], short) {
		if last.Fault == "" {
			s := last.Sent
			last.Text = lineStart(strings.Join([]string{s.Parameter, s.Value, s.Unit, s.At, s.Status}, " "))
		}
		last.Fault, last.Sent = CutOff, Sent{}
	}
}

// fileStamp is a time as the circular writes it.
var fileStamp = regexp.MustCompile(`^(19|20)\d{12}$`)

// fileNumber is a value, or a sign that there is none.
var fileNumber = regexp.MustCompile(`^([-+]?\d+([.,]\d+)?([eE][-+]?\d+)?|-+)$`)

// fileStatus is a status.
var fileStatus = regexp.MustCompile(`^\d{1,2}$`)

// splitLine splits a line into its readings; nil where that cannot be done in one way alone.
func splitLine(line string) []Sent {
	if strings.Contains(line, ";") {
		return splitSemicolons(line)
	}
	return splitFields(line)
}

// splitSemicolons splits at semicolons, which stand between readings or between columns.
func splitSemicolons(line string) []Sent {
	parts := strings.Split(strings.TrimRight(line, "; \t"), ";")
	var rows []Sent
	for _, part := range parts {
		if strings.TrimSpace(part) == "" {
			continue
		}
		row := splitFields(strings.TrimSpace(part))
		if row == nil {
			if strings.Contains(line, "\t") {
				return nil
			}
			return fileColumns(parts)
		}
		rows = append(rows, row...)
	}
	return rows
}

func splitFields(line string) []Sent {
	if strings.Contains(line, "\t") {
		return fileColumns(strings.Split(line, "\t"))
	}
	return fileWords(strings.Fields(line))
}

// fileColumns gives the readings of a line's columns: five for each, or four for one without a
// unit. Where there are several, each must have its time and status in their places.
func fileColumns(cells []string) []Sent {
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	for len(cells) > 5 && len(cells)%5 != 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 4 && fileStamp.MatchString(cells[2]) && fileStatus.MatchString(cells[3]) {
		cells = slices.Insert(slices.Clone(cells), 2, "")
	}
	if len(cells) == 0 || len(cells)%5 != 0 {
		return nil
	}
	var rows []Sent
	for c := range slices.Chunk(cells, 5) {
		if !isParameterName(c[0]) || len(cells) > 5 && !(fileStamp.MatchString(c[3]) && fileStatus.MatchString(c[4])) {
			return nil
		}
		rows = append(rows, Sent{Parameter: c[0], Value: c[1], Unit: c[2], At: c[3], Status: c[4]})
	}
	return rows
}

// fileWords gives the readings of words: each ends with a time and a status, begins with a name and
// a value, and what is between is its unit.
func fileWords(words []string) []Sent {
	var rows []Sent
	start := 0
	for t, word := range words {
		if t < start || !fileStamp.MatchString(word) {
			continue
		}
		if t-start < 2 || t+1 == len(words) || !fileStatus.MatchString(words[t+1]) || !isParameterName(words[start]) || !fileNumber.MatchString(words[start+1]) {
			return nil
		}
		unit := strings.Join(words[start+2:t], " ")
		if unit != "" && unicode.IsDigit(rune(unit[0])) { // the name may have had a space
			return nil
		}
		rows = append(rows, Sent{Parameter: words[start], Value: words[start+1], Unit: unit, At: word, Status: words[t+1]})
		start = t + 2
	}
	if start != len(words) {
		return nil
	}
	return rows
}

func isParameterName(s string) bool {
	return s != "" && len(s) <= 60 && !fileNumber.MatchString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// isFileHeading tells a first line of column titles: several, with no digit among them.
func isFileHeading(line string) bool {
	return len(strings.FieldsFunc(line, func(r rune) bool { return r == '\t' || r == ';' })) >= 4 && !strings.ContainsFunc(line, unicode.IsDigit)
}

// lineAsUTF8 gives a line that is no UTF-8 in UTF-8 where all that is not ASCII in it are the signs of
// units that Windows-1252 and Windows-1258 write alike.
func lineAsUTF8(line string) (string, bool) {
	if utf8.ValidString(line) {
		return line, true
	}
	var b strings.Builder
	for i := range len(line) {
		switch c := line[i]; {
		case c < utf8.RuneSelf:
			b.WriteByte(c)
		case c == 0xb0 || c == 0xb2 || c == 0xb3 || c == 0xb5: // ° ² ³ µ
			b.WriteRune(rune(c))
		default:
			return "", false
		}
	}
	return b.String(), true
}

// lineStart is the beginning of a line, for a report.
func lineStart(line string) string {
	line = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(line, "\ufffd"))
	if r := []rune(line); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return line
}
