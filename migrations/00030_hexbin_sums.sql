-- +goose Up
-- Roll-ups of H3 cells: how many records of a table are in each cell, and of each of its number fields how
-- many of them have one, their sum, the least and the greatest: at the resolutions 0 … 12, always, and for
-- layers with a time in each month (of UTC+7) at the resolutions 0 … 10. A finer cell of a month holds
-- few records and is read from the cells themselves. Up to 49 cells stand in one row: those below
-- one cell that is two resolutions coarser. Whoever writes cells appends what that adds or takes
-- away (sotay.cell_deltas, of resolution 12) in the same transaction, so that writers never wait for
-- each other on a row; behind them it is folded into sotay.cell_sums. An answer is made of both,
-- read in one statement. Roll-ups are made anew while others write: from "noted" on what is written
-- is appended, and what they are made of is one snapshot after that.

ALTER TABLE sotay.layers ADD time_field text; -- a public date or time by which records are of a period
UPDATE sotay.layers SET time_field = 'acquired' WHERE name = 'hotspots';
UPDATE sotay.layers SET time_field = 'received_at' WHERE name = 'reports';

ALTER TABLE sotay.cell_tables
    ADD n          int GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD time_field text,
    ADD of_day     boolean NOT NULL DEFAULT false, -- the time is a date: its midnight in Vietnam
    ADD fields     text[] NOT NULL DEFAULT '{}',   -- number fields, in the order of the cells' numbers
    ADD noted      boolean NOT NULL DEFAULT false, -- what is written is appended to the deltas
    ADD summed     boolean NOT NULL DEFAULT false; -- the roll-ups are those of the cells and the deltas
ALTER TABLE sotay.cells_due ADD xact xid8 DEFAULT pg_current_xact_id(); -- the transaction that noted it

CREATE TABLE sotay.cell_deltas (
    i        bigint GENERATED ALWAYS AS IDENTITY, -- of one table in the order of their commits
    n        int NOT NULL,                  -- of sotay.cell_tables
    cell     bigint NOT NULL,               -- of resolution 12
    month    date,                          -- its first day; NULL: none
    count    int NOT NULL,                  -- may be below 0
    numbers  float8[],                      -- of each of these records
    PRIMARY KEY (n, i)
);
CREATE INDEX cell_deltas_cell ON sotay.cell_deltas (n, cell);

CREATE TABLE sotay.cell_sums (
    n       int NOT NULL,
    field   smallint NOT NULL,              -- 0: all records; else those that have the number of that place
    month   date NOT NULL,                  -- -infinity: always
    res     smallint NOT NULL,              -- of the cells
    block   bigint NOT NULL,                -- the cell that these cells lie in; see sotay.block_of
    cells   bigint[] NOT NULL,              -- those that hold something, and of each
    counts  bigint[] NOT NULL,
    sums    numeric[],                      -- exact, so that what is taken away leaves nothing behind
    lows    float8[],
    highs   float8[],
    PRIMARY KEY (n, field, month, res, block)
) WITH (fillfactor = 80, toast_tuple_target = 8160);

-- The cell in whose row of sotay.cell_sums a cell of a resolution stands.
CREATE FUNCTION sotay.block_of(cell bigint, res int) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT sotay.h3_parent(cell, greatest(res - 2, 0)) $$;

