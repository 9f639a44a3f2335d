package postgis_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sotay/internal/testdb"
	"sotay/postgis"
)

// attempt is a statement that a login must not get away with.
type attempt struct{ name, sql string }

// mustRefuse tries each statement as a login, which first leaves the read-only mode that
// readers' sessions start in, as any login may.
func mustRefuse(t *testing.T, db *postgis.DB, login string, attempts []attempt) {
	t.Helper()
	conn := connectAs(t, db, login)
	if _, err := conn.Exec(t.Context(), `SET default_transaction_read_only = off`); err != nil {
		t.Fatal(err)
	}
	for _, a := range attempts {
		_, err := conn.Exec(t.Context(), a.sql, pgx.QueryExecModeSimpleProtocol)
		if _, err := conn.Exec(t.Context(), `ROLLBACK`); err != nil {
			t.Fatal(err)
		}
		var pg *pgconn.PgError
		if !errors.As(err, &pg) || pg.Code != "42501" { // insufficient_privilege
			t.Errorf("%s, %s: got %v", login, a.name, err)
		}
	}
}

func mustAllow(t *testing.T, db *postgis.DB, login string, statements ...string) {
	t.Helper()
	conn := connectAs(t, db, login)
	for _, s := range statements {
		if _, err := conn.Exec(t.Context(), s, pgx.QueryExecModeSimpleProtocol); err != nil {
			t.Errorf("%s: %s: %v", login, s, err)
		}
	}
}

func connectAs(t *testing.T, db *postgis.DB, login string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.Server().ConnString(login, db.Owner.Config().ConnConfig.Database))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// outOfReach is what none of the four may do, the owner included.
var outOfReach = []attempt{
	{"run a program", `COPY (SELECT 1) TO PROGRAM 'cat'`},
	{"read a program", `COPY sotay_x FROM PROGRAM 'id'`},
	{"read a file", `SELECT pg_read_file('/etc/passwd')`},
	{"list a folder", `SELECT pg_ls_dir('/')`},
	{"import a file", `SELECT lo_import('/etc/passwd')`},
	{"change the server", `ALTER SYSTEM SET fsync = off`},
	{"reload the server", `SELECT pg_reload_conf()`},
	{"read passwords", `SELECT rolpassword FROM pg_authid`},
	{"read statistics of others' columns", `SELECT * FROM pg_statistic`},
	{"make a role", `CREATE ROLE sotay_x`},
	{"become a superuser", `ALTER ROLE CURRENT_USER SUPERUSER`},
	{"become the superuser", `SET SESSION AUTHORIZATION postgres`},
	{"take the superuser's role", `SET ROLE postgres`},
	{"make a database", `CREATE DATABASE sotay_x`},
	{"silence triggers", `SET session_replication_role = replica`},
	{"make an untrusted extension", `CREATE EXTENSION file_fdw`},
	{"change our VN-2000", `UPDATE spatial_ref_sys SET proj4text = ''`},
	{"change PostGIS", `ALTER EXTENSION postgis UPDATE`},
	{"make a function in C", `CREATE FUNCTION pg_temp.x() RETURNS int LANGUAGE c AS 'x', 'x'`},
}

