package geoapi

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"sotay/incidents"
	"sotay/internal/calendar"
)

// Bounds of an export: rows in all, and of one question to the store.
const (
	mostReportRows = 50_000
	reportRowsPage = 500
)

// reportTable is reports as a table. Who sent them and what they wrote themselves is not in it:
// a file goes on to others.
type reportTable struct {
	// each gives every report that is wanted, in order.
	each    func(do func(incidents.Report) error) error
	by      map[string]incidents.Category
	states  map[incidents.State]Words
	units   map[string]Words // names of agencies by code
	places  map[string]Words // names of communes by code
	english bool
}

// exportReports answers with the reports that the filter chooses, as a file.
func (s *Server) exportReports(format, kind string, write func(reportTable, io.Writer) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p := newParams(r)
		f := p.reportFilter()
		if p.err != nil {
			return p.err
		}
		by, err := s.categories(r.Context())
		if err != nil {
			return err
		}
		units, _, places, err := s.reportNames(r.Context())
		if err != nil {
			return err
		}
		f.Sort, f.Limit = "oldest", reportRowsPage
		first, err := s.Reports.Queue(r.Context(), reportActor(r.Context()), f)
		if err != nil {
			return err
		}
		if first.Total > mostReportRows {
			return &problem{kind: refused, extra: map[string]any{"code": "too_many", "count": first.Total}, detail: Words{
				fmt.Sprintf("Có %d phản ánh, một tệp chứa nhiều nhất %d; hãy thu hẹp khoảng thời gian.", first.Total, mostReportRows),
				fmt.Sprintf("There are %d reports, a file holds at most %d; choose a shorter period.", first.Total, mostReportRows),
			}}
		}
		h := w.Header()
		h.Set("Content-Type", kind)
		h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="phan-anh-%s.%s"`, calendar.Today(), format))
		table := reportTable{s.eachReport(r.Context(), f, first), by, stateWords(), units, places, wantsEnglish(r)}
		if err := write(table, w); err != nil {
			return errLeft
		}
		return nil
	}
}

// eachReport goes through the pages after the first.
func (s *Server) eachReport(ctx context.Context, f incidents.Filter, page incidents.Page) func(func(incidents.Report) error) error {
	return func(do func(incidents.Report) error) error {
		for {
			for _, r := range page.Reports {
				if err := do(r); err != nil {
					return err
				}
			}
			if page.Next == "" {
				return nil
			}
			f.Cursor = page.Next
			var err error
			if page, err = s.Reports.Queue(ctx, reportActor(ctx), f); err != nil {
				return err
			}
		}
	}
}

// stateWords names the states for people.
func stateWords() map[incidents.State]Words {
	return map[incidents.State]Words{
		incidents.Received: {"Mới gửi", "Received"}, incidents.Verified: {"Đã xác minh", "Verified"}, incidents.Assigned: {"Đã chuyển đơn vị", "Assigned"},
		incidents.InProgress: {"Đang xử lý", "In progress"}, incidents.Waiting: {"Đang chờ", "Waiting"}, incidents.Resolved: {"Đã xử lý", "Resolved"},
		incidents.Closed: {"Đã đóng", "Closed"}, incidents.Rejected: {"Không tiếp nhận", "Rejected"},
	}
}

func (t reportTable) header() []string {
	if t.english {
		return []string{
			"Number", "Category", "State", "Urgency", "Public words", "Address", "Commune code", "Commune", "Longitude", "Latitude", "Agency", "Received (UTC+7)", "Verified", "Assigned",
			"Due", "Resolved", "Closed", "Overdue", "Waits for", "Looked at again", "Supporters", "Rating", "Source",
		}
	}
	return []string{
		"Mã phản ánh", "Lĩnh vực", "Tình trạng", "Mức độ", "Nội dung công khai", "Địa điểm", "Mã xã, phường", "Xã, phường", "Kinh độ", "Vĩ độ", "Đơn vị xử lý", "Gửi lúc (UTC+7)", "Xác minh lúc", "Chuyển lúc",
		"Hạn", "Xử lý xong lúc", "Đóng lúc", "Quá hạn", "Chờ ai", "Ngày xem lại", "Số người cùng thấy", "Đánh giá", "Nguồn",
	}
}

// row is a report's cells: string, float64, int64, time.Time or nil.
func (t reportTable) row(r incidents.Report) []any {
	say := func(w Words) string { return w.in(t.english) }
	// name is what people call something, or its code.
	name := func(names map[string]Words, code *string) string {
		if n, ok := names[textOf(code)]; ok {
			return say(n)
		}
		return textOf(code)
	}
	c := t.by[r.Category]
	overdue := ""
	if r.Overdue {
		overdue = say(Words{"có", "yes"})
	}
	rating := ""
	if r.Rating != nil && *r.Rating >= 1 && *r.Rating <= 3 {
		rating = say([]Words{{"chưa hài lòng", "not satisfied"}, {"chấp nhận", "acceptable"}, {"hài lòng", "satisfied"}}[*r.Rating-1])
	}
	urgency := map[string]Words{"urgent": {"khẩn", "urgent"}, "normal": {"bình thường", "normal"}, "complex": {"phức tạp", "complex"}}[r.Urgency]
	return []any{
		r.Number, say(Words{c.NameVi, c.NameEn}), say(t.states[r.State]), say(urgency), r.PublicWords, r.Address, textOf(r.Commune), name(t.places, r.Commune), r.Lon, r.Lat, name(t.units, r.Agency),
		r.ReceivedAt, timeCell(r.VerifiedAt), timeCell(r.AssignedAt), timeCell(r.Due()), timeCell(r.ResolvedAt), timeCell(r.ClosedAt), overdue,
		textOf(r.WaitOwner), textOf(r.WaitNext), int64(r.Supporters), rating, r.Source,
	}
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func timeCell(t *time.Time) any {
	if t == nil {
		return nil
	}
	return *t
}

// csv writes the table as CSV: UTF-8 with a byte order mark, by which Excel knows it.
func (t reportTable) csv(w io.Writer) error {
	buffered := bufio.NewWriter(w)
	if _, err := buffered.WriteString("\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(buffered)
	if err := out.Write(t.header()); err != nil {
		return err
	}
	err := t.each(func(r incidents.Report) error {
		var cells []string
		for _, v := range t.row(r) {
			cells = append(cells, csvCell(v))
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

func csvCell(v any) string {
	switch v := v.(type) {
	case string:
		return inert(v)
	case float64:
		return strconv.FormatFloat(v, 'f', 6, 64)
	case int64:
		return strconv.FormatInt(v, 10)
	case time.Time:
		return v.In(calendar.Zone()).Format("2006-01-02 15:04")
	}
	return ""
}

// inert keeps a spreadsheet from running what somebody wrote as a formula.
func inert(text string) string {
	if strings.TrimLeft(text, "=+-@\t\r\n") != text {
		return "'" + text
	}
	return text
}

// xlsx writes the table as an Excel workbook, with real numbers and times. Texts are texts there,
// whatever they begin with.
func (t reportTable) xlsx(w io.Writer) (err error) {
	book := excelize.NewFile()
	defer func() {
		if closed := book.Close(); err == nil {
			err = closed
		}
	}()
	name := Words{"Phản ánh", "Reports"}.in(t.english)
	if err := book.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	form := "yyyy-mm-dd hh:mm"
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
	if err := t.fill(out, dates, bold); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}

// fill writes the sheet.
func (t reportTable) fill(out *excelize.StreamWriter, dates, bold int) error {
	if err := out.SetColWidth(1, len(t.header()), 18); err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	var head []any
	for _, text := range t.header() {
		head = append(head, excelize.Cell{StyleID: bold, Value: text})
	}
	if err := out.SetRow("A1", head); err != nil {
		return err
	}
	n := 1
	return t.each(func(r incidents.Report) error {
		n++
		row := t.row(r)
		for i, v := range row {
			if at, ok := v.(time.Time); ok {
				local := at.In(calendar.Zone()) // a sheet knows no zones: the clock on the wall
				row[i] = excelize.Cell{StyleID: dates, Value: time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), 0, time.UTC)}
			}
		}
		return out.SetRow(fmt.Sprintf("A%d", n), row)
	})
}
