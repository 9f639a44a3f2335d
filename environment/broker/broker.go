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
	"slices"
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

// maxRows is how many readings are stored at once.
const maxRows = 20_000

// store writes what the messages hold, and what cannot be read of them aside, in pieces. With an
// error some of the pieces may be stored: they are there already when they come again.
func (s *Subscriber) store(ctx context.Context, batch []message) error {
	var p piece
	for _, m := range batch {
		rows, aside := s.config.read(m)
		p.aside = append(p.aside, aside...)
		for some := range slices.Chunk(rows, maxRows) {
			if len(p.sent)+len(some) > maxRows || len(p.aside) > maxRows {
				if err := s.storePiece(ctx, p); err != nil {
					return err
				}
				p = piece{}
			}
			p.sent = append(p.sent, some...)
			for range some {
				p.from = append(p.from, m.source())
			}
		}
	}
	return s.storePiece(ctx, p)
}

// piece is what is stored at once: readings with the source of each, and what is set aside.
type piece struct {
	sent  []environment.Sent
	from  []string
	aside []environment.Doubtful
}

func (s *Subscriber) storePiece(ctx context.Context, p piece) error {
	aside, err := s.take(ctx, p)
	if err != nil {
		return err
	}
	aside = append(p.aside, aside...)
	for i := range aside {
		aside[i].Operator = s.config.Operator
	}
	return s.readings.SetAside(ctx, aside)
}

// take stores readings, and gives those that nobody can be told to be refused. What the database
// refuses for itself is found by halves: it hinders no other.
func (s *Subscriber) take(ctx context.Context, p piece) (refused []environment.Doubtful, err error) {
	if len(p.sent) == 0 {
		return nil, nil
	}
	answers, err := s.readings.Take(ctx, environment.Sender{Source: "mqtt " + s.config.ClientID, Operator: s.config.Operator}, p.sent)
	switch {
	case err == nil:
		for i, a := range answers {
			if a.Outcome == environment.Refused {
				refused = append(refused, environment.Doubtful{Sent: p.sent[i], Source: p.from[i], Reason: a.Reason})
			}
		}
		return refused, nil
	case ctx.Err() != nil || !isOfData(err):
		return nil, err
	case len(p.sent) == 1:
		s.tell.failure(fmt.Errorf("a reading of %s is set aside: %w", p.from[0], err))
		return []environment.Doubtful{{Sent: p.sent[0], Source: p.from[0], Reason: environment.NoReading}}, nil
	}
	half := len(p.sent) / 2
	if refused, err = s.take(ctx, piece{sent: p.sent[:half], from: p.from[:half]}); err != nil {
		return nil, err
	}
	more, err := s.take(ctx, piece{sent: p.sent[half:], from: p.from[half:]})
	return append(refused, more...), err
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
