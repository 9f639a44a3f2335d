-- +goose Up
-- What readings are judged by: stations in lakes are known, the rest of QCVN 08:2023 with the
-- pesticides of VN_WQI is there, and what was judged is judged again where a limit or a
-- station changes.

-- The lake that a station of surface water lies in, as its river and basin: table 2 of
-- QCVN 08:2023 is for rivers, and does not judge it. A lake without a name is "hồ".
ALTER TABLE data.stations ADD lake_name text;
INSERT INTO sotay.fields (layer, name, sort, type, title_vi, title_en, visibility, in_tiles, filterable, computed, code_list, unit) VALUES
    ('stations', 'lake_name', 52, 'text', 'Hồ', 'Lake', 'public', false, true, true, NULL, '');

DROP FUNCTION sotay.water_at(geometry, text);
-- +goose StatementBegin
CREATE FUNCTION sotay.water_at(place geometry, water_body text, OUT river bigint, OUT river_name text, OUT basin_name text, OUT lake_name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    web   CONSTANT geometry := st_transform(place, 3857);
    reach CONSTANT float8 := 200 / cosd(st_y(place)); -- metres of EPSG:3857
BEGIN
    SELECT r.id, r.name INTO river, river_name
    FROM   data.rivers r
    WHERE  r.geom_3857 && st_expand(web, reach) AND st_distance(r.geom_3857, web) <= reach
    AND    (water_body IS NULL OR lower(r.name) = lower(water_body))
    ORDER  BY st_distance(r.geom_3857, web), r.id LIMIT 1;
    SELECT b.name INTO basin_name
    FROM   data.basins b
    WHERE  b.geom_3857 && web AND st_intersects(b.geom_3857, web)
    ORDER  BY st_area(b.geom_3857), b.id LIMIT 1;
    SELECT coalesce(l.name, 'hồ') INTO lake_name
    FROM   data.lakes l
    WHERE  l.geom_3857 && web AND st_intersects(l.geom_3857, web)
    ORDER  BY st_area(l.geom_3857), l.id LIMIT 1;
EXCEPTION WHEN undefined_table OR undefined_column THEN -- another program is making the layer anew
    NULL;
END $$;

CREATE OR REPLACE FUNCTION sotay.place_station() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.kind = 'surface_water' THEN
        SELECT w.river, w.river_name, w.basin_name, w.lake_name INTO NEW.river, NEW.river_name, NEW.basin_name, NEW.lake_name
        FROM sotay.water_at(NEW.geom, NEW.water_body) AS w;
    ELSE
        NEW.river := NULL; NEW.river_name := NULL; NEW.basin_name := NULL; NEW.lake_name := NULL;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION sotay.water_at TO sotay_app;

-- Has all hours of a station, or of a parameter at the stations of a kind, judged again.
-- +goose StatementBegin
CREATE FUNCTION sotay.judge_again(of_station bigint, of_kind text, of_parameter smallint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO data.readings_touched (station, parameter, first, last)
    SELECT m.station, m.parameter, h.first, h.last
    FROM   data.latest_means m
    JOIN   data.stations s ON s.id = m.station
    CROSS  JOIN LATERAL (SELECT min(hour) AS first, max(hour) AS last FROM data.readings_hourly h WHERE h.station = m.station AND h.parameter = m.parameter) AS h
    WHERE  h.first IS NOT NULL AND (s.id = of_station OR s.kind = of_kind AND m.parameter = of_parameter)
$$;
CREATE FUNCTION sotay.station_judged_otherwise() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sotay.judge_again(NEW.id, NULL, NULL);
    RETURN NULL;
END $$;
CREATE FUNCTION sotay.limit_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sotay.judge_again(NULL, NEW.kind, NEW.parameter);
    IF TG_OP = 'UPDATE' AND (OLD.kind, OLD.parameter) IS DISTINCT FROM (NEW.kind, NEW.parameter) THEN
        PERFORM sotay.judge_again(NULL, OLD.kind, OLD.parameter);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER judged_otherwise AFTER UPDATE ON data.stations FOR EACH ROW
    WHEN ((OLD.kind, OLD.required_class, OLD.lake_name IS NULL) IS DISTINCT FROM (NEW.kind, NEW.required_class, NEW.lake_name IS NULL))
    EXECUTE FUNCTION sotay.station_judged_otherwise();
CREATE TRIGGER limit_changed AFTER INSERT OR UPDATE ON data.limits FOR EACH ROW EXECUTE FUNCTION sotay.limit_changed();

UPDATE data.stations s SET geom = geom -- so that those in lakes are known
WHERE  kind = 'surface_water' AND EXISTS (SELECT FROM data.lakes l WHERE st_intersects(l.geom_3857, s.geom_3857));

-- What QCVN 08:2023 and group II of VN_WQI name and stations could not measure. Limits of what
-- a sensor can mean are the project's own, as in 00017.
INSERT INTO data.parameters (id, code, medium, name_vi, name_en, unit, molar_mass, lowest, highest, aliases, sort) VALUES
    (101, 'ALDRIN', 'water', 'Aldrin', 'Aldrin', 'µg/l', NULL, 0, 10000, '{}', 101),
    (102, 'BHC', 'water', 'Benzen hexaclorua (BHC)', 'Benzene hexachloride (BHC)', 'µg/l', NULL, 0, 10000, '{"HCH"}', 102),
    (103, 'DIELDRIN', 'water', 'Dieldrin', 'Dieldrin', 'µg/l', NULL, 0, 10000, '{}', 103),
    (104, 'DDTS', 'water', 'Tổng DDT (DDTs)', 'DDT, all of it (DDTs)', 'µg/l', NULL, 0, 10000, '{"DDT","TONGDDT"}', 104),
    (105, 'HEPTACHLOR', 'water', 'Heptachlor và heptachlor epoxit', 'Heptachlor with its epoxide', 'µg/l', NULL, 0, 10000, '{"HEPTACLO"}', 105),
    (106, 'LINDANE', 'water', 'Lindan', 'Lindane', 'µg/l', NULL, 0, 10000, '{"LINDAN","GAMMA-HCH","GAMMA-BHC"}', 106),
    (107, 'F', 'water', 'Florua', 'Fluoride', 'mg/l', NULL, 0, 1000, '{"F-","FLORUA","FLUORIDE"}', 107),
    (108, 'CN', 'water', 'Xyanua', 'Cyanide', 'mg/l', NULL, 0, 100, '{"CN-","XYANUA","CYANIDE"}', 108),
    (109, 'CR', 'water', 'Tổng crôm', 'Total chromium', 'mg/l', NULL, 0, 1000, '{"TONGCROM","TONGCR","CRTOTAL"}', 109),
    (110, 'NI', 'water', 'Niken', 'Nickel', 'mg/l', NULL, 0, 1000, '{}', 110),
    (111, 'MN', 'water', 'Mangan', 'Manganese', 'mg/l', NULL, 0, 1000, '{}', 111),
    (112, 'FE', 'water', 'Sắt', 'Iron', 'mg/l', NULL, 0, 5000, '{}', 112),
    (113, 'SB', 'water', 'Antimon', 'Antimony', 'mg/l', NULL, 0, 100, '{}', 113),
    (114, 'SURFACTANT', 'water', 'Chất hoạt động bề mặt', 'Surfactants', 'mg/l', NULL, 0, 5000, '{"MBAS","CHDBM"}', 114),
    (115, 'PHENOL', 'water', 'Phenol', 'Phenol', 'mg/l', NULL, 0, 1000, '{"TONGPHENOL"}', 115),
    (116, 'OIL', 'water', 'Dầu, mỡ', 'Oil and grease', 'mg/l', NULL, 0, 10000, '{"DAUMO","OIL&GREASE"}', 116),
    (117, 'FCOLIFORM', 'water', 'Coliform chịu nhiệt', 'Fecal coliforms', 'MPN/100 ml', NULL, 0, 1000000000, '{"FECALCOLIFORM","COLIFORMCHIUNHIET"}', 117);

-- A code that is none is NULL here, which no limit may have.
INSERT INTO data.limits (standard, kind, medium, parameter, basis, highest, valid_from, source)
SELECT 'QCVN 08:2023/BTNMT', 'surface_water', 'water', (SELECT id FROM data.parameters WHERE code = l.code AND medium = 'water'), 'value', l.highest, '2023-09-12',
       'Thông tư 01/2023/TT-BTNMT, QCVN 08:2023/BTNMT, bảng 1; hai bản chép công khai, chưa đối chiếu công báo'
FROM  (VALUES ('F', 1), ('CN', 0.01), ('CR', 0.05), ('NI', 0.1), ('MN', 0.1), ('FE', 0.5), ('SB', 0.02), ('SURFACTANT', 0.1), ('PHENOL', 0.005), ('OIL', 5),
              ('ALDRIN', 0.1), ('LINDANE', 0.02), ('DIELDRIN', 0.1), ('DDTS', 1), ('HEPTACHLOR', 0.2)) AS l (code, highest);
INSERT INTO data.limits (standard, kind, medium, parameter, basis, class, highest, valid_from, source)
SELECT 'QCVN 08:2023/BTNMT', 'surface_water', 'water', (SELECT id FROM data.parameters WHERE code = 'FCOLIFORM' AND medium = 'water'), 'value', l.class, l.highest, '2023-09-12',
       'Thông tư 01/2023/TT-BTNMT, QCVN 08:2023/BTNMT, bảng 2 (sông, suối, kênh, mương, khe, rạch); bản chép công khai, một nguồn, chưa đối chiếu công báo'
FROM  (VALUES ('A', 200), ('B', 1000), ('C', 1500), ('D', NULL)) AS l (class, highest);

-- A hot spot without a time is in no list: what has none is refused from now on.
ALTER TABLE data.hotspots ADD CONSTRAINT hotspots_time CHECK (acquired IS NOT NULL) NOT VALID;

-- Whether anything of a station is judged is told with it: limits are part of its version.
CREATE OR REPLACE VIEW pub.stations_version AS
    SELECT s.id, s.code, hashtextextended(concat_ws(' ', s.xmin, n.rows, m.rows, l.rows, date_trunc('hour', now())), 0) AS version
    FROM   data.stations s
    LEFT   JOIN (SELECT station, bit_xor(hashtextextended(xmin::text, id)) AS rows FROM data.sensors GROUP BY station) n ON n.station = s.id
    LEFT   JOIN (SELECT station, bit_xor(hashtextextended(xmin::text, parameter)) AS rows FROM data.latest_means GROUP BY station) m ON m.station = s.id
    CROSS  JOIN (SELECT bit_xor(hashtextextended(xmin::text, id)) AS rows FROM data.limits) l;

-- +goose Down
CREATE OR REPLACE VIEW pub.stations_version AS
    SELECT s.id, s.code, hashtextextended(concat_ws(' ', s.xmin, n.rows, m.rows, date_trunc('hour', now())), 0) AS version
    FROM   data.stations s
    LEFT   JOIN (SELECT station, bit_xor(hashtextextended(xmin::text, id)) AS rows FROM data.sensors GROUP BY station) n ON n.station = s.id
    LEFT   JOIN (SELECT station, bit_xor(hashtextextended(xmin::text, parameter)) AS rows FROM data.latest_means GROUP BY station) m ON m.station = s.id;
ALTER TABLE data.hotspots DROP CONSTRAINT hotspots_time;
DROP TRIGGER judged_otherwise ON data.stations;
DROP TRIGGER limit_changed ON data.limits;
DROP FUNCTION sotay.station_judged_otherwise, sotay.limit_changed, sotay.judge_again;
DELETE FROM data.limits WHERE parameter BETWEEN 101 AND 117;
DELETE FROM data.sensors WHERE parameter BETWEEN 101 AND 117;
DELETE FROM data.parameters WHERE id BETWEEN 101 AND 117;
DROP FUNCTION sotay.water_at(geometry, text);
-- +goose StatementBegin
CREATE FUNCTION sotay.water_at(place geometry, water_body text, OUT river bigint, OUT river_name text, OUT basin_name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    web   CONSTANT geometry := st_transform(place, 3857);
    reach CONSTANT float8 := 200 / cosd(st_y(place)); -- metres of EPSG:3857
BEGIN
    SELECT r.id, r.name INTO river, river_name
    FROM   data.rivers r
    WHERE  r.geom_3857 && st_expand(web, reach) AND st_distance(r.geom_3857, web) <= reach
    AND    (water_body IS NULL OR lower(r.name) = lower(water_body))
    ORDER  BY st_distance(r.geom_3857, web), r.id LIMIT 1;
    SELECT b.name INTO basin_name
    FROM   data.basins b
    WHERE  b.geom_3857 && web AND st_intersects(b.geom_3857, web)
    ORDER  BY st_area(b.geom_3857), b.id LIMIT 1;
EXCEPTION WHEN undefined_table OR undefined_column THEN -- another program is making the layer anew
    NULL;
END $$;

CREATE OR REPLACE FUNCTION sotay.place_station() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.kind = 'surface_water' THEN
        SELECT w.river, w.river_name, w.basin_name INTO NEW.river, NEW.river_name, NEW.basin_name FROM sotay.water_at(NEW.geom, NEW.water_body) AS w;
    ELSE
        NEW.river := NULL; NEW.river_name := NULL; NEW.basin_name := NULL;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
GRANT EXECUTE ON FUNCTION sotay.water_at TO sotay_app;
DELETE FROM sotay.fields WHERE layer = 'stations' AND name = 'lake_name';
DROP VIEW IF EXISTS pub.stations;
ALTER TABLE data.stations DROP lake_name;
