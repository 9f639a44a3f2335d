package parcels

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
	geom "github.com/twpayne/go-geom"
)

// Bounds of what Neighbours looks at and gives.
const (
	MaxNeighbours = 100
	// maxBeside bounds the parcels near the boundary that are examined.
	maxBeside = 2000
)

// Neighbour is a parcel that shares an edge with another.
type Neighbour struct {
	ID          int64
	CommuneCode string
	SheetNo     string
	ParcelNo    string
	LandUse     string  // the source's own words, else the main land type
	MapArea     float64 // m²
	Edge        float64 // length of the common edge, metres of the zone
	// Azimuth is the direction of the common edge's middle from the parcel's inner point:
	// degrees from grid north, clockwise, 0 ≤ Azimuth < 360.
	Azimuth float64
	// Vertex is the number, in the parcel's vertex table, of the vertex after which the
	// middle of the common edge comes.
	Vertex int
	Along  float64 // from that vertex to the middle, metres
	At     Point   // the middle of the common edge
}

// Neighbours are the parcels around one, in the order of its vertex table: ring by ring from
// vertex 1 on, clockwise, as an extract of the cadastral map names them.
type Neighbours struct {
	List []Neighbour
	// More tells that there are others: those with the shortest common edges are left out.
	More bool
}

// Neighbours finds the parcels that share an edge with a parcel: at least 0.1 m along
// which their boundaries are no more than 1 cm apart, in the plane of the survey's zone. A
// common point is none. ErrNotFound when there is no such parcel.
func (f *Finder) Neighbours(ctx context.Context, id int64) (Neighbours, error) {
	if !f.public("parcels") {
		return Neighbours{}, fmt.Errorf("neighbours of parcel %d: %w", id, ErrNotFound)
	}
	own, beside, err := f.beside(ctx, id)
	if err != nil {
		return Neighbours{}, fmt.Errorf("neighbours of parcel %d: %w", id, err)
	}
	out := Neighbours{More: len(beside) == maxBeside}
	line := newBoundary(own.shape)
	table, err := vertices(own.shape, Survey)
	if err != nil {
		return Neighbours{}, fmt.Errorf("neighbours of parcel %d: %w", id, err)
	}
	var middles []xy
	for _, b := range beside {
		length, middle := line.common(newBoundary(b.shape))
		if length < leastEdge {
			continue
		}
		b.Edge, b.Azimuth = length, azimuth(own.inner, middle)
		b.Vertex, b.Along = table.place(middle)
		out.List = append(out.List, b.Neighbour)
		middles = append(middles, middle)
	}
	if err := f.locate(ctx, own.shape.SRID(), middles, out.List); err != nil {
		return Neighbours{}, fmt.Errorf("neighbours of parcel %d: %w", id, err)
	}
	out.shorten()
	return out, nil
}

// place finds where on the boundary a point lies: the vertex before it, and how many metres
// after that.
func (v Vertices) place(p xy) (vertex int, along float64) {
	least := math.Inf(1)
	for _, r := range v.Rings {
		for i, a := range r.Points {
			b := r.Points[(i+1)%len(r.Points)]
			edge := segment{xy{a.YEast, a.XNorth}, xy{b.YEast, b.XNorth}}
			if edge.length() == 0 {
				continue
			}
			at := boundary{edge}.nearest(p)
			if d := math.Hypot(at.x-p.x, at.y-p.y); d < least {
				least, vertex, along = d, a.N, math.Hypot(at.x-edge.a.x, at.y-edge.a.y)
			}
		}
	}
	return vertex, along
}

// shorten keeps the longest common edges and orders them around the parcel.
func (n *Neighbours) shorten() {
	if len(n.List) > MaxNeighbours {
		slices.SortStableFunc(n.List, func(a, b Neighbour) int { return cmp.Compare(b.Edge, a.Edge) })
		n.List, n.More = n.List[:MaxNeighbours], true
	}
	slices.SortStableFunc(n.List, func(a, b Neighbour) int {
		return cmp.Or(cmp.Compare(a.Vertex, b.Vertex), cmp.Compare(a.Along, b.Along), cmp.Compare(a.ID, b.ID))
	})
}

// azimuth is the direction from one point to another, degrees from north clockwise.
func azimuth(from, to xy) float64 {
	degrees := math.Atan2(to.x-from.x, to.y-from.y) * 180 / math.Pi
	return math.Mod(degrees+360, 360)
}

// placedShape is a parcel's own shape in its zone, with a point inside.
type placedShape struct {
	shape geom.T
	inner xy
}

