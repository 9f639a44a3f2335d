package geoapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"sotay/environment"
	"sotay/internal/accounts"
	"sotay/internal/calendar"
)

// alarmRoutes are those of exceedances, alarms with their rules, and web hooks.
func (s *Server) alarmRoutes() []route {
	return []route{
		{http.MethodGet, "/api/limits", "listLimits", anyone, endpoint(s.listLimits), quick},
		{http.MethodGet, "/api/exceedances", "listExceedances", anyone, endpoint(s.listExceedances), quick},
		{http.MethodGet, "/api/alarms", "listAlarms", alarms, endpoint(s.listAlarms), quick},
		{http.MethodGet, "/api/alarms/people", "listAlarmPeople", alarms, endpoint(s.listAlarmPeople), quick},
		{http.MethodPost, "/api/alarms/{id}/acknowledge", "acknowledgeAlarm", alarms, endpoint(s.moveAlarm("acknowledge")), quick},
		{http.MethodPost, "/api/alarms/{id}/assign", "assignAlarm", alarms, endpoint(s.moveAlarm("assign")), quick},
		{http.MethodPost, "/api/alarms/{id}/close", "closeAlarm", alarms, endpoint(s.moveAlarm("close")), quick},
		{http.MethodPost, "/api/alarms/{id}/note", "noteAlarm", alarms, endpoint(s.moveAlarm("note")), quick},
		{http.MethodGet, "/api/alarm-rules", "listAlarmRules", stations, endpoint(s.listAlarmRules), quick},
		{http.MethodPost, "/api/alarm-rules", "addAlarmRule", stations, endpoint(s.addAlarmRule), quick},
		{http.MethodPut, "/api/alarm-rules/{id}", "changeAlarmRule", stations, endpoint(s.changeAlarmRule), quick},
		{http.MethodDelete, "/api/alarm-rules/{id}", "deleteAlarmRule", stations, endpoint(s.deleteAlarmRule), quick},
		{http.MethodGet, "/api/webhooks", "listWebhooks", stations, endpoint(s.listWebhooks), quick},
		{http.MethodPost, "/api/webhooks", "addWebhook", stations, endpoint(s.addWebhook), quick},
		{http.MethodDelete, "/api/webhooks/{id}", "deleteWebhook", stations, endpoint(s.deleteWebhook), quick},
		{http.MethodGet, "/api/webhooks/{id}/deliveries", "listDeliveries", stations, endpoint(s.listDeliveries), quick},
		{http.MethodPost, "/api/webhooks/{id}/test", "tryWebhook", stations, endpoint(s.tryWebhook), quick},
		{http.MethodGet, "/events", "liveFeed", whoever, s.liveFeed, long},
	}
}

// alarmProblem turns what cannot be done with a rule or an alarm into a problem.
func alarmProblem(err error) error {
	var no *environment.AlarmError
	if !errors.As(err, &no) {
		return err
	}
	p := &problem{kind: refused, cause: err, detail: Words{no.Vi, no.En}, extra: map[string]any{"code": no.Code}}
	switch no.Code {
	case "not_found":
		p.kind = notFound
	case "conflict":
		p.kind = conflict
	}
	return p
}

type limitsIn struct{ day string }

func (in *limitsIn) parse(p *params) { in.day = p.day("day") }

type limitJSON struct {
	ID        int32    `json:"id"`
	Kind      string   `json:"kind"`
	Medium    string   `json:"medium"`
	Parameter string   `json:"parameter"`
	Basis     string   `json:"basis"`
	Class     string   `json:"class"`
	Lowest    *float64 `json:"lowest"`
	Highest   *float64 `json:"highest"`
	Unit      string   `json:"unit"`
	Standard  string   `json:"standard"`
	Source    string   `json:"source"`
	From      string   `json:"valid_from"`
	To        *string  `json:"valid_to"`
}

type limitsOut struct {
	Limits []limitJSON `json:"limits"`
}

func (s *Server) listLimits(ctx context.Context, in limitsIn) (limitsOut, error) {
	list, err := s.readings.Limits(ctx, in.day)
	out := limitsOut{Limits: make([]limitJSON, len(list))}
	for i, l := range list {
		out.Limits[i] = limitJSON{
			ID: l.ID, Kind: l.Kind, Medium: l.Medium, Parameter: l.Parameter, Basis: l.Basis, Class: l.Class, Lowest: l.Lowest, Highest: l.Highest,
			Unit: l.Unit, Standard: l.Standard, Source: l.Source, From: l.From.Format(time.DateOnly),
		}
		if l.To != nil {
			last := l.To.Format(time.DateOnly)
			out.Limits[i].To = &last
		}
	}
	return out, err
}

type exceedancesIn struct{ filter environment.EventFilter }

func (in *exceedancesIn) parse(p *params) {
	in.filter = environment.EventFilter{
		Open: p.flag("open"), From: p.eventEdge("from", 0), To: p.eventEdge("to", 1),
		Station: int64(p.integer("station", 0, 1, 1<<53)), Kind: p.text("kind", 20), Most: p.integer("limit", 200, 1, 1000),
	}
	if k := in.filter.Kind; k != "" && k != "exceedance" && k != "silence" {
		p.fail("Tham số kind phải là exceedance hoặc silence.", "The parameter kind must be exceedance or silence.")
	}
}

