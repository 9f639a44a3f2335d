-- +goose Up
-- Which days off were compared with an official notice. Nobody has done so with those that the
-- program came with and that say so themselves.
ALTER TABLE data.holidays ADD verified boolean NOT NULL DEFAULT false;
UPDATE data.holidays SET verified = source !~* 'chưa (kiểm chứng|đối chiếu)';

-- By which files that no row names are found.
CREATE INDEX report_photos_sha ON data.report_photos (sha);
CREATE INDEX report_photos_thumb ON data.report_photos (thumb);
CREATE INDEX report_photos_redacted_sha ON data.report_photos (redacted_sha) WHERE redacted_sha IS NOT NULL;
CREATE INDEX report_photos_redacted_thumb ON data.report_photos (redacted_thumb) WHERE redacted_thumb IS NOT NULL;

-- A deadline of a sensitive report is a day as its other times are: the time of day tells when it
-- began to run. Open311 shows the same days.
GRANT EXECUTE ON FUNCTION sotay.public_time(timestamptz, boolean) TO sotay_app;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION sotay.publish_report(r data.reports) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    hidden  CONSTANT boolean := (SELECT c.sensitive FROM data.report_categories c WHERE c.code = r.category);
    named   CONSTANT text := (SELECT a.name_vi FROM data.agencies a WHERE a.id = r.agency);
BEGIN
    IF NOT r.published OR r.state = 'rejected' THEN
        DELETE FROM data.public_reports p WHERE p.report = r.id;
        RETURN;
    END IF;
    UPDATE data.public_reports p SET
        (number, category, state, urgency, words, address, commune, agency, wait_reason, wait_owner, wait_next,
         received_at, resolved_at, due_at, overdue, supporters, rating, geom) =
        (r.number, r.category, r.state, r.urgency, r.public_words, CASE WHEN NOT hidden THEN nullif(r.address, '') END, r.commune, named, r.wait_reason, r.wait_owner, r.wait_next,
         sotay.public_time(r.received_at, hidden), sotay.public_time(r.resolved_at, hidden), sotay.public_time(r.due_at, hidden), r.overdue, r.supporters, r.rating,
         CASE WHEN hidden THEN r.coarse ELSE r.geom END)
    WHERE p.report = r.id;
    IF NOT FOUND THEN -- an upsert would use up an id each time
        INSERT INTO data.public_reports (report, number, category, state, urgency, words, address, commune, agency, wait_reason, wait_owner, wait_next,
            received_at, resolved_at, due_at, overdue, supporters, rating, geom)
        VALUES (r.id, r.number, r.category, r.state, r.urgency, r.public_words, CASE WHEN NOT hidden THEN nullif(r.address, '') END, r.commune, named, r.wait_reason, r.wait_owner, r.wait_next,
            sotay.public_time(r.received_at, hidden), sotay.public_time(r.resolved_at, hidden), sotay.public_time(r.due_at, hidden), r.overdue, r.supporters, r.rating,
            CASE WHEN hidden THEN r.coarse ELSE r.geom END);
    END IF;
END $$;
-- +goose StatementEnd
SELECT sotay.publish_report(r) FROM data.reports r JOIN data.report_categories c ON c.code = r.category WHERE c.sensitive AND r.published;

-- +goose Down
ALTER TABLE data.holidays DROP verified;
REVOKE EXECUTE ON FUNCTION sotay.public_time(timestamptz, boolean) FROM sotay_app;
DROP INDEX data.report_photos_sha, data.report_photos_thumb, data.report_photos_redacted_sha, data.report_photos_redacted_thumb;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION sotay.publish_report(r data.reports) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    hidden  CONSTANT boolean := (SELECT c.sensitive FROM data.report_categories c WHERE c.code = r.category);
    named   CONSTANT text := (SELECT a.name_vi FROM data.agencies a WHERE a.id = r.agency);
BEGIN
    IF NOT r.published OR r.state = 'rejected' THEN
        DELETE FROM data.public_reports p WHERE p.report = r.id;
        RETURN;
    END IF;
    UPDATE data.public_reports p SET
        (number, category, state, urgency, words, address, commune, agency, wait_reason, wait_owner, wait_next,
         received_at, resolved_at, due_at, overdue, supporters, rating, geom) =
        (r.number, r.category, r.state, r.urgency, r.public_words, CASE WHEN NOT hidden THEN nullif(r.address, '') END, r.commune, named, r.wait_reason, r.wait_owner, r.wait_next,
         sotay.public_time(r.received_at, hidden), sotay.public_time(r.resolved_at, hidden), r.due_at, r.overdue, r.supporters, r.rating, CASE WHEN hidden THEN r.coarse ELSE r.geom END)
    WHERE p.report = r.id;
    IF NOT FOUND THEN -- an upsert would use up an id each time
        INSERT INTO data.public_reports (report, number, category, state, urgency, words, address, commune, agency, wait_reason, wait_owner, wait_next,
            received_at, resolved_at, due_at, overdue, supporters, rating, geom)
        VALUES (r.id, r.number, r.category, r.state, r.urgency, r.public_words, CASE WHEN NOT hidden THEN nullif(r.address, '') END, r.commune, named, r.wait_reason, r.wait_owner, r.wait_next,
            sotay.public_time(r.received_at, hidden), sotay.public_time(r.resolved_at, hidden), r.due_at, r.overdue, r.supporters, r.rating, CASE WHEN hidden THEN r.coarse ELSE r.geom END);
    END IF;
END $$;
-- +goose StatementEnd
