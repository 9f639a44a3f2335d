package importers

import (
	"context"
	"time"
)

// How long the outcome of a commit whose acknowledgement was lost is asked for, and how often.
const (
	outcomeWait  = 10 * time.Second
	outcomePause = 200 * time.Millisecond
)

// outcome is how a transaction really ended that failed with err: a connection that breaks
// while the database commits says nothing about it. nil where it committed; Trouble where
// nobody can say.
func (w *work) outcome(ctx context.Context, err error) error {
	if err == nil || w.committing == "" {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), outcomeWait)
	defer cancel()
	for {
		var status string
		asked := w.s.pool.QueryRow(ctx, `SELECT coalesce(pg_xact_status($1::text::xid8), '')`, w.committing).Scan(&status)
		switch {
		case asked == nil && status == "committed":
			return nil
		case asked == nil && status == "aborted":
			return err
		}
		select {
		case <-ctx.Done():
			return &Trouble{err: err, words: wordsf(
				"Mất kết nối với cơ sở dữ liệu đúng lúc ghi: chưa rõ lần nhập %[1]d đã ghi xong hay chưa. Xem: sotay imports show %[1]d.",
				"The connection to the database broke while it committed: it is not known whether import %[1]d was written. See: sotay imports show %[1]d.", w.id)}
		case <-time.After(outcomePause):
		}
	}
}

// patience is how long a database that went away while it worked for us is asked again: a
// recovery takes about a second.
const patience = 5 * time.Second

// insist does what must be done after a failure, again while the database is away.
func insist(ctx context.Context, do func(context.Context) error) error {
	for deadline := time.Now().Add(patience); ; {
		err := do(ctx)
		if words, known := troubleWords(err); err == nil || !known || words != connectionLost || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(outcomePause):
		}
	}
}
