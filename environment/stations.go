package environment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/calendar"
)

// ErrNoStation tells that there is no such station.
var ErrNoStation = errors.New("there is no such station")

// Station is a monitoring station as it is at present.
type Station struct {
	ID        int64   `json:"id"`
	Code      string  `json:"code"`
	Name      string  `json:"name"`
	Kind      string  `json:"kind"`
	Grade     string  `json:"grade"`
	Operator  *string `json:"operator"`
	Interval  *int    `json:"interval_s"`
	WaterBody *string `json:"water_body"`
	// River that it stands on, Basin and Lake that it lies in, by the layers of these; nil for none.
	River   *string  `json:"river"`
	Basin   *string  `json:"basin"`
	Lake    *string  `json:"lake"`
	Commune *Commune `json:"commune"`
	Lon     float64  `json:"lon"` // degrees, WGS 84
	Lat     float64  `json:"lat"`
	Since   *string  `json:"since"`
	Until   *string  `json:"until"` // closed from this day on
	// RequiredClass of QCVN 08:2023 that the water is to meet; nil where none is set.
	RequiredClass *string `json:"required_class"`
	State         string  `json:"state"`
	// Judged tells whether a limit judges anything that the station measures.
	Judged     bool       `json:"judged"`
	StateSince *time.Time `json:"state_since"`
	// Index of the hour that it is shown for; nil without one.
	Index *StationIndex `json:"index"`
	// Parameters that it has a sensor for today, or means of.
	Parameters []string `json:"parameters"`
	// Means are the newest means of hours that have ended.
	Means []Mean `json:"means"`
	// Latest readings, of any status; for staff alone, nil for others.
	Latest []Latest `json:"latest,omitempty"`
	// LastAt is the time of the newest of Latest or, for those who do not see it, of Means.
	LastAt *time.Time `json:"last_at"`

	measures []int16 // ids of Parameters
}

// StationIndex is the index that a station shows.
type StationIndex struct {
	Kind     string    `json:"kind"` // aqi or wqi
	Value    int       `json:"value"`
	Level    int       `json:"level"`
	Dominant *string   `json:"dominant"` // code of a parameter
	At       time.Time `json:"at"`       // the hour, by its end
}

// Mean is the mean of an hour, which is labelled by its end, in the parameter's unit.
type Mean struct {
	Parameter string    `json:"parameter"`
	Hour      time.Time `json:"hour"`
	Mean      float64   `json:"mean"`
}

// Latest is the newest reading of a parameter.
type Latest struct {
	Parameter string    `json:"parameter"`
	At        time.Time `json:"at"`
	Value     *float64  `json:"value"`
	Unit      string    `json:"unit"`
	Status    int16     `json:"status"`
}

// silent is the state of a station that has sent nothing for too long. It never keeps its last
// index, also where that still stands in its row.
const silent = "silent"

// StationQuery asks for stations.
type StationQuery struct {
	IDs []int64 // nil for all
	// Staff see the newest readings, with their statuses.
	Staff bool
}

// seen is the pool that a caller reads with.
func (s *Store) seen(staff bool) *pgxpool.Pool {
	if staff {
		return s.db.Staff
	}
	return s.db.Public
}

// Stations lists stations in the order of their codes.
func (s *Store) Stations(ctx context.Context, q StationQuery) ([]Station, error) {
	db := s.seen(q.Staff)
	list, err := readStations(ctx, db, q)
	if err != nil {
		return nil, fmt.Errorf("stations: %w", err)
	}
	at := make(map[int64]*Station, len(list))
	for i := range list {
		at[list[i].ID] = &list[i]
	}
	steps := []func(context.Context, *pgxpool.Pool, StationQuery, map[int64]*Station) error{s.addParameters, s.addMeans, s.addJudged}
	if q.Staff {
		steps = append(steps, addLatest)
	}
	for _, step := range steps {
		if err := step(ctx, db, q, at); err != nil {
			return nil, fmt.Errorf("stations: %w", err)
		}
	}
	return list, s.addCommunes(ctx, list)
}

// StationVersion tells one state of a station, as those who ask see it, from another.
type StationVersion struct{ ID, Version int64 }

