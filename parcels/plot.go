package parcels

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
	geom "github.com/twpayne/go-geom"

	"sotay/layers"
)

// Bounds of what Plot takes.
const (
	// MaxPlotText is the largest list or drawing, in bytes.
	MaxPlotText = 8 << 20
	maxCorners  = 5000
)

// Refused says why something cannot be done, in both languages. Code is stable.
type Refused struct{ Code, Vi, En string }

// Error gives the code alone: the reasons quote what was sent, which no log shall hold.
func (e *Refused) Error() string { return "refused: " + e.Code }

func refuse(code, vi, en string, args ...any) error {
	return &Refused{code, fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)}
}

// Plot is a piece of land that somebody describes by its corners. It is kept nowhere.
type Plot struct {
	Geometry  geom.T // longitude, latitude
	Box       Box
	Point     Point    // inside
	Vertices  Vertices // in the zone that was said, else the likeliest
	Area      float64  // m², planar in the zone
	Perimeter float64  // m
	// Said tells that the text or the caller names the zone, or that it holds degrees.
	Said bool
	// Inside tells whether it lies where communes are, under the zone taken.
	Inside bool
	// Fitting are the zones under which it lies where communes are, where none was said.
	Fitting []Zone
	// Ignored are the lines with figures that no corner could be read from, the first of
	// them in Example.
	Ignored int
	Example string
	// Layers are what it overlaps: the parcels, then every public layer of polygons.
	Layers []LayerOverlaps
}

// Plot reads a list of corners (as drawn up in tables: one corner a line, in VN-2000 or degrees;
// CSV) or a DXF drawing, and tells what the plot overlaps. srid is the zone to take, 0 to go by
// the text. It returns Refused for what is no plot.
func (f *Finder) Plot(ctx context.Context, text string, srid int) (Plot, error) {
	d, err := f.grammar.drawing(text)
	if err != nil {
		return Plot{}, err
	}
	p := Plot{Ignored: d.ignored, Example: d.example}
	zone, err := f.plotZone(ctx, d, srid, &p)
	if err != nil {
		return Plot{}, err
	}
	shape, err := f.buildPlot(ctx, d, zone, &p)
	if err != nil {
		return Plot{}, err
	}
	if p.Vertices, err = vertices(shape, Computed); err != nil {
		return Plot{}, err
	}
	if !d.degrees {
		p.Vertices.Basis = Survey
	}
	p.Layers, err = f.plotOverlaps(ctx, shape, p.Box)
	return p, err
}

// plotZone decides in which zone the corners are, and whether they lie where communes are.
func (f *Finder) plotZone(ctx context.Context, d drawing, srid int, p *Plot) (Zone, error) {
	if d.degrees {
		return f.degreesZone(ctx, d, p)
	}
	zone := d.zone
	if srid != 0 {
		z, ok := zoneOfSRID(srid)
		if !ok {
			return Zone{}, refuse("zone_unknown", "Không có hệ tọa độ %d.", "There is no coordinate system %d.", srid)
		}
		zone = z
	}
	under := zones()
	p.Said = zone != Zone{}
	first := d.rings[0][0]
	fits, err := f.grids(ctx, written{format: "vn2000", north: first[1], east: first[0]}, under, "")
	if err != nil {
		return Zone{}, err
	}
	inside := map[Zone]bool{}
	for _, g := range fits {
		if g.inside {
			inside[g.Grid.Zone] = true
			p.Fitting = append(p.Fitting, g.Grid.Zone)
		}
	}
	switch {
	case p.Said && srid == 0:
		p.Fitting = nil
	case p.Said: // chosen from those that fit: the way back stays
	case inside[f.Zone] || len(p.Fitting) == 0:
		zone = f.Zone
	default:
		zone = p.Fitting[0]
	}
	p.Inside = inside[zone]
	return zone, nil
}

// degreesZone is the zone in which a plot in degrees is measured: the province's, or elsewhere
// that of the nearest meridian, whose metres are true.
func (f *Finder) degreesZone(ctx context.Context, d drawing, p *Plot) (Zone, error) {
	p.Said = true
	first := d.rings[0][0]
	err := f.Public.QueryRow(ctx, fmt.Sprintf(`
		SELECT EXISTS (SELECT FROM %s c WHERE c.geom_3857 && st_transform(st_setsrid(st_makepoint($1, $2), 4326), 3857))`,
		f.communesView()), first[0], first[1]).Scan(&p.Inside)
	if err != nil {
		return Zone{}, fmt.Errorf("plot: %w", err)
	}
	zone := f.Zone
	if !p.Inside {
		for _, z := range zones() {
			if z.Width == f.Zone.Width && math.Abs(z.Meridian-first[0]) < math.Abs(zone.Meridian-first[0]) {
				zone = z
			}
		}
	}
	return zone, nil
}

