-- +goose Up
-- Roll-ups of H3 cells: how many records of a table are in each cell of the resolutions 0 … 12,
-- always, and for layers with a time in each month (of UTC+7) at the resolutions 0 … 9. Whoever
-- writes cells appends what that adds or takes away (sotay.cell_deltas, of resolution 12) in the
-- same transaction, so that writers never wait for each other on a row; behind them it is folded
-- into sotay.cell_sums. A count is the sum of both, read in one statement.

ALTER TABLE sotay.layers ADD time_field text; -- a public date or time by which records are of a period
UPDATE sotay.layers SET time_field = 'acquired' WHERE name = 'hotspots';

ALTER TABLE sotay.cell_tables
    ADD n          int GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD time_field text,
    ADD of_day     boolean NOT NULL DEFAULT false, -- the time is a date: its midnight in Vietnam
    ADD summed     boolean NOT NULL DEFAULT false; -- the roll-ups are those of the cells

CREATE TABLE sotay.cell_deltas (
    n      int NOT NULL,                    -- of sotay.cell_tables
    cell   bigint NOT NULL,                 -- of resolution 12
    month  date,                            -- its first day; NULL: none
    count  int NOT NULL                     -- may be below 0
);
CREATE INDEX cell_deltas_cell ON sotay.cell_deltas (n, cell);

CREATE TABLE sotay.cell_sums (
    n      int NOT NULL,
    month  date NOT NULL,                   -- -infinity: always
    cell   bigint NOT NULL,                 -- its number says of which resolution
    count  bigint NOT NULL,
    PRIMARY KEY (n, month, cell) INCLUDE (count)
) WITH (fillfactor = 80);
CREATE INDEX cell_sums_empty ON sotay.cell_sums (n) WHERE count = 0;

