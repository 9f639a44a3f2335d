// Package audit keeps the log of what was done by whom, so that nobody can change it
// unseen: each row carries an HMAC over its content and the row before it, with a key that
// is not in the database. The head, the number and the HMAC of the last row, is written to
// a file and to the program's log, so that rows cut off at the end are missed: by Verify, and
// by whoever writes the next row, who keeps what the file knew beside it.
//
// Append writes a row in the caller's transaction, Log.Committed tells the head when that
// has committed. Log.Verify reads everything back.
package audit

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
)

// Entry is one thing that somebody did.
type Entry struct {
	Actor   string // login, or the name of a token
	Action  string // stable: parcel.restricted, import.apply, …
	Subject string // what it was done to: parcel:17; "" for nothing in particular
	// Detail is stored as JSON; nil for none. Nobody's personal data but the actor's own words.
	Detail any
}

// Row is an entry in its place in the chain, ready to be inserted.
type Row struct {
	N       int64
	At      time.Time
	Actor   string
	Action  string
	Subject string
	Detail  string // JSON text; the HMAC is over these very letters
	MAC     []byte
}

// Log is the audit log. It is safe for concurrent use, by several processes too.
type Log struct {
	key  []byte
	head headFile
	log  *slog.Logger
	now  func() time.Time
}

// New keeps the log with a key, and writes its head to a file. log may be nil.
func New(key []byte, head string, log *slog.Logger) *Log {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Log{key: key, head: headFile(head), log: log, now: time.Now}
}

// lock is the end of the chain, among advisory locks: one writer at a time.
const lock = 0x736f7476

// Next gives an entry its place behind the last row. Until the transaction ends nobody
// else can append, so let it be the last but the insert.
func (l *Log) Next(ctx context.Context, tx pgx.Tx, e Entry) (Row, error) {
	detail, err := json.Marshal(e.Detail)
	if err != nil {
		return Row{}, fmt.Errorf("audit: %w", err)
	}
	if e.Detail == nil {
		detail = []byte("{}")
	}
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, lock); err != nil {
		return Row{}, fmt.Errorf("audit: %w", err)
	}
	last, err := l.last(ctx, tx)
	if err != nil {
		return Row{}, fmt.Errorf("audit: %w", err)
	}
	r := Row{N: last.N + 1, At: l.now().UTC().Truncate(time.Microsecond), Actor: e.Actor, Action: e.Action, Subject: e.Subject, Detail: string(detail)}
	r.MAC = l.mac(r, last.MAC)
	return r, nil
}

// last gives the number and HMAC of the last row, zero where there is none, under the lock. Rows
// that the head knows and that are there no more are a cut: it is noted, so that Verify names it
// whatever is written behind. A cut that cannot be noted is an error.
func (l *Log) last(ctx context.Context, tx pgx.Tx) (Row, error) {
	head, known, err := l.head.read()
	if err != nil { // the head stays as it is, and Verify says so
		l.log.ErrorContext(ctx, "the head of the audit log could not be read", "file", string(l.head), "error", err.Error())
	}
	var last Row
	var there []byte // the HMAC of the row that the head is of
	err = tx.QueryRow(ctx, `SELECT n, mac, sotay.audit_mac($1) FROM sotay.audit_head()`, head.N).Scan(&last.N, &last.MAC, &there)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Row{}, err
	}
	if !known || hex.EncodeToString(there) == head.MAC {
		return last, nil
	}
	c := cut{Head: head, From: min(head.N, last.N+1), At: l.now().UTC()}
	l.log.ErrorContext(ctx, "rows of the audit log are gone", "from", c.From, "n", head.N, "head", head.MAC, "noted_in", l.head.cuts())
	if err := l.head.setAside(c, last); err != nil {
		return Row{}, fmt.Errorf("rows from %d on are gone, and %s cannot be written: %w", c.From, l.head.cuts(), err)
	}
	return last, nil
}

// Append writes an entry in a transaction, at its end: until it commits nobody else can.
func (l *Log) Append(ctx context.Context, tx pgx.Tx, e Entry) (Row, error) {
	r, err := l.Next(ctx, tx, e)
	if err != nil {
		return Row{}, err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO sotay.audit (n, at, actor, action, subject, detail, mac) VALUES ($1, $2, $3, $4, $5, $6::text::json, $7)`, r.Args()...)
	if err != nil {
		return Row{}, fmt.Errorf("audit: %w", err)
	}
	return r, nil
}

// Args are the columns n, at, actor, action, subject, detail (as text) and mac.
func (r Row) Args() []any { return []any{r.N, r.At, r.Actor, r.Action, r.Subject, r.Detail, r.MAC} }

// Committed notes the head when the transaction of a row has committed.
func (l *Log) Committed(ctx context.Context, r Row) {
	l.log.InfoContext(ctx, "audit", "n", r.N, "head", hex.EncodeToString(r.MAC), "action", r.Action)
	if err := l.head.advance(r); err != nil {
		l.log.ErrorContext(ctx, "the head of the audit log could not be written", "file", string(l.head), "error", err.Error())
	}
}

// Write appends an entry in a transaction of its own.
func (l *Log) Write(ctx context.Context, db interface {
	Begin(context.Context) (pgx.Tx, error)
}, e Entry,
) error {
	var r Row
	err := pgx.BeginFunc(ctx, db, func(tx pgx.Tx) (err error) {
		r, err = l.Append(ctx, tx, e)
		return err
	})
	if err != nil {
		return err
	}
	l.Committed(ctx, r)
	return nil
}

// mac is the HMAC-SHA256 of the row behind the row before it; each part with its length,
// so that nothing can move from one into the next.
func (l *Log) mac(r Row, before []byte) []byte {
	h := hmac.New(sha256.New, l.key)
	number := func(v int64) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(v))
		h.Write(b[:])
	}
	number(r.N)
	number(r.At.UnixMicro())
	for _, part := range [][]byte{before, []byte(r.Actor), []byte(r.Action), []byte(r.Subject), []byte(r.Detail)} {
		number(int64(len(part)))
		h.Write(part)
	}
	return h.Sum(nil)
}
