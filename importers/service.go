package importers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/audit"
)

// Config is what a Service works with.
type Config struct {
	// Owner is the pool of sotay_owner: imports make tables. Two connections are used by
	// each staging and by each applying; it must have at least five.
	Owner *pgxpool.Pool
	// Audit takes what was applied and undone.
	Audit *audit.Log
	// KeepStaged is how long a staged change set waits to be applied before Clean
	// discards it; 0 means a week.
	KeepStaged time.Duration
	// KeepUndo is how long an applied change set can be undone before Clean forgets the
	// rows it replaced; 0 means ninety days.
	KeepUndo time.Duration
	// OverlapRows is the most rows that are checked for overlaps and gaps; their shapes are
	// kept in memory for it. 0 means 250,000.
	OverlapRows int64
	// LockWait is how long applying and undoing wait for others who write to the layer;
	// 0 means half a minute.
	LockWait time.Duration
	// Meridian is the central meridian of the province's VN-2000 zone, in degrees: of the
	// zones that a file without a coordinate system may be in, it is proposed first. 0 means
	// that it is not known.
	Meridian float64
}

// Service makes, applies and undoes change sets. It is safe for concurrent use, by
// several processes too.
type Service struct {
	pool        *pgxpool.Pool
	log         *audit.Log
	keepStaged  time.Duration
	keepUndo    time.Duration
	overlapRows int64
	lockWait    time.Duration
	chunkRows   int64
	bulkRows    int64
	meridian    float64
	// staging and applying have room for the change sets worked on at the same time.
	staging, applying chan struct{}
}

// atOnce is how many change sets one process stages, and how many it applies, at a time;
// others wait.
const atOnce = 2

// NewService makes a service. Call Clean once at start.
func NewService(c Config) *Service {
	s := &Service{
		pool: c.Owner, log: c.Audit, keepStaged: c.KeepStaged, keepUndo: c.KeepUndo, overlapRows: c.OverlapRows, lockWait: c.LockWait,
		chunkRows: chunkRows, bulkRows: bulkRows, meridian: c.Meridian, staging: make(chan struct{}, atOnce), applying: make(chan struct{}, atOnce),
	}
	if s.keepStaged == 0 {
		s.keepStaged = 7 * 24 * time.Hour
	}
	if s.keepUndo == 0 {
		s.keepUndo = 90 * 24 * time.Hour
	}
	if s.overlapRows == 0 {
		s.overlapRows = 250_000
	}
	if s.lockWait == 0 {
		s.lockWait = 30 * time.Second
	}
	return s
}

