package postgis

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// tableState is what a poll sees besides the changes.
type tableState struct {
	catalogue string   // a hash of every layer's audience and generation, and of all fields
	changed   []string // layers whose tables are not as last seen
	unwatched []string
}

// poll is one read: tables, catalogue, changes. What it finds holds as of its start.
func (j *Journal) poll(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	j.reading.Lock()
	defer j.reading.Unlock()
	began := time.Since(j.start)

	if j.pos.IsZero() {
		if err := j.load(ctx, conn); err != nil {
			return err
		}
	}
	tables, err := readTables(ctx, conn)
	if err != nil {
		return err
	}
	if len(tables.changed) > 0 {
		j.repairs.add(tables.changed)
		if _, err := conn.Exec(ctx, `SELECT sotay.note_tables()`); err != nil {
			return fmt.Errorf("note tables: %w", err)
		}
	}
	if tables.catalogue != j.seen && j.cfg.Catalogue != nil {
		if err := j.cfg.Catalogue(ctx); err != nil {
			return fmt.Errorf("refresh catalogue: %w", err)
		}
	}
	j.seen = tables.catalogue
	if err := j.follow(ctx, conn); err != nil {
		return err
	}
	j.vouch(began, tables)
	return nil
}

// follow adds the changes since the last read to the digests.
func (j *Journal) follow(ctx context.Context, conn *pgx.Conn) error {
	changes, next, resync, err := ReadChanges(ctx, conn, j.pos)
	if err != nil {
		return err
	}
	if resync {
		if err := j.load(ctx, conn); err != nil {
			return err
		}
		j.tell(Batch{After: j.pos, Resync: true})
		return nil
	}
	before := j.pos
	j.pos = next
	if len(changes) > 0 {
		j.count(changes)
	}
	j.tell(Batch{Changes: changes, Before: before, After: next})
	return nil
}

// count adds changes to the digests.
func (j *Journal) count(changes []Change) {
	j.state.Lock()
	defer j.state.Unlock()
	for _, c := range changes {
		if c.Audience != "public" {
			continue
		}
		l := layerDigests(j.layers, c.Layer)
		switch {
		case c.All:
			l.addAll(Digest{1, uint64(c.hashes[0])})
		case len(c.Tiles) == 0:
			l.addNowhere(Digest{1, uint64(c.hashes[0])})
		}
		for i, t := range c.Tiles {
			l.addTile(t, Digest{1, uint64(c.hashes[i])})
		}
	}
}

func layerDigests(layers map[string]*digests, name string) *digests {
	l, ok := layers[name]
	if !ok {
		l = newDigests()
		layers[name] = l
	}
	return l
}

// vouch says that the digests were right at began, but for layers without triggers.
func (j *Journal) vouch(began time.Duration, tables tableState) {
	unwatched := make(map[string]bool, len(tables.unwatched))
	for _, l := range tables.unwatched {
		unwatched[l] = true
	}
	j.unwatched.Store(&unwatched)
	j.read.Store(int64(began))
}

const readTablesSQL = `
WITH states AS MATERIALIZED (SELECT layer, state, watched FROM sotay.table_states)
SELECT (SELECT md5(coalesce(string_agg(concat_ws(' ', name, audience, generation), ',' ORDER BY name), '')) FROM sotay.layers) ||
       (SELECT md5(coalesce(string_agg(f::text, ',' ORDER BY layer, name), '')) FROM sotay.fields AS f),
       ARRAY(SELECT layer FROM states LEFT JOIN sotay.journal_tables AS j USING (layer)
             WHERE states.state IS DISTINCT FROM j.state ORDER BY layer),
       ARRAY(SELECT layer FROM states WHERE NOT watched ORDER BY layer)`

func readTables(ctx context.Context, conn *pgx.Conn) (t tableState, err error) {
	err = conn.QueryRow(ctx, readTablesSQL).Scan(&t.catalogue, &t.changed, &t.unwatched)
	if err != nil {
		return t, fmt.Errorf("read tables: %w", err)
	}
	return t, nil
}

// The position and the sums are of one snapshot; a change is either still a row or in
// the digests of pruned rows.
const loadSQL = `
SELECT pg_current_snapshot()::text,
       (SELECT system_identifier FROM pg_control_system()),
       sotay.history(),
       sums.*
FROM   (SELECT) AS here
LEFT   JOIN (
    SELECT layer, tile, sum(count)::bigint, bit_xor(hash)
    FROM (
        SELECT layer, tile, count, hash FROM sotay.digests WHERE audience = 'public'
        UNION ALL
        SELECT layer, tile, 1, hashint8extended(tile, hash)
        FROM   sotay.changes, unnest(sotay.digest_tiles(tiles)) AS tile
        WHERE  audience = 'public'
    ) AS parts
    GROUP BY layer, tile
) AS sums ON true`

// load takes the present state of the whole journal.
func (j *Journal) load(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, `SELECT sotay.adopt_journal()`); err != nil {
		return fmt.Errorf("adopt journal: %w", err)
	}
	rows, err := conn.Query(ctx, loadSQL)
	if err != nil {
		return fmt.Errorf("load journal: %w", err)
	}
	defer rows.Close()
	var pos Position
	layers := map[string]*digests{}
	for rows.Next() {
		var (
			layer             *string
			tile, count, hash *int64
		)
		if err := rows.Scan(&pos.snapshot, &pos.system, &pos.history, &layer, &tile, &count, &hash); err != nil {
			return fmt.Errorf("load journal: %w", err)
		}
		if layer == nil {
			continue
		}
		l, d := layerDigests(layers, *layer), Digest{uint64(*count), uint64(*hash)}
		switch *tile {
		case -1:
			l.addAll(d)
		case -2:
			l.addNowhere(d)
		default:
			l.addTile(journalTiles([]int64{*tile})[0], d)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("load journal: %w", err)
	}
	j.state.Lock()
	defer j.state.Unlock()
	j.pos, j.layers, j.epoch = pos, layers, epochOf(pos)
	return nil
}
