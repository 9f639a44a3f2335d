package geowrite

import (
	"database/sql"
	"errors"
	"fmt"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	geom "github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/wkb"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"sotay/importers"
)

// GeoPackage writes a GeoPackage 1.3 without spatial indexes, which programs add when
// they need them.
type GeoPackage struct {
	path, draft string
	db          *sql.DB
	tx          *sql.Tx
	modified    string
	layers      []*Layer
}

// A Layer is one layer of a GeoPackage being written.
type Layer struct {
	table  string
	srs    int
	insert *sql.Stmt
	fields []importers.Field
	multi  bool
	extent *geom.Bounds
	row    []any
}

// CreateGeoPackage begins a file. It is written beside its place and moved there by Close,
// so that nobody sees half a file. modified goes into the file, not the clock, so that the
// same data give the same file.
func CreateGeoPackage(path string, modified time.Time) (*GeoPackage, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	p := &GeoPackage{path: full, draft: full + ".part", modified: modified.UTC().Format("2006-01-02T15:04:05.000Z")}
	if err := os.Remove(p.draft); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	source := (&url.URL{Scheme: "file", Path: p.draft}).String() + "?_pragma=synchronous(0)&_pragma=journal_mode(off)"
	if p.db, err = sql.Open("sqlite", source); err != nil {
		return nil, err
	}
	p.db.SetMaxOpenConns(1)
	if err := p.prepare(); err != nil {
		return nil, errors.Join(err, p.Abort())
	}
	return p, nil
}

func (p *GeoPackage) prepare() error {
	if _, err := p.db.Exec(`PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300`); err != nil {
		return err
	}
	var err error
	if p.tx, err = p.db.Begin(); err != nil {
		return err
	}
	if _, err = p.tx.Exec(gpkgSchema); err != nil {
		return err
	}
	for _, s := range []srsRow{
		{-1, "Undefined cartesian SRS", "NONE", -1, "undefined"},
		{0, "Undefined geographic SRS", "NONE", 0, "undefined"},
		{importers.WGS84, "WGS 84 geodetic", "EPSG", importers.WGS84, wgs84WKT},
	} {
		if err := p.addSRS(s); err != nil {
			return err
		}
	}
	return nil
}

// gpkgSchema is the part of the standard's tables that vector layers need.
const gpkgSchema = `
	CREATE TABLE gpkg_spatial_ref_sys (
		srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
		organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
	CREATE TABLE gpkg_contents (
		table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
		description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
		min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
		CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
	CREATE TABLE gpkg_geometry_columns (
		table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
		srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
		CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
		CONSTRAINT uk_gc_table_name UNIQUE (table_name),
		CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
		CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));`

type srsRow struct {
	id           int
	name         string
	organization string
	code         int
	definition   string
}

func (p *GeoPackage) addSRS(s srsRow) error {
	_, err := p.tx.Exec(`
		INSERT OR IGNORE INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition)
		VALUES (?, ?, ?, ?, ?)`, s.name, s.id, s.organization, s.code, s.definition)
	return err
}

