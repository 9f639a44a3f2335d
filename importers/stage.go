package importers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/audit"
)

// work is one run of Stage, Apply or Undo.
type work struct {
	s    *Service
	id   int64
	plan *plan
	*target
	progress   *progress
	log        *problemLog
	counts     Counts
	req        Request
	outside    int64 // rows that lie outside the communes known
	placed     bool  // it was looked at whether the shapes lie where they should
	mayRepeat  bool  // an identity may stand in the file twice
	noted      audit.Row
	rebuild    []string // statements that make dropped indexes again
	communes   []string // of its rows and of the records that change; nil for other layers than parcels
	written    []string // of these without the refused rows
	committing string   // the transaction, once nothing is left to do but to commit
	facts      *facts   // collected while loading, where they were not known before
}

// Stage reads a source, stages and checks its rows and compares them with the layer.
// Nothing of the layer changes. It returns NeedsAnswer when a question is open; the
// change set then stands in state question. On any other error, and when ctx ends, the
// change set has failed and nothing is left of its rows.
func (s *Service) Stage(ctx context.Context, req Request) (*ChangeSet, error) {
	leave, err := enter(ctx, s.staging)
	if err != nil {
		return nil, err
	}
	defer leave()
	defer req.Source.keep(ctx)()
	id, conn, err := s.begin(ctx, req)
	if err != nil {
		return nil, err
	}
	defer unlock(conn, id)
	if req.Started != nil {
		req.Started(id)
	}
	err = s.stage(ctx, id, conn, req)
	var question *NeedsAnswer
	if err != nil && !errors.As(err, &question) {
		return nil, errors.Join(spoken(err), s.fail(ctx, id, err))
	}
	if err != nil {
		return nil, err
	}
	return s.Get(ctx, id)
}

// begin writes the row of a new change set and locks it, on a connection of its own, until
// unlock: so that Clean in another process sees that this one lives.
func (s *Service) begin(ctx context.Context, req Request) (id int64, conn *pgxpool.Conn, err error) {
	conn, err = s.pool.Acquire(ctx)
	if err != nil {
		return 0, nil, fmt.Errorf("begin import: %w", err)
	}
	layer := req.Layer
	if req.NewLayer != nil {
		layer = req.NewLayer.Name
	}
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `
			INSERT INTO sotay.imports (layer, source, actor, user_id, restore_id)
			SELECT $1, $2, $3, nullif($4::bigint, 0), restore_id FROM sotay.instance
			RETURNING id`, layer, req.Source.Name, req.Actor, req.Account.ID).Scan(&id)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `SELECT pg_advisory_lock($1, $2::int)`, lockStaging, id) // the session's, not the transaction's
		return err
	})
	if err != nil {
		conn.Release()
		return 0, nil, fmt.Errorf("begin import: %w", err)
	}
	return id, conn, nil
}

