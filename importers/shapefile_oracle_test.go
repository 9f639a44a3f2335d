package importers_test

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/importers"
)

// gdalDifferences are the test files that GDAL 3.6.2 reads otherwise than we do, with
// what differs and why we keep to ours. A line that is no longer true fails the test.
var gdalDifferences = map[string]struct{ what, why string }{
	"multipatch":         {"open", "MultiPatch is refused; GDAL turns it into polygons, which are not what was drawn"},
	"shape_type_unknown": {"open", "GDAL shows the table without shapes"},
	"not_a_shapefile":    {"open", "GDAL shows the table without shapes"},
	"missing_shp":        {"open", "GDAL shows the table without shapes; a layer needs them"},
	"dbf_header_short":   {"open", "GDAL shows the shapes without attributes; without their numbers parcels match nothing"},
	"dbf_header_long":    {"open", "as dbf_header_short"},
	"dbf_row_length_0":   {"open", "as dbf_header_short"},
	"shx_broken":         {"open", "GDAL refuses the set; the .shp alone holds all shapes"},
	"shx_empty":          {"open", "as shx_broken"},
	"shx_short":          {"open", "as shx_broken"},

	"bad_record_length_missing_shx":  {"open", "GDAL cannot rebuild the .shx; the counts in the record tell its length"},
	"long_record_length_missing_shx": {"geometry, rows", "GDAL believes the length, swallows a record, and gives each later row the shape of its neighbour"},
	"lost_record_missing_shx":        {"open", "GDAL cannot rebuild the .shx; the record after the lost one bears its number"},
	"gaps_missing_shx":               {"geometry", "GDAL takes the bytes between two records for one"},
	"shx_bad_offset":                 {"geometry", "GDAL gives no shape; the record that follows bears the right number"},
	"shx_bad_length":                 {"geometry", "GDAL believes the .shx; record header and counts agree on another length"},
	"mixed_types":                    {"rows", "a PostgreSQL table of polygons, which ogr2ogr writes here, takes no point"},
	"dbf_count_low":                  {"rows", "GDAL believes the number of rows; shapes and rows are there for all"},
	"dbf_fewer_rows":                 {"rows", "GDAL drops the shapes without attributes; we refuse them by name"},
	"dbf_truncated":                  {"rows", "GDAL drops the rows that are cut off; we refuse them by name"},
	"dbf_more_rows":                  {"rows", "GDAL drops the rows without shape; we refuse them by name"},

	"ring_direction": {"geometry", "GDAL goes by direction where a shell is wrongly wound, and takes a hole for a shell; we go by containment, and warn"},
	"duplicate_ring": {"geometry", "GDAL makes two shells, we a shell and a hole; neither is valid, and the row is refused when it is checked"},
	"empty_parts":    {"geometry", "GDAL gives no shape; a part without points says nothing, and the others are whole"},
	"short_line":     {"geometry", "GDAL makes a line of one point, which PostGIS does not take, and drops a line with an empty part"},
	"short_ring":     {"geometry", "GDAL makes rings of one to three points, which PostGIS does not take"},
	"zero_area":      {"geometry", "GDAL gives a hole of one point, which encloses nothing; the row is refused"},
	"bad_parts":      {"geometry", "GDAL makes an empty polygon; the record is damaged"},
	"infinite_xy":    {"geometry", "an infinite coordinate is no place; the row is refused"},
	"nan_xy":         {"geometry", "as infinite_xy"},
	"nan_z":          {"geometry", "the ring is closed in the plane; GDAL adds a point because the first height is NaN"},

	"blanks":              {"values", "GDAL takes leading blanks away; we give the bytes, the trailing blanks being padding"},
	"text_ends":           {"values", "as blanks"},
	"full_text":           {"values", "as blanks"},
	"wide_text":           {"values", "GDAL reads 44 of 300 bytes; only with the upper byte of the width do the columns fill the row"},
	"decimal_comma":       {"values", "GDAL stops at the comma and loses the rest of the number"},
	"exponents":           {"values", "GDAL ignores the exponent in a column without decimals, and takes 1e400 for infinity"},
	"fraction_in_whole":   {"values", "GDAL cuts the fraction off in silence; we leave the value out and say so"},
	"wide_numbers":        {"values", "GDAL reads more than 18 digits as floating point and loses the last ones"},
	"nan_numbers":         {"values", "GDAL reads words as NaN, infinity, 0 or hexadecimal; we leave the value out and say so"},
	"dates":               {"values", "GDAL gives dates that are not in the calendar; we leave them out and say so"},
	"date_separated":      {"values", "GDAL reads the digits at fixed places, and makes them a day that is none"},
	"logicals":            {"values", "GDAL reads logicals as text; an X is neither yes nor no"},
	"odd_names":           {"columns, values", "GDAL gives a name that is not UTF-8, and one that is empty"},
	"memo":                {"columns", "GDAL gives the number of the memo's block for its text"},
	"column_type_unknown": {"columns", "GDAL takes any unknown type for text"},
	"foxpro":              {"columns, values", "GDAL gives binary numbers and times as text"},
	"dbase7":              {"values", "GDAL does not know the header of dBASE 7"},
}

