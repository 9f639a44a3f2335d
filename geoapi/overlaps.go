package geoapi

import (
	"context"
	"encoding/json"

	"sotay/layers"
	"sotay/parcels"
)

type overlapsIn struct {
	parcelIn
	geometry bool
}

func (in *overlapsIn) parse(p *params) {
	in.parcelIn.parse(p)
	in.geometry = p.flag("geometry")
}

type overlapsOut struct {
	Layers []layerOverlapsJSON `json:"layers"`
}

type layerOverlapsJSON struct {
	Name      string        `json:"name"`
	Title     Words         `json:"title"`
	Theme     string        `json:"theme"`
	State     string        `json:"state"`
	Source    string        `json:"source"`
	AsOf      *string       `json:"as_of"`
	Decisions []string      `json:"decisions"`
	Records   []overlapJSON `json:"records"`
	LeftOut   int           `json:"left_out"`
	More      bool          `json:"more"`
}

type overlapJSON struct {
	ID         int64           `json:"id"`
	Properties map[string]any  `json:"properties"`
	Area       float64         `json:"area"`
	Percent    float64         `json:"percent"`
	Geometry   json.RawMessage `json:"geometry,omitempty"`
}

func (s *Server) getOverlaps(ctx context.Context, in overlapsIn) (overlapsOut, error) {
	list, err := s.finder.Overlaps(ctx, in.id, in.geometry)
	if err != nil {
		return overlapsOut{}, err
	}
	out := overlapsOut{[]layerOverlapsJSON{}}
	for _, o := range list {
		out.Layers = append(out.Layers, layerOverlapsOf(o))
	}
	return out, nil
}

func layerOverlapsOf(o parcels.LayerOverlaps) layerOverlapsJSON {
	l := o.Layer
	out := layerOverlapsJSON{
		Name: l.Name, Title: Words{l.TitleVi, l.TitleEn}, Theme: l.Theme, State: o.State, Source: l.Source, AsOf: day(l.AsOf),
		Decisions: append([]string{}, o.Decisions...), Records: []overlapJSON{}, LeftOut: o.LeftOut, More: o.More,
	}
	for _, r := range o.Records {
		record := overlapJSON{ID: r.ID, Properties: r.Properties, Area: round(r.Area, 1), Percent: round(r.Percent, 1)}
		if r.Piece != nil {
			record.Geometry = layers.AppendGeometry(nil, r.Piece)
		}
		out.Records = append(out.Records, record)
	}
	return out
}