// eventEdge gives an end of a period, nil when it is not there: a time (RFC 3339), or a day
// (of UTC+7), whose beginning is meant, or that of so many days later.
func (p *params) eventEdge(name string, days int) *time.Time {
	text := p.query.Get(name)
	if text == "" {
		return nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, calendar.Zone()); err == nil {
		day = day.AddDate(0, 0, days)
		return &day
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		p.fail("Tham số %s phải là ngày (2026-11-26) hoặc thời điểm (2026-11-26T08:00:00+07:00).", "The parameter %s must be a day (2026-11-26) or a time (2026-11-26T08:00:00+07:00).", name)
	}
	return &t
}

type ofStationJSON struct {
	ID   int64  `json:"id"`
	Code string `json:"code"`
	Name string `json:"name"`
	Kind string `json:"kind"`
}

type stationEventJSON struct {
	ID        int64         `json:"id"`
	Station   ofStationJSON `json:"station"`
	Kind      string        `json:"kind"`
	Parameter *string       `json:"parameter"`
	Basis     *string       `json:"basis"`
	Limit     *float64      `json:"limit"`
	Standard  *string       `json:"standard"`
	Began     time.Time     `json:"began"`
	Ended     *time.Time    `json:"ended"`
	Peak      *float64      `json:"peak"`
	PeakAt    *time.Time    `json:"peak_at"`
	Unit      *string       `json:"unit"`
}

type exceedancesOut struct {
	Events []stationEventJSON `json:"events"`
	More   bool               `json:"more"`
}

func (s *Server) listExceedances(ctx context.Context, in exceedancesIn) (exceedancesOut, error) {
	list, more, err := s.readings.Events(ctx, in.filter)
	out := exceedancesOut{Events: make([]stationEventJSON, len(list)), More: more}
	for i, e := range list {
		out.Events[i] = stationEventJSON{
			e.ID,
			ofStationJSON{e.StationID, e.StationCode, e.StationName, e.StationKind},
			e.Kind, e.Parameter, e.Basis, e.Limit, e.Standard,
			e.Began, e.Ended, e.Peak, e.PeakAt, e.Unit,
		}
	}
	return out, err
}

type alarmsIn struct {
	state string
	most  int
}

func (in *alarmsIn) parse(p *params) {
	in.state, in.most = p.text("state", 10), p.integer("limit", 500, 1, 1000)
	if in.state == "" {
		in.state = "open"
	}
	if !slices.Contains([]string{"open", "closed", "all"}, in.state) {
		p.fail("Tham số state phải là open, closed hoặc all.", "The parameter state must be open, closed or all.")
	}
}

type alarmsOut struct {
	Alarms []alarmJSON `json:"alarms"`
	More   bool        `json:"more"`
}

func (s *Server) listAlarms(ctx context.Context, in alarmsIn) (alarmsOut, error) {
	list, more, err := s.readings.Alarms(ctx, in.state, in.most)
	out := alarmsOut{Alarms: make([]alarmJSON, len(list)), More: more}
	for i, a := range list {
		out.Alarms[i] = alarmOf(a)
	}
	return out, err
}

type alarmMoveIn struct {
	id      int64
	To      string `json:"to"`
	Note    string `json:"note"`
	Version int32  `json:"version"`
}

func (in *alarmMoveIn) parse(p *params) {
	if p.r.ContentLength != 0 { // there may be nothing to say
		p.body(in)
	}
	in.id = p.id("id")
}

// moveAlarm does something to an alarm in the caller's name.
func (s *Server) moveAlarm(what string) func(context.Context, alarmMoveIn) (alarmJSON, error) {
	return func(ctx context.Context, in alarmMoveIn) (alarmJSON, error) {
		if what == "assign" {
			in.To = accounts.Login(in.To)
			if err := s.takesAlarms(ctx, in.To); err != nil {
				return alarmJSON{}, err
			}
		}
		a, err := s.readings.MoveAlarm(ctx, in.id, environment.Move{What: what, By: actorOf(ctx), To: in.To, Note: in.Note, Version: in.Version})
		if err != nil {
			return alarmJSON{}, alarmProblem(err)
		}
		return alarmOf(a), nil
	}
}

// takesAlarms refuses a person who may not take alarms on.
func (s *Server) takesAlarms(ctx context.Context, login string) error {
	u, err := s.people.Find(ctx, login)
	if errors.Is(err, accounts.ErrNotFound) || err == nil && (u.Disabled || !slices.Contains(permissions(u), alarms)) {
		return &problem{kind: refused, extra: map[string]any{"code": "to"}, detail: Words{
			"Người được giao phải có tài khoản đang dùng và được phép xử lý cảnh báo.", "The person must have an account that is in use and may take alarms.",
		}}
	}
	return err
}

type alarmPersonJSON struct {
	Login string `json:"login"`
	Name  string `json:"name"`
}

type alarmPeopleOut struct {
	People []alarmPersonJSON `json:"people"`
}

// listAlarmPeople lists to whom alarms can be assigned.
func (s *Server) listAlarmPeople(ctx context.Context, _ nothing) (alarmPeopleOut, error) {
	list, err := s.people.List(ctx)
	out := alarmPeopleOut{People: []alarmPersonJSON{}}
	for _, u := range list {
		if !u.Disabled && slices.Contains(permissions(u), alarms) {
			out.People = append(out.People, alarmPersonJSON{u.Login, u.Name})
		}
	}
	return out, err
}
