package geoapi

import (
	"context"
	"slices"
	"time"

	"sotay/environment"
	"sotay/incidents/cameras"
	"sotay/internal/walls"
)

// wallPicture is what all walls show. A source that cannot be read now is shown as it was last; one
// that is not there, or could not be read since the program began, is null or empty.
type wallPicture struct {
	At      time.Time    `json:"at"`
	Sources []wallSource `json:"sources"`
	// Bounds of the province: west, south, east, north.
	Bounds   boxJSON           `json:"bounds"`
	Stations []wallStation     `json:"stations"`
	Alarms   []wallAlarm       `json:"alarms"`
	Reports  *wallReports      `json:"reports"`
	Heat     *walls.Heat       `json:"heat"`
	Cameras  *cameras.Overview `json:"cameras"`
	// Indicators in their latest period; those without values are not among them.
	Indicators []wallIndicator `json:"indicators"`
	Happened   []wallHappening `json:"happened"`
}

// wallSource is one of the sources: of when what is shown of it is, whether it could not be read
// now, and whether anything is known of it, now or from before.
type wallSource struct {
	Name   string     `json:"name"`
	AsOf   *time.Time `json:"as_of"`
	Failed bool       `json:"failed"`
	Known  bool       `json:"known"`
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

// wallHappening is a line of what just happened. What is a step of an alarm, what was done to a
// report (see walls.Happening), or the state that a station has since.
type wallHappening struct {
	At   time.Time `json:"at"`
	Kind string    `json:"kind"` // alarm, report, station
	What string    `json:"what"`
	Name Words     `json:"name"` // of the station or of the report's category
	// Number of a published report, else "".
	Number string `json:"number"`
}

// wallHappened is how many of the last happenings the wall is told.
const wallHappened = 30

// paintWall reads all sources. One that fails is told as failed, with what was read of it last: the
// others go on.
func (s *Server) paintWall(ctx context.Context, now time.Time) (wallPicture, error) {
	p := wallPicture{At: now.UTC(), Stations: []wallStation{}, Alarms: []wallAlarm{}, Indicators: []wallIndicator{}, Happened: []wallHappening{}}
	c, err := s.getConfig(ctx, nothing{})
	if err != nil {
		return p, err
	}
	p.Bounds = c.Bounds
	for _, source := range s.wallReaders() {
		part, err := s.board.part(ctx, source, p.At)
		if err != nil {
			s.Log.ErrorContext(ctx, "wall", "source", source.name, "error", err.Error())
		}
		p.add(source.name, part, err != nil)
	}
	p.Happened = newest(p.Happened)
	return p, nil
}

// add shows the part of a source. One that there is nothing of is not there, which is no fault.
func (p *wallPicture) add(name string, part wallPart, failed bool) {
	if !part.there && !failed {
		return
	}
	p.Sources = append(p.Sources, wallSource{name, part.asOf, failed, part.known()})
	if part.put != nil {
		part.put(p)
	}
	p.Happened = append(p.Happened, part.happened...)
}

// newest keeps what happened last, the newest first.
func newest(list []wallHappening) []wallHappening {
	slices.SortStableFunc(list, func(a, b wallHappening) int { return b.At.Compare(a.At) })
	return list[:min(len(list), wallHappened)]
}
