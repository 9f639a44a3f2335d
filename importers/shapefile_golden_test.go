package importers_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twpayne/go-geom/encoding/wkt"

	"sotay/importers"
)

var updateShapefiles = flag.Bool("update-shapefiles", false, "write testdata/shapefiles.golden anew")

const (
	shapefileDir    = "../testdata/shapefiles"
	shapefileGolden = "testdata/shapefiles.golden"
)

// shapefileNames are the test files that a person would choose: zips, and one of the
// files of each plain set.
func shapefileNames(t testing.TB) []string {
	t.Helper()
	entries, err := os.ReadDir(shapefileDir)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"missing_shp.dbf"}
	for _, e := range entries {
		if ext := strings.ToLower(filepath.Ext(e.Name())); ext == ".zip" || ext == ".shp" {
			names = append(names, e.Name())
		}
	}
	return names
}

// TestShapefileGolden reads every test file and compares all that is read and said of it
// with the golden file, which is to be looked at when it changes.
func TestShapefileGolden(t *testing.T) {
	var got bytes.Buffer
	for _, name := range shapefileNames(t) {
		fmt.Fprintf(&got, "== %s\n", name)
		describeShapefile(&got, filepath.Join(shapefileDir, name))
	}
	if *updateShapefiles {
		if err := os.WriteFile(shapefileGolden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(shapefileGolden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("what the test files hold differs (-want +got), see -update-shapefiles:\n%s", diff)
	}
}

// describeShapefile writes everything that reading path gives.
func describeShapefile(w io.Writer, path string) {
	layers, err := importers.ListShapefile(path)
	if err != nil {
		fmt.Fprintf(w, "list: %s\n", describeError(err))
	} else if len(layers) > 1 {
		fmt.Fprintf(w, "layers: %s\n", strings.Join(layers, ", "))
		for _, layer := range layers {
			describeLayer(w, path, layer)
		}
	}
	describeLayer(w, path, "")
}

func describeLayer(w io.Writer, path, layer string) {
	r, err := importers.OpenShapefile(path, importers.OpenOptions{Layer: layer})
	if err != nil {
		fmt.Fprintf(w, "open: %s\n", describeError(err))
		return
	}
	defer r.Close()
	s := r.Schema()
	fmt.Fprintf(w, "%s: %s, %d rows", s.Name, s.Geometry, s.Rows)
	if s.Encoding != "" {
		fmt.Fprintf(w, ", %s", s.Encoding)
	}
	for _, f := range s.Fields {
		fmt.Fprintf(w, ", %s %s(%d)", f.Name, f.Type, f.Width)
	}
	fmt.Fprintln(w)
	describeProblems(w, s.Problems)
	var rec importers.Record
	for err = r.Next(&rec); err == nil; err = r.Next(&rec) {
		fmt.Fprintf(w, "%d:", rec.Row)
		for _, v := range rec.Values {
			fmt.Fprintf(w, " %s", describeValue(v))
		}
		fmt.Fprintf(w, " %s\n", describeGeometry(rec))
		describeProblems(w, rec.Problems)
	}
	if err != io.EOF {
		fmt.Fprintf(w, "read: %s\n", describeError(err))
	}
}

func describeError(err error) string {
	var refused *importers.ShapefileError
	if !errors.As(err, &refused) {
		return err.Error()
	}
	return refused.Problem.Code + ": " + refused.Problem.What.En
}

func describeProblems(w io.Writer, problems []importers.Problem) {
	for _, p := range problems {
		if p.What.Vi == "" || p.Todo.Vi == "" || p.Todo.En == "" || strings.Contains(p.What.Vi+p.What.En, "%!") {
			fmt.Fprintf(w, "\tWORDS MISSING: %+v\n", p)
		}
		fmt.Fprintf(w, "\t%s %s row %d field %q value %q: %s\n", p.Severity, p.Code, p.Row, p.Field, p.Value, p.What.En)
	}
}

func describeValue(v any) string {
	switch v := v.(type) {
	case nil:
		return "-"
	case []byte:
		return strconv.QuoteToASCII(string(v))
	case time.Time:
		return v.Format("2006-01-02T15:04:05.999")
	}
	return fmt.Sprint(v)
}

// describeGeometry gives WKT, in metres from the origin of the test files.
func describeGeometry(rec importers.Record) string {
	if rec.Geometry == nil {
		return "NULL"
	}
	flat := rec.Geometry.FlatCoords()
	for i := 0; i+1 < len(flat); i += rec.Geometry.Stride() {
		if flat[i] > 400000 {
			flat[i] -= 426800
			flat[i+1] -= 1144100
		}
	}
	text, err := wkt.Marshal(rec.Geometry)
	if err != nil {
		return err.Error()
	}
	return text
}