// notTheOwner is what the owner alone may do.
var notTheOwner = []attempt{
	{"take the owner's role", `SET ROLE sotay_owner`},
	{"make a temporary table", `CREATE TEMP TABLE x (i int)`},
	{"make a table in public", `CREATE TABLE public.x (i int)`},
	{"make a table in sotay", `CREATE TABLE sotay.x (i int)`},
	{"make a table in data", `CREATE TABLE data.x (i int)`},
	{"make a view in pub", `CREATE VIEW pub.x AS SELECT 1`},
	{"make a schema", `CREATE SCHEMA x`},
	{"make a trusted extension", `CREATE EXTENSION pg_trgm`},
	{"make a function", `CREATE FUNCTION public.x() RETURNS int LANGUAGE sql AS 'SELECT 1'`},
	{"run a block", `DO $$ BEGIN PERFORM 1; END $$`},
	{"make a large object", `SELECT lo_create(0)`},
	{"fill a large object", `SELECT lo_from_bytea(0, 'x')`},
	{"write a large object", `SELECT lo_put(1, 0, 'x')`},
	{"alter a table", `ALTER TABLE data.parcels ADD COLUMN x int`},
	{"drop a table", `DROP TABLE data.parcels`},
	{"truncate a table", `TRUNCATE data.parcels`},
	{"turn a trigger off", `ALTER TABLE data.parcels DISABLE TRIGGER ALL`},
	{"make a trigger", `CREATE TRIGGER x AFTER INSERT ON data.parcels EXECUTE FUNCTION sotay.refresh_sheets()`},
	{"index a table", `CREATE INDEX ON data.parcels (address)`},
	{"replace a view", `CREATE OR REPLACE VIEW pub.parcels AS SELECT * FROM data.parcels_restricted`},
	{"read the audit", `SELECT * FROM sotay.audit`},
	{"change the audit", `UPDATE sotay.audit SET actor = 'nobody'`},
	{"delete the audit", `DELETE FROM sotay.audit`},
	{"truncate the audit", `TRUNCATE sotay.audit`},
	{"copy the audit", `COPY sotay.audit TO STDOUT`},
	{"read back its own audit row", `INSERT INTO sotay.audit (n, at, actor, action, subject, detail, mac) VALUES (9, now(), 'a', 'b', '', '{}', sha256('x')) RETURNING detail`},
	{"change the journal", `UPDATE sotay.changes SET tiles = '{}'`},
	{"delete the journal", `DELETE FROM sotay.changes`},
	{"truncate the journal", `TRUNCATE sotay.changes`},
	{"forge a transaction id", `INSERT INTO sotay.changes (layer, audience, xid) VALUES ('parcels', 'public', '1')`},
	{"change the digests", `UPDATE sotay.digests SET count = 0`},
	{"change the journal's end", `UPDATE sotay.journal SET pruned = '99999999'`},
	{"delete the journal's marks", `DELETE FROM sotay.journal_marks`},
	{"change what was seen of tables", `UPDATE sotay.journal_tables SET state = ''`},
	{"change the catalogue", `UPDATE sotay.fields SET visibility = 'public' WHERE name = 'owner_name'`},
	{"change the restore id", `UPDATE sotay.instance SET restore_id = gen_random_uuid()`},
	{"change whose key it is", `INSERT INTO sotay.audit_key (fingerprint) VALUES ('x')`},
	{"read whose key it is", `SELECT fingerprint FROM sotay.audit_key`},
	{"forget what was read", `UPDATE sotay.private_reads SET reads = 0`},
	{"count a private read alone", `SELECT sotay.count_private_read(1, 9)`},
	{"charge private reads alone", `SELECT sotay.charge_private_reads(1, 9, 1)`},
	{"read what a search found before it is written down", `SELECT found FROM sotay.private_found`},
	{"forge what a search found", `INSERT INTO sotay.private_found (xact, place, id) VALUES (pg_current_xact_id(), 1, 1)`},
	{"read what searches told of", `SELECT * FROM sotay.private_seen`},
	{"forget what searches told of", `DELETE FROM sotay.private_seen`},
	{"delete a unit", `DELETE FROM data.units`},
	{"say that the units are as they were", `UPDATE data.units_state SET version = gen_random_uuid()`},
	{"say that the units changed", `SELECT sotay.units_changed()`},
	{"delete a succession", `DELETE FROM data.successions`},
	{"rename an account", `UPDATE sotay.users SET login = 'other'`},
	{"delete an account", `DELETE FROM sotay.users`},
	{"read owners", `SELECT owner_name FROM data.parcels_restricted`},
	{"count owners", `SELECT count(*) FROM data.parcels_restricted`},
	{"read owners by XML", `SELECT query_to_xml('SELECT owner_name FROM data.parcels_restricted', true, false, '')`},
	{"read former owners", `SELECT record FROM data.parcels_restricted_history`},
	{"forge a former parcel", `INSERT INTO data.parcels_history (id, valid_to, removed) VALUES (1, now(), true)`},
	{"change a former parcel", `UPDATE data.parcels_history SET land_use = 'x'`},
	{"delete former staff fields", `DELETE FROM data.parcels_staff_history`},
	{"change the lineage", `UPDATE data.parcels_lineage SET undone_at = now()`},
	{"let the history begin later", `UPDATE sotay.history_start SET at = now()`},
	{"complete the history", `SELECT sotay.complete_history()`},
	{"delete a reading", `DELETE FROM data.readings`},
	{"delete newest means", `DELETE FROM data.latest_means`},
	{"drop a month of readings", `DROP TABLE data.readings_2026_11`},
	{"detach a month of readings", `ALTER TABLE data.readings DETACH PARTITION data.readings_2026_11`},
	{"delete what a reading was", `DELETE FROM data.reading_revisions`},
	{"say for how long readings are kept", `UPDATE sotay.readings_policy SET raw_months = 3`},
	{"give a token to another operator", `UPDATE sotay.tokens SET operator = NULL`},
	{"change what a reading was", `UPDATE data.reading_revisions SET value = 0`},
	{"delete what was set aside", `DELETE FROM data.reading_quarantine`},
	{"change a limit", `UPDATE data.limits SET highest = 1000`},
	{"forget an alarm", `DELETE FROM data.alarms`},
	{"change what was done to an alarm", `UPDATE data.alarm_log SET by = 'nobody'`},
	{"delete what was done to an alarm", `DELETE FROM data.alarm_log`},
	{"forge a transaction id of an alarm", `INSERT INTO data.alarm_log (alarm, at, by, what, xid) VALUES (1, now(), 'x', 'noted', '1')`},
	{"delete a rule of alarms", `DELETE FROM data.alarm_rules`},
	{"change the key of the live feed", `UPDATE sotay.live_key SET key = 'x'`},
	{"read owners of forest", `SELECT owner_name FROM data.forest_restricted`},
	{"read streams of cameras", `SELECT stream_url FROM data.cameras_restricted`},
	{"change what an indicator was", `UPDATE data.indicator_revisions SET value = 0`},
	{"delete an indicator's values", `DELETE FROM data.indicator_values`},
	{"change a fire bulletin", `UPDATE data.fire_bulletins SET level = 1`},
	{"delete a fire bulletin", `DELETE FROM data.fire_bulletins`},
	{"read who sent a report", `SELECT phone FROM data.report_contacts`},
	{"count who sent reports", `SELECT count(*) FROM data.report_contacts`},
	{"forget who sent a report", `DELETE FROM data.report_contacts`},
	{"change what was done to a report", `UPDATE data.report_history SET actor = 'nobody'`},
	{"delete what was done to a report", `DELETE FROM data.report_history`},
	{"forge a transaction id of a report", `INSERT INTO data.report_history (report, at, actor_kind, action, to_state, xid) VALUES (1, now(), 'clock', 'x', 'received', '1')`},
	{"delete a report", `DELETE FROM data.reports`},
	{"write a public report alone", `UPDATE data.public_reports SET words = 'x'`},
	{"publish a report past the trigger", `SELECT sotay.publish_report(r) FROM data.reports r`},
	{"say that cells are of another table", `UPDATE sotay.cell_tables SET relation = 0`},
	{"note cells that are due", `INSERT INTO sotay.cells_due (table_name) VALUES ('parcels')`},
	{"give a table cells", `SELECT sotay.bin_table('communes')`},
	{"take cells away", `SELECT sotay.unbin_table('parcels')`},
	{"change a roll-up of cells", `UPDATE sotay.cell_sums SET counts = counts`},
	{"change what is to be rolled up", `DELETE FROM sotay.cell_deltas`},
	{"change a published number of reports", `UPDATE pub.report_parts SET count = 1`},
	{"take back a published month of reports", `DELETE FROM pub.report_months`},
	{"give a wall another secret", `UPDATE sotay.walls SET hash = sha256('x')`},
	{"forget a wall", `DELETE FROM sotay.walls`},
	{"change migrations", `DELETE FROM public.sotay_migrations`},
}

