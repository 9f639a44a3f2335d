package ogr

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Config is how files are converted. The zero value will do.
type Config struct {
	// Program is the path or name of ogr2ogr; empty: "ogr2ogr".
	Program string
	// Dir is where scratch folders are made; empty: the system's.
	Dir    string
	Limits Limits
}

// The names of the columns that a converted GeoPackage has besides those of the file.
const (
	RowColumn      = "ogr2ogr_row"
	GeometryColumn = "ogr2ogr_geom"
)

// Result is what became of a file. It stands in a scratch folder until Close.
type Result struct {
	// GeoPackage is its path, "" where the file became tables.
	GeoPackage string
	// Tables are the paths of CSV files in UTF-8, comma-separated, each named after its
	// sheet, with its columns' types beside it in a .csvt.
	Tables []string
	// Links tells that the file refers to others, which were not followed.
	Links bool

	scratch *scratch
}

// Close removes the scratch folder.
func (r *Result) Close() error { return r.scratch.Close() }

// Convert converts a file that is of a format ([Of]). Its error is an [*Error], that of a
// context that has ended, or one of the file system.
func (c Config) Convert(ctx context.Context, path string, f Format) (*Result, error) {
	program, err := exec.LookPath(c.program())
	if err != nil {
		return nil, &Error{Kind: Missing, Format: f.Name, Limits: c.Limits.orDefault()}
	}
	sweep(c.Dir)
	s, err := newScratch(c.Dir)
	if err != nil {
		return nil, err
	}
	r := &Result{scratch: s}
	if err := c.convert(ctx, program, path, f, r); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return r, nil
}

func (c Config) program() string {
	if c.Program == "" {
		return "ogr2ogr"
	}
	return c.Program
}

func (c Config) convert(ctx context.Context, program, path string, f Format, r *Result) error {
	in, read, err := r.scratch.offer(path, f)
	if err != nil {
		return err
	}
	if r.Links, err = inspect(in, f, c.Limits.orDefault()); err != nil {
		return err
	}
	if home, err := filepath.EvalSymlinks(program); err == nil { // GDAL may stand outside /usr
		if prefix := filepath.Dir(filepath.Dir(home)); prefix != "/" {
			read = append(read, prefix)
		}
	}
	out := r.scratch.path("out")
	formats, err := c.run(ctx, program, f, out, read, "", "--formats")
	if err != nil {
		return err
	}
	skip, ok := allBut(formats, f)
	if !ok {
		return &Error{Kind: NoDriver, Format: f.Name, Limits: c.Limits.orDefault()}
	}
	if _, err := c.run(ctx, program, f, out, read, skip, arguments(f, in, out)...); err != nil {
		return err
	}
	return r.collect(filepath.Base(path), f, out)
}

// collect finds what was written. A GeoPackage gets the name of the file, which messages
// about it tell.
func (r *Result) collect(name string, f Format, out string) (err error) {
	if f.table {
		r.Tables, err = filepath.Glob(filepath.Join(out, "tables", "*.csv"))
		if err == nil && len(r.Tables) == 0 {
			return &Error{Kind: Failed, Format: f.Name}
		}
		return err
	}
	r.GeoPackage = filepath.Join(out, name)
	if err := os.Rename(filepath.Join(out, "out.gpkg"), r.GeoPackage); err != nil {
		return &Error{Kind: Failed, Format: f.Name}
	}
	return nil
}

