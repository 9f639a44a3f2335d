-- +goose Up
-- Accounts, their sessions, one-time links and tokens. Of every secret only a hash is kept.

CREATE TABLE sotay.users (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login        text NOT NULL UNIQUE CHECK (login = lower(login) AND login ~ '^[a-z0-9][a-z0-9._@+-]{1,99}$'),
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    role         text NOT NULL CHECK (role IN ('citizen', 'land_officer', 'environment', 'ioc', 'administrator')),
    communes     text[],                     -- whose private fields a land officer may see; NULL: of the whole province
    password     text,                       -- argon2id in PHC form; NULL: none yet, or signs in elsewhere
    issuer       text,                       -- of OpenID Connect, with the subject it names
    subject      text,
    disabled_at  timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CHECK ((issuer IS NULL) = (subject IS NULL)),
    UNIQUE (issuer, subject)
);

CREATE TABLE sotay.sessions (
    hash        bytea PRIMARY KEY CHECK (length(hash) = 32),
    id          uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(), -- what lists show
    user_id     bigint NOT NULL REFERENCES sotay.users ON DELETE CASCADE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    seen_at     timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    address     text NOT NULL,
    agent       text NOT NULL
);
CREATE INDEX sessions_user ON sotay.sessions (user_id);

CREATE TABLE sotay.reset_links (
    hash        bytea PRIMARY KEY CHECK (length(hash) = 32),
    user_id     bigint NOT NULL REFERENCES sotay.users ON DELETE CASCADE,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz
);

-- Failed sign-ins by login and by address, both hashed: a wrong login may be a password.
CREATE TABLE sotay.login_failures (
    key       bytea PRIMARY KEY CHECK (length(key) = 32),
    failures  int NOT NULL,
    last_at   timestamptz NOT NULL
);

ALTER TABLE sotay.tokens
    ADD id          uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(), -- what lists show
    ADD scopes      text[] NOT NULL DEFAULT '{import}',             -- permissions
    ADD user_id     bigint REFERENCES sotay.users ON DELETE CASCADE, -- whose role bounds the scopes; NULL: the operator's own
    ADD expires_at  timestamptz;

GRANT SELECT, INSERT ON sotay.users, sotay.sessions, sotay.reset_links, sotay.login_failures TO sotay_app;
GRANT UPDATE (name, role, communes, password, issuer, subject, disabled_at) ON sotay.users TO sotay_app;
GRANT UPDATE (seen_at), DELETE ON sotay.sessions TO sotay_app;
GRANT UPDATE (used_at), DELETE ON sotay.reset_links TO sotay_app;
GRANT UPDATE, DELETE ON sotay.login_failures TO sotay_app;

-- +goose Down
ALTER TABLE sotay.tokens DROP id, DROP scopes, DROP user_id, DROP expires_at;
DROP TABLE sotay.login_failures, sotay.reset_links, sotay.sessions, sotay.users;
