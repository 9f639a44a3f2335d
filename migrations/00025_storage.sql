-- +goose Up
-- How readings are kept: what was expected of old hours, whose rows are set aside, what
-- everybody may see of hours that have not ended.

-- How often a station was to send until a moment at which that was changed. An hour is judged by
-- what held when it began; what stands in data.stations holds since the last change.
CREATE TABLE data.station_intervals (
    station     bigint NOT NULL REFERENCES data.stations ON DELETE CASCADE,
    until       timestamptz NOT NULL,
    interval_s  int,
    PRIMARY KEY (station, until)
);
GRANT SELECT ON data.station_intervals TO sotay_app, sotay_staff;

-- A change holds for hours that begin after it and after all that is there, which may be ahead.
-- Of a station that has sent nothing yet it holds for all.
-- +goose StatementBegin
CREATE FUNCTION sotay.note_interval() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO data.station_intervals (station, until, interval_s)
    SELECT OLD.id, greatest(now(), max(at)), OLD.interval_s FROM data.readings_latest WHERE station = OLD.id HAVING count(*) > 0
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER note_interval AFTER UPDATE OF interval_s ON data.stations
    FOR EACH ROW WHEN (OLD.interval_s IS DISTINCT FROM NEW.interval_s) EXECUTE FUNCTION sotay.note_interval();

-- The operator whose stations alone the sender of a row may send for; NULL: of all.
ALTER TABLE data.reading_quarantine ADD operator text CHECK (operator <> '');

-- What a row of the quarantine is known by, so that it stands there once. What was thrown away
-- does not come back when it is sent again.
CREATE FUNCTION sotay.aside_key(station text, parameter text, at text, value text, unit text, status text, operator text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT md5(station || E'\x1f' || parameter || E'\x1f' || at || E'\x1f' || value || E'\x1f' || unit || E'\x1f' || status || E'\x1f' || coalesce(operator, ''))
$$;
GRANT EXECUTE ON FUNCTION sotay.aside_key(text, text, text, text, text, text, text) TO sotay_app;
ALTER TABLE data.reading_quarantine ADD key text GENERATED ALWAYS AS (sotay.aside_key(station, parameter, at, value, unit, status, operator)) STORED;
DROP INDEX data.reading_quarantine_once;
CREATE UNIQUE INDEX reading_quarantine_once ON data.reading_quarantine (key) WHERE settled_at IS NULL;
CREATE INDEX reading_quarantine_discarded ON data.reading_quarantine (key) WHERE settled_how = 'discarded';

-- The newest means up to the hour that runs: clocks of stations may be ahead by an hour, and
-- what stood beyond it would hide the newest that has ended.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION sotay.follow_means() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO data.latest_means AS m (station, parameter, hour, mean, before_hour, before_mean, changed)
    SELECT w.station, w.parameter, n.hours[1], n.means[1], n.hours[2], n.means[2], pg_current_xact_id()
    FROM  (SELECT DISTINCT station, parameter FROM written) AS w
    JOIN   data.stations s ON s.id = w.station
    CROSS  JOIN LATERAL (
           SELECT array_agg(t.hour ORDER BY t.hour DESC) AS hours, array_agg(t.mean ORDER BY t.hour DESC) AS means
           FROM  (SELECT h.hour, h.mean FROM data.readings_hourly h
                  WHERE  h.station = w.station AND h.parameter = w.parameter AND h.mean IS NOT NULL AND h.hour < now() + interval '1 hour'
                  ORDER  BY h.hour DESC LIMIT 2) AS t) AS n
    ON CONFLICT (station, parameter) DO UPDATE
    SET hour = EXCLUDED.hour, mean = EXCLUDED.mean, before_hour = EXCLUDED.before_hour, before_mean = EXCLUDED.before_mean, changed = EXCLUDED.changed;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- What everybody may see of hours: those that have ended. The one that runs has the mean of its
-- first minutes, or of none.
CREATE OR REPLACE VIEW pub.readings_hourly AS
    SELECT station, parameter, hour, mean FROM data.readings_hourly WHERE mean IS NOT NULL AND hour <= now();

-- +goose Down
CREATE OR REPLACE VIEW pub.readings_hourly AS
    SELECT station, parameter, hour, mean FROM data.readings_hourly WHERE mean IS NOT NULL;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION sotay.follow_means() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO data.latest_means AS m (station, parameter, hour, mean, before_hour, before_mean, changed)
    SELECT w.station, w.parameter, n.hours[1], n.means[1], n.hours[2], n.means[2], pg_current_xact_id()
    FROM  (SELECT DISTINCT station, parameter FROM written) AS w
    JOIN   data.stations s ON s.id = w.station
    CROSS  JOIN LATERAL (
           SELECT array_agg(t.hour ORDER BY t.hour DESC) AS hours, array_agg(t.mean ORDER BY t.hour DESC) AS means
           FROM  (SELECT h.hour, h.mean FROM data.readings_hourly h
                  WHERE  h.station = w.station AND h.parameter = w.parameter AND h.mean IS NOT NULL
                  ORDER  BY h.hour DESC LIMIT 2) AS t) AS n
    ON CONFLICT (station, parameter) DO UPDATE
    SET hour = EXCLUDED.hour, mean = EXCLUDED.mean, before_hour = EXCLUDED.before_hour, before_mean = EXCLUDED.before_mean, changed = EXCLUDED.changed;
    RETURN NULL;
END $$;
-- +goose StatementEnd
DROP INDEX data.reading_quarantine_once;
DROP INDEX data.reading_quarantine_discarded;
DELETE FROM data.reading_quarantine q
USING  data.reading_quarantine o
WHERE  q.settled_at IS NULL AND o.settled_at IS NULL AND q.id < o.id
AND    (q.station, q.parameter, q.at, q.value, q.unit, q.status) = (o.station, o.parameter, o.at, o.value, o.unit, o.status);
ALTER TABLE data.reading_quarantine DROP key, DROP operator;
DROP FUNCTION sotay.aside_key;
CREATE UNIQUE INDEX reading_quarantine_once ON data.reading_quarantine
    (md5(station || E'\x1f' || parameter || E'\x1f' || at || E'\x1f' || value || E'\x1f' || unit || E'\x1f' || status)) WHERE settled_at IS NULL;
DROP TRIGGER note_interval ON data.stations;
DROP FUNCTION sotay.note_interval;
DROP TABLE data.station_intervals;
