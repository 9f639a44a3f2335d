package environment

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
)

// Silence is about now: a station is silent when its newest reading, by the time it was
// measured, is older than twice its interval (an hour where none is said). So an old file that
// is sent again is no sign of life, and what is filled in later does not undo that nothing was
// heard. A clock that is ahead is no more life than that something came: of the time measured
// and the time received the earlier counts. One that has never sent is silent where it is said
// since when it works, from the beginning of that day. An event of silence begins when the station should have been heard, and ends with the
// newest reading that told of life, or, where that one is older, when it came.

// followStates begins and ends silence, and writes the state of each station.
func (s *Store) followStates(ctx context.Context, tx pgx.Tx) error {
	now, today := s.now(), calendar.Of(s.now())
	for _, sql := range []string{breakSilenceSQL, fallSilentSQL, statesSQL} {
		if _, err := tx.Exec(ctx, heardSQL+sql, now, today); err != nil {
			return fmt.Errorf("states of stations: %w", err)
		}
	}
	return nil
}

// States gives the state of every station by its number. Of what anyone may see.
func (s *Store) States(ctx context.Context) (map[int64]string, error) {
	rows, err := s.db.Public.Query(ctx, `SELECT id, state FROM pub.stations`)
	if err != nil {
		return nil, fmt.Errorf("states of stations: %w", err)
	}
	states := map[int64]string{}
	var id int64
	var state string
	_, err = pgx.ForEachRow(rows, []any{&id, &state}, func() error { states[id] = state; return nil })
	if err != nil {
		return nil, fmt.Errorf("states of stations: %w", err)
	}
	return states, nil
}

// heardSQL is each station as it was last heard: at, its newest reading; received, when that
// came; due, when the next one is missed; shut, when it was closed. Parameters: now, today.
const heardSQL = `
	WITH latest AS (
		SELECT station, max(least(at, received)) AS at, (array_agg(received ORDER BY least(at, received) DESC))[1] AS received FROM data.readings_latest GROUP BY station
	), heard AS (
		SELECT s.id AS station, s.state, s.state_since, l.at, l.received,
		       coalesce(l.at, s.since::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh') + make_interval(secs => 2 * coalesce(s.interval_s, 3600)) AS due,
		       CASE WHEN s.until <= $2::date THEN s.until::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' END AS shut
		FROM   data.stations s LEFT JOIN latest l ON l.station = s.id
	)`

const breakSilenceSQL = `
	UPDATE data.station_events e
	SET    (ended, seen) = (SELECT t, t FROM greatest(e.began, CASE WHEN h.shut IS NOT NULL THEN h.shut WHEN h.at > e.began THEN h.at ELSE h.received END) AS t)
	FROM   heard h
	WHERE  e.station = h.station AND e.kind = 'silence' AND e.ended IS NULL AND (h.shut IS NOT NULL OR h.due >= $1 OR h.due IS NULL)`

const fallSilentSQL = `
	INSERT INTO data.station_events (station, kind, began, seen)
	SELECT station, 'silence', due, due FROM heard
	WHERE  due < $1 AND shut IS NULL
	ON CONFLICT (station) WHERE kind = 'silence' AND ended IS NULL DO NOTHING`

// statesSQL locks what it writes in the order of the numbers first, as all that writes many
// stations does: two that took them in orders of their own would wait for each other.
const statesSQL = `, present AS (
		SELECT h.*, (SELECT min(e.began) FROM data.station_events e WHERE e.station = h.station AND e.ended IS NULL AND e.kind = 'silence') AS silent,
		       (SELECT min(e.began) FROM data.station_events e WHERE e.station = h.station AND e.ended IS NULL AND e.kind = 'exceedance') AS exceeding
		FROM   heard h
	), told AS (
		SELECT station, CASE WHEN shut IS NOT NULL THEN 'unknown' WHEN silent IS NOT NULL THEN 'silent' WHEN at IS NULL THEN 'unknown' WHEN exceeding IS NOT NULL THEN 'exceeding' ELSE 'ok' END AS state,
		       CASE WHEN shut IS NOT NULL THEN shut
		            WHEN silent IS NOT NULL THEN silent
		            WHEN at IS NULL THEN NULL
		            WHEN exceeding IS NOT NULL THEN exceeding
		            WHEN state = 'ok' THEN state_since
		            ELSE coalesce((SELECT max(e.ended) FROM data.station_events e WHERE e.station = present.station), $1) END AS since
		FROM   present
	), changed AS (
		SELECT t.*
		FROM   told t JOIN data.stations s ON s.id = t.station
		WHERE  (s.state, s.state_since) IS DISTINCT FROM (t.state, t.since)
		ORDER  BY s.id FOR NO KEY UPDATE OF s
	)
	UPDATE data.stations s SET state = c.state, state_since = c.since
	FROM   changed c
	WHERE  s.id = c.station`
