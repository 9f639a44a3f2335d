-- +goose Up
-- The newest means of each parameter at each station, so that a list of all stations need not
-- look for them among millions of hours. The hour that a reading just came for has not ended
-- yet: the one before it stands here too, and now() tells which of the two to show. changed is
-- the transaction that last wrote any hour of the pair, also one of long ago: by it whoever
-- computes from hours finds what to compute anew.
CREATE TABLE data.latest_means (
    station      bigint NOT NULL REFERENCES data.stations ON DELETE CASCADE,
    parameter    smallint NOT NULL,
    hour         timestamptz,               -- the newest with a mean, by its end
    mean         double precision,
    before_hour  timestamptz,               -- the newest but one
    before_mean  double precision,
    changed      xid8 NOT NULL,
    PRIMARY KEY (station, parameter)
) WITH (fillfactor = 50);

-- +goose StatementBegin
CREATE FUNCTION sotay.follow_means() RETURNS trigger
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
-- One trigger for each event: transition tables refuse several.
CREATE TRIGGER follow_means_insert AFTER INSERT ON data.readings_hourly REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION sotay.follow_means();
CREATE TRIGGER follow_means_update AFTER UPDATE ON data.readings_hourly REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION sotay.follow_means();
CREATE TRIGGER follow_means_delete AFTER DELETE ON data.readings_hourly REFERENCING OLD TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION sotay.follow_means();

-- Of hours that were there before: as if they were written now.
INSERT INTO data.latest_means (station, parameter, hour, mean, before_hour, before_mean, changed)
SELECT station, parameter, (array_agg(hour ORDER BY hour DESC))[1], (array_agg(mean ORDER BY hour DESC))[1],
       (array_agg(hour ORDER BY hour DESC))[2], (array_agg(mean ORDER BY hour DESC))[2], pg_current_xact_id()
FROM   data.readings_hourly h
JOIN   data.stations s ON s.id = h.station
WHERE  mean IS NOT NULL
GROUP  BY station, parameter;

GRANT SELECT, INSERT, UPDATE ON data.latest_means TO sotay_app;
GRANT SELECT ON data.latest_means TO sotay_staff;
-- A sensor that was written down by mistake can be taken back.
GRANT DELETE ON data.sensors TO sotay_app;

-- The transaction that last wrote what people say of a station: its state and its index, which
-- change every few minutes, are no reason to refuse an import or its undoing.
ALTER TABLE data.stations ADD edited xid NOT NULL DEFAULT pg_current_xact_id()::xid;
-- +goose StatementBegin
CREATE FUNCTION sotay.station_edited() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.edited := OLD.edited;
    IF (NEW.code, NEW.name, NEW.kind, NEW.grade, NEW.operator, NEW.interval_s, NEW.water_body, NEW.since, NEW.until, NEW.required_class, NEW.geom::text)
       IS DISTINCT FROM (OLD.code, OLD.name, OLD.kind, OLD.grade, OLD.operator, OLD.interval_s, OLD.water_body, OLD.since, OLD.until, OLD.required_class, OLD.geom::text) THEN
        NEW.edited := pg_current_xact_id()::xid;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
-- A station that goes would leave its readings behind, and take what is told of them along.
-- +goose StatementBegin
CREATE FUNCTION sotay.keep_measured_station() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM data.readings_latest WHERE station = OLD.id) THEN
        RAISE EXCEPTION 'station % has readings', OLD.code
        USING ERRCODE = 'restrict_violation', DETAIL = OLD.code, HINT = 'Close it by the day in until, or delete its readings first.';
    END IF;
    RETURN OLD;
END $$;
-- +goose StatementEnd
CREATE TRIGGER station_edited BEFORE UPDATE ON data.stations FOR EACH ROW EXECUTE FUNCTION sotay.station_edited();
CREATE TRIGGER keep_measured BEFORE DELETE ON data.stations FOR EACH ROW EXECUTE FUNCTION sotay.keep_measured_station();

-- What everybody may see: hours that have ended, and what a station measures with.
CREATE VIEW pub.latest_means AS
    SELECT station, parameter,
           CASE WHEN hour <= now() THEN hour ELSE before_hour END AS hour,
           CASE WHEN hour <= now() THEN mean ELSE before_mean END AS mean
    FROM   data.latest_means
    WHERE  hour <= now() OR before_hour <= now();
CREATE VIEW pub.sensors AS SELECT id, station, parameter, method, device, unit, since, until FROM data.sensors;
-- How many hours of a day have a mean, also of days that have too few for one of their own.
CREATE VIEW pub.daily_hours AS SELECT station, parameter, day, counted AS hours FROM data.readings_daily WHERE counted > 0;
-- One state of what is told of stations from another: by the transactions that wrote each row.
CREATE VIEW pub.stations_version AS
    SELECT (SELECT bit_xor(hashtextextended(concat(id, ' ', xmin), 0)) FROM data.stations) AS stations,
           (SELECT bit_xor(hashtextextended(concat(id, ' ', xmin), 0)) FROM data.sensors) AS sensors,
           (SELECT bit_xor(hashtextextended(concat(station, ' ', parameter, ' ', xmin), 0)) FROM data.latest_means) AS means,
           date_trunc('hour', now()) AS hour;
-- Whoever asks for a parameter may write it in any usual way.
CREATE OR REPLACE VIEW pub.parameters AS
    SELECT id, code, medium, name_vi, name_en, unit, sort, molar_mass, lowest, highest, aliases FROM data.parameters;
GRANT SELECT ON pub.latest_means, pub.sensors, pub.daily_hours, pub.stations_version TO sotay_public, sotay_app, sotay_staff;

-- +goose Down
REVOKE DELETE ON data.sensors FROM sotay_app;
DROP VIEW pub.latest_means, pub.sensors, pub.daily_hours, pub.stations_version, pub.parameters;
CREATE VIEW pub.parameters AS SELECT id, code, medium, name_vi, name_en, unit, sort FROM data.parameters;
GRANT SELECT ON pub.parameters TO sotay_public, sotay_app, sotay_staff;
DROP TRIGGER follow_means_insert ON data.readings_hourly;
DROP TRIGGER follow_means_update ON data.readings_hourly;
DROP TRIGGER follow_means_delete ON data.readings_hourly;
DROP FUNCTION sotay.follow_means;
DROP TRIGGER station_edited ON data.stations;
DROP TRIGGER keep_measured ON data.stations;
DROP FUNCTION sotay.station_edited, sotay.keep_measured_station;
DROP VIEW IF EXISTS pub.stations;
ALTER TABLE data.stations DROP edited;
DROP TABLE data.latest_means;
