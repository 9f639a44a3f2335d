package crash

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// state sums up what the layer holds: how many parcels of each land use and owner.
	state = `
		SELECT coalesce(string_agg(what || ':' || n, ', ' ORDER BY what), 'nothing')
		FROM  (SELECT concat_ws('/', d.land_use, r.owner_name) AS what, count(*) AS n
		       FROM data.parcels d LEFT JOIN data.parcels_restricted r USING (id) GROUP BY 1) AS s`
	indexes = `SELECT string_agg(indexname, ', ' ORDER BY indexname) FROM pg_indexes WHERE schemaname = 'data'`
	// leftovers lists what a start must have cleared: scratch tables of imports that wait
	// for nothing, imports that nobody works on, indexes that were not made again.
	leftovers = `
		SELECT coalesce(string_agg(what, ', '), '')
		FROM  (SELECT t.relname::text AS what
		       FROM  (SELECT c.relname, substring(c.relname FROM '^[a-z]+_([0-9]+)')::bigint AS id
		              FROM   pg_class c
		              WHERE  c.relnamespace = 'sotay'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^[a-z]+_[0-9]+(_|$)') AS t
		       LEFT   JOIN sotay.imports i ON i.id = t.id
		       WHERE  i.id IS NULL
		       OR     t.relname LIKE 'before%' AND i.state NOT IN ('applied', 'undone')
		       OR     t.relname NOT LIKE 'before%' AND i.state <> 'staged'
		       UNION  ALL
		       SELECT 'import ' || id || ' is ' || state FROM sotay.imports WHERE state = 'staging'
		       UNION  ALL
		       SELECT 'import ' || id || ' has indexes to make' FROM sotay.imports WHERE rebuild IS NOT NULL) AS l`
	// ended is the state of the first import after one of a number, but for the dry run that
	// came last; nothing where it never began.
	ended = `
		SELECT coalesce((SELECT state FROM sotay.imports WHERE id > $1 AND id < (SELECT max(id) FROM sotay.imports) ORDER BY id LIMIT 1), '')`
)

// of is the state of the layer when it holds a file.
func (r *Run) of(file int) string {
	use := []string{"ODT", "CLN"}[file]
	return fmt.Sprintf("%[1]s/Chủ %[1]s (hư cấu):%[2]d", use, r.c.Rows)
}

// watch reads the layer again and again until ctx ends; it must hold one file or the other,
// and once it holds the new one, no longer the old one.
func (r *Run) watch(ctx context.Context) error {
	var conn *pgx.Conn
	defer func() {
		if conn != nil {
			_ = conn.Close(context.WithoutCancel(ctx))
		}
	}()
	old := r.of(r.current)
	for ctx.Err() == nil {
		if conn == nil || conn.IsClosed() {
			var err error
			if conn, err = r.connect(ctx); err != nil {
				conn = nil
				continue // the database is dead, or we are done
			}
		}
		var got string
		if err := conn.QueryRow(ctx, state).Scan(&got); err != nil {
			_ = conn.Close(ctx)
			continue
		}
		r.Seen++
		switch got {
		case old:
		case r.of(1 - r.current):
			old = got
		default:
			return fmt.Errorf("it saw %s", got)
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

// check starts the program once more, which clears up, and looks at what is left. It says
// what the layer holds and what became of the killed import, the first after number before.
func (r *Run) check(ctx context.Context, target int, before int64) (held string, err error) {
	conn, err := r.connect(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	var got, became, left, now string
	if err := r.settled(ctx, conn); err != nil {
		return "", err
	}
	if err := r.run("import", r.files[target], "--layer", "parcels", "--dry-run"); err != nil {
		return "", fmt.Errorf("the next start: %w", err)
	}
	err = errors.Join(conn.QueryRow(ctx, state).Scan(&got), conn.QueryRow(ctx, ended, before).Scan(&became),
		conn.QueryRow(ctx, leftovers).Scan(&left), conn.QueryRow(ctx, indexes).Scan(&now))
	if err != nil {
		return "", err
	}
	held = "the old state stands"
	if got == r.of(target) {
		held = "the new state stands"
	}
	if held += ", the import is " + became; became == "" {
		held += "not begun"
	}
	switch {
	case got != r.of(target) && got != r.of(1-target):
		return held, fmt.Errorf("the layer holds %s", got)
	case left != "":
		return held, fmt.Errorf("left over: %s", left)
	case now != r.indexes:
		return held, fmt.Errorf("indexes are %s, were %s", now, r.indexes)
	case (became == "applied") != (got == r.of(target)):
		return held, errors.New("the import does not tell the truth")
	case !slices.Contains([]string{"applied", "failed", "staged", "discarded", ""}, became):
		return held, errors.New("the import tells no end")
	}
	return held, r.giveUp(ctx, conn)
}

// settled waits until no session of a killed import works any more.
func (r *Run) settled(ctx context.Context, conn *pgx.Conn) error {
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var busy bool
		if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'sotay_owner')`).Scan(&busy); err != nil || !busy {
			return err
		}
	}
	return errors.New("a session of the killed import goes on")
}

// giveUp discards what is staged: a person would look at it and apply it or not.
func (r *Run) giveUp(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, `SELECT id::text FROM sotay.imports WHERE state = 'staged'`)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, id := range ids {
		err = errors.Join(err, r.run("imports", "discard", id))
	}
	return err
}
