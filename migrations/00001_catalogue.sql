-- +goose Up
-- The catalogue: what a layer is, which fields it has and who may see them.

CREATE SCHEMA sotay;
CREATE SCHEMA data;
CREATE SCHEMA pub;
GRANT USAGE ON SCHEMA sotay, data TO sotay_app, sotay_staff;
GRANT USAGE ON SCHEMA pub TO sotay_app, sotay_staff, sotay_public;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- One row: who this database is. A restore gives it a new restore_id.
CREATE TABLE sotay.instance (
    only_row    boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    restore_id  uuid        NOT NULL DEFAULT gen_random_uuid(),
    created_at  timestamptz NOT NULL DEFAULT now()
);
INSERT INTO sotay.instance DEFAULT VALUES;
GRANT SELECT ON sotay.instance TO sotay_app;

-- Lists of codes with names and colours (land types, later forest states and others).
CREATE TABLE sotay.codes (
    list     text NOT NULL,
    code     text NOT NULL,
    version  text NOT NULL,                 -- the legal list that defines the code
    name_vi  text NOT NULL,
    name_en  text NOT NULL,
    parent   text,
    color    text CHECK (color ~ '^#[0-9a-f]{6}$'),
    current  boolean NOT NULL DEFAULT true,  -- false: only in data made under an older list
    sort     int  NOT NULL,
    PRIMARY KEY (list, code)
);
GRANT SELECT ON sotay.codes TO sotay_app, sotay_staff;

-- A generation stands in public answers: those of layers for staff are drawn elsewhere.
CREATE SEQUENCE sotay.generations;
CREATE SEQUENCE sotay.staff_generations;

CREATE TABLE sotay.layers (
    name        text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{0,47}$'),
    audience    text NOT NULL DEFAULT 'public' CHECK (audience IN ('public', 'staff')),
    title_vi    text NOT NULL,
    title_en    text NOT NULL,
    theme       text NOT NULL CHECK (theme IN ('land', 'air', 'water', 'forest', 'incident', 'admin', 'facility')),
    geometry    text NOT NULL CHECK (geometry IN ('Point', 'LineString', 'Polygon', 'Geometry')),
    table_name  text NOT NULL UNIQUE CHECK (table_name ~ '^[a-z][a-z0-9_]{0,47}$'), -- in schema data
    identity    text[] NOT NULL DEFAULT '{}', -- fields that name a record; empty: its shape and values do
    survey      boolean NOT NULL DEFAULT false, -- keeps survey_geom, the coordinates as surveyed
    min_zoom    int  NOT NULL DEFAULT 0 CHECK (min_zoom BETWEEN 0 AND 22),
    max_zoom    int  NOT NULL DEFAULT 22 CHECK (max_zoom BETWEEN min_zoom AND 22),
    label       text,                        -- the field printed on the map, if any
    style       jsonb NOT NULL DEFAULT '{}',
    source      text NOT NULL DEFAULT '',
    as_of       date,
    sort        int  NOT NULL DEFAULT 100,   -- drawn in this order, lowest first
    generation  bigint NOT NULL              -- set by a trigger, whatever is written
);

CREATE TABLE sotay.fields (
    layer       text NOT NULL REFERENCES sotay.layers ON DELETE CASCADE ON UPDATE CASCADE,
    name        text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_]{0,47}$'),
    sort        int  NOT NULL,
    type        text NOT NULL CHECK (type IN ('text', 'text[]', 'integer', 'real', 'boolean', 'date', 'timestamp')),
    title_vi    text NOT NULL,
    title_en    text NOT NULL,
    visibility  text NOT NULL DEFAULT 'staff' CHECK (visibility IN ('public', 'staff', 'restricted')),
    in_tiles    boolean NOT NULL DEFAULT false CHECK (NOT in_tiles OR visibility = 'public'),
    filterable  boolean NOT NULL DEFAULT false,
    computed    boolean NOT NULL DEFAULT false, -- kept by the database, never imported
    code_list   text,                        -- sotay.codes.list that explains the values
    unit        text NOT NULL DEFAULT '',
    PRIMARY KEY (layer, name)
);
GRANT SELECT ON sotay.layers, sotay.fields TO sotay_app, sotay_staff;

-- A new layer and any change of a layer's description get a new generation, which is in the
-- tile URL.
-- +goose StatementBegin
CREATE FUNCTION sotay.bump_layer() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, sotay AS $$
BEGIN
    NEW.generation := nextval(CASE NEW.audience WHEN 'staff' THEN 'sotay.staff_generations' ELSE 'sotay.generations' END);
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER bump BEFORE INSERT OR UPDATE ON sotay.layers FOR EACH ROW EXECUTE FUNCTION sotay.bump_layer();