// TestShapefileAgainstGDAL compares the rows, geometries and values of every readable
// test file with what ogr2ogr makes of it.
func TestShapefileAgainstGDAL(t *testing.T) {
	dir := t.TempDir()
	layers := unpackShapefiles(t, dir)
	theirs := readByGDAL(t, dir)
	for name := range layers {
		if _, err := os.Stat(filepath.Join(dir, name+".shx")); err == nil {
			continue
		}
		// GDAL makes a missing .shx anew when told to; it would replace a good one, too.
		maps.Copy(theirs, readByGDAL(t, filepath.Join(dir, name+".shp"), "--config", "SHAPE_RESTORE_SHX", "YES"))
	}
	for name, source := range layers {
		got := differences(t, source, theirs[strings.ToLower(name)])
		want := gdalDifferences[name]
		if diff := cmp.Diff(want.what, strings.Join(got.kinds(), ", ")); diff != "" {
			t.Errorf("%s differs from GDAL (-expected +found):\n%s\n%s", name, diff, strings.Join(got.lines, "\n"))
		}
	}
	for name := range gdalDifferences {
		if _, ok := layers[name]; !ok {
			t.Errorf("%s: there is no such test file", name)
		}
	}
}

// shapeSource is how we open a layer.
type shapeSource struct{ path, layer string }

// unpackShapefiles lays the files of all test sets side by side in dir, where GDAL finds
// them, and tells how we read each.
func unpackShapefiles(t *testing.T, dir string) map[string]shapeSource {
	t.Helper()
	layers := map[string]shapeSource{}
	for _, name := range shapefileNames(t) {
		file := filepath.Join(shapefileDir, name)
		stem := strings.TrimSuffix(name, filepath.Ext(name))
		if filepath.Ext(name) != ".zip" {
			copyShapefile(t, file, dir, stem)
			layers[stem] = shapeSource{path: file}
			continue
		}
		found, _ := importers.ListShapefile(file)
		for _, layer := range found {
			as := stem
			if len(found) > 1 {
				as += "_" + strings.ReplaceAll(layer, "/", "_")
			}
			unzipShapefile(t, file, layer, filepath.Join(dir, as))
			layers[as] = shapeSource{file, layer}
		}
	}
	return layers
}

