package cameras

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/uber/h3-go/v4"

	"sotay/layers"
)

// What coverage is bounded by.
const (
	mostCells   = 5000
	mostSamples = 50_000 // of roads
	mostReports = 2000
	mostRoads   = 200 // with gaps, the longest first

	coarsestCover, finestCover = 9, 12
)

// CoverageQuery asks where cameras look.
type CoverageQuery struct {
	Box layers.Box
	Res int  // H3 resolution, 9 to 12
	All bool // those too that do not work or fell silent
	// Roads whose gaps are looked for; nil for none.
	Roads *layers.Layer
}

// Coverage says by H3 cell how many cameras see its centre. Buildings, trees and slopes are not
// considered.
type Coverage struct {
	Res     int    // resolution
	Cells   int    // whose centre lies in the box
	Unseen  int    // of them
	Seen    []Cell // those that a camera sees, and those that a road or a report lies in
	Cameras int    // that were counted
	Silent  int    // in the box that fell silent (see Silent); counted with All alone
	Unknown int    // in the box whose direction, field of view or range nobody said
	Roads   RoadGaps
	Reports ReportGaps
}

// Cell is an H3 cell.
type Cell struct {
	Cell     string       `json:"cell"`
	Seen     int          `json:"seen"`
	Road     bool         `json:"road"`     // a road runs there
	Report   bool         `json:"report"`   // an open report of the last 30 days is there
	Gap      bool         `json:"gap"`      // a place of the road, or a report there, is seen by none
	Boundary [][2]float64 `json:"boundary"` // longitude and latitude of its corners
}

// RoadGaps are the parts of roads that no camera sees.
type RoadGaps struct {
	Looked bool // there is a layer of roads
	Cut    bool // there were too many roads: the list is not whole
	Length float64
	Unseen float64 // metres
	List   []RoadGap
}

// RoadGap is a road with metres of it that no camera sees, and a place there.
type RoadGap struct {
	Road   int64   `json:"road"`
	Name   string  `json:"name"`
	Length float64 `json:"length_m"`
	Unseen float64 `json:"unseen_m"`
	Lon    float64 `json:"lon"`
	Lat    float64 `json:"lat"`
}

// ReportGaps are open reports of the last 30 days at places that no camera sees.
type ReportGaps struct {
	Looked bool // there are field reports
	All    int
	List   []ReportGap
}

// ReportGap is such a report.
type ReportGap struct {
	ID       int64   `json:"id"`
	Number   string  `json:"number"`
	Category string  `json:"category"`
	Lon      float64 `json:"lon"`
	Lat      float64 `json:"lat"`
}

// Coverage counts the cameras that see each cell of a box, and finds the gaps. A box of more than
// 5,000 cells is an *Error.
func (s *Store) Coverage(ctx context.Context, q CoverageQuery) (Coverage, error) {
	out := Coverage{Res: q.Res}
	cells, err := cellsIn(q.Box, q.Res)
	if err != nil {
		return out, err
	}
	out.Cells = len(cells)
	sights, err := s.sights(ctx, q, &out)
	if err != nil {
		return out, err
	}
	found := count(cells, sights)
	if err := s.roadGaps(ctx, q, sights, found, &out.Roads); err != nil {
		return out, err
	}
	if err := s.reportGaps(ctx, q, sights, found, &out.Reports); err != nil {
		return out, err
	}
	for _, c := range cells {
		v := found[c]
		if v.Seen == 0 {
			out.Unseen++
		}
		if v.Seen > 0 || v.Road || v.Report {
			if err := v.draw(c); err != nil {
				return out, err
			}
			out.Seen = append(out.Seen, *v)
		}
	}
	return out, nil
}

// cellsIn are the cells of a resolution whose centre lies in the box.
func cellsIn(box layers.Box, res int) ([]h3.Cell, error) {
	if res < coarsestCover || res > finestCover {
		return nil, wrong("res", "Độ phân giải H3 phải từ %d đến %d.", "The H3 resolution must be from %d to %d.", coarsestCover, finestCover)
	}
	large := wrong("bbox", "Khung có hơn %d ô; hãy phóng to hoặc chọn ô lớn hơn.", "The box has more than %d cells; zoom in or choose larger cells.", mostCells)
	area, err := h3.HexagonAreaAvgM2(res)
	if err != nil {
		return nil, fmt.Errorf("cells: %w", err)
	}
	east, north := metres(box[0], box[1], box[2], box[3])
	if east*north/area > 1.5*mostCells {
		return nil, large
	}
	ring := []h3.LatLng{{Lat: box[1], Lng: box[0]}, {Lat: box[1], Lng: box[2]}, {Lat: box[3], Lng: box[2]}, {Lat: box[3], Lng: box[0]}}
	cells, err := h3.PolygonToCells(h3.GeoPolygon{GeoLoop: ring}, res)
	if err != nil {
		return nil, fmt.Errorf("cells: %w", err)
	}
	if len(cells) > mostCells {
		return nil, large
	}
	slices.Sort(cells)
	return cells, nil
}

