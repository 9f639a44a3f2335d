package geoapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sotay/layers"
	"sotay/parcels"
)

func (s *Server) catalogueRoutes() []route {
	return []route{
		{http.MethodGet, "/api/config", "getConfig", anyone, endpoint(s.getConfig), quick},
		{http.MethodGet, "/api/layers", "listLayers", anyone, s.listLayers, quick},
		{http.MethodGet, "/api/layers/{name}", "getLayer", anyone, endpoint(s.getLayer), lookup},
		{http.MethodGet, "/api/layers/{name}/features", "listFeatures", whoever, s.listFeatures, lookup},
	}
}

type configOut struct {
	Name     Words        `json:"name"`
	Bounds   boxJSON      `json:"bounds"`
	Center   lonLat       `json:"center"`
	Zoom     int          `json:"zoom"`
	Meridian float64      `json:"meridian"`
	Basemap  *basemapJSON `json:"basemap"`
	Version  string       `json:"version"`
}

type basemapJSON struct {
	Style  string `json:"style,omitempty"`
	Raster string `json:"raster,omitempty"`
}

// startZoom shows a province.
const startZoom = 10

func (s *Server) getConfig(ctx context.Context, _ nothing) (configOut, error) {
	bounds := s.Bounds
	if l, err := s.publicLayer("communes"); err == nil {
		stats, err := s.stats.of(ctx, l)
		if err != nil {
			return configOut{}, err
		}
		if stats.Bounds != nil {
			bounds = *stats.Bounds
		}
	}
	out := configOut{
		Name: s.Name, Bounds: boxJSON(bounds), Center: lonLat{(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2},
		Zoom: startZoom, Meridian: s.Zone.Meridian, Version: s.Version,
	}
	switch {
	case strings.Contains(s.Basemap, "{z}"):
		out.Basemap = &basemapJSON{Raster: s.Basemap}
	case s.Basemap != "":
		out.Basemap = &basemapJSON{Style: s.Basemap}
	}
	return out, nil
}

type layerJSON struct {
	Name       string          `json:"name"`
	Title      Words           `json:"title"`
	Theme      string          `json:"theme"`
	Geometry   string          `json:"geometry"`
	MinZoom    int             `json:"min_zoom"`
	MaxZoom    int             `json:"max_zoom"`
	Label      *string         `json:"label"`
	Bounds     *boxJSON        `json:"bounds"`
	Count      int64           `json:"count"`
	Source     string          `json:"source"`
	AsOf       *string         `json:"as_of"`
	Sort       int             `json:"sort"`
	Generation int64           `json:"generation"`
	Version    string          `json:"version"`
	Style      json.RawMessage `json:"style"`
	Tiles      string          `json:"tiles"`
	Fields     []fieldJSON     `json:"fields"`
}

type fieldJSON struct {
	Name       string     `json:"name"`
	Type       string     `json:"type"`
	Title      Words      `json:"title"`
	InTiles    bool       `json:"in_tiles"`
	Filterable bool       `json:"filterable"`
	Unit       string     `json:"unit"`
	Codes      []codeJSON `json:"codes"`
}

type layersOut struct {
	Layers []layerJSON `json:"layers"`
}

// listLayers answers 304 while nothing of the answer has changed: open maps ask every few
// seconds. What it is made from is in memory, as long as the journal is fresh.
func (s *Server) listLayers(w http.ResponseWriter, r *http.Request) error {
	out := layersOut{[]layerJSON{}}
	for _, l := range s.Catalogue.Layers() {
		if l.Audience != layers.Public {
			continue
		}
		described, err := s.describe(r.Context(), l)
		if err != nil {
			return err
		}
		out.Layers = append(out.Layers, described)
	}
	return writeTagged(w, r, out)
}

// layerIn names a layer. A staff layer is not found, like one that does not exist.
type layerIn struct{ name string }

func (in *layerIn) parse(p *params) { in.name = p.path("name") }

func (s *Server) publicLayer(name string) (layers.Layer, error) {
	l, ok := s.Catalogue.Layer(name)
	if !ok || l.Audience != layers.Public {
		return layers.Layer{}, fmt.Errorf("layer %q: %w", name, layers.ErrNotFound)
	}
	return l, nil
}

func (s *Server) getLayer(ctx context.Context, in layerIn) (layerJSON, error) {
	l, err := s.publicLayer(in.name)
	if err != nil {
		return layerJSON{}, err
	}
	return s.describe(ctx, l)
}

func (s *Server) describe(ctx context.Context, l layers.Layer) (layerJSON, error) {
	version := s.version(l) // before the rest, which may be newer; a slow count may be older
	stats, err := s.stats.of(ctx, l)
	if err != nil {
		return layerJSON{}, err
	}
	out := layerJSON{
		Name: l.Name, Title: Words{l.TitleVi, l.TitleEn}, Theme: l.Theme, Geometry: l.Geometry, MinZoom: l.MinZoom, MaxZoom: l.MaxZoom,
		Label: orNull(l.Label), Bounds: (*boxJSON)(stats.Bounds), Count: stats.Count, Source: l.Source, AsOf: day(l.AsOf), Sort: l.Sort,
		Generation: l.Generation, Version: version, Style: l.Style, Tiles: "/tiles/" + l.Name + ".json", Fields: []fieldJSON{},
	}
	for _, f := range l.Public() {
		field := fieldJSON{f.Name, f.Type, Words{f.TitleVi, f.TitleEn}, f.InTiles, f.Filterable, f.Unit, nil}
		for _, c := range s.Catalogue.Codes(f.CodeList) {
			field.Codes = append(field.Codes, codeJSON{c.Code, Words{c.NameVi, c.NameEn}, orNull(c.Color), c.Current})
		}
		out.Fields = append(out.Fields, field)
	}
	return out, nil
}

// version tells two states of a layer's public records apart, by the journal: like the
// tiles' ETags it does not move with what only staff may see.
func (s *Server) version(l layers.Layer) string {
	d := s.Journal.LayerDigest(l.Name)
	return fmt.Sprintf("%s-%d-%x", s.Journal.Epoch(), d.Count, d.Hash)
}

// world is the box of a whole layer.
func world() layers.Box { return layers.Box{-180, -90, 180, 90} }

// listFeatures gives a page of features, which come encoded already; without a box of the
// whole layer.
func (s *Server) listFeatures(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	q := layers.FeatureQuery{Box: world(), Limit: p.integer("limit", 100, 1, layers.MaxFeatures), After: p.text("cursor", 64)}
	if p.query.Has("bbox") {
		q.Box = p.box("bbox")
	}
	var at *time.Time // of parcels, which have a history; other layers have days
	if p.path("name") == "parcels" {
		at = p.moment("at")
	} else {
		q.At = p.day("at")
	}
	if p.err != nil {
		return p.err
	}
	l, err := s.publicLayer(p.path("name"))
	if err != nil {
		return err
	}
	if at != nil {
		return s.listPast(w, r, parcels.FeatureQuery{Box: q.Box, At: *at, Limit: q.Limit, After: q.After})
	}
	if err := s.limit(w, r, pageCost(q.Limit)); err != nil {
		return err
	}
	page, err := layers.Features(r.Context(), s.DB.Public, l, q)
	if errors.Is(err, layers.ErrCursor) {
		return bad("Tham số cursor không phải do yêu cầu này cho. Hãy bắt đầu lại không có nó.", "The cursor is not one this query gave. Start again without it.")
	}
	if err != nil {
		return err
	}
	query := url.Values{"limit": {strconv.Itoa(q.Limit)}}
	if q.At != "" {
		query.Set("at", q.At)
	}
	return s.writePage(w, r, page, query)
}

// pageCost is what a page costs of a client's look-ups, beside the one that any request does:
// whoever copies a whole cadastre page by page takes his time.
func pageCost(features int) float64 { return float64(features) / 20 }

// writePage writes a page of features with the address of the next one: the request's own
// with its box, the query and a cursor.
func (s *Server) writePage(w http.ResponseWriter, r *http.Request, page layers.FeaturePage, query url.Values) error {
	next := []byte("null")
	if page.Next != "" {
		query.Set("cursor", page.Next)
		if given := r.URL.Query(); given.Has("bbox") {
			query.Set("bbox", given.Get("bbox"))
		}
		address, err := json.Marshal(s.base(r) + r.URL.Path + "?" + query.Encode())
		if err != nil {
			return err
		}
		next = address
	}
	w.Header().Set("Content-Type", "application/geo+json; charset=utf-8")
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-cache")
	}
	for _, part := range [][]byte{[]byte(`{"type":"FeatureCollection","features":[`), page.Features, []byte(`],"next":`), next, []byte("}\n")} {
		if _, err := w.Write(part); err != nil {
			return errLeft
		}
	}
	return nil
}
