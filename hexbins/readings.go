package hexbins

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// hourly is the longest period that is answered from the means of hours. A longer one is answered
// from the means of days, which are those of hours where a day has eighteen of them.
const hourly = 31 * 24 * time.Hour

// readReadings aggregates the means of the stations in a cell. Every mean counts alike: a station
// that gave twice as many weighs twice as much. Cells without any are left out.
func (b *Bins) readReadings(ctx context.Context, src source, q Query, g ground) (*Result, error) {
	r := &Result{From: q.From, To: q.To, Basis: "hour"}
	parameter, err := b.parameter(ctx, q, r)
	if err != nil {
		return nil, err
	}
	args := append(g.args(), parameter, q.From, q.To)
	bucket := bucketSQL(q, "(h.hour - interval '1 microsecond') AT TIME ZONE 'Asia/Ho_Chi_Minh'", &args) // an hour is labelled by its end
	means := `SELECT ` + bucket + `, count(*), sum(h.mean), min(h.mean), max(h.mean) FROM pub.readings_hourly h
		WHERE h.station = c.id AND h.parameter = $6 AND h.hour > $7 AND h.hour <= $8 GROUP BY 1`
	if q.Bucket != Hour && q.To.Sub(q.From) > hourly { // the days that the period touches, in UTC+7
		r.Basis = "day"
		args[6], args[7] = today(q.From), today(q.To.Add(-time.Microsecond))
		args = args[:8]
		bucket = bucketSQL(q, "h.day::timestamp", &args)
		means = `SELECT ` + bucket + `, count(*), sum(h.mean), min(h.lowest), max(h.highest) FROM pub.readings_daily h
		WHERE h.station = c.id AND h.parameter = $6 AND h.day BETWEEN $7::date AND $8::date GROUP BY 1`
	}
	number := figureSQL(q.Value, map[string]string{Mean: "m.total", Min: "m.lowest", Max: "m.highest"}[q.Value])
	return r, b.collect(ctx, src, q, r, answerSQL(src.complete, listed(`
			SELECT (c.cell & $1) | $2 AS cell, m.bucket, sum(m.n)::bigint AS count, (`+number+`)::float8 AS number, count(*) AS stations
			FROM   `+src.within("")+`
			CROSS  JOIN LATERAL (`+means+`) AS m (bucket, n, total, lowest, highest)
			WHERE  m.n > 0
			GROUP  BY 1, 2`)), args)
}

// parameter finds the parameter of a code, the first in order where several media have one, and
// says in which unit its means are.
func (b *Bins) parameter(ctx context.Context, q Query, r *Result) (id int16, err error) {
	err = b.DB.Public.QueryRow(ctx, `
		SELECT id, CASE $3 WHEN 'count' THEN '' ELSE unit END
		FROM   pub.parameters
		WHERE  code = $1 AND (medium = $2 OR $2 = '')
		ORDER  BY sort, id
		LIMIT  1`, q.Parameter, q.Medium, q.Value).Scan(&id, &r.Unit)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, refuse("Không có thông số %q; xem /api/parameters.", "There is no parameter %q; see /api/parameters.", q.Parameter)
	}
	return id, err
}