// run runs ogr2ogr under its limits, without the drivers in skip, and gives what it said. The
// shell sets those limits that a child of Go cannot be given at its birth.
func (c Config) run(ctx context.Context, program string, f Format, out string, read []string, skip string, args ...string) (string, error) {
	l := c.Limits.orDefault()
	timed, cancel := context.WithTimeout(ctx, l.Time)
	defer cancel()
	limits := fmt.Sprintf("ulimit -c 0; ulimit -n 256; ulimit -t %d; ulimit -f %d; ulimit -v %d; exec \"$@\"",
		int(l.Time/time.Second)+1, (l.Output+511)/512, l.Memory/1024)
	var said tail
	command := func() *exec.Cmd {
		cmd := exec.CommandContext(timed, "/bin/sh", append([]string{"-c", limits, "sh", program}, args...)...)
		cmd.Dir, cmd.Env, cmd.WaitDelay = out, environment(out, skip), 5*time.Second
		cmd.Stdout, cmd.Stderr = &said, &said
		return cmd
	}
	if err := run(command, read, out); err != nil {
		return "", failure(ctx, timed, f, l, err, said.String())
	}
	return said.String(), nil
}

// driverLine finds the names of drivers in what ogr2ogr --formats says.
var driverLine = regexp.MustCompile(`(?m)^  (.+?) -[a-z, ]+- \(`)

// allBut lists, for OGR_SKIP, all drivers but those that may open the format and the one
// that writes; ok is false where one of these is missing. So GDAL has nothing that could
// lead from the file elsewhere, such as VRT.
func allBut(formats string, f Format) (skip string, ok bool) {
	writer := "GPKG"
	if f.table {
		writer = "CSV"
	}
	var names []string
	reads, writes := false, false
	for _, m := range driverLine.FindAllStringSubmatch(formats, -1) {
		switch name := m[1]; {
		case slices.Contains(f.drivers, name):
			reads = true
		case name == writer:
			writes = true
		default:
			names = append(names, name)
		}
	}
	return strings.Join(names, ","), reads && writes
}

// arguments of ogr2ogr. Curves become lines; coordinates are never transformed.
func arguments(f Format, in, out string) []string {
	var list []string
	for _, o := range f.options {
		list = append(list, "-oo", o)
	}
	if f.table {
		return append(list, "-f", "CSV", "-lco", "CREATE_CSVT=YES", "-lco", "SEPARATOR=COMMA", filepath.Join(out, "tables"), in)
	}
	return append(list,
		"-f", "GPKG", "-dsco", "ADD_GPKG_OGR_CONTENTS=NO", "-lco", "SPATIAL_INDEX=NO", "-lco", "FID="+RowColumn, "-lco", "GEOMETRY_NAME="+GeometryColumn,
		"-nlt", "CONVERT_TO_LINEAR", "-unsetFid", "-gt", "65536",
		"-fieldTypeToString", "IntegerList,Integer64List,RealList,StringList,Binary,Time", filepath.Join(out, "out.gpkg"), in)
}

// environment is all that ogr2ogr knows of ours, with everything off that could lead out
// of the file.
func environment(out, skip string) []string {
	env := []string{
		"PATH=/usr/bin:/bin", "HOME=" + out, "TMPDIR=" + out, "CPL_TMPDIR=" + out, "LC_ALL=C.UTF-8",
		"OGR_SKIP=" + skip,
		"PROJ_NETWORK=OFF", "GDAL_HTTP_PROXY=http://127.0.0.1:9", "GDAL_HTTP_TIMEOUT=1", "GDAL_HTTP_MAX_RETRY=0", "CPL_VSIL_CURL_ALLOWED_EXTENSIONS={noext}",
		"GML_PARSER=EXPAT", "GML_SKIP_RESOLVE_ELEMS=ALL", "LIBKML_RESOLVE_STYLE=NO", "DXF_CLOSED_LINE_AS_POLYGON=TRUE",
		"OGR_SQLITE_SYNCHRONOUS=OFF", "OGR_SQLITE_JOURNAL=OFF", "GDAL_NUM_THREADS=1",
	}
	for _, name := range []string{"GDAL_DATA", "GDAL_DRIVER_PATH", "PROJ_LIB", "PROJ_DATA", "LD_LIBRARY_PATH"} {
		if value, ok := os.LookupEnv(name); ok && !strings.HasPrefix(value, "/vsi") {
			env = append(env, name+"="+value)
		}
	}
	return env
}
