package importers

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

// CopyTable makes a plain table of a source as it is: its columns under their slugs, an
// integer key id, the geometry geom in the given SRID, and an index on each. Text is
// taken for UTF-8. It is the loading half of an import without its checks, for a look
// at a file in SQL and for measuring. It gives the number of rows.
func CopyTable(ctx context.Context, tx pgx.Tx, r Reader, table pgx.Identifier, srid int) (int64, error) {
	l := &loader{ctx: ctx, reader: r, kind: "Geometry", srid: srid, log: newProblemLog(nil, 0, srid), progress: newProgress(0, nil)}
	columns, taken := []string{"id bigint NOT NULL"}, map[string]bool{}
	for i, c := range r.Schema().Fields {
		f := newField(c, "", taken, i)
		l.bindings = append(l.bindings, binding{field: layers.Field{Name: f.Name, Type: f.Type}, source: i})
		columns = append(columns, quote(f.Name)+" "+stageType(f.Type))
	}
	columns = append(columns, fmt.Sprintf("geom geometry(Geometry, %d)", srid))
	name := table.Sanitize()
	if _, err := tx.Exec(ctx, "CREATE TABLE "+name+" ("+strings.Join(columns, ", ")+")"); err != nil {
		return 0, fmt.Errorf("copy to %s: %w", name, err)
	}
	n, err := copyIn(ctx, tx.Conn().PgConn(), "COPY "+name+" FROM STDIN (FORMAT binary, FREEZE)", l.plain)
	if err != nil {
		return 0, fmt.Errorf("copy to %s: %w", name, err)
	}
	_, err = tx.Exec(ctx, "SET LOCAL maintenance_work_mem = '512MB'; ALTER TABLE "+name+" ADD PRIMARY KEY (id); CREATE INDEX ON "+name+" USING gist (geom)")
	if err != nil {
		return 0, fmt.Errorf("index %s: %w", name, err)
	}
	return n, nil
}

// plain appends the tuple of the next record with nothing but its values and geometry.
func (l *loader) plain(dst []byte) ([]byte, error) {
	if err := l.reader.Next(&l.rec); err != nil {
		return dst, err
	}
	l.report = rowReport{row: l.rec.Row, problems: l.report.problems[:0]}
	dst = appendInt64Field(appendFieldCount(dst, len(l.bindings)+2), l.rec.Row)
	for i := range l.bindings {
		dst = l.bindings[i].appendValue(dst, l.rec.Values, &l.report)
	}
	g := l.rec.Geometry
	if g != nil {
		g, l.flat = flatten(g, l.flat)
	}
	return appendGeometryField(dst, g, l.srid)
}