// StationVersions gives the version of each station in the order of their codes, much faster
// than the stations are read. Where communes are is no part of it.
func (s *Store) StationVersions(ctx context.Context, staff bool) ([]StationVersion, error) {
	query := `SELECT id, version FROM pub.stations_version ORDER BY code`
	if staff {
		query = `
			SELECT v.id, hashtextextended(concat_ws(' ', v.version, l.rows), 0)
			FROM   pub.stations_version v
			LEFT   JOIN (SELECT station, bit_xor(hashtextextended(xmin::text, parameter)) AS rows
			             FROM data.readings_latest GROUP BY station) l ON l.station = v.id
			ORDER  BY v.code`
	}
	rows, err := s.seen(staff).Query(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("versions of stations: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[StationVersion])
	if err != nil {
		return nil, fmt.Errorf("versions of stations: %w", err)
	}
	return list, nil
}

// Station gives one station. It fails with ErrNoStation.
func (s *Store) Station(ctx context.Context, id int64, staff bool) (Station, error) {
	list, err := s.Stations(ctx, StationQuery{IDs: []int64{id}, Staff: staff})
	if err == nil && len(list) == 0 {
		err = ErrNoStation
	}
	if err != nil {
		return Station{}, err
	}
	return list[0], nil
}

func readStations(ctx context.Context, db *pgxpool.Pool, q StationQuery) ([]Station, error) {
	rows, err := db.Query(ctx, `
		SELECT id, code, name, kind, grade, operator, interval_s, water_body, river_name, basin_name, lake_name, st_x(geom), st_y(geom), since::text, until::text,
		       required_class, state, state_since, index_kind, index_value, index_level, index_dominant, index_at
		FROM   pub.stations
		WHERE  $1::bigint[] IS NULL OR id = ANY ($1)
		ORDER  BY code`, q.IDs)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Station, error) {
		st := Station{Parameters: []string{}, Means: []Mean{}}
		var kind *string
		var value, level *int
		var x StationIndex
		var at *time.Time
		err := row.Scan(&st.ID, &st.Code, &st.Name, &st.Kind, &st.Grade, &st.Operator, &st.Interval, &st.WaterBody, &st.River, &st.Basin, &st.Lake, &st.Lon, &st.Lat,
			&st.Since, &st.Until, &st.RequiredClass, &st.State, &st.StateSince, &kind, &value, &level, &x.Dominant, &at)
		st.StateSince = here(st.StateSince)
		if st.State != silent && kind != nil && value != nil && level != nil && at != nil {
			x.Kind, x.Value, x.Level, x.At = *kind, *value, *level, *here(at)
			st.Index = &x
		}
		return st, err
	})
}

// here is a moment as it is told in Việt Nam.
func here(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	in := t.In(calendar.Zone())
	return &in
}

// addParameters tells what each station has a sensor for today.
func (s *Store) addParameters(ctx context.Context, db *pgxpool.Pool, q StationQuery, at map[int64]*Station) error {
	rows, err := db.Query(ctx, `
		SELECT n.station, array_agg(DISTINCT n.parameter)
		FROM   pub.sensors n
		WHERE  ($1::bigint[] IS NULL OR n.station = ANY ($1)) AND (n.since IS NULL OR n.since <= $2::date) AND (n.until IS NULL OR n.until > $2::date)
		GROUP  BY n.station`, q.IDs, calendar.Of(s.now()))
	if err != nil {
		return err
	}
	var id int64
	var list []int16
	_, err = pgx.ForEachRow(rows, []any{&id, &list}, func() error {
		if st := at[id]; st != nil {
			st.measures = append(st.measures, list...)
		}
		list = nil
		return nil
	})
	return err
}

// addMeans gives each station its newest means.
func (s *Store) addMeans(ctx context.Context, db *pgxpool.Pool, q StationQuery, at map[int64]*Station) error {
	known, err := listParameters(ctx, db) // in order
	if err != nil {
		return err
	}
	rows, err := db.Query(ctx, `
		SELECT station, array_agg(parameter), array_agg(hour), array_agg(mean)
		FROM   pub.latest_means
		WHERE  $1::bigint[] IS NULL OR station = ANY ($1)
		GROUP  BY station`, q.IDs)
	if err != nil {
		return err
	}
	defer rows.Close()
	means := map[int64]map[int16]Mean{}
	for rows.Next() {
		var id int64
		var parameters []int16
		var hours []time.Time
		var values []float64
		if err := rows.Scan(&id, &parameters, &hours, &values); err != nil {
			return err
		}
		means[id] = map[int16]Mean{}
		for i, p := range parameters {
			means[id][p] = Mean{Hour: hours[i].In(calendar.Zone()), Mean: tidy(values[i])}
		}
	}
	for id, st := range at {
		var measures []int16
		for _, p := range known {
			m, ok := means[id][p.ID]
			if ok {
				m.Parameter = p.Code
				st.Means = append(st.Means, m)
				st.heard(m.Hour)
			}
			if ok || slices.Contains(st.measures, p.ID) {
				st.Parameters, measures = append(st.Parameters, p.Code), append(measures, p.ID)
			}
		}
		st.measures = measures
	}
	return rows.Err()
}

// addLatest gives each station its newest readings.
func addLatest(ctx context.Context, db *pgxpool.Pool, q StationQuery, at map[int64]*Station) error {
	for _, st := range at {
		st.Latest, st.LastAt = []Latest{}, nil
	}
	rows, err := db.Query(ctx, `
		SELECT l.station, p.code, l.at, l.value, p.unit, l.status
		FROM   data.readings_latest l
		JOIN   data.parameters p ON p.id = l.parameter
		WHERE  $1::bigint[] IS NULL OR l.station = ANY ($1)
		ORDER  BY p.sort, p.id`, q.IDs)
	if err != nil {
		return err
	}
	var id int64
	var l Latest
	_, err = pgx.ForEachRow(rows, []any{&id, &l.Parameter, &l.At, &l.Value, &l.Unit, &l.Status}, func() error {
		l.At = l.At.In(calendar.Zone())
		if st := at[id]; st != nil {
			st.Latest = append(st.Latest, l)
			st.heard(l.At)
		}
		return nil
	})
	return err
}

// heard notes that something of a moment is there.
func (st *Station) heard(at time.Time) {
	if st.LastAt == nil || st.LastAt.Before(at) {
		st.LastAt = &at
	}
}
