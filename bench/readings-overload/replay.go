package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// replay sends readings with three repeats in ten in order, and to another database twice and
// shuffled over four connections, and compares the checksums of all that is there.
func replay(ctx context.Context, o options) error {
	total := or(o.rows, 1_000_000)
	rng := rand.New(rand.NewPCG(4, 10))
	numbers := make([]int, total)
	for i := range numbers {
		if numbers[i] = i; i > total*7/10 {
			numbers[i] = rng.IntN(total * 7 / 10)
		}
	}
	once, err := leave(ctx, o.bin, [][]int{numbers})
	if err != nil {
		return err
	}
	var senders [][]int
	for range 2 {
		rng.Shuffle(total, func(i, j int) { numbers[i], numbers[j] = numbers[j], numbers[i] })
		again := append([]int(nil), numbers...)
		senders = append(senders, again[:total/2], again[total/2:])
	}
	twice, err := leave(ctx, o.bin, senders)
	if err != nil {
		return err
	}
	fmt.Printf("in order, once:   %s\nshuffled, twice:  %s\n", once, twice)
	if once != twice {
		return errors.New("they are not the same")
	}
	return nil
}

// leave has senders send to a new database and gives the checksums of what is there then.
func leave(ctx context.Context, bin string, senders [][]int) (string, error) {
	t, err := start(ctx, bin)
	if err != nil {
		return "", err
	}
	defer t.stop()
	var all sync.WaitGroup
	failures := make(chan error, len(senders))
	began, rows := time.Now(), 0
	for _, numbers := range senders {
		rows += len(numbers)
		all.Go(func() { failures <- t.sendAll(ctx, numbers) })
	}
	all.Wait()
	close(failures)
	for err := range failures {
		if err != nil {
			return "", err
		}
	}
	fmt.Printf("%d rows over %d connections in %v; peak memory %.0f MB\n", rows, len(senders), time.Since(began).Round(time.Second), t.peak())
	return t.checksums(ctx)
}

func (t *target) sendAll(ctx context.Context, numbers []int) error {
	for len(numbers) > 0 {
		n := min(20_000, len(numbers))
		body := []byte(header)
		for _, each := range numbers[:n] {
			body = line(body, each)
		}
		for {
			a, err := t.send(ctx, "text/csv", body)
			if err != nil {
				return err
			}
			if a.status == 200 {
				break
			}
			if a.status != 429 && a.status != 503 {
				return fmt.Errorf("answered with %d", a.status)
			}
			time.Sleep(time.Second)
		}
		numbers = numbers[n:]
	}
	return nil
}

// checksums are of each table, whatever the order of its rows.
func (t *target) checksums(ctx context.Context) (sums string, err error) {
	err = t.db.Owner.QueryRow(ctx, `
		SELECT concat_ws(' ', (SELECT count(*) || ':' || sum(hashtextextended(r::text, 0)) FROM data.readings r),
		       (SELECT sum(hashtextextended(concat_ws(' ', station, parameter, at, value, status), 0)) FROM data.readings_latest),
		       (SELECT sum(hashtextextended(h::text, 0)) FROM data.readings_hourly h), (SELECT sum(hashtextextended(d::text, 0)) FROM data.readings_daily d),
		       (SELECT count(*) FROM data.reading_revisions))`).Scan(&sums)
	return sums, err
}
