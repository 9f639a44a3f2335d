package geoapi

import (
	"net/http"
	"time"

	"sotay/environment"
)

// revisionsOut is what readings of a station were before they were revised.
type revisionsOut struct {
	Revisions []environment.Revision `json:"revisions"`
}

func (s *Server) getRevisions(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	id, span, parameters := p.id("id"), p.span(30*24*time.Hour), p.query["parameter"]
	if p.err != nil {
		return p.err
	}
	list, err := s.readings.Revisions(r.Context(), id, parameters, span)
	if err != nil {
		return err
	}
	return writeJSON(w, revisionsOut{append([]environment.Revision{}, list...)})
}