// buildPlot makes polygons of the rings: those within others are holes. Columns of the two
// statements: what is wrong with the first ring that is, and where; then the shape.
func (f *Finder) buildPlot(ctx context.Context, d drawing, zone Zone, p *Plot) (geom.T, error) {
	from := zone.SRID
	if d.degrees {
		from = 4326
	}
	lines := geom.NewMultiLineString(geom.XY).SetSRID(from)
	for _, ring := range d.rings {
		line := geom.NewLineString(geom.XY)
		for _, c := range append(slices.Clone(ring), ring[0]) {
			line = geom.NewLineStringFlat(geom.XY, append(line.FlatCoords(), c[0], c[1]))
		}
		if err := lines.Push(line); err != nil {
			return nil, err
		}
	}
	var x, y float64
	err := f.Public.QueryRow(ctx, `
		SELECT st_x(w.at), st_y(w.at)
		FROM   st_dump($1::geometry) AS l,
		       LATERAL (SELECT location(st_isvaliddetail(st_makepolygon(l.geom))) AS at) AS w
		WHERE  NOT st_isvalid(st_makepolygon(l.geom))
		LIMIT  1`, lines).Scan(&x, &y)
	switch {
	case err == nil && d.degrees:
		return nil, refuse("crosses_itself", "Ranh giới tự cắt ở kinh độ %.6f, vĩ độ %.6f. Hãy kiểm tra thứ tự các đỉnh.", "The boundary crosses itself at longitude %.6f, latitude %.6f. Check the order of the corners.", x, y)
	case err == nil:
		return nil, refuse("crosses_itself", "Ranh giới tự cắt ở X (Bắc) %.2f, Y (Đông) %.2f. Hãy kiểm tra thứ tự các đỉnh.", "The boundary crosses itself at X (north) %.2f, Y (east) %.2f. Check the order of the corners.", y, x)
	case !errors.Is(err, pgx.ErrNoRows):
		return nil, fmt.Errorf("plot: %w", err)
	}
	var shape geom.T
	err = f.Public.QueryRow(ctx, `
		SELECT s.shape, st_transform(s.shape, 4326), st_area(s.shape), st_perimeter(s.shape),
		       ARRAY[st_xmin(g.geom), st_ymin(g.geom), st_xmax(g.geom), st_ymax(g.geom)], ARRAY[st_x(g.point), st_y(g.point)]
		FROM   (SELECT st_transform(st_buildarea($1::geometry), $2::int) AS shape) AS s,
		       LATERAL (SELECT t.geom, st_pointonsurface(t.geom) AS point FROM (SELECT st_transform(s.shape, 4326) AS geom) AS t) AS g
		WHERE  st_area(s.shape) > 0.01`, lines, zone.SRID).Scan(&shape, &p.Geometry, &p.Area, &p.Perimeter, &p.Box, &p.Point)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, refuse("no_area", "Các đỉnh không tạo thành một khu đất có diện tích.", "The corners enclose no land.")
	}
	if err != nil {
		return nil, fmt.Errorf("plot: %w", err)
	}
	return shape, nil
}

// plotOverlaps cuts a plot with the parcels and every public layer of polygons.
func (f *Finder) plotOverlaps(ctx context.Context, shape geom.T, box Box) ([]LayerOverlaps, error) {
	var list []*LayerOverlaps
	batch := &pgx.Batch{}
	all := slices.Clone(f.Catalogue.Layers())
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b layers.Layer) int {
		if a.Name == "parcels" || b.Name == "parcels" {
			return map[bool]int{true: -1, false: 1}[a.Name == "parcels"]
		}
		return 0
	})
	for _, l := range all {
		if !overlapping(l) && (l.Name != "parcels" || !f.public("parcels")) {
			continue
		}
		o := &LayerOverlaps{Layer: l}
		list = append(list, o)
		batch.Queue(cutSQL(l, plotOwn), shape, f.Zone.SRID, surveySRIDs(), true).Query(o.read)
	}
	if err := f.Public.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("overlaps of a plot: %w", err)
	}
	out := make([]LayerOverlaps, len(list))
	for i, o := range list {
		if err := f.judge(ctx, o, box); err != nil {
			return nil, fmt.Errorf("overlaps of a plot: %w", err)
		}
		out[i] = *o
	}
	return out, nil
}
