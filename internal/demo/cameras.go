package demo

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"sotay/importers"
	"sotay/layers"
)

// What Loaded calls the values of indicators.
const indicatorsTable = "indicator_values"

// cameraLayer is filled from the roads that are loaded.
func cameraLayer() layers.Layer {
	day := AsOf()
	return layers.Layer{Name: "cameras", Audience: layers.Public, Source: Source, AsOf: &day}
}

// cameraSpots puts 120 cameras along the main roads within 6 km of the middle of the urban ones, by
// turns of all kinds and states, each looking along its road; each 23rd gives no sign of life any
// more. $1 is the time of loading.
const cameraSpots = `
	WITH middle AS (
	    SELECT st_centroid(st_collect(geom))::geography AS at FROM data.roads WHERE class = 'urban'
	), lines AS (
	    SELECT r.id, r.name, d.geom AS line, st_length(d.geom::geography) AS metres
	    FROM   data.roads r, LATERAL st_dump(r.geom) AS d, middle m
	    WHERE  st_dwithin(d.geom::geography, m.at, 6000)
	), spots AS (
	    SELECT l.name, st_lineinterpolatepoint(l.line, f) AS at,
	           st_azimuth(st_lineinterpolatepoint(l.line, f), st_lineinterpolatepoint(l.line, least(1, f + 0.01))) AS along
	    FROM   lines l, LATERAL generate_series(0, greatest(0, (l.metres / 300)::int - 1)) AS i, LATERAL (SELECT (i + 0.5) * 300 / (l.metres + 300) AS f) AS p
	), chosen AS (
	    SELECT s.name, s.at, s.along, row_number() OVER (ORDER BY st_x(s.at), st_y(s.at)) AS n
	    FROM  (SELECT s.* FROM spots s, middle m WHERE st_dwithin(s.at::geography, m.at, 6000) ORDER BY md5(st_astext(s.at)) LIMIT 120) AS s
	), fresh AS (
	    INSERT INTO data.cameras (code, name, kind, direction, fov, range_m, state, last_seen, address, geom)
	    SELECT 'CAM-' || lpad(n::text, 3, '0'), coalesce(nullif(name, ''), 'Đường không tên') || ', điểm ' || n,
	           (ARRAY['fixed', 'traffic', 'fixed', 'ptz', 'dome'])[n % 5 + 1],
	           CASE WHEN n % 5 = 4 THEN NULL ELSE round((degrees(coalesce(along, 0)) + CASE WHEN n % 2 = 0 THEN 180 ELSE 0 END)::numeric)::int % 360 END,
	           (ARRAY[60, 45, 75, 90, 360])[n % 5 + 1], (ARRAY[120, 200, 100, 250, 60])[n % 5 + 1],
	           CASE WHEN n % 17 = 0 THEN 'off' WHEN n % 11 = 0 THEN 'faulty' ELSE 'working' END,
	           CASE WHEN n % 17 = 0 THEN NULL WHEN n % 11 = 0 OR n % 23 = 0 THEN $1::timestamptz - interval '3 days' ELSE $1::timestamptz - n * interval '2 seconds' END,
	           nullif(name, ''), at
	    FROM   chosen
	    RETURNING id, code
	), staff AS (
	    INSERT INTO data.cameras_staff (id, agency) SELECT id, (ARRAY['Trung tâm IOC (hư cấu)', 'Công an thành phố (hư cấu)'])[id % 2 + 1] FROM fresh
	), restricted AS (
	    INSERT INTO data.cameras_restricted (id, stream_url) SELECT id, 'rtsp://camera.example/' || lower(code) FROM fresh
	)
	SELECT count(*) FROM fresh`

// cameraSigns lets the demo's cameras that work give a sign of life each hour, but for those that
// fell silent. $1 is the time.
const cameraSigns = `
	UPDATE data.cameras c SET last_seen = $1::timestamptz
	FROM   data.cameras_staff s
	WHERE  s.id = c.id AND s.agency LIKE '%(hư cấu)' AND c.code ~ '^CAM-[0-9]{3}$' AND right(c.code, 3)::int % 23 <> 0
	AND    c.state = 'working' AND c.last_seen < $1::timestamptz - interval '1 hour'`

// indicatorValues invents five indicators for the twelve months before $1 in each commune: a level
// of its own, a season and a little chance, the same each time.
const indicatorValues = `
	INSERT INTO data.indicator_values (indicator, period, commune, value, source, actor)
	SELECT i.id, to_char(m.month, 'YYYY-MM'), c.code,
	       round((CASE WHEN i.highest IS NULL THEN greatest(0, p.base * (0.3 + 1.4 * u.own) * (1 + 0.3 * sin(m.n / 12.0 * 2 * pi())) * (0.9 + 0.2 * u.chance))
	                   ELSE least(i.highest, p.base + 8 * (u.own - 0.5) + 0.2 * m.n + 3 * (u.chance - 0.5)) END)::numeric, CASE WHEN i.highest IS NULL THEN 0 ELSE 1 END),
	       $3, $2
	FROM  (VALUES ('services_on_time', 94), ('health_insured', 92), ('school_attendance', 97), ('tourists', 4000), ('budget_revenue', 30)) AS p (code, base)
	JOIN   data.indicators i ON i.code = p.code
	CROSS  JOIN (SELECT n, date_trunc('month', $1::timestamptz AT TIME ZONE 'Asia/Ho_Chi_Minh') - (13 - n) * interval '1 month' AS month FROM generate_series(1, 12) AS n) AS m
	CROSS  JOIN (SELECT DISTINCT code FROM data.communes WHERE valid_to IS NULL) AS c
	CROSS  JOIN LATERAL (SELECT abs(hashtext(c.code || p.code)) % 1000 / 1000.0 AS own, abs(hashtext(c.code || p.code || m.n)) % 1000 / 1000.0 AS chance) AS u`

// presentIndicators tells how many values of indicators there are.
func presentIndicators(ctx context.Context, q interface {
	QueryRow(context.Context, string, ...any) pgx.Row
},
) (n int64, err error) {
	if err = q.QueryRow(ctx, `SELECT count(*) FROM data.indicator_values`).Scan(&n); err != nil {
		return 0, fmt.Errorf("indicators of the demo: %w", err)
	}
	return n, nil
}

// loadCameras brings cameras and indicators, each where there are none.
func loadCameras(ctx context.Context, c LoadConfig, found []Loaded) ([]Loaded, error) {
	there := map[string]Loaded{}
	for _, l := range found {
		there[l.Layer] = l
	}
	var out []Loaded
	l := cameraLayer()
	if have, ok := there[l.Name]; ok {
		out = append(out, have)
	} else {
		if err := provide(ctx, c.Owner, l); err != nil {
			return nil, err
		}
		var n int64
		if err := c.Owner.QueryRow(ctx, cameraSpots, c.Now).Scan(&n); err != nil {
			return nil, fmt.Errorf("cameras of the demo: %w", err)
		}
		out = append(out, Loaded{l.Name, importers.Counts{Added: n}})
	}
	if have, ok := there[indicatorsTable]; ok {
		return append(out, have), nil
	}
	tag, err := c.Owner.Exec(ctx, indicatorValues, c.Now, c.Actor, Source)
	if err != nil {
		return out, fmt.Errorf("indicators of the demo: %w", err)
	}
	return append(out, Loaded{indicatorsTable, importers.Counts{Added: tag.RowsAffected()}}), nil
}
