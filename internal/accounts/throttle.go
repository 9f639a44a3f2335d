package accounts

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
)

// Failed sign-ins of one login or one address: so many are free, then each doubles the time
// until the next may be tried, up to a most. A failure counts half after an hour, a quarter
// after two, nothing after a day. An office signs in behind one address: that has more of them free.
const (
	freeByLogin   = 5
	freeByAddress = 50
	leastWait     = 30 * time.Second
	mostWait      = 15 * time.Minute
	halfLife      = time.Hour
	forgetAfter   = 24 * time.Hour
)

// tryKey is the hash that the tries of a login or an address are kept by.
func tryKey(kind, value string) []byte {
	sum := sha256.Sum256([]byte(kind + "\x00" + value))
	return sum[:]
}

// try counts a try of a login and an address, in this order, and gives the rows that count it.
// While one of them must wait it counts nothing and returns Refused. It looks and counts under a
// lock of each key: of many at the same time each sees those before it.
func (s *Store) try(ctx context.Context, keys [][]byte) (tries []int64, err error) {
	now := s.now()
	if _, err := s.app.Exec(ctx, `DELETE FROM sotay.login_tries WHERE at < $1`, now.Add(-forgetAfter)); err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	err = pgx.BeginFunc(ctx, s.app, func(tx pgx.Tx) error {
		for i, free := range []int{freeByLogin, freeByAddress} {
			if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(binary.BigEndian.Uint64(keys[i]))); err != nil {
				return err
			}
			wait, err := waiting(ctx, tx, keys[i], free, now)
			if err == nil && wait > 0 {
				err = tooManyTries(wait)
			}
			if err != nil {
				return err
			}
		}
		rows, err := tx.Query(ctx, `INSERT INTO sotay.login_tries (key, at) SELECT unnest($1::bytea[]), $2 RETURNING id`, keys, now)
		if err != nil {
			return err
		}
		tries, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	return tries, nil
}

// waiting is how long a key must still wait after its failures.
func waiting(ctx context.Context, tx pgx.Tx, key []byte, free int, now time.Time) (time.Duration, error) {
	var failures float64
	var last *time.Time
	err := tx.QueryRow(ctx, `
		SELECT coalesce(sum(power(0.5::float8, greatest(0, extract(epoch FROM $2::timestamptz - at))::float8 / $3)), 0), max(at)
		FROM   sotay.login_tries
		WHERE  key = $1`, key, now, halfLife.Seconds()).Scan(&failures, &last)
	counted := int(math.Round(failures))
	if err != nil || last == nil || counted < free {
		return 0, err
	}
	return last.Add(penalty(counted - free)).Sub(now), nil
}

// penalty is the time to wait after so many failures beyond the free ones.
func penalty(beyond int) time.Duration {
	return min(mostWait, leastWait<<max(0, min(beyond, 10)))
}

func tooManyTries(wait time.Duration) *Refused {
	minutes := int(wait.Minutes()) + 1
	return &Refused{
		Code: "too_many_tries", Wait: wait,
		Vi: fmt.Sprintf("Đã sai nhiều lần; hãy thử lại sau %d phút.", minutes),
		En: fmt.Sprintf("Too many wrong tries; try again in %d minutes.", minutes),
	}
}
