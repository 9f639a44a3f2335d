package tiles

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb/maptile"
)

// source makes a tile that is not in the cache. PostGIS is the only one. The archive of a
// layer will be another, asked in Tiles.tile after 304 and before the cache for what has
// not changed since it was built; it hands out a made like this one.
type source struct {
	pool     *pgxpool.Pool
	maxBytes int
	writers  *sync.Pool // of *gzip.Writer
}

func newSource(cfg Config) source {
	return source{pool: cfg.Pool, maxBytes: cfg.MaxBytes, writers: &sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, gzipLevel) // the level is a valid one
		return w
	}}}
}

// gzipLevel is the default one: a tile is compressed once and sent often, at low zooms a tenth smaller than by a faster level.
const gzipLevel = 6

// part is the tile of one layer: its features and its labels.
type part struct {
	mvt      []byte
	features int64
}

// make asks for each layer in turn and puts the parts together; a tile of several layers
// is their concatenation, with cells at its end. Where that is too big when compressed, it takes
// fewer features.
func (s source) make(ctx context.Context, layers []*Layer, t maptile.Tile, day any, cells ...part) (*made, error) {
	if len(layers) == 0 {
		return s.pack(cells)
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, unavailable(err)
	}
	defer conn.Release()
	parts := make([]part, len(layers))
	for i, l := range layers {
		if parts[i], err = s.query(ctx, conn, l, t, day, all); err != nil {
			return nil, fmt.Errorf("tile %s %v: %w", l.Name, t, unavailable(err))
		}
	}
	m, err := s.pack(append(parts, cells...))
	if err != nil || len(m.gzip) <= s.maxBytes {
		return m, err
	}
	return s.shrink(ctx, conn, layers, t, day, parts, cells, len(m.gzip))
}

// shrink leaves out the smallest features of every layer until the tile fits.
func (s source) shrink(ctx context.Context, conn *pgxpool.Conn, layers []*Layer, t maptile.Tile, day any, whole, cells []part, size int) (*made, error) {
	share := 1.0
	for {
		share *= 0.95 * float64(s.maxBytes) / float64(size) // what is left out is below average in size
		parts := make([]part, len(layers))
		var left []string
		for i, l := range layers {
			n := int64(share * float64(whole[i].features))
			p, err := s.query(ctx, conn, l, t, day, n)
			if err != nil {
				return nil, fmt.Errorf("tile %s %v: %w", l.Name, t, unavailable(err))
			}
			parts[i] = p
			if n < whole[i].features {
				left = append(left, fmt.Sprintf("%s=%d", l.Name, whole[i].features-n))
			}
		}
		m, err := s.pack(append(parts, cells...))
		if err != nil {
			return nil, err
		}
		if len(m.gzip) <= s.maxBytes {
			m.leftOut = strings.Join(left, ", ")
			return m, nil
		}
		size = len(m.gzip)
	}
}