// sights are the sectors of cameras that may see into the box.
func (s *Store) sights(ctx context.Context, q CoverageQuery, out *Coverage) ([]sector, error) {
	reach := farthestSight / (axis * math.Pi / 180) / math.Cos(q.Box[3]*math.Pi/180) * 1.01 // degrees
	rows, err := s.DB.Staff.Query(ctx, `
		SELECT st_x(geom), st_y(geom), direction, fov, range_m, geom && st_makeenvelope($2, $3, $4, $5, 4326), `+IsSilent+`
		FROM   data.cameras
		WHERE  geom && st_expand(st_makeenvelope($2, $3, $4, $5, 4326), $6) AND ($7 OR state = 'working')`,
		Silent, q.Box[0], q.Box[1], q.Box[2], q.Box[3], reach, q.All)
	if err != nil {
		return nil, fmt.Errorf("cameras: %w", err)
	}
	var (
		list                  []sector
		at                    sector
		direction, fov, sight *float64
		inside, silent        bool
	)
	_, err = pgx.ForEachRow(rows, []any{&at.lon, &at.lat, &direction, &fov, &sight, &inside, &silent}, func() error {
		if silent && inside {
			out.Silent++
		}
		if silent && !q.All {
			return nil
		}
		if sight == nil || fov == nil || direction == nil && *fov < 360 {
			if inside {
				out.Unknown++
			}
			return nil
		}
		c := sector{lon: at.lon, lat: at.lat, half: *fov / 2, reach: *sight}
		if direction != nil {
			c.direction = *direction
		}
		list = append(list, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("cameras: %w", err)
	}
	out.Cameras = len(list)
	return list, nil
}

// count says for each cell how many of the sectors hold its centre.
func count(cells []h3.Cell, sights []sector) map[h3.Cell]*Cell {
	found := make(map[h3.Cell]*Cell, len(cells))
	for _, c := range cells {
		v := &Cell{Cell: c.String()}
		if at, err := c.LatLng(); err == nil {
			v.Seen = seenBy(sights, at.Lng, at.Lat)
		}
		found[c] = v
	}
	return found
}

// draw gives a cell its corners.
func (c *Cell) draw(of h3.Cell) error {
	corners, err := of.Boundary()
	if err != nil {
		return fmt.Errorf("cell %s: %w", c.Cell, err)
	}
	c.Boundary = make([][2]float64, len(corners))
	for i, p := range corners {
		c.Boundary[i] = [2]float64{math.Round(p.Lng*1e6) / 1e6, math.Round(p.Lat*1e6) / 1e6}
	}
	return nil
}

// cellAt is the cell of a place among those found; nil where it is another, its centre outside of
// the box.
func cellAt(found map[h3.Cell]*Cell, lon, lat float64, res int) *Cell {
	c, err := h3.LatLngToCell(h3.NewLatLng(lat, lon), res)
	if err != nil {
		return nil
	}
	return found[c]
}

// reportGaps finds the reports of the last 30 days that are open at places that nobody sees.
func (s *Store) reportGaps(ctx context.Context, q CoverageQuery, sights []sector, found map[h3.Cell]*Cell, out *ReportGaps) error {
	if err := s.DB.App.QueryRow(ctx, `SELECT to_regclass('data.reports') IS NOT NULL`).Scan(&out.Looked); err != nil || !out.Looked {
		return err
	}
	rows, err := s.DB.App.Query(ctx, `
		SELECT id, number, category, st_x(geom), st_y(geom)
		FROM   data.reports
		WHERE  geom && st_makeenvelope($1, $2, $3, $4, 4326) AND received_at > now() - interval '30 days' AND state NOT IN ('resolved', 'closed', 'rejected')
		ORDER  BY received_at DESC, id
		LIMIT  $5`, q.Box[0], q.Box[1], q.Box[2], q.Box[3], mostReports)
	if err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ReportGap])
	if err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	for _, r := range list {
		out.All++
		unseen := seenBy(sights, r.Lon, r.Lat) == 0
		if unseen {
			out.List = append(out.List, r)
		}
		if c := cellAt(found, r.Lon, r.Lat, q.Res); c != nil {
			c.Report = true
			c.Gap = c.Gap || unseen
		}
	}
	return nil
}