func unlock(conn *pgxpool.Conn, id int64) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_unlock($1, $2::int)`, lockStaging, id); err != nil {
		_ = conn.Conn().Close(ctx) // the lock goes with the connection
	}
	conn.Release()
}

// fail records why a change set failed and drops its tables, even when ctx has ended.
func (s *Service) fail(ctx context.Context, id int64, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	words := failureWords(cause)
	err := insist(ctx, func(ctx context.Context) error {
		_, err := s.pool.Exec(ctx, `
			UPDATE sotay.imports SET state = 'failed', failure_vi = $2, failure_en = $3 WHERE id = $1`, id, storable(words.Vi), storable(words.En))
		return err
	})
	if err != nil {
		return fmt.Errorf("import %d: %w", id, err)
	}
	return dropTables(ctx, s.pool, scratchTables(id)...)
}

// head is how many rows are looked at before loading begins. What they lead to is checked
// against all rows afterwards; only where it does not hold is a file read twice.
const head = 20_000

func (s *Service) stage(ctx context.Context, id int64, conn copier, req Request) error {
	w := &work{s: s, id: id, req: req, progress: newProgress(id, req.Progress)}
	plan, analysis, err := s.analyze(ctx, req, w.progress, head)
	if err == nil && plan == nil && analysis.facts != nil && !analysis.facts.whole {
		plan, analysis, err = s.analyze(ctx, req, w.progress, math.MaxInt64) // what is asked is asked of the whole
	}
	if err != nil {
		return err
	}
	if err := w.adopt(ctx, conn, plan, analysis); err != nil {
		return err
	}
	if err := w.load(ctx, req.Source); err != nil {
		return err
	}
	if w.facts != nil {
		if analysis, err = w.reconsider(ctx, conn, req); err != nil {
			return err
		}
	}
	if err := w.log.addAll(ctx, analysis.Problems); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{w.check, w.compare, w.checkNeighbours, w.log.close, w.finish} {
		err := step(ctx)
		var open *asked
		if errors.As(err, &open) {
			return w.stopAt(ctx, analysis, open.question)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// adopt takes a plan to work by. Without one there are questions to answer first.
func (w *work) adopt(ctx context.Context, conn copier, p *plan, a *Analysis) error {
	if err := w.s.savePlan(ctx, w.id, p, a); err != nil {
		return err
	}
	if p == nil {
		return &NeedsAnswer{ID: w.id, Analysis: a, Questions: a.Questions}
	}
	w.plan, w.target, w.log = p, newTarget(w.id, p.layer, p.Plan), newProblemLog(conn, w.id, p.SRID)
	return nil
}

// reconsider decides again, now that all rows were seen. Where that leads to another plan,
// what was loaded is dropped and the file loaded again by the new one.
func (w *work) reconsider(ctx context.Context, conn copier, req Request) (*Analysis, error) {
	w.facts.judge()
	plan, analysis, err := w.s.decide(ctx, req, w.facts)
	if err != nil {
		return nil, err
	}
	if plan != nil && reflect.DeepEqual(plan.Plan, w.plan.Plan) {
		return analysis, w.s.savePlan(ctx, w.id, plan, analysis)
	}
	if err := dropTables(ctx, w.s.pool, scratchTables(w.id)...); err != nil {
		return nil, err
	}
	if _, err := w.s.pool.Exec(ctx, `DELETE FROM sotay.import_problems WHERE import_id = $1`, w.id); err != nil {
		return nil, fmt.Errorf("import %d: %w", w.id, err)
	}
	if err := w.adopt(ctx, conn, plan, analysis); err != nil {
		return nil, err
	}
	return analysis, w.load(ctx, req.Source)
}

// savePlan records what was found and decided.
func (s *Service) savePlan(ctx context.Context, id int64, p *plan, a *Analysis) error {
	found, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("import %d: %w", id, err)
	}
	var decided []byte
	state := StateQuestion
	if p != nil {
		state = StateStaging
		if decided, err = json.Marshal(p.Plan); err != nil {
			return fmt.Errorf("import %d: %w", id, err)
		}
	}
	_, err = s.pool.Exec(ctx, `
		UPDATE sotay.imports SET layer = $2, state = $3, plan = $4, analysis = $5 WHERE id = $1`,
		id, a.Layer, state, decided, found)
	if err != nil {
		return fmt.Errorf("import %d: %w", id, err)
	}
	return nil
}

// finish records the counts and where the rows lie; from here on the change set can be applied.
func (w *work) finish(ctx context.Context) error {
	n := w.counts
	_, err := w.s.pool.Exec(ctx, `
		UPDATE sotay.imports
		SET    state = 'staged', rows_read = $2, refused = $3, warnings = $4, added = $5, changed = $6, removed = $7, unchanged = $8,
		       communes = $9, written = $10
		WHERE  id = $1`, w.id, n.Read, n.Refused, w.log.warnings, n.Added, n.Changed, n.Removed, n.Unchanged, w.communes, w.written)
	if err != nil {
		return fmt.Errorf("import %d: %w", w.id, err)
	}
	return nil
}

// tx runs f in a transaction with the memory that set-based work wants. PostGIS says
// in notices what is wrong with each geometry; they are asked for elsewhere.
func (w *work) tx(ctx context.Context, o pgx.TxOptions, f func(pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, w.s.pool, o, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			SET LOCAL work_mem = '256MB';
			SET LOCAL maintenance_work_mem = '512MB';
			SET LOCAL client_min_messages = error;
			SET LOCAL statement_timeout = 0;
			SET LOCAL idle_in_transaction_session_timeout = 0;
			SET LOCAL max_parallel_workers_per_gather = 2`)
		if err != nil {
			return err
		}
		return f(tx)
	})
}