// pack concatenates and compresses. No time stamp: the same parts give the same bytes.
func (s source) pack(parts []part) (*made, error) {
	m := &made{}
	for _, p := range parts {
		m.size += len(p.mvt)
	}
	if m.size == 0 {
		return m, nil
	}
	b := bytes.NewBuffer(make([]byte, 0, m.size/2+64))
	w := s.writers.Get().(*gzip.Writer)
	defer s.writers.Put(w)
	w.Reset(b)
	for _, p := range parts {
		if _, err := w.Write(p.mvt); err != nil {
			return nil, fmt.Errorf("compress tile: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress tile: %w", err)
	}
	m.gzip = bytes.Clone(b.Bytes())
	return m, nil
}

// all is no limit of features.
const all = -1

// query runs the prepared statement of a layer: $1 zoom, $2 column, $3 row, then the day, or
// what its own relation takes, where the layer has dates or such a relation, then how many features at most where there is a limit.
func (s source) query(ctx context.Context, conn *pgxpool.Conn, l *Layer, t maptile.Tile, day any, most int64) (part, error) {
	var features, labels []byte
	var p part
	args := []any{int32(t.Z), int32(t.X), int32(t.Y)}
	if l.Dated || l.From != "" {
		args = append(args, day)
	}
	if most != all {
		args = append(args, most)
	}
	err := conn.QueryRow(ctx, tileSQL(l, most != all), args...).Scan(&features, &labels, &p.features)
	p.mvt = append(features, labels...)
	return p, err
}

// tileSQL is the one statement that makes a layer's tile: features, label points, number
// of features met. The envelopes are sub-selects so that each is computed once; there is
// no filter around ST_AsMVTGeom, which would compute it twice: ST_AsMVT skips NULL.
// Columns of the feature's own are named so that no field can be called the same.
func tileSQL(l *Layer, limited bool) string {
	fields := make([]string, len(l.Fields))
	for i, f := range l.Fields {
		fields[i] = pgx.Identifier{f.Name}.Sanitize() + ", "
	}
	columns := strings.Join(fields, "")
	from, limit := relation(l)
	if limited { // the widest and highest first
		from = fmt.Sprintf(`(
			SELECT *
			FROM   %s
			WHERE  geom_3857 && (SELECT ST_TileEnvelope($1, $2, $3, margin => %[2]g))
			ORDER  BY ST_XMax(geom_3857) - ST_XMin(geom_3857) + ST_YMax(geom_3857) - ST_YMin(geom_3857) DESC, id
			LIMIT  %[3]s) AS biggest`, from, Buffer/Extent, limit)
	}
	return fmt.Sprintf(`
		SELECT f.mvt,
		       p.mvt,
		       f.n
		FROM (
			SELECT ST_AsMVT(f, %[1]s, %[2]d, '_geom', '_id') AS mvt, count(*) AS n
			FROM (
				SELECT id AS _id, %[3]s ST_AsMVTGeom(geom_3857, (SELECT ST_TileEnvelope($1, $2, $3)::box2d), %[2]d, %[4]d) AS _geom
				FROM   %[5]s
				WHERE  geom_3857 && (SELECT ST_TileEnvelope($1, $2, $3, margin => %[6]g))
				ORDER  BY id
			) AS f
		) AS f, (
			SELECT ST_AsMVT(p, %[7]s, %[2]d, '_geom', '_id') AS mvt
			FROM (
				SELECT id AS _id, %[3]s ST_AsMVTGeom(label_3857, (SELECT ST_TileEnvelope($1, $2, $3)::box2d), %[2]d, %[4]d) AS _geom
				FROM   %[5]s
				WHERE  $1 >= %[8]d
				  AND  geom_3857 && (SELECT ST_TileEnvelope($1, $2, $3))
				  AND  ST_X(label_3857) >= (SELECT ST_XMin(ST_TileEnvelope($1, $2, $3)))
				  AND  ST_X(label_3857) <  (SELECT ST_XMax(ST_TileEnvelope($1, $2, $3)))
				  AND  ST_Y(label_3857) >  (SELECT ST_YMin(ST_TileEnvelope($1, $2, $3)))
				  AND  ST_Y(label_3857) <= (SELECT ST_YMax(ST_TileEnvelope($1, $2, $3)))
				ORDER  BY id
			) AS p
		) AS p`,
		literal(l.Name), Extent, columns, int(Buffer), from, Buffer/Extent, literal(l.Name+labelSuffix), l.LabelZoom)
}

// relation is what a layer's features are read from, in SQL, and the number of the parameter
// after those that it takes.
func relation(l *Layer) (from, next string) {
	view := pgx.Identifier{"pub", l.Name}.Sanitize()
	switch {
	case l.From != "":
		return "(" + l.From + ") AS own", "$5"
	case l.Dated:
		return fmt.Sprintf(`(
			SELECT *
			FROM   %s
			WHERE  (valid_from IS NULL OR valid_from <= $4::date) AND (valid_to IS NULL OR valid_to > $4::date)) AS held`, view), "$5"
	}
	return view, "$4"
}

const labelSuffix = "_labels"

// literal quotes a name of the catalogue, which ST_AsMVT takes as a text.
func literal(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// unavailable marks what may pass by itself: no connection, no resources, no time.
// A view that is being made anew is told apart by isOutdated.
func unavailable(err error) error {
	var pg *pgconn.PgError
	if errors.Is(err, context.Canceled) || errors.Is(err, ErrUnavailable) {
		return err
	}
	if errors.As(err, &pg) {
		switch pg.Code[:2] {
		case "08", "40", "53", "55", "57", "58":
		default:
			return err
		}
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}

// isOutdated reports whether the view differs from what the statement was written for:
// a table or column that is not there, or a prepared plan of another shape.
func isOutdated(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "42P01" || pg.Code == "42703" || pg.Code == "0A000")
}
