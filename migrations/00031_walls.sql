-- +goose Up
-- Links by which screens open the wall without anybody who signs in. The secret is kept as a hash.
CREATE TABLE sotay.walls (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash        bytea NOT NULL UNIQUE,       -- SHA-256 of the secret
    name        text NOT NULL CHECK (name <> ''),
    distance_m  double precision NOT NULL CHECK (distance_m BETWEEN 0.3 AND 100),   -- of the farthest viewer
    pitch_mm    double precision NOT NULL CHECK (pitch_mm BETWEEN 0.05 AND 20),     -- between two pixels of the screen
    scenes      text[] NOT NULL DEFAULT '{}', -- in their order; none: all that there are
    seconds     int NOT NULL DEFAULT 20 CHECK (seconds BETWEEN 5 AND 600),          -- that a scene stays
    made_at     timestamptz NOT NULL DEFAULT now(),
    made_by     text NOT NULL,
    seen_at     timestamptz,                 -- when it last asked, to the minute
    revoked_at  timestamptz,
    revoked_by  text
);
GRANT SELECT, INSERT ON sotay.walls TO sotay_app;
GRANT UPDATE (seen_at, revoked_at, revoked_by) ON sotay.walls TO sotay_app;

-- +goose Down
DROP TABLE sotay.walls;
