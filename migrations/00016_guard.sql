-- +goose Up
-- The audit log, the searches of private fields and the sign-ins, held more tightly.

-- The HMAC of any row of the audit log, NULL where there is none: what a noted head is held to.
-- +goose StatementBegin
CREATE FUNCTION sotay.audit_mac(number bigint) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.mac FROM sotay.audit a WHERE a.n = number
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION sotay.audit_mac TO sotay_app;

-- A try to sign in, by login and by address, both hashed: a wrong login may be a password. It
-- counts as failed until the password was found right, and less with every hour.
DROP TABLE sotay.login_failures;
CREATE TABLE sotay.login_tries (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key  bytea NOT NULL CHECK (length(key) = 32),
    at   timestamptz NOT NULL
);
CREATE INDEX login_tries_key ON sotay.login_tries (key, at);
CREATE INDEX login_tries_at ON sotay.login_tries (at);
GRANT SELECT, INSERT, DELETE ON sotay.login_tries TO sotay_app;

-- Searches of private fields go in two steps, in one transaction: the first, which may be slow,
-- keeps what it found here and tells nothing; the second writes the audit row, charges each
-- parcel that it tells, and tells it. The chain of the audit log is held for the second alone.
DROP FUNCTION sotay.find_certificates, sotay.find_owners;

CREATE UNLOGGED TABLE sotay.private_found ( -- empty but for transactions under way
    xact          xid8 NOT NULL,
    place         int  NOT NULL,
    id            bigint NOT NULL,
    commune_code  text,
    sheet_no      text,
    parcel_no     text,
    found         text,
    PRIMARY KEY (xact, place)
);

-- The parcels that a search told of, beside its audit row.
CREATE TABLE sotay.private_seen (
    parcel  bigint NOT NULL,
    n       bigint NOT NULL REFERENCES sotay.audit,
    PRIMARY KEY (parcel, n)
);

