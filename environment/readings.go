package environment

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/calendar"
)

// Reading is one value of one parameter at a station, in the parameter's unit.
type Reading struct {
	Station   int64
	Parameter int16
	At        time.Time // of a whole microsecond
	Value     *float64  // nil: the station sent none
	Status    int16     // 0 measuring, 1 calibrating, 2 faulty, others as sent
}

// key is what a reading is known by.
type key struct {
	station   int64
	parameter int16
	at        int64 // microseconds
}

func (r Reading) key() key { return key{r.Station, r.Parameter, r.At.UnixMicro()} }

func (r Reading) compare(o Reading) int {
	return cmp.Or(cmp.Compare(r.Station, o.Station), cmp.Compare(r.Parameter, o.Parameter), r.At.Compare(o.At))
}

// Outcome is what became of a reading.
type Outcome string

// The outcomes.
const (
	Stored    Outcome = "stored"
	Duplicate Outcome = "duplicate" // the same was there
	Revised   Outcome = "revised"   // another value was there, and is kept as a revision
)

// merge writes readings with all that follows from them: latest values, hours and days. What
// became of each is given in their order. Of several for one key the last one holds. It
// waits for others that write for the same stations. The months must be there.
func merge(ctx context.Context, tx pgx.Tx, source string, readings []Reading) ([]Outcome, error) {
	outcomes := make([]Outcome, len(readings))
	if err := lockStations(ctx, tx, readings); err != nil {
		return nil, err
	}
	for _, round := range rounds(readings) {
		if err := store(ctx, tx, source, readings, round, outcomes); err != nil {
			return nil, err
		}
	}
	var touched []Reading
	for i, r := range readings {
		if outcomes[i] != Duplicate {
			touched = append(touched, r)
		}
	}
	if len(touched) == 0 {
		return outcomes, nil
	}
	return outcomes, follow(ctx, tx, touched)
}

// rounds splits the readings so that each key is in a round once, in the order of the
// readings; a round is in the order of keys.
func rounds(readings []Reading) [][]int {
	var list [][]int
	times := map[key]int{}
	for i, r := range readings {
		n := times[r.key()]
		times[r.key()]++
		if n == len(list) {
			list = append(list, nil)
		}
		list[n] = append(list[n], i)
	}
	for _, round := range list {
		slices.SortFunc(round, func(a, b int) int { return readings[a].compare(readings[b]) })
	}
	return list
}

// lockStations keeps others from writing for the same stations until the transaction ends. In
// one order, so that no two wait for each other.
func lockStations(ctx context.Context, tx pgx.Tx, readings []Reading) error {
	var stations []int64
	for _, r := range readings {
		stations = append(stations, r.Station)
	}
	slices.Sort(stations)
	stations = slices.Compact(stations)
	_, err := tx.Exec(ctx, `INSERT INTO data.station_writes (station) SELECT unnest($1::bigint[]) ON CONFLICT DO NOTHING`, stations)
	if err == nil {
		_, err = tx.Exec(ctx, `SELECT FROM data.station_writes WHERE station = ANY ($1) ORDER BY station FOR UPDATE`, stations)
	}
	if err != nil {
		return fmt.Errorf("readings: %w", err)
	}
	return nil
}

// columns are readings by column, as the statements take them.
type columns struct {
	place      []int32
	stations   []int64
	parameters []int16
	times      []time.Time
	values     []*float64
	statuses   []int16
}

func (c *columns) add(place int, r Reading) {
	c.place = append(c.place, int32(place))
	c.stations = append(c.stations, r.Station)
	c.parameters = append(c.parameters, r.Parameter)
	c.times = append(c.times, r.At)
	c.values = append(c.values, r.Value)
	c.statuses = append(c.statuses, r.Status)
}

// store writes one round: what is new, then what is there with another value.
func store(ctx context.Context, tx pgx.Tx, source string, readings []Reading, round []int, outcomes []Outcome) error {
	var all columns
	for _, i := range round {
		all.add(i, readings[i])
		outcomes[i] = Stored
	}
	rows, err := tx.Query(ctx, `
		WITH sent AS (
			SELECT * FROM unnest($1::int[], $2::bigint[], $3::smallint[], $4::timestamptz[], $5::float8[], $6::smallint[])
			              AS s (place, station, parameter, at, value, status)
		), new AS (
			INSERT INTO data.readings (station, parameter, at, value, status)
			SELECT station, parameter, at, value, status FROM sent
			ON CONFLICT DO NOTHING
			RETURNING station, parameter, at
		)
		SELECT s.place FROM sent s LEFT JOIN new n USING (station, parameter, at) WHERE n.at IS NULL`,
		all.place, all.stations, all.parameters, all.times, all.values, all.statuses)
	if err != nil {
		return fmt.Errorf("readings: %w", err)
	}
	there, err := pgx.CollectRows(rows, pgx.RowTo[int32])
	if err != nil {
		return fmt.Errorf("readings: %w", err)
	}
	if len(there) == 0 {
		return nil
	}
	var known columns
	for _, i := range there {
		known.add(int(i), readings[i])
		outcomes[i] = Duplicate
	}
	rows, err = tx.Query(ctx, `
		WITH sent AS (
			SELECT * FROM unnest($1::int[], $2::bigint[], $3::smallint[], $4::timestamptz[], $5::float8[], $6::smallint[])
			              AS s (place, station, parameter, at, value, status)
		), other AS MATERIALIZED (
			SELECT s.*, r.value AS old_value, r.status AS old_status
			FROM   sent s JOIN data.readings r USING (station, parameter, at)
			WHERE  (r.value, r.status) IS DISTINCT FROM (s.value, s.status)
		), kept AS (
			INSERT INTO data.reading_revisions (station, parameter, at, value, status, source)
			SELECT station, parameter, at, old_value, old_status, $7 FROM other ORDER BY place
		), revised AS (
			UPDATE data.readings r SET value = o.value, status = o.status
			FROM   other o
			WHERE  r.station = o.station AND r.parameter = o.parameter AND r.at = o.at
		)
		SELECT place FROM other`,
		known.place, known.stations, known.parameters, known.times, known.values, known.statuses, source)
	if err != nil {
		return fmt.Errorf("readings: %w", err)
	}
	revised, err := pgx.CollectRows(rows, pgx.RowTo[int32])
	if err != nil {
		return fmt.Errorf("readings: %w", err)
	}
	for _, i := range revised {
		outcomes[i] = Revised
	}
	return nil
}

// makeMonths makes the partitions that readings go to, each in a transaction of its own.
func makeMonths(ctx context.Context, db *pgxpool.Pool, readings []Reading) error {
	var months []string
	for _, r := range readings {
		if m := r.At.In(calendar.Zone()).Format("2006-01"); !slices.Contains(months, m) {
			months = append(months, m)
		}
	}
	for _, m := range months {
		if _, err := db.Exec(ctx, `SELECT sotay.make_readings_month($1::timestamptz)`, m+"-01 00:00:00+07"); err != nil {
			return fmt.Errorf("readings of %s: %w", m, err)
		}
	}
	return nil
}
