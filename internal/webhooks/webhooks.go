// Package webhooks tells programs elsewhere, over HTTPS, what happened here.
//
// A message is queued in the transaction of what it tells of, so that it is sent if and only if
// that has committed. It goes out at least once, perhaps more than once and in any order: the
// receiver knows it by its id. What is sent follows the convention of Standard Webhooks:
//
//   - webhook-id: the message's id, the same at each try
//   - webhook-timestamp: of the try, in seconds since 1970
//   - webhook-signature: "v1," and the base64 of HMAC-SHA256, keyed with the secret, over
//     id + "." + timestamp + "." + body
//
// The secret is told once, as "whsec_" and its base64. An answer of 2xx settles a message; else
// it is tried again for about a day (see pauses) and then given up, which Deliveries shows.
// Addresses inside are never called: see dial.go. Start with New and Enqueue.
package webhooks

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Hook is a place that is told.
type Hook struct {
	ID        int64
	Name      string
	URL       string
	CreatedAt time.Time
	CreatedBy string
	// Waiting and Failed count its messages that are still to be told, and that were given up.
	Waiting, Failed int64
}

// Delivery is one message to one hook.
type Delivery struct {
	ID        int64
	Message   string
	Type      string
	CreatedAt time.Time
	State     string // pending, delivered, or failed: given up
	Attempts  int
	NextAt    *time.Time // of the next try
	LastAt    *time.Time
	Status    *int    // of the last answer
	Error     *string // why the last try failed: a word of failure()
}

// Service keeps hooks and delivers to them. It is safe for concurrent use.
type Service struct {
	db     *pgxpool.Pool
	now    func() time.Time
	client *http.Client
	inside bool
	again  time.Duration // between two looks for what is due while hooks are being called
}

// Option changes a service.
type Option func(*Service)

// Inside lets plain HTTP and addresses inside be called. It is for tests: no command offers it.
func Inside() Option { return func(s *Service) { s.inside = true } }

// New keeps hooks in a database, through the pool of sotay_app.
func New(db *pgxpool.Pool, options ...Option) *Service {
	s := &Service{db: db, now: time.Now, again: time.Second}
	for _, o := range options {
		o(s)
	}
	s.client = newClient(s.inside)
	return s
}

// Enqueue queues a message for every hook, in the transaction of what it tells of.
func Enqueue(ctx context.Context, tx pgx.Tx, kind string, at time.Time, data any) error {
	return enqueue(ctx, tx, 0, kind, at, data)
}

// enqueue queues a message for one hook, or for all where it is 0.
func enqueue(ctx context.Context, tx pgx.Tx, hook int64, kind string, at time.Time, data any) error {
	body, err := json.Marshal(struct {
		Type      string    `json:"type"`
		Timestamp time.Time `json:"timestamp"`
		Data      any       `json:"data"`
	}{kind, at, data})
	if err == nil {
		_, err = tx.Exec(ctx, `
			INSERT INTO data.webhook_deliveries (webhook, message, type, body, created_at, next_at)
			SELECT id, $2, $3, $4, $5, $5 FROM data.webhooks WHERE deleted_at IS NULL AND ($1::bigint = 0 OR id = $1)`, hook, newID(), kind, string(body), at)
	}
	if err != nil {
		return fmt.Errorf("web hooks: %w", err)
	}
	return nil
}

func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return "msg_" + hex.EncodeToString(b[:])
}

// secretPrefix is how the convention marks secrets.
const secretPrefix = "whsec_"

// Add makes a hook and gives its secret, which is told this once. An address that is never
// called is refused.
func (s *Service) Add(ctx context.Context, tx pgx.Tx, name, url, by string) (Hook, string, error) {
	if err := s.check(url); err != nil {
		return Hook{}, "", err
	}
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	h := Hook{Name: name, URL: url, CreatedBy: by, CreatedAt: s.now()}
	err := tx.QueryRow(ctx, `
		INSERT INTO data.webhooks (name, url, secret, created_at, created_by) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		name, url, secret, h.CreatedAt, by).Scan(&h.ID)
	if err != nil {
		return Hook{}, "", fmt.Errorf("web hooks: %w", err)
	}
	return h, secretPrefix + base64.StdEncoding.EncodeToString(secret), nil
}

// Remove ends a hook: what it has not been told is given up. It tells whether there is one.
func (s *Service) Remove(ctx context.Context, tx pgx.Tx, id int64) (bool, error) {
	tag, err := tx.Exec(ctx, `UPDATE data.webhooks SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL`, id, s.now())
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE data.webhook_deliveries SET state = 'failed', error = 'removed' WHERE webhook = $1 AND state = 'pending'`, id)
	}
	if err != nil {
		return false, fmt.Errorf("web hooks: %w", err)
	}
	return tag.RowsAffected() > 0, nil
}

// List gives all hooks, in the order of their making.
func (s *Service) List(ctx context.Context) ([]Hook, error) {
	rows, err := s.db.Query(ctx, `
		SELECT h.id, h.name, h.url, h.created_at, h.created_by,
		       (SELECT count(*) FROM data.webhook_deliveries d WHERE d.webhook = h.id AND d.state = 'pending'),
		       (SELECT count(*) FROM data.webhook_deliveries d WHERE d.webhook = h.id AND d.state = 'failed')
		FROM   data.webhooks h
		WHERE  h.deleted_at IS NULL
		ORDER  BY h.id`)
	if err != nil {
		return nil, fmt.Errorf("web hooks: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Hook])
	if err != nil {
		return nil, fmt.Errorf("web hooks: %w", err)
	}
	return list, nil
}

// Deliveries gives the newest messages to a hook, the newest first, and whether there is such a
// hook.
func (s *Service) Deliveries(ctx context.Context, hook int64, most int) ([]Delivery, bool, error) {
	rows, err := s.db.Query(ctx, `
		SELECT id, message, type, created_at, state, attempts, CASE state WHEN 'pending' THEN next_at END, last_at, status, error
		FROM   data.webhook_deliveries
		WHERE  webhook = $1
		ORDER  BY id DESC
		LIMIT  $2`, hook, most)
	if err != nil {
		return nil, false, fmt.Errorf("web hooks: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Delivery])
	if err != nil {
		return nil, false, fmt.Errorf("web hooks: %w", err)
	}
	var there bool
	err = s.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM data.webhooks WHERE id = $1 AND deleted_at IS NULL)`, hook).Scan(&there)
	if err != nil {
		return nil, false, fmt.Errorf("web hooks: %w", err)
	}
	return list, there, nil
}

// TestType is the type of messages by which a hook is tried.
const TestType = "webhook.test"

// Try queues a message by which somebody tries a hook.
func (s *Service) Try(ctx context.Context, hook int64) error {
	return pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		return enqueue(ctx, tx, hook, TestType, s.now(), map[string]int64{"webhook": hook})
	})
}

// sign is the value of webhook-signature.
func sign(secret []byte, id string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	_, _ = mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	_, _ = mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
