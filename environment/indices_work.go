package environment

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// indexed is how far the indices of stations are up to date.
type indexed struct {
	// since is a transaction: what it and later ones wrote is to be looked at. "" for all.
	since string
	// looked is when: hours that have ended since are to be looked at.
	looked time.Time
	// silent are stations whose index was left out because they were silent.
	silent []int64
}

// shownIndex is the index that stands in a station's row; nothing in it stands for none.
type shownIndex struct {
	kind, dominant *string
	value, level   *int16
	at             *time.Time
}

// FollowIndices brings the indices in data.stations up to date: of stations for which means
// were written or hours have ended since it last looked, of those whose index has become too
// old, and of those that fell silent or speak again. Rows that are as they should be are not written.
func (s *Store) FollowIndices(ctx context.Context) error {
	next := indexed{looked: s.now()}
	var ids []int64
	var kinds []string
	err := pgx.BeginTxFunc(ctx, s.db.App, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT pg_snapshot_xmin(pg_current_snapshot())::text`).Scan(&next.since); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, staleIndicesSQL, s.indexed.since, s.indexed.silent, next.looked, airShown, waterShown, s.indexed.looked)
		if err != nil {
			return err
		}
		var id int64
		var kind string
		var silent bool
		_, err = pgx.ForEachRow(rows, []any{&id, &kind, &silent}, func() error {
			if silent {
				kind = ""
				next.silent = append(next.silent, id)
			}
			ids, kinds = append(ids, id), append(kinds, indexKind(kind))
			return nil
		})
		return err
	})
	if err == nil {
		err = s.showIndices(ctx, ids, kinds)
	}
	if err != nil {
		return fmt.Errorf("indices of stations: %w", err)
	}
	s.indexed = next
	return nil
}

// staleIndicesSQL lists stations whose index may not be as it should: those of which means
// were written by $1 and later transactions, or of hours that have ended after $6 and by $3,
// those that were silent ($2), and those whose index cannot be shown any more at $3, $4 (air) or
// $5 (water) after its hour.
const staleIndicesSQL = `
	SELECT id, kind, state = 'silent'
	FROM   data.stations s
	WHERE  EXISTS (SELECT FROM data.latest_means m WHERE m.station = s.id
	               AND ($1 = '' OR m.changed >= coalesce(nullif($1, ''), '0')::xid8
	                    OR m.hour > $6 AND m.hour <= $3 OR m.before_hour > $6 AND m.before_hour <= $3))
	OR     id = ANY ($2)
	OR     index_kind IS NOT NULL
	       AND (state = 'silent' OR index_kind <> CASE kind WHEN 'air' THEN 'aqi' WHEN 'surface_water' THEN 'wqi' ELSE '' END
	            OR index_at < $3::timestamptz - CASE index_kind WHEN 'aqi' THEN $4::interval ELSE $5::interval END)`

// showIndices computes the indices of stations and writes those that differ, locked in the
// order of their numbers as in all that writes many stations. A station of kind "" has none.
func (s *Store) showIndices(ctx context.Context, ids []int64, kinds []string) error {
	if len(ids) == 0 {
		return nil
	}
	list := make([]shownIndex, len(ids))
	for _, kind := range []string{"aqi", "wqi"} {
		if slices.Contains(kinds, kind) {
			if err := s.computeIndices(ctx, kind, ids, kinds, list); err != nil {
				return err
			}
		}
	}
	var kind, dominant []*string
	var value, level []*int16
	var at []*time.Time
	for _, x := range list {
		kind, dominant, value, level, at = append(kind, x.kind), append(dominant, x.dominant), append(value, x.value), append(level, x.level), append(at, x.at)
	}
	_, err := s.db.App.Exec(ctx, `
		WITH changed AS (
			SELECT n.*
			FROM   unnest($1::bigint[], $2::text[], $3::smallint[], $4::smallint[], $5::text[], $6::timestamptz[]) AS n (id, kind, value, level, dominant, at)
			JOIN   data.stations s ON s.id = n.id
			WHERE  (s.index_kind, s.index_value, s.index_level, s.index_dominant, s.index_at) IS DISTINCT FROM (n.kind, n.value, n.level, n.dominant, n.at)
			ORDER  BY s.id FOR NO KEY UPDATE OF s
		)
		UPDATE data.stations s
		SET    index_kind = n.kind, index_value = n.value, index_level = n.level, index_dominant = n.dominant, index_at = n.at
		FROM   changed n
		WHERE  s.id = n.id`, ids, kind, value, level, dominant, at)
	return err
}

// computeIndices computes the present indices of one kind.
func (s *Store) computeIndices(ctx context.Context, kind string, ids []int64, kinds []string, into []shownIndex) error {
	var stations []int64
	for i, id := range ids {
		if kinds[i] == kind {
			stations = append(stations, id)
		}
	}
	_, _, parameters, err := s.ingredients(ctx, kind)
	if err != nil {
		return err
	}
	first := s.lookingBack()
	all, err := readMeans(ctx, s.db.App, stations, parameters, first, lookBack)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if kinds[i] != kind {
			continue
		}
		f, place := present(kind, all[id])
		if f.Level > 0 {
			into[i] = shownIndex{&kind, &f.Dominant, ref(int16(f.Value)), ref(int16(f.Level)), ref(hourAt(first, place))}
		}
	}
	return nil
}
