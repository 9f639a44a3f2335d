// Package tiles serves public layers as vector tiles (MVT 2.1 in Web Mercator), cached,
// compressed once and never stale: what was made before is given again only under an
// equal digest of the change journal, and only while that is freshly read.
//
// It reads pub.<layer> as sotay_public and nothing else. It does not know the catalogue,
// it is told of layers; it does not log. Start with New, and ask with Tile and TileJSON,
// or mount Handler.
package tiles

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/maypok86/otter/v2"
	"github.com/paulmach/orb/maptile"

	"sotay/internal/calendar"
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
	// Dated layers have the columns valid_from and valid_to: a tile shows what holds on a day.
	Dated bool
	// From is the relation that an Uncached reads in place of the view, in SQL, with the view's
	// columns. Its parameters are $1 zoom, $2 column and $3 row of the tile, and $4 what Tile is
	// given; it uses the last.
	From string
	// Binned layers show cells below MinZoom, in a tile layer named after this one with "_bins"
	// added; see Config.Bins.
	Binned bool
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
	// Layer is asked at every request: see Prepared.
	Layer   func(name string) (*Layer, bool)
	Refresh func(context.Context) error
	// Bins makes what a tile shows of a binned layer below its first zoom: the counts of its
	// records by cell, as the inside of a tile with one layer of the name. Complete tells that the
	// answer is of all records that are there, so that it may be kept. nil: no layer has cells.
	Bins func(ctx context.Context, layer, name string, t maptile.Tile) (mvt []byte, complete bool, err error)
	// CacheBytes bounds the memory for tiles, 256 MB by default.
	CacheBytes uint64
	// MaxBytes bounds a compressed tile, 500,000 by default: above, the smallest features
	// are left out and a header tells how many.
	MaxBytes int
	// Timeout bounds each thing that a tile waits for: the catalogue, the layers' boxes, the
	// making; 20 s by default.
	Timeout time.Duration
	// Today is the day it is, YYYY-MM-DD; nil: that of Việt Nam.
	Today func() string
}

const defaultMaxBytes = 500_000

// Prepared makes a Config.Layer that keeps what describe says of a layer until its
// generation changes. Generation tells whether there is such a public layer, too.
func Prepared(generation func(name string) (int64, bool), describe func(name string) Layer) func(name string) (*Layer, bool) {
	var known sync.Map // of *Layer, by name
	return func(name string) (*Layer, bool) {
		g, ok := generation(name)
		if !ok {
			return nil, false
		}
		if l, ok := known.Load(name); ok && l.(*Layer).Generation == g {
			return l.(*Layer), true
		}
		l := describe(name)
		known.Store(name, &l)
		return &l, true
	}
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
		cfg.MaxBytes = defaultMaxBytes
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 20 * time.Second
	}
	if cfg.Today == nil {
		cfg.Today = calendar.Today
	}
	cache, err := otter.New(&otter.Options[key, *made]{
		MaximumWeight: cfg.CacheBytes,
		Weigher:       func(k key, m *made) uint32 { return uint32(len(m.gzip) + 1024) }, // with its headers
	})
	if err != nil {
		return nil, fmt.Errorf("tile cache: %w", err)
	}
	return &Tiles{cfg: cfg, cache: cache, source: newSource(cfg), boxes: boxes{pool: cfg.Pool, timeout: cfg.Timeout, journal: cfg.Journal}}, nil
}

// Request asks for one tile, in the words of its URL and headers.
type Request struct {
	Layers  string // names, comma separated
	Z, X, Y string
	// Generation is the one the URL was made for, "" when it names none. A process that
	// is behind reads the catalogue first.
	Generation string
	// At is the day whose records are wanted, YYYY-MM-DD; "": today. Layers without dates
	// show all they have whatever the day.
	At             string
	IfNoneMatch    string
	AcceptEncoding string
}

// key names a tile in the cache, whatever its state.
type key struct {
	layers string
	tile   maptile.Tile
	day    string // "" where no layer is dated
}

