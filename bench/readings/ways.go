package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ndjson is a batch as a station's program sends it.
func ndjson(b batch) ([]byte, error) { return ndjsonOf(b.each) }

// ndjsonOf packs the readings that each gives.
func ndjsonOf(each func(func(station, parameter int, at time.Time, value float64))) ([]byte, error) {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	each(func(station, parameter int, at time.Time, value float64) {
		fmt.Fprintf(zip, `{"station":%q,"parameter":%q,"at":%q,"value":%g,"unit":"µg/m³","status":"00"}`+"\n",
			code(station), measured[parameter].code, at.Format(time.RFC3339), value)
	})
	err := zip.Close()
	return out.Bytes(), err
}

// send posts a batch; what is refused for now is sent again when the answer says.
func (s *server) send(ctx context.Context, _ *pgxpool.Conn, sent []byte) (int64, error) {
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/api/readings?answer=brief", bytes.NewReader(sent))
		if err != nil {
			return 0, err
		}
		req.Header.Set("Authorization", "Bearer "+s.token)
		req.Header.Set("Content-Type", "application/x-ndjson")
		req.Header.Set("Content-Encoding", "gzip")
		body, err := s.do(req)
		if busy := new(refusal); errors.As(err, &busy) && (busy.status == http.StatusTooManyRequests || busy.status == http.StatusServiceUnavailable) {
			after, err := strconv.Atoi(busy.after)
			if err != nil {
				return 0, fmt.Errorf("%w, %w", busy, err)
			}
			time.Sleep(time.Duration(after) * time.Second)
			continue
		}
		if err != nil {
			return 0, err
		}
		var answer struct {
			Counts struct{ Stored int64 }
		}
		return answer.Counts.Stored, errors.Join(json.Unmarshal(body, &answer))
	}
}

// binaryCopy is a batch as COPY … (FORMAT binary) takes it: station, parameter, at, value, status.
func binaryCopy(b batch) ([]byte, error) {
	out := []byte("PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	epoch := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	b.each(func(station, parameter int, at time.Time, value float64) {
		out = binary.BigEndian.AppendUint16(out, 5)
		out = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(out, 8), uint64(b.ids[station]))
		out = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint32(out, 2), uint16(measured[parameter].id))
		out = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(out, 8), uint64(at.Sub(epoch).Microseconds()))
		out = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(out, 8), math.Float64bits(value))
		out = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint32(out, 2), 0)
	})
	return binary.BigEndian.AppendUint16(out, math.MaxUint16), nil
}

func copyInto(table string) func(context.Context, *pgxpool.Conn, []byte) (int64, error) {
	return func(ctx context.Context, conn *pgxpool.Conn, sent []byte) (int64, error) {
		tag, err := conn.Conn().PgConn().CopyFrom(ctx, bytes.NewReader(sent), "COPY "+table+" (station, parameter, at, value, status) FROM STDIN (FORMAT binary)")
		return tag.RowsAffected(), err
	}
}

const stagingSQL = `
	CREATE TEMP TABLE IF NOT EXISTS sent (station bigint NOT NULL, parameter smallint NOT NULL, at timestamptz NOT NULL, value float8, status smallint NOT NULL)
	ON COMMIT DELETE ROWS`

// mergeInSQL is what is done with readings, written in SQL alone: staging by COPY, an insert by
// the key, the latest values, the touched hours and days computed from what is stored.
func mergeInSQL(ctx context.Context, conn *pgxpool.Conn, sent []byte) (stored int64, err error) {
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Conn().PgConn().CopyFrom(ctx, bytes.NewReader(sent), "COPY pg_temp.sent FROM STDIN (FORMAT binary)"); err != nil {
			return err
		}
		for i, sql := range []string{insertSQL, upsertSQL, touchedHoursSQL, touchedDaysSQL} {
			tag, err := tx.Exec(ctx, sql)
			if err != nil {
				return err
			}
			if i == 0 {
				stored = tag.RowsAffected()
			}
		}
		return nil
	})
	return stored, err
}

