package importers

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
	geom "github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/wkb"
)

// face is an area, in metres of one plane, that is compared with its neighbours.
type face struct {
	row    int64  // in the file; 0: of the layer, and it stays as it is
	number string // what people call it
	box    box
	shape  geom.T      // whose coordinates the rings share
	rings  [][]float64 // closed, of all its parts
	inner  [2]float64  // a point inside
	around float64     // length of its rings
}

// planeSRID is the plane in which the file's areas are compared: its own, or, where it has
// degrees, the zone of 107°45′.
func (w *work) planeSRID() int {
	if w.geographic() || w.srid == WebMercator {
		return 910775
	}
	return w.srid
}

// faces reads the good areas of the file, and those of the layer that stay beside them. Of
// these it takes the surveyed shape where it is of the same plane: it has the same vertices.
func (w *work) faces(ctx context.Context) ([]face, error) {
	var list []face
	err := w.tx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, fmt.Sprintf("SET LOCAL statement_timeout = %d", overlapTime.Milliseconds())); err != nil {
			return err
		}
		sources := []string{fmt.Sprintf(`
			SELECT s.row_no, %s, st_asbinary(st_transform(s.geom, %d)) FROM {stage} s WHERE NOT s.bad`, w.named("s", "f_"), w.planeSRID())}
		if !w.isNew {
			if _, err := tx.Exec(ctx, w.sql(`CREATE INDEX ON {stage} USING gist (geom); ANALYZE {stage} (geom)`)); err != nil {
				return err
			}
			sources = append(sources, w.staying())
		}
		for _, sql := range sources {
			rows, err := tx.Query(ctx, w.sql(sql))
			if err != nil {
				return err
			}
			if list, err = appendFaces(list, rows); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// staying selects the records that are neither changed nor removed and near a row: of those
// within the extent of the file the ones that meet a row, by an index on the stage.
func (w *work) staying() string {
	shape := fmt.Sprintf("st_transform(d.geom, %d)", w.planeSRID())
	if w.layer.Survey {
		shape = fmt.Sprintf("CASE WHEN st_srid(d.survey_geom) = %d THEN d.survey_geom ELSE %s END", w.planeSRID(), shape)
	}
	return fmt.Sprintf(`
		WITH area AS MATERIALIZED (
			SELECT st_expand(st_transform(st_setsrid(st_extent(s.geom)::geometry, {srid}), 3857), 2000) AS box FROM {stage} s WHERE NOT s.bad
		), rest AS MATERIALIZED (
			SELECT %s AS number, %s AS shape
			FROM   {data} d, area
			WHERE  d.geom_3857 && area.box
			AND    NOT EXISTS (SELECT FROM {diff} f WHERE f.id = d.id)
			AND    st_isvalid(d.geom)
		)
		SELECT 0::bigint, number, st_asbinary(shape)
		FROM   rest
		WHERE  EXISTS (SELECT FROM {stage} s WHERE NOT s.bad AND s.geom && st_transform(st_expand(rest.shape, 1), {srid}))`, w.named("d", ""), shape)
}

func appendFaces(list []face, rows pgx.Rows) ([]face, error) {
	var row int64
	var number string
	var raw []byte
	_, err := pgx.ForEachRow(rows, []any{&row, &number, &raw}, func() error {
		g, err := wkb.Unmarshal(raw)
		if err != nil {
			return err
		}
		if f, ok := newFace(row, number, g); ok {
			list = append(list, f)
		}
		return nil
	})
	return list, err
}

// newFace makes a face of an area, false of anything else.
func newFace(row int64, number string, g geom.T) (face, bool) {
	if geometryKind(g) != "Polygon" || g.Empty() {
		return face{}, false
	}
	f := face{row: row, number: number, shape: g}
	f.box.grow(g, true)
	for _, rings := range ringsOf(g) {
		f.rings = append(f.rings, rings...)
	}
	for _, ring := range f.rings {
		f.around += ruler{}.length(ring)
	}
	f.inner = f.innerPoint()
	return f, true
}

// holds tells whether a point lies inside the face (even-odd rule over all rings).
func (f *face) holds(x, y float64) bool {
	inside := false
	for _, ring := range f.rings {
		if within(x, y, ring) {
			inside = !inside
		}
	}
	return inside
}

// innerPoint is the middle of the widest stretch inside along a line about half-way up.
func (f *face) innerPoint() [2]float64 {
	y := f.box[1] + 0.4837*(f.box[3]-f.box[1]) // few vertices stand there
	var cuts []float64
	for _, ring := range f.rings {
		for i := 0; i+3 < len(ring); i += 2 {
			ax, ay, bx, by := ring[i], ring[i+1], ring[i+2], ring[i+3]
			if (ay > y) != (by > y) {
				cuts = append(cuts, (bx-ax)*(y-ay)/(by-ay)+ax)
			}
		}
	}
	slices.Sort(cuts)
	best, at := -1.0, [2]float64{f.rings[0][0], f.rings[0][1]}
	for i := 0; i+1 < len(cuts); i += 2 {
		if wide := cuts[i+1] - cuts[i]; wide > best {
			best, at = wide, [2]float64{(cuts[i] + cuts[i+1]) / 2, y}
		}
	}
	return at
}

// toBoundary is how far a point is from the boundary of the face, in metres.
func (f *face) toBoundary(x, y float64) float64 {
	near := math.Inf(1)
	for _, ring := range f.rings {
		for i := 0; i+3 < len(ring); i += 2 {
			near = min(near, segmentDistance(x, y, ring[i], ring[i+1], ring[i+2], ring[i+3]))
		}
	}
	return near
}

func segmentDistance(x, y, ax, ay, bx, by float64) float64 {
	dx, dy := bx-ax, by-ay
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = min(1, max(0, ((x-ax)*dx+(y-ay)*dy)/l))
	}
	return math.Hypot(x-ax-t*dx, y-ay-t*dy)
}
