package importers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/twpayne/go-geom/encoding/wkb"
)

// sliver is the common area, in m², below which two parcels only touch, and the area of a
// gap that is none: surveys and files round coordinates.
const sliver = 0.1

// The check of neighbours ends after so long, or with so many found: it is a service, and
// a file can be one heap of overlaps.
const (
	overlapTime = 60 * time.Second
	overlapMost = 10_000
)

// checkNeighbours reports parcels that overlap another of the file or one of the layer that
// stays, and the gaps between them. It is done for files of up to Config.OverlapRows rows, in
// bounded time, and said when not. Most pairs are told apart here; GEOS measures the others.
func (w *work) checkNeighbours(ctx context.Context) error {
	if w.layer.Name != "parcels" {
		return nil
	}
	if w.counts.Read > w.s.overlapRows {
		return w.log.add(ctx, foundOverlapSkipped.says(w.s.overlapRows).at(0, "", ""))
	}
	timed, cancel := context.WithTimeout(ctx, overlapTime)
	defer cancel()
	n := neighbours{w: w}
	err := n.check(timed)
	if n.stopped || (isTimeout(err) || timed.Err() != nil) && ctx.Err() == nil {
		return w.log.add(ctx, foundOverlapStopped.says(int(overlapTime.Seconds())).at(0, "", ""))
	}
	if err != nil {
		return fmt.Errorf("check neighbours of import %d: %w", w.id, err)
	}
	return nil
}

// isTimeout tells whether a statement was ended by statement_timeout.
func isTimeout(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "57014"
}

// squareMetres gives the SQL of the area of a geometry in the source's coordinates.
func (w *work) squareMetres(geometry string) string {
	if w.geographic() {
		return "st_area(" + geometry + "::geography)"
	}
	return "st_area(" + geometry + ")"
}

// neighbours is one check of the parcels of a file against each other and those that stay.
type neighbours struct {
	w       *work
	faces   []face
	near    map[int][]int // by face, those near it; only of faces beside a gap
	pairs   [][2]int      // still to be measured
	gaps    [][2]int      // pairs whose boundaries come close
	found   int
	stopped bool
}

func (n *neighbours) check(ctx context.Context) (err error) {
	if n.faces, err = n.w.faces(ctx); err != nil {
		return err
	}
	seen := 0
	eachPair(n.faces, gapWidth, func(i, j int) bool {
		a, b := &n.faces[i], &n.faces[j]
		if mayOverlap(a, b) {
			n.pairs = append(n.pairs, [2]int{i, j})
		}
		if gapBetween(a, b, func(float64, float64) bool { return true }).area >= sliver {
			n.gaps = append(n.gaps, [2]int{i, j})
		}
		seen++
		n.stopped = seen&0xfff == 0 && ctx.Err() != nil || len(n.pairs) > 20*overlapMost
		return !n.stopped
	})
	if err := n.overlaps(ctx); err != nil {
		return err
	}
	return n.reportGaps(ctx)
}

// overlaps measures the pairs, some at a time, and reports what they have in common.
func (n *neighbours) overlaps(ctx context.Context) error {
	const some = 500
	for start := 0; start < len(n.pairs); start += some {
		if n.found >= overlapMost {
			n.stopped = true
			return nil
		}
		if err := n.measure(ctx, n.pairs[start:min(start+some, len(n.pairs))]); err != nil {
			return err
		}
	}
	return nil
}

// measure lets GEOS's intersection measure pairs: it gets along with edges that all but
// coincide; its relate does not.
func (n *neighbours) measure(ctx context.Context, pairs [][2]int) error {
	var as, bs [][]byte
	for _, p := range pairs {
		a, errA := wkb.Marshal(n.faces[p[0]].shape, wkb.NDR)
		b, errB := wkb.Marshal(n.faces[p[1]].shape, wkb.NDR)
		if err := errors.Join(errA, errB); err != nil {
			return err
		}
		as, bs = append(as, a), append(bs, b)
	}
	plane := n.w.planeSRID()
	rows, err := n.w.s.pool.Query(ctx, `
		SELECT n, st_area(common), st_x(at), st_y(at)
		FROM   unnest($1::bytea[], $2::bytea[]) WITH ORDINALITY AS u(a, b, n)
		CROSS  JOIN LATERAL (SELECT st_intersection(st_geomfromwkb(a, $3), st_geomfromwkb(b, $3)) AS common OFFSET 0) AS i
		CROSS  JOIN LATERAL (SELECT st_transform(st_pointonsurface(common), $4::int) AS at) AS place
		WHERE  st_area(common) >= $5
		ORDER  BY n`, as, bs, plane, n.w.srid, sliver)
	if err != nil {
		return err
	}
	var i int
	var area, x, y float64
	_, err = pgx.ForEachRow(rows, []any{&i, &area, &x, &y}, func() error {
		if n.found++; n.found > overlapMost {
			return nil
		}
		a, b := n.faces[pairs[i-1][0]], n.faces[pairs[i-1][1]]
		p := foundOverlap.says(a.number, area).at(b.row, "", fmt.Sprintf("%.1f m²", area)).of(x, y, area, squareMetres)
		return n.w.log.add(ctx, p)
	})
	return err
}

// reportGaps reports the gaps that nobody else lies in.
func (n *neighbours) reportGaps(ctx context.Context) error {
	if len(n.gaps) == 0 || n.stopped {
		return nil
	}
	n.findNear()
	for i, pair := range n.gaps {
		if i&0xff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		a, b := &n.faces[pair[0]], &n.faces[pair[1]]
		g := gapBetween(a, b, func(x, y float64) bool { return n.free(pair, x, y) })
		if g.area < sliver {
			continue
		}
		if n.found++; n.found > overlapMost {
			n.stopped = true
			return nil
		}
		x, y, err := n.w.fromPlane(ctx, g.at)
		if err != nil {
			return err
		}
		p := foundGap.says(a.number, g.area, g.width).at(b.row, "", fmt.Sprintf("%.2f m²", g.area)).of(x, y, g.area, squareMetres)
		if err := n.w.log.add(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// findNear lists what lies near the faces beside a gap.
func (n *neighbours) findNear() {
	n.near = map[int][]int{}
	for _, pair := range n.gaps {
		n.near[pair[0]], n.near[pair[1]] = nil, nil
	}
	eachPair(n.faces, gapWidth, func(i, j int) bool {
		if _, asked := n.near[i]; asked {
			n.near[i] = append(n.near[i], j)
		}
		if _, asked := n.near[j]; asked {
			n.near[j] = append(n.near[j], i)
		}
		return true
	})
}

// free tells whether a point beside a pair lies in neither of it nor in a neighbour.
func (n *neighbours) free(pair [2]int, x, y float64) bool {
	for _, i := range append([]int{pair[0], pair[1]}, n.near[pair[0]]...) {
		f := &n.faces[i]
		if x > f.box[0] && x < f.box[2] && y > f.box[1] && y < f.box[3] && f.holds(x, y) {
			return false
		}
	}
	return true
}

// fromPlane gives a point of the plane in the file's coordinates.
func (w *work) fromPlane(ctx context.Context, at [2]float64) (x, y float64, err error) {
	if w.planeSRID() == w.srid {
		return at[0], at[1], nil
	}
	err = w.s.pool.QueryRow(ctx, `
		SELECT st_x(p), st_y(p) FROM st_transform(st_setsrid(st_makepoint($1, $2), $3::int), $4::int) AS p`,
		at[0], at[1], w.planeSRID(), w.srid).Scan(&x, &y)
	return x, y, err
}
