-- +goose Up
-- Of two who change a camera at once the second is told; what an indicator means can be said and
-- changed by people.

-- Counts the changes of a camera by anybody, but for its last sign of life: that comes by itself.
ALTER TABLE data.cameras ADD COLUMN version int NOT NULL DEFAULT 1;
-- +goose StatementBegin
CREATE FUNCTION sotay.count_camera_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER count_change BEFORE UPDATE OF code, name, kind, direction, fov, range_m, state, address, geom ON data.cameras
    FOR EACH ROW EXECUTE FUNCTION sotay.count_camera_change();

-- With the last sign of life in tiles the map tells a camera that fell silent from one that works.
UPDATE sotay.fields SET in_tiles = true WHERE layer = 'cameras' AND name = 'last_seen';

ALTER TABLE data.indicators
    ADD COLUMN source text NOT NULL DEFAULT '',              -- who says so where a table does not
    ADD COLUMN breaks double precision[] NOT NULL DEFAULT '{}'; -- where a class ends and the next begins, ascending; empty: classes of as many communes each
GRANT INSERT, UPDATE, DELETE ON data.indicators TO sotay_app;
CREATE OR REPLACE VIEW pub.indicators AS
    SELECT id, code, theme, name_vi, name_en, unit, better, sort, lowest, highest, source, breaks FROM data.indicators;

-- +goose Down
REVOKE INSERT, UPDATE, DELETE ON data.indicators FROM sotay_app;
DROP VIEW pub.indicators;
CREATE VIEW pub.indicators AS SELECT id, code, theme, name_vi, name_en, unit, better, sort FROM data.indicators;
GRANT SELECT ON pub.indicators TO sotay_public, sotay_app, sotay_staff;
ALTER TABLE data.indicators DROP COLUMN source, DROP COLUMN breaks;
UPDATE sotay.fields SET in_tiles = false WHERE layer = 'cameras' AND name = 'last_seen';
DROP TRIGGER count_change ON data.cameras;
DROP FUNCTION sotay.count_camera_change;
ALTER TABLE data.cameras DROP COLUMN version;