// onlyReading is what neither staff nor anyone may do.
var onlyReading = []attempt{
	{"add a row", `INSERT INTO data.communes (code, name, geom) VALUES ('1', 'x', 'SRID=4326;POLYGON((0 0,1 0,1 1,0 0))')`},
	{"change a row", `UPDATE data.parcels SET address = 'x'`},
	{"delete a row", `DELETE FROM data.parcels`},
	{"name a unit", `UPDATE data.units SET name = 'Xã X'`},
	{"add a succession", `INSERT INTO data.successions (old_id, new_id, effective, is_split) VALUES (1, 1, now(), false)`},
	{"add a reading", `INSERT INTO data.readings (station, parameter, at, status) VALUES (1, 1, now(), 0)`},
	{"change the newest means", `UPDATE data.latest_means SET mean = 0`},
	{"change sensors", `UPDATE data.sensors SET unit = 'ppb'`},
	{"change sensors through the view", `UPDATE pub.sensors SET unit = 'ppb'`},
	{"release what was set aside", `UPDATE data.reading_quarantine SET settled_at = now(), settled_by = 'x', settled_how = 'released'`},
	{"announce fire danger", `INSERT INTO data.fire_bulletins (commune_code, level, valid_from, valid_to, issuer, issued_at) VALUES ('26506', 5, now(), 'infinity', 'x', now())`},
	{"change the fire index", `UPDATE data.fire_index SET p = 0`},
	{"move a camera", `UPDATE data.cameras SET direction = 0`},
	{"keep a camera's stream", `SELECT sotay.keep_camera_stream(1, 'x')`},
	{"read a camera's stream by the function", `SELECT sotay.read_camera_stream(1, 1, 9, 9, now(), 'a', 'b', '', '{}', sha256('x'))`},
	{"ask which cameras have streams", `SELECT sotay.cameras_with_stream()`},
	{"define an indicator otherwise", `UPDATE data.indicators SET better = 'low'`},
	{"forget an indicator", `DELETE FROM data.indicators`},
	{"write an indicator", `INSERT INTO data.indicator_values (indicator, period, commune, value, actor) VALUES (1, '2026', '26506', 1, 'x')`},
	{"change the forest", `UPDATE data.forest SET ldlr = 'TXG'`},
	{"ask for the water at a place", `SELECT sotay.water_at('SRID=4326;POINT(107 10)', NULL)`},
	{"make a month of readings", `SELECT sotay.make_readings_month(now())`},
	{"end an event", `UPDATE data.station_events SET ended = now()`},
	{"add a rule of alarms", `INSERT INTO data.alarm_rules (name, basis) VALUES ('x', 'silence')`},
	{"close an alarm", `UPDATE data.alarms SET state = 'closed', closed_by = 'x', closed_at = now(), closed_note = 'x'`},
	{"read secrets of web hooks", `SELECT secret FROM data.webhooks`},
	{"read what web hooks were told", `SELECT body FROM data.webhook_deliveries`},
	{"read which hours were written", `SELECT * FROM data.readings_touched`},
	{"read the key of the live feed", `SELECT key FROM sotay.live_key`},
	{"move a report", `UPDATE data.reports SET state = 'closed'`},
	{"send a report", `INSERT INTO data.reports (number, category, words, geom, coarse) SELECT 'PA26-7K3M-9QX5', category, words, geom, coarse FROM data.reports`},
	{"read keys of reports", `SELECT follow_hash FROM data.report_keys`},
	{"read who supports a report", `SELECT key_hash FROM data.report_supports`},
	{"read who sent a report by the function", `SELECT sotay.read_report_contact(1, 9, now(), 'a', 'b', '', '{}', sha256('x'))`},
	{"forget who sent reports", `SELECT sotay.forget_report_contacts(now())`},
	{"change a holiday", `UPDATE data.holidays SET worked = true`},
	{"change a route", `UPDATE data.report_routes SET commune = '1'`},
	{"drop an old month of readings", `SELECT sotay.drop_readings_month()`},
	{"prune readings", `SELECT sotay.prune_readings()`},
	{"read for how long readings are kept", `SELECT * FROM sotay.readings_policy`},
	{"change a cell", `UPDATE data.parcels_cells SET cell = 0`},
	{"forget cells that are due", `DELETE FROM sotay.cells_due`},
	{"fold roll-ups of cells", `SELECT sotay.fold_cells('parcels', 1)`},
	{"lock a table", `BEGIN; LOCK TABLE data.parcels IN EXCLUSIVE MODE`},
	{"lock rows", `SELECT * FROM data.parcels FOR UPDATE`},
	{"add to the audit", `INSERT INTO sotay.audit (n, at, actor, action, subject, detail, mac) VALUES (9, now(), 'a', 'b', '', '{}', sha256('x'))`},
	{"add to the journal", `INSERT INTO sotay.changes (layer, audience) VALUES ('parcels', 'public')`},
	{"add a token", `INSERT INTO sotay.tokens (hash, name) VALUES (sha256('x'), 'x')`},
	{"read secrets of walls", `SELECT hash FROM sotay.walls`},
	{"read tokens", `SELECT * FROM sotay.tokens`},
	{"read accounts", `SELECT login FROM sotay.users`},
	{"read sessions", `SELECT address FROM sotay.sessions`},
	{"read one-time links", `SELECT hash FROM sotay.reset_links`},
	{"read failed sign-ins", `SELECT at FROM sotay.login_tries`},
	{"read the audit's head", `SELECT sotay.audit_head()`},
	{"read the HMAC of a row", `SELECT sotay.audit_mac(1)`},
	{"read former owners by the function", `SELECT sotay.read_private_history(1, NULL, 9, 1, 9, 9, now(), 'a', 'b', '', '{}', sha256('x'))`},
	{"read an owner by the function", `SELECT sotay.read_private_parcel(1, NULL, 1, 9, 9, now(), 'a', 'b', '', '{}', sha256('x'))`},
	{"search certificates by the function", `SELECT sotay.search_certificates('1', NULL, 9, 1, 9)`},
	{"search owners by the function", `SELECT sotay.search_owners('1', '{a}', 9, 1, 9)`},
	{"be told what was found", `SELECT sotay.tell_found(9, 1, 9, 9, now(), 'a', 'b', '', '{}', sha256('x'))`},
	{"read who looked", `SELECT sotay.private_reads_of(1, 9)`},
	{"use a sequence", `SELECT nextval('sotay.generations')`},
	{"write through a view", `UPDATE pub.parcels SET address = 'x'`},
	{"delete through a view", `DELETE FROM pub.communes`},
	{"add through a view", `INSERT INTO pub.communes (code) VALUES ('x')`},
}

