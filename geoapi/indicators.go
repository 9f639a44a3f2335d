package geoapi

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"

	"sotay/indicators"
)

// indicatorRoutes are those of figures by commune and period.
func (s *Server) indicatorRoutes() []route {
	return []route{
		{http.MethodGet, "/api/indicators", "listIndicators", anyone, endpoint(s.listIndicators), quick},
		{http.MethodPost, "/api/indicators/import", "importIndicators", indicatorDesk, s.importIndicators, own},
		{http.MethodGet, "/api/indicators/{code}", "indicatorMap", anyone, endpoint(s.indicatorMap), quick},
		{http.MethodPut, "/api/indicators/{code}", "defineIndicator", indicatorDesk, endpoint(s.defineIndicator), quick},
		{http.MethodDelete, "/api/indicators/{code}", "removeIndicator", indicatorDesk, endpoint(s.removeIndicator), quick},
	}
}

type indicatorsOut struct {
	Indicators []indicators.Indicator `json:"indicators"`
}

func (s *Server) listIndicators(ctx context.Context, _ nothing) (indicatorsOut, error) {
	list, err := s.indicators.List(ctx)
	return indicatorsOut{append([]indicators.Indicator{}, list...)}, err
}

type indicatorIn struct{ code, period string }

func (in *indicatorIn) parse(p *params) { in.code, in.period = p.path("code"), p.text("period", 10) }

func (s *Server) indicatorMap(ctx context.Context, in indicatorIn) (indicators.Map, error) {
	m, err := s.indicators.Map(ctx, in.code, in.period)
	return m, indicatorProblem(err)
}

type defineIndicatorIn struct {
	indicators.Definition
	code string
}

func (in *defineIndicatorIn) parse(p *params) {
	p.body(&in.Definition)
	in.code = p.path("code")
}

func (s *Server) defineIndicator(ctx context.Context, in defineIndicatorIn) (doneOut, error) {
	err := s.indicators.Define(ctx, actorOf(ctx), in.code, in.Definition)
	return doneOut{err == nil}, indicatorProblem(err)
}

type removeIndicatorIn struct{ code string }

func (in *removeIndicatorIn) parse(p *params) { in.code = p.path("code") }

func (s *Server) removeIndicator(ctx context.Context, in removeIndicatorIn) (doneOut, error) {
	err := s.indicators.Remove(ctx, actorOf(ctx), in.code)
	return doneOut{err == nil}, indicatorProblem(err)
}

func indicatorProblem(err error) error {
	var wrong *indicators.Error
	if errors.As(err, &wrong) {
		return &problem{kind: refused, cause: err, detail: Words{wrong.Vi, wrong.En}, extra: map[string]any{"field": wrong.Field}}
	}
	if errors.Is(err, indicators.ErrNotFound) {
		return &problem{kind: notFound, cause: err, detail: Words{"Không có chỉ tiêu này, hoặc chưa có số liệu của kỳ này.", "There is no such indicator, or nothing of this period."}}
	}
	return err
}

// importIndicators takes a table of values in: all of it or nothing.
func (s *Server) importIndicators(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := withWorkTimeout(r)
	defer cancel()
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "text/csv" {
		return &problem{kind: unsupported, detail: Words{"Hãy gửi bảng dạng text/csv.", "Send the table as text/csv."}}
	}
	file, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostTable))
	if err != nil {
		return err
	}
	p := newParams(r)
	code := p.text("indicator", 60)
	if p.err != nil {
		return p.err
	}
	kept, err := s.indicators.Import(ctx, actorOf(r.Context()), code, file)
	if err != nil {
		return indicatorProblem(refusedTable(err, "bad_indicators", Words{"Bảng số liệu", "The table of values"}))
	}
	return writeJSON(w, kept)
}
