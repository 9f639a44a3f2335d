package geoapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"sotay/incidents"
	"sotay/internal/calendar"
)

// reportRoutes are those of field reports: for everybody, and for the desk.
func (s *Server) reportRoutes() []route {
	return []route{
		{http.MethodGet, "/api/report-categories", "listReportCategories", anyone, endpoint(s.listReportCategories), quick},
		{http.MethodGet, "/api/reports/similar", "listSimilarReports", anyone, endpoint(s.listSimilarReports), lookup},
		{http.MethodPost, "/api/reports", "sendReport", whoever, s.bounded(endpoint(s.sendReport)), quick},
		{http.MethodGet, "/api/reports", "listReports", anyone, endpoint(s.listReports), lookup},
		{http.MethodGet, "/api/reports/{number}", "getReport", anyone, endpoint(s.getReport), lookup},
		{http.MethodPost, "/api/reports/{number}/support", "supportReport", anyone, s.bounded(endpoint(s.supportReport)), quick},
		{http.MethodPost, "/api/reports/{number}/rating", "rateReport", anyone, s.bounded(endpoint(s.rateReport)), quick},
		{http.MethodPost, "/api/reports/{number}/reopen", "reopenReport", anyone, s.bounded(endpoint(s.reopenReport)), quick},
		{http.MethodGet, "/api/desk/reports", "listDeskReports", deskReports, endpoint(s.listDeskReports), quick},
		{http.MethodGet, "/api/desk/reports.csv", "exportReportsCSV", deskReports, s.exportReports(asCSV), quick},
		{http.MethodGet, "/api/desk/reports.xlsx", "exportReportsXLSX", deskReports, s.exportReports(asXLSX), quick},
		{http.MethodGet, "/api/desk/reports/statistics.csv", "exportReportStatisticsCSV", deskReports, s.exportReportStatistics(asCSV), quick},
		{http.MethodGet, "/api/desk/reports/statistics.xlsx", "exportReportStatisticsXLSX", deskReports, s.exportReportStatistics(asXLSX), quick},
		{http.MethodGet, "/api/desk/reports/statistics", "reportStatistics", deskReports, endpoint(s.reportStatistics), quick},
		{http.MethodGet, "/api/desk/reports/{id}", "getDeskReport", deskReports, endpoint(s.getDeskReport), quick},
		{http.MethodPost, "/api/desk/reports/{id}/actions", "actOnReport", deskReports, endpoint(s.actOnReport), quick},
		{http.MethodPost, "/api/desk/reports/{id}/contact", "readReportContact", reports, endpoint(s.readReportContact), lookup},
		{http.MethodGet, "/api/desk/report-categories", "listDeskReportCategories", deskReports, endpoint(s.listDeskReportCategories), quick},
		{http.MethodGet, "/api/desk/report-communes", "listReportCommunes", deskReports, endpoint(s.listReportCommunes), quick},
		{http.MethodPut, "/api/desk/report-categories/{code}", "saveReportCategory", reports, endpoint(s.saveReportCategory), quick},
		{http.MethodGet, "/api/desk/holidays", "listHolidays", deskReports, endpoint(s.listHolidays), quick},
		{http.MethodPut, "/api/desk/holidays", "saveHolidays", reports, endpoint(s.saveHolidays), quick},
		{http.MethodGet, "/api/desk/report-policy", "getReportPolicy", deskReports, endpoint(s.getReportPolicy), quick},
		{http.MethodPut, "/api/desk/report-policy", "saveReportPolicy", reports, endpoint(s.saveReportPolicy), quick},
		{http.MethodGet, "/api/desk/agencies", "listAgencies", deskReports, endpoint(s.listAgencies), quick},
		{http.MethodPut, "/api/desk/agencies", "saveAgency", reports, endpoint(s.saveAgency), quick},
		{http.MethodGet, "/api/desk/report-routes", "listReportRoutes", deskReports, endpoint(s.listReportRoutes), quick},
		{http.MethodPut, "/api/desk/report-routes", "saveReportRoutes", reports, endpoint(s.saveReportRoutes), quick},
		{http.MethodPost, "/api/desk/report-routes", "addReportRoute", reports, endpoint(s.saveReportRoute), quick},
		{http.MethodPut, "/api/desk/report-routes/{id}", "saveReportRoute", reports, endpoint(s.saveReportRoute), quick},
		{http.MethodDelete, "/api/desk/report-routes/{id}", "deleteReportRoute", reports, endpoint(s.deleteReportRoute), quick},
	}
}

// reportsBurst is how many minutes' worth of reports one client may send at once: many phones
// are behind one address of a mobile network.
const reportsBurst = 5

func newSending(perMinute float64, now func() time.Time) *limiter {
	l := newLimiter(perMinute/60, now)
	if l != nil {
		l.burst = max(2, reportsBurst*perMinute)
	}
	return l
}

// bounded limits how often one client sends reports and what belongs to them.
func (s *Server) bounded(do handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		exchangeOf(r).private = true
		if err := s.pace(w, r, s.sending, 1); err != nil {
			return err
		}
		return do(w, r)
	}
}

