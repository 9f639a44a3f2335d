package environment

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// copyFrom is the number of new readings from which COPY is faster than INSERT.
const copyFrom = 100

// comparison is what readings that were sent change of those that are there.
type comparison struct {
	outcomes  []Outcome
	hours     hourly    // of the readings that were sent, as they are then
	changed   []Reading // the new and the revised ones
	added     []Reading
	replaced  []Reading
	revisions []Reading // what was there before, in the order it was replaced in
	doubted   []int     // places of what would replace what is stored
}

// compareReadings compares what was sent, in the order of keys, with what is there.
func compareReadings(ctx context.Context, tx pgx.Tx, sent []Reading) (*comparison, error) {
	c := &comparison{outcomes: make([]Outcome, len(sent))}
	n := 0
	err := eachReading(ctx, tx, spansOf(sent), func(there Reading) {
		for n < len(sent) && sent[n].compare(there) < 0 {
			n = c.key(nil, sent, n)
		}
		if n < len(sent) && sent[n].compare(there) == 0 {
			held := there
			n = c.key(&held, sent, n)
		} else {
			c.hours.add(there, false)
		}
	})
	for n < len(sent) {
		n = c.key(nil, sent, n)
	}
	return c, err
}

// key compares what was sent of one key, from place n on, with what is there of it, nil for
// nothing, and gives the place behind. Where the last of it is there, all of it was sent before.
func (c *comparison) key(there *Reading, sent []Reading, n int) int {
	end := n + 1
	for end < len(sent) && sent[end].compare(sent[n]) == 0 {
		end++
	}
	now := there
	again := there != nil && there.same(sent[end-1])
	for ; n < end; n++ {
		switch {
		case again || now != nil && now.same(sent[n]):
			c.outcomes[n] = Duplicate
			continue
		case now == nil:
			c.outcomes[n] = Stored
		default:
			c.outcomes[n] = Revised
			c.revisions = append(c.revisions, *now)
		}
		if there != nil {
			c.doubted = append(c.doubted, n)
		}
		now = &sent[n]
	}
	c.hours.add(*now, now != there)
	if now == there {
		return end
	}
	c.changed = append(c.changed, *now)
	if there == nil {
		c.added = append(c.added, *now)
	} else {
		c.replaced = append(c.replaced, *now)
	}
	return end
}

// write writes what changed. Who holds the stations is alone with them, so that what was not
// there is still not.
func (c *comparison) write(ctx context.Context, tx pgx.Tx, source string) error {
	var batch pgx.Batch
	if len(c.added) >= copyFrom {
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"data", "readings"}, []string{"station", "parameter", "at", "value", "status"}, &copied{rest: c.added})
		if err != nil {
			return err
		}
	} else if len(c.added) > 0 {
		batch.Queue(`
			INSERT INTO data.readings (station, parameter, at, value, status)
			SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::float8[], $5::smallint[])`, columnsOf(c.added).args()...)
	}
	if len(c.revisions) > 0 {
		batch.Queue(`
			INSERT INTO data.reading_revisions (station, parameter, at, value, status, source)
			SELECT *, $6 FROM unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::float8[], $5::smallint[])`, columnsOf(c.revisions).args(source)...)
	}
	if len(c.replaced) > 0 {
		replaced := columnsOf(c.replaced)
		batch.Queue(`
			UPDATE data.readings r SET value = s.value, status = s.status
			FROM   unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::float8[], $5::smallint[]) AS s (station, parameter, at, value, status)
			WHERE  r.station = s.station AND r.parameter = s.parameter AND r.at = s.at AND r.at BETWEEN $6 AND $7`,
			replaced.args(slices.MinFunc(replaced.times, time.Time.Compare), slices.MaxFunc(replaced.times, time.Time.Compare))...)
	}
	if batch.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, &batch).Close()
}

// copied gives readings to COPY, row by row in the same place.
type copied struct {
	rest   []Reading
	values [5]any
}

// Next goes to the next one.
func (c *copied) Next() bool {
	if len(c.rest) == 0 {
		return false
	}
	r := &c.rest[0]
	c.rest = c.rest[1:]
	c.values = [5]any{r.Station, r.Parameter, r.At, r.Value, r.Status}
	return true
}

// Values are the columns of the row.
func (c *copied) Values() ([]any, error) { return c.values[:], nil }

// Err is nil.
func (c *copied) Err() error { return nil }