// besideShape is a parcel near another's boundary, in the other's zone.
type besideShape struct {
	Neighbour
	shape geom.T
}

// beside reads a parcel's shape and those of the parcels whose boxes meet its boundary.
func (f *Finder) beside(ctx context.Context, id int64) (own placedShape, beside []besideShape, err error) {
	found := false
	batch := &pgx.Batch{}
	batch.Queue(`
		SELECT w.shape, st_x(w.inner), st_y(w.inner)
		FROM   (SELECT s.shape, st_transform(p.label_3857, st_srid(s.shape)) AS inner
		        FROM   pub.parcels p, LATERAL (SELECT `+shapeSQL+` AS shape) AS s
		        WHERE  p.id = $1) AS w`, id, f.Zone.SRID, surveySRIDs()).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			found = true
			if err := rows.Scan(&own.shape, &own.inner.x, &own.inner.y); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	batch.Queue(besideSQL, id, f.Zone.SRID, surveySRIDs(), nearEdge, maxBeside).Query(func(rows pgx.Rows) (err error) {
		beside, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (b besideShape, err error) {
			err = row.Scan(&b.ID, &b.CommuneCode, &b.SheetNo, &b.ParcelNo, &b.LandUse, &b.MapArea, &b.shape)
			return b, err
		})
		return err
	})
	err = f.Public.SendBatch(ctx, batch).Close()
	if err == nil && !found {
		err = ErrNotFound
	}
	return own, beside, err
}

// shapeSQL is the shape of parcel p in metres: as surveyed, else transformed to the zone.
// Parameters: $2 the SRID of the province's zone, $3 the SRIDs in metres.
const shapeSQL = `CASE WHEN st_srid(p.survey_geom) = ANY($3::int[]) THEN p.survey_geom ELSE st_transform(p.geom, $2::int) END`

// Parameters: the parcel, the SRID of the province's zone, the SRIDs in metres, the
// tolerance in metres, the limit. The boundary is asked for piece by piece, because the box of a long
// road holds half a commune; of long shapes the far parts are cut off.
const besideSQL = `
	WITH own AS MATERIALIZED (
		SELECT p.id, p.geom_3857, s.shape, $4 / cosd(st_ymax(p.geom)) AS reach
		FROM   pub.parcels p, LATERAL (SELECT ` + shapeSQL + ` AS shape) AS s
		WHERE  p.id = $1
	), piece AS MATERIALIZED (
		SELECT o.id, st_expand(st_subdivide(st_boundary(o.geom_3857), 16), o.reach) AS box FROM own o
	), near AS MATERIALIZED (
		SELECT DISTINCT n.id
		FROM   piece
		CROSS  JOIN LATERAL (SELECT n.id FROM pub.parcels n -- by the index, however many pieces the planner expects
		                     WHERE n.geom_3857 && piece.box AND n.id <> piece.id OFFSET 0) AS n
		LIMIT  $5
	)
	SELECT p.id, p.commune_code, p.sheet_no, p.parcel_no, coalesce(p.land_use, p.land_type, ''), coalesce(p.map_area, 0),
	       CASE WHEN st_npoints(t.shape) < 200 THEN t.shape
	            ELSE st_clipbybox2d(t.shape, st_expand(st_envelope(o.shape), 1)) END
	FROM   near
	JOIN   pub.parcels p ON p.id = near.id
	CROSS  JOIN own o
	CROSS  JOIN LATERAL (SELECT CASE WHEN st_srid(p.survey_geom) = st_srid(o.shape) THEN p.survey_geom
	                                 ELSE st_transform(p.geom, st_srid(o.shape)) END AS shape) AS t
	ORDER  BY p.id`

// locate turns points of a zone into longitude and latitude.
func (f *Finder) locate(ctx context.Context, srid int, points []xy, list []Neighbour) error {
	if len(points) == 0 {
		return nil
	}
	east, north := make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		east[i], north[i] = p.x, p.y
	}
	rows, err := f.Public.Query(ctx, `
		SELECT ARRAY[st_x(g), st_y(g)]
		FROM   unnest($1::float8[], $2::float8[]) WITH ORDINALITY AS p (x, y, n),
		       LATERAL (SELECT st_transform(st_setsrid(st_makepoint(p.x, p.y), $3::int), 4326) AS g) AS t
		ORDER  BY p.n`, east, north, srid)
	if err != nil {
		return err
	}
	located, err := pgx.CollectRows(rows, pgx.RowTo[Point])
	for i, p := range located {
		list[i].At = p
	}
	return err
}
