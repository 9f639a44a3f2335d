package geoapi

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"sotay/incidents"
	"sotay/internal/calendar"
)

// The bounds of a list: how long a span of time may be, how many there are in an answer, how many
// are named in a query.
const (
	open311Span  = 90 * 24 * time.Hour
	open311Most  = 1000
	open311Named = 100
)

type requestsOut struct {
	XMLName xml.Name         `xml:"service_requests"`
	List    []open311Request `xml:"request"`
}

// MarshalJSON writes the array alone.
func (o requestsOut) MarshalJSON() ([]byte, error) { return json.Marshal(o.List) }

// open311Request has nothing of who sent it.
type open311Request struct {
	ID          string  `xml:"service_request_id" json:"service_request_id"`
	Status      string  `xml:"status" json:"status"`
	StatusNotes text    `xml:"status_notes" json:"status_notes"`
	ServiceName string  `xml:"service_name" json:"service_name"`
	ServiceCode string  `xml:"service_code" json:"service_code"`
	Description text    `xml:"description" json:"description"`
	Agency      text    `xml:"agency_responsible" json:"agency_responsible"`
	Notice      text    `xml:"service_notice" json:"service_notice"`
	Requested   text    `xml:"requested_datetime" json:"requested_datetime"`
	Updated     text    `xml:"updated_datetime" json:"updated_datetime"`
	Expected    text    `xml:"expected_datetime" json:"expected_datetime"`
	Address     text    `xml:"address" json:"address"`
	AddressID   text    `xml:"address_id" json:"address_id"`
	Zipcode     text    `xml:"zipcode" json:"zipcode"`
	Lat         float64 `xml:"lat" json:"lat"`
	Long        float64 `xml:"long" json:"long"`
	MediaURL    text    `xml:"media_url" json:"media_url"`
}

// open311Status is open or closed: a report that waits for its reporter's word is closed.
func open311Status(s incidents.State) string {
	if s.Open() {
		return "open"
	}
	return "closed"
}

func (s *Server) open311Requests(r *http.Request) (any, error) {
	p := newParams(r)
	f := p.open311Filter()
	if p.err != nil {
		return nil, p.err
	}
	return s.open311List(r, f)
}

// open311List gives the requests that a filter chooses.
func (s *Server) open311List(r *http.Request, f incidents.RequestFilter) (requestsOut, error) {
	list, err := s.Reports.Requests(r.Context(), f)
	if err != nil {
		return requestsOut{}, err
	}
	by, err := s.categories(r.Context())
	return requestsOut{List: mapped(list, func(q incidents.Request) open311Request { return s.open311Of(r, q, by[q.Category]) })}, err
}

func (s *Server) open311Request(r *http.Request) (any, error) {
	out, err := s.open311List(r, incidents.RequestFilter{Numbers: []string{open311Number(newParams(r).path("id"))}, Limit: 1})
	if err == nil && len(out.List) == 0 {
		err = noSuch("Không có service_request_id này.", "There is no such service_request_id.")
	}
	return out, err
}

// open311Number forgives how a number was typed; what is none finds nothing.
func open311Number(typed string) string {
	number, _ := incidents.ParseNumber(typed)
	return number
}

func (s *Server) open311Of(r *http.Request, q incidents.Request, c incidents.Category) open311Request {
	english := wantsEnglish(r)
	return open311Request{
		ID: q.Number, Status: open311Status(q.State), StatusNotes: text(statusNotes(q, english)), ServiceName: Words{c.NameVi, c.NameEn}.in(english), ServiceCode: q.Category,
		Description: text(q.PublicWords), Agency: deref(q.Agency), Requested: moment(q.ReceivedAt), Updated: moment(q.UpdatedAt), Expected: moments(q.DueAt),
		Address: text(q.Address), Lat: q.Lat, Long: q.Lon, MediaURL: s.photoURL(r, q.Photo, q.Number, q.Published),
	}
}

func deref(t *string) text {
	if t == nil {
		return ""
	}
	return text(*t)
}

// photoURL is where a photo is; of a report that is not published with its number, by which it is shown.
func (s *Server) photoURL(r *http.Request, id *int64, number string, published bool) text {
	if id == nil {
		return ""
	}
	url := fmt.Sprintf("%s/api/report-photos/%d.jpg", s.base(r), *id)
	if !published {
		url += "?report=" + number
	}
	return text(url)
}

// statusNotes say the state in words, what it waits for, and the last answer.
func statusNotes(q incidents.Request, english bool) string {
	notes := []string{stateWords()[q.State].in(english)}
	if q.WaitReason != nil {
		wait := Words{*q.WaitReason, *q.WaitReasonEn}.in(english)
		if q.WaitOwner != nil {
			wait += ", " + *q.WaitOwner
		}
		if q.WaitNext != nil {
			wait += ", " + *q.WaitNext
		}
		notes[0] += " (" + wait + ")"
	}
	if q.RejectReason != nil {
		notes[0] += " (" + rejectWords()[*q.RejectReason].in(english) + ")"
	}
	if q.Answer != "" {
		notes = append(notes, q.Answer)
	}
	return strings.Join(notes, ": ")
}

