package geoapi

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sotay/communes"
	"sotay/layers"
	"sotay/parcels"
)

func (s *Server) lookupRoutes() []route {
	return []route{
		{http.MethodGet, "/api/search", "search", anyone, endpoint(s.search), lookup},
		{http.MethodPost, "/api/search", "searchText", anyone, endpoint(s.searchText), lookup},
		{http.MethodGet, "/api/here", "here", anyone, endpoint(s.here), lookup},
		{http.MethodGet, "/api/parcels/{id}", "getParcel", whoever, endpoint(s.getParcel), lookup},
		{http.MethodGet, "/api/parcels/{id}/neighbours", "getNeighbours", anyone, endpoint(s.getNeighbours), lookup},
		{http.MethodGet, "/api/parcels/{id}/overlaps", "getOverlaps", anyone, endpoint(s.getOverlaps), lookup},
	}
}

// communesLayer is what communes asks of its layer: whether it is public and, while the
// journal is read, the state it is in.
func (s *Server) communesLayer() (public bool, state any) {
	l, err := s.publicLayer("communes")
	if err != nil {
		return false, nil
	}
	if s.Journal.Fresh(l.Name) {
		state = s.stats.version(l)
	}
	return true, state
}

// findCommunes is what parcels asks communes.
func (s *Server) findCommunes(ctx context.Context, words []string, typing bool) ([]parcels.Commune, []bool, error) {
	r, err := s.names.Resolve(ctx, words, typing)
	if err != nil {
		return nil, nil, err
	}
	list := make([]parcels.Commune, len(r.Matches))
	for i, m := range r.Matches {
		list[i] = parcels.Commune{Code: m.Code, Name: m.Name, District: m.District}
		if m.Old != nil {
			list[i].OldName, list[i].OldCode, list[i].Split, list[i].Since = m.Old.Name, m.Old.Code, m.Old.Split, m.Old.Effective
		}
	}
	return list, r.Used, nil
}

type searchIn struct {
	text  string
	limit int
	near  *parcels.Point
	at    string // the day whose communes are offered, "" for today
	asked *http.Request
}

// Bounds of the search text, in bytes; addresses of maps are long.
const (
	maxQuery = 400
	maxLink  = 2000
)

func (in *searchIn) parse(p *params) {
	if in.text = p.text("q", maxLink); !strings.HasPrefix(strings.TrimSpace(in.text), "http") {
		in.text = p.text("q", maxQuery)
	}
	in.limit = p.integer("limit", 10, 1, parcels.MaxHits)
	in.at = p.day("at")
	in.asked = p.r
	lon, east := p.degrees("lon", 180)
	lat, north := p.degrees("lat", 90)
	if east != north {
		p.fail("Cần cả lon và lat.", "lon and lat go together.")
	}
	if east {
		in.near = &parcels.Point{lon, lat}
	}
}

// searchBody is the same as a body: what people type may be somebody's name, and addresses of
// requests are written down on their way.
type searchBody struct{ searchIn }

func (in *searchBody) parse(p *params) {
	var body struct {
		Q     string   `json:"q"`
		Limit *int     `json:"limit"`
		Lon   *float64 `json:"lon"`
		Lat   *float64 `json:"lat"`
		At    *string  `json:"at"`
	}
	p.body(&body)
	p.query = url.Values{"q": {body.Q}}
	if body.Limit != nil {
		p.query.Set("limit", strconv.Itoa(*body.Limit))
	}
	for name, v := range map[string]*float64{"lon": body.Lon, "lat": body.Lat} {
		if v != nil {
			p.query.Set(name, strconv.FormatFloat(*v, 'f', -1, 64))
		}
	}
	if body.At != nil {
		p.query.Set("at", *body.At)
	}
	in.searchIn.parse(p)
}

type searchOut struct {
	Q      string      `json:"q"`
	Groups []groupJSON `json:"groups"`
	Hint   *whyJSON    `json:"hint"`
}

type groupJSON struct {
	Kind  string `json:"kind"` // parcel, commune, coordinate
	Items []any  `json:"items"`
}

