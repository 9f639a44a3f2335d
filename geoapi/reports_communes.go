package geoapi

import (
	"context"
	"slices"
	"strings"

	"sotay/incidents"
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

// knowCommunes refuses codes that no commune has or had, nor any report or route; where tells what
// has the nth.
func (s *Server) knowCommunes(ctx context.Context, codes []*string, where func(n int) string) error {
	var asked []string
	for _, code := range codes {
		if code != nil {
			asked = append(asked, *code)
		}
	}
	if asked == nil {
		return nil
	}
	names, err := s.reportCommunes(ctx)
	if err != nil {
		return err
	}
	called, err := s.names.Called(ctx, asked)
	if err != nil {
		return err
	}
	for i, code := range codes {
		if code != nil && names[*code] == "" && called[*code] == "" {
			return &incidents.Refused{
				Code: "invalid", Field: where(i) + "commune",
				Vi: "Không có xã, phường nào mang mã này; hãy chọn trong danh sách, hoặc để trống là mọi nơi.", En: "No commune has this code; choose one of the list, or null for any.",
			}
		}
	}
	return nil
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
