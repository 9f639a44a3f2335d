package geoapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/paulmach/orb/maptile"

	"sotay/hexbins"
	"sotay/layers"
	"sotay/tiles"
)

// tileRoute is the pattern of tiles, which pass by the router.
const tileRoute = "/tiles/{layers}/{z}/{x}/{y}.mvt"

// openTiles makes the tiles of the catalogue's public layers.
func (s *Server) openTiles() error {
	made, err := tiles.New(tiles.Config{
		Pool: s.DB.Public, Journal: s.Journal, Layer: tiles.Prepared(s.tileGeneration, s.tileLayer), Refresh: s.Catalogue.Refresh, CacheBytes: s.TileCacheBytes, Bins: s.layerCells,
	})
	if err != nil {
		return err
	}
	s.made, s.tiles = made, made.Handler(s.base, s.fail)
	return nil
}

// labelsFrom is the zoom from which a layer that begins at crowdedFrom or later has room
// for its labels; forestLabelsFrom is that of compartments of forest, whose codes a map
// writes into them. Above those zooms label points would be most of a tile, and never drawn.
const (
	crowdedFrom      = 14
	labelsFrom       = 17
	forestLabelsFrom = 13
)

// tileGeneration tells whether there is a public layer of that name, and its generation.
func (s *Server) tileGeneration(name string) (int64, bool) {
	l, ok := s.Catalogue.Layer(name)
	return l.Generation, ok && l.Audience == layers.Public
}

// tileLayer tells tiles of a layer.
func (s *Server) tileLayer(name string) tiles.Layer {
	l, _ := s.Catalogue.Layer(name)
	out := tiles.Layer{
		Name: l.Name, Title: l.TitleVi, MinZoom: l.MinZoom, MaxZoom: l.MaxZoom, LabelZoom: l.MinZoom, Dated: l.Dated(), Binned: l.Binned(), Generation: l.Generation,
	}
	switch {
	case l.Label == "":
		out.LabelZoom = l.MaxZoom + 1 // none
	case l.MinZoom >= crowdedFrom:
		out.LabelZoom = max(labelsFrom, l.MinZoom)
	case l.Theme == "forest":
		out.LabelZoom = max(forestLabelsFrom, l.MinZoom)
	}
	for _, f := range l.InTiles() {
		out.Fields = append(out.Fields, tiles.Field{Name: f.Name, Title: f.TitleVi})
	}
	return out
}

// layerCells makes what tiles show of a layer below its first zoom.
func (s *Server) layerCells(ctx context.Context, layer, name string, t maptile.Tile) ([]byte, bool, error) {
	mvt, r, err := s.bins.TileNamed(ctx, hexbins.Query{Dataset: layer, Layer: true}, name, t)
	switch {
	case errors.Is(err, layers.ErrNotFound):
		return nil, false, fmt.Errorf("%w: %w", tiles.ErrNotFound, err)
	case errors.Is(err, hexbins.ErrUnavailable):
		return nil, false, fmt.Errorf("%w: %w", tiles.ErrUnavailable, err)
	case err != nil:
		return nil, false, err
	}
	return mvt, r.Complete, nil
}

func (s *Server) tileRoutes() []route {
	serve := s.paced(func(w http.ResponseWriter, r *http.Request) error {
		s.tiles.ServeHTTP(w, r)
		return nil
	})
	return []route{
		{http.MethodGet, tileRoute, "tile", anyone, serve, own},
		{http.MethodGet, "/tiles/{layers}.json", "tileJSON", anyone, serve, quick},
	}
}

// paced lets a client have so many tiles per second.
func (s *Server) paced(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.pace(w, r, s.pacer, 1); err != nil {
			return err
		}
		return h(w, r)
	}
}

// isTile tells whether a request can only be for a tile. One with a body, which no tile
// needs, goes the long way, where its reading is bounded.
func (s *Server) isTile(r *http.Request) bool {
	return r.Method == http.MethodGet && r.ContentLength == 0 && strings.HasPrefix(r.URL.Path, "/tiles/") && strings.HasSuffix(r.URL.Path, ".mvt")
}

// serveTile is the short way for tiles, of which a map asks dozens at a time: anyone may,
// there is no body to limit and nothing left to compress, and a request has an id only
// once there is something to say of it.
func (s *Server) serveTile(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	x := &exchange{route: tileRoute}
	rec := &recorder{ResponseWriter: w, x: x}
	defer func() {
		broken := s.recover(rec, r, recover())
		s.note(r, x, time.Since(start))
		if broken {
			panic(http.ErrAbortHandler)
		}
	}()
	if rc, ok := w.(interface{ SetWriteDeadline(time.Time) error }); ok {
		_ = rc.SetWriteDeadline(start.Add(writeTimeout)) // fails only for a connection that is gone
	}
	w.Header()["X-Content-Type-Options"] = s.nosniff
	if err := s.pace(rec, r, s.pacer, 1); err != nil {
		s.fail(rec, r, err)
		return
	}
	s.tiles.ServeHTTP(rec, r)
}