// notPublic is what staff may read and the public may not.
var notPublic = []attempt{
	{"read parcels past the view", `SELECT * FROM data.parcels`},
	{"read one column past the view", `SELECT id FROM data.parcels`},
	{"read raw readings", `SELECT value FROM data.readings`},
	{"read latest readings", `SELECT value FROM data.readings_latest`},
	{"read what was set aside", `SELECT * FROM data.reading_quarantine`},
	{"read staff fields of forest", `SELECT trchap FROM data.forest_staff`},
	{"read whose cameras are", `SELECT agency FROM data.cameras_staff`},
	{"read cameras past the view", `SELECT * FROM data.cameras`},
	{"read indicators past the view", `SELECT actor FROM data.indicator_values`},
	{"read what indicators were", `SELECT * FROM data.indicator_revisions`},
	{"read bulletins past the view", `SELECT * FROM data.fire_bulletins`},
	{"read the fire index past the view", `SELECT * FROM data.fire_index`},
	{"read hot spots past the view", `SELECT * FROM data.hotspots`},
	{"read means past the view", `SELECT mean FROM data.readings_hourly`},
	{"read newest means past the view", `SELECT mean FROM data.latest_means`},
	{"read sensors past the view", `SELECT method FROM data.sensors`},
	{"read limits past the view", `SELECT * FROM data.limits`},
	{"read events past the view", `SELECT seen FROM data.station_events`},
	{"read alarms", `SELECT * FROM data.alarms`},
	{"read rules of alarms", `SELECT * FROM data.alarm_rules`},
	{"read who did what to alarms", `SELECT by FROM data.alarm_log`},
	{"read reports", `SELECT words FROM data.reports`},
	{"read what was done to reports", `SELECT internal_words FROM data.report_history`},
	{"read pictures of reports", `SELECT sha FROM data.report_photos`},
	{"read public reports past the view", `SELECT report FROM data.public_reports`},
	{"read routes of reports", `SELECT * FROM data.report_routes`},
	{"read cells past the view", `SELECT cell FROM data.stations_cells`},
	{"read which cells are due", `SELECT * FROM sotay.cells_due`},
	{"read roll-ups of cells past the function", `SELECT * FROM sotay.cell_sums`},
	{"count records of hidden layers", `SELECT * FROM sotay.cell_blocks('parcels', '', '', 4, '{0}', '{1}', NULL, false, 1)`},
	{"publish a number of reports", `INSERT INTO pub.report_parts VALUES ('2026-10-01', 1, 9)`},
	{"ask whether hidden cells are complete", `SELECT sotay.cells_complete('parcels')`},
	{"read units past the view", `SELECT * FROM data.units`},
	{"read staff fields", `SELECT legal_area FROM data.parcels_staff`},
	{"read former parcels", `SELECT * FROM data.parcels_history`},
	{"read former staff fields", `SELECT record FROM data.parcels_staff_history`},
	{"read the lineage", `SELECT * FROM data.parcels_lineage`},
	{"read since when there is a history", `SELECT * FROM sotay.history_start`},
	{"read who imported", `SELECT sotay.change_set_labels('{1}')`},
	{"read the catalogue", `SELECT * FROM sotay.fields`},
	{"read codes past the view", `SELECT * FROM sotay.codes`},
	{"read who this is", `SELECT * FROM sotay.instance`},
	{"read the journal", `SELECT * FROM sotay.changes`},
	{"read the digests", `SELECT * FROM sotay.digests`},
	{"read imports", `SELECT * FROM sotay.imports`},
	{"read problems", `SELECT * FROM sotay.import_problems`},
	{"read migrations", `SELECT * FROM public.sotay_migrations`},
	{"the extent of a hidden table", `SELECT ST_EstimatedExtent('data', 'parcels', 'geom')`},
	{"the histogram of a hidden table", `SELECT _postgis_stats('data.parcels', 'geom')`},
	{"call our functions", `SELECT sotay.same_shape(NULL, NULL, 0)`},
	{"copy a table", `COPY data.parcels TO STDOUT`},
	{"explain a hidden table", `EXPLAIN SELECT * FROM data.parcels_restricted`},
}

