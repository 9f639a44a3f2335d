package geoapi

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sotay/environment"
	"sotay/internal/calendar"
	"sotay/internal/walls"
)

// wallPicture is what all walls show. A source that is not there, or could not be read, is null.
type wallPicture struct {
	At      time.Time    `json:"at"`
	Sources []wallSource `json:"sources"`
	// Bounds of the province: west, south, east, north.
	Bounds   boxJSON        `json:"bounds"`
	Stations []wallStation  `json:"stations"`
	Alarms   []wallAlarm    `json:"alarms"`
	Reports  *wallReports   `json:"reports"`
	Heat     *walls.Heat    `json:"heat"`
	Cameras  *walls.Cameras `json:"cameras"`
	// Indicators in their latest period; those without values are not among them.
	Indicators []wallIndicator `json:"indicators"`
	Happened   []wallHappening `json:"happened"`
}

// wallSource is one of the sources: of when it is, and whether it could be read.
type wallSource struct {
	Name   string     `json:"name"`
	AsOf   *time.Time `json:"as_of"`
	Failed bool       `json:"failed"`
}

type wallStation struct {
	ID     int64                     `json:"id"`
	Name   string                    `json:"name"`
	Kind   string                    `json:"kind"`
	Lon    float64                   `json:"lon"`
	Lat    float64                   `json:"lat"`
	State  string                    `json:"state"`
	Since  *time.Time                `json:"state_since"`
	LastAt *time.Time                `json:"last_at"`
	Index  *environment.StationIndex `json:"index"`
}

// wallReports are the numbers of field reports that matter, and the open ones.
type wallReports struct {
	Open    int64 `json:"open"`
	Overdue int64 `json:"overdue"`
	Today   int64 `json:"today"` // received since midnight in Vietnam
	// OnTime is the part resolved in time of those resolved in the last 30 days, 0 to 1; nil for none.
	OnTime *float64 `json:"on_time"`
	// Oldest is when the open one was received that has waited longest.
	Oldest *time.Time `json:"oldest"`
	walls.OpenReports
}

// wallAlarm tells of an open alarm what a room may know: not who works on it.
type wallAlarm struct {
	ID        int64      `json:"id"`
	Station   int64      `json:"station"`
	Name      string     `json:"name"`
	Parameter *string    `json:"parameter"`
	Unit      *string    `json:"unit"`
	Value     *float64   `json:"value"`
	Limit     *float64   `json:"limit"`
	State     string     `json:"state"`
	RaisedAt  time.Time  `json:"raised_at"`
	ClearedAt *time.Time `json:"cleared_at"`
}

// wallHappening is a line of what just happened. What is a step of an alarm, the action of a
// report, or the state that a station has since.
type wallHappening struct {
	At   time.Time `json:"at"`
	Kind string    `json:"kind"` // alarm, report, station
	What string    `json:"what"`
	Name Words     `json:"name"` // of the station or of the report's category
	// Number of a published report, else "".
	Number string `json:"number"`
}

// Bounds of what the wall is told.
const (
	wallAlarms   = 100
	wallHappened = 30
)

// paintWall reads all sources. One that fails is told as failed: the others go on.
func (s *Server) paintWall(ctx context.Context, now time.Time) (wallPicture, error) {
	p := wallPicture{At: now.UTC(), Stations: []wallStation{}, Alarms: []wallAlarm{}, Indicators: []wallIndicator{}, Happened: []wallHappening{}}
	c, err := s.getConfig(ctx, nothing{})
	if err != nil {
		return p, err
	}
	p.Bounds = c.Bounds
	p.source(ctx, s, "stations", p.readStations)
	p.source(ctx, s, "alarms", p.readAlarms)
	p.source(ctx, s, "reports", p.readReports)
	p.source(ctx, s, "cameras", p.readCameras)
	p.source(ctx, s, "indicators", p.readIndicators)
	slices.SortStableFunc(p.Happened, func(a, b wallHappening) int { return b.At.Compare(a.At) })
	p.Happened = p.Happened[:min(len(p.Happened), wallHappened)]
	return p, nil
}

