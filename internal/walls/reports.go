package walls

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Reports are the numbers of field reports that matter.
type Reports struct {
	Open    int `json:"open"`
	Overdue int `json:"overdue"` // of the open
	Today   int `json:"today"`   // received since midnight in Vietnam
	// OnTime is the part resolved in time of those resolved in the last 30 days, 0 to 1; nil for none.
	OnTime *float64 `json:"on_time"`
	// Oldest is when the open one was received that has waited longest.
	Oldest *time.Time `json:"oldest"`
	// States are the open ones by state and age.
	States []StateCount `json:"states"`
	// Places of open ones, the newest first, at most 2,000; of sensitive ones a coarse one.
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

// absent tells that a table is not there, so that its source is none.
func absent(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "42P01" // undefined_table
}

// Reports reads the numbers; nil where there are no reports yet.
func (s *Store) Reports(ctx context.Context) (*Reports, error) {
	r := &Reports{States: []StateCount{}, Places: []Place{}}
	err := s.app.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE `+open+`),
		       count(*) FILTER (WHERE `+open+` AND overdue),
		       count(*) FILTER (WHERE received_at >= date_trunc('day', now() AT TIME ZONE '+07') AT TIME ZONE '+07'),
		       avg((resolved_at <= due_at)::int) FILTER (WHERE resolved_at > now() - interval '30 days' AND due_at IS NOT NULL)::float8,
		       min(received_at) FILTER (WHERE `+open+`)
		FROM   data.reports
		WHERE  `+open+` OR received_at > now() - interval '2 days' OR resolved_at > now() - interval '30 days'`).
		Scan(&r.Open, &r.Overdue, &r.Today, &r.OnTime, &r.Oldest)
	if absent(err) {
		return nil, nil
	}
	if err == nil {
		err = s.ages(ctx, r)
	}
	if err == nil {
		r.Places, err = s.places(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("wall: reports: %w", err)
	}
	return r, nil
}

func (s *Store) ages(ctx context.Context, r *Reports) error {
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
		if last := len(r.States) - 1; last < 0 || r.States[last].State != state {
			r.States = append(r.States, StateCount{State: state})
		}
		r.States[len(r.States)-1].Ages[age] += n
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
	Action string
	// Category by its names.
	Vi, En string
}

// Happened lists what just happened to reports, the newest first. Words and persons are not told.
func (s *Store) Happened(ctx context.Context, most int) ([]Happening, error) {
	rows, err := s.app.Query(ctx, `
		SELECT h.at, CASE WHEN r.published THEN r.number ELSE '' END, h.action, c.name_vi, c.name_en
		FROM   data.report_history h
		JOIN   data.reports r ON r.id = h.report
		JOIN   data.report_categories c ON c.code = r.category
		WHERE  h.action <> 'edit'
		ORDER  BY h.id DESC LIMIT $1`, most)
	var list []Happening
	if err == nil {
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (h Happening, err error) {
			err = row.Scan(&h.At, &h.Number, &h.Action, &h.Vi, &h.En)
			return h, err
		})
	}
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("wall: what happened: %w", err)
	}
	return list, nil
}
