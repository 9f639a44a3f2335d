package geoapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/environment"
	"sotay/internal/audit"
	"sotay/internal/calendar"
)

// forestRoutes are those of forest statistics, fire danger and hot spots.
func (s *Server) forestRoutes() []route {
	return []route{
		{http.MethodGet, "/api/forest/statistics", "forestStatistics", anyone, s.forestStatistics, lookup},
		{http.MethodGet, "/api/forest/statistics.csv", "forestStatisticsCSV", anyone, s.forestStatisticsCSV, lookup},
		{http.MethodGet, "/api/fire-danger", "fireDanger", anyone, s.fireDanger, lookup},
		{http.MethodPost, "/api/fire-bulletins", "recordFireBulletin", stations, s.recordFireBulletin, quick},
		{http.MethodGet, "/api/hotspots", "hotspots", anyone, s.hotspots, lookup},
	}
}

type fireLevelJSON struct {
	Level int    `json:"level"`
	Roman string `json:"roman"`
	Name  Words  `json:"name"`
	Color string `json:"color"`
}

type announcedJSON struct {
	Code      string    `json:"code"`
	Name      string    `json:"name"`
	Level     int       `json:"level"`
	ValidFrom time.Time `json:"valid_from"`
	ValidTo   time.Time `json:"valid_to"`
	Source    string    `json:"source"`
}

type ownDangerJSON struct {
	Commune     *string `json:"commune"`
	CommuneName *string `json:"commune_name"`
	Station     int64   `json:"station"`
	StationName string  `json:"station_name"`
	P           float64 `json:"p"`
	Level       int     `json:"level"`
	At          string  `json:"at"`
	Since       string  `json:"since"`
	Missing     int     `json:"missing_days"`
	Note        string  `json:"note"`
}

type fireDangerOut struct {
	At       time.Time       `json:"at"`
	Levels   []fireLevelJSON `json:"levels"`
	Palette  Words           `json:"palette"`
	Communes []announcedJSON `json:"communes"`
	Own      []ownDangerJSON `json:"own"`
	OwnNote  Words           `json:"own_note"`
	OwnRule  string          `json:"own_rule"`
}

// fireDanger answers with the bulletins in force and, for reference, our own index.
func (s *Server) fireDanger(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	at := p.periodEdge("at", time.Now(), false)
	if p.err != nil {
		return p.err
	}
	d, err := s.readings.FireDanger(r.Context(), at)
	if err != nil {
		return err
	}
	out := fireDangerOut{
		At: at.In(calendar.Zone()).Truncate(time.Second), Levels: []fireLevelJSON{}, Communes: []announcedJSON{}, Own: []ownDangerJSON{}, OwnRule: s.readings.Fire.Source,
		Palette: Words{"Màu do phần mềm chọn; quy định không có màu cho từng cấp.", "The colours are the program's own; the rules give none for the levels."},
		OwnNote: Words{
			"Chỉ số P tính từ số liệu trạm khí tượng, chỉ để tham khảo; công thức và hệ số mưa chưa được kiểm chứng với văn bản. Cấp chính thức theo bản tin.",
			"The index P is computed from weather stations, for reference only; formula and rain factor have not been verified against an official text. Bulletins give the official level.",
		},
	}
	for _, l := range environment.FireLevels() {
		out.Levels = append(out.Levels, fireLevelJSON{l.Level, l.Roman, Words{l.NameVi, l.NameEn}, l.Color})
	}
	for _, c := range d.Communes {
		out.Communes = append(out.Communes, announcedJSON{c.Code, c.Name, c.Level, c.From.In(calendar.Zone()), c.To.In(calendar.Zone()), c.Source()})
	}
	for _, o := range d.Own {
		out.Own = append(out.Own, ownDangerJSON{
			o.Commune, o.CommuneName, o.Station, o.StationName, o.P, o.Level, o.Day + "T13:00:00+07:00", o.Since, o.Missing, "tham khảo",
		})
	}
	return writeJSON(w, out)
}

type bulletinOut struct {
	Lines int `json:"lines"`
	Added int `json:"added"`
}