// source reads one, which says of when it is. One that there is nothing of is not there, which is
// no fault.
func (p *wallPicture) source(ctx context.Context, s *Server, name string, read func(context.Context, *Server) (there bool, at *time.Time, err error)) {
	there, at, err := read(ctx, s)
	if err != nil {
		s.Log.ErrorContext(ctx, "wall", "source", name, "error", err.Error())
	}
	if there || err != nil {
		p.Sources = append(p.Sources, wallSource{name, at, err != nil})
	}
}

// readStations is as of the newest that any of them sent.
func (p *wallPicture) readStations(ctx context.Context, s *Server) (bool, *time.Time, error) {
	list, err := s.readings.Stations(ctx, environment.StationQuery{})
	if err != nil {
		return false, nil, err
	}
	var newest *time.Time
	today := calendar.Today()
	for i := range list {
		st := &list[i]
		if st.Until != nil && *st.Until <= today {
			continue
		}
		if st.LastAt != nil && (newest == nil || newest.Before(*st.LastAt)) {
			newest = st.LastAt
		}
		p.Stations = append(p.Stations, wallStation{st.ID, st.Name, st.Kind, st.Lon, st.Lat, st.State, st.StateSince, st.LastAt, st.Index})
		if st.StateSince != nil {
			p.Happened = append(p.Happened, wallHappening{At: *st.StateSince, Kind: "station", What: st.State, Name: Words{st.Name, st.Name}})
		}
	}
	slices.SortFunc(p.Happened, func(a, b wallHappening) int { return b.At.Compare(a.At) })
	p.Happened = p.Happened[:min(len(p.Happened), wallHappened)]
	return len(p.Stations) > 0, newest, nil
}

func (p *wallPicture) readAlarms(ctx context.Context, s *Server) (bool, *time.Time, error) {
	list, _, err := s.readings.Alarms(ctx, "open", wallAlarms)
	if err != nil {
		return false, nil, err
	}
	for _, a := range list {
		p.Alarms = append(p.Alarms, wallAlarm{a.ID, a.StationID, a.StationName, a.Parameter, a.Unit, a.Value, a.Limit, a.State, a.RaisedAt, a.ClearedAt})
		for _, step := range a.Log {
			if step.What != "noted" {
				p.Happened = append(p.Happened, wallHappening{At: step.At, Kind: "alarm", What: step.What, Name: Words{a.StationName, a.StationName}})
			}
		}
	}
	return true, &p.At, nil
}

func (p *wallPicture) readReports(ctx context.Context, s *Server) (bool, *time.Time, error) {
	sum, err := s.Reports.Summary(ctx)
	if err != nil {
		return false, nil, err
	}
	open, err := s.walls.Open(ctx)
	if err != nil {
		return false, nil, err
	}
	heat, err := s.walls.Heat(ctx, p.At)
	if err != nil {
		return false, nil, err
	}
	list, err := s.walls.Happened(ctx, wallHappened)
	if err != nil {
		return false, nil, err
	}
	p.Reports, p.Heat = &wallReports{sum.Open, sum.Overdue, sum.Today, sum.OnTime30, sum.Oldest, open}, heat
	for _, h := range list {
		p.Happened = append(p.Happened, wallHappening{At: h.At, Kind: "report", What: h.Action, Name: Words{h.Vi, cmp.Or(h.En, h.Vi)}, Number: h.Number})
	}
	return true, &sum.AsOf, nil
}

// readCameras is as of the newest sign of life of any of them.
func (p *wallPicture) readCameras(ctx context.Context, s *Server) (bool, *time.Time, error) {
	c, newest, err := s.walls.Cameras(ctx)
	if err != nil || len(c.Places) == 0 {
		return false, nil, err
	}
	p.Cameras = &c
	return true, newest, nil
}
