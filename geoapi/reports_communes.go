package geoapi

import (
	"context"
	"slices"
	"strings"
)

type reportCommunesOut struct {
	Communes []communeRef `json:"communes"`
}

// listReportCommunes names the communes of the map, and those in which reports or routes are,
// in order of code.
func (s *Server) listReportCommunes(ctx context.Context, _ nothing) (reportCommunesOut, error) {
	names, err := s.reportCommunes(ctx)
	list := []communeRef{}
	for code, name := range names {
		list = append(list, communeRef{code, name})
	}
	slices.SortFunc(list, func(a, b communeRef) int { return strings.Compare(a.Code, b.Code) })
	return reportCommunesOut{list}, err
}

// reportCommunes names them by their codes. One of which no name is known has its code for a name.
func (s *Server) reportCommunes(ctx context.Context) (map[string]string, error) {
	used, err := s.Reports.UsedCommunes(ctx)
	if err != nil {
		return nil, err
	}
	names, err := s.names.Called(ctx, used)
	if err != nil {
		return nil, err
	}
	for _, code := range used {
		if names[code] == "" {
			names[code] = code
		}
	}
	present, err := s.names.Present(ctx)
	for _, p := range present {
		names[p.Code] = p.Name
	}
	return names, err
}
