// Package tiles serves public layers as vector tiles (MVT 2.1 in Web Mercator), cached,
// compressed once and never stale: what was made before is given again only under an
// equal digest of the change journal, and only while that is freshly read.
//
// It reads pub.<layer> as sotay_public and nothing else. It does not know the catalogue,
// it is told of layers; it does not log. Start with New, and ask with Tile and TileJSON,
// or mount Handler.
package tiles

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/maypok86/otter/v2"
	"github.com/paulmach/orb/maptile"

	"sotay/postgis"
)

// Extent is the width of a tile in its own units, and Buffer how far beyond its edges
// it draws.
const (
	Extent = 4096
	Buffer = Extent * postgis.TileMargin
)

// What Tile and TileJSON refuse, beside errors that only tell of a defect.
var (
	ErrNotFound    = errors.New("no such layer")
	ErrBadRequest  = errors.New("no such tile")
	ErrUnavailable = errors.New("the database does not answer")
)

// Layer is what tiles need to know of a public layer.
type Layer struct {
	Name    string // of the view in pub, and in the tile
	Title   string
	Fields  []Field // that tiles carry, public ones
	MinZoom int     // tiles hold its features from here …
	MaxZoom int     // … to here
	// LabelZoom is the lowest zoom with label points, in a tile layer named after this
	// one with "_labels" added; a zoom above MaxZoom means none.
	LabelZoom int
	// Generation changes with anything above and with the view.
	Generation int64
}

// Field is an attribute of a feature in tiles.
type Field struct {
	Name  string
	Title string
}

// Config says what tiles are made from. Pool, Journal, Layer and Refresh are required.
type Config struct {
	// Pool is the pool of sotay_public.
	Pool    *pgxpool.Pool
	Journal *postgis.Journal
	// Layer finds a public layer in the catalogue in memory, and Refresh reads that anew.
	Layer   func(name string) (Layer, bool)
	Refresh func(context.Context) error
	// CacheBytes bounds the memory for tiles, 256 MB by default.
	CacheBytes uint64
	// MaxBytes bounds a compressed tile, 500,000 by default: above, the smallest features
	// are left out and a header tells how many.
	MaxBytes int
	// Timeout bounds the making of a tile, waiting included, 20 s by default.
	Timeout time.Duration
}

// Tiles makes and keeps tiles. It is safe for concurrent use.
type Tiles struct {
	cfg     Config
	source  source
	cache   *otter.Cache[key, *made]
	flights flights
	boxes   boxes
	counts  counts
}

// New returns tiles with an empty cache.
func New(cfg Config) (*Tiles, error) {
	if cfg.CacheBytes == 0 {
		cfg.CacheBytes = 256 << 20
	}
	if cfg.MaxBytes == 0 {
		cfg.MaxBytes = 500_000
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 20 * time.Second
	}
	cache, err := otter.New(&otter.Options[key, *made]{
		MaximumWeight: cfg.CacheBytes,
		Weigher:       func(k key, m *made) uint32 { return uint32(len(m.gzip) + len(m.etag) + len(k.layers) + 256) },
	})
	if err != nil {
		return nil, fmt.Errorf("tile cache: %w", err)
	}
	return &Tiles{cfg: cfg, cache: cache, source: newSource(cfg), boxes: boxes{pool: cfg.Pool, journal: cfg.Journal}}, nil
}

// Request asks for one tile, in the words of its URL and headers.
type Request struct {
	Layers  string // names, comma separated
	Z, X, Y string
	// Generation is the one the URL was made for, "" when it names none. A process that
	// is behind reads the catalogue first.
	Generation     string
	IfNoneMatch    string
	AcceptEncoding string
}

// key names a tile in the cache, whatever its state.
type key struct {
	layers string
	tile   maptile.Tile
}

// Tile answers with 200, 204 outside the layers' zooms or bounds, or 304. An error wraps
// ErrNotFound, ErrBadRequest or ErrUnavailable, or is a defect.
func (t *Tiles) Tile(ctx context.Context, r Request) (Answer, error) {
	tile, err := parseTile(r.Z, r.X, r.Y)
	if err != nil {
		return Answer{}, err
	}
	layers, err := t.layers(ctx, r.Layers, r.Generation)
	if err != nil {
		return Answer{}, err
	}
	answer, err := t.tile(ctx, r, tile, layers)
	if !isOutdated(err) {
		return answer, err
	}
	// The view is another than the catalogue in memory says.
	if err := t.cfg.Refresh(ctx); err != nil {
		return Answer{}, unavailable(err)
	}
	if layers, err = t.layers(ctx, r.Layers, ""); err != nil {
		return Answer{}, err
	}
	return t.tile(ctx, r, tile, layers)
}

