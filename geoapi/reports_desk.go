package geoapi

import (
	"context"
	"errors"
	"slices"
	"time"

	"sotay/incidents"
	"sotay/internal/calendar"
)

// reportActor is what the caller is to reports: duty officer, of an agency, or nobody known.
func reportActor(ctx context.Context) incidents.Actor {
	c := callerOf(ctx)
	switch {
	case c.has(reports):
		return incidents.Actor{Kind: incidents.Duty, Login: c.actor()}
	case c.has(answering) && c.user != nil:
		return incidents.Actor{Kind: incidents.Agency, Login: c.actor(), Agency: c.user.Agency}
	}
	return incidents.Actor{Kind: incidents.Anybody}
}

// reportFilter reads the parameters that choose reports.
func (p *params) reportFilter() incidents.Filter {
	f := incidents.Filter{
		Agency: p.text("agency", 48), Category: p.text("category", 32), Commune: p.text("commune", 5), Query: p.text("q", 100),
		Since: p.dayEdge("from", 0), Until: p.dayEdge("to", 1), Box: p.maybeBox("bbox"),
	}
	if p.query.Get("state") == "open" {
		f.Open = true
	} else {
		f.States = p.states("state")
	}
	if p.query.Get("overdue") != "" {
		overdue := p.flag("overdue")
		f.Overdue = &overdue
	}
	if p.query.Get("near") != "" {
		f.Near = p.flag("near")
	}
	if p.query.Get("review") != "" {
		f.Review = p.flag("review")
	}
	return f
}

type queueIn struct{ filter incidents.Filter }

func (in *queueIn) parse(p *params) {
	in.filter = p.reportFilter()
	in.filter.Sort, in.filter.Cursor, in.filter.Limit = p.text("sort", 10), p.text("cursor", 200), p.integer("limit", 50, 1, 500)
	if !slices.Contains([]string{"", "due", "newest", "oldest"}, in.filter.Sort) {
		p.fail("Tham số sort phải là due, newest hoặc oldest.", "The parameter sort must be due, newest or oldest.")
	}
}

type queueOut struct {
	Reports []deskReportJSON `json:"reports"`
	Next    *string          `json:"next"`
	Total   int64            `json:"total"`
	Near    int64            `json:"near"`
	Overdue int64            `json:"overdue"`
	Review  int64            `json:"review"`
	// CalendarEnds is the last day of the calendar of days off when that is soon.
	CalendarEnds *string `json:"calendar_ends"`
}

func (s *Server) listDeskReports(ctx context.Context, in queueIn) (queueOut, error) {
	page, err := s.Reports.Queue(ctx, reportActor(ctx), in.filter)
	if err != nil {
		return queueOut{}, err
	}
	ends, err := s.Reports.CalendarEnds(ctx)
	if err != nil {
		return queueOut{}, err
	}
	by, err := s.categories(ctx)
	return queueOut{mapped(page.Reports, func(r incidents.Report) deskReportJSON { return deskReportOf(r, by) }), orNil(page.Next), page.Total, page.Near, page.Overdue, page.Review, orNil(ends)}, err
}

type reportIn struct{ id int64 }

func (in *reportIn) parse(p *params) { in.id = p.id("id") }

func (s *Server) getDeskReport(ctx context.Context, in reportIn) (deskDetailJSON, error) {
	d, err := s.Reports.Report(ctx, reportActor(ctx), in.id)
	if err != nil {
		return deskDetailJSON{}, err
	}
	by, err := s.categories(ctx)
	return deskDetailOf(d, by), err
}

// actIn is an action with the members that the table of transitions names.
type actIn struct {
	id              int64
	Action          string         `json:"action"`
	Version         int32          `json:"version"`
	Category        *string        `json:"category"`
	Lon             *float64       `json:"lon"`
	Lat             *float64       `json:"lat"`
	Address         *string        `json:"address"`
	PublicWords     *string        `json:"public_words"`
	Words           string         `json:"words"`
	Reason          string         `json:"reason"`
	Owner           string         `json:"owner"`
	Next            string         `json:"next"`
	Agency          string         `json:"agency"`
	Due             *time.Time     `json:"due"`
	Into            string         `json:"into"`
	Photos          []string       `json:"photos"`
	Publish         *bool          `json:"publish"`
	PhotosPublished map[int64]bool `json:"photos_published"`
}

func (in *actIn) parse(p *params) {
	p.body(in)
	in.id = p.id("id")
	if in.Next != "" && !calendar.Valid(in.Next) {
		p.fail("Ngày xem lại phải là một ngày như 2026-12-01.", "The next date must be a day like 2026-12-01.")
	}
}

func (s *Server) actOnReport(ctx context.Context, in actIn) (deskDetailJSON, error) {
	r, err := s.Reports.Act(ctx, reportActor(ctx), in.id, incidents.Action{
		What: in.Action, Version: in.Version, Category: in.Category, Lon: in.Lon, Lat: in.Lat, Address: in.Address, PublicWords: in.PublicWords,
		Words: in.Words, Reason: in.Reason, Owner: in.Owner, Next: in.Next, Agency: in.Agency, Due: in.Due, Into: in.Into,
		Photos: in.Photos, Publish: in.Publish, PhotosPublished: in.PhotosPublished,
	})
	if err != nil {
		return deskDetailJSON{}, err
	}
	out, err := s.getDeskReport(ctx, reportIn{in.id})
	var no *incidents.Refused
	if !errors.As(err, &no) || no.Code != "not_found" {
		return out, err
	}
	// What an agency returned it sees no more: this is the last that it is told.
	by, err := s.categories(ctx)
	return deskDetailOf(incidents.Detail{Report: r}, by), err
}

type contactIn struct {
	id      int64
	Purpose string `json:"purpose"`
}

func (in *contactIn) parse(p *params) {
	p.body(in)
	in.id = p.id("id")
	in.Purpose = p.purpose(in.Purpose)
}

// readReportContact tells the duty desk how the reporter can be reached; the store writes into
// the audit first who read it and what for.
func (s *Server) readReportContact(ctx context.Context, in contactIn) (contactJSON, error) {
	c, err := s.Reports.Contact(ctx, reportActor(ctx), in.id, in.Purpose)
	if err != nil || c == nil {
		return contactJSON{}, err
	}
	return contactJSON{c.Name, c.Phone, c.Email}, nil
}
