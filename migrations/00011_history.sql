-- +goose Up
-- History: what parcels were, from when to when, and what became of them.
--
-- A version holds from the moment that the transaction that made it began until the moment
-- that the one that ended it began: [valid_from, valid_to). The version of now stands in
-- data.parcels itself, former ones in tables beside it, written by statement triggers, so
-- that edits by whatever program are kept alike. Inserting writes nothing: a row bears the
-- time of its birth by the default of a column. Versions that no reader can have seen,
-- because one transaction, or one message of several, made and ended them, are not kept.
--
-- What was private stays private: staff and restricted fields have former versions of their
-- own, and those of restricted fields are the owner's alone. None of it is public.

-- One row: from when on the history of data.parcels is whole.
CREATE TABLE sotay.history_start (
    only_row  boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    at        timestamptz NOT NULL DEFAULT now()
);
INSERT INTO sotay.history_start DEFAULT VALUES;

-- The setting sotay.change_set says which change set writes: its number, negative while it is
-- undone. Edits have none.

CREATE TABLE data.parcels_history (
    id             bigint NOT NULL,      -- of the parcel; negative: of a table that was dropped since
    valid_from     timestamptz,          -- NULL: before the history began
    valid_to       timestamptz NOT NULL,
    made_by        bigint,               -- the change set, negative: its undoing; NULL: an edit
    ended_by       bigint,
    removed        boolean NOT NULL,     -- the parcel went; else another version followed
    commune_code   text,
    sheet_no       text,
    parcel_no      text,
    old_sheet_no   text,
    old_parcel_no  text,
    official_id    text,
    address        text,
    land_use       text,
    land_types     text[],
    map_area       double precision,
    geom           geometry,
    survey_geom    geometry
);
CREATE INDEX parcels_history_id ON data.parcels_history (id, valid_to);
CREATE INDEX parcels_history_place ON data.parcels_history USING gist (geom);

CREATE TABLE data.parcels_staff_history (
    id          bigint NOT NULL,
    valid_from  timestamptz,
    valid_to    timestamptz NOT NULL,
    made_by     bigint,
    ended_by    bigint,
    record      jsonb NOT NULL           -- the row without its id
);
CREATE INDEX parcels_staff_history_id ON data.parcels_staff_history (id, valid_to);
CREATE TABLE data.parcels_restricted_history (LIKE data.parcels_staff_history INCLUDING ALL);

-- What followed what, where an import replaced shapes by others on the same ground.
CREATE TABLE data.parcels_lineage (
    event           bigint NOT NULL,     -- one replacement; its rows are the pairs that share ground
    kind            text NOT NULL CHECK (kind IN ('split', 'merge', 'replot', 'renumber')),
    at              timestamptz NOT NULL,
    change_set      bigint NOT NULL,
    undone_at       timestamptz,
    predecessor     bigint NOT NULL,
    successor       bigint NOT NULL,     -- may be the predecessor: a parcel that kept its number
    of_predecessor  double precision NOT NULL, -- share of its area that both have, 0 to 1
    of_successor    double precision NOT NULL
);
CREATE SEQUENCE sotay.lineage_events;
CREATE INDEX parcels_lineage_predecessor ON data.parcels_lineage (predecessor);
CREATE INDEX parcels_lineage_successor ON data.parcels_lineage (successor);
CREATE INDEX parcels_lineage_change_set ON data.parcels_lineage (change_set);
CREATE INDEX parcels_lineage_event ON data.parcels_lineage (event);
GRANT SELECT ON data.parcels_history, data.parcels_staff_history, data.parcels_lineage, sotay.history_start TO sotay_staff;

-- +goose StatementBegin
-- Which version of a row its transaction ends: since when it held and who made it. "born" and
-- "maker" are what the row says, the others are of its last former version.
-- (As a table of one row it becomes part of the query that asks.)
CREATE FUNCTION sotay.version_start(born timestamptz, maker bigint, last_to timestamptz, last_by bigint)
RETURNS TABLE (since timestamptz, made_by bigint) LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1 AS $$
    SELECT CASE WHEN last_to IS NULL OR last_to < born THEN born ELSE last_to END,
           CASE WHEN last_to IS NULL OR last_to < born THEN maker ELSE last_by END
