package importers

import (
	"context"
	"fmt"

	"sotay/layers"
)

// Place is where a choice would put the file, in WGS 84.
type Place struct {
	// Extent of a sample: west, south, east, north.
	Extent [4]float64 `json:"extent"`
	// Points are at most placePoints of it, longitude before latitude.
	Points [][2]float64 `json:"points"`
	// Swapped tells that the axes are exchanged to get there.
	Swapped bool `json:"swapped,omitempty"`
}

// placePoints is how many points of a sample show people where a file would lie.
const placePoints = 40

// placed gives zones that were ranked otherwise the place of the sample under them.
func placed(ctx context.Context, q layers.Querier, zones []Zone, xs, ys []float64) error {
	trials := make([]crsTrial, len(zones))
	for i, z := range zones {
		trials[i] = crsTrial{z.SRID, z.Swapped}
	}
	found, err := try(ctx, q, trials, xs, ys, vietnam())
	if err != nil {
		return fmt.Errorf("places of a file: %w", err)
	}
	for _, f := range found {
		for i := range zones {
			if zones[i].SRID == f.SRID && zones[i].Swapped == f.Swapped {
				zones[i].Extent, zones[i].points = f.Extent, f.points
			}
		}
	}
	return nil
}
