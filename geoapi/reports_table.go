package geoapi

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"sotay/incidents"
	"sotay/internal/calendar"
	"sotay/internal/sheet"
)

// Bounds of an export: rows in all, and of one question to the store.
const (
	mostReportRows = 50_000
	reportRowsPage = 500
)

// reportTable is what a table of reports names things by. Who sent them and what they wrote themselves
// is not in it: a file goes on to others.
type reportTable struct {
	by      map[string]incidents.Category
	states  map[incidents.State]Words
	units   map[string]Words // names of agencies by code
	places  map[string]Words // names of communes by code
	english bool
}

// exportReports answers with the reports that the filter chooses, as a file.
func (s *Server) exportReports(f sheetFormat) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p := newParams(r)
		chosen := p.reportFilter()
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
		chosen.Sort, chosen.Limit = "oldest", reportRowsPage
		first, err := s.Reports.Queue(r.Context(), reportActor(r.Context()), chosen)
		if err != nil {
			return err
		}
		if first.Total > mostReportRows {
			return &problem{kind: refused, extra: map[string]any{"code": "too_many", "count": first.Total}, detail: Words{
				fmt.Sprintf("Có %d phản ánh, một tệp chứa nhiều nhất %d; hãy thu hẹp khoảng thời gian.", first.Total, mostReportRows),
				fmt.Sprintf("There are %d reports, a file holds at most %d; choose a shorter period.", first.Total, mostReportRows),
			}}
		}
		table := reportTable{by, stateWords(), units, places, wantsEnglish(r)}
		return f.answer(w, Words{"phan-anh-", "reports-"}.in(table.english)+calendar.Today(), sheet.Sheet{
			Name: Words{"Phản ánh", "Reports"}.in(table.english), Header: table.header(), Digits: 6,
			Each: func(do func([]any) error) error {
				return s.eachReport(r.Context(), chosen, first)(func(one incidents.Report) error { return do(table.row(one)) })
			},
		})
	}
}

// sheetFormat is a kind of file that a table is written as.
type sheetFormat struct {
	ending, kind string
	write        func(sheet.Sheet, io.Writer) error
}

var (
	asCSV  = sheetFormat{"csv", sheet.CSVType, sheet.Sheet.CSV}
	asXLSX = sheetFormat{"xlsx", sheet.XLSXType, sheet.Sheet.XLSX}
)

// answer sends a table as a file of that name.
func (f sheetFormat) answer(w http.ResponseWriter, name string, table sheet.Sheet) error {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.%s"`, name, f.ending))
	if err := f.write(table, w); err != nil {
		return errLeft
	}
	return nil
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
			f.Cursor, f.Uncounted = page.Next, true
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
