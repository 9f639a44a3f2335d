-- +goose Up
-- H3 cells of records. Beside the table of each layer of points, and that of parcels, stands a
-- table of its own with the cell of each record's place at resolution 12 (<table>_cells in schema
-- data; the layer's own rows are not rewritten for it). Package hexbins computes the cells and
-- fills them in behind every writer; triggers only note which records are due.
--
-- An H3 cell number has, from its highest bit on: 0, four bits 0001 (a cell), three bits 000,
-- four bits of resolution, seven bits of base cell, and fifteen digits of three bits, of which
-- those finer than the resolution are 7.

CREATE FUNCTION sotay.h3_resolution(cell bigint) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ((cell >> 52) & 15)::int $$;

-- The cell of a coarser resolution that holds a cell; NULL where the resolution is finer than it.
CREATE FUNCTION sotay.h3_parent(cell bigint, res int) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN res BETWEEN 0 AND (cell >> 52) & 15
                THEN (cell & ~(15::bigint << 52)) | (res::bigint << 52) | ((1::bigint << (3 * (15 - res))) - 1) END
$$;
GRANT EXECUTE ON FUNCTION sotay.h3_resolution(bigint), sotay.h3_parent(bigint, int) TO sotay_app, sotay_staff;

-- The tables whose records have cells, and which relation each was when last seen.
CREATE TABLE sotay.cell_tables (
    table_name  text PRIMARY KEY,           -- in schema data
    relation    oid NOT NULL                -- another one where the table was made anew
);

-- Whose cell is to be computed. Rows are only added and deleted, so that writers never wait for
-- each other.
CREATE TABLE sotay.cells_due (
    n           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    table_name  text NOT NULL,
    id          bigint                      -- NULL: all of the table
);
CREATE INDEX cells_due_table ON sotay.cells_due (table_name, n);
GRANT SELECT ON sotay.cell_tables TO sotay_app;
GRANT SELECT, DELETE ON sotay.cells_due TO sotay_app;

-- The trigger of every event. Argument: the table. A statement of many rows makes all of the
-- table due, which costs it nothing.
-- +goose StatementBegin
CREATE FUNCTION sotay.note_cells() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most  CONSTANT int := 10000;
    n     int := most + 1;
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN SELECT count(*) INTO n FROM (SELECT FROM new_rows LIMIT most + 1) AS r;
        WHEN 'UPDATE', 'DELETE' THEN SELECT count(*) INTO n FROM (SELECT FROM old_rows LIMIT most + 1) AS r;
        ELSE NULL;
    END CASE;
    IF n > most THEN
        INSERT INTO sotay.cells_due (table_name) VALUES (TG_ARGV[0]);
        RETURN NULL;
    END IF;
    CASE TG_OP
        WHEN 'INSERT' THEN
            INSERT INTO sotay.cells_due (table_name, id) SELECT TG_ARGV[0], id FROM new_rows;
        WHEN 'DELETE' THEN
            INSERT INTO sotay.cells_due (table_name, id) SELECT TG_ARGV[0], id FROM old_rows;
        ELSE
            INSERT INTO sotay.cells_due (table_name, id)
            SELECT TG_ARGV[0], id FROM old_rows AS o FULL JOIN new_rows AS n USING (id)
            WHERE  o.label_3857 IS DISTINCT FROM n.label_3857;
    END CASE;
    RETURN NULL;
END $$;

