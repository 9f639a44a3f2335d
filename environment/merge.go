package environment

import (
	"cmp"
	"context"
	"fmt"
	"maps"
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

// How much of a merge is under way at the same time, which bounds its memory: so many hours and
// so many readings. What else is there of these hours is read one by one and not held.
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
	c, err := compareReadings(ctx, m.tx, sent)
	if err != nil {
		return err
	}
	old, err := replayed(ctx, m.tx, m.source, sent, c.doubted)
	if err != nil {
		return err
	}
	if len(old) > 0 { // once more, without them
		for _, n := range old {
			m.answers[order[n]].Outcome = Duplicate
			order[n] = -1
		}
		if order = slices.DeleteFunc(order, func(i int32) bool { return i < 0 }); len(order) == 0 {
			return nil
		}
		return m.store(ctx, order)
	}
	for n, i := range order {
		m.answers[i].Outcome = c.outcomes[n]
	}
	m.note(c.changed)
	if err := c.write(ctx, m.tx, m.source); err != nil {
		return fmt.Errorf("readings: %w", err)
	}
	return writeHours(ctx, m.tx, c.hours.touched())
}

// replayed gives those of the doubted places whose readings the same source has sent before and
// replaced since: who sends them again has not heard an answer, and does not take anything back.
// Where the last of a key is one of them, all of the key was sent before.
func replayed(ctx context.Context, tx pgx.Tx, source string, sent []Reading, doubted []int) ([]int, error) {
	if len(doubted) == 0 {
		return nil, nil
	}
	asked := make([]Reading, len(doubted))
	for i, n := range doubted {
		asked[i] = sent[n]
	}
	rows, err := tx.Query(ctx, `
		SELECT s.n
		FROM   unnest($1::bigint[], $2::smallint[], $3::timestamptz[], $4::float8[], $5::smallint[]) WITH ORDINALITY AS s (station, parameter, at, value, status, n)
		WHERE  EXISTS (SELECT FROM data.reading_revisions v
		               WHERE  v.station = s.station AND v.parameter = s.parameter AND v.at = s.at AND v.source = $6
		               AND    v.status = s.status AND v.value IS NOT DISTINCT FROM s.value)`, columnsOf(asked).args(source)...)
	if err != nil {
		return nil, fmt.Errorf("revisions: %w", err)
	}
	var n int
	old := map[int]bool{}
	_, err = pgx.ForEachRow(rows, []any{&n}, func() error {
		at := doubted[n-1]
		old[at] = true
		if at+1 == len(sent) || sent[at+1].compare(sent[at]) != 0 {
			for at--; at >= 0 && sent[at].compare(sent[at+1]) == 0; at-- {
				old[at] = true
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("revisions: %w", err)
	}
	return slices.Collect(maps.Keys(old)), nil
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
