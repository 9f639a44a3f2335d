package geoapi

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"sotay/incidents"
	"sotay/internal/calendar"
)

// open311Routes are those of Open311 GeoReport v2, in XML and in JSON. They hold to that
// specification in all: bare arrays, errors as arrays, times with their offset.
func (s *Server) open311Routes() []route {
	var list []route
	for suffix, f := range map[string]format{".xml": inXML, ".json": inJSON} {
		name := strings.ToUpper(suffix[1:])
		get := func(path, id string, do func(*http.Request) (any, error)) {
			list = append(list, route{http.MethodGet, "/open311/v2/" + path + suffix, "open311" + id + name, anyone, s.open311(f, do), quick})
		}
		get("discovery", "Discovery", s.open311Discovery)
		get("services", "Services", s.open311Services)
		get("services/{code}", "Service", s.open311Service)
		get("requests", "Requests", s.open311Requests)
		get("requests/{id}", "Request", s.open311Request)
		get("servicerequestupdates", "Updates", s.open311Updates)
		get("tokens/{code}", "Token", s.open311Token)
		list = append(list, route{http.MethodPost, "/open311/v2/requests" + suffix, "open311Send" + name, anyone, s.open311(f, s.open311Send), quick})
	}
	slices.SortFunc(list, func(a, b route) int { return strings.Compare(a.id, b.id) })
	return list
}

// format is how an answer is written.
type format int

const (
	inXML format = iota
	inJSON
)

// write writes a value with a status.
func (f format) write(w http.ResponseWriter, status int, v any) error {
	kind := "text/xml; charset=utf-8"
	text, err := xml.MarshalIndent(v, "", "  ")
	text = append([]byte(xml.Header), text...)
	if f == inJSON {
		kind = "application/json; charset=utf-8"
		text, err = json.Marshal(v)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-cache")
	return writeEncoded(w, status, text)
}

// text is a text that is null in JSON and an empty element in XML when there is none.
type text string

// MarshalJSON writes it.
func (t text) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(t))
}

// moment writes a time as Open311 has it, of UTC+7.
func moment(t time.Time) text { return text(t.In(calendar.Zone()).Format(time.RFC3339)) }

func moments(t *time.Time) text {
	if t == nil {
		return ""
	}
	return moment(*t)
}

// errorsOut is the answer where something is wrong: an array, even of one error.
type errorsOut struct {
	XMLName xml.Name       `xml:"errors"`
	List    []open311Error `xml:"error"`
}

type open311Error struct {
	Code        int  `xml:"code" json:"code"`
	Description text `xml:"description" json:"description"`
}

// MarshalJSON writes the array alone.
func (e errorsOut) MarshalJSON() ([]byte, error) { return json.Marshal(e.List) }

// open311 makes a handler of a function that gives what is to be written.
func (s *Server) open311(f format, do func(*http.Request) (any, error)) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		exchangeOf(r).private = true
		v, err := s.open311Do(w, r, do)
		if err == nil {
			return f.write(w, http.StatusOK, v)
		}
		p := problemOf(err)
		exchangeOf(r).err = err
		status := http.StatusBadRequest
		switch p.kind {
		case notFound:
			status = http.StatusNotFound
		case unauthorized, forbidden:
			status = http.StatusForbidden
		case tooMany, unavailable, timedOut, internalFault:
			status = s.kinds[p.kind].status
			if w.Header().Get("Retry-After") == "" {
				w.Header().Set("Retry-After", "10")
			}
		}
		words := p.detail
		if words == (Words{}) {
			words = s.kinds[p.kind].detail
		}
		return f.write(w, status, errorsOut{List: []open311Error{{status, text(words.in(wantsEnglish(r)))}}})
	}
}

// open311Do answers who does not ask for too much: each number that is named costs a look-up, so
// that numbers are not guessed here a hundred at a time.
func (s *Server) open311Do(w http.ResponseWriter, r *http.Request, do func(*http.Request) (any, error)) (any, error) {
	if err := s.limit(w, r, float64(max(1, len(listed(r.URL.Query()["service_request_id"]))))); err != nil {
		return nil, err
	}
	if err := s.jurisdiction(r, r.URL.Query().Get("jurisdiction_id")); err != nil {
		return nil, err
	}
	return do(r)
}

