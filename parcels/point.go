package parcels

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Coordinate is a place that a search named by its coordinates.
type Coordinate struct {
	Lon, Lat float64 // degrees, WGS84
	// Format is how it was written: wgs84 (decimal degrees), dms or vn2000.
	Format string
	Grid   Grid
	Why    Why
}

// Grid is a place in a VN-2000 zone, in metres.
type Grid struct {
	Zone   Zone
	XNorth float64
	YEast  float64
}

// searchPoint answers a coordinate pair.
func (f *Finder) searchPoint(ctx context.Context, w written) (Result, error) {
	if w.format != "vn2000" {
		grid, err := f.Grid(ctx, Point{w.lon, w.lat})
		if err != nil {
			return Result{}, err
		}
		c := Coordinate{w.lon, w.lat, w.format, grid, Why{w.format, map[string]string{"order": w.order}}}
		return Result{Coordinates: []Coordinate{c}}, nil
	}
	if w.unknown != "" {
		return Result{Hint: &Hint{"zone_unknown", map[string]string{"zone": w.unknown, "meridians": meridianList()}}}, nil
	}
	return f.searchGrid(ctx, w)
}

func meridianList() string {
	var list []string
	for _, z := range zones() {
		if z.Width == 3 {
			list = append(list, Meridian(z.Meridian))
		}
	}
	return strings.Join(list, ", ")
}

// searchGrid answers a VN-2000 pair. Without a zone it is taken in the province's; when
// that leads outside all communes, the zones that lead into one are offered as well.
func (f *Finder) searchGrid(ctx context.Context, w written) (Result, error) {
	if w.zone != (Zone{}) {
		list, err := f.grids(ctx, w, []Zone{w.zone}, "vn2000_zone_said")
		return Result{Coordinates: drop(list)}, err
	}
	list, err := f.grids(ctx, w, []Zone{f.Zone}, "vn2000_zone_default")
	if err != nil || len(list) == 0 || list[0].inside {
		return Result{Coordinates: drop(list)}, err
	}
	others, err := f.grids(ctx, w, zones(), "vn2000_zone_fits")
	if err != nil {
		return Result{}, err
	}
	for _, o := range others {
		if o.inside && o.Grid.Zone != f.Zone {
			list = append(list, o)
		}
	}
	hint := &Hint{"zone_needed", map[string]string{"meridian": Meridian(f.Zone.Meridian)}}
	return Result{Coordinates: drop(list), Hint: hint}, nil
}

// placed is a coordinate of which is known whether it lies in a commune's box.
type placed struct {
	Coordinate
	inside bool
}

func drop(list []placed) []Coordinate {
	var coordinates []Coordinate
	for _, p := range list {
		coordinates = append(coordinates, p.Coordinate)
	}
	return coordinates
}

// grids converts a VN-2000 pair under each zone, by PostGIS and our own SRIDs.
func (f *Finder) grids(ctx context.Context, w written, under []Zone, why string) ([]placed, error) {
	srids := make([]int, len(under))
	for i, z := range under {
		srids[i] = z.SRID
	}
	rows, err := f.Public.Query(ctx, fmt.Sprintf(`
		SELECT z.srid,
		       st_x(g.point),
		       st_y(g.point),
		       EXISTS (SELECT FROM %s c WHERE c.geom_3857 && st_transform(g.point, 3857))
		FROM   unnest($3::int[]) AS z(srid)
		CROSS  JOIN LATERAL (SELECT st_transform(st_setsrid(st_makepoint($1, $2), z.srid), 4326) AS point) AS g`, f.communesView()),
		w.east, w.north, srids)
	if err != nil {
		return nil, fmt.Errorf("convert VN-2000: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (placed, error) {
		var srid int
		p := placed{Coordinate: Coordinate{Format: "vn2000", Grid: Grid{XNorth: w.north, YEast: w.east}}}
		err := row.Scan(&srid, &p.Lon, &p.Lat, &p.inside)
		p.Grid.Zone, _ = zoneOfSRID(srid)
		p.Why = Why{why, map[string]string{"order": w.order, "meridian": Meridian(p.Grid.Zone.Meridian)}}
		return p, err
	})
}

// Grid gives the VN-2000 coordinates of a point in the province's zone.
func (f *Finder) Grid(ctx context.Context, p Point) (Grid, error) {
	grid := Grid{Zone: f.Zone}
	err := f.Public.QueryRow(ctx, `
		SELECT st_x(g), st_y(g)
		FROM   st_transform(st_setsrid(st_makepoint($1, $2), 4326), $3::int) AS g`,
		p[0], p[1], f.Zone.SRID).Scan(&grid.YEast, &grid.XNorth)
	if err != nil {
		return Grid{}, fmt.Errorf("convert to VN-2000: %w", err)
	}
	return grid, nil
}

// searchOfficial finds a parcel by its identifier, as given or, since the identifier is a
// geohash of a point inside the parcel, by where it points.
func (f *Finder) searchOfficial(ctx context.Context, id string) (Result, error) {
	args := map[string]string{"id": id}
	hits, err := f.hits(ctx, lookup{
		from: "pub.parcels p", where: "p.official_id = ANY($1)", order: "p.id",
		args: []any{[]string{id, strings.ToLower(id), strings.ToUpper(id)}},
	})
	if err == nil && len(hits) == 0 {
		args["by"] = "point"
		hits, err = f.hits(ctx, lookup{
			from:  "pub.parcels p, (SELECT st_transform(st_setsrid(st_pointfromgeohash($1), 4326), 3857) AS point OFFSET 0) AS g",
			where: "st_intersects(p.geom_3857, g.point)", order: "p.id",
			args: []any{strings.ToLower(id)},
		})
	}
	if err != nil {
		return Result{}, err
	}
	for i := range hits {
		hits[i].Why = Why{"official_id", args}
	}
	if len(hits) == 0 {
		return Result{Hint: &Hint{"official_id_not_found", map[string]string{"id": id}}}, nil
	}
	return Result{Parcels: hits}, nil
}
