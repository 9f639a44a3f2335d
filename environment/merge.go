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
