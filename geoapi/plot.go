package geoapi

import (
	"context"
	"encoding/json"
	"net/http"

	"sotay/layers"
	"sotay/parcels"
)

func (s *Server) plotRoutes() []route {
	return []route{{http.MethodPost, "/api/plots", "readPlot", anyone, s.readPlot, own}}
}

type plotIn struct {
	Text string `json:"text"`
	SRID int    `json:"srid"`
}

// plotOut is a plot and what it overlaps.
type plotOut struct {
	Geometry  json.RawMessage     `json:"geometry"`
	BBox      boxJSON             `json:"bbox"`
	Point     lonLat              `json:"point"`
	Vertices  verticesJSON        `json:"vertices"`
	Area      float64             `json:"area"`
	Perimeter float64             `json:"perimeter"`
	Said      bool                `json:"zone_said"`
	Inside    bool                `json:"inside"`
	Fitting   []zoneJSON          `json:"fitting"`
	Ignored   int                 `json:"ignored_lines"`
	Example   string              `json:"ignored_example"`
	Layers    []layerOverlapsJSON `json:"layers"`
}

type zoneJSON struct {
	SRID     int     `json:"srid"`
	Meridian float64 `json:"meridian"`
	Width    int     `json:"zone_width"`
}

// plotBody is the largest body: the text, and what JSON adds to it.
const plotBody = parcels.MaxPlotText + parcels.MaxPlotText/4

// plotsAtOnce bounds the memory of plots: each takes some times its text.
const plotsAtOnce = 4

// plotCost is what a body of so many bytes costs of a client's look-ups; one of a size that is
// not said costs as much as the largest.
func plotCost(length int64) float64 {
	if length < 0 {
		length = plotBody
	}
	const bytes = 256 << 10
	return 1 + float64(length)/bytes
}

// plot works when there is room for it.
func (s *Server) plot(ctx context.Context, in plotIn) (parcels.Plot, error) {
	select {
	case s.plotting <- struct{}{}:
		defer func() { <-s.plotting }()
	case <-ctx.Done():
		return parcels.Plot{}, ctx.Err()
	}
	return s.finder.Plot(ctx, in.Text, in.SRID)
}

// readPlot draws a list of corners or a DXF drawing. Nothing is kept of it.
func (s *Server) readPlot(w http.ResponseWriter, r *http.Request) error {
	exchangeOf(r).private = true // whoever plans something may not want it known
	if err := s.limit(w, r, plotCost(r.ContentLength)); err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, plotBody)
	var in plotIn
	p := newParams(r)
	if p.body(&in); p.err != nil {
		return p.err
	}
	ctx, cancel := withWorkTimeout(r)
	defer cancel()
	plot, err := s.plot(ctx, in)
	if err != nil {
		return err
	}
	out := plotOut{
		Geometry: layers.AppendGeometry(nil, plot.Geometry), BBox: boxJSON(plot.Box), Point: lonLat(plot.Point), Vertices: verticesOf(plot.Vertices),
		Area: round(plot.Area, 2), Perimeter: round(plot.Perimeter, 2), Said: plot.Said, Inside: plot.Inside, Fitting: []zoneJSON{},
		Ignored: plot.Ignored, Example: plot.Example, Layers: []layerOverlapsJSON{},
	}
	for _, z := range plot.Fitting {
		out.Fitting = append(out.Fitting, zoneJSON{z.SRID, z.Meridian, z.Width})
	}
	for _, o := range plot.Layers {
		out.Layers = append(out.Layers, layerOverlapsOf(o))
	}
	return writeJSON(w, out)
}
