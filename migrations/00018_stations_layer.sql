
-- +goose Up
-- Stations as a layer. How a station is at present stands with it, so that tiles, features and
-- lists say the same: package environment keeps it.
ALTER TABLE data.stations
    ALTER interval_s TYPE bigint,           -- as every whole number of a layer: imports copy it so
    ADD state          text NOT NULL DEFAULT 'unknown' CHECK (state IN ('ok', 'exceeding', 'silent', 'unknown')), -- unknown: has never sent, or is closed
    ADD state_since    timestamptz,
    ADD index_kind     text CHECK (index_kind IN ('aqi', 'wqi')),
    ADD index_value    smallint,
    ADD index_level    smallint,            -- 1 the best; of the index's own levels
    ADD index_dominant text,                -- code of the parameter that the index is of
    ADD index_at       timestamptz,         -- the hour, by its end, that the index is of
    ADD geom_3857      geometry(Geometry, 3857) GENERATED ALWAYS AS (st_transform(geom, 3857)) STORED,
    ADD label_3857     geometry(Geometry, 3857) GENERATED ALWAYS AS (st_transform(st_pointonsurface(geom), 3857)) STORED,
    ADD CHECK ((index_value IS NULL) = (index_kind IS NULL) AND (index_value IS NULL) = (index_level IS NULL) AND (index_value IS NULL) = (index_at IS NULL));

INSERT INTO sotay.codes (list, code, version, name_vi, name_en, sort) VALUES
    ('station_kinds', 'air', 'sotay', 'Không khí xung quanh', 'Ambient air', 1),
    ('station_kinds', 'surface_water', 'sotay', 'Nước mặt', 'Surface water', 2),
    ('station_kinds', 'ground_water', 'sotay', 'Nước dưới đất', 'Ground water', 3),
    ('station_kinds', 'waste_water', 'sotay', 'Nước thải', 'Waste water', 4),
    ('station_kinds', 'emission', 'sotay', 'Khí thải', 'Emissions', 5),
    ('station_kinds', 'weather', 'sotay', 'Khí tượng', 'Weather', 6),
    ('station_grades', 'reference', 'sotay', 'Thiết bị chuẩn', 'Reference equipment', 1),
    ('station_grades', 'indicative', 'sotay', 'Cảm biến, số liệu tham khảo', 'Sensors, indicative only', 2),
    ('station_states', 'ok', 'sotay', 'Trong giới hạn', 'Within limits', 1),
    ('station_states', 'exceeding', 'sotay', 'Vượt giới hạn', 'Exceeding', 2),
    ('station_states', 'silent', 'sotay', 'Mất tín hiệu', 'Silent', 3),
    ('station_states', 'unknown', 'sotay', 'Chưa có số liệu', 'No data yet', 4);

INSERT INTO sotay.layers (name, title_vi, title_en, theme, geometry, table_name, identity, survey, min_zoom, max_zoom, label, style, sort) VALUES
    ('stations', 'Trạm quan trắc', 'Monitoring stations', 'facility', 'Point', 'stations', '{code}', false, 0, 22, 'name', '{"kind":"station"}', 95);

INSERT INTO sotay.fields (layer, name, sort, type, title_vi, title_en, visibility, in_tiles, filterable, computed, code_list, unit) VALUES
    ('stations', 'code',           1, 'text',      'Mã trạm',             'Code',               'public', true,  true,  false, NULL, ''),
    ('stations', 'name',           2, 'text',      'Tên trạm',            'Name',               'public', true,  true,  false, NULL, ''),
    ('stations', 'kind',           3, 'text',      'Loại trạm',           'Kind',               'public', true,  true,  false, 'station_kinds', ''),
    ('stations', 'grade',          4, 'text',      'Cấp thiết bị',        'Grade',              'public', true,  true,  false, 'station_grades', ''),
    ('stations', 'operator',       5, 'text',      'Đơn vị vận hành',     'Operator',           'public', false, true,  false, NULL, ''),
    ('stations', 'interval_s',     6, 'integer',   'Chu kỳ gửi',          'Sending interval',   'public', false, true,  false, NULL, 's'),
    ('stations', 'water_body',     7, 'text',      'Sông, hồ',            'Water body',         'public', false, true,  false, NULL, ''),
    ('stations', 'since',          8, 'date',      'Hoạt động từ',        'In operation since', 'public', false, true,  false, NULL, ''),
    ('stations', 'until',          9, 'date',      'Ngừng từ',            'Closed from',        'public', false, true,  false, NULL, ''),
    ('stations', 'state',         10, 'text',      'Trạng thái',          'State',              'public', true,  true,  true,  'station_states', ''),
    ('stations', 'state_since',   11, 'timestamp', 'Trạng thái từ',       'State since',        'public', false, true,  true,  NULL, ''),
    ('stations', 'index_kind',    12, 'text',      'Loại chỉ số',         'Index',              'public', true,  true,  true,  NULL, ''),
    ('stations', 'index_value',   13, 'integer',   'Chỉ số chất lượng',   'Index value',        'public', true,  true,  true,  NULL, ''),
    ('stations', 'index_level',   14, 'integer',   'Mức chỉ số',          'Index level',        'public', true,  true,  true,  NULL, ''),
    ('stations', 'index_dominant',15, 'text',      'Thông số quyết định', 'Dominant parameter', 'public', true,  true,  true,  NULL, ''),
    ('stations', 'index_at',      16, 'timestamp', 'Giờ của chỉ số',      'Hour of the index',  'public', true,  true,  true,  NULL, '');

-- The latest values are journaled in place of the readings, for staff: what the public sees of
-- them is in the stations.
ALTER TABLE data.readings_latest ADD id bigint GENERATED ALWAYS AS (station) STORED;
SELECT sotay.watch_table('readings_latest', 'stations', 'staff', '{}');

-- +goose Down
DELETE FROM sotay.layers WHERE name = 'stations';
DELETE FROM sotay.codes WHERE list IN ('station_kinds', 'station_grades', 'station_states');
DROP VIEW IF EXISTS pub.stations;
ALTER TABLE data.readings_latest DROP id;
DROP TRIGGER sotay_journal_insert ON data.readings_latest;
DROP TRIGGER sotay_journal_update ON data.readings_latest;
DROP TRIGGER sotay_journal_delete ON data.readings_latest;
DROP TRIGGER sotay_journal_truncate ON data.readings_latest;
ALTER TABLE data.stations ALTER interval_s TYPE int, DROP state, DROP state_since, DROP index_kind, DROP index_value, DROP index_level, DROP index_dominant, DROP index_at,
    DROP geom_3857, DROP label_3857;
