-- What the extensions and the system let anybody do, taken back. It stands after the
-- extensions. Every statement may be repeated.

-- Large objects belong to nobody's schema, so anybody could store files in them.
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
             AND (proname ~ '^lo_' OR proname IN ('loread', 'lowrite')) LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
    END LOOP;
END $$;

-- PostGIS answers from the statistics of any table, whoever asks: the extent and the
-- distribution of tables that the asker may not read.
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT p.oid FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
             JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'postgis'
             WHERE p.proname IN ('st_estimatedextent', '_postgis_stats', '_postgis_selectivity',
                                 '_postgis_join_selectivity', '_postgis_index_extent') LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO sotay_owner, sotay_app, sotay_staff', f);
    END LOOP;
END $$;
