package geoapi

import (
	"context"

	"sotay/incidents"
)

// reportPolicyIn is what is changed of the policy; what is not said stays.
type reportPolicyIn struct {
	Hours           *string  `json:"hours"`
	Near            *float64 `json:"near"`
	CloseAfterDays  *int32   `json:"close_after_days"`
	KeepContactDays *int32   `json:"keep_contact_days"`
	Source          *string  `json:"source"`
}

func (in *reportPolicyIn) parse(p *params) { p.body(in) }

func (s *Server) getReportPolicy(ctx context.Context, _ nothing) (incidents.Policy, error) {
	return s.Reports.Policy(ctx)
}

func (s *Server) saveReportPolicy(ctx context.Context, in reportPolicyIn) (incidents.Policy, error) {
	return s.Reports.SavePolicy(ctx, actorOf(ctx), func(p *incidents.Policy) {
		put(&p.Hours, in.Hours)
		put(&p.Near, in.Near)
		put(&p.CloseAfterDays, in.CloseAfterDays)
		put(&p.KeepContactDays, in.KeepContactDays)
		put(&p.Source, in.Source)
	})
}
