package hexbins

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/layers"
)

// mostRows bounds what is read: cells around the box come too.
const (
	mostRows       = 4 * MaxCells
	mostBucketRows = 2 * MaxRows
	mostFound      = 1_000_000 // before what is of one cell and bucket is put together
)

// ground is the resolution, the place, and the most rows that a statement is about.
type ground struct {
	res   int
	spans []span
	most  int
}

// args are the first parameters of every statement: $1 and $2 make a parent, $3 and $4 are the
// spans, $5 is the most rows.
func (g ground) args() []any {
	keep, set := parentBits(g.res)
	first, last := ends(g.spans)
	return []any{keep, set, first, last, g.most}
}

// read asks the database, at coarser and coarser resolutions until the answer is small enough.
func (b *Bins) read(ctx context.Context, src source, q Query) (*Result, error) {
	ask := b.readLayer
	if q.Dataset == Readings {
		ask = b.readReadings
	}
	place, share, err := b.place(ctx, src, q)
	src.wide = share > 0.1
	if err != nil {
		return nil, fmt.Errorf("hexbins of %s: %w", q.Dataset, err)
	}
	most := mostRows
	if q.Bucket != "" {
		most = mostBucketRows
	}
	for res := resolution(q, place); ; res-- {
		r, err := ask(ctx, src, q, ground{res: res, spans: cover(q.Box, res), most: most})
		if err != nil {
			return nil, fmt.Errorf("hexbins of %s: %w", q.Dataset, err)
		}
		if r.cut && res == 0 { // nothing coarser is left, and a part would seem to be all
			return nil, refuse("Câu trả lời quá lớn: hãy rút ngắn thời gian hoặc dùng bucket dài hơn.", "The answer is too large: shorten the period, or take longer buckets.")
		}
		if !r.cut && len(r.rows) < most || res == 0 {
			if r.rows, err = b.inside(r.rows, q.Box); err != nil {
				return nil, err
			}
			if r.fits() || res == 0 {
				r.Res, r.Value = res, q.Value
				r.arrange(q)
				return r, nil
			}
		}
	}
}

// place is the part of the box where the layer has records, and what share that is of all the
// places where it has; the whole box, and nothing, where that is not to be known.
func (b *Bins) place(ctx context.Context, src source, q Query) (layers.Box, float64, error) {
	if src.staff {
		return q.Box, 0, nil
	}
	var w, s, e, n *float64
	err := b.DB.Public.QueryRow(ctx, `
		SELECT st_xmin(b.box), st_ymin(b.box), st_xmax(b.box), st_ymax(b.box)
		FROM   pub.layer_box($1) AS l, -- EPSG:3857
		       LATERAL (SELECT st_transform(st_makeenvelope(l.xmin, l.ymin, l.xmax, l.ymax, 3857), 4326) AS box) AS b`, src.name).Scan(&w, &s, &e, &n)
	if err != nil || w == nil {
		return q.Box, 0, unavailable(err)
	}
	all := layers.Box{*w, *s, *e, *n}
	part := common(q.Box, all)
	return part, (part[2] - part[0]) * (part[3] - part[1]) / max(1e-12, (all[2]-all[0])*(all[3]-all[1])), nil
}

// resolution is the one that is asked for, unless more cells than an answer may have would meet
// the place.
func resolution(q Query, place layers.Box) int {
	if q.Res == 0 {
		return finest(place, roomy)
	}
	return min(q.Res, finest(place, MaxCells))
}

// common is what two boxes have in common, or an edge of the first where that is nothing.
func common(a, b layers.Box) layers.Box {
	clamp := func(v float64, axis int) float64 { return max(a[axis], min(a[axis+2], v)) }
	return layers.Box{clamp(b[0], 0), clamp(b[1], 1), clamp(b[2], 0), clamp(b[3], 1)}
}

// inside keeps the rows whose cells meet the box, and puts them in the order of cells.
func (b *Bins) inside(rows []row, box layers.Box) ([]row, error) {
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.Cell, b.Cell) })
	if len(rows) == 0 {
		return rows, nil
	}
	f, err := b.fence(box, rows[0].Cell.Resolution())
	if err != nil {
		return nil, err
	}
	kept := rows[:0]
	last, meet := Cell(0), false
	for _, r := range rows {
		if r.Cell != last {
			if meet, err = f.meets(r.Cell); err != nil {
				return nil, err
			}
			last = r.Cell
		}
		if meet {
			kept = append(kept, r)
		}
	}
	return kept, nil
}