// tile goes the way of every answer: 304, cache, PostGIS. The digest in the ETag is read
// before anything it vouches for.
func (t *Tiles) tile(ctx context.Context, r Request, tile maptile.Tile, layers []Layer) (Answer, error) {
	layers = atZoom(layers, int(tile.Z))
	if len(layers) == 0 {
		return noContent(), nil
	}
	names := namesOf(layers)
	fresh := t.cfg.Journal.Fresh(names...)
	etag := t.etag(layers, tile)
	if fresh && matches(r.IfNoneMatch, etag) {
		t.counts.notModified.Add(1)
		return notModified(etag), nil
	}
	k := key{layers: joined(names), tile: tile}
	if fresh {
		if m, ok := t.cache.GetIfPresent(k); ok && m.etag == etag {
			t.counts.cached.Add(1)
			return m.answer(r.AcceptEncoding)
		}
	}
	inside, err := t.boxes.inside(ctx, layers, tile, fresh)
	if err != nil {
		return Answer{}, unavailable(err)
	}
	if len(inside) == 0 {
		return noContent(), nil
	}
	t.counts.made.Add(1)
	m, err := t.make(ctx, k, etag, fresh, inside)
	if err != nil {
		return Answer{}, err
	}
	return m.answer(r.AcceptEncoding)
}

// make asks the source, once for all who ask at the same time under the same digest.
// While the journal is not fresh an equal digest says little: then only those who ask
// in the same second share.
func (t *Tiles) make(ctx context.Context, k key, etag string, fresh bool, layers []Layer) (*made, error) {
	f := flightKey{key: k, etag: etag}
	if !fresh {
		f.second = time.Now().Unix()
	}
	return t.flights.do(ctx, f, t.cfg.Timeout, func(ctx context.Context) (*made, error) {
		m, err := t.source.make(ctx, layers, k.tile)
		if err != nil {
			return nil, err
		}
		m.etag = etag
		if fresh {
			t.cache.Set(k, m)
		}
		return m, nil
	})
}

// layers looks up the layers of a request and catches up with the generation it asks for.
func (t *Tiles) layers(ctx context.Context, list, generation string) ([]Layer, error) {
	const most = 16
	asked := int64(0)
	if generation != "" {
		g, err := strconv.ParseInt(generation, 10, 64)
		if err != nil || g < 0 {
			return nil, fmt.Errorf("%w: generation %q", ErrBadRequest, generation)
		}
		asked = g
	}
	names := unique(strings.Split(list, ","))
	if len(names) > most {
		return nil, fmt.Errorf("%w: more than %d layers", ErrBadRequest, most)
	}
	layers, err := t.lookUp(names)
	behind := err == nil && newest(layers) < asked
	if behind || err != nil && !t.cfg.Journal.Fresh() {
		if err := t.cfg.Refresh(ctx); err != nil {
			return nil, unavailable(err)
		}
		return t.lookUp(names)
	}
	return layers, err
}

func (t *Tiles) lookUp(names []string) ([]Layer, error) {
	layers := make([]Layer, 0, len(names))
	for _, n := range names {
		l, ok := t.cfg.Layer(n)
		if !ok {
			return nil, fmt.Errorf("%w: %q", ErrNotFound, n)
		}
		layers = append(layers, l)
	}
	return layers, nil
}

// etag tells two states of a tile apart: how it is made, for whom, and what changed
// under it.
func (t *Tiles) etag(layers []Layer, tile maptile.Tile) string {
	const format = 1 // counts up with any change of what the same data gives
	b := make([]byte, 0, 96)
	b = append(b, `W/"`...)
	b = append(b, t.cfg.Journal.Epoch()...)
	b = strconv.AppendInt(append(b, '-'), format, 10)
	digest := postgis.Digest{}
	for _, l := range layers {
		b = strconv.AppendInt(append(b, '-'), l.Generation, 10)
		digest = digest.Add(t.cfg.Journal.Digest(l.Name, tile))
	}
	b = strconv.AppendUint(append(b, '-'), digest.Count, 10)
	b = strconv.AppendUint(append(b, '-'), digest.Hash, 16)
	return string(append(b, '"'))
}

// parseTile reads the numbers of a tile's URL.
func parseTile(z, x, y string) (maptile.Tile, error) {
	const deepest = 30
	zoom, err := strconv.ParseUint(z, 10, 32)
	col, err2 := strconv.ParseUint(x, 10, 32)
	row, err3 := strconv.ParseUint(y, 10, 32)
	if err := errors.Join(err, err2, err3); err != nil || zoom > deepest || col>>zoom > 0 || row>>zoom > 0 {
		return maptile.Tile{}, fmt.Errorf("%w: %s/%s/%s", ErrBadRequest, z, x, y)
	}
	return maptile.New(uint32(col), uint32(row), maptile.Zoom(zoom)), nil
}

// Status is the HTTP status of an error of this package.
func Status(err error) int {
	switch {
	case errors.Is(err, ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, ErrBadRequest):
		return http.StatusBadRequest
	case errors.Is(err, ErrUnavailable):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func atZoom(layers []Layer, z int) []Layer {
	shown := make([]Layer, 0, len(layers))
	for _, l := range layers {
		if l.MinZoom <= z && z <= l.MaxZoom {
			shown = append(shown, l)
		}
	}
	return shown
}

func namesOf(layers []Layer) []string {
	names := make([]string, len(layers))
	for i, l := range layers {
		names[i] = l.Name
	}
	return names
}

func joined(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names, ",")
}

func unique(names []string) []string {
	kept := names[:0]
	seen := make(map[string]bool, len(names))
	for _, n := range names {
		if !seen[n] {
			seen[n] = true
			kept = append(kept, n)
		}
	}
	return kept
}

func newest(layers []Layer) int64 {
	g := int64(0)
	for _, l := range layers {
		g = max(g, l.Generation)
	}
	return g
}