-- Gives a table of schema data its cells: the table beside it, and the triggers on it and all its
-- partitions, where they are not as they should be. A second call changes nothing. A table that
-- was made anew, and one whose triggers were missing, is due as a whole.
CREATE FUNCTION sotay.bin_table(relation text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    top      CONSTANT regclass := format('data.%I', relation)::regclass;
    cells    CONSTANT text := relation || '_cells';
    due      boolean := NOT EXISTS (SELECT FROM sotay.cell_tables AS t WHERE t.table_name = bin_table.relation AND t.relation = top::oid);
    known    CONSTANT boolean := EXISTS (SELECT FROM sotay.cell_tables AS t WHERE t.table_name = bin_table.relation);
    part     regclass;
    event    text;
    trigger  text;
BEGIN
    IF NOT known OR to_regclass(format('data.%I', cells)) IS NULL THEN
        due := true; -- and a table of that name that is not ours stops it here
        EXECUTE format('CREATE TABLE data.%I (id bigint PRIMARY KEY, cell bigint NOT NULL)', cells);
        EXECUTE format('CREATE INDEX ON data.%I (cell) INCLUDE (id)', cells);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON data.%I TO sotay_app', cells);
        EXECUTE format('GRANT SELECT ON data.%I TO sotay_staff', cells);
    END IF;
    FOR part IN
        WITH RECURSIVE tree AS (SELECT top::oid AS oid UNION SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = oid)
        SELECT oid FROM tree JOIN pg_class USING (oid) WHERE relkind IN ('r', 'p')
    LOOP
        FOREACH event IN ARRAY '{insert,update,delete,truncate}'::text[] LOOP
            trigger := 'sotay_cells_' || event;
            CONTINUE WHEN EXISTS (
                SELECT FROM pg_trigger WHERE tgrelid = part AND tgname = trigger AND tgenabled = 'A' AND tgfoid = 'sotay.note_cells'::regproc);
            EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', trigger, part);
            EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION sotay.note_cells(%L)',
                trigger, event, part,
                CASE event WHEN 'insert' THEN 'REFERENCING NEW TABLE AS new_rows'
                           WHEN 'update' THEN 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'
                           WHEN 'delete' THEN 'REFERENCING OLD TABLE AS old_rows' ELSE '' END, relation);
            EXECUTE format('ALTER TABLE ONLY %s ENABLE ALWAYS TRIGGER %I', part, trigger);
            due := true;
        END LOOP;
    END LOOP;
    IF due THEN
        INSERT INTO sotay.cells_due (table_name) VALUES (relation);
        INSERT INTO sotay.cell_tables AS t (table_name, relation) VALUES (bin_table.relation, top::oid)
        ON CONFLICT (table_name) DO UPDATE SET relation = EXCLUDED.relation;
    END IF;
END $$;

-- Takes the cells of a table away, which may be gone itself.
CREATE FUNCTION sotay.unbin_table(relation text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    event  text;
BEGIN
    IF NOT EXISTS (SELECT FROM sotay.cell_tables AS t WHERE t.table_name = unbin_table.relation) THEN
        RETURN;
    END IF;
    EXECUTE format('DROP TABLE IF EXISTS data.%I CASCADE', relation || '_cells'); -- with its public view
    IF to_regclass(format('data.%I', relation)) IS NOT NULL THEN
        FOREACH event IN ARRAY '{insert,update,delete,truncate}'::text[] LOOP
            EXECUTE format('DROP TRIGGER IF EXISTS %I ON data.%I', 'sotay_cells_' || event, relation);
        END LOOP;
    END IF;
    DELETE FROM sotay.cells_due AS d WHERE d.table_name = unbin_table.relation;
    DELETE FROM sotay.cell_tables AS t WHERE t.table_name = unbin_table.relation;
END $$;
-- +goose StatementEnd

-- Whether the cells of a table are those of its records as the asking statement sees them.
CREATE FUNCTION sotay.cells_complete(relation text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM sotay.cell_tables AS t WHERE t.table_name = $1 AND t.relation = to_regclass(format('data.%I', $1))::oid)
           AND NOT EXISTS (SELECT FROM sotay.cells_due AS d WHERE d.table_name = $1)
$$;
GRANT EXECUTE ON FUNCTION sotay.cells_complete(text) TO sotay_app, sotay_staff;

-- The same for anyone, of public layers.
CREATE FUNCTION pub.cells_complete(layer text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT sotay.cells_complete(l.table_name) FROM sotay.layers AS l WHERE l.name = $1 AND l.audience = 'public'), false)
$$;
GRANT EXECUTE ON FUNCTION pub.cells_complete(text) TO sotay_public, sotay_app, sotay_staff;

-- +goose Down
-- +goose StatementBegin
DO $$
DECLARE
    relation  text;
BEGIN
    FOR relation IN SELECT table_name FROM sotay.cell_tables LOOP
        PERFORM sotay.unbin_table(relation);
    END LOOP;
END $$;
-- +goose StatementEnd
DROP FUNCTION pub.cells_complete, sotay.cells_complete, sotay.unbin_table, sotay.bin_table;
DROP FUNCTION sotay.note_cells CASCADE; -- with triggers on partitions
DROP TABLE sotay.cells_due, sotay.cell_tables;
DROP FUNCTION sotay.h3_parent, sotay.h3_resolution;
