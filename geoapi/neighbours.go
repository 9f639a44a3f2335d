package geoapi

import "context"

type neighboursOut struct {
	Neighbours []neighbourJSON `json:"neighbours"`
	More       bool            `json:"more"`
}

type neighbourJSON struct {
	ID          int64   `json:"id"`
	CommuneCode string  `json:"commune_code"`
	SheetNo     string  `json:"sheet_no"`
	ParcelNo    string  `json:"parcel_no"`
	LandUse     *string `json:"land_use"`
	MapArea     float64 `json:"map_area"`
	Edge        float64 `json:"edge"`
	Azimuth     float64 `json:"azimuth"`
	Vertex      int     `json:"vertex"`
	At          lonLat  `json:"at"`
}

func (s *Server) getNeighbours(ctx context.Context, in parcelIn) (neighboursOut, error) {
	found, err := s.finder.Neighbours(ctx, in.id)
	if err != nil {
		return neighboursOut{}, err
	}
	out := neighboursOut{[]neighbourJSON{}, found.More}
	for _, n := range found.List {
		out.Neighbours = append(out.Neighbours, neighbourJSON{
			ID: n.ID, CommuneCode: n.CommuneCode, SheetNo: n.SheetNo, ParcelNo: n.ParcelNo, LandUse: orNull(n.LandUse),
			MapArea: round(n.MapArea, 2), Edge: round(n.Edge, 2), Azimuth: round(n.Azimuth, 1), Vertex: n.Vertex, At: lonLat(n.At),
		})
	}
	return out, nil
}