func TestEachLoginMayDoNoMoreThanItsWork(t *testing.T) {
	db := testdb.New(t)
	fillTables(t, db)
	mustRefuse(t, db, postgis.OwnerLogin, outOfReach)
	for _, login := range []string{postgis.AppLogin, postgis.StaffLogin, postgis.PublicLogin} {
		mustRefuse(t, db, login, outOfReach)
		// Where a login has some right, a grant of another is no error, only void.
		_, _ = connectAs(t, db, login).Exec(t.Context(), `GRANT SELECT ON data.parcels_restricted TO CURRENT_USER`)
		mustRefuse(t, db, login, notTheOwner)
	}
	for _, login := range []string{postgis.StaffLogin, postgis.PublicLogin} {
		mustRefuse(t, db, login, onlyReading)
	}
	mustRefuse(t, db, postgis.PublicLogin, notPublic)
}

func TestEachLoginMayDoItsWork(t *testing.T) {
	db := testdb.New(t)
	fillTables(t, db)
	mustAllow(t, db, postgis.OwnerLogin,
		`CREATE TABLE data.x (id int)`, `DROP TABLE data.x`, `SELECT * FROM sotay.audit`, `DO $$ BEGIN PERFORM 1; END $$`)
	mustAllow(t, db, postgis.AppLogin,
		`INSERT INTO sotay.audit (n, at, actor, action, subject, detail, mac) VALUES (9, now(), 'a', 'b', '', '{}', sha256('x'))`,
		`UPDATE data.parcels SET address = 'x' WHERE parcel_no = '1'`,
		`DELETE FROM data.parcels WHERE parcel_no = '2'`,
		`SELECT * FROM sotay.changes`)
	mustAllow(t, db, postgis.StaffLogin, `SELECT * FROM data.parcels_history JOIN data.parcels_staff_history USING (id), data.parcels_lineage, sotay.history_start`,
		`SELECT * FROM data.parcels JOIN data.parcels_staff USING (id)`, `SELECT * FROM pub.parcels`)
	mustAllow(t, db, postgis.PublicLogin,
		`SELECT ST_AsMVTGeom(geom_3857, ST_TileEnvelope(14, 13000, 7700)), * FROM pub.parcels`,
		`SELECT ST_Transform(geom, 910775) FROM pub.communes`, `LISTEN sotay_changes`)
}

