package geoapi

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func (s *Server) operationRoutes() []route {
	metrics := promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{Registry: s.metrics.registry})
	return []route{
		{http.MethodGet, "/healthz", "healthz", anyone, endpoint(s.healthz), quick},
		{http.MethodGet, "/readyz", "readyz", anyone, endpoint(s.readyz), quick},
		{http.MethodGet, "/metrics", "metrics", operator, func(w http.ResponseWriter, r *http.Request) error {
			metrics.ServeHTTP(w, r)
			return nil
		}, quick},
		{http.MethodGet, "/api/openapi.json", "openapi", anyone, func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			w.Header().Set("Cache-Control", "no-cache")
			_, err := w.Write(s.openAPI)
			return err
		}, quick},
	}
}

type healthOut struct {
	Status  string `json:"status"`
	Version string `json:"version"`
}

// healthz says that the process lives; it asks nobody.
func (s *Server) healthz(context.Context, nothing) (healthOut, error) {
	return healthOut{"ok", s.Version}, nil
}

type readyOut struct {
	Ready bool `json:"ready"`
	// Database is ok, or says in a word what is wrong.
	Database string `json:"database"`
	// Journal is how old the last successful read of the change journal is, in seconds.
	Journal  float64 `json:"journal_age_seconds"`
	Draining bool    `json:"draining"`
}

func (o readyOut) status() int {
	if o.Ready {
		return http.StatusOK
	}
	return http.StatusServiceUnavailable
}

// How long the database may take to answer, and how old the journal may be, for a server
// that is ready. (What is cached is given for one second only: tiles and the database
// decide that. A journal older than this does not move at all.)
const (
	readyWithin   = time.Second
	journalMaxAge = 5 * time.Second
)

// readyz asks the database, as the public asks it, and the journal's age.
func (s *Server) readyz(ctx context.Context, _ nothing) (readyOut, error) {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	age := s.Journal.Age()
	out := readyOut{Database: "ok", Journal: round(min(age, 24*time.Hour).Seconds(), 3), Draining: s.drained.Err() != nil}
	if err := s.DB.Public.Ping(ctx); err != nil {
		out.Database = string(databaseKind(err))
	}
	out.Ready = out.Database == "ok" && age <= journalMaxAge && !out.Draining
	return out, nil
}
