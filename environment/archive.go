package environment

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// Archive is what is known of one station from before it sent here: of older times hours, of
// newer ones readings. Values are in the parameters' own units; NaN stands for none.
type Archive struct {
	Station  string // its code
	Hours    []ArchivedHour
	Readings []ArchivedReading
}

// ArchivedHour is one of data.readings_hourly, labelled by its end.
type ArchivedHour struct {
	Parameter                   string
	End                         time.Time
	Received, Counted, Expected int
	Mean, Lowest, Highest       float64
}

// ArchivedReading is one of data.readings.
type ArchivedReading struct {
	Parameter string
	At        time.Time
	Value     float64
	Status    int16
}

// WriteArchive writes an archive in one transaction, and what follows from it: the days of the
// hours, and hours, days and latest values of the readings. Nothing of the same station,
// parameter and time may be there: it fails then, as for a station or a parameter that is not
// known, and nothing is written.
func (s *Store) WriteArchive(ctx context.Context, a Archive) error {
	w := archiver{Archive: a}
	err := pgx.BeginTxFunc(ctx, s.db.App, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error { return w.resolve(ctx, tx) })
	if err == nil {
		err = makeMonths(ctx, s.db.App, w.readings)
	}
	if err == nil {
		err = pgx.BeginFunc(ctx, s.db.App, func(tx pgx.Tx) error { return w.write(ctx, tx) })
	}
	if err != nil {
		return fmt.Errorf("archive of %s: %w", a.Station, err)
	}
	return nil
}

// archiver writes an archive.
type archiver struct {
	Archive
	station    int64
	parameters map[string]int16
	readings   []Reading
}

// resolve finds what the archive names.
func (w *archiver) resolve(ctx context.Context, tx pgx.Tx) error {
	var kind string
	if err := tx.QueryRow(ctx, `SELECT id, kind FROM data.stations WHERE code = $1`, w.Station).Scan(&w.station, &kind); err != nil {
		return err
	}
	all, err := readParameters(ctx, tx)
	if err != nil {
		return err
	}
	w.parameters = map[string]int16{}
	need := func(code string) error {
		if _, known := w.parameters[code]; known {
			return nil
		}
		p := all.of(kind, code)
		if p == nil {
			return fmt.Errorf("parameter %q is not known", code)
		}
		w.parameters[code] = p.ID
		return nil
	}
	for _, h := range w.Hours {
		if err := need(h.Parameter); err != nil {
			return err
		}
	}
	for i := range w.Archive.Readings {
		r := &w.Archive.Readings[i]
		if err := need(r.Parameter); err != nil {
			return err
		}
		w.readings = append(w.readings, Reading{
			Station: w.station, Parameter: w.parameters[r.Parameter], At: r.At, Value: number(&r.Value), Status: r.Status,
		})
	}
	return nil
}

// number is v, nil for NaN.
func number(v *float64) *float64 {
	if math.IsNaN(*v) {
		return nil
	}
	return v
}

func (w *archiver) write(ctx context.Context, tx pgx.Tx) error {
	if err := lockStations(ctx, tx, []Reading{{Station: w.station}}); err != nil {
		return err
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"data", "readings_hourly"},
		[]string{"station", "parameter", "hour", "received", "counted", "expected", "mean", "lowest", "highest"},
		pgx.CopyFromSlice(len(w.Hours), func(i int) ([]any, error) {
			h := &w.Hours[i]
			return []any{
				w.station, w.parameters[h.Parameter], h.End, int32(h.Received), int32(h.Counted), int32(h.Expected),
				number(&h.Mean), number(&h.Lowest), number(&h.Highest),
			}, nil
		}))
	if err != nil {
		return err
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"data", "readings"}, []string{"station", "parameter", "at", "value", "status"},
		pgx.CopyFromSlice(len(w.readings), func(i int) ([]any, error) {
			r := w.readings[i]
			return []any{r.Station, r.Parameter, r.At, r.Value, r.Status}, nil
		}))
	if err != nil {
		return err
	}
	if err := w.days(ctx, tx); err != nil || len(w.readings) == 0 {
		return err
	}
	return follow(ctx, tx, w.readings)
}

// days computes the days of the archive's hours.
func (w *archiver) days(ctx context.Context, tx pgx.Tx) error {
	var hours []hourKey
	for _, h := range w.Hours {
		hours = append(hours, hourKey{series{w.station, w.parameters[h.Parameter]}, h.End.Unix()})
	}
	slices.SortFunc(hours, hourKey.compare)
	return followDays(ctx, tx, hours)
}
