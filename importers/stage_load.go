package importers

import (
	"context"
	"fmt"

	geom "github.com/twpayne/go-geom"
)

// loader turns the records of a reader into tuples of the stage table.
type loader struct {
	ctx      context.Context
	reader   Reader
	bindings []binding
	kind     string // geometry of the layer
	srid     int
	swapped  bool // the file has the northing first
	vietnam  box  // in the source's coordinates
	known    *box
	log      *problemLog
	progress *progress

	restricted map[string]bool // columns whose values are not told

	ruler    ruler // of the file's coordinates
	cadastre bool  // parcels are looked at closely
	repair   bool

	facts     *facts     // collects what the rows show, unless it is known; may be nil
	numbers   *numberSet // nil where nothing names a record
	precision precision  // of the coordinates seen

	rec      Record
	report   rowReport
	rows     int64
	outside  int64 // rows that lie outside the communes known
	flat     []float64
	identity []byte
}

func (w *work) newLoader(ctx context.Context, r Reader) (*loader, error) {
	l := &loader{
		ctx: ctx, reader: r, bindings: w.plan.bindings, kind: w.layer.Geometry, srid: w.srid,
		swapped: w.plan.Swapped, log: w.log, progress: w.progress,
	}
	l.restricted = w.plan.restricted
	if len(w.layer.Identity) > 0 {
		l.numbers = newNumberSet()
	}
	v := vietnam()
	err := w.s.pool.QueryRow(ctx, `
		SELECT st_xmin(e), st_ymin(e), st_xmax(e), st_ymax(e)
		FROM   st_transform(st_segmentize(st_makeenvelope($1, $2, $3, $4, 4326), 0.5), $5::int) AS e`,
		v.Min(0), v.Min(1), v.Max(0), v.Max(1), w.srid).Scan(&l.vietnam[0], &l.vietnam[1], &l.vietnam[2], &l.vietnam[3])
	if err != nil {
		return nil, fmt.Errorf("bounds of Vietnam in SRID %d: %w", w.srid, err)
	}
	l.log.within = &l.vietnam
	l.ruler, l.cadastre, l.repair = rulerOf(w.srid), w.layer.Name == "parcels", w.req.Repair
	return l, w.knownExtent(ctx, l)
}

// knownExtent is the extent of the communes, widened a little, where no commune code
// gives a closer check.
func (w *work) knownExtent(ctx context.Context, l *loader) error {
	for _, b := range w.plan.bindings {
		if b.field.Name == "commune_code" {
			return nil
		}
	}
	if w.layer.Name == "communes" {
		return nil
	}
	var b [4]*float64
	err := w.s.pool.QueryRow(ctx, `
		SELECT st_xmin(e), st_ymin(e), st_xmax(e), st_ymax(e)
		FROM  (SELECT st_transform(st_segmentize(st_setsrid(st_expand(st_extent(geom), 0.05)::geometry, 4326), 0.05), $1::int) AS e
		       FROM data.communes) AS x`, w.srid).Scan(&b[0], &b[1], &b[2], &b[3])
	if err != nil {
		return fmt.Errorf("bounds of the communes: %w", err)
	}
	if b[0] != nil {
		l.known = &box{*b[0], *b[1], *b[2], *b[3]}
	}
	return nil
}

// next appends the tuple of the next record to dst.
func (l *loader) next(dst []byte) ([]byte, error) {
	if l.rows&0x3f == 0 {
		if err := l.ctx.Err(); err != nil {
			return dst, err
		}
		l.progress.at(l.rows)
	}
	if err := l.reader.Next(&l.rec); err != nil {
		return dst, err
	}
	l.rows++
	if l.facts != nil {
		l.facts.add(&l.rec)
	}
	l.report = rowReport{row: l.rec.Row, problems: l.report.problems[:0]}
	for _, p := range l.rec.Problems {
		if l.restricted[p.Field] {
			p.Value = ""
		}
		l.report.add(p)
	}
	dst, err := l.tuple(dst)
	if err != nil {
		return dst, fmt.Errorf("row %d: %w", l.rec.Row, err)
	}
	return dst, l.log.addAll(l.ctx, l.report.problems)
}

func (l *loader) tuple(dst []byte) ([]byte, error) {
	dst = appendFieldCount(dst, len(l.bindings)+4)
	dst = appendInt64Field(dst, l.rec.Row)
	l.identity = l.identity[:0]
	for i := range l.bindings {
		b := &l.bindings[i]
		if b.keep != nil && b.source != derivedValue {
			*b.keep = ""
		}
		start := len(dst)
		dst = b.appendValue(dst, l.rec.Values, &l.report)
		if b.identity {
			l.identity = append(l.identity, dst[start:]...)
		}
	}
	if l.numbers != nil {
		l.numbers.add(l.identity)
	}
	g := l.checked(l.rec.Geometry)
	l.precision.see(g)
	if g != nil {
		g, l.flat = flatten(g, l.flat)
	}
	l.report.placeAt(g)
	dst, err := appendGeometryField(dst, g, l.srid)
	if err != nil {
		return dst, err
	}
	dst = appendBoolField(dst, l.report.bad)
	return appendBoolField(dst, g == nil || surelyValid(g)), nil
}

// checked reports what is wrong with a geometry that needs no database to see, and gives
// what of it can be staged.
func (l *loader) checked(g geom.T) geom.T {
	report := func(f finding) { l.report.add(f.at(l.report.row, "", "")) }
	switch {
	case g == nil || g.Empty():
		if !l.report.bad { // the reader said why
			report(foundNullGeometry)
		}
		return nil
	case !finite(g):
		report(foundNotFinite)
		return nil
	case l.kind != "Geometry" && geometryKind(g) != l.kind:
		report(foundWrongType.says(geometryKind(g), l.kind))
		return nil
	}
	if l.swapped {
		swapAxes(g)
	}
	var extent box
	extent.grow(g, true)
	switch {
	case !extent.meets(l.vietnam):
		report(foundOutsideVietnam)
		return nil
	case l.known != nil && !extent.meets(*l.known):
		l.outside++
		report(foundOutsideProvince)
	}
	return l.inspected(g)
}
