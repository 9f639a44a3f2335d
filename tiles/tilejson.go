package tiles

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/project"

	"sotay/internal/calendar"
)

// tileJSON is TileJSON 3.0.0.
type tileJSON struct {
	TileJSON     string        `json:"tilejson"`
	Name         string        `json:"name"`
	Scheme       string        `json:"scheme"`
	Tiles        []string      `json:"tiles"`
	MinZoom      int           `json:"minzoom"`
	MaxZoom      int           `json:"maxzoom"`
	Bounds       []float64     `json:"bounds,omitempty"` // west, south, east, north, degrees
	VectorLayers []vectorLayer `json:"vector_layers"`
}

type vectorLayer struct {
	ID          string            `json:"id"`
	Description string            `json:"description"`
	MinZoom     int               `json:"minzoom"`
	MaxZoom     int               `json:"maxzoom"`
	Fields      map[string]string `json:"fields"`
}

// TileJSON describes the tiles of some layers, comma separated. Base is where the tiles
// are, as in "https://map.example.vn/tiles", without a slash at the end. The URL of the
// tiles names the newest generation of the layers, and the day at where one is asked for.
func (t *Tiles) TileJSON(ctx context.Context, list, base, at string) (Answer, error) {
	if at != "" {
		if !calendar.Valid(at) {
			return Answer{}, fmt.Errorf("%w: the day %q", ErrBadRequest, at)
		}
		at = "&at=" + at
	}
	layers, err := t.layers(ctx, list, "")
	if err != nil {
		return Answer{}, err
	}
	names := joined(layers)
	doc := tileJSON{
		TileJSON: "3.0.0", Name: names, Scheme: "xyz", MinZoom: t.firstZoom(layers[0]), MaxZoom: layers[0].MaxZoom,
		Tiles: []string{fmt.Sprintf("%s/%s/{z}/{x}/{y}.mvt?g=%d%s", base, names, newest(layers), at)},
	}
	for _, l := range layers {
		doc.MinZoom, doc.MaxZoom = min(doc.MinZoom, t.firstZoom(l)), max(doc.MaxZoom, l.MaxZoom)
		doc.VectorLayers = append(doc.VectorLayers, t.vectorLayers(l)...)
	}
	if doc.Bounds, err = t.bounds(ctx, layers); err != nil {
		return Answer{}, unavailable(err)
	}
	body, err := json.Marshal(doc)
	if err != nil {
		return Answer{}, fmt.Errorf("TileJSON %s: %w", names, err)
	}
	return Answer{http.StatusOK, http.Header{
		"Content-Type":   {"application/json"},
		"Cache-Control":  {"no-cache"},
		"Content-Length": {strconv.Itoa(len(body))},
	}, body}, nil
}

// firstZoom is the lowest zoom at which tiles show anything of a layer.
func (t *Tiles) firstZoom(l *Layer) int {
	if t.cfg.Bins != nil && l.Binned {
		return 0
	}
	return l.MinZoom
}

func (t *Tiles) vectorLayers(l *Layer) []vectorLayer {
	fields := make(map[string]string, len(l.Fields))
	for _, f := range l.Fields {
		fields[f.Name] = f.Title
	}
	list := []vectorLayer{{l.Name, l.Title, l.MinZoom, l.MaxZoom, fields}}
	if l.LabelZoom <= l.MaxZoom {
		list = append(list, vectorLayer{l.Name + labelSuffix, l.Title, max(l.MinZoom, l.LabelZoom), l.MaxZoom, fields})
	}
	if first := t.firstZoom(l); first < l.MinZoom {
		list = append(list, vectorLayer{l.Name + BinsSuffix, l.Title, first, l.MinZoom - 1, map[string]string{
			"count": "Số bản ghi trong ô", "value": "Số bản ghi trong ô", "h3": "Mã ô H3",
		}})
	}
	return list
}

// cellReach is how far the coarsest cell that tiles show of a province, one of H3's resolution 4, may
// reach beyond what is in it, in metres of EPSG:3857.
const cellReach = 70_000

// bounds are those of the zoom 9 tiles that the layers' features meet: a client asks for
// nothing outside until it reads the document again, and data grows.
func (t *Tiles) bounds(ctx context.Context, layers []*Layer) ([]float64, error) {
	const grid = 9
	var all orb.Bound
	found := false
	for _, l := range layers {
		b, err := t.boxes.of(ctx, l, t.cfg.Journal.Fresh(l.Name))
		if err != nil {
			return nil, err
		}
		if b.empty {
			continue
		}
		bound := b.bound
		if t.cfg.Bins != nil && l.cellsAt(0) {
			bound = bound.Pad(cellReach)
		}
		if found {
			all = all.Union(bound)
		}
		if !found {
			all, found = bound, true
		}
	}
	if !found {
		return nil, nil
	}
	first := maptile.At(project.Mercator.ToWGS84(orb.Point{all.Min[0], all.Max[1]}), grid).Bound()
	last := maptile.At(project.Mercator.ToWGS84(orb.Point{all.Max[0], all.Min[1]}), grid).Bound()
	b := first.Union(last)
	return []float64{degrees(b.Min[0]), degrees(b.Min[1]), degrees(b.Max[0]), degrees(b.Max[1])}, nil
}

func degrees(v float64) float64 { return math.Round(v*1e7) / 1e7 }

// splitPath takes /tiles/{layers}/{z}/{x}/{y}.mvt and /tiles/{layers}.json apart.
func splitPath(path string) (r Request, document bool, err error) {
	rest, ok := strings.CutPrefix(path, "/tiles/")
	if list, doc := strings.CutSuffix(rest, ".json"); ok && doc && !strings.Contains(list, "/") {
		return Request{Layers: list}, true, nil
	}
	rest, ok2 := strings.CutSuffix(rest, ".mvt")
	r.Layers, rest, _ = strings.Cut(rest, "/")
	r.Z, rest, _ = strings.Cut(rest, "/")
	r.X, r.Y, _ = strings.Cut(rest, "/")
	if !ok || !ok2 || r.Y == "" || strings.Contains(r.Y, "/") {
		return r, false, fmt.Errorf("%w: %q", ErrNotFound, path)
	}
	return r, false, nil
}
