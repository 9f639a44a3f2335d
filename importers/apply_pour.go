package importers

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// chunkRows is about how many rows one COPY adds. Triggers keep what a statement touched,
// and more would not stay in memory; fewer would make the journal note tile by tile what
// is all new.
const chunkRows = 150_000

// pour fills a table from the stage: a second session selects and transforms, this one
// writes, and both work at a time. from ends in a condition on the stage s; it is read
// range by range of its pages. done is the number of rows the phase reports before,
// negative to report none. It gives the rows added.
func (w *work) pour(ctx context.Context, tx pgx.Tx, table string, columns, values []string, from string, done int64) (int64, error) {
	var pages, added int64
	err := tx.QueryRow(ctx, `SELECT pg_relation_size($1::regclass) / current_setting('block_size')::bigint`, scratch("stage", w.id)).Scan(&pages)
	if err != nil {
		return 0, err
	}
	reader, err := w.s.pool.Acquire(ctx)
	if err != nil {
		return 0, err
	}
	defer reader.Release()
	into := fmt.Sprintf("COPY %s (%s) FROM STDIN (FORMAT binary)", table, strings.Join(columns, ", "))
	chunks := max(1, (w.counts.Read+w.s.chunkRows-1)/w.s.chunkRows)
	for n := range chunks {
		rows, err := pourOne(ctx, reader, tx, into, w.sql(fmt.Sprintf(
			"COPY (SELECT %s FROM %s AND s.ctid >= '(%d,0)'::tid AND s.ctid < '(%d,0)'::tid) TO STDOUT (FORMAT binary)",
			strings.Join(values, ", "), from, pages*n/chunks, pages*(n+1)/chunks)))
		if err != nil {
			return 0, err
		}
		if added += rows; done >= 0 {
			w.progress.at(done + added)
		}
	}
	return added, nil
}

// pourOne runs a COPY TO of one session into a COPY FROM of another.
func pourOne(ctx context.Context, reader *pgxpool.Conn, tx pgx.Tx, into, out string) (int64, error) {
	r, pipe := io.Pipe()
	read := make(chan error, 1)
	go func() {
		buffer := bufio.NewWriterSize(pipe, chunkSize) // rows come one by one
		_, err := reader.Conn().PgConn().CopyTo(ctx, buffer, out)
		err = errors.Join(err, buffer.Flush())
		read <- err
		pipe.CloseWithError(err) // nil ends the stream well
	}()
	tag, err := tx.Conn().PgConn().CopyFrom(ctx, r, into)
	r.CloseWithError(err) // frees the reader where the writer failed
	if readErr := <-read; readErr != nil && !errors.Is(readErr, err) {
		err = errors.Join(err, readErr)
	}
	return tag.RowsAffected(), err
}
