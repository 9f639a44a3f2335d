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

// parcelAtIn asks for a parcel as it is or, for staff, as it was.
type parcelAtIn struct {
	parcelIn
	at *time.Time
}

func (in *parcelAtIn) parse(p *params) {
	in.parcelIn.parse(p)
	in.at = p.moment("at")
}

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
	LandTypes     []landTypeJSON     `json:"land_types"`
	MapArea       float64            `json:"map_area"`
	AreaBasis     string             `json:"area_basis"`
	Point         lonLat             `json:"point"`
	BBox          boxJSON            `json:"bbox"`
	Geometry      json.RawMessage    `json:"geometry"`
	Vertices      verticesJSON       `json:"vertices"`
	Source        string             `json:"source"`
	AsOf          *string            `json:"as_of"`
	// Staff holds the staff fields, for those who may see them, and AreaCheck what follows
	// from them.
	Staff     []valueJSON    `json:"staff,omitempty"`
	AreaCheck *areaCheckJSON `json:"area_check,omitempty"`
}

// landTypeJSON is a land type of a parcel; what the papers say of it is for staff.
type landTypeJSON struct {
	codeJSON
	Area        *float64 `json:"area,omitempty"`
	Residential bool     `json:"residential,omitempty"`
	Term        *string  `json:"term,omitempty"`
}

// areaCheckJSON is how the area on the map compares with that in the papers.
type areaCheckJSON struct {
	Legal        float64 `json:"legal_area"`
	Difference   float64 `json:"difference"`
	Percent      float64 `json:"percent"`
	Tolerance    float64 `json:"tolerance"`
	Within       bool    `json:"within"`
	Scale        int     `json:"scale"`
	ScaleAssumed bool    `json:"scale_assumed"`
	Verified     bool    `json:"verified"`
	Source       string  `json:"source"`
}

// officialCheckJSON tells where the point of the identifier lies.
type officialCheckJSON struct {
	Inside   bool    `json:"inside"`
	Distance float64 `json:"distance"`
	Own      float64 `json:"from_ours"`
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

func (s *Server) getParcel(ctx context.Context, in parcelAtIn) (parcelOut, error) {
	if in.at != nil {
		return s.getPastParcel(ctx, in.id, *in.at)
	}
	d, err := s.finder.Parcel(ctx, in.id)
	if err != nil {
		return parcelOut{}, err
	}
	out := parcelOf(d)
	if out.Units, err = s.unitsOf(ctx, d); err != nil {
		return parcelOut{}, err
	}
	staff, err := s.staffOf(ctx, d.ID)
	out.addStaff(d, staff, time.Now())
	return out, err
}

func parcelOf(d parcels.Detail) parcelOut {
	out := parcelOut{
		ID:      d.ID,
		Commune: communeOld{communeRef{d.CommuneCode, d.CommuneName}, d.CommuneOld},
		SheetNo: d.SheetNo, ParcelNo: d.ParcelNo, OldSheetNo: orNull(d.OldSheetNo), OldParcelNo: orNull(d.OldParcelNo),
		OfficialID: orNull(d.OfficialID), Address: orNull(d.Address), LandUse: orNull(d.LandUse), LandTypes: []landTypeJSON{},
		MapArea: round(d.MapArea, 2), AreaBasis: d.Vertices.Basis, Point: lonLat(d.Point), BBox: boxJSON(d.Box),
		Geometry: layers.AppendGeometry(nil, d.Geometry), Vertices: verticesOf(d.Vertices), Source: d.Source, AsOf: day(d.AsOf),
	}
	if c := d.OfficialCheck; c != nil {
		out.OfficialCheck = &officialCheckJSON{c.Inside, round(c.Distance, 2), round(c.Own, 2)}
	}
	for _, t := range d.LandTypes {
		out.LandTypes = append(out.LandTypes, landTypeJSON{codeJSON: codeJSON{t.Code, Words{t.NameVi, t.NameEn}, orNull(t.Color), t.Current}})
	}
	return out
}

// staffOf gives the staff fields of a parcel where the caller may see them, else nil.
func (s *Server) staffOf(ctx context.Context, id int64) ([]parcels.Value, error) {
	c := callerOf(ctx)
	if !c.has(seeStaff) {
		return nil, nil
	}
	list, err := s.private.Of(ctx, readerOf(c), id)
	if errors.Is(err, parcels.ErrNotYours) {
		return nil, nil
	}
	return list, err
}

// addStaff adds staff fields and what follows from them on a day.
func (out *parcelOut) addStaff(d parcels.Detail, staff []parcels.Value, day time.Time) {
	if staff == nil {
		return
	}
	out.Staff = valuesOf(staff)
	for i, t := range parcels.TypeAreas(d.LandTypes, staff) {
		if t.Area > 0 {
			out.LandTypes[i].Area, out.LandTypes[i].Residential = &t.Area, t.Residential
		}
		out.LandTypes[i].Term = orNull(t.Term)
	}
	if c, ok := parcels.CheckAreas(d.MapArea, staff, day); ok {
		out.AreaCheck = &areaCheckJSON{
			Legal: c.Legal, Difference: round(c.Difference, 2), Percent: round(c.Percent, 2), Tolerance: round(c.Tolerance, 2), Within: c.Within,
			Scale: c.Scale, ScaleAssumed: c.Assumed, Verified: c.Rule.Verified, Source: c.Rule.Source,
		}
	}
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
