package geoapi

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"sotay/incidents"
	"sotay/internal/calendar"
)

type agencyJSON struct {
	Code   string `json:"code"`
	Name   Words  `json:"name"`
	Active bool   `json:"active"`
}

func agencyOf(a incidents.AgencyUnit) agencyJSON {
	return agencyJSON{a.Code, Words{a.NameVi, a.NameEn}, a.Active}
}

type agenciesOut struct {
	Agencies []agencyJSON `json:"agencies"`
}

func (s *Server) listAgencies(ctx context.Context, _ nothing) (agenciesOut, error) {
	list, err := s.Reports.Agencies(ctx)
	return agenciesOut{mapped(list, agencyOf)}, err
}

// agencyIn is what can be set of an agency; what is not said stays.
type agencyIn struct {
	Code   string `json:"code"`
	Name   *Words `json:"name"`
	Active *bool  `json:"active"`
}

func (in *agencyIn) parse(p *params) {
	p.body(in)
	in.Code = strings.TrimSpace(in.Code)
}

// put sets what was said.
func put[T any](into, said *T) {
	if said != nil {
		*into = *said
	}
}

// given is a member of a body that may be null and may be left out.
type given[T any] struct {
	value T
	said  bool
}

// UnmarshalJSON is called for null too.
func (g *given[T]) UnmarshalJSON(text []byte) error {
	g.said = true
	return json.Unmarshal(text, &g.value) //nolint:wrapcheck // of this member
}

func (g given[T]) put(into *T) {
	if g.said {
		*into = g.value
	}
}

func (s *Server) saveAgency(ctx context.Context, in agencyIn) (agencyJSON, error) {
	unit, err := s.Reports.SaveAgency(ctx, actorOf(ctx), in.Code, func(a *incidents.AgencyUnit) {
		if in.Name != nil {
			a.NameVi, a.NameEn = in.Name.Vi, in.Name.En
		}
		put(&a.Active, in.Active)
	})
	return agencyOf(unit), err
}

// reportRouteJSON says which agency answers; until is the first day on which it does no more.
type reportRouteJSON struct {
	ID       int64   `json:"id"`
	Category *string `json:"category"`
	Commune  *string `json:"commune"`
	Agency   string  `json:"agency"`
	Since    string  `json:"since"`
	Until    *string `json:"until"`
}

func reportRouteOf(r incidents.Route) reportRouteJSON {
	return reportRouteJSON{r.ID, r.Category, r.Commune, r.Agency, r.Since, r.Until}
}

func (r reportRouteJSON) route() incidents.Route {
	return incidents.Route{ID: r.ID, Category: r.Category, Commune: r.Commune, Agency: r.Agency, Since: r.Since, Until: r.Until}
}

type reportRoutesJSON struct {
	Routes []reportRouteJSON `json:"routes"`
}

func (s *Server) listReportRoutes(ctx context.Context, _ nothing) (reportRoutesJSON, error) {
	list, err := s.Reports.Routes(ctx)
	return reportRoutesJSON{mapped(list, reportRouteOf)}, err
}

type reportRoutesIn struct{ reportRoutesJSON }

func (in *reportRoutesIn) parse(p *params) {
	p.body(&in.reportRoutesJSON)
	for i, r := range in.Routes {
		if !calendar.Valid(r.Since) || r.Until != nil && !calendar.Valid(*r.Until) {
			p.fail("Dòng %d: ngày phải như 2026-11-20.", "Route %d: days must be like 2026-11-20.", i+1)
		}
	}
}

func (s *Server) saveReportRoutes(ctx context.Context, in reportRoutesIn) (reportRoutesJSON, error) {
	err := s.knowCommunes(ctx, mapped(in.Routes, func(r reportRouteJSON) *string { return r.Commune }), func(i int) string { return fmt.Sprintf("routes[%d].", i) })
	if err != nil {
		return reportRoutesJSON{}, err
	}
	list := mapped(in.Routes, reportRouteJSON.route)
	if err := s.Reports.SaveRoutes(ctx, actorOf(ctx), list); err != nil {
		return reportRoutesJSON{}, err
	}
	return s.listReportRoutes(ctx, nothing{})
}

// oneRouteIn is a new route, or what is changed of the one whose id is in the path: what is not said
// stays.
type oneRouteIn struct {
	id       int64
	ID       int64          `json:"id"` // as in the path, which counts
	Category given[*string] `json:"category"`
	Commune  given[*string] `json:"commune"`
	Agency   *string        `json:"agency"`
	Since    *string        `json:"since"`
	Until    given[*string] `json:"until"`
}

func (in *oneRouteIn) parse(p *params) {
	p.body(in)
	if p.path("id") != "" {
		in.id = p.id("id")
	}
}

func (s *Server) saveReportRoute(ctx context.Context, in oneRouteIn) (reportRouteJSON, error) {
	if err := s.knowCommunes(ctx, []*string{in.Commune.value}, func(int) string { return "" }); err != nil {
		return reportRouteJSON{}, err
	}
	r, err := s.Reports.SaveRoute(ctx, actorOf(ctx), in.id, func(r *incidents.Route) {
		in.Category.put(&r.Category)
		in.Commune.put(&r.Commune)
		put(&r.Agency, in.Agency)
		put(&r.Since, in.Since)
		in.Until.put(&r.Until)
	})
	return reportRouteOf(r), err
}

func (s *Server) deleteReportRoute(ctx context.Context, in reportIn) (reportRoutesJSON, error) {
	if err := s.Reports.DeleteRoute(ctx, actorOf(ctx), in.id); err != nil {
		return reportRoutesJSON{}, err
	}
	return s.listReportRoutes(ctx, nothing{})
}
