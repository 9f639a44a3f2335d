#!/bin/sh
# Fills a migrated sotay database with the parcels of a generated table: load.sh SOURCE TARGET
# SOURCE has parcels(gid, commune_code, sheet_no, parcel_no, land_type, address, geom 4326).
# Each gets survey_geom in the zone of 107°45′; one in ten gets former numbers; communes are the
# hulls of their parcels, under their present names where the code is a real one.
set -eu
source=$1 target=$2
psql -qd "$target" -c "DROP TABLE IF EXISTS public.lookup_source; CREATE UNLOGGED TABLE public.lookup_source
	(gid bigint, commune_code text, sheet_no text, parcel_no text, land_type text, address text, geom geometry)"
psql -qd "$source" -c "COPY (SELECT gid, commune_code::text, sheet_no::text, parcel_no::text, land_type::text, address, geom
	FROM parcels) TO STDOUT (FORMAT binary)" |
	psql -qd "$target" -c "COPY public.lookup_source FROM STDIN (FORMAT binary)"
psql -qd "$target" <<'SQL'
INSERT INTO data.parcels
       (id, commune_code, sheet_no, parcel_no, old_sheet_no, old_parcel_no, address, land_use, land_types, geom, survey_geom)
SELECT gid, commune_code, sheet_no, parcel_no,
       CASE WHEN gid % 10 = 0 THEN (sheet_no::int + 200)::text END,
       CASE WHEN gid % 10 = 0 THEN (parcel_no::int + 7)::text END,
       address, land_type, ARRAY[land_type], geom, st_transform(geom, 910775)
FROM   public.lookup_source;
DROP TABLE public.lookup_source;
INSERT INTO data.communes (code, name, kind, province_code, province, geom)
SELECT h.commune_code, coalesce(n.name, 'Xã Mẫu ' || h.commune_code), 'xã', '79', 'Thành phố Hồ Chí Minh', h.geom
FROM  (SELECT commune_code, st_convexhull(st_collect(geom)) AS geom FROM data.parcels GROUP BY 1) AS h
LEFT   JOIN LATERAL (SELECT u.name FROM data.units u WHERE u.level = 3 AND u.code = h.commune_code AND u.valid_to IS NULL LIMIT 1) AS n ON true;
ANALYZE;
SQL