// whyJSON is a code with its arguments; words are the client's.
type whyJSON struct {
	Code string            `json:"code"`
	Args map[string]string `json:"args"`
}

type communeRef struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type hitJSON struct {
	ID          int64      `json:"id"`
	SheetNo     string     `json:"sheet_no"`
	ParcelNo    string     `json:"parcel_no"`
	OldSheetNo  *string    `json:"old_sheet_no"`
	OldParcelNo *string    `json:"old_parcel_no"`
	Commune     communeRef `json:"commune"`
	Address     *string    `json:"address"`
	LandUse     *string    `json:"land_use"`
	MapArea     float64    `json:"map_area"`
	Point       lonLat     `json:"point"`
	BBox        boxJSON    `json:"bbox"`
	Why         whyJSON    `json:"why"`
}

type communeJSON struct {
	Code     string  `json:"code"`
	Name     string  `json:"name"`
	Province string  `json:"province"`
	OldNames string  `json:"old_names"`
	BBox     boxJSON `json:"bbox"`
	Point    lonLat  `json:"point"`
	Why      whyJSON `json:"why"`
}

type coordinateJSON struct {
	Lon    degrees `json:"lon"`
	Lat    degrees `json:"lat"`
	Format string  `json:"format"`
	gridJSON
	Why whyJSON `json:"why"`
}

// gridJSON is a place in VN-2000; its parts are named as on Vietnamese maps.
type gridJSON struct {
	SRID      int     `json:"srid"`
	Meridian  float64 `json:"meridian"`
	ZoneWidth int     `json:"zone_width"`
	XNorth    metres  `json:"x_north"`
	YEast     metres  `json:"y_east"`
}

func gridOf(g parcels.Grid) gridJSON {
	return gridJSON{g.Zone.SRID, g.Zone.Meridian, g.Zone.Width, metres(g.XNorth), metres(g.YEast)}
}

func (s *Server) searchText(ctx context.Context, in searchBody) (searchOut, error) {
	return s.search(ctx, in.searchIn)
}

func (s *Server) search(ctx context.Context, in searchIn) (searchOut, error) {
	found, err := s.finder.Search(ctx, parcels.SearchQuery{Text: in.text, Limit: in.limit, Near: in.near, Hosts: s.hosts(in.asked)})
	if err != nil {
		return searchOut{}, err
	}
	units, err := s.communeItems(ctx, in, found)
	if err != nil {
		return searchOut{}, err
	}
	out := searchOut{Q: in.text, Groups: []groupJSON{}}
	add := func(kind string, items []any) {
		if len(items) > 0 {
			out.Groups = append(out.Groups, groupJSON{kind, items})
		}
	}
	var hits, places []any
	for _, h := range found.Parcels {
		hits = append(hits, hitOf(h))
	}
	for _, c := range found.Coordinates {
		places = append(places, coordinateJSON{degrees(c.Lon), degrees(c.Lat), c.Format, gridOf(c.Grid), whyJSON(c.Why)})
	}
	add("parcel", hits)
	add("commune", units)
	add("coordinate", places)
	out.Hint = (*whyJSON)(found.Hint)
	if len(found.Communes) > 0 && len(units) == 0 && out.Hint == nil {
		out.Hint = &whyJSON{"commune_without_data", map[string]string{"commune": found.Communes[0].Name}}
	}
	return out, nil
}

func hitOf(h parcels.Hit) hitJSON {
	return hitJSON{
		ID: h.ID, SheetNo: h.SheetNo, ParcelNo: h.ParcelNo, OldSheetNo: orNull(h.OldSheetNo), OldParcelNo: orNull(h.OldParcelNo),
		Commune: communeRef{h.CommuneCode, h.CommuneName}, Address: orNull(h.Address), LandUse: orNull(h.LandUse),
		MapArea: round(h.MapArea, 2), Point: lonLat(h.Point), BBox: boxJSON(h.Box), Why: whyJSON(h.Why),
	}
}

