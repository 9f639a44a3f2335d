-- At least one row in every table that migrations make, written as programs would.
INSERT INTO sotay.audit (n, at, actor, action, subject, detail, mac)
VALUES (1, '2026-01-01', 'Nguyễn Văn Mẫu (hư cấu)', 'parcel.private', 'parcel:1', '{}', sha256('x'));
INSERT INTO sotay.audit_key (fingerprint) VALUES (sha256('x'));
INSERT INTO data.communes (code, name, geom)
VALUES ('26506', 'Phường Vũng Tàu', 'SRID=4326;POLYGON((107 10.3, 107.2 10.3, 107.2 10.5, 107 10.5, 107 10.3))');
WITH fresh AS (
    INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, land_use, land_types, survey_geom, geom)
    SELECT '26506', '12', n::text, 'ONT+CLN', '{ONT,CLN}', g, ST_Transform(g, 4326)
    FROM   generate_series(1, 5) AS n,
           ST_GeomFromText(format('POLYGON((4268%s0 1144180, 4268%s9 1144180, 4268%s9 1144200, 4268%s0 1144200, 4268%s0 1144180))', n, n, n, n, n), 910775) AS g
    RETURNING id
), staff AS (
    INSERT INTO data.parcels_staff (id, legal_area) SELECT id, 180 FROM fresh
)
INSERT INTO data.parcels_restricted (id, owner_name) SELECT id, 'Nguyễn Văn Mẫu (hư cấu)' FROM fresh;
UPDATE data.parcels SET address = 'đường Trần Phú' WHERE parcel_no = '1';
INSERT INTO sotay.imports (layer, source, actor, restore_id) SELECT 'parcels', 'thua.shp', 'test', restore_id FROM sotay.instance;
INSERT INTO sotay.import_problems (import_id, row_no, severity, code, what_vi, what_en, todo_vi, todo_en, x, y, srid, size, unit)
SELECT id, 1, 'error', 'invalid_geometry', 'sai hình', 'invalid shape', 'sửa', 'mend it', 426900, 1144200, 910775, 2.5, 'm2' FROM sotay.imports;
INSERT INTO sotay.tokens (hash, name, operator) VALUES (sha256('x'), 'test', 'Công ty thử');
INSERT INTO sotay.changes (layer, audience) VALUES ('parcels', 'public');
INSERT INTO sotay.digests (layer, audience, tile, count, hash) VALUES ('parcels', 'public', -1, 1, 1);
INSERT INTO sotay.journal_marks (mark) VALUES (pg_current_xact_id());
INSERT INTO sotay.journal_tables (layer, state, main_state) VALUES ('parcels', 'as it was', 'as it was') ON CONFLICT DO NOTHING;
INSERT INTO sotay.users (login, name, role, password) VALUES ('hoa', 'Trần Thị Hoa (hư cấu)', 'land_officer', 'x');
INSERT INTO sotay.sessions (hash, user_id, expires_at, address, agent) SELECT sha256('s'), id, now(), '', '' FROM sotay.users;
INSERT INTO sotay.reset_links (hash, user_id, expires_at) SELECT sha256('l'), id, now() FROM sotay.users;
INSERT INTO sotay.login_tries (key, at) VALUES (sha256('k'), now());
INSERT INTO sotay.private_reads (user_id, day, reads) SELECT id, current_date, 1 FROM sotay.users;
INSERT INTO sotay.private_found (xact, place, id, found) VALUES ('1', 1, 1, 'Nguyễn Văn Mẫu (hư cấu)');
INSERT INTO sotay.private_seen (parcel, n) VALUES (1, 1);
WITH old AS (
    INSERT INTO data.units (level, code, name, kind, parent, valid_to) VALUES (3, '99001', 'Xã Cũ', 'xã', '99', '2025-07-01') RETURNING id
), new AS (
    INSERT INTO data.units (level, code, name, kind, parent, valid_from) VALUES (3, '99001', 'Xã Mới', 'xã', '99', '2025-07-01') RETURNING id
)
INSERT INTO data.successions (old_id, new_id, effective, is_split) SELECT old.id, new.id, '2025-07-01', false FROM old, new;
INSERT INTO data.parcels_history (id, valid_to, removed, commune_code, geom) VALUES (999, '2026-01-01', true, '26506', 'SRID=4326;POLYGON((107 10.3, 107.2 10.3, 107.2 10.5, 107 10.3))');
INSERT INTO data.parcels_staff_history (id, valid_to, record) VALUES (999, '2026-01-01', '{"legal_area": 180}');
INSERT INTO data.parcels_restricted_history (id, valid_to, record) VALUES (999, '2026-01-01', '{"owner_name": "Nguyễn Văn Mẫu (hư cấu)"}');
INSERT INTO data.parcels_lineage (event, kind, at, change_set, predecessor, successor, of_predecessor, of_successor)
VALUES (1, 'renumber', '2026-01-01', 1, 999, 1, 1, 1);
INSERT INTO data.stations (code, name, kind, geom) VALUES ('KK99', 'Trạm thử', 'air', 'SRID=4326;POINT(107 10)');
INSERT INTO data.sensors (station, parameter, unit) SELECT id, 1, 'µg/m³' FROM data.stations;
INSERT INTO data.station_writes (station) SELECT id FROM data.stations;
INSERT INTO data.station_intervals (station, until, interval_s) SELECT id, '2026-11-20 10:00+07', 3600 FROM data.stations;
SELECT sotay.make_readings_month('2026-11-20 10:00+07');
INSERT INTO data.readings (station, parameter, at, value, status) SELECT id, 1, '2026-11-20 10:00+07', 21.5, 0 FROM data.stations;
INSERT INTO data.reading_revisions (station, parameter, at, value, status, source) SELECT id, 1, '2026-11-20 10:00+07', 22, 0, 'test' FROM data.stations;
INSERT INTO data.readings_latest (station, parameter, at, value, status, received) SELECT id, 1, '2026-11-20 10:00+07', 21.5, 0, now() FROM data.stations;
INSERT INTO data.readings_hourly (station, parameter, hour, received, counted, expected, mean) SELECT id, 1, '2026-11-20 10:00+07', 1, 1, 1, 21.5 FROM data.stations;
INSERT INTO data.readings_daily (station, parameter, day, received, counted, expected) SELECT id, 1, '2026-11-20', 1, 1, 24 FROM data.stations;
INSERT INTO data.reading_quarantine (source, reason, station, parameter, at, value, unit, status, operator) VALUES ('test', 'unknown_station', 'X', 'PM10', '', '', '', '', 'Sở thử');
INSERT INTO data.station_events (station, kind, began, seen) SELECT id, 'silence', '2026-11-20 12:00+07', '2026-11-20 12:00+07' FROM data.stations;
INSERT INTO data.alarm_rules (name, parameter, basis, above) VALUES ('PM2.5 cao', 1, '1h', 50);
INSERT INTO data.alarms (rule, station, parameter, value, limit_value, raised_at) SELECT r.id, s.id, 1, 61, 50, now() FROM data.alarm_rules r, data.stations s;
INSERT INTO data.alarm_log (alarm, at, by, what) SELECT id, raised_at, '', 'raised' FROM data.alarms;
INSERT INTO data.webhooks (name, url, secret, created_by) VALUES ('thử', 'https://hooks.example/x', sha256('x'), 'test');
INSERT INTO data.webhook_deliveries (webhook, message, type, body) SELECT id, 'msg_1', 'alarm.raised', '{}' FROM data.webhooks;
INSERT INTO sotay.walls (hash, name, distance_m, pitch_mm, made_by) VALUES (sha256('x'), 'Phòng trực', 8, 0.63, 'test');
INSERT INTO data.latest_means (station, parameter, hour, mean, changed) SELECT id, 2, '2026-11-20 10:00+07', 21.5, '1' FROM data.stations;
WITH fresh AS (
    INSERT INTO data.forest (commune_code, tk, khoanh, lo, ldlr, dtich, geom)
    VALUES ('26506', '12', '3', 'a1', 'RTG', 1.25, 'SRID=4326;POLYGON((107.1 10.3, 107.11 10.3, 107.11 10.31, 107.1 10.3))') RETURNING id
), staff AS (
    INSERT INTO data.forest_staff (id, trchap) SELECT id, '0' FROM fresh
)
INSERT INTO data.forest_restricted (id, owner_name) SELECT id, 'Nguyễn Văn Mẫu (hư cấu)' FROM fresh;
INSERT INTO data.hotspots (satellite, acq_date, acq_time, latitude, longitude, frp, geom) VALUES ('N', '2026-03-01', 642, 10.305, 107.105, 4.2, 'SRID=4326;POINT(107.105 10.305)');
INSERT INTO data.rivers (name, geom) VALUES ('Sông Dinh', 'SRID=4326;LINESTRING(107.1 10.4, 107.2 10.5)');
INSERT INTO data.lakes (name, geom) VALUES ('Hồ Đá Đen', 'SRID=4326;POLYGON((107.1 10.5, 107.11 10.5, 107.11 10.51, 107.1 10.5))');
INSERT INTO data.basins (name, geom) VALUES ('Lưu vực sông Dinh', 'SRID=4326;POLYGON((107 10.3, 107.3 10.3, 107.3 10.6, 107 10.3))');
INSERT INTO data.fire_bulletins (commune_code, level, valid_from, valid_to, issuer, issued_at) VALUES ('26506', 4, '2026-03-01', '2026-03-08', 'Chi cục Kiểm lâm', '2026-03-01');
INSERT INTO data.fire_index (station, day, p, level, since, missing) SELECT id, '2026-11-20', 4200, 1, '2026-11-10', 0 FROM data.stations;
INSERT INTO data.agencies (code, name_vi) VALUES ('do-thi', 'Phòng Quản lý đô thị (hư cấu)');
INSERT INTO data.report_routes (category, agency, since) SELECT 'roads', id, '2026-01-01' FROM data.agencies;
WITH sent AS (
    INSERT INTO data.reports (number, category, words, public_words, geom, coarse, state, agency, published)
    SELECT 'PA26-7K3M-9QX4', 'roads', 'Ổ gà', 'Ổ gà', 'SRID=4326;POINT(107.1 10.4)', 'SRID=4326;POINT(107.1 10.4)', 'assigned', id, true FROM data.agencies RETURNING id
), keys AS (
    INSERT INTO data.report_keys (report, key_hash, body_hash, pepper, follow_hash) SELECT id, sha256('k'), sha256('b'), sha256('p'), sha256('f') FROM sent
), supports AS (
    INSERT INTO data.report_supports (report, key_hash) SELECT id, sha256('s') FROM sent
), contacts AS (
    INSERT INTO data.report_contacts (report, name) SELECT id, 'Nguyễn Văn Mẫu (hư cấu)' FROM sent
), history AS (
    INSERT INTO data.report_history (report, at, actor_kind, action, to_state) SELECT id, now(), 'reporter', 'send', 'received' FROM sent
)
INSERT INTO data.report_photos (report, sha, thumb, width, height) SELECT id, 'a', 'b', 4, 3 FROM sent;
WITH fresh AS (
    INSERT INTO data.cameras (code, name, direction, fov, range_m, geom) VALUES ('CAM-01', 'Ngã tư Giếng Nước', 90, 60, 120, 'SRID=4326;POINT(107.09 10.35)') RETURNING id
), staff AS (
    INSERT INTO data.cameras_staff (id, agency) SELECT id, 'Trung tâm IOC' FROM fresh
)
INSERT INTO data.cameras_restricted (id, stream_url) SELECT id, 'rtsp://10.0.0.1/1' FROM fresh;
INSERT INTO data.indicator_values (indicator, period, commune, value, actor) SELECT id, '2026-10', '26506', 97.5, 'test' FROM data.indicators WHERE code = 'services_on_time';
UPDATE data.indicator_values SET value = 96;
INSERT INTO sotay.cells_due (table_name, id) VALUES ('stations', 1);
INSERT INTO sotay.cell_sums (n, field, month, res, block, cells, counts) SELECT n, 0, '-infinity', 12, 622000000000000000, '{631000000000000000}', '{1}' FROM sotay.cell_tables WHERE table_name = 'stations';
INSERT INTO sotay.cell_deltas (n, cell, month, count) SELECT n, 629000000000000000, NULL, 1 FROM sotay.cell_tables WHERE table_name = 'stations';
INSERT INTO pub.report_months (month, fewest) VALUES ('2026-10-01', 5);
INSERT INTO pub.report_parts (month, cell, count) VALUES ('2026-10-01', 601000000000000000, 7);
DO $$ DECLARE relation text; BEGIN
    FOR relation IN SELECT table_name FROM sotay.cell_tables LOOP
        EXECUTE format('INSERT INTO data.%I (id, cell) VALUES (1, 629000000000000000)', relation || '_cells');
    END LOOP;
END $$;
