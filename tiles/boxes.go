package tiles

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"sotay/postgis"
)

// boxes knows where layers have features, as of their last change.
type boxes struct {
	pool    *pgxpool.Pool
	timeout time.Duration // of reading one
	journal *postgis.Journal
	mu      sync.Mutex
	known   map[string]box
}

// box holds all features of a layer in EPSG:3857 (x east, y north, metres); none: empty.
type box struct {
	generation int64
	digest     postgis.Digest
	bound      orb.Bound
	empty      bool
}

// inside keeps the layers that have something near the tile, its margin included.
func (b *boxes) inside(ctx context.Context, layers []*Layer, t maptile.Tile, fresh bool) ([]*Layer, error) {
	kept := make([]*Layer, 0, len(layers))
	drawn := envelope(t)
	for _, l := range layers {
		at, err := b.of(ctx, l, fresh)
		if err != nil {
			return nil, err
		}
		bound := at.bound
		if l.cellsAt(int(t.Z)) { // a cell reaches beyond what is in it: at every zoom by less than that share of a tile
			bound = bound.Pad(0.12 * 2 * half / math.Exp2(float64(t.Z)))
		}
		if !at.empty && bound.Intersects(drawn) {
			kept = append(kept, l)
		}
	}
	return kept, nil
}

// of is a layer's box. The digest is read before the box that it vouches for.
func (b *boxes) of(ctx context.Context, l *Layer, fresh bool) (box, error) {
	digest := b.journal.LayerDigest(l.Name)
	b.mu.Lock()
	at, ok := b.known[l.Name]
	b.mu.Unlock()
	if fresh && ok && at.generation == l.Generation && at.digest == digest {
		return at, nil
	}
	at = box{generation: l.Generation, digest: digest}
	ctx, cancel := context.WithTimeout(ctx, b.timeout)
	defer cancel()
	var w, s, e, n *float64
	err := b.pool.QueryRow(ctx, `SELECT xmin, ymin, xmax, ymax FROM pub.layer_box($1)`, l.Name).Scan(&w, &s, &e, &n)
	if err != nil {
		return at, err
	}
	if at.empty = w == nil; !at.empty {
		at.bound = orb.Bound{Min: orb.Point{*w, *s}, Max: orb.Point{*e, *n}}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.known == nil {
		b.known = map[string]box{}
	}
	if fresh {
		b.known[l.Name] = at
	}
	return at, nil
}

// half is half the width of the world in EPSG:3857, metres.
const half = 20037508.342789244

// envelope is what a tile draws in EPSG:3857, its margin and a metre of rounding included.
func envelope(t maptile.Tile) orb.Bound {
	side := 2 * half / math.Exp2(float64(t.Z))
	pad := side*postgis.TileMargin + 1
	west, north := float64(t.X)*side-half, half-float64(t.Y)*side
	return orb.Bound{Min: orb.Point{west - pad, north - side - pad}, Max: orb.Point{west + side + pad, north + pad}}
}