// rejectWords name the reasons for which a report is not taken on.
func rejectWords() map[string]Words {
	return map[string]Words{
		"duplicate": {"trùng với phản ánh khác", "a duplicate"}, "no_place": {"không rõ vị trí", "the place is not clear"},
		"not_state_matter": {"không thuộc việc của nhà nước", "not a matter of the state"}, "other": {"lý do khác", "another reason"},
	}
}

// open311Filter reads what chooses requests. service_request_id overrides all else.
func (p *params) open311Filter() incidents.RequestFilter {
	f := incidents.RequestFilter{Limit: p.integer("page_size", open311Most, 1, open311Most)}
	f.Offset = (p.integer("page", 1, 1, 1_000_000) - 1) * f.Limit
	for _, number := range p.commas("service_request_id") {
		f.Numbers = append(f.Numbers, open311Number(number))
	}
	if f.Numbers != nil {
		f.Until = time.Now()
		return f
	}
	f.Categories, f.States, f.Box = p.commas("service_code"), p.open311States(), p.maybeBox("bbox")
	f.Since, f.Until = p.open311Times()
	return f
}

// commas reads a list with commas between, or of several parameters of the name; nil when it is
// empty or not there.
func (p *params) commas(name string) (list []string) {
	list = listed(p.query[name])
	if len(list) > open311Named {
		p.fail("Tham số %s có quá %d mục.", "The parameter %s has more than %d items.", name, open311Named)
	}
	return list
}

func (p *params) open311States() (list []incidents.State) {
	asked := p.commas("status")
	for _, status := range asked {
		if status != "open" && status != "closed" {
			p.fail("Tham số status phải là open, closed hoặc cả hai.", "The parameter status must be open, closed or both.")
		}
	}
	for _, st := range incidents.States() {
		if slices.Contains(asked, open311Status(st)) {
			list = append(list, st)
		}
	}
	return list
}

// open311Times reads start_date and end_date. With one of them, or none, the span is 90 days.
func (p *params) open311Times() (since, until time.Time) {
	start, end := p.open311Time("start_date", 0), p.open311Time("end_date", 24*time.Hour-time.Second)
	switch {
	case end != nil:
		until = *end
	case start != nil && time.Since(*start) > open311Span:
		until = start.Add(open311Span)
	default:
		until = time.Now()
	}
	since = until.Add(-open311Span)
	if start != nil {
		since = *start
	}
	if until.Sub(since) > open311Span {
		p.fail("Khoảng start_date – end_date dài quá 90 ngày.", "From start_date to end_date are more than 90 days.")
	}
	return since, until
}

// open311Time reads a time with its offset, or a day (of UTC+7) as the time that is so long after its beginning.
func (p *params) open311Time(name string, after time.Duration) *time.Time {
	given := p.query.Get(name)
	if given == "" {
		return nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, given, calendar.Zone()); err == nil {
		day = day.Add(after)
		return &day
	}
	t, err := time.Parse(time.RFC3339, strings.Replace(given, " ", "+", 1)) // a plus that was not escaped
	if err != nil {
		p.fail("Tham số %s phải là thời điểm như 2026-11-20T08:00:00+07:00.", "The parameter %s must be a time like 2026-11-20T08:00:00+07:00.", name)
		return nil
	}
	return &t
}

type updatesOut struct {
	XMLName xml.Name        `xml:"service_request_updates"`
	List    []open311Update `xml:"request_update"`
}

// MarshalJSON writes the array alone.
func (o updatesOut) MarshalJSON() ([]byte, error) { return json.Marshal(o.List) }

type open311Update struct {
	ID          string `xml:"update_id" json:"update_id"`
	RequestID   string `xml:"service_request_id" json:"service_request_id"`
	Status      string `xml:"status" json:"status"`
	External    string `xml:"external_status_code" json:"external_status_code"`
	Updated     text   `xml:"updated_datetime" json:"updated_datetime"`
	Description text   `xml:"description" json:"description"`
	MediaURL    text   `xml:"media_url" json:"media_url"`
}

// open311Updates lists moves of published reports, the oldest first: the extension
// servicerequestupdates.
func (s *Server) open311Updates(r *http.Request) (any, error) {
	p := newParams(r)
	f := p.open311Filter()
	if f.Numbers == nil {
		f.Since, f.Until = p.open311Times()
	}
	if p.err != nil {
		return nil, p.err
	}
	list, err := s.Reports.Updates(r.Context(), f)
	out := updatesOut{List: make([]open311Update, len(list))}
	for i, u := range list {
		words := u.Words
		if words == "" {
			words = stateWords()[u.To].in(wantsEnglish(r))
		}
		out.List[i] = open311Update{
			fmt.Sprintf("%s.%d", u.Number, u.Nth), u.Number, open311Status(u.To), string(u.To), moment(u.At), text(words), s.photoURL(r, u.Photo, u.Number, f.Numbers == nil),
		}
	}
	return out, err
}
