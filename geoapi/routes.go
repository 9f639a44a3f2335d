package geoapi

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/mux"
)

// route is one row of the table that feeds the router, the OpenAPI check and the
// permission test.
type route struct {
	method string
	path   string
	id     string // operationId, "" for what is no API
	needs  permission
	handle handler
	pace   pace
}

// pace says how a route uses its connection.
type pace int

const (
	quick  pace = iota // one answer within workTimeout
	lookup             // quick, and each client may do so many per second
	own                // one answer; the handler itself bounds its work
	long               // takes its own time
)

// routes is the table. Packages of later resources add theirs here.
func (s *Server) routes() []route {
	return slices.Concat(
		s.tileRoutes(), // first: they are asked for most, and the router goes through the table
		s.catalogueRoutes(), s.lookupRoutes(), s.historyRoutes(), s.plotRoutes(), s.communeRoutes(), s.extractRoutes(), s.guideRoutes(), s.importRoutes(), s.sessionRoutes(), s.signonRoutes(), s.accountRoutes(), s.privateRoutes(),
		s.stationRoutes(), s.readingRoutes(), s.readingFileRoutes(), s.alarmRoutes(), s.hexbinRoutes(), s.forestRoutes(), s.reportRoutes(), s.photoRoutes(), s.open311Routes(), s.cameraRoutes(), s.indicatorRoutes(), s.wallRoutes(), s.operationRoutes(), s.webRoutes(),
	)
}

func (s *Server) newRouter() *mux.Router {
	m := mux.NewRouter()
	for _, rt := range s.routes() {
		methods := []string{rt.method}
		if rt.method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		m.Handle(rt.path, s.serve(rt)).Methods(methods...)
	}
	m.NotFoundHandler = http.HandlerFunc(s.nothingHere)
	m.MethodNotAllowedHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", strings.Join(allowed(m, r), ", "))
		s.fail(w, r, &problem{kind: wrongMethod})
	})
	return m
}

// allowed lists the methods that the path takes.
func allowed(m *mux.Router, r *http.Request) []string {
	var list []string
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
		try := r.Clone(r.Context())
		try.Method = method
		var match mux.RouteMatch
		if m.Match(try, &match) && match.MatchErr == nil && match.Route != nil {
			list = append(list, method)
		}
	}
	return list
}

// serve puts permission, pace and error answers around a route's handler.
func (s *Server) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		exchangeOf(r).route = rt.path
		if err := s.answer(w, r, rt); err != nil {
			s.fail(w, r, err)
		}
	})
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, rt route) error {
	if err := s.permit(w, r, rt.needs); err != nil {
		return err
	}
	switch rt.pace {
	case own:
		return rt.handle(w, r)
	case long:
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // a test's recorder has no deadlines
		return rt.handle(w, r)
	case lookup:
		exchangeOf(r).private = true
		if err := s.limit(w, r, 1); err != nil {
			return err
		}
	}
	ctx, cancel := withWorkTimeout(r)
	defer cancel()
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	return rt.handle(w, r.WithContext(ctx))
}

func withWorkTimeout(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), workTimeout)
}

// nothingHere answers an unknown address: a page for a person, a problem for a program.
func (s *Server) nothingHere(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/api/") && strings.Contains(r.Header.Get("Accept"), "text/html") {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(notFoundPage))
		return
	}
	s.fail(w, r, &problem{kind: notFound})
}

const notFoundPage = `<!doctype html>
<html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Không tìm thấy trang</title>
<h1>Không tìm thấy trang</h1>
<p>Không có gì ở địa chỉ này. <a href="/">Về sổ tay đất đai</a></p>
<p lang="en">There is nothing at this address. <a href="/">Back to the land handbook</a></p>
`
