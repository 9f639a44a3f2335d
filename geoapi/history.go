package geoapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"sotay/layers"
	"sotay/parcels"
)

func (s *Server) historyRoutes() []route {
	return []route{
		{http.MethodGet, "/api/parcels/{id}/history", "getHistory", seeStaff, endpoint(s.getHistory), lookup},
		{http.MethodGet, "/history/parcels.json", "pastTileJSON", seeStaff, s.paced(s.pastTileJSON), quick},
		{http.MethodGet, "/history/parcels/{z}/{x}/{y}.mvt", "pastTile", seeStaff, s.paced(s.pastTile), quick},
	}
}

// moment gives a time, nil when it is not there: a day, which means its end in Vietnam, or
// a day with a time (RFC 3339).
func (p *params) moment(name string) *time.Time {
	s := p.query.Get(name)
	if s == "" {
		return nil
	}
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		end := parcels.EndOfDay(day)
		return &end
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		p.fail("Tham số %s phải là ngày (2026-11-26) hoặc thời điểm (2026-11-26T08:00:00+07:00).", "The parameter %s must be a day (2026-11-26) or a time (2026-11-26T08:00:00+07:00).", name)
	}
	return &t
}

// mayLookBack holds whoever asks for another time than now to the permission for history.
func mayLookBack(ctx context.Context, at *time.Time) error {
	c := callerOf(ctx)
	switch {
	case at == nil, c.has(seeStaff):
		return nil
	case c.may == nil:
		return &problem{kind: unauthorized}
	}
	return &problem{kind: forbidden, detail: Words{"Vai trò của bạn không được xem lịch sử thửa đất.", "Your role may not see the history of parcels."}}
}

type historyOut struct {
	ID       int64         `json:"id"`
	Exists   bool          `json:"exists"`
	Since    time.Time     `json:"since"`
	Versions []versionJSON `json:"versions"`
	More     bool          `json:"more"`
	Lineage  []eventJSON   `json:"lineage"`
}

type versionJSON struct {
	From        *time.Time      `json:"from"`
	To          *time.Time      `json:"to"`
	Kind        string          `json:"kind"`
	Changed     []changedJSON   `json:"changed"`
	Cause       *causeJSON      `json:"cause"`
	CommuneCode string          `json:"commune_code"`
	SheetNo     string          `json:"sheet_no"`
	ParcelNo    string          `json:"parcel_no"`
	Address     *string         `json:"address"`
	LandUse     *string         `json:"land_use"`
	MapArea     float64         `json:"map_area"`
	BBox        boxJSON         `json:"bbox"`
	Geometry    json.RawMessage `json:"geometry"`
	Staff       []valueJSON     `json:"staff,omitempty"`
}

// changedJSON is a field that differs from the version before.
type changedJSON struct {
	Field string `json:"field"`
	Title Words  `json:"title"`
}

// causeJSON is the change set that made a version, or undid another.
type causeJSON struct {
	ChangeSet int64   `json:"change_set"`
	Undo      bool    `json:"undo"`
	Source    string  `json:"source"`
	Actor     *string `json:"actor"`
}

type eventJSON struct {
	Kind   string         `json:"kind"`
	At     time.Time      `json:"at"`
	Undone *time.Time     `json:"undone_at"`
	Cause  *causeJSON     `json:"cause"`
	From   []relativeJSON `json:"from"`
	To     []relativeJSON `json:"to"`
	More   int            `json:"more"`
}

type relativeJSON struct {
	ID          int64           `json:"id"`
	Exists      bool            `json:"exists"`
	CommuneCode string          `json:"commune_code"`
	SheetNo     string          `json:"sheet_no"`
	ParcelNo    string          `json:"parcel_no"`
	MapArea     float64         `json:"map_area"`
	BBox        boxJSON         `json:"bbox"`
	Geometry    json.RawMessage `json:"geometry"`
}

