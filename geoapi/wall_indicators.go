package geoapi

import (
	"context"
	"time"

	"sotay/indicators"
)

// wallFigures is how old the indicators may be: they come once a month, and are much to read.
const wallFigures = time.Minute

// wallIndicator is an indicator in its latest period, ready to be drawn.
type wallIndicator struct {
	Code    string             `json:"code"`
	Theme   string             `json:"theme"`
	Name    Words              `json:"name"`
	Unit    string             `json:"unit"`
	Better  string             `json:"better"`
	Period  string             `json:"period"`
	Values  []indicators.Value `json:"values"`  // by value, the lowest first
	Classes []indicators.Class `json:"classes"` // the lowest first
	Sources []string           `json:"sources"` // who says so
	At      time.Time          `json:"at"`      // when the newest of it was brought here
}

// readWallIndicators is as of when the newest value was brought here.
func (s *Server) readWallIndicators(ctx context.Context, _ time.Time) (part wallPart, err error) {
	maps, err := s.indicators.Latest(ctx)
	if err != nil {
		return part, err
	}
	list := figuresOf(maps)
	for i := range list {
		if part.asOf == nil || part.asOf.Before(list[i].At) {
			part.asOf = &list[i].At
		}
	}
	part.there = len(list) > 0
	part.put = func(p *wallPicture) { p.Indicators = list }
	return part, nil
}

func figuresOf(maps []indicators.Map) []wallIndicator {
	list := make([]wallIndicator, len(maps))
	for n, m := range maps {
		i := m.Indicator
		list[n] = wallIndicator{i.Code, i.Theme, Words{i.NameVi, i.NameEn}, i.Unit, i.Better, m.Period, m.Values, m.Classes, m.Sources, m.At}
	}
	return list
}