// Sessions of readers start read-only, so that even what the grants forgot is stopped.
func TestReadersStartReadOnly(t *testing.T) {
	db := testdb.Empty(t)
	for login, pool := range map[string]interface {
		QueryRow(context.Context, string, ...any) pgx.Row
	}{"staff": db.Staff, "public": db.Public} {
		var mode string
		if err := pool.QueryRow(t.Context(), `SHOW transaction_read_only`).Scan(&mode); err != nil || mode != "on" {
			t.Errorf("%s: transaction_read_only = %s, %v", login, mode, err)
		}
	}
}

// Whatever migrations and layers make, the public login's reach is pub and PostGIS.
func TestThePublicLoginReachesNothingElse(t *testing.T) {
	db := testdb.New(t)
	rows, err := db.Owner.Query(t.Context(), `
		SELECT format('relation %I.%I', n.nspname, c.relname)
		FROM   pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE  n.nspname IN ('sotay', 'data', 'public') AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
		AND    (has_table_privilege('sotay_public', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
		        OR has_any_column_privilege('sotay_public', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
		AND    c.relname NOT IN ('spatial_ref_sys', 'geometry_columns', 'geography_columns')
		UNION ALL
		SELECT format('sequence %I.%I', n.nspname, c.relname)
		FROM   pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE  CASE WHEN c.relkind = 'S' THEN has_sequence_privilege('sotay_public', c.oid, 'USAGE, SELECT, UPDATE') END
		UNION ALL
		SELECT format('function %s', p.oid::regprocedure)
		FROM   pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
		WHERE  n.nspname IN ('sotay', 'data') AND has_function_privilege('sotay_public', p.oid, 'EXECUTE')
		UNION ALL
		SELECT format('schema %I: create', nspname) FROM pg_namespace WHERE has_schema_privilege('sotay_public', oid, 'CREATE')
		UNION ALL
		SELECT format('schema %I: use', nspname) FROM pg_namespace
		WHERE  nspname IN ('sotay', 'data') AND has_schema_privilege('sotay_public', oid, 'USAGE')
		UNION ALL
		SELECT format('language %I', lanname) FROM pg_language
		WHERE  lanpltrusted AND lanname <> 'sql' AND has_language_privilege('sotay_public', oid, 'USAGE')
		UNION ALL
		SELECT 'database: ' || p FROM unnest('{CREATE,TEMPORARY}'::text[]) AS p WHERE has_database_privilege('sotay_public', current_database(), p)`)
	if err != nil {
		t.Fatal(err)
	}
	reach, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reach {
		t.Errorf("sotay_public has %s", r)
	}
}

func TestPublicViewsShowPublicFieldsOnly(t *testing.T) {
	db := testdb.New(t)
	rows, err := db.Owner.Query(t.Context(), `
		SELECT l.name || '.' || a.attname
		FROM   sotay.layers l
		JOIN   pg_attribute a ON a.attrelid = to_regclass(format('pub.%I', l.name)) AND a.attnum > 0 AND NOT a.attisdropped
		LEFT   JOIN sotay.fields f ON f.layer = l.name AND f.name = a.attname AND f.visibility = 'public'
		WHERE  f.name IS NULL AND a.attname NOT IN ('id', 'geom', 'geom_3857', 'label_3857', 'survey_geom')`)
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(hidden) > 0 {
		t.Errorf("pub shows %v, %v", hidden, err)
	}
}