func (s *Server) getHistory(ctx context.Context, in parcelIn) (historyOut, error) {
	h, err := s.past.History(ctx, readerOf(callerOf(ctx)), in.id)
	if err != nil {
		return historyOut{}, err
	}
	out := historyOut{ID: h.ID, Exists: h.Exists, Since: h.Since, Versions: []versionJSON{}, More: h.More, Lineage: []eventJSON{}}
	for _, v := range h.Versions {
		out.Versions = append(out.Versions, s.versionOf(v))
	}
	for _, e := range h.Lineage {
		out.Lineage = append(out.Lineage, eventJSON{e.Kind, e.At, e.Undone, causeOf(e.Cause), relativesOf(e.From), relativesOf(e.To), e.More})
	}
	return out, nil
}

func (s *Server) versionOf(v parcels.Version) versionJSON {
	out := versionJSON{
		From: v.From, To: v.To, Kind: v.Kind, Changed: []changedJSON{}, Cause: causeOf(v.Cause), CommuneCode: v.CommuneCode,
		SheetNo: v.SheetNo, ParcelNo: v.ParcelNo, Address: orNull(v.Address), LandUse: orNull(v.LandUse), MapArea: round(v.MapArea, 2),
		BBox: boxJSON(v.Box), Geometry: layers.AppendGeometry(nil, v.Geometry),
	}
	for _, name := range v.Changed {
		out.Changed = append(out.Changed, changedJSON{name, s.titleOf(name)})
	}
	if v.Staff != nil {
		out.Staff = valuesOf(v.Staff)
	}
	return out
}

// titleOf is the title of a parcel's field, and of its shape.
func (s *Server) titleOf(field string) Words {
	if field == "geometry" {
		return Words{"Ranh giới", "Boundary"}
	}
	l, _ := s.Catalogue.Layer("parcels")
	for _, f := range l.Fields {
		if f.Name == field {
			return Words{f.TitleVi, f.TitleEn}
		}
	}
	return Words{field, field}
}

func causeOf(c parcels.Cause) *causeJSON {
	if c.ChangeSet == 0 {
		return nil
	}
	return &causeJSON{c.ChangeSet, c.Undo, c.Source, orNull(c.Actor)}
}

func relativesOf(list []parcels.Relative) []relativeJSON {
	out := []relativeJSON{}
	for _, r := range list {
		out = append(out, relativeJSON{
			r.ID, r.Exists, r.CommuneCode, r.SheetNo, r.ParcelNo, round(r.MapArea, 2), boxJSON(r.Box), layers.AppendGeometry(nil, r.Geometry),
		})
	}
	return out
}

// getPastParcel gives a parcel as it was at a moment.
func (s *Server) getPastParcel(ctx context.Context, id int64, at time.Time) (parcelOut, error) {
	if err := mayLookBack(ctx, &at); err != nil {
		return parcelOut{}, err
	}
	d, err := s.past.Parcel(ctx, id, at)
	if errors.Is(err, parcels.ErrNotFound) {
		return parcelOut{}, noSuch("Không có thửa đất này vào thời điểm đó.", "There was no such parcel at that time.")
	}
	if err != nil {
		return parcelOut{}, err
	}
	out := parcelOf(d)
	out.Units.Former = []formerlyJSON{} // those of today say nothing of then
	staff, err := s.past.StaffFields(ctx, readerOf(callerOf(ctx)), d, at)
	out.addStaff(d, staff, at)
	return out, err
}

// listPast gives a page of the parcels of a moment, as listFeatures gives those of now.
func (s *Server) listPast(w http.ResponseWriter, r *http.Request, q parcels.FeatureQuery) error {
	if err := mayLookBack(r.Context(), &q.At); err != nil {
		return err
	}
	page, err := s.past.Features(r.Context(), q)
	if errors.Is(err, layers.ErrCursor) {
		return bad("Tham số cursor không phải do yêu cầu này cho. Hãy bắt đầu lại không có nó.", "The cursor is not one this query gave. Start again without it.")
	}
	if err != nil {
		return err
	}
	query := url.Values{"limit": {strconv.Itoa(q.Limit)}, "at": {newParams(r).query.Get("at")}}
	return s.writePage(w, r, page, query)
}
