package demo

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	geom "github.com/twpayne/go-geom"
	"golang.org/x/sync/errgroup"

	"sotay/environment"
	"sotay/importers"
	"sotay/internal/demo/monitoring"
)

// What Load calls the readings of the last week and the hours of the time before.
const (
	readingsTable = "readings"
	hoursTable    = "readings_hourly"
)

// places are the stations as the records of their layer.
func (m made) places() []Feature {
	var out []Feature
	for _, s := range m.stations {
		out = append(out, Feature{
			geom.NewPointFlat(geom.XY, []float64{s.At[0], s.At[1]}).SetSRID(SRID),
			[]any{s.Code, s.Name, s.Kind, s.Grade, s.Operator, int64(monitoring.Interval / time.Second), text(s.WaterBody), s.Since},
		})
	}
	return out
}

// presentReadings counts what there is, and tells whether each station has some.
func presentReadings(ctx context.Context, owner *pgxpool.Pool) (found []Loaded, complete bool, err error) {
	var readings, hours int64
	err = owner.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM data.readings), (SELECT count(*) FROM data.readings_hourly),
		       NOT EXISTS (SELECT FROM data.stations s WHERE NOT EXISTS (SELECT FROM data.readings_latest l WHERE l.station = s.id))`,
	).Scan(&readings, &hours, &complete)
	if err != nil {
		return nil, false, fmt.Errorf("readings of the demo: %w", err)
	}
	for _, l := range []Loaded{{readingsTable, importers.Counts{Unchanged: readings}}, {hoursTable, importers.Counts{Unchanged: hours}}} {
		if l.Counts.Unchanged > 0 {
			found = append(found, l)
		}
	}
	return found, complete, nil
}

// loadReadings writes what the stations sent, each station in a transaction of its own: those
// that have sent anything already are left alone.
func (p *Province) loadReadings(ctx context.Context, c LoadConfig) ([]Loaded, error) {
	found, complete, err := presentReadings(ctx, c.Owner)
	if err != nil || complete {
		return found, err
	}
	if err := p.provideSensors(ctx, c.Owner); err != nil {
		return nil, err
	}
	w := writer{LoadConfig: c, record: monitoring.New(c.Now, cmp.Or(c.Days, monitoring.Year))}
	stations, err := p.without(ctx, c.Owner)
	if err != nil {
		return nil, err
	}
	if err := w.write(ctx, stations); err != nil {
		return nil, fmt.Errorf("readings of the demo: %w", err)
	}
	if err := w.afterwards(ctx, p.Stations); err != nil {
		return nil, fmt.Errorf("readings of the demo: %w", err)
	}
	return []Loaded{{readingsTable, importers.Counts{Added: w.readings}}, {hoursTable, importers.Counts{Added: w.hours}}}, nil
}

// without gives the stations that have not sent anything.
func (p *Province) without(ctx context.Context, owner *pgxpool.Pool) (out []monitoring.Station, err error) {
	rows, err := owner.Query(ctx, `SELECT code FROM data.stations s WHERE NOT EXISTS (SELECT FROM data.readings_latest l WHERE l.station = s.id)`)
	if err != nil {
		return nil, err
	}
	codes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, code := range codes {
		if s, ok := monitoring.Find(p.Stations, code); ok {
			out = append(out, s)
		}
	}
	return out, err
}

// provideSensors writes what the demo's stations measure, for those of which that is not said.
func (p *Province) provideSensors(ctx context.Context, owner *pgxpool.Pool) error {
	var b pgx.Batch
	for _, s := range p.Stations {
		var parameters, media, methods, devices, units []string
		for _, x := range s.Sensors {
			parameters, media, methods = append(parameters, x.Parameter), append(media, x.Medium), append(methods, x.Method)
			devices, units = append(devices, x.Device), append(units, x.Unit)
		}
		b.Queue(`
			INSERT INTO data.sensors (station, parameter, method, device, unit, since)
			SELECT s.id, p.id, x.method, x.device, x.unit, s.since
			FROM   data.stations s
			CROSS  JOIN unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY AS x (parameter, medium, method, device, unit, n)
			JOIN   data.parameters p ON p.code = x.parameter AND p.medium = x.medium
			WHERE  s.code = $1 AND NOT EXISTS (SELECT FROM data.sensors o WHERE o.station = s.id)
			ORDER  BY x.n`, s.Code, parameters, media, methods, devices, units)
	}
	if err := owner.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("sensors of the demo: %w", err)
	}
	return nil
}

// writer writes a record.
type writer struct {
	LoadConfig
	record *monitoring.Record

	mu              sync.Mutex
	stations        int64
	readings, hours int64
}

func (w *writer) write(ctx context.Context, stations []monitoring.Station) error {
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(max(2, runtime.NumCPU()))
	for _, s := range stations {
		work.Go(func() error {
			a := w.archive(s)
			if err := w.Readings.WriteArchive(ctx, a); err != nil {
				return err
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			w.stations, w.readings, w.hours = w.stations+1, w.readings+int64(len(a.Readings)), w.hours+int64(len(a.Hours))
			if w.Progress != nil {
				w.Progress(readingsTable, importers.Progress{Phase: importers.Loading, Rows: w.stations, Total: int64(len(stations)), Left: -1})
			}
			return nil
		})
	}
	return work.Wait()
}

// archive is the record of a station as the environment takes it.
func (w *writer) archive(s monitoring.Station) environment.Archive {
	hours, readings := w.record.Hours(s), w.record.Readings(s)
	a := environment.Archive{
		Station:  s.Code,
		Hours:    make([]environment.ArchivedHour, len(hours)),
		Readings: make([]environment.ArchivedReading, len(readings)),
	}
	for i, h := range hours {
		a.Hours[i] = environment.ArchivedHour{
			Parameter: s.Sensors[h.Sensor].Parameter, End: h.End, Received: h.Received, Counted: h.Counted, Expected: h.Expected,
			Mean: h.Mean, Lowest: h.Lowest, Highest: h.Highest,
		}
	}
	for i, r := range readings {
		a.Readings[i] = environment.ArchivedReading{Parameter: s.Sensors[r.Sensor].Parameter, At: r.At, Value: r.Value, Status: r.Status}
	}
	return a
}

// afterwards sends what comes late or cannot be taken, as a station would, and brings up to
// date what follows from all of it.
func (w *writer) afterwards(ctx context.Context, stations []monitoring.Station) error {
	var late []environment.Sent
	for _, m := range w.record.Late(stations) {
		late = append(late, environment.Sent(m))
	}
	if _, err := w.Readings.Take(ctx, environment.Sender{Source: Source}, late); err != nil {
		return err
	}
	if w.record.First.Before(w.record.Week) { // only hours are there before: a late reading must not stand for a whole one
		_, err := w.Owner.Exec(ctx, `UPDATE sotay.readings_policy SET dropped_until = greatest(dropped_until, $1)`, w.record.Week)
		if err != nil {
			return err
		}
	}
	for _, table := range []string{"stations", "sensors", "readings", "readings_latest", "readings_hourly", "readings_daily"} {
		if _, err := w.Owner.Exec(ctx, "ANALYZE "+pgx.Identifier{"data", table}.Sanitize()); err != nil {
			return err
		}
	}
	there, err := alarmsThere(ctx, w.Owner)
	if err == nil && there {
		err = provideAlarms(ctx, w.Owner, w.record.Now)
	}
	if err != nil {
		return err
	}
	return w.Readings.Once(ctx)
}