// load copies the rows of the source into the stage table. The table is made in the same
// transaction, so its rows can be written frozen.
func (w *work) load(ctx context.Context, src Source) error {
	r, err := src.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	l, err := w.newLoader(ctx, r)
	if err != nil {
		return err
	}
	total := r.Schema().Rows
	if w.plan.facts.whole {
		total = w.plan.facts.rows
	} else {
		l.facts = newFacts(r.Schema())
	}
	w.progress.start(Loading, total)
	err = w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		id, err := w.idColumn(ctx, tx)
		if err != nil {
			return err
		}
		create, columns := w.stageTable(id)
		if _, err := tx.Exec(ctx, create); err != nil {
			return err
		}
		_, err = copyIn(ctx, tx.Conn().PgConn(), w.sql("COPY {stage} ("+columns+") FROM STDIN (FORMAT binary, FREEZE)"), l.next)
		return err
	})
	if err != nil {
		return fmt.Errorf("load %s: %w", src.Name, err)
	}
	w.counts.Read, w.outside, w.precision = l.rows, l.outside, l.precision
	w.mayRepeat = l.numbers != nil && l.numbers.mayRepeat()
	if w.facts = l.facts; w.facts != nil {
		w.facts.whole = true
	}
	w.progress.at(l.rows)
	_, err = w.s.pool.Exec(ctx, w.sql("ANALYZE {stage} (row_no, bad"+w.analyzed()+")"))
	if err != nil {
		return fmt.Errorf("load %s: %w", src.Name, err)
	}
	return nil
}

// analyzed lists the columns whose statistics the plans of later queries need.
func (w *work) analyzed() string {
	if len(w.layer.Identity) == 0 {
		return ""
	}
	list := make([]string, len(w.layer.Identity))
	for i, n := range w.layer.Identity {
		list[i] = quote("f_" + n)
	}
	return ", " + strings.Join(list, ", ")
}

// stageTable gives the statement that makes the stage, and the columns that are copied.
// The column id has the id under which a row is added, if it is.
func (w *work) stageTable(id string) (create, columns string) {
	definitions, copied := []string{id, "row_no bigint NOT NULL"}, []string{"row_no"}
	for _, b := range w.plan.bindings {
		name := quote("f_" + b.field.Name)
		definitions, copied = append(definitions, name+" "+stageType(b.field.Type)), append(copied, name)
	}
	definitions = append(definitions, "geom geometry", "bad boolean NOT NULL", "valid boolean NOT NULL")
	create = w.sql("CREATE UNLOGGED TABLE {stage} (" + strings.Join(definitions, ", ") + ") WITH (autovacuum_enabled = false)")
	return create, strings.Join(append(copied, "geom", "bad", "valid"), ", ")
}

// idColumn defines the column id: it draws from the layer's sequence, or, where there is
// none (yet), counts on from the layer's largest.
func (w *work) idColumn(ctx context.Context, tx pgx.Tx) (string, error) {
	var sequence *string
	first := int64(1)
	if !w.isNew {
		err := tx.QueryRow(ctx, w.sql(`
			SELECT quote_literal(pg_get_serial_sequence($1, 'id')), (SELECT coalesce(max(id), 0) + 1 FROM {data})`),
			w.parts[0].table).Scan(&sequence, &first)
		if err != nil {
			return "", err
		}
	}
	if sequence != nil {
		return "id bigint DEFAULT nextval(" + *sequence + "::regclass)", nil
	}
	return fmt.Sprintf("id bigint GENERATED BY DEFAULT AS IDENTITY (START WITH %d)", first), nil
}

// stageType is PostgreSQL's name for a type of the catalogue.
func stageType(fieldType string) string {
	switch fieldType {
	case "integer":
		return "bigint"
	case "real":
		return "double precision"
	case "timestamp":
		return "timestamptz"
	case "text[]", "boolean", "date":
		return fieldType
	}
	return "text"
}
