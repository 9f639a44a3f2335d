-- +goose Up
-- Private fields of parcels are read here and nowhere else: each function writes the audit
-- row that it is given, counts against the reader's quota, and only then answers. The
-- caller commits before anybody sees the answer.

CREATE TABLE sotay.private_reads (
    user_id  bigint NOT NULL REFERENCES sotay.users ON DELETE CASCADE,
    day      date NOT NULL,
    reads    int NOT NULL,
    PRIMARY KEY (user_id, day)
);

-- +goose StatementBegin
CREATE FUNCTION sotay.count_private_read(reader bigint, quota int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO sotay.private_reads AS r (user_id, day, reads)
    SELECT reader, current_date, 1 WHERE quota > 0
    ON CONFLICT (user_id, day) DO UPDATE SET reads = r.reads + 1 WHERE r.reads < quota;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'quota of private reads used up' USING ERRCODE = 'SQ001';
    END IF;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION sotay.read_private_parcel(
    parcel bigint, communes text[], reader bigint, quota int,
    n bigint, at timestamptz, actor text, action text, subject text, detail text, mac bytea
) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sotay.count_private_read(reader, quota);
    INSERT INTO sotay.audit VALUES (n, at, actor, action, subject, detail::json, mac);
    RETURN (SELECT to_jsonb(r) - 'id' FROM data.parcels_restricted r JOIN data.parcels p ON p.id = r.id
            WHERE  r.id = parcel AND (communes IS NULL OR p.commune_code = ANY (communes))); -- one snapshot
END $$;
-- +goose StatementEnd

-- A text without tone marks, in lower case.
-- +goose StatementBegin
CREATE FUNCTION sotay.plain_text(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT regexp_replace(translate(normalize(lower($1), NFD), 'đ', 'd'), '[\u0300-\u036f]', '', 'g')
$$;
-- +goose StatementEnd

-- Parcels of a commune whose owner's name holds all the words, plain, each at the
-- beginning of a word of the name.
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

-- Parcels by the serial of a certificate, however it is spaced.
CREATE INDEX certificates ON data.parcels_restricted (translate(upper(certificate_no), ' .-/', '')) WHERE certificate_no IS NOT NULL;

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

-- Who, by name, looked at a record's private fields, when and why; the latest first.
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
GRANT EXECUTE ON FUNCTION sotay.read_private_parcel, sotay.find_owners, sotay.find_certificates, sotay.private_reads_of TO sotay_app;

-- +goose Down
DROP INDEX data.certificates;
DROP FUNCTION sotay.private_reads_of, sotay.find_certificates, sotay.find_owners, sotay.plain_text, sotay.read_private_parcel, sotay.count_private_read;
DROP TABLE sotay.private_reads;
