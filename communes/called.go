package communes

import (
	"context"
	"fmt"

	"sotay/internal/calendar"
)

// Present gives all communes that the layer holds today.
func (n *Names) Present(ctx context.Context) ([]Place, error) {
	r, err := n.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("communes: %w", err)
	}
	places, err := n.present(ctx, r, calendar.Today())
	if err != nil {
		return nil, fmt.Errorf("communes: %w", err)
	}
	return places, nil
}

// Called gives the names of communes by their codes: as the layer calls them today, else as the
// unit of today or the last one that had the code was called. A code that nobody knows is left out.
func (n *Names) Called(ctx context.Context, codes []string) (map[string]string, error) {
	places, err := n.Present(ctx)
	if err != nil {
		return nil, err
	}
	present := map[string]string{}
	for _, p := range places {
		present[p.Code] = p.Name
	}
	r, err := n.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("communes: %w", err)
	}
	names := map[string]string{}
	for _, code := range codes {
		if name, ok := present[code]; ok {
			names[code] = name
		} else if had := r.byCode[code]; len(had) > 0 {
			names[code] = had[len(had)-1].Name
		}
	}
	return names, nil
}
