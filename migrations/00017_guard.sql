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

-- +goose Down
DROP FUNCTION sotay.audit_mac;
