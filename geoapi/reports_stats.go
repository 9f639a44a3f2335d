package geoapi

import (
	"context"
	"net/http"
	"time"

	"sotay/incidents"
	"sotay/internal/calendar"
	"sotay/internal/sheet"
)

// statisticsDays is how long the period is when none is given.
const statisticsDays = 30

type reportStatisticsIn struct {
	filter   incidents.Filter
	from, to string
}

func (in *reportStatisticsIn) parse(p *params) {
	in.filter = incidents.Filter{Agency: p.text("agency", 48), Category: p.text("category", 32), Commune: p.text("commune", 5)}
	if in.to = p.day("to"); in.to == "" {
		in.to = calendar.Today()
	}
	if in.from = p.day("from"); in.from == "" && p.err == nil {
		last, _ := time.Parse(time.DateOnly, in.to)
		in.from = last.AddDate(0, 0, -statisticsDays).Format(time.DateOnly)
	}
	if in.from > in.to {
		p.fail("Ngày from phải trước ngày to.", "The day from must come before the day to.")
	}
	if p.err != nil {
		return
	}
	since, _ := time.ParseInLocation(time.DateOnly, in.from, calendar.Zone())
	until, _ := time.ParseInLocation(time.DateOnly, in.to, calendar.Zone())
	until = until.AddDate(0, 0, 1)
	in.filter.Since, in.filter.Until = &since, &until
}

type reportCountJSON struct {
	Key      string `json:"key"`
	Name     *Words `json:"name"`
	Total    int64  `json:"total"`
	Open     int64  `json:"open"`
	Overdue  int64  `json:"overdue"`
	Resolved int64  `json:"resolved"`
	OnTime   int64  `json:"on_time"`
}

type reportRatingsJSON struct {
	Satisfied  int64 `json:"satisfied"`
	Acceptable int64 `json:"acceptable"`
	Not        int64 `json:"not"`
}

type reportStatisticsOut struct {
	From       string            `json:"from"`
	To         string            `json:"to"`
	All        reportCountJSON   `json:"all"`
	ByState    []reportCountJSON `json:"by_state"`
	ByAgency   []reportCountJSON `json:"by_agency"`
	ByCategory []reportCountJSON `json:"by_category"`
	ByCommune  []reportCountJSON `json:"by_commune"`
	Ratings    reportRatingsJSON `json:"ratings"`
}

// named makes counts whose keys have names.
func named(list []incidents.Count, names map[string]Words) []reportCountJSON {
	return mapped(list, func(c incidents.Count) reportCountJSON {
		out := reportCountJSON{Key: c.Key, Total: c.Total, Open: c.Open, Overdue: c.Overdue, Resolved: c.Resolved, OnTime: c.OnTime}
		if n, ok := names[c.Key]; ok {
			out.Name = &n
		}
		return out
	})
}

func (s *Server) reportStatistics(ctx context.Context, in reportStatisticsIn) (reportStatisticsOut, error) {
	st, err := s.Reports.Statistics(ctx, reportActor(ctx), in.filter)
	if err != nil {
		return reportStatisticsOut{}, err
	}
	agencies, categories, communes, err := s.reportNames(ctx)
	if err != nil {
		return reportStatisticsOut{}, err
	}
	states := map[string]Words{}
	for state, words := range stateWords() {
		states[string(state)] = words
	}
	return reportStatisticsOut{
		From: in.from, To: in.to, All: named([]incidents.Count{st.All}, nil)[0], ByState: named(st.ByState, states), ByAgency: named(st.ByAgency, agencies),
		ByCategory: named(st.ByCategory, categories), ByCommune: named(st.ByCommune, communes),
		Ratings: reportRatingsJSON{Not: st.Ratings[0], Acceptable: st.Ratings[1], Satisfied: st.Ratings[2]},
	}, nil
}

// exportReportStatistics answers with the counts as a file, a row for each kind of count.
func (s *Server) exportReportStatistics(f sheetFormat) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p := newParams(r)
		var in reportStatisticsIn
		if in.parse(p); p.err != nil {
			return p.err
		}
		st, err := s.reportStatistics(r.Context(), in)
		if err != nil {
			return err
		}
		english := wantsEnglish(r)
		say := func(vi, en string) string { return Words{vi, en}.in(english) }
		return f.answer(w, say("thong-ke-phan-anh-", "report-counts-")+calendar.Today(), sheet.Sheet{
			Name: say("Thống kê", "Counts"), Digits: 1,
			Header: []string{
				say("Từ ngày", "From"), say("Đến ngày", "To"), say("Theo", "By"), say("Mã", "Code"), say("Tên", "Name"), say("Nhận được", "Received"), say("Chưa xong", "Open"),
				say("Quá hạn", "Overdue"), say("Đã xử lý", "Resolved"), say("Đúng hạn", "On time"), say("Tỷ lệ đúng hạn (%)", "On time (%)"),
			},
			Each: func(do func([]any) error) error { return st.each(english, do) },
		})
	}
}

// each gives the counts as rows: of all, by state, agency, category and commune.
func (st reportStatisticsOut) each(english bool, do func([]any) error) error {
	for _, part := range []struct {
		by   Words
		list []reportCountJSON
	}{
		{Words{"tất cả", "all"}, []reportCountJSON{st.All}},
		{Words{"tình trạng", "state"}, st.ByState},
		{Words{"đơn vị", "agency"}, st.ByAgency},
		{Words{"lĩnh vực", "category"}, st.ByCategory},
		{Words{"xã, phường", "commune"}, st.ByCommune},
	} {
		for _, c := range part.list {
			name, rate := "", any(nil)
			if c.Name != nil {
				name = c.Name.in(english)
			}
			if c.Resolved > 0 {
				rate = 100 * float64(c.OnTime) / float64(c.Resolved)
			}
			if err := do([]any{st.From, st.To, part.by.in(english), c.Key, name, c.Total, c.Open, c.Overdue, c.Resolved, c.OnTime, rate}); err != nil {
				return err
			}
		}
	}
	return nil
}

// reportNames names agencies, categories and communes by their codes.
func (s *Server) reportNames(ctx context.Context) (agencies, categories, communes map[string]Words, err error) {
	agencies, categories, communes = map[string]Words{}, map[string]Words{}, map[string]Words{}
	units, err := s.Reports.Agencies(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, a := range units {
		agencies[a.Code] = Words{a.NameVi, a.NameEn}
	}
	by, err := s.categories(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	for code, c := range by {
		categories[code] = Words{c.NameVi, c.NameEn}
	}
	names, err := s.reportCommunes(ctx)
	for code, name := range names {
		communes[code] = Words{name, name}
	}
	return agencies, categories, communes, err
}
