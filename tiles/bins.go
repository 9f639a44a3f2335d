package tiles

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb/maptile"
)

// BinsSuffix ends the name of the tile layer of a layer's cells.
const BinsSuffix = "_bins"

// cellsAt tells whether tiles of a zoom show a layer's cells in place of its features.
func (l *Layer) cellsAt(z int) bool { return l.Binned && z < l.MinZoom }

// atZoom keeps, in place, the layers that have something in tiles of the zoom.
func (t *Tiles) atZoom(layers []*Layer, z int) []*Layer {
	return slices.DeleteFunc(layers, func(l *Layer) bool {
		return l.MaxZoom < z || z < l.MinZoom && (t.cfg.Bins == nil || !l.Binned)
	})
}

// apart parts the layers that show features at a zoom from those that show cells.
func apart(layers []*Layer, z int) (features, binned []*Layer) {
	for _, l := range layers {
		if l.cellsAt(z) {
			binned = append(binned, l)
		} else {
			features = append(features, l)
		}
	}
	return features, binned
}

// cells makes the parts of a tile that are of cells.
func (t *Tiles) cells(ctx context.Context, layers []*Layer, tile maptile.Tile) (parts []part, complete bool, err error) {
	complete = true
	for _, l := range layers {
		mvt, whole, err := t.cfg.Bins(ctx, l.Name, l.Name+BinsSuffix, tile)
		if err != nil {
			return nil, false, fmt.Errorf("cells of %s %v: %w", l.Name, tile, err)
		}
		parts, complete = append(parts, part{mvt: mvt}), complete && whole
	}
	return parts, complete, nil
}
