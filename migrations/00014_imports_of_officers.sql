-- +goose Up
-- Whose a change set of parcels is, and where its rows lie: land officers who are limited to
-- communes know of their own and of those that lie wholly in their communes. NULL for other
-- layers, while it is staged, and of change sets from before: those are the unlimited ones' alone.
ALTER TABLE sotay.imports
    ADD COLUMN user_id  bigint REFERENCES sotay.users ON DELETE SET NULL, -- NULL: the operator's
    ADD COLUMN communes text[], -- of all rows of the file, and of the records that change; '' for none
    ADD COLUMN written  text[]; -- of these without the refused rows: where it writes

-- +goose Down
ALTER TABLE sotay.imports DROP COLUMN written, DROP COLUMN communes, DROP COLUMN user_id;