// reportProblem turns what cannot be done with a report into a problem; nil for another error.
func reportProblem(err error) *problem {
	var (
		no      *incidents.Refused
		clash   *incidents.Conflict
		illegal *incidents.Illegal
	)
	switch {
	case errors.As(err, &no):
		p := &problem{kind: refused, cause: err, detail: Words{no.Vi, no.En}, extra: map[string]any{"code": no.Code}}
		if no.Field != "" {
			p.extra["field"] = no.Field
		}
		switch no.Code {
		case "not_found":
			p.kind = notFound
		case "not_yours":
			p.kind = forbidden
		}
		return p
	case errors.As(err, &clash):
		vi, en := clash.Words()
		return &problem{kind: conflict, cause: err, detail: Words{vi, en}, extra: map[string]any{"code": "moved", "conflict": map[string]any{
			"by": clash.By, "actor": clash.Kind, "action": clash.Action, "at": clash.At, "state": clash.State, "version": clash.Version,
		}}}
	case errors.As(err, &illegal):
		vi, en := illegal.Words()
		legal := illegal.Legal
		if legal == nil {
			legal = []string{}
		}
		return &problem{kind: conflict, cause: err, detail: Words{vi, en}, extra: map[string]any{"code": "illegal", "state": illegal.State, "legal": legal}}
	}
	return nil
}

// categories gives the categories by their codes, also those no longer offered.
func (s *Server) categories(ctx context.Context) (map[string]incidents.Category, error) {
	list, err := s.Reports.Categories(ctx, true)
	by := make(map[string]incidents.Category, len(list))
	for _, c := range list {
		by[c.Code] = c
	}
	return by, err
}

type categoriesOut struct {
	Categories []categoryJSON `json:"categories"`
}

func (s *Server) listReportCategories(ctx context.Context, _ nothing) (categoriesOut, error) {
	list, err := s.Reports.Categories(ctx, false)
	return categoriesOut{mapped(list, categoryOf)}, err
}

// place is a place in degrees that must be there.
func (p *params) place() (lon, lat float64) {
	lon, hasLon := p.degrees("lon", 180)
	lat, hasLat := p.degrees("lat", 90)
	if !hasLon || !hasLat {
		p.fail("Cần tham số lon và lat.", "The parameters lon and lat are needed.")
	}
	return lon, lat
}

type similarIn struct {
	lon, lat float64
	category string
}

func (in *similarIn) parse(p *params) {
	in.lon, in.lat = p.place()
	in.category = p.text("category", 32)
}

type publicReportsOut struct {
	Reports []reportJSON `json:"reports"`
}

func (s *Server) listSimilarReports(ctx context.Context, in similarIn) (publicReportsOut, error) {
	list, err := s.Reports.Similar(ctx, in.lon, in.lat, in.category)
	if err != nil {
		return publicReportsOut{}, err
	}
	by, err := s.categories(ctx)
	return publicReportsOut{mapped(list, func(r incidents.Public) reportJSON { return reportOf(r, by) })}, err
}

type contactJSON struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Email string `json:"email"`
}

type sendIn struct {
	key       string
	Category  string       `json:"category"`
	Words     string       `json:"words"`
	Lon       *float64     `json:"lon"`
	Lat       *float64     `json:"lat"`
	AccuracyM *float32     `json:"accuracy_m"`
	Address   string       `json:"address"`
	Photos    []string     `json:"photos"`
	Contact   *contactJSON `json:"contact"`
}

func (in *sendIn) parse(p *params) {
	in.key = p.sendersKey()
	p.body(in)
	if in.Lon == nil || in.Lat == nil {
		p.fail("Cần vị trí: lon và lat.", "A place is needed: lon and lat.")
	}
}

// sendersKey is the Idempotency-Key, which must be there.
func (p *params) sendersKey() string {
	key := p.r.Header.Get("Idempotency-Key")
	if len(key) < 16 || len(key) > 100 {
		p.fail("Cần tiêu đề Idempotency-Key do người gửi tự đặt, từ 16 đến 100 ký tự.", "The header Idempotency-Key is needed, made by the sender, of 16 to 100 characters.")
	}
	return key
}

type sentJSON struct {
	Number    string `json:"number"`
	Follow    string `json:"follow"`
	StatusURL string `json:"status_url"`
}

// status of a report that was taken, now or before: a sender whose answer was lost cannot tell.
func (sentJSON) status() int { return http.StatusCreated }

func (s *Server) sendReport(ctx context.Context, in sendIn) (sentJSON, error) {
	n := incidents.New{
		Key: in.key, Category: in.Category, Words: in.Words, Lon: *in.Lon, Lat: *in.Lat, AccuracyM: in.AccuracyM,
		Address: in.Address, Photos: in.Photos, Source: "web",
	}
	if in.Contact != nil {
		n.Contact = &incidents.Contact{Name: in.Contact.Name, Phone: in.Contact.Phone, Email: in.Contact.Email}
	}
	if c := callerOf(ctx); c.user != nil {
		n.Account = &c.user.ID
	}
	sent, err := s.Reports.Send(ctx, n)
	if err != nil {
		return sentJSON{}, err
	}
	// Behind #, so that no server's log has the key.
	return sentJSON{sent.Number, sent.Follow, exchangeFrom(ctx).base + "/report/" + sent.Number + "#" + sent.Follow}, nil
}