// AddLayer begins a layer. srid is 4326 or one of our 3° zones (91CCCC), which the file
// calls by its EPSG code; geometry is Point, LineString, Polygon, their multi-types, or
// "" for any. All layers stay open until Close.
func (p *GeoPackage) AddLayer(name, title, geometry string, srid int, fields []importers.Field) (*Layer, error) {
	srs, err := srsOf(srid)
	if err != nil {
		return nil, err
	}
	kind := strings.ToUpper(geometry)
	if kind == "" {
		kind = "GEOMETRY"
	}
	l := &Layer{table: name, srs: srs.id, fields: fields, multi: strings.HasPrefix(kind, "MULTI"), extent: geom.NewBounds(geom.XY), row: make([]any, len(fields)+1)}
	columns, marks := []string{quote("geom")}, []string{"?"}
	create := `CREATE TABLE ` + quote(name) + ` ("fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "geom" ` + kind
	for _, f := range fields {
		columns, marks = append(columns, quote(f.Name)), append(marks, "?")
		create += ", " + quote(f.Name) + " " + columnType(f.Type)
	}
	if err := p.addSRS(srs); err != nil {
		return nil, err
	}
	if _, err := p.tx.Exec(create + ")"); err != nil {
		return nil, fmt.Errorf("layer %s: %w", name, err)
	}
	if _, err := p.tx.Exec(`INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, srs_id) VALUES (?, 'features', ?, ?, ?)`,
		name, title, p.modified, srs.id); err != nil {
		return nil, fmt.Errorf("layer %s: %w", name, err)
	}
	if _, err := p.tx.Exec(`INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)`, name, kind, srs.id); err != nil {
		return nil, fmt.Errorf("layer %s: %w", name, err)
	}
	l.insert, err = p.tx.Prepare(`INSERT INTO ` + quote(name) + ` (` + strings.Join(columns, ", ") + `) VALUES (` + strings.Join(marks, ", ") + `)`)
	if err != nil {
		return nil, fmt.Errorf("layer %s: %w", name, err)
	}
	p.layers = append(p.layers, l)
	return l, nil
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func columnType(t importers.FieldType) string {
	switch t {
	case importers.Integer:
		return "INTEGER"
	case importers.Real:
		return "REAL"
	case importers.Boolean:
		return "BOOLEAN"
	case importers.Date:
		return "DATE"
	case importers.Timestamp:
		return "DATETIME"
	}
	return "TEXT"
}

// Write adds a feature: a geometry in the layer's system without heights, x first, nil for
// none, and a value for each field (nil, string, []byte, bool, an integer, float64 or time.Time).
func (l *Layer) Write(shape geom.T, values []any) error {
	if len(values) != len(l.fields) {
		return fmt.Errorf("%d values for %d fields", len(values), len(l.fields))
	}
	l.row[0] = nil
	if shape != nil && !shape.Empty() {
		blob, err := l.blob(shape)
		if err != nil {
			return err
		}
		l.row[0] = blob
	}
	for i, v := range values {
		switch v := v.(type) {
		case []byte:
			l.row[i+1] = string(v)
		case time.Time:
			l.row[i+1] = v.UTC().Format("2006-01-02T15:04:05.000Z")
			if l.fields[i].Type == importers.Date {
				l.row[i+1] = v.Format(time.DateOnly)
			}
		default:
			l.row[i+1] = v
		}
	}
	_, err := l.insert.Exec(l.row...)
	return err
}

// blob is the standard's header with an envelope, and WKB.
func (l *Layer) blob(shape geom.T) ([]byte, error) {
	if shape.Stride() > 2 {
		return nil, errors.New("a GeoPackage layer here has no heights")
	}
	if l.multi {
		shape = promoted(shape)
	}
	b := shape.Bounds()
	l.extent.Extend(shape)
	head := make([]byte, 0, 40)
	head = append(head, 'G', 'P', 0, 1|1<<1)
	head = wkb.NDR.AppendUint32(head, uint32(int32(l.srs)))
	for _, x := range []float64{b.Min(0), b.Max(0), b.Min(1), b.Max(1)} {
		head = wkb.NDR.AppendUint64(head, math.Float64bits(x))
	}
	body, err := wkb.Marshal(shape, wkb.NDR)
	return append(head, body...), err
}

// promoted makes a multi-geometry of a single one.
func promoted(shape geom.T) geom.T {
	switch g := shape.(type) {
	case *geom.Point:
		return geom.NewMultiPointFlat(g.Layout(), g.FlatCoords())
	case *geom.LineString:
		return geom.NewMultiLineStringFlat(g.Layout(), g.FlatCoords(), []int{len(g.FlatCoords())})
	case *geom.Polygon:
		return geom.NewMultiPolygonFlat(g.Layout(), g.FlatCoords(), [][]int{g.Ends()})
	}
	return shape
}

// Close writes the layers' extents and puts the file in its place.
func (p *GeoPackage) Close() error {
	for _, l := range p.layers {
		if l.extent.IsEmpty() {
			continue
		}
		_, err := p.tx.Exec(`UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?`,
			l.extent.Min(0), l.extent.Min(1), l.extent.Max(0), l.extent.Max(1), l.table)
		if err != nil {
			return errors.Join(err, p.Abort())
		}
	}
	if err := p.tx.Commit(); err != nil {
		return errors.Join(err, p.Abort())
	}
	if err := p.db.Close(); err != nil {
		return errors.Join(err, os.Remove(p.draft))
	}
	return os.Rename(p.draft, p.path)
}

// Abort gives up and leaves nothing behind.
func (p *GeoPackage) Abort() error {
	if p.tx != nil {
		_ = p.tx.Rollback() // the file goes away with all that was in it
	}
	return errors.Join(p.db.Close(), os.Remove(p.draft))
}
