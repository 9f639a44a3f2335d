-- The merge of package environment written in SQL: what COPY has brought into data.stage for a
-- connection (%[1]d) becomes readings, latest values, hours and days.
INSERT INTO data.readings SELECT station, parameter, at, value, status FROM data.stage WHERE connection = %[1]d ORDER BY station, parameter, at ON CONFLICT DO NOTHING;
INSERT INTO data.readings_latest AS l (station, parameter, at, value, status, received)
SELECT DISTINCT ON (station, parameter) station, parameter, at, value, status, now() FROM data.stage WHERE connection = %[1]d ORDER BY station, parameter, at DESC
ON CONFLICT (station, parameter) DO UPDATE SET at = EXCLUDED.at, value = EXCLUDED.value, status = EXCLUDED.status, received = EXCLUDED.received WHERE EXCLUDED.at >= l.at;
INSERT INTO data.readings_hourly AS h (station, parameter, hour, received, counted, expected, mean, lowest, highest)
SELECT t.station, t.parameter, t.hour, a.received, a.counted, e.expected, CASE WHEN a.counted > 0 AND 4 * a.counted >= 3 * e.expected THEN a.mean END, a.lowest, a.highest
FROM   (SELECT DISTINCT station, parameter, date_trunc('hour', at - interval '1 us') + interval '1 hour' AS hour FROM data.stage WHERE connection = %[1]d) AS t
JOIN   data.stations s ON s.id = t.station
CROSS  JOIN LATERAL (SELECT greatest(1, 3600 / coalesce(s.interval_s, 3600)) AS expected) AS e
CROSS  JOIN LATERAL (
       SELECT count(*)::int AS received, count(r.value) FILTER (WHERE r.status = 0)::int AS counted, avg(r.value ORDER BY r.at) FILTER (WHERE r.status = 0) AS mean,
              min(r.value) FILTER (WHERE r.status = 0) AS lowest, max(r.value) FILTER (WHERE r.status = 0) AS highest
       FROM   data.readings r
       WHERE  r.station = t.station AND r.parameter = t.parameter AND r.at > t.hour - interval '1 hour' AND r.at <= t.hour) AS a
ON CONFLICT (station, parameter, hour) DO UPDATE
SET received = EXCLUDED.received, counted = EXCLUDED.counted, expected = EXCLUDED.expected, mean = EXCLUDED.mean, lowest = EXCLUDED.lowest, highest = EXCLUDED.highest;
INSERT INTO data.readings_daily AS d (station, parameter, day, received, counted, expected, mean, lowest, highest, highest_8h)
SELECT t.station, t.parameter, t.day, a.received, a.counted, e.expected, CASE WHEN a.counted >= 18 THEN a.mean END, a.lowest, a.highest, a.highest_8h
FROM   (SELECT DISTINCT station, parameter, ((date_trunc('hour', at - interval '1 us') + o) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day
        FROM data.stage, (VALUES (interval '59 minutes'), (interval '7 hours 59 minutes')) AS o (o) WHERE connection = %[1]d) AS t
JOIN   data.stations s ON s.id = t.station
CROSS  JOIN LATERAL (SELECT greatest(1, 86400 / coalesce(s.interval_s, 3600)) AS expected, t.day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS midnight) AS e
CROSS  JOIN LATERAL (
       SELECT coalesce(sum(received) FILTER (WHERE hour > midnight), 0)::int AS received, count(mean) FILTER (WHERE hour > midnight)::int AS counted,
              count(*) FILTER (WHERE hour > midnight) AS hours, avg(mean ORDER BY hour) FILTER (WHERE hour > midnight) AS mean,
              min(mean) FILTER (WHERE hour > midnight) AS lowest, max(mean) FILTER (WHERE hour > midnight) AS highest, max(mean_8h) FILTER (WHERE hour > midnight) AS highest_8h
       FROM  (SELECT h.hour, h.received, h.mean, CASE WHEN count(h.mean) OVER w >= 6 THEN avg(h.mean) OVER w END AS mean_8h
              FROM   data.readings_hourly h
              WHERE  h.station = t.station AND h.parameter = t.parameter AND h.hour > e.midnight - interval '7 hours' AND h.hour <= e.midnight + interval '24 hours'
              WINDOW w AS (ORDER BY h.hour RANGE BETWEEN interval '7 hours' PRECEDING AND CURRENT ROW)) AS h) AS a
WHERE  a.hours > 0
ON CONFLICT (station, parameter, day) DO UPDATE
SET received = EXCLUDED.received, counted = EXCLUDED.counted, expected = EXCLUDED.expected, mean = EXCLUDED.mean, lowest = EXCLUDED.lowest, highest = EXCLUDED.highest,
    highest_8h = EXCLUDED.highest_8h;
DELETE FROM data.stage WHERE connection = %[1]d;