// enter waits for room; leave gives it back.
func enter(ctx context.Context, room chan struct{}) (leave func(), err error) {
	select {
	case room <- struct{}{}:
		return func() { <-room }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Advisory locks: one per change set while a process stages it, one per layer while a
// change set is applied or undone.
const (
	lockStaging = 0x736f7431
	lockLayer   = 0x736f7432
)

const changeSetColumns = `
	id, layer, source, state, actor, created_at, applied_at, undone_at, plan, analysis,
	failure_vi, failure_en, rows_read, refused, warnings, added, changed, removed, unchanged`

func scanChangeSet(row pgx.CollectableRow) (*ChangeSet, error) {
	var c ChangeSet
	var plan, analysis []byte
	var vi, en *string
	n := &c.Counts
	err := row.Scan(&c.ID, &c.Layer, &c.Source, &c.State, &c.Actor, &c.CreatedAt, &c.AppliedAt, &c.UndoneAt, &plan, &analysis,
		&vi, &en, &n.Read, &n.Refused, &n.Warnings, &n.Added, &n.Changed, &n.Removed, &n.Unchanged)
	if err != nil {
		return nil, err
	}
	if vi != nil {
		c.Failure = &Words{*vi, *en}
	}
	if plan != nil {
		c.Plan = new(Plan)
		err = json.Unmarshal(plan, c.Plan)
	}
	if analysis != nil {
		c.Analysis = new(Analysis)
		err = errors.Join(err, json.Unmarshal(analysis, c.Analysis))
	}
	return &c, err
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Get finds a change set by its number, or returns NotFound.
func (s *Service) Get(ctx context.Context, id int64) (*ChangeSet, error) {
	return getChangeSet(ctx, s.pool, id, "")
}

func getChangeSet(ctx context.Context, q querier, id int64, lock string) (*ChangeSet, error) {
	rows, err := q.Query(ctx, `SELECT`+changeSetColumns+` FROM sotay.imports WHERE id = $1 `+lock, id)
	if err != nil {
		return nil, fmt.Errorf("import %d: %w", id, err)
	}
	c, err := pgx.CollectExactlyOneRow(rows, scanChangeSet)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, noImport(id)
	}
	if err != nil {
		return nil, fmt.Errorf("import %d: %w", id, err)
	}
	return c, nil
}

func noImport(id int64) error {
	return &NotFound{What: fmt.Sprintf("import %d", id), words: wordsf("Không có lần nhập %d.", "Import %d does not exist.", id)}
}

// List gives the change sets that an account may know of, newest first: those before the
// given number (0: from the newest on), of one layer or of all ("").
func (s *Service) List(ctx context.Context, a Account, layer string, before int64, limit int) ([]*ChangeSet, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT`+changeSetColumns+`
		FROM   sotay.imports
		WHERE  ($1 = '' OR layer = $1)
		AND    ($2 = 0 OR id < $2)
		AND    ($4::text[] IS NULL OR user_id = $5 OR communes <@ $4)
		AND    ($6::text[] IS NULL OR user_id = $5 OR layer = ANY ($7) OR layer IN (SELECT name FROM sotay.layers WHERE theme = ANY ($6)))
		ORDER  BY id DESC
		LIMIT  $3`, layer, before, limit, a.Communes, a.ID, a.Themes, a.Layers)
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanChangeSet)
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	return list, nil
}

// Discard gives up a change set that was staged or stopped at a question.
func (s *Service) Discard(ctx context.Context, id int64) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		c, err := getChangeSet(ctx, tx, id, "FOR UPDATE")
		if err != nil {
			return err
		}
		if c.State != StateStaged && c.State != StateQuestion {
			return wrongState(id, c.State)
		}
		if _, err := tx.Exec(ctx, `UPDATE sotay.imports SET state = 'discarded', analysis = NULL WHERE id = $1`, id); err != nil {
			return fmt.Errorf("discard import %d: %w", id, err)
		}
		return dropTables(ctx, tx, scratchTables(id)...)
	})
}

// Clean drops what interrupted, forgotten and expired imports left behind. It is called
// at start and now and then; it never touches what a living process is staging.
func (s *Service) Clean(ctx context.Context) error {
	for _, step := range []func(context.Context) error{s.failInterrupted, s.expire, s.dropOrphans, s.rebuildIndexes} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("clean imports: %w", err)
		}
	}
	return nil
}

// idsWhere lists the change sets for which an SQL condition holds.
func (s *Service) idsWhere(ctx context.Context, condition string) ([]int64, error) {
	rows, err := s.pool.Query(ctx, `SELECT id FROM sotay.imports WHERE `+condition+` ORDER BY id`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// failInterrupted fails the change sets whose process died while it staged them: the
// lock of a living one is held.
func (s *Service) failInterrupted(ctx context.Context) error {
	ids, err := s.idsWhere(ctx, "state = 'staging'")
	if err != nil {
		return err
	}
	for _, id := range ids {
		err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `
				UPDATE sotay.imports
				SET    state = 'failed',
				       failure_vi = 'Lần nhập bị ngắt giữa chừng; dữ liệu cũ giữ nguyên.',
				       failure_en = 'The import was interrupted; the old state stands.'
				WHERE  id = $1 AND state = 'staging' AND pg_try_advisory_xact_lock($2, $1::int)`, id, lockStaging)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) expire(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `
		UPDATE sotay.imports
		SET    state = 'discarded', analysis = NULL
		WHERE  state IN ('staged', 'question') AND created_at < now() - $1::interval`, s.keepStaged)
	return err
}

// dropOrphans drops the tables that no change set needs any more.
func (s *Service) dropOrphans(ctx context.Context) error {
	rows, err := s.pool.Query(ctx, `
		SELECT t.relname::text
		FROM  (SELECT c.relname, substring(c.relname FROM '^[a-z]+_([0-9]+)')::bigint AS id,
		              c.relname ~ '^before_' AS before
		       FROM   pg_class c
		       WHERE  c.relnamespace = 'sotay'::regnamespace AND c.relkind = 'r'
		       AND    c.relname ~ '^(stage|diff|pairs|rivals|repeats|flaws|before)_[0-9]+(_staff|_restricted)?$') AS t
		LEFT JOIN sotay.imports i ON i.id = t.id
		WHERE  i.id IS NULL
		OR     NOT before AND i.state NOT IN ('staging', 'staged')
		OR     before AND (i.state NOT IN ('applied', 'undone') OR i.applied_at < now() - $1::interval)`, s.keepUndo)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	return dropTables(ctx, s.pool, names...)
}

type execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// dropTables drops tables of schema sotay, where they exist.
func dropTables(ctx context.Context, db execer, names ...string) error {
	if len(names) == 0 {
		return nil
	}
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = pgx.Identifier{"sotay", n}.Sanitize()
	}
	_, err := db.Exec(ctx, "DROP TABLE IF EXISTS "+strings.Join(quoted, ", "))
	return err
}