type publicListIn struct{ filter incidents.PublicFilter }

func (in *publicListIn) parse(p *params) {
	in.filter = incidents.PublicFilter{
		Box: p.maybeBox("bbox"), Category: p.text("category", 32), States: p.states("state"), Since: p.dayEdge("since", 0), Until: p.dayEdge("until", 1),
		Cursor: p.text("cursor", 200), Limit: p.integer("limit", 50, 1, 500),
	}
}

// maybeBox is a box, nil when it is not there.
func (p *params) maybeBox(name string) *[4]float64 {
	if p.query.Get(name) == "" {
		return nil
	}
	b := [4]float64(p.box(name))
	return &b
}

// states reads states with commas between; "open" is taken out by the caller.
func (p *params) states(name string) []incidents.State {
	var list []incidents.State
	for _, text := range listed(p.query[name]) {
		st := incidents.State(text)
		if !slices.Contains(incidents.States(), st) {
			p.fail("Tham số %s có trạng thái không biết.", "The parameter %s has a state that is not known.", name)
			return nil
		}
		list = append(list, st)
	}
	return list
}

// dayEdge is the beginning (UTC+7) of the day that is so many days later, nil when none is given.
func (p *params) dayEdge(name string, days int) *time.Time {
	text := p.day(name)
	if text == "" || p.err != nil {
		return nil
	}
	t, err := time.ParseInLocation(time.DateOnly, text, calendar.Zone())
	if err != nil {
		return nil
	}
	t = t.AddDate(0, 0, days)
	return &t
}

type publicPageOut struct {
	Reports []reportJSON `json:"reports"`
	Next    *string      `json:"next"`
}

func (s *Server) listReports(ctx context.Context, in publicListIn) (publicPageOut, error) {
	page, err := s.Reports.Public(ctx, in.filter)
	if err != nil {
		return publicPageOut{}, err
	}
	by, err := s.categories(ctx)
	return publicPageOut{mapped(page.Reports, func(r incidents.Public) reportJSON { return reportOf(r, by) }), orNil(page.Next)}, err
}

type numberIn struct{ number string }

func (in *numberIn) parse(p *params) {
	if in.number = p.path("number"); len(in.number) > 40 {
		p.err = noSuch("Không có phản ánh này; hãy kiểm tra lại mã.", "There is no such report; check its number.")
	}
}

func (s *Server) getReport(ctx context.Context, in numberIn) (statusJSON, error) {
	return s.told(s.Reports.Status(ctx, in.number))(ctx)
}

// told writes a status as JSON.
func (s *Server) told(st incidents.Status, err error) func(context.Context) (statusJSON, error) {
	return func(ctx context.Context) (statusJSON, error) {
		if err != nil {
			return statusJSON{}, err
		}
		by, err := s.categories(ctx)
		return statusOf(st, by), err
	}
}

type supportIn struct {
	numberIn
	key string
}

func (in *supportIn) parse(p *params) {
	in.numberIn.parse(p)
	in.key = p.sendersKey()
}

type supportOut struct {
	Supporters int32 `json:"supporters"`
}

func (s *Server) supportReport(ctx context.Context, in supportIn) (supportOut, error) {
	st, err := s.Reports.ActAs(ctx, in.number, "", incidents.Action{What: "support", Key: in.key})
	return supportOut{st.Supporters}, err
}

type ratingIn struct {
	numberIn
	Follow string `json:"follow"`
	Rating string `json:"rating"`
	Words  string `json:"words"`
}

func (in *ratingIn) parse(p *params) {
	in.numberIn.parse(p)
	p.body(in)
	if slices.Index(ratings(), in.Rating) < 0 {
		p.fail("Đánh giá phải là satisfied, acceptable hoặc not.", "The rating must be satisfied, acceptable or not.")
	}
}

// ratings are the words for ratings from 1 on.
func ratings() []string { return []string{"not", "acceptable", "satisfied"} }

func (s *Server) rateReport(ctx context.Context, in ratingIn) (statusJSON, error) {
	return s.told(s.Reports.ActAs(ctx, in.number, in.Follow, incidents.Action{
		What: "rate", Rating: int16(slices.Index(ratings(), in.Rating) + 1), Words: in.Words,
	}))(ctx)
}

type reopenIn struct {
	numberIn
	Follow string   `json:"follow"`
	Words  string   `json:"words"`
	Photos []string `json:"photos"`
}

func (in *reopenIn) parse(p *params) {
	in.numberIn.parse(p)
	p.body(in)
	in.Words = strings.TrimSpace(in.Words)
}

func (s *Server) reopenReport(ctx context.Context, in reopenIn) (statusJSON, error) {
	return s.told(s.Reports.ActAs(ctx, in.number, in.Follow, incidents.Action{What: "reopen", Words: in.Words, Photos: in.Photos}))(ctx)
}
