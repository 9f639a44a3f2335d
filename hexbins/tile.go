package hexbins

import (
	"context"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"

	"sotay/layers"
	"sotay/tiles"
)

// TileLayer is the name of the layer in a tile.
const TileLayer = "hexbins"

// Tile answers a query for the cells that a tile draws, its margin included, as MVT 2.1: polygons
// with the properties h3, value and count, of readings also stations, and Number as their ids.
// The query's box is the tile's, and where it asks for no resolution that is the zoom's.
func (b *Bins) Tile(ctx context.Context, q Query, t maptile.Tile) ([]byte, *Result, error) {
	return b.TileNamed(ctx, q, TileLayer, t)
}

// TileNamed is Tile with another name for the layer in the tile.
func (b *Bins) TileNamed(ctx context.Context, q Query, name string, t maptile.Tile) ([]byte, *Result, error) {
	if q.Bucket != "" {
		return nil, nil, refuse("Ô bản đồ không chia theo bucket.", "Tiles have no buckets.")
	}
	q.Box = drawn(t)
	if q.Res == 0 {
		q.Res = ResolutionAt(int(t.Z))
	}
	r, err := b.Read(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	layer := &mvt.Layer{Name: name, Version: 2, Extent: tiles.Extent}
	for _, bin := range r.Bins {
		ring, err := b.shapes.of(bin.Cell)
		if err != nil {
			return nil, nil, err
		}
		if f := feature(bin, project(ring), t); f != nil {
			layer.Features = append(layer.Features, f)
		}
	}
	if len(layer.Features) == 0 {
		return nil, r, nil
	}
	body, err := mvt.Marshal(mvt.Layers{layer})
	return body, r, err
}

// drawn is the box of a tile with its margin, in degrees, cut at the edges of the world.
func drawn(t maptile.Tile) layers.Box {
	side := math.Exp2(-float64(t.Z))
	margin := side * tiles.Buffer / tiles.Extent
	west, north := float64(t.X)*side, float64(t.Y)*side
	lon := func(x float64) float64 { return max(-180, min(180, x*360-180)) }
	lat := func(y float64) float64 {
		return math.Atan(math.Sinh(math.Pi*(1-2*max(0, min(1, y))))) * 180 / math.Pi
	}
	return layers.Box{lon(west - margin), lat(north + side + margin), lon(west + side + margin), lat(north - margin)}
}

// feature draws a bin; nil where nothing of it is left within the tile's margin.
func feature(bin Bin, world orb.Ring, t maptile.Tile) *geojson.Feature {
	scale := math.Exp2(float64(t.Z))
	ring := make(orb.Ring, len(world))
	for i, p := range world {
		ring[i] = orb.Point{(p[0]*scale - float64(t.X)) * tiles.Extent, (p[1]*scale - float64(t.Y)) * tiles.Extent}
	}
	edge := orb.Bound{Min: orb.Point{-tiles.Buffer, -tiles.Buffer}, Max: orb.Point{tiles.Extent + tiles.Buffer, tiles.Extent + tiles.Buffer}}
	ring = clip.Ring(edge, ring)
	for i, p := range ring {
		ring[i] = orb.Point{math.Round(p[0]), math.Round(p[1])}
	}
	if len(ring) < 4 {
		return nil
	}
	ring.Reverse() // counter-clockwise to the eye, and y goes down: an outer ring is the other way round
	f := geojson.NewFeature(orb.Polygon{ring})
	f.ID = Number(bin.Cell)
	f.Properties = geojson.Properties{"h3": bin.Cell.String(), "value": bin.Value, "count": bin.Count}
	if bin.Stations > 0 {
		f.Properties["stations"] = bin.Stations
	}
	return f
}
