package environment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
)

// Exceedances are means beyond a limit, in a row. They are computed from the hours and days
// around those that were written, so that they are the same in whatever order readings come:
//
//   - What is judged: means of an hour against limits of one hour and of any value, means of a
//     day against those of 24 hours, and its highest mean over eight hours against those of
//     eight; of hours and days that are over. All are means of three quarters at least of what
//     is expected.
//   - An event is of one limit. It begins with the first mean beyond it and ends with the last
//     before one that is not.
//   - Without a mean it bears gap, then it has ended with its last.

// gap is how long an exceedance lasts on while no mean is there.
const gap = 3 * time.Hour

// stationsAtOnce are followed up in one transaction.
const stationsAtOnce = 10

// touched is hours of a parameter at a station that were written: labels of the first and the last.
type touched struct {
	station     int64
	parameter   int16
	first, last time.Time
}

// FollowUp brings the events and the states of stations up to date with their readings and
// with the time. Of several at once one works, the others wait.
func (s *Store) FollowUp(ctx context.Context) error { return s.followingUp()(ctx) }

// followingUp is FollowUp for one who does it again and again: what time alone has ended is
// looked at when it has, hours with each hour and days with each day; the first time all of it.
func (s *Store) followingUp() func(context.Context) error {
	var looked time.Time
	return func(ctx context.Context) error {
		now := s.now()
		ended := looked
		if calendar.Of(looked) != calendar.Of(now) {
			ended = time.Time{}
		}
		if ended.Before(now.Truncate(time.Hour)) {
			if err := s.followEnded(ctx, ended); err != nil {
				return err
			}
		}
		looked = now
		return s.followUp(ctx)
	}
}

// followUp follows up what was written since, and the time. Each station is gone to once: those
// that are written all the while keep no others waiting.
func (s *Store) followUp(ctx context.Context) error {
	for last, more := int64(0), true; more; {
		var err error
		if last, more, err = s.followTouched(ctx, last); err != nil {
			return err
		}
	}
	return s.inTurn(ctx, "events", func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, endUnseenSQL, s.now(), gap); err != nil {
			return fmt.Errorf("exceedances: %w", err)
		}
		return s.followStates(ctx, tx)
	})
}

// inTurn does something in a transaction that no other of the same name overlaps.
func (s *Store) inTurn(ctx context.Context, name string, do func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.db.App, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('sotay ' || $1, 0))`, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return do(tx)
	})
}

// followTouched follows up some of the stations that hours were written of, those that come
// after one by their number, and gives the last of them; false for none. What was written is
// forgotten in the same transaction.
func (s *Store) followTouched(ctx context.Context, after int64) (last int64, some bool, err error) {
	err = s.inTurn(ctx, "events", func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			WITH gone AS (
				DELETE FROM data.readings_touched
				WHERE  station IN (SELECT DISTINCT station FROM data.readings_touched WHERE station > $1 ORDER BY station LIMIT $2)
				RETURNING station, parameter, first, last
			)
			SELECT station, parameter, min(first), max(last) FROM gone GROUP BY station, parameter ORDER BY station, parameter`, after, stationsAtOnce)
		if err != nil {
			return fmt.Errorf("written hours: %w", err)
		}
		list, err := collectTouched(rows)
		if err != nil || len(list) == 0 {
			return err
		}
		last, some = list[len(list)-1].station, true
		return s.followExceedances(ctx, tx, list)
	})
	return last, some, err
}

func collectTouched(rows pgx.Rows) ([]touched, error) {
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t touched, err error) {
		err = row.Scan(&t.station, &t.parameter, &t.first, &t.last)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("written hours: %w", err)
	}
	return list, nil
}