// communeItems adds to the communes found where they are. One that the layer does not hold
// is left out: there is nothing to show of it. On another day it is that day's communes.
func (s *Server) communeItems(ctx context.Context, in searchIn, found parcels.Result) ([]any, error) {
	if in.at != "" && len(found.Parcels) == 0 {
		return s.communesOn(ctx, in)
	}
	if len(found.Communes) == 0 {
		return nil, nil
	}
	codes := make([]string, len(found.Communes))
	byCode := map[string]parcels.Commune{}
	for i, c := range found.Communes {
		codes[i], byCode[c.Code] = c.Code, c
	}
	units, err := s.names.Places(ctx, codes, "")
	if err != nil {
		return nil, err
	}
	var items []any
	for _, u := range units {
		items = append(items, communeItem(u, byCode[u.Code]))
	}
	return items, nil
}

func communeItem(u communes.Place, c parcels.Commune) communeJSON {
	why := whyJSON{"name", map[string]string{}}
	switch {
	case c.OldName != "":
		why = whyJSON{"old_name", map[string]string{"old": c.OldName, "since": c.Since}}
		if c.Split {
			why.Args["split"] = "true"
		}
	case c.District != "":
		why = whyJSON{"old_district", map[string]string{"old": c.District}}
	}
	if c.Meant != "" {
		why.Args["meant"] = c.Meant
	}
	return communeJSON{u.Code, u.Name, u.Province, u.OldNames, boxJSON(u.Bounds), lonLat(u.Point), why}
}

type hereIn struct {
	point parcels.Point
	at    string
}

func (in *hereIn) parse(p *params) {
	lon, east := p.degrees("lon", 180)
	lat, north := p.degrees("lat", 85)
	if !east || !north {
		p.fail("Cần lon và lat.", "lon and lat are needed.")
	}
	in.point, in.at = parcels.Point{lon, lat}, p.day("at")
}

type hereOut struct {
	Lon    degrees         `json:"lon"`
	Lat    degrees         `json:"lat"`
	VN2000 gridJSON        `json:"vn2000"`
	Layers []layerHereJSON `json:"layers"`
}

type layerHereJSON struct {
	Name     string        `json:"name"`
	Title    Words         `json:"title"`
	Features []featureJSON `json:"features"`
}

type featureJSON struct {
	ID         int64          `json:"id"`
	Properties map[string]any `json:"properties"`
}

func (s *Server) here(ctx context.Context, in hereIn) (hereOut, error) {
	here, err := s.finder.HereOn(ctx, in.point, in.at)
	if err != nil {
		return hereOut{}, err
	}
	out := hereOut{degrees(in.point[0]), degrees(in.point[1]), gridOf(here.Grid), []layerHereJSON{}}
	for _, l := range here.Layers {
		at := layerHereJSON{l.Layer.Name, Words{l.Layer.TitleVi, l.Layer.TitleEn}, nil}
		for _, f := range l.Features {
			at.Features = append(at.Features, featureJSON(f))
		}
		out.Layers = append(out.Layers, at)
	}
	return out, nil
}

// degrees is written with 7 decimals: a centimetre.
type degrees float64

// MarshalJSON rounds.
func (d degrees) MarshalJSON() ([]byte, error) { return json.Marshal(round(float64(d), 7)) }

// metres is written with 3 decimals: a millimetre.
type metres float64

// MarshalJSON rounds.
func (m metres) MarshalJSON() ([]byte, error) { return json.Marshal(round(float64(m), 3)) }

// lonLat is longitude, latitude.
type lonLat [2]float64

// MarshalJSON rounds.
func (p lonLat) MarshalJSON() ([]byte, error) {
	return json.Marshal([2]float64{round(p[0], 7), round(p[1], 7)})
}

// boxJSON is west, south, east, north.
type boxJSON layers.Box

// MarshalJSON rounds.
func (b boxJSON) MarshalJSON() ([]byte, error) {
	return json.Marshal([4]float64{round(b[0], 7), round(b[1], 7), round(b[2], 7), round(b[3], 7)})
}

func round(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(v*scale) / scale
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
