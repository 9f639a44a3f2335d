package geoapi

import (
	"context"

	"sotay/importers"
)

type problemsIn struct{ page importers.ProblemPage }

func (in *problemsIn) parse(p *params) {
	in.page = importers.ProblemPage{
		ID: p.id("id"), Code: p.text("code", 48), Severity: importers.Severity(p.text("severity", 10)),
		After: int64(p.integer("after", 0, 0, 1<<62)), Limit: p.integer("limit", 1000, 1, 10_000),
	}
}

type problemsOut struct {
	Counts   []importers.ProblemCount `json:"counts"`
	Problems []importers.Problem      `json:"problems"`
	// Next is the number to go on after, null after the last page.
	Next *int64 `json:"next"`
}

// listImportProblems gives the problems of a change set with their places, for a map and a
// table.
func (s *Server) listImportProblems(ctx context.Context, in problemsIn) (out problemsOut, err error) {
	switch in.page.Severity {
	case "", importers.Error, importers.Warning:
	default:
		return out, bad("severity phải là error hoặc warning.", "severity must be error or warning.")
	}
	if _, err := s.Imports.Get(ctx, in.page.ID); err != nil {
		return out, err
	}
	var next int64
	if out.Problems, out.Counts, next, err = s.Imports.ListProblems(ctx, in.page); err != nil {
		return out, err
	}
	for i, p := range out.Problems {
		out.Problems[i] = p.InForm()
	}
	if next > 0 {
		out.Next = &next
	}
	return out, nil
}
