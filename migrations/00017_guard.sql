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

-- +goose Down
DROP FUNCTION sotay.audit_mac;
DROP TABLE sotay.login_tries;

CREATE TABLE sotay.login_failures (
    key       bytea PRIMARY KEY CHECK (length(key) = 32),
    failures  int NOT NULL,
    last_at   timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON sotay.login_failures TO sotay_app;
