package walls

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// OpenReports are those that wait for somebody.
type OpenReports struct {
	// States are they by state and age.
	States []StateCount `json:"states"`
	// Places of them, the newest first, at most 2,000; of sensitive ones a coarse one.
	Places []Place `json:"places"`
}

// StateCount counts open reports in a state by age: up to a day, to three, to seven, and older.
type StateCount struct {
	State string `json:"state"`
	Ages  [4]int `json:"ages"`
}

// Place is that of an open report: longitude and latitude, WGS 84.
type Place struct {
	Lon     float64 `json:"lon"`
	Lat     float64 `json:"lat"`
	State   string  `json:"state"`
	Overdue bool    `json:"overdue"`
}

// open is the condition of open reports.
const open = `open`

// Open reads how the open reports are; how many there are of all is told by incidents.Store.Summary.
func (s *Store) Open(ctx context.Context) (OpenReports, error) {
	o := OpenReports{States: []StateCount{}, Places: []Place{}}
	err := s.ages(ctx, &o)
	if err == nil {
		o.Places, err = s.places(ctx)
	}
	if err != nil {
		return o, fmt.Errorf("wall: open reports: %w", err)
	}
	return o, nil
}

func (s *Store) ages(ctx context.Context, o *OpenReports) error {
	rows, err := s.app.Query(ctx, `
		SELECT state, width_bucket(extract(epoch FROM now() - received_at)::float8 / 86400, ARRAY[1, 3, 7]::float8[]), count(*)
		FROM   data.reports WHERE `+open+`
		GROUP  BY 1, 2
		ORDER  BY array_position(ARRAY['received', 'verified', 'assigned', 'in_progress', 'waiting'], state)`)
	if err != nil {
		return err
	}
	var state string
	var age, n int
	_, err = pgx.ForEachRow(rows, []any{&state, &age, &n}, func() error {
		if last := len(o.States) - 1; last < 0 || o.States[last].State != state {
			o.States = append(o.States, StateCount{State: state})
		}
		o.States[len(o.States)-1].Ages[age] += n
		return nil
	})
	return err
}

func (s *Store) places(ctx context.Context) ([]Place, error) {
	rows, err := s.app.Query(ctx, `
		SELECT st_x(r.geom), st_y(r.geom), r.state, r.overdue, c.sensitive
		FROM   data.reports r JOIN data.report_categories c ON c.code = r.category
		WHERE  `+open+`
		ORDER  BY r.received_at DESC LIMIT 2000`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (p Place, err error) {
		var sensitive bool
		if err = row.Scan(&p.Lon, &p.Lat, &p.State, &p.Overdue, &sensitive); err == nil && sensitive {
			p.Lon, p.Lat, err = coarse(p.Lon, p.Lat)
		}
		return p, err
	})
}

// Happening is something that just happened to a report.
type Happening struct {
	At     time.Time
	Number string // of the report; "" for one that is not published
	// What was done: an action, but for the clock's "escalate" Near or Past.
	What string
	// Category by its names.
	Vi, En string
}

// What is told of a deadline: it comes soon, or is missed.
const (
	Near = "near"
	Past = "past"
)

// Untold lists the actions of which a room is not told: they move no report.
func Untold() []string { return []string{"edit", "rate", "support"} }

// Happened lists what just happened to reports, the newest first. Words and persons are not told.
func (s *Store) Happened(ctx context.Context, most int) ([]Happening, error) {
	rows, err := s.app.Query(ctx, `
		SELECT h.at, CASE WHEN r.published THEN r.number ELSE '' END,
		       CASE WHEN h.action <> 'escalate' THEN h.action WHEN h.detail ->> 'what' = 'near' THEN $3::text ELSE $4::text END, c.name_vi, c.name_en
		FROM   data.report_history h
		JOIN   data.reports r ON r.id = h.report
		JOIN   data.report_categories c ON c.code = r.category
		WHERE  h.action <> ALL ($2)
		ORDER  BY h.id DESC LIMIT $1`, most, Untold(), Near, Past)
	var list []Happening
	if err == nil {
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (h Happening, err error) {
			err = row.Scan(&h.At, &h.Number, &h.What, &h.Vi, &h.En)
			return h, err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("wall: what happened: %w", err)
	}
	return list, nil
}
