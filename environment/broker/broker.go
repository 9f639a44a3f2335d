// Package broker takes readings from an MQTT broker: it subscribes (MQTT 5, QoS 1, a session that
// the broker keeps) and acknowledges a message once its readings are committed. What is not
// acknowledged comes again, and readings that are stored already are not stored twice; so
// nothing is lost and nothing doubled, whoever is killed and whenever.
//
// What topics and payloads mean is configured: see Config. What cannot be read is set aside with
// its reason, and acknowledged. Start with New.
package broker

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"sotay/environment"
	"sotay/postgis"
)

// Subscriber takes readings from a broker.
type Subscriber struct {
	config   *Config
	db       *postgis.DB
	readings *environment.Store
	tell     *teller
	settled  atomic.Int64
}

// New makes a subscriber. failed is told of what hinders it, info of what is good to know.
func New(c *Config, db *postgis.DB, readings *environment.Store, failed func(error), info func(string)) *Subscriber {
	return &Subscriber{config: c, db: db, readings: readings, tell: &teller{failed: failed, info: info}}
}

// Settled is how many messages were stored or set aside, and acknowledged.
func (s *Subscriber) Settled() int64 { return s.settled.Load() }

// Run subscribes until ctx ends. Of several processes each has its share of the messages
// where the configuration names a share; else one of them subscribes, and another when it ends.
func (s *Subscriber) Run(ctx context.Context) {
	if s.config.Share != "" {
		for ctx.Err() == nil {
			if err := s.subscribe(ctx); err != nil && ctx.Err() == nil {
				s.tell.failure(err)
			}
			pause(ctx, time.Second)
		}
		return
	}
	postgis.Lead(ctx, s.db.App, "mqtt "+s.config.ClientID, s.tell.failure, s.subscribe)
}

// settle stores a batch of messages and acknowledges them in their order. It tries until it can,
// or ctx ends: then they come again.
func (s *Subscriber) settle(ctx context.Context, batch []message) {
	for wait := time.Second; ; wait = min(2*wait, 30*time.Second) {
		err := s.store(ctx, batch)
		if err != nil && ctx.Err() == nil && isOfData(err) {
			if len(batch) > 1 { // one of them is to blame
				for i := range batch {
					s.settle(ctx, batch[i:i+1])
				}
				return
			}
			s.tell.failure(fmt.Errorf("a message of %s is set aside whole: %w", batch[0].topic, err))
			err = s.readings.SetAside(ctx, []environment.Doubtful{batch[0].whole()})
		}
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return
		}
		s.tell.failure(fmt.Errorf("messages wait to be stored: %w", err))
		if !pause(ctx, wait) {
			return
		}
	}
	for _, m := range batch {
		m.ack()
		s.settled.Add(1)
	}
}

// store writes what the messages hold, and what cannot be read of them aside.
func (s *Subscriber) store(ctx context.Context, batch []message) error {
	var sent []environment.Sent
	var from []string
	var aside []environment.Doubtful
	for _, m := range batch {
		rows, more := s.config.read(m)
		aside = append(aside, more...)
		for _, row := range rows {
			sent, from = append(sent, row), append(from, m.source())
		}
	}
	if len(sent) > 0 {
		answers, err := s.readings.Take(ctx, environment.Sender{Source: "mqtt " + s.config.ClientID, Operator: s.config.Operator}, sent)
		if err != nil {
			return err
		}
		for i, a := range answers {
			if a.Outcome == environment.Refused { // nobody can be told
				aside = append(aside, environment.Doubtful{Sent: sent[i], Source: from[i], Reason: a.Reason})
			}
		}
	}
	return s.readings.SetAside(ctx, aside)
}

// isOfData tells an error that comes of what is written, and comes again.
func isOfData(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code[:2] == "22" || pg.Code[:2] == "23" || pg.Code == "54000")
}

// pause waits; false when ctx ended.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
