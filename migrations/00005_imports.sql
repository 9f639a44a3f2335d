-- +goose Up
-- Imports are change sets: staged, checked, compared, applied in one transaction, undoable.
-- The rows of each stand in tables of their own, named after its number, all in schema
-- sotay and all the owner's alone, since they may hold owners' names:
--   stage_N   (unlogged) the file's rows as they will be written
--   diff_N    (unlogged) what becomes of each row: matched id, operation, position of staging
--   pairs_N, rivals_N, repeats_N, flaws_N  (unlogged) on the way there
--   before_N, before_N_staff, before_N_restricted  the rows that undo puts back

CREATE TABLE sotay.imports (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    layer        text NOT NULL DEFAULT '',   -- no reference: made by this import, or dropped since
    source       text NOT NULL,              -- the file's name, without its folders
    state        text NOT NULL DEFAULT 'staging' CHECK (state IN
                     ('staging', 'question', 'staged', 'applied', 'undone', 'failed', 'discarded')),
    actor        text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    applied_at   timestamptz,
    undone_at    timestamptz,
    plan         jsonb,                      -- the answers: source SRID, columns, encodings, scope
    analysis     jsonb,                      -- what was found in the file, with the open questions
    failure_vi   text,
    failure_en   text,
    rows_read    bigint NOT NULL DEFAULT 0,
    refused      bigint NOT NULL DEFAULT 0,  -- rows with an error
    warnings     bigint NOT NULL DEFAULT 0,
    added        bigint NOT NULL DEFAULT 0,
    changed      bigint NOT NULL DEFAULT 0,
    removed      bigint NOT NULL DEFAULT 0,
    unchanged    bigint NOT NULL DEFAULT 0,
    restore_id   uuid NOT NULL,              -- positions hold in this database only
    applied_xid  xid,                        -- rows whose xmin is this one are as the apply wrote them
    undone_xid   xid,
    added_ids    int8multirange NOT NULL DEFAULT '{}'
);
CREATE INDEX imports_layer ON sotay.imports (layer, id);

CREATE TABLE sotay.import_problems (
    import_id  bigint NOT NULL REFERENCES sotay.imports ON DELETE CASCADE,
    seq        bigint GENERATED ALWAYS AS IDENTITY,
    row_no     bigint NOT NULL,              -- in the file, from 1; 0: the file as a whole
    field      text NOT NULL DEFAULT '',
    value      text NOT NULL DEFAULT '',     -- empty for fields that only an audited read may show
    severity   text NOT NULL CHECK (severity IN ('warning', 'error')),
    code       text NOT NULL,
    what_vi    text NOT NULL,
    what_en    text NOT NULL,
    todo_vi    text NOT NULL,
    todo_en    text NOT NULL,
    PRIMARY KEY (import_id, row_no, seq)
);

-- Whether the vertices of two shapes, one after the other, lie within eps of each other.
-- +goose StatementBegin
CREATE FUNCTION sotay.same_vertices(a geometry, b geometry, eps double precision) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public AS $$
    SELECT coalesce(bool_and(coalesce(abs(st_x(p.geom) - st_x(q.geom)) <= eps AND abs(st_y(p.geom) - st_y(q.geom)) <= eps, false)), true)
    FROM   st_dumppoints(a) AS p
    FULL   JOIN st_dumppoints(b) AS q ON q.path = p.path
$$;
-- +goose StatementEnd

-- Whether two shapes are one within eps (units of their SRID), wherever their rings start
-- and whichever way they run. The rings of very long shapes must start alike.
-- +goose StatementBegin
CREATE FUNCTION sotay.same_shape(a geometry, b geometry, eps double precision) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public AS $$
    SELECT CASE
        WHEN a IS NULL OR b IS NULL THEN a IS NULL AND b IS NULL
        WHEN st_srid(a) <> st_srid(b) THEN false
        WHEN a OPERATOR(public.=) b THEN true
        WHEN st_npoints(a) <> st_npoints(b) OR geometrytype(a) <> geometrytype(b) THEN false
        WHEN NOT (a OPERATOR(public.@) st_expand(b, eps) AND b OPERATOR(public.@) st_expand(a, eps)) THEN false
        WHEN st_npoints(a) > 1000 AND sotay.same_vertices(a, b, eps) THEN true
        WHEN st_npoints(a) > 10000 THEN false
        ELSE st_hausdorffdistance(a, b) <= eps
    END
$$;
-- +goose StatementEnd

-- How alike two shapes in metres are, from 0 to 1: of areas what they have in common by
-- what they cover together; of lines one less five times the share of their length that
-- they lie apart (Hausdorff distance); of points one less a tenth of their distance.
-- +goose StatementBegin
CREATE FUNCTION sotay.likeness(a geometry, b geometry) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public AS $$
    SELECT CASE
        WHEN st_dimension(a) <> st_dimension(b) THEN 0
        WHEN st_dimension(a) = 0 THEN greatest(0, 1 - st_distance(a, b) / 10)
        WHEN st_dimension(a) = 1
            THEN greatest(0, 1 - 5 * st_hausdorffdistance(a, b) / nullif(least(st_length(a), st_length(b)), 0))
        WHEN NOT (st_isvalid(a) AND st_isvalid(b)) THEN 0
        ELSE (SELECT common / nullif(st_area(a) + st_area(b) - common, 0) FROM st_area(st_intersection(a, b)) AS common)
    END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
DECLARE
    leftover text;
BEGIN
    FOR leftover IN
        SELECT c.relname FROM pg_class c
        WHERE  c.relnamespace = 'sotay'::regnamespace AND c.relkind = 'r'
        AND    c.relname ~ '^(stage|diff|pairs|rivals|repeats|flaws|before)_[0-9]+(_staff|_restricted)?$'
    LOOP
        EXECUTE format('DROP TABLE sotay.%I', leftover);
    END LOOP;
END $$;
-- +goose StatementEnd
DROP FUNCTION sotay.likeness;
DROP FUNCTION sotay.same_shape;
DROP FUNCTION sotay.same_vertices;
DROP TABLE sotay.import_problems;
DROP TABLE sotay.imports;
