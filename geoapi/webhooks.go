package geoapi

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/audit"
	"sotay/internal/webhooks"
)

// mostDeliveries are shown of a web hook.
const mostDeliveries = 200

type webhookJSON struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name"`
	URL       string    `json:"url"`
	CreatedAt time.Time `json:"created_at"`
	CreatedBy string    `json:"created_by"`
	Waiting   int64     `json:"waiting"`
	Failed    int64     `json:"failed"`
	// Secret is told once, when the hook is made.
	Secret string `json:"secret,omitempty"`
}

func webhookOf(h webhooks.Hook) webhookJSON {
	return webhookJSON{ID: h.ID, Name: h.Name, URL: h.URL, CreatedAt: h.CreatedAt, CreatedBy: h.CreatedBy, Waiting: h.Waiting, Failed: h.Failed}
}

type webhooksOut struct {
	Webhooks []webhookJSON `json:"webhooks"`
}

func (s *Server) listWebhooks(ctx context.Context, _ nothing) (webhooksOut, error) {
	list, err := s.hooks.List(ctx)
	out := webhooksOut{Webhooks: make([]webhookJSON, len(list))}
	for i, h := range list {
		out.Webhooks[i] = webhookOf(h)
	}
	return out, err
}

type addWebhookIn struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

func (in *addWebhookIn) parse(p *params) {
	p.body(in)
	if strings.TrimSpace(in.Name) == "" || len(in.Name) > 200 {
		p.fail("Nơi nhận cần một tên, không dài quá 200 byte.", "A web hook needs a name of at most 200 bytes.")
	}
}

func (s *Server) addWebhook(ctx context.Context, in addWebhookIn) (webhookJSON, error) {
	var out webhookJSON
	err := s.notedHook(ctx, func(tx pgx.Tx) (audit.Entry, error) {
		h, secret, err := s.hooks.Add(ctx, tx, in.Name, in.URL, actorOf(ctx))
		out = webhookOf(h)
		out.Secret = secret
		return audit.Entry{Action: "webhook.add", Subject: fmt.Sprintf("webhook:%d", h.ID), Detail: map[string]string{"name": in.Name, "host": hostOf(in.URL)}}, err
	})
	var no *webhooks.InvalidURL
	if errors.As(err, &no) {
		return out, &problem{kind: refused, cause: err, detail: Words{no.Vi, no.En}, extra: map[string]any{"code": no.Code}}
	}
	return out, err
}

// hostOf is what the audit says of an address: the rest of it may be a secret.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// notedHook does something to a web hook and writes into the audit what was done.
func (s *Server) notedHook(ctx context.Context, do func(pgx.Tx) (audit.Entry, error)) error {
	var row audit.Row
	err := pgx.BeginFunc(ctx, s.DB.App, func(tx pgx.Tx) error {
		entry, err := do(tx)
		if err == nil {
			entry.Actor = actorOf(ctx)
			row, err = s.Audit.Append(ctx, tx, entry)
		}
		return err
	})
	if err == nil {
		s.Audit.Committed(ctx, row)
	}
	return err
}

func noHook() error { return noSuch("Không có nơi nhận này.", "There is no such web hook.") }

func (s *Server) deleteWebhook(ctx context.Context, in numberedIn) (doneOut, error) {
	err := s.notedHook(ctx, func(tx pgx.Tx) (audit.Entry, error) {
		there, err := s.hooks.Remove(ctx, tx, in.id)
		if err == nil && !there {
			err = noHook()
		}
		return audit.Entry{Action: "webhook.delete", Subject: fmt.Sprintf("webhook:%d", in.id)}, err
	})
	return doneOut{err == nil}, err
}

type deliveryJSON struct {
	ID        int64      `json:"id"`
	Message   string     `json:"message"`
	Type      string     `json:"type"`
	CreatedAt time.Time  `json:"created_at"`
	State     string     `json:"state"`
	Attempts  int        `json:"attempts"`
	NextAt    *time.Time `json:"next_at"`
	LastAt    *time.Time `json:"last_at"`
	Status    *int       `json:"status"`
	Error     *string    `json:"error"`
}

type deliveriesOut struct {
	Deliveries []deliveryJSON `json:"deliveries"`
}

func (s *Server) listDeliveries(ctx context.Context, in numberedIn) (deliveriesOut, error) {
	list, there, err := s.hooks.Deliveries(ctx, in.id, mostDeliveries)
	if err == nil && !there {
		err = noHook()
	}
	out := deliveriesOut{Deliveries: make([]deliveryJSON, len(list))}
	for i, d := range list {
		out.Deliveries[i] = deliveryJSON(d)
	}
	return out, err
}

func (s *Server) tryWebhook(ctx context.Context, in numberedIn) (doneOut, error) {
	if _, there, err := s.hooks.Deliveries(ctx, in.id, 1); err != nil || !there {
		if err == nil {
			err = noHook()
		}
		return doneOut{}, err
	}
	return doneOut{true}, s.hooks.Try(ctx, in.id)
}
