package broker

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/eclipse/paho.golang/paho"

	"sotay/environment"
)

// message is one that came and is not acknowledged.
type message struct {
	topic    string
	payload  []byte
	received time.Time
	// again tells that it is not of now: it was delivered before, or the broker kept it as the
	// topic's last.
	again bool
	// connection that it came by, and how it is acknowledged there.
	connection any
	sure       bool // QoS 1: it comes again until it is acknowledged
	ack        func()
}

func messageOf(p paho.PublishReceived) message {
	return message{
		topic: p.Packet.Topic, payload: p.Packet.Payload, received: time.Now(), again: p.Packet.Retain || p.Packet.Duplicate(),
		connection: p.Client, sure: p.Packet.QoS > 0,
		ack: func() { _ = p.Client.Ack(p.Packet) }, // where the connection is lost it comes again
	}
}

// source is what is written beside what is set aside.
func (m message) source() string { return "mqtt " + m.topic }

// whole is the message as it is set aside, uncut.
func (m message) whole() environment.Doubtful {
	return environment.Doubtful{Source: m.source(), Reason: environment.NoReading, Sent: environment.Sent{Value: string(m.payload)}}
}

// queue holds messages of one connection until they are settled. The broker sends no more
// than its receive maximum; of QoS 0, that nobody promised, so many are kept.
type queue struct {
	mu         sync.Mutex
	connection any
	list       []message
	most       int
	ready      chan struct{}
}

func newQueue(most int) *queue { return &queue{most: most, ready: make(chan struct{}, 1)} }

// put takes a message in; false where it is dropped: of QoS 0, and too many. Those of a former
// connection are forgotten, since they come again.
func (q *queue) put(m message) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if m.connection != q.connection {
		q.connection, q.list = m.connection, nil
	}
	if !m.sure && len(q.list) >= q.most {
		return false
	}
	q.list = append(q.list, m)
	select {
	case q.ready <- struct{}{}:
	default:
	}
	return true
}

// maxPiece is how many bytes of messages are settled at once; one message may have more.
const maxPiece = 4 << 20

// take waits for messages and gives those that are there, of maxPiece bytes at most; none when
// ctx ended.
func (q *queue) take(ctx context.Context) []message {
	for {
		if list := q.piece(); len(list) > 0 {
			return list
		}
		select {
		case <-ctx.Done():
			return nil
		case <-q.ready:
		}
	}
}

// piece takes messages out, those that came first.
func (q *queue) piece() []message {
	q.mu.Lock()
	defer q.mu.Unlock()
	n, bytes := 0, 0
	for n < len(q.list) && (n == 0 || bytes+len(q.list[n].payload) <= maxPiece) {
		bytes += len(q.list[n].payload)
		n++
	}
	list := q.list[:n]
	q.list = slices.Clone(q.list[n:]) // nothing holds what is settled
	return list
}
