package environment

import (
	"fmt"
	"strings"
	"time"

	"sotay/internal/calendar"
)

// Words says the reason, Vietnamese and English, and what to do.
func (r Reason) Words() (vi, en string) {
	w, ok := map[Reason][2]string{
		UnknownStation:   {"trạm chưa được khai báo: thêm trạm, rồi cho qua ở bàn làm việc", "no such station: add it, then release at the desk"},
		UnknownParameter: {"thông số lạ: cho qua ở bàn làm việc bằng tên đúng", "unknown parameter: release at the desk under its right name"},
		UnexpectedUnit:   {"đơn vị không hợp với thông số", "the unit is none of the parameter's"},
		ImplausibleTime:  {"thời gian không thể có: kiểm tra đồng hồ máy ghi", "the time cannot be: check the logger's clock"},
		ImplausibleValue: {"giá trị không thể có: kiểm tra cảm biến", "the value cannot be: check the sensor"},
		BadTime:          {"không đọc được thời gian", "the time cannot be read"},
		BadValue:         {"không đọc được giá trị", "the value cannot be read"},
		BadStatus:        {"không đọc được mã trạng thái (00, 01, 02)", "the status cannot be read (00, 01, 02)"},
		NotYours:         {"trạm của đơn vị vận hành khác", "another operator's station"},
		"too_long":       {"một thành phần dài quá mức", "a part is too long"},
		"too_old":        {"số đo gốc của thời gian này không còn được lưu", "raw readings of this time are kept no longer"},
		BadLine:          {"không đủ năm cột tên, giá trị, đơn vị, thời gian, trạng thái", "not the five columns name, value, unit, time, status"},
		BadText:          {"không phải UTF-8 hay ASCII", "neither UTF-8 nor ASCII"},
		NoReading:        {"không tìm thấy số liệu trong bản tin: kiểm tra cấu hình MQTT", "no reading was found in the message: check the MQTT configuration"},
		CutOff:           {"tệp bị cắt giữa dòng: hãy gửi lại", "the file is cut off in this line: send it again"},
	}[r]
	if !ok {
		return string(r), string(r)
	}
	return w[0], w[1]
}

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
		vi, en := "Không đọc được tệp: "+err.Error(), "The file cannot be read: "+err.Error()
		if own, ok := err.(*FileError); ok {
			vi, en = own.Vi, own.En
		}
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