$$;

-- The trigger of parcels. An update that changes nothing kept ends no version. Where another
-- transaction began later and committed earlier, the version ends as soon as it began.
CREATE FUNCTION sotay.keep_parcels() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off -- history is looked up by its index, however small it was when this was planned
AS $$
DECLARE
    cause CONSTANT bigint := nullif(current_setting('sotay.change_set', true), '');
BEGIN
    EXECUTE format($sql$
        INSERT INTO data.parcels_history (id, valid_from, valid_to, made_by, ended_by, removed, commune_code, sheet_no, parcel_no,
               old_sheet_no, old_parcel_no, official_id, address, land_use, land_types, map_area, geom, survey_geom)
        SELECT o.id, v.since, greatest(now(), v.since + interval '1 microsecond'), v.made_by, $1, %s,
               o.commune_code, o.sheet_no, o.parcel_no, o.old_sheet_no, o.old_parcel_no, o.official_id, o.address,
               o.land_use, o.land_types, o.map_area, o.geom, o.survey_geom
        FROM   %s
        LEFT   JOIN LATERAL (SELECT h.valid_to, h.ended_by FROM data.parcels_history h WHERE h.id = o.id ORDER BY h.valid_to DESC LIMIT 1) AS h ON true
        CROSS  JOIN LATERAL sotay.version_start(o.recorded_at, o.recorded_by, h.valid_to, h.ended_by) AS v
        WHERE  v.since IS DISTINCT FROM now()%s
    $sql$,
        CASE TG_OP WHEN 'UPDATE' THEN 'n.id IS NULL' ELSE 'true' END,
        CASE TG_OP WHEN 'UPDATE' THEN 'old_rows o LEFT JOIN new_rows n ON n.id = o.id' WHEN 'DELETE' THEN 'old_rows o' ELSE 'data.parcels o' END,
        CASE TG_OP WHEN 'UPDATE' THEN ' AND (n.id IS NULL OR'
            ' (o.commune_code, o.sheet_no, o.parcel_no, o.old_sheet_no, o.old_parcel_no, o.official_id, o.address, o.land_use, o.land_types, o.geom, o.survey_geom)'
            ' IS DISTINCT FROM'
            ' (n.commune_code, n.sheet_no, n.parcel_no, n.old_sheet_no, n.old_parcel_no, n.official_id, n.address, n.land_use, n.land_types, n.geom, n.survey_geom))'
        END) USING cause;
    RETURN NULL;
END $$;

-- The trigger of side tables: the former row as a whole.
CREATE FUNCTION sotay.keep_side() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off -- history is looked up by its index, however small it was when this was planned
AS $$
DECLARE
    cause CONSTANT bigint := nullif(current_setting('sotay.change_set', true), '');
BEGIN
    EXECUTE format($sql$
        INSERT INTO data.%1$I (id, valid_from, valid_to, made_by, ended_by, record)
        SELECT o.id, v.since, greatest(now(), v.since + interval '1 microsecond'), v.made_by, $1, r.record
        FROM   %2$s
        LEFT   JOIN LATERAL (SELECT h.valid_to, h.ended_by FROM data.%1$I h WHERE h.id = o.id ORDER BY h.valid_to DESC LIMIT 1) AS h ON true
        CROSS  JOIN LATERAL sotay.version_start(o.recorded_at, o.recorded_by, h.valid_to, h.ended_by) AS v
        CROSS  JOIN LATERAL (SELECT to_jsonb(o) - '{id,recorded_at,recorded_by}'::text[] AS record) AS r
        WHERE  v.since IS DISTINCT FROM now()%3$s
    $sql$,
        TG_TABLE_NAME || '_history',
        CASE TG_OP WHEN 'UPDATE' THEN 'old_rows o LEFT JOIN new_rows n ON n.id = o.id' WHEN 'DELETE' THEN 'old_rows o' ELSE format('data.%I o', TG_TABLE_NAME) END,
        CASE TG_OP WHEN 'UPDATE' THEN ' AND (n.id IS NULL OR r.record <> to_jsonb(n) - ''{id,recorded_at,recorded_by}''::text[])' END) USING cause;
    RETURN NULL;
