package importers

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"sotay/importers/ogr"
)

// geopackage reads one layer of a GeoPackage row by row. It implements Reader.
type geopackage struct {
	db     *sql.DB
	rows   *sql.Rows
	size   int64
	row    int64
	schema Schema
	layer  gpkgLayer
	cells  []any // what Scan fills: the geometry, if there is one, then the fields
	into   []any // pointers to cells
}

// gpkgLayer is a row of gpkg_contents with its geometry column.
type gpkgLayer struct {
	table    string
	features bool
	geometry string // column, "" for a table of attributes
	kind     string // POLYGON and so on
	srs      int64
	crs      DeclaredCRS
}

// openGeoPackage opens the layer of that name, or the only one.
func openGeoPackage(path string, o OpenOptions) (Reader, error) {
	db, size, err := openSQLite(path)
	if err != nil {
		return nil, err
	}
	g := &geopackage{db: db, size: size}
	if err := g.begin(path, o.Layer); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return g, nil
}

// openSQLite opens a file for reading only. Without a write-ahead log beside it nobody is
// writing, and no lock is needed: the folder may be read-only.
func openSQLite(path string) (*sql.DB, int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, err
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, 0, err
	}
	query := "?mode=ro&_pragma=query_only(1)&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)"
	if log, err := os.Stat(path + "-wal"); err != nil || log.Size() == 0 {
		query += "&immutable=1"
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: full}).String()+query)
	if err != nil {
		return nil, 0, err
	}
	db.SetMaxOpenConns(1)
	return db, info.Size(), nil
}

func refuseGeoPackage(path string, err error) error {
	why := reasonOf(err)
	return refuse("bad_geopackage",
		"%[1]s không phải GeoPackage hoặc đã hỏng: %[2]s.", "%[1]s is no GeoPackage, or is damaged: %[3]s.", filepath.Base(path), why.Vi, why.En)
}

// listGeoPackage gives the layers with geometry, or, where there is none, the tables.
func listGeoPackage(path string) ([]string, error) {
	db, _, err := openSQLite(path)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	all, err := gpkgLayers(db)
	if err != nil {
		return nil, refuseGeoPackage(path, err)
	}
	var names []string
	for _, l := range offered(all) {
		names = append(names, l.table)
	}
	return names, nil
}

// offered leaves tables without geometry out where there are layers with it.
func offered(all []gpkgLayer) []gpkgLayer {
	if slices.ContainsFunc(all, func(l gpkgLayer) bool { return l.features }) {
		all = slices.DeleteFunc(slices.Clone(all), func(l gpkgLayer) bool { return !l.features })
	}
	return all
}

func gpkgLayers(db *sql.DB) ([]gpkgLayer, error) {
	rows, err := db.Query(`
		SELECT c.table_name,
		       c.data_type = 'features',
		       coalesce(g.column_name, ''),
		       coalesce(g.geometry_type_name, ''),
		       coalesce(g.srs_id, 0),
		       coalesce(s.organization, ''),
		       coalesce(s.organization_coordsys_id, 0),
		       coalesce(s.definition, '')
		FROM   gpkg_contents c
		LEFT   JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
		LEFT   JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
		WHERE  c.data_type IN ('features', 'attributes')
		ORDER  BY c.rowid`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []gpkgLayer
	for rows.Next() {
		var l gpkgLayer
		var organization, definition string
		var code int64
		if err := rows.Scan(&l.table, &l.features, &l.geometry, &l.kind, &l.srs, &organization, &code, &definition); err != nil {
			return nil, err
		}
		l.crs = gpkgCRS(l.srs, organization, code, definition)
		all = append(all, l)
	}
	return all, rows.Err()
}

// gpkgCRS: the systems 0 and -1 are the undefined ones of the standard.
func gpkgCRS(srs int64, organization string, code int64, definition string) DeclaredCRS {
	if srs <= 0 {
		return DeclaredCRS{}
	}
	var c DeclaredCRS
	if strings.ContainsAny(definition, "[(") {
		c.WKT = definition
	}
	if strings.EqualFold(organization, "EPSG") {
		c.EPSG = int(code)
	}
	return c
}

// begin chooses the layer, reads its columns and starts the query.
func (g *geopackage) begin(path, name string) error {
	all, err := gpkgLayers(g.db)
	if err != nil {
		return refuseGeoPackage(path, err)
	}
	if g.layer, err = chosen(path, all, name); err != nil {
		return err
	}
	shape := shapeOfGPKG(g.layer.kind)
	g.schema = Schema{Name: g.layer.table, Geometry: shape, CRS: g.layer.crs, Encoding: "utf-8"}
	columns, err := g.columns()
	if err != nil {
		return refuseGeoPackage(path, err)
	}
	table := quoteSQLite(g.layer.table)
	if err := g.db.QueryRow(`SELECT count(*) FROM ` + table).Scan(&g.schema.Rows); err != nil {
		return refuseGeoPackage(path, err)
	}
	// The sign keeps the driver from reading declared types into the values.
	if g.rows, err = g.db.Query(`SELECT ` + strings.Join(columns, ", ") + ` FROM ` + table); err != nil {
		return refuseGeoPackage(path, err)
	}
	g.cells = make([]any, len(columns))
	for i := range g.cells {
		g.into = append(g.into, &g.cells[i])
	}
	return nil
}

func chosen(path string, all []gpkgLayer, name string) (gpkgLayer, error) {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		if i := slices.IndexFunc(all, func(l gpkgLayer) bool { return same(l.table, name) }); name != "" && i >= 0 {
			return all[i], nil
		}
	}
	all = offered(all)
	if name == "" && len(all) == 1 {
		return all[0], nil
	}
	var names []string
	for _, l := range all {
		names = append(names, l.table)
	}
	return gpkgLayer{}, refuse("source_layer",
		"%[1]s có %[2]d lớp: %[3]s. Chọn một lớp.", "%[1]s has %[2]d layers: %[3]s. Choose one.",
		filepath.Base(path), len(names), strings.Join(names, ", "))
}