-- +goose StatementBegin
CREATE FUNCTION sotay.bump_fields() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, sotay AS $$
BEGIN -- fields that nobody may see in public answers do not move it
    UPDATE sotay.layers SET generation = generation
    WHERE  name = coalesce(NEW.layer, OLD.layer) AND (audience = 'staff' OR 'public' IN (NEW.visibility, OLD.visibility));
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER bump AFTER INSERT OR UPDATE OR DELETE ON sotay.fields FOR EACH ROW EXECUTE FUNCTION sotay.bump_fields();

-- A box that holds every feature of a public layer, in EPSG:3857, from the top of its
-- index: never too small, current, and cheap. NULLs where there is nothing.
-- +goose StatementBegin
CREATE FUNCTION pub.layer_box(layer text, OUT xmin float8, OUT ymin float8, OUT xmax float8, OUT ymax float8)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    part  record;
    box   box2d;
BEGIN
    FOR part IN
        WITH RECURSIVE tree AS (
            SELECT to_regclass(format('data.%I', l.table_name))::oid AS oid FROM sotay.layers AS l
            WHERE  l.name = layer AND l.audience = 'public'
            UNION
            SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = oid
        )
        SELECT c.oid::regclass AS name, c.relnamespace::regnamespace::text AS schema, c.relname, (
                   SELECT bool_and(x.indisvalid AND x.indpred IS NULL)
                   FROM   pg_index AS x
                   JOIN   pg_class AS i ON i.oid = x.indexrelid
                   JOIN   pg_am AS m ON m.oid = i.relam AND m.amname = 'gist'
                   JOIN   pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = x.indkey[0] AND a.attname = 'geom_3857'
                   WHERE  x.indrelid = c.oid
               ) AS indexed
        FROM   tree JOIN pg_class AS c USING (oid)
        WHERE  c.relkind = 'r'
    LOOP
        IF part.indexed THEN
            box := st_estimatedextent(part.schema, part.relname, 'geom_3857');
        ELSE
            EXECUTE format('SELECT st_extent(geom_3857) FROM ONLY %s', part.name) INTO box;
        END IF;
        xmin := least(xmin, st_xmin(box));
        ymin := least(ymin, st_ymin(box));
        xmax := greatest(xmax, st_xmax(box));
        ymax := greatest(ymax, st_ymax(box));
    END LOOP;
END $$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION pub.layer_box(text) TO sotay_public, sotay_app, sotay_staff;

-- What was done by whom. Each row carries an HMAC over itself and the row before it, with a
-- key outside the database; internal/audit writes and verifies it. Nobody but the owner can
-- change rows or read them back.
CREATE TABLE sotay.audit (
    n        bigint PRIMARY KEY CHECK (n > 0), -- 1, 2, 3 …, without a gap
    at       timestamptz NOT NULL,
    actor    text NOT NULL,
    action   text NOT NULL,
    subject  text NOT NULL,                    -- what it was done to: parcel:17
    detail   json NOT NULL,                    -- not jsonb: the very letters are under the HMAC
    mac      bytea NOT NULL CHECK (length(mac) = 32)
);
CREATE INDEX audit_subject ON sotay.audit (subject, n) WHERE subject <> '';
GRANT INSERT ON sotay.audit TO sotay_app;

-- Which key the log was begun with.
CREATE TABLE sotay.audit_key (
    only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    fingerprint  bytea NOT NULL
);

-- The last row, for whoever appends one.
-- +goose StatementBegin
CREATE FUNCTION sotay.audit_head() RETURNS TABLE (n bigint, mac bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.n, a.mac FROM sotay.audit a ORDER BY a.n DESC LIMIT 1
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION sotay.audit_head TO sotay_app;

-- +goose Down
DROP SCHEMA pub CASCADE; -- its views are generated, some from the tables below
DROP FUNCTION sotay.audit_head;
DROP TABLE sotay.audit_key, sotay.audit;
DROP TABLE sotay.fields;
DROP TABLE sotay.layers;
DROP FUNCTION sotay.bump_fields, sotay.bump_layer;
DROP SEQUENCE sotay.generations, sotay.staff_generations;
DROP TABLE sotay.codes;
DROP TABLE sotay.instance;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
DROP SCHEMA data CASCADE; -- layer tables that imports made
DROP SCHEMA sotay CASCADE; -- goose keeps its own table elsewhere
