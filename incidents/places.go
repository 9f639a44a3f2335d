package incidents

import (
	"context"
	"fmt"
	"math"

	"github.com/uber/h3-go/v4"
)

// coarseRes is the H3 resolution of the place that the public sees of a sensitive category: its
// cells are about 0.1 km².
const coarseRes = 9

// place is where something is.
type place struct{ lon, lat float64 }

// check refuses what is no place on Earth.
func (p place) check() error {
	if math.IsNaN(p.lon) || math.IsNaN(p.lat) || math.Abs(p.lon) > 180 || math.Abs(p.lat) > 85 {
		return invalid("place", "Vị trí không hợp lệ: kinh độ từ −180 đến 180, vĩ độ từ −85 đến 85.", "The place is none: longitude from −180 to 180, latitude from −85 to 85.")
	}
	return nil
}

// cell is the H3 cell of a place.
func (p place) cell(res int) (h3.Cell, error) {
	c, err := h3.LatLngToCell(h3.LatLng{Lat: p.lat, Lng: p.lon}, res)
	if err != nil {
		return 0, fmt.Errorf("H3 cell of %v: %w", p, err)
	}
	return c, nil
}

// coarse is the centre of a place's cell.
func (p place) coarse() (place, error) {
	c, err := p.cell(coarseRes)
	if err != nil {
		return place{}, err
	}
	at, err := c.LatLng()
	if err != nil {
		return place{}, fmt.Errorf("centre of H3 cell %v: %w", c, err)
	}
	return place{at.Lng, at.Lat}, nil
}

// commune gives the commune of a place on a day; nil where it lies in none.
func (s *Store) commune(ctx context.Context, p place, day string) (*string, error) {
	if s.Communes == nil {
		return nil, nil //nolint:nilnil // none
	}
	code, err := s.Communes(ctx, p.lon, p.lat, day)
	if err != nil {
		return nil, fmt.Errorf("commune of a report: %w", err)
	}
	if code == "" {
		return nil, nil //nolint:nilnil // none
	}
	return &code, nil
}
