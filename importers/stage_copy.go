package importers

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/jackc/pgx/v5/pgconn"
	geom "github.com/twpayne/go-geom"

	"sotay/postgis"
)

// chunkSize is how much of a COPY stream is made at a time.
const chunkSize = 256 << 10

// copyIn runs a COPY … FROM STDIN (FORMAT binary). next appends one tuple to dst and
// returns io.EOF, with dst as it was, after the last; it runs in a goroutine of its own,
// so that rows are made while others travel. It gives the number of rows copied.
func copyIn(ctx context.Context, conn *pgconn.PgConn, sql string, next func(dst []byte) ([]byte, error)) (int64, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	chunks := make(chan []byte, 4)
	empty := make(chan []byte, cap(chunks)+2)
	var failed error
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(chunks)
		failed = produce(ctx, chunks, empty, next)
	}()
	tag, err := conn.CopyFrom(ctx, &chunkReader{chunks: chunks, empty: empty, failed: &failed}, sql)
	cancel()
	<-done
	if failed != nil && !errors.Is(failed, context.Canceled) {
		return 0, failed
	}
	return tag.RowsAffected(), err
}

// produce sends the stream in chunks: header, tuples, trailer.
func produce(ctx context.Context, chunks chan<- []byte, empty <-chan []byte, next func([]byte) ([]byte, error)) error {
	chunk := append(make([]byte, 0, chunkSize+chunkSize/4), "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
	for last := false; !last; {
		for len(chunk) < chunkSize && !last {
			var err error
			switch chunk, err = next(chunk); {
			case errors.Is(err, io.EOF):
				chunk, last = append(chunk, 0xff, 0xff), true
			case err != nil:
				return err
			}
		}
		select {
		case chunks <- chunk:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case chunk = <-empty:
			chunk = chunk[:0]
		default:
			chunk = make([]byte, 0, chunkSize+chunkSize/4)
		}
	}
	return nil
}

// chunkReader reads chunks one after the other and gives them back when empty.
type chunkReader struct {
	chunks <-chan []byte
	empty  chan<- []byte
	chunk  []byte
	rest   []byte
	failed *error // valid once chunks is closed
}

// Read gives what is left of the chunk in hand, or waits for the next.
func (r *chunkReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		if r.chunk != nil && cap(r.chunk) < 4*chunkSize {
			r.empty <- r.chunk
		}
		var ok bool
		if r.chunk, ok = <-r.chunks; !ok {
			r.chunk = nil
			if *r.failed != nil {
				return 0, *r.failed
			}
			return 0, io.EOF
		}
		r.rest = r.chunk
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// Helpers for tuples of binary COPY.

func appendFieldCount(dst []byte, n int) []byte { return binary.BigEndian.AppendUint16(dst, uint16(n)) }

func appendInt64Field(dst []byte, v int64) []byte {
	return binary.BigEndian.AppendUint64(append(dst, 0, 0, 0, 8), uint64(v))
}

func appendBoolField(dst []byte, v bool) []byte {
	if v {
		return append(dst, 0, 0, 0, 1, 1)
	}
	return append(dst, 0, 0, 0, 1, 0)
}

func appendNullField(dst []byte) []byte { return append(dst, 0xff, 0xff, 0xff, 0xff) }

// appendGeometryField appends g, which is flat, with the SRID as a field; nil is NULL.
func appendGeometryField(dst []byte, g geom.T, srid int) ([]byte, error) {
	if g == nil {
		return appendNullField(dst), nil
	}
	g, err := geom.SetSRID(g, srid)
	if err != nil {
		return dst, fmt.Errorf("geometry: %w", err)
	}
	start := len(dst)
	dst, err = postgis.AppendEWKB(append(dst, 0, 0, 0, 0), g)
	if err != nil {
		return dst, err
	}
	binary.BigEndian.PutUint32(dst[start:], uint32(len(dst)-start-4))
	return dst, nil
}

// finite tells whether every x and y of g is a number.
func finite(g geom.T) bool {
	flat, stride := coordinates(g)
	for i := 0; i+1 < len(flat); i += stride {
		if math.IsNaN(flat[i]-flat[i]) || math.IsNaN(flat[i+1]-flat[i+1]) {
			return false
		}
	}
	return true
}
