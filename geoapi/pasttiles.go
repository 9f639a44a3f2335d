package geoapi

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"sotay/internal/calendar"
	"sotay/parcels"
	"sotay/tiles"
)

// pastTilesIn asks for the map of parcels as it was at a moment.
func pastTilesIn(r *http.Request) (p *params, at time.Time, err error) {
	p = newParams(r)
	moment := p.moment("at")
	if moment == nil {
		p.fail("Thiếu tham số at: ngày (2026-11-26) hoặc thời điểm (2026-11-26T08:00:00+07:00).", "The parameter at is missing: a day (2026-11-26) or a time (2026-11-26T08:00:00+07:00).")
	}
	if p.err != nil {
		return nil, time.Time{}, p.err
	}
	return p, *moment, nil
}

// pastTileJSONOut is TileJSON 3.0.0, and from when on there is a history.
type pastTileJSONOut struct {
	TileJSON     string             `json:"tilejson"`
	Name         string             `json:"name"`
	Scheme       string             `json:"scheme"`
	Tiles        []string           `json:"tiles"`
	MinZoom      int                `json:"minzoom"`
	MaxZoom      int                `json:"maxzoom"`
	VectorLayers []vectorLayerShort `json:"vector_layers"`
	Since        time.Time          `json:"since"`
}

type vectorLayerShort struct {
	ID     string            `json:"id"`
	Fields map[string]string `json:"fields"`
}

// pastTileJSON describes the tiles of a moment. It has no bounds: what is gone may have been
// anywhere.
func (s *Server) pastTileJSON(w http.ResponseWriter, r *http.Request) error {
	p, _, err := pastTilesIn(r)
	if err != nil {
		return err
	}
	since, err := s.past.Since(r.Context())
	if err != nil {
		return err
	}
	l := s.tileLayer("parcels")
	fields := map[string]string{}
	for _, f := range l.Fields {
		fields[f.Name] = f.Title
	}
	return writeJSON(w, pastTileJSONOut{
		TileJSON: "3.0.0", Name: l.Name, Scheme: "xyz", MinZoom: l.MinZoom, MaxZoom: l.MaxZoom,
		Tiles:        []string{s.base(r) + "/history/parcels/{z}/{x}/{y}.mvt?at=" + url.QueryEscape(p.query.Get("at"))},
		VectorLayers: []vectorLayerShort{{l.Name, fields}, {l.Name + "_labels", fields}}, Since: since,
	})
}

// pastTile answers with a tile of the parcels of a moment: 204 where nothing is known of then.
// Each is made anew, and a map asks for dozens at a time: they wait until there is room, so that
// the staff pool has connections left for everything else.
func (s *Server) pastTile(w http.ResponseWriter, r *http.Request) error {
	p, at, err := pastTilesIn(r)
	if err != nil {
		return err
	}
	select {
	case s.looking <- struct{}{}:
		defer func() { <-s.looking }()
	case <-r.Context().Done():
		return r.Context().Err()
	}
	answer, err := s.past.Tile(r.Context(), s.tileLayer("parcels"), tiles.Request{
		Z: p.path("z"), X: p.path("x"), Y: p.path("y"), AcceptEncoding: r.Header.Get("Accept-Encoding"),
	}, at)
	var before *parcels.BeforeHistory
	if errors.As(err, &before) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if err != nil {
		return err
	}
	answer.Write(w)
	return nil
}

// beforeHistory says from when on there is a history.
func beforeHistory(e *parcels.BeforeHistory) *problem {
	const clock = "15:04 02/01/2006"
	since := e.Since.In(calendar.Zone())
	return &problem{kind: notFound, cause: e, extra: map[string]any{"code": "before_history", "since": e.Since}, detail: Words{
		"Lịch sử thửa đất chỉ có từ " + since.Format(clock) + "; trước đó không có dữ liệu.",
		"The history of parcels begins at " + since.Format(clock) + "; of before there is no data.",
	}}
}
