-- +goose Up
-- One row that tells one state of the units and successions from another: whoever keeps them
-- in memory asks for it alone. The version is drawn anew by every statement that writes
-- there, by whomever, and is seen with what was written.
CREATE TABLE data.units_state (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    version uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO data.units_state DEFAULT VALUES;

-- +goose StatementBegin
CREATE FUNCTION sotay.units_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE data.units_state SET version = gen_random_uuid();
    RETURN NULL;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER units_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON data.units
    FOR EACH STATEMENT EXECUTE FUNCTION sotay.units_changed();
CREATE TRIGGER units_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON data.successions
    FOR EACH STATEMENT EXECUTE FUNCTION sotay.units_changed();
ALTER TABLE data.units ENABLE ALWAYS TRIGGER units_changed;
ALTER TABLE data.successions ENABLE ALWAYS TRIGGER units_changed;

CREATE VIEW pub.units_state AS SELECT version FROM data.units_state;
GRANT SELECT ON pub.units_state TO sotay_public, sotay_app, sotay_staff;

-- +goose Down
DROP VIEW pub.units_state;
DROP TRIGGER units_changed ON data.successions;
DROP TRIGGER units_changed ON data.units;
DROP FUNCTION sotay.units_changed();
DROP TABLE data.units_state;
