package geoapi

import (
	"context"
	"errors"
	"net/http"

	"sotay/environment"
)

// stationRoutes are those of stations: what they measure, how they are at present, and their series.
func (s *Server) stationRoutes() []route {
	return []route{
		{http.MethodGet, "/api/parameters", "listParameters", anyone, s.listParameters, quick},
		{http.MethodGet, "/api/indices", "listIndices", anyone, s.listIndices, quick},
		{http.MethodGet, "/api/stations", "listStations", whoever, s.listStations, quick},
		{http.MethodGet, "/api/stations/playback", "playStations", anyone, s.playStations, lookup},
		{http.MethodGet, "/api/stations/{id}", "getStation", whoever, s.getStation, quick},
		{http.MethodPost, "/api/stations", "addStation", stations, endpoint(s.addStation), quick},
		{http.MethodPost, "/api/stations/sensors", "recordSensors", stations, s.recordSensors, quick},
		{http.MethodPut, "/api/stations/{id}", "changeStation", stations, endpoint(s.changeStation), quick},
		{http.MethodGet, "/api/stations/{id}/series", "getSeries", whoever, s.getSeries, lookup},
		{http.MethodGet, "/api/stations/{id}/index", "getIndexSeries", anyone, s.getIndexSeries, lookup},
		{http.MethodGet, "/api/stations/{id}/coverage", "getCoverage", monitoring, s.getCoverage, lookup},
		{http.MethodGet, "/api/stations/{id}/revisions", "getRevisions", monitoring, s.getRevisions, lookup},
		{http.MethodGet, "/api/stations/{id}/export.csv", "exportSeriesCSV", whoever, s.exportSeries(asCSV), lookup},
		{http.MethodGet, "/api/stations/{id}/export.xlsx", "exportSeriesXLSX", whoever, s.exportSeries(asXLSX), lookup},
	}
}

// stationProblem is what package environment says of stations; nil for what it does not.
func stationProblem(err error) *problem {
	var wrong *environment.Invalid
	switch {
	case errors.Is(err, environment.ErrNoStation):
		return &problem{kind: notFound, cause: err, detail: Words{"Không có trạm mang số này.", "No station has this number."}}
	case errors.As(err, &wrong) && wrong.Field == "":
		return &problem{kind: badRequest, cause: err, detail: Words{wrong.Vi, wrong.En}}
	case errors.As(err, &wrong):
		return &problem{kind: refused, cause: err, detail: Words{wrong.Vi, wrong.En}, extra: map[string]any{"field": wrong.Field}}
	}
	return nil
}

// seesRaw tells whether the caller may see readings as they were sent.
func seesRaw(ctx context.Context) bool { return callerOf(ctx).has(monitoring) }

type parametersOut struct {
	Parameters []parameterJSON `json:"parameters"`
}

type parameterJSON struct {
	Code   string `json:"code"`
	Medium string `json:"medium"`
	NameVi string `json:"name_vi"`
	NameEn string `json:"name_en"`
	Unit   string `json:"unit"`
}

func (s *Server) listParameters(w http.ResponseWriter, r *http.Request) error {
	list, err := s.readings.Parameters(r.Context())
	if err != nil {
		return err
	}
	out := parametersOut{[]parameterJSON{}}
	for _, p := range list {
		out.Parameters = append(out.Parameters, parameterJSON{p.Code, p.Medium, p.NameVi, p.NameEn, p.Unit})
	}
	return writeTagged(w, r, out)
}

func (s *Server) getStation(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	id := p.id("id")
	if p.err != nil {
		return p.err
	}
	d, err := s.readings.Detail(r.Context(), id, seesRaw(r.Context()))
	if err != nil {
		return err
	}
	return writeTagged(w, r, d)
}
