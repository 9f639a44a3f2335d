package parcels

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	geom "github.com/twpayne/go-geom"

	"sotay/internal/calendar"
	"sotay/layers"
)

// Detail is all that the public may know of one parcel.
type Detail struct {
	ID          int64
	CommuneCode string
	CommuneName string
	CommuneOld  string // the units the commune was made of, comma separated
	SheetNo     string
	ParcelNo    string
	OldSheetNo  string
	OldParcelNo string
	OfficialID  string // as given
	// OfficialCheck compares the identifier with the shape; nil when there is none or it
	// is no geohash of 12 characters.
	OfficialCheck *OfficialCheck
	Address       string
	LandUse       string // the source's own words
	LandTypes     []LandType
	MapArea       float64 // m², planar in the survey's zone, else on the ellipsoid
	Point         Point   // inside the parcel
	Box           Box
	Geometry      geom.T // longitude, latitude
	Vertices      Vertices
	Source        string     // of the layer of parcels
	AsOf          *time.Time // of the layer of parcels
}

// OfficialCheck tells where the point that a parcel's identifier stands for (DOMAIN §3.1:
// a geohash of a point inside it, WGS84, known to some 2 cm) lies.
type OfficialCheck struct {
	Inside   bool    // in the parcel or on its border
	Distance float64 // from the parcel, metres on the ellipsoid; 0 inside
	// Own is how far it lies from the point that our own identifier would be made of: the
	// middle of the largest circle within the parcel, in the plane. The tolerance of the
	// official algorithm is not known, so neither point is the right one.
	Own float64
}

// LandType is a land type code with its meaning; a code that no list holds has only itself.
type LandType struct {
	Code    string
	NameVi  string
	NameEn  string
	Color   string // #rrggbb, "" for none
	Current bool   // false: of an older list
}

// What a vertex table is made from.
const (
	Survey   = "survey"   // the coordinates exactly as surveyed
	Computed = "computed" // the map's geometry, transformed to the province's zone
)

// Parcel reads a parcel with its vertex table; ErrNotFound when there is none.
func (f *Finder) Parcel(ctx context.Context, id int64) (Detail, error) {
	if !f.public("parcels") {
		return Detail{}, fmt.Errorf("parcel %d: %w", id, ErrNotFound)
	}
	return f.detail(ctx, f.Public, "pub.parcels", id, calendar.Today())
}

