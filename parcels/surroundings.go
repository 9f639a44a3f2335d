package parcels

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	geom "github.com/twpayne/go-geom"
)

const (
	// maxAround bounds the parcels that are drawn around one.
	maxAround = 400
	// maxVertices is how many vertices a shape around may have before it is cut at the
	// window whether wanted or not.
	maxVertices = 2000
)

// Window is a rectangle of a zone: west, south, east, north in metres.
type Window [4]float64

// Surrounding is a parcel drawn around another.
type Surrounding struct {
	ID       int64
	SheetNo  string
	ParcelNo string
	Shape    geom.T     // in the zone: x east, y north, metres
	Label    [2]float64 // east, north of a point inside what the window shows of it
}

// Surroundings gives the parcels but one that a window of a zone shows, the nearest to that
// one first, 400 at most, and tells whether there are more; with cut, their shapes end at the
// window. A survey in the same zone is given as it is.
func (f *Finder) Surroundings(ctx context.Context, id int64, zone Zone, w Window, cut bool) (list []Surrounding, more bool, err error) {
	if !f.public("parcels") {
		return nil, false, nil
	}
	rows, err := f.Public.Query(ctx, fmt.Sprintf(`
		SELECT p.id, p.sheet_no, p.parcel_no, CASE WHEN $7 OR st_npoints(s.shape) > %[1]d THEN c.shape ELSE s.shape END,
		       ARRAY[st_x(i.point), st_y(i.point)], p.around
		FROM  (SELECT st_makeenvelope($2, $3, $4, $5, $6::int) AS box) AS w
		CROSS  JOIN LATERAL (
		       SELECT n.*, count(*) OVER () AS around
		       FROM   pub.parcels n
		       WHERE  n.geom_3857 && st_transform(w.box, 3857) AND n.id <> $1
		       ORDER  BY st_distance(n.geom_3857, (SELECT o.geom_3857 FROM pub.parcels o WHERE o.id = $1)), n.id
		       LIMIT  %[2]d) AS p
		CROSS  JOIN LATERAL (SELECT CASE WHEN st_srid(p.survey_geom) = $6::int THEN p.survey_geom ELSE st_transform(p.geom, $6::int) END AS shape) AS s
		CROSS  JOIN LATERAL (SELECT st_clipbybox2d(s.shape, w.box) AS shape) AS c
		CROSS  JOIN LATERAL (SELECT st_pointonsurface(c.shape) AS point) AS i
		WHERE  NOT st_isempty(c.shape) AND NOT st_isempty(i.point)
		ORDER  BY st_distance(p.geom_3857, (SELECT o.geom_3857 FROM pub.parcels o WHERE o.id = $1)), p.id`, maxVertices, maxAround), id, w[0], w[1], w[2], w[3], zone.SRID, cut)
	if err != nil {
		return nil, false, fmt.Errorf("surroundings of parcel %d: %w", id, err)
	}
	var s Surrounding
	var around int
	_, err = pgx.ForEachRow(rows, []any{&s.ID, &s.SheetNo, &s.ParcelNo, &s.Shape, &s.Label, &around}, func() error {
		list, more = append(list, s), around > maxAround
		s.Shape = nil
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("surroundings of parcel %d: %w", id, err)
	}
	return list, more, nil
}