END $$;

-- Puts columns and triggers on a table, where they are missing; whether it had no trigger.
CREATE FUNCTION sotay.keep_history(relation text, keeper text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    top      CONSTANT regclass := format('data.%I', relation)::regclass;
    part     record;
    ready    boolean;
    missing  boolean := false;
BEGIN
    FOR part IN SELECT * FROM (VALUES
        ('recorded_at', 'timestamptz', 'now()'),
        ('recorded_by', 'bigint',      $v$(nullif(current_setting('sotay.change_set', true), '')::bigint)$v$)
    ) AS c (name, type, value) LOOP
        IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = top AND attname = part.name AND atttypid <> part.type::regtype AND NOT attisdropped) THEN
            EXECUTE format('ALTER TABLE %s DROP COLUMN %I', top, part.name); -- text, of an exchange format
        END IF;
        SELECT atthasdef INTO ready FROM pg_attribute WHERE attrelid = top AND attname = part.name AND NOT attisdropped;
        IF ready IS NULL THEN -- what stands there was born now, as far as anybody knows
            EXECUTE format('ALTER TABLE %s ADD COLUMN %I %s DEFAULT %s', top, part.name, part.type, part.value);
        ELSIF NOT ready THEN
            EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT %s', top, part.name, part.value);
        END IF;
    END LOOP;
    FOR part IN SELECT * FROM (VALUES
        ('history_update',   'AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
        ('history_delete',   'AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows'),
        ('history_truncate', 'BEFORE TRUNCATE ON %s')
    ) AS c (name, definition) LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = top AND tgname = part.name);
        EXECUTE format('CREATE TRIGGER %I ' || part.definition || ' FOR EACH STATEMENT EXECUTE FUNCTION sotay.%I()', part.name, top, keeper);
        missing := true;
    END LOOP;
    RETURN missing;
END $$;

-- What stands of parcels, and what is kept of them. A table that another program has dropped
-- and made anew has other parcels under the same ids: what was kept until then is put aside
-- under negative ids, and the history begins anew. What the dropped table held last is lost.
CREATE FUNCTION sotay.complete_history() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    side  text;
BEGIN
    FOREACH side IN ARRAY '{parcels_staff,parcels_restricted}'::text[] LOOP
        IF to_regclass('data.' || side) IS NOT NULL THEN
            PERFORM sotay.keep_history(side, 'keep_side');
        END IF;
    END LOOP;
    IF sotay.keep_history('parcels', 'keep_parcels') THEN
        UPDATE data.parcels_history SET id = -id WHERE id > 0;
        UPDATE data.parcels_staff_history SET id = -id WHERE id > 0;
        UPDATE data.parcels_restricted_history SET id = -id WHERE id > 0;
        UPDATE data.parcels_lineage SET predecessor = -predecessor, successor = -successor WHERE predecessor > 0;
        UPDATE sotay.history_start SET at = now();
    END IF;
END $$;

ALTER FUNCTION sotay.complete_parcels() RENAME TO complete_parcels_table;
CREATE FUNCTION sotay.complete_parcels() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM sotay.complete_parcels_table();
    PERFORM sotay.complete_history();
END $$;