// Tile answers with 200, 204 outside the layers' zooms or bounds, or 304. An error wraps
// ErrNotFound, ErrBadRequest or ErrUnavailable, or is a defect.
func (t *Tiles) Tile(ctx context.Context, r Request) (Answer, error) {
	tile, err := ParseTile(r.Z, r.X, r.Y)
	if err != nil {
		return Answer{}, err
	}
	if r.At != "" && !calendar.Valid(r.At) {
		return Answer{}, fmt.Errorf("%w: the day %q", ErrBadRequest, r.At)
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
	if err := t.refresh(ctx); err != nil {
		return Answer{}, err
	}
	if layers, err = t.layers(ctx, r.Layers, ""); err != nil {
		return Answer{}, err
	}
	return t.tile(ctx, r, tile, layers)
}

// tile goes the way of every answer: 304, cache, PostGIS. The state that the ETag names
// is read before anything it vouches for.
func (t *Tiles) tile(ctx context.Context, r Request, tile maptile.Tile, layers []*Layer) (Answer, error) {
	layers = t.atZoom(layers, int(tile.Z))
	if len(layers) == 0 {
		return noContent(), nil
	}
	k := key{layers: joined(layers), tile: tile, day: t.day(layers, r.At)}
	now := t.state(layers, tile)
	now.day = k.day
	if now.fresh {
		if m, ok := t.cache.GetIfPresent(k); ok && m.state == now {
			if matches(r.IfNoneMatch, m.etag) {
				t.counts.notModified.Add(1)
				return notModified(m.same), nil
			}
			t.counts.cached.Add(1)
			return m.answer(r.AcceptEncoding)
		}
		if etag := now.etag(); matches(r.IfNoneMatch, etag) {
			t.counts.notModified.Add(1)
			return notModified(header(etag)), nil
		}
	}
	inside, err := t.boxes.inside(ctx, layers, tile, now.fresh)
	if err != nil {
		return Answer{}, unavailable(err)
	}
	if len(inside) == 0 {
		return noContent(), nil
	}
	t.counts.made.Add(1)
	m, err := t.make(ctx, k, now, inside)
	if err != nil {
		return Answer{}, err
	}
	return m.answer(r.AcceptEncoding)
}

// make asks the source, once for all who ask at the same time in the same state. While
// the journal is not fresh that says little: then only those of the same second share.
func (t *Tiles) make(ctx context.Context, k key, now state, layers []*Layer) (*made, error) {
	f := flightKey{key: k, state: now}
	if !now.fresh {
		f.second = time.Now().Unix()
	}
	return t.flights.do(ctx, f, t.cfg.Timeout, func(ctx context.Context) (*made, error) {
		features, binned := apart(layers, int(k.tile.Z))
		cells, complete, err := t.cells(ctx, binned, k.tile)
		if err != nil {
			return nil, err
		}
		m, err := t.source.make(ctx, features, k.tile, k.day, cells...)
		if err != nil {
			return nil, err
		}
		if m.label(now); !complete { // it may be another in a moment, and nobody tells
			m.unlabel()
			return m, nil
		}
		if now.fresh {
			t.cache.Set(k, m)
		}
		return m, nil
	})
}

// layers looks up the layers of a request and catches up with the generation it asks for.
func (t *Tiles) layers(ctx context.Context, list, generation string) ([]*Layer, error) {
	asked := int64(0)
	if generation != "" {
		g, err := strconv.ParseInt(generation, 10, 64)
		if err != nil || g < 0 {
			return nil, fmt.Errorf("%w: generation %q", ErrBadRequest, generation)
		}
		asked = g
	}
	layers, err := t.lookUp(list)
	if errors.Is(err, ErrBadRequest) {
		return nil, err
	}
	behind := err == nil && newest(layers) < asked
	if behind || err != nil && !t.cfg.Journal.Fresh() {
		if err := t.refresh(ctx); err != nil {
			return nil, err
		}
		return t.lookUp(list)
	}
	return layers, err
}

// refresh reads the catalogue anew.
func (t *Tiles) refresh(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, t.cfg.Timeout)
	defer cancel()
	if err := t.cfg.Refresh(ctx); err != nil {
		return unavailable(err)
	}
	return nil
}

// lookUp finds the layers of a comma separated list, each once.
func (t *Tiles) lookUp(list string) ([]*Layer, error) {
	const most = 16
	if strings.Count(list, ",") >= most {
		return nil, fmt.Errorf("%w: more than %d layers", ErrBadRequest, most)
	}
	layers := make([]*Layer, 0, 1)
	for name := range strings.SplitSeq(list, ",") {
		l, ok := t.cfg.Layer(name)
		if !ok {
			return nil, fmt.Errorf("%w: %q", ErrNotFound, name)
		}
		if !slices.Contains(layers, l) {
			layers = append(layers, l)
		}
	}
	return layers, nil
}

// state tells two states of a tile apart: for whom and how it is made, and what changed
// under it.
type state struct {
	fresh      bool   // as of a second ago at most
	epoch      string // digests of different ones do not compare
	generation int64  // the sum of the layers': each can only grow
	day        string // whose records it shows, "" where no layer is dated: midnight changes tiles, too
	digest     postgis.Digest
}

func (t *Tiles) state(layers []*Layer, tile maptile.Tile) state {
	s := state{fresh: true, epoch: t.cfg.Journal.Epoch()}
	for _, l := range layers {
		s.fresh = s.fresh && t.cfg.Journal.Fresh(l.Name)
		s.generation += l.Generation
		digest := t.cfg.Journal.Digest(l.Name, tile)
		if int(tile.Z) < l.MinZoom { // cells reach farther than the tile
			digest = t.cfg.Journal.LayerDigest(l.Name)
		}
		s.digest = s.digest.Add(digest)
	}
	return s
}

// etag is the state as a weak ETag.
func (s state) etag() string {
	const format = 1 // counts up with any change of what the same data gives
	if s.day != "" {
		return fmt.Sprintf(`W/"%s-%d-%d-%d-%x-%s"`, s.epoch, format, s.generation, s.digest.Count, s.digest.Hash, s.day)
	}
	return fmt.Sprintf(`W/"%s-%d-%d-%d-%x"`, s.epoch, format, s.generation, s.digest.Count, s.digest.Hash)
}

// day is the one whose records a tile of the layers shows, "" where none is dated.
func (t *Tiles) day(layers []*Layer, asked string) string {
	if !slices.ContainsFunc(layers, func(l *Layer) bool { return l.Dated }) {
		return ""
	}
	return cmp.Or(asked, t.cfg.Today())
}

// ParseTile reads the numbers of a tile's URL.
func ParseTile(z, x, y string) (maptile.Tile, error) {
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

func joined(layers []*Layer) string {
	if len(layers) == 1 {
		return layers[0].Name
	}
	names := make([]string, len(layers))
	for i, l := range layers {
		names[i] = l.Name
	}
	return strings.Join(names, ",")
}

func newest(layers []*Layer) int64 {
	g := int64(0)
	for _, l := range layers {
		g = max(g, l.Generation)
	}
	return g
}
