-- +goose Up
-- People of agencies that reports are sent to. Each sees the reports of one agency.
ALTER TABLE sotay.users
    DROP CONSTRAINT users_role_check,
    ADD CONSTRAINT users_role_check CHECK (role IN ('citizen', 'land_officer', 'environment', 'ioc', 'agency', 'administrator')),
    ADD agency text REFERENCES data.agencies (code) ON UPDATE CASCADE,
    ADD CONSTRAINT users_agency_check CHECK ((role = 'agency') = (agency IS NOT NULL));
GRANT UPDATE (agency) ON sotay.users TO sotay_app;

-- +goose Down
-- Who answered for an agency is a citizen again.
ALTER TABLE sotay.users DROP CONSTRAINT users_agency_check, DROP agency, DROP CONSTRAINT users_role_check;
UPDATE sotay.users SET role = 'citizen' WHERE role = 'agency';
ALTER TABLE sotay.users
    ADD CONSTRAINT users_role_check CHECK (role IN ('citizen', 'land_officer', 'environment', 'ioc', 'administrator'));