-- Charges as many reads as are wanted or left, at least one, and gives how many parcels may be
-- told for them.
-- +goose StatementBegin
CREATE FUNCTION sotay.charge_private_reads(reader bigint, quota int, wanted int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    had int;
BEGIN
    INSERT INTO sotay.private_reads (user_id, day, reads) VALUES (reader, current_date, 0) ON CONFLICT DO NOTHING;
    SELECT r.reads INTO had FROM sotay.private_reads r WHERE r.user_id = reader AND r.day = current_date FOR UPDATE;
    IF had >= quota THEN
        RAISE EXCEPTION 'quota of private reads used up' USING ERRCODE = 'SQ001';
    END IF;
    wanted := least(wanted, quota - had);
    UPDATE sotay.private_reads r SET reads = had + greatest(wanted, 1) WHERE r.user_id = reader AND r.day = current_date;
    RETURN wanted;
END $$;
-- +goose StatementEnd

-- Spares the work of a search that nothing could be told of.
-- +goose StatementBegin
CREATE FUNCTION sotay.must_have_private_reads(reader bigint, quota int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF quota <= coalesce((SELECT r.reads FROM sotay.private_reads r WHERE r.user_id = reader AND r.day = current_date), 0) THEN
        RAISE EXCEPTION 'quota of private reads used up' USING ERRCODE = 'SQ001';
    END IF;
END $$;
-- +goose StatementEnd

-- A text in lower case without tone marks, all signs blanks, as internal/fold has it: but for
-- letters that are not Latin, which are signs here.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION sotay.plain_text(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT regexp_replace(
        lower(translate(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g'), 'đĐðÐ', 'dddd')),
        '[^a-z0-9]+', ' ', 'g')
$$;
-- +goose StatementEnd

-- Looks for the parcels of a commune whose owner's name holds all the words, plain, each at the
-- beginning of a word of the name; a word with a blank behind is a whole one.
-- +goose StatementBegin
CREATE FUNCTION sotay.search_owners(commune text, words text[], most int, reader bigint, quota int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sotay.must_have_private_reads(reader, quota);
    INSERT INTO sotay.private_found (xact, place, id, commune_code, sheet_no, parcel_no, found)
    SELECT pg_current_xact_id(), row_number() OVER (), t.*
    FROM   (SELECT p.id, p.commune_code, p.sheet_no, p.parcel_no, r.owner_name
            FROM   data.parcels p
            JOIN   data.parcels_restricted r ON r.id = p.id
            CROSS  JOIN LATERAL (SELECT ' ' || sotay.plain_text(r.owner_name) || ' ' AS name OFFSET 0) AS f
            WHERE  p.commune_code = commune AND (SELECT bool_and(position(' ' || w IN f.name) > 0) FROM unnest(words) AS w)
            ORDER  BY length(p.sheet_no), p.sheet_no, length(p.parcel_no), p.parcel_no, p.id
            LIMIT  most) AS t;
END $$;
-- +goose StatementEnd

-- Looks for the parcels of a certificate by its serial, however it is spaced.
-- +goose StatementBegin
CREATE FUNCTION sotay.search_certificates(serial text, communes text[], most int, reader bigint, quota int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sotay.must_have_private_reads(reader, quota);
    INSERT INTO sotay.private_found (xact, place, id, commune_code, sheet_no, parcel_no, found)
    SELECT pg_current_xact_id(), row_number() OVER (), t.*
    FROM   (SELECT p.id, p.commune_code, p.sheet_no, p.parcel_no, r.certificate_no
            FROM   data.parcels_restricted r JOIN data.parcels p ON p.id = r.id
            WHERE  translate(upper(r.certificate_no), ' .-/', '') = translate(upper(serial), ' .-/', '') AND r.certificate_no IS NOT NULL
                   AND (communes IS NULL OR p.commune_code = ANY (communes))
            ORDER  BY p.id
            LIMIT  most) AS t;
END $$;
-- +goose StatementEnd

-- Tells what the search before it found in this transaction: at most so many parcels, and not
-- more than the reader has reads left; left_out tells whether there are more.
-- +goose StatementBegin
CREATE FUNCTION sotay.tell_found(
    most int, reader bigint, quota int,
    n bigint, at timestamptz, actor text, action text, subject text, detail text, mac bytea
) RETURNS TABLE (id bigint, commune_code text, sheet_no text, parcel_no text, found text, left_out boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    there int := (SELECT count(*) FROM sotay.private_found f WHERE f.xact = pg_current_xact_id());
    told  int := sotay.charge_private_reads(reader, quota, least(there, most));
BEGIN
    INSERT INTO sotay.audit VALUES (n, at, actor, action, subject, detail::json, mac);
    INSERT INTO sotay.private_seen (parcel, n)
    SELECT f.id, tell_found.n FROM sotay.private_found f WHERE f.xact = pg_current_xact_id() AND f.place <= told;
    RETURN QUERY
    WITH gone AS (DELETE FROM sotay.private_found f WHERE f.xact = pg_current_xact_id() RETURNING f.*)
    SELECT g.id, g.commune_code, g.sheet_no, g.parcel_no, g.found, there > told
    FROM   gone g
    WHERE  g.place <= told
    ORDER  BY g.place;
END $$;
-- +goose StatementEnd

-- Who, by name, looked at a parcel's private fields, by opening them or by a search that told of
-- it, when and why; the latest first.
DROP FUNCTION sotay.private_reads_of;
-- +goose StatementBegin
CREATE FUNCTION sotay.private_reads_of(which bigint, most int) RETURNS TABLE (at timestamptz, actor text, purpose text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.at, coalesce(u.name, a.actor),
           CASE WHEN a.detail::text LIKE '%\\u0000%' THEN '' ELSE coalesce(a.detail ->> 'purpose', '') END -- no text holds that
    FROM   (SELECT o.n FROM sotay.audit o WHERE o.subject = 'parcel:' || which AND o.subject <> '' AND o.action = 'parcel.private'
            UNION
            SELECT s.n FROM sotay.private_seen s WHERE s.parcel = which) AS looked
    JOIN   sotay.audit a ON a.n = looked.n
    LEFT   JOIN sotay.users u ON u.login = a.actor
    ORDER  BY a.n DESC
    LIMIT  most
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION sotay.search_owners, sotay.search_certificates, sotay.tell_found, sotay.private_reads_of TO sotay_app;

-- +goose Down
DROP FUNCTION sotay.private_reads_of, sotay.tell_found, sotay.search_certificates, sotay.search_owners,
    sotay.must_have_private_reads, sotay.charge_private_reads, sotay.audit_mac;
DROP TABLE sotay.private_seen, sotay.private_found, sotay.login_tries;

CREATE TABLE sotay.login_failures (
    key       bytea PRIMARY KEY CHECK (length(key) = 32),
    failures  int NOT NULL,
    last_at   timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON sotay.login_failures TO sotay_app;

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION sotay.plain_text(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT regexp_replace(translate(normalize(lower($1), NFD), 'đ', 'd'), '[\u0300-\u036f]', '', 'g')
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION sotay.find_owners(
    commune text, words text[], most int, reader bigint, quota int,
    n bigint, at timestamptz, actor text, action text, subject text, detail text, mac bytea
) RETURNS TABLE (id bigint, commune_code text, sheet_no text, parcel_no text, found text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sotay.count_private_read(reader, quota);
    INSERT INTO sotay.audit VALUES (n, at, actor, action, subject, detail::json, mac);
    RETURN QUERY
    SELECT p.id, p.commune_code, p.sheet_no, p.parcel_no, r.owner_name
    FROM   data.parcels p
    JOIN   data.parcels_restricted r ON r.id = p.id
    CROSS  JOIN LATERAL (SELECT ' ' || sotay.plain_text(r.owner_name) AS name OFFSET 0) AS f
    WHERE  p.commune_code = commune AND (SELECT bool_and(position(' ' || w IN f.name) > 0) FROM unnest(words) AS w)
    ORDER  BY length(p.sheet_no), p.sheet_no, length(p.parcel_no), p.parcel_no, p.id
    LIMIT  most;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION sotay.find_certificates(
    serial text, communes text[], most int, reader bigint, quota int,
    n bigint, at timestamptz, actor text, action text, subject text, detail text, mac bytea
) RETURNS TABLE (id bigint, commune_code text, sheet_no text, parcel_no text, found text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sotay.count_private_read(reader, quota);
    INSERT INTO sotay.audit VALUES (n, at, actor, action, subject, detail::json, mac);
    RETURN QUERY
    SELECT p.id, p.commune_code, p.sheet_no, p.parcel_no, r.certificate_no
    FROM   data.parcels_restricted r JOIN data.parcels p ON p.id = r.id
    WHERE  translate(upper(r.certificate_no), ' .-/', '') = translate(upper(serial), ' .-/', '') AND r.certificate_no IS NOT NULL
           AND (communes IS NULL OR p.commune_code = ANY (communes))
    ORDER  BY p.id
    LIMIT  most;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION sotay.private_reads_of(what text, most int) RETURNS TABLE (at timestamptz, actor text, purpose text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.at, coalesce(u.name, a.actor),
           CASE WHEN a.detail::text LIKE '%\\u0000%' THEN '' ELSE coalesce(a.detail ->> 'purpose', '') END -- no text holds that
    FROM   sotay.audit a LEFT JOIN sotay.users u ON u.login = a.actor
    WHERE  a.subject = what AND a.subject <> '' AND a.action = 'parcel.private'
    ORDER  BY a.n DESC
    LIMIT  most
$$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION sotay.find_owners, sotay.find_certificates, sotay.private_reads_of TO sotay_app;
