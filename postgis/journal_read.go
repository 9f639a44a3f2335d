package postgis

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb/maptile"
)

// JournalZoom is the zoom of the tiles that a change names.
const JournalZoom = 14

// Change is one committed statement that changed a layer.
type Change struct {
	ID       int64
	Layer    string
	Audience string // "public", or "staff" when no public field differs
	// All: anything in the layer may have changed; Tiles is nil.
	All bool
	// Tiles of zoom JournalZoom that meet the boxes of the features touched, as they were
	// and as they are. None: only features without a place were touched.
	Tiles []maptile.Tile
	// At is the time of the statement, not of the commit.
	At time.Time

	hashes []int64 // one for each of sotay.digest_tiles(), of what anyone may see
}

// Querier is what ReadChanges needs: a pool, a connection or a transaction.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// A row is new when its transaction was not visible in the previous snapshot and is in
// this one; both are of this very statement. A transaction reads its own rows when its
// snapshot counts it as over, and else the next time.
const readChanges = `
WITH here AS MATERIALIZED (
    SELECT now.snapshot, s.system_identifier, h.history,
           $1::pg_snapshot IS NULL
           OR s.system_identifier <> $2
           OR h.history <> $3
           OR pg_snapshot_xmin($1) < j.pruned
           OR pg_snapshot_xmax($1) > pg_snapshot_xmax(now.snapshot) AS resync
    FROM   (SELECT pg_current_snapshot() AS snapshot) AS now,
           pg_control_system() AS s, sotay.history() AS h (history), sotay.journal AS j
)
SELECT here.snapshot::text,
       here.system_identifier,
       here.history,
       here.resync,
       c.id,
       c.layer,
       c.audience,
       c.tiles,
       ARRAY(SELECT hashint8extended(t, c.hash) FROM unnest(sotay.digest_tiles(c.tiles)) WITH ORDINALITY AS u (t, i)
             WHERE c.id IS NOT NULL ORDER BY i),
       c.at
FROM   here
LEFT   JOIN sotay.changes AS c
  ON   NOT here.resync
 AND   c.xid >= pg_snapshot_xmin($1)
 AND   NOT pg_visible_in_snapshot(c.xid, $1)
 AND   pg_visible_in_snapshot(c.xid, here.snapshot)
ORDER  BY c.id`

// ReadChanges returns the changes that became visible since prev, in the order of their
// ids, and the position after them. With resync there are none, and next is the present:
// prev is zero, of another cluster, restore or time line, or older than what is kept, so the
// reader must take the present state instead. A reader that saves next in the transaction in
// which it read, and in which it acts on the changes, acts on each exactly once.
func ReadChanges(ctx context.Context, q Querier, prev Position) (changes []Change, next Position, resync bool, err error) {
	var snapshot *string
	if !prev.IsZero() {
		snapshot = &prev.snapshot
	}
	rows, err := q.Query(ctx, readChanges, snapshot, prev.system, prev.history)
	if err != nil {
		return nil, prev, false, fmt.Errorf("read journal: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var (
			c               Change
			id              *int64
			layer, audience *string
			tiles           []int64
			at              *time.Time
		)
		err := rows.Scan(&next.snapshot, &next.system, &next.history, &resync, &id, &layer, &audience, &tiles, &c.hashes, &at)
		if err != nil {
			return nil, prev, false, fmt.Errorf("read journal: %w", err)
		}
		if id == nil { // nothing new
			continue
		}
		c.ID, c.Layer, c.Audience, c.At = *id, *layer, *audience, *at
		c.All, c.Tiles = tiles == nil, journalTiles(tiles)
		changes = append(changes, c)
	}
	if err := rows.Err(); err != nil {
		return nil, prev, false, fmt.Errorf("read journal: %w", err)
	}
	return changes, next, resync, nil
}

// journalTiles unpacks x * 2^14 + y.
func journalTiles(packed []int64) []maptile.Tile {
	if packed == nil {
		return nil
	}
	tiles := make([]maptile.Tile, len(packed))
	for i, p := range packed {
		tiles[i] = maptile.New(uint32(p>>JournalZoom), uint32(p&(1<<JournalZoom-1)), JournalZoom)
	}
	return tiles
}