CREATE FUNCTION sotay.month_of(at timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN isfinite(at) THEN date_trunc('month', at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date END
$$;

-- The least and the greatest number that a cell of a resolution can have.
CREATE FUNCTION sotay.h3_least(res int) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (1::bigint << 59) | (res::bigint << 52) $$;
CREATE FUNCTION sotay.h3_greatest(res int) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (1::bigint << 59) | (res::bigint << 52) | ((1::bigint << 52) - 1) $$;

-- +goose StatementBegin
-- The trigger of every event on a table of cells. Argument: the table that they are of.
CREATE FUNCTION sotay.note_sums() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    t  CONSTANT int := (SELECT c.n FROM sotay.cell_tables AS c WHERE c.table_name = TG_ARGV[0] AND c.summed);
BEGIN
    IF t IS NULL THEN -- they will be made from all cells
        RETURN NULL;
    END IF;
    CASE TG_OP
        WHEN 'INSERT' THEN
            INSERT INTO sotay.cell_deltas SELECT t, r.cell, sotay.month_of(r.at), count(*) FROM new_rows AS r GROUP BY 2, 3;
        WHEN 'DELETE' THEN
            INSERT INTO sotay.cell_deltas SELECT t, r.cell, sotay.month_of(r.at), -count(*) FROM old_rows AS r GROUP BY 2, 3;
        WHEN 'UPDATE' THEN
            INSERT INTO sotay.cell_deltas
            SELECT t, r.cell, sotay.month_of(r.at), sum(r.one)
            FROM   (SELECT cell, at, 1 AS one FROM new_rows UNION ALL SELECT cell, at, -1 FROM old_rows) AS r
            GROUP  BY 2, 3
            HAVING sum(r.one) <> 0;
        ELSE
            UPDATE sotay.cell_tables AS c SET summed = false WHERE c.n = t;
            INSERT INTO sotay.cells_due (table_name) VALUES (TG_ARGV[0]);
    END CASE;
    RETURN NULL;
END $$;

-- Folds deltas of a table, so many at most, and returns how many there were.
CREATE FUNCTION sotay.fold_cells(relation text, most int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    t       CONSTANT int := (SELECT c.n FROM sotay.cell_tables AS c WHERE c.table_name = fold_cells.relation);
    folded  bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('sotay sums ' || relation, 0));
    WITH gone AS (
        DELETE FROM sotay.cell_deltas AS d
        WHERE  d.ctid = ANY (ARRAY(SELECT o.ctid FROM sotay.cell_deltas AS o WHERE o.n = t LIMIT most))
        RETURNING d.cell, d.month, d.count
    ), net AS (
        SELECT g.cell, g.month, sum(g.count) AS count FROM gone AS g GROUP BY 1, 2 HAVING sum(g.count) <> 0
    ), sums AS (
        INSERT INTO sotay.cell_sums AS s (n, month, cell, count)
        SELECT t, m.month, sotay.h3_parent(net.cell, res), sum(net.count)
        FROM   net
        CROSS  JOIN generate_series(0, 12) AS res
        CROSS  JOIN LATERAL (VALUES ('-infinity'::date), (net.month)) AS m (month)
        WHERE  m.month = '-infinity' OR m.month IS NOT NULL AND res <= 9
        GROUP  BY 2, 3
        HAVING sum(net.count) <> 0
        ON CONFLICT ON CONSTRAINT cell_sums_pkey DO UPDATE SET count = s.count + EXCLUDED.count
    )
    SELECT count(*) INTO folded FROM gone;
    DELETE FROM sotay.cell_sums AS s WHERE s.n = t AND s.count = 0;
    RETURN folded;
END $$;

-- The tables that have deltas.
CREATE FUNCTION sotay.tables_to_fold() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.table_name FROM sotay.cell_tables AS c WHERE EXISTS (SELECT FROM sotay.cell_deltas AS d WHERE d.n = c.n)
$$;

-- Makes the roll-ups of a table from all its cells. The caller keeps others from writing cells.
CREATE FUNCTION sotay.sum_cells(relation text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    t    CONSTANT int := (SELECT c.n FROM sotay.cell_tables AS c WHERE c.table_name = sum_cells.relation);
    res  int;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('sotay sums ' || relation, 0));
    DELETE FROM sotay.cell_deltas AS d WHERE d.n = t;
    DELETE FROM sotay.cell_sums AS s WHERE s.n = t;
    EXECUTE format($sql$
        INSERT INTO sotay.cell_sums (n, month, cell, count)
        SELECT $1, '-infinity', cell, count(*) FROM data.%1$I GROUP BY cell
        UNION ALL
        SELECT $1, sotay.month_of(at), sotay.h3_parent(cell, 9), count(*) FROM data.%1$I WHERE isfinite(at) GROUP BY 2, 3
    $sql$, relation || '_cells') USING t;
    FOR res IN REVERSE 11..0 LOOP
        INSERT INTO sotay.cell_sums (n, month, cell, count)
        SELECT t, s.month, sotay.h3_parent(s.cell, res), sum(s.count)
        FROM   sotay.cell_sums AS s
        WHERE  s.n = t AND s.cell BETWEEN sotay.h3_least(res + 1) AND sotay.h3_greatest(res + 1) AND (s.month = '-infinity' OR res < 9)
        GROUP  BY 2, 3;
    END LOOP;
    UPDATE sotay.cell_tables AS c SET summed = true WHERE c.n = t;
END $$;

-- Says that the roll-ups of a table are to be made from all its cells: until then none are kept.
CREATE FUNCTION sotay.unsum_cells(relation text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE sotay.cell_tables AS c SET summed = false WHERE c.table_name = $1 AND c.summed
$$;

-- How many records of a table are in each cell of a resolution below the stored cells of some
-- ranges: in the months, each by itself or all together, or, without them, always. One row for
-- each cell and month, "most" of them.
CREATE FUNCTION sotay.cell_counts(relation text, res int, first bigint[], last bigint[], months date[], each boolean, most int)
RETURNS TABLE (cell bigint, month date, count bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    t  CONSTANT int := (SELECT c.n FROM sotay.cell_tables AS c WHERE c.table_name = cell_counts.relation AND c.summed);
BEGIN
    IF t IS NULL OR months IS NOT NULL AND res > 9 THEN
        RETURN QUERY EXECUTE format($sql$
            SELECT sotay.h3_parent(c.cell, $1), CASE WHEN $6 THEN sotay.month_of(c.at) ELSE '-infinity' END, count(*)
            FROM   unnest($2, $3) AS w (first, last)
            CROSS  JOIN LATERAL (SELECT cell, at FROM data.%I WHERE cell BETWEEN w.first AND w.last OFFSET 0) AS c
            WHERE  $4 IS NULL OR sotay.month_of(c.at) = ANY ($4)
            GROUP  BY 1, 2
            LIMIT  $5
        $sql$, relation || '_cells') USING res, first, last, months, most, each;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT u.cell, CASE WHEN each THEN u.month ELSE '-infinity' END, sum(u.count)::bigint
    FROM  (SELECT s.cell, s.month, s.count
           FROM   unnest(first, last) AS w (first, last)
           CROSS  JOIN unnest(coalesce(months, '{-infinity}')) AS m (month)
           CROSS  JOIN LATERAL (
               SELECT s.cell, s.month, s.count
               FROM   sotay.cell_sums AS s
               WHERE  s.n = t AND s.month = m.month AND s.cell BETWEEN sotay.h3_parent(w.first, res) AND sotay.h3_parent(w.last, res)
               OFFSET 0) AS s
           UNION  ALL
           SELECT sotay.h3_parent(d.cell, res), CASE WHEN months IS NULL THEN '-infinity' ELSE d.month END, d.count
           FROM   unnest(first, last) AS w (first, last)
           CROSS  JOIN LATERAL (SELECT d.cell, d.month, d.count FROM sotay.cell_deltas AS d WHERE d.n = t AND d.cell BETWEEN w.first AND w.last OFFSET 0) AS d
           WHERE  months IS NULL OR d.month = ANY (months)) AS u
    GROUP  BY 1, 2
    HAVING sum(u.count) > 0
    LIMIT  most;
END $$;

-- The same for anyone, of public layers.
CREATE FUNCTION pub.cell_counts(layer text, res int, first bigint[], last bigint[], months date[], each boolean, most int)
RETURNS TABLE (cell bigint, month date, count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.*
    FROM   sotay.layers AS l
    CROSS  JOIN LATERAL sotay.cell_counts(l.table_name, $2, $3, $4, $5, $6, $7) AS c
    WHERE  l.name = $1 AND l.audience = 'public'
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION sotay.month_of(timestamptz) TO sotay_app, sotay_staff;
GRANT EXECUTE ON FUNCTION sotay.tables_to_fold(), sotay.fold_cells(text, int), sotay.sum_cells(text), sotay.unsum_cells(text) TO sotay_app;
GRANT EXECUTE ON FUNCTION sotay.cell_counts(text, int, bigint[], bigint[], date[], boolean, int) TO sotay_app, sotay_staff;
GRANT EXECUTE ON FUNCTION pub.cell_counts(text, int, bigint[], bigint[], date[], boolean, int) TO sotay_public, sotay_app, sotay_staff;

-- What anybody is told of citizens' reports: how many there were in parts of the province in a month
-- that is over, each part with "fewest" or more. It is written once for each month and never changed;
-- see hexbins.Publish.
CREATE TABLE pub.report_months (
    month         date PRIMARY KEY,         -- its first day
    fewest        int NOT NULL CHECK (fewest > 0),
    published_at  timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE pub.report_parts (
    month  date NOT NULL REFERENCES pub.report_months,
    cell   bigint NOT NULL,                 -- of the resolutions 4 … 9; no part lies in another of the month
    count  bigint NOT NULL,
    PRIMARY KEY (month, cell)
);
GRANT SELECT ON pub.report_months, pub.report_parts TO sotay_public, sotay_app, sotay_staff;
GRANT INSERT ON pub.report_months, pub.report_parts TO sotay_app;

-- Cells know when their records were. They are made anew: their tables go, with their public views.
-- +goose StatementBegin
DO $$
DECLARE
    relation  text;
BEGIN
    FOR relation IN SELECT table_name FROM sotay.cell_tables LOOP
        PERFORM sotay.unbin_table(relation);
    END LOOP;
END $$;
DROP FUNCTION sotay.bin_table(text);

-- The trigger of every event. Arguments: the table, and its time or nothing. A statement of many
-- rows makes all of the table due, which costs it nothing.
CREATE OR REPLACE FUNCTION sotay.note_cells() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most  CONSTANT int := 25000;
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
            EXECUTE format('INSERT INTO sotay.cells_due (table_name, id) SELECT $1, id FROM old_rows AS o FULL JOIN new_rows AS n USING (id)'
                ' WHERE o.label_3857 IS DISTINCT FROM n.label_3857' || CASE WHEN coalesce(TG_ARGV[1], '') = '' THEN '' ELSE ' OR o.%1$I IS DISTINCT FROM n.%1$I' END, TG_ARGV[1])
            USING  TG_ARGV[0];
    END CASE;
    RETURN NULL;
END $$;

-- Gives a table of schema data its cells: the table beside it, and the triggers on it and all its
-- partitions, where they are not as they should be. A second call changes nothing. A table that
-- was made anew, and one whose triggers were missing, is due as a whole. The time is a column of
-- dates or times, and none where the table has no such column.
CREATE FUNCTION sotay.bin_table(relation text, time_field text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    top      CONSTANT regclass := format('data.%I', relation)::regclass;
    cells    CONSTANT text := relation || '_cells';
    due      boolean := NOT EXISTS (SELECT FROM sotay.cell_tables AS t WHERE t.table_name = bin_table.relation AND t.relation = top::oid);
    known    CONSTANT boolean := EXISTS (SELECT FROM sotay.cell_tables AS t WHERE t.table_name = bin_table.relation);
    part     regclass;
    event    text;
    trigger  text;
    kind     CONSTANT regtype := (
        SELECT atttypid FROM pg_attribute
        WHERE  attrelid = top AND attname = time_field AND NOT attisdropped AND atttypid IN ('date'::regtype, 'timestamptz'::regtype));
    moment   CONSTANT text := CASE WHEN kind IS NULL THEN '' ELSE time_field END;
    packed   CONSTANT bytea := convert_to(relation, 'UTF8') || '\x00' || convert_to(moment, 'UTF8') || '\x00';
BEGIN
    IF NOT known OR to_regclass(format('data.%I', cells)) IS NULL THEN
        due := true; -- and a table of that name that is not ours stops it here
        EXECUTE format('CREATE TABLE data.%I (id bigint PRIMARY KEY, cell bigint NOT NULL, at timestamptz)', cells);
        EXECUTE format('CREATE INDEX ON data.%I (cell) INCLUDE (id, at)', cells);
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
                SELECT FROM pg_trigger WHERE tgrelid = part AND tgname = trigger AND tgenabled = 'A' AND tgfoid = 'sotay.note_cells'::regproc AND tgargs = packed);
            EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', trigger, part);
            EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION sotay.note_cells(%L, %L)',
                trigger, event, part,
                CASE event WHEN 'insert' THEN 'REFERENCING NEW TABLE AS new_rows'
                           WHEN 'update' THEN 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'
                           WHEN 'delete' THEN 'REFERENCING OLD TABLE AS old_rows' ELSE '' END, relation, moment);
            EXECUTE format('ALTER TABLE ONLY %s ENABLE ALWAYS TRIGGER %I', part, trigger);
            due := true;
        END LOOP;
    END LOOP;
    FOREACH event IN ARRAY '{insert,update,delete,truncate}'::text[] LOOP
        CONTINUE WHEN EXISTS (
            SELECT FROM pg_trigger WHERE tgrelid = format('data.%I', cells)::regclass AND tgname = 'sotay_sums_' || event AND tgenabled = 'A');
        EXECUTE format('CREATE TRIGGER %I AFTER %s ON data.%I %s FOR EACH STATEMENT EXECUTE FUNCTION sotay.note_sums(%L)',
            'sotay_sums_' || event, event, cells,
            CASE event WHEN 'insert' THEN 'REFERENCING NEW TABLE AS new_rows'
                       WHEN 'update' THEN 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'
                       WHEN 'delete' THEN 'REFERENCING OLD TABLE AS old_rows' ELSE '' END, relation);
        EXECUTE format('ALTER TABLE data.%I ENABLE ALWAYS TRIGGER %I', cells, 'sotay_sums_' || event);
        due := true;
    END LOOP;
    IF moment <> '' AND NOT EXISTS (
        SELECT FROM pg_index WHERE indrelid = format('data.%I', cells)::regclass AND indkey[0] = (
            SELECT attnum FROM pg_attribute WHERE attrelid = indrelid AND attname = 'at')) THEN
        EXECUTE format('CREATE INDEX ON data.%I (at, cell) INCLUDE (id)', cells);
    END IF;
    IF due THEN
        INSERT INTO sotay.cells_due (table_name) VALUES (relation);
        INSERT INTO sotay.cell_tables AS t (table_name, relation, time_field, of_day)
        VALUES (bin_table.relation, top::oid, nullif(moment, ''), coalesce(kind = 'date'::regtype, false))
        ON CONFLICT (table_name) DO UPDATE SET relation = EXCLUDED.relation, time_field = EXCLUDED.time_field, of_day = EXCLUDED.of_day, summed = false;
    END IF;
END $$;

-- Takes the cells of a table away, which may be gone itself.
CREATE OR REPLACE FUNCTION sotay.unbin_table(relation text) RETURNS void
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
    DELETE FROM sotay.cell_sums AS s USING sotay.cell_tables AS t WHERE t.table_name = unbin_table.relation AND s.n = t.n;
    DELETE FROM sotay.cell_deltas AS d USING sotay.cell_tables AS t WHERE t.table_name = unbin_table.relation AND d.n = t.n;
    DELETE FROM sotay.cells_due AS d WHERE d.table_name = unbin_table.relation;
    DELETE FROM sotay.cell_tables AS t WHERE t.table_name = unbin_table.relation;
END $$;
-- +goose StatementEnd

-- +goose Down
-- Cells of another shape are made anew after this: their tables go, with their public views.
-- +goose StatementBegin
DO $$
DECLARE
    relation  text;
BEGIN
    FOR relation IN SELECT table_name FROM sotay.cell_tables LOOP
        PERFORM sotay.unbin_table(relation);
    END LOOP;
END $$;
DROP FUNCTION sotay.bin_table(text, text);
-- The trigger of every event. Argument: the table. A statement of many rows makes all of the
-- table due, which costs it nothing.
CREATE OR REPLACE FUNCTION sotay.note_cells() RETURNS trigger
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
CREATE OR REPLACE FUNCTION sotay.unbin_table(relation text) RETURNS void
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
DROP FUNCTION pub.cell_counts, sotay.cell_counts, sotay.unsum_cells, sotay.sum_cells, sotay.fold_cells, sotay.tables_to_fold, sotay.note_sums, sotay.h3_least, sotay.h3_greatest, sotay.month_of;
DROP TABLE pub.report_parts, pub.report_months, sotay.cell_sums, sotay.cell_deltas;
ALTER TABLE sotay.cell_tables DROP n, DROP time_field, DROP of_day, DROP summed;
ALTER TABLE sotay.layers DROP time_field;
