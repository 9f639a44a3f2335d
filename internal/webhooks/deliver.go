package webhooks

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

const (
	inHand  = 2 * time.Minute
	keepFor = 30 * 24 * time.Hour
)

// pauses are the times between tries, about a day in all. Each is stretched by up to a tenth,
// so that hooks of one server do not come back all at once.
func pauses() []time.Duration {
	return []time.Duration{
		5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute,
		time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 8 * time.Hour,
	}
}

// due is a message in hand, to a hook.
type due struct {
	id       int64
	message  string
	body     string
	attempts int // with this one
	url      string
	secret   []byte
}

// Forget removes what was settled long ago.
func (s *Service) Forget(ctx context.Context) error {
	if _, err := s.db.Exec(ctx, `DELETE FROM data.webhook_deliveries WHERE state <> 'pending' AND created_at < $1`, s.now().Add(-keepFor)); err != nil {
		return fmt.Errorf("web hooks: %w", err)
	}
	return nil
}

// Deliver calls hooks until nothing is due and nobody is being called. Each hook is called for
// one message after the other, beside all others: one that does not answer keeps only its own
// messages waiting. One process at a time should; if another takes over in between, a message
// may go out twice.
func (s *Service) Deliver(ctx context.Context) error {
	calls, ctx := errgroup.WithContext(ctx)
	calls.Go(func() error {
		busy := map[int64]bool{}
		done := make(chan int64)
		for {
			hooks, err := s.waiting(ctx)
			if err != nil {
				return err
			}
			for _, hook := range hooks {
				if busy[hook] {
					continue
				}
				busy[hook] = true
				calls.Go(func() error {
					defer func() {
						select {
						case done <- hook:
						case <-ctx.Done():
						}
					}()
					return s.deliverTo(ctx, hook)
				})
			}
			if len(busy) == 0 {
				return nil
			}
			select {
			case hook := <-done:
				delete(busy, hook)
			case <-time.After(s.again):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	})
	return calls.Wait()
}

// waiting lists the hooks that something is due for. What a removed hook has not been told is
// given up: a message may have been queued while it was being removed.
func (s *Service) waiting(ctx context.Context) ([]int64, error) {
	_, err := s.db.Exec(ctx, `
		UPDATE data.webhook_deliveries d SET state = 'failed', error = 'removed'
		FROM   data.webhooks h WHERE h.id = d.webhook AND h.deleted_at IS NOT NULL AND d.state = 'pending'`)
	if err != nil {
		return nil, fmt.Errorf("web hooks: %w", err)
	}
	rows, err := s.db.Query(ctx, `SELECT DISTINCT webhook FROM data.webhook_deliveries WHERE state = 'pending' AND next_at <= $1 ORDER BY webhook`, s.now())
	if err != nil {
		return nil, fmt.Errorf("web hooks: %w", err)
	}
	hooks, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("web hooks: %w", err)
	}
	return hooks, nil
}

// deliverTo calls a hook until nothing is due for it.
func (s *Service) deliverTo(ctx context.Context, hook int64) error {
	for {
		list, err := s.take(ctx, hook)
		if err != nil || len(list) == 0 {
			return err
		}
		if err := s.deliver(ctx, list[0]); err != nil {
			return err
		}
	}
}

// take takes what is due first for a hook in hand: for a while nobody else does. It gives one or none.
func (s *Service) take(ctx context.Context, hook int64) ([]due, error) {
	rows, err := s.db.Query(ctx, `
		UPDATE data.webhook_deliveries d SET attempts = d.attempts + 1, last_at = $1, next_at = $2
		FROM   data.webhooks h
		WHERE  h.id = d.webhook AND h.deleted_at IS NULL AND d.state = 'pending' AND d.next_at <= $1
		AND    d.id = (SELECT id FROM data.webhook_deliveries WHERE webhook = $3 AND state = 'pending' AND next_at <= $1 ORDER BY next_at, id LIMIT 1)
		RETURNING d.id, d.message, d.body, d.attempts, h.url, h.secret`, s.now(), s.now().Add(inHand), hook)
	if err != nil {
		return nil, fmt.Errorf("web hooks: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d due, err error) {
		err = row.Scan(&d.id, &d.message, &d.body, &d.attempts, &d.url, &d.secret)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("web hooks: %w", err)
	}
	return list, nil
}

// deliver calls a hook and writes down what came of it. An error is one of the database.
func (s *Service) deliver(ctx context.Context, d due) error {
	status, why := s.call(ctx, d)
	if ctx.Err() != nil {
		return ctx.Err() // it stays in hand, and is tried again
	}
	state, next := "pending", s.now()
	switch {
	case why == "":
		state = "delivered"
	case d.attempts > len(pauses()):
		state = "failed"
	default:
		pause := pauses()[d.attempts-1]
		next = next.Add(pause + rand.N(pause/10))
	}
	_, err := s.db.Exec(ctx, `
		UPDATE data.webhook_deliveries SET state = $2, next_at = $3, status = nullif($4, 0), error = nullif($5, '')
		WHERE  id = $1 AND state = 'pending'`, d.id, state, next, status, why)
	if err != nil {
		return fmt.Errorf("web hooks: %w", err)
	}
	return nil
}

// call gives the status of the answer, 0 for none, and why it failed, "" where it did not.
func (s *Service) call(ctx context.Context, d due) (status int, why string) {
	if s.check(d.url) != nil {
		return 0, "inside"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader([]byte(d.body)))
	if err != nil {
		return 0, "connect"
	}
	at := s.now()
	for name, value := range map[string]string{
		"Content-Type": "application/json; charset=utf-8", "User-Agent": "sotay", "webhook-id": d.message,
		"webhook-timestamp": strconv.FormatInt(at.Unix(), 10), "webhook-signature": sign(d.secret, d.message, at, []byte(d.body)),
	} {
		req.Header.Set(name, value)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return 0, failure(err)
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, mostAnswer) // what it says is nothing to us
	switch {
	case res.StatusCode >= 200 && res.StatusCode < 300:
		return res.StatusCode, ""
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return res.StatusCode, "redirect"
	}
	return res.StatusCode, "status"
}
