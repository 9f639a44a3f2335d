package parcels

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
	"sotay/layers"
)

// maxHere bounds the features of one layer at one place.
const maxHere = 50

// reach is how near a point or a line must be to count as being at the place: metres.
const reach = 5.0

// Here is everything that public layers have at a place.
type Here struct {
	Point  Point
	Grid   Grid
	Layers []LayerHere // layers with nothing there are left out
}

// LayerHere is what one layer has at a place.
type LayerHere struct {
	Layer    layers.Layer
	Features []FeatureHere
}

// FeatureHere is one feature at a place, with its public fields by name.
type FeatureHere struct {
	ID         int64
	Properties map[string]any
}

// Here is HereOn today.
func (f *Finder) Here(ctx context.Context, p Point) (Here, error) { return f.HereOn(ctx, p, "") }

// HereOn looks into every public layer at a point, in one round trip: areas that cover it,
// lines and points within 5 m. Of dated layers it is what holds on the day at
// (YYYY-MM-DD; "": today).
func (f *Finder) HereOn(ctx context.Context, p Point, at string) (Here, error) {
	here := Here{Point: p, Grid: Grid{Zone: f.Zone}}
	batch := &pgx.Batch{}
	batch.Queue(`
		SELECT st_x(g), st_y(g)
		FROM   st_transform(st_setsrid(st_makepoint($1, $2), 4326), $3::int) AS g`,
		p[0], p[1], f.Zone.SRID).QueryRow(func(row pgx.Row) error { return row.Scan(&here.Grid.YEast, &here.Grid.XNorth) })
	for _, l := range f.Catalogue.Layers() {
		if l.Audience != layers.Public {
			continue
		}
		batch.Queue(hereSQL(l), hereArgs(l, p, at)...).Query(func(rows pgx.Rows) error {
			features, err := pgx.CollectRows(rows, scanFeature)
			if len(features) > 0 {
				here.Layers = append(here.Layers, LayerHere{l, features})
			}
			return err
		})
	}
	if err := f.Public.SendBatch(ctx, batch).Close(); err != nil {
		return Here{}, fmt.Errorf("what is here: %w", err)
	}
	return here, nil
}

// hereSQL asks one layer's public view. Metres of EPSG:3857 are longer by 1/cos(latitude)
// than those on the ground.
func hereSQL(l layers.Layer) string {
	columns := append([]string{"t.id"}, publicColumns(l)...)
	meets := "st_intersects(t.geom_3857, w.point)"
	if l.Geometry != "Polygon" {
		meets = fmt.Sprintf("st_dwithin(t.geom_3857, w.point, %g / cos(radians($2)))", reach)
	}
	if l.Dated() {
		meets += " AND " + layers.Holds("t", "$3::date")
	}
	return fmt.Sprintf(`
		SELECT %s
		FROM   %s AS t,
		       (SELECT st_transform(st_setsrid(st_makepoint($1, $2), 4326), 3857) AS point) AS w
		WHERE  %s
		ORDER  BY t.id
		LIMIT  %d`, strings.Join(columns, ", "), pgx.Identifier{"pub", l.Name}.Sanitize(), meets, maxHere)
}

// hereArgs are the arguments of hereSQL: longitude, latitude and, for a dated layer, the day.
func hereArgs(l layers.Layer, p Point, at string) []any {
	if !l.Dated() {
		return []any{p[0], p[1]}
	}
	return []any{p[0], p[1], cmp.Or(at, calendar.Today())}
}

// publicColumns are the expressions of a layer's public fields, in order, of its view t.
func publicColumns(l layers.Layer) []string {
	var columns []string
	for _, f := range l.Public() {
		column := pgx.Identifier{f.Name}.Sanitize()
		if f.Type == "date" {
			columns = append(columns, fmt.Sprintf("to_char(t.%[1]s, 'YYYY-MM-DD') AS %[1]s", column))
			continue
		}
		columns = append(columns, "t."+column)
	}
	return columns
}

func scanFeature(row pgx.CollectableRow) (FeatureHere, error) {
	properties, err := pgx.RowToMap(row)
	if err != nil {
		return FeatureHere{}, err
	}
	id, ok := properties["id"].(int64)
	if !ok {
		return FeatureHere{}, fmt.Errorf("a feature without an id")
	}
	delete(properties, "id")
	for name, value := range properties {
		properties[name] = finite(value)
	}
	return FeatureHere{ID: id, Properties: properties}, nil
}

// finite gives nil for the numbers that JSON does not have.
func finite(value any) any {
	if v, ok := value.(float64); ok && (math.IsNaN(v) || math.IsInf(v, 0)) {
		return nil
	}
	return value
}
