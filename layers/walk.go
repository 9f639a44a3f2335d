package layers

import (
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrCursor is returned for a cursor that Features did not give.
var ErrCursor = errors.New("not a cursor of this query")

const (
	// leafSize is how many features a quadtree cell may hold before it is split.
	leafSize = 2000
	// maxDepth ends the splitting: features that share a corner cannot be told apart.
	maxDepth = 24
)

// cell is a part of the query's box in EPSG:3857 metres: x from x0 to x1, y from y0 to y1.
// A feature belongs to the cell that holds the lower left corner of its bounding box,
// moved into the query's box where it lies outside.
type cell struct{ x0, y0, x1, y1 float64 }

// quarter gives one of the four parts: 0 and 1 below, 2 and 3 above, west before east.
func (c cell) quarter(n int) cell {
	midX, midY := (c.x0+c.x1)/2, (c.y0+c.y1)/2
	if n%2 == 0 {
		c.x1 = midX
	} else {
		c.x0 = midX
	}
	if n/2 == 0 {
		c.y1 = midY
	} else {
		c.y0 = midY
	}
	return c
}

// mercator turns a box in degrees into one in EPSG:3857, cut to the projection's square.
func mercator(b Box) cell {
	const radius, maxLatitude = 6378137.0, 85.0511287798066
	x := func(lon float64) float64 { return radius * lon * math.Pi / 180 }
	y := func(lat float64) float64 {
		lat = math.Max(-maxLatitude, math.Min(maxLatitude, lat))
		return radius * math.Log(math.Tan(math.Pi/4+lat*math.Pi/360))
	}
	return cell{x(b[0]), y(b[1]), x(b[2]), y(b[3])}
}

// cursor is a place in the walk: after feature id of the leaf at path.
type cursor struct {
	path string // a digit 0 … 3 for each level down
	id   int64
}

func (c cursor) String() string { return c.path + "." + strconv.FormatInt(c.id, 10) }

func parseCursor(text string) (cursor, error) {
	if text == "" {
		return cursor{id: math.MinInt64}, nil
	}
	path, number, _ := strings.Cut(text, ".")
	id, err := strconv.ParseInt(number, 10, 64)
	if ok, _ := regexp.MatchString("^[0-3]{0,24}$", path); !ok || err != nil {
		return cursor{}, ErrCursor
	}
	return cursor{path, id}, nil
}

// walk goes through the leaves of the quadtree in order until the page is full.
type walk struct {
	public *pgxpool.Pool
	layer  Layer
	limit  int
	from   cursor
	at     string // the day
	root   cell
	row    featureRow
	page   FeaturePage
	last   cursor
}

func (w *walk) visit(ctx context.Context, c cell, path string) error {
	if path == "" {
		w.root = c
	}
	if w.page.Next != "" || w.passed(path) {
		return nil
	}
	many, err := w.crowded(ctx, c, path)
	if err != nil {
		return err
	}
	if !many {
		return w.read(ctx, c, path)
	}
	for n := range 4 {
		if err := w.visit(ctx, c.quarter(n), path+strconv.Itoa(n)); err != nil {
			return err
		}
	}
	return nil
}

// passed tells whether all of the cell comes before the cursor.
func (w *walk) passed(path string) bool {
	return path < w.from.path && !strings.HasPrefix(w.from.path, path)
}

func (w *walk) view() string { return pgx.Identifier{"pub", w.layer.Name}.Sanitize() }

// belongs is the condition that a feature's corner lies in the cell $1 … $4, by operators
// that read the boxes of geometries only: &> is "its west edge is not west of the other's",
// |&> the same of south edges. Half-open borders give each feature to one leaf; the box's
// own borders hold what lies outside too. Joining the envelope keeps the planner at the
// spatial index.
func (w *walk) belongs(c cell) string {
	condition := "t.geom_3857 && cell.box"
	for _, border := range []struct {
		inner bool
		where string
	}{
		{c.x0 > w.root.x0, "t.geom_3857 &> cell.box"},
		{c.y0 > w.root.y0, "t.geom_3857 |&> cell.box"},
		{c.x1 < w.root.x1, "NOT t.geom_3857 &> cell.next"},
		{c.y1 < w.root.y1, "NOT t.geom_3857 |&> cell.next"},
	} {
		if border.inner {
			condition += " AND " + border.where
		}
	}
	return condition
}

// cellSQL is the cell $1 … $4 and the point at its north-eastern corner.
const cellSQL = `WITH cell AS MATERIALIZED (
		SELECT st_makeenvelope($1, $2, $3, $4, 3857) AS box, st_setsrid(st_makepoint($3, $4), 3857) AS next)`

// crowded tells whether more than leafSize features belong to the cell, or did so on the
// former page.
func (w *walk) crowded(ctx context.Context, c cell, path string) (many bool, err error) {
	if len(path) == maxDepth {
		return false, nil
	}
	if len(path) < len(w.from.path) && strings.HasPrefix(w.from.path, path) {
		return true, nil
	}
	err = w.public.QueryRow(ctx, fmt.Sprintf(`%s
		SELECT count(*) > $5
		FROM   (SELECT FROM cell JOIN %s t ON %s AND %s LIMIT $5 + 1) AS found`, cellSQL, w.view(), w.belongs(c), w.layer.holdsOn("t", "$6::date")),
		c.x0, c.y0, c.x1, c.y1, leafSize, w.at).Scan(&many)
	return many, err
}

// read adds the features of a leaf, in order of id.
func (w *walk) read(ctx context.Context, c cell, path string) error {
	after := int64(math.MinInt64)
	if strings.HasPrefix(w.from.path, path) || strings.HasPrefix(path, w.from.path) {
		after = w.from.id // the same leaf, or what edits between two pages made of it
	}
	columns := []string{"t.id", "t.geom"}
	for _, f := range w.row.fields {
		columns = append(columns, "t."+ident(f.Name))
	}
	rows, err := w.public.Query(ctx, fmt.Sprintf(`%s
		SELECT %s
		FROM   cell
		JOIN   %s t ON %s
		WHERE  t.id > $5 AND %s
		ORDER  BY t.id
		LIMIT  $6`, cellSQL, strings.Join(columns, ", "), w.view(), w.belongs(c), w.layer.holdsOn("t", "$7::date")),
		c.x0, c.y0, c.x1, c.y1, after, w.limit-w.page.Count+1, w.at)
	if err != nil {
		return err
	}
	defer rows.Close()
	for first := true; rows.Next(); first = false {
		if first { // before, the columns may not be known
			w.row.prepare(rows.FieldDescriptions(), rows.Conn().TypeMap())
		}
		if err := w.add(rows.RawValues(), path); err != nil || w.page.Next != "" {
			return err
		}
	}
	return rows.Err()
}

// add encodes the row, or, when the page is full, remembers where to go on.
func (w *walk) add(row [][]byte, path string) error {
	if w.page.Count == w.limit {
		w.page.Next = w.last.String()
		return nil
	}
	id, err := w.row.id(row)
	if err != nil {
		return err
	}
	if w.page.Count > 0 {
		w.page.Features = append(w.page.Features, ',')
	}
	if w.page.Features, err = w.row.appendFeature(w.page.Features, id, row); err != nil {
		return err
	}
	w.page.Count++
	w.last = cursor{path, id}
	return nil
}
