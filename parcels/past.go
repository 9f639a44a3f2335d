package parcels

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/calendar"
	"sotay/layers"
	"sotay/tiles"
)

// Past reads what parcels were: for staff, on the staff pool. It is safe for concurrent use.
type Past struct {
	Staff  *pgxpool.Pool
	Finder *Finder
	Tiles  tiles.Uncached // of the staff pool
}

// EndOfDay is the moment that a day ends in Vietnam, which is what a date without a time
// means: a change made on a day is part of that day.
func EndOfDay(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, calendar.Zone()).Add(-time.Microsecond)
}

// versionColumns are what a version says of a parcel.
const versionColumns = `commune_code, sheet_no, parcel_no, old_sheet_no, old_parcel_no, official_id, address, land_use, land_types, map_area, geom, survey_geom`

// versionsSQL are all versions of all parcels: id, valid_from (NULL: before the history
// began), valid_to (NULL: it holds), made_by, versionColumns. A condition on id reaches
// the indexes of both its parts.
const versionsSQL = `
	SELECT h.id, h.valid_from, h.valid_to, h.made_by, ` + versionColumns + `
	FROM   data.parcels_history h
	UNION  ALL
	SELECT p.id, v.since, NULL::timestamptz, v.made_by, ` + versionColumns + `
	FROM   data.parcels p
	LEFT   JOIN LATERAL (SELECT h.valid_to AS last_to, h.ended_by AS last_by FROM data.parcels_history h
	                     WHERE h.id = p.id ORDER BY h.valid_to DESC LIMIT 1) AS h ON true
	CROSS  JOIN LATERAL sotay.version_start(p.recorded_at, p.recorded_by, h.last_to, h.last_by) AS v`

// heldAt is the condition that a version v held at a moment, the parameter.
const heldAt = `(v.valid_from IS NULL OR v.valid_from <= %[1]s) AND (v.valid_to IS NULL OR v.valid_to > %[1]s)`

// Parcel reads a parcel as it was at a moment, in the commune of then; ErrNotFound when there
// was none of this id, a *BeforeHistory when nothing is known of then.
func (p *Past) Parcel(ctx context.Context, id int64, at time.Time) (Detail, error) {
	if err := p.known(ctx, at); err != nil {
		return Detail{}, err
	}
	from := `(SELECT v.*, st_transform(st_pointonsurface(v.geom), 3857) AS label_3857
	          FROM (` + versionsSQL + `) AS v WHERE v.id = $1 AND ` + fmt.Sprintf(heldAt, "$5::timestamptz") + `)`
	return p.Finder.detail(ctx, p.Staff, from, id, calendar.Of(at), at)
}

// Commune is the commune of a parcel, of its last version where it is gone; ErrNotFound for
// an id that no parcel ever had.
func (p *Past) Commune(ctx context.Context, id int64) (code string, exists bool, err error) {
	err = p.Staff.QueryRow(ctx, `
		SELECT coalesce(commune_code, ''), valid_to IS NULL FROM (`+versionsSQL+`) AS v
		WHERE  id = $1 ORDER BY valid_to DESC NULLS FIRST LIMIT 1`, id).Scan(&code, &exists)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNotFound
	}
	return code, exists, err
}

// Since is from when on the history is whole.
func (p *Past) Since(ctx context.Context) (since time.Time, err error) {
	err = p.Staff.QueryRow(ctx, `SELECT at FROM sotay.history_start`).Scan(&since)
	return since, err
}

// FeatureQuery asks for a page of the parcels of a moment.
type FeatureQuery struct {
	Box   layers.Box
	At    time.Time
	Limit int
	After string // Next of the former page, "" for the first
}

// Features gives a page of the parcels whose box met the query's box at a moment, by id, as
// layers.Features gives those of now; each tells valid_from and valid_to, too. A *BeforeHistory
// when nothing is known of then.
func (p *Past) Features(ctx context.Context, q FeatureQuery) (page layers.FeaturePage, err error) {
	after := int64(0)
	if q.After != "" {
		if after, err = strconv.ParseInt(q.After, 10, 64); err != nil {
			return page, layers.ErrCursor
		}
	}
	if err := p.known(ctx, q.At); err != nil {
		return page, err
	}
	b := q.Box
	rows, err := p.Staff.Query(ctx, featuresSQL, b[0], b[1], b[2], b[3], q.At, after, q.Limit+1)
	if err != nil {
		return page, fmt.Errorf("parcels of %s: %w", q.At, err)
	}
	var id, last int64
	var feature []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &feature}, func() error {
		if page.Count == q.Limit {
			page.Next = strconv.FormatInt(last, 10)
			return nil
		}
		if page.Count > 0 {
			page.Features = append(page.Features, ',')
		}
		page.Features = append(page.Features, feature...)
		page.Count, last = page.Count+1, id
		return nil
	})
	if err != nil {
		return layers.FeaturePage{}, fmt.Errorf("parcels of %s: %w", q.At, err)
	}
	return page, nil
}

// Parameters: west, south, east, north, the moment, the id after which to go on, the limit.
// Columns: id, the feature. Former versions are found by their own spatial index, those of
// now by that of the layer.
const featuresSQL = `
	WITH box AS MATERIALIZED (
		SELECT g.box, st_transform(st_makeenvelope($1, greatest($2, -85.06), $3, least($4, 85.06), 4326), 3857) AS web
		FROM   (SELECT st_makeenvelope($1, $2, $3, $4, 4326) AS box) AS g
	), v AS (
		SELECT h.id, h.valid_from, h.valid_to, ` + versionColumns + `
		FROM   box, data.parcels_history h
		WHERE  h.geom && box.box AND h.id > $6 AND (h.valid_from IS NULL OR h.valid_from <= $5) AND h.valid_to > $5
		UNION  ALL
		SELECT p.id, s.since, NULL, ` + versionColumns + `
		FROM   box, data.parcels p
		LEFT   JOIN LATERAL (SELECT h.valid_to AS last_to FROM data.parcels_history h WHERE h.id = p.id ORDER BY h.valid_to DESC LIMIT 1) AS l ON true
		CROSS  JOIN LATERAL sotay.version_start(p.recorded_at, NULL, l.last_to, NULL) AS s
		WHERE  p.geom_3857 && box.web AND p.id > $6 AND (s.since IS NULL OR s.since <= $5)
	), page AS MATERIALIZED (
		SELECT * FROM v ORDER BY id LIMIT $7
	)
	SELECT id, json_build_object('type', 'Feature', 'id', id, 'properties', json_build_object(
	           'commune_code', commune_code, 'sheet_no', sheet_no, 'parcel_no', parcel_no, 'land_type', land_types[1], 'land_use', land_use,
	           'land_types', land_types, 'map_area', map_area, 'address', address, 'old_sheet_no', old_sheet_no, 'old_parcel_no', old_parcel_no,
	           'official_id', official_id, 'valid_from', valid_from, 'valid_to', valid_to), 'geometry', st_asgeojson(geom, 7)::json)::text
	FROM   page
	ORDER  BY id`
