package geoapi

import (
	"cmp"
	"context"
	"time"

	"sotay/environment"
	"sotay/internal/calendar"
)

// wallAlarms is how many open alarms the wall is told.
const wallAlarms = 100

// wallPart is what a source gives to the picture. It is not changed once it is kept.
type wallPart struct {
	there    bool       // whether there is anything of it in this province
	asOf     *time.Time // of when it is; nil where nothing says so
	happened []wallHappening
	put      func(*wallPicture) // shows the rest; nil for nothing
	readAt   time.Time
}

// known tells whether it was ever read.
func (p *wallPart) known() bool { return !p.readAt.IsZero() }

// wallReader reads a source, at most once in a time.
type wallReader struct {
	name  string
	every time.Duration
	read  func(ctx context.Context, now time.Time) (wallPart, error)
}

func (s *Server) wallReaders() []wallReader {
	return []wallReader{
		{"stations", 0, s.readWallStations},
		{"alarms", 0, s.readWallAlarms},
		{"reports", 0, s.readWallReports},
		{"cameras", 0, s.readWallCameras},
		{"indicators", wallFigures, s.readWallIndicators},
	}
}

// part reads a source, or gives what was read last: with the error where it cannot be read now,
// and without one where it is not yet time.
func (b *wallBoard) part(ctx context.Context, source wallReader, now time.Time) (wallPart, error) {
	b.mu.Lock()
	kept := b.parts[source.name]
	b.mu.Unlock()
	if kept.known() && now.Sub(kept.readAt) < source.every {
		return kept, nil
	}
	part, err := source.read(ctx, now)
	if err != nil {
		return kept, err
	}
	part.readAt = now
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.parts == nil {
		b.parts = map[string]wallPart{}
	}
	b.parts[source.name] = part
	return part, nil
}

// readWallStations is as of the newest that any of them sent.
func (s *Server) readWallStations(ctx context.Context, _ time.Time) (part wallPart, err error) {
	list, err := s.readings.Stations(ctx, environment.StationQuery{})
	if err != nil {
		return part, err
	}
	shown := []wallStation{}
	today := calendar.Today()
	for i := range list {
		st := &list[i]
		if st.Until != nil && *st.Until <= today {
			continue
		}
		if st.LastAt != nil && (part.asOf == nil || part.asOf.Before(*st.LastAt)) {
			part.asOf = st.LastAt
		}
		shown = append(shown, wallStation{st.ID, st.Name, st.Kind, st.Lon, st.Lat, st.State, st.StateSince, st.LastAt, st.Index})
		if st.StateSince != nil {
			part.happened = append(part.happened, wallHappening{At: *st.StateSince, Kind: "station", What: st.State, Name: Words{st.Name, st.Name}})
		}
	}
	part.there, part.happened = len(shown) > 0, newest(part.happened)
	part.put = func(p *wallPicture) { p.Stations = shown }
	return part, nil
}

func (s *Server) readWallAlarms(ctx context.Context, now time.Time) (part wallPart, err error) {
	list, _, err := s.readings.Alarms(ctx, "open", wallAlarms)
	if err != nil {
		return part, err
	}
	shown := []wallAlarm{}
	for _, a := range list {
		shown = append(shown, wallAlarm{a.ID, a.StationID, a.StationName, a.Parameter, a.Unit, a.Value, a.Limit, a.State, a.RaisedAt, a.ClearedAt})
		for _, step := range a.Log {
			if step.What != "noted" {
				part.happened = append(part.happened, wallHappening{At: step.At, Kind: "alarm", What: step.What, Name: Words{a.StationName, a.StationName}})
			}
		}
	}
	part.there, part.asOf = true, &now
	part.put = func(p *wallPicture) { p.Alarms = shown }
	return part, nil
}

func (s *Server) readWallReports(ctx context.Context, now time.Time) (part wallPart, err error) {
	sum, err := s.Reports.Summary(ctx)
	if err != nil {
		return part, err
	}
	open, err := s.walls.Open(ctx)
	if err != nil {
		return part, err
	}
	heat, err := s.walls.Heat(ctx, now)
	if err != nil {
		return part, err
	}
	list, err := s.walls.Happened(ctx, wallHappened)
	if err != nil {
		return part, err
	}
	for _, h := range list {
		part.happened = append(part.happened, wallHappening{At: h.At, Kind: "report", What: h.What, Name: Words{h.Vi, cmp.Or(h.En, h.Vi)}, Number: h.Number})
	}
	part.there, part.asOf = true, &sum.AsOf
	part.put = func(p *wallPicture) {
		p.Reports, p.Heat = &wallReports{sum.Open, sum.Overdue, sum.Today, sum.OnTime30, sum.Oldest, open}, heat
	}
	return part, nil
}

// readWallCameras is as of the newest sign of life of any of them.
func (s *Server) readWallCameras(ctx context.Context, _ time.Time) (part wallPart, err error) {
	c, newest, err := s.cameras.Overview(ctx)
	if err != nil || len(c.Places) == 0 {
		return part, err
	}
	return wallPart{there: true, asOf: newest, put: func(p *wallPicture) { p.Cameras = &c }}, nil
}