// columns fills in the fields and gives the expressions to select. The primary key that
// programs add ("fid") is none of them.
func (g *geopackage) columns() ([]string, error) {
	rows, err := g.db.Query(`SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid`, g.layer.table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var selected []string
	if g.layer.geometry != "" {
		selected = append(selected, "+"+quoteSQLite(g.layer.geometry))
	}
	found := g.layer.geometry == ""
	for rows.Next() {
		var name, declared string
		var key int
		if err := rows.Scan(&name, &declared, &key); err != nil {
			return nil, err
		}
		found = found || strings.EqualFold(name, g.layer.geometry)
		if strings.EqualFold(name, g.layer.geometry) || key > 0 && (strings.EqualFold(name, "fid") || strings.EqualFold(name, "ogc_fid") || name == ogr.RowColumn) {
			continue
		}
		kind, ok := gpkgType(declared)
		if !ok {
			g.schema.Problems = append(g.schema.Problems, foundColumnType.says(declared).at(0, name, ""))
			continue
		}
		g.schema.Fields = append(g.schema.Fields, Field{Name: name, Type: kind})
		selected = append(selected, "+"+quoteSQLite(name))
	}
	switch {
	case rows.Err() != nil:
		return nil, rows.Err()
	case !found: // SQLite would take the unknown name for a text
		return nil, fmt.Errorf("no column %q", g.layer.geometry)
	case len(selected) == 0:
		return nil, errors.New("the layer has no columns")
	}
	return selected, nil
}

// quoteSQLite makes an identifier of a name from the file's own catalogue.
func quoteSQLite(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Schema implements Reader.
func (g *geopackage) Schema() Schema { return g.schema }

// Progress implements Reader; bytes are estimated from the rows.
func (g *geopackage) Progress() (done, total int64) {
	if g.schema.Rows == 0 {
		return g.size, g.size
	}
	return int64(float64(g.size) * min(1, float64(g.row)/float64(g.schema.Rows))), g.size
}

// Close implements Reader.
func (g *geopackage) Close() error { return errors.Join(g.rows.Close(), g.db.Close()) }

// Next implements Reader.
func (g *geopackage) Next(rec *Record) error {
	if !g.rows.Next() {
		if err := g.rows.Err(); err != nil {
			return fmt.Errorf("row %d: %w", g.row+1, err)
		}
		return io.EOF
	}
	g.row++
	if err := g.rows.Scan(g.into...); err != nil {
		return fmt.Errorf("row %d: %w", g.row, err)
	}
	rec.begin(g.row, len(g.schema.Fields))
	cells := g.cells
	if g.layer.geometry != "" {
		g.readGeometry(rec, cells[0])
		cells = cells[1:]
	}
	for i, f := range g.schema.Fields {
		v, ok := gpkgValue(cells[i], f.Type)
		if !ok {
			rec.Problems = append(rec.Problems, foundWrongValue.says(f.Type).at(g.row, f.Name, fmt.Sprint(cells[i])))
		}
		rec.Values[i] = v
	}
	return nil
}

func (g *geopackage) readGeometry(rec *Record, cell any) {
	shape, srs, found := gpkgGeometry(cell)
	rec.Problems = append(rec.Problems, problemsAt(g.row, "", found)...)
	if shape != nil && srs > 0 && int64(srs) != g.layer.srs {
		rec.Problems = append(rec.Problems, foundOtherSRS.at(g.row, "", fmt.Sprint(srs)))
		return
	}
	rec.Geometry = shape
}
