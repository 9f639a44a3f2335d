-- The four logins and what the database itself allows. Every statement may be repeated;
-- nothing here drops a role. Run by a superuser, in sotay's own database.

DO $$
DECLARE
    login text;
BEGIN
    FOREACH login IN ARRAY ARRAY['sotay_owner', 'sotay_app', 'sotay_staff', 'sotay_public'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
                EXECUTE format('CREATE ROLE %I LOGIN', login);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another process was faster
        END;
    END LOOP;
    EXECUTE format('ALTER DATABASE %I OWNER TO sotay_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO sotay_app, sotay_staff, sotay_public', current_database());
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO sotay_owner;
