package parcels

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	geom "github.com/twpayne/go-geom"

	"sotay/internal/calendar"
	"sotay/layers"
)

// What a layer has to do with a parcel. The codes are stable.
const (
	Overlapping = "overlaps"
	// Unknown: so many records touch the parcel that not all were looked at, and none that was
	// overlaps it.
	Unknown = "unknown"
	// NoneHere: the parcel lies within the extent of the layer's data, and none of its records
	// overlaps it. Whether that is a hole in the data or nothing is planned, nobody can tell.
	NoneHere = "none_here"
	// NoDataHere: the layer is empty, or the parcel lies outside the extent of its data.
	NoDataHere = "no_data_here"
)

const (
	// leastArea and leastPercent are what an overlap must have of both: less is what two
	// drawings of one line leave between them. Square metres, and percent of the parcel.
	leastArea    = 0.5
	leastPercent = 0.1
	// touching is the area below which two shapes share a border at most: what the
	// rounding of coordinates to centimetres leaves along an edge is no overlap that
	// was left out. Square metres.
	touching = 0.0001
	// maxOverlaps bounds the records of one layer that are cut with the parcel.
	maxOverlaps = 500
	// longShape is how many vertices a record has before only its part around the parcel
	// is looked at.
	longShape = 1000
)

// LayerOverlaps is what one layer has on a parcel.
type LayerOverlaps struct {
	Layer layers.Layer
	State string // Overlapping, NoneHere, NoDataHere or Unknown
	// Records with their overlap, the largest first.
	Records []Overlap
	// LeftOut counts the records whose overlap is below 0.5 m² or 0.1 % of the parcel.
	LeftOut int
	// More tells that there are others than were looked at.
	More bool
	// Decisions are the different values of the records' public field decision, if the
	// layer has one.
	Decisions []string
}

// Overlap is a record of a layer and its part within the parcel.
type Overlap struct {
	ID         int64
	Properties map[string]any // the public fields by name
	Area       float64        // m², planar in the survey's VN-2000 zone
	Percent    float64        // of the parcel's area
	Piece      geom.T         // the common part: longitude, latitude; nil unless asked for
}

// Overlaps cuts a parcel with every public layer of polygons but communes, basins, sheets and
// parcels, the top of the map first. With pieces, the common parts are given too.
// ErrNotFound when there is no such parcel.
func (f *Finder) Overlaps(ctx context.Context, id int64, pieces bool) ([]LayerOverlaps, error) {
	box, err := f.boxOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("overlaps of parcel %d: %w", id, err)
	}
	var list []*LayerOverlaps
	batch := &pgx.Batch{}
	for _, l := range f.Catalogue.Layers() {
		if !overlapping(l) {
			continue
		}
		o := &LayerOverlaps{Layer: l}
		list = append(list, o)
		batch.Queue(cutSQL(l, parcelOwn), id, f.Zone.SRID, surveySRIDs(), pieces).Query(o.read)
	}
	if err := f.Public.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("overlaps of parcel %d: %w", id, err)
	}
	slices.Reverse(list)
	out := make([]LayerOverlaps, len(list))
	for i, o := range list {
		if err := f.judge(ctx, o, box); err != nil {
			return nil, fmt.Errorf("overlaps of parcel %d: %w", id, err)
		}
		out[i] = *o
	}
	return out, nil
}

// overlapping tells whether a parcel is cut with a layer. Communes, basins and sheets hold
// parcels, and parcels are neighbours; they are not what is planned.
func overlapping(l layers.Layer) bool {
	switch l.Name {
	case "communes", "basins", "sheets", "parcels":
		return false
	}
	return l.Audience == layers.Public && l.Geometry == "Polygon"
}

// boxOf is a parcel's box.
func (f *Finder) boxOf(ctx context.Context, id int64) (box Box, err error) {
	if !f.public("parcels") {
		return Box{}, ErrNotFound
	}
	err = f.Public.QueryRow(ctx, `
		SELECT ARRAY[st_xmin(p.geom), st_ymin(p.geom), st_xmax(p.geom), st_ymax(p.geom)] FROM pub.parcels p WHERE p.id = $1`, id).Scan(&box)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNotFound
	}
	return box, err
}

// What is cut with layers, as FROM and WHERE: a parcel by its id, or a shape in metres. (The
// parameters that a shape does not need are named, so that their types are known.)
const (
	parcelOwn = `SELECT p.geom, p.geom_3857, ` + shapeSQL + ` AS shape FROM pub.parcels p WHERE p.id = $1`
	plotOwn   = `SELECT st_transform(g.shape, 4326) AS geom, st_transform(g.shape, 3857) AS geom_3857, g.shape
	             FROM  (SELECT $1::geometry AS shape) AS g WHERE ($2::int, $3::int[]) IS NOT NULL`
)