// followEnded judges the newest hours and days, of stations that sent since a moment: they are
// judged when they are over, though nothing is written then.
func (s *Store) followEnded(ctx context.Context, since time.Time) error {
	return s.inTurn(ctx, "events", func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT station, parameter, greatest(at - interval '26 hours', $1), at + interval '1 hour'
			FROM   data.readings_latest WHERE at > $1::timestamptz - interval '1 hour'`, since)
		if err != nil {
			return fmt.Errorf("latest readings: %w", err)
		}
		list, err := collectTouched(rows)
		if err != nil {
			return err
		}
		return s.followExceedances(ctx, tx, list)
	})
}

// followExceedances computes the exceedances around the hours anew.
func (s *Store) followExceedances(ctx context.Context, tx pgx.Tx, list []touched) error {
	if len(list) == 0 {
		return nil
	}
	var stations []int64
	var parameters []int16
	var firsts, lasts []time.Time
	for _, t := range list {
		stations, parameters = append(stations, t.station), append(parameters, t.parameter)
		firsts, lasts = append(firsts, t.first), append(lasts, t.last)
	}
	if _, err := tx.Exec(ctx, exceedancesSQL, s.now(), gap, defaultClass, stations, parameters, firsts, lasts); err != nil {
		return fmt.Errorf("exceedances: %w", err)
	}
	return nil
}

// exceedancesSQL computes exceedances anew. Parameters: now, gap, the default class, and by
// column the hours that were written.
//
// A window holds every event that what was written can touch: the hours or days themselves, so
// much on both sides that no mean beyond can belong to an event within, and all of the events
// that were there in that span. A mean that follows an event and lies behind the window is so
// late that the event has ended by then anyhow.
//
// A station in a lake is judged by limits of all waters alone: the classes are those of rivers.
const exceedancesSQL = `
	WITH spans AS (
		SELECT t.station, t.parameter, l.id AS limit_id, l.basis, l.lowest, l.highest, l.valid_from, coalesce(l.valid_to, 'infinity') AS valid_to, p.period,
		       CASE WHEN l.basis IN ('1h', 'value') THEN t.first ELSE sotay.day_end(sotay.day_of(t.first)) END - $2::interval - p.period - interval '2 hours' AS low,
		       CASE WHEN l.basis IN ('1h', 'value') THEN t.last ELSE sotay.day_end(sotay.day_of(t.last + interval '7 hours')) END + $2::interval + p.period + interval '2 hours' AS high
		FROM   unnest($4::bigint[], $5::smallint[], $6::timestamptz[], $7::timestamptz[]) AS t (station, parameter, first, last)
		JOIN   data.stations s ON s.id = t.station
		JOIN   data.limits l ON l.kind = s.kind AND l.parameter = t.parameter AND l.basis <> 'year' AND l.class IN ('', CASE WHEN s.lake_name IS NULL THEN coalesce(s.required_class, $3) END)
		CROSS  JOIN LATERAL (SELECT CASE WHEN l.basis IN ('1h', 'value') THEN interval '1 hour' ELSE interval '1 day' END) AS p (period)
	), windows AS (
		SELECT s.*, least(s.low, e.low) AS first, greatest(s.high, e.high) AS last, e.ids
		FROM   spans s
		CROSS  JOIN LATERAL (
		       SELECT min(e.began + s.period) AS low, max(e.seen) AS high, array_agg(e.id) AS ids
		       FROM   data.station_events e
		       WHERE  e.kind = 'exceedance' AND e.station = s.station AND e.parameter = s.parameter AND e.basis = s.basis AND e.limit_id = s.limit_id
		       AND    e.began <= s.high - s.period AND e.seen >= s.low) AS e
	), means AS (
		SELECT w.*, m.finish - w.period AS start, m.finish, m.value
		FROM   windows w
		CROSS  JOIN LATERAL (
		       SELECT h.hour AS finish, h.mean AS value
		       FROM   data.readings_hourly h
		       WHERE  w.basis IN ('1h', 'value') AND h.station = w.station AND h.parameter = w.parameter AND h.hour BETWEEN w.first AND least(w.last, $1)
		       UNION  ALL
		       SELECT sotay.day_end(d.day), CASE w.basis WHEN '24h' THEN d.mean ELSE d.highest_8h END
		       FROM   data.readings_daily d
		       WHERE  w.basis IN ('24h', '8h') AND d.station = w.station AND d.parameter = w.parameter
		       AND    d.day BETWEEN sotay.day_of(w.first) AND sotay.day_of(w.last) AND sotay.day_end(d.day) <= $1
		       OFFSET 0) AS m -- so that the index is gone to for each, whatever is thought of their number
		WHERE  m.value IS NOT NULL AND sotay.day_of(m.finish) BETWEEN w.valid_from AND w.valid_to
	), judged AS (
		SELECT m.*, b.beyond, b.beyond > 0 AS exceeds, CASE WHEN m.value > m.highest THEN m.highest ELSE m.lowest END AS bound,
		       lag(b.beyond > 0) OVER s AS before, lag(m.finish) OVER s AS last_finish, lead(true) OVER s AS followed
		FROM   means m
		CROSS  JOIN LATERAL (SELECT greatest(m.value - m.highest, m.lowest - m.value)) AS b (beyond)
		WHERE  b.beyond IS NOT NULL
		WINDOW s AS (PARTITION BY m.station, m.parameter, m.limit_id ORDER BY m.finish)
	), numbered AS (
		SELECT *, count(*) FILTER (WHERE exceeds AND (before AND start - last_finish <= $2::interval) IS NOT TRUE)
		          OVER (PARTITION BY station, parameter, limit_id ORDER BY finish) AS number
		FROM   judged
	), runs AS (
		SELECT station, parameter, limit_id, basis, min(start) AS began, max(finish) AS seen,
		       CASE WHEN (array_agg(followed ORDER BY finish DESC))[1] OR $1 > max(finish) + max(period) + $2::interval THEN max(finish) END AS ended,
		       (array_agg(value ORDER BY beyond DESC, finish))[1] AS peak, (array_agg(finish ORDER BY beyond DESC, finish))[1] AS peak_at,
		       (array_agg(bound ORDER BY beyond DESC, finish))[1] AS limit_value
		FROM   numbered
		WHERE  exceeds
		GROUP  BY station, parameter, limit_id, basis, number
	), left_over AS ( -- of limits that are not for the station any more
		DELETE FROM data.station_events e
		USING (SELECT DISTINCT station, parameter FROM unnest($4::bigint[], $5::smallint[]) AS t (station, parameter)) AS t
		WHERE  e.kind = 'exceedance' AND e.station = t.station AND e.parameter = t.parameter
		AND    NOT EXISTS (SELECT FROM spans s WHERE s.station = e.station AND s.parameter = e.parameter AND s.limit_id = e.limit_id AND s.basis = e.basis)
	), gone AS (
		DELETE FROM data.station_events e
		WHERE  e.id IN (SELECT unnest(ids) FROM windows)
		AND    NOT EXISTS (SELECT FROM runs r WHERE r.station = e.station AND r.parameter = e.parameter AND r.limit_id = e.limit_id AND r.began = e.began)
	)
	INSERT INTO data.station_events AS e (station, parameter, kind, basis, limit_id, began, seen, ended, peak, peak_at, limit_value)
	SELECT station, parameter, 'exceedance', basis, limit_id, began, seen, ended, peak, peak_at, limit_value FROM runs
	ON CONFLICT (station, parameter, basis, limit_id, began) WHERE kind = 'exceedance' DO UPDATE
	SET seen = EXCLUDED.seen, ended = EXCLUDED.ended, peak = EXCLUDED.peak, peak_at = EXCLUDED.peak_at, limit_value = EXCLUDED.limit_value
	WHERE (e.seen, e.ended, e.peak, e.peak_at, e.limit_value)
	      IS DISTINCT FROM (EXCLUDED.seen, EXCLUDED.ended, EXCLUDED.peak, EXCLUDED.peak_at, EXCLUDED.limit_value)`

// endUnseenSQL ends exceedances that no mean has followed for too long. Parameters: now, gap.
const endUnseenSQL = `
	UPDATE data.station_events SET ended = seen
	WHERE  kind = 'exceedance' AND ended IS NULL
	AND    $1 > seen + CASE WHEN basis IN ('1h', 'value') THEN interval '1 hour' ELSE interval '1 day' END + $2::interval`
