package environment

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"sotay/internal/calendar"
)

// maxReportLines is how many lines a report lists.
const maxReportLines = 1000

// WriteReport writes what became of a file for the people who look after the station,
// Vietnamese first. err is why it could not be read; nil for a file that was. now is the time of
// the report.
func WriteReport(r FileReport, err error, now time.Time) string {
	var b strings.Builder
	b.WriteString("Báo cáo đọc tệp quan trắc / Report on a monitoring file\n")
	fmt.Fprintf(&b, "Tệp / File: %s\nLúc / At: %s (UTC+7)\n", r.Name, now.In(calendar.Zone()).Format(time.DateTime))
	if err != nil {
		vi, en := fileTrouble(err)
		fmt.Fprintf(&b, "\nKhông có gì được lưu. %s\nNothing was stored. %s\n", vi, en)
		return b.String()
	}
	fmt.Fprintf(&b, "Trạm / Station: %s\n\n", r.Station)
	for _, o := range []struct {
		outcome Outcome
		vi, en  string
	}{
		{Stored, "đã lưu", "stored"},
		{Duplicate, "đã có từ trước", "there already"},
		{Revised, "thay giá trị cũ (bản cũ được giữ)", "revised (the former value is kept)"},
		{Quarantined, "để riêng, chờ người xem xét", "set aside, for a person to decide"},
		{Refused, "không đọc được, không lưu", "not read, not stored"},
	} {
		if n := r.Count(o.outcome); n > 0 {
			fmt.Fprintf(&b, "%6d  %s / %s\n", n, o.vi, o.en)
		}
	}
	b.WriteString("\n")
	listed := 0
	for _, row := range r.Rows {
		if row.Answer.Outcome != Quarantined && row.Answer.Outcome != Refused {
			continue
		}
		if listed++; listed > maxReportLines {
			b.WriteString("…\n")
			break
		}
		vi, en := row.Answer.Reason.Words()
		fmt.Fprintf(&b, "dòng / line %d: %s\n    %s\n    %s\n", row.Line, row.shown(), vi, en)
	}
	return b.String()
}

// shown is the row as it stands in a report.
func (a FileAnswer) shown() string {
	if a.Text != "" {
		return a.Text
	}
	return lineStart(strings.Join([]string{a.Sent.Parameter, a.Sent.Value, a.Sent.Unit, a.Sent.At, a.Sent.Status}, " "))
}

// fileTrouble says why a file could not be read. The words of the system are English: they stand
// in the English ones alone.
func fileTrouble(err error) (vi, en string) {
	var own *FileError
	switch {
	case errors.As(err, &own):
		return own.Vi, own.En
	case errors.Is(err, fs.ErrPermission):
		return "sotay không có quyền đọc tệp: hãy cho nhóm của sotay quyền đọc (0660).", "sotay may not read the file: let its group read it (0660)."
	}
	return "Lỗi đọc tệp; nguyên nhân ở dòng tiếng Anh.", "The file cannot be read: " + err.Error()
}
