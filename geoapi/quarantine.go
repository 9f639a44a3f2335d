package geoapi

import (
	"net/http"
	"strconv"
	"time"

	"sotay/environment"
)

// asideJSON is a row of the quarantine, as it was sent.
type asideJSON struct {
	ID         int64              `json:"id"`
	ReceivedAt time.Time          `json:"received_at"`
	Source     string             `json:"source"`
	Operator   string             `json:"operator,omitempty"` // whose stations alone the sender may send for
	Reason     environment.Reason `json:"reason"`
	Text       string             `json:"text,omitempty"` // of the reason
	Station    string             `json:"station"`
	Parameter  string             `json:"parameter"`
	At         string             `json:"at"`
	Value      string             `json:"value"`
	Unit       string             `json:"unit"`
	Status     string             `json:"status"`
}

type reasonCount struct {
	Reason environment.Reason `json:"reason"`
	Text   string             `json:"text,omitempty"`
	Count  int64              `json:"count"`
}

type quarantineOut struct {
	Rows []asideJSON `json:"rows"`
	// Reasons counts all rows of the filter but its reason.
	Reasons []reasonCount `json:"reasons"`
	// Next is to be asked for with after=, null after the last page.
	Next *int64 `json:"next"`
}

// asideQuery reads the filter of the quarantine.
func (p *params) asideQuery() environment.AsideQuery {
	return environment.AsideQuery{Reason: environment.Reason(p.text("reason", 40)), Station: p.text("station", 200), Parameter: p.text("parameter", 200)}
}

// listQuarantine is a page of what was set aside, the newest first.
func (s *Server) listQuarantine(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	query, limit := p.asideQuery(), p.integer("limit", 50, 1, 500)
	before := int64(0)
	if after := p.text("after", 19); after != "" {
		var err error
		if before, err = strconv.ParseInt(after, 10, 64); err != nil || before < 1 {
			p.fail("Tham số after không phải do trang trước cho.", "The parameter after is not from a former page.")
		}
	}
	if p.err != nil {
		return p.err
	}
	rows, err := s.readings.Quarantine(r.Context(), query, before, limit)
	if err != nil {
		return err
	}
	counts, err := s.readings.QuarantineCounts(r.Context(), query)
	if err != nil {
		return err
	}
	english := wantsEnglish(r)
	out := quarantineOut{Rows: make([]asideJSON, len(rows)), Reasons: make([]reasonCount, len(counts))}
	for i, a := range rows {
		out.Rows[i] = asideJSON{a.ID, a.ReceivedAt, a.Source, a.Operator, a.Reason, reasonText(a.Reason, english), a.Station, a.Parameter, a.At, a.Value, a.Unit, a.Status}
	}
	for i, c := range counts {
		out.Reasons[i] = reasonCount{c.Reason, reasonText(c.Reason, english), c.Count}
	}
	if len(rows) == limit {
		out.Next = &rows[limit-1].ID
	}
	return writeJSON(w, out)
}

// settleIn names rows of the quarantine: by their ids, or all of a filter.
type settleIn struct {
	IDs       []int64            `json:"ids"`
	After     int64              `json:"after"` // rows of the filter up to this id are left alone
	Reason    environment.Reason `json:"reason"`
	Station   string             `json:"station"`
	Parameter string             `json:"parameter"`
}

func (in settleIn) selection(p *params) environment.Selection {
	if len(in.IDs) == 0 && in.Reason == "" && in.Station == "" && in.Parameter == "" {
		p.fail("Hãy nêu ids, hoặc reason, station, parameter của các dòng.", "Give ids, or the reason, station or parameter of the rows.")
	}
	if len(in.IDs) > environment.SettleLimit {
		p.fail("Nhiều nhất %d dòng một lần.", "At most %d rows at once.", environment.SettleLimit)
	}
	return environment.Selection{IDs: in.IDs, After: in.After, AsideQuery: environment.AsideQuery{Reason: in.Reason, Station: in.Station, Parameter: in.Parameter}}
}

// insteadJSON is what is read in place of what was sent.
type insteadJSON struct {
	Station   string `json:"station"`
	Parameter string `json:"parameter"`
	Unit      string `json:"unit"`
}

// releaseIn is settleIn with what is read instead: in as, or beside ids.
type releaseIn struct {
	settleIn
	Unit string      `json:"unit"`
	As   insteadJSON `json:"as"`
}

// instead is what is read in place of what was sent; it is no filter any more.
func (in *releaseIn) instead(p *params) environment.Instead {
	if len(in.IDs) > 0 && in.As == (insteadJSON{}) {
		in.As = insteadJSON{in.Station, in.Parameter, in.Unit}
		in.Station, in.Parameter, in.Unit = "", "", ""
	}
	if in.Unit != "" {
		p.fail("Đơn vị đọc thay phải nằm trong as.", "The unit to read instead belongs into as.")
	}
	if max(len(in.As.Station), len(in.As.Parameter), len(in.As.Unit)) > 200 {
		p.fail("Thành viên của as dài quá 200 byte.", "A member of as is longer than 200 bytes.")
	}
	return environment.Instead(in.As)
}

type settledRow struct {
	ID      int64               `json:"id"`
	Outcome environment.Outcome `json:"outcome"`
	Reason  environment.Reason  `json:"reason,omitempty"`
	Text    string              `json:"text,omitempty"`
}

type releasedOut struct {
	Counts countsJSON   `json:"counts"`
	Rows   []settledRow `json:"rows"`
	// More tells that the filter holds more than are released at once.
	More bool `json:"more"`
	// Next is to be given as after to go on behind these rows, null where there are no more.
	Next *int64 `json:"next"`
}

// nextOf is the last of the rows that were settled, where there are more.
func nextOf(done environment.Settled) *int64 {
	if !done.More {
		return nil
	}
	return &done.IDs[len(done.IDs)-1]
}

// who settles rows of the quarantine.
func (s *Server) who(r *http.Request) environment.Who {
	return environment.Who{Actor: actorOf(r.Context()), Audit: s.Audit}
}

// releaseQuarantine has rows read again; what is no reading still stays.
func (s *Server) releaseQuarantine(w http.ResponseWriter, r *http.Request) error {
	var in releaseIn
	p := newParams(r)
	p.body(&in)
	instead := in.instead(p)
	selection := in.selection(p)
	if p.err != nil {
		return p.err
	}
	done, err := s.readings.Release(r.Context(), s.who(r), selection, instead)
	if err != nil {
		return err
	}
	english := wantsEnglish(r)
	out := releasedOut{Counts: countsOf(done.Answers), Rows: make([]settledRow, len(done.IDs)), More: done.More, Next: nextOf(done)}
	for i, a := range done.Answers {
		out.Rows[i] = settledRow{done.IDs[i], a.Outcome, a.Reason, reasonText(a.Reason, english)}
	}
	return writeJSON(w, out)
}

type discardedOut struct {
	Discarded int    `json:"discarded"`
	More      bool   `json:"more"`
	Next      *int64 `json:"next"`
}

// discardQuarantine throws rows away.
func (s *Server) discardQuarantine(w http.ResponseWriter, r *http.Request) error {
	var in settleIn
	p := newParams(r)
	p.body(&in)
	selection := in.selection(p)
	if p.err != nil {
		return p.err
	}
	done, err := s.readings.Discard(r.Context(), s.who(r), selection)
	if err != nil {
		return err
	}
	return writeJSON(w, discardedOut{len(done.IDs), done.More, nextOf(done)})
}