// fence tells which cells of a resolution meet a box, asked in the order of their numbers. Most are
// settled with their neighbours, by an ancestor of which all lies inside the box, or nothing.
type fence struct {
	bins      *Bins
	box       layers.Box
	near      reach      // of the cells
	ancestors []ancestor // the coarser first
}

// ancestor is where one of the cells asked for last is, if it lies all on one side.
type ancestor struct {
	keep, set int64 // of its cell, as parentBits has them
	near      reach
	cell      Cell
	side      side
}

type side int

const (
	bothSides side = iota
	allInside
	allOutside
)

func (b *Bins) fence(box layers.Box, res int) (*fence, error) {
	near, err := reachOf(box, res)
	f := &fence{bins: b, box: box, near: near}
	for above := 2; above > 0 && err == nil; above-- {
		if res < above {
			continue
		}
		var a ancestor
		a.keep, a.set = parentBits(res - above)
		a.near, err = reachOf(box, res-above)
		f.ancestors = append(f.ancestors, a)
	}
	return f, err
}

func (f *fence) meets(c Cell) (bool, error) {
	for i := range f.ancestors {
		a := &f.ancestors[i]
		if of := Cell(int64(c)&a.keep | a.set); of != a.cell {
			centre, err := of.LatLng()
			if err != nil {
				return false, err
			}
			a.cell, a.side = of, a.near.side(centre)
		}
		if a.side != bothSides {
			return a.side == allInside, nil
		}
	}
	return f.bins.meets(c, f.box, f.near)
}

// meets tells whether a cell meets a box. Most have their centre in it, or nowhere near: only of the
// others the outline is looked at, which takes ten times as long.
func (b *Bins) meets(c Cell, box layers.Box, near reach) (bool, error) {
	centre, err := c.LatLng()
	switch {
	case err != nil:
		return false, err
	case centre.Lng > box[0] && centre.Lng < box[2] && centre.Lat > box[1] && centre.Lat < box[3]:
		return true, nil
	case !near.holds(centre):
		return false, nil
	}
	ring, err := b.shapes.of(c)
	if err != nil {
		return false, err
	}
	return meets(project(ring), window(box)), nil
}

// within are the cells c of the spans $3 to $4. Of a single span the planner takes a ninth of the
// table, which is much too much: OFFSET lets it take little. Where records are joined to many
// cells its own guess is the better one, and the records are hashed.
func (src source) within(joined string) string {
	const spans = "unnest($3::bigint[], $4::bigint[]) AS s (first, last)"
	if src.wide && joined != "" {
		return spans + " JOIN " + src.cells + " c ON c.cell BETWEEN s.first AND s.last " + joined
	}
	return spans + " CROSS JOIN LATERAL (SELECT id, cell, at FROM " + src.cells + " WHERE cell BETWEEN s.first AND s.last OFFSET 0) AS c " + joined
}

// records joins the records themselves to their cells where the query's conditions or field need
// them, and appends its parameters.
func (b *Bins) records(src source, q Query, args *[]any) string {
	var conditions []string
	if q.Value != Count { // neither NULL nor NaN, nor what no number can be made of
		conditions = append(conditions, "abs(v."+pgx.Identifier{q.Field}.Sanitize()+"::float8) < 'Infinity'")
	}
	for _, c := range q.Where {
		f, _ := src.layer.Field(c.Field)
		*args = append(*args, c.Values)
		form := "v.%s::text = ANY ($%d::text[])"
		if f.Type == "text[]" {
			form = "v.%s && $%d::text[]"
		}
		conditions = append(conditions, fmt.Sprintf(form, pgx.Identifier{c.Field}.Sanitize(), len(*args)))
	}
	if src.layer.Dated() {
		*args = append(*args, today(b.now()))
		conditions = append(conditions, layers.Holds("v", "$"+strconv.Itoa(len(*args))+"::date"))
	}
	return "JOIN " + src.records + " v ON v.id = c.id AND (" + strings.Join(conditions, ") AND (") + ")"
}

func (b *Bins) pool(src source) *pgxpool.Pool {
	if src.staff {
		return b.DB.Staff
	}
	return b.DB.Public
}

// unavailable tells a table or view that is being made anew from a defect.
func unavailable(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (pg.Code == "42P01" || pg.Code == "42703" || pg.Code == "0A000") {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

func ends(list []span) (first, last []int64) {
	for _, s := range list {
		first, last = append(first, s.first), append(last, s.last)
	}
	return first, last
}

func quoted(schema, name string) string { return pgx.Identifier{schema, name}.Sanitize() }

// literal quotes a name of the catalogue where SQL takes a text.
func literal(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }
