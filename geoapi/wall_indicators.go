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

// keptFigures are the indicators that were read last.
type keptFigures struct {
	list []wallIndicator
	at   time.Time
}

// readIndicators is as of when the newest value was brought here. Those that were read before stay
// when they cannot be read again.
func (p *wallPicture) readIndicators(ctx context.Context, s *Server) (bool, *time.Time, error) {
	s.board.mu.Lock()
	kept := s.board.figures
	s.board.mu.Unlock()
	var err error
	if p.At.Sub(kept.at) > wallFigures {
		var maps []indicators.Map
		if maps, err = s.indicators.Latest(ctx); err == nil {
			kept = keptFigures{figuresOf(maps), p.At}
			s.board.mu.Lock()
			s.board.figures = kept
			s.board.mu.Unlock()
		}
	}
	var newest *time.Time
	for i, one := range kept.list {
		if newest == nil || newest.Before(one.At) {
			newest = &kept.list[i].At
		}
		p.Indicators = append(p.Indicators, one)
	}
	return newest != nil, newest, err
}

func figuresOf(maps []indicators.Map) []wallIndicator {
	list := make([]wallIndicator, len(maps))
	for n, m := range maps {
		i := m.Indicator
		list[n] = wallIndicator{i.Code, i.Theme, Words{i.NameVi, i.NameEn}, i.Unit, i.Better, m.Period, m.Values, m.Classes, m.Sources, m.At}
	}
	return list
}