// cutSQL asks one layer's public view for what it has in common with own. Parameters: own's, the SRID of the
// province's zone, the SRIDs in metres, whether pieces are wanted. Columns: id, area,
// percent, piece, the public fields. Vertices are transformed, so that a border which is
// straight in the zone stays straight; in EPSG:3857 it is bent by 0.1 m over 5 km, hence the
// metre by which records are chosen.
func cutSQL(l layers.Layer, own string) string {
	holds := "true"
	if l.Dated() {
		holds = layers.Holds("t", "'"+calendar.Today()+"'::date")
	}
	columns := append([]string{"t.id", "a.area", "a.percent", "CASE WHEN $4 AND a.area > 0 THEN st_transform(c.piece, 4326) END"}, publicColumns(l)...)
	return fmt.Sprintf(`
		WITH own AS MATERIALIZED (
			SELECT s.geom, s.geom_3857, v.shape, st_area(v.shape) AS whole,
			       st_expand(st_envelope(s.geom), 0.0001) AS around
			FROM  (%[1]s) AS s,
			       LATERAL (SELECT CASE WHEN st_isvalid(s.shape) THEN s.shape ELSE st_makevalid(s.shape) END AS shape) AS v
		)
		SELECT %[2]s
		FROM   own o
		CROSS  JOIN LATERAL (SELECT * FROM %[3]s t WHERE st_dwithin(t.geom_3857, o.geom_3857, 1) AND %[6]s ORDER BY t.id LIMIT %[4]d) AS t
		CROSS  JOIN LATERAL (
			SELECT st_transform(CASE WHEN st_npoints(t.geom) > %[5]d THEN st_clipbybox2d(t.geom, o.around) ELSE t.geom END,
			                    st_srid(o.shape)) AS shape) AS r
		CROSS  JOIN LATERAL (SELECT CASE WHEN st_isvalid(r.shape) THEN r.shape ELSE st_makevalid(r.shape) END AS shape) AS v
		CROSS  JOIN LATERAL (SELECT st_collectionextract(st_intersection(o.shape, v.shape), 3) AS piece OFFSET 0) AS c
		CROSS  JOIN LATERAL (SELECT st_area(c.piece) AS area, 100 * st_area(c.piece) / nullif(o.whole, 0) AS percent) AS a
		ORDER  BY a.area DESC, t.id`,
		own, strings.Join(columns, ", "), pgx.Identifier{"pub", l.Name}.Sanitize(), maxOverlaps+1, longShape, holds)
}

// read takes the rows of cutSQL, and counts what is left out.
func (o *LayerOverlaps) read(rows pgx.Rows) error {
	fields, seen := o.Layer.Public(), 0
	for rows.Next() {
		if seen++; seen > maxOverlaps {
			o.More = true
			continue
		}
		values, err := rows.Values()
		if err != nil {
			return err
		}
		if err := o.add(fields, values); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (o *LayerOverlaps) add(fields []layers.Field, values []any) error {
	id, _ := values[0].(int64)
	area, _ := values[1].(float64)
	percent, ok := values[2].(float64)
	switch {
	case !ok || area < touching:
		return nil
	case area < leastArea || percent < leastPercent:
		o.LeftOut++
		return nil
	}
	record := Overlap{ID: id, Area: area, Percent: percent, Properties: map[string]any{}}
	if values[3] != nil {
		if record.Piece, ok = values[3].(geom.T); !ok {
			return fmt.Errorf("a piece of type %T", values[3])
		}
	}
	for i, f := range fields {
		record.Properties[f.Name] = finite(values[4+i])
	}
	o.Records = append(o.Records, record)
	if decision, _ := record.Properties["decision"].(string); decision != "" && !slices.Contains(o.Decisions, decision) {
		o.Decisions = append(o.Decisions, decision)
	}
	return nil
}

// judge tells why a layer has nothing on the parcel: none of its records, or no data at all.
func (f *Finder) judge(ctx context.Context, o *LayerOverlaps, box Box) error {
	if len(o.Records) > 0 {
		o.State = Overlapping
		return nil
	}
	if o.More {
		o.State = Unknown
		return nil
	}
	extent, err := f.extent(ctx, o.Layer)
	if err != nil {
		return err
	}
	o.State = NoneHere
	if extent == nil || box[0] > extent[2] || box[2] < extent[0] || box[1] > extent[3] || box[3] < extent[1] {
		o.State = NoDataHere
	}
	return nil
}

// extent is where a layer has data, nil for an empty one.
func (f *Finder) extent(ctx context.Context, l layers.Layer) (*Box, error) {
	if f.Stats == nil {
		s, err := layers.ReadStats(ctx, f.Public, l)
		return s.Bounds, err
	}
	s, err := f.Stats(ctx, l)
	return s.Bounds, err
}
