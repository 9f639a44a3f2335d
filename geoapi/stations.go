package geoapi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"sotay/environment"
	"sotay/internal/calendar"
)

// stationRoutes are those of stations: what they measure, how they are at present, and their series.
func (s *Server) stationRoutes() []route {
	return []route{
		{http.MethodGet, "/api/parameters", "listParameters", anyone, s.listParameters, quick},
		{http.MethodGet, "/api/indices", "listIndices", anyone, s.listIndices, quick},
		{http.MethodGet, "/api/stations", "listStations", whoever, s.listStations, quick},
		{http.MethodGet, "/api/stations/{id}", "getStation", whoever, s.getStation, quick},
		{http.MethodGet, "/api/stations/{id}/series", "getSeries", whoever, s.getSeries, lookup},
		{http.MethodGet, "/api/stations/{id}/index", "getIndexSeries", anyone, s.getIndexSeries, lookup},
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

type stationsOut struct {
	// AsOf is the newest moment that anything here is of.
	AsOf     *time.Time            `json:"as_of"`
	Stations []environment.Station `json:"stations"`
}

func (s *Server) listStations(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	q := environment.StationQuery{Kind: p.text("kind", 20), State: p.text("state", 20), Staff: seesRaw(r.Context())}
	if p.err != nil {
		return p.err
	}
	list, err := s.readings.Stations(r.Context(), q)
	if err != nil {
		return err
	}
	out := stationsOut{Stations: list}
	for _, st := range list {
		if st.LastAt != nil && (out.AsOf == nil || out.AsOf.Before(*st.LastAt)) {
			out.AsOf = st.LastAt
		}
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

// span gives the period from … to, of which a day without a time begins and ends at midnight;
// without to it ends now, and without from it begins so long before.
func (p *params) span(long time.Duration) environment.Span {
	now := time.Now()
	span := environment.Span{To: now}
	if to := p.instant("to", 24*time.Hour); to != nil {
		span.To = *to
	}
	span.From = span.To.Add(-long)
	if from := p.instant("from", 0); from != nil {
		span.From = *from
	}
	return span
}

// instant gives a moment: RFC 3339, or so long after the beginning of a day of UTC+7.
func (p *params) instant(name string, into time.Duration) *time.Time {
	text := p.query.Get(name)
	if text == "" {
		return nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, calendar.Zone()); err == nil {
		day = day.Add(into)
		return &day
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		p.fail("Tham số %s phải là ngày (2026-11-26) hoặc thời điểm (2026-11-26T08:00:00+07:00).", "The parameter %s must be a day (2026-11-26) or a time (2026-11-26T08:00:00+07:00).", name)
		return nil
	}
	return &t
}

// step gives what the values are to be of, hours where nothing is said.
func (p *params) step(known ...environment.Step) environment.Step {
	step := environment.Step(p.query.Get("step"))
	if step == "" {
		return environment.Hour
	}
	for _, k := range known {
		if step == k {
			return step
		}
	}
	p.fail("Tham số step phải là một trong %v.", "The parameter step must be one of %v.", known)
	return step
}

// asLong is the period that is shown where none is asked for.
func asLong(step environment.Step) time.Duration {
	switch step {
	case environment.Day:
		return 365 * 24 * time.Hour
	case environment.Raw:
		return 24 * time.Hour
	}
	return 7 * 24 * time.Hour
}

// series reads what series are asked for. Raw readings are for those who may see them.
func (p *params) series() environment.SeriesQuery {
	q := environment.SeriesQuery{
		Station: p.id("id"), Parameters: p.query["parameter"], Staff: seesRaw(p.r.Context()),
		Step: p.step(environment.Hour, environment.Day, environment.Raw),
	}
	q.Span = p.span(asLong(q.Step))
	for _, name := range q.Parameters {
		if len(name) > 40 && p.err == nil {
			p.fail("Không có thông số %.40q.", "There is no parameter %.40q.", name)
		}
	}
	if q.Step == environment.Raw && !q.Staff && p.err == nil {
		p.err = &problem{kind: forbidden, detail: Words{
			"Số liệu gốc chỉ dành cho cán bộ quan trắc; hãy chọn bước giờ hoặc ngày.", "Raw readings are for monitoring staff; ask for hours or days.",
		}}
		if callerOf(p.r.Context()).may == nil {
			p.err = &problem{kind: unauthorized}
		}
	}
	return q
}

func (s *Server) getSeries(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	q := p.series()
	if p.err != nil {
		return p.err
	}
	out, err := s.readings.Series(r.Context(), q)
	if err != nil {
		return err
	}
	return writeJSON(w, out)
}

func (s *Server) getIndexSeries(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	id, step := p.id("id"), p.step(environment.Hour, environment.Day)
	span := p.span(asLong(step))
	if p.err != nil {
		return p.err
	}
	out, err := s.readings.IndexSeries(r.Context(), id, span, step)
	if err != nil {
		return err
	}
	return writeJSON(w, out)
}
