-- +goose Up
-- The change journal: triggers write, in the writer's own transaction, which z14 tiles of
-- which layer a statement touched. A reader asks for the rows that became visible since
-- its last snapshot, so commits that arrive out of order, restarts and lost notifications
-- lose nothing.

CREATE TABLE sotay.changes (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid       xid8 NOT NULL DEFAULT pg_current_xact_id(), -- of the whole transaction, savepoints included
    layer     text NOT NULL,
    audience  text NOT NULL CHECK (audience IN ('public', 'staff')), -- who can see a difference
    tiles     bigint[],               -- x * 16384 + y of the z14 tiles touched; NULL: all
    hash      bigint NOT NULL DEFAULT 0, -- of what anyone may see of the change: the only part that digests take
    at        timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX changes_xid ON sotay.changes (xid);
GRANT SELECT, INSERT (layer, audience, tiles) ON sotay.changes TO sotay_app;

-- What pruned rows leave behind: how many touched a tile, and the XOR of their hashes with
-- the tile.
CREATE TABLE sotay.digests (
    layer     text   NOT NULL,
    audience  text   NOT NULL,
    tile      bigint NOT NULL,        -- as sotay.digest_tiles() says
    count     bigint NOT NULL,
    hash      bigint NOT NULL,
    PRIMARY KEY (layer, audience, tile)
);

-- Under which tiles a digest counts a change: -1 stands for all tiles, -2 for none, where a
-- record without a place came, changed or went.
CREATE FUNCTION sotay.digest_tiles(tiles bigint[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN tiles = '{}' THEN '{-2}' ELSE coalesce(tiles, '{-1}') END
$$;
GRANT EXECUTE ON FUNCTION sotay.digest_tiles(bigint[]) TO sotay_app;

-- One row: the cluster whose transaction ids the rows carry, and up to where it was pruned.
CREATE TABLE sotay.journal (
    only_row           boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    system_identifier  bigint NOT NULL,
    changes            oid    NOT NULL DEFAULT 'sotay.changes'::regclass, -- another one in a restored dump
    pruned             xid8   NOT NULL DEFAULT '0' -- rows of older transactions may be gone
);
INSERT INTO sotay.journal (system_identifier) SELECT system_identifier FROM pg_control_system();

-- Transactions older than the mark were over at that time.
CREATE TABLE sotay.journal_marks (
    at    timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
    mark  xid8 NOT NULL
);

-- What every layer's tables looked like when last seen.
CREATE TABLE sotay.journal_tables (
    layer       text PRIMARY KEY,
    state       text NOT NULL,
    main_state  text NOT NULL  -- without the side tables: what a difference in it says, all may see
);
GRANT SELECT ON sotay.digests, sotay.journal, sotay.journal_tables TO sotay_app;

-- +goose StatementBegin
-- The rows that a statement touched, as a query of its transition tables: box, id, and side
-- (0: as they were, 1: as they are). An update touches those that differ in the columns. The
-- names begin with what no field's name does.
CREATE FUNCTION sotay.touched_rows(op text, place text, parent text, columns text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN place = 'parent' THEN format(
            'SELECT (SELECT p.geom_3857::box2d FROM data.%I AS p WHERE p.id = r.id) AS _box, id AS _id, 0 AS _side FROM (%s) AS r',
            parent, CASE op WHEN 'INSERT' THEN 'SELECT id FROM new_rows' WHEN 'DELETE' THEN 'SELECT id FROM old_rows'
                            ELSE 'SELECT id FROM old_rows UNION SELECT id FROM new_rows' END)
        WHEN op = 'UPDATE' THEN format(
            'SELECT geom_3857::box2d AS _box, id AS _id, 0 AS _side FROM (SELECT %1$s FROM old_rows EXCEPT ALL SELECT %1$s FROM new_rows) AS o UNION ALL '
            'SELECT geom_3857::box2d, id, 1 FROM (SELECT %1$s FROM new_rows EXCEPT ALL SELECT %1$s FROM old_rows) AS n', columns)
        WHEN op = 'INSERT' THEN 'SELECT geom_3857::box2d AS _box, id AS _id, 1 AS _side FROM new_rows'
        ELSE 'SELECT geom_3857::box2d AS _box, id AS _id, 0 AS _side FROM old_rows'
    END
$$;

-- What is recorded of touched rows, as a query of theirs: how many, which tiles their boxes
-- meet, where those are not far too many, and the hash of what anyone may see of the 1000 of
-- lowest id: the columns "shown", none where it is NULL.
CREATE FUNCTION sotay.measure_rows(touched text, op text, shown text, max_tiles int) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT format($sql$ -- the world is 40075016.68557849 m wide, from -20037508.342789244
        WITH touched AS MATERIALIZED (%s),
        boxes AS MATERIALIZED (
            SELECT DISTINCT
                   greatest(0, least(16383, floor((st_xmin(_box) + 20037508.342789244) / 40075016.68557849 * 16384)))::int AS x0,
                   greatest(0, least(16383, floor((st_xmax(_box) + 20037508.342789244) / 40075016.68557849 * 16384)))::int AS x1,
                   greatest(0, least(16383, floor((20037508.342789244 - st_ymax(_box)) / 40075016.68557849 * 16384)))::int AS y0,
                   greatest(0, least(16383, floor((20037508.342789244 - st_ymin(_box)) / 40075016.68557849 * 16384)))::int AS y1
            FROM   touched
            WHERE  _box IS NOT NULL
        )
        SELECT (SELECT count(*) FROM touched),
               CASE WHEN (SELECT coalesce(sum((x1 - x0 + 1)::bigint * (y1 - y0 + 1)), 0) FROM boxes) <= 16 * %s
                    THEN ARRAY(SELECT DISTINCT x::bigint * 16384 + y
                               FROM boxes, generate_series(x0, x1) AS x, generate_series(y0, y1) AS y
                               ORDER BY 1)
               END,
               (%s)
    $sql$, touched, max_tiles, CASE WHEN shown IS NULL THEN 'SELECT 0' ELSE format(
        'SELECT bit_xor(hashtextextended(ROW(%1$s)::text, _side)) # hashint8extended((SELECT count(*) FROM touched), 0) FROM (%2$s) AS r'
        ' WHERE (id, _side) IN (SELECT _id, _side FROM touched ORDER BY 1, 2 LIMIT 1000)', shown,
        CASE op WHEN 'INSERT' THEN 'SELECT *, 1 AS _side FROM new_rows' WHEN 'DELETE' THEN 'SELECT *, 0 AS _side FROM old_rows'
                ELSE 'SELECT *, 0 AS _side FROM old_rows UNION ALL SELECT *, 1 FROM new_rows' END) END)
$$;

-- The trigger of every event. Arguments: layer, its audience, where a row's geom_3857 is
-- found ("row", "parent" or "none"), the name of that parent, the columns anyone may see,
-- quoted, and those of them that the others follow from. Above the bounds it says "all".
--
-- The hash is of what anyone may see of the rows, or of the 1000 of lowest id: it tells
-- histories apart, while the count of changes tells states of one history. Nothing in it moves
-- with private edits, as ids of changes and of transactions do. It is 0 above the bound of rows.
CREATE FUNCTION sotay.record_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    max_rows   CONSTANT int := 100000;
    max_tiles  CONSTANT int := 4096;
    place      CONSTANT text := TG_ARGV[2];
    audience   text := TG_ARGV[1];
    shown      CONSTANT text := CASE WHEN place = 'row' AND audience = 'public' THEN TG_ARGV[5] END;
    compared   CONSTANT text[] := CASE WHEN TG_OP = 'UPDATE' AND place = 'row' AND audience = 'public' THEN ARRAY[TG_ARGV[4], '*'] ELSE '{*}' END;
    columns    text;
    n          bigint;
    found      bigint[];
    content    bigint;
    differs    boolean;
BEGIN
    IF TG_OP <> 'TRUNCATE' THEN
        EXECUTE format('SELECT count(*) FROM (SELECT FROM %s LIMIT %s) AS r',
            CASE TG_OP WHEN 'INSERT' THEN 'new_rows' ELSE 'old_rows' END, max_rows + 1) INTO n;
        IF n = 0 THEN
            RETURN NULL;
        END IF;
    END IF;
    IF TG_OP <> 'TRUNCATE' AND place <> 'none' THEN
        BEGIN
            IF n <= max_rows THEN
                FOREACH columns IN ARRAY compared LOOP
                    EXECUTE sotay.measure_rows(sotay.touched_rows(TG_OP, place, TG_ARGV[3], columns), TG_OP, shown, max_tiles) INTO n, found, content;
                    EXIT WHEN n > 0;
                    audience := CASE WHEN columns = '*' THEN NULL ELSE 'staff' END;
                END LOOP;
            ELSIF cardinality(compared) > 1 THEN -- a full join is never a nested loop; at the first difference it is over
                EXECUTE format('SELECT EXISTS (SELECT FROM (SELECT %1$s FROM new_rows) AS n FULL JOIN (SELECT %1$s FROM old_rows) AS o'
                    ' ON o.id = n.id WHERE n IS DISTINCT FROM o)', TG_ARGV[4]) INTO differs;
                audience := CASE WHEN differs THEN 'public' ELSE 'staff' END;
            END IF;
        EXCEPTION WHEN OTHERS THEN -- a column is gone or cannot be compared: say more than needed, never less
            found := NULL;
        END;
        IF audience IS NULL THEN -- rewritten with the same values
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO sotay.changes (layer, audience, tiles, hash)
    VALUES (TG_ARGV[0], audience, CASE WHEN cardinality(found) <= max_tiles THEN found END,
            CASE audience WHEN 'public' THEN coalesce(content, 0) ELSE 0 END);
    PERFORM pg_notify('sotay_changes', '');
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- Puts the triggers on a table of schema data and on all its partitions, where they are
-- not yet as they should be; a second call changes nothing.
-- +goose StatementBegin
CREATE FUNCTION sotay.watch_table(relation text, layer text, audience text, public_columns text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    top      CONSTANT regclass := format('data.%I', relation)::regclass;
    parent   text;
    args     text[];
    packed   bytea;
    part     regclass;
    event    text;
    trigger  text;
BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = top AND attname = 'geom_3857' AND NOT attisdropped) THEN
        args := ARRAY[layer, audience, 'row', ''] || ARRAY(
            SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute, (VALUES ('{}'::text[]), ('{geom_3857,survey_geom}')) AS less (names)
            WHERE  attrelid = top AND attnum > 0 AND NOT attisdropped
              AND  attname = ANY (public_columns || '{id,geom,geom_3857,survey_geom}') AND attname <> ALL (less.names)
            GROUP  BY less.names
            ORDER  BY less.names);
    ELSE
        SELECT l.table_name INTO parent FROM sotay.layers AS l
        JOIN   pg_attribute ON attrelid = to_regclass(format('data.%I', l.table_name)) AND attname = 'geom_3857' AND NOT attisdropped
        WHERE  l.name = layer AND l.table_name <> relation;
        args := CASE WHEN parent IS NULL THEN ARRAY[layer, audience, 'none', ''] ELSE ARRAY[layer, audience, 'parent', parent] END;
    END IF;
    SELECT string_agg(convert_to(a, 'UTF8') || '\x00', '' ORDER BY i) INTO packed FROM unnest(args) WITH ORDINALITY AS u (a, i);

    FOR part IN
        WITH RECURSIVE tree AS (SELECT top::oid AS oid UNION SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = oid)
        SELECT oid FROM tree JOIN pg_class USING (oid) WHERE relkind IN ('r', 'p')
    LOOP
        FOREACH event IN ARRAY '{insert,update,delete,truncate}'::text[] LOOP
            trigger := 'sotay_journal_' || event;
            CONTINUE WHEN EXISTS (
                SELECT FROM pg_trigger
                WHERE  tgrelid = part AND tgname = trigger AND tgenabled = 'A'
                  AND  tgfoid = 'sotay.record_change'::regproc AND tgargs = packed);
            EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', trigger, part);
            EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION sotay.record_change(%s)',
                trigger, event, part,
                CASE event WHEN 'insert' THEN 'REFERENCING NEW TABLE AS new_rows'
                           WHEN 'update' THEN 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'
                           WHEN 'delete' THEN 'REFERENCING OLD TABLE AS old_rows' ELSE '' END,
                (SELECT string_agg(quote_literal(a), ', ' ORDER BY i) FROM unnest(args) WITH ORDINALITY AS u (a, i)));
            EXECUTE format('ALTER TABLE ONLY %s ENABLE ALWAYS TRIGGER %I', part, trigger);
        END LOOP;
    END LOOP;
END $$;
-- +goose StatementEnd

-- A layer's tables as they are: identity, files, columns and triggers in one hash, and
-- whether all of them are watched.
CREATE VIEW sotay.table_states AS
WITH RECURSIVE tree AS (
    SELECT l.name AS layer, c.oid, c.relname <> l.table_name AS side
    FROM   sotay.layers AS l
    JOIN   pg_class AS c ON c.relnamespace = 'data'::regnamespace
                        AND c.relname IN (l.table_name, l.table_name || '_staff', l.table_name || '_restricted')
    UNION
    SELECT tree.layer, i.inhrelid, tree.side FROM tree JOIN pg_inherits AS i ON i.inhparent = tree.oid
), relations AS (
    SELECT tree.layer, c.oid, tree.side, concat_ws(' ', c.oid, c.relfilenode, c.relname, columns.list, triggers.list) AS state,
           c.relkind NOT IN ('r', 'p') OR triggers.ours = 4 AS watched
    FROM   tree
    JOIN   pg_class AS c USING (oid)
    CROSS  JOIN LATERAL (
        SELECT string_agg(concat_ws(' ', attname, atttypid, atttypmod, attgenerated), ',' ORDER BY attnum) AS list
        FROM   pg_attribute
        WHERE  attrelid = c.oid AND attnum > 0 AND NOT attisdropped
    ) AS columns
    CROSS  JOIN LATERAL (
        -- xmin tells a trigger that was disabled for a while
        SELECT string_agg(concat_ws(' ', tgname, tgfoid, tgenabled, t.xmin), ',' ORDER BY tgname) AS list,
               count(*) FILTER (WHERE tgenabled = 'A' AND tgname IN (
                   'sotay_journal_insert', 'sotay_journal_update', 'sotay_journal_delete', 'sotay_journal_truncate')) AS ours
        FROM   pg_trigger AS t
        WHERE  tgrelid = c.oid AND NOT tgisinternal
    ) AS triggers
)
SELECT l.name AS layer,
       md5(coalesce(string_agg(r.state, ';' ORDER BY r.oid), '')) AS state,
       md5(coalesce(string_agg(r.state, ';' ORDER BY r.oid) FILTER (WHERE NOT r.side), '')) AS main_state,
       coalesce(bool_and(r.watched), false) AS watched
FROM   sotay.layers AS l
LEFT   JOIN relations AS r ON r.layer = l.name
GROUP  BY l.name;
GRANT SELECT ON sotay.table_states TO sotay_app;

-- Records "all" for every layer whose tables are not as last seen, once for all processes;
-- for staff alone where only side tables differ.
-- +goose StatementBegin
CREATE FUNCTION sotay.note_tables() RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed text[];
BEGIN
    LOCK TABLE sotay.journal_tables IN SHARE ROW EXCLUSIVE MODE;
    WITH before AS MATERIALIZED (
        SELECT layer, main_state FROM sotay.journal_tables
    ), seen AS (
        INSERT INTO sotay.journal_tables AS j (layer, state, main_state)
        SELECT layer, state, main_state FROM sotay.table_states
        ON CONFLICT (layer) DO UPDATE SET state = EXCLUDED.state, main_state = EXCLUDED.main_state WHERE j.state <> EXCLUDED.state
        RETURNING layer, main_state
    ), told AS (
        INSERT INTO sotay.changes (layer, audience)
        SELECT l.name, CASE WHEN b.main_state = s.main_state THEN 'staff' ELSE l.audience END
        FROM   sotay.layers AS l
        JOIN   seen AS s ON s.layer = l.name
        LEFT   JOIN before AS b ON b.layer = l.name
        RETURNING layer
    )
    SELECT array_agg(layer ORDER BY layer) INTO changed FROM told;
    DELETE FROM sotay.journal_tables WHERE layer NOT IN (SELECT name FROM sotay.layers);
    IF changed IS NOT NULL THEN
        PERFORM pg_notify('sotay_changes', '');
    END IF;
    RETURN coalesce(changed, '{}');
END $$;

-- Folds rows of transactions that were over "keep" ago into the digests and deletes them:
-- whoever has read since then needs none of them. Returns how many.
CREATE FUNCTION sotay.prune_changes(keep interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    horizon  xid8;
    gone     bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM sotay.journal FOR UPDATE SKIP LOCKED) THEN
        RETURN 0; -- another process is at it
    END IF;
    SELECT mark INTO horizon FROM sotay.journal_marks WHERE at <= clock_timestamp() - keep ORDER BY at DESC LIMIT 1;
    INSERT INTO sotay.journal_marks (mark) VALUES (pg_snapshot_xmin(pg_current_snapshot()));
    IF horizon IS NULL OR horizon <= (SELECT pruned FROM sotay.journal) THEN
        RETURN 0;
    END IF;
    gone := sotay.fold_changes(horizon);
    UPDATE sotay.journal SET pruned = horizon;
    DELETE FROM sotay.journal_marks WHERE mark < horizon;
    RETURN gone;
END $$;

CREATE FUNCTION sotay.fold_changes(before xid8) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM sotay.changes WHERE before IS NULL OR xid < before
        RETURNING hash, layer, audience, sotay.digest_tiles(tiles) AS tiles
    ), folded AS (
        INSERT INTO sotay.digests AS d (layer, audience, tile, count, hash)
        SELECT layer, audience, tile, count(*), bit_xor(hashint8extended(tile, hash))
        FROM   gone, unnest(tiles) AS tile
        GROUP  BY layer, audience, tile
        ON CONFLICT (layer, audience, tile) DO UPDATE
        SET count = d.count + EXCLUDED.count, hash = d.hash # EXCLUDED.hash
    )
    SELECT count(*) FROM gone
$$;

-- After a restore: transaction ids of another cluster mean nothing here, and no saved
-- position may be read on.
CREATE FUNCTION sotay.renew_journal() RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    LOCK TABLE sotay.changes IN SHARE ROW EXCLUSIVE MODE;
    SELECT sotay.fold_changes(NULL);
    DELETE FROM sotay.journal_marks;
    UPDATE sotay.journal SET pruned = '0', system_identifier = (SELECT system_identifier FROM pg_control_system()), changes = 'sotay.changes'::regclass;
    UPDATE sotay.instance SET restore_id = gen_random_uuid();
$$;

-- What the digests of a database belong to, beside its cluster: the last restore, and the
-- time line of the write-ahead log, a new one after a fail-over or a recovery to a point in
-- time. Only a primary has one.
CREATE FUNCTION sotay.history() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT restore_id || '-' || left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM sotay.instance
$$;

CREATE FUNCTION sotay.journal_is_ours() RETURNS boolean
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT (j.system_identifier, j.changes) = (c.system_identifier, 'sotay.changes'::regclass) FROM sotay.journal AS j, pg_control_system() AS c
$$;

-- Renews the journal where it came from another cluster or out of a dump; says whether it did.
CREATE FUNCTION sotay.adopt_journal() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF sotay.journal_is_ours() THEN
        RETURN false;
    END IF;
    LOCK TABLE sotay.journal IN EXCLUSIVE MODE;
    IF sotay.journal_is_ours() THEN
        RETURN false; -- another process was first
    END IF;
    PERFORM sotay.renew_journal();
    RETURN true;
END $$;

-- Does a part of what statements put off because it was much, about a second's work; whether
-- it found anything. Tables that put something off replace it. The journal calls it.
CREATE FUNCTION sotay.finish_work() RETURNS boolean LANGUAGE sql AS 'SELECT false';
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION sotay.note_tables(), sotay.prune_changes(interval), sotay.adopt_journal(), sotay.history(), sotay.finish_work() TO sotay_app;

-- +goose Down
DROP FUNCTION sotay.finish_work, sotay.adopt_journal, sotay.journal_is_ours, sotay.history, sotay.renew_journal, sotay.prune_changes, sotay.fold_changes, sotay.note_tables;
DROP VIEW sotay.table_states;
DROP FUNCTION sotay.watch_table;
DROP FUNCTION sotay.record_change CASCADE; -- with the triggers on layer tables
DROP FUNCTION sotay.measure_rows, sotay.touched_rows;
DROP TABLE sotay.journal_tables, sotay.journal_marks, sotay.journal, sotay.digests, sotay.changes;
DROP FUNCTION sotay.digest_tiles;
