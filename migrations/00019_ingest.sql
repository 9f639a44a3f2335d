-- +goose Up
-- Readings come in: whose token sends, what was set aside, and what is kept for how long.

-- The operator whose stations alone a token may send for; NULL for all stations.
ALTER TABLE sotay.tokens ADD operator text CHECK (operator <> '');

-- What is set aside stands there once whatever the reason is: it may be another one when it is read again.
DELETE FROM data.reading_quarantine q
USING  data.reading_quarantine o
WHERE  q.settled_at IS NULL AND o.settled_at IS NULL AND q.id < o.id
AND    (q.station, q.parameter, q.at, q.value, q.unit, q.status) = (o.station, o.parameter, o.at, o.value, o.unit, o.status);
DROP INDEX data.reading_quarantine_once;
CREATE UNIQUE INDEX reading_quarantine_once ON data.reading_quarantine
    (md5(station || E'\x1f' || parameter || E'\x1f' || at || E'\x1f' || value || E'\x1f' || unit || E'\x1f' || status)) WHERE settled_at IS NULL;
CREATE INDEX reading_quarantine_open ON data.reading_quarantine (id) WHERE settled_at IS NULL;

-- For how long raw readings, revisions and settled rows of the quarantine are kept; NULL for
-- ever. Means of hours and days are kept for ever.
CREATE TABLE sotay.readings_policy (
    one              boolean PRIMARY KEY DEFAULT true CHECK (one),
    raw_months       int CHECK (raw_months BETWEEN 3 AND 1200),
    revision_months  int CHECK (revision_months BETWEEN 3 AND 1200),
    settled_months   int CHECK (settled_months BETWEEN 1 AND 1200),
    -- Raw readings up to this moment are gone. None of them is taken any more: means that
    -- are computed anew would be of what came late alone.
    dropped_until    timestamptz
);
INSERT INTO sotay.readings_policy DEFAULT VALUES;
GRANT SELECT ON sotay.readings_policy TO sotay_app;

-- Makes the partition of the month (of UTC+7) in which a moment lies, where it is not there
-- and raw readings of then are kept. It is filled aside and then attached, so that readings
-- go on meanwhile.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION sotay.make_readings_month(moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'Asia/Ho_Chi_Minh' AS $$
DECLARE
    first  timestamptz := date_trunc('month', moment);
    next   timestamptz := date_trunc('month', moment) + interval '1 month';
    name   text := 'readings_' || to_char(moment, 'YYYY_MM');
BEGIN
    IF moment IS NULL OR moment < '2000-01-01' OR moment > now() + interval '62 days' THEN
        RAISE EXCEPTION 'no readings are kept for %', moment;
    END IF;
    IF to_regclass(format('data.%I', name)) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('sotay readings', 0));
    IF to_regclass(format('data.%I', name)) IS NOT NULL OR EXISTS (SELECT FROM sotay.readings_policy WHERE dropped_until >= next) THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE data.%I (LIKE data.readings INCLUDING ALL, CONSTRAINT month CHECK (at >= %L AND at < %L))', name, first, next);
    EXECUTE format('ALTER TABLE data.readings ATTACH PARTITION data.%I FOR VALUES FROM (%L) TO (%L)', name, first, next);
    EXECUTE format('ALTER TABLE data.%I DROP CONSTRAINT month', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON data.%I TO sotay_app', name);
    EXECUTE format('GRANT SELECT ON data.%I TO sotay_staff', name);
END $$;
-- +goose StatementEnd

-- Drops the oldest month of raw readings that the policy keeps no longer and gives its table's
-- name; NULL where there is none. It looks at the policy itself: whoever may call it cannot
-- drop anything else, and never what is younger than three whole months. It waits five
-- seconds at most for those who write.
-- +goose StatementBegin
CREATE FUNCTION sotay.drop_readings_month() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'Asia/Ho_Chi_Minh' SET lock_timeout = '5s' AS $$
DECLARE
    policy  sotay.readings_policy;
    kept    timestamptz; -- the first month that is
    leaf    text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('sotay readings', 0));
    SELECT * INTO policy FROM sotay.readings_policy;
    IF policy.raw_months IS NULL THEN
        RETURN NULL;
    END IF;
    kept := date_trunc('month', now()) - make_interval(months => greatest(policy.raw_months, 3));
    SELECT c.relname INTO leaf
    FROM   pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE  i.inhparent = 'data.readings'::regclass AND c.relname ~ '^readings_\d{4}_\d\d$' AND c.relname < 'readings_' || to_char(kept, 'YYYY_MM')
    ORDER  BY c.relname LIMIT 1;
    IF leaf IS NOT NULL THEN
        EXECUTE format('ALTER TABLE data.readings DETACH PARTITION data.%I', leaf);
        EXECUTE format('DROP TABLE data.%I', leaf);
    END IF;
    UPDATE sotay.readings_policy SET dropped_until = kept WHERE dropped_until IS NULL OR dropped_until < kept;
    RETURN leaf;