-- Who made change sets and from what, by their numbers, for staff.
CREATE FUNCTION sotay.change_set_labels(ids bigint[]) RETURNS TABLE (id bigint, source text, actor text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT i.id, i.source, coalesce(u.name, i.actor)
    FROM   sotay.imports i LEFT JOIN sotay.users u ON u.login = i.actor
    WHERE  i.id = ANY (ids)
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION sotay.change_set_labels, sotay.version_start TO sotay_staff;

-- What is there already has been since before the history began: no default for it.
ALTER TABLE data.parcels ADD COLUMN recorded_at timestamptz, ADD COLUMN recorded_by bigint;
ALTER TABLE data.parcels_staff ADD COLUMN recorded_at timestamptz, ADD COLUMN recorded_by bigint;
ALTER TABLE data.parcels_restricted ADD COLUMN recorded_at timestamptz, ADD COLUMN recorded_by bigint;
SELECT sotay.complete_history();

-- Areas and terms of up to three land types, in the order of land_types, and the scale of the
-- map that the areas were measured on.
ALTER TABLE data.parcels_staff
    ADD COLUMN map_scale   bigint,           -- 500 for 1:500
    ADD COLUMN land_area_1 double precision, -- m²
    ADD COLUMN land_term_1 text,             -- the source's own words: lâu dài, 2043, 50 năm
    ADD COLUMN land_area_2 double precision,
    ADD COLUMN land_term_2 text,
    ADD COLUMN land_area_3 double precision,
    ADD COLUMN land_term_3 text;
INSERT INTO sotay.fields (layer, name, sort, type, title_vi, title_en, visibility, in_tiles, filterable, computed, code_list, unit) VALUES
    ('parcels', 'map_scale',   23, 'integer', 'Mẫu số tỷ lệ bản đồ',       'Map scale denominator',     'staff', false, true,  false, NULL, ''),
    ('parcels', 'land_area_1', 24, 'real',    'Diện tích loại đất thứ 1',  'Area of the first land type',  'staff', false, false, false, NULL, 'm²'),
    ('parcels', 'land_term_1', 25, 'text',    'Thời hạn loại đất thứ 1',   'Term of the first land type',  'staff', false, false, false, NULL, ''),
    ('parcels', 'land_area_2', 26, 'real',    'Diện tích loại đất thứ 2',  'Area of the second land type', 'staff', false, false, false, NULL, 'm²'),
    ('parcels', 'land_term_2', 27, 'text',    'Thời hạn loại đất thứ 2',   'Term of the second land type', 'staff', false, false, false, NULL, ''),
    ('parcels', 'land_area_3', 28, 'real',    'Diện tích loại đất thứ 3',  'Area of the third land type',  'staff', false, false, false, NULL, 'm²'),
    ('parcels', 'land_term_3', 29, 'text',    'Thời hạn loại đất thứ 3',   'Term of the third land type',  'staff', false, false, false, NULL, '');

-- +goose Down
DELETE FROM sotay.fields WHERE layer = 'parcels' AND (name = 'map_scale' OR name ~ '^land_(area|term)_[123]$');
ALTER TABLE data.parcels_staff DROP COLUMN map_scale, DROP COLUMN land_area_1, DROP COLUMN land_term_1, DROP COLUMN land_area_2,
    DROP COLUMN land_term_2, DROP COLUMN land_area_3, DROP COLUMN land_term_3;
DROP FUNCTION sotay.change_set_labels;
DROP FUNCTION sotay.complete_parcels;
ALTER FUNCTION sotay.complete_parcels_table() RENAME TO complete_parcels;
DROP FUNCTION sotay.keep_parcels, sotay.keep_side CASCADE; -- with the triggers
DROP FUNCTION sotay.complete_history, sotay.keep_history, sotay.version_start;
ALTER TABLE data.parcels DROP COLUMN recorded_at, DROP COLUMN recorded_by;
ALTER TABLE data.parcels_staff DROP COLUMN recorded_at, DROP COLUMN recorded_by;
ALTER TABLE data.parcels_restricted DROP COLUMN recorded_at, DROP COLUMN recorded_by;
DROP TABLE data.parcels_lineage, data.parcels_history, data.parcels_staff_history, data.parcels_restricted_history, sotay.history_start;
DROP SEQUENCE sotay.lineage_events;
