package importers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// fewRows is how many rows a layer may have whose indexes are dropped before it is filled:
// readers do well without indexes on so few.
const fewRows = 5000

// bulkRows is how many rows must be added for that to pay.
const bulkRows = 20_000

// makeRoom drops the secondary indexes of a layer that has next to nothing yet and is about
// to be filled: building them anew is several times as fast as filling them. To drop one
// needs a lock that keeps readers out, and a transaction keeps its locks; so this is one of
// its own, and short. What it dropped is kept with the change set until it stands again:
// Clean makes it after a crash. Where readers hold the layer the indexes stay.
func (w *work) makeRoom(ctx context.Context) error {
	if c, err := w.s.Get(ctx, w.id); err != nil || c.Counts.Added < w.s.bulkRows {
		return err
	}
	return pgx.BeginFunc(ctx, w.s.pool, func(tx pgx.Tx) error {
		c, err := getChangeSet(ctx, tx, w.id, "FOR UPDATE")
		if err != nil {
			return err
		}
		if err := w.open(ctx, tx, c, StateStaged); err != nil || w.isNew {
			return err
		}
		var few bool
		err = tx.QueryRow(ctx, w.sql(`SELECT count(*) < least($1::bigint, $2::bigint) FROM (SELECT FROM {data} LIMIT $2) AS d`), w.counts.Added, fewRows).Scan(&few)
		if err != nil || !few {
			return err
		}
		if w.rebuild, err = w.dropIndexes(ctx, tx); err != nil || len(w.rebuild) == 0 {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE sotay.imports SET rebuild = $2 WHERE id = $1`, w.id, w.rebuild)
		return err
	})
}

// dropIndexes drops the secondary indexes of the layer's table and gives the statements
// that make them again; none where somebody holds the table.
func (w *work) dropIndexes(ctx context.Context, tx pgx.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT format('%I.%I', n.nspname, i.relname), pg_get_indexdef(x.indexrelid)
		FROM   pg_index x
		JOIN   pg_class i ON i.oid = x.indexrelid
		JOIN   pg_namespace n ON n.oid = i.relnamespace
		WHERE  x.indrelid = to_regclass($1) AND NOT x.indisunique
		ORDER  BY i.relname`, w.parts[0].table)
	if err != nil {
		return nil, err
	}
	var name, definition string
	var drop, rebuild []string
	_, err = pgx.ForEachRow(rows, []any{&name, &definition}, func() error {
		drop = append(drop, name)
		rebuild = append(rebuild, strings.Replace(definition, "CREATE INDEX ", "CREATE INDEX IF NOT EXISTS ", 1))
		return nil
	})
	if err != nil || len(drop) == 0 {
		return nil, err
	}
	err = pgx.BeginFunc(ctx, tx, func(inner pgx.Tx) error {
		_, err := inner.Exec(ctx, "SET LOCAL lock_timeout = '250ms'; DROP INDEX "+strings.Join(drop, ", ")+"; SET LOCAL lock_timeout = 0")
		return err
	})
	if isLockTimeout(err) {
		return nil, nil
	}
	return rebuild, err
}

// putIndexesBack makes what makeRoom dropped, after an apply that failed.
func (w *work) putIndexesBack(ctx context.Context) error {
	if len(w.rebuild) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	return insist(ctx, w.s.rebuildIndexes)
}

// rebuildIndexes makes the indexes that applies which are over have left dropped.
func (s *Service) rebuildIndexes(ctx context.Context) error {
	ids, err := s.idsWhere(ctx, "rebuild IS NOT NULL")
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.rebuildOne(ctx, id); err != nil {
			return fmt.Errorf("indexes of import %d: %w", id, err)
		}
	}
	return nil
}

// rebuildOne leaves a layer alone to which somebody applies; what it makes, others may find
// made.
func (s *Service) rebuildOne(ctx context.Context, id int64) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var statements []string
		err := tx.QueryRow(ctx, `
			SELECT rebuild FROM sotay.imports
			WHERE  id = $1 AND pg_try_advisory_xact_lock($2, hashtext(layer))
			FOR    UPDATE SKIP LOCKED`, id, lockLayer).Scan(&statements)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, sql := range statements {
			err := pgx.BeginFunc(ctx, tx, func(inner pgx.Tx) error {
				_, err := inner.Exec(ctx, sql)
				return err
			})
			if err != nil && !isGone(err) {
				return err
			}
		}
		_, err = tx.Exec(ctx, `UPDATE sotay.imports SET rebuild = NULL WHERE id = $1`, id)
		return err
	})
}

// isGone tells whether a table, or a column of it, is no longer there.
func isGone(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "42P01" || pg.Code == "42703" || pg.Code == "3F000")
}