END $$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION sotay.drop_readings_month() TO sotay_app;

-- Deletes revisions and settled rows of the quarantine that the policy keeps no longer, some
-- at a time, and tells how many.
-- +goose StatementBegin
CREATE FUNCTION sotay.prune_readings() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH revisions AS (
        DELETE FROM data.reading_revisions WHERE id IN (
            SELECT r.id FROM data.reading_revisions r, sotay.readings_policy p
            WHERE  r.replaced_at < now() - make_interval(months => greatest(p.revision_months, 3)) AND p.revision_months IS NOT NULL LIMIT 20000)
        RETURNING 1
    ), settled AS (
        DELETE FROM data.reading_quarantine WHERE id IN (
            SELECT q.id FROM data.reading_quarantine q, sotay.readings_policy p
            WHERE  q.settled_at < now() - make_interval(months => greatest(p.settled_months, 1)) AND p.settled_months IS NOT NULL LIMIT 20000)
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM revisions) + (SELECT count(*) FROM settled);
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION sotay.prune_readings() TO sotay_app;

-- +goose Down
DROP FUNCTION sotay.drop_readings_month;
DROP FUNCTION sotay.prune_readings;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION sotay.make_readings_month(moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'Asia/Ho_Chi_Minh' AS $$
DECLARE
    first  timestamptz := date_trunc('month', moment);
    next   timestamptz := date_trunc('month', moment) + interval '1 month';
    name   text := 'readings_' || to_char(moment, 'YYYY_MM');
BEGIN
    IF moment IS NULL OR moment < '2000-01-01' OR moment > now() + interval '62 days' THEN
        RAISE EXCEPTION 'no readings are kept for %', moment;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('sotay readings', 0));
    IF to_regclass(format('data.%I', name)) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE data.%I (LIKE data.readings INCLUDING ALL, CONSTRAINT month CHECK (at >= %L AND at < %L))', name, first, next);
    EXECUTE format('ALTER TABLE data.readings ATTACH PARTITION data.%I FOR VALUES FROM (%L) TO (%L)', name, first, next);
    EXECUTE format('ALTER TABLE data.%I DROP CONSTRAINT month', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON data.%I TO sotay_app', name);
    EXECUTE format('GRANT SELECT ON data.%I TO sotay_staff', name);
END $$;
-- +goose StatementEnd
DROP TABLE sotay.readings_policy;
DROP INDEX data.reading_quarantine_open;
DROP INDEX data.reading_quarantine_once;
CREATE UNIQUE INDEX reading_quarantine_once ON data.reading_quarantine
    (md5(reason || E'\x1f' || station || E'\x1f' || parameter || E'\x1f' || at || E'\x1f' || value || E'\x1f' || unit || E'\x1f' || status)) WHERE settled_at IS NULL;
ALTER TABLE sotay.tokens DROP operator;
