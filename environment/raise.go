package environment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
	"sotay/layers"
)

// Alarms are about now: only the newest value of a station can raise one, and only while it is
// young. So what is sent late raises none; exceedances tell of it.

// point is a reading or a mean: what held from start to finish.
type point struct {
	start, finish time.Time
	value         float64
}

// watched is a rule at one of its stations, with the newest value there.
type watched struct {
	rule, station int64
	parameter     *int16
	above, below  *float64
	clear         *float64
	forMinutes    int
	alarm         *int64        // that lasts
	bear          time.Duration // without a value
	newest        *point        // nil: none that is young enough
}

// RaiseAlarms raises the alarms of rules that hold by now, and clears those of rules that hold
// no more. Of several at once one works.
func (s *Store) RaiseAlarms(ctx context.Context) error {
	return s.inTurn(ctx, "alarms", func(tx pgx.Tx) error {
		if err := s.clearLeft(ctx, tx); err != nil {
			return err
		}
		for basis, newest := range newestSQL() {
			list, err := s.watch(ctx, tx, basis, newest)
			if err != nil {
				return err
			}
			for _, w := range list {
				if err := s.look(ctx, tx, basis, w); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// watchedSQL is the rules that are on at the stations that they are for, those of communes by
// the communes of the day. Parameters: the day, and the basis ("" for all).
func watchedSQL() string {
	return `
	WITH watched AS (
		SELECT r.id AS rule, s.id AS station, r.parameter, r.above, r.below, r.clear, r.for_minutes, make_interval(secs => 2 * coalesce(s.interval_s, 3600)) AS bear
		FROM   data.alarm_rules r
		JOIN   data.stations s ON (r.kinds = '{}' OR s.kind = ANY (r.kinds)) AND (r.stations IS NULL OR s.id = ANY (r.stations)) AND (s.until IS NULL OR s.until > $1::date)
		                      AND (r.communes IS NULL OR EXISTS (SELECT FROM data.communes c WHERE c.code = ANY (r.communes) AND st_covers(c.geom, s.geom) AND ` + layers.Holds("c", "$1::date") + `))
		WHERE  r.enabled AND r.deleted_at IS NULL AND $2 IN ('', r.basis)
	)`
}

// clearLeft clears alarms of rules that are not for their stations any more.
func (s *Store) clearLeft(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, watchedSQL()+`
		SELECT a.id FROM data.alarms a
		WHERE  a.cleared_at IS NULL AND NOT EXISTS (SELECT FROM watched w WHERE w.rule = a.rule AND w.station = a.station AND w.parameter IS NOT DISTINCT FROM a.parameter)
		ORDER  BY a.id`, calendar.Of(s.now()), "")
	if err != nil {
		return fmt.Errorf("alarms: %w", err)
	}
	left, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("alarms: %w", err)
	}
	for _, id := range left {
		if err := s.clearAlarm(ctx, tx, id, "quy tắc không còn áp dụng / the rule applies no more"); err != nil {
			return err
		}
	}
	return nil
}

// newestSQL gives, by basis, the newest value n (start, finish, value) of a rule at a station w.
// $3 is now.
func newestSQL() map[string]string {
	return map[string]string{
		"raw": `SELECT l.at, l.at, l.value FROM data.readings_latest l
			WHERE l.station = w.station AND l.parameter = w.parameter AND l.status = 0 AND l.value IS NOT NULL AND l.at >= $3::timestamptz - w.bear`,
		"1h": `SELECT h.hour - interval '1 hour', h.hour, h.mean FROM data.readings_hourly h
			WHERE h.station = w.station AND h.parameter = w.parameter AND h.mean IS NOT NULL AND h.hour <= $3::timestamptz AND h.hour >= $3::timestamptz - interval '4 hours' ORDER BY h.hour DESC LIMIT 1`,
		"24h": `SELECT sotay.day_end(d.day) - interval '1 day', sotay.day_end(d.day), d.mean FROM data.readings_daily d
			WHERE d.station = w.station AND d.parameter = w.parameter AND d.mean IS NOT NULL AND sotay.day_end(d.day) <= $3::timestamptz AND d.day >= sotay.day_of($3::timestamptz) - 2 ORDER BY d.day DESC LIMIT 1`,
		OfSilence: `SELECT e.began, $3::timestamptz, 0 FROM data.station_events e WHERE e.station = w.station AND e.kind = 'silence' AND e.ended IS NULL`,
	}
}

// watch gives the rules of a basis with their newest values.
func (s *Store) watch(ctx context.Context, tx pgx.Tx, basis, newest string) ([]watched, error) {
	rows, err := tx.Query(ctx, watchedSQL()+`
		SELECT w.rule, w.station, w.parameter, w.above, w.below, w.clear, w.for_minutes, a.id, w.bear, n.start, n.finish, n.value
		FROM   watched w
		LEFT   JOIN data.alarms a ON a.rule = w.rule AND a.station = w.station AND a.cleared_at IS NULL
		LEFT   JOIN LATERAL (`+newest+`) AS n (start, finish, value) ON true
		WHERE  $3::timestamptz IS NOT NULL AND (a.id IS NOT NULL OR n.finish IS NOT NULL)
		ORDER  BY w.rule, w.station`, calendar.Of(s.now()), basis, s.now())
	if err != nil {
		return nil, fmt.Errorf("alarms: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (w watched, err error) {
		var start, finish *time.Time
		var value *float64
		err = row.Scan(&w.rule, &w.station, &w.parameter, &w.above, &w.below, &w.clear, &w.forMinutes, &w.alarm, &w.bear, &start, &finish, &value)
		if err == nil && finish != nil {
			w.newest = &point{*start, *finish, *value}
		}
		if basis != "raw" {
			w.bear = gap
		}
		return w, err
	})
	if err != nil {
		return nil, fmt.Errorf("alarms: %w", err)
	}
	return list, nil
}

// beyond tells whether a value is beyond the rule's bound.
func (w watched) beyond(value float64) bool {
	return w.above != nil && value > *w.above || w.below != nil && value < *w.below
}

// back tells whether a value is back where the rule is over.
func (w watched) back(value float64) bool {
	bound := w.clear
	switch {
	case w.above != nil:
		if bound == nil {
			bound = w.above
		}
		return value <= *bound
	case w.below != nil:
		if bound == nil {
			bound = w.below
		}
		return value >= *bound
	}
	return false
}

// lasted is for how long values were beyond the bound without a break, up to the newest. The
// values are in order, the newest first.
func (w watched) lasted(values []point) time.Duration {
	var since time.Time
	for i, p := range values {
		if !w.beyond(p.value) || i > 0 && since.Sub(p.finish) > w.bear {
			break
		}
		since = p.start
	}
	if since.IsZero() {
		return -1
	}
	return values[0].finish.Sub(since)
}

// look raises or clears the alarm of a rule at a station, where it is time.
func (s *Store) look(ctx context.Context, tx pgx.Tx, basis string, w watched) error {
	long := time.Duration(w.forMinutes) * time.Minute
	switch {
	case basis == OfSilence && w.newest == nil:
		return s.clearAlarm(ctx, tx, *w.alarm, "")
	case w.newest == nil:
		return nil // nothing is known: what lasts lasts on
	case basis == OfSilence:
		if w.alarm == nil && w.newest.finish.Sub(w.newest.start) >= long {
			return s.raiseAlarm(ctx, tx, w, nil, nil)
		}
		return nil
	case w.alarm != nil:
		if w.back(w.newest.value) {
			return s.clearAlarm(ctx, tx, *w.alarm, "")
		}
		return nil
	case !w.beyond(w.newest.value):
		return nil
	}
	values := []point{*w.newest}
	if w.newest.finish.Sub(w.newest.start) < long {
		var err error
		if values, err = before(ctx, tx, basis, w, long); err != nil {
			return err
		}
	}
	if w.lasted(values) < long {
		return nil
	}
	bound := w.above
	if bound == nil {
		bound = w.below
	}
	return s.raiseAlarm(ctx, tx, w, &w.newest.value, bound)
}

// before reads the values that may belong to so long a time before the newest, the newest
// first. A reading of a status other than 0 is no value.
func before(ctx context.Context, tx pgx.Tx, basis string, w watched, long time.Duration) ([]point, error) {
	query := map[string]string{
		"raw": `SELECT at, at, value FROM data.readings WHERE station = $1 AND parameter = $2 AND status = 0 AND value IS NOT NULL AND at >= $3 AND at <= $4 ORDER BY at DESC`,
		"1h":  `SELECT hour - interval '1 hour', hour, mean FROM data.readings_hourly WHERE station = $1 AND parameter = $2 AND mean IS NOT NULL AND hour >= $3 AND hour <= $4 ORDER BY hour DESC`,
		"24h": `SELECT sotay.day_end(day) - interval '1 day', sotay.day_end(day), mean FROM data.readings_daily
			WHERE station = $1 AND parameter = $2 AND mean IS NOT NULL AND sotay.day_end(day) >= $3 AND sotay.day_end(day) <= $4 ORDER BY day DESC`,
	}[basis]
	rows, err := tx.Query(ctx, query, w.station, w.parameter, w.newest.finish.Add(-long-w.bear), w.newest.finish)
	if err != nil {
		return nil, fmt.Errorf("alarms: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p point, err error) {
		err = row.Scan(&p.start, &p.finish, &p.value)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("alarms: %w", err)
	}
	return list, nil
}

// raiseAlarm raises one, unless one lasts.
func (s *Store) raiseAlarm(ctx context.Context, tx pgx.Tx, w watched, value, bound *float64) error {
	var id int64
	err := tx.QueryRow(ctx, `
		INSERT INTO data.alarms (rule, station, parameter, value, limit_value, raised_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (rule, station) WHERE cleared_at IS NULL DO NOTHING RETURNING id`, w.rule, w.station, w.parameter, value, bound, s.now()).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("alarms: %w", err)
	}
	_, err = s.tellAlarm(ctx, tx, id, "", "raised", "")
	return err
}

// clearAlarm notes that the rule holds no more. What people did about it stays as it is.
func (s *Store) clearAlarm(ctx context.Context, tx pgx.Tx, id int64, note string) error {
	if _, err := tx.Exec(ctx, `UPDATE data.alarms SET cleared_at = $2, version = version + 1 WHERE id = $1`, id, s.now()); err != nil {
		return fmt.Errorf("alarms: %w", err)
	}
	_, err := s.tellAlarm(ctx, tx, id, "", "cleared", note)
	return err
}
