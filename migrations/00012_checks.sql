-- +goose Up
-- Where a problem of an import is, and how large: x (easting, longitude) and y in the
-- coordinates of srid, size in metres or square metres.
ALTER TABLE sotay.import_problems
    ADD COLUMN x    double precision,
    ADD COLUMN y    double precision,
    ADD COLUMN srid integer,
    ADD COLUMN size double precision,
    ADD COLUMN unit text NOT NULL DEFAULT '' CHECK (unit IN ('', 'm', 'm2')),
    ADD CONSTRAINT whole_place CHECK (num_nulls(x, y, srid) IN (0, 3));

-- The statements that make the indexes again which an apply has dropped to fill an empty
-- layer: NULL once they stand.
ALTER TABLE sotay.imports ADD COLUMN rebuild text[];

-- +goose Down
ALTER TABLE sotay.imports DROP COLUMN rebuild;
ALTER TABLE sotay.import_problems
    DROP CONSTRAINT whole_place,
    DROP COLUMN unit,
    DROP COLUMN size,
    DROP COLUMN srid,
    DROP COLUMN y,
    DROP COLUMN x;
