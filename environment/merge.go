package environment

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// Outcome is what became of a reading.
type Outcome string

// The outcomes.
const (
	Stored    Outcome = "stored"
	Duplicate Outcome = "duplicate" // the same was there
	Revised   Outcome = "revised"   // another value was there, and is kept as a revision
)

// How much of a merge is under way at the same time, which bounds its memory: so many hours,
// of which all readings are read, and so many readings.
const (
	hoursAtOnce    = 1000
	readingsAtOnce = 20_000
)

// copyFrom is the number of new readings from which COPY is faster than INSERT.
const copyFrom = 100

// merge writes readings with all that follows from them: latest values, hours and days. What
// became of each is given in their order. Of several for one key the last one holds. It
// waits for others that write for the same stations. The months must be there.
func merge(ctx context.Context, tx pgx.Tx, source string, readings []Reading) ([]Answer, error) {
	m := &merging{tx: tx, source: source, readings: readings, answers: make([]Answer, len(readings))}
	if len(readings) == 0 {
		return m.answers, nil
	}
	if err := lockStations(ctx, tx, readings); err != nil {
		return nil, err
	}
	order, err := m.order(ctx)
	if err != nil {
		return nil, err
	}
	for len(order) > 0 {
		n := m.piece(order)
		if err := m.store(ctx, order[:n]); err != nil {
			return nil, err
		}
		order = order[n:]
	}
	if err := followLatest(ctx, tx, m.newest); err != nil {
		return nil, err
	}
	return m.answers, followDays(ctx, tx, m.hours)
}

// merging is a merge under way.
type merging struct {
	tx       pgx.Tx
	source   string
	readings []Reading
	answers  []Answer
	newest   []Reading // the last that changed of each series
	hours    []hourKey // that changed, in the order of series and hours
}

// lockStations keeps others from writing for the same stations until the transaction ends. In
// one order, so that no two wait for each other. Nor can a month be dropped meanwhile.
func lockStations(ctx context.Context, tx pgx.Tx, readings []Reading) error {
	var stations []int64
	for i, r := range readings {
		if i == 0 || r.Station != readings[i-1].Station {
			stations = append(stations, r.Station)
		}
	}
	slices.Sort(stations)
	stations = slices.Compact(stations)
	var batch pgx.Batch
	batch.Queue(`LOCK TABLE ONLY data.readings IN ROW EXCLUSIVE MODE`)
	batch.Queue(`INSERT INTO data.station_writes (station) SELECT unnest($1::bigint[]) ON CONFLICT DO NOTHING`, stations)
	batch.Queue(`SELECT FROM data.station_writes WHERE station = ANY ($1) ORDER BY station FOR UPDATE`, stations)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("readings: %w", err)
	}
	return nil
}

// order gives the places of the readings in the order of keys, those of one key in the order
// they were sent in. Readings of a time of which they are kept no longer are refused here,
// under the lock.
func (m *merging) order(ctx context.Context) ([]int32, error) {
	var gone *time.Time
	if err := m.tx.QueryRow(ctx, `SELECT dropped_until FROM sotay.readings_policy`).Scan(&gone); err != nil {
		return nil, fmt.Errorf("readings: %w", err)
	}
	order := make([]int32, 0, len(m.readings))
	for i, r := range m.readings {
		if gone != nil && !r.At.After(*gone) {
			m.answers[i] = Answer{Refused, TooOld}
			continue
		}
		order = append(order, int32(i))
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(m.readings[a].compare(m.readings[b]), cmp.Compare(a, b)) })
	return order, nil
}

// piece is how many of the readings are stored at once: whole hours, but for one of too many.
func (m *merging) piece(order []int32) int {
	var last hourKey
	hours, whole := 0, 0
	for n, i := range order {
		if at := hourKeyOf(m.readings[i]); n == 0 || at != last {
			last, whole = at, n
			if hours++; hours > hoursAtOnce {
				return n
			}
		}
		if n == readingsAtOnce {
			return cmp.Or(whole, n)
		}
	}
	return len(order)
}

// store writes some of the readings, in the order of keys, and the hours that they belong to.
func (m *merging) store(ctx context.Context, order []int32) error {
	sent := make([]Reading, len(order))
	for n, i := range order {
		sent[n] = m.readings[i]
	}
	there, err := readSpans(ctx, m.tx, spansOf(sent))
	if err != nil {
		return err
	}
	c := compareReadings(there, sent)
	for n, i := range order {
		m.answers[i].Outcome = c.outcomes[n]
	}
	m.note(c.changed)
	if err := c.write(ctx, m.tx, m.source); err != nil {
		return fmt.Errorf("readings: %w", err)
	}
	return writeHours(ctx, m.tx, hoursOf(c.after, c.changed))
}

// note remembers what changed, for what follows from it.
func (m *merging) note(changed []Reading) {
	for _, r := range changed {
		if n := len(m.newest) - 1; n >= 0 && m.newest[n].series() == r.series() {
			m.newest[n] = r
		} else {
			m.newest = append(m.newest, r)
		}
		if at := hourKeyOf(r); len(m.hours) == 0 || m.hours[len(m.hours)-1] != at {
			m.hours = append(m.hours, at)
		}
	}
}

// comparison is what readings that were sent change of those that are there.
type comparison struct {
	outcomes  []Outcome
	after     []Reading // all that is there then
	changed   []Reading // of these the new and the revised ones
	added     []Reading
	replaced  []Reading
	revisions []Reading // what was there before, in the order it was replaced in
}

// compareReadings compares what is there with what was sent; both are in the order of keys.
func compareReadings(there, sent []Reading) *comparison {
	c := &comparison{outcomes: make([]Outcome, len(sent)), after: make([]Reading, 0, len(there)+len(sent))}
	for n := 0; n < len(sent); {
		for len(there) > 0 && there[0].compare(sent[n]) < 0 {
			c.after, there = append(c.after, there[0]), there[1:]
		}
		var now *Reading
		if len(there) > 0 && there[0].compare(sent[n]) == 0 {
			now, there = &there[0], there[1:]
		}
		n = c.key(now, sent, n)
	}
	c.after = append(c.after, there...)
	return c
}

// key compares what was sent of one key, from place n on, with what is there of it, nil for
// nothing, and gives the place behind.
func (c *comparison) key(there *Reading, sent []Reading, n int) int {
	now, first := there, n
	for ; n < len(sent) && (n == first || sent[n].compare(sent[first]) == 0); n++ {
		switch {
		case now == nil:
			c.outcomes[n] = Stored
		case now.same(sent[n]):
			c.outcomes[n] = Duplicate
			continue
		default:
			c.outcomes[n] = Revised
			c.revisions = append(c.revisions, *now)
		}
		now = &sent[n]
	}
	c.after = append(c.after, *now)
	if now == there {
		return n
	}
	c.changed = append(c.changed, *now)
	if there == nil {
		c.added = append(c.added, *now)
	} else {
		c.replaced = append(c.replaced, *now)
	}
	return n
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
