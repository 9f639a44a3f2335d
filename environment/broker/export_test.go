package broker

import (
	"context"
	"time"

	"sotay/environment"
)

// Read reads a message that came at a time, again or for the first time.
func (c *Config) Read(topic, payload string, received time.Time, again bool) ([]environment.Sent, []environment.Doubtful) {
	return c.read(message{topic: topic, payload: []byte(payload), received: received, again: again})
}

// Pieces gives the pieces in which a queue gives messages of so many MiB.
func Pieces(ctx context.Context, sizes ...int) (pieces [][]int) {
	q := newQueue(len(sizes))
	for _, n := range sizes {
		q.put(message{payload: make([]byte, n<<20), sure: true})
	}
	for len(q.list) > 0 {
		var piece []int
		for _, m := range q.take(ctx) {
			piece = append(piece, len(m.payload)>>20)
		}
		pieces = append(pieces, piece)
	}
	return pieces
}