// recordFireBulletin keeps a bulletin as it was issued: CSV, all of it or nothing.
func (s *Server) recordFireBulletin(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	all := environment.Bulletin{
		Issuer: p.text("issuer", 200), Number: p.text("number", 100),
		Issued: p.periodEdge("issued", time.Time{}, false), From: p.periodEdge("from", time.Time{}, false), To: p.periodEdge("to", time.Time{}, true),
	}
	if p.err != nil {
		return p.err
	}
	file, err := csvBody(r)
	if err != nil {
		return err
	}
	var row audit.Row
	out := bulletinOut{}
	out.Lines, out.Added, err = s.readings.RecordBulletin(r.Context(), file, all, func(ctx context.Context, tx pgx.Tx, kept environment.KeptBulletin) (err error) {
		row, err = s.Audit.Append(ctx, tx, audit.Entry{
			Actor: actorOf(ctx), Action: "fire.bulletin", Subject: "bulletin:" + strings.Join(kept.Numbers, ", "),
			Detail: map[string]any{"issuer": strings.Join(kept.Issuers, ", "), "added": kept.Added},
		})
		return err
	})
	if err != nil {
		return refusedTable(err, "bad_bulletin", Words{"Bản tin", "The bulletin"})
	}
	s.Audit.Committed(r.Context(), row)
	return writeJSON(w, out)
}

type hotspotJSON struct {
	ID         int64       `json:"id"`
	At         time.Time   `json:"at"`
	Lon        float64     `json:"lon"`
	Lat        float64     `json:"lat"`
	Satellite  string      `json:"satellite"`
	Instrument *string     `json:"instrument"`
	Confidence *string     `json:"confidence"`
	Power      *float64    `json:"frp"`
	DayNight   *string     `json:"daynight"`
	Commune    *communeRef `json:"commune"`
	Lot        *lotJSON    `json:"lot"`
}

// lotJSON is the lot of forest under a hot spot.
type lotJSON struct {
	ID          int64           `json:"id"`
	CommuneCode *string         `json:"commune_code"`
	Tk          *string         `json:"tk"`
	Khoanh      *string         `json:"khoanh"`
	Lo          *string         `json:"lo"`
	Place       *string         `json:"diadanh"`
	State       *forestTypeJSON `json:"ldlr"`
}

type hotspotsOut struct {
	From     time.Time     `json:"from"`
	To       time.Time     `json:"to"`
	Hotspots []hotspotJSON `json:"hotspots"`
	// More tells that there are older ones in the period.
	More bool `json:"more"`
}

// mostHotspots bounds an answer.
const mostHotspots = 2000

// hotspots lists those of a period, of the last week without one.
func (s *Server) hotspots(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r)
	out := hotspotsOut{Hotspots: []hotspotJSON{}}
	out.To = p.periodEdge("to", time.Now(), true)
	out.From = p.periodEdge("from", out.To.AddDate(0, 0, -7), false)
	if !out.From.Before(out.To) {
		p.fail("Tham số from phải trước to.", "The parameter from must be before to.")
	}
	if p.err != nil {
		return p.err
	}
	list, err := s.readings.Hotspots(r.Context(), out.From, out.To, mostHotspots+1)
	if err != nil {
		return err
	}
	out.From, out.To = out.From.In(calendar.Zone()).Truncate(time.Second), out.To.In(calendar.Zone()).Truncate(time.Second)
	if out.More = len(list) > mostHotspots; out.More {
		list = list[:mostHotspots]
	}
	types := s.codesOf("forest_states")
	for _, h := range list {
		out.Hotspots = append(out.Hotspots, hotspotOf(h, types))
	}
	return writeJSON(w, out)
}

func hotspotOf(h environment.Hotspot, types map[string]forestTypeJSON) hotspotJSON {
	j := hotspotJSON{
		ID: h.ID, At: h.At.In(calendar.Zone()), Lon: h.Lon, Lat: h.Lat, Satellite: h.Satellite, Instrument: h.Instrument, Confidence: h.Confidence, Power: h.Power, DayNight: h.DayNight,
	}
	if h.Commune != nil {
		j.Commune = &communeRef{*h.Commune, *h.CommuneName}
	}
	if h.LotID != nil {
		j.Lot = &lotJSON{*h.LotID, h.LotCommune, h.Tk, h.Khoanh, h.Lo, h.Diadanh, forestCode(types, h.Ldlr)}
	}
	return j
}

// periodEdge gives a time, or a day's beginning (as an end: the end of the day), of UTC+7; the
// default where it is not there.
func (p *params) periodEdge(name string, def time.Time, end bool) time.Time {
	text := p.text(name, 40)
	if text == "" {
		return def
	}
	t, ok := environment.ReadMoment(text, end)
	if !ok {
		p.fail("Tham số %s phải là thời điểm RFC 3339 hoặc một ngày như 2026-03-01.", "The parameter %s must be a time of RFC 3339 or a day like 2026-03-01.", name)
	}
	return t
}
