package walls

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uber/h3-go/v4"
)

// Resolutions of H3: of the heat, whose cells are some 7 km wide, so that on the map of a province
// they are as large as a letter and are seen from as far; and of a sensitive report's place.
const (
	heatRes   = 6
	coarseRes = 9
)

// Times of the heat: a week in steps of six hours.
const (
	heatStep  = 6 * time.Hour
	heatSteps = 28
	heatMost  = 100_000 // reports that are binned
)

// Heat counts reports by H3 cell and time.
type Heat struct {
	// From is when the first step begins.
	From time.Time `json:"from"`
	// StepSeconds is how long a step is.
	StepSeconds int        `json:"step_s"`
	Steps       int        `json:"steps"`
	Cells       []HeatCell `json:"cells"`
}

// HeatCell is a cell with its border, closed, each a longitude and a latitude (WGS 84), and its
// count in each step.
type HeatCell struct {
	Ring   [][2]float64 `json:"ring"`
	Counts []int        `json:"counts"`
}

func coarse(lon, lat float64) (float64, float64, error) {
	cell, err := h3.LatLngToCell(h3.NewLatLng(lat, lon), coarseRes)
	if err != nil {
		return 0, 0, err
	}
	center, err := cell.LatLng()
	return center.Lng, center.Lat, err
}

// Heat bins the reports of the last week, now's step included.
func (s *Store) Heat(ctx context.Context, now time.Time) (*Heat, error) {
	from := now.Truncate(heatStep).Add(-(heatSteps - 1) * heatStep).UTC()
	rows, err := s.app.Query(ctx, `
		SELECT st_x(geom), st_y(geom), received_at FROM data.reports
		WHERE  state <> 'rejected' AND received_at >= $1
		ORDER  BY received_at DESC LIMIT $2`, from, heatMost)
	counts := map[h3.Cell][]int{}
	if err == nil {
		var lon, lat float64
		var at time.Time
		_, err = pgx.ForEachRow(rows, []any{&lon, &lat, &at}, func() error {
			cell, err := h3.LatLngToCell(h3.NewLatLng(lat, lon), heatRes)
			if err != nil {
				return err
			}
			if counts[cell] == nil {
				counts[cell] = make([]int, heatSteps)
			}
			counts[cell][min(heatSteps-1, int(at.Sub(from)/heatStep))]++
			return nil
		})
	}
	if err != nil {
		return nil, fmt.Errorf("wall: heat: %w", err)
	}
	h := &Heat{From: from, StepSeconds: int(heatStep / time.Second), Steps: heatSteps, Cells: []HeatCell{}}
	cells := make([]h3.Cell, 0, len(counts))
	for cell := range counts {
		cells = append(cells, cell)
	}
	slices.Sort(cells)
	for _, cell := range cells {
		ring, err := ringOf(cell)
		if err != nil {
			return nil, fmt.Errorf("wall: heat: %w", err)
		}
		h.Cells = append(h.Cells, HeatCell{ring, counts[cell]})
	}
	return h, nil
}

func ringOf(cell h3.Cell) ([][2]float64, error) {
	border, err := cell.Boundary()
	if err != nil {
		return nil, err
	}
	ring := make([][2]float64, 0, len(border)+1)
	for _, p := range border {
		ring = append(ring, [2]float64{p.Lng, p.Lat})
	}
	return append(ring, ring[0]), nil
}