// jurisdiction refuses what is meant for another one: this server has one, called by its host.
func (s *Server) jurisdiction(r *http.Request, id string) error {
	base, err := url.Parse(s.base(r))
	if err != nil {
		return err
	}
	if id == "" || strings.EqualFold(id, base.Hostname()) {
		return nil
	}
	return noSuch("Không có jurisdiction_id này; hãy bỏ trống hoặc gửi "+base.Hostname()+".", "There is no such jurisdiction_id; leave it out or send "+base.Hostname()+".")
}

// open311Token tells that there are no tokens: each request has its number at once.
func (s *Server) open311Token(*http.Request) (any, error) {
	return nil, noSuch("Không có token này: mỗi phản ánh có service_request_id ngay khi gửi.", "There is no such token: each request has its service_request_id at once.")
}

type discoveryOut struct {
	XMLName    xml.Name          `xml:"discovery" json:"-"`
	Changeset  string            `xml:"changeset" json:"changeset"`
	Contact    string            `xml:"contact" json:"contact"`
	KeyService string            `xml:"key_service" json:"key_service"`
	Endpoints  []open311Endpoint `xml:"endpoints>endpoint" json:"endpoints"`
}

type open311Endpoint struct {
	Specification string   `xml:"specification" json:"specification"`
	URL           string   `xml:"url" json:"url"`
	Changeset     string   `xml:"changeset" json:"changeset"`
	Type          string   `xml:"type" json:"type"`
	Formats       []string `xml:"formats>format" json:"formats"`
}

// open311Changeset is when what this program offers by Open311 changed last.
const open311Changeset = "2026-11-27 00:00"

func (s *Server) open311Discovery(r *http.Request) (any, error) {
	name := s.Name.in(wantsEnglish(r))
	contact := Words{name + ": " + s.base(r), name + ": " + s.base(r)}
	key := Words{
		"Người quản trị cấp mã truy cập có quyền open311 cho đơn vị gửi phản ánh: " + s.base(r) + "/desk",
		"The administrator gives senders a token with the scope open311: " + s.base(r) + "/desk",
	}
	return discoveryOut{
		Changeset: open311Changeset, Contact: contact.in(wantsEnglish(r)), KeyService: key.in(wantsEnglish(r)),
		Endpoints: []open311Endpoint{{"http://wiki.open311.org/GeoReport_v2", s.base(r) + "/open311/v2", open311Changeset, "production", []string{"text/xml", "application/json"}}},
	}, nil
}

type servicesOut struct {
	XMLName xml.Name         `xml:"services"`
	List    []open311Service `xml:"service"`
}

// MarshalJSON writes the array alone.
func (o servicesOut) MarshalJSON() ([]byte, error) { return json.Marshal(o.List) }

type open311Service struct {
	Code        string `xml:"service_code" json:"service_code"`
	Name        string `xml:"service_name" json:"service_name"`
	Description text   `xml:"description" json:"description"`
	Metadata    bool   `xml:"metadata" json:"metadata"`
	Type        string `xml:"type" json:"type"`
	Keywords    text   `xml:"keywords" json:"keywords"`
	Group       text   `xml:"group" json:"group"`
}

func (s *Server) open311Services(r *http.Request) (any, error) {
	list, err := s.Reports.Categories(r.Context(), false)
	out := servicesOut{List: make([]open311Service, len(list))}
	for i, c := range list {
		name := Words{c.NameVi, c.NameEn}
		out.List[i] = open311Service{Code: c.Code, Name: name.in(wantsEnglish(r)), Description: text(name.in(wantsEnglish(r))), Type: "realtime", Keywords: text(c.NameVi + ", " + c.NameEn)}
	}
	return out, err
}

type definitionOut struct {
	XMLName    xml.Name `xml:"service_definition" json:"-"`
	Code       string   `xml:"service_code" json:"service_code"`
	Attributes struct{} `xml:"attributes" json:"-"`
	None       []string `xml:"-" json:"attributes"`
}

// open311Service tells what a service asks besides: nothing.
func (s *Server) open311Service(r *http.Request) (any, error) {
	c, err := s.open311Category(r.Context(), newParams(r).path("code"))
	return definitionOut{Code: c.Code, None: []string{}}, err
}

// open311Category finds a category that is offered.
func (s *Server) open311Category(ctx context.Context, code string) (incidents.Category, error) {
	list, err := s.Reports.Categories(ctx, false)
	if err != nil {
		return incidents.Category{}, err
	}
	i := slices.IndexFunc(list, func(c incidents.Category) bool { return c.Code == code })
	if i < 0 {
		return incidents.Category{}, noSuch("Không có service_code này; xem /open311/v2/services.", "There is no such service_code; see /open311/v2/services.")
	}
	return list[i], nil
}
