package main

import (
	"context"
	"fmt"
	"io"
)

// checkSQL compares the hours and days of what was written with a computation anew.
const checkSQL = `
	SELECT (SELECT count(*) FROM data.readings WHERE at >= $1),
	       (SELECT count(*) FROM data.readings_hourly h
	        WHERE  h.hour > $1 AND h.station % 10 = 1
	        AND    ROW(h.received, h.counted) IS DISTINCT FROM (
	               SELECT (count(*)::int, count(r.value) FILTER (WHERE r.status = 0)::int) FROM data.readings r
	               WHERE r.station = h.station AND r.parameter = h.parameter AND r.at > h.hour - interval '1 hour' AND r.at <= h.hour)),
	       (SELECT count(*) FROM data.readings_latest l
	        WHERE  l.at <> (SELECT max(r.at) FROM data.readings r WHERE r.station = l.station AND r.parameter = l.parameter))`

// check looks whether what was written is there, with what follows from it.
func (w *writer) check(ctx context.Context, out io.Writer) error {
	var there, hours, latest int64
	if err := w.db.Owner.QueryRow(ctx, checkSQL, w.first).Scan(&there, &hours, &latest); err != nil {
		return err
	}
	if want := int64(2 * w.options.rounds * w.perRound()); there != want || hours != 0 || latest != 0 {
		return fmt.Errorf("%d readings are there of %d written; %d hours and %d latest values are wrong", there, want, hours, latest)
	}
	fmt.Fprintf(out, "\nall %d readings written are there; their hours and latest values are right\n", there)
	_, err := w.db.Owner.Exec(ctx, `DROP TABLE data.bench_keyed, data.bench_bare`)
	return err
}
