-- +goose Up
-- Tokens that let a program import. Only the SHA-256 of a token is kept.
CREATE TABLE sotay.tokens (
    hash        bytea PRIMARY KEY CHECK (length(hash) = 32),
    name        text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    revoked_at  timestamptz
);
GRANT SELECT, INSERT ON sotay.tokens TO sotay_app;
GRANT UPDATE (revoked_at) ON sotay.tokens TO sotay_app;

-- +goose Down
DROP TABLE sotay.tokens;
