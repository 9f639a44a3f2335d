package geoapi

import (
	"context"

	"sotay/environment"
)

type alarmAreaJSON struct {
	Communes []string `json:"communes"`
}

// alarmRuleJSON is a rule as it is told and sent.
type alarmRuleJSON struct {
	ID         int64          `json:"id"`
	Name       string         `json:"name"`
	Parameter  *string        `json:"parameter"`
	Medium     *string        `json:"medium"`
	Kinds      []string       `json:"kinds"`
	Area       *alarmAreaJSON `json:"area"`
	Stations   []int64        `json:"stations"`
	Basis      string         `json:"basis"`
	Above      *float64       `json:"above"`
	Below      *float64       `json:"below"`
	ForMinutes int            `json:"for_minutes"`
	Clear      *float64       `json:"clear"`
	Enabled    bool           `json:"enabled"`
}

func alarmRuleOf(r environment.Rule) alarmRuleJSON {
	out := alarmRuleJSON{
		ID: r.ID, Name: r.Name, Parameter: orNull(r.Parameter), Medium: orNull(r.Medium), Kinds: r.Kinds, Stations: r.Stations, Basis: r.Basis,
		Above: r.Above, Below: r.Below, ForMinutes: r.ForMinutes, Clear: r.Clear, Enabled: r.Enabled,
	}
	if r.Communes != nil {
		out.Area = &alarmAreaJSON{r.Communes}
	}
	return out
}

// rule is what was sent.
func (in alarmRuleJSON) rule() environment.Rule {
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	r := environment.Rule{
		ID: in.ID, Name: in.Name, Parameter: text(in.Parameter), Medium: text(in.Medium), Kinds: in.Kinds, Stations: in.Stations, Basis: in.Basis,
		Above: in.Above, Below: in.Below, ForMinutes: in.ForMinutes, Clear: in.Clear, Enabled: in.Enabled,
	}
	if in.Area != nil {
		r.Communes = in.Area.Communes
		if r.Communes == nil {
			r.Communes = []string{}
		}
	}
	return r
}

type alarmRulesOut struct {
	Rules []alarmRuleJSON `json:"rules"`
}

func (s *Server) listAlarmRules(ctx context.Context, _ nothing) (alarmRulesOut, error) {
	list, err := s.readings.Rules(ctx)
	out := alarmRulesOut{Rules: make([]alarmRuleJSON, len(list))}
	for i, r := range list {
		out.Rules[i] = alarmRuleOf(r)
	}
	return out, err
}

// newRuleIn is a rule to be made. A rule is on unless it is said to be off.
type newRuleIn struct{ alarmRuleJSON }

func (in *newRuleIn) parse(p *params) {
	in.Enabled = true
	p.body(&in.alarmRuleJSON)
	in.ID = 0
}

func (s *Server) addAlarmRule(ctx context.Context, in newRuleIn) (alarmRuleJSON, error) {
	return s.saveRule(ctx, in.rule())
}

type changeRuleIn struct{ alarmRuleJSON }

func (in *changeRuleIn) parse(p *params) {
	in.Enabled = true
	p.body(&in.alarmRuleJSON)
	in.ID = p.id("id")
}

func (s *Server) changeAlarmRule(ctx context.Context, in changeRuleIn) (alarmRuleJSON, error) {
	return s.saveRule(ctx, in.rule())
}

func (s *Server) saveRule(ctx context.Context, r environment.Rule) (alarmRuleJSON, error) {
	r, err := s.readings.SaveRule(ctx, s.Audit, actorOf(ctx), r)
	if err != nil {
		return alarmRuleJSON{}, alarmProblem(err)
	}
	return alarmRuleOf(r), nil
}

type numberedIn struct{ id int64 }

func (in *numberedIn) parse(p *params) { in.id = p.id("id") }

func (s *Server) deleteAlarmRule(ctx context.Context, in numberedIn) (doneOut, error) {
	if err := s.readings.DeleteRule(ctx, s.Audit, actorOf(ctx), in.id); err != nil {
		return doneOut{}, alarmProblem(err)
	}
	return doneOut{true}, nil
}