CREATE FUNCTION sotay.month_of(at timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN isfinite(at) THEN date_trunc('month', at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date END
$$;

-- No cell of a finer resolution within a cell has a number below the first or above the last, and no
-- other cell of that resolution has one between them.
CREATE FUNCTION sotay.h3_last(cell bigint, finer int) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (cell & ~(15::bigint << 52)) | (finer::bigint << 52) $$;
CREATE FUNCTION sotay.h3_first(cell bigint, finer int) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sotay.h3_last(cell, finer) & ~((1::bigint << (3 * (15 - ((cell >> 52) & 15)::int))) - (1::bigint << (3 * (15 - finer))))
$$;

-- +goose StatementBegin
-- The trigger of every event on a table of cells. Argument: the table that they are of.
CREATE FUNCTION sotay.note_sums() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    t  CONSTANT int := (SELECT c.n FROM sotay.cell_tables AS c WHERE c.table_name = TG_ARGV[0] AND c.noted);
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        UPDATE sotay.cell_tables AS c SET summed = false, noted = false WHERE c.table_name = TG_ARGV[0];
        INSERT INTO sotay.cells_due (table_name) VALUES (TG_ARGV[0]);
        RETURN NULL;
    END IF;
    IF t IS NULL THEN -- they will be made from all cells
        RETURN NULL;
    END IF;
    CASE TG_OP
        WHEN 'INSERT' THEN
            INSERT INTO sotay.cell_deltas (n, cell, month, count, numbers)
            SELECT t, r.cell, r.month, count(*), r.numbers FROM new_rows AS r GROUP BY 2, 3, 5;
        WHEN 'DELETE' THEN
            INSERT INTO sotay.cell_deltas (n, cell, month, count, numbers)
            SELECT t, r.cell, r.month, -count(*), r.numbers FROM old_rows AS r GROUP BY 2, 3, 5;
        ELSE
            INSERT INTO sotay.cell_deltas (n, cell, month, count, numbers)
            SELECT t, r.cell, r.month, sum(r.one), r.numbers
            FROM   (SELECT cell, month, numbers, 1 AS one FROM new_rows UNION ALL SELECT cell, month, numbers, -1 FROM old_rows) AS r
            GROUP  BY 2, 3, 5
            HAVING sum(r.one) <> 0;
    END CASE;
    RETURN NULL;
END $$;

-- What a record with these numbers is counted in: as a record, field 0, and for each number it has.
CREATE FUNCTION sotay.cell_parts(numbers float8[]) RETURNS TABLE (field smallint, value float8)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 0::smallint, NULL::float8
    UNION ALL
    SELECT u.k::smallint, u.v FROM unnest(numbers) WITH ORDINALITY AS u (v, k) WHERE u.v IS NOT NULL
$$;

-- Folds deltas of a table, so many at most and the oldest first, and returns how many there were.
CREATE FUNCTION sotay.fold_cells(relation text, most int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    t       CONSTANT int := (SELECT c.n FROM sotay.cell_tables AS c WHERE c.table_name = fold_cells.relation);
    folded  bigint;
    fields  smallint[]; -- where something was taken away: these five belong together
    months  date[];
    cells   bigint[];
    lows    float8[];
    highs   float8[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('sotay sums ' || relation, 0));
    WITH gone AS (
        DELETE FROM sotay.cell_deltas AS d
        WHERE  d.n = t AND d.i = ANY (ARRAY(SELECT o.i FROM sotay.cell_deltas AS o WHERE o.n = t ORDER BY o.i LIMIT most))
        RETURNING d.cell, d.month, d.count, d.numbers
    ), net AS (
        SELECT p.field, g.cell, g.month, sum(g.count) AS count, sum(g.count * p.value::numeric) AS sum,
               min(p.value) FILTER (WHERE g.count > 0) AS low, max(p.value) FILTER (WHERE g.count > 0) AS high,
               min(p.value) FILTER (WHERE g.count < 0) AS gone_low, max(p.value) FILTER (WHERE g.count < 0) AS gone_high, min(g.count) < 0 AS gone
        FROM   gone AS g
        CROSS  JOIN LATERAL sotay.cell_parts(g.numbers) AS p
        GROUP  BY 1, 2, 3
    ), added AS (
        SELECT net.field, m.month, r.res, sotay.h3_parent(net.cell, r.res) AS cell, sum(net.count) AS count, sum(net.sum) AS sum, min(net.low) AS low, max(net.high) AS high
        FROM   net
        CROSS  JOIN generate_series(0, 12) AS r (res)
        CROSS  JOIN LATERAL (VALUES ('-infinity'::date), (net.month)) AS m (month)
        WHERE  m.month = '-infinity' OR m.month IS NOT NULL AND r.res <= 10
        GROUP  BY 1, 2, 3, 4
    ), blocks AS (
        SELECT DISTINCT a.field, a.month, a.res, sotay.block_of(a.cell, a.res) AS block FROM added AS a
    ), merged AS (
        SELECT u.field, u.month, u.res, u.cell, sum(u.count)::bigint AS count, sum(u.sum) AS sum, min(u.low) AS low, max(u.high) AS high
        FROM  (SELECT * FROM added
               UNION ALL
               SELECT b.field, b.month, b.res, u.*
               FROM   blocks AS b
               JOIN   sotay.cell_sums AS s ON s.n = t AND s.field = b.field AND s.month = b.month AND s.res = b.res AND s.block = b.block
               CROSS  JOIN LATERAL unnest(s.cells, s.counts, s.sums, s.lows, s.highs) AS u) AS u
        GROUP  BY 1, 2, 3, 4
        HAVING sum(u.count) <> 0
    ), written AS (
        INSERT INTO sotay.cell_sums AS s (n, field, month, res, block, cells, counts, sums, lows, highs)
        SELECT t, m.field, m.month, m.res, sotay.block_of(m.cell, m.res), array_agg(m.cell), array_agg(m.count),
               CASE WHEN m.field > 0 THEN array_agg(m.sum) END, CASE WHEN m.field > 0 THEN array_agg(m.low) END, CASE WHEN m.field > 0 THEN array_agg(m.high) END
        FROM   merged AS m
        GROUP  BY 2, 3, 4, 5
        ORDER  BY 2, 3, 4, 5
        ON CONFLICT ON CONSTRAINT cell_sums_pkey DO UPDATE SET
            cells = EXCLUDED.cells, counts = EXCLUDED.counts, sums = EXCLUDED.sums, lows = EXCLUDED.lows, highs = EXCLUDED.highs
    ), emptied AS (
        DELETE FROM sotay.cell_sums AS s
        USING  blocks AS b
        WHERE  s.n = t AND s.field = b.field AND s.month = b.month AND s.res = b.res AND s.block = b.block
        AND    NOT EXISTS (SELECT FROM merged AS m WHERE m.field = b.field AND m.month = b.month AND m.res = b.res AND sotay.block_of(m.cell, m.res) = b.block)
    )
    SELECT (SELECT count(*) FROM gone), array_agg(g.field), array_agg(g.month), array_agg(g.cell), array_agg(g.gone_low), array_agg(g.gone_high)
    INTO   folded, fields, months, cells, lows, highs
    FROM   net AS g WHERE g.gone AND g.field > 0;
    IF fields IS NOT NULL THEN
        PERFORM sotay.bound_cells(t, relation, fields, months, cells, lows, highs);
    END IF;
    RETURN folded;
END $$;

-- Finds anew the least and the greatest of the cells from which numbers were taken away that may
-- have been these, from the finest resolution on: of the records, then of the cells within each.
-- What it reads may be newer than what is folded: then deltas that follow say it again.
CREATE FUNCTION sotay.bound_cells(t int, relation text, fields smallint[], months date[], cells bigint[], lows float8[], highs float8[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    res    int;
    month  boolean;
    inner_ text;
BEGIN
    FOREACH month IN ARRAY '{f,t}'::boolean[] LOOP
        FOR res IN REVERSE CASE WHEN month THEN 10 ELSE 12 END..0 LOOP
            inner_ := CASE
                WHEN month AND res = 10
                THEN format('SELECT min(c.numbers[g.field]), max(c.numbers[g.field]) FROM data.%I AS c WHERE c.month = g.month AND c.cell BETWEEN sotay.h3_first(g.cell, 12) AND sotay.h3_last(g.cell, 12)', relation || '_cells')
                WHEN res = 12
                THEN format('SELECT min(c.numbers[g.field]), max(c.numbers[g.field]) FROM data.%I AS c WHERE c.cell = g.cell', relation || '_cells')
                ELSE format('SELECT min(u.low), max(u.high) FROM sotay.cell_sums AS c CROSS JOIN LATERAL unnest(c.cells, c.lows, c.highs) AS u (cell, low, high)
                    WHERE c.n = $1 AND c.field = g.field AND c.month = g.month AND c.res = %1$s AND c.block = sotay.block_of(sotay.h3_first(g.cell, %1$s), %1$s)
                    AND u.cell BETWEEN sotay.h3_first(g.cell, %1$s) AND sotay.h3_last(g.cell, %1$s)', res + 1)
                END;
            EXECUTE '
                WITH gone AS (
                    SELECT u.field, CASE WHEN $7 THEN u.month ELSE ''-infinity'' END AS month, sotay.h3_parent(u.cell, $8) AS cell, min(u.low) AS low, max(u.high) AS high
                    FROM   unnest($2, $3, $4, $5, $6) AS u (field, month, cell, low, high)
                    WHERE  u.low IS NOT NULL
                    GROUP  BY 1, 2, 3
                ), found AS (
                    SELECT g.field, g.month, g.cell, sotay.block_of(g.cell, $8) AS block, b.low, b.high
                    FROM   gone AS g
                    JOIN   sotay.cell_sums AS s ON s.n = $1 AND s.field = g.field AND s.month = g.month AND s.res = $8 AND s.block = sotay.block_of(g.cell, $8)
                    CROSS  JOIN LATERAL unnest(s.cells, s.lows, s.highs) AS u (cell, low, high)
                    CROSS  JOIN LATERAL (' || inner_ || ') AS b (low, high)
                    WHERE  u.cell = g.cell AND (g.low <= u.low OR g.high >= u.high)
                )
                UPDATE sotay.cell_sums AS s SET (lows, highs) = (
                    SELECT array_agg(CASE WHEN f.cell IS NULL THEN u.low ELSE f.low END ORDER BY u.k), array_agg(CASE WHEN f.cell IS NULL THEN u.high ELSE f.high END ORDER BY u.k)
                    FROM   unnest(s.cells, s.lows, s.highs) WITH ORDINALITY AS u (cell, low, high, k)
                    LEFT   JOIN found AS f ON f.field = s.field AND f.month = s.month AND f.cell = u.cell)
                FROM  (SELECT DISTINCT f.field, f.month, f.block FROM found AS f) AS f
                WHERE  s.n = $1 AND s.field = f.field AND s.month = f.month AND s.res = $8 AND s.block = f.block'
            USING t, fields, months, cells, lows, highs, month, res;
        END LOOP;
    END LOOP;
END $$;

-- The tables that have deltas, and whether so many that the roll-ups are sooner made anew.
CREATE FUNCTION sotay.tables_to_fold() RETURNS TABLE (table_name text, many boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.table_name,
           (SELECT count(*) FROM sotay.cell_deltas AS d WHERE d.n = c.n)
           > greatest(5000, (SELECT reltuples FROM pg_class WHERE oid = to_regclass(format('data.%I', c.table_name || '_cells'))) / 4)
    FROM   sotay.cell_tables AS c
    WHERE  c.summed AND EXISTS (SELECT FROM sotay.cell_deltas AS d WHERE d.n = c.n)
$$;

-- Makes the roll-ups of a table from all its cells, in a transaction that sees one snapshot. It does
-- nothing where what is written is not noted.
CREATE FUNCTION sotay.sum_cells(relation text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    t      CONSTANT int := (SELECT c.n FROM sotay.cell_tables AS c WHERE c.table_name = sum_cells.relation);
    put    CONSTANT text := '
        INSERT INTO sotay.cell_sums (n, field, month, res, block, cells, counts, sums, lows, highs)
        SELECT $1, u.field, u.month, $2, sotay.block_of(u.cell, $2), array_agg(u.cell), array_agg(u.count),
               CASE WHEN u.field > 0 THEN array_agg(u.sum) END, CASE WHEN u.field > 0 THEN array_agg(u.low) END, CASE WHEN u.field > 0 THEN array_agg(u.high) END
        FROM  (%s) AS u
        GROUP  BY 2, 3, 5
        ORDER  BY 2, 3, 5';
    count  CONSTANT text := format('
        SELECT p.field, %%s AS month, %%s AS cell, count(*) AS count, sum(p.value::numeric) AS sum, min(p.value) AS low, max(p.value) AS high
        FROM   data.%I AS c CROSS JOIN LATERAL sotay.cell_parts(c.numbers) AS p %%s GROUP BY 1, 2, 3', relation || '_cells');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('sotay sums ' || relation, 0));
    IF NOT EXISTS (SELECT FROM sotay.cell_tables AS c WHERE c.n = t AND c.noted) THEN -- all cells are made anew
        RETURN;
    END IF;
    DELETE FROM sotay.cell_deltas AS d WHERE d.n = t;
    DELETE FROM sotay.cell_sums AS s WHERE s.n = t;
    EXECUTE format(put, format(count, '''-infinity''::date', 'c.cell', '')) USING t, 12;
    EXECUTE format(put, format(count, 'c.month', 'sotay.h3_parent(c.cell, 10)', 'WHERE c.month IS NOT NULL')) USING t, 10;
    FOR finer IN REVERSE 12..1 LOOP
        EXECUTE format(put, '
            SELECT s.field, s.month, sotay.h3_parent(u.cell, $2) AS cell, sum(u.count)::bigint AS count, sum(u.sum) AS sum, min(u.low) AS low, max(u.high) AS high
            FROM   sotay.cell_sums AS s CROSS JOIN LATERAL unnest(s.cells, s.counts, s.sums, s.lows, s.highs) AS u (cell, count, sum, low, high)
            WHERE  s.n = $1 AND s.res = $2 + 1 AND (s.month = ''-infinity'' OR $2 < 10)
            GROUP  BY 1, 2, 3') USING t, finer - 1;
    END LOOP;
    UPDATE sotay.cell_tables AS c SET summed = true WHERE c.n = t;
END $$;

-- Says that the roll-ups of a table are to be made from all its cells: until then none are kept.
CREATE FUNCTION sotay.unsum_cells(relation text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE sotay.cell_tables AS c SET summed = false, noted = false WHERE c.table_name = $1 AND (c.summed OR c.noted)
$$;

-- Says that what is written is noted from now on. The caller keeps others from writing cells.
CREATE FUNCTION sotay.note_cells_of(relation text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE sotay.cell_tables AS c SET noted = true WHERE c.table_name = $1 AND NOT c.summed
$$;

-- The place of a number field in the cells' numbers; NULL: it has none. '': 0, which is all records.
CREATE FUNCTION sotay.cell_field(relation text, field text) RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN $2 = '' THEN 0 ELSE array_position(c.fields, $2) END FROM sotay.cell_tables AS c WHERE c.table_name = $1
$$;

-- The rows of roll-ups that hold the cells of a resolution that the stored cells of some ranges lie in.
CREATE FUNCTION sotay.blocks_of(t int, k int, res int, first bigint[], last bigint[], months date[]) RETURNS SETOF sotay.cell_sums
LANGUAGE sql STABLE AS $$
    SELECT s.*
    FROM  (SELECT b.first, b.last, lag(b.last, 1, 0::bigint) OVER (ORDER BY b.first, b.last) AS before -- ranges may meet in a row
           FROM  (SELECT sotay.block_of(w.first, $3) AS first, sotay.block_of(w.last, $3) AS last FROM unnest($4, $5) AS w (first, last)) AS b) AS w
    CROSS  JOIN unnest(coalesce($6, '{-infinity}')) AS m (month)
    CROSS  JOIN LATERAL (
        SELECT * FROM sotay.cell_sums AS s
        WHERE  s.n = $1 AND s.field = $2 AND s.month = m.month AND s.res = $3 AND s.block BETWEEN w.first AND w.last AND s.block > w.before
        OFFSET 0) AS s
$$;

-- Of the records of a table, or of those that have a number of a field, in cells of a resolution: in those that the
-- stored cells of some ranges lie in, which are in order, and in some beside them. How many there are, and of the
-- numbers one figure (sum, min or max, '' for none): in the months, or, without them, always. The months come each by
-- itself only where that is asked for. A cell may come several times, and is what these are together. Of what is read
-- from the cells "most" come, of the roll-ups twice as many rows, 40,000 at most; "cut" says that there are more.
-- Gone is the least (greatest) that was just taken away, or NaN, and a number may be NaN: where no other number is below
-- (above) it, which is now the least is to be found.
CREATE FUNCTION sotay.cell_blocks(relation text, field text, figure text, res int, first bigint[], last bigint[], months date[], each boolean, most int)
RETURNS TABLE (month date, cells bigint[], counts bigint[], numbers float8[], gone float8[], cut boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    t      CONSTANT int := (SELECT c.n FROM sotay.cell_tables AS c WHERE c.table_name = cell_blocks.relation AND c.summed);
    k      CONSTANT int := sotay.cell_field(cell_blocks.relation, cell_blocks.field);
    below  CONSTANT bigint := (1::bigint << (3 * (15 - res))) - 1; -- the digits of a cell that are finer, all set
    deltas boolean;
BEGIN
    IF t IS NULL OR res > (CASE WHEN months IS NULL THEN 12 ELSE 10 END) THEN
        RETURN QUERY EXECUTE format($sql$
            SELECT g.month, array_agg(g.cell), array_agg(g.count), array_agg(coalesce(g.number, 'NaN')), NULL::float8[], bool_or(g.groups > $6)
            FROM  (SELECT c.cell & $1 | $2 AS cell, %1$s AS month, count(*) AS count, %2$s AS number, count(*) OVER () AS groups
                   FROM   unnest($3, $4) AS w (first, last)
                   %3$s
                   CROSS  JOIN LATERAL (SELECT c.cell, c.month, c.numbers[$7] AS v FROM data.%4$I AS c WHERE c.cell BETWEEN w.first AND w.last %5$s OFFSET 0) AS c
                   WHERE  $7 = 0 OR c.v IS NOT NULL
                   GROUP  BY 1, 2
                   LIMIT  $6) AS g
            GROUP  BY 1
        $sql$,
            CASE WHEN each THEN 'c.month' ELSE '''-infinity''::date' END,
            CASE figure WHEN 'sum' THEN 'sum(c.v)' WHEN 'min' THEN 'min(c.v)' WHEN 'max' THEN 'max(c.v)' ELSE 'NULL::float8' END,
            CASE WHEN months IS NULL THEN '' ELSE 'CROSS JOIN unnest($5) AS m (month)' END,
            relation || '_cells',
            CASE WHEN months IS NULL THEN '' ELSE 'AND c.month = m.month' END)
        USING ~(15::bigint << 52) & ~below, res::bigint << 52 | below, first, last, months, most, k;
        RETURN;
    END IF;
    deltas := EXISTS (SELECT FROM sotay.cell_deltas AS d WHERE d.n = t);
    IF deltas AND figure = 'sum' THEN -- added up exactly, before it becomes a float8
        RETURN QUERY
        SELECT g.month, array_agg(g.cell), array_agg(g.count), array_agg(g.sum), NULL::float8[], false
        FROM  (SELECT CASE WHEN each THEN u.month ELSE '-infinity' END AS month, u.cell, sum(u.count)::bigint AS count, sum(u.sum)::float8 AS sum
               FROM  (SELECT s.month, u.cell, u.count, u.sum
                      FROM   sotay.blocks_of(t, k, cell_blocks.res, first, last, months) AS s
                      CROSS  JOIN LATERAL unnest(s.cells, s.counts, s.sums) AS u (cell, count, sum)
                      UNION  ALL
                      SELECT CASE WHEN months IS NULL THEN '-infinity' ELSE d.month END, sotay.h3_parent(d.cell, cell_blocks.res), d.count, d.count * d.v::numeric
                      FROM   unnest(first, last) AS w (first, last)
                      CROSS  JOIN LATERAL (SELECT d.cell, d.month, d.count, d.numbers[k] AS v FROM sotay.cell_deltas AS d WHERE d.n = t AND d.cell BETWEEN w.first AND w.last OFFSET 0) AS d
                      WHERE  d.v IS NOT NULL AND (months IS NULL OR d.month = ANY (months))) AS u
               GROUP  BY 1, 2
               HAVING sum(u.count) <> 0) AS g
        GROUP  BY 1;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT CASE WHEN each THEN s.month ELSE '-infinity' END, s.cells, s.counts,
           CASE figure WHEN 'sum' THEN s.sums::float8[] WHEN 'min' THEN array_replace(s.lows, NULL, 'NaN') WHEN 'max' THEN array_replace(s.highs, NULL, 'NaN') END,
           NULL::float8[], s.k > least(2 * most::bigint, 40000)
    FROM  (SELECT s.*, row_number() OVER () AS k FROM sotay.blocks_of(t, k, cell_blocks.res, first, last, months) AS s LIMIT least(2 * most::bigint, 40000) + 1) AS s;
    IF deltas THEN
        RETURN QUERY
        SELECT g.month, array_agg(g.cell), array_agg(g.count), array_agg(coalesce(g.number, 'NaN')), array_agg(coalesce(g.gone, 'NaN')), false
        FROM  (SELECT CASE WHEN each THEN d.month ELSE '-infinity' END AS month, sotay.h3_parent(d.cell, cell_blocks.res) AS cell, sum(d.count) AS count,
                      CASE figure WHEN 'min' THEN min(d.v) FILTER (WHERE d.count > 0) WHEN 'max' THEN max(d.v) FILTER (WHERE d.count > 0) END AS number,
                      CASE figure WHEN 'min' THEN min(d.v) FILTER (WHERE d.count < 0) WHEN 'max' THEN max(d.v) FILTER (WHERE d.count < 0) END AS gone
               FROM   unnest(first, last) AS w (first, last)
               CROSS  JOIN LATERAL (SELECT d.cell, d.month, d.count, d.numbers[k] AS v FROM sotay.cell_deltas AS d WHERE d.n = t AND d.cell BETWEEN w.first AND w.last OFFSET 0) AS d
               WHERE  (k = 0 OR d.v IS NOT NULL) AND (months IS NULL OR d.month = ANY (months))
               GROUP  BY 1, 2) AS g
        GROUP  BY 1;
    END IF;
END $$;

-- The same for anyone, of public layers, whose number fields are public.
CREATE FUNCTION pub.cell_blocks(layer text, field text, figure text, res int, first bigint[], last bigint[], months date[], each boolean, most int)
RETURNS TABLE (month date, cells bigint[], counts bigint[], numbers float8[], gone float8[], cut boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.*
    FROM   sotay.layers AS l
    CROSS  JOIN LATERAL sotay.cell_blocks(l.table_name, $2, $3, $4, $5, $6, $7, $8, $9) AS c
    WHERE  l.name = $1 AND l.audience = 'public'
$$;
CREATE FUNCTION pub.cell_field(layer text, field text) RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT sotay.cell_field(l.table_name, $2) FROM sotay.layers AS l WHERE l.name = $1 AND l.audience = 'public'
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION sotay.month_of(timestamptz), sotay.cell_parts(float8[]) TO sotay_app, sotay_staff;
GRANT EXECUTE ON FUNCTION sotay.tables_to_fold(), sotay.fold_cells(text, int), sotay.sum_cells(text), sotay.unsum_cells(text), sotay.note_cells_of(text) TO sotay_app;
GRANT EXECUTE ON FUNCTION sotay.cell_field(text, text), sotay.cell_blocks(text, text, text, int, bigint[], bigint[], date[], boolean, int) TO sotay_app, sotay_staff;
GRANT EXECUTE ON FUNCTION pub.cell_field(text, text), pub.cell_blocks(text, text, text, int, bigint[], bigint[], date[], boolean, int) TO sotay_public, sotay_app, sotay_staff;

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

-- The trigger of every event. Arguments: the table, its time or nothing, and its number fields. A
-- statement of many rows makes all of the table due, which costs it nothing.
CREATE OR REPLACE FUNCTION sotay.note_cells() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most  CONSTANT int := 100000;
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
            EXECUTE 'INSERT INTO sotay.cells_due (table_name, id) SELECT $1, id FROM old_rows AS o FULL JOIN new_rows AS n USING (id) WHERE o.label_3857 IS DISTINCT FROM n.label_3857'
                || coalesce((SELECT string_agg(format(' OR o.%1$I IS DISTINCT FROM n.%1$I', f), '') FROM unnest(TG_ARGV[1:]) AS f WHERE f <> ''), '')
            USING  TG_ARGV[0];
    END CASE;
    RETURN NULL;
END $$;

-- Gives a table of schema data its cells: the table beside it, and the triggers on it and all its
-- partitions, where they are not as they should be. A second call changes nothing. A table that
-- was made anew, and one whose triggers were missing, is due as a whole. The time is a column of
-- dates or times, the number fields are columns of numbers; what is no such column is left out.
CREATE FUNCTION sotay.bin_table(relation text, time_field text DEFAULT NULL, number_fields text[] DEFAULT '{}') RETURNS void
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
    fields   CONSTANT text[] := ARRAY(
        SELECT f FROM unnest(number_fields) WITH ORDINALITY AS u (f, k)
        WHERE  EXISTS (
               SELECT FROM pg_attribute
               WHERE  attrelid = top AND attname = f AND NOT attisdropped AND atttypid = ANY ('{int2,int4,int8,float4,float8,numeric}'::regtype[]))
        ORDER  BY k);
    args     CONSTANT text[] := ARRAY[relation, moment] || fields; -- of the triggers
    packed   CONSTANT bytea := (SELECT string_agg(convert_to(arg, 'UTF8') || '\x00', '' ORDER BY k) FROM unnest(args) WITH ORDINALITY AS u (arg, k));
BEGIN
    IF NOT known OR to_regclass(format('data.%I', cells)) IS NULL THEN
        due := true; -- and a table of that name that is not ours stops it here
        EXECUTE format('CREATE TABLE data.%I (id bigint PRIMARY KEY, cell bigint NOT NULL, at timestamptz, numbers float8[], month date GENERATED ALWAYS AS (sotay.month_of(at)) STORED)', cells);
        EXECUTE format('CREATE INDEX ON data.%I (cell) INCLUDE (id, at, month, numbers)', cells);
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
            EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION sotay.note_cells(%s)',
                trigger, event, part,
                CASE event WHEN 'insert' THEN 'REFERENCING NEW TABLE AS new_rows'
                           WHEN 'update' THEN 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'
                           WHEN 'delete' THEN 'REFERENCING OLD TABLE AS old_rows' ELSE '' END,
                (SELECT string_agg(quote_literal(arg), ', ' ORDER BY k) FROM unnest(args) WITH ORDINALITY AS u (arg, k)));
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
            SELECT attnum FROM pg_attribute WHERE attrelid = indrelid AND attname = 'month')) THEN
        EXECUTE format('CREATE INDEX ON data.%I (month, cell) INCLUDE (id, at, numbers)', cells);
    END IF;
    -- Where a number beside the cells is now another field's, none is told until all are computed anew.
    IF EXISTS (SELECT FROM sotay.cell_tables AS t WHERE t.table_name = bin_table.relation AND t.fields IS DISTINCT FROM args[3:2 + cardinality(t.fields)]) THEN
        EXECUTE format('TRUNCATE data.%I', cells);
    END IF;
    IF due THEN
        INSERT INTO sotay.cells_due (table_name) VALUES (relation);
        INSERT INTO sotay.cell_tables AS t (table_name, relation, time_field, of_day, fields)
        VALUES (bin_table.relation, top::oid, nullif(moment, ''), coalesce(kind = 'date'::regtype, false), args[3:])
        ON CONFLICT (table_name) DO UPDATE SET relation = EXCLUDED.relation, time_field = EXCLUDED.time_field, of_day = EXCLUDED.of_day, fields = EXCLUDED.fields, noted = false, summed = false;
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
    PERFORM pg_advisory_xact_lock(hashtextextended('sotay sums ' || relation, 0)); -- who makes them reads the cells after the sums
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
DROP FUNCTION sotay.bin_table(text, text, text[]);
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
DROP FUNCTION pub.cell_blocks, pub.cell_field, sotay.cell_blocks, sotay.blocks_of, sotay.cell_field, sotay.unsum_cells, sotay.note_cells_of, sotay.sum_cells, sotay.fold_cells, sotay.bound_cells, sotay.cell_parts, sotay.tables_to_fold,
    sotay.note_sums, sotay.block_of, sotay.h3_first, sotay.h3_last, sotay.month_of;
DROP TABLE pub.report_parts, pub.report_months, sotay.cell_sums, sotay.cell_deltas;
ALTER TABLE sotay.cell_tables DROP n, DROP time_field, DROP of_day, DROP fields, DROP noted, DROP summed;
ALTER TABLE sotay.cells_due DROP xact;
ALTER TABLE sotay.layers DROP time_field;
