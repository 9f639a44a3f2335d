package geoapi

import (
	"context"

	"sotay/incidents"
)

func (s *Server) listDeskReportCategories(ctx context.Context, _ nothing) (categoriesOut, error) {
	list, err := s.Reports.Categories(ctx, true)
	return categoriesOut{mapped(list, categoryOf)}, err
}

// categoryIn is what can be set of a category; what is not said stays.
type categoryIn struct {
	code         string
	Sensitive    *bool    `json:"sensitive"`
	Urgency      *string  `json:"urgency"`
	ReceiveHours *float32 `json:"receive_hours"`
	HandleHours  *float32 `json:"handle_hours"`
	Active       *bool    `json:"active"`
}

func (in *categoryIn) parse(p *params) {
	p.body(in)
	in.code = p.path("code")
}

func (s *Server) saveReportCategory(ctx context.Context, in categoryIn) (categoryJSON, error) {
	c, err := s.Reports.SaveCategory(ctx, actorOf(ctx), in.code, func(c *incidents.Category) {
		put(&c.Sensitive, in.Sensitive)
		put(&c.Urgency, in.Urgency)
		put(&c.ReceiveHours, in.ReceiveHours)
		put(&c.HandleHours, in.HandleHours)
		put(&c.Active, in.Active)
	})
	return categoryOf(c), err
}

// holidayJSON is a day off, or one that is worked though the week would not have it.
type holidayJSON struct {
	Day      string `json:"day"`
	Name     Words  `json:"name"`
	Worked   bool   `json:"worked"`
	Source   string `json:"source"`
	Verified bool   `json:"verified"`
}

func holidayOf(h incidents.Holiday) holidayJSON {
	return holidayJSON{h.Day, Words{h.NameVi, h.NameEn}, h.Worked, h.Source, h.Verified}
}

type holidaysOut struct {
	Holidays []holidayJSON `json:"holidays"`
}

func (s *Server) listHolidays(ctx context.Context, _ nothing) (holidaysOut, error) {
	list, err := s.Reports.Holidays(ctx)
	return holidaysOut{mapped(list, holidayOf)}, err
}

// holidaysIn is all days of a year.
type holidaysIn struct {
	Year     int           `json:"year"`
	Holidays []holidayJSON `json:"holidays"`
}

func (in *holidaysIn) parse(p *params) { p.body(in) }

func (s *Server) saveHolidays(ctx context.Context, in holidaysIn) (holidaysOut, error) {
	list := mapped(in.Holidays, func(h holidayJSON) incidents.Holiday {
		return incidents.Holiday{Day: h.Day, NameVi: h.Name.Vi, NameEn: h.Name.En, Worked: h.Worked, Source: h.Source, Verified: h.Verified}
	})
	if err := s.Reports.SaveHolidays(ctx, actorOf(ctx), in.Year, list); err != nil {
		return holidaysOut{}, err
	}
	return s.listHolidays(ctx, nothing{})
}
