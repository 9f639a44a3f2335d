package geoapi

import (
	"context"
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

type agencyIn struct{ agencyJSON }

func (in *agencyIn) parse(p *params) {
	p.body(&in.agencyJSON)
	in.Code = strings.TrimSpace(in.Code)
}

func (s *Server) saveAgency(ctx context.Context, in agencyIn) (agencyJSON, error) {
	unit := incidents.AgencyUnit{Code: in.Code, NameVi: in.Name.Vi, NameEn: in.Name.En, Active: in.Active}
	return in.agencyJSON, s.Reports.SaveAgency(ctx, actorOf(ctx), unit)
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
	list := mapped(in.Routes, reportRouteJSON.route)
	if err := s.Reports.SaveRoutes(ctx, actorOf(ctx), list); err != nil {
		return reportRoutesJSON{}, err
	}
	return s.listReportRoutes(ctx, nothing{})
}

// oneRouteIn is one route: a new one, or the one whose id is in the path.
type oneRouteIn struct{ reportRouteJSON }

func (in *oneRouteIn) parse(p *params) {
	p.body(&in.reportRouteJSON)
	in.ID = 0
	if p.path("id") != "" {
		in.ID = p.id("id")
	}
}

func (s *Server) saveReportRoute(ctx context.Context, in oneRouteIn) (reportRouteJSON, error) {
	r, err := s.Reports.SaveRoute(ctx, actorOf(ctx), in.route())
	return reportRouteOf(r), err
}

func (s *Server) deleteReportRoute(ctx context.Context, in reportIn) (reportRoutesJSON, error) {
	if err := s.Reports.DeleteRoute(ctx, actorOf(ctx), in.id); err != nil {
		return reportRoutesJSON{}, err
	}
	return s.listReportRoutes(ctx, nothing{})
}