// copyShapefile copies the files of a plain set.
func copyShapefile(t *testing.T, file, dir, stem string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if !strings.EqualFold(strings.TrimSuffix(e.Name(), ext), stem) || ext == ".zip" {
			continue
		}
		b, err := os.ReadFile(filepath.Join(filepath.Dir(file), e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		writeShapefile(t, filepath.Join(dir, stem+strings.ToLower(ext)), b)
	}
}

// writeShapefile leaves out the .cpg and .prj: we compare bytes and untransformed coordinates.
func writeShapefile(t *testing.T, name string, b []byte) {
	t.Helper()
	if ext := filepath.Ext(name); ext == ".cpg" || ext == ".prj" {
		return
	}
	if err := os.WriteFile(name, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func unzipShapefile(t *testing.T, file, layer, to string) {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		ext := path.Ext(f.Name)
		base := strings.TrimSuffix(f.Name, ext)
		if f.NonUTF8 && len(z.File) == 5 {
			base = layer // its name is in code page 437
		}
		if base = strings.TrimPrefix(base, "./"); !strings.HasSuffix("/"+strings.ToLower(base), "/"+strings.ToLower(layer)) || f.Flags&1 != 0 {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		writeShapefile(t, to+strings.ToLower(ext), b)
	}
}

// gdalTable is a table as ogr2ogr writes it for PostgreSQL; NULL is nil.
type gdalTable struct {
	columns []string
	types   map[string]string
	rows    map[int64]map[string]*string // by row number, from 1
}

var (
	gdalColumn = regexp.MustCompile(`^ALTER TABLE "public"\."(.*)" ADD COLUMN "(.*)" (.*);$`)
	gdalCopy   = regexp.MustCompile(`^COPY "public"\."(.*)" \((.*)\) FROM STDIN;$`)
)

// readByGDAL reads a set, or all sets of a folder, by ogr2ogr, which must be there (gdal-bin).
func readByGDAL(t *testing.T, path string, options ...string) map[string]*gdalTable {
	t.Helper()
	cmd := exec.Command("ogr2ogr", append(options, "-f", "PGDump", "/vsistdout/", path, "-skipfailures", "-preserve_fid",
		"--config", "PG_USE_COPY", "YES", "-oo", "ENCODING=", "-nlt", "PROMOTE_TO_MULTI",
		"-lco", "GEOMETRY_NAME=geom", "-lco", "FID=fid", "-lco", "LAUNDER=NO", "-lco", "SPATIAL_INDEX=NONE")...)
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		t.Fatalf("ogr2ogr is needed, of the Debian package gdal-bin: %v", err)
	}
	tables := map[string]*gdalTable{}
	table := func(name string) *gdalTable {
		name = strings.ToLower(name)
		if tables[name] == nil {
			tables[name] = &gdalTable{types: map[string]string{}, rows: map[int64]map[string]*string{}}
		}
		return tables[name]
	}
	var into *gdalTable
	for line := range strings.SplitSeq(string(out), "\n") {
		if m := gdalColumn.FindStringSubmatch(line); m != nil {
			table(m[1]).types[m[2]] = m[3]
		} else if m := gdalCopy.FindStringSubmatch(line); m != nil {
			into = table(m[1])
			into.columns = strings.Split(strings.ReplaceAll(m[2], `"`, ""), ", ")
		} else if line == `\.` {
			into = nil
		} else if into != nil {
			into.add(t, line)
		}
	}
	return tables
}

// add takes a line of COPY text.
func (g *gdalTable) add(t *testing.T, line string) {
	t.Helper()
	row := map[string]*string{}
	const escapedTab = "\x01" // a tab in a value is written as a backslash and a tab
	for i, v := range strings.Split(strings.ReplaceAll(line, "\\\t", escapedTab), "\t") {
		if v != `\N` {
			v = strings.NewReplacer(escapedTab, "\t", `\\`, `\`).Replace(v)
			row[g.columns[i]] = &v
		}
	}
	fid, err := strconv.ParseInt(*row["fid"], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	g.rows[fid+1] = row
}

// found collects differences by kind: open, columns, rows, values, geometry.
type found struct{ lines []string }

func (f *found) add(kind, format string, args ...any) {
	f.lines = append(f.lines, kind+": "+fmt.Sprintf(format, args...))
}

func (f *found) kinds() []string {
	var kinds []string
	for _, l := range f.lines {
		kind, _, _ := strings.Cut(l, ":")
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// differences compares one layer. GDAL names the columns that we leave out, too.
func differences(t *testing.T, source shapeSource, theirs *gdalTable) *found {
	t.Helper()
	f := &found{}
	r, err := importers.OpenShapefile(source.path, importers.OpenOptions{Layer: source.layer})
	if err != nil || theirs == nil {
		if (err == nil) != (theirs != nil) {
			f.add("open", "ours: %v; GDAL opened it: %v", err, theirs != nil)
		}
		return f
	}
	defer r.Close()
	fields := r.Schema().Fields
	for _, c := range theirs.columns {
		if c != "geom" && c != "fid" && !slices.ContainsFunc(fields, func(f importers.Field) bool { return f.Name == c }) {
			f.add("columns", "only GDAL has %s", c)
		}
	}
	seen := 0
	var rec importers.Record
	for err = r.Next(&rec); err == nil; err = r.Next(&rec) {
		row, ok := theirs.rows[rec.Row]
		if !ok {
			f.add("rows", "GDAL has no row %d", rec.Row)
			continue
		}
		seen++
		for i, field := range fields {
			if why := otherValue(rec.Values[i], row[field.Name], theirs.types[field.Name]); why != "" {
				f.add("values", "row %d, %s: %s", rec.Row, field.Name, why)
			}
		}
		if ours, gdal := canonicalShape(rec.Geometry), canonicalHex(t, row["geom"]); ours != gdal {
			f.add("geometry", "row %d:\nours %s\nGDAL %s", rec.Row, ours, gdal)
		}
	}
	if err != io.EOF {
		t.Error(err)
	}
	if seen < len(theirs.rows) {
		f.add("rows", "GDAL has %d rows, %d are common", len(theirs.rows), seen)
	}
	return f
}

// otherValue says how a value of ours differs from GDAL's text; "" for not at all.
// GDAL reads dBASE's logicals as text, and writes numbers with the decimals of the column.
func otherValue(ours any, gdal *string, typ string) string {
	text := "NULL"
	if gdal != nil {
		text = *gdal
	}
	same := false
	switch v := ours.(type) {
	case nil:
		same = gdal == nil || text == "?"
	case []byte:
		same = text == string(v)
	case int64:
		same = text == strconv.FormatInt(v, 10)
	case bool:
		same = v && strings.Contains("TtYy1", text) || !v && strings.Contains("FfNn0", text)
	case time.Time:
		same = text == v.Format("2006/01/02")
	case float64:
		var width, decimals int
		_, err := fmt.Sscanf(typ, "NUMERIC(%d,%d)", &width, &decimals)
		same = err == nil && text == strconv.FormatFloat(v, 'f', decimals, 64)
		if exact, err := strconv.ParseFloat(text, 64); err == nil && exact == v {
			same = true
		}
	}
	if same {
		return ""
	}
	return fmt.Sprintf("ours %s, GDAL %q", describeValue(ours), text)
}
