package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// tally is what became of requests.
type tally struct {
	mu                  sync.Mutex
	status              map[int]int
	stored              int
	broken, noTime, gap int // connections that broke, refusals without a time, requests not sent for want of room
}

func (y *tally) count(a answer, err error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if err != nil {
		y.broken++
		return
	}
	y.status[a.status]++
	y.stored += a.counts.Stored
	if (a.status == 429 || a.status == 503) && a.again == "" {
		y.noTime++
	}
}

// capacity is how many rows a second are stored for a while by a few connections.
func (t *target) capacity(ctx context.Context, y *tally, next *atomic.Int64, rows int) float64 {
	const span = 8 * time.Second
	var all sync.WaitGroup
	began, end := time.Now(), time.Now().Add(span)
	before := y.stored
	for range 4 {
		all.Go(func() {
			for time.Now().Before(end) {
				n := int(next.Add(int64(rows)))
				y.count(t.send(ctx, "text/csv", bodyOf(n-rows, n)))
			}
		})
	}
	all.Wait()
	return float64(y.stored-before) / time.Since(began).Seconds()
}

// overload sends so many times what can be stored and compares what was acknowledged with what
// is there.
func overload(ctx context.Context, o options) error {
	t, err := start(ctx, o.bin)
	if err != nil {
		return err
	}
	defer t.stop()
	rows := or(o.rows, 1000)
	y := &tally{status: map[int]int{}}
	var next atomic.Int64
	able := t.capacity(ctx, y, &next, rows)
	fmt.Printf("four connections: %.0f rows/s are stored\n", able)
	rate := o.times * able / float64(rows)
	y.status = map[int]int{}
	y.flood(ctx, t, o, rate, rows, &next)
	fmt.Printf("%.0f requests/s of %d rows for %v: answers %v, %d broken, %d not sent for want of room\n", rate, rows, o.span, y.status, y.broken, y.gap)
	return y.check(ctx, t)
}

// flood sends at a rate, whatever comes back, as long as there is room at the sender's.
func (y *tally) flood(ctx context.Context, t *target, o options, rate float64, rows int, next *atomic.Int64) {
	var all sync.WaitGroup
	room := make(chan struct{}, 400)
	began := time.Now()
	for sent := 0; time.Since(began) < o.span && ctx.Err() == nil; sent++ {
		time.Sleep(time.Until(began.Add(time.Duration(float64(sent) / rate * float64(time.Second)))))
		select {
		case room <- struct{}{}:
		default:
			y.gap++
			continue
		}
		all.Go(func() {
			defer func() { <-room }()
			n := int(next.Add(int64(rows)))
			y.count(t.send(ctx, "text/csv", bodyOf(n-rows, n)))
		})
	}
	all.Wait()
}

// check compares what was acknowledged with what is there.
func (y *tally) check(ctx context.Context, t *target) error {
	var there int
	if err := t.db.Owner.QueryRow(ctx, `SELECT count(*) FROM data.readings`).Scan(&there); err != nil {
		return err
	}
	fmt.Printf("acknowledged %d rows, there are %d; peak memory of the program %.0f MB\n", y.stored, there, t.peak())
	for status := range y.status {
		if status != 200 && status != 429 && status != 503 {
			return fmt.Errorf("answers with %d", status)
		}
	}
	switch {
	case y.noTime > 0:
		return fmt.Errorf("%d refusals without Retry-After", y.noTime)
	case y.broken > 0:
		return fmt.Errorf("%d connections broke", y.broken)
	case there != y.stored:
		return fmt.Errorf("stored is not what was acknowledged")
	case t.peak() > 512:
		return fmt.Errorf("more than 512 MB")
	case y.status[429]+y.status[503] == 0:
		return fmt.Errorf("nothing was refused: it was no overload")
	}
	return nil
}
