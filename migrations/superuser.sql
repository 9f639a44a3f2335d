-- What only a superuser may do, once per database. Every statement may be repeated.
-- sotay runs this itself on its private server; on an operator's server
-- `sotay migrate --print-superuser-sql` prints it.

CREATE EXTENSION IF NOT EXISTS postgis;

-- VN-2000 by the official seven parameters (Decision 05/2007/QĐ-BTNMT), as Position
-- Vector rotations (the signs of the decision's Coordinate Frame flipped). The SRID is
-- 91CCCC, CCCC = (central meridian - 100) * 100; 913405 and 913406 are UTM zones 48 and
-- 49 on VN-2000, 914756 is VN-2000 geographic. Without an authority name PROJ cannot
-- swap in another operation, which with the EPSG codes shifts everything west of
-- 107.11°E and south of 11.04°N by 0.80 m.
INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text)
SELECT srid, NULL, NULL, NULL,
       format('+proj=tmerc +lat_0=0 +lon_0=%s +k=%s +x_0=500000 +y_0=0 +ellps=WGS84'
              ' +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278'
              ' +units=m +no_defs', lon_0, k)
FROM (
    SELECT 910000 + (m * 100 - 10000)::int AS srid, trim_scale(m) AS lon_0, '0.9999' AS k
    FROM   unnest(ARRAY[102, 103, 104, 104.5, 104.75, 105, 105.5, 105.75, 106, 106.25,
                        106.5, 107, 107.25, 107.5, 107.75, 108, 108.25, 108.5]) AS m
    UNION ALL VALUES (913405, 105::numeric, '0.9996'), (913406, 111::numeric, '0.9996')
) AS zones
ON CONFLICT (srid) DO UPDATE
SET auth_name = NULL, auth_srid = NULL, srtext = NULL, proj4text = EXCLUDED.proj4text;

INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text)
VALUES (914756, NULL, NULL, NULL,
        '+proj=longlat +ellps=WGS84'
        ' +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278'
        ' +no_defs')
ON CONFLICT (srid) DO UPDATE
SET auth_name = NULL, auth_srid = NULL, srtext = NULL, proj4text = EXCLUDED.proj4text;
