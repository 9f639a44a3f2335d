-- +goose Up
-- Former values of private fields are read as those of now are: one parcel at a time, counted
-- against the reader's quota, and with the audit row written first.

-- +goose StatementBegin
-- The versions of a parcel's restricted fields, the latest first, at most so many: an array of
-- {from, to, record}; from is NULL before the history began, to for what holds. The parcel may
-- be gone; the commune that it is held to is its last one.
CREATE FUNCTION sotay.read_private_history(
    parcel bigint, communes text[], most int, reader bigint, quota int,
    n bigint, at timestamptz, actor text, action text, subject text, detail text, mac bytea
) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sotay.count_private_read(reader, quota);
    INSERT INTO sotay.audit VALUES (n, at, actor, action, subject, detail::json, mac);
    RETURN (
        SELECT jsonb_agg(jsonb_build_object('from', l.valid_from, 'to', l.valid_to, 'record', l.record) ORDER BY l.valid_to DESC NULLS FIRST)
        FROM (
            SELECT v.*
            FROM (
                SELECT h.valid_from, h.valid_to, h.record FROM data.parcels_restricted_history h WHERE h.id = parcel
                UNION  ALL
                SELECT s.since, NULL, to_jsonb(r) - '{id,recorded_at,recorded_by}'::text[]
                FROM   data.parcels_restricted r
                LEFT   JOIN LATERAL (SELECT h.valid_to, h.ended_by FROM data.parcels_restricted_history h
                                     WHERE h.id = r.id ORDER BY h.valid_to DESC LIMIT 1) AS h ON true
                CROSS  JOIN LATERAL sotay.version_start(r.recorded_at, r.recorded_by, h.valid_to, h.ended_by) AS s
                WHERE  r.id = parcel
            ) AS v
            WHERE  communes IS NULL OR coalesce(
                       (SELECT p.commune_code FROM data.parcels p WHERE p.id = parcel),
                       (SELECT h.commune_code FROM data.parcels_history h WHERE h.id = parcel ORDER BY h.valid_to DESC LIMIT 1)) = ANY (communes)
            ORDER  BY v.valid_to DESC NULLS FIRST
            LIMIT  most
        ) AS l);
END $$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION sotay.read_private_history TO sotay_app;

-- +goose Down
DROP FUNCTION sotay.read_private_history;
