package geoapi

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"sotay/layers"
	"sotay/parcels"
)

type parcelIn struct{ id int64 }

func (in *parcelIn) parse(p *params) { in.id = p.id("id") }

type parcelOut struct {
	ID            int64              `json:"id"`
	Commune       communeOld         `json:"commune"`
	SheetNo       string             `json:"sheet_no"`
	ParcelNo      string             `json:"parcel_no"`
	OldSheetNo    *string            `json:"old_sheet_no"`
	OldParcelNo   *string            `json:"old_parcel_no"`
	OfficialID    *string            `json:"official_id"`
	OfficialCheck *officialCheckJSON `json:"official_check"`
	Address       *string            `json:"address"`
	Units         unitsJSON          `json:"units"`
	LandUse       *string            `json:"land_use"`
	LandTypes     []codeJSON         `json:"land_types"`
	MapArea       float64            `json:"map_area"`
	AreaBasis     string             `json:"area_basis"`
	Point         lonLat             `json:"point"`
	BBox          boxJSON            `json:"bbox"`
	Geometry      json.RawMessage    `json:"geometry"`
	Vertices      verticesJSON       `json:"vertices"`
	Source        string             `json:"source"`
	AsOf          *string            `json:"as_of"`
	// Staff holds the staff fields, for those who may see them.
	Staff []valueJSON `json:"staff,omitempty"`
}

// officialCheckJSON tells where the point of the identifier lies.
type officialCheckJSON struct {
	Inside   bool    `json:"inside"`
	Distance float64 `json:"distance"`
}

type communeOld struct {
	communeRef
	OldNames string `json:"old_names"`
}

// codeJSON is one entry of a code list.
type codeJSON struct {
	Code    string  `json:"code"`
	Name    Words   `json:"name"`
	Color   *string `json:"color"`
	Current bool    `json:"current"`
}

type verticesJSON struct {
	SRID      int        `json:"srid"`
	Meridian  float64    `json:"meridian"`
	ZoneWidth int        `json:"zone_width"`
	Basis     string     `json:"basis"`
	Rings     []ringJSON `json:"rings"`
}

type ringJSON struct {
	Part   int          `json:"part"`
	Ring   int          `json:"ring"`
	Points []vertexJSON `json:"points"`
}

type vertexJSON struct {
	N      int     `json:"n"`
	XNorth metres  `json:"x_north"`
	YEast  metres  `json:"y_east"`
	Edge   float64 `json:"edge"`
}

func (s *Server) getParcel(ctx context.Context, in parcelIn) (parcelOut, error) {
	d, err := s.finder.Parcel(ctx, in.id)
	if err != nil {
		return parcelOut{}, err
	}
	out := parcelOut{
		ID:      d.ID,
		Commune: communeOld{communeRef{d.CommuneCode, d.CommuneName}, d.CommuneOld},
		SheetNo: d.SheetNo, ParcelNo: d.ParcelNo, OldSheetNo: orNull(d.OldSheetNo), OldParcelNo: orNull(d.OldParcelNo),
		OfficialID: orNull(d.OfficialID), Address: orNull(d.Address), LandUse: orNull(d.LandUse), LandTypes: []codeJSON{},
		MapArea: round(d.MapArea, 2), AreaBasis: d.Vertices.Basis, Point: lonLat(d.Point), BBox: boxJSON(d.Box),
		Geometry: layers.AppendGeometry(nil, d.Geometry), Vertices: verticesOf(d.Vertices), Source: d.Source, AsOf: day(d.AsOf),
	}
	if c := d.OfficialCheck; c != nil {
		out.OfficialCheck = &officialCheckJSON{c.Inside, round(c.Distance, 2)}
	}
	for _, t := range d.LandTypes {
		out.LandTypes = append(out.LandTypes, codeJSON{t.Code, Words{t.NameVi, t.NameEn}, orNull(t.Color), t.Current})
	}
	if out.Units, err = s.unitsOf(ctx, d); err != nil {
		return parcelOut{}, err
	}
	return out, s.addStaff(ctx, &out)
}

// addStaff adds the staff fields where the caller may see them.
func (s *Server) addStaff(ctx context.Context, out *parcelOut) error {
	c := callerOf(ctx)
	if !c.has(seeStaff) {
		return nil
	}
	list, err := s.private.Of(ctx, readerOf(c), out.ID)
	if errors.Is(err, parcels.ErrNotYours) {
		return nil
	}
	out.Staff = valuesOf(list)
	return err
}

func verticesOf(v parcels.Vertices) verticesJSON {
	out := verticesJSON{v.Zone.SRID, v.Zone.Meridian, v.Zone.Width, v.Basis, []ringJSON{}}
	for _, r := range v.Rings {
		ring := ringJSON{r.Part, r.Ring, make([]vertexJSON, len(r.Points))}
		for i, p := range r.Points {
			ring.Points[i] = vertexJSON{p.N, metres(p.XNorth), metres(p.YEast), round(p.Edge, 2)}
		}
		out.Rings = append(out.Rings, ring)
	}
	return out
}

func day(t *time.Time) *string {
	if t == nil {
		return nil
	}
	s := t.Format(time.DateOnly)
	return &s
}