const (
	insertSQL = `
		INSERT INTO data.readings (station, parameter, at, value, status)
		SELECT station, parameter, at, value, status FROM pg_temp.sent ORDER BY station, parameter, at
		ON CONFLICT DO NOTHING`
	upsertSQL = `
		INSERT INTO data.readings_latest AS l (station, parameter, at, value, status, received)
		SELECT DISTINCT ON (station, parameter) station, parameter, at, value, status, now() FROM pg_temp.sent ORDER BY station, parameter, at DESC
		ON CONFLICT (station, parameter) DO UPDATE
		SET at = EXCLUDED.at, value = EXCLUDED.value, status = EXCLUDED.status, received = EXCLUDED.received
		WHERE EXCLUDED.at >= l.at`
	touchedHoursSQL = `
		INSERT INTO data.readings_hourly AS h (station, parameter, hour, received, counted, expected, mean, lowest, highest)
		SELECT t.station, t.parameter, t.hour, a.received, a.counted, e.expected,
		       CASE WHEN a.counted > 0 AND 4 * a.counted >= 3 * e.expected THEN a.mean END, a.lowest, a.highest
		FROM  (SELECT DISTINCT station, parameter, date_trunc('hour', at - interval '1 microsecond') + interval '1 hour' AS hour FROM pg_temp.sent) AS t
		JOIN   data.stations s ON s.id = t.station
		CROSS  JOIN LATERAL (SELECT greatest(1, 3600 / coalesce(s.interval_s, 3600)) AS expected) AS e
		CROSS  JOIN LATERAL (
		       SELECT count(*)::int AS received, count(r.value) FILTER (WHERE r.status = 0)::int AS counted, avg(r.value) FILTER (WHERE r.status = 0) AS mean,
		              min(r.value) FILTER (WHERE r.status = 0) AS lowest, max(r.value) FILTER (WHERE r.status = 0) AS highest
		       FROM   data.readings r
		       WHERE  r.station = t.station AND r.parameter = t.parameter AND r.at > t.hour - interval '1 hour' AND r.at <= t.hour) AS a
		ON CONFLICT (station, parameter, hour) DO UPDATE
		SET received = EXCLUDED.received, counted = EXCLUDED.counted, expected = EXCLUDED.expected, mean = EXCLUDED.mean,
		    lowest = EXCLUDED.lowest, highest = EXCLUDED.highest`
	touchedDaysSQL = `
		INSERT INTO data.readings_daily AS d (station, parameter, day, received, counted, expected, mean, lowest, highest, highest_8h)
		SELECT t.station, t.parameter, t.day, a.received, a.counted, e.expected,
		       CASE WHEN a.counted >= 18 THEN a.mean END, a.lowest, a.highest, a.highest_8h
		FROM  (SELECT DISTINCT station, parameter, ((at - interval '1 microsecond' + later) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day
		       FROM pg_temp.sent, unnest(ARRAY[interval '0', interval '7 hours']) AS later) AS t
		JOIN   data.stations s ON s.id = t.station
		CROSS  JOIN LATERAL (SELECT greatest(1, 86400 / coalesce(s.interval_s, 3600)) AS expected, t.day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS midnight) AS e
		CROSS  JOIN LATERAL (
		       SELECT coalesce(sum(received) FILTER (WHERE hour > midnight), 0)::int AS received, count(mean) FILTER (WHERE hour > midnight)::int AS counted,
		              count(*) FILTER (WHERE hour > midnight) AS hours, avg(mean) FILTER (WHERE hour > midnight) AS mean,
		              min(mean) FILTER (WHERE hour > midnight) AS lowest, max(mean) FILTER (WHERE hour > midnight) AS highest,
		              max(mean_8h) FILTER (WHERE hour > midnight) AS highest_8h
		       FROM  (SELECT h.hour, h.received, h.mean, CASE WHEN count(h.mean) OVER w >= 6 THEN avg(h.mean) OVER w END AS mean_8h
		              FROM   data.readings_hourly h
		              WHERE  h.station = t.station AND h.parameter = t.parameter
		              AND    h.hour > e.midnight - interval '7 hours' AND h.hour <= e.midnight + interval '24 hours'
		              WINDOW w AS (ORDER BY h.hour RANGE BETWEEN interval '7 hours' PRECEDING AND CURRENT ROW)) AS h) AS a
		WHERE  a.hours > 0
		ON CONFLICT (station, parameter, day) DO UPDATE
		SET received = EXCLUDED.received, counted = EXCLUDED.counted, expected = EXCLUDED.expected, mean = EXCLUDED.mean,
		    lowest = EXCLUDED.lowest, highest = EXCLUDED.highest, highest_8h = EXCLUDED.highest_8h`
)
