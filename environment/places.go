package environment

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sotay/internal/calendar"
)

// Commune is the one that a station stands in today.
type Commune struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// places remembers in which commune points lie: to find it takes longer than all else that a
// list of stations tells.
type places struct {
	mu    sync.Mutex
	state any // of the layer of communes
	day   string
	until time.Time // where the layer's state is not known
	found map[[2]float64]*Commune
}

// keeping is how long is believed what was found while nobody tells of changes.
const keeping = time.Minute

// known gives what was found of the points, and those that are still to be looked for.
func (p *places) known(now time.Time, state any, list []Station) (found map[[2]float64]*Commune, missing [][2]float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	day := calendar.Of(now)
	if p.found == nil || p.day != day || p.state != state || state == nil && now.After(p.until) {
		p.found, p.day, p.state, p.until = map[[2]float64]*Commune{}, day, state, now.Add(keeping)
	}
	found = map[[2]float64]*Commune{}
	for _, st := range list {
		at := [2]float64{st.Lon, st.Lat}
		if c, ok := p.found[at]; ok {
			found[at] = c
		} else {
			missing = append(missing, at)
		}
	}
	return found, missing
}

func (p *places) keep(day string, state any, found map[[2]float64]*Commune) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.day == day && p.state == state {
		for at, c := range found {
			p.found[at] = c
		}
	}
}

// addCommunes tells in which commune each station stands.
func (s *Store) addCommunes(ctx context.Context, list []Station) error {
	var state any
	if s.Communes != nil {
		state = s.Communes()
	}
	now := s.now()
	found, missing := s.places.known(now, state, list)
	if len(missing) > 0 {
		fresh, err := s.findCommunes(ctx, missing, calendar.Of(now))
		if err != nil {
			return err
		}
		s.places.keep(calendar.Of(now), state, fresh)
		for at, c := range fresh {
			found[at] = c
		}
	}
	for i := range list {
		list[i].Commune = found[[2]float64{list[i].Lon, list[i].Lat}]
	}
	return nil
}

// findCommunes looks points (longitude, latitude) up in the communes of a day; nil for those
// outside of all, and for all where the layer of communes is not public.
func (s *Store) findCommunes(ctx context.Context, points [][2]float64, day string) (map[[2]float64]*Commune, error) {
	found := map[[2]float64]*Commune{}
	var lon, lat []float64
	for _, p := range points {
		found[p] = nil
		lon, lat = append(lon, p[0]), append(lat, p[1])
	}
	rows, err := s.db.Public.Query(ctx, `
		SELECT p.lon, p.lat, c.code, c.name
		FROM   unnest($1::float8[], $2::float8[]) AS p (lon, lat)
		CROSS  JOIN LATERAL (
		       SELECT code, name FROM pub.communes
		       WHERE  st_covers(geom, st_setsrid(st_makepoint(p.lon, p.lat), 4326))
		       AND    (valid_from IS NULL OR valid_from <= $3::date) AND (valid_to IS NULL OR valid_to > $3::date)
		       ORDER  BY code LIMIT 1) AS c`, lon, lat, day)
	if err == nil {
		var at [2]float64
		var c Commune
		_, err = pgx.ForEachRow(rows, []any{&at[0], &at[1], &c.Code, &c.Name}, func() error {
			found[at] = &Commune{c.Code, c.Name}
			return nil
		})
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "42P01" { // there is no such view
		return found, nil
	}
	if err != nil {
		return nil, fmt.Errorf("communes of stations: %w", err)
	}
	return found, nil
}
