-- +goose Up
-- Whether somebody still has to do something about a report, and whether it was resolved in time:
-- each said once, for all that count reports. late: a deadline of handling it was over when another
-- took its place, so that a new deadline does not make it one that was in time.
ALTER TABLE data.reports
    ADD late    boolean NOT NULL DEFAULT false,
    ADD open    boolean GENERATED ALWAYS AS (state IN ('received', 'verified', 'assigned', 'in_progress', 'waiting')) STORED,
    ADD on_time boolean GENERATED ALWAYS AS (CASE WHEN resolved_at IS NOT NULL THEN resolved_at <= due_at AND NOT late END) STORED; -- NULL: not resolved
CREATE INDEX reports_open ON data.reports (received_at, id) WHERE open;
-- The lists for programs of others choose by time.
CREATE INDEX report_history_at ON data.report_history (at);

-- As it was, but without a setting of its own: so it becomes part of the query that calls it.
CREATE OR REPLACE FUNCTION sotay.public_time(moment timestamptz, hidden boolean) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN hidden THEN pg_catalog.date_trunc('day', moment AT TIME ZONE 'Asia/Ho_Chi_Minh') AT TIME ZONE 'Asia/Ho_Chi_Minh' ELSE moment END
$$;
GRANT EXECUTE ON FUNCTION sotay.public_time(timestamptz, boolean) TO sotay_staff;

-- Deletes the reporters of reports that were closed or rejected so long ago; how many they were.
-- Who sent one that was merged into another can be asked as long as that one's reporter can.
CREATE OR REPLACE FUNCTION sotay.forget_report_contacts(moment timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH gone AS (
        DELETE FROM data.report_contacts c USING data.report_policy p, data.reports r LEFT JOIN data.reports o ON o.id = r.merged_into
        WHERE  r.id = c.report AND r.state IN ('closed', 'rejected') AND (o.id IS NULL OR o.state IN ('closed', 'rejected'))
        AND    greatest(r.closed_at, o.closed_at) < moment - p.keep_contact_days * interval '1 day'
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;

UPDATE data.reports r SET late = true
WHERE EXISTS (SELECT FROM data.report_history h
              WHERE h.report = r.id AND h.action = 'escalate' AND h.detail @> '{"what": "past", "deadline": "handle"}'
              AND   h.id > coalesce((SELECT max(o.id) FROM data.report_history o WHERE o.report = r.id AND o.action = 'reopen'), 0));

-- +goose Down
REVOKE EXECUTE ON FUNCTION sotay.public_time(timestamptz, boolean) FROM sotay_staff;
CREATE OR REPLACE FUNCTION sotay.public_time(moment timestamptz, hidden boolean) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN hidden THEN date_trunc('day', moment AT TIME ZONE 'Asia/Ho_Chi_Minh') AT TIME ZONE 'Asia/Ho_Chi_Minh' ELSE moment END
$$;
DROP INDEX data.report_history_at;
ALTER TABLE data.reports DROP on_time, DROP open, DROP late; -- with the index of the open ones
CREATE OR REPLACE FUNCTION sotay.forget_report_contacts(moment timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH gone AS (
        DELETE FROM data.report_contacts c USING data.reports r, data.report_policy p
        WHERE  r.id = c.report AND r.state IN ('closed', 'rejected')
        AND    r.closed_at < moment - p.keep_contact_days * interval '1 day'
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