// detail reads a parcel from a relation like the public view, whose first parameter is the
// parcel, with the commune that its code meant on a day; args are the relation's further
// parameters, from $5 on.
func (f *Finder) detail(ctx context.Context, pool *pgxpool.Pool, from string, id int64, day string, args ...any) (Detail, error) {
	var (
		d       Detail
		shape   geom.T
		basis   string
		inside  *bool
		distant *float64
		own     *float64
		detail  = &pgx.Batch{}
	)
	args = append([]any{id, f.Zone.SRID, surveySRIDs(), day}, args...)
	detail.Queue(fmt.Sprintf(parcelSQL, from, f.communesView(), layers.Holds("c", "$4::date"), layers.Holds("u", "$4::date")), args...).QueryRow(func(row pgx.Row) error {
		return row.Scan(&d.ID, &d.CommuneCode, &d.CommuneName, &d.CommuneOld, &d.SheetNo, &d.ParcelNo, &d.OldSheetNo, &d.OldParcelNo,
			&d.OfficialID, &d.Address, &d.LandUse, &d.MapArea, &d.Point, &d.Box, &d.Geometry, &shape, &basis, &d.Source, &d.AsOf,
			&inside, &distant, &own)
	})
	detail.Queue(fmt.Sprintf(landTypesSQL, from), args...).Query(func(rows pgx.Rows) (err error) {
		d.LandTypes, err = pgx.CollectRows(rows, pgx.RowToStructByPos[LandType])
		return err
	})
	err := pool.SendBatch(ctx, detail).Close()
	if errors.Is(err, pgx.ErrNoRows) {
		return Detail{}, fmt.Errorf("parcel %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return Detail{}, fmt.Errorf("parcel %d: %w", id, err)
	}
	if inside != nil && distant != nil && own != nil {
		d.OfficialCheck = &OfficialCheck{*inside, *distant, *own}
	}
	d.Vertices, err = vertices(shape, basis)
	if err != nil {
		return Detail{}, fmt.Errorf("parcel %d: %w", id, err)
	}
	return d, nil
}

// surveySRIDs are the zones whose coordinates are metres. (Surveys in VN-2000 degrees
// have no edge lengths: their vertices are computed.)
func surveySRIDs() []int {
	var srids []int
	for _, z := range zones() {
		srids = append(srids, z.SRID)
	}
	return srids
}

// Of the relation of parcels, which is filled in. Parameters as of parcelSQL.
const landTypesSQL = `
	SELECT t.code, coalesce(c.name_vi, ''), coalesce(c.name_en, ''), coalesce(c.color, ''), coalesce(c.current, false)
	FROM   %s p
	CROSS  JOIN LATERAL unnest(p.land_types) WITH ORDINALITY AS t(code, n)
	LEFT   JOIN pub.codes c ON c.list = 'land_types' AND c.code = t.code
	WHERE  p.id = $1 AND ($2::int, $3::int[], $4::date) IS NOT NULL
	ORDER  BY t.n`

// The relations of parcels and communes are filled in, and the conditions that a commune and a
// unit hold on the day. Parameters: the parcel, the SRID of the province's zone, the SRIDs in
// metres, the day.
const parcelSQL = `
	SELECT p.id,
	       p.commune_code,
	       coalesce(c.name, n.name, ''),
	       coalesce(c.old_names, n.old_names, ''),
	       p.sheet_no,
	       p.parcel_no,
	       coalesce(p.old_sheet_no, ''),
	       coalesce(p.old_parcel_no, ''),
	       coalesce(p.official_id, ''),
	       coalesce(p.address, ''),
	       coalesce(p.land_use, ''),
	       coalesce(p.map_area, 0),
	       ARRAY[st_x(l.point), st_y(l.point)],
	       ARRAY[st_xmin(p.geom), st_ymin(p.geom), st_xmax(p.geom), st_ymax(p.geom)],
	       p.geom,
	       CASE WHEN s.kept THEN p.survey_geom ELSE st_transform(p.geom, $2::int) END,
	       CASE WHEN s.kept THEN 'survey' ELSE 'computed' END,
	       y.source,
	       y.as_of,
	       st_intersects(p.geom, h.point),
	       st_distance(p.geom::geography, h.point::geography),
	       CASE WHEN h.point IS NOT NULL THEN st_distance(st_transform((st_maximuminscribedcircle(
	           CASE WHEN s.kept THEN p.survey_geom ELSE st_transform(p.geom, $2::int) END)).center, 4326)::geography, h.point::geography) END
	FROM   %s p
	JOIN   pub.layers y ON y.name = 'parcels'
	CROSS  JOIN LATERAL (SELECT st_transform(p.label_3857, 4326) AS point) AS l
	CROSS  JOIN LATERAL (SELECT coalesce(st_srid(p.survey_geom) = ANY($3::int[]), false) AS kept) AS s
	CROSS  JOIN LATERAL (SELECT CASE WHEN p.official_id ~* '^[0-9b-hjkmnp-z]{12}$'
	       THEN st_setsrid(st_pointfromgeohash(lower(p.official_id)), 4326) END AS point) AS h
	LEFT   JOIN LATERAL (
	       SELECT min(c.name) AS name, min(c.old_names) AS old_names
	       FROM   %s c
	       WHERE  c.code = p.commune_code AND %s) AS c ON true
	LEFT   JOIN LATERAL (
	       SELECT min(u.name) AS name, string_agg(DISTINCT o.name, ', ') AS old_names
	       FROM   pub.units u
	       LEFT   JOIN pub.successions s ON s.new_id = u.id
	       LEFT   JOIN pub.units o ON o.id = s.old_id
	       WHERE  u.code = p.commune_code AND %s) AS n ON true
	WHERE  p.id = $1`
